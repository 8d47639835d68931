/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Input: a package. No file is written outside of the directory, only regular files and
 * directories are in it, and no more than a package of that size may hold.
 */
#include <ftw.h>
#include <sys/stat.h>

#include "fuzz.h"
#include "util/archive-budget.h"
#include "util/error.h"
#include "vm/boot-package.h"

static guint64 unpacked;

static int add_size(const char *path, const struct stat *status, int type,
		    struct FTW *ftw)
{
	CHECK(S_ISREG(status->st_mode) || S_ISDIR(status->st_mode));
	unpacked += S_ISREG(status->st_mode) ? status->st_size : 0;
	return 0;
}

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
	const char *packages[] = {fuzz_file(0, data, size), NULL};
	const char *dir = fuzz_dir();
	g_autofree char *into = g_build_filename(dir, "into", NULL);
	g_autoptr(GError) error = NULL;
	g_autofree char *release = NULL;
	g_autoptr(GDir) entries = NULL;

	CHECK(fs_make_dir(into, NULL));
	release = boot_package_unpack(packages, into, &error);
	if (release)
		CHECK(*release && !strchr(release, '/'));
	else
		CHECK(error->domain == KF_ERROR && !strchr(error->message, '\n'));
	unpacked = 0;
	nftw(into, add_size, 16, FTW_PHYS);
	CHECK(unpacked <= BUDGET_FREE + size * BUDGET_RATIO);
	entries = g_dir_open(dir, 0, NULL);
	CHECK(g_dir_read_name(entries) && !g_dir_read_name(entries));
	return 0;
}
