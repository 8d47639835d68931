/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "patch/quilt.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "patch/apply.h"
#include "util/error.h"
#include "util/safe-open.h"

/* The fuzz of quilt's check before it removes a patch: the default of patch. */
#define QUILT_FUZZ 2

void quilt_free(struct quilt *quilt)
{
	if (!quilt)
		return;
	g_ptr_array_unref(quilt->applied);
	g_free(quilt);
}

static char *state_path(const char *name, const char *path)
{
	return path ? g_strconcat(".pc/", name, "/", path, NULL)
		    : g_strconcat(".pc/", name, NULL);
}

/* --- small files ----------------------------------------------------------- */

/* Reads a file of the state as a string; TRUE and NULL if it is missing. */
static gboolean read_text(struct tree *tree, const char *name, char **text,
			  GError **error)
{
	g_autofree char *path = state_path(name, NULL);
	struct blob blob;
	gsize size;
	const char *data;

	*text = NULL;
	if (!tree_get(tree, path, &blob, error))
		return FALSE;
	if (blob.bytes) {
		data = g_bytes_get_data(blob.bytes, &size);
		*text = g_strndup(data, size);
	}
	return TRUE;
}

static gboolean write_text(struct tree *tree, const char *name, const char *text,
			   GError **error)
{
	g_autofree char *path = state_path(name, NULL);
	g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));

	return tree_put(tree, path, bytes, 0, error);
}

static gboolean write_missing(struct tree *tree, const char *name, const char *text,
			      GError **error)
{
	g_autofree char *there = NULL;

	return read_text(tree, name, &there, error) &&
	       (there || write_text(tree, name, text, error));
}

static gboolean wrong(const struct tree *tree, GError **error, const char *format, ...)
	G_GNUC_PRINTF(3, 4);

static gboolean wrong(const struct tree *tree, GError **error, const char *format, ...)
{
	g_autofree char *message = NULL;
	va_list args;

	va_start(args, format);
	message = g_strdup_vprintf(format, args);
	va_end(args);
	g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "%s/.pc: %s", tree_dir(tree),
		    message);
	return FALSE;
}

/* --- reading the state --------------------------------------------------------- */

/* Returns the directory of the patches as quilt writes it: relative if inside of the
 * tree. */
static char *patches_dir(const struct tree *tree, const struct series *series)
{
	g_autofree char *directory = g_canonicalize_filename(series->directory, NULL);
	g_autofree char *dir = g_canonicalize_filename(tree_dir(tree), NULL);
	gsize len = strlen(dir);

	if (g_str_has_prefix(directory, dir) && directory[len] == '/')
		return g_strdup(directory + len + 1);
	return g_steal_pointer(&directory);
}

