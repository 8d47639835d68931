/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "verdict/detector.h"

#include <string.h>

/*
 * Times and memory: generic KASAN uses an eighth of all memory for its shadow, and
 * keeps freed objects for a while (Documentation/dev-tools/kasan.rst); KCSAN sets a
 * watchpoint for some accesses and waits there (kcsan.rst). On an emulated processor,
 * their checks cost as much as other code.
 */
static const struct detector detectors[] = {
	{"lockdep", "CONFIG_PROVE_LOCKING", "lock order violations", NULL, 1, 0},
	{"KASAN", "CONFIG_KASAN", "use after free and accesses out of bounds",
	 "KASAN: ", 3, 512},
	{"KFENCE", "CONFIG_KFENCE",
	 "a sample of use after free and accesses out of bounds", "KFENCE: ", 1, 16},
	{"KCSAN", "CONFIG_KCSAN", "data races", "KCSAN: ", 4, 128},
	{"UBSAN", "CONFIG_UBSAN", "undefined behaviour", "UBSAN: ", 2, 64},
	{"DEBUG_LIST", "CONFIG_DEBUG_LIST", "corrupted lists", NULL, 1, 0},
	{"fault injection", "CONFIG_FAULT_INJECTION", "paths of failed allocations",
	 NULL, 1, 0},
};

/*
 * Before 6.9, UBSAN may be enabled but only used in files whose makefiles ask for it.
 */
#define UBSAN_NOWHERE "\n# CONFIG_UBSAN_SANITIZE_ALL is not set\n"

static gboolean is_on(const struct detector *detector, const char *config)
{
	g_autofree char *line = g_strdup_printf("\n%s=y\n", detector->option);

	if (!strcmp(detector->name, "UBSAN") && strstr(config, UBSAN_NOWHERE))
		return FALSE;
	return strstr(config, line) || g_str_has_prefix(config, line + 1);
}

GStrv detector_names(const char *config)
{
	g_autoptr(GStrvBuilder) names = g_strv_builder_new();

	for (gsize i = 0; i < G_N_ELEMENTS(detectors); i++)
		if (is_on(&detectors[i], config))
			g_strv_builder_add(names, detectors[i].name);
	return g_strv_builder_end(names);
}

const struct detector *detector_find(const char *name)
{
	for (gsize i = 0; i < G_N_ELEMENTS(detectors); i++)
		if (!strcmp(detectors[i].name, name))
			return &detectors[i];
	return NULL;
}

const struct detector *detector_of_title(const char *glob)
{
	for (gsize i = 0; i < G_N_ELEMENTS(detectors); i++)
		if (detectors[i].title && g_str_has_prefix(glob, detectors[i].title))
			return &detectors[i];
	return NULL;
}

guint detector_slower(GStrv names)
{
	guint most = 1;

	for (char **name = names; name && *name; name++) {
		const struct detector *detector = detector_find(*name);

		most = MAX(most, detector ? detector->slower : 1);
	}
	return most;
}

guint detector_memory(GStrv names)
{
	guint sum = 0;

	for (char **name = names; name && *name; name++) {
		const struct detector *detector = detector_find(*name);

		sum += detector ? detector->memory : 0;
	}
	return sum;
}

char *detector_missing(GStrv names)
{
	GString *text = g_string_new(NULL);

	for (gsize i = 0; i < G_N_ELEMENTS(detectors); i++)
		if (!g_strv_contains((const char *const *)names, detectors[i].name))
			g_string_append_printf(text, "%s%s (%s)", text->len ? ", " : "",
					       detectors[i].sees, detectors[i].name);
	return g_string_free(text, FALSE);
}
