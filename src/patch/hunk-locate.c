/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Finds the place of a hunk.
 *
 * Rules and results are those of GNU patch (patch.c, locate_hunk()). A hunk is first
 * searched at its own line number plus the offset of the previous hunk, then one line
 * later, one earlier, two later, and so on to both ends of the file, but never before
 * the end of the previous hunk. Fuzz F ignores context lines at the ends: so many that
 * the longer of prefix and suffix becomes F lines shorter. A hunk whose prefix is
 * shorter than its suffix was cut by the start of the file, so it only matches there
 * (and likewise at the end), until the fuzz is large enough to explain the difference.
 */
#include <string.h>

#include "patch/apply.h"

/*
 * Maximum of line comparisons for the hunks of a patch. The worst real series needs a
 * few thousand; without a limit, a malicious patch for a file of equal lines takes
 * hours.
 */
#define PLACE_BUDGET G_GUINT64_CONSTANT(200000000)

static void side_init(struct hunk_side *side, const struct hunk *hunk, char without,
		      guint64 first, guint64 count)
{
	side->lines = g_new(const struct patch_line *, count ? count : 1);
	side->count = 0;
	/* "-5,0" means after line 5: the first line would be the sixth. */
	side->first = count ? first : first + 1;
	for (gsize i = 0; i < hunk->n_lines; i++)
		if (hunk->lines[i].kind != without)
			side->lines[side->count++] = &hunk->lines[i];
	g_assert(side->count == count);
}

void hunk_view_init(struct hunk_view *view, const struct hunk *hunk, gboolean reverse)
{
	struct hunk_side *old = reverse ? &view->replacement : &view->pattern;
	struct hunk_side *new = reverse ? &view->pattern : &view->replacement;

	side_init(old, hunk, '+', hunk->old_start, hunk->old_lines);
	side_init(new, hunk, '-', hunk->new_start, hunk->new_lines);
	view->prefix = hunk->prefix;
	view->suffix = hunk->suffix;
}

void hunk_view_clear(struct hunk_view *view)
{
	g_clear_pointer(&view->pattern.lines, g_free);
	g_clear_pointer(&view->replacement.lines, g_free);
}

/* patch_match() of GNU patch. */
static gboolean match(const struct text *text, const struct hunk_side *pattern,
		      gint64 where, gint64 prefix_fuzz, gint64 suffix_fuzz,
		      struct placing *placing)
{
	gint64 end = (gint64)pattern->count - suffix_fuzz;

	for (gint64 i = prefix_fuzz; i < end; i++) {
		const struct patch_line *line = pattern->lines[i];
		gsize len;
		const char *there = text_line(text, where + i, &len);

		placing->spent++;
		if (len != line->len || memcmp(there, line->text, len))
			return FALSE;
	}
	return TRUE;
}

gboolean hunk_matches(const struct text *text, const struct hunk_view *view,
		      gint64 line)
{
	struct placing placing = {0};

	return match(text, &view->pattern, line, 0, 0, &placing);
}

static gsize without_cr(const char *line, gsize len)
{
	if (len && line[len - 1] == '\n')
		len--;
	return len && line[len - 1] == '\r' ? len - 1 : len;
}

static gboolean match_but_for_cr(const struct text *text,
				 const struct hunk_side *pattern, gint64 where,
				 struct placing *placing)
{
	for (gsize i = 0; i < pattern->count; i++) {
		const struct patch_line *line = pattern->lines[i];
		gsize len, wanted = without_cr(line->text, line->len);
		const char *there = text_line(text, where + (gint64)i, &len);

		placing->spent++;
		len = without_cr(there, len);
		if (len != wanted || memcmp(there, line->text, len))
			return FALSE;
	}
	return TRUE;
}

static gboolean has_cr(const struct hunk_side *pattern)
{
	for (gsize i = 0; i < pattern->count; i++)
		if (memchr(pattern->lines[i]->text, '\r', pattern->lines[i]->len))
			return TRUE;
	return FALSE;
}

gboolean hunk_fits_but_for_cr(const struct text *text, const struct hunk_view *view,
			      struct placing *placing)
{
	gint64 last = (gint64)text->count - (gint64)view->pattern.count + 1;

