/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The options of commands: parsing, and the rules that all option tables obey. */
#include <locale.h>
#include <string.h>

#include "cmd/commands.h"
#include "util/error.h"

struct values {
	gboolean json;
	int jobs;
	gint64 seed;
	double wall;
	char *accel, *out;
	char **variants;
};

#define FIELD(member) OPTION_FIELD(struct values, member)

static const struct option_entry entries[] = {
	OPTION_JSON(FIELD(json)),
	OPTION_JOBS(FIELD(jobs)),
	OPTION_SEED(FIELD(seed)),
	{"wall", 0, VALUE_COUNT, FIELD(wall), "Time limit", "SECONDS"},
	{"accel", 0, VALUE_CHOICE, FIELD(accel), "Accelerator", "kvm|tcg"},
	{"out", 'o', VALUE_DIR, FIELD(out), "Write here", "DIR"},
	{"variant", 0, VALUE_VARIANT, FIELD(variants), "Only this", "NAME"},
	{"skip=upstream", 0, VALUE_NONE, FIELD(json), "A name with a value", NULL},
	{NULL},
};

/* Parses the words of @line; returns the number of operands, or -1 for an error. */
static int parse(const char *line, struct values *values, GError **error)
{
	g_auto(GStrv) words = g_strsplit(line, " ", -1);
	g_autofree char **argv =
		g_memdup2(words, (g_strv_length(words) + 1) * sizeof(char *));
	g_autoptr(GOptionContext) context = g_option_context_new("X");
	char **rest = argv;
	int argc = g_strv_length(words);

	*values = (struct values){.jobs = 3};
	return option_parse(context, entries, values, &argc, &rest, error) ? argc : -1;
}

static void test_values(void)
{
	struct values v;

	g_assert_cmpint(parse("x --json -j 4 --seed -7 --wall 1.5 --accel tcg -o d "
			      "--variant a --variant=b rest",
			      &v, NULL),
			==, 2);
	g_assert_true(v.json);
	g_assert_cmpint(v.jobs, ==, 4);
	g_assert_cmpint(v.seed, ==, -7);
	g_assert_cmpfloat(v.wall, ==, 1.5);
	g_assert_cmpstr(v.accel, ==, "tcg");
	g_assert_cmpstr(v.out, ==, "d");
	g_assert_cmpuint(g_strv_length(v.variants), ==, 2);
	g_assert_cmpstr(v.variants[1], ==, "b");
	option_clear(entries, &v);
	g_assert_null(v.accel);
	g_assert_null(v.variants);
	g_assert_cmpint(parse("x", &v, NULL), ==, 1);
	g_assert_cmpint(v.jobs, ==, 3);
	option_clear(entries, &v);
	/* a value that is attached to a letter, but none that looks like one */
	g_assert_cmpint(parse("x -j4 -od -- -j5", &v, NULL), ==, 3);
	g_assert_cmpint(v.jobs, ==, 4);
	g_assert_cmpstr(v.out, ==, "d");
	option_clear(entries, &v);
	g_assert_cmpint(parse("x -o -j4 --out -j5", &v, NULL), ==, 1);
	g_assert_cmpint(v.jobs, ==, 3);
	g_assert_cmpstr(v.out, ==, "-j5");
	option_clear(entries, &v);
}

static void refused(const char *line, const char *why)
{
	g_autoptr(GError) error = NULL;
	struct values v;

	g_assert_cmpint(parse(line, &v, &error), ==, -1);
	g_assert_cmpstr(error->message, ==, why);
	option_clear(entries, &v);
}

static void test_refused(void)
{
	struct values v;

	refused("x -j -1", "--jobs cannot be negative");
	refused("x --wall nan", "--wall cannot be negative");
	refused("x --accel=xen",
		"--accel: invalid value 'xen' (expected one of: kvm tcg)");
	refused("x --json=no", "invalid value 'no' of --json");
	/* A word that looks like an option may be a value or an operand. */
	g_assert_cmpint(
		parse("x --skip=upstream --out --json=no -- --json=no", &v, NULL), >=,
		2);
	g_assert_cmpstr(v.out, ==, "--json=no");
	option_clear(entries, &v);
}

static gboolean takes_value(const struct option_entry *entry)
{
	return entry->value != VALUE_NONE;
}

/* GLib does not notice two options with one name or letter. */
static void check_unique(const struct option_entry *all)
{
	for (const struct option_entry *a = all; a->name; a++)
		for (const struct option_entry *b = a + 1; b->name; b++) {
			g_assert_cmpstr(a->name, !=, b->name);
			g_assert_true(!a->letter || a->letter != b->letter);
		}
}

static void check_entry(const struct command *command, const struct option_entry *e)
{
	g_test_message("%s --%s", command->name, e->name);
	g_assert_true(g_ascii_isupper(*e->help) ||
		      g_str_has_prefix(e->help, "vmlinux") ||
		      g_str_has_prefix(e->help, "O="));
	g_assert_false(g_str_has_suffix(e->help, "."));
	g_assert_true(takes_value(e) == (e->metavar != NULL));
	g_assert_true(e->field.type != OPTION_LIST ||
		      strstr(e->help, "may be repeated"));
	g_assert_true(e->value != VALUE_CHOICE || e->field.type == OPTION_STRING);
	g_assert_cmpuint(e->field.offset, <, command->size);
}

static void test_tables(void)
{
	for (const struct command *const *c = commands; *c; c++) {
		g_assert_nonnull((*c)->run);
		g_assert_true(g_ascii_islower(*(*c)->summary));
		g_assert_cmpint((*c)->operands[COMMAND_OPERANDS - 1].kind, ==,
				VALUE_NONE);
		if (!(*c)->options)
			continue;
		check_unique((*c)->options);
		for (const struct option_entry *e = (*c)->options; e->name; e++)
			check_entry(*c, e);
	}
}

/* A failure without a message is still an error. */
static void test_failed(void)
{
	static const struct command odd = {.name = "odd"};

	g_assert_cmpint(command_failed(&odd, NULL), ==, EXIT_TROUBLE);
	g_assert_cmpint(
		command_failed(&odd, g_error_new(KF_ERROR, KF_ERROR_NEGATIVE, "no")),
		==, EXIT_NEGATIVE);
}

int main(int argc, char **argv)
{
	setlocale(LC_ALL, "");
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/option/values", test_values);
	g_test_add_func("/option/refused", test_refused);
	g_test_add_func("/option/tables", test_tables);
	g_test_add_func("/command/failed", test_failed);
	return g_test_run();
}
