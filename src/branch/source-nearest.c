/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "branch/source-nearest.h"

#include <string.h>

#include "branch/kernel-version.h"
#include "branch/source-apt.h"

/* Whether @pins has the version. */
static gboolean has_version(const GPtrArray *pins, const char *version)
{
	for (guint i = 0; i < pins->len; i++)
		if (!strcmp(((struct branch_source *)pins->pdata[i])->version, version))
			return TRUE;
	return FALSE;
}

/* Adds a copy of @other if it is a sibling of @pin and not yet there. */
static void add(GPtrArray *pins, const struct branch_source *pin,
		const struct branch_source *other)
{
	gint64 distance;

	if (other->kind != SOURCE_LOCAL && !has_version(pins, other->version) &&
	    kernel_version_sibling(other->version, pin->version, &distance) && distance)
		g_ptr_array_add(pins, branch_source_copy(other));
}

/* Each suite is only read for its first pin. */
static gboolean is_first_of_suite(const struct branch *b, guint at)
{
	const struct branch_source *pin = b->sources->pdata[at];

	for (guint i = 0; i < at; i++)
		if (!g_strcmp0(((struct branch_source *)b->sources->pdata[i])->suite,
			       pin->suite))
			return FALSE;
	return pin->kind == SOURCE_DEBIAN;
}

static gint compare(gconstpointer a, gconstpointer b, gpointer data)
{
	const struct branch_source *pin = data;
	gint64 x = 0, y = 0;

	kernel_version_sibling((*(struct branch_source *const *)a)->version,
			       pin->version, &x);
	kernel_version_sibling((*(struct branch_source *const *)b)->version,
			       pin->version, &y);
	if (ABS(x) != ABS(y))
		return ABS(x) < ABS(y) ? -1 : 1;
	return (x < y) - (x > y);
}

GPtrArray *source_nearest(const struct branch *b, const struct branch_source *pin)
{
	GPtrArray *pins =
		g_ptr_array_new_with_free_func((GDestroyNotify)branch_source_free);

	for (guint i = 0; i < b->sources->len; i++)
		add(pins, pin, b->sources->pdata[i]);
	for (guint i = 0; i < b->sources->len; i++) {
		g_autoptr(GPtrArray) indexed =
			is_first_of_suite(b, i)
				? source_apt_versions(b->sources->pdata[i])
				: NULL;

		for (guint j = 0; indexed && j < indexed->len; j++)
			add(pins, pin, indexed->pdata[j]);
	}
	g_ptr_array_sort_with_data(pins, compare, (gpointer)pin);
	return pins;
}
