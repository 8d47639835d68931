/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "build/package-files.h"

#include <string.h>

#include "util/cache.h"
#include "util/error.h"
#include "util/fs.h"

/* The flavour that is omitted in names of RPM packages, as in specs/kernel.spec. */
#define MAIN_FLAVOUR "generic"

const char *package_kind_name(enum package_kind kind)
{
	return kind == PACKAGE_DEB ? "deb" : "rpm";
}

GPtrArray *package_files(const struct branch *b, enum package_kind kind, GError **error)
{
	g_autofree char *dir =
		cache_path("package", b->name, package_kind_name(kind), NULL);
	g_autoptr(GPtrArray) names = fs_names(dir, error);
	GPtrArray *files;

	if (!names)
		return NULL;
	files = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < names->len; i++)
		g_ptr_array_add(files, g_build_filename(dir, names->pdata[i], NULL));
	return files;
}

/* Whether the file name is @prefix, a version, and @mark somewhere after it. */
static gboolean is_named(const char *path, const char *prefix, const char *mark)
{
	g_autofree char *name = g_path_get_basename(path);

	return g_str_has_prefix(name, prefix) &&
	       g_ascii_isdigit(name[strlen(prefix)]) && strstr(name, mark);
}

static void add_named(GPtrArray *found, GPtrArray *files, const char *prefix,
		      const char *mark)
{
	for (guint i = 0; i < files->len; i++)
		if (is_named(files->pdata[i], prefix, mark))
			g_ptr_array_add(found, g_strdup(files->pdata[i]));
}

char *package_rpm_name(const char *flavour, const char *part)
{
	gboolean named = strcmp(flavour, MAIN_FLAVOUR);

	return g_strconcat("kernel-", named ? flavour : "", named ? "-" : "", part,
			   NULL);
}

static void add_rpm(GPtrArray *found, GPtrArray *files, const char *flavour,
		    const char *part)
{
	g_autofree char *name = package_rpm_name(flavour, part);
	g_autofree char *prefix = g_strconcat(name, "-", NULL);

	add_named(found, files, prefix, ".rpm");
}

GPtrArray *package_files_of_kernel(GPtrArray *files, enum package_kind kind,
				   const char *flavour, GError **error)
{
	g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *mark = g_strconcat("-", flavour, "_", NULL);

	if (kind == PACKAGE_DEB) {
		add_named(found, files, "linux-image-", mark);
	} else {
		add_rpm(found, files, flavour, "core");
		add_rpm(found, files, flavour, "modules");
	}
	if (found->len)
		return g_steal_pointer(&found);
	g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
		    "no %s package of the flavour %s was made", package_kind_name(kind),
		    flavour);
	return NULL;
}
