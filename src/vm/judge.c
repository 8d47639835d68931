/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/judge.h"

#include <stdlib.h>

#include "cover/coverage.h"
#include "util/cache.h"
#include "util/error.h"
#include "util/fs.h"
#include "util/json-print.h"
#include "verdict/history.h"

#define CONSOLE_MAX (256u << 20) /* maximum of console bytes that are read */

static gboolean publish(const struct verdict *verdict, const char *dir, GError **error)
{
	g_autofree char *path = g_build_filename(dir, "verdict.json", NULL);
	g_autofree char *text = json_format(verdict_json(verdict));

	return fs_write(path, text, error);
}

static void read_coverage(const char *dir, struct verdict_coverage *found)
{
	g_autoptr(GError) error = NULL;

	*found = (struct verdict_coverage){0};
	if (coverage_of_run(dir, &found->changed, &found->run, &found->why, &error)) {
		found->known = !found->why;
		return;
	}
	found->doubtful = TRUE;
	found->why = g_strdup(error->message);
}

static struct verdict *judge_files(const struct run *run, const char *dir,
				   GMappedFile *console)
{
	struct verdict_coverage covered;
	struct verdict *result;

	read_coverage(dir, &covered);
	result = verdict_judge(run, g_mapped_file_get_contents(console) ?: "",
			       g_mapped_file_get_length(console), &covered);
	g_free(covered.why);
	return result;
}

/* Whether @dir is in the cache: runs elsewhere are not added to the history. */
static gboolean in_cache(const char *dir)
{
	g_autofree char *root = cache_path(NULL, NULL);
	g_autofree char *real_root = realpath(root, NULL);
	g_autofree char *real_dir = realpath(dir, NULL);
	g_autofree char *prefix = g_strconcat(real_root ?: "", "/", NULL);

	return real_root && real_dir && g_str_has_prefix(real_dir, prefix);
}

/* Failing to write the history changes no verdict. */
static void remember(const char *dir, const struct run *run,
		     const struct verdict *verdict)
{
	g_autofree char *path = cache_path(HISTORY_NAME, NULL);
	g_autoptr(HistoryRun) row = history_run_new(dir, run, verdict);
	g_autoptr(GError) error = NULL;
	g_autoptr(History) history = history_open(path, &error);

	if (!history || !history_add(history, row, &error))
		g_printerr("kferry: warning: not in the history: %s\n", error->message);
}

struct verdict *judge_dir(const char *dir, GError **error)
{
	g_autoptr(GError) fault = NULL;
	g_autoptr(Run) run = run_load(dir, &fault);
	g_autofree char *path = g_build_filename(dir, "console.log", NULL);
	g_autoptr(GMappedFile) console = NULL;
	g_autoptr(Verdict) result = NULL;

	if (run)
		console = g_mapped_file_new(path, FALSE, &fault);
	if (console && g_mapped_file_get_length(console) > CONSOLE_MAX)
		g_set_error(&fault, KF_ERROR, KF_ERROR_INVALID,
			    "%s: more than %u MiB, too large for a run", path,
			    CONSOLE_MAX >> 20);
	if (fault)
		result = verdict_of_nothing(dir, fault->message);
	else
		result = judge_files(run, dir, console);
	if (g_file_test(dir, G_FILE_TEST_IS_DIR) && !publish(result, dir, error))
		return NULL;
	if (run && in_cache(dir))
		remember(dir, run, result);
	return g_steal_pointer(&result);
}
