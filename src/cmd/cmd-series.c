/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "cmd/commands.h"
#include "cmd/print-apply.h"
#include "patch/refresh-series.h"
#include "patch/series-push.h"
#include "util/error.h"
#include "util/json-text.h"
#include "util/progress.h"

struct series_options {
	char *tree;
	const char *patch; /* operand of refresh */
	int fuzz;
	gboolean json, quilt, partial;
};

/* --- running ------------------------------------------------------------------ */

static void show_progress(guint done, guint total, const char *name, gpointer data)
{
	progress_set(data, done);
}

/* What of a patch is not applied, and what is though it may not be meant to be. */
static void print_warnings(const struct patch *patch)
{
	for (guint i = 0; patch && i < patch->notes->len; i++) {
		const struct patch_note *note =
			&g_array_index(patch->notes, struct patch_note, i);

		g_printerr("kferry series: warning: %s:%u: %s\n", patch->name,
			   note->line, patch_note_text(note->kind));
	}
}

/* What people should know besides the report, on stderr. */
static void print_notes(const struct series_push_report *report, gboolean written)
{
	const struct series_step *failed = series_apply_failure(report->steps);

	for (guint i = 0; i < report->steps->len; i++)
		print_warnings(
			g_array_index(report->steps, struct series_step, i).patch);
	if (report->interrupted)
		g_printerr("kferry series: quilt was interrupted in %s: %s\n",
			   report->interrupted,
			   written ? "took that back" : "would take that back");
	if (failed) {
		g_autofree char *why = series_apply_explain(failed);

		g_printerr("kferry series: %s%s\n", why,
			   written ? "" : "; nothing was written");
	}
}

static int print_report(const struct series_push_report *report,
			const struct tree *written,
			const struct series_options *options, const char *verb)
{
	if (options->json) {
		json_t *json = print_apply_json(report->steps, written);

		json_dumpf(json, stdout, JSON_INDENT(1));
		putchar('\n');
		json_decref(json);
	} else {
		print_apply_text(report->steps, report->total, verb);
	}
	return series_apply_failure(report->steps) ? EXIT_NEGATIVE : EXIT_OK;
}

static int run(const struct command *command, const struct series_options *options,
	       const struct series *series, struct series_push_options *push,
	       const char *verb)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Tree) tree = tree_open(options->tree, &error);
	g_autoptr(Progress) shown = progress_new(verb, "patches", series->entries->len);
	struct series_push_report report = {NULL, 0, 0, NULL};
	int code;

	push->progress = show_progress;
	push->progress_data = shown;
	if (!tree || !series_push(tree, series, push, &report, &error)) {
		code = command_failed(command, g_steal_pointer(&error));
	} else {
		gboolean written = !push->dry && (push->partial ||
						  !series_apply_failure(report.steps));

		g_clear_pointer(&shown, progress_free);
		print_notes(&report, written);
		code = print_report(&report, written ? tree : NULL, options, verb);
	}
	series_push_report_clear(&report);
	return code;
}

static int run_apply(const struct command *command,
		     const struct series_options *options, const struct series *series)
{
	struct series_push_options push = {.fuzz = options->fuzz,
					   .quilt = options->quilt,
					   .partial = options->partial};

	return run(command, options, series, &push, "applied");
}

static int series_unapply(const struct command *command,
			  const struct series_options *options,
			  const struct series *series)
{
	struct series_push_options push = {.fuzz = options->fuzz, .remove = TRUE};

	return run(command, options, series, &push, "removed");
}

static int series_check(const struct command *command,
			const struct series_options *options,
			const struct series *series)
{
	struct series_push_options push = {.fuzz = options->fuzz, .dry = TRUE};

	return run(command, options, series, &push, "would apply");
}

/* --- refresh ------------------------------------------------------------------ */

static void print_refreshed_json(const struct refresh_report *report)
{
	json_t *patches = json_array(), *json;

	for (guint i = 0; i < report->refreshed->len; i++) {
		const struct refreshed *one =
			&g_array_index(report->refreshed, struct refreshed, i);

		gboolean written = !report->failure && one->change != REFRESH_NONE;

		json_array_append_new(
			patches,
			json_pack("{s:o, s:o, s:s, s:o?}", "patch",
				  json_text(one->entry->name), "name",
				  json_text(one->entry->name), "change",
				  refresh_change_name(one->change), "written",
				  json_text(written ? one->entry->name : NULL)));
	}
	json = json_pack("{s:o, s:b}", "patches", patches, "written",
			 report->failure == NULL);
	json_dumpf(json, stdout, JSON_INDENT(1));
	putchar('\n');
	json_decref(json);
}

