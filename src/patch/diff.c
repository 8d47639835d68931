/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "patch/diff.h"

#include <string.h>

#include "util/error.h"
#include "util/libgit2.h"

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

/* To be called when the text is complete and no longer moves. */
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
