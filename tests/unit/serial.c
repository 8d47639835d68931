/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Recording the guest's console. */
#include "vm/serial.h"

#include <glib/gstdio.h>
#include <string.h>

struct fixture {
	char *dir;
	GPtrArray *lines;
	struct serial *console;
};

static void on_line(const char *line, gpointer user)
{
	g_ptr_array_add(user, g_strdup(line));
}

static void setup(struct fixture *f, gconstpointer data)
{
	f->dir = g_dir_make_tmp("kferry-serial-XXXXXX", NULL);
	f->lines = g_ptr_array_new_with_free_func(g_free);
	f->console =
		serial_new(f->dir, g_get_monotonic_time(), on_line, f->lines, NULL);
	g_assert_nonnull(f->console);
}

static void teardown(struct fixture *f, gconstpointer data)
{
	const char *const names[] = {"console.log", "console.times"};

	for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *path = g_build_filename(f->dir, names[i], NULL);

		g_unlink(path);
	}
	g_rmdir(f->dir);
	serial_free(f->console);
	g_ptr_array_unref(f->lines);
	g_free(f->dir);
}

static void take(struct fixture *f, const char *bytes, gsize size)
{
	g_assert_true(serial_take(f->console, bytes, size, NULL));
}

/* Lines may arrive in any pieces; the file gets each byte, NULs included. */
static void test_pieces(struct fixture *f, gconstpointer data)
{
	static const char bytes[] = "one\r\ntw\0o\nthree";
	g_autofree char *path = g_build_filename(f->dir, "console.log", NULL);
	g_autofree char *text = NULL;
	gsize size;

	for (gsize i = 0; i < sizeof(bytes) - 1; i++)
		take(f, bytes + i, 1);
	g_assert_cmpuint(f->lines->len, ==, 2);
	g_assert_cmpstr(f->lines->pdata[0], ==, "one");
	g_assert_cmpstr(f->lines->pdata[1], ==, "two");
	g_assert_true(serial_close(f->console, NULL));
	g_assert_true(g_file_get_contents(path, &text, &size, NULL));
	g_assert_cmpmem(text, size, bytes, sizeof(bytes) - 1);
}

static void test_times(struct fixture *f, gconstpointer data)
{
	g_autofree char *path = g_build_filename(f->dir, "console.times", NULL);
	g_autofree char *text = NULL;
	g_auto(GStrv) rows = NULL;

	take(f, "a\nbc\n", 5);
	take(f, "d", 1);
	g_assert_true(serial_close(f->console, NULL));
	g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
	rows = g_strsplit(g_strchomp(text), "\n", -1);
	g_assert_cmpuint(g_strv_length(rows), ==, 3);
	g_assert_true(g_str_has_suffix(rows[0], " 0"));
	g_assert_true(g_str_has_suffix(rows[1], " 2"));
	g_assert_true(g_str_has_suffix(rows[2], " 5"));
}

/* An endless line takes bounded memory. */
static void test_endless(struct fixture *f, gconstpointer data)
{
	g_autofree char *block = g_malloc(65536);

	memset(block, 'x', 65536);
	for (int i = 0; i < 64; i++)
		take(f, block, 65536);
	take(f, "\n", 1);
	g_assert_cmpuint(f->lines->len, ==, 1);
	g_assert_cmpuint(strlen(f->lines->pdata[0]), <, 65536);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add("/serial/pieces", struct fixture, NULL, setup, test_pieces,
		   teardown);
	g_test_add("/serial/times", struct fixture, NULL, setup, test_times, teardown);
	g_test_add("/serial/endless", struct fixture, NULL, setup, test_endless,
		   teardown);
	return g_test_run();
}
