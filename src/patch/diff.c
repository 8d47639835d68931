/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "patch/diff.h"

#include <string.h>

#include "util/error.h"
#include "util/libgit2.h"

/* --- as lists of changes -------------------------------------------------------- */

/* Lines; longer runs of a line that comes again are rare. */
#define SLIDE_MAX 50

/* libgit2 counts from 1, and names the line before where a side has no lines. */
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

/* libgit2 takes no more: GIT_XDIFF_MAX_SIZE of its diff_xdiff.h. */
#define SIZE_LIMIT ((gsize)1023 << 20)

/*
 * Lines at the beginning and end that are the same in both, less some that a change may
 * be slid over: most changes are small, and most of what libgit2 would do is to read
 * the rest of a file.
 */
static gint64 same_head(const struct text *a, const struct text *b)
{
	gsize size = MIN(a->size, b->size), same = 0;
	gint64 line = 0;

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

/* Whether it could; for want of memory, it cannot either. */
static gboolean diff_middle(const struct text *a, const struct text *b, gint64 head,
			    gint64 tail, GArray *changes)
{
	const struct libgit2 *git = libgit2();
	git_diff_options options;
	gsize from = a->start[head], a_end = a->start[a->count - tail],
	      b_end = b->start[b->count - tail];

	if (a->size > SIZE_LIMIT || b->size > SIZE_LIMIT)
		return FALSE;
	git->diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION);
	options.context_lines = 0;
	options.flags =
		GIT_DIFF_FORCE_TEXT | GIT_DIFF_PATIENCE | GIT_DIFF_INDENT_HEURISTIC;
	return git->diff_buffers(a->data + from, a_end - from, NULL, b->data + from,
				 b_end - from, NULL, &options, NULL, NULL, on_hunk,
				 NULL, changes) == 0;
}

GArray *diff_lines(const struct text *a, const struct text *b)
{
	GArray *changes = g_array_new(FALSE, FALSE, sizeof(struct change));
	struct change all = {0, a->count, 0, b->count};
	gint64 head;

	if (a->size == b->size && !memcmp(a->data, b->data, a->size))
		return changes;
	head = same_head(a, b);
	if (!diff_middle(a, b, head, same_tail(a, b, head), changes)) {
		g_array_set_size(changes, 0);
		g_array_append_val(changes, all);
		return changes;
	}
	for (guint i = 0; i < changes->len; i++) {
		struct change *change = &g_array_index(changes, struct change, i);

		change->old += head;
		change->new += head;
	}
	return changes;
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

/* --- as hunks --------------------------------------------------------------------- */

static void hunk_free(struct diff_hunk *hunk)
{
	g_string_free(hunk->text, TRUE);
	g_free(hunk);
}

static struct diff_hunk *begin_hunk(GPtrArray *hunks, const git_diff_hunk *from)
{
	struct diff_hunk *hunk = g_new0(struct diff_hunk, 1);

	hunk->old_start = from->old_start;
	hunk->old_lines = from->old_lines;
	hunk->new_start = from->new_start;
	hunk->new_lines = from->new_lines;
	hunk->text = g_string_new(NULL);
	g_ptr_array_add(hunks, hunk);
	return hunk;
}

static int take_line(const git_diff_delta *delta, const git_diff_hunk *hunk,
		     const git_diff_line *line, void *data)
{
	GPtrArray *hunks = data;
	struct diff_hunk *last = hunks->len ? hunks->pdata[hunks->len - 1] : NULL;

	switch (line->origin) {
	case GIT_DIFF_LINE_HUNK_HDR:
		last = begin_hunk(hunks, hunk);
		break;
	case GIT_DIFF_LINE_CONTEXT:
	case GIT_DIFF_LINE_ADDITION:
	case GIT_DIFF_LINE_DELETION:
		g_string_append_c(last->text, line->origin);
		break;
	case GIT_DIFF_LINE_CONTEXT_EOFNL:
	case GIT_DIFF_LINE_ADD_EOFNL:
	case GIT_DIFF_LINE_DEL_EOFNL:
		break;
	default:
		return 0;
	}
	g_string_append_len(last->text, line->content, line->content_len);
	return 0;
}

/* The text is whole, and stays where it is. */
static void set_spans(struct diff_hunk *hunk)
{
	const char *text = hunk->text->str;
	const char *line_end = strchr(text, '\n');
	const char *close = strstr(text + 2, "@@");
	const char *name = close[2] == ' ' ? close + 3 : close + 2;

	hunk->head = (struct span){text, line_end + 1 - text};
	hunk->function = (struct span){name, line_end - name};
	hunk->body = (struct span){line_end + 1, text + hunk->text->len - line_end - 1};
}

static gboolean fail(GError **error)
{
	const git_error *why = libgit2()->error_last();

	g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM, "libgit2: %s",
		    why ? why->message : "unknown error");
	return FALSE;
}

GPtrArray *diff_hunks(GBytes *before, GBytes *after, guint context, GError **error)
{
	const struct libgit2 *git = libgit2();
	git_diff_options options;
	struct span old = span_of_bytes(before), new = span_of_bytes(after);
	g_autoptr(GPtrArray) hunks =
		g_ptr_array_new_with_free_func((GDestroyNotify)hunk_free);
	git_patch *patch = NULL;
	gboolean ok = FALSE;

	git->diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION);
	options.context_lines = context;
	if (git->patch_from_buffers(&patch, before ? old.data : NULL, old.len, "file",
				    after ? new.data : NULL, new.len, "file",
				    &options) < 0)
		fail(error);
	else if (git->patch_get_delta(patch)->flags & GIT_DIFF_FLAG_BINARY)
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "is binary");
	else
		ok = git->patch_print(patch, take_line, hunks) == 0 || fail(error);
	git->patch_free(patch);
	for (guint i = 0; ok && i < hunks->len; i++)
		set_spans(hunks->pdata[i]);
	return ok ? g_steal_pointer(&hunks) : NULL;
}

gboolean diff_print(GBytes *before, GBytes *after, guint context, GString *out,
		    GError **error)
{
	g_autoptr(GPtrArray) hunks = diff_hunks(before, after, context, error);

	for (guint i = 0; hunks && i < hunks->len; i++) {
		const struct diff_hunk *hunk = hunks->pdata[i];

		g_string_append_len(out, hunk->text->str, hunk->text->len);
	}
	return hunks != NULL;
}
