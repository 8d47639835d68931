/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "port/rebase-dir.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "port/rerere.h"
#include "port/resolution.h"
#include "util/error.h"
#include "util/fs.h"

#define STATE	".kferry/state"
#define OUTCOME ".kferry/outcome"
#define WRITTEN ".kferry/written"

/* Beside the directory: not yet in place; to be restored if there is no directory; to
 * be removed. */
#define PART_NEW  ".kferry-new"
#define PART_OLD  ".kferry-old"
#define PART_GONE ".kferry-gone"

void rebase_dir_free(struct rebase_dir *rd)
{
	if (!rd)
		return;
	g_free(rd->dir);
	g_free(rd->old_tree);
	g_free(rd->new_tree);
	g_free(rd->series);
	g_strfreev(rd->guards);
	g_free(rd->git);
	g_free(rd->range);
	g_free(rd->outcome);
	g_ptr_array_unref(rd->decisions);
	g_ptr_array_unref(rd->undone);
	g_hash_table_unref(rd->written);
	lock_release(rd->lock);
	g_free(rd);
}

struct rebase_notes *rebase_notes_new(void)
{
	struct rebase_notes *notes = g_new0(struct rebase_notes, 1);

	notes->recalled = g_ptr_array_new_with_free_func(g_free);
	notes->kept = g_ptr_array_new_with_free_func(g_free);
	return notes;
}

void rebase_notes_free(struct rebase_notes *notes)
{
	if (!notes)
		return;
	g_ptr_array_unref(notes->recalled);
	g_ptr_array_unref(notes->kept);
	g_free(notes);
}

static gboolean exists(const char *path)
{
	struct stat status;

	return !lstat(path, &status);
}

static char *part_path(const char *dir, const char *part)
{
	return g_strconcat(dir, part, NULL);
}

/* Returns the directory itself if @dir is a link to it: it is renamed, not the link. */
static char *real_dir(const char *dir)
{
	char *real = realpath(dir, NULL);

	return real ?: g_canonicalize_filename(dir, NULL);
}

/* Restores what a killed run had moved aside, and removes what it left. */
static gboolean recover(const char *dir, GError **error)
{
	static const char *const parts[] = {PART_NEW, PART_OLD, PART_GONE};
	g_autofree char *old = part_path(dir, PART_OLD);

	if (!exists(dir) && exists(old) && !fs_rename(old, dir, error))
		return FALSE;
	for (gsize i = 0; i < G_N_ELEMENTS(parts); i++) {
		g_autofree char *part = part_path(dir, parts[i]);

		if (!fs_remove(part, error))
			return FALSE;
	}
	return TRUE;
}

static struct lock *take_lock(const char *dir, GError **error)
{
	g_autofree char *sum =
		g_compute_checksum_for_string(G_CHECKSUM_SHA256, dir, -1);
	g_autofree char *name = g_strdup_printf("rebase-%.16s", sum);
	struct lock *taken = lock_try(name, "rebase", error);

	if (!taken)
		g_prefix_error(error, "%s: ", dir);
	return taken;
}

static struct rebase_dir *dir_new(const char *dir)
{
	struct rebase_dir *rd = g_new0(struct rebase_dir, 1);

	rd->dir = real_dir(dir);
	rd->decisions = g_ptr_array_new_with_free_func((GDestroyNotify)decision_free);
	rd->undone = g_ptr_array_new_with_free_func((GDestroyNotify)decision_free);
	rd->written = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	return rd;
}

/*
 * --- files as they were written -----------------------------------------------------
 */

/* Lines as of sha256sum(1). */
static void load_written(struct rebase_dir *rd)
{
	g_autofree char *path = g_build_filename(rd->dir, WRITTEN, NULL);
	g_autofree char *text = fs_read(path, NULL);
	g_auto(GStrv) lines = text ? g_strsplit(text, "\n", -1) : NULL;

	for (char **line = lines; line && *line; line++) {
		char *space = strstr(*line, "  ");

		if (space)
			g_hash_table_insert(rd->written, g_strdup(space + 2),
					    g_strndup(*line, space - *line));
	}
}

/* Whether the file @path of the directory is unchanged since it was written. */
static gboolean is_as_written(const struct rebase_dir *rd, const char *path)
{
	g_autofree char *full = g_build_filename(rd->dir, path, NULL);
	g_autofree char *now = fs_sha256(full, NULL);

	return now && !g_strcmp0(now, g_hash_table_lookup(rd->written, path));
}