static gboolean same_dir(const struct tree *tree, const struct series *series,
			 const char *recorded)
{
	g_autofree char *dir = g_canonicalize_filename(tree_dir(tree), NULL);
	g_autofree char *there = g_canonicalize_filename(recorded, dir);
	struct stat a, b;

	return stat(there, &a) == 0 && stat(series->directory, &b) == 0 &&
	       a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

static gboolean check_origin(struct tree *tree, const struct series *series,
			     GError **error)
{
	g_autofree char *directory = NULL, *version = NULL;

	if (!read_text(tree, ".version", &version, error) ||
	    !read_text(tree, ".quilt_patches", &directory, error))
		return FALSE;
	if (version && atoi(version) != 2)
		return wrong(tree, error, "is of version %s, not 2",
			     g_strchomp(version));
	if (directory && !same_dir(tree, series, g_strchomp(directory)))
		return wrong(tree, error, "is of the series in %s, not in %s",
			     directory, series->directory);
	return TRUE;
}

static gboolean check_applied(struct tree *tree, const struct quilt *quilt,
			      GPtrArray *entries, enum quilt_flags flags,
			      GError **error)
{
	g_autofree char *flag = NULL, *refresh = NULL;
	const char *top;

	for (guint i = 0; i < quilt->applied->len; i++) {
		const char *name = g_ptr_array_index(quilt->applied, i);
		const struct series_entry *entry =
			i < entries->len ? g_ptr_array_index(entries, i) : NULL;

		if (!entry || strcmp(entry->name, name))
			return wrong(tree, error,
				     "applied patch %u is %s, the series has %s", i + 1,
				     name, entry ? entry->name : "fewer");
	}
	if (!quilt->applied->len || (flags & QUILT_FORCED))
		return TRUE;
	top = g_ptr_array_index(quilt->applied, quilt->applied->len - 1);
	flag = g_strconcat(top, "~refresh", NULL);
	if (!read_text(tree, flag, &refresh, error))
		return FALSE;
	return !refresh ||
	       wrong(tree, error, "%s was applied with force: refresh it first", top);
}

struct quilt *quilt_read(struct tree *tree, const struct series *series,
			 GPtrArray *entries, enum quilt_flags flags, GError **error)
{
	g_autoptr(Quilt) quilt = g_new0(struct quilt, 1);
	g_autofree char *text = NULL;
	g_auto(GStrv) lines = NULL;

	quilt->applied = g_ptr_array_new_with_free_func(g_free);
	quilt->present = (flags & QUILT_BEGIN) || tree_has_dir(tree, ".pc");
	if (!read_text(tree, "applied-patches", &text, error))
		return NULL;
	lines = g_strsplit(text ? text : "", "\n", -1);
	for (char **line = lines; *line; line++)
		if (**line)
			g_ptr_array_add(quilt->applied,
					patch_name_simplify(g_strdup(*line)));
	if (quilt->applied->len && !check_origin(tree, series, error))
		return NULL;
	return check_applied(tree, quilt, entries, flags, error)
		       ? g_steal_pointer(&quilt)
		       : NULL;
}

/* --- backups --------------------------------------------------------------------- */

/* Adds the files below the open directory @dir; @prefix is its relative path. */
static gboolean walk(int dir, const char *prefix, GPtrArray *files)
{
	DIR *stream = dir >= 0 ? fdopendir(dir) : NULL;
	gboolean ok = stream != NULL;

	while (ok) {
		struct dirent *e = (errno = 0, readdir(stream));
		g_autofree char *path = NULL;

		if (!e) {
			ok = !errno;
			break;
		}
		if (!strcmp(e->d_name, ".") || !strcmp(e->d_name, ".."))
			continue;
		path = g_strconcat(prefix, e->d_name, NULL);
		if (safe_is_dir(dirfd(stream), e)) {
			g_autofree char *sub = g_strconcat(path, "/", NULL);

			ok = walk(
				openat(dirfd(stream), e->d_name,
				       O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC),
				sub, files);
		} else if (strcmp(path, ".timestamp")) {
			g_ptr_array_add(files, g_steal_pointer(&path));
		}
	}
	if (stream)
		closedir(stream);
	else if (dir >= 0)
		close(dir);
	return ok;
}

static int by_name(gconstpointer a, gconstpointer b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Returns the names of the backups of patch @name. */
static GPtrArray *list_backups(struct tree *tree, const char *name, GError **error)
{
	GPtrArray *files = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *directory = state_path(name, NULL);
	int path = safe_open_dir(tree_fd(tree), directory);
	int dir = path < 0 ? -1 : openat(path, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (path >= 0)
		close(path);
	if ((dir < 0 && errno != ENOENT) || (dir >= 0 && !walk(dir, "", files))) {
		g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM, "%s/%s: %s",
			    tree_dir(tree), directory, strerror(errno));
		g_ptr_array_unref(files);
		return NULL;
	}
	g_ptr_array_sort(files, by_name);
	return files;
}

/* Adds @path, which did not exist before the patch. */
static void add_absent(GPtrArray *files, GArray *before, const char *path)
{
	struct blob absent = {NULL, 0};

	g_ptr_array_add(files, g_strdup(path));
	g_array_append_val(before, absent);
}

/*
 * Adds changes that follow from others: the removal of files in a directory that was a
 * file before, or of a file that was a directory. quilt's state cannot contain backups
 * of both.
 */
static gboolean add_implied(struct tree *tree, const char *path, GPtrArray *files,
			    GArray *before, GError **error)
{
	g_autoptr(GPtrArray) below = NULL;

	if (!tree_obstacle(tree, path))
		return TRUE;
	below = tree_files_below(tree, path);
	for (guint i = 0; i < below->len; i++)
		add_absent(files, before, g_ptr_array_index(below, i));
	for (const char *slash = path; (slash = strchr(slash, '/')); slash++) {
		g_autofree char *above = g_strndup(path, slash - path);
		struct blob blob;

		if (!tree_look(tree, above, &blob, error))
			return FALSE;
		if (blob.bytes &&
		    !g_ptr_array_find_with_equal_func(files, above, g_str_equal, NULL))
			add_absent(files, before, above);
	}
	return TRUE;
}

/* An empty backup means that the file did not exist. */
gboolean quilt_backup(struct tree *tree, const char *name, const char *path,
		      struct blob *blob, gboolean *found, GError **error)
{
	g_autofree char *backup = state_path(name, path);

	if (!tree_get(tree, backup, blob, error))
		return FALSE;
	*found = blob->bytes != NULL;
	if (blob->bytes && !g_bytes_get_size(blob->bytes))
		*blob = (struct blob){NULL, 0};
	return TRUE;
}

GPtrArray *quilt_files(struct tree *tree, const char *name, GArray **before,
		       GError **error)
{
	g_autoptr(GPtrArray) files = list_backups(tree, name, error);
	g_autoptr(GArray) blobs = g_array_new(FALSE, FALSE, sizeof(struct blob));

	if (!files)
		return NULL;
	for (guint i = 0; i < files->len; i++) {
		struct blob blob;
		gboolean found;

		if (!quilt_backup(tree, name, g_ptr_array_index(files, i), &blob,
				  &found, error))
			return NULL;
		g_array_append_val(blobs, blob);
	}
	for (guint i = 0, n = files->len; i < n; i++)
		if (g_array_index(blobs, struct blob, i).bytes &&
		    !add_implied(tree, g_ptr_array_index(files, i), files, blobs,
				 error))
			return NULL;
	*before = g_steal_pointer(&blobs);
	return g_steal_pointer(&files);
}

static gboolean set_blob(struct tree *tree, const char *path, const struct blob *blob,
			 GError **error)
{
	return blob->bytes ? tree_put(tree, path, blob->bytes, blob->mode, error)
			   : tree_remove(tree, path, error);
}

static gboolean restore(struct tree *tree, GPtrArray *files, GArray *before,
			GError **error)
{
	for (guint i = 0; i < files->len; i++)
		if (!set_blob(tree, g_ptr_array_index(files, i),
			      &g_array_index(before, struct blob, i), error))
			return FALSE;
	return TRUE;
}

static gboolean drop_backups(struct tree *tree, const char *name, GPtrArray *files,
			     GError **error)
{
	g_autofree char *stamp = state_path(name, ".timestamp");

	for (guint i = 0; i < files->len; i++) {
		g_autofree char *path = state_path(name, g_ptr_array_index(files, i));

		if (!tree_remove(tree, path, error))
			return FALSE;
	}
	return tree_remove(tree, stamp, error);
}

gboolean quilt_recover(struct tree *tree, const struct series_entry *entry,
		       gboolean *found, GError **error)
{
	g_autoptr(GArray) before = NULL;
	g_autoptr(GPtrArray) files = quilt_files(tree, entry->name, &before, error);

	if (!files)
		return FALSE;
	*found = files->len > 0;
	return restore(tree, files, before, error) &&
	       drop_backups(tree, entry->name, files, error);
}

/* --- pushing and popping ---------------------------------------------------------- */

enum place { PLACE_NONE, PLACE_FILE, PLACE_FOLDER };

/* Returns the paths that existed before @edits: files and their directories. */
static GHashTable *places_before(GArray *edits)
{
	GHashTable *places =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (guint i = 0; i < edits->len; i++) {
		const struct tree_change *edit =
			&g_array_index(edits, struct tree_change, i);

		if (!edit->before.bytes)
			continue;
		g_hash_table_insert(places, g_strdup(edit->path),
				    GINT_TO_POINTER(PLACE_FILE));
		for (const char *slash = edit->path; (slash = strchr(slash, '/'));
		     slash++)
			g_hash_table_insert(places,
					    g_strndup(edit->path, slash - edit->path),
					    GINT_TO_POINTER(PLACE_FOLDER));
	}
	return places;
}

/* Whether it follows from other paths that @path did not exist, see add_implied(). */
static gboolean is_implied(GHashTable *places, const char *path)
{
	if (g_hash_table_contains(places, path))
		return TRUE;
	for (const char *slash = path; (slash = strchr(slash, '/')); slash++) {
		g_autofree char *above = g_strndup(path, slash - path);

		if (GPOINTER_TO_INT(g_hash_table_lookup(places, above)) == PLACE_FILE)
			return TRUE;
	}
	return FALSE;
}

/*
 * Adds the files of a forced patch in which every hunk failed. They belong to the
 * patch, too; otherwise the next refresh would lose what the user changes in them.
 * Files in which hunks were not even searched are not added, as in patch --backup.
 */
static gboolean add_untouched(struct tree *tree, const struct series_step *step,
			      GArray *edits, GError **error)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint i = 0; i < edits->len; i++)
		g_hash_table_add(
			seen, (char *)g_array_index(edits, struct tree_change, i).path);
	for (guint i = 0; i < step->result->files->len; i++) {
		const struct file_result *file =
			g_ptr_array_index(step->result->files, i);
		struct tree_change edit = {file->path, {NULL, 0}, {NULL, 0}};

		if (file->status < APPLY_ALREADY || !file->path ||
		    !g_hash_table_add(seen, file->path))
			continue;
		if (!tree_look(tree, file->path, &edit.before, error))
			return FALSE;
		if (edit.before.bytes || file->status == APPLY_ALREADY)
			g_array_append_val(edits, edit);
	}
	return TRUE;
}

