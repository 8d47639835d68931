/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "port/resolution.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "patch/refresh.h"
#include "patch/series-apply.h"
#include "port/rerere.h"
#include "util/error.h"

/* A file of the conflict, or one that the user added. */
struct taken {
	char *path;
	const struct carry_work *work; /* NULL: added by the user */
	struct blob before, after;     /* after is owned */
	GArray *blocks;		       /* of struct resolve_block: its markers */
	GBytes *theirs;		       /* the file with the new tree's lines for each
					* block */
	GArray *from_theirs;	       /* changes from theirs to the result */
};

struct taking {
	const struct resolution *r;
	GPtrArray *files; /* of struct taken; sorted by path at the end */
};

static void taken_free(struct taken *file)
{
	g_free(file->path);
	g_clear_pointer(&file->after.bytes, g_bytes_unref);
	g_clear_pointer(&file->blocks, g_array_unref);
	g_clear_pointer(&file->theirs, g_bytes_unref);
	g_clear_pointer(&file->from_theirs, g_array_unref);
	g_free(file);
}

static const char *patch_name(const struct taking *t)
{
	return t->r->step->entry->name;
}

static gboolean refused(GError **error, enum kf_error code, const char *format, ...)
	G_GNUC_PRINTF(3, 4);

static gboolean refused(GError **error, enum kf_error code, const char *format, ...)
{
	g_autofree char *message = NULL;
	va_list args;

	va_start(args, format);
	message = g_strdup_vprintf(format, args);
	va_end(args);
	g_set_error_literal(error, KF_ERROR, code, message);
	return FALSE;
}

/* --- the directory ------------------------------------------------------------------ */

gboolean resolution_is_backup(const char *path)
{
	static const char *const ends[] = {"~", ".swp", ".swo", ".swx", ".orig"};
	const char *name = strrchr(path, '/');

	name = name ? name + 1 : path;
	for (gsize i = 0; i < G_N_ELEMENTS(ends); i++)
		if (g_str_has_suffix(name, ends[i]))
			return TRUE;
	return g_str_has_prefix(name, ".#") ||
	       (*name == '#' && g_str_has_suffix(name, "#"));
}

gboolean resolution_list(const char *dir, const char *prefix, GPtrArray *paths,
			 GError **error)
{
	g_autoptr(GError) why = NULL;
	g_autoptr(GDir) open = g_dir_open(dir, 0, &why);
	const char *name;

	if (!open)
		return g_error_matches(why, G_FILE_ERROR, G_FILE_ERROR_NOENT) ||
		       refused(error, KF_ERROR_SYSTEM, "%s", why->message);
	if (!(name = g_dir_read_name(open)) && *prefix)
		g_ptr_array_add(paths, g_strdup(prefix));
	for (; name; name = g_dir_read_name(open)) {
		g_autofree char *path = g_build_filename(dir, name, NULL);
		g_autofree char *shown = g_strconcat(prefix, name, NULL);
		g_autofree char *below = g_strconcat(shown, "/", NULL);
		struct stat status;

		if (lstat(path, &status))
			return refused(error, KF_ERROR_SYSTEM, "%s: %s", path,
				       g_strerror(errno));
		if (!S_ISDIR(status.st_mode))
			g_ptr_array_add(paths, g_steal_pointer(&shown));
		else if (!resolution_list(path, below, paths, error))
			return FALSE;
	}
	return TRUE;
}

static char *edited_path(const struct taking *t, const char *path)
{
	return g_build_filename(t->r->dir, "conflict", path, NULL);
}

/* Sets *@bytes to NULL if there is no such file. */
static gboolean read_edited(const char *path, GBytes **bytes, mode_t *mode,
			    GError **error)
{
	g_autoptr(GError) why = NULL;
	struct stat status;
	char *data;
	gsize size;

	*bytes = NULL;
	if (lstat(path, &status))
		return errno == ENOENT || errno == ENOTDIR ||
		       refused(error, KF_ERROR_SYSTEM, "%s: %s", path,
			       g_strerror(errno));
	if (!S_ISREG(status.st_mode))
		return refused(error, KF_ERROR_INPUT, "%s: is not a regular file",
			       path);
	*mode = S_IFREG | (status.st_mode & 0100 ? 0755 : 0644);
	if (!g_file_get_contents(path, &data, &size, &why))
		return refused(error, KF_ERROR_SYSTEM, "%s", why->message);
	*bytes = g_bytes_new_take(data, size);
	return TRUE;
}

