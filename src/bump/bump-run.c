/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bump/bump-run.h"

#include "bump/bump-message.h"
#include "bump/bump-packages.h"
#include "util/error.h"
#include "util/exit-code.h"
#include "util/fs.h"
#include "util/subprocess.h"

static const char *const reports[] = {"report-config", "report-cve", "report-packages"};

void bump_run_clear(struct bump_run *run)
{
	g_clear_pointer(&run->series, g_ptr_array_unref);
}

static gboolean write_report(const struct bump *bump, const char *name,
			     const char *text, GError **error)
{
	g_autofree char *path = bump_path(bump, name);

	return fs_write(path, text, error);
}

char *bump_run_report(const struct bump *bump)
{
	g_autoptr(GString) all = g_string_new(NULL);

	for (gsize i = 0; i < G_N_ELEMENTS(reports); i++) {
		g_autofree char *path = bump_path(bump, reports[i]);
		g_autofree char *text = fs_read(path, NULL);

		g_string_append(all, text ?: "");
	}
	return g_string_free(g_steal_pointer(&all), FALSE);
}

/* --- in this process ---------------------------------------------------------------- */

static void say_guarded(const struct bump *bump, const GPtrArray *list)
{
	for (guint i = 0; i < list->len; i++) {
		const struct bump_series *series = g_ptr_array_index(list, i);
		guint guarded = bump_series_guarded(bump, series);

		if (guarded)
			g_printerr("kferry bump: %s: %u guarded patches are left "
				   "unchanged\n",
				   series->name, guarded);
	}
}

/* If a run was killed after the rebase, carries again, which takes seconds. */
static gboolean carry(struct bump_run *run, GError **error)
{
	if (run->series)
		return TRUE;
	if (!run->bump->old_tree && !bump_source(run->bump, error))
		return FALSE;
	run->series = bump_series_list(run->bump->branch);
	if (!bump_series_carry(run->bump, run->series, run->go_on, &run->stopped,
			       error)) {
		bump_run_clear(run);
		return FALSE;
	}
	if (!run->stopped) {
		say_guarded(run->bump, run->series);
		return TRUE;
	}
	g_set_error(error, KF_ERROR, KF_ERROR_NEGATIVE,
		    "%s stopped at a conflict in %s; edit its files and run 'kferry "
		    "bump --continue %s'",
		    run->bump->branch->name, run->stopped->name,
		    run->bump->branch->name);
	return FALSE;
}

static gboolean configure(struct bump_run *run, GError **error)
{
	g_autoptr(BumpConfig) config = NULL;
	g_autofree char *text = NULL;

	if (!run->bump->old_tree && !bump_source(run->bump, error))
		return FALSE;
	config = bump_config_new(run->bump, BUMP_ANSWERS_ALL, error);
	if (!config)
		return FALSE;
	text = bump_config_text(config);
	return write_report(run->bump, reports[0], text, error);
}

static gboolean look_at_cves(struct bump_run *run, GError **error)
{
	g_autoptr(BumpCve) cve = NULL;
	g_autofree char *text = NULL;

	if (!carry(run, error))
		return FALSE;
	cve = bump_cve_new(run->bump, error);
	if (!cve)
		return FALSE;
	text = bump_cve_text(cve);
	return write_report(run->bump, reports[1], text, error) &&
	       bump_message_write(run->bump, run->series, cve, error);
}

static gboolean place(struct bump_run *run, GError **error)
{
	g_autoptr(GPtrArray) list = bump_series_list(run->bump->branch);

	return bump_series_place(run->bump, list, error) &&
	       bump_write_version(run->bump, error);
}

/* --- by other commands -------------------------------------------------------------- */

/* Runs kferry @name BRANCH, and shows its output. */
static gboolean run_command(const struct bump *bump, const char *name, GError **error)
{
	g_autofree char *self = g_file_read_link("/proc/self/exe", NULL);
	const char *argv[] = {self ?: "kferry",	  "-C", bump->branch->dir, name,
			      bump->branch->name, NULL};
	struct subprocess process = {.argv = argv};
	int status;

	if (!subprocess_show(&process, FALSE, &status, error))
		return FALSE;
	if (!status)
		return TRUE;
	g_set_error(error, KF_ERROR,
		    status == EXIT_NEGATIVE  ? KF_ERROR_NEGATIVE
		    : status == EXIT_INVALID ? KF_ERROR_INVALID
					     : KF_ERROR_SYSTEM,
		    "'kferry %s %s' exited with status %d; run 'kferry bump --continue "
		    "%s' to try again",
		    name, bump->branch->name, status, bump->branch->name);
	return FALSE;
}

static gboolean make_packages(const struct bump *bump, GError **error)
{
	g_autofree char *text = NULL;

	if (!bump_packages_remember(bump, error) ||
	    !run_command(bump, "packages", error))
		return FALSE;
	text = bump_packages_text(bump, error);
	return text && write_report(bump, reports[2], text, error);
}

gboolean bump_run_stage(struct bump_run *run, enum bump_stage stage, GError **error)
{
	switch (stage) {
	case BUMP_SOURCE:
		return bump_source(run->bump, error) &&
		       bump_write_pin(run->bump, error);
	case BUMP_REBASE:
		return carry(run, error);
	case BUMP_CONFIG:
		return configure(run, error);
	case BUMP_CVE:
		return look_at_cves(run, error);
	case BUMP_SERIES:
		return place(run, error);
	case BUMP_SMOKE:
		return run->no_smoke || run_command(run->bump, "smoke", error);
	case BUMP_PACKAGES:
		break;
	}
	return run->no_packages || !run->bump->branch->package ||
	       make_packages(run->bump, error);
}