static gboolean add_backup(struct tree *tree, const char *name,
			   const struct tree_change *edit, GError **error)
{
	g_autofree char *path = state_path(name, edit->path);
	g_autoptr(GBytes) empty = NULL;

	if (edit->before.bytes)
		return tree_keep(tree, path, edit->path, &edit->before, error);
	empty = g_bytes_new(NULL, 0);
	return tree_put(tree, path, empty, 0, error);
}

gboolean quilt_push(struct quilt *quilt, struct tree *tree,
		    const struct series_step *step, GError **error)
{
	const char *name = step->entry->name;
	g_autoptr(GArray) edits = tree_edits(tree, step->mark_before, step->mark_after);
	g_autoptr(GHashTable) places = NULL;
	g_autofree char *stamp = g_strconcat(name, "/.timestamp", NULL);

	if (!add_untouched(tree, step, edits, error))
		return FALSE;
	places = places_before(edits);
	for (guint i = 0; i < edits->len; i++) {
		const struct tree_change *edit =
			&g_array_index(edits, struct tree_change, i);

		if (!edit->before.bytes && is_implied(places, edit->path))
			continue;
		if (!add_backup(tree, name, edit, error))
			return FALSE;
	}
	g_ptr_array_add(quilt->applied, g_strdup(name));
	return write_text(tree, stamp, "", error);
}

