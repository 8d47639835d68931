/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "port/rebase-patch.h"

#include <string.h>
#include <sys/stat.h>

#include "patch/outcome.h"
#include "patch/refresh.h"
#include "port/code-move.h"
#include "port/doubt.h"
#include "port/included-files.h"
#include "util/error.h"

/* Of so many conflicts in a file it is said where they may belong. */
#define PROPOSED_MAX 20

/* One try at a patch. */
struct patch_job {
	struct tree *old, *new;
	const struct patch *patch;
	const struct carry_options *options;
	struct carry *carry;
	enum doubt doubt;   /* of what is not upstream when the rest is */
	GHashTable *blocks; /* of what was shown with markers, by path */
	GPtrArray *watched; /* paths that a conflict is about and that have none */
};

/* One file's part of a patch, and what it did to the old tree. */
struct patch_section {
	const struct patch_file *file;
	struct file_result *result;
	struct patch_result *owner;
	char *source;		/* what is read, in both trees */
	const char *path;	/* what is written */
	GBytes *before, *after; /* in the old tree; NULL: there is no such file */
	mode_t before_mode, after_mode;
	struct blob there; /* source in the new tree */
	char *moved;	   /* where the file is there, when it was renamed; or NULL */
	char *named;	   /* what the patch calls it, when the old tree has none */
};

static void hunk_free(struct carry_hunk *hunk)
{
	g_free(hunk->path);
	g_free(hunk->reason);
	g_clear_pointer(&hunk->proposals, g_array_unref);
	g_clear_pointer(&hunk->needs, g_ptr_array_unref);
	g_free(hunk);
}

static void work_free(struct carry_work *work)
{
	g_free(work->path);
	g_clear_pointer(&work->before, g_bytes_unref);
	g_clear_pointer(&work->bytes, g_bytes_unref);
	g_clear_pointer(&work->blocks, g_array_unref);
	g_free(work);
}

static void blocks_free(gpointer blocks)
{
	if (blocks)
		g_array_unref(blocks);
}

static struct carry *carry_new(void)
{
	struct carry *carry = g_new0(struct carry, 1);

	carry->hunks = g_ptr_array_new_with_free_func((GDestroyNotify)hunk_free);
	carry->work = g_ptr_array_new_with_free_func((GDestroyNotify)work_free);
	carry->rejects = g_string_new(NULL);
	return carry;
}

void carry_free(struct carry *carry)
{
	if (!carry)
		return;
	g_ptr_array_unref(carry->hunks);
	g_ptr_array_unref(carry->work);
	g_string_free(carry->rejects, TRUE);
	g_clear_pointer(&carry->patch, g_bytes_unref);
	g_free(carry);
}

const char *carry_status_name(enum carry_status status)
{
	static const enum outcome outcomes[CARRY_STATUSES] = {
		[CARRY_EXACT] = OUTCOME_EXACT,
		[CARRY_OFFSET] = OUTCOME_OFFSET,
		[CARRY_MERGED] = OUTCOME_MERGED,
		[CARRY_ADAPTED] = OUTCOME_ADAPTED,
		[CARRY_UPSTREAM] = OUTCOME_UPSTREAM,
		[CARRY_PARTIAL] = OUTCOME_PARTIAL,
		[CARRY_DROPPED] = OUTCOME_DROPPED,
		[CARRY_CONFLICT] = OUTCOME_CONFLICT,
	};

	return outcome_name(outcomes[status]);
}

/* --- the old tree ----------------------------------------------------------------- */

static void section_clear(struct patch_section *section)
{
	g_clear_pointer(&section->owner, patch_result_free);
	g_clear_pointer(&section->before, g_bytes_unref);
	g_clear_pointer(&section->after, g_bytes_unref);
	g_free(section->source);
	g_free(section->moved);
	g_free(section->named);
}

static GBytes *ref_or_null(GBytes *bytes)
{
	return bytes ? g_bytes_ref(bytes) : NULL;
}

