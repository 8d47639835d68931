/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kferry cve: shows which known security bugs a kernel has. */
#include <stdio.h>
#include <string.h>

#include "branch/project.h"
#include "branch/source.h"
#include "cmd/commands.h"
#include "cmd/print-cve.h"
#include "cover/file-run.h"
#include "upstream/cve-data.h"
#include "upstream/cve-import.h"
#include "upstream/cve-vex.h"
#include "util/cache.h"
#include "util/date.h"
#include "util/error.h"
#include "util/json-print.h"

struct cve_options {
	char *project, *flavour, *tree, *release, *series, *build, *config;
	char *from, *to, *accepted, *product, *states, *subsystem, *ref;
	char **runs;
	double score;
	gboolean all, json, openvex, cyclonedx, not_built;
};

/* --- import and update -------------------------------------------------------------- */

static int import(const struct command *command, const struct cve_options *options,
		  int argc, char **argv)
{
	struct cve_import done;
	gboolean again = !strcmp(argv[1], "update");
	g_autofree char *date = NULL;
	GError *error = NULL;

	if (argc != (again ? 2 : 3))
		return command_usage(command, again ? "update takes no operand"
						    : "one SOURCE is needed");
	if (!(again ? cve_import_again(&done, &error)
		    : cve_import(argv[2], options->ref, &done, &error))) {
		cve_import_clear(&done);
		return command_failed(command, error);
	}
	date = date_utc(done.origin.date);
	if (options->json)
		json_print(stdout, json_pack("{s:i, s:i, s:o}", "published",
					     (int)done.published, "rejected",
					     (int)done.rejected, "data",
					     print_cve_origin_json(&done.origin)));
	else
		printf("%u CVEs, %u rejected ids; data of %.10s from %s\n",
		       done.published, done.rejected, date, done.origin.source);
	cve_import_clear(&done);
	return EXIT_OK;
}

/*
 * --- runs ---------------------------------------------------------------------------
 */

static enum cve_built has_run(const char *file, void *data)
{
	static const enum cve_built answers[] = {
		[FILE_RAN_UNKNOWN] = CVE_BUILT_UNKNOWN,
		[FILE_RAN_NO] = CVE_BUILT_NO,
		[FILE_RAN_YES] = CVE_BUILT_YES,
	};

	return answers[file_run_ask(data, file)];
}

static const char *what_ran(const char *file, void *data)
{
	return file_run_text(data, file);
}

/* Returns a run directory, or the newest run of a variant of the branch. */
static char *run_dir(const char *branch, const char *run)
{
	return g_file_test(run, G_FILE_TEST_IS_DIR) || !branch || strchr(run, '/')
		       ? g_strdup(run)
		       : cache_path("run", branch, run, NULL);
}

/* Opens the runs of --run, for the kernel of @branch (NULL: of --build). */
static struct file_run *open_runs(const struct cve_options *options, const char *branch,
				  gboolean lines, GError **error)
{
	g_autofree char *name =
		options->flavour ? g_strconcat(branch, "@", options->flavour, NULL)
				 : g_strdup(branch);
	g_autofree char *build = options->build ? g_strdup(options->build)
						: cache_path("build", name, NULL);
	g_autoptr(FileRun) files = file_run_new(build, lines);

	for (char **run = options->runs; *run; run++) {
		g_autofree char *dir = run_dir(branch, *run);

		if (!file_run_add(files, dir, error))
			return NULL;
	}
	return g_steal_pointer(&files);
}

static char *how(const void *data)
{
	return file_run_how(data);
}

/* With ids of CVEs, also determines which lines ran. */
static gboolean add_runs(struct cve_kernel *kernel, const struct cve_options *options,
			 const char *branch, gboolean lines, GError **error)
{
	struct file_run *files = open_runs(options, branch, lines, error);

	if (files)
		kernel->runs = (struct cve_runs){has_run, what_ran, how,
						 (GDestroyNotify)file_run_free, files};
	return files != NULL;
}

/* --- kernels -------------------------------------------------------------------------- */

/*
 * Returns the files that --config compiles in --tree, or in the source of the branch @name.
 * That must be unpacked: fetching it would take minutes.
 */