static gboolean list_all(const char *dir, GPtrArray **paths, GError **error)
{
	*paths = g_ptr_array_new_with_free_func(g_free);
	if (resolution_list(dir, "", *paths, error))
		return TRUE;
	g_clear_pointer(paths, g_ptr_array_unref);
	return FALSE;
}

static gboolean write_written(const char *dir, GError **error)
{
	g_autofree char *path = g_build_filename(dir, WRITTEN, NULL);
	g_autoptr(GPtrArray) paths = NULL;
	g_autoptr(GString) text = g_string_new(NULL);

	if (!list_all(dir, &paths, error))
		return FALSE;
	for (guint i = 0; i < paths->len; i++) {
		const char *name = g_ptr_array_index(paths, i);
		g_autofree char *full = g_build_filename(dir, name, NULL);
		g_autofree char *sum = NULL;

		if (g_str_has_prefix(name, ".kferry/") || g_str_has_suffix(name, "/"))
			continue;
		sum = fs_sha256(full, error);
		if (!sum)
			return FALSE;
		g_string_append_printf(text, "%s  %s\n", sum, name);
	}
	return fs_publish(path, text->str, text->len, error);
}

/* --- the state file -------------------------------------------------------------- */

static char *decided_path(const char *dir, guint number)
{
	g_autofree char *name = g_strdup_printf("%u.patch", number);

	return g_build_filename(dir, ".kferry", name, NULL);
}

static gboolean load_decision(struct rebase_dir *rd, GKeyFile *state, const char *group,
			      guint number, GError **error)
{
	g_autofree char *kind = g_key_file_get_string(state, group, "kind", error);
	g_autofree char *path = decided_path(rd->dir, number);
	struct decision *decision = g_new0(struct decision, 1);
	char *data = NULL;
	gsize size;

	g_ptr_array_add(rd->decisions, decision);
	decision->name =
		g_key_file_get_string(state, group, "patch", kind ? error : NULL);
	if (!decision->name)
		return FALSE;
	/* missing in states of an older kferry; then it matches nothing */
	decision->about = g_key_file_get_string(state, group, "about", NULL);
	decision->follows = g_key_file_get_boolean(state, group, "follows", NULL);
	if (strcmp(kind, "resolved"))
		return TRUE;
	if (!g_file_get_contents(path, &data, &size, error))
		return FALSE;
	decision->patch = g_bytes_new_take(data, size);
	return TRUE;
}

static gboolean load_state(struct rebase_dir *rd, GKeyFile *state, GError **error)
{
	rd->old_tree = g_key_file_get_string(state, "rebase", "old-tree", error);
	rd->new_tree =
		rd->old_tree ? g_key_file_get_string(state, "rebase", "new-tree", error)
			     : NULL;
	rd->series = rd->new_tree
			     ? g_key_file_get_string(state, "rebase", "series", error)
			     : NULL;
	if (!rd->series)
		return FALSE;
	rd->guards = g_key_file_get_string_list(state, "rebase", "guards", NULL, NULL);
	rd->git = g_key_file_get_string(state, "rebase", "git", NULL);
	rd->range = g_key_file_get_string(state, "rebase", "range", NULL);
	for (guint i = 1;; i++) {
		g_autofree char *group = g_strdup_printf("decision %u", i);

		if (!g_key_file_has_group(state, group))
			return TRUE;
		if (!load_decision(rd, state, group, i, error))
			return FALSE;
	}
}

/* Loads the state; @rd holds the lock, or needs none. */
static gboolean load(struct rebase_dir *rd, GError **error)
{
	g_autofree char *path = g_build_filename(rd->dir, STATE, NULL);
	g_autofree char *outcome = g_build_filename(rd->dir, OUTCOME, NULL);
	g_autoptr(GKeyFile) state = g_key_file_new();
	g_autoptr(GError) why = NULL;

	if (!g_key_file_load_from_file(state, path, 0, &why) ||
	    !load_state(rd, state, &why)) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "%s: %s", path,
			    g_error_matches(why, G_FILE_ERROR, G_FILE_ERROR_NOENT)
				    ? "no rebase in progress"
				    : why->message);
		return FALSE;
	}
	rd->outcome = fs_read(outcome, NULL);
	load_written(rd);
	return TRUE;
}

