#include "linediff.h"

#include "libgit2.h"

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

/* Whether it could; for want of memory, it cannot either. */
static gboolean compare(const struct text *a, const struct text *b, GArray *changes)
{
	const struct libgit2 *git = libgit2();
	git_diff_options options;

	if (a->size > SIZE_LIMIT || b->size > SIZE_LIMIT)
		return FALSE;
	git->diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION);
	options.context_lines = 0;
	options.flags =
		GIT_DIFF_FORCE_TEXT | GIT_DIFF_PATIENCE | GIT_DIFF_INDENT_HEURISTIC;
	return git->diff_buffers(a->data, a->size, NULL, b->data, b->size, NULL,
				 &options, NULL, NULL, on_hunk, NULL, changes) == 0;
}

GArray *linediff(const struct text *a, const struct text *b)
{
	GArray *changes = g_array_new(FALSE, FALSE, sizeof(struct change));
	struct change all = {0, a->count, 0, b->count};

	if (compare(a, b, changes))
		return changes;
	g_array_set_size(changes, 0);
	g_array_append_val(changes, all);
	return changes;
}

gint64 linediff_map(GArray *changes, gint64 line)
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
