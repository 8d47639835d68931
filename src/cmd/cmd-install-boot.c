/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kferry install-boot: installs packages into a new system, and boots them there. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "branch/project.h"
#include "build/pipeline.h"
#include "cmd/commands.h"
#include "cmd/print-verdict.h"
#include "util/cache.h"
#include "util/error.h"
#include "util/fs.h"
#include "vm/judge.h"

struct install_boot_options {
	char **next;
	gboolean json, tap;
};

static const char *kind_of(char **packages)
{
	const char *kind = NULL;

	for (; *packages; packages++) {
		const char *this = g_str_has_suffix(*packages, ".deb")	 ? "deb"
				   : g_str_has_suffix(*packages, ".rpm") ? "rpm"
									 : NULL;

		if (!this || (kind && strcmp(kind, this)))
			return NULL;
		kind = this;
	}
	return kind;
}

/* Checked first, because creating a system takes minutes. */
static gboolean check_packages(char **packages, GError **error)
{
	for (; packages && *packages; packages++)
		if (access(*packages, R_OK)) {
			g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "%s: %s",
				    *packages, g_strerror(errno));
			return FALSE;
		}
	return TRUE;
}

/* Appends the absolute paths as words for the shell. */
static void add_words(GString *words, char **packages)
{
	for (; packages && *packages; packages++) {
		g_autofree char *path = g_canonicalize_filename(*packages, NULL);
		g_autofree char *word = g_shell_quote(path);

		g_string_append_printf(words, " %s", word);
	}
}

static gboolean install(const struct install_boot_options *o, const char *kind,
			char **packages, int *status, GError **error)
{
	g_autofree char *project = project_find(NULL);
	g_autofree char *target = g_strconcat("install-boot-", kind, NULL);
	g_autoptr(GString) words = g_string_new(NULL);
	g_autoptr(Pipeline) pipeline = pipeline_new(project ?: ".", error);

	if (!pipeline)
		return FALSE;
	add_words(words, packages);
	if (o->next)
		g_string_append(words, " --");
	add_words(words, o->next);
	pipeline->to_stderr = TRUE;
	pipeline_set(pipeline, "PACKAGES", words->str);
	return pipeline_run(pipeline, target, status, error);
}

static int run(const struct command *command, gpointer data, int argc, char **argv)
{
	const struct install_boot_options *o = data;
	const char *kind = kind_of(argv + 1);
	g_autoptr(GPtrArray) verdicts = verdict_report_new();
	g_autofree char *dir = NULL;
	struct verdict *verdict;
	GError *error = NULL;
	int status, judged;

	if (!kind || (o->next && g_strcmp0(kind_of(o->next), kind)))
		return command_usage(command,
				     "give packages of one kernel, all .deb or "
				     "all .rpm");
	dir = cache_path("run", "install", kind, NULL);
	if (!check_packages(argv + 1, &error) || !check_packages(o->next, &error) ||
	    !fs_remove(dir, &error) || !install(o, kind, argv + 1, &status, &error))
		return command_failed(command, error);
	verdict = judge_dir(dir, &error);
	if (!verdict)
		return command_failed(command, error);
	g_ptr_array_add(verdicts, verdict);
	judged = print_verdicts(verdicts, o->json, o->tap);
	return judged || !status ? judged : EXIT_NEGATIVE;
}

#define FIELD(member) OPTION_FIELD(struct install_boot_options, member)

static const struct option_entry options[] = {
	{"next", 0, VALUE_PACKAGE, FIELD(next),
	 "Also install this package of another release; may be repeated", "PACKAGE"},
	OPTION_JSON(FIELD(json)),
	OPTION_TAP(FIELD(tap)),
	{NULL},
};

const struct command cmd_install_boot = {
	.name = "install-boot",
	.synopsis = "PACKAGE...",
	.summary = "install the packages of a kernel into a small system, and boot it",
	.options = options,
	.size = sizeof(struct install_boot_options),
	.operands = {{VALUE_PACKAGE, .many = TRUE}},
	.run = run,
};
