/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What became of a patch or of a hunk: one word for each outcome, in every command, in
 * texts and in JSON. kferry(1) lists them under OUTCOMES.
 */
#pragma once

enum outcome {
	OUTCOME_EXACT,	 /* as it is */
	OUTCOME_OFFSET,	 /* at other line numbers */
	OUTCOME_FUZZ,	 /* with some of its context ignored */
	OUTCOME_MERGED,	 /* three-way: its own lines as they are, other context */
	OUTCOME_ADAPTED, /* its own lines are not quite the same: by words, or by hand */
	OUTCOME_UPSTREAM, /* the tree has the change already */
	OUTCOME_PARTIAL, /* of a patch: the tree has some of it, the rest was carried */
	OUTCOME_DROPPED, /* of a patch: left out by the user's decision */
	OUTCOME_CONFLICT, /* it has no certain place */
};
#define OUTCOMES (OUTCOME_CONFLICT + 1)

/* "exact", "offset", ...; a static string. */
const char *outcome_name(enum outcome outcome);
