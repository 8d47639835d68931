/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Suites: reading suite.conf, its errors, and the plan for the guest. */
#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "branch/suite.h"
#include "util/error.h"
#include "util/fs.h"
#include "vm/plan.h"

static char *root;

static void put(const char *name, const char *text)
{
	g_autofree char *path = g_build_filename(root, name, NULL);
	g_autofree char *dir = g_path_get_dirname(path);

	g_assert_cmpint(g_mkdir_with_parents(dir, 0755), ==, 0);
	g_assert_true(g_file_set_contents(path, text, -1, NULL));
	g_assert_cmpint(g_chmod(path, 0755), ==, 0);
}

#define GOOD                                                                           \
	"[suite]\ndescription=d\noptions=CONFIG_A=y;CONFIG_B=8\ncounters=ipc;slab-kb+" \
	"20\nsettle=prog settle\nquick=one\n"                                          \
	"[program prog]\nsources=*.c\nkit=yes\n"                                       \
	"[test one]\nrun=prog run \"a b\"\ntimeout=7\nsince=4.5\nsetup=a\n"            \
	"[test two]\nrun=script.sh\nby-name=yes\n"                                     \
	"[repro bug]\ntime=9\n"

static void put_suite(const char *conf)
{
	put("suites/s/a.c", "");
	put("suites/s/bug.c", "");
	put("suites/s/script.sh", "#!/bin/sh\n");
	put("suites/s/suite.conf", conf);
}

static struct suite *load(void)
{
	g_autoptr(GError) error = NULL;
	struct suite *suite = suite_load(root, "s", &error);

	g_assert_no_error(error);
	return suite;
}

static void test_good(void)
{
	g_autoptr(Suite) suite = NULL;
	const struct suite_program *program;
	const struct suite_counter *counter;
	const struct suite_test *test;

	put_suite(GOOD);
	suite = load();
	g_assert_cmpuint(suite->tests->len, ==, 3);
	g_assert_cmpuint(suite->options->len, ==, 2);
	program = suite->programs->pdata[0];
	g_assert_cmpuint(g_strv_length(program->sources), ==, 2);
	g_assert_true(program->kit && program->musl);
	counter = suite->counters->pdata[1];
	g_assert_cmpstr(counter->name, ==, "slab-kb");
	g_assert_cmpuint(counter->slack, ==, 20);
	test = suite_test(suite, "one");
	g_assert_cmpstr(test->run[2], ==, "a b");
	g_assert_cmpuint(test->limit, ==, 7);
	test = suite_test(suite, "bug");
	g_assert_cmpuint(test->limit, ==, 9);
	g_assert_cmpuint(test->try, ==, 5);
	/* a reproducer is a program of its own, linked with the compiler's C library */
	program = suite->programs->pdata[1];
	g_assert_cmpstr(program->name, ==, "bug");
	g_assert_false(program->kit || program->musl);
	g_assert_cmpfloat(suite->silence, ==, 25);
}

#define SUITE "[suite]\ndescription=d\n"

static void test_errors(void)
{
	static const struct {
		const char *conf, *wanted;
	} cases[] = {
		{"[suite]\n", ":1: [suite]: key 'description' is missing"},
		{SUITE, ":1: [suite]: no test: neither [test *], [repro *] nor "
			"kselftest="},
		{SUITE "kselftest=net;:tls\n",
		 ":3: [suite] kselftest: ':tls' names no collection"},
		{SUITE "kselftest=net/../x\n",
		 ":3: [suite] kselftest: 'net/../x' is not a valid name: it must begin "
		 "with a letter or digit"},
		{SUITE "kselftest=net:\n", ":3: [suite] kselftest: 'net:' is empty"},
		{SUITE "nonsense=1\n", ":3: [suite]: unknown key 'nonsense'"},
		{SUITE "timeout=0\n",
		 ":3: [suite] timeout: '0' is not a number from 1 to 86400"},
		/* fewer would not limit anything */
		{SUITE "processes=256\n",
		 ":3: [suite] processes: '256' is not a number from 512 to 4194304"},
		{SUITE "options=A=y\n",
		 ":3: [suite] options: 'A=y' is not CONFIG_SYMBOL=VALUE"},
		{SUITE "counters=x+y\n",
		 ":3: [suite] counters: 'x+y': no number after the '+'"},
		{SUITE "[program p]\nlibc=uclibc\nsources=a.c\n",
		 ":4: [program p] libc: 'uclibc' is neither musl nor glibc"},
		{SUITE "[test a/b]\nrun=script.sh\n",
		 ":3: [test a/b]: 'a/b' is not a valid name: use only letters, digits "
		 "and . _ + ~ -"},
		/* the message is GLib's */
		{SUITE "[test a]\nrun=script.sh 'open\n", NULL},
		{SUITE "[test a]\nrun=script.sh\n[repro a]\nsource=bug.c\n",
		 ":5: [repro a]: a test 'a' already exists"},
		{SUITE "[repro r]\nsource=../x.c\n", NULL},
		{SUITE "quick=b\n[test a]\nrun=script.sh\n",
		 ":3: [suite] quick: no test 'b'"},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GError) error = NULL;
		g_autofree char *wanted = NULL;

		put_suite(cases[i].conf);
		g_assert_null(suite_load(root, "s", &error));
		g_assert_error(error, KF_ERROR, KF_ERROR_INPUT);
		if (!cases[i].wanted)
			continue;
		wanted = g_strdup_printf("%s/suites/s/suite.conf%s", root,
					 cases[i].wanted);
		g_assert_cmpstr(error->message, ==, wanted);
	}
}