static struct cve_built_files *by_kbuild(const struct cve_options *options,
					 const char *name, GError **error)
{
	g_autoptr(Branch) branch =
		options->tree ? NULL : project_branch(options->project, name, error);
	g_autoptr(Pristine) source = branch ? source_at_hand(branch) : NULL;

	if (!options->tree && !branch)
		return NULL;
	if (branch && !source) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "%s: --config needs its source, see 'kferry source %s'",
			    name, name);
		return NULL;
	}
	return cve_built_by_kbuild(source ? source->dir : options->tree,
				   options->config, error);
}

/* Uses the options that apply to any kernel. */
static gboolean complete(struct cve_kernel *kernel, const struct cve_options *options,
			 const char *branch, gboolean named, GError **error)
{
	if ((options->accepted &&
	     !cve_accept_list_read(kernel->accepted, options->accepted, error)) ||
	    (options->runs && !add_runs(kernel, options, branch, named, error)))
		return FALSE;
	if (!options->build && !options->config)
		return TRUE;
	g_clear_pointer(&kernel->built, cve_built_free);
	kernel->built = options->build ? cve_built_by_objects(options->build, error)
				       : by_kbuild(options, branch, error);
	return kernel->built != NULL;
}

static struct cve_kernel *branch_kernel(const struct cve_options *options,
					const char *name, GError **error)
{
	g_autoptr(Branch) branch = project_branch(options->project, name, error);

	return branch ? cve_kernel_of_branch(branch, options->flavour, error) : NULL;
}

/* Returns the kernel of --release with --series, or of --tree. */
static struct cve_kernel *bare_kernel(const struct cve_options *options, GError **error)
{
	g_autoptr(CveKernel) kernel = NULL;
	g_autoptr(Series) series = NULL;

	if (!options->release)
		return cve_kernel_of_tree(options->tree, options->series, error);
	kernel = cve_kernel_new("release", options->release, error);
	series = kernel && options->series ? series_load(options->series, error) : NULL;
	if (!kernel || (options->series &&
			(!series || !cve_series_add(kernel->series, series, error))))
		return NULL;
	return g_steal_pointer(&kernel);
}

static GPtrArray *kernels_of(const struct cve_options *options, char **names,
			     gboolean named, GError **error)
{
	g_autoptr(GPtrArray) kernels =
		g_ptr_array_new_with_free_func((GDestroyNotify)cve_kernel_free);
	gboolean bare = options->tree || options->release;

	for (int i = 0; bare ? i < 1 : names[i] != NULL; i++) {
		struct cve_kernel *kernel =
			bare ? bare_kernel(options, error)
			     : branch_kernel(options, names[i], error);

		if (!kernel)
			return NULL;
		g_ptr_array_add(kernels, kernel);
		if (!complete(kernel, options, bare ? NULL : names[i], named, error))
			return NULL;
	}
	return g_steal_pointer(&kernels);
}

/* --- printing ------------------------------------------------------------------------- */

static int exit_of(const GPtrArray *reports)
{
	int code = EXIT_OK;

	for (guint i = 0; i < reports->len; i++) {
		const struct cve_report *report = reports->pdata[i];

		for (int state = 0; state < CVE_STATES; state++)
			if (report->counts[state] && cve_state_is_open(state))
				return EXIT_NEGATIVE;
		if (report->counts[CVE_UNKNOWN])
			code = EXIT_INVALID;
	}
	return code;
}

static void print_reports(const struct cve_options *options,
			  const struct cve_data *data, const GPtrArray *reports)
{
	json_t *kernels;

	if (options->openvex) {
		json_print(stdout,
			   cve_vex_openvex(reports->pdata[0], options->product));
	} else if (options->cyclonedx) {
		json_print(stdout,
			   cve_vex_cyclonedx(reports->pdata[0], options->product));
	} else if (options->json) {
		kernels = json_array();
		for (guint i = 0; i < reports->len; i++)
			json_array_append_new(kernels,
					      print_cve_json(reports->pdata[i]));
		json_print(stdout, json_pack("{s:o, s:o}", "data",
					     print_cve_origin_json(
						     cve_index_origin(data->index)),
					     "kernels", kernels));
	} else {
		for (guint i = 0; i < reports->len; i++)
			print_cve_text(reports->pdata[i]);
	}
}

/* --- queries
 * -------------------------------------------------------------------------- */

