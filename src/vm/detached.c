/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/detached.h"

#include <stdio.h>
#include <string.h>

#include "util/cache.h"
#include "util/error.h"
#include "util/fs.h"
#include "util/json-print.h"
#include "util/json-text.h"
#include "util/plain-name.h"
#include "verdict/report.h"
#include "vm/proof.h"

#define DIR_NAME "jobs"

static struct detached *detached_of(const char *id, const char *project)
{
	struct detached *detached = g_new0(struct detached, 1);

	detached->id = g_strdup(id);
	detached->project = g_strdup(project);
	detached->attempts =
		g_ptr_array_new_with_free_func((GDestroyNotify)attempt_free);
	return detached;
}

struct detached *detached_new(const char *project)
{
	g_autofree char *id = g_strdup_printf(SLURM_NAME "%08x", g_random_int());
	g_autofree char *absolute = g_canonicalize_filename(project, NULL);
	struct detached *detached = detached_of(id, absolute);

	detached->seed = 1;
	detached->started = g_get_real_time() / G_USEC_PER_SEC;
	return detached;
}

void detached_free(struct detached *detached)
{
	if (!detached)
		return;
	g_free(detached->id);
	g_free(detached->project);
	g_free(detached->from);
	g_free(detached->config);
	g_ptr_array_unref(detached->attempts);
	g_free(detached);
}

char *detached_dir(const struct detached *detached)
{
	return cache_path(DIR_NAME, detached->id, NULL);
}

/* ---- job.json --------------------------------------------------------------------- */

json_t *detached_json(const struct detached *detached)
{
	json_t *branches = json_array();

	for (guint i = 0; i < detached->attempts->len; i++)
		json_array_append_new(branches,
				      attempt_json(detached->attempts->pdata[i]));
	return json_pack(
		"{so so so* so* sI sI sI si sb si so}", "id", json_text(detached->id),
		"project", json_text(detached->project), "from",
		json_text(detached->from), "config", json_text(detached->config),
		"seed", (json_int_t)detached->seed, "started",
		(json_int_t)detached->started, "ended", (json_int_t)detached->ended,
		"tries", (int)detached->tries, "cancelled", detached->cancelled,
		"status", detached->status, "branches", branches);
}

static gboolean save(const struct detached *detached, GError **error)
{
	g_autofree char *dir = detached_dir(detached);
	g_autofree char *path = g_build_filename(dir, "job.json", NULL);
	g_autofree char *text = json_format(detached_json(detached));

	return fs_write(path, text, error);
}

static gint64 integer(const json_t *root, const char *key)
{
	return json_integer_value(json_object_get(root, key));
}

static struct detached *parse(const char *id, const json_t *root)
{
	const char *project = json_string_value(json_object_get(root, "project"));
	const json_t *branches = json_object_get(root, "branches");
	g_autoptr(Detached) detached = project ? detached_of(id, project) : NULL;

	if (!detached)
		return NULL;
	detached->from = g_strdup(json_string_value(json_object_get(root, "from")));
	detached->config = g_strdup(json_string_value(json_object_get(root, "config")));
	detached->seed = integer(root, "seed");
	detached->started = integer(root, "started");
	detached->ended = integer(root, "ended");
	detached->tries = integer(root, "tries");
	detached->cancelled = json_is_true(json_object_get(root, "cancelled"));
	detached->status = integer(root, "status");
	for (size_t i = 0; i < json_array_size(branches); i++) {
		struct attempt *attempt = attempt_parse(json_array_get(branches, i));

		if (!attempt)
			return NULL;
		g_ptr_array_add(detached->attempts, attempt);
	}
	return g_steal_pointer(&detached);
}

struct detached *detached_load(const char *id, GError **error)
{
	const char *refusal = plain_name_refusal(id);
	g_autofree char *path = cache_path(DIR_NAME, id, "job.json", NULL);
	g_autofree char *text = NULL;
	json_t *root;
	struct detached *detached;

