/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "port/carry-private.h"

#include <string.h>

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

/* Applies the part of one file to the old tree, with as little fuzz as possible. */
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

/* Looks up @path as it was before the edits since @mark. */
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

/* Returns the name in the patch; NULL if a patch may not touch it. */
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

/* --- changes of a file as a whole ------------------------------------------------ */

static gboolean fails_on_old(const struct patch_section *section)
{
	return section->result->status >= APPLY_ALREADY;
}

/*
 * Returns the file with markers for the whole section; NULL if lines cannot express it.
 */
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
	report_rejects(job, section, NULL);
	if (marked)
		return report_marked(job, section, marked, section->there.mode, blocks,
				     error);
	for (guint i = first; i < job->carry->hunks->len; i++) {
		struct carry_hunk *hunk = g_ptr_array_index(job->carry->hunks, i);

		hunk->open = TRUE;
	}
	report_watch(job, section->source);
	report_watch(job, section->path);
	return TRUE;
}

/* Sets the path of the section to its content in the old tree after the patch. */
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
		return "the file is already in the new tree, and differs";
	if (!section->after)
		return "the file that it deletes has changed";
	return "the binary file has changed";
}

/* A file that is created, deleted or binary: all or nothing. */
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

/* Returns the new path of a file that is missing in the new tree, or NULL. */
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

/* If the patch changes a file that the new tree has in another directory, or under the
 * name that later patches give it, continues the section with that file. */
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

mode_t section_mode(const struct patch_section *section)
{
	return section->before_mode != section->after_mode ? section->after_mode
							   : section->there.mode;
}

gboolean section_put(struct patch_job *job, const struct patch_section *section,
		     GBytes *result, GError **error)
{
	if (!section->file->copy && strcmp(section->source, section->path) &&
	    !tree_remove(job->new, section->source, error))
		return FALSE;
	return tree_put(job->new, section->path, result, section_mode(section), error);
}

/* --- the section ----------------------------------------------------------------------- */

/* For a new name or mode without hunks. */
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
	return section_put(job, section, section->there.bytes, error);
}

/* For a rename or copy to a name that exists: it may have been made before. Sets
 * *@settled if this decides the section. */
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

static gboolean try_section(struct patch_job *job, struct patch_section *section,
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

gboolean carry_section(struct patch_job *job, const struct patch_file *file,
		       GError **error)
{
	struct patch_section section;
	gboolean ok = section_init(job, &section, file, error) &&
		      try_section(job, &section, error);

	section_clear(&section);
	return ok;
}
