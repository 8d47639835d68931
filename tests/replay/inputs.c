/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Linked with a fuzzer instead of libFuzzer: passes each file of tests/data/fuzz/NAME/
 * to it as a test. So each finding of a fuzzer stays a test, also on machines without
 * clang.
 */
#include <glib.h>

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size);

static void replay(gconstpointer path)
{
	g_autofree char *data = NULL;
	g_autoptr(GError) error = NULL;
	gsize size;

	g_file_get_contents(path, &data, &size, &error);
	g_assert_no_error(error);
	LLVMFuzzerTestOneInput((const guint8 *)data, size);
}

int main(int argc, char **argv)
{
	g_autofree char *fuzzer = g_path_get_basename(argv[0]);
	g_autofree char *dir = NULL;
	g_autoptr(GError) error = NULL;
	g_autoptr(GDir) inputs = NULL;
	const char *name;
	guint count = 0;

	g_test_init(&argc, &argv, NULL);
	dir = g_build_filename(g_getenv("SRCDIR"), "tests/data/fuzz", fuzzer, NULL);
	inputs = g_dir_open(dir, 0, &error);
	g_assert_no_error(error);
	for (; (name = g_dir_read_name(inputs)); count++) {
		g_autofree char *test = g_strdup_printf("/%s/%s", fuzzer, name);

		g_test_add_data_func_full(test, g_build_filename(dir, name, NULL),
					  replay, g_free);
	}
	g_assert_cmpuint(count, >, 0);
	return g_test_run();
}
