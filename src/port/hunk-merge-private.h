/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What port/hunk-merge.c, port/already-applied.c and port/hunk-merge-print.c share. */
#pragma once

#include "port/added-lines.h"
#include "port/hunk-merge.h"

/* What can be done with one group that ours has changed. */
struct hunk_choice {
	enum {
		GROUP_NOT_OURS,
		GROUP_SAME,   /* theirs has it */
		GROUP_CLEAN,  /* theirs left it alone */
		GROUP_BESIDE, /* theirs changed the lines next to it */
		GROUP_WORDS,  /* merged by words */
		GROUP_CLASH,
	} kind;
	GString *merged; /* of GROUP_WORDS */
	const char *why; /* of GROUP_SAME and GROUP_CLASH */
	guint owner;	 /* the hunk that makes its edits */
};

/* What is worked out once for all hunks. */
struct merge_job {
	struct hunk_merge *l;
	GArray *ours, *theirs; /* changes from base */
	GArray *final; /* the same, to what the whole old series makes of it; NULL:
				  not asked for yet, see already_look_ahead() */
	GArray *final_groups; /* of final and theirs */
	GArray *groups;	      /* of struct group */
	GArray *verdicts;     /* of struct hunk_choice, one per group */
	guint *hunk_of;	      /* for each of ours, its hunk */
	struct added_lines *gained;
};

static inline struct merge_hunk *hunk_at(const struct hunk_merge *l, guint i)
{
	return &g_array_index(l->hunks, struct merge_hunk, i);
}

static inline const struct change *our_change(const struct merge_job *job, guint i)
{
	return &g_array_index(job->ours, struct change, i);
}

static inline const struct change *their_change(const struct merge_job *job, guint i)
{
	return &g_array_index(job->theirs, struct change, i);
}

static inline const struct group *group_at(const struct merge_job *job, guint i)
{
	return &g_array_index(job->groups, struct group, i);
}

static inline struct hunk_choice *verdict_at(const struct merge_job *job, guint i)
{
	return &g_array_index(job->verdicts, struct hunk_choice, i);
}

/* Whether any of the changes in @group is of @hunk. */
static inline gboolean group_has(const struct merge_job *job, const struct group *group,
				 guint hunk)
{
	for (guint i = group->first; i < group->first + group->count; i++)
		if (job->hunk_of[i] == hunk)
			return TRUE;
	return FALSE;
}
