/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Refreshes a patch whose files were edited after it was applied.
 *
 * The patch is applied to the files as they were before it. A diff that still gives the
 * present file stays; for other files, a new diff is made.
 */
#include "patch/refresh-private.h"
#include "patch/series-apply.h"

#include <string.h>
#include <sys/stat.h>

#include "patch/diff.h"
#include "util/error.h"

struct edited {
	const struct patch *patch;
	const struct series_entry *entry;
	GArray *edits;	   /* of struct refresh_edit */
	gboolean *done;	   /* for each edit, whether it was printed */
	struct tree *tree; /* the files after the patch without edits; NULL: equal to
			    * those with edits */
	guint context;
	GString *out;
	enum refresh_change change;
};

static struct refresh_edit *find_edit(struct edited *e, const char *path)
{
	for (guint i = 0; path && i < e->edits->len; i++) {
		struct refresh_edit *edit =
			&g_array_index(e->edits, struct refresh_edit, i);

		if (!strcmp(edit->path, path))
			return edit;
	}
	return NULL;
}

static void set_done(struct edited *e, const struct refresh_edit *edit)
{
	if (edit)
		e->done[edit - (struct refresh_edit *)e->edits->data] = TRUE;
}

/* Returns the number of context lines in the patch, or three if it has no hunks. */
static guint context_of(const struct patch *patch)
{
	guint context = 0;
	gboolean any = FALSE;

	for (guint i = 0; i < patch->files->len; i++) {
		const struct patch_file *file = g_ptr_array_index(patch->files, i);

		for (guint j = 0; j < file->hunks->len; j++) {
			const struct hunk *hunk = g_ptr_array_index(file->hunks, j);

			context = MAX(context, MAX(hunk->prefix, hunk->suffix));
			any = TRUE;
		}
	}
	return any ? context : 3;
}

static gboolean same_blob(const struct blob *a, const struct blob *b)
{
	return !a->bytes == !b->bytes &&
	       (!a->bytes || g_bytes_equal(a->bytes, b->bytes)) &&
	       ((a->mode ^ b->mode) & 0100) == 0;
}

/* --- headers ---------------------------------------------------------------------- */

static void print_name(struct edited *e, const char *mark, char side, const char *path,
		       GString *out)
{
	g_string_append_printf(out, "%s ", mark);
	if (path) {
		for (int i = 0; i < e->entry->strip; i++)
			g_string_append_printf(out, "%c/", side);
		g_string_append(out, path);
		/* a name with blanks must end at a tab */
		if (strchr(path, ' '))
			g_string_append_c(out, '\t');
	} else {
		g_string_append(out, "/dev/null");
	}
	g_string_append_c(out, '\n');
}

static gboolean is_git(const struct patch *patch)
{
	const struct patch_file *file =
		patch->files->len ? g_ptr_array_index(patch->files, 0) : NULL;

	return file && file->git;
}

static void print_modes(const struct blob *old, const struct blob *new, GString *out)
{
	guint old_mode = old->mode & 0100 ? 0100755 : 0100644;
	guint new_mode = new->mode & 0100 ? 0100755 : 0100644;

	if (!old->bytes)
		g_string_append_printf(out, "new file mode %o\n", new_mode);
	else if (!new->bytes)
		g_string_append_printf(out, "deleted file mode %o\n", old_mode);
	else if (old_mode != new_mode)
		g_string_append_printf(out, "old mode %o\nnew mode %o\n", old_mode,
				       new_mode);
}

static void print_header(struct edited *e, const char *path, const struct blob *old,
			 const struct blob *now)
{
	gboolean text = (old->bytes && g_bytes_get_size(old->bytes)) ||
			(now->bytes && g_bytes_get_size(now->bytes));

	if (is_git(e->patch)) {
		g_string_append_printf(e->out, "diff --git a/%s b/%s\n", path, path);
		print_modes(old, now, e->out);
	}
	if (!text || same_blob(old, now))
		return;
	print_name(e, "---", 'a', old->bytes ? path : NULL, e->out);
	print_name(e, "+++", 'b', now->bytes ? path : NULL, e->out);
}

