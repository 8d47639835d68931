/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Prints the result of a merge: the new text with the hunks, or with markers. */
#include "port/hunk-merge.h"

/* Appends theirs from *@at up to @line to @out. */
static void copy_to(const struct hunk_merge *l, GString *out, gint64 *at, gint64 line)
{
	if (line > *at)
		span_append(out, text_lines(&l->theirs, *at, line - *at));
	*at = MAX(*at, line);
}

static void splice(const struct hunk_merge *l, GString *out, gint64 *at,
		   const struct merge_edit *edit)
{
	copy_to(l, out, at, edit->line);
	span_append(out, edit->text);
	*at += edit->n;
}

GBytes *hunk_merge_result(const struct hunk_merge *l)
{
	GString *out = g_string_sized_new(l->theirs.size + 4096);
	gint64 at = 0;

	for (guint i = 0; i < l->edits->len; i++)
		splice(l, out, &at, &g_array_index(l->edits, struct merge_edit, i));
	copy_to(l, out, &at, l->theirs.count);
	return g_string_free_to_bytes(out);
}

static void append_lines(GString *out, struct span span)
{
	span_append(out, span);
	if (span.len && span.data[span.len - 1] != '\n')
		g_string_append_c(out, '\n');
}

static void append_markers(const struct hunk_merge *l, GString *out,
			   const struct group *group, const char *old, const char *new,
			   const char *patch)
{
	g_string_append_printf(out, "<<<<<<< %s\n", new);
	append_lines(out, text_lines(&l->theirs, group->theirs, group->theirs_n));
	g_string_append_printf(out, "||||||| %s\n", old);
	append_lines(out, text_lines(&l->base, group->base, group->base_n));
	g_string_append(out, "=======\n");
	append_lines(out, text_lines(&l->ours, group->ours, group->ours_n));
	g_string_append_printf(out, ">>>>>>> %s\n", patch);
}

GBytes *hunk_merge_markers(const struct hunk_merge *l, const char *old, const char *new,
			   const char *patch)
{
	GString *out = g_string_sized_new(l->theirs.size + 4096);
	gint64 at = 0;
	guint e = 0;

	for (guint i = 0; i < l->clashes->len; i++) {
		const struct group *group = &g_array_index(l->clashes, struct group, i);

		for (; e < l->edits->len; e++) {
			const struct merge_edit *edit =
				&g_array_index(l->edits, struct merge_edit, e);

			if (edit->line >= group->theirs)
				break;
			splice(l, out, &at, edit);
		}
		copy_to(l, out, &at, group->theirs);
		append_markers(l, out, group, old, new, patch);
		at = MAX(at, group->theirs + group->theirs_n);
	}
	for (; e < l->edits->len; e++)
		splice(l, out, &at, &g_array_index(l->edits, struct merge_edit, e));
	copy_to(l, out, &at, l->theirs.count);
	return g_string_free_to_bytes(out);
}
