/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The order in which modules are loaded, and invalid sets of modules. */
#include "vm/module.h"

#include <glib/gstdio.h>
#include <string.h>

#include "util/error.h"
#include "util/fs.h"

struct fixture {
	char *dir;
};

static void setup(struct fixture *f, gconstpointer data)
{
	f->dir = g_dir_make_tmp("kferry-module-XXXXXX", NULL);
}

static void teardown(struct fixture *f, gconstpointer data)
{
	g_assert_true(fs_remove(f->dir, NULL));
	g_free(f->dir);
}

/* A module file that depends on @depends. Free the path with g_free(). */
static char *make_module(const struct fixture *f, const char *name, const char *depends)
{
	g_autofree char *script = g_strdup_printf(
		"cd '%s' && printf '.section .modinfo,\"a\"\\n.asciz \"license=GPL\"\\n"
		".asciz \"depends=%s\"\\n' | gcc -x assembler -c -o %s -",
		f->dir, depends, name);
	const char *argv[] = {"sh", "-ec", script, NULL};
	int status = -1;

	g_spawn_sync(NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL,
		     NULL, &status, NULL);
	g_assert_cmpint(status, ==, 0);
	return g_build_filename(f->dir, name, NULL);
}

static void refuse(const char *const *paths, const char *why)
{
	g_autoptr(GError) error = NULL;

	g_assert_null(modules_read(paths, &error));
	g_assert_error(error, KF_ERROR, KF_ERROR_INPUT);
	g_assert_nonnull(strstr(error->message, why));
}

static void test_order(struct fixture *f, gconstpointer data)
{
	g_autofree char *top = make_module(f, "top.ko", "mid-way,low");
	g_autofree char *mid = make_module(f, "mid-way.ko", "low");
	g_autofree char *low = make_module(f, "low.ko", "");
	const char *const paths[] = {top, low, mid, NULL};
	g_autoptr(GPtrArray) modules = modules_read(paths, NULL);
	g_auto(GStrv) names = modules_names(modules);
	g_autofree char *list = g_strjoinv(",", names);

	g_assert_cmpstr(list, ==, "low,mid_way,top");
}

static void test_refused(struct fixture *f, gconstpointer data)
{
	g_autofree char *a = make_module(f, "a.ko", "b");
	g_autofree char *b = make_module(f, "b.ko", "a");
	g_autofree char *text = g_build_filename(f->dir, "text.ko", NULL);

	refuse((const char *const[]){a, NULL},
	       "depends on the module b, which is not given");
	refuse((const char *const[]){a, b, NULL}, "depends on itself");
	refuse((const char *const[]){b, b, NULL}, "another module b was given");
	g_assert_true(fs_write(text, "no module\n", NULL));
	refuse((const char *const[]){text, NULL}, "text.ko: not a kernel module");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add("/module/order", struct fixture, NULL, setup, test_order, teardown);
	g_test_add("/module/refused", struct fixture, NULL, setup, test_refused,
		   teardown);
	return g_test_run();
}