/* --- names ------------------------------------------------------------------------ */

static gboolean is_listed(char **names, const char *name)
{
	return names && g_strv_contains((const char *const *)names, name);
}

/* Whether the user dropped hunk @number of @path; 0 stands for changes of the whole
 * file. */
static gboolean is_dropped(const struct taking *t, const char *path, guint number)
{
	g_autofree char *one = g_strdup_printf("%s:%u", path, number);

	return is_listed(t->r->drop, path) || is_listed(t->r->drop, one);
}

/* Whether the patch has a diff for @path or, if @removes, one that removes it. */
static gboolean patch_has(const struct taking *t, const char *path, gboolean removes)
{
	const struct rebase_step *step = t->r->step;
	int old = step->entry->reverse ? PATCH_NEW : PATCH_OLD;

	for (guint i = 0; i < step->patch->files->len; i++) {
		const struct patch_file *file =
			g_ptr_array_index(step->patch->files, i);
		g_autofree char *from = patch_file_name(file, old, step->entry->strip);
		g_autofree char *to = patch_file_name(file, !old, step->entry->strip);
		gboolean goes = file->presence[!old] == PRESENCE_NONE || file->rename;

		if (!g_strcmp0(from, path) && (!removes || goes))
			return TRUE;
		if (!removes && !g_strcmp0(to, path))
			return TRUE;
	}
	return FALSE;
}

static const struct taken *find_taken(const struct taking *t, const char *path)
{
	for (guint i = 0; i < t->files->len; i++) {
		const struct taken *file = g_ptr_array_index(t->files, i);

		if (!strcmp(file->path, path))
			return file;
	}
	return NULL;
}

/* A name that matches nothing is probably a typing error, so it is refused. */
static gboolean check_drop(const struct taking *t, GError **error)
{
	const GPtrArray *hunks = t->r->step->carry->hunks;

	for (char **name = t->r->drop; name && *name; name++) {
		gboolean known = FALSE;

		for (guint i = 0; i < hunks->len && !known; i++) {
			const struct carry_hunk *hunk = g_ptr_array_index(hunks, i);
			g_autofree char *one =
				g_strdup_printf("%s:%u", hunk->path, hunk->number);

			known = !strcmp(*name, hunk->path) || !strcmp(*name, one);
		}
		if (!known)
			return refused(error, KF_ERROR_INPUT,
				       "--drop %s: %s has no such hunk", *name,
				       patch_name(t));
	}
	return TRUE;
}

static gboolean check_add(const struct taking *t, GError **error)
{
	for (char **name = t->r->add; name && *name; name++)
		if (!find_taken(t, *name))
			return refused(error, KF_ERROR_INPUT,
				       "--add %s: no such file below "
				       "%s/conflict",
				       *name, t->r->dir);
	return TRUE;
}

/* --- the files ------------------------------------------------------------------- */

/* Returns lines that look like markers but belong to the file or the patch. */
static GBytes *own_lines(const struct taking *t, const struct taken *file)
{
	const GPtrArray *hunks = t->r->step->carry->hunks;
	GString *out = g_string_new(NULL);
	gsize size = 0;
	const char *data =
		file->before.bytes ? g_bytes_get_data(file->before.bytes, &size) : NULL;

	g_string_append_len(out, data ?: "", size);
	for (guint i = 0; i < hunks->len; i++) {
		const struct hunk *hunk =
			((struct carry_hunk *)g_ptr_array_index(hunks, i))->hunk;

		for (gsize j = 0; hunk && j < hunk->n_lines; j++)
			if (hunk->lines[j].kind != ' ')
				g_string_append_len(out, hunk->lines[j].text,
						    hunk->lines[j].len);
	}
	return g_string_free_to_bytes(out);
}

