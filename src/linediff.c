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

GArray *linediff(const struct text *a, const struct text *b)
{
	const struct libgit2 *git = libgit2();
	GArray *changes = g_array_new(FALSE, FALSE, sizeof(struct change));
	git_diff_options options;

	git->diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION);
	options.context_lines = 0;
	options.flags =
		GIT_DIFF_FORCE_TEXT | GIT_DIFF_PATIENCE | GIT_DIFF_INDENT_HEURISTIC;
	/* It can only fail for want of memory, which GLib does not survive either. */
	if (git->diff_buffers(a->data, a->size, NULL, b->data, b->size, NULL, &options,
			      NULL, NULL, on_hunk, NULL, changes) < 0)
		g_error("libgit2: %s", git->error_last()->message);
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