/* Returns the records of the ids at the start of the operands; NULL with @error if one
 * is missing in the data. */
static GPtrArray *named_records(const struct cve_data *data, char ***names,
				GError **error)
{
	g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(guint64));
	g_autoptr(GPtrArray) records = NULL;
	gsize length;

	for (; **names; ++*names) {
		guint64 id = cve_id_parse(**names, &length);

		if (!id || (**names)[length])
			break;
		g_array_append_val(ids, id);
	}
	if (!ids->len)
		return g_ptr_array_ref(data->records);
	records = cve_index_records(data->index, ids, error);
	if (records && records->len < ids->len) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "the data contains %u of the %u requested CVEs",
			    records->len, ids->len);
		return NULL;
	}
	return g_steal_pointer(&records);
}

/* If CVEs are named, all their states are shown. A document contains everything except
 * what never concerned the kernel. */
static void fill_filter(const struct cve_options *options, gboolean named,
			struct cve_filter *filter)
{
	static const char documented[] = "fixed,fixed-by,reverted,not-built,accepted,"
					 "unknown,not-run,affected,affected-by";
	const char *states = options->states;

	if (!states && options->not_built)
		states = "not-built";
	if (!states && !named && !options->all &&
	    (options->openvex || options->cyclonedx))
		states = documented;
	filter->states = states ? g_strsplit(states, ",", -1) : NULL;
	filter->all = options->all || named;
	filter->subsystem = options->subsystem;
	filter->score = (int)(options->score * 10 + 0.5);
}

static int ask(const struct command *command, const struct cve_options *options,
	       char **names)
{
	struct cve_filter filter = {0};
	GError *error = NULL;
	g_autoptr(CveData) data = cve_data_open(&error);
	g_autoptr(GPtrArray) records = NULL;
	g_autoptr(GPtrArray) kernels = NULL;
	g_autoptr(GPtrArray) reports =
		g_ptr_array_new_with_free_func((GDestroyNotify)cve_report_free);
	gboolean named;
	int code;

	if (data)
		records = named_records(data, &names, &error);
	named = records && records != data->records;
	fill_filter(options, named, &filter);
	if (records && cve_filter_check(&filter, &error))
		kernels = kernels_of(options, names, named, &error);
	for (guint i = 0; kernels && i < kernels->len; i++) {
		g_ptr_array_add(reports,
				cve_report_new(records, data->horizon,
					       cve_index_origin(data->index),
					       kernels->pdata[i], data->today));
		cve_report_filter(reports->pdata[i], &filter);
	}
	if (!kernels)
		code = command_failed(command, error);
	else if (!kernels->len)
		code = command_usage(command, "BRANCH, --tree or --release is needed");
	else if ((options->openvex || options->cyclonedx) && kernels->len > 1)
		code = command_usage(command, "a document describes one kernel");
	else
		print_reports(options, data, reports), code = exit_of(reports);
	g_ptr_array_set_size(reports, 0);
	g_strfreev(filter.states);
	return code;
}

/* --- from one release to another ------------------------------------------------------ */

static void print_step(const struct cve_options *options, struct cve_step *step)
{
	if (options->json)
		json_print(stdout, print_cve_step_json(step));
	else
		print_cve_step_text(step);
}

static int compare(const struct command *command, const struct cve_options *options)
{
	GError *error = NULL;
	g_autoptr(CveData) data = cve_data_open(&error);
	g_autoptr(CveKernel) from = NULL;
	g_autoptr(CveKernel) to = NULL;
	int code = EXIT_OK;

	if (data)
		from = cve_kernel_new("base", options->from, &error);
	to = from ? cve_kernel_new("base", options->to, &error) : NULL;
	if (to) {
		g_autoptr(CveReport) before = cve_data_judge(data, from);
		g_autoptr(CveReport) after = cve_data_judge(data, to);
		g_autoptr(GArray) fixed = NULL;
		g_autoptr(GArray) brought = NULL;

		cve_report_compare(before, after, &fixed, &brought);
		print_step(options, &(struct cve_step){before, after, fixed, brought});
		code = after->beyond ? EXIT_INVALID
				     : (brought->len ? EXIT_NEGATIVE : EXIT_OK);
	} else {
		code = command_failed(command, error);
	}
	return code;
}

/* --- the command ---------------------------------------------------------------------- */