/* --- files ------------------------------------------------------------------------ */

/* Whether the header of @file is still correct for a change from @old to @new. */
static gboolean header_fits(const struct patch_file *file, const struct blob *old,
			    const struct blob *new)
{
	return (file->presence[PATCH_OLD] == PRESENCE_NONE) == !old->bytes &&
	       (file->presence[PATCH_NEW] == PRESENCE_NONE) == !new->bytes &&
	       file->hunks->len && !file->binary[PATCH_NEW];
}

/* Whether any hunk of the patch has a function name. */
static gboolean has_functions(const struct patch *patch)
{
	for (guint i = 0; i < patch->files->len; i++) {
		const struct patch_file *file = g_ptr_array_index(patch->files, i);

		for (guint j = 0; j < file->hunks->len; j++)
			if (((struct hunk *)g_ptr_array_index(file->hunks, j))
				    ->function.len)
				return TRUE;
	}
	return patch->files->len == 0;
}

/* Returns the hunk of @diff that most likely corresponds to @new: it has the same
 * lines, or was at the same place. */
static const struct hunk *old_hunk(const struct patch_file *diff,
				   const struct diff_hunk *new)
{
	const struct hunk *same_place = NULL;

	for (guint i = 0; diff && i < diff->hunks->len; i++) {
		const struct hunk *old = g_ptr_array_index(diff->hunks, i);

		if (span_equal(old->body, new->body))
			return old;
		if (old->old_start == new->old_start)
			same_place = old;
	}
	return same_place;
}

/* Prints the hunk with the head of the old one, except for the numbers. */
static void print_hunk(struct edited *e, const struct patch_file *diff,
		       const struct diff_hunk *new)
{
	const struct hunk *old = old_hunk(diff, new);
	struct hunk_numbers numbers = {new->old_start, new->old_lines, new->new_start,
				       new->new_lines};

	if (old)
		hunk_print_head(old, &numbers, e->out);
	else if (!new->function.len || has_functions(e->patch))
		span_append(e->out, new->head);
	else
		g_string_append_printf(e->out, "%.*s\n",
				       (int)(new->function.data - 1 - new->head.data),
				       new->head.data);
	span_append(e->out, new->body);
}

static gboolean print_diff(struct edited *e, const struct patch_file *diff,
			   const char *path, const struct blob *old,
			   const struct blob *new, GError **error)
{
	g_autoptr(GPtrArray) hunks =
		diff_hunks(old->bytes, new->bytes, e->context, error);

	if (!hunks) {
		g_prefix_error(error, "%s: ", path);
		return FALSE;
	}
	for (guint i = 0; i < hunks->len; i++)
		print_hunk(e, diff, hunks->pdata[i]);
	return TRUE;
}

/* Prints the lines before the hunks. If the content of the file does not change, omits
 * "---" and "+++" lines, which git rejects without hunks. */
static void print_lead(struct edited *e, const struct patch_file *diff, gboolean hunks)
{
	g_autofree char *lead = g_strndup(diff->lead.data, diff->lead.len);
	const char *names = hunks ? NULL : strstr(lead + diff->head, "\n--- ");

	if (names)
		g_string_append_len(e->out, lead, names + 1 - lead);
	else
		span_append(e->out, diff->lead);
}

static gboolean print_changed(struct edited *e, const struct file_result *file,
			      const struct refresh_edit *edit,
			      const struct refresh_edit *source, GError **error)
{
	const struct patch_file *diff = file->file;
	const struct blob *before = source ? &source->before : &edit->before;
	const struct blob *old = e->entry->reverse ? &edit->after : before;
	const struct blob *now = e->entry->reverse ? before : &edit->after;

	gboolean same =
		old->bytes && now->bytes && g_bytes_equal(old->bytes, now->bytes);

	e->change = REFRESH_CONTENT;
	if (source || (header_fits(diff, old, now) && !same_blob(old, now))) {
		print_lead(e, diff, !same);
	} else {
		g_string_append_len(e->out, diff->lead.data, diff->head);
		if (same_blob(old, now))
			return TRUE;
		print_header(e, edit->path, old, now);
	}
	return print_diff(e, diff, edit->path, old, now, error);
}

