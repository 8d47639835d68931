/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "console/multi-search.h"

#include <string.h>

static const char *const words[] = {"BUG:", "WARNING:", "INFO:", "BUG: KASAN",
				    "needle"};

/* multi_search_find(), one byte after the other. */
static gsize find_slowly(const char *text, gsize len, guint *which)
{
	for (gsize at = 0; at < len; at++) {
		for (guint i = 0; i < G_N_ELEMENTS(words); i++) {
			gsize size = strlen(words[i]);

			if (size <= len - at && !memcmp(text + at, words[i], size)) {
				*which = i;
				return at;
			}
		}
	}
	return len;
}

static void test_find(void)
{
	struct multi_search *set = multi_search_new(words, G_N_ELEMENTS(words));
	guint which;

	g_assert_cmpuint(multi_search_find(set, "x BUG: y", 8, &which), ==, 2);
	g_assert_cmpuint(which, ==, 0);
	g_assert_cmpuint(multi_search_find(set, "BUG", 3, &which), ==, 3);
	g_assert_cmpuint(multi_search_find(set, "", 0, &which), ==, 0);
	multi_search_free(set);
}

/* Texts of pieces of the needles, at each offset in a vector. */
static void test_against_slow(void)
{
	static const char letters[] = "BUG: WARNINFOKSneedl";
	struct multi_search *set = multi_search_new(words, G_N_ELEMENTS(words));
	GRand *rand = g_rand_new_with_seed(1);
	char text[200];

	for (guint round = 0; round < 20000; round++) {
		gsize len = g_rand_int_range(rand, 0, sizeof(text));
		guint one = 0, two = 0;

		for (gsize i = 0; i < len; i++)
			text[i] =
				letters[g_rand_int_range(rand, 0, sizeof(letters) - 1)];
		for (guint i = 0; i < 2; i++) {
			const char *word =
				words[g_rand_int_range(rand, 0, G_N_ELEMENTS(words))];
			gsize size = strlen(word);

			if (len > size)
				memcpy(text + g_rand_int_range(rand, 0, len - size),
				       word, size);
		}
		g_assert_cmpuint(multi_search_find(set, text, len, &one), ==,
				 find_slowly(text, len, &two));
		g_assert_cmpuint(one, ==, two);
	}
	g_rand_free(rand);
	multi_search_free(set);
}

static void test_names(void)
{
	static const char *const parts[] = {"^kfree$", "alloc", "^rb_", "lock$"};
	struct multi_search *set = multi_search_new(parts, G_N_ELEMENTS(parts));

	g_assert_true(multi_search_in_name(set, "kfree", 5));
	g_assert_false(multi_search_in_name(set, "kfree_skb", 9));
	g_assert_true(multi_search_in_name(set, "xallocy", 7));
	g_assert_true(multi_search_in_name(set, "rb_next", 7));
	g_assert_false(multi_search_in_name(set, "xrb_next", 8));
	g_assert_true(multi_search_in_name(set, "mutex_lock", 10));
	g_assert_false(multi_search_in_name(set, "locked", 6));
	multi_search_free(set);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/needles/find", test_find);
	g_test_add_func("/needles/against-slow", test_against_slow);
	g_test_add_func("/needles/names", test_names);
	return g_test_run();
}
