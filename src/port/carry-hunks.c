/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "port/carry-private.h"

#include <string.h>

#include "port/included-files.h"

/* Up to this many conflicts per file get hints. */
#define PROPOSED_MAX 20

/* An unchanged file includes nothing new. */
static GPtrArray *find_included(const struct patch_job *job,
				const struct patch_section *section)
{
	if (bytes_same(section->before, section->there.bytes) || !section->there.bytes)
		return g_ptr_array_new();
	return included_list(job->old, job->new, section->path, section->before,
			     section->there.bytes);
}

static struct hunk_merge *merge_section(const struct patch_job *job,
					const struct patch_section *section,
					const GPtrArray *included)
{
	g_autoptr(GBytes) nothing = g_bytes_new_static("", 0);
	struct hunk_merge *merge = hunk_merge_new(section->before, section->after,
						  section->there.bytes ?: nothing);
	GBytes *final = job->options->end ? series_end_text(job->options->end,
							    section->result->path,
							    section->before)
					  : NULL;

	for (guint i = 0; i < section->result->hunks->len; i++) {
		const struct hunk_result *hunk =
			&g_array_index(section->result->hunks, struct hunk_result, i);

		hunk_merge_add(merge, hunk->hunk, job->options->reverse,
			       hunk->line - 1);
	}
	if (final)
		hunk_merge_look_ahead(merge, final);
	hunk_merge_include(merge, included);
	hunk_merge_run(merge);
	return merge;
}

/* In a file that was renamed, no hunk counts as exact. */
static void mark_moved(struct hunk_merge *merge, const char *moved)
{
	for (guint i = 0; i < merge->hunks->len; i++) {
		struct merge_hunk *hunk =
			&g_array_index(merge->hunks, struct merge_hunk, i);
		g_autofree char *reason = hunk->reason;

		hunk->reason = g_strdup_printf("the file is now %s%s%s", moved,
					       reason ? ": " : "", reason ?: "");
		hunk->doubtful = TRUE;
		if (hunk->step == STEP_EXACT || hunk->step == STEP_OFFSET)
			hunk->step = STEP_MERGED;
	}
}

static void report_merge(struct patch_job *job, const struct patch_section *section,
			 const struct hunk_merge *merge)
{
	guint proposed = 0;

	for (guint i = 0; i < merge->hunks->len; i++) {
		const struct merge_hunk *hunk =
			&g_array_index(merge->hunks, struct merge_hunk, i);

		struct carry_hunk *added =
			report_hunk(job, section, hunk->hunk, i + 1, hunk->step,
				    hunk->place + 1, hunk->reason);

		added->taken_back = hunk->taken_back;
		added->superseded = hunk->superseded;
		added->doubtful = hunk->doubtful;
		if (hunk->step == STEP_CONFLICT && proposed++ < PROPOSED_MAX)
			added->proposals = conflict_hints(merge, hunk);
		if (hunk->path) {
			g_free(added->path);
			added->path = g_strdup(hunk->path);
		} else if (hunk->lost && section->there.bytes) {
			added->needs = g_ptr_array_ref(hunk->lost);
		}
	}
}

/* Whether theirs has all lines of the hunk as in the patch. */
static gboolean stands_whole(const struct merge_hunk *hunk)
{
	return hunk->whole && !hunk->path &&
	       (hunk->step == STEP_EXACT || hunk->step == STEP_OFFSET);
}

/* Records where hunks apply, if known, so that printing need not find out. */
static gboolean is_placed(const struct patch_section *section,
			  const struct hunk_merge *merge)
{
	if (strcmp(section->source, section->path) || section->moved ||
	    section_mode(section) != section->there.mode)
		return FALSE;
	for (guint i = 0; i < merge->hunks->len; i++)
		if (!stands_whole(&g_array_index(merge->hunks, struct merge_hunk, i)))
			return FALSE;
	return TRUE;
}