struct rebase_dir *rebase_dir_load(const char *dir, GError **error)
{
	g_autoptr(RebaseDir) rd = dir_new(dir);

	rd->lock = take_lock(rd->dir, error);
	if (!rd->lock || !recover(rd->dir, error) || !load(rd, error))
		return NULL;
	return g_steal_pointer(&rd);
}

static char *state_text(const struct rebase_dir *rd)
{
	g_autoptr(GKeyFile) state = g_key_file_new();

	g_key_file_set_string(state, "rebase", "old-tree", rd->old_tree);
	g_key_file_set_string(state, "rebase", "new-tree", rd->new_tree);
	g_key_file_set_string(state, "rebase", "series", rd->series);
	if (rd->guards && *rd->guards)
		g_key_file_set_string_list(state, "rebase", "guards",
					   (const char *const *)rd->guards,
					   g_strv_length(rd->guards));
	if (rd->git && rd->range) {
		g_key_file_set_string(state, "rebase", "git", rd->git);
		g_key_file_set_string(state, "rebase", "range", rd->range);
	}
	for (guint i = 0; i < rd->decisions->len; i++) {
		const struct decision *decision = g_ptr_array_index(rd->decisions, i);
		g_autofree char *group = g_strdup_printf("decision %u", i + 1);

		g_key_file_set_string(state, group, "patch", decision->name);
		g_key_file_set_string(state, group, "kind",
				      decision->patch ? "resolved" : "skipped");
		if (decision->about)
			g_key_file_set_string(state, group, "about", decision->about);
		if (decision->follows)
			g_key_file_set_boolean(state, group, "follows", TRUE);
	}
	return g_key_file_to_data(state, NULL, NULL);
}

/* --- beginning -------------------------------------------------------------------- */

/* Returns the first file below conflict/ that the user edited, or NULL. */
static char *edited_file(const struct rebase_dir *rd)
{
	GHashTableIter iter;
	const char *path;

	g_hash_table_iter_init(&iter, rd->written);
	while (g_hash_table_iter_next(&iter, (gpointer *)&path, NULL))
		if (g_str_has_prefix(path, "conflict/") && !is_as_written(rd, path))
			return g_build_filename(rd->dir, path, NULL);
	return NULL;
}

/* Refuses to replace the user's work; only --abort removes it. */
static gboolean check_idle(const struct rebase_dir *rd, GError **error)
{
	g_autofree char *edited = edited_file(rd);

	if (rd->decisions->len)
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "%s: has %u decisions of a rebase from %s to %s; --abort "
			    "removes them",
			    rd->dir, rd->decisions->len, rd->old_tree, rd->new_tree);
	else if (edited)
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "%s: has edits that are not used yet; --continue uses "
			    "them, --abort removes them",
			    edited);
	return !rd->decisions->len && !edited;
}

/* Whether the directory may be replaced: it is missing, empty, or from a rebase. */
static gboolean check_replaced(struct rebase_dir *rd, GError **error)
{
	g_autofree char *state = g_build_filename(rd->dir, STATE, NULL);
	g_autoptr(RebaseDir) before = NULL;
	g_autoptr(GDir) open = NULL;

	if (exists(state)) {
		before = dir_new(rd->dir);
		if (!load(before, error) || !check_idle(before, error))
			return FALSE;
		load_written(rd);
		return TRUE;
	}
	open = g_dir_open(rd->dir, 0, NULL);
	if (open ? !g_dir_read_name(open) : !exists(rd->dir))
		return TRUE;
	g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
		    "%s: is not empty, and was not made by a rebase", rd->dir);
	return FALSE;
}

struct rebase_dir *rebase_dir_new(const char *dir, const char *old_tree,
				  const char *new_tree, const char *series,
				  GError **error)
{
	g_autoptr(RebaseDir) rd = dir_new(dir);

	rd->old_tree = g_canonicalize_filename(old_tree, NULL);
	rd->new_tree = g_canonicalize_filename(new_tree, NULL);
	rd->series = g_canonicalize_filename(series, NULL);
	rd->lock = take_lock(rd->dir, error);
	if (!rd->lock || !recover(rd->dir, error) || !check_replaced(rd, error))
		return NULL;
	return g_steal_pointer(&rd);
}

void rebase_dir_set_guards(struct rebase_dir *rd, char **symbols)
{
	g_strfreev(rd->guards);
	rd->guards = g_strdupv(symbols);
}