static struct patch_result *apply_file(struct patch_job *job,
				       const struct patch_file *file, guint fuzz,
				       GError **error)
{
	g_autoptr(GPtrArray) files = g_ptr_array_new();
	struct patch one = {
		.name = job->patch->name, .bytes = job->patch->bytes, .files = files};
	struct apply_options options = {.strip = job->options->strip,
					.reverse = job->options->reverse,
					.fuzz = fuzz};

	g_ptr_array_add(files, (gpointer)file);
	return apply_patch(job->old, &one, &options, error);
}

/* Applies one file's part to the old tree: with fuzz only if it must be. */
static gboolean section_apply(struct patch_job *job, struct patch_section *section,
			      GError **error)
{
	for (guint fuzz = 0; fuzz <= CARRY_OLD_FUZZ; fuzz += CARRY_OLD_FUZZ) {
		g_clear_pointer(&section->owner, patch_result_free);
		section->owner = apply_file(job, section->file, fuzz, error);
		if (!section->owner)
			return FALSE;
		section->result = g_ptr_array_index(section->owner->files, 0);
		if (section->result->status < APPLY_ALREADY)
			break;
	}
	return TRUE;
}

/* What @path was before the edits since @mark. */
static gboolean blob_before(struct tree *tree, guint mark, const char *path,
			    struct blob *blob, GError **error)
{
	g_autoptr(GArray) edits = tree_edits(tree, mark, tree_mark(tree));

	for (guint i = 0; i < edits->len; i++) {
		const struct tree_change *change =
			&g_array_index(edits, struct tree_change, i);

		if (!strcmp(change->path, path)) {
			*blob = change->before;
			return TRUE;
		}
	}
	return tree_get(tree, path, blob, error);
}

/* As the patch has it; NULL for what it may not touch. */
static char *name_of(const struct patch_file *file, const struct carry_options *options)
{
	int side = options->reverse ? PATCH_OLD : PATCH_NEW;
	g_autofree char *name = patch_file_name(file, side, options->strip);

	if (!name)
		name = patch_file_name(file, !side, options->strip);
	return name && !tree_refusal(name) ? g_steal_pointer(&name) : NULL;
}

static gboolean section_init(struct patch_job *job, struct patch_section *section,
			     const struct patch_file *file, GError **error)
{
	guint mark = tree_mark(job->old);
	struct blob before, after;

	*section = (struct patch_section){.file = file};
	if (!section_apply(job, section, error))
		return FALSE;
	if (!section->result->path)
		section->named = name_of(file, job->options);
	section->path = section->result->path ?: section->named ?: "";
	section->source = g_strdup(section->result->source ?: section->path);
	if (!*section->path)
		return TRUE;
	if (!blob_before(job->old, mark, section->source, &before, error) ||
	    !tree_get(job->old, section->path, &after, error) ||
	    !tree_get(job->new, section->source, &section->there, error))
		return FALSE;
	section->before = ref_or_null(before.bytes);
	section->before_mode = before.mode;
	section->after = ref_or_null(after.bytes);
	section->after_mode = after.mode;
	return TRUE;
}

/* --- the report ------------------------------------------------------------------- */

static struct carry_hunk *report(struct patch_job *job,
				 const struct patch_section *section,
				 const struct hunk *hunk, guint number,
				 enum merge_step step, gint64 line, const char *reason)
{
	struct carry_hunk *added = g_new0(struct carry_hunk, 1);

	added->hunk = hunk;
	added->number = number;
	added->path = g_strdup(section->path);
	added->step = step;
	added->line = line;
	added->reason = g_strdup(reason);
	g_ptr_array_add(job->carry->hunks, added);
	return added;
}

/* All of the section goes the same way. */
static void report_all(struct patch_job *job, const struct patch_section *section,
		       enum merge_step step, const char *reason)
{
	const GPtrArray *hunks = section->file->hunks;

