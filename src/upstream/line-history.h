/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Commits of a range that changed certain lines of a file: git-log(1) -L. */
#pragma once

#include "upstream/git-repo.h"

/*
 * Returns the commits of @range, "OLD..NEW", that changed the lines @first to @first +
 * @n - 1 (from 1) of @path in NEW, or removed lines between them: strings "ID SUBJECT",
 * newest first; unref it. Returns NULL with KF_ERROR_SYSTEM, also if NEW does not have
 * the file or lines.
 */
GPtrArray *line_history(const struct git_repo *repo, const char *range,
			const char *path, guint64 first, guint64 n,
			GError **error) G_GNUC_WARN_UNUSED_RESULT;
