/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kferry follow: shows follow-ups to the patches of a series. */
#include <stdio.h>

#include "branch/branch-patches.h"
#include "branch/project.h"
#include "cmd/commands.h"
#include "upstream/follow-base.h"
#include "upstream/follow.h"
#include "util/error.h"
#include "util/json-print.h"
#include "util/json-text.h"

struct follow_options {
	char *project, *git, *base, *ignore, *release, *series, *tree;
	gboolean json, all;
};

/* The sources of information; cleared as a whole. */
struct sources {
	CveKernel *kernel;
	CveIndex *index;
	GPtrArray *records;
	CveHorizon *horizon;
	CveReport *report;
	FollowIndex *history;
	GPtrArray *of_base;
	Tree *tree;
	GHashTable *ignore;
};

static void sources_clear(struct sources *sources)
{
	g_clear_pointer(&sources->report, cve_report_free);
	g_clear_pointer(&sources->horizon, cve_horizon_free);
	g_clear_pointer(&sources->records, g_ptr_array_unref);
	g_clear_pointer(&sources->index, cve_index_free);
	g_clear_pointer(&sources->of_base, g_ptr_array_unref);
	g_clear_pointer(&sources->history, follow_index_free);
	g_clear_pointer(&sources->tree, tree_free);
	g_clear_pointer(&sources->ignore, g_hash_table_unref);
	g_clear_pointer(&sources->kernel, cve_kernel_free);
}

/* --- sources
 * ---------------------------------------------------------------------------- */

static struct cve_kernel *bare_kernel(const struct follow_options *options,
				      GError **error)
{
	g_autoptr(Series) series = series_load(options->series, error);
	g_autoptr(CveKernel) kernel = NULL;

	if (!series)
		return NULL;
	kernel = options->release ? cve_kernel_new("release", options->release, error)
				  : cve_kernel_of_tree(options->tree, NULL, error);
	return kernel && cve_series_add(kernel->series, series, error)
		       ? g_steal_pointer(&kernel)
		       : NULL;
}

static gboolean get_kernel(const struct follow_options *options, const char *name,
			   struct sources *sources, GError **error)
{
	g_autoptr(Branch) branch =
		name ? project_branch(options->project, name, error) : NULL;

	if (name && !branch)
		return FALSE;
	sources->kernel = name ? cve_kernel_of_branch(branch, NULL, error)
			       : bare_kernel(options, error);
	if (options->tree && sources->kernel)
		sources->tree = tree_open(options->tree, error);
	return sources->kernel && (!options->tree || sources->tree);
}

/* Without CVE data only the history is used; it is an error if both are missing. */
static gboolean get_records(const struct follow_options *options,
			    struct sources *sources, GError **error)
{
	g_autoptr(GError) why = NULL;

	sources->index = cve_index_open(&why);
	if (!sources->index) {
		if (options->git)
			return TRUE;
		g_propagate_error(error, g_steal_pointer(&why));
		return FALSE;
	}
	sources->records = cve_index_records(sources->index, NULL, error);
	if (!sources->records)
		return FALSE;
	sources->horizon = cve_horizon_new(sources->records);
	sources->report = cve_report_new(sources->records, sources->horizon,
					 cve_index_origin(sources->index),
					 sources->kernel, "0000-00-00");
	return TRUE;
}

static gboolean get_history(const struct follow_options *options,
			    struct sources *sources, GError **error)
{
	guint read;

	if (options->ignore) {
		sources->ignore = follow_ignore_read(options->ignore, error);
		if (!sources->ignore)
			return FALSE;
	}
	if (!options->git)
		return TRUE;
	sources->history = follow_index_open(options->git, &read, error);
	if (read)
		g_printerr("%s: %u commits read\n", options->git, read);
	if (sources->history && options->base)
		sources->of_base = follow_base(sources->history, options->git,
					       options->base, error);
	return sources->history && (!options->base || sources->of_base);
}

/* --- printing --------------------------------------------------------------------------- */

static gboolean is_open(const struct follow_up *up)
{
	return !up->done && !up->ignored;
}

