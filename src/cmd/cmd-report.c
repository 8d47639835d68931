/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kferry report: judges the newest run of every variant of branches. */
#include <string.h>

#include "branch/project.h"
#include "cmd/commands.h"
#include "cmd/print-verdict.h"
#include "page/site.h"
#include "util/cache.h"
#include "verdict/history.h"
#include "verdict/report-print.h"
#include "vm/proof.h"

/* Characters in KCIDB's names of CI systems. */
#define ORIGIN_SET G_CSET_a_2_z G_CSET_DIGITS "_"

struct report_options {
	char *project, *kcidb, *tested_by, *html;
	gboolean json, tap, junit, mail;
};

/* Returns the rows of the history for @verdicts that have a run. */
static GPtrArray *find_runs(GPtrArray *verdicts)
{
	GPtrArray *runs =
		g_ptr_array_new_with_free_func((GDestroyNotify)history_run_free);

	for (guint i = 0; i < verdicts->len; i++) {
		const struct verdict *found = verdicts->pdata[i];
		g_autofree char *dir =
			cache_path("run", found->branch, found->variant, NULL);
		g_autoptr(Run) record = run_load(dir, NULL);

		if (record)
			g_ptr_array_add(runs, history_run_new(dir, record, found));
	}
	return runs;
}

static int print(const struct report_options *o, GPtrArray *verdicts)
{
	g_autoptr(GPtrArray) runs = o->kcidb || o->mail ? find_runs(verdicts) : NULL;

	if (o->junit)
		report_print_junit(stdout, verdicts);
	else if (o->kcidb)
		report_print_kcidb(stdout, runs, o->kcidb);
	else if (o->mail)
		report_print_mail(stdout, verdicts, runs, o->tested_by);
	else
		return print_verdicts(verdicts, o->json, o->tap);
	return verdict_report_status(verdicts);
}

static int write_site(const struct command *command, const struct report_options *o,
		      char **names)
{
	g_autoptr(GPtrArray) verdicts = NULL;
	g_autofree char *found = NULL;
	GError *error = NULL;

	if (!o->project && !(found = project_find(&error)))
		return command_failed(command, error);
	if (!site_write(o->html, o->project ?: found, names, &verdicts, &error))
		return command_failed(command, error);
	return verdict_report_status(verdicts);
}

static int run(const struct command *command, gpointer data, int argc, char **argv)
{
	const struct report_options *o = data;
	g_autoptr(GPtrArray) verdicts = verdict_report_new();
	GError *error = NULL;

	if (argc < 2)
		return command_usage(command, "give at least one BRANCH");
	if (o->json + o->tap + o->junit + o->mail + !!o->kcidb + !!o->html > 1)
		return command_usage(command, "give only one output format");
	if (o->kcidb && (!*o->kcidb || o->kcidb[strspn(o->kcidb, ORIGIN_SET)]))
		return command_usage(command,
				     "an origin has lower-case letters, digits and _");
	if (o->html)
		return write_site(command, o, argv + 1);
	for (int i = 1; i < argc; i++) {
		g_autoptr(Branch) b = project_branch(o->project, argv[i], &error);

		if (!b || !proof_report(b, NULL, verdicts, &error))
			return command_failed(command, error);
	}
	return print(o, verdicts);
}

#define FIELD(member) OPTION_FIELD(struct report_options, member)

static const struct option_entry options[] = {
	OPTION_JSON(FIELD(json)),
	OPTION_TAP(FIELD(tap)),
	{"junit", 0, VALUE_NONE, FIELD(junit), "Print JUnit XML", NULL},
	{"kcidb", 0, VALUE_TEXT, FIELD(kcidb), "Print KCIDB JSON as this origin",
	 "ORIGIN"},
	{"mail", 0, VALUE_NONE, FIELD(mail), "Print text to send to a mailing list",
	 NULL},
	{"tested-by", 0, VALUE_TEXT, FIELD(tested_by),
	 "With --mail: add this Tested-by line if all passed", "\"NAME <ADDRESS>\""},
	{"html", 0, VALUE_DIR, FIELD(html), "Write a site of static pages", "DIR"},
	OPTION_PROJECT(FIELD(project)),
	{NULL},
};

const struct command cmd_report = {
	.name = "report",
	.synopsis = "BRANCH...",
	.summary = "print the verdicts on all variants of branches",
	.options = options,
	.size = sizeof(struct report_options),
	.operands = {{VALUE_BRANCH, .many = TRUE}},
	.run = run,
};
