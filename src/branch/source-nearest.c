/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "branch/source-nearest.h"

#include <string.h>

#include "branch/kernel-version.h"
#include "branch/source-apt.h"
#include "branch/source-kernel-org.h"

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

/* Whether no earlier pin is from the same suite, or from kernel.org as well. */
static gboolean is_first_of_place(const struct branch *b, guint at)
{
	const struct branch_source *pin = b->sources->pdata[at];

	for (guint i = 0; i < at; i++) {
		const struct branch_source *earlier = b->sources->pdata[i];

		if (earlier->kind == pin->kind &&
		    !g_strcmp0(earlier->suite, pin->suite))
			return FALSE;
	}
	return TRUE;
}

/* The versions that the place of the pin lists; NULL if it lists none. */
static GPtrArray *listed(const struct branch_source *pin)
{
	if (pin->kind == SOURCE_DEBIAN)
		return source_apt_versions(pin);
	return pin->kind == SOURCE_KERNEL_ORG ? source_kernel_org_siblings(pin) : NULL;
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
		g_autoptr(GPtrArray) others =
			is_first_of_place(b, i) ? listed(b->sources->pdata[i]) : NULL;

		for (guint j = 0; others && j < others->len; j++)
			add(pins, pin, others->pdata[j]);
	}
	g_ptr_array_sort_with_data(pins, compare, (gpointer)pin);
	return pins;
}
