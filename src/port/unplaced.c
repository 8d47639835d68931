/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "port/unplaced.h"

#include <string.h>

#include "port/conflict-hints.h"
#include "port/hunk-merge-private.h"

/* Lines that may have been added or removed between the first and the last line of a
 * hunk. */
#define SLACK 4

static struct group *clash_at(const struct hunk_merge *l, guint i)
{
	return &g_array_index(l->clashes, struct group, i);
}

/* Whether @clash contains the change of @hunk. */
static gboolean is_of(const struct group *clash, const struct merge_hunk *hunk)
{
	gint64 count = hunk->view.pattern.count, end = clash->base + clash->base_n;

	if (!count || !clash->base_n)
		return clash->base <= hunk->base + count && end >= hunk->base;
	return clash->base < hunk->base + count && end > hunk->base;
}

static gboolean has_clash(const struct hunk_merge *l, const struct merge_hunk *hunk)
{
	for (guint i = 0; i < l->clashes->len; i++)
		if (is_of(clash_at(l, i), hunk))
			return TRUE;
	return FALSE;
}

/* --- the place of a block --------------------------------------------------------- */

static gboolean line_equal(const struct text *a, gint64 i, const struct text *b,
			   gint64 j)
{
	return span_equal(text_lines(a, i, 1), text_lines(b, j, 1));
}

/* Removes the lines at both ends that are equal on all sides. */
static void trim(const struct hunk_merge *l, struct group *g)
{
	while (g->base_n && g->ours_n && g->theirs_n &&
	       line_equal(&l->base, g->base, &l->ours, g->ours) &&
	       line_equal(&l->base, g->base, &l->theirs, g->theirs)) {
		g->base++, g->ours++, g->theirs++;
		g->base_n--, g->ours_n--, g->theirs_n--;
	}
	while (g->base_n && g->ours_n && g->theirs_n &&
	       line_equal(&l->base, g->base + g->base_n - 1, &l->ours,
			  g->ours + g->ours_n - 1) &&
	       line_equal(&l->base, g->base + g->base_n - 1, &l->theirs,
			  g->theirs + g->theirs_n - 1))
		g->base_n--, g->ours_n--, g->theirs_n--;
}

/* Returns how many lines from @line on belong to the hunk: up to its last line, if
 * found. */
static gint64 region_lines(const struct hunk_merge *l, const struct merge_hunk *hunk,
			   gint64 line)
{
	gint64 count = hunk->view.pattern.count;
	gint64 left = (gint64)l->theirs.count - line;

	for (gint64 d = 0; count && d <= 2 * SLACK; d++) {
		gint64 n = count + (d & 1 ? -1 : 1) * ((d + 1) / 2);

		if (n > 0 && n <= left &&
		    line_equal(&l->theirs, line + n - 1, &l->base,
			       hunk->base + count - 1))
			return n;
	}
	return CLAMP(left, 0, count);
}

/* Returns where the hunk begins in ours. */
static gint64 ours_line(const struct hunk_merge *l, const struct merge_hunk *hunk)
{
	gint64 line = hunk->base;

	for (guint i = 0; i < l->hunks->len && hunk_at(l, i) != hunk; i++)
		line += (gint64)hunk_at(l, i)->view.replacement.count -
			(gint64)hunk_at(l, i)->view.pattern.count;
	return line;
}

/*
 * Returns the place with most of its lines, else an empty group at the original place.
 */
static struct group find_group(const struct hunk_merge *l,
			       const struct merge_hunk *hunk)
{
	g_autoptr(GArray) places = conflict_hints(l, hunk);
	struct group group = {
		.fate = FATE_CLASH,
		.base = hunk->base,
		.base_n = hunk->view.pattern.count,
		.ours = ours_line(l, hunk),
		.ours_n = hunk->view.replacement.count,
	};

	if (places->len) {
		group.theirs = g_array_index(places, struct conflict_hint, 0).line;
		group.theirs_n = region_lines(l, hunk, group.theirs);
		trim(l, &group);
	} else {
		group.theirs = CLAMP(hunk->place >= 0 ? hunk->place : hunk->base, 0,
				     (gint64)l->theirs.count);
	}
	return group;
}

