/* SPDX-License-Identifier: GPL-2.0-or-later */
/* branch/kernel-version.c: versions in Makefiles of old and new kernels. */
#include "branch/kernel-version.h"

#include <glib/gstdio.h>

#include "util/error.h"
#include "util/fs.h"

static const struct sample {
	const char *name;
	const char *text;
	const char *version; /* or NULL: not a kernel's Makefile */
} samples[] = {
	{"longterm",
	 "# SPDX-License-Identifier: GPL-2.0\nVERSION = 6\nPATCHLEVEL = 1\n"
	 "SUBLEVEL = 187\nEXTRAVERSION =\nNAME = Curry Ramen\n",
	 "6.1.187"},
	{"first-of-series",
	 "VERSION = 3\nPATCHLEVEL = 5\nSUBLEVEL = 0\nEXTRAVERSION =\n", "3.5.0"},
	{"candidate",
	 "VERSION = 7\nPATCHLEVEL = 2\nSUBLEVEL = 0\nEXTRAVERSION = -rc1\n",
	 "7.2.0-rc1"},
	{"only-the-first-counts",
	 "VERSION=4\nPATCHLEVEL\t= 4\nSUBLEVEL=1\nEXTRAVERSION=\nVERSION = 9\n",
	 "4.4.1"},
	{"another-project", "VERSION = 1.0\nall:\n", NULL},
	{"empty", "", NULL},
};

static void test_version(gconstpointer data)
{
	const struct sample *sample = data;
	g_autoptr(GError) error = NULL;
	g_autofree char *dir = g_dir_make_tmp("kferry-makefile-XXXXXX", NULL);
	g_autofree char *path = g_build_filename(dir, "Makefile", NULL);
	g_autofree char *version = NULL;

	g_assert_true(fs_write(path, sample->text, NULL));
	version = kernel_version_version(dir, &error);
	g_assert_cmpstr(version, ==, sample->version);
	if (sample->version) {
		g_assert_no_error(error);
		g_assert_true(kernel_version_check(dir, sample->version, &error));
		g_assert_false(kernel_version_check(dir, "0.0.1", &error));
	}
	g_assert_error(error, KF_ERROR, KF_ERROR_INPUT);
	g_assert_true(fs_remove(dir, NULL));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (guint i = 0; i < G_N_ELEMENTS(samples); i++) {
		g_autofree char *name =
			g_strconcat("/makefile/", samples[i].name, NULL);

		g_test_add_data_func(name, &samples[i], test_version);
	}
	return g_test_run();
}
