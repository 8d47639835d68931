/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/cache.h"

char *cache_path(const char *element, ...)
{
	const char *set = g_getenv("KFERRY_CACHE");
	g_autoptr(GPtrArray) parts = g_ptr_array_new();
	g_autofree char *root = NULL;
	va_list args;

	if (set && *set)
		root = g_canonicalize_filename(set, NULL);
	else
		root = g_build_filename(g_get_user_cache_dir(), "kferry", NULL);
	g_ptr_array_add(parts, root);
	va_start(args, element);
	for (; element; element = va_arg(args, const char *))
		g_ptr_array_add(parts, (char *)element);
	va_end(args);
	g_ptr_array_add(parts, NULL);
	return g_build_filenamev((char **)parts->pdata);
}
