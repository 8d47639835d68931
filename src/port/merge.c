/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "port/merge.h"

#include <string.h>

/* --- combining two lists of changes ------------------------------------------- */

/* The position in the changes of one side. */
struct merge_walk {
	GArray *changes;
	guint next;
	gint64 delta; /* number of lines that the previous changes added */
};

static const struct change *walk_peek(const struct merge_walk *walk)
{
	return walk->next < walk->changes->len
		       ? &g_array_index(walk->changes, struct change, walk->next)
		       : NULL;
}

/* Adds the next change to @group if it touches it. */
static gboolean walk_take(struct merge_walk *walk, struct group *group)
{
	const struct change *change = walk_peek(walk);
	gint64 end;

	if (!change || change->old > group->base + group->base_n)
		return FALSE;
	end = MAX(group->base + group->base_n, change->old + change->old_n);
	group->base_n = end - group->base;
	walk->delta += change->new_n - change->old_n;
	walk->next++;
	return TRUE;
}

static enum fate group_fate(const struct group *group, const struct text *a,
			    const struct text *b)
{
	if (!group->their_count)
		return FATE_CLEAN;
	if (!group->count)
		return FATE_THEIRS;
	return span_equal(text_lines(a, group->ours, group->ours_n),
			  text_lines(b, group->theirs, group->theirs_n))
		       ? FATE_SAME
		       : FATE_CLASH;
}

static struct group next_group(struct merge_walk *ours, const struct text *a,
			       struct merge_walk *theirs, const struct text *b)
{
	const struct change *x = walk_peek(ours), *y = walk_peek(theirs);
	struct group group = {.first = ours->next, .their_first = theirs->next};

	group.base = !y || (x && x->old <= y->old) ? x->old : y->old;
	group.ours = group.base + ours->delta;
	group.theirs = group.base + theirs->delta;
	while (walk_take(ours, &group) || walk_take(theirs, &group))
		;
	group.count = ours->next - group.first;
	group.their_count = theirs->next - group.their_first;
	group.ours_n = group.base + group.base_n + ours->delta - group.ours;
	group.theirs_n = group.base + group.base_n + theirs->delta - group.theirs;
	group.fate = group_fate(&group, a, b);
	return group;
}

GArray *merge_groups(const struct text *a, GArray *ours, const struct text *b,
		     GArray *theirs)
{
	GArray *groups = g_array_new(FALSE, FALSE, sizeof(struct group));
	struct merge_walk x = {ours, 0, 0}, y = {theirs, 0, 0};

	while (walk_peek(&x) || walk_peek(&y)) {
		struct group group = next_group(&x, a, &y, b);

		g_array_append_val(groups, group);
	}
	return groups;
}

/* --- words --------------------------------------------------------------------- */

/* With more lines on any side, merging words is guesswork. */
#define WORDS_LINES_MAX 200
/* Theirs must still have at least this part of the base's words. */
#define WORDS_KEPT_MIN 0.5
/* Shorter words may be equal by chance: "i", "10". */
#define WORD_TELLING_MIN 3

/* A text split into words, which are also written one per line, so that they can be
 * compared as lines: word i is line i of @text. */
struct words {
	GArray *spans; /* of struct span */
	GString *lines;
	struct text text;
};

static gboolean is_word(char c)
{
	return g_ascii_isalnum(c) || c == '_';
}

static gboolean is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static gsize word_length(const char *at, gsize left)
{
	gsize len = 1;

	if (is_word(*at))
		while (len < left && is_word(at[len]))
			len++;
	else if (is_blank(*at))
		while (len < left && is_blank(at[len]))
			len++;
	return len;
}

static void words_init(struct words *words, struct span span)
{
	words->spans = g_array_new(FALSE, FALSE, sizeof(struct span));
	words->lines = g_string_sized_new(span.len * 2);
	for (gsize at = 0; at < span.len;) {
		struct span word = {span.data + at,
				    word_length(span.data + at, span.len - at)};

		g_array_append_val(words->spans, word);
		/* a newline becomes an empty line, which no other word can be */
		g_string_append_len(words->lines, word.data,
				    *word.data == '\n' ? 0 : word.len);
		g_string_append_c(words->lines, '\n');
		at += word.len;
	}
	text_init(&words->text, words->lines->str, words->lines->len);
}

static void words_clear(struct words *words)
{
	g_array_unref(words->spans);
	text_clear(&words->text);
	g_string_free(words->lines, TRUE);
}

static void words_append(GString *out, const struct words *words, gint64 first,
			 gint64 count)
{
	for (gint64 i = first; i < first + count; i++) {
		struct span word = g_array_index(words->spans, struct span, i);

		span_append(out, word);
	}
}