struct patch *quilt_load_patch(const struct series *series,
			       const struct series_entry *entry, GError **error)
{
	g_autofree char *path = series_patch_path(entry);
	g_autoptr(GBytes) nothing = NULL;

	if (g_file_test(path, G_FILE_TEST_EXISTS) ||
	    g_file_test(path, G_FILE_TEST_IS_SYMLINK))
		return series_load_patch(entry, error);
	nothing = g_bytes_new(NULL, 0);
	return patch_parse(path, nothing, error);
}

/*
 * An empty backup may also be of an empty file. For files of @files that existed
 * according to the first git diff of @patch for them, sets @before to the empty
 * content.
 */
static void recall_empty(const struct patch *patch, const struct series_entry *entry,
			 GPtrArray *files, GArray *before, GBytes *empty)
{
	int in = entry->reverse ? PATCH_NEW : PATCH_OLD;
	g_autoptr(GHashTable) seen =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (guint i = 0, n = patch->files->len; i < n; i++) {
		const struct patch_file *file =
			g_ptr_array_index(patch->files, entry->reverse ? n - 1 - i : i);
		char *name = patch_file_name(file, in, entry->strip);
		char *other = patch_file_name(file, !in, entry->strip);
		gboolean first = name && g_hash_table_add(seen, name);
		struct blob *blob;
		guint at;

		if (first && file->git && file->presence[in] != PRESENCE_NONE &&
		    g_ptr_array_find_with_equal_func(files, name, g_str_equal, &at)) {
			blob = &g_array_index(before, struct blob, at);
			if (!blob->bytes)
				*blob = (struct blob){
					empty, file->mode[in] ?: (S_IFREG | 0644)};
		}
		if (other)
			g_hash_table_add(seen, other);
	}
}

