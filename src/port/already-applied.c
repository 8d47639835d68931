/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "port/already-applied.h"

#include <string.h>

#include "port/funcname.h"

/* --- the change itself ------------------------------------------------------------ */

static gboolean span_has_line(const struct text *text, gint64 first, gint64 n,
			      struct span line)
{
	for (gint64 i = first; i < first + n; i++)
		if (span_equal(text_lines(text, i, 1), line))
			return TRUE;
	return FALSE;
}

/* Whether theirs' group has none of the distinctive lines that ours removed. */
static gboolean removals_gone(const struct merge_job *job, const struct group *group,
			      guint *telling)
{
	const struct hunk_merge *l = job->l;

	for (gint64 i = group->base; i < group->base + group->base_n; i++) {
		struct span line = text_lines(&l->base, i, 1);

		if (!line_is_telling(line) ||
		    span_has_line(&l->ours, group->ours, group->ours_n, line))
			continue;
		if (span_has_line(&l->theirs, group->theirs, group->theirs_n, line))
			return FALSE;
		++*telling;
	}
	return TRUE;
}

/* Whether @line of ours was added by ours. */
static gboolean is_added(const struct merge_job *job, const struct group *group,
			 gint64 line)
{
	for (guint i = group->first; i < group->first + group->count; i++) {
		const struct change *c = our_change(job, i);

		if (c->new <= line && line < c->new + c->new_n)
			return TRUE;
	}
	return FALSE;
}

/* Whether theirs has all lines that ours added, contiguous and in order. */
static gboolean additions_there(const struct merge_job *job, const struct group *group,
				guint *telling)
{
	const struct hunk_merge *l = job->l;
	gint64 at = group->theirs, end = group->theirs + group->theirs_n;
	gboolean running = FALSE;

	for (gint64 i = group->ours; i < group->ours + group->ours_n; i++) {
		struct span line = text_lines(&l->ours, i, 1);

		if (!is_added(job, group, i)) {
			running = FALSE;
			continue;
		}
		while (at < end && !span_equal(text_lines(&l->theirs, at, 1), line)) {
			if (running)
				return FALSE;
			at++;
		}
		if (at++ == end)
			return FALSE;
		running = TRUE;
		*telling += line_is_telling(line);
	}
	return TRUE;
}

/* Whether theirs only removed lines, so that none of them exists in another form. */
static gboolean only_removes(const struct merge_job *job, const struct group *group)
{
	const struct hunk_merge *l = job->l;

	for (gint64 i = group->theirs; i < group->theirs + group->theirs_n; i++)
		if (!span_has_line(&l->base, group->base, group->base_n,
				   text_lines(&l->theirs, i, 1)))
			return FALSE;
	return TRUE;
}

gboolean already_contains(const struct merge_job *job, const struct group *group)
{
	guint added = 0, removed = 0;

	if (!additions_there(job, group, &added) ||
	    !removals_gone(job, group, &removed))
		return FALSE;
	return added || (removed && only_removes(job, group));
}

static gboolean covers(const struct group *group, const struct change *change)
{
	return group->base <= change->old &&
	       group->base + group->base_n >= change->old + change->old_n;
}

/* Computes the result of the whole series, if known; most hunks do not need it. */
static gboolean look_ahead(struct merge_job *job)
{
	const struct hunk_merge *l = job->l;

	if (!l->has_final || !job->theirs->len)
		return FALSE;
	if (!job->final) {
		job->final = diff_lines(&l->base, &l->final);
		job->final_groups =
			merge_groups(&l->final, job->final, &l->theirs, job->theirs);
	}
	return TRUE;
}

/* Whether theirs has at @change the result of the whole old series. */
static gboolean is_final(const struct merge_job *job, const struct change *change)
{
	for (guint i = 0; i < job->final_groups->len; i++) {
		const struct group *group =
			&g_array_index(job->final_groups, struct group, i);

		if (group->fate == FATE_SAME && covers(group, change))
			return TRUE;
	}
	return FALSE;
}

gboolean already_has_final(struct merge_job *job, const struct group *group)
{
	if (!look_ahead(job))
		return FALSE;
	for (guint i = group->first; i < group->first + group->count; i++)
		if (!is_final(job, our_change(job, i)))
			return FALSE;
	return TRUE;
}

/* --- later patches of the series ------------------------------------------------- */

static gboolean touches(const struct change *x, const struct change *y)
{
	return y->old <= x->old + x->old_n && x->old <= y->old + y->old_n;
}

/* Whether the whole old series left the lines that @group changes unchanged. */
static gboolean is_unchanged_finally(const struct merge_job *job,
				     const struct group *group)
{
	for (guint i = group->first; i < group->first + group->count; i++)
		for (guint j = 0; j < job->final->len; j++)
			if (touches(our_change(job, i),
				    &g_array_index(job->final, struct change, j)))
				return FALSE;
	return TRUE;
}

/* Whether the whole series may have left the lines around @change unchanged: then the
 * final text contains them. For most changes, this search makes a diff unnecessary. */
static gboolean may_be_unchanged(const struct hunk_merge *l,
				 const struct change *change)
{
	gint64 first = MAX(change->old - 1, 0);
	gint64 end = MIN(change->old + change->old_n + 1, (gint64)l->base.count);
	struct span lines = text_lines(&l->base, first, end - first);

	return memmem(l->final.data, l->final.size, lines.data, lines.len) != NULL;
}

static gboolean group_may_be_unchanged(const struct merge_job *job,
				       const struct group *group)
{
	for (guint i = group->first; i < group->first + group->count; i++)
		if (!may_be_unchanged(job->l, our_change(job, i)))
			return FALSE;
	return TRUE;
}

gboolean already_takes_back(struct merge_job *job, guint hunk)
{
	if (!job->l->has_final || !job->theirs->len)
		return FALSE;
	for (guint i = 0; i < job->groups->len; i++) {
		const struct group *group = group_at(job, i);

		if (!group_has(job, group, hunk) ||
		    verdict_at(job, i)->kind == GROUP_SAME)
			continue;
		if (verdict_at(job, i)->kind != GROUP_CLEAN ||
		    !group_may_be_unchanged(job, group) || !look_ahead(job) ||
		    !is_unchanged_finally(job, group))
			return FALSE;
	}
	return TRUE;
}

static gboolean is_telling(const struct text *text, gint64 first, gint64 n)
{
	for (gint64 i = first; i < first + n; i++)
		if (line_is_telling(text_lines(text, i, 1)))
			return TRUE;
	return FALSE;
}

static gboolean is_ours(const struct merge_job *job, const struct group *group)
{
	const struct change range = {group->base, group->base_n, 0, 0};

	for (guint i = 0; i < job->ours->len; i++)
		if (touches(our_change(job, i), &range))
			return TRUE;
	return FALSE;
}

gboolean upstream_has_later(struct merge_job *job)
{
	if (!look_ahead(job))
		return FALSE;
	for (guint i = 0; i < job->final_groups->len; i++) {
		const struct group *group =
			&g_array_index(job->final_groups, struct group, i);

		if (group->fate == FATE_SAME && !is_ours(job, group) &&
		    (is_telling(&job->l->theirs, group->theirs, group->theirs_n) ||
		     is_telling(&job->l->base, group->base, group->base_n)))
			return TRUE;
	}
	return FALSE;
}
