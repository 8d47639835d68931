/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How init reads the output of a test and its plan, and the directory in which it runs
 * the kernel's own tests. The sources are included, for the guest is built with another
 * C library.
 */
#include "../guest/plan.c"
#include "../guest/tap.c"
#include "../guest/workdir.c"

#include <glib.h>
#include <unistd.h>

/* init reads one plan and lives as long as the machine, so it frees nothing. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "detect_leaks=0";
}

static void read_lines(struct tap *tap, const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	tap_init(tap);
	for (char **line = lines; *line; line++)
		tap_line(tap, *line);
}

/* "STATUS NAME REASON|..." of all results. */
static char *describe(const struct tap *tap)
{
	GString *text = g_string_new(NULL);

	for (unsigned int i = 0; i < tap->count; i++)
		g_string_append_printf(text, "%s%s %s%s%s", i ? "|" : "",
				       tap->results[i].status == TAP_OK	      ? "ok"
				       : tap->results[i].status == TAP_NOT_OK ? "not"
									      : "skip",
				       tap->results[i].name,
				       tap->results[i].reason[0] ? " # " : "",
				       tap->results[i].reason);
	return g_string_free(text, FALSE);
}

static void test_dialects(void)
{
	static const struct {
		const char *text, *results;
	} cases[] = {
		{"ok 1 a\nnot ok 2 - b # why\nok 3 c # SKIP no x\n",
		 "ok a|not b # why|skip c # no x"},
		{"TAP version 13\n1..2\nok 1\nnot ok 2 x # TODO later\n",
		 "ok 1|skip x # TODO later"},
		/* KTAP: the group's name is above its tests, its result below them */
		{"KTAP version 1\n1..2\n  KTAP version 1\n  # Subtest: group\n  1..2\n"
		 "  ok 1 first\n  not ok 2 second\nnot ok 1 group\nok 2 alone\n",
		 "ok group/first|not group/second|ok alone"},
		/* TAP 14: four blanks of indentation, and the name above */
		{"TAP version 14\n# Subtest: group\n    ok 1 - first\n    1..1\nok 1 - "
		 "group\n",
		 "ok group/first"},
		/* two levels */
		{"  # Subtest: a\n    # Subtest: b\n    ok 1 c\n  ok 1 b\nok 1 a\n",
		 "ok a/b/c"},
		/* the output of the selftests' runner */
		{"# ok 1 test_one\n# not ok 2 test_two\nnot ok 1 selftests: x: y # "
		 "exit=1\n",
		 "ok test_one|not test_two"},
		/* a group that fails although its tests pass */
		{"  ok 1 a\nnot ok 1 group # timeout\n", "ok a|not group # timeout"},
		{"okay 1\nok x\nnot ok\n# ok then\n", ""},
		/* how kselftest.h skips */
		{"ok 1 # SKIP a\nok 2 # SKIP\n", "skip a # a|skip 2"},
		{"ok 1 a \\# b # c\n", "ok a \\# b # c"},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *got = NULL;
		struct tap tap;

		read_lines(&tap, cases[i].text);
		got = describe(&tap);
		g_assert_cmpstr(got, ==, cases[i].results);
		tap_clear(&tap);
	}
}

static void test_plan_line(void)
{
	struct tap tap;

	read_lines(&tap, "1..0 # SKIP nothing here\n");
	g_assert_cmpint(tap.plan, ==, 0);
	g_assert_cmpstr(tap.reason, ==, " SKIP nothing here");
	tap_clear(&tap);
	read_lines(&tap,
		   "1..3\n  1..7\nok 1 a\n# note: x=1\n# note: y=2\nBail out! gone");
	g_assert_cmpint(tap.plan, ==, 3);
	g_assert_cmpuint(tap.results_at[0], ==, 1);
	g_assert_true(tap.bailed);
	g_assert_cmpstr(tap.reason, ==, "gone");
	g_assert_cmpstr(tap.notes, ==, "x=1 y=2");
	tap_clear(&tap);
}

/* Whatever the output is, the result is bounded, and has its beginning and end. */
static void test_bounds(void)
{
	g_autofree char *wide = g_strnfill(5000, 'w');
	g_autofree char *line = g_strdup_printf("ok 1 %s # %s", wide, wide);
	struct tap tap;

	tap_init(&tap);
	for (int i = 0; i < 3000; i++)
		tap_line(&tap, "ok 1 x");
	g_assert_cmpuint(tap.count, ==, TAP_RESULTS_MOST);
	g_assert_true(tap.excess);
	tap_clear(&tap);

	tap_init(&tap);
	tap_line(&tap, line);
	g_assert_cmpuint(strlen(tap.results[0].name), ==, TAP_TEXT_MOST - 1);
	for (int i = 0; i < 12; i++)
		tap_line(&tap, "            ok 1 deep");
	for (int i = 0; i < 100; i++) {
		g_autofree char *other = g_strdup_printf("\x1b[31mline %d", i);

		tap_line(&tap, other);
	}
	g_assert_cmpstr(tap_other(&tap, 0), ==, " [31mline 0");
	g_assert_cmpstr(tap_other(&tap, TAP_HEAD), ==, "...");
	g_assert_cmpstr(tap_other(&tap, TAP_HEAD + TAP_TAIL), ==, " [31mline 99");
	g_assert_null(tap_other(&tap, TAP_HEAD + TAP_TAIL + 1));
	tap_clear(&tap);
}

