/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "build/suite-root.h"

#include <string.h>

#include "branch/suite.h"
#include "build/guest-root.h"
#include "util/error.h"

gboolean suite_root_make(const GPtrArray *suites, const struct arch *arch, char **path,
			 GError **error)
{
	g_autoptr(GStrvBuilder) names = g_strv_builder_new();
	g_auto(GStrv) packages = NULL;
	const struct suite *first = NULL;

	*path = NULL;
	for (guint i = 0; i < suites->len; i++) {
		const struct suite *suite = suites->pdata[i];

		if (!suite->root)
			continue;
		if (first && strcmp(first->root, suite->root)) {
			g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
				    "%s requires debian:%s, %s requires debian:%s: "
				    "they cannot share a guest",
				    first->path, first->root, suite->path, suite->root);
			return FALSE;
		}
		first = first ?: suite;
		if (suite->packages)
			g_strv_builder_addv(names, (const char **)suite->packages);
	}
	packages = g_strv_builder_end(names);
	if (first)
		*path = guest_root_make(first->root, packages, arch, error);
	return !first || *path;
}

gboolean suite_root_check(const char *project, char **names, const struct arch *arch,
			  GError **error)
{
	g_autoptr(GPtrArray) suites =
		g_ptr_array_new_with_free_func((GDestroyNotify)suite_free);
	g_autofree char *path = NULL;

	for (; names && *names; names++) {
		struct suite *suite = suite_load(project, *names, error);

		if (!suite)
			return FALSE;
		g_ptr_array_add(suites, suite);
	}
	return suite_root_make(suites, arch, &path, error);
}
