/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "upstream/format.h"

#include <string.h>

#include "util/error.h"

/* In the order in which they are tried: the last ones match almost anything. */
const struct format *const formats[] = {
	&format_debian, &format_suse, &format_openwrt,	&format_rpm,
	&format_stable, &format_mbox, &format_numbered, NULL,
};

static char *names(void)
{
	GString *list = g_string_new(NULL);

	for (gsize i = 0; formats[i]; i++)
		g_string_append_printf(list, "%s%s", i ? ", " : "", formats[i]->name);
	return g_string_free(list, FALSE);
}

const struct format *format_find(const char *name, const char *path, GError **error)
{
	g_autofree char *all = names();

	for (gsize i = 0; formats[i]; i++)
		if (name ? !strcmp(formats[i]->name, name) : formats[i]->is(path))
			return formats[i];
	if (name)
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "no format '%s': %s", name,
			    all);
	else
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "%s: unknown format; use --format: %s", path, all);
	return NULL;
}