static gboolean check_markers(const struct taking *t, const struct taken *file,
			      GError **error)
{
	g_autoptr(GBytes) own = own_lines(t, file);
	g_autofree char *path = edited_path(t, file->path);
	guint line = file->after.bytes ? rerere_marker(file->after.bytes, own) : 0;

	return !line || refused(error, KF_ERROR_NEGATIVE,
				"%s:%u: a conflict marker is left", path, line);
}

/* Handles a file of the conflict that is missing now. */
static gboolean take_gone(const struct taking *t, struct taken *file, GError **error)
{
	if (!file->before.bytes || !file->work->bytes ||
	    is_listed(t->r->add, file->path) || patch_has(t, file->path, TRUE))
		return TRUE;
	if (is_dropped(t, file->path, 0)) {
		file->after.bytes = g_bytes_ref(file->before.bytes);
		file->after.mode = file->before.mode;
		return TRUE;
	}
	return refused(error, KF_ERROR_NEGATIVE,
		       "%s/conflict/%s: does not exist, and %s does not remove the "
		       "file; use --drop %s to keep the file of the new tree, --add %s "
		       "to remove it, --retry to restore it",
		       t->r->dir, file->path, patch_name(t), file->path, file->path);
}

static void compare(struct taken *file)
{
	struct text theirs, after;
	gsize size = 0;
	const char *data =
		file->after.bytes ? g_bytes_get_data(file->after.bytes, &size) : NULL;

	file->blocks = resolve_blocks(file->work->bytes);
	file->theirs = resolve_theirs(file->work->bytes);
	text_init(&after, data ?: "", size);
	data = g_bytes_get_data(file->theirs, &size);
	text_init(&theirs, data ?: "", size);
	file->from_theirs = diff_lines(&theirs, &after);
	text_clear(&theirs);
	text_clear(&after);
}

static gboolean take_work(struct taking *t, const struct carry_work *work,
			  GError **error)
{
	g_autofree char *path = edited_path(t, work->path);
	struct taken *file = g_new0(struct taken, 1);
	mode_t mode;

	file->path = g_strdup(work->path);
	file->work = work;
	file->before = (struct blob){work->before, work->before_mode};
	file->after.mode = work->mode;
	g_ptr_array_add(t->files, file);
	if (!read_edited(path, &file->after.bytes, &mode, error) ||
	    !check_markers(t, file, error) ||
	    (!file->after.bytes && !take_gone(t, file, error)))
		return FALSE;
	if (work->bytes)
		compare(file);
	return TRUE;
}

/* Handles an additional file: the patch's other name, or one to be added. */
static gboolean take_besides(struct taking *t, const char *path, GError **error)
{
	g_autofree char *from = edited_path(t, path);
	struct taken *file;

	if (!patch_has(t, path, FALSE) && !is_listed(t->r->add, path))
		return refused(error, KF_ERROR_NEGATIVE,
			       "%s: does not belong to the conflict; move it away, or "
			       "use --add %s to add it to %s",
			       from, path, patch_name(t));
	if (tree_refusal(path))
		return refused(error, KF_ERROR_INPUT, "%s: %s", from,
			       tree_refusal(path));
	file = g_new0(struct taken, 1);
	file->path = g_strdup(path);
	g_ptr_array_add(t->files, file);
	return tree_get(t->r->there, path, &file->before, error) &&
	       read_edited(from, &file->after.bytes, &file->after.mode, error) &&
	       check_markers(t, file, error);
}

static int by_path(gconstpointer a, gconstpointer b)
{
	const struct taken *const *x = a, *const *y = b;

	return strcmp((*x)->path, (*y)->path);
}

static gboolean take_files(struct taking *t, GError **error)
{
	const GPtrArray *work = t->r->step->carry->work;
	g_autofree char *dir = g_build_filename(t->r->dir, "conflict", NULL);
	g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(g_free);

	if (!resolution_list(dir, "", found, error))
		return FALSE;
	for (guint i = 0; i < work->len; i++) {
		const struct carry_work *one = g_ptr_array_index(work, i);
		g_autofree char *path = edited_path(t, one->path);

		if (!one->bytes && g_file_test(path, G_FILE_TEST_EXISTS))
			continue; /* the patch removes it; the user restored it */
		if (!take_work(t, one, error))
			return FALSE;
	}
	for (guint i = 0; i < found->len; i++) {
		const char *path = g_ptr_array_index(found, i);

		if (!g_str_has_suffix(path, "/") && !find_taken(t, path) &&
		    (is_listed(t->r->add, path) || !resolution_is_backup(path)) &&
		    !take_besides(t, path, error))
			return FALSE;
	}
	g_ptr_array_sort(t->files, by_path);
	return TRUE;
}