/* Whether the patch, applied to @before, gives the present files. */
static gboolean removes_cleanly(struct tree *tree, const struct patch *patch,
				const struct series_entry *entry, GPtrArray *files,
				GArray *before, GArray *now, GError **error)
{
	const struct series_apply_options options = {.fuzz = QUILT_FUZZ};
	g_autoptr(PatchResult) result = NULL;

	if (!restore(tree, files, before, error))
		return FALSE;
	if (patch->files->len) {
		result = series_apply_patch(tree, entry, patch, &options, error);
		if (!result)
			return FALSE;
	}
	for (guint i = 0; i < files->len; i++) {
		const char *path = g_ptr_array_index(files, i);
		struct blob blob, *was = &g_array_index(now, struct blob, i);

		if (!tree_look(tree, path, &blob, error))
			return FALSE;
		if (!blob.bytes == !was->bytes &&
		    (!blob.bytes || g_bytes_equal(blob.bytes, was->bytes)))
			continue;
		g_set_error(error, KF_ERROR, KF_ERROR_NEGATIVE,
			    "%s: %s has changed; refresh the patch first", entry->name,
			    path);
		return FALSE;
	}
	return TRUE;
}

static GArray *current(struct tree *tree, GPtrArray *files, GError **error)
{
	g_autoptr(GArray) now = g_array_new(FALSE, FALSE, sizeof(struct blob));

	for (guint i = 0; i < files->len; i++) {
		struct blob blob;

		if (!tree_look(tree, g_ptr_array_index(files, i), &blob, error))
			return NULL;
		g_array_append_val(now, blob);
	}
	return g_steal_pointer(&now);
}

gboolean quilt_pop(struct quilt *quilt, struct tree *tree, const struct series *series,
		   const struct series_entry *entry, GError **error)
{
	g_autoptr(GArray) before = NULL, now = NULL;
	g_autoptr(GPtrArray) files = quilt_files(tree, entry->name, &before, error);
	g_autoptr(Patch) patch = NULL;
	g_autoptr(GBytes) empty = g_bytes_new(NULL, 0);
	guint mark = tree_mark(tree);
	gboolean ok;

	if (!files)
		return FALSE;
	now = current(tree, files, error);
	patch = now ? quilt_load_patch(series, entry, error) : NULL;
	if (patch)
		recall_empty(patch, entry, files, before, empty);
	ok = patch && removes_cleanly(tree, patch, entry, files, before, now, error);
	/* The blobs in @before are older than the mark, so they stay valid. */
	tree_rollback(tree, mark);
	if (!ok || !restore(tree, files, before, error) ||
	    !drop_backups(tree, entry->name, files, error))
		return FALSE;
	g_ptr_array_set_size(quilt->applied, quilt->applied->len - 1);
	return TRUE;
}

void quilt_stamp(const struct tree *tree, const char *name)
{
	g_autofree char *directory = state_path(name, NULL);
	int dir = safe_open_dir(tree_fd(tree), directory);

	/* If this fails, quilt compares the files. */
	if (dir >= 0)
		utimensat(dir, ".timestamp", NULL, AT_SYMLINK_NOFOLLOW);
	if (dir >= 0)
		close(dir);
}

gboolean quilt_write(const struct quilt *quilt, struct tree *tree,
		     const struct series *series, GError **error)
{
	g_autofree char *directory = patches_dir(tree, series);
	g_autofree char *dir_line = g_strconcat(directory, "\n", NULL);
	g_autofree char *base = g_path_get_basename(series->path);
	g_autofree char *base_line = g_strconcat(base, "\n", NULL);
	g_autoptr(GString) applied = g_string_new(NULL);
	g_autoptr(GPtrArray) entries = series_patches(series);

	if (!write_missing(tree, ".version", "2\n", error) ||
	    !write_missing(tree, ".quilt_patches", dir_line, error) ||
	    !write_missing(tree, ".quilt_series", base_line, error))
		return FALSE;
	if (!quilt->applied->len)
		return tree_remove(tree, ".pc/applied-patches", error);
	/* These are the first of the series; quilt expects them spelled as in it. */
	for (guint i = 0; i < quilt->applied->len; i++)
		g_string_append_printf(
			applied, "%s\n",
			((struct series_entry *)g_ptr_array_index(entries, i))
				->spelled);
	return write_text(tree, "applied-patches", applied->str, error);
}

gboolean quilt_mark_forced(struct tree *tree, const char *name, gboolean forced,
			   GError **error)
{
	g_autofree char *flag = g_strconcat(name, "~refresh", NULL);
	g_autofree char *path = state_path(flag, NULL);

	return forced ? write_text(tree, flag, "", error)
		      : tree_remove(tree, path, error);
}
