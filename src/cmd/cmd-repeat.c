/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kferry repeat: shows how often a variant has the expected result. */
#include <stdio.h>

#include "branch/project.h"
#include "cmd/commands.h"
#include "util/cache.h"
#include "util/fs.h"
#include "util/json-print.h"
#include "util/json-text.h"
#include "util/lock.h"
#include "util/subprocess.h"
#include "util/terminal.h"
#include "verdict/rate.h"
#include "vm/judge.h"

struct repeat_options {
	gboolean json;
	int boots, margin;
	char *until; /* confidence, "95%" */
	gint64 seed;
};

struct repeat {
	const struct command *command;
	const struct repeat_options *options;
	const char *project;
	const char *branch, *variant;
	char *dir;    /* of the run directories, which are named by seed */
	double level; /* confidence, 0 to 1 */
	guint shown, tried, invalid;
};

/* Parses "95%" or "95": percent, between 50 and 100. */
static gboolean parse_level(const char *text, double *level)
{
	char *end;
	double percent = g_ascii_strtod(text, &end);

	if (end == text || !(!*end || (end[0] == '%' && !end[1])) || !(percent >= 50) ||
	    !(percent < 100))
		return FALSE;
	*level = percent / 100;
	return TRUE;
}

static struct rate rate(const struct repeat *repeat)
{
	return rate_of(repeat->shown, repeat->tried, repeat->level);
}

/* Whether the rate is known precisely enough. */
static gboolean is_known(const struct repeat *repeat)
{
	struct rate now = rate(repeat);

	return repeat->tried &&
	       (now.high - now.low) / 2 * 100 <= repeat->options->margin;
}

/* Boots once, by running kferry boot. */
static gboolean boot(const struct repeat *repeat, const char *dir, guint64 seed,
		     GError **error)
{
	g_autofree char *number = g_strdup_printf("%" G_GUINT64_FORMAT, seed);
	const char *argv[] = {"/proc/self/exe",
			      "boot",
			      "--project",
			      repeat->project,
			      "--seed",
			      number,
			      "--out",
			      dir,
			      "--",
			      repeat->branch,
			      repeat->variant,
			      NULL};
	const struct subprocess process = {.argv = argv};
	g_autofree char *program = g_file_read_link("/proc/self/exe", error);

	argv[0] = program;
	return program && subprocess_run(&process, NULL, error);
}

static void say_progress(const struct repeat *repeat, guint64 seed,
			 const struct verdict *verdict)
{
	struct rate now = rate(repeat);
	g_autofree char *text = rate_text(&now);

	g_printerr("%s %s: seed %" G_GUINT64_FORMAT " %s; shown in %s\n",
		   repeat->branch, repeat->variant, seed, verdict_name(verdict->kind),
		   text);
}

static gboolean try_once(struct repeat *repeat, guint64 seed, GError **error)
{
	g_autofree char *number = g_strdup_printf("%" G_GUINT64_FORMAT, seed);
	g_autofree char *dir = g_build_filename(repeat->dir, number, NULL);
	g_autoptr(Verdict) verdict = NULL;

	if (!boot(repeat, dir, seed, error))
		return FALSE;
	verdict = judge_dir(dir, error);
	if (!verdict)
		return FALSE;
	repeat->invalid += verdict->kind == VERDICT_INVALID;
	repeat->tried += verdict->kind != VERDICT_INVALID;
	repeat->shown += verdict->kind == VERDICT_PASS;
	say_progress(repeat, seed, verdict);
	return TRUE;
}

static gboolean try_all(struct repeat *repeat, GError **error)
{
	const struct repeat_options *o = repeat->options;
	gboolean until = o->until != NULL;

	if (!fs_remove(repeat->dir, error) || !fs_make_dir(repeat->dir, error))
		return FALSE;
	for (int i = 0; i < o->boots && !(until && is_known(repeat)); i++)
		if (!try_once(repeat, (guint64)(o->seed + i), error))
			return FALSE;
	return TRUE;
}