/* --- whether each hunk is in the result ------------------------------------------- */

/* Whether the line is distinctive. */
static gboolean is_telling(const char *line, gsize len)
{
	guint letters = 0;

	for (gsize i = 0; i < len; i++)
		letters += g_ascii_isalnum(line[i]) != 0;
	return letters > 2;
}

static void note_side(GHashTable *lines, const struct text *text, gint64 first,
		      gint64 n)
{
	for (gint64 i = first; i < first + n; i++) {
		struct span span = text_lines(text, i, 1);

		g_hash_table_add(lines, span_dup(span));
	}
}

static void text_of(struct text *text, GBytes *bytes)
{
	gsize size = 0;
	const char *data = bytes ? g_bytes_get_data(bytes, &size) : NULL;

	text_init(text, data ?: "", size);
}

/* Returns all lines that the result adds to (or removes from) the new tree, in any
 * file. */
static GHashTable *lines_of_result(const struct taking *t, gboolean added)
{
	GHashTable *lines =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (guint i = 0; i < t->files->len; i++) {
		const struct taken *file = g_ptr_array_index(t->files, i);
		g_autoptr(GArray) changes = NULL;
		struct text before, after;

		text_of(&before, file->before.bytes);
		text_of(&after, file->after.bytes);
		changes = diff_lines(&before, &after);
		for (guint j = 0; j < changes->len; j++) {
			const struct change *c =
				&g_array_index(changes, struct change, j);

			if (added)
				note_side(lines, &after, c->new, c->new_n);
			else
				note_side(lines, &before, c->old, c->old_n);
		}
		text_clear(&before);
		text_clear(&after);
	}
	return lines;
}

/* Whether the result has all distinctive lines of the hunk; -1: it has none. */
static int has_lines(const struct taking *t, const struct hunk *hunk, gboolean added)
{
	g_autoptr(GHashTable) lines = lines_of_result(t, added);
	char kind = added != t->r->step->entry->reverse ? '+' : '-';
	int has = -1;

	for (gsize i = 0; i < hunk->n_lines; i++) {
		const struct patch_line *line = &hunk->lines[i];
		g_autofree char *text = NULL;

		if (line->kind != kind || !is_telling(line->text, line->len))
			continue;
		text = g_strndup(line->text, line->len);
		if (!g_hash_table_contains(lines, text))
			return 0;
		has = 1;
	}
	return has;
}

/* Whether the hunk went to a place without a marker. */
static gboolean is_elsewhere(const struct taking *t, const struct carry_hunk *hunk)
{
	int has = hunk->hunk ? has_lines(t, hunk->hunk, TRUE) : 0;

	return has > 0 || (has < 0 && has_lines(t, hunk->hunk, FALSE) > 0);
}

static gboolean touches(GArray *changes, gint64 first, gint64 n)
{
	for (guint i = 0; i < changes->len; i++) {
		const struct change *c = &g_array_index(changes, struct change, i);

		if (c->old <= first + n && first <= c->old + c->old_n)
			return TRUE;
	}
	return FALSE;
}

/* Whether the block was replaced by other lines than the new tree's, or the lines of
 * the patch are the same as those. */
static gboolean is_edited(const struct taken *file, guint block)
{
	const struct resolve_block *b =
		&g_array_index(file->blocks, struct resolve_block, block);

	return b->same || touches(file->from_theirs, b->theirs, b->theirs_n);
}

/* Whether the blocks of hunk @index were edited. */
static gboolean has_edited_block(const struct taken *file, guint index,
				 const struct carry_hunk *hunk)
{
	GArray *of = file->work ? file->work->blocks : NULL;

	if (!file->blocks)
		return FALSE;
	if (!of || of->len != file->blocks->len) /* it is unknown to which hunks they
						  * belong */
		return !strcmp(file->path, hunk->path) && file->from_theirs->len &&
		       file->blocks->len;
	for (guint i = 0; i < of->len; i++) {
		const struct marker_block *block =
			&g_array_index(of, struct marker_block, i);

		if (block->first <= index && index <= block->last && is_edited(file, i))
			return TRUE;
	}
	return FALSE;
}