void rebase_dir_set_git(struct rebase_dir *rd, const char *git, const char *range)
{
	rd->git = g_canonicalize_filename(git, NULL);
	rd->range = g_strdup(range);
}

/* --- running ---------------------------------------------------------------------- */

static struct rebase *run_all(const struct rebase_dir *rd, GError **error)
{
	g_autoptr(Tree) old = tree_open(rd->old_tree, error);
	g_autoptr(Tree) new = old ? tree_open(rd->new_tree, error) : NULL;
	struct series *series = new ? series_load(rd->series, error) : NULL;

	if (!series)
		return NULL;
	series_select(series, (const char *const *)rd->guards);
	return rebase_run(old, new, series, rd->decisions, rd->known, error);
}

struct rebase *rebase_dir_run(const struct rebase_dir *rd, GError **error)
{
	g_autoptr(Rebase) rebase = run_all(rd, error);
	const struct decision *stale;

	if (!rebase || !rebase->stale->len)
		return g_steal_pointer(&rebase);
	stale = g_ptr_array_index(rebase->stale, 0);
	g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
		    "%s: the decision about it is no longer valid: the patch, or a "
		    "file that it changes, has changed; --retry continues without it",
		    stale->name);
	return NULL;
}

/* Removes decision @i; one that followed it no longer does. */
static void undo_decision(struct rebase_dir *rd, guint i)
{
	struct decision *decision = g_ptr_array_steal_index(rd->decisions, i);
	struct decision *next =
		i < rd->decisions->len ? g_ptr_array_index(rd->decisions, i) : NULL;

	if (next && !decision->follows)
		next->follows = FALSE;
	g_ptr_array_add(rd->undone, decision);
}

struct rebase *rebase_dir_retry(struct rebase_dir *rd, GError **error)
{
	struct rebase *rebase = run_all(rd, error);

	for (guint i = 0; rebase && i < rebase->stale->len; i++) {
		guint at;

		if (g_ptr_array_find(rd->decisions, g_ptr_array_index(rebase->stale, i),
				     &at))
			undo_decision(rd, at);
	}
	if (rebase)
		g_ptr_array_set_size(rebase->stale, 0);
	return rebase;
}

/* Lines as of sha256sum(1), one per patch. */
static char *outcome_text(const struct rebase *rebase)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < rebase->steps->len; i++) {
		const struct rebase_step *step = g_ptr_array_index(rebase->steps, i);

		g_string_append_printf(text, "%s  %s\n", step->digest,
				       step->entry->name);
	}
	return g_string_free(text, FALSE);
}

/* Returns the name in the first line of @now that differs from @before. */
static char *first_other(const char *before, const char *now)
{
	g_auto(GStrv) old = g_strsplit(before, "\n", -1);
	g_auto(GStrv) new = g_strsplit(now, "\n", -1);
	guint i = 0;
	const char *line, *name;

	while (old[i] && new[i] && !strcmp(old[i], new[i]))
		i++;
	line = new[i] && *new[i] ? new[i] : old[i] ?: "";
	name = strstr(line, "  ");
	return g_strdup(name ? name + 2 : "the series");
}

gboolean rebase_dir_check(const struct rebase_dir *rd, const struct rebase *rebase,
			  GError **error)
{
	g_autofree char *now = outcome_text(rebase), *other = NULL;

	if (rd->outcome && !strcmp(rd->outcome, now))
		return TRUE;
	other = first_other(rd->outcome ?: "", now);
	g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
		    "%s: differs from the result in %s: the series or a tree has "
		    "changed; --retry shows the new result and keeps your edits",
		    other, rd->dir);
	return FALSE;
}

/* --- writing ---------------------------------------------------------------------- */

static gboolean write_bytes(const char *path, GBytes *bytes, GError **error)
{
	gsize size;
	const char *data = g_bytes_get_data(bytes, &size);

	return fs_publish(path, data ?: "", size, error);
}

static gboolean write_decisions(const struct rebase_dir *rd, const char *dir,
				GError **error)
{
	g_autofree char *path = g_build_filename(dir, STATE, NULL);
	g_autofree char *text = state_text(rd);

	for (guint i = 0; i < rd->decisions->len; i++) {
		const struct decision *decision = g_ptr_array_index(rd->decisions, i);
		g_autofree char *patch = decided_path(dir, i + 1);

		if (decision->patch && !write_bytes(patch, decision->patch, error))
			return FALSE;
	}
	return fs_publish(path, text, strlen(text), error);
}