static void test_absent(void)
{
	g_autoptr(GError) error = NULL;

	g_assert_null(suite_load(root, "nosuch", &error));
	g_assert_nonnull(strstr(error->message, "no suite 'nosuch'; there are: "));
	g_assert_nonnull(strstr(error->message, " s"));
}

static void test_known(void)
{
	g_autoptr(Suite) suite = NULL;
	g_autoptr(GPtrArray) known = NULL, none = NULL;
	g_autoptr(GError) error = NULL;

	put_suite(GOOD);
	put("suites/s/known-failures/6.1", "# all\n\n one/* # the kernel is old\n");
	put("suites/s/known-failures/bad", "one/*\n");
	suite = load();
	known = suite_known_failures(suite, "6.1", &error);
	g_assert_no_error(error);
	g_assert_cmpuint(known->len, ==, 1);
	g_assert_cmpstr(((struct suite_known *)known->pdata[0])->glob, ==, "one/*");
	g_assert_cmpstr(((struct suite_known *)known->pdata[0])->reason, ==,
			"the kernel is old");
	none = suite_known_failures(suite, "6.6", &error);
	g_assert_cmpuint(none->len, ==, 0);
	g_assert_null(suite_known_failures(suite, "bad", &error));
	g_assert_nonnull(strstr(error->message, "known-failures/bad:1: not"));
}

static guint count_known(const struct suite *suite, const char *branch)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) known = suite_known_failures(suite, branch, &error);

	g_assert_no_error(error);
	return known->len;
}

/* Known failures of a branch on one architecture do not count on another. */
static void test_known_of_architecture(void)
{
	g_autoptr(Suite) suite = NULL;

	put_suite(GOOD);
	put("suites/s/known-failures/6.1", "one # old\nthree # old\n");
	put("suites/s/known-failures/6.1@arm64", "two # slow\n");
	suite = load();
	g_assert_cmpuint(count_known(suite, "6.1@arm64"), ==, 1);
	g_assert_cmpuint(count_known(suite, "6.1@riscv64"), ==, 0);
	g_assert_cmpuint(count_known(suite, "6.1"), ==, 2);
}

static char *planned(const char *const *names, const char *version, GError **error)
{
	g_autoptr(Suite) suite = load();
	g_autoptr(SuiteBuilt) built = suite_built_new(suite);
	g_autoptr(GPtrArray) all = g_ptr_array_new();
	g_autoptr(Plan) plan = NULL;

	g_ptr_array_add(all, built);
	plan = plan_new(all, arch_host(), names, version, error);
	return plan ? plan_text(plan) : NULL;
}

static void test_plan(void)
{
	static const char *const names[] = {"two", "one", NULL};
	static const char *const bad[] = {"three", NULL};
	const char *head = "suite\ts\nprocesses\t2048\ncounter\tipc\t0\ncounter\t"
			   "slab-kb\t20\nsettle\tprog\tsettle\n";
	g_autoptr(GError) error = NULL;
	g_autofree char *usual = NULL, *old = NULL, *named = NULL, *wanted = NULL;

	put_suite(GOOD);
	usual = planned(NULL, "6.1.187", &error);
	wanted = g_strconcat(head,
			     "setup\ta\ntest\tone\t7\tprog\trun\ta "
			     "b\nsetup\t.\nrepro\tbug\t9\t5\tbug\n",
			     NULL);
	g_assert_cmpstr(usual, ==, wanted);
	g_free(wanted);
	old = planned(NULL, "4.4.302", &error);
	wanted = g_strconcat(head, "repro\tbug\t9\t5\tbug\n", NULL);
	g_assert_cmpstr(old, ==, wanted);
	g_free(wanted);
	named = planned(names, "4.4", &error);
	wanted = g_strconcat(
		head,
		"test\ttwo\t20\tscript.sh\nsetup\ta\ntest\tone\t7\tprog\trun\ta b\n",
		NULL);
	g_assert_cmpstr(named, ==, wanted);
	g_assert_no_error(error);
	g_assert_null(planned(bad, NULL, &error));
	g_assert_cmpstr(error->message, ==, "no test 'three'; there are: one two bug");
}

int main(int argc, char **argv)
{
	int status;

	g_test_init(&argc, &argv, NULL);
	root = g_dir_make_tmp("kferry-suite-XXXXXX", NULL);
	g_test_add_func("/suite/good", test_good);
	g_test_add_func("/suite/errors", test_errors);
	g_test_add_func("/suite/absent", test_absent);
	g_test_add_func("/suite/known", test_known);
	g_test_add_func("/suite/known-of-architecture", test_known_of_architecture);
	g_test_add_func("/suite/plan", test_plan);
	status = g_test_run();
	g_assert_true(fs_remove(root, NULL));
	g_free(root);
	return status;
}
