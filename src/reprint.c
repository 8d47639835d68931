#include "reprint.h"

#include <string.h>

/* What becomes one hunk: of the patch, or edits that are written anew. */
struct piece {
	const struct ladder_hunk *whole; /* NULL: anew */
	guint first, count;		 /* edits, when anew */
	gint64 from, to;		 /* lines of theirs, context included, from 0 */
};

struct printer {
	const struct ladder *l;
	const struct reprint_options *options;
	GString *out;
	gint64 added; /* lines by the hunks before */
};

static const struct ladder_edit *edit_at(const struct ladder *l, guint i)
{
	return &g_array_index(l->edits, struct ladder_edit, i);
}

static const struct ladder_hunk *hunk_of(const struct ladder *l, guint edit)
{
	return &g_array_index(l->hunks, struct ladder_hunk, edit_at(l, edit)->hunk);
}

static gboolean stays_whole(const struct printer *p, const struct ladder_hunk *hunk)
{
	return hunk->whole && !p->options->anew;
}

/* Lines of context around what is written anew: as many as the patch has. */
static gint64 context_of(const struct ladder_hunk *hunk)
{
	return MAX(hunk->view.prefix, hunk->view.suffix);
}

static struct piece whole_piece(const struct ladder *l, guint *edit)
{
	const struct ladder_hunk *hunk = hunk_of(l, *edit);
	struct piece piece = {
		.whole = hunk,
		.from = hunk->place,
		.to = hunk->place + (gint64)hunk->view.pattern.count,
	};

	while (*edit < l->edits->len && hunk_of(l, *edit) == hunk)
		++*edit;
	return piece;
}

/* Edits whose contexts would meet go into one hunk, as diff has it. */
static struct piece anew_piece(const struct printer *p, guint *edit)
{
	const struct ladder *l = p->l;
	gint64 context = context_of(hunk_of(l, *edit));
	struct piece piece = {.first = *edit};
	gint64 end = edit_at(l, *edit)->line;

	piece.from = MAX(end - context, 0);
	for (; *edit < l->edits->len && !stays_whole(p, hunk_of(l, *edit)) &&
	       edit_at(l, *edit)->line <= end + 2 * context;
	     ++*edit) {
		end = edit_at(l, *edit)->line + edit_at(l, *edit)->n;
		piece.count++;
	}
	piece.to = MIN(end + context, (gint64)l->theirs.count);
	return piece;
}

/* Returns NULL when pieces overlap: then all has to be written anew. */
static GArray *cut_pieces(const struct printer *p)
{
	g_autoptr(GArray) pieces = g_array_new(FALSE, FALSE, sizeof(struct piece));
	guint edit = 0;
	gint64 end = 0;

	while (edit < p->l->edits->len) {
		struct piece piece = stays_whole(p, hunk_of(p->l, edit))
					     ? whole_piece(p->l, &edit)
					     : anew_piece(p, &edit);

		if (piece.from < end)
			return NULL;
		end = piece.to;
		g_array_append_val(pieces, piece);
	}
	return g_steal_pointer(&pieces);
}

/* --- one hunk ----------------------------------------------------------------- */

/* A range of no lines is named by the line before it. */
static gint64 range_start(gint64 line, gint64 count)
{
	return count ? line + 1 : line;
}

static void print_whole(struct printer *p, const struct ladder_hunk *hunk)
{
	gint64 old_n = hunk->view.pattern.count, new_n = hunk->view.replacement.count;
	gint64 old = range_start(hunk->place, old_n);
	gint64 new = range_start(hunk->place + p->added, new_n);

	if (p->options->reverse)
		hunk_print(hunk->hunk, new, old, p->out);
	else
		hunk_print(hunk->hunk, old, new, p->out);
	p->added += new_n - old_n;
}

static void print_lines(GString *out, char mark, struct text_span span)
{
	const char *at = span.data, *end = span.data + span.size;

	while (at < end) {
		const char *newline = memchr(at, '\n', end - at);
		gsize len = (newline ? newline + 1 : end) - at;

		g_string_append_c(out, mark);
		g_string_append_len(out, at, len);
		if (!newline)
			g_string_append(out, "\n\\ No newline at end of file\n");
		at += len;
	}
}

