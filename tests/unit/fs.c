/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fs.c: publishing, files that must stay unchanged, and messages of failures. */
#include "util/fs.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/error.h"
#include "util/file-reader.h"

struct fixture {
	char *dir, *a, *b;
};

static void set_up(struct fixture *f, gconstpointer data)
{
	f->dir = g_dir_make_tmp("kferry-fs-XXXXXX", NULL);
	f->a = g_build_filename(f->dir, "a", NULL);
	f->b = g_build_filename(f->dir, "b", NULL);
}

static void tear_down(struct fixture *f, gconstpointer data)
{
	g_assert_true(fs_remove(f->dir, NULL));
	g_assert_false(g_file_test(f->dir, G_FILE_TEST_EXISTS));
	g_assert_true(fs_remove(f->dir, NULL));
	g_free(f->dir);
	g_free(f->a);
	g_free(f->b);
}

static struct stat look(const char *path)
{
	struct stat status;

	g_assert_cmpint(lstat(path, &status), ==, 0);
	return status;
}

static void test_update(struct fixture *f, gconstpointer data)
{
	struct stat before;

	g_assert_true(fs_update(f->a, "one", NULL));
	before = look(f->a);
	g_assert_true(fs_update(f->a, "one", NULL));
	g_assert_cmpuint(look(f->a).st_ino, ==, before.st_ino);
	g_assert_true(fs_update(f->a, "two", NULL));
	g_assert_cmpuint(look(f->a).st_ino, !=, before.st_ino);
}

/* A shorter text replaces a longer one completely, and an open old file keeps its
 * content. */
static void test_publish(struct fixture *f, gconstpointer data)
{
	g_autofree char *new = NULL;
	g_autofree char *old = NULL;

	g_assert_true(fs_publish(f->a, "a long text", strlen("a long text"), NULL));
	g_assert_cmpint(link(f->a, f->b), ==, 0);
	g_assert_true(fs_publish(f->a, "short", strlen("short"), NULL));
	new = fs_read(f->a, NULL);
	old = fs_read(f->b, NULL);
	g_assert_cmpstr(new, ==, "short");
	g_assert_cmpstr(old, ==, "a long text");
}

static void test_copy(struct fixture *f, gconstpointer data)
{
	g_autofree char *text = NULL;

	g_assert_true(fs_write(f->a, "text", NULL));
	g_assert_cmpint(chmod(f->a, 0555), ==, 0);
	g_assert_true(fs_copy(f->a, f->b, NULL));
	g_assert_cmpuint(look(f->b).st_mode & 0777, ==, 0555);
	g_assert_cmpuint(look(f->b).st_nlink, ==, 1);
	text = fs_read(f->b, NULL);
	g_assert_cmpstr(text, ==, "text");
}

/* Copying a file over itself breaks its hard links. */
static void test_copy_breaks_link(struct fixture *f, gconstpointer data)
{
	g_assert_true(fs_write(f->a, "text", NULL));
	g_assert_cmpint(link(f->a, f->b), ==, 0);
	g_assert_true(fs_copy(f->b, f->b, NULL));
	g_assert_cmpuint(look(f->a).st_nlink, ==, 1);
	g_assert_cmpuint(look(f->b).st_nlink, ==, 1);
}

static void test_digest(struct fixture *f, gconstpointer data)
{
	g_autofree char *empty = NULL;
	g_autofree char *one = NULL;
	g_autofree char *other = NULL;
	g_autofree char *renamed = NULL;

	empty = fs_digest(f->dir, NULL);
	g_assert_true(fs_write(f->a, "text", NULL));
	one = fs_digest(f->dir, NULL);
	g_assert_true(fs_write(f->a, "test", NULL));
	other = fs_digest(f->dir, NULL);
	g_assert_true(fs_write(f->a, "text", NULL));
	g_assert_true(fs_rename(f->a, f->b, NULL));
	renamed = fs_digest(f->dir, NULL);
	g_assert_cmpstr(empty, !=, one);
	g_assert_cmpstr(one, !=, other);
	g_assert_cmpstr(one, !=, renamed);
}

