#include <stdio.h>
#include <string.h>

#include "commands.h"
#include "error.h"
#include "report-apply.h"

struct series_options {
	char *tree;
	int fuzz;
	gboolean json;
	char **guards;
};

static int print_report(GArray *steps, const struct series_options *options,
			guint total, const char *verb)
{
	const struct stack_step *failed = stack_failure(steps);

	if (options->json) {
		json_t *report = report_apply_json(steps);

		json_dumpf(report, stdout, JSON_INDENT(1));
		putchar('\n');
		json_decref(report);
	} else {
		report_apply_text(steps, total, verb);
	}
	return failed ? EXIT_NEGATIVE : EXIT_OK;
}

/* Runs the series in memory; writes it only when all of it went well. */
static int run(const struct command *self, const struct series_options *options,
	       const struct series *series, gboolean remove, gboolean dry)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Tree) tree = tree_open(options->tree, &error);
	g_autoptr(GPtrArray) entries = series_patches(series);
	g_autoptr(GArray) steps = NULL;
	struct stack_options stack = {
		.fuzz = options->fuzz, .remove = remove, .go_on = dry};
	const struct stack_step *failed;

	if (!tree || (!dry && !tree_lock(tree, &error)))
		return command_failed(self, g_steal_pointer(&error));
	steps = stack_run(tree, series, entries, &stack, &error);
	if (!steps)
		return command_failed(self, g_steal_pointer(&error));
	failed = stack_failure(steps);
	if (!failed && !dry && !tree_commit(tree, &error))
		return command_failed(self, g_steal_pointer(&error));
	if (failed) {
		g_autofree char *why = stack_explain(failed);

		g_printerr("kferry series: %s%s\n", why,
			   dry ? "" : "; nothing was written");
	}
	return print_report(steps, options, entries->len,
			    dry	     ? "would apply"
			    : remove ? "removed"
				     : "applied");
}

static int series_apply(const struct command *self,
			const struct series_options *options,
			const struct series *series)
{
	return run(self, options, series, FALSE, FALSE);
}

static int series_unapply(const struct command *self,
			  const struct series_options *options,
			  const struct series *series)
{
	return run(self, options, series, TRUE, FALSE);
}

static int series_check(const struct command *self,
			const struct series_options *options,
			const struct series *series)
{
	return run(self, options, series, FALSE, TRUE);
}

static const struct verb {
	const char *name;
	int (*run)(const struct command *self, const struct series_options *options,
		   const struct series *series);
} verbs[] = {
	{"apply", series_apply},
	{"unapply", series_unapply},
	{"check", series_check},
};

static const struct verb *find_verb(const char *name)
{
	for (gsize i = 0; i < G_N_ELEMENTS(verbs); i++)
		if (!strcmp(verbs[i].name, name))
			return &verbs[i];
	return NULL;
}

static const char notes[] = "apply    apply all patches of SERIES, or none\n"
			    "unapply  take them off again, the last first\n"
			    "check    say which would apply, and write nothing";

int cmd_series(const struct command *self, int argc, char **argv)
{
	struct series_options options = {NULL, 0, FALSE, NULL};
	g_autofree char *dir = NULL;
	g_auto(GStrv) guards = NULL;
	g_autoptr(Series) series = NULL;
	GError *error = NULL;
	const struct verb *verb;
	const GOptionEntry entries[] = {
		{"tree", 0, 0, G_OPTION_ARG_FILENAME, &dir, "The source tree", "DIR"},
		{"fuzz", 0, 0, G_OPTION_ARG_INT, &options.fuzz,
		 "Lines of context that may be ignored (default 0)", "N"},
		{"guard", 0, 0, G_OPTION_ARG_STRING_ARRAY, &guards,
		 "A symbol that guards in the series look for", "SYMBOL"},
		{"json", 0, 0, G_OPTION_ARG_NONE, &options.json, "Print JSON", NULL},
		{NULL, 0, 0, 0, NULL, NULL, NULL}};

	if (!command_options(self, entries, notes, &argc, &argv))
		return EXIT_TROUBLE;
	if (argc != 3)
		return command_usage(self, "a verb and a SERIES are needed");
	verb = find_verb(argv[1]);
	if (!verb)
		return command_usage(self, "no verb '%s'", argv[1]);
	if (options.fuzz < 0)
		return command_usage(self, "--fuzz cannot be negative");
	options.tree = dir ? dir : ".";
	options.guards = guards;
	series = series_load(argv[2], &error);
	if (!series)
		return command_failed(self, error);
	series_select(series, (const char *const *)guards);
	return verb->run(self, &options, series);
}