static const char *read_text(struct plan *plan, const char *text)
{
	g_autofree char *path = NULL;
	const char *wrong;
	int fd = g_file_open_tmp("plan-XXXXXX", &path, NULL);

	g_assert_cmpint(write(fd, text, strlen(text)), ==, (gssize)strlen(text));
	close(fd);
	wrong = plan_read(plan, path);
	unlink(path);
	return wrong;
}

static void test_plan(void)
{
	struct plan plan;
	const struct plan_test *test;

	g_assert_null(read_text(&plan, "suite\ta\nprocesses\t7\ncounter\tsockets\t3\n"
				       "prepare\tx\ty z\ntest\tone\t20\tprog\targ 1\n"
				       "suite\tb\nrepro\ttwo\t30\t5\ttwo\n"
				       "in\tx/y\ntest\tthere\t1\tp\n"
				       "in\t.\ntest\thome\t1\tp\n"));
	g_assert_cmpuint(plan.suite_count, ==, 2);
	g_assert_cmpuint(plan.test_count, ==, 4);
	g_assert_cmpstr(plan_find(&plan, "there")->dir, ==, "x/y");
	g_assert_null(plan_find(&plan, "home")->dir);
	test = plan_find(&plan, "one");
	g_assert_cmpstr(test->suite->name, ==, "a");
	g_assert_cmpuint(test->limit, ==, 20);
	g_assert_cmpuint(test->try, ==, 0);
	g_assert_cmpstr(test->run.word[1], ==, "arg 1");
	g_assert_null(test->run.word[2]);
	g_assert_cmpstr(test->suite->prepare.word[1], ==, "y z");
	g_assert_cmpint(test->suite->counters[0].slack, ==, 3);
	g_assert_cmpuint(test->suite->processes, ==, 7);
	test = plan_find(&plan, "two");
	g_assert_cmpuint(test->try, ==, 5);
	g_assert_null(test->dir);
	g_assert_null(plan_find(&plan, "three"));
	g_assert_null(plan_read(&plan, "/nonexistent/plan"));
	g_assert_cmpuint(plan.test_count, ==, 0);
}

static void test_plan_bad(void)
{
	static const char *const bad[] = {
		"test\tone\t20\tprog\n",
		"suite\ta\ntest\tone\t0\tprog\n",
		"suite\ta\ntest\tone\t20\n",
		"suite\ta\nrepro\tone\t20\t0\tprog\n",
		"suite\ta\ncounter\tx\t-1\n",
		"suite\ta\nnonsense\n",
		"suite\n",
		"in\tx\n",
		"suite\ta\nin\n",
	};
	struct plan plan;

	for (gsize i = 0; i < G_N_ELEMENTS(bad); i++)
		g_assert_nonnull(read_text(&plan, bad[i]));
}

static gboolean is_link_to(const char *dir, const char *name, const char *to)
{
	g_autofree char *path = g_build_filename(dir, name, NULL);
	g_autofree char *wanted = g_build_filename(dir, "from", to, NULL);
	g_autofree char *got = g_file_read_link(path, NULL);

	return got && !strcmp(got, wanted);
}

static void test_workdir(void)
{
	g_autofree char *top = g_dir_make_tmp("kferry-workdir-XXXXXX", NULL);
	g_autofree char *from = g_build_filename(top, "from", NULL);
	g_autofree char *to = g_build_filename(top, "to", NULL);
	g_autofree char *tree = g_build_filename(from, "net/mptcp", NULL);
	g_autofree char *remove = g_strdup_printf("rm -r '%s'", top);
	static const char *const files[] = {"lib.sh", "netx", "net/x", "net/mptcp/y"};

	g_assert_cmpint(g_mkdir_with_parents(tree, 0755), ==, 0);
	for (gsize i = 0; i < G_N_ELEMENTS(files); i++) {
		g_autofree char *path = g_build_filename(from, files[i], NULL);

		g_assert_true(g_file_set_contents(path, "", -1, NULL));
	}
	g_assert_true(workdir_make(from, to, "net/mptcp"));
	/* directories on the path to the test are made, all else is a link */
	g_assert_true(is_link_to(top, "to/lib.sh", "lib.sh"));
	g_assert_true(is_link_to(top, "to/netx", "netx"));
	g_assert_false(is_link_to(top, "to/net", "net"));
	g_assert_true(is_link_to(top, "to/net/x", "net/x"));
	g_assert_false(is_link_to(top, "to/net/mptcp", "net/mptcp"));
	g_assert_true(is_link_to(top, "to/net/mptcp/y", "net/mptcp/y"));
	g_assert_false(workdir_make(from, to, "net/mptcp"));
	g_assert_true(g_spawn_command_line_sync(remove, NULL, NULL, NULL, NULL));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/guest/tap/dialects", test_dialects);
	g_test_add_func("/guest/tap/plan", test_plan_line);
	g_test_add_func("/guest/tap/bounds", test_bounds);
	g_test_add_func("/guest/plan", test_plan);
	g_test_add_func("/guest/plan/bad", test_plan_bad);
	g_test_add_func("/guest/workdir", test_workdir);
	return g_test_run();
}
