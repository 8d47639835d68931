/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where the lines that patches add stand in the source that came out of the whole
 * series. The series is taken off that source in memory, last patch first, which
 * tells where each hunk was, whatever its numbers say; then each added line is
 * followed through the patches after its own.
 */
#pragma once

#include "cover/coverage.h"

/*
 * Fills coverage->steps and coverage->patches, which @coverage owns, out of
 * coverage->series and the sources in the directory @source_path. KF_ERROR_INVALID, naming
 * patch and line, if a patch does not come off with a fuzz of 2; those of
 * series_load_patch().
 */
gboolean coverage_place(struct coverage *coverage, const char *source_path,
			GError **error) G_GNUC_WARN_UNUSED_RESULT;
