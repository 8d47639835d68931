/* SPDX-License-Identifier: GPL-2.0-or-later */
/* package.c: the tarball made from a tree of the user. */
#include "build/package.h"

#include <unistd.h>

#include "util/fs.h"
#include "util/subprocess.h"

/* A tree with a symbolic link that begins like all names in the tarball before they are
 * transformed. */
struct fixture {
	char *dir, *tree, *tarball;
	struct pristine source;
	struct package_options options;
	struct package package;
};

static void set_up(struct fixture *f, gconstpointer data)
{
	g_autofree char *copying = NULL;
	g_autofree char *directory = NULL;
	g_autofree char *target = NULL;
	g_autofree char *link = NULL;

	f->dir = g_dir_make_tmp("kferry-package-XXXXXX", NULL);
	f->tree = g_build_filename(f->dir, "tree", NULL);
	f->tarball = g_build_filename(f->dir, "tarball", NULL);
	f->source = (struct pristine){.version = (char *)"3.6.5", .dir = f->tree};
	f->package = (struct package){.options = &f->options, .source = &f->source};
	copying = g_build_filename(f->tree, "COPYING", NULL);
	directory = g_build_filename(f->tree, "dts", NULL);
	target = g_build_filename(directory, "a.dts", NULL);
	link = g_build_filename(directory, "b.dts", NULL);
	g_assert_true(fs_make_dir(directory, NULL));
	g_assert_true(fs_write(copying, "GPL\n", NULL));
	g_assert_true(fs_write(target, "/ { };\n", NULL));
	g_assert_cmpint(symlink("./a.dts", link), ==, 0);
}

static void tear_down(struct fixture *f, gconstpointer data)
{
	g_assert_true(fs_remove(f->dir, NULL));
	g_free(f->dir);
	g_free(f->tree);
	g_free(f->tarball);
}

/* The contents of the tarball, a line "NAME" or "NAME -> TARGET" each. */
static char *list(const struct fixture *f)
{
	const char *argv[] = {"sh", "-c", "tar -tvf \"$0\" | sed 's,^.*:[0-9]* ,,'",
			      f->tarball, NULL};

	return subprocess_capture(argv, NULL);
}

static void test_whole(struct fixture *f, gconstpointer data)
{
	g_autofree char *names = NULL;

	g_assert_true(package_tarball(&f->package, f->tarball, NULL));
	names = list(f);
	g_assert_cmpstr(names, ==,
			"linux-3.6.5/\nlinux-3.6.5/COPYING\nlinux-3.6.5/dts/\n"
			"linux-3.6.5/dts/a.dts\n"
			"linux-3.6.5/dts/b.dts -> ./a.dts\n");
}

static void test_binary_only(struct fixture *f, gconstpointer data)
{
	g_autofree char *names = NULL;

	f->options.binary_only = TRUE;
	g_assert_true(package_tarball(&f->package, f->tarball, NULL));
	names = list(f);
	g_assert_cmpstr(names, ==, "linux-3.6.5/COPYING\n");
}

static void test_repeated(struct fixture *f, gconstpointer data)
{
	g_autofree char *once = NULL;
	g_autofree char *twice = NULL;

	g_assert_true(package_tarball(&f->package, f->tarball, NULL));
	once = fs_sha256(f->tarball, NULL);
	g_assert_true(package_tarball(&f->package, f->tarball, NULL));
	twice = fs_sha256(f->tarball, NULL);
	g_assert_cmpstr(once, ==, twice);
}

#define ADD(name, function)                                                            \
	g_test_add("/package/" name, struct fixture, NULL, set_up, function, tear_down)

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	ADD("tarball-of-a-tree", test_whole);
	ADD("tarball-for-binaries", test_binary_only);
	ADD("tarball-repeated", test_repeated);
	return g_test_run();
}