	if (refusal || !g_file_test(path, G_FILE_TEST_EXISTS)) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "no detached run '%s'; 'kferry jobs' lists them", id);
		return NULL;
	}
	text = fs_read(path, error);
	if (!text)
		return NULL;
	root = json_loads(text, 0, NULL);
	detached = parse(id, root);
	if (!detached)
		g_set_error(error, KF_ERROR, KF_ERROR_INVALID,
			    "%s: not the record of a detached run", path);
	json_decref(root);
	return detached;
}

static int by_start(gconstpointer a, gconstpointer b)
{
	const struct detached *x = *(struct detached *const *)a;
	const struct detached *y = *(struct detached *const *)b;

	return x->started != y->started ? (x->started < y->started ? 1 : -1)
					: strcmp(x->id, y->id);
}

GPtrArray *detached_list(GError **error)
{
	g_autofree char *dir = cache_path(DIR_NAME, NULL);
	g_autoptr(GPtrArray) list =
		g_ptr_array_new_with_free_func((GDestroyNotify)detached_free);
	g_autoptr(GPtrArray) names = NULL;

	if (!g_file_test(dir, G_FILE_TEST_EXISTS))
		return g_steal_pointer(&list);
	names = fs_names(dir, error);
	if (!names)
		return NULL;
	for (guint i = 0; i < names->len; i++) {
		g_autofree char *record =
			g_build_filename(dir, names->pdata[i], "job.json", NULL);
		struct detached *detached;

		/* it was killed before it began */
		if (!g_file_test(record, G_FILE_TEST_EXISTS))
			continue;
		detached = detached_load(names->pdata[i], error);
		if (!detached)
			return NULL;
		g_ptr_array_add(list, detached);
	}
	g_ptr_array_sort(list, by_start);
	return g_steal_pointer(&list);
}

/* ---- jobs ------------------------------------------------------------------------- */

/* State while the stages of a branch are submitted. */
struct submission {
	const struct detached *detached;
	const struct slurm *slurm;
	const char *dir;
	const char *branch;
	char **variants;
	GString *make; /* command, quoted for a shell */
	GString *ends; /* "afterany:3:5": the last jobs of all branches */
};

static void append_words(GString *text, GPtrArray *words)
{
	for (guint i = 0; i < words->len; i++) {
		g_autofree char *word = g_shell_quote(words->pdata[i]);

		g_string_append_printf(text, "%s ", word);
	}
}

static GString *make_command(const struct detached *detached, const char *branch,
			     GError **error)
{
	g_autoptr(Pipeline) pipeline = pipeline_new(detached->project, error);
	g_autofree char *seed = g_strdup_printf("%" G_GINT64_FORMAT, detached->seed);
	g_autoptr(GPtrArray) words = NULL;
	GString *text;

	if (!pipeline)
		return NULL;
	pipeline_set(pipeline, "BRANCH", branch);
	pipeline_set(pipeline, "SEED", seed);
	pipeline_set(pipeline, "FROM", detached->from);
	pipeline_set(pipeline, "CONFIG", detached->config);
	words = pipeline_argv(pipeline, error);
	if (!words)
		return NULL;
	text = g_string_new(NULL);
	append_words(text, words);
	return text;
}

/* Writes @text to the script NAME.sh, and submits it to run after @after. */
static char *submit(const struct submission *s, const char *name, const char *text,
		    struct slurm_job *job, GError **error)
{
	g_autofree char *base = g_strconcat(name, ".sh", NULL);
	g_autofree char *script = g_build_filename(s->dir, base, NULL);
	g_autofree char *log = g_build_filename(s->dir, "slurm.log", NULL);

	if (!fs_write(script, text, error))
		return NULL;
	job->script = script;
	job->log = log;
	return slurm_submit(s->slurm, job, error);
}

