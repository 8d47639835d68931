/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "patch/common-runs.h"
#include "patch/diff.h"
#include "util/libgit2.h"

/* In lines; longer runs of repeated lines are rare. */
#define SLIDE_MAX 50

/* Common runs are cut to this many lines on each side of a change. RUN_MIN: another
 * call of libgit2 costs as much as reading some lines. */
#define RUN_KEPT 10
#define RUN_MIN	 50

/* libgit2 counts from 1, and gives the previous line if a side has no lines. */
static gint64 first_line(int start, int lines)
{
	return lines ? start - 1 : start;
}

static int on_hunk(const git_diff_delta *delta, const git_diff_hunk *hunk, void *data)
{
	struct change change = {
		first_line(hunk->old_start, hunk->old_lines),
		hunk->old_lines,
		first_line(hunk->new_start, hunk->new_lines),
		hunk->new_lines,
	};

	g_array_append_val((GArray *)data, change);
	return 0;
}

/* The maximum for libgit2: GIT_XDIFF_MAX_SIZE of its diff_xdiff.h. */
#define SIZE_LIMIT ((gsize)1023 << 20)

/* Number of bytes compared at once */
#define BLOCK 256

/*
 * Returns the number of equal lines at the start (and, below, at the end) of both
 * texts, minus some by which a change may slide. Most changes are small, and libgit2
 * would spend most of its time reading the rest of the file.
 */
static gint64 same_head(const struct text *a, const struct text *b)
{
	gsize size = MIN(a->size, b->size), same = 0;
	gint64 line = 0;

	while (size - same >= BLOCK && !memcmp(a->data + same, b->data + same, BLOCK))
		same += BLOCK;
	while (same < size && a->data[same] == b->data[same])
		same++;
	while (line < (gint64)MIN(a->count, b->count) && a->start[line + 1] <= same &&
	       b->start[line + 1] <= same)
		line++;
	return MAX(line - SLIDE_MAX, 0);
}

static gint64 same_tail(const struct text *a, const struct text *b, gint64 head)
{
	gint64 left = MIN(a->count, b->count) - head, lines = 0;

	while (lines < left) {
		gint64 x = a->count - lines - 1, y = b->count - lines - 1;
		gsize size = a->start[x + 1] - a->start[x];

		if (size != b->start[y + 1] - b->start[y] ||
		    memcmp(a->data + a->start[x], b->data + b->start[y], size))
			break;
		lines++;
	}
	return MAX(lines - SLIDE_MAX, 0);
}

/* A text to compare: libgit2 only sees which lines are equal, and how they are
 * indented. */
struct side {
	const struct text *text;
	gint64 from;		/* first line that has a number */
	const guint32 *numbers; /* numbers of the lines */
	guint32 n;		/* number of lines */
	guint32 *counts;	/* how often each number occurs in the piece */
};

struct comparison {
	struct line_numbers numbers;
	struct side a, b;
	GArray *changes;
};

/* A range of numbered lines of both sides, from 0. */
struct piece {
	guint32 a, a_end;
	guint32 b, b_end;
};

static gboolean is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Prints line @i with its indentation and a short token instead of its text: libgit2
 * computes a checksum of what it reads, which would cost more than the rest. */
static void put_token(GString *out, const struct side *side, guint32 i)
{
	struct span line = text_lines(side->text, side->from + i, 1);
	guint32 number = side->numbers[i];
	gsize blanks = 0;

	while (blanks < line.len && is_blank(line.data[blanks]))
		blanks++;
	g_string_append_len(out, line.data, blanks);
	if (blanks + 1 != line.len || line.data[blanks] != '\n')
		do
			g_string_append_c(out, '0' + number % 64);
		while (number /= 64);
	g_string_append_c(out, '\n');
}

/*
 * Lines that are unique in the piece, but not in the whole text, would not be anchors
 * of a patience diff of the whole. They are repeated after or before the piece. Returns
 * the number of these lines.
 */
static guint32 put_repeated(GString *out, const struct comparison *c,
			    const struct piece *piece)
{
	guint32 lines = 0;

	for (guint32 i = piece->a; i < piece->a_end; i++) {
		guint32 number = c->a.numbers[i];

		if (c->a.counts[number] != 1 || c->b.counts[number] != 1 ||
		    line_numbers_once(&c->numbers, number))
			continue;
		put_token(out, &c->a, i);
		lines++;
	}
	return lines;
}

/* No token contains this byte. */
#define APART "~\n"

static void count_lines(struct side *side, guint32 first, guint32 end, guint32 step)
{
	for (guint32 i = first; i < end; i++)
		side->counts[side->numbers[i]] += step;
}

static GString *put_piece(const struct side *side, guint32 first, guint32 end,
			  const GString *before, const GString *behind)
{
	GString *out =
		g_string_sized_new((end - first) * 8 + before->len + behind->len);

	g_string_append_len(out, before->str, before->len);
	for (guint32 i = first; i < end; i++)
		put_token(out, side, i);
	g_string_append_len(out, behind->str, behind->len);
	return out;
}

/* Appends the differences between @x and @y, whose first lines are @a and @b of the
 * texts. */
static gboolean diff_tokens(const GString *x, const GString *y, gint64 a, gint64 b,
			    GArray *changes)
{
	const struct libgit2 *git = libgit2();
	git_diff_options options;
	guint first = changes->len;

	git->diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION);
	options.context_lines = 0;
	options.flags =
		GIT_DIFF_FORCE_TEXT | GIT_DIFF_PATIENCE | GIT_DIFF_INDENT_HEURISTIC;
	if (git->diff_buffers(x->str, x->len, NULL, y->str, y->len, NULL, &options,
			      NULL, NULL, on_hunk, NULL, changes) != 0)
		return FALSE;
	for (guint i = first; i < changes->len; i++) {
		struct change *change = &g_array_index(changes, struct change, i);

		change->old += a;
		change->new += b;
	}
	return TRUE;
}