/* For hunks that markers cannot show: whether the user changed something. */
static gboolean is_done(const struct taking *t, const struct carry_hunk *hunk)
{
	const struct taken *file = find_taken(t, hunk->path);

	if (!file)
		return FALSE;
	if (patch_has(t, hunk->path, TRUE))
		return !file->after.bytes;
	return !blob_equal(&file->before, &file->after);
}

static gboolean is_in_result(const struct taking *t, guint index)
{
	const struct carry_hunk *hunk =
		g_ptr_array_index(t->r->step->carry->hunks, index);

	if (hunk->open)
		return is_done(t, hunk);
	for (guint i = 0; i < t->files->len; i++) {
		const struct taken *file = g_ptr_array_index(t->files, i);

		if (has_edited_block(file, index, hunk))
			return TRUE;
		/* the patch or the user removed the whole file */
		if (file->before.bytes && !file->after.bytes &&
		    !strcmp(file->path, hunk->path))
			return TRUE;
	}
	return is_elsewhere(t, hunk);
}

/* Returns the carried hunk whose change of @path is at @line (from 0). */
static const struct carry_hunk *carried_at(const struct taking *t, const char *path,
					   gint64 line)
{
	const GPtrArray *hunks = t->r->step->carry->hunks;
	const struct carry_hunk *found = NULL;

	for (guint i = 0; i < hunks->len; i++) {
		const struct carry_hunk *hunk = g_ptr_array_index(hunks, i);

		if (strcmp(hunk->path, path) || hunk->step == STEP_UPSTREAM ||
		    hunk->step == STEP_CONFLICT)
			continue;
		if (!found || hunk->line <= line + 1)
			found = hunk;
	}
	return found;
}

struct missing {
	GString *hunks, *options;
};

static void note_missing(const struct taking *t, const struct carry_hunk *hunk,
			 struct missing *missing)
{
	g_autofree char *option =
		hunk->number
			? g_strdup_printf(" --drop %s:%u", hunk->path, hunk->number)
			: g_strdup_printf(" --drop %s", hunk->path);

	if (is_dropped(t, hunk->path, hunk->number) ||
	    strstr(missing->options->str, option))
		return;
	g_string_append(missing->options, option);
	if (missing->hunks->len)
		g_string_append(missing->hunks, ", ");
	if (hunk->number)
		g_string_append_printf(missing->hunks, "hunk %u of %s", hunk->number,
				       hunk->path);
	else
		g_string_append_printf(missing->hunks, "its change to %s", hunk->path);
}

/* Finds hunks that were carried and that the user removed again. */
static void find_undone(const struct taking *t, const struct taken *file,
			struct missing *missing)
{
	g_autoptr(GArray) carried = NULL, kept = NULL;
	struct text before, theirs, after;

	text_of(&before, file->before.bytes);
	text_of(&theirs, file->theirs);
	text_of(&after, file->after.bytes);
	carried = diff_lines(&before, &theirs);
	kept = diff_lines(&before, &after);
	for (guint i = 0; i < carried->len; i++) {
		const struct change *c = &g_array_index(carried, struct change, i);
		const struct carry_hunk *hunk = carried_at(t, file->path, c->old);

		if (hunk && !touches(kept, c->old, c->old_n) && !is_elsewhere(t, hunk))
			note_missing(t, hunk, missing);
	}
	text_clear(&before);
	text_clear(&theirs);
	text_clear(&after);
}

