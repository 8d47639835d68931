/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/cover-setup.h"

#include <glib/gstdio.h>
#include <string.h>

#include "cover/cover-build.h"
#include "cover/covermap.h"
#include "cover/lines.h"
#include "util/data-file.h"
#include "util/fs.h"

#define PLUGIN "libkferry-cover.so"

/* Returns the value of -plugin; commas in a path are doubled. */
static char *plugin_argument(const char *plugin, const char *map)
{
	g_auto(GStrv) a = g_strsplit(plugin, ",", -1);
	g_auto(GStrv) b = g_strsplit(map, ",", -1);
	g_autofree char *file = g_strjoinv(",,", a);
	g_autofree char *target = g_strjoinv(",,", b);

	return g_strdup_printf("file=%s,map=%s", file, target);
}

/* Runs the probe's payload with the plugin: QEMU may be built without plugins, or need
 * another version of their interface. Returns why it fails, or NULL. */
static char *try_plugin(const struct cover_setup *cover_setup, const char *argument,
			const char *map)
{
	const char *const extra[] = {"-plugin", argument, NULL};
	g_autoptr(Covermap) noted = NULL;
	g_autofree char *why = NULL;

	if (!accel_probe(cover_setup->accel, cover_setup->arch, cover_setup->qemu,
			 extra, &why))
		return g_strdup_printf("%s does not run with " PLUGIN ": %s",
				       cover_setup->qemu, why);
	noted = covermap_open(map, NULL);
	return noted ? NULL : g_strdup(PLUGIN " notes nothing");
}

/*
 * Returns the part of @wanted in which every phase is recorded; the kernel's own code
 * is in @ranges. Load addresses of modules are unknown: if one of them is wanted, all
 * modules are.
 */
static GArray *exact_ranges(GArray *wanted, const struct arch_code *code,
			    const GArray *ranges)
{
	GArray *exact = g_array_new(FALSE, FALSE, sizeof(struct code_range));
	guint modules = 0;

	for (guint i = 0; wanted && i < wanted->len; i++) {
		struct code_range *range = &g_array_index(wanted, struct code_range, i);

		if (!lines_is_module(range->start))
			g_array_append_val(exact, *range);
		else if (!modules++)
			covermap_add_modules(exact, code, ranges);
	}
	return exact;
}

/* Creates the map and tries the plugin. Returns why this fails, or NULL. */
static char *attach(const struct cover_setup *cover_setup, const char *map,
		    GArray *wanted, char **argument)
{
	const struct arch_code *code = cover_setup->arch->code;
	g_autofree char *plugin = data_file(PLUGIN);
	g_autoptr(GArray) ranges = NULL;
	g_autoptr(GArray) exact = NULL;
	g_autoptr(GError) error = NULL;
	char *why;

	if (!code)
		return g_strdup_printf("not available for %s", cover_setup->arch->name);
	if (cover_setup->accel->kind != ACCEL_TCG)
		return g_strdup_printf(
			"%s does not report what it executes, only tcg does",
			cover_setup->accel->name);
	if (!plugin)
		return g_strdup("there is no " PLUGIN
				" among what was installed with kferry");
	if (!cover_setup->vmlinux)
		return g_strdup("the kernel's vmlinux is not known");
	ranges = covermap_ranges(cover_setup->vmlinux, &error);
	if (!ranges)
		return g_strdup(error->message);
	exact = exact_ranges(wanted, code, ranges);
	if (cover_setup->modules)
		covermap_add_modules(ranges, code, ranges);
	if (!covermap_create(map, code, ranges, exact, &error))
		return g_strdup(error->message);
	*argument = plugin_argument(plugin, map);
	why = try_plugin(cover_setup, *argument, map);
	/* The probe has written to the map. */
	if (!why && !covermap_create(map, code, ranges, exact, &error))
		why = g_strdup(error->message);
	return why;
}

/* Loads the code for which @cover_setup->coverage wants every phase; NULL if there is
 * none. */
static gboolean load_wanted(const struct cover_setup *cover_setup, GArray **wanted,
			    GError **error)
{
	g_autofree char *path = NULL;
	g_autoptr(LineTable) table = NULL;

	if (cover_setup->coverage)
		path = g_build_filename(cover_setup->coverage, "lines", NULL);
	if (!path || !g_file_test(path, G_FILE_TEST_EXISTS))
		return TRUE;
	table = lines_load(path, error);
	if (!table)
		return FALSE;
	*wanted = g_array_ref(table->exact);
	return cover_build_copy(cover_setup->coverage, cover_setup->dir, error);
}

gboolean cover_setup(const struct cover_setup *cover_setup, GStrv *args, GError **error)
{
	g_autofree char *directory =
		g_build_filename(cover_setup->dir, "coverage", NULL);
	g_autofree char *map = g_build_filename(directory, "map", NULL);
	g_autofree char *reason = g_build_filename(directory, "why", NULL);
	g_autoptr(GArray) wanted = NULL;
	g_autofree char *argument = NULL;
	g_autofree char *why = NULL;

	*args = NULL;
	if (!fs_make_dir(directory, error) || !load_wanted(cover_setup, &wanted, error))
		return FALSE;
	why = attach(cover_setup, map, wanted, &argument);
	if (why) {
		g_unlink(map);
		return fs_write(reason, why, error);
	}
	*args = g_new0(char *, 3);
	(*args)[0] = g_strdup("-plugin");
	(*args)[1] = g_steal_pointer(&argument);
	return TRUE;
}