/*
 * --- all hunks ----------------------------------------------------------------------
 */

static int by_place(gconstpointer a, gconstpointer b)
{
	const struct group *x = a, *y = b;

	if (x->theirs != y->theirs)
		return x->theirs < y->theirs ? -1 : 1;
	return (x->base > y->base) - (x->base < y->base);
}

/* Makes each block begin after the end of the previous one. */
static void part(struct hunk_merge *l)
{
	g_array_sort(l->clashes, by_place);
	for (guint i = 1; i < l->clashes->len; i++) {
		const struct group *before = clash_at(l, i - 1);
		struct group *group = clash_at(l, i);
		gint64 from = MAX(group->theirs, before->theirs + before->theirs_n);

		group->theirs_n = MAX(group->theirs + group->theirs_n - from, 0);
		group->theirs = from;
	}
}

/* Whether a hunk of @clash is still in conflict, and was not placed elsewhere. */
static gboolean is_needed(const struct hunk_merge *l, const struct group *clash)
{
	for (guint i = 0; i < l->hunks->len; i++)
		if (hunk_at(l, i)->step == STEP_CONFLICT && is_of(clash, hunk_at(l, i)))
			return TRUE;
	return FALSE;
}

static gboolean cuts(const struct merge_edit *edit, const struct group *clash)
{
	gint64 end = clash->theirs + clash->theirs_n;

	return edit->line < end && edit->line + edit->n > clash->theirs &&
	       (edit->n || edit->line > clash->theirs);
}

/* Returns the first hunk whose place is inside of a clash, or -1. */
static gint64 find_cut(const struct hunk_merge *l)
{
	for (guint i = 0; i < l->edits->len; i++)
		for (guint j = 0; j < l->clashes->len; j++)
			if (cuts(&g_array_index(l->edits, struct merge_edit, i),
				 clash_at(l, j)))
				return g_array_index(l->edits, struct merge_edit, i)
					.hunk;
	return -1;
}

static void bar_cut(struct hunk_merge *l, guint i)
{
	struct merge_hunk *hunk = hunk_at(l, i);

	hunk->step = STEP_CONFLICT;
	g_free(hunk->reason);
	hunk->reason = g_strdup("its place is in another hunk's conflict");
	hunk_merge_drop_edits(l, i);
}

static void mark_open(struct hunk_merge *l)
{
	for (guint i = 0; i < l->hunks->len; i++) {
		const struct merge_hunk *hunk = hunk_at(l, i);
		struct group group;

		if (hunk->step != STEP_CONFLICT || has_clash(l, hunk))
			continue;
		group = find_group(l, hunk);
		g_array_append_val(l->clashes, group);
	}
}

void unplaced_mark(struct hunk_merge *l)
{
	gint64 cut;

	for (guint i = l->clashes->len; i > 0; i--)
		if (!is_needed(l, clash_at(l, i - 1)))
			g_array_remove_index(l->clashes, i - 1);
	mark_open(l);
	while ((cut = find_cut(l)) >= 0) {
		bar_cut(l, cut);
		mark_open(l);
	}
	part(l);
}

GArray *unplaced_blocks(const struct hunk_merge *l, guint offset)
{
	GArray *blocks = g_array_new(FALSE, TRUE, sizeof(struct marker_block));

	for (guint i = 0; i < l->clashes->len; i++) {
		struct marker_block block = {G_MAXUINT, 0};

		for (guint j = 0; j < l->hunks->len; j++) {
			if (hunk_at(l, j)->step != STEP_CONFLICT ||
			    !is_of(clash_at(l, i), hunk_at(l, j)))
				continue;
			block.first = MIN(block.first, offset + j);
			block.last = offset + j;
		}
		g_array_append_val(blocks, block);
	}
	return blocks;
}

