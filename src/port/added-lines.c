/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "port/added-lines.h"

#include <string.h>

#include "port/identifiers.h"
#include "util/span-table.h"

/* Lines with fewer letters and digits are not distinctive: "return -EINVAL;". */
#define TELLING_MIN 13

struct added_lines {
	const struct text *from, *to;
	GArray *changes;
	GHashTable *lines; /* of struct tally: lines without surrounding blanks */
	/* All lines of the old text, without surrounding blanks; empty until needed. */
	struct span_table old;
	/* Names on changed lines, of struct tally; NULL until needed. */
	GHashTable *names; /* of the new text */
	/* Names on changed lines of the old text; empty until needed. */
	struct span_table lost;
};

/* A line or a name of one of the texts, and what is known about it. */
struct tally {
	struct span what;
	GArray *at; /* of gint64: changed lines in the new text, in order; NULL: none */
	gint64 count; /* number added minus number removed */
};

gboolean line_is_telling(struct span line)
{
	guint solid = 0;

	for (gsize i = 0; i < line.len; i++)
		solid += g_ascii_isalnum(line.data[i]);
	return solid >= TELLING_MIN;
}

static void tally_free(struct tally *tally)
{
	if (tally->at)
		g_array_unref(tally->at);
	g_free(tally);
}

static guint hash_what(gconstpointer tally)
{
	return span_hash(((const struct tally *)tally)->what);
}

static gboolean same_what(gconstpointer a, gconstpointer b)
{
	return span_equal(((const struct tally *)a)->what,
			  ((const struct tally *)b)->what);
}

static GHashTable *tallies_new(void)
{
	return g_hash_table_new_full(hash_what, same_what, (GDestroyNotify)tally_free,
				     NULL);
}

static struct tally *find_tally(GHashTable *tallies, struct span what)
{
	const struct tally key = {.what = what};

	return g_hash_table_lookup(tallies, &key);
}

static struct tally *take_tally(GHashTable *tallies, struct span what)
{
	struct tally *tally = find_tally(tallies, what);

	if (tally)
		return tally;
	tally = g_new0(struct tally, 1);
	tally->what = what;
	g_hash_table_add(tallies, tally);
	return tally;
}

static void add_place(struct tally *tally, gint64 line)
{
	if (!tally->at)
		tally->at = g_array_new(FALSE, FALSE, sizeof(line));
	g_array_append_val(tally->at, line);
}

struct added_lines *added_lines_new(const struct text *from, const struct text *to,
				    GArray *changes)
{
	struct added_lines *gained = g_new0(struct added_lines, 1);

	gained->from = from;
	gained->to = to;
	gained->changes = changes;
	gained->lines = tallies_new();
	for (guint i = 0; i < changes->len; i++) {
		const struct change *c = &g_array_index(changes, struct change, i);

		for (gint64 line = c->old; line < c->old + c->old_n; line++)
			take_tally(gained->lines, span_bare(text_lines(from, line, 1)))
				->count--;
		for (gint64 line = c->new; line < c->new + c->new_n; line++) {
			struct tally *tally = take_tally(
				gained->lines, span_bare(text_lines(to, line, 1)));

			tally->count++;
			add_place(tally, line);
		}
	}
	return gained;
}

void added_lines_free(struct added_lines *gained)
{
	if (!gained)
		return;
	g_hash_table_unref(gained->lines);
	span_table_clear(&gained->old);
	g_clear_pointer(&gained->names, g_hash_table_unref);
	span_table_clear(&gained->lost);
	g_free(gained);
}

static gint64 nearest(GArray *lines, gint64 near)
{
	gint64 best = -1;

	for (guint i = 0; i < lines->len; i++) {
		gint64 line = g_array_index(lines, gint64, i);

		if (best < 0 || ABS(line - near) < ABS(best - near))
			best = line;
	}
	return best;
}

gint64 added_lines_line(const struct added_lines *gained, struct span line, gint64 near)
{
	const struct tally *tally = find_tally(gained->lines, span_bare(line));

	return tally && tally->count > 0 ? nearest(tally->at, near) : -1;
}

static void index_old(struct span_table *table, const struct text *text)
{
	span_table_init(table, text->count);
	for (gsize i = 0; i < text->count; i++)
		span_table_add(table, span_bare(text_lines(text, i, 1)));
}

gboolean gained_is_new(struct added_lines *gained, struct span line)
{
	if (!gained->old.slots)
		index_old(&gained->old, gained->from);
	line = span_bare(line);
	return !line.len || !span_table_has(&gained->old, line);
}

static void add_names(struct added_lines *gained, gint64 line)
{
	struct span name;
	struct identifiers names;

	identifiers_init(&names, text_lines(gained->to, line, 1));
	while (identifiers_next_word(&names, &name))
		if (identifiers_is_name(name) || identifiers_is_id(name))
			add_place(take_tally(gained->names, name), line);
}

/* Built only when needed: most hunks are decided by their lines. */
static void index_names(struct added_lines *gained)
{
	gained->names = tallies_new();
	for (guint i = 0; i < gained->changes->len; i++) {
		const struct change *c =
			&g_array_index(gained->changes, struct change, i);

		for (gint64 line = c->new; line < c->new + c->new_n; line++)
			add_names(gained, line);
	}
}

gint64 gained_name(struct added_lines *gained, struct span name, gint64 near)
{
	const struct tally *tally;

	if (!gained->names)
		index_names(gained);
	tally = find_tally(gained->names, name);
	return tally && !identifiers_has(text_span(gained->from), name)
		       ? nearest(tally->at, near)
		       : -1;
}

static void add_lost(struct added_lines *gained, gint64 line)
{
	struct span name;
	struct identifiers names;

	identifiers_init(&names, text_lines(gained->from, line, 1));
	while (identifiers_next(&names, &name))
		span_table_add(&gained->lost, name);
}

gboolean lost_name(struct added_lines *gained, struct span name)
{
	if (!gained->lost.slots) {
		span_table_init(&gained->lost, 0);
		for (guint i = 0; i < gained->changes->len; i++) {
			const struct change *c =
				&g_array_index(gained->changes, struct change, i);

			for (gint64 line = c->old; line < c->old + c->old_n; line++)
				add_lost(gained, line);
		}
	}
	return span_table_has(&gained->lost, name) &&
	       !identifiers_has(text_span(gained->to), name);
}
