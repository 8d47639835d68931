/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/smoke.h"

#include <string.h>

#include "build/pipeline.h"
#include "build/slurm-watch.h"
#include "build/slurm.h"
#include "vm/attempt.h"
#include "vm/proof.h"

#define SLURM_JOBS 64 /* maximum of queued and running jobs of a branch */

static void branch_clear(gpointer data)
{
	struct smoke_branch *one = data;

	branch_free(one->branch);
	g_strfreev(one->names);
	g_clear_pointer(&one->slurm, slurm_free);
	g_strfreev(one->unfinished);
	g_clear_error(&one->error);
	g_free(one);
}

void smoke_clear(struct smoke *smoke)
{
	g_clear_pointer(&smoke->branches, g_ptr_array_unref);
}

gboolean smoke_add(struct smoke *smoke, struct branch *branch, char **names,
		   GError **error)
{
	struct smoke_branch *one = g_new0(struct smoke_branch, 1);

	if (!smoke->branches)
		smoke->branches = g_ptr_array_new_with_free_func(branch_clear);
	g_ptr_array_add(smoke->branches, one);
	one->smoke = smoke;
	one->branch = branch;
	one->names = names;
	if (!smoke->slurm)
		return TRUE;
	one->slurm = slurm_new(NULL, error);
	return one->slurm &&
	       (!smoke->node_cache ||
		slurm_stage_by(one->slurm, smoke->project, smoke->node_cache, error));
}

/* Shows a line; those of make and srun do not name the branch. */
static void show(const char *line, void *data)
{
	const struct smoke_branch *one = data;
	const char *name = one->branch->name;
	gsize length = strlen(name);
	gboolean named = !strncmp(line, name, length) && line[length] &&
			 strchr(" :", line[length]);
	g_autofree char *text =
		named ? g_strdup(line) : g_strdup_printf("%s: %s", name, line);

	one->smoke->line(text);
}

/* Builds and boots the variants @names; NULL: as make chooses. FALSE if make could not
 * be run. */
static gboolean prove(struct smoke_branch *one, char **names, GError **error)
{
	const struct smoke *smoke = one->smoke;
	g_autoptr(Pipeline) pipeline = pipeline_new(smoke->project, error);
	g_autofree char *variants = names ? g_strjoinv(" ", names) : NULL;
	g_autofree char *seed = g_strdup_printf("%" G_GINT64_FORMAT, smoke->seed);
	guint at_once = smoke->jobs ?: (one->slurm ? SLURM_JOBS : 0);
	g_autofree char *jobs = at_once ? g_strdup_printf("%u", at_once) : NULL;
	int status;

	if (!pipeline)
		return FALSE;
	pipeline->to_stderr = smoke->to_stderr;
	pipeline_set(pipeline, "BRANCH", one->branch->name);
	pipeline_set(pipeline, "VARIANTS", variants);
	pipeline_set(pipeline, "ALL", smoke->all ? "yes" : NULL);
	pipeline_set(pipeline, "SEED", seed);
	pipeline_set(pipeline, "JOBS", jobs);
	pipeline_set(pipeline, "RUN", smoke->run);
	if (one->slurm) {
		slurm_use(one->slurm, pipeline);
		pipeline->line = show;
		pipeline->data = one;
	}
	pipeline_set(pipeline, "REPORT", ":");
	pipeline_set_path(pipeline, "FROM", smoke->from);
	pipeline_set_path(pipeline, "CONFIG", smoke->config);
	if (!pipeline_run(pipeline, "prove", &status, error))
		return FALSE;
	one->broken = status != 0;
	return TRUE;
}

/* A build that fails just fails again soon. */
static gboolean prove_by_slurm(struct smoke_branch *one, GError **error)
{
	g_autoptr(Attempt) attempt = attempt_new(one->branch, one->names);
	g_auto(GStrv) left = g_strdupv(one->smoke->variants);
	/* signs of life need a shared cache */
	g_autoptr(SlurmWatch) watch =
		one->smoke->node_cache ? NULL : slurm_watch_new(one->slurm->name);

	for (int try = 1; try <= SLURM_TRIES; try++) {
		g_autofree char *text = NULL;

		/* if the controller died, all tries would fail within a minute */
		if (!slurm_wait(SLURM_WAIT, error) || !prove(one, left, error))
			return FALSE;
		g_strfreev(left);
		left = attempt_left(attempt);
		if (!*left) {
			one->broken = FALSE;
			show("all jobs have finished", one);
			return TRUE;
		}
		text = g_strdup_printf("%u of its variants did not finish in try "
				       "%d of %d",
				       g_strv_length(left), try, SLURM_TRIES);
		show(text, one);
	}
	one->unfinished = g_steal_pointer(&left);
	return TRUE;
}

/* A thread: the parent death signal of its children must not come before it waited. */
static gpointer run_by_slurm(gpointer data)
{
	struct smoke_branch *one = data;

	if (!prove_by_slurm(one, &one->error))
		one->broken = TRUE;
	return NULL;
}

static void run_side_by_side(GPtrArray *branches)
{
	g_autoptr(GPtrArray) threads = g_ptr_array_new();

	for (guint i = 0; i < branches->len; i++) {
		struct smoke_branch *one = branches->pdata[i];

		g_ptr_array_add(threads,
				g_thread_new(one->branch->name, run_by_slurm, one));
	}
	for (guint i = 0; i < threads->len; i++)
		g_thread_join(threads->pdata[i]);
}

void smoke_run(struct smoke *smoke)
{
	if (!smoke->branches)
		return;
	if (smoke->slurm) {
		run_side_by_side(smoke->branches);
		return;
	}
	for (guint i = 0; i < smoke->branches->len; i++) {
		struct smoke_branch *one = smoke->branches->pdata[i];

		if (!prove(one, smoke->variants, &one->error))
			one->broken = TRUE;
	}
}

gboolean smoke_report(const struct smoke_branch *one, GPtrArray *verdicts,
		      GError **error)
{
	guint from = verdicts->len;

	if (one->error) {
		g_propagate_error(error, g_error_copy(one->error));
		return FALSE;
	}
	if (!proof_report(one->branch, one->names, verdicts, error))
		return FALSE;
	if (one->unfinished)
		attempt_doubt(one->unfinished, verdicts, from);
	return TRUE;
}
