/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "cmd/commands.h"
#include "cmd/print-apply.h"
#include "patch/refresh-series.h"
#include "patch/series-push.h"
#include "util/error.h"
#include "util/json-print.h"
#include "util/json-text.h"
#include "util/progress.h"

struct series_options {
	char *tree;
	char **guards;
	const char *patch; /* operand of refresh */
	int fuzz;
	gboolean json, quilt, partial;
};

/* --- running ------------------------------------------------------------------ */

static void show_progress(guint done, guint total, const char *name, gpointer data)
{
	progress_set(data, done);
}

/* Warns about parts of a patch that are not applied, or that may not be meant to be. */
static void print_warnings(const struct patch *patch)
{
	for (guint i = 0; patch && i < patch->notes->len; i++) {
		const struct patch_note *note =
			&g_array_index(patch->notes, struct patch_note, i);

		command_say(&cmd_series, "warning: %s:%u: %s", patch->name, note->line,
			    patch_note_text(note->kind));
	}
}

/* Prints further information for people on stderr. */
static void print_notes(const struct series_push_report *report, gboolean written)
{
	const struct series_step *failed = series_apply_failure(report->steps);

	for (guint i = 0; i < report->steps->len; i++)
		print_warnings(
			g_array_index(report->steps, struct series_step, i).patch);
	if (report->interrupted)
		command_say(&cmd_series, "quilt was interrupted in %s: %s",
			    report->interrupted,
			    written ? "took that back" : "would take that back");
	if (failed) {
		g_autofree char *why =
			series_apply_explain(failed->patch, failed->result);

		command_say(&cmd_series, "%s%s", why,
			    written ? "" : "; nothing was written");
	}
}

static int print_report(const struct series_push_report *report,
			const struct tree *written,
			const struct series_options *options, const char *verb)
{
	if (options->json)
		json_print(stdout, print_apply_json(report->steps, written));
	else
		print_apply_text(report->steps, report->total, verb);
	return series_apply_failure(report->steps) ? EXIT_NEGATIVE : EXIT_OK;
}

static int push(const struct command *command, const struct series_options *options,
		const struct series *series, struct series_push_options *request,
		const char *verb)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Tree) tree = tree_open(options->tree ?: ".", &error);
	g_autoptr(Progress) shown = progress_new(verb, "patches", series->entries->len);
	struct series_push_report report = {NULL, 0, 0, NULL};
	int code;

	request->progress = show_progress;
	request->progress_data = shown;
	if (!tree || !series_push(tree, series, request, &report, &error)) {
		code = command_failed(command, g_steal_pointer(&error));
	} else {
		gboolean written =
			!request->dry &&
			(request->partial || !series_apply_failure(report.steps));

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
	struct series_push_options request = {.fuzz = options->fuzz,
					      .quilt = options->quilt,
					      .partial = options->partial};

	return push(command, options, series, &request, "applied");
}

static int series_unapply(const struct command *command,
			  const struct series_options *options,
			  const struct series *series)
{
	struct series_push_options request = {.fuzz = options->fuzz, .remove = TRUE};

	return push(command, options, series, &request, "removed");
}

static int series_check(const struct command *command,
			const struct series_options *options,
			const struct series *series)
{
	struct series_push_options request = {.fuzz = options->fuzz, .dry = TRUE};

	return push(command, options, series, &request, "would apply");
}

/* --- refresh ------------------------------------------------------------------ */

static void print_refreshed_json(const struct refresh_report *report)
{
	json_t *patches = json_array();

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
	json_print(stdout, json_pack("{s:o, s:b}", "patches", patches, "written",
				     report->failure == NULL));
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
	g_autoptr(Tree) tree = tree_open(options->tree ?: ".", &error);
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
			command_say(command, "%s; nothing was written", report.failure);
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

static int run(const struct command *command, gpointer data, int argc, char **argv)
{
	struct series_options *o = data;
	g_autoptr(Series) series = NULL;
	GError *error = NULL;
	const struct verb *verb;

	if (argc < 3 || argc > 4)
		return command_usage(command, "a verb and a SERIES are needed");
	verb = find_verb(argv[1]);
	if (!verb)
		return command_usage(command, "no verb '%s'", argv[1]);
	if (argc == 4 && verb->run != series_refresh)
		return command_usage(command, "only refresh takes a PATCH");
	o->patch = argv[3]; /* or the NULL at the end */
	series = series_load(argv[2], &error);
	if (!series)
		return command_failed(command, error);
	series_select(series, (const char *const *)o->guards);
	return verb->run(command, o, series);
}

#define FIELD(member) OPTION_FIELD(struct series_options, member)

static const struct option_entry options[] = {
	{"tree", 0, VALUE_DIR, FIELD(tree), "The source tree (default .)", "DIR"},
	{"fuzz", 0, VALUE_COUNT, FIELD(fuzz),
	 "Ignore up to N lines of context (default 0)", "N"},
	{"guard", 0, VALUE_TEXT, FIELD(guards),
	 "Set a symbol for the guards of the series; may be repeated", "SYMBOL"},
	{"quilt", 0, VALUE_NONE, FIELD(quilt),
	 "Create quilt's state in the tree, in .pc", NULL},
	{"partial", 0, VALUE_NONE, FIELD(partial),
	 "Keep the hunks of a failing patch that apply; write .rej files", NULL},
	OPTION_JSON(FIELD(json)),
	{NULL},
};

const struct command cmd_series = {
	.name = "series",
	.synopsis = "apply|unapply|check|refresh SERIES [PATCH]",
	.summary = "apply, unapply, check and refresh quilt series",
	.notes =
		"Verbs:\n"
		"  apply    apply all patches of SERIES, or none\n"
		"  unapply  remove all patches, the last one first, or none\n"
		"  check    show which patches would apply; write nothing\n"
		"  refresh  rewrite patches so that they apply without offset and fuzz",
	.options = options,
	.size = sizeof(struct series_options),
	.operands = {{VALUE_CHOICE, "apply|unapply|check|refresh"},
		     {VALUE_SERIES},
		     {VALUE_PATCH}},
	.run = run,
};
