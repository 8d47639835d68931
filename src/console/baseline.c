/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "console/baseline.h"

#include <string.h>

#include "util/error.h"
#include "util/glob.h"

struct baseline {
	GHashTable *plain; /* lines without wildcards: a set of char * */
	GPtrArray *globs;  /* of GPatternSpec */
};

static void add_line(struct baseline *baseline, const char *line)
{
	g_autofree char *text = g_strstrip(g_strdup(line));

	if (!*text || *text == '#')
		return;
	if (strpbrk(text, "*?"))
		g_ptr_array_add(baseline->globs, glob_new(text));
	/* "lock(*)" may also be the name of a lock */
	g_hash_table_add(baseline->plain, g_steal_pointer(&text));
}

struct baseline *baseline_load(const char *path, GError **error)
{
	g_autofree char *text = NULL;
	g_auto(GStrv) lines = NULL;
	g_autoptr(GError) why = NULL;
	struct baseline *baseline;

	if (!g_file_get_contents(path, &text, NULL, &why)) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "%s: cannot read: %s",
			    path, why->message);
		return NULL;
	}
	baseline = g_new(struct baseline, 1);
	baseline->plain = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	baseline->globs =
		g_ptr_array_new_with_free_func((GDestroyNotify)g_pattern_spec_free);
	lines = g_strsplit(text, "\n", -1);
	for (char **line = lines; *line; line++)
		add_line(baseline, *line);
	return baseline;
}

void baseline_free(struct baseline *baseline)
{
	if (!baseline)
		return;
	g_hash_table_unref(baseline->plain);
	g_ptr_array_unref(baseline->globs);
	g_free(baseline);
}

static gboolean knows_text(const struct baseline *baseline, const char *text)
{
	if (g_hash_table_contains(baseline->plain, text))
		return TRUE;
	for (guint i = 0; i < baseline->globs->len; i++)
		if (glob_matches(g_ptr_array_index(baseline->globs, i), text))
			return TRUE;
	return FALSE;
}

gboolean baseline_knows(const struct baseline *baseline, const struct report *report)
{
	return knows_text(baseline, report->signature) ||
	       knows_text(baseline, report->title);
}