/* Writes the files of a conflict, with remembered resolutions. */
static gboolean write_conflict(const struct rebase_step *step, const char *dir,
			       struct rebase_notes *notes, GError **error)
{
	const GPtrArray *work = step->carry->work;

	for (guint i = 0; i < work->len; i++) {
		const struct carry_work *file = g_ptr_array_index(work, i);
		g_autofree char *path =
			g_build_filename(dir, "conflict", file->path, NULL);
		g_autoptr(GBytes) known =
			file->bytes ? rerere_recall(file->bytes) : NULL;

		if (known)
			g_ptr_array_add(notes->recalled, g_strdup(file->path));
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

/* Copies the patch file unchanged, compressed or not. */
static gboolean copy_patch(const struct rebase *rebase,
			   const struct series_entry *entry, const char *path,
			   GError **error)
{
	g_autofree char *from = series_patch_path(entry);
	g_autofree char *directory = g_path_get_dirname(path);

	return fs_make_dir(directory, error) && fs_copy(from, path, error);
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

/* Patches that guards leave out stay in the series. */
static gboolean copy_unselected(const struct rebase *rebase, const char *dir,
				GError **error)
{
	const GPtrArray *entries = rebase->series->entries;

	for (guint i = 0; i < entries->len; i++) {
		const struct series_entry *entry = g_ptr_array_index(entries, i);
		g_autofree char *path = NULL, *from = NULL;

		if (!entry->name || entry->selected)
			continue;
		from = series_patch_path(entry);
		path = g_build_filename(dir, entry->name, NULL);
		if (g_file_test(from, G_FILE_TEST_EXISTS) &&
		    !copy_patch(rebase, entry, path, error))
			return FALSE;
	}
	return TRUE;
}

/* Returns a digest of the conflict in @step, independent of the trees. */
static char *skip_key(const struct rebase_step *step)
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
	gsize size;
	const guchar *data = g_bytes_get_data(step->patch->bytes, &size);

	g_checksum_update(sum, data, size);
	for (guint i = 0; i < step->carry->work->len; i++) {
		const struct carry_work *work = g_ptr_array_index(step->carry->work, i);

		g_checksum_update(sum, (const guchar *)work->path,
				  strlen(work->path) + 1);
		if (work->bytes)
			resolve_digest(sum, work->bytes);
	}
	return g_strdup(g_checksum_get_string(sum));
}

static gboolean write_all(const struct rebase_dir *rd, const struct rebase *rebase,
			  const char *dir, struct rebase_notes *notes, GError **error)
{
	g_autofree char *path = g_build_filename(dir, "series", NULL);
	g_autofree char *outcome_path = g_build_filename(dir, OUTCOME, NULL);
	g_autofree char *outcome = outcome_text(rebase);
	g_autoptr(GString) series = rebase_series(rebase);
	const struct rebase_step *conflict = rebase_conflict(rebase);

	/* First, because guards may choose between two lines with the same patch. */
	if (!copy_unselected(rebase, dir, error))
		return FALSE;
	for (guint i = 0; i < rebase->steps->len; i++)
		if (!write_step(rebase, g_ptr_array_index(rebase->steps, i), dir,
				error))
			return FALSE;
	return (!conflict || write_conflict(conflict, dir, notes, error)) &&
	       write_decisions(rd, dir, error) &&
	       fs_publish(outcome_path, outcome, strlen(outcome), error) &&
	       fs_publish(path, series->str, series->len, error) &&
	       write_written(dir, error);
}

/* --- the user's files
 * ----------------------------------------------------------------- */

/* Links or copies @from to another name. */
static gboolean keep_file(const char *from, const char *to, GError **error)
{
	g_autofree char *directory = g_path_get_dirname(to);

	if (!fs_make_dir(directory, error) || !fs_remove(to, error))
		return FALSE;
	return !linkat(AT_FDCWD, from, AT_FDCWD, to, 0) || fs_copy(from, to, error);
}

/* Whether the user's file @path goes to aside/, instead of its place. */
static gboolean goes_aside(const struct rebase_dir *rd, const char *made,
			   const char *path)
{
	g_autofree char *full = g_build_filename(made, path, NULL);

	return g_str_has_prefix(path, "conflict/") ||
	       g_hash_table_contains(rd->written, path) || exists(full);
}

/* Whether a file need not be kept: it is unchanged, became a decision, or is an
 * editor's backup. */
static gboolean is_done_with(const struct rebase_dir *rd, const char *path)
{
	if (g_str_has_prefix(path, ".kferry/"))
		return TRUE;
	if (g_str_has_prefix(path, "conflict/") &&
	    (rd->taken || resolution_is_backup(path) || g_str_has_suffix(path, "/")))
		return TRUE;
	return is_as_written(rd, path);
}

static gboolean keep_one(const struct rebase_dir *rd, const char *made,
			 const char *path, struct rebase_notes *notes, GError **error)
{
	g_autofree char *from = g_build_filename(rd->dir, path, NULL);
	gboolean was_aside = g_str_has_prefix(path, "aside/");
	gboolean aside = !was_aside && goes_aside(rd, made, path);
	g_autofree char *to = g_build_filename(made, aside ? "aside" : "", path, NULL);

	if (g_str_has_suffix(path, "/"))
		return fs_make_dir(to, error);
	if (was_aside && exists(to))
		return TRUE;
	if (!keep_file(from, to, error))
		return FALSE;
	if (aside)
		g_ptr_array_add(notes->kept, g_strdup(path));
	return TRUE;
}

/* Keeps the resolutions of decisions that were undone. */
static gboolean keep_undone(const struct rebase_dir *rd, const char *made,
			    struct rebase_notes *notes, GError **error)
{
	for (guint i = 0; i < rd->undone->len; i++) {
		const struct decision *decision = g_ptr_array_index(rd->undone, i);
		g_autofree char *path =
			g_build_filename(made, "aside", decision->name, NULL);
		g_autoptr(GBytes) packed = NULL;

		if (!decision->patch)
			continue;
		packed = patch_compress(decision->name, decision->patch, error);
		if (!packed || !write_bytes(path, packed, error))
			return FALSE;
		g_ptr_array_add(notes->kept, g_strdup(decision->name));
	}
	return TRUE;
}

/* Copies files of the directory that no rebase wrote to @made. */
static gboolean keep_all(const struct rebase_dir *rd, const char *made,
			 struct rebase_notes *notes, GError **error)
{
	g_autoptr(GPtrArray) paths = NULL;

	if (!keep_undone(rd, made, notes, error) || !list_all(rd->dir, &paths, error))
		return FALSE;
	for (guint i = 0; i < paths->len; i++) {
		const char *path = g_ptr_array_index(paths, i);

		if (!is_done_with(rd, path) && !keep_one(rd, made, path, notes, error))
			return FALSE;
	}
	return TRUE;
}

/* --- replacing the directory
 * ---------------------------------------------------------- */

/*
 * For file systems that cannot exchange; recover() rolls back if this is interrupted.
 */
static gboolean exchange_slowly(const struct rebase_dir *rd, const char *made,
				GError **error)
{
	g_autofree char *old = part_path(rd->dir, PART_OLD);

	if (!fs_rename(rd->dir, old, error))
		return FALSE;
	if (!fs_rename(made, rd->dir, error)) {
		fs_rename(old, rd->dir, NULL);
		return FALSE;
	}
	fs_remove(old, NULL);
	return TRUE;
}

/* Replaces the directory by @made: one of them exists at any time. Failing to remove
 * the old one is no error. */
static gboolean exchange(const struct rebase_dir *rd, const char *made, GError **error)
{
	if (!renameat2(AT_FDCWD, made, AT_FDCWD, rd->dir, RENAME_EXCHANGE)) {
		fs_remove(made, NULL);
		return TRUE;
	}
	if (errno == ENOENT)
		return fs_rename(made, rd->dir, error);
	if (errno == EINVAL)
		return exchange_slowly(rd, made, error);
	g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM, "%s: cannot be replaced: %s",
		    rd->dir, g_strerror(errno));
	return FALSE;
}

gboolean rebase_dir_publish(struct rebase_dir *rd, const struct rebase *rebase,
			    struct rebase_notes *notes, GError **error)
{
	g_autofree char *made = part_path(rd->dir, PART_NEW);
	const struct rebase_step *conflict = rebase_conflict(rebase);
	g_autofree char *key = conflict ? skip_key(conflict) : NULL;

