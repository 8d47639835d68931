/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "patch/textdiff.h"

#include "util/error.h"
#include "util/libgit2.h"

static int print_line(const git_diff_delta *delta, const git_diff_hunk *hunk,
		      const git_diff_line *line, void *data)
{
	GString *out = data;

	switch (line->origin) {
	case GIT_DIFF_LINE_CONTEXT:
	case GIT_DIFF_LINE_ADDITION:
	case GIT_DIFF_LINE_DELETION:
		g_string_append_c(out, line->origin);
		/* fall through */
	case GIT_DIFF_LINE_HUNK_HDR:
	case GIT_DIFF_LINE_CONTEXT_EOFNL:
	case GIT_DIFF_LINE_ADD_EOFNL:
	case GIT_DIFF_LINE_DEL_EOFNL:
		g_string_append_len(out, line->content, line->content_len);
		break;
	default:
		break;
	}
	return 0;
}

static gboolean fail(GError **error)
{
	const git_error *why = libgit2()->error_last();

	g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM, "libgit2: %s",
		    why ? why->message : "unknown error");
	return FALSE;
}

gboolean textdiff_print(GBytes *before, GBytes *after, guint context, GString *out,
			GError **error)
{
	const struct libgit2 *git = libgit2();
	git_diff_options options;
	gsize old_size = 0, new_size = 0;
	const char *old = before ? g_bytes_get_data(before, &old_size) : NULL;
	const char *new = after ? g_bytes_get_data(after, &new_size) : NULL;
	git_patch *patch = NULL;
	gboolean ok = FALSE;

	git->diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION);
	options.context_lines = context;
	if (git->patch_from_buffers(&patch, old, old_size, "file", new, new_size,
				    "file", &options) < 0)
		fail(error);
	else if (git->patch_get_delta(patch)->flags & GIT_DIFF_FLAG_BINARY)
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "is binary");
	else
		ok = git->patch_print(patch, print_line, out) == 0 || fail(error);
	git->patch_free(patch);
	return ok;
}
