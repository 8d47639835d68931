/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "patch/outcome.h"

const char *outcome_name(enum outcome outcome)
{
	static const char *const names[OUTCOMES] = {
		[OUTCOME_EXACT] = "exact",	 [OUTCOME_OFFSET] = "offset",
		[OUTCOME_FUZZ] = "fuzz",	 [OUTCOME_MERGED] = "merged",
		[OUTCOME_ADAPTED] = "adapted",	 [OUTCOME_UPSTREAM] = "upstream",
		[OUTCOME_PARTIAL] = "partial",	 [OUTCOME_DROPPED] = "dropped",
		[OUTCOME_CONFLICT] = "conflict",
	};

	return names[outcome];
}