	if (write_all(rd, rebase, made, notes, error) &&
	    keep_all(rd, made, notes, error) && exchange(rd, made, error)) {
		notes->was_skipped = key && resolve_was_skipped(key);
		return TRUE;
	}
	fs_remove(made, NULL);
	return FALSE;
}

/* --- decisions -------------------------------------------------------------------- */

gboolean rebase_dir_resolve(struct rebase_dir *rd, const struct rebase *rebase,
			    char **drop, char **add, GError **error)
{
	const struct rebase_step *step = rebase_conflict(rebase);
	struct resolution resolution = {rd->dir, step, rebase->there, drop, add};
	GBytes *patch = resolution_take(&resolution, error);

	if (!patch)
		return FALSE;
	g_ptr_array_add(rd->decisions, decision_new(step, patch));
	rd->taken = TRUE;
	return TRUE;
}

void rebase_dir_skip(struct rebase_dir *rd, const struct rebase_step *step,
		     gboolean follows)
{
	struct decision *decision = decision_new(step, NULL);
	g_autofree char *key = skip_key(step);

	decision->follows = follows;
	g_ptr_array_add(rd->decisions, decision);
	resolve_remember_skip(key);
}

gboolean rebase_dir_undo(struct rebase_dir *rd)
{
	gboolean follows = TRUE;

	if (!rd->decisions->len)
		return FALSE;
	while (follows && rd->decisions->len) {
		const struct decision *last =
			g_ptr_array_index(rd->decisions, rd->decisions->len - 1);

		follows = last->follows;
		undo_decision(rd, rd->decisions->len - 1);
	}
	return TRUE;
}

static gboolean is_undone(const struct rebase_dir *rd, const char *name)
{
	for (guint i = 0; i < rd->undone->len; i++) {
		const struct decision *decision = g_ptr_array_index(rd->undone, i);

		if (!strcmp(decision->name, name))
			return TRUE;
	}
	return FALSE;
}

void rebase_dir_forget(const struct rebase_dir *rd, const struct rebase *rebase)
{
	for (guint i = 0; i < rebase->steps->len; i++) {
		const struct rebase_step *step = g_ptr_array_index(rebase->steps, i);
		const GPtrArray *work = step->carry->work;
		g_autofree char *key = NULL;

		if (!is_undone(rd, step->entry->name))
			continue;
		key = skip_key(step);
		resolve_forget_skip(key);
		for (guint j = 0; j < work->len; j++) {
			const struct carry_work *file = g_ptr_array_index(work, j);

			if (file->bytes)
				resolve_forget(file->bytes);
		}
	}
}

/* --- abort
 * ---------------------------------------------------------------------------- */

/* Refuses if there are files that a rebase neither wrote nor kept. */
static gboolean check_foreign(const struct rebase_dir *rd, GError **error)
{
	g_autoptr(GPtrArray) paths = NULL;

	if (!list_all(rd->dir, &paths, error))
		return FALSE;
	for (guint i = 0; i < paths->len; i++) {
		const char *path = g_ptr_array_index(paths, i);

		if (g_str_has_suffix(path, "/") || g_str_has_prefix(path, ".kferry/") ||
		    g_str_has_prefix(path, "aside/") ||
		    g_str_has_prefix(path, "conflict/") ||
		    g_hash_table_contains(rd->written, path))
			continue;
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "%s/%s: was not made by the rebase; move it away first",
			    rd->dir, path);
		return FALSE;
	}
	return TRUE;
}

/* The rename is the end of the rebase; recover() removes what a kill leaves. */
static gboolean remove_dir(const struct rebase_dir *rd, GError **error)
{
	g_autofree char *state = g_build_filename(rd->dir, STATE, NULL);
	g_autofree char *gone = part_path(rd->dir, PART_GONE);

	if (!exists(state)) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "%s: no rebase in progress", rd->dir);
		return FALSE;
	}
	return (!g_hash_table_size(rd->written) || check_foreign(rd, error)) &&
	       fs_rename(rd->dir, gone, error) && fs_remove(gone, error);
}

gboolean rebase_dir_abort(const char *dir, GError **error)
{
	g_autoptr(RebaseDir) rd = dir_new(dir);
	g_autofree char *gone = part_path(rd->dir, PART_GONE);
	gboolean was_at_it = exists(gone);

	rd->lock = take_lock(rd->dir, error);
	if (!rd->lock || !recover(rd->dir, error))
		return FALSE;
	if (was_at_it && !exists(rd->dir))
		return TRUE;
	load_written(rd);
	return remove_dir(rd, error);
}
