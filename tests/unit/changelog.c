/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "build/changelog.h"

#include <glib/gstdio.h>
#include <string.h>

#include "patch/series.h"
#include "util/error.h"
#include "util/fs.h"
#include "util/template.h"

static char *data_path(const char *name)
{
	return g_build_filename(g_getenv("SRCDIR"), "tests/data/changelog", name, NULL);
}

static void check(const char *name, char *(*print)(const struct changelog *, GError **))
{
	g_autoptr(GError) error = NULL;
	g_autofree char *directory = data_path("");
	g_autofree char *path = data_path(name);
	g_autofree char *expected = fs_read(path, &error);
	g_autoptr(GPtrArray) list =
		g_ptr_array_new_with_free_func((GDestroyNotify)series_free);
	const struct changelog log = {
		.package = "linux-x",
		.version = "6.1.1-2",
		.maintainer = "A Maintainer <a@example.org>",
		.date = 1795397400,
		.upstream = "Linux 6.1.1.",
		.series = list,
	};
	g_autofree char *got = NULL;

	g_assert_no_error(error);
	g_ptr_array_add(list, series_load(directory, &error));
	g_assert_no_error(error);
	got = print(&log, &error);
	g_assert_no_error(error);
	g_assert_cmpstr(got, ==, expected);
}

static void test_deb(void)
{
	check("deb", changelog_deb);
}

static void test_rpm(void)
{
	check("rpm", changelog_rpm);
}

/* Fills the template @text in with NAME=value and EMPTY=. */
static char *fill(const char *text, GError **error)
{
	g_autoptr(GHashTable) words = template_words_new();
	g_autofree char *path = NULL;
	int fd = g_file_open_tmp("kferry-template-XXXXXX", &path, NULL);
	char *filled;

	g_assert_cmpint(fd, >=, 0);
	g_close(fd, NULL);
	g_assert_true(g_file_set_contents(path, text, -1, NULL));
	template_set(words, "NAME", "value");
	template_set(words, "EMPTY", "");
	filled = template_fill(path, words, error);
	g_unlink(path);
	return filled;
}

static void test_words(void)
{
	g_autofree char *filled =
		fill("@NAME@-@NAME@ @EMPTY@. a@b.c @name@ @ @@ @NAME\n", NULL);

	g_assert_cmpstr(filled, ==, "value-value . a@b.c @name@ @ @@ @NAME\n");
}

static void test_unknown_word(void)
{
	g_autoptr(GError) error = NULL;

	g_assert_null(fill("one\ntwo @OTHER@\n", &error));
	g_assert_error(error, KF_ERROR, KF_ERROR_INPUT);
	g_assert_nonnull(strstr(error->message, ":2: unknown placeholder @OTHER@"));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/changelog/deb", test_deb);
	g_test_add_func("/changelog/rpm", test_rpm);
	g_test_add_func("/template/words", test_words);
	g_test_add_func("/template/unknown", test_unknown_word);
	return g_test_run();
}
