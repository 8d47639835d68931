/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kferry cover: shows which changed lines ran. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/commands.h"
#include "cover/cover-build.h"
#include "cover/cover-view.h"
#include "util/error.h"
#include "util/fs.h"
#include "util/json-print.h"
#include "util/terminal.h"

struct cover_options {
	gboolean json;
	gboolean missing;
	gboolean scenarios;
	char *html;
	char *lcov;
	char *cobertura;
	char *build;
	char *vmlinux;
	char *source;
	GPtrArray *runs;    /* operands that are directories; belong to argv */
	GPtrArray *patches; /* other operands */
};

/* Returns the patches on the command line, which are in one directory, as a series. */
static struct series *own_series(const GPtrArray *patches, GError **error)
{
	g_autoptr(GString) list = g_string_new(NULL);
	g_autofree char *directory = NULL;
	g_autofree char *path = NULL;

	for (guint i = 0; i < patches->len; i++) {
		g_autofree char *full =
			g_canonicalize_filename(patches->pdata[i], NULL);
		g_autofree char *dir = g_path_get_dirname(full);
		g_autofree char *base = g_path_get_basename(full);

		if (!directory)
			directory = g_strdup(dir);
		if (strcmp(directory, dir)) {
			g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
				    "%s: not in the directory of the first patch, %s",
				    (char *)patches->pdata[i], directory);
			return NULL;
		}
		g_string_append_printf(list, "%s\n", base);
	}
	path = g_build_filename(directory, "series", NULL);
	return series_parse(path, list->str, list->len, error);
}

/* Whether the new directory @dir matches the run in @run_dir. */
static gboolean is_of_run(const char *dir, const char *run_dir, GError **error)
{
	g_autoptr(Coverage) made = coverage_load(dir, error);

	return made && coverage_add_run(made, run_dir, error) &&
	       coverage_count(made, error);
}

/* Creates the directory for coverage in the first run directory if that has none. */
static gboolean prepare(const struct cover_options *o, GError **error)
{
	const char *run_dir = o->runs->pdata[0];
	g_autofree char *dir = g_build_filename(run_dir, "coverage.made", NULL);
	g_autofree char *build = g_canonicalize_filename(o->build, NULL);
	g_autofree char *vmlinux = g_build_filename(build, "vmlinux", NULL);
	g_autofree char *link = g_build_filename(build, "source", NULL);
	/* kbuild creates this link unless both directories are the same */
	const char *source = g_file_test(link, G_FILE_TEST_EXISTS) ? link : build;
	g_autoptr(GPtrArray) list =
		g_ptr_array_new_with_free_func((GDestroyNotify)series_free);
	struct cover_build kit = {
		.dir = dir,
		.build = build,
		.source = o->source ?: source,
		.vmlinux = o->vmlinux ?: vmlinux,
		.series = list,
	};
	struct series *series = own_series(o->patches, error);
	gboolean done;

	if (!series)
		return FALSE;
	g_ptr_array_add(list, series);
	done = cover_build_make(&kit, error) && is_of_run(dir, run_dir, error) &&
	       cover_build_copy(dir, run_dir, error);
	return fs_remove(dir, done ? error : NULL) && done;
}

static struct coverage *gather(const struct cover_options *o, GError **error)
{
	g_autofree char *dir = g_build_filename(o->runs->pdata[0], "coverage", NULL);
	g_autofree char *table = g_build_filename(dir, "lines", NULL);
	g_autoptr(Coverage) coverage = NULL;

	if (o->build && !prepare(o, error))
		return NULL;
	if (!g_file_test(table, G_FILE_TEST_EXISTS)) {
		g_set_error(error, KF_ERROR, KF_ERROR_INVALID,
			    "%s: no line information; use --build with the O= "
			    "directory of the kernel",
			    (char *)o->runs->pdata[0]);
		return NULL;
	}
	coverage = coverage_load(dir, error);
	for (guint i = 0; coverage && i < o->patches->len; i++)
		if (!o->build &&
		    !coverage_select(coverage, o->patches->pdata[i], error))
			return NULL;
	for (guint i = 0; coverage && i < o->runs->len; i++)
		if (!coverage_add_run(coverage, o->runs->pdata[i], error))
			return NULL;
	if (!coverage || !coverage_count(coverage, error))
		return NULL;
	return g_steal_pointer(&coverage);
}

