/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The commits of a range that changed certain lines of a file: git-log(1) -L. */
#pragma once

#include "upstream/git-repo.h"

/*
 * Those of @range, "OLD..NEW", that changed the lines @first to @first + @n - 1 (from 1)
 * of @path as NEW has it, or took lines out between them: strings "ID SUBJECT", the
 * newest first; unref it. NULL with @error: KF_ERROR_SYSTEM, also for a file or lines
 * that NEW does not have.
 */
GPtrArray *line_history(const struct git_repo *repo, const char *range,
			const char *path, guint64 first, guint64 n,
			GError **error) G_GNUC_WARN_UNUSED_RESULT;