static void print_json(const struct repeat *repeat)
{
	struct rate now = rate(repeat);

	json_print(stdout, json_pack("{so so si si si sf sf sf so}", "branch",
				     json_text(repeat->branch), "variant",
				     json_text(repeat->variant), "shown",
				     (int)repeat->shown, "tried", (int)repeat->tried,
				     "invalid", (int)repeat->invalid, "low", now.low,
				     "high", now.high, "confidence", repeat->level,
				     "runs", json_text(repeat->dir)));
}

static void print_text(const struct repeat *repeat)
{
	struct rate now = rate(repeat);
	g_autofree char *text = rate_text(&now);

	printf("%s %s: as expected in %s at %g percent confidence", repeat->branch,
	       repeat->variant, text, repeat->level * 100);
	if (repeat->invalid)
		printf("; %u more runs were INVALID", repeat->invalid);
	printf("\n%s\n", repeat->dir);
}

/* It is a failure if the result never occurred; only INVALID runs are INVALID. */
static int status(const struct repeat *repeat)
{
	if (!repeat->tried)
		return EXIT_INVALID;
	return repeat->shown == repeat->tried ? EXIT_OK : EXIT_NEGATIVE;
}

static int run(const struct command *command, gpointer data, int argc, char **argv)
{
	const struct repeat_options *o = data;
	struct repeat repeat = {.command = command, .options = o, .level = 0.95};
	g_autofree char *project = NULL;
	g_autofree char *dir = NULL;
	g_autofree char *name = NULL;
	g_autoptr(Branch) b = NULL;
	g_autoptr(Lock) lock = NULL;
	GError *error = NULL;

	if (argc != 3)
		return command_usage(command, "give BRANCH and VARIANT");
	if (o->boots < 1 || o->margin < 1)
		return command_usage(command, "--boots and --margin are at least 1");
	if (o->until && !parse_level(o->until, &repeat.level))
		return command_usage(command,
				     "--until takes a confidence from 50%% to 99%%");
	project = project_find(&error);
	b = project ? branch_load(project, argv[1], &error) : NULL;
	if (!b || !branch_variant(b, argv[2], &error))
		return command_failed(command, error);
	name = g_strdup_printf("repeat-%s-%s", argv[1], argv[2]);
	lock = lock_take(name, "repeat", &error);
	if (!lock)
		return command_failed(command, error);
	repeat.project = project;
	repeat.branch = argv[1];
	repeat.variant = argv[2];
	repeat.dir = dir = cache_path("repeat", argv[1], argv[2], NULL);
	if (!try_all(&repeat, &error))
		return command_failed(command, error);
	o->json ? print_json(&repeat) : print_text(&repeat);
	return status(&repeat);
}

#define FIELD(member) OPTION_FIELD(struct repeat_options, member)

static const struct option_entry options[] = {
	{"boots", 'n', VALUE_COUNT, FIELD(boots), "Boot at most N times (default 20)",
	 "N"},
	{"until", 0, VALUE_TEXT, FIELD(until),
	 "Stop when the rate is known at this confidence, from 50 to 99", "PERCENT"},
	{"margin", 0, VALUE_COUNT, FIELD(margin),
	 "With --until: margin in percentage points (default 10)", "POINTS"},
	{"seed", 0, VALUE_INTEGER, FIELD(seed), "Seed of the first boot (default 1)",
	 "N"},
	OPTION_JSON(FIELD(json)),
	{NULL},
};

static const struct repeat_options defaults = {.boots = 20, .margin = 10, .seed = 1};

const struct command cmd_repeat = {
	.name = "repeat",
	.synopsis = "BRANCH VARIANT",
	.summary = "boot a variant repeatedly and measure how often it passes",
	.options = options,
	.size = sizeof(struct repeat_options),
	.defaults = &defaults,
	.operands = {{VALUE_BRANCH}, {VALUE_VARIANT}},
	.run = run,
};
