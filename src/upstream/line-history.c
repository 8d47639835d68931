/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "upstream/line-history.h"

#include <string.h>

GPtrArray *line_history(const struct git_repo *repo, const char *range,
			const char *path, guint64 first, guint64 n, GError **error)
{
	g_autofree char *lines =
		g_strdup_printf("-L%" G_GUINT64_FORMAT ",+%" G_GUINT64_FORMAT ":%s",
				MAX(first, 1), MAX(n, 1), path);
	const char *args[] = {"log",	     "-s",  "--format=%h %s",
			      "--abbrev=12", lines, "--end-of-options",
			      range,	     NULL};
	g_autofree char *log = foreign_git_run(git_repo_git(repo), args, NULL, error);
	g_auto(GStrv) each = log ? g_strsplit(log, "\n", -1) : NULL;
	GPtrArray *commits = each ? g_ptr_array_new_with_free_func(g_free) : NULL;

	for (char **line = each; line && *line; line++)
		if (**line)
			g_ptr_array_add(commits, g_strdup(*line));
	return commits;
}