static const char notes[] =
	"import reads the records of the kernel's CVE team from a checkout, a bare "
	"git\n"
	"repository, a tarball, a directory, or a URL to clone. update reads them "
	"again\n"
	"from the same place. CVE-IDs select the CVEs to show. Exit status: 1 if a "
	"CVE\n"
	"that is shown is open, 3 if none is open but one is unknown.";

static int run(const struct command *command, gpointer data, int argc, char **argv)
{
	const struct cve_options *options = data;

	if (argc > 1 && (!strcmp(argv[1], "import") || !strcmp(argv[1], "update")))
		return import(command, options, argc, argv);
	if (!options->from != !options->to)
		return command_usage(command, "--from and --to must be given together");
	if (options->from)
		return argc > 1 ? command_usage(command, "--from takes no operand")
				: compare(command, options);
	if (options->config && options->release && !options->tree)
		return command_usage(command, "--config needs --tree or a BRANCH");
	if (options->runs && (options->tree || options->release) && !options->build)
		return command_usage(command, "--run needs a BRANCH or --build");
	if (options->json + options->openvex + options->cyclonedx > 1)
		return command_usage(command, "give only one output format");
	return ask(command, options, argv + 1);
}

#define FIELD(member) OPTION_FIELD(struct cve_options, member)

static const struct option_entry options[] = {
	{"tree", 0, VALUE_DIR, FIELD(tree), "Check this source tree", "DIR"},
	{"release", 0, VALUE_VERSION, FIELD(release), "Check this release", "VERSION"},
	{"series", 0, VALUE_SERIES, FIELD(series),
	 "Series on top of --tree or --release", "FILE"},
	{"flavour", 0, VALUE_FLAVOUR, FIELD(flavour),
	 "Use the compiled files of this package flavour", "NAME"},
	{"build", 0, VALUE_DIR, FIELD(build),
	 "Use the compiled files of this O= directory", "DIR"},
	{"config", 0, VALUE_FILE, FIELD(config),
	 "Use the files that the Makefiles of --tree or of the branch's source compile "
	 "with this configuration",
	 "FILE"},
	{"run", 0, VALUE_RUN, FIELD(runs),
	 "Use the coverage of this run, or of the newest run of a variant; may be "
	 "repeated",
	 "RUN"},
	{"from", 0, VALUE_VERSION, FIELD(from),
	 "Show CVEs fixed and introduced from this release to that of --to", "VERSION"},
	{"to", 0, VALUE_VERSION, FIELD(to), "See --from", "VERSION"},
	{"score", 0, VALUE_TEXT, FIELD(score),
	 "Show only CVEs with at least this CVSS score", "N"},
	{"subsystem", 0, VALUE_TEXT, FIELD(subsystem),
	 "Show only CVEs that affect files below this directory", "PATH"},
	{"state", 0, VALUE_TEXT, FIELD(states),
	 "Show only CVEs in these states, separated by commas", "STATES"},
	{"not-built", 0, VALUE_NONE, FIELD(not_built),
	 "Show only affected CVEs whose files are not compiled", NULL},
	{"all", 0, VALUE_NONE, FIELD(all), "Show every state", NULL},
	{"accepted", 0, VALUE_FILE, FIELD(accepted), "File with accepted CVEs", "FILE"},
	OPTION_JSON(FIELD(json)),
	{"openvex", 0, VALUE_NONE, FIELD(openvex), "Print an OpenVEX document", NULL},
	{"cyclonedx", 0, VALUE_NONE, FIELD(cyclonedx), "Print a CycloneDX document",
	 NULL},
	{"product", 0, VALUE_TEXT, FIELD(product),
	 "Package URL of the kernel in the document", "PURL"},
	{"ref", 0, VALUE_TEXT, FIELD(ref),
	 "Commit or branch of the git repository to import", "REF"},
	OPTION_PROJECT(FIELD(project)),
	{NULL},
};

const struct command cmd_cve = {
	.name = "cve",
	.synopsis = "[CVE-ID]... BRANCH... | import SOURCE | update",
	.summary = "show which known CVEs affect a kernel",
	.notes = notes,
	.options = options,
	.size = sizeof(struct cve_options),
	.operands = {{VALUE_BRANCH, .many = TRUE}},
	.run = run,
};
