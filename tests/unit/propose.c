/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Places where a hunk in conflict may belong: they are found, ranked, and limited. */
#include "port/conflict-hints.h"

#include <string.h>

/* A function @name with the usual lines, and @last at its end. */
#define FUNCTION(name, last)                                                           \
	"int " name "(void)\n{\n\tfirst_step();\n\tsecond_step();\n" last "}\n\n"
#define FILLER "int filler;\n\n"

static const char patch_text[] = "--- a/f\n"
				 "+++ b/f\n"
				 "@@ -1,5 +1,6 @@\n"
				 " int here(void)\n"
				 " {\n"
				 " \tfirst_step();\n"
				 "+\tmore();\n"
				 " \tsecond_step();\n"
				 " \tthird_step();\n";

static const char old_text[] = FUNCTION("here", "\tthird_step();\n");

/* The places in @new, a line "LINE FUNCTION SAME/LINES" each. */
static char *places_in(const char *patch, const char *old, const char *new)
{
	g_autoptr(GBytes) bytes = g_bytes_new_static(patch, strlen(patch));
	g_autoptr(GBytes) base = g_bytes_new_static(old, strlen(old));
	g_autoptr(GBytes) theirs = g_bytes_new_static(new, strlen(new));
	g_autoptr(Patch) parsed = patch_parse("test", bytes, NULL);
	const struct patch_file *file = g_ptr_array_index(parsed->files, 0);
	g_autoptr(HunkMerge) merge = hunk_merge_new(base, base, theirs);
	g_autoptr(GArray) places = NULL;
	g_autoptr(GString) out = g_string_new(NULL);

	hunk_merge_add(merge, g_ptr_array_index(file->hunks, 0), FALSE, 0);
	places = conflict_hints(merge,
				&g_array_index(merge->hunks, struct merge_hunk, 0));
	for (guint i = 0; i < places->len; i++) {
		const struct conflict_hint *p =
			&g_array_index(places, struct conflict_hint, i);

		g_string_append_printf(out, "%d %s %u/%u\n", (int)p->line,
				       p->function ?: "-", p->same, p->lines);
	}
	return g_strdup(out->str);
}

static void check(const char *new, const char *wanted)
{
	g_autofree char *got = places_in(patch_text, old_text, new);

	g_assert_cmpstr(got, ==, wanted);
}

static void test_none(void)
{
	check("", "");
	check(FILLER FILLER, "");
	/* Less than half of the lines are the same. */
	check(FILLER "{\n\tfirst_step();\n}\n", "");
}

static void test_moved(void)
{
	check(FILLER FUNCTION("here", "\tthird_step();\n"), "2 here 5/5\n");
	check(FILLER FUNCTION("here", ""), "2 here 4/5\n");
}

/* Other indentation and inserted lines do not hide a place. */
static void test_changed(void)
{
	check(FILLER "int here(void)\n{\n\tif (x) {\n\t\tfirst_step();\n"
		     "\t\tsecond_step();\n\t\tthird_step();\n\t}\n}\n",
	      "3 here 5/5\n");
}

static void test_ranked(void)
{
	/* A place with more of the lines comes first, wherever it is. */
	check(FUNCTION("other",
		       "\tthird_step();\n") "int here(void)\n{\n\tfirst_step();\n}\n",
	      "0 other 4/5\n7 here 3/5\n");
	/* Of equal places, the one in the hunk's function comes first, however far
	 * away. */
	check(FUNCTION("other", "\tthird_step();\n") FUNCTION("here", ""),
	      "7 here 4/5\n0 other 4/5\n");
}

static void test_at_most_three(void)
{
	check(FUNCTION("a", "") FUNCTION("b", "") FUNCTION("c", "") FUNCTION("d", "")
		      FUNCTION("e", ""),
	      "0 a 3/5\n6 b 3/5\n12 c 3/5\n");
}

/* Only blank lines, or too many of them, are not searched for. */
static void test_blank(void)
{
	g_autofree char *got = places_in(
		"--- a/f\n+++ b/f\n@@ -1,2 +1,3 @@\n \n+x\n \n", "\n\n", "\n\n\n\n");

	g_assert_cmpstr(got, ==, "");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/propose/none", test_none);
	g_test_add_func("/propose/moved", test_moved);
	g_test_add_func("/propose/changed", test_changed);
	g_test_add_func("/propose/ranked", test_ranked);
	g_test_add_func("/propose/at-most-three", test_at_most_three);
	g_test_add_func("/propose/blank", test_blank);
	return g_test_run();
}
