/* SPDX-License-Identifier: GPL-2.0-or-later */
/* branch.c: a valid file, and a wrong one for each error (tests/data/branch). */
#include "branch/branch.h"

#include <string.h>

#include "util/error.h"
#include "util/fs.h"

static char *data_path(const char *name)
{
	return g_build_filename(g_getenv("SRCDIR"), "tests/data/branch", name, NULL);
}

static void test_good(void)
{
	g_autofree char *dir = data_path("good");
	g_autoptr(GError) error = NULL;
	g_autoptr(Branch) b = branch_load(dir, "x", &error);
	const struct branch_source *source;
	const struct branch_variant *variant;
	g_autofree char *series = g_build_filename(dir, "patches/x/series", NULL);
	g_autofree char *mutant =
		g_build_filename(dir, "patches/x/mutants/early/series", NULL);
	g_autofree char *linux_path = data_path("linux");

	g_assert_no_error(error);
	g_assert_cmpstr(b->version, ==, "6.1.1");
	g_assert_cmpuint(g_strv_length(b->config), ==, 2);
	g_assert_cmpstr(b->config[1], ==, "lockdep");
	g_assert_cmpstr(b->make, ==, "old");
	g_assert_cmpstr(b->tests[0], ==, "a");
	g_assert_cmpstr(b->may_skip[0], ==, "b");
	source = branch_source(b, NULL, &error);
	g_assert_no_error(error);
	g_assert_cmpstr(source->debian_version, ==, "6.1.1-1");
	g_assert_cmpuint(source->size, ==, 42);
	source = branch_source(b, "6.1.0", &error);
	g_assert_cmpint(source->kind, ==, SOURCE_LOCAL);
	g_assert_cmpstr(source->path, ==, linux_path);
	g_assert_cmpuint(b->variants->len, ==, 4);
	variant = branch_variant(b, "plain", &error);
	g_assert_cmpint(variant->expect, ==, EXPECT_SPLAT);
	g_assert_cmpstr(variant->splat[1], ==, "possible deadlock in *");
	g_assert_null(variant->series[0]);
	variant = branch_variant(b, "fixed", &error);
	g_assert_cmpstr(variant->series[0], ==, series);
	variant = b->variants->pdata[2];
	g_assert_cmpstr(variant->name, ==, "mutant-early");
	g_assert_true(variant->mutant);
	g_assert_cmpstr(variant->series[0], ==, series);
	g_assert_cmpstr(variant->series[1], ==, mutant);
	g_assert_cmpstr(variant->splat[0], ==, "BUG: early in *");
	g_assert_cmpuint(g_strv_length(variant->splat), ==, 2);
	g_assert_cmpint(((struct branch_fix *)b->fixes->pdata[0])->state, ==,
			FIX_AFFECTED);
	g_assert_cmpuint(b->package->release, ==, 2);
	g_assert_cmpint(b->package->date, ==, 1795397400);
	g_assert_cmpstr(b->package->series[0], ==, series);
	g_assert_cmpstr(branch_flavour(b, "generic", &error)->config[1], ==, "more");
	g_assert_null(branch_flavour(b, "none", &error));
	g_assert_error(error, KF_ERROR, KF_ERROR_INPUT);
}

/*
 * Each file made for a branch has its name in its path, so an architecture has its own.
 */
static void test_arch(void)
{
	g_autofree char *dir = data_path("good");
	g_autoptr(GError) error = NULL;
	g_autoptr(Branch) first = branch_load(dir, "x", NULL);
	g_autoptr(Branch) same = branch_load(dir, "x@x86_64", NULL);
	g_autoptr(Branch) other = branch_load(dir, "x@arm64", NULL);
	g_autofree char *path = branch_patch_path(other, "series");
	g_auto(GStrv) names = branch_names(other);

	g_assert_true(first->arch == &arch_x86_64 && same->arch == &arch_x86_64);
	g_assert_cmpstr(first->name, ==, "x");
	g_assert_cmpstr(same->name, ==, "x");
	g_assert_true(other->arch == &arch_arm64);
	g_assert_cmpstr(other->name, ==, "x@arm64");
	g_assert_true(g_str_has_suffix(path, "/patches/x/series"));
	g_assert_cmpstr(other->base, ==, "x");
	g_assert_cmpstr(branch_variant(other, "mutant-early", NULL)->series[1], ==,
			branch_variant(first, "mutant-early", NULL)->series[1]);
	g_assert_cmpuint(g_strv_length(names), ==, 2);
	g_assert_cmpstr(names[0], ==, "x");
	g_assert_cmpstr(names[1], ==, "x@arm64");
	g_assert_null(branch_load(dir, "x@vax", &error));
	g_assert_error(error, KF_ERROR, KF_ERROR_INPUT);
	g_assert_nonnull(strstr(error->message, "no 'vax'; there are: x86_64 arm64"));
	g_clear_error(&error);
	g_assert_null(branch_load(dir, "y@arm64", &error));
	g_assert_nonnull(strstr(error->message, "no branch 'y@arm64'"));
}

