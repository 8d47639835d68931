/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Merging lines and words, and finding functions. */
#include <string.h>

#include "port/funcname.h"
#include "port/merge.h"

static struct text text_of(const char *string)
{
	struct text text;

	text_init(&text, string, strlen(string));
	return text;
}

/* The groups of merge_groups() in one line: "same 1+1" and so on. */
static char *groups_of(const char *base, const char *ours, const char *theirs)
{
	static const char *const fates[] = {"clean", "theirs", "same", "clash"};
	struct text o = text_of(base), a = text_of(ours), b = text_of(theirs);
	g_autoptr(GArray) x = diff_lines(&o, &a);
	g_autoptr(GArray) y = diff_lines(&o, &b);
	g_autoptr(GArray) groups = merge_groups(&a, x, &b, y);
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < groups->len; i++) {
		const struct group *g = &g_array_index(groups, struct group, i);

		g_string_append_printf(out, "%s%s %d+%d", i ? ", " : "", fates[g->fate],
				       (int)g->base, (int)g->base_n);
	}
	text_clear(&o);
	text_clear(&a);
	text_clear(&b);
	return g_string_free(out, FALSE);
}

static void check_groups(const char *base, const char *ours, const char *theirs,
			 const char *wanted)
{
	g_autofree char *got = groups_of(base, ours, theirs);

	g_assert_cmpstr(got, ==, wanted);
}

static void test_groups(void)
{
	check_groups("a\nb\nc\nd\n", "a\nb\nc\nd\n", "a\nb\nc\nd\n", "");
	check_groups("a\nb\nc\nd\n", "x\nb\nc\nd\n", "a\nb\nc\nx\n",
		     "clean 0+1, theirs 3+1");
	check_groups("a\nb\nc\nd\n", "a\nx\nc\nd\n", "a\nx\nc\nd\n", "same 1+1");
	check_groups("a\nb\nc\nd\n", "a\nx\nc\nd\n", "a\ny\nc\nd\n", "clash 1+1");
	check_groups("a\nb\nc\nd\n", "a\nx\nc\nd\n", "a\nb\ny\nd\n", "clash 1+2");
	check_groups("a\nd\n", "a\nx\nd\n", "a\ny\nd\n", "clash 1+0");
}

static void check_words(const char *base, const char *ours, const char *theirs,
			const char *wanted)
{
	const char *why;
	GString *got = merge_words(span_of(base), span_of(ours), span_of(theirs), &why);

	g_assert_cmpstr(got ? got->str : NULL, ==, wanted);
	g_assert_true(got || why);
	if (got)
		g_string_free(got, TRUE);
}

static void test_words(void)
{
	check_words("x = foo(a, b);\n", "x = foo(a, b, c);\n", "x = bar(a, b);\n",
		    "x = bar(a, b, c);\n");
	check_words("x = foo(a, b);\n", "x = foo(a, c);\n", "x = foo(a, d);\n", NULL);
	check_words("x = foo(a);\n", "x = bar(a);\n", "y();\nz();\n", NULL);
	/* Only blanks are between the changes of both sides. */
	check_words("if (a && b)\n", "if (a || b)\n", "if (a && c)\n", NULL);
	check_words("a b c d e\n", "a b c d f\n", "g b c d e\n", "g b c d f\n");
}

static void test_map(void)
{
	struct text a = text_of("a\nb\nc\nd\n"), b = text_of("x\na\nc\nd\n");
	g_autoptr(GArray) changes = diff_lines(&a, &b);

	g_assert_cmpint(diff_map_line(changes, 0), ==, 1);
	g_assert_cmpint(diff_map_line(changes, 1), ==, -1);
	g_assert_cmpint(diff_map_line(changes, 3), ==, 3);
	text_clear(&a);
	text_clear(&b);
}

/* Texts too big to be compared have no equal lines, and do not crash. */
static void test_big(void)
{
	struct text a = text_of("a\nb\n"), b = text_of("a\nc\n");
	g_autoptr(GArray) changes = NULL;

	b.size = (gsize)1024 << 20;
	changes = diff_lines(&a, &b);
	g_assert_cmpuint(changes->len, ==, 1);
	g_assert_cmpint(diff_map_line(changes, 0), ==, -1);
	g_assert_cmpint(diff_map_line(changes, 1), ==, -1);
	text_clear(&a);
	text_clear(&b);
}

static const char source[] = "#include <a.h>\n"	     /* 0 */
			     "\n"		     /* 1 */
			     "static int x;\n"	     /* 2 */
			     "\n"		     /* 3 */
			     "/* About f. */\n"	     /* 4 */
			     "static int f(int a,\n" /* 5 */
			     "\t     int b)\n"	     /* 6 */
			     "{\n"		     /* 7 */
			     "out:\n"		     /* 8 */
			     "\treturn g(a);\n"	     /* 9 */
			     "}\n"		     /* 10 */
			     "\n"		     /* 11 */
			     "static long\n"	     /* 12 */
			     "h(void)\n"	     /* 13 */
			     "{\n"		     /* 14 */
			     "}\n";		     /* 15 */

static void check_scope(GArray *scopes, const char *name, int first, int head, int end)
{
	const struct funcname *scope = funcname_find(scopes, name);

	g_assert_nonnull(scope);
	g_assert_cmpint(scope->first, ==, first);
	g_assert_cmpint(scope->head, ==, head);
	g_assert_cmpint(scope->end, ==, end);
	g_assert_true(funcname_at(scopes, first) == scope);
	g_assert_true(funcname_at(scopes, end - 1) == scope);
}

static void test_scopes(void)
{
	struct text text = text_of(source);
	g_autoptr(GArray) scopes = funcname_list(&text);
	g_autofree char *name = funcname_name(&text, 9);
	g_autofree char *none = funcname_name(&text, 3);

	g_assert_cmpstr(name, ==, "f");
	g_assert_null(none);
	check_scope(scopes, "f", 0, 5, 11);
	check_scope(scopes, "h", 11, 13, 16);
	g_assert_true(funcname_has(&text, "h"));
	g_assert_false(funcname_has(&text, "g"));
	text_clear(&text);
}

static void test_scope_twice(void)
{
	struct text text = text_of("int f(void)\n{\n}\nint f(void)\n{\n}\n");
	g_autoptr(GArray) scopes = funcname_list(&text);

	g_assert_null(funcname_find(scopes, "f"));
	text_clear(&text);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/merge/groups", test_groups);
	g_test_add_func("/merge/words", test_words);
	g_test_add_func("/diff/map", test_map);
	g_test_add_func("/diff/big", test_big);
	g_test_add_func("/scope/list", test_scopes);
	g_test_add_func("/scope/twice", test_scope_twice);
	return g_test_run();
}