	if (!view->pattern.count ||
	    (!memchr(text->data, '\r', text->size) && !has_cr(&view->pattern)))
		return FALSE;
	for (gint64 at = 1; at <= last && placing->spent <= PLACE_BUDGET; at++)
		if (match_but_for_cr(text, &view->pattern, at, placing))
			return TRUE;
	return FALSE;
}

/* The limits of the search, with the names of GNU patch. */
struct place_search {
	gint64 first_guess;
	gint64 prefix_fuzz, suffix_fuzz;
	gint64 max_pos_offset, max_neg_offset, min_where;
};

static gint64 found(struct placing *placing, gint64 first_guess, gint64 offset)
{
	placing->in_offset += offset;
	return first_guess + offset;
}

/* The pattern was cut by the start of the file, so it can only be there. */
static gint64 locate_at_start(const struct text *text, const struct hunk_view *view,
			      const struct place_search *s, struct placing *placing)
{
	gint64 offset = 1 - s->first_guess;

	if (s->suffix_fuzz < 0 && (view->pattern.count != text->count ||
				   (gint64)view->prefix < placing->frozen))
		return 0;
	if (placing->frozen <= (gint64)view->prefix && offset <= s->max_pos_offset &&
	    match(text, &view->pattern, 1, 0, s->suffix_fuzz, placing))
		return found(placing, s->first_guess, offset);
	return 0;
}

static gint64 locate_at_end(const struct text *text, const struct hunk_view *view,
			    const struct place_search *s, struct placing *placing)
{
	gint64 where = (gint64)text->count - (gint64)view->pattern.count + 1;

	if (s->first_guess - where <= s->max_neg_offset &&
	    match(text, &view->pattern, where, s->prefix_fuzz, 0, placing))
		return found(placing, s->first_guess, where - s->first_guess);
	return 0;
}

static gint64 locate_around(const struct text *text, const struct hunk_view *view,
			    const struct place_search *s, struct placing *placing)
{
	gint64 guess = s->first_guess;
	gint64 last = MAX(s->max_pos_offset, s->max_neg_offset);
	gint64 offset = 0;

	if (s->max_pos_offset < 0)
		offset = -s->max_pos_offset;
	else if (s->max_neg_offset < 0)
		offset = guess - s->min_where;
	for (; offset <= last; offset++) {
		if (placing->spent > PLACE_BUDGET)
			return 0;
		if (offset <= s->max_pos_offset &&
		    match(text, &view->pattern, guess + offset, s->prefix_fuzz,
			  s->suffix_fuzz, placing))
			return found(placing, guess, offset);
		if (offset <= s->max_neg_offset &&
		    match(text, &view->pattern, guess - offset, s->prefix_fuzz,
			  s->suffix_fuzz, placing))
			return found(placing, guess, -offset);
	}
	return 0;
}

gint64 hunk_locate(const struct text *text, const struct hunk_view *view, guint fuzz,
		   struct placing *placing)
{
	gint64 context = MAX(view->prefix, view->suffix);
	gint64 lines = view->pattern.count;
	struct place_search s = {
		.first_guess = view->pattern.first + placing->in_offset,
		.prefix_fuzz = (gint64)fuzz + view->prefix - context,
		.suffix_fuzz = (gint64)fuzz + view->suffix - context,
		.min_where = placing->frozen + 1,
	};

	if (!lines) /* an empty pattern matches everywhere */
		return s.first_guess;
	s.max_pos_offset =
		(gint64)text->count - (lines - s.suffix_fuzz) + 1 - s.first_guess;
	s.max_neg_offset = s.first_guess - s.min_where;
	if (s.first_guess <= s.max_neg_offset)
		s.max_neg_offset = s.first_guess - 1;
	if (s.prefix_fuzz < 0 && view->pattern.first <= 1)
		return locate_at_start(text, view, &s, placing);
	s.prefix_fuzz = MAX(s.prefix_fuzz, 0);
	if (s.suffix_fuzz < 0)
		return locate_at_end(text, view, &s, placing);
	return locate_around(text, view, &s, placing);
}