/* Appends the differences in @piece. FALSE if memory is exhausted. */
static gboolean diff_piece(struct comparison *c, const struct piece *piece)
{
	gboolean last = piece->a_end == c->a.n && piece->b_end == c->b.n;
	g_autoptr(GString) before = g_string_new(NULL), behind = g_string_new(NULL);
	GString *more = last ? before : behind, *x, *y;
	guint32 lines = 0;
	gboolean ok;

	count_lines(&c->a, piece->a, piece->a_end, 1);
	count_lines(&c->b, piece->b, piece->b_end, 1);
	if (!last)
		g_string_append(more, APART);
	lines = put_repeated(more, c, piece);
	if (last)
		g_string_append(more, APART);
	if (!lines)
		g_string_truncate(more, 0);
	else
		lines++;
	count_lines(&c->a, piece->a, piece->a_end, -1);
	count_lines(&c->b, piece->b, piece->b_end, -1);
	x = put_piece(&c->a, piece->a, piece->a_end, before, behind);
	y = put_piece(&c->b, piece->b, piece->b_end, before, behind);
	lines = last ? lines : 0;
	ok = diff_tokens(x, y, c->a.from + piece->a - lines,
			 c->b.from + piece->b - lines, c->changes);
	g_string_free(x, TRUE);
	g_string_free(y, TRUE);
	return ok;
}

/*
 * Compares piece by piece: libgit2 only reads what is between long common runs, and as
 * many of their lines as its heuristics need. Changes cannot slide over the unique
 * lines with which each run begins and ends.
 */
static gboolean diff_pieces(struct comparison *c)
{
	g_autoptr(GArray) runs = common_runs(&c->numbers, RUN_MIN + 2 * RUN_KEPT);
	struct piece piece = {0, c->a.n, 0, c->b.n};

	for (guint i = 0; i < runs->len; i++) {
		const struct common_run *run =
			&g_array_index(runs, struct common_run, i);

		piece.a_end = run->a + RUN_KEPT;
		piece.b_end = run->b + RUN_KEPT;
		if (!diff_piece(c, &piece))
			return FALSE;
		piece = (struct piece){run->a + run->n - RUN_KEPT, c->a.n,
				       run->b + run->n - RUN_KEPT, c->b.n};
	}
	return diff_piece(c, &piece);
}

static gboolean diff_middle(const struct text *a, const struct text *b, gint64 head,
			    gint64 tail, GArray *changes)
{
	struct comparison c = {.changes = changes};
	gboolean ok;

	line_numbers_init(&c.numbers, a, a->count - tail, b, b->count - tail, head);
	c.a = (struct side){a, head, c.numbers.a, c.numbers.a_n,
			    g_new0(guint32, c.numbers.count + 1)};
	c.b = (struct side){b, head, c.numbers.b, c.numbers.b_n,
			    g_new0(guint32, c.numbers.count + 1)};
	ok = diff_pieces(&c);
	line_numbers_clear(&c.numbers);
	g_free(c.a.counts);
	g_free(c.b.counts);
	return ok;
}

GArray *diff_lines(const struct text *a, const struct text *b)
{
	GArray *changes = g_array_new(FALSE, FALSE, sizeof(struct change));
	const struct change whole = {0, a->count, 0, b->count};
	gint64 head;

	if (a->size == b->size && !memcmp(a->data, b->data, a->size))
		return changes;
	head = same_head(a, b);
	if (a->size > SIZE_LIMIT || b->size > SIZE_LIMIT ||
	    !diff_middle(a, b, head, same_tail(a, b, head), changes)) {
		g_array_set_size(changes, 0);
		g_array_append_val(changes, whole);
	}
	return changes;
}

/* Returns the number of lines that are aligned first. */
static gint64 count_aligned(const struct text *a, const struct text *b)
{
	gint64 head = same_head(a, b), tail = same_tail(a, b, head);
	gint64 aligned = head + tail;
	struct line_numbers numbers;
	g_autoptr(GArray) runs = NULL;

	line_numbers_init(&numbers, a, a->count - tail, b, b->count - tail, head);
	runs = common_runs(&numbers, 1);
	line_numbers_clear(&numbers);
	for (guint i = 0; i < runs->len; i++)
		aligned += g_array_index(runs, struct common_run, i).n;
	return aligned;
}

gboolean diff_keeps(const struct text *a, const struct text *b, gint64 least)
{
	g_autoptr(GArray) changes = NULL;
	gint64 kept = a->count;

	if (MAX(a->size, b->size) <= SIZE_LIMIT && count_aligned(a, b) >= least)
		return TRUE;
	changes = diff_lines(a, b);
	for (guint i = 0; i < changes->len; i++)
		kept -= g_array_index(changes, struct change, i).old_n;
	return kept >= least;
}

gint64 diff_map_line(GArray *changes, gint64 line)
{
	gint64 delta = 0;

	for (guint i = 0; i < changes->len; i++) {
		const struct change *c = &g_array_index(changes, struct change, i);

		if (line < c->old)
			break;
		if (line < c->old + c->old_n)
			return -1;
		delta += c->new_n - c->old_n;
	}
	return line + delta;
}