static char *submit_source(const struct submission *s, GError **error)
{
	struct slurm_job job = {.stage = SLURM_SOURCE};
	g_autofree char *path = g_strdup_printf("%s/%s.log", s->dir, s->branch);
	g_autofree char *log = g_shell_quote(path);
	g_autofree char *text = g_strdup_printf(
		"#!/bin/sh\nexec >>%s 2>&1\nexec %ssource\n", log, s->make->str);
	g_autofree char *name = g_strconcat(s->branch, ".source", NULL);

	return submit(s, name, text, &job, error);
}

/* Submits a task for each variant, to start as @after says. make is told that the
 * prerequisites of the target are done, since they were another job. */
static char *submit_stage(const struct submission *s, enum slurm_stage stage,
			  const char *target, const char *after, GError **error)
{
	struct slurm_job job = {
		.stage = stage, .after = after, .tasks = g_strv_length(s->variants)};
	g_autofree char *prefix = g_strdup_printf("%s/%s.", s->dir, s->branch);
	g_autofree char *log = g_shell_quote(prefix);
	g_autofree char *words = g_strjoinv(" ", s->variants); /* plain names */
	g_autofree char *text = g_strdup_printf("#!/bin/sh\n"
						"set -- %s\n"
						"shift \"$SLURM_ARRAY_TASK_ID\"\n"
						"exec >>%s\"$1\".log 2>&1\n"
						"exec %s%s\n",
						words, log, s->make->str, target);
	g_autofree char *name =
		g_strconcat(s->branch, stage == SLURM_BUILD ? ".build" : ".boot", NULL);

	return submit(s, name, text, &job, error);
}

/* Submits the stages for the remaining variants of a branch. */
static gboolean submit_branch(struct submission *s, const struct attempt *attempt,
			      GError **error)
{
	g_auto(GStrv) left = attempt_left(attempt);
	g_autofree char *source = NULL, *build = NULL, *boot = NULL;
	g_autofree char *after_source = NULL, *after_build = NULL;
	gboolean good = FALSE;

	if (!*left)
		return TRUE;
	s->branch = attempt->branch;
	s->variants = left;
	s->make = make_command(s->detached, attempt->branch, error);
	source = s->make ? submit_source(s, error) : NULL;
	if (source) {
		after_source = g_strconcat("afterok:", source, NULL);
		build = submit_stage(s, SLURM_BUILD, "-o source \"built-$1\"",
				     after_source, error);
	}
	if (build) {
		after_build = g_strconcat("aftercorr:", build, NULL);
		boot = submit_stage(s, SLURM_BOOT, "-o \"built-$1\" \"booted-$1\"",
				    after_build, error);
	}
	if (boot) {
		g_string_append_printf(s->ends, ":%s", boot);
		good = TRUE;
	}
	if (s->make)
		g_string_free(s->make, TRUE);
	return good;
}

static gboolean submit_end(const struct submission *s, GError **error)
{
	struct slurm_job job = {.stage = SLURM_END, .after = s->ends->str};
	g_autofree char *program = g_file_read_link("/proc/self/exe", NULL);
	g_autofree char *path = g_build_filename(s->dir, "end.log", NULL);
	g_autofree char *log = g_shell_quote(path);
	g_autofree char *kferry = g_shell_quote(program ?: "kferry");
	g_autofree char *project = g_shell_quote(s->detached->project);
	g_autofree char *text = g_strdup_printf(
		"#!/bin/sh\nexec >>%s 2>&1\nexec %s -C %s jobs --end %s\n", log, kferry,
		project, s->detached->id);
	g_autofree char *id = submit(s, "end", text, &job, error);

	return id != NULL;
}

gboolean detached_submit(struct detached *detached, GError **error)
{
	g_autoptr(Slurm) slurm = slurm_new(detached->id, error);
	g_autofree char *dir = detached_dir(detached);
	g_autoptr(GString) ends = g_string_new("afterany");
	struct submission s = {
		.detached = detached, .slurm = slurm, .dir = dir, .ends = ends};
	gboolean good;

	detached->tries++;
	if (!slurm || !fs_make_dir(dir, error) || !save(detached, error))
		return FALSE;
	good = TRUE;
	for (guint i = 0; good && i < detached->attempts->len; i++)
		good = submit_branch(&s, detached->attempts->pdata[i], error);
	if (good && submit_end(&s, error))
		return TRUE;
	if (!slurm_cancel(detached->id, NULL))
		g_debug("%s: its jobs stay in the queue", detached->id);
	return FALSE;
}