static void print_refreshed_text(const struct refresh_report *report)
{
	guint changed = 0;

	for (guint i = 0; i < report->refreshed->len; i++) {
		const struct refreshed *one =
			&g_array_index(report->refreshed, struct refreshed, i);

		if (one->change == REFRESH_NONE)
			continue;
		printf("%s: %s\n", one->entry->name, refresh_change_name(one->change));
		changed++;
	}
	printf("%u of %u patches refreshed\n", changed, report->refreshed->len);
}

static int series_refresh(const struct command *command,
			  const struct series_options *options,
			  const struct series *series)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Tree) tree = tree_open(options->tree, &error);
	g_autoptr(Progress) shown =
		progress_new("refreshed", "patches", series->entries->len);
	struct refresh_options refresh = {.fuzz = options->fuzz,
					  .patch = options->patch,
					  .progress = show_progress,
					  .progress_data = shown};
	struct refresh_report report = {NULL, NULL};
	int code = EXIT_OK;

	if (!tree || !refresh_series(tree, series, &refresh, &report, &error)) {
		code = command_failed(command, g_steal_pointer(&error));
	} else {
		g_clear_pointer(&shown, progress_free);
		if (report.failure) {
			g_printerr("kferry series: %s; nothing was written\n",
				   report.failure);
			code = EXIT_NEGATIVE;
		}
		if (options->json)
			print_refreshed_json(&report);
		else if (!report.failure)
			print_refreshed_text(&report);
	}
	refresh_report_clear(&report);
	return code;
}

static const struct verb {
	const char *name;
	int (*run)(const struct command *command, const struct series_options *options,
		   const struct series *series);
} verbs[] = {
	{"apply", run_apply},
	{"unapply", series_unapply},
	{"check", series_check},
	{"refresh", series_refresh},
};

static const struct verb *find_verb(const char *name)
{
	for (gsize i = 0; i < G_N_ELEMENTS(verbs); i++)
		if (!strcmp(verbs[i].name, name))
			return &verbs[i];
	return NULL;
}

static const char notes[] = "Verbs:\n"
			    "  apply    apply all patches of SERIES, or none\n"
			    "  unapply  take them off again, the last first\n"
			    "  check    say which would apply, and write nothing\n"
			    "  refresh  rewrite patches for where they apply now";

int cmd_series(const struct command *command, int argc, char **argv)
{
	struct series_options options = {NULL, NULL, 0, FALSE, FALSE, FALSE};
	g_autofree char *dir = NULL;
	g_auto(GStrv) guards = NULL;
	g_autoptr(Series) series = NULL;
	GError *error = NULL;
	const struct verb *verb;
	const GOptionEntry entries[] = {
		{"tree", 0, 0, G_OPTION_ARG_FILENAME, &dir, "The source tree", "DIR"},
		{"fuzz", 0, 0, G_OPTION_ARG_INT, &options.fuzz,
		 "Ignore up to N lines of context (default 0)", "N"},
		{"guard", 0, 0, G_OPTION_ARG_STRING_ARRAY, &guards,
		 "A symbol that guards in the series look for", "SYMBOL"},
		{"quilt", 0, 0, G_OPTION_ARG_NONE, &options.quilt,
		 "Keep quilt's state in the tree, in .pc", NULL},
		{"partial", 0, 0, G_OPTION_ARG_NONE, &options.partial,
		 "Keep what applies of a patch that fails; write .rej files", NULL},
		{"json", 0, 0, G_OPTION_ARG_NONE, &options.json, "Print JSON", NULL},
		{NULL, 0, 0, 0, NULL, NULL, NULL}};

	if (!command_options(command, entries, notes, &argc, &argv))
		return EXIT_TROUBLE;
	if (argc < 3 || argc > 4)
		return command_usage(command, "a verb and a SERIES are needed");
	verb = find_verb(argv[1]);
	if (!verb)
		return command_usage(command, "no verb '%s'", argv[1]);
	if (options.fuzz < 0)
		return command_usage(command, "--fuzz cannot be negative");
	if (argc == 4 && verb->run != series_refresh)
		return command_usage(command, "only refresh takes a PATCH");
	options.patch = argc == 4 ? argv[3] : NULL;
	options.tree = dir ? dir : ".";
	series = series_load(argv[2], &error);
	if (!series)
		return command_failed(command, error);
	series_select(series, (const char *const *)guards);
	return verb->run(command, &options, series);
}