static void test_unknown_names(void)
{
	g_autofree char *dir = data_path("good");
	g_autoptr(GError) error = NULL;
	g_autoptr(Branch) b = branch_load(dir, "x", NULL);

	g_assert_null(branch_source(b, "6.1.7", &error));
	g_assert_error(error, KF_ERROR, KF_ERROR_INPUT);
	g_assert_nonnull(strstr(error->message, "there are: 6.1.1 6.1.0"));
	g_clear_error(&error);
	g_assert_null(branch_variant(b, "guarded", &error));
	g_assert_nonnull(
		strstr(error->message, "plain fixed mutant-early mutant-late"));
	g_clear_error(&error);
	g_assert_null(branch_load(dir, "y", &error));
	g_assert_cmpstr(error->message, ==, "no branch 'y'; there are: x");
	g_clear_error(&error);
	g_assert_null(branch_load("/nonexistent", "y", &error));
	g_assert_true(
		g_str_has_prefix(error->message, "/nonexistent/branches: no such"));
}

/* The first line of each wrong file is the expected error if it is branches/x.conf;
 * @DIR@ stands for the project's directory. */
static void test_error(gconstpointer data)
{
	const char *name = data;
	g_autoptr(GError) error = NULL;
	g_autofree char *dir = g_dir_make_tmp("kferry-branch-XXXXXX", NULL);
	g_autofree char *branches = g_build_filename(dir, "branches", NULL);
	g_autofree char *to = g_build_filename(branches, "x.conf", NULL);
	g_autofree char *from = g_build_filename(
		g_getenv("SRCDIR"), "tests/data/branch/errors", name, NULL);
	g_autofree char *text = fs_read(from, NULL);
	g_autofree char *first = g_strndup(text + strlen("# error: "),
					   strcspn(text, "\n") - strlen("# error: "));
	g_autoptr(GString) want = g_string_new(first);

	g_string_replace(want, "@DIR@", dir, 0);
	g_string_prepend(want, "/");
	g_string_prepend(want, dir);
	g_assert_true(fs_make_dir(branches, NULL));
	g_assert_true(fs_write(to, text, NULL));
	g_assert_null(branch_load(dir, "x", &error));
	g_assert_error(error, KF_ERROR, KF_ERROR_INPUT);
	g_assert_cmpstr(error->message, ==, want->str);
	g_assert_true(fs_remove(dir, NULL));
}

static void add_error_tests(void)
{
	g_autofree char *path = data_path("errors");
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	const char *name;

	while ((name = g_dir_read_name(dir))) {
		g_autofree char *test = g_strconcat("/branch/error/", name, NULL);

		g_test_add_data_func_full(test, g_strdup(name), test_error, g_free);
	}
}

/* kferry's own branch files. */
static void test_shipped(void)
{
	g_auto(GStrv) names = branch_list(g_getenv("SRCDIR"), NULL);

	g_assert_true(g_strv_contains((const char *const *)names, "6.1"));
	for (char **n = names; *n; n++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(Branch) b = branch_load(g_getenv("SRCDIR"), *n, &error);

		g_assert_no_error(error);
		g_assert_cmpuint(b->variants->len, >, 0);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/branch/good", test_good);
	g_test_add_func("/branch/arch", test_arch);
	g_test_add_func("/branch/unknown-names", test_unknown_names);
	g_test_add_func("/branch/shipped", test_shipped);
	add_error_tests();
	return g_test_run();
}