void detached_count(const struct detached *detached, guint *all, guint *done)
{
	*all = *done = 0;
	for (guint i = 0; i < detached->attempts->len; i++) {
		const struct attempt *attempt = detached->attempts->pdata[i];
		g_auto(GStrv) left = attempt_left(attempt);

		*all += attempt->variants->len;
		*done += attempt->variants->len - g_strv_length(left);
	}
}

/*
 * ---- the last job -------------------------------------------------------------------
 */

/* Judges everything that was requested. */
static gboolean judge(const struct detached *detached, GPtrArray *verdicts,
		      GError **error)
{
	for (guint i = 0; i < detached->attempts->len; i++) {
		const struct attempt *attempt = detached->attempts->pdata[i];
		g_autoptr(Branch) b =
			branch_load(detached->project, attempt->branch, error);
		g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
		g_auto(GStrv) left = attempt_left(attempt);
		g_auto(GStrv) names = NULL;
		guint from = verdicts->len;

		for (guint v = 0; v < attempt->variants->len; v++) {
			const struct attempt_variant *variant =
				attempt->variants->pdata[v];

			g_strv_builder_add(builder, variant->name);
		}
		names = g_strv_builder_end(builder);
		if (!b || !proof_report(b, names, verdicts, error))
			return FALSE;
		attempt_doubt(left, verdicts, from);
	}
	return TRUE;
}

static gboolean write_verdicts(const struct detached *detached, GPtrArray *verdicts,
			       GError **error)
{
	g_autofree char *dir = detached_dir(detached);
	g_autofree char *path = g_build_filename(dir, "verdicts.json", NULL);
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	gboolean good;

	verdict_report_print(out, verdicts, REPORT_JSON);
	fclose(out);
	good = fs_publish(path, text, size, error);
	free(text);
	return good;
}

/* FALSE if another job of it is left besides the present one. */
static gboolean check_idle(const struct detached *detached, GError **error)
{
	guint own = !g_strcmp0(g_getenv("SLURM_JOB_NAME"), detached->id);
	guint running, pending;

	/* only the job itself waits; a user can ask again */
	if (own && !slurm_wait(SLURM_WAIT, error))
		return FALSE;
	if (!slurm_queue(detached->id, &running, &pending, error))
		return FALSE;
	if (running + pending <= own)
		return TRUE;
	g_set_error(error, KF_ERROR, KF_ERROR_BUSY, "%s: its jobs have not ended",
		    detached->id);
	return FALSE;
}

gboolean detached_end(struct detached *detached, gboolean *again, GError **error)
{
	g_autoptr(GPtrArray) verdicts = verdict_report_new();
	guint all, done;

	*again = FALSE;
	if (!check_idle(detached, error))
		return FALSE;
	detached_count(detached, &all, &done);
	if (done < all && detached->tries < SLURM_TRIES && !detached->cancelled) {
		*again = TRUE;
		return detached_submit(detached, error);
	}
	if (!judge(detached, verdicts, error) ||
	    !write_verdicts(detached, verdicts, error))
		return FALSE;
	verdict_report_print(stdout, verdicts, REPORT_TABLE);
	detached->status = verdict_report_status(verdicts);
	detached->ended = g_get_real_time() / G_USEC_PER_SEC;
	return save(detached, error);
}

/* Marks it first, because the last of its jobs would retry the others. */
gboolean detached_cancel(struct detached *detached, GError **error)
{
	if (detached->ended) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "%s has ended",
			    detached->id);
		return FALSE;
	}
	detached->cancelled = TRUE;
	return save(detached, error) && slurm_cancel(detached->id, error);
}
