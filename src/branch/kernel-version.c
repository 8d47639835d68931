/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "branch/kernel-version.h"

#include <string.h>

#include "util/error.h"

enum part { VERSION, PATCHLEVEL, SUBLEVEL, EXTRAVERSION, N_PARTS };

static const char *const names[N_PARTS] = {"VERSION", "PATCHLEVEL", "SUBLEVEL",
					   "EXTRAVERSION"};

/* Returns the value of "NAME = value", or NULL if the line is something else; the
 * caller frees it. */
static char *assigned(const char *line, const char *name)
{
	gsize length = strlen(name);

	if (strncmp(line, name, length))
		return NULL;
	line += length;
	line += strspn(line, " \t");
	return *line == '=' ? g_strstrip(g_strdup(line + 1)) : NULL;
}

/* Reads the version, and the line with VERSION. The assignments are at the top of every
 * kernel's Makefile; the first of each name counts. */
static char *read_version(const char *dir, guint *where, GError **error)
{
	g_autofree char *path = g_build_filename(dir, "Makefile", NULL);
	g_autofree char *text = NULL;
	g_auto(GStrv) lines = NULL;
	char *parts[N_PARTS] = {NULL};
	char *version = NULL;

	if (!g_file_test(dir, G_FILE_TEST_IS_DIR)) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "%s: no such directory",
			    dir);
		return NULL;
	}
	/* An untrusted tree may have a link to a device here, which has no end. */
	if (g_file_test(path, G_FILE_TEST_IS_REGULAR) &&
	    g_file_get_contents(path, &text, NULL, NULL))
		lines = g_strsplit(text, "\n", 40);
	for (guint i = 0; lines && lines[i]; i++)
		for (guint p = 0; p < N_PARTS; p++)
			if (!parts[p] && (parts[p] = assigned(lines[i], names[p])) &&
			    p == VERSION)
				*where = i + 1;
	if (parts[VERSION] && parts[PATCHLEVEL] && parts[SUBLEVEL])
		version =
			g_strdup_printf("%s.%s.%s%s", parts[VERSION], parts[PATCHLEVEL],
					parts[SUBLEVEL],
					parts[EXTRAVERSION] ? parts[EXTRAVERSION] : "");
	else
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "%s: not the Makefile of a kernel tree", path);
	for (guint p = 0; p < N_PARTS; p++)
		g_free(parts[p]);
	return version;
}

char *kernel_version_version(const char *dir, GError **error)
{
	guint line = 0;

	return read_version(dir, &line, error);
}

gboolean kernel_version_check(const char *dir, const char *version, GError **error)
{
	guint line = 0;
	g_autofree char *found = read_version(dir, &line, error);

	if (!found)
		return FALSE;
	if (!strcmp(found, version))
		return TRUE;
	g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
		    "%s/Makefile:%u: this is Linux %s, not the requested %s", dir, line,
		    found, version);
	return FALSE;
}

/* Parses the point release after the last dot; FALSE if it is not a number. */
static gboolean read_point(const char *dot, guint64 *point)
{
	return dot &&
	       g_ascii_string_to_unsigned(dot + 1, 10, 0, G_MAXUINT, point, NULL);
}

gboolean kernel_version_sibling(const char *version, const char *of, gint64 *distance)
{
	const char *a = strrchr(version, '.'), *b = strrchr(of, '.');
	guint64 there, here;

	if (!read_point(a, &there) || !read_point(b, &here) || a - version != b - of ||
	    strncmp(version, of, b - of))
		return FALSE;
	*distance = (gint64)there - (gint64)here;
	return TRUE;
}
