/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The outcome of a patch or hunk: the same words in all commands, in text and in JSON.
 * kferry(1) lists them under OUTCOMES.
 */
#pragma once

enum outcome {
	OUTCOME_EXACT,	  /* unchanged */
	OUTCOME_OFFSET,	  /* at other line numbers */
	OUTCOME_FUZZ,	  /* some of its context was ignored */
	OUTCOME_MERGED,	  /* three-way merge: its own lines unchanged, other context */
	OUTCOME_ADAPTED,  /* its own lines changed: by a merge of words, or by hand */
	OUTCOME_UPSTREAM, /* the tree already has the change */
	OUTCOME_PARTIAL,  /* a patch: the tree already has a part, the rest was
			   * carried */
	OUTCOME_DROPPED,  /* a patch: the user decided to leave it out */
	OUTCOME_CONFLICT, /* no certain place was found */
};
#define OUTCOMES (OUTCOME_CONFLICT + 1)

/* Returns "exact", "offset", ...; a static string. */
const char *outcome_name(enum outcome outcome);
