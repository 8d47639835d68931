/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "build/compiler.h"

#include <string.h>

#include "util/error.h"

/* The first line with an error, and the last line. */
struct complaint {
	char *first;
	char *last;
};

static gboolean tells_of_error(const char *line)
{
	static const char *const signs[] = {": error: ", ": fatal error: ",
					    "undefined reference", ": cannot find -l"};

	for (gsize i = 0; i < G_N_ELEMENTS(signs); i++)
		if (strstr(line, signs[i]))
			return TRUE;
	return FALSE;
}

static void look_for_error(const char *line, void *data)
{
	struct complaint *complaint = data;

	if (!complaint->first && tells_of_error(line))
		complaint->first = g_strdup(line);
	if (*line) {
		g_free(complaint->last);
		complaint->last = g_strdup(line);
	}
}

gboolean compiler_run(const struct subprocess *process, GError **error)
{
	struct complaint complaint = {NULL, NULL};
	struct subprocess own = *process;
	g_autoptr(GError) cause = NULL;
	gboolean done;

	own.line = look_for_error;
	own.data = &complaint;
	done = subprocess_run(&own, NULL, &cause);
	if (!done)
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "%s",
			    complaint.first  ? complaint.first
			    : complaint.last ? complaint.last
					     : cause->message);
	g_free(complaint.first);
	g_free(complaint.last);
	return done;
}