/* Whether the patch gives the present file. */
static gboolean is_as_patched(struct edited *e, const struct file_result *file,
			      const struct refresh_edit *edit, gboolean *same,
			      GError **error)
{
	struct blob blob;

	*same = TRUE;
	if (!e->tree)
		return TRUE;
	if (!tree_get(e->tree, edit->path, &blob, error))
		return FALSE;
	*same = file->status < APPLY_ALREADY && same_blob(&blob, &edit->after);
	return TRUE;
}

static gboolean refresh_one(struct edited *e, const struct file_result *file,
			    GError **error)
{
	struct refresh_edit *edit = find_edit(e, file->path);
	struct refresh_edit *source = find_edit(e, file->source);
	const struct patch_file *diff = file->file;
	gboolean same = FALSE;

	if (edit && !is_as_patched(e, file, edit, &same, error))
		return FALSE;
	if (same) {
		enum refresh_change one = refresh_file(file, e->entry->reverse, e->out);

		e->change = MAX(e->change, one);
	} else if (edit && !e->done[edit - (struct refresh_edit *)e->edits->data]) {
		if (!print_changed(e, file, edit, source, error))
			return FALSE;
	} else {
		/* nothing is left of it but the text before */
		g_string_append_len(e->out, diff->lead.data, diff->head);
		e->change = REFRESH_CONTENT;
	}
	set_done(e, edit);
	if (source && diff->rename)
		set_done(e, source);
	return TRUE;
}

static gboolean add_new(struct edited *e, GError **error)
{
	for (guint i = 0; i < e->edits->len; i++) {
		const struct refresh_edit *edit =
			&g_array_index(e->edits, struct refresh_edit, i);
		gboolean reverse = e->entry->reverse;
		const struct blob *old = reverse ? &edit->after : &edit->before;
		const struct blob *new = reverse ? &edit->before : &edit->after;

		if (e->done[i] || same_blob(old, new))
			continue;
		e->change = REFRESH_CONTENT;
		print_header(e, edit->path, old, new);
		if (!print_diff(e, NULL, edit->path, old, new, error))
			return FALSE;
	}
	return TRUE;
}

/* --- the whole patch -------------------------------------------------------------- */

static struct patch_result *apply_to_before(struct edited *e, GError **error)
{
	const struct series_apply_options options = {.fuzz = 2, .partial = TRUE};

	for (guint i = 0; i < e->edits->len; i++) {
		const struct refresh_edit *edit =
			&g_array_index(e->edits, struct refresh_edit, i);

		if (edit->before.bytes &&
		    !tree_put(e->tree, edit->path, edit->before.bytes,
			      edit->before.mode, error))
			return NULL;
	}
	return e->patch->files->len ? series_apply_patch(e->tree, e->entry, e->patch,
							 &options, error)
				    : patch_result_new();
}

static gboolean refresh_all(struct edited *e, const struct patch_result *result,
			    GError **error)
{
	if (!result->files->len)
		span_append(e->out, e->patch->header);
	for (guint i = 0; i < result->files->len; i++)
		if (!refresh_one(e, g_ptr_array_index(result->files, i), error))
			return FALSE;
	if (!add_new(e, error))
		return FALSE;
	if (result->files->len)
		span_append(e->out, e->patch->trailer);
	return TRUE;
}

gboolean refresh_edited(const struct patch *patch, const struct series_entry *entry,
			const struct patch_result *placed, GArray *edits,
			enum refresh_change *change, GString *out, GError **error)
{
	g_autoptr(Tree) tree = placed ? NULL : tree_new();
	g_autofree gboolean *done = g_new0(gboolean, edits->len + 1);
	struct edited e = {patch, entry,       edits, done, tree, context_of(patch),
			   out,	  REFRESH_NONE};
	g_autoptr(PatchResult) applied = placed ? NULL : apply_to_before(&e, error);
	const struct patch_result *result = placed ?: applied;

	if (!result || !refresh_all(&e, result, error)) {
		g_prefix_error(error, "%s: ", patch->name);
		return FALSE;
	}
	*change = e.change;
	return TRUE;
}
