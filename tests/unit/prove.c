/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The result of a proof from the verdicts without and with the patch. */
#include "vm/prove.h"

#include <glib.h>
#include <string.h>

/* A side with a word for each boot: "clean", "?" for INVALID, else the title of a
 * failure. */
static void side_of(struct prove_side *side, const char *name, const char *words)
{
	g_auto(GStrv) all = g_strsplit(words, " ", -1);

	prove_side_init(side, name, "x");
	for (char **word = all; *words && *word; word++) {
		struct verdict *verdict = verdict_of_nothing("/x", "made up");

		verdict->kind = !strcmp(*word, "clean") ? VERDICT_PASS
				: !strcmp(*word, "?")	? VERDICT_INVALID
							: VERDICT_FAIL;
		g_free(verdict->seen);
		verdict->seen = g_strdup(*word);
		prove_add(side, verdict);
	}
}

static const struct {
	const char *without, *with, *result;
} cases[] = {
	{"a", "clean", "PROVEN"},
	{"clean a clean", "clean clean clean", "PROVEN"},
	{"? a ?", "clean clean clean", "PROVEN"},
	{"clean", "clean", "NOT REPRODUCED"},
	{"clean clean", "clean clean", "NOT REPRODUCED"},
	{"clean", "?", "NOT REPRODUCED"},
	{"a", "a", "STILL BROKEN"},
	{"clean a", "a clean", "STILL BROKEN"},
	{"a b", "b ?", "STILL BROKEN"},
	{"a", "b", "WORSE"},
	{"clean", "a", "WORSE"},
	{"?", "a", "WORSE"},
	{"a a a", "clean b clean", "WORSE"},
	{"?", "clean", "INVALID"},
	{"clean ?", "clean clean", "INVALID"},
	{"a", "?", "INVALID"},
	{"a a", "clean ?", "INVALID"},
	{"", "", "INVALID"},
	{"a", "", "INVALID"},
};

static void test_compare(gconstpointer data)
{
	guint i = GPOINTER_TO_UINT(data);
	struct prove_side without, with;

	side_of(&without, "without", cases[i].without);
	side_of(&with, "with", cases[i].with);
	g_assert_cmpstr(prove_result_name(prove_compare(&without, &with)), ==,
			cases[i].result);
	prove_side_clear(&without);
	prove_side_clear(&with);
}

/* The failure is reported for a side, whichever boot had it. */
static void test_seen(void)
{
	struct prove_side side;

	side_of(&side, "without", "clean ? title clean");
	g_assert_cmpstr(side.variant, ==, "prove-x-without");
	g_assert_cmpstr(prove_seen(&side), ==, "title");
	g_assert_cmpuint(side.passed, ==, 2);
	g_assert_cmpuint(side.failed, ==, 1);
	prove_side_clear(&side);
	side_of(&side, "with", "clean ? clean");
	g_assert_cmpstr(prove_seen(&side), ==, "?");
	prove_side_clear(&side);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *path = g_strdup_printf(
			"/prove/compare/%s|%s", cases[i].without, cases[i].with);

		for (char *c = path + strlen("/prove/compare/"); *c; c++)
			if (*c == '/')
				*c = '_';
		g_test_add_data_func(path, GUINT_TO_POINTER(i), test_compare);
	}
	g_test_add_func("/prove/seen", test_seen);
	return g_test_run();
}