/* --- without a base --------------------------------------------------------------- */

static void append_side(GString *out, const struct hunk_side *side)
{
	for (gsize i = 0; i < side->count; i++) {
		const struct patch_line *line = side->lines[i];

		g_string_append_len(out, line->text, line->len);
		if (!line->len || line->text[line->len - 1] != '\n')
			g_string_append_c(out, '\n');
	}
}

static GBytes *print_blocks(struct hunk_merge *l, const struct marker_names *names,
			    guint offset, GArray **blocks)
{
	*blocks = unplaced_blocks(l, offset);
	return hunk_merge_markers(l, names->old, names->new, names->patch);
}

/* Collects the lines of all hunks, before and after, each followed by a blank line. */
static void gather(const struct patch_file *file, gboolean reverse, GString *before,
		   GString *after)
{
	for (guint i = 0; i < file->hunks->len; i++) {
		struct hunk_view view;

		hunk_view_init(&view, g_ptr_array_index(file->hunks, i), reverse);
		append_side(before, &view.pattern);
		append_side(after, &view.replacement);
		g_string_append_c(before, '\n');
		g_string_append_c(after, '\n');
		hunk_view_clear(&view);
	}
}

/* Adds the hunks at their line numbers, to search around there. */
static void add_hunks(struct hunk_merge *l, const struct patch_file *file,
		      gboolean reverse)
{
	gint64 line = 0;

	for (guint i = 0; i < file->hunks->len; i++) {
		struct merge_hunk *hunk;

		hunk_merge_add(l, g_ptr_array_index(file->hunks, i), reverse, line);
		hunk = hunk_at(l, i);
		hunk->step = STEP_CONFLICT;
		hunk->place = MAX(hunk->view.pattern.first, 1) - 1;
		line += hunk->view.pattern.count + 1;
	}
}

GBytes *unplaced_hunks(const struct patch_file *file, gboolean reverse, GBytes *theirs,
		       const struct marker_names *names, guint offset, GArray **blocks)
{
	g_autoptr(GString) before = g_string_new(NULL), after = g_string_new(NULL);
	g_autoptr(GBytes) base = NULL, ours = NULL, nothing = NULL;
	g_autoptr(HunkMerge) merge = NULL;

	gather(file, reverse, before, after);
	base = g_bytes_new(before->str, before->len);
	ours = g_bytes_new(after->str, after->len);
	nothing = g_bytes_new_static("", 0);
	merge = hunk_merge_new(base, ours, theirs ?: nothing);
	add_hunks(merge, file, reverse);
	for (guint i = 0; i < merge->hunks->len; i++) {
		struct group group = find_group(merge, hunk_at(merge, i));

		g_array_append_val(merge->clashes, group);
	}
	part(merge);
	return print_blocks(merge, names, offset, blocks);
}

GBytes *unplaced_both(GBytes *theirs, GBytes *ours, const struct marker_names *names,
		      guint offset, GArray **blocks)
{
	g_autoptr(GBytes) nothing = g_bytes_new_static("", 0);
	g_autoptr(HunkMerge) merge = hunk_merge_new(nothing, ours, theirs);
	g_autoptr(GArray) changes = diff_lines(&merge->theirs, &merge->ours);

	for (guint i = 0; i < changes->len; i++) {
		const struct change *c = &g_array_index(changes, struct change, i);
		struct group group = {.fate = FATE_CLASH,
				      .theirs = c->old,
				      .theirs_n = c->old_n,
				      .ours = c->new,
				      .ours_n = c->new_n};

		g_array_append_val(merge->clashes, group);
	}
	*blocks = g_array_new(FALSE, TRUE, sizeof(struct marker_block));
	for (guint i = 0; i < changes->len; i++) {
		struct marker_block block = {offset, offset};

		g_array_append_val(*blocks, block);
	}
	return hunk_merge_markers(merge, names->old, names->new, names->patch);
}