static gboolean write_text(const char *path, char *text, GError **error)
{
	gboolean done = fs_output(path, text, strlen(text), error);

	g_free(text);
	return done;
}

static gboolean write_files(const struct cover_options *o, const struct coverage *found,
			    GError **error)
{
	return (!o->html || write_text(o->html, cover_view_html(found), error)) &&
	       (!o->lcov || write_text(o->lcov, cover_view_lcov(found), error)) &&
	       (!o->cobertura ||
		write_text(o->cobertura, cover_view_cobertura(found), error));
}

static void print(const struct cover_options *o, const struct coverage *found)
{
	if (o->json)
		json_print(stdout, cover_view_json(found));
	else if (o->missing)
		cover_view_missing(stdout, found);
	else if (o->scenarios)
		cover_view_scenarios(stdout, found);
	else
		cover_view_diff(stdout, found,
				terminal_is(stdout) && !g_getenv("NO_COLOR"));
}

static int show(const struct command *command, const struct cover_options *o)
{
	g_autoptr(Coverage) found = NULL;
	GError *error = NULL;

	if (!o->runs->len)
		return command_usage(command, "give at least one run directory");
	if (o->build && !o->patches->len)
		return command_usage(command, "with --build, give the patches");
	found = gather(o, &error);
	if (!found || !write_files(o, found, &error))
		return command_failed(command, error);
	print(o, found);
	return found->changed && !found->run ? EXIT_INVALID : EXIT_OK;
}

static int run(const struct command *command, gpointer data, int argc, char **argv)
{
	struct cover_options *o = data;
	g_autoptr(GPtrArray) runs = g_ptr_array_new();
	g_autoptr(GPtrArray) patches = g_ptr_array_new();

	for (int i = 1; i < argc; i++)
		g_ptr_array_add(g_file_test(argv[i], G_FILE_TEST_IS_DIR) ? runs
									 : patches,
				argv[i]);
	o->runs = runs;
	o->patches = patches;
	return show(command, o);
}

#define FIELD(member) OPTION_FIELD(struct cover_options, member)

static const struct option_entry options[] = {
	{"missing", 0, VALUE_NONE, FIELD(missing),
	 "List the changed lines that did not run", NULL},
	{"scenarios", 0, VALUE_NONE, FIELD(scenarios),
	 "List which scenarios ran which hunk", NULL},
	OPTION_JSON(FIELD(json)),
	{"html", 0, VALUE_FILE, FIELD(html), "Write an HTML page", "FILE"},
	{"lcov", 0, VALUE_FILE, FIELD(lcov),
	 "Write an lcov tracefile of the patched files", "FILE"},
	{"cobertura", 0, VALUE_FILE, FIELD(cobertura),
	 "Write a Cobertura report of the patched files", "FILE"},
	{"build", 0, VALUE_DIR, FIELD(build),
	 "O= directory of a kernel that kferry did not build", "DIR"},
	{"vmlinux", 0, VALUE_FILE, FIELD(vmlinux),
	 "vmlinux that ran (default: the one in the O= directory)", "FILE"},
	{"source", 0, VALUE_DIR, FIELD(source),
	 "Patched source (default: the O= directory's)", "DIR"},
	{NULL},
};

const struct command cmd_cover = {
	.name = "cover",
	.synopsis = "RUNDIR... [PATCH...]",
	.summary = "show which changed lines ran",
	.notes =
		"The coverage of several run directories is added up. PATCH is a patch "
		"of the\n"
		"series that was built (default: all patches).",
	.options = options,
	.size = sizeof(struct cover_options),
	.operands = {{VALUE_PATH, .many = TRUE}},
	.run = run,
};
