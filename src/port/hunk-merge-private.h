/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Shared by port/hunk-merge.c, port/already-applied.c and port/hunk-merge-print.c. */
#pragma once

#include "port/added-lines.h"
#include "port/hunk-merge.h"

/* What can be done with a group of changes that includes one of ours. */
struct hunk_choice {
	enum {
		GROUP_NOT_OURS,
		GROUP_SAME,   /* theirs made the same change */
		GROUP_CLEAN,  /* theirs did not change these lines */
		GROUP_BESIDE, /* theirs changed adjacent lines */
		GROUP_WORDS,  /* merged word by word */
		GROUP_CLASH,
	} kind;
	GString *merged; /* for GROUP_WORDS */
	const char *why; /* for GROUP_SAME and GROUP_CLASH */
	guint owner;	 /* hunk to which its edits belong */
};

/* Data for all hunks that is computed once. */
struct merge_job {
	struct hunk_merge *l;
	GArray *ours, *theirs; /* changes from base */
	GArray *final; /* changes from base to the result of the whole old series;
			* NULL: not computed yet, see already_look_ahead() */
	GArray *final_groups; /* of final and theirs */
	GArray *groups;	      /* of struct group */
	GArray *verdicts;     /* of struct hunk_choice, one per group */
	guint *hunk_of;	      /* index of the hunk of each change of ours */
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

/* Whether a change in @group belongs to @hunk. */
static inline gboolean group_has(const struct merge_job *job, const struct group *group,
				 guint hunk)
{
	for (guint i = group->first; i < group->first + group->count; i++)
		if (job->hunk_of[i] == hunk)
			return TRUE;
	return FALSE;
}