static gboolean check_hunks(const struct taking *t, GError **error)
{
	const GPtrArray *hunks = t->r->step->carry->hunks;
	g_autoptr(GString) names = g_string_new(NULL), options = g_string_new(NULL);
	struct missing missing = {names, options};

	for (guint i = 0; i < hunks->len; i++) {
		const struct carry_hunk *hunk = g_ptr_array_index(hunks, i);

		if (hunk->step == STEP_CONFLICT && !is_in_result(t, i))
			note_missing(t, hunk, &missing);
	}
	for (guint i = 0; i < t->files->len; i++) {
		const struct taken *file = g_ptr_array_index(t->files, i);

		if (file->theirs && (file->after.bytes || !file->before.bytes))
			find_undone(t, file, &missing);
	}
	return !names->len ||
	       refused(error, KF_ERROR_NEGATIVE,
		       "%s: not in the result: %s; add it, or drop it with%s",
		       patch_name(t), names->str, options->str);
}

/* Refuses a patch that changes nothing. */
static gboolean check_change(const struct taking *t, GError **error)
{
	for (guint i = 0; i < t->files->len; i++) {
		const struct taken *file = g_ptr_array_index(t->files, i);

		if (!blob_equal(&file->before, &file->after))
			return TRUE;
	}
	return refused(error, KF_ERROR_NEGATIVE,
		       "%s: the resolution is empty; use --skip to skip the patch",
		       patch_name(t));
}

/* --- the patch -------------------------------------------------------------------- */

/* Checks that the patch, applied to the original files, gives the user's files. */
static gboolean prove(const struct taking *t, GBytes *bytes, GError **error)
{
	const struct series_apply_options options = {0};
	g_autoptr(Patch) patch = patch_parse(patch_name(t), bytes, error);
	g_autoptr(PatchResult) result = NULL;
	g_autoptr(Tree) tree = tree_new();
	gboolean same;

	for (guint i = 0; patch && i < t->files->len; i++) {
		const struct taken *file = g_ptr_array_index(t->files, i);

		if (file->before.bytes &&
		    !tree_put(tree, file->path, file->before.bytes, file->before.mode,
			      error))
			return FALSE;
	}
	result = patch ? series_apply_patch(tree, t->r->step->entry, patch, &options,
					    error)
		       : NULL;
	if (!result)
		return FALSE;
	same = result->status < APPLY_ALREADY;
	for (guint i = 0; same && i < t->files->len; i++) {
		const struct taken *file = g_ptr_array_index(t->files, i);
		struct blob blob;

		same = tree_get(tree, file->path, &blob, NULL) &&
		       !blob.bytes == !file->after.bytes &&
		       (!blob.bytes || g_bytes_equal(blob.bytes, file->after.bytes));
	}
	return same || refused(error, KF_ERROR_INPUT,
			       "%s: the resolution cannot be written as a patch",
			       patch_name(t));
}

static GBytes *make_patch(const struct taking *t, GError **error)
{
	g_autoptr(GArray) edits =
		g_array_new(FALSE, FALSE, sizeof(struct refresh_edit));
	g_autoptr(GString) out = g_string_new(NULL);
	g_autoptr(GBytes) patch = NULL;
	enum refresh_change change;

	for (guint i = 0; i < t->files->len; i++) {
		const struct taken *file = g_ptr_array_index(t->files, i);
		struct refresh_edit edit = {file->path, file->before, file->after};

		g_array_append_val(edits, edit);
	}
	if (!refresh_edited(t->r->step->patch, t->r->step->entry, NULL, edits, &change,
			    out, error))
		return NULL;
	patch = g_bytes_new(out->str, out->len);
	return prove(t, patch, error) ? g_steal_pointer(&patch) : NULL;
}

static void remember(const struct taking *t)
{
	for (guint i = 0; i < t->files->len; i++) {
		const struct taken *file = g_ptr_array_index(t->files, i);

		if (file->work && file->work->bytes && file->after.bytes)
			rerere_remember(file->work->bytes, file->after.bytes);
	}
}

GBytes *resolution_take(const struct resolution *resolution, GError **error)
{
	g_autoptr(GPtrArray) files =
		g_ptr_array_new_with_free_func((GDestroyNotify)taken_free);
	struct taking t = {resolution, files};
	GBytes *patch;

	if (!check_drop(&t, error) || !take_files(&t, error) || !check_add(&t, error) ||
	    !check_change(&t, error) || !check_hunks(&t, error))
		return NULL;
	patch = make_patch(&t, error);
	if (patch)
		remember(&t);
	return patch;
}