	if (!hunks->len)
		report(job, section, NULL, 0, step, 0, reason);
	for (guint i = 0; i < hunks->len; i++)
		report(job, section, g_ptr_array_index(hunks, i), i + 1, step, 0,
		       reason);
}

/* The lines that name the file, without the text before them. */
static void append_head(GString *out, const struct patch_file *file)
{
	g_string_append_len(out, file->lead.data + file->head,
			    file->lead.len - file->head);
}

static void reject(struct patch_job *job, const struct patch_section *section,
		   GArray *hunks)
{
	GString *out = job->carry->rejects;
	const struct patch_file *file = section->file;

	append_head(out, file);
	for (guint i = 0; i < file->hunks->len; i++) {
		const struct hunk *hunk = g_ptr_array_index(file->hunks, i);

		if (hunks &&
		    g_array_index(hunks, struct merge_hunk, i).step != STEP_CONFLICT)
			continue;
		span_append(out, hunk->head);
		span_append(out, hunk->body);
	}
}

static void add_work(struct patch_job *job, const char *path, const struct blob *before,
		     const struct blob *after)
{
	struct carry_work *work = g_new0(struct carry_work, 1);
	GArray *blocks = g_hash_table_lookup(job->blocks, path);

	work->path = g_strdup(path);
	work->before = ref_or_null(before->bytes);
	work->before_mode = before->mode ? before->mode : S_IFREG | 0644;
	work->bytes = ref_or_null(after->bytes);
	work->mode = after->mode ? after->mode : work->before_mode;
	work->blocks = blocks ? g_array_ref(blocks) : NULL;
	g_ptr_array_add(job->carry->work, work);
}

/* Whether one of @edits is of @path. */
static gboolean is_edited(GArray *edits, const char *path)
{
	for (guint i = 0; i < edits->len; i++)
		if (!strcmp(g_array_index(edits, struct tree_change, i).path, path))
			return TRUE;
	return FALSE;
}

/* Of a conflict: all files of the patch as far as they got. */
static gboolean gather_work(struct patch_job *job, guint mark, GError **error)
{
	g_autoptr(GArray) edits = tree_edits(job->new, mark, tree_mark(job->new));

	for (guint i = 0; i < edits->len; i++) {
		const struct tree_change *change =
			&g_array_index(edits, struct tree_change, i);

		add_work(job, change->path, &change->before, &change->after);
	}
	for (guint i = 0; i < job->watched->len; i++) {
		const char *path = g_ptr_array_index(job->watched, i);
		struct blob blob;

		if (!tree_get(job->new, path, &blob, error))
			return FALSE;
		if (!is_edited(edits, path))
			add_work(job, path, &blob, &blob);
	}
	return TRUE;
}

/* A conflict is about @path, and nothing in the file shows it. */
static void watch(struct patch_job *job, const char *path)
{
	if (*path &&
	    !g_ptr_array_find_with_equal_func(job->watched, path, g_str_equal, NULL))
		g_ptr_array_add(job->watched, g_strdup(path));
}

/*
 * The file gets markers, for whoever resolves the conflict: the tree has them until
 * finish() takes the patch back. Where two diffs of one file have some, it is not known
 * any more which belong to which hunk.
 */
static gboolean show(struct patch_job *job, const struct patch_section *section,
		     GBytes *marked, mode_t mode, GArray *blocks, GError **error)
{
	gboolean again = g_hash_table_contains(job->blocks, section->path);

	g_hash_table_insert(job->blocks, g_strdup(section->path),
			    again ? NULL : g_array_ref(blocks));
	return tree_put(job->new, section->path, marked, mode, error);
}

/* --- what is done to a file as a whole -----------------------------------------------
 */

static gboolean fails_on_old(const struct patch_section *section)
{
	return section->result->status >= APPLY_ALREADY;
}

