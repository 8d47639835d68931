/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/data-file.h"

static char **two(char *a, char *b)
{
	char **dirs = g_new0(char *, 3);

	dirs[0] = a;
	dirs[1] = b;
	return dirs;
}

static gboolean is_dir(const char *path)
{
	return g_file_test(path, G_FILE_TEST_IS_DIR);
}

char **data_dirs(void)
{
	const char *set = g_getenv("KFERRY_DATADIR");
	g_autofree char *program = g_file_read_link("/proc/self/exe", NULL);
	g_autofree char *bin = program ? g_path_get_dirname(program) : NULL;
	g_autofree char *built = program ? g_strconcat(program, ".data", NULL) : NULL;
	g_autofree char *share = NULL;

	if (set && *set)
		return two(g_canonicalize_filename(set, NULL), NULL);
	if (built && is_dir(built))
		return two(g_steal_pointer(&built), NULL);
	share = bin ? g_canonicalize_filename("../share/kferry", bin) : NULL;
	if (share && is_dir(share))
		return two(g_steal_pointer(&share),
			   g_canonicalize_filename("../lib/kferry", bin));
	return two(g_strdup(KFERRY_DATADIR), g_strdup(KFERRY_LIBDIR));
}

char *data_dir_of(const char *name)
{
	g_auto(GStrv) dirs = data_dirs();

	for (char **dir = dirs; *dir; dir++) {
		g_autofree char *path = g_build_filename(*dir, name, NULL);

		if (g_file_test(path, G_FILE_TEST_EXISTS))
			return g_strdup(*dir);
	}
	return NULL;
}

char *data_file(const char *name)
{
	g_autofree char *dir = data_dir_of(name);

	return dir ? g_build_filename(dir, name, NULL) : NULL;
}