static void note_placed(struct patch_job *job, const struct patch_section *section,
			const struct hunk_merge *merge)
{
	struct file_result *result;
	gint64 added = 0;

	if (!is_placed(section, merge))
		return;
	result = g_new0(struct file_result, 1);
	result->file = section->file;
	result->path = g_strdup(section->path);
	result->source = g_strdup(section->result->source);
	result->status = APPLY_OFFSET;
	result->hunks = g_array_new(FALSE, FALSE, sizeof(struct hunk_result));
	for (guint i = 0; i < merge->hunks->len; i++) {
		const struct merge_hunk *hunk =
			&g_array_index(merge->hunks, struct merge_hunk, i);
		struct hunk_result one = {.hunk = hunk->hunk,
					  .status = APPLY_OFFSET,
					  .line = hunk->place + 1,
					  .target = hunk->place + 1 + added};

		added += (gint64)hunk->view.replacement.count -
			 (gint64)hunk->view.pattern.count;
		g_array_append_val(result->hunks, one);
	}
	g_ptr_array_add(job->placed->files, result);
}

static gboolean keep_merge(struct patch_job *job, const struct patch_section *section,
			   const struct hunk_merge *merge, GError **error)
{
	g_autoptr(GBytes) result = hunk_merge_result(merge);

	note_placed(job, section, merge);
	if (!section->there.bytes) /* all of it was carried to other files */
		return TRUE;
	if (bytes_same(result, section->there.bytes) &&
	    !strcmp(section->source, section->path) &&
	    section_mode(section) == section->there.mode)
		return TRUE;
	return section_put(job, section, result, error);
}

/* Puts the file with the hunks that were carried, and markers for the others. */
static gboolean clash_merge(struct patch_job *job, const struct patch_section *section,
			    const struct hunk_merge *merge, guint offset,
			    GError **error)
{
	g_autoptr(GArray) blocks = unplaced_blocks(merge, offset);
	g_autoptr(GBytes) marked =
		hunk_merge_markers(merge, job->options->old_name,
				   job->options->new_name, job->options->patch_name);

	report_rejects(job, section, merge->hunks);
	if (!section->file->copy && strcmp(section->source, section->path) &&
	    section->there.bytes && !tree_remove(job->new, section->source, error))
		return FALSE;
	return report_marked(job, section, marked, section_mode(section), blocks,
			     error);
}

/* Puts the other files to which code has moved. */
static gboolean put_followed(struct patch_job *job, const GPtrArray *elsewhere,
			     GError **error)
{
	for (guint i = 0; i < elsewhere->len; i++) {
		const struct code_move *f = g_ptr_array_index(elsewhere, i);
		struct blob blob;

		if (!tree_get(job->new, f->path, &blob, error) ||
		    !tree_put(job->new, f->path, f->bytes, blob.mode, error))
			return FALSE;
	}
	return TRUE;
}

/* Hunks that needed fuzz in the old tree are reported, and get the context of the new
 * tree. */
static void mark_fuzz(struct hunk_merge *merge, const struct patch_section *section)
{
	for (guint i = 0; i < merge->hunks->len; i++) {
		struct merge_hunk *hunk =
			&g_array_index(merge->hunks, struct merge_hunk, i);
		guint fuzz =
			g_array_index(section->result->hunks, struct hunk_result, i)
				.fuzz;
		g_autofree char *reason = NULL;

		if (!fuzz)
			continue;
		reason = hunk->reason;
		hunk->reason = g_strdup_printf("needed fuzz %u on the old tree%s%s",
					       fuzz, reason ? ": " : "", reason ?: "");
		if (hunk->step == STEP_EXACT || hunk->step == STEP_OFFSET)
			hunk->step = STEP_MERGED;
	}
}

gboolean carry_hunks(struct patch_job *job, const struct patch_section *section,
		     GError **error)
{
	g_autoptr(GPtrArray) elsewhere =
		g_ptr_array_new_with_free_func((GDestroyNotify)code_move_free);
	g_autoptr(GPtrArray) included = find_included(job, section);
	g_autoptr(HunkMerge) merge = merge_section(job, section, included);
	guint offset = job->carry->hunks->len;
	gboolean clash;

	if (hunk_merge_worst(merge) == STEP_CONFLICT)
		code_move_hunks(merge, job->options->moves, section->path, elsewhere);
	if (section->moved)
		mark_moved(merge, section->moved);
	mark_fuzz(merge, section);
	if (job->doubt && !doubt_merge(merge, job->doubt))
		g_ptr_array_set_size(elsewhere, 0);
	clash = hunk_merge_worst(merge) == STEP_CONFLICT;
	if (clash)
		unplaced_mark(merge);
	report_merge(job, section, merge);
	if (!put_followed(job, elsewhere, error))
		return FALSE;
	return clash ? clash_merge(job, section, merge, offset, error)
		     : keep_merge(job, section, merge, error);
}
