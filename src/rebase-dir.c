#include "rebase-dir.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "error.h"
#include "fs.h"
#include "refresh.h"
#include "resolve.h"

#define STATE ".kferry/state"

void rebase_dir_free(struct rebase_dir *self)
{
	if (!self)
		return;
	g_free(self->dir);
	g_free(self->old_tree);
	g_free(self->new_tree);
	g_free(self->series);
	g_ptr_array_unref(self->decisions);
	g_free(self);
}

static struct rebase_dir *dir_new(const char *dir)
{
	struct rebase_dir *self = g_new0(struct rebase_dir, 1);

	self->dir = g_canonicalize_filename(dir, NULL);
	self->decisions = g_ptr_array_new_with_free_func((GDestroyNotify)decision_free);
	return self;
}

/* Whether @dir may be replaced: it is not there, empty, or made here. */
static gboolean is_ours(const char *dir)
{
	g_autofree char *state = g_build_filename(dir, STATE, NULL);
	g_autoptr(GDir) open = g_dir_open(dir, 0, NULL);

	if (g_file_test(state, G_FILE_TEST_EXISTS))
		return TRUE;
	if (!open)
		return !g_file_test(dir, G_FILE_TEST_EXISTS);
	return !g_dir_read_name(open);
}

struct rebase_dir *rebase_dir_new(const char *dir, const char *old_tree,
				  const char *new_tree, const char *series,
				  GError **error)
{
	g_autoptr(RebaseDir) self = dir_new(dir);

	self->old_tree = g_canonicalize_filename(old_tree, NULL);
	self->new_tree = g_canonicalize_filename(new_tree, NULL);
	self->series = g_canonicalize_filename(series, NULL);
	if (is_ours(self->dir))
		return g_steal_pointer(&self);
	g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
		    "%s: is not empty, and was not made by a rebase", dir);
	return NULL;
}

/* --- the state file -------------------------------------------------------------- */

static char *decided_path(const char *dir, guint number)
{
	g_autofree char *name = g_strdup_printf("%u.patch", number);

	return g_build_filename(dir, ".kferry", name, NULL);
}

static gboolean load_decision(struct rebase_dir *self, GKeyFile *state,
			      const char *group, guint number, GError **error)
{
	g_autofree char *kind = g_key_file_get_string(state, group, "kind", error);
	g_autofree char *path = decided_path(self->dir, number);
	struct decision *decision = g_new0(struct decision, 1);
	char *data = NULL;
	gsize size;

	g_ptr_array_add(self->decisions, decision);
	decision->name =
		g_key_file_get_string(state, group, "patch", kind ? error : NULL);
	if (!decision->name)
		return FALSE;
	if (strcmp(kind, "resolved"))
		return TRUE;
	if (!g_file_get_contents(path, &data, &size, error))
		return FALSE;
	decision->patch = g_bytes_new_take(data, size);
	return TRUE;
}

static gboolean load_state(struct rebase_dir *self, GKeyFile *state, GError **error)
{
	self->old_tree = g_key_file_get_string(state, "rebase", "old-tree", error);
	self->new_tree = self->old_tree ? g_key_file_get_string(state, "rebase",
								"new-tree", error)
					: NULL;
	self->series = self->new_tree
			       ? g_key_file_get_string(state, "rebase", "series", error)
			       : NULL;
	if (!self->series)
		return FALSE;
	for (guint i = 1;; i++) {
		g_autofree char *group = g_strdup_printf("decision %u", i);

		if (!g_key_file_has_group(state, group))
			return TRUE;
		if (!load_decision(self, state, group, i, error))
			return FALSE;
	}
}

struct rebase_dir *rebase_dir_load(const char *dir, GError **error)
{
	g_autoptr(RebaseDir) self = dir_new(dir);
	g_autofree char *path = g_build_filename(self->dir, STATE, NULL);
	g_autoptr(GKeyFile) state = g_key_file_new();
	g_autoptr(GError) why = NULL;

	if (g_key_file_load_from_file(state, path, 0, &why) &&
	    load_state(self, state, &why))
		return g_steal_pointer(&self);
	g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "%s: %s", path,
		    g_error_matches(why, G_FILE_ERROR, G_FILE_ERROR_NOENT)
			    ? "there is no rebase to go on with"
			    : why->message);
	return NULL;
}

static char *state_text(const struct rebase_dir *self)
{
	g_autoptr(GKeyFile) state = g_key_file_new();

	g_key_file_set_string(state, "rebase", "old-tree", self->old_tree);
	g_key_file_set_string(state, "rebase", "new-tree", self->new_tree);
	g_key_file_set_string(state, "rebase", "series", self->series);
	for (guint i = 0; i < self->decisions->len; i++) {
		const struct decision *decision = g_ptr_array_index(self->decisions, i);
		g_autofree char *group = g_strdup_printf("decision %u", i + 1);

		g_key_file_set_string(state, group, "patch", decision->name);
		g_key_file_set_string(state, group, "kind",
				      decision->patch ? "resolved" : "skipped");
	}
	return g_key_file_to_data(state, NULL, NULL);
}