static guint words_solid(const struct words *words, gint64 first, gint64 count)
{
	guint solid = 0;

	for (gint64 i = first; i < first + count; i++)
		solid += !g_ascii_isspace(
			*g_array_index(words->spans, struct span, i).data);
	return solid;
}

/* Whether theirs still has most of the base. */
static gboolean kept_enough(const struct words *base, GArray *theirs)
{
	guint all = words_solid(base, 0, base->spans->len), lost = 0;

	for (guint i = 0; i < theirs->len; i++) {
		const struct change *c = &g_array_index(theirs, struct change, i);

		lost += words_solid(base, c->old, c->old_n);
	}
	return all - lost >= WORDS_KEPT_MIN * all;
}

/* Returns why @groups cannot be merged, or NULL. */
static const char *groups_refusal(const struct words *base, GArray *groups)
{
	const struct group *before = NULL;

	for (guint i = 0; i < groups->len; i++) {
		const struct group *group = &g_array_index(groups, struct group, i);
		gint64 end = before ? before->base + before->base_n : 0;

		if (group->fate == FATE_CLASH)
			return "both changed the same words";
		if (before && before->fate != group->fate &&
		    !words_solid(base, end, group->base - end))
			return "the changes touch each other";
		before = group;
	}
	return NULL;
}

/* Whether a word is distinctive. */
static gboolean is_telling_word(struct span word)
{
	return word.len >= WORD_TELLING_MIN && is_word(*word.data);
}

/* Whether @changes add @word, which the base does not have. */
static gboolean brings(const struct words *to, GArray *changes, struct span word)
{
	for (guint i = 0; i < changes->len; i++) {
		const struct change *c = &g_array_index(changes, struct change, i);

		for (gint64 j = c->new; j < c->new + c->new_n; j++)
			if (span_equal(g_array_index(to->spans, struct span, j), word))
				return TRUE;
	}
	return FALSE;
}

static gboolean has_word(const struct words *words, struct span word)
{
	for (guint i = 0; i < words->spans->len; i++)
		if (span_equal(g_array_index(words->spans, struct span, i), word))
			return TRUE;
	return FALSE;
}

/* Whether both add a word that the base does not have: they may be the same change. */
static gboolean bring_the_same(const struct words *base, const struct words *ours,
			       GArray *x, const struct words *theirs, GArray *y)
{
	for (guint i = 0; i < x->len; i++) {
		const struct change *c = &g_array_index(x, struct change, i);

		for (gint64 j = c->new; j < c->new + c->new_n; j++) {
			struct span word = g_array_index(ours->spans, struct span, j);

			if (is_telling_word(word) && brings(theirs, y, word) &&
			    !has_word(base, word))
				return TRUE;
		}
	}
	return FALSE;
}

static GString *words_join(const struct words *base, const struct words *ours,
			   const struct words *theirs, GArray *groups)
{
	GString *out = g_string_new(NULL);
	gint64 at = 0;

	for (guint i = 0; i < groups->len; i++) {
		const struct group *g = &g_array_index(groups, struct group, i);

		words_append(out, base, at, g->base - at);
		if (g->fate == FATE_CLEAN)
			words_append(out, ours, g->ours, g->ours_n);
		else
			words_append(out, theirs, g->theirs, g->theirs_n);
		at = g->base + g->base_n;
	}
	words_append(out, base, at, base->spans->len - at);
	return out;
}

static GString *merge_three(const struct words *base, const struct words *ours,
			    const struct words *theirs, const char **why)
{
	g_autoptr(GArray) x = diff_lines(&base->text, &ours->text);
	g_autoptr(GArray) y = diff_lines(&base->text, &theirs->text);
	g_autoptr(GArray) groups = merge_groups(&ours->text, x, &theirs->text, y);

	if (!kept_enough(base, y))
		*why = "too few of the old lines are left";
	else if (bring_the_same(base, ours, x, theirs, y))
		*why = "both added the same words";
	else
		*why = groups_refusal(base, groups);
	return *why ? NULL : words_join(base, ours, theirs, groups);
}

static gboolean too_long(struct span span)
{
	gsize lines = 0;

	for (gsize i = 0; i < span.len; i++)
		lines += span.data[i] == '\n';
	return lines > WORDS_LINES_MAX;
}

GString *merge_words(struct span base, struct span ours, struct span theirs,
		     const char **why)
{
	struct words words[3];
	GString *merged;

	*why = "too many changes to merge by words";
	if (too_long(base) || too_long(ours) || too_long(theirs))
		return NULL;
	words_init(&words[0], base);
	words_init(&words[1], ours);
	words_init(&words[2], theirs);
	merged = merge_three(&words[0], &words[1], &words[2], why);
	for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
		words_clear(&words[i]);
	return merged;
}