static json_t *up_json(const struct follow_up *up)
{
	return json_pack("{s:o, s:s, s:o, s:o, s:b, s:o?, s:o?}", "patch",
			 json_text(up->patch), "what", follow_what_name(up->what),
			 "name", json_text(up->name), "subject", json_text(up->subject),
			 "done", up->done, "state", json_text(up->state), "ignored",
			 json_text(up->ignored));
}

static void print_up(const struct follow_up *up)
{
	printf("%s\n  %s %.15s %s\n", up->patch, follow_what_name(up->what), up->name,
	       up->subject);
	if (up->state)
		printf("    %s\n", up->state);
	if (up->ignored)
		printf("    ignored: %s\n", up->ignored);
}

static int print(const struct follow_options *options, const GPtrArray *ups)
{
	json_t *all = json_array();
	guint open = 0;

	for (guint i = 0; i < ups->len; i++) {
		const struct follow_up *up = ups->pdata[i];

		open += is_open(up);
		if (!options->all && !is_open(up))
			continue;
		if (options->json)
			json_array_append_new(all, up_json(up));
		else
			print_up(up);
	}
	if (options->json)
		json_print(stdout, all);
	else
		printf("%u follow-ups, %u of them open\n", ups->len, open);
	if (!options->json)
		json_decref(all);
	return open ? EXIT_NEGATIVE : EXIT_OK;
}

/* --- the command ------------------------------------------------------------------------ */

static int run(const struct command *command, gpointer data, int argc, char **argv)
{
	const struct follow_options *options = data;
	const char *name = argc > 1 ? argv[1] : NULL;
	struct sources sources = {0};
	g_autoptr(GPtrArray) ups = NULL;
	GError *error = NULL;
	int code;

	if (options->base && !options->git)
		return command_usage(command, "--base needs --git");
	if (argc > 2 || !name == !options->series ||
	    (options->series && !options->release && !options->tree))
		return command_usage(command, "a BRANCH is needed, or --series with "
					      "--tree or --release");
	if (get_kernel(options, name, &sources, &error) &&
	    get_records(options, &sources, &error) &&
	    get_history(options, &sources, &error)) {
		struct follow_request request = {.series = sources.kernel->series,
						 .report = sources.report,
						 .index = sources.history,
						 .of_base = sources.of_base,
						 .base = options->base,
						 .git = options->git,
						 .tree = sources.tree,
						 .ignore = sources.ignore};

		ups = follow_find(&request, &error);
	}
	code = ups ? print(options, ups) : command_failed(command, error);
	sources_clear(&sources);
	return code;
}

#define FIELD(member) OPTION_FIELD(struct follow_options, member)

static const struct option_entry options[] = {
	{"git", 0, VALUE_DIR, FIELD(git),
	 "Look for fixes and reverts in the history of this git repository", "DIR"},
	{"base", 0, VALUE_TEXT, FIELD(base),
	 "Also look for those of all commits in this revision of --git", "REV"},
	{"tree", 0, VALUE_DIR, FIELD(tree),
	 "Check whether this source, with the series applied, contains them", "DIR"},
	{"series", 0, VALUE_SERIES, FIELD(series),
	 "Use this series instead of a branch's", "FILE"},
	{"release", 0, VALUE_VERSION, FIELD(release), "Release that --series is for",
	 "VERSION"},
	{"ignore", 0, VALUE_FILE, FIELD(ignore),
	 "Ignore the commits and CVEs in this file", "FILE"},
	{"all", 0, VALUE_NONE, FIELD(all),
	 "Also show follow-ups that are done or ignored", NULL},
	OPTION_JSON(FIELD(json)),
	OPTION_PROJECT(FIELD(project)),
	{NULL},
};

const struct command cmd_follow = {
	.name = "follow",
	.synopsis = "BRANCH | --series FILE --release VERSION",
	.summary = "show later fixes, reverts and CVEs for the patches of a series",
	.notes = "CVEs come from the data of 'kferry cve import'. Exit status: 1 if a "
		 "follow-up is\n"
		 "open, that is, neither in the source nor ignored.",
	.options = options,
	.size = sizeof(struct follow_options),
	.operands = {{VALUE_BRANCH}},
	.run = run,
};