static gint64 count_lines(struct text_span span)
{
	gint64 count = 0;

	for (gsize i = 0; i < span.size; i++)
		count += span.data[i] == '\n';
	return count + (span.size && span.data[span.size - 1] != '\n');
}

static void print_edit(struct printer *p, const struct ladder_edit *edit)
{
	struct text_span there = text_lines(&p->l->theirs, edit->line, edit->n);

	print_lines(p->out, '-', p->options->reverse ? edit->text : there);
	print_lines(p->out, '+', p->options->reverse ? there : edit->text);
}

static void print_body(struct printer *p, const struct piece *piece)
{
	gint64 at = piece->from;

	for (guint i = piece->first; i < piece->first + piece->count; i++) {
		const struct ladder_edit *edit = edit_at(p->l, i);

		print_lines(p->out, ' ',
			    text_lines(&p->l->theirs, at, edit->line - at));
		print_edit(p, edit);
		at = edit->line + edit->n;
	}
	print_lines(p->out, ' ', text_lines(&p->l->theirs, at, piece->to - at));
}

static gint64 piece_growth(const struct printer *p, const struct piece *piece)
{
	gint64 growth = 0;

	for (guint i = piece->first; i < piece->first + piece->count; i++) {
		const struct ladder_edit *edit = edit_at(p->l, i);

		growth += count_lines(edit->text) - edit->n;
	}
	return growth;
}

static void print_range(GString *out, char mark, gint64 line, gint64 count)
{
	g_string_append_printf(out, " %c%" G_GINT64_FORMAT, mark,
			       range_start(line, count));
	if (count != 1)
		g_string_append_printf(out, ",%" G_GINT64_FORMAT, count);
}

static void print_anew(struct printer *p, const struct piece *piece)
{
	struct slice function = hunk_of(p->l, piece->first)->hunk->function;
	gint64 growth = piece_growth(p, piece);
	gint64 old_n = piece->to - piece->from, new_n = old_n + growth;
	gint64 new = piece->from + p->added;

	g_string_append(p->out, "@@");
	print_range(p->out, '-', p->options->reverse ? new : piece->from,
		    p->options->reverse ? new_n : old_n);
	print_range(p->out, '+', p->options->reverse ? piece->from : new,
		    p->options->reverse ? old_n : new_n);
	g_string_append(p->out, " @@");
	if (function.len)
		g_string_append_printf(p->out, " %.*s", (int)function.len,
				       function.data);
	g_string_append_c(p->out, '\n');
	print_body(p, piece);
	p->added += growth;
}

/* --- all of them ---------------------------------------------------------------- */

/* Nothing moved and nothing is left out: not even wrong numbers are touched. */
static gboolean is_untouched(const struct printer *p)
{
	for (guint i = 0; i < p->l->hunks->len; i++) {
		const struct ladder_hunk *hunk =
			&g_array_index(p->l->hunks, struct ladder_hunk, i);

		if (!stays_whole(p, hunk) || hunk->step != STEP_EXACT)
			return FALSE;
	}
	return TRUE;
}

static void print_untouched(const struct printer *p)
{
	for (guint i = 0; i < p->l->hunks->len; i++) {
		const struct hunk *hunk =
			g_array_index(p->l->hunks, struct ladder_hunk, i).hunk;

		hunk_print(hunk, hunk->old_start, hunk->new_start, p->out);
	}
}

gboolean reprint_hunks(const struct ladder *l, const struct reprint_options *options,
		       GString *out)
{
	struct reprint_options anew = {options->reverse, TRUE};
	struct printer p = {l, options, out, 0};
	g_autoptr(GArray) pieces = NULL;

	if (is_untouched(&p)) {
		print_untouched(&p);
		return TRUE;
	}
	pieces = cut_pieces(&p);
	if (!pieces) {
		p.options = &anew;
		pieces = cut_pieces(&p);
	}
	for (guint i = 0; pieces && i < pieces->len; i++) {
		const struct piece *piece = &g_array_index(pieces, struct piece, i);

		if (piece->whole)
			print_whole(&p, piece->whole);
		else
			print_anew(&p, piece);
	}
	return pieces && pieces->len;
}
