/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Checks for problems for which a maintainer would reject a series: patches without
 * provenance, a series that does not match its directory, patches that need fuzz,
 * whitespace errors in added lines. Coding style is left to checkpatch.
 */
#pragma once

#include "patch/series.h"
#include "patch/tree.h"

struct lint_finding {
	char *path;	  /* of the patch or series file */
	guint line;	  /* from 1; 0: the file as a whole */
	const char *rule; /* a static name, see kferry-lint(1) */
	char *message;
};

/*
 * Returns all findings in @series: an array of struct lint_finding, sorted by file and
 * line; unref it. @tree (NULL: none) is the source for the series, which is applied to
 * it in memory. What cannot be read is a finding, too.
 */
GPtrArray *lint_series(const struct series *series, struct tree *tree);

/* Adds a finding of another check; @rule is a static string. */
void lint_add(GPtrArray *findings, const char *path, guint line, const char *rule,
	      const char *message);
