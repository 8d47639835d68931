/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "console/pattern.h"

#include <string.h>

static gssize match(const char *pattern, const char *line, struct captures *captures)
{
	captures->count = 0;
	return pattern_match(pattern, span_of(line), captures);
}

static void assert_arg(const struct captures *captures, guint i, const char *text)
{
	g_assert_cmpuint(captures->count, >, i);
	g_assert_cmpmem(captures->arg[i].data, captures->arg[i].len, text,
			strlen(text));
}

static void test_literals(void)
{
	struct captures c;

	g_assert_cmpint(match("BUG:", "a BUG: b", &c), ==, 2);
	g_assert_cmpint(match("^BUG:", "a BUG: b", &c), ==, -1);
	g_assert_cmpint(match("BUG:$", "a BUG:  ", &c), ==, 2);
	g_assert_cmpint(match("BUG:$", "a BUG: b", &c), ==, -1);
	g_assert_cmpint(match("a*c", "xxaxxbxxc", &c), ==, 2);
	g_assert_cmpint(match("{?in I/O |}wait", "x wait", &c), ==, 2);
}

static void test_captures(void)
{
	struct captures c;

	g_assert_cmpint(
		match("at: %P%f", "at: [<ffffffff810>]  foo.isra.1+0x1/0x2", &c), ==,
		0);
	assert_arg(&c, 0, "foo");
	g_assert_cmpint(match("at: %P%f", "at: foo+0x1", &c), ==, 0);
	assert_arg(&c, 0, "foo");
	g_assert_cmpint(match("at: %p%f", "at: foo+0x1", &c), ==, -1);
	g_assert_cmpint(match("%s", "x kernel/sched/core.c:12 y", &c), ==, 2);
	assert_arg(&c, 0, "kernel/sched/core.c:12");
	g_assert_cmpint(match("KASAN: %w in %f", "KASAN: use-after-free in f+0x1", &c),
			==, 0);
	assert_arg(&c, 0, "use-after-free");
	assert_arg(&c, 1, "f");
	g_assert_cmpint(match("UBSAN: %l in", "UBSAN: shift-out in x in", &c), ==, 0);
	assert_arg(&c, 0, "shift-out");
	g_assert_cmpint(match("{Read|Write} of %d", "Write of 8", &c), ==, 0);
	assert_arg(&c, 0, "Write");
	g_assert_cmpint(match("x%T", "x", &c), ==, -1);
}

/* Captures of a match that fails at its end are discarded. */
static void test_rollback(void)
{
	struct captures c = {.count = 0};

	g_assert_cmpint(pattern_match("%i b", (struct span){"a c", 3}, &c), ==, -1);
	g_assert_cmpuint(c.count, ==, 0);
}

/* Long runs of name characters, which a naive search would read repeatedly. */
static void test_long_line(void)
{
	g_autofree char *line = g_strnfill(1000000, 'a');
	struct captures c;

	g_assert_cmpint(match("%f", line, &c), ==, -1);
	g_assert_cmpint(match("x*%s", line, &c), ==, -1);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/pattern/literals", test_literals);
	g_test_add_func("/pattern/captures", test_captures);
	g_test_add_func("/pattern/rollback", test_rollback);
	g_test_add_func("/pattern/long-line", test_long_line);
	return g_test_run();
}