static void test_errors(struct fixture *f, gconstpointer data)
{
	g_autoptr(GError) error = NULL;

	g_assert_false(fs_copy(f->a, f->b, &error));
	g_assert_error(error, KF_ERROR, KF_ERROR_SYSTEM);
	g_assert_nonnull(strstr(error->message, f->a));
	g_assert_nonnull(strstr(error->message, "No such file"));
	g_clear_error(&error);
	g_assert_null(fs_sha256(f->a, &error));
	g_assert_error(error, KF_ERROR, KF_ERROR_SYSTEM);
	g_clear_error(&error);
	g_assert_true(fs_write(f->a, "", NULL));
	g_assert_false(fs_make_dir(f->a, &error));
	g_assert_error(error, KF_ERROR, KF_ERROR_SYSTEM);
}

static void test_remove_keeps_targets(struct fixture *f, gconstpointer data)
{
	g_autofree char *inside = g_build_filename(f->b, "link", NULL);

	g_assert_true(fs_write(f->a, "kept", NULL));
	g_assert_true(fs_make_dir(f->b, NULL));
	g_assert_cmpint(symlink(f->dir, inside), ==, 0);
	g_assert_true(fs_remove(f->b, NULL));
	g_assert_true(g_file_test(f->a, G_FILE_TEST_EXISTS));
}

static void test_unreadable(struct fixture *f, gconstpointer data)
{
	g_autofree char *below = g_build_filename(f->dir, "below", NULL);
	g_autofree char *digest = NULL;
	g_autoptr(GError) error = NULL, of_copy = NULL;

	g_assert_cmpint(chmod(f->dir, 0755), ==, 0);
	g_assert_cmpint(mkdir(below, 0), ==, 0);
	/* root may write everywhere. */
	if (geteuid() == 0)
		g_assert_cmpint(seteuid(65534), ==, 0);
	digest = fs_digest(f->dir, &error);
	g_assert_false(fs_copy_tree(below, f->b, &of_copy));
	if (getuid() == 0)
		g_assert_cmpint(seteuid(0), ==, 0);
	g_assert_null(digest);
	g_assert_error(error, KF_ERROR, KF_ERROR_SYSTEM);
	g_assert_nonnull(strstr(error->message, "below: cannot read"));
	g_assert_error(of_copy, KF_ERROR, KF_ERROR_SYSTEM);
	g_assert_cmpint(chmod(below, 0755), ==, 0);
}

/* The content of each file is separate, and symbolic links are not followed. */
static void test_file_reader(struct fixture *f, gconstpointer data)
{
	g_autofree char *a = g_path_get_basename(f->a);
	g_autofree char *link = g_path_get_basename(f->b);
	g_autofree char *below = g_build_filename(f->dir, "below", NULL);
	g_autofree char *same = g_build_filename(below, a, NULL);
	g_autofree char *there = g_build_filename("below", a, NULL);
	g_autofree char *outside = g_build_filename("below", "..", a, NULL);
	int dir = open(f->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct file_reader *reader = file_reader_new(dir);
	struct span text;

	g_assert_true(fs_write(f->a, "a long text", NULL));
	g_assert_true(fs_make_dir(below, NULL) && fs_write(same, "short", NULL));
	g_assert_cmpint(symlink(a, f->b), ==, 0);
	for (guint i = 0; i < 2; i++) {
		g_assert_true(file_reader_read(reader, a, &text));
		g_assert_true(span_is(text, "a long text"));
		g_assert_true(file_reader_read(reader, there, &text));
		g_assert_true(span_is(text, "short"));
		g_assert_false(file_reader_read(reader, link, &text));
		g_assert_false(file_reader_read(reader, outside, &text));
		g_assert_false(file_reader_read(reader, "below", &text));
		g_assert_false(file_reader_read(reader, "none/at-all", &text));
	}
	file_reader_free(reader);
	close(dir);
	unlink(same);
	rmdir(below);
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*test)(struct fixture *, gconstpointer);
	} tests[] = {
		{"/fs/update", test_update},
		{"/fs/publish", test_publish},
		{"/fs/copy", test_copy},
		{"/fs/file-reader", test_file_reader},
		{"/fs/copy-breaks-link", test_copy_breaks_link},
		{"/fs/digest", test_digest},
		{"/fs/errors", test_errors},
		{"/fs/unreadable", test_unreadable},
		{"/fs/remove-keeps-targets", test_remove_keeps_targets},
	};

	g_test_init(&argc, &argv, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(tests); i++)
		g_test_add(tests[i].name, struct fixture, NULL, set_up, tests[i].test,
			   tear_down);
	return g_test_run();
}