struct rebase *rebase_dir_run(const struct rebase_dir *self, GError **error)
{
	g_autoptr(Tree) old = tree_open(self->old_tree, error);
	g_autoptr(Tree) new = old ? tree_open(self->new_tree, error) : NULL;
	struct series *series = new ? series_load(self->series, error) : NULL;

	return series ? rebase_run(old, new, series, self->decisions, error) : NULL;
}

/* --- writing ---------------------------------------------------------------------- */

static gboolean write_bytes(const char *path, GBytes *bytes, GError **error)
{
	gsize size;
	const char *data = g_bytes_get_data(bytes, &size);

	return fs_publish(path, data ?: "", size, error);
}

static gboolean write_decisions(const struct rebase_dir *self, const char *dir,
				GError **error)
{
	g_autofree char *path = g_build_filename(dir, STATE, NULL);
	g_autofree char *text = state_text(self);

	for (guint i = 0; i < self->decisions->len; i++) {
		const struct decision *decision = g_ptr_array_index(self->decisions, i);
		g_autofree char *patch = decided_path(dir, i + 1);

		if (decision->patch && !write_bytes(patch, decision->patch, error))
			return FALSE;
	}
	return fs_publish(path, text, strlen(text), error);
}

/* The files of a conflict: as they were resolved when the same was seen before. */
static gboolean write_conflict(const struct rebase_step *step, const char *dir,
			       GError **error)
{
	const GPtrArray *work = step->carry->work;

	for (guint i = 0; i < work->len; i++) {
		const struct carry_work *file = g_ptr_array_index(work, i);
		g_autofree char *path =
			g_build_filename(dir, "conflict", file->path, NULL);
		g_autoptr(GBytes) known =
			file->bytes ? resolve_recall(file->bytes) : NULL;

		if (file->bytes && !write_bytes(path, known ?: file->bytes, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean write_rejects(const struct rebase_step *step, const char *dir,
			      GError **error)
{
	g_autofree char *name = g_strconcat(step->entry->name, ".rej", NULL);
	g_autofree char *path = g_build_filename(dir, "rejects", name, NULL);
	const GString *rejects = step->carry->rejects;

	return fs_publish(path, rejects->str, rejects->len, error);
}

/* The patch file as it is, compressed or not. */
static gboolean copy_patch(const struct rebase *rebase,
			   const struct series_entry *entry, const char *path,
			   GError **error)
{
	g_autofree char *from = series_patch_path(rebase->series, entry);
	g_autofree char *folder = g_path_get_dirname(path);

	return fs_make_dir(folder, error) && fs_copy(from, path, error);
}

static gboolean write_step(const struct rebase *rebase, const struct rebase_step *step,
			   const char *dir, GError **error)
{
	g_autofree char *path = g_build_filename(dir, step->entry->name, NULL);
	GBytes *patch = step->carry->patch;
	g_autoptr(GBytes) packed = NULL;

	if (step->carry->status == CARRY_CONFLICT)
		return write_rejects(step, dir, error);
	if (!patch)
		return TRUE;
	if (g_bytes_equal(patch, step->patch->bytes))
		return copy_patch(rebase, step->entry, path, error);
	packed = patch_compress(step->entry->name, patch, error);
	return packed && write_bytes(path, packed, error);
}

/* Patches that guards keep out stay named in the series. */
static gboolean copy_unselected(const struct rebase *rebase, const char *dir,
				GError **error)
{
	const GPtrArray *entries = rebase->series->entries;

	for (guint i = 0; i < entries->len; i++) {
		const struct series_entry *entry = g_ptr_array_index(entries, i);
		g_autofree char *path = NULL, *from = NULL;

		if (!entry->name || entry->selected)
			continue;
		from = series_patch_path(rebase->series, entry);
		path = g_build_filename(dir, entry->name, NULL);
		if (g_file_test(from, G_FILE_TEST_EXISTS) &&
		    !copy_patch(rebase, entry, path, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean write_all(const struct rebase_dir *self, const struct rebase *rebase,
			  const char *dir, GError **error)
{
	g_autofree char *path = g_build_filename(dir, "series", NULL);
	g_autoptr(GString) series = rebase_series(rebase);
	const struct rebase_step *conflict = rebase_conflict(rebase);

	/* First: guards may choose between two lines with one patch. */
	if (!copy_unselected(rebase, dir, error))
		return FALSE;
	for (guint i = 0; i < rebase->steps->len; i++)
		if (!write_step(rebase, g_ptr_array_index(rebase->steps, i), dir,
				error))
			return FALSE;
	return (!conflict || write_conflict(conflict, dir, error)) &&
	       write_decisions(self, dir, error) &&
	       fs_publish(path, series->str, series->len, error);
}

/* Puts @made in the place of the folder: at any moment one of them is there. */
static gboolean exchange(const struct rebase_dir *self, const char *made,
			 GError **error)
{
	if (!renameat2(AT_FDCWD, made, AT_FDCWD, self->dir, RENAME_EXCHANGE))
		return fs_remove(made, error);
	if (errno == ENOENT)
		return fs_rename(made, self->dir, error);
	if (errno != EINVAL)
		return g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM, "%s: %s",
				   self->dir, strerror(errno)),
		       FALSE;
	/* A file system that cannot exchange. */
	return fs_remove(self->dir, error) && fs_rename(made, self->dir, error);
}

gboolean rebase_dir_publish(const struct rebase_dir *self, const struct rebase *rebase,
			    GError **error)
{
	g_autofree char *made = g_strdup_printf("%s.kferry-%d", self->dir, getpid());

	if (fs_remove(made, error) && write_all(self, rebase, made, error) &&
	    exchange(self, made, error))
		return TRUE;
	fs_remove(made, NULL);
	return FALSE;
}

/* --- decisions ---------------------------------------------------------------------
 */

static GBytes *read_resolved(const char *path)
{
	char *data;
	gsize size;

	return g_file_get_contents(path, &data, &size, NULL)
		       ? g_bytes_new_take(data, size)
		       : NULL;
}

static gboolean check_markers(const char *path, GBytes *bytes, GError **error)
{
	guint line = bytes ? resolve_marker(bytes) : 0;

	if (!line)
		return TRUE;
	g_set_error(error, KF_ERROR, KF_ERROR_NEGATIVE, "%s:%u: a marker is left", path,
		    line);
	return FALSE;
}

/* What the user made of the file @work; NULL: there is no such file any more. */
static gboolean take_file(const struct rebase_dir *self, const struct carry_work *work,
			  GBytes **bytes, GError **error)
{
	g_autofree char *path =
		g_build_filename(self->dir, "conflict", work->path, NULL);

	*bytes = read_resolved(path);
	if (!check_markers(path, *bytes, error))
		return FALSE;
	if (work->bytes && *bytes)
		resolve_remember(work->bytes, *bytes);
	return TRUE;
}

static int by_path(gconstpointer a, gconstpointer b)
{
	const struct refresh_edit *x = a, *y = b;

	return strcmp(x->path, y->path);
}

static gboolean take_files(const struct rebase_dir *self,
			   const struct rebase_step *step, GArray *edits,
			   GError **error)
{
	const GPtrArray *work = step->carry->work;

	for (guint i = 0; i < work->len; i++) {
		const struct carry_work *file = g_ptr_array_index(work, i);
		struct refresh_edit edit = {
			file->path, {file->before, file->mode}, {NULL, file->mode}};

		if (!take_file(self, file, &edit.after.bytes, error))
			return FALSE;
		g_array_append_val(edits, edit);
	}
	g_array_sort(edits, by_path);
	return TRUE;
}

/* A patch that changes nothing is none. */
static gboolean check_change(const struct rebase_step *step, GArray *edits,
			     GError **error)
{
	for (guint i = 0; i < edits->len; i++) {
		const struct refresh_edit *edit =
			&g_array_index(edits, struct refresh_edit, i);

		if (!blob_equal(&edit->before, &edit->after))
			return TRUE;
	}
	g_set_error(error, KF_ERROR, KF_ERROR_NEGATIVE,
		    "%s: nothing of it is left; --skip leaves it out",
		    step->entry->name);
	return FALSE;
}

static void edits_free(GArray *edits)
{
	for (guint i = 0; i < edits->len; i++) {
		GBytes *after =
			g_array_index(edits, struct refresh_edit, i).after.bytes;

		if (after)
			g_bytes_unref(after);
	}
	g_array_unref(edits);
}

gboolean rebase_dir_resolve(struct rebase_dir *self, const struct rebase_step *step,
			    GError **error)
{
	GArray *edits = g_array_new(FALSE, FALSE, sizeof(struct refresh_edit));
	g_autoptr(GString) patch = g_string_new(NULL);
	enum refresh_change change;
	struct decision *decision;
	gboolean ok =
		take_files(self, step, edits, error) &&
		check_change(step, edits, error) &&
		refresh_edited(step->patch, step->entry, edits, &change, patch, error);

	edits_free(edits);
	if (!ok)
		return FALSE;
	decision = g_new0(struct decision, 1);
	decision->name = g_strdup(step->entry->name);
	decision->patch = g_bytes_new(patch->str, patch->len);
	g_ptr_array_add(self->decisions, decision);
	return TRUE;
}

void rebase_dir_skip(struct rebase_dir *self, const struct rebase_step *step)
{
	struct decision *decision = g_new0(struct decision, 1);

	decision->name = g_strdup(step->entry->name);
	g_ptr_array_add(self->decisions, decision);
}

gboolean rebase_dir_undo(struct rebase_dir *self)
{
	if (!self->decisions->len)
		return FALSE;
	g_ptr_array_remove_index(self->decisions, self->decisions->len - 1);
	return TRUE;
}

gboolean rebase_dir_abort(const struct rebase_dir *self, GError **error)
{
	return fs_remove(self->dir, error);
}
