/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Finds where the lines that patches add are in the source with the whole series. The
 * series is unapplied in memory, last patch first, which finds the place of each hunk,
 * whatever its numbers say. Then each added line is followed through the later patches.
 */
#pragma once

#include "cover/coverage.h"

/*
 * Fills coverage->steps and coverage->patches from coverage->series and the sources in
 * the directory @source_path. Errors: KF_ERROR_INVALID, naming patch and line, if a
 * patch cannot be unapplied with a fuzz of 2; those of series_load_patch().
 */
gboolean coverage_place(struct coverage *coverage, const char *source_path,
			GError **error) G_GNUC_WARN_UNUSED_RESULT;