/* The file with markers for all of the section; NULL where lines cannot tell. */
static GBytes *mark_section(const struct patch_job *job,
			    const struct patch_section *section, GArray **blocks)
{
	const struct marker_names names = {
		fails_on_old(section) ? "expected" : job->options->old_name,
		job->options->new_name, job->options->patch_name};
	guint first = job->carry->hunks->len;

	if (!section->file->hunks->len || section->file->rename || section->file->copy)
		return NULL;
	if (fails_on_old(section))
		return unplaced_hunks(section->file, job->options->reverse,
				      section->there.bytes, &names, first, blocks);
	if (!section->before && section->after && section->there.bytes)
		return unplaced_both(section->there.bytes, section->after, &names,
				     first, blocks);
	return NULL;
}

static gboolean refuse(struct patch_job *job, const struct patch_section *section,
		       const char *reason, GError **error)
{
	g_autoptr(GArray) blocks = NULL;
	g_autoptr(GBytes) marked = mark_section(job, section, &blocks);
	guint first = job->carry->hunks->len;

	report_all(job, section, STEP_CONFLICT, reason);
	reject(job, section, NULL);
	if (marked)
		return show(job, section, marked, section->there.mode, blocks, error);
	for (guint i = first; i < job->carry->hunks->len; i++) {
		struct carry_hunk *hunk = g_ptr_array_index(job->carry->hunks, i);

		hunk->open = TRUE;
	}
	watch(job, section->source);
	watch(job, section->path);
	return TRUE;
}

static gboolean bytes_same(GBytes *a, GBytes *b)
{
	return a == b || (a && b && g_bytes_equal(a, b));
}

/* Makes the path of the section what it is in the old tree after the patch. */
static gboolean put_after(struct patch_job *job, const struct patch_section *section,
			  GError **error)
{
	if (!section->after)
		return tree_remove(job->new, section->path, error);
	return tree_put(job->new, section->path, section->after, section->after_mode,
			error);
}

static gboolean is_whole(const struct patch_section *section)
{
	return !section->before || !section->after ||
	       section->file->binary[PATCH_OLD] || section->file->binary[PATCH_NEW];
}

static const char *whole_clash(const struct patch_section *section)
{
	if (!section->before)
		return "the file is in the new tree already, and differs";
	if (!section->after)
		return "the file that it deletes has changed";
	return "the binary file has changed";
}

/* A file that is made, deleted or binary: all or nothing. */
static gboolean carry_whole(struct patch_job *job, const struct patch_section *section,
			    GError **error)
{
	if (bytes_same(section->there.bytes, section->after)) {
		report_all(job, section, STEP_UPSTREAM,
			   section->after ? "the new tree has the same file"
					  : "the file is not in the new tree");
		return TRUE;
	}
	if (!bytes_same(section->there.bytes, section->before))
		return refuse(job, section, whole_clash(section), error);
	if (job->doubt == DOUBT_ALL)
		return refuse(job, section, doubt_reason(job->doubt), error);
	report_all(job, section, STEP_EXACT, NULL);
	return put_after(job, section, error);
}

/* Where the new tree has the file that it lacks at its path, or NULL. */
static char *find_renamed(const struct patch_job *job,
			  const struct patch_section *section)
{
	g_autofree char *path = NULL;
	struct blob blob;

	if (job->options->end)
		path = series_end_renamed(job->options->end, section->path,
					  section->before);
	if (path && tree_get(job->new, path, &blob, NULL) && blob.bytes)
		return g_steal_pointer(&path);
	return code_move_file(job->options->moves, section->path, section->before);
}

/*
 * A file that the patch changes, and that the new tree has in another directory, or as
 * later patches of the series rename it: the section is about that one from here on.
 */
static gboolean follow_rename(struct patch_job *job, struct patch_section *section,
			      GError **error)
{
	if (section->there.bytes || is_whole(section) || !section->file->hunks->len ||
	    strcmp(section->source, section->path))
		return TRUE;
	section->moved = find_renamed(job, section);
	if (!section->moved)
		return TRUE;
	g_free(section->source);
	section->source = g_strdup(section->moved);
	section->path = section->moved;
	return tree_get(job->new, section->moved, &section->there, error);
}

/* --- hunks -------------------------------------------------------------------------
 */

static mode_t carried_mode(const struct patch_section *section)
{
	return section->before_mode != section->after_mode ? section->after_mode
							   : section->there.mode;
}

/* A file that is as it was includes nothing new. */
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

/* In a file of another name no hunk is as it was. */
static void mark_moved(struct hunk_merge *merge, const char *moved)
{
	for (guint i = 0; i < merge->hunks->len; i++) {
		struct merge_hunk *hunk =
			&g_array_index(merge->hunks, struct merge_hunk, i);
		g_autofree char *reason = hunk->reason;

		hunk->reason = g_strdup_printf("the file is %s now%s%s", moved,
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
			report(job, section, hunk->hunk, i + 1, hunk->step,
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

static gboolean put_result(struct patch_job *job, const struct patch_section *section,
			   GBytes *result, GError **error)
{
	if (!section->file->copy && strcmp(section->source, section->path) &&
	    !tree_remove(job->new, section->source, error))
		return FALSE;
	return tree_put(job->new, section->path, result, carried_mode(section), error);
}

static gboolean keep_merge(struct patch_job *job, const struct patch_section *section,
			   const struct hunk_merge *merge, GError **error)
{
	g_autoptr(GBytes) result = hunk_merge_result(merge);

	if (!section->there.bytes) /* all of it was followed to other files */
		return TRUE;
	if (bytes_same(result, section->there.bytes) &&
	    !strcmp(section->source, section->path) &&
	    carried_mode(section) == section->there.mode)
		return TRUE;
	return put_result(job, section, result, error);
}

/* Puts the file with what could be done and markers for the rest. */
static gboolean clash_merge(struct patch_job *job, const struct patch_section *section,
			    const struct hunk_merge *merge, guint offset,
			    GError **error)
{
	g_autoptr(GArray) blocks = unplaced_blocks(merge, offset);
	g_autoptr(GBytes) marked =
		hunk_merge_markers(merge, job->options->old_name,
				   job->options->new_name, job->options->patch_name);

	reject(job, section, merge->hunks);
	if (!section->file->copy && strcmp(section->source, section->path) &&
	    section->there.bytes && !tree_remove(job->new, section->source, error))
		return FALSE;
	return show(job, section, marked, carried_mode(section), blocks, error);
}
/* Files that code has moved to. */
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

/* What the old tree did not quite fit is said, and gets the new tree's context. */
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

static gboolean carry_hunks(struct patch_job *job, const struct patch_section *section,
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

/* Only a new name or mode, no hunks. */
static gboolean carry_bare(struct patch_job *job, const struct patch_section *section,
			   GError **error)
{
	gboolean renamed = strcmp(section->source, section->path) != 0;

	if (!renamed && section->there.mode == section->after_mode) {
		report_all(job, section, STEP_UPSTREAM,
			   "the new tree has the same mode");
		return TRUE;
	}
	report_all(job, section, STEP_EXACT, NULL);
	return put_result(job, section, section->there.bytes, error);
}

/*
 * A rename or copy whose new name is there: it was made before, or something
 * else is. Returns TRUE when the section is settled by that.
 */
static gboolean renamed_before(struct patch_job *job, struct patch_section *section,
			       gboolean *settled, GError **error)
{
	struct blob target;

	*settled = FALSE;
	if (!strcmp(section->source, section->path))
		return TRUE;
	if (!tree_get(job->new, section->path, &target, error))
		return FALSE;
	if (!target.bytes)
		return TRUE;
	*settled = TRUE;
	if (bytes_same(target.bytes, section->after))
		report_all(job, section, STEP_UPSTREAM,
			   "the new tree has the file under its new name");
	else
		return refuse(job, section, "the new name is taken in the new tree",
			      error);
	return TRUE;
}

static gboolean carry_section(struct patch_job *job, struct patch_section *section,
			      GError **error)
{
	gboolean settled;

	if (fails_on_old(section))
		return refuse(job, section,
			      section->result->reason
				      ?: "it does not apply to the old tree",
			      error);
	if (!renamed_before(job, section, &settled, error) ||
	    !follow_rename(job, section, error))
		return FALSE;
	if (settled)
		return TRUE;
	if (is_whole(section))
		return carry_whole(job, section, error);
	if (!section->there.bytes && !section->file->hunks->len)
		return refuse(job, section, "the file is not in the new tree", error);
	if (!section->file->hunks->len)
		return carry_bare(job, section, error);
	return carry_hunks(job, section, error);
}

/* --- the patch -----------------------------------------------------------------------
 */

static enum carry_status kept_status(enum merge_step worst)
{
	switch (worst) {
	case STEP_OFFSET:
		return CARRY_OFFSET;
	case STEP_MERGED:
		return CARRY_MERGED;
	case STEP_WORDS:
		return CARRY_ADAPTED;
	default:
		return CARRY_EXACT;
	}
}

static enum carry_status judge(const GPtrArray *hunks)
{
	enum merge_step worst = STEP_EXACT;
	guint upstream = 0;

	for (guint i = 0; i < hunks->len; i++) {
		const struct carry_hunk *hunk = g_ptr_array_index(hunks, i);

		upstream += hunk->step == STEP_UPSTREAM;
		worst = MAX(worst, hunk->step);
	}
	if (worst == STEP_CONFLICT)
		return CARRY_CONFLICT;
	if (upstream && upstream == hunks->len)
		return CARRY_UPSTREAM;
	return upstream ? CARRY_PARTIAL : kept_status(worst);
}

static gboolean carry_sections(struct patch_job *job, GError **error)
{
	for (guint i = 0; i < job->patch->files->len; i++) {
		const struct patch_file *file = g_ptr_array_index(job->patch->files, i);
		struct patch_section section;
		gboolean ok;

		ok = section_init(job, &section, file, error) &&
		     carry_section(job, &section, error);
		section_clear(&section);
		if (!ok)
			return FALSE;
	}
	return TRUE;
}

static gboolean edits_equal(GArray *a, GArray *b)
{
	if (a->len != b->len)
		return FALSE;
	for (guint i = 0; i < a->len; i++) {
		const struct tree_change *x = &g_array_index(a, struct tree_change, i);
		const struct tree_change *y = &g_array_index(b, struct tree_change, i);

		if (strcmp(x->path, y->path) || !blob_equal(&x->after, &y->after))
			return FALSE;
	}
	return TRUE;
}

/* Copies what tree_edits() borrows, so that it survives a rollback. */
static GArray *edits_hold(struct tree *tree, guint mark)
{
	GArray *edits = tree_edits(tree, mark, tree_mark(tree));

	for (guint i = 0; i < edits->len; i++) {
		struct tree_change *change =
			&g_array_index(edits, struct tree_change, i);

		ref_or_null(change->after.bytes);
	}
	return edits;
}

static void edits_release(GArray *edits)
{
	for (guint i = 0; i < edits->len; i++) {
		GBytes *bytes = g_array_index(edits, struct tree_change, i).after.bytes;

		if (bytes)
			g_bytes_unref(bytes);
	}
	g_array_unref(edits);
}

/* Makes the edits @want again, in the place of those since @mark. */
static void put_back(struct tree *tree, guint mark, GArray *want)
{
	tree_rollback(tree, mark);
	for (guint i = 0; i < want->len; i++) {
		const struct tree_change *change =
			&g_array_index(want, struct tree_change, i);

		/* What could be put once can be put again. */
		if (change->after.bytes)
			g_warn_if_fail(tree_put(tree, change->path, change->after.bytes,
						change->after.mode, NULL));
		else
			g_warn_if_fail(tree_remove(tree, change->path, NULL));
	}
}

/*
 * Applies the printed patch as anybody would, and looks whether the new tree
 * becomes what the merge gave: an error does not get further. If it does
 * not, the tree is as the merge gave it.
 */
static gboolean prove(struct patch_job *job, guint mark)
{
	struct apply_options options = {.strip = job->options->strip,
					.reverse = job->options->reverse};
	GArray *want = edits_hold(job->new, mark), *have = NULL;
	g_autoptr(Patch) patch = patch_parse(job->patch->name, job->carry->patch, NULL);
	g_autoptr(PatchResult) result = NULL;
	gboolean proven;

	tree_rollback(job->new, mark);
	if (patch)
		result = apply_patch(job->new, patch, &options, NULL);
	have = tree_edits(job->new, mark, tree_mark(job->new));
	proven = result && result->status < APPLY_ALREADY && edits_equal(want, have);
	g_array_unref(have);
	if (!proven)
		put_back(job->new, mark, want);
	edits_release(want);
	return proven;
}
/* Tries all of it once more, with what is doubtful in conflict. */
static gboolean doubt_hunks(struct patch_job *job, enum doubt doubt, guint old_mark,
			    guint mark, GError **error)
{
	tree_rollback(job->old, old_mark);
	tree_rollback(job->new, mark);
	g_ptr_array_set_size(job->carry->hunks, 0);
	job->doubt = doubt;
	if (!carry_sections(job, error))
		return FALSE;
	job->carry->status = judge(job->carry->hunks);
	return TRUE;
}

/* The patch as it does what was done to the new tree since @mark. */
static gboolean print_anew(struct patch_job *job, guint mark, GError **error)
{
	const struct series_entry entry = {.strip = job->options->strip,
					   .reverse = job->options->reverse};
	g_autoptr(GArray) changes = tree_edits(job->new, mark, tree_mark(job->new));
	g_autoptr(GArray) edits =
		g_array_new(FALSE, FALSE, sizeof(struct refresh_edit));
	g_autoptr(GString) out = g_string_new(NULL);
	enum refresh_change change;

	for (guint i = 0; i < changes->len; i++) {
		const struct tree_change *c =
			&g_array_index(changes, struct tree_change, i);
		struct refresh_edit edit = {c->path, c->before, c->after};

		g_array_append_val(edits, edit);
	}
	if (!refresh_edited(job->patch, &entry, edits, &change, out, error))
		return FALSE;
	g_clear_pointer(&job->carry->patch, g_bytes_unref);
	job->carry->patch = g_bytes_new(out->str, out->len);
	return TRUE;
}

/* Where nothing moved, the patch keeps every byte, unless that would go elsewhere. */
static gboolean print(struct patch_job *job, guint mark, gboolean *proven,
		      GError **error)
{
	*proven = FALSE;
	if (job->carry->status == CARRY_EXACT) {
		job->carry->patch = g_bytes_ref(job->patch->bytes);
		*proven = prove(job, mark);
	}
	if (*proven)
		return TRUE;
	if (!print_anew(job, mark, error))
		return FALSE;
	*proven = prove(job, mark);
	return TRUE;
}

/* None of it is to be carried, for @reason. */
static void disprove(struct carry *carry, const char *reason)
{
	for (guint i = 0; i < carry->hunks->len; i++) {
		struct carry_hunk *hunk = g_ptr_array_index(carry->hunks, i);

		if (hunk->step == STEP_UPSTREAM)
			continue;
		hunk->step = STEP_CONFLICT;
		hunk->open = TRUE;
		g_free(hunk->reason);
		hunk->reason = g_strdup(reason);
	}
	g_clear_pointer(&carry->patch, g_bytes_unref);
	carry->status = CARRY_CONFLICT;
}

/* A patch in conflict: what it is about is kept, and the tree is as it was. */
static gboolean give_up(struct patch_job *job, guint mark, GError **error)
{
	if (!gather_work(job, mark, error))
		return FALSE;
	tree_rollback(job->new, mark);
	return TRUE;
}

/* What history has of a patch that has no place in the texts is there in another form. */
static void take_known(struct patch_job *job, guint mark)
{
	tree_rollback(job->new, mark);
	g_string_set_size(job->carry->rejects, 0);
	for (guint i = 0; i < job->carry->hunks->len; i++) {
		struct carry_hunk *hunk = g_ptr_array_index(job->carry->hunks, i);

		if (hunk->step == STEP_UPSTREAM)
			continue;
		hunk->step = STEP_UPSTREAM;
		g_clear_pointer(&hunk->proposals, g_array_unref);
		g_free(hunk->reason);
		hunk->reason = g_strdup(job->options->known);
	}
	job->carry->status = CARRY_UPSTREAM;
}

/* What it has and the texts do not: it was taken back, or has moved. */
static gboolean doubt_known(struct patch_job *job, guint mark, GError **error)
{
	g_autofree char *reason = g_strdup_printf(
		"%s, and the text has a place for it: it may have been taken back",
		job->options->known);

	disprove(job->carry, reason);
	return give_up(job, mark, error);
}

static gboolean finish(struct patch_job *job, guint old_mark, guint mark,
		       GError **error)
{
	struct carry *carry = job->carry;
	enum doubt doubt = DOUBT_NONE;
	gboolean proven;

	carry->status = judge(carry->hunks);
	if (carry->status != CARRY_CONFLICT && doubt_undone(carry->hunks)) {
		carry->status = CARRY_UPSTREAM;
		tree_rollback(job->new, mark);
	}
	if (carry->status == CARRY_PARTIAL)
		doubt = doubt_find(carry->hunks);
	if (doubt && !doubt_hunks(job, doubt, old_mark, mark, error))
		return FALSE;
	if (carry->status == CARRY_CONFLICT && job->options->known)
		take_known(job, mark);
	if (carry->status == CARRY_CONFLICT)
		return give_up(job, mark, error);
	if (carry->status == CARRY_UPSTREAM)
		return TRUE;
	if (job->options->known)
		return doubt_known(job, mark, error);
	if (!print(job, mark, &proven, error))
		return FALSE;
	if (proven)
		return TRUE;
	disprove(carry, "patch would apply it elsewhere");
	return give_up(job, mark, error);
}

struct carry *carry_decide(GBytes *patch)
{
	struct carry *carry = carry_new();

	carry->status = patch ? CARRY_ADAPTED : CARRY_DROPPED;
	carry->patch = ref_or_null(patch);
	return carry;
}

/* A patch file without a diff, or without a byte, is kept: it may be a note. */
static struct carry *carry_nothing(const struct patch *patch)
{
	struct carry *carry = carry_new();

	carry->patch = g_bytes_ref(patch->bytes);
	return carry;
}

struct carry *carry_patch(struct tree *old, struct tree *new, const struct patch *patch,
			  const struct carry_options *options, GError **error)
{
	g_autoptr(Carry) carry = carry_new();
	g_autoptr(GHashTable) blocks =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, blocks_free);
	g_autoptr(GPtrArray) watched = g_ptr_array_new_with_free_func(g_free);
	struct patch_job job = {.old = old,
				.new = new,
				.patch = patch,
				.options = options,
				.carry = carry,
				.blocks = blocks,
				.watched = watched};
	guint old_mark = tree_mark(old), mark = tree_mark(new);

	if (!patch->files->len)
		return carry_nothing(patch);
	if (carry_sections(&job, error) && finish(&job, old_mark, mark, error))
		return g_steal_pointer(&carry);
	tree_rollback(new, mark);
	return NULL;
}

struct carry_seen carry_seen(const struct carry *carry)
{
	struct carry_seen seen = {.hunks = carry->hunks->len};

	for (guint i = 0; i < carry->hunks->len; i++) {
		const struct carry_hunk *hunk = g_ptr_array_index(carry->hunks, i);

		seen.upstream += hunk->step == STEP_UPSTREAM;
	}
	seen.probably = carry->status == CARRY_CONFLICT && seen.upstream &&
			seen.upstream * 2 >= seen.hunks;
	return seen;
}
