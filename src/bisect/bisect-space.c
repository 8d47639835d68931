/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bisect/bisect-space.h"

#include <string.h>

#include "build/worktree.h"
#include "upstream/patch-queue.h"
#include "util/error.h"
#include "util/fs.h"

/* A patch, in order, and when it is applied. */
struct placed {
	struct series *series; /* with only this patch */
	GBytes *bytes;	       /* of its file */
	char *name, *options;  /* of its file; " -pN" */
	int change;	       /* to which it belongs; -1: always applied */
	gboolean goes;	       /* applied as long as the change is not */
};

struct bisect_space {
	GPtrArray *names;  /* of the changes */
	GPtrArray *placed; /* of struct placed; or */
	GPtrArray *lines;  /* of a fragment, for each change */
	GChecksum *sum;
	char *pristine, *out; /* the worktree, or the file */
};

static void placed_free(struct placed *placed)
{
	series_free(placed->series);
	g_bytes_unref(placed->bytes);
	g_free(placed->name);
	g_free(placed->options);
	g_free(placed);
}

static struct bisect_space *space_new(const char *pristine, const char *out)
{
	struct bisect_space *space = g_new0(struct bisect_space, 1);

	space->names = g_ptr_array_new_with_free_func(g_free);
	space->placed = g_ptr_array_new_with_free_func((GDestroyNotify)placed_free);
	space->lines = g_ptr_array_new_with_free_func(g_free);
	space->sum = g_checksum_new(G_CHECKSUM_SHA256);
	space->pristine = g_strdup(pristine);
	space->out = g_strdup(out);
	return space;
}

void bisect_space_free(struct bisect_space *space)
{
	if (!space)
		return;
	g_ptr_array_unref(space->names);
	g_ptr_array_unref(space->placed);
	g_ptr_array_unref(space->lines);
	g_checksum_free(space->sum);
	g_free(space->pristine);
	g_free(space->out);
	g_free(space);
}

guint bisect_space_count(const struct bisect_space *space)
{
	return space->names->len;
}

const char *bisect_space_name(const struct bisect_space *space, guint at)
{
	return g_ptr_array_index(space->names, at);
}

char *bisect_space_digest(const struct bisect_space *space)
{
	g_autoptr(GChecksum) sum = g_checksum_copy(space->sum);

	return g_strdup(g_checksum_get_string(sum));
}

/* --- patches ---------------------------------------------------------------------- */

/* Puts @patch into its own series, because patches may be in different directories. */
static gboolean place_patch(struct bisect_space *space, const struct patch_queue *queue,
			    const struct queue_patch *patch, int change, gboolean goes,
			    GError **error)
{
	/* the guards already selected it */
	char *options =
		g_strdup_printf(" -p%d%s\n", patch->strip, patch->reverse ? " -R" : "");
	g_autofree char *line = g_strconcat(patch->name, options, NULL);
	struct placed *placed = g_new0(struct placed, 1);
	gsize size;
	const void *data = g_bytes_get_data(patch->bytes, &size);

	g_ptr_array_add(space->placed, placed);
	placed->change = change;
	placed->goes = goes;
	placed->bytes = g_bytes_ref(patch->bytes);
	placed->name = g_path_get_basename(patch->name);
	placed->options = options;
	placed->series = series_parse(queue->name, line, strlen(line), error);
	g_checksum_update(space->sum, (const guchar *)line, -1);
	g_checksum_update(space->sum, data, size);
	return placed->series != NULL;
}

static int add_change(struct bisect_space *space, const char *sign, const char *name)
{
	g_ptr_array_add(space->names, g_strconcat(sign, name, NULL));
	return (int)space->names->len - 1;
}

struct bisect_space *bisect_space_series(const char *series, const char *pristine,
					 const char *tree, GError **error)
{
	g_autoptr(BisectSpace) space = space_new(pristine, tree);
	g_autoptr(PatchQueue) queue = patch_queue_load(series, error);

	for (guint i = 0; queue && i < queue->patches->len; i++) {
		const struct queue_patch *patch = g_ptr_array_index(queue->patches, i);

		if (patch->selected &&
		    !place_patch(space, queue, patch,
				 add_change(space, "", patch->name), FALSE, error))
			return NULL;
	}
	return queue ? g_steal_pointer(&space) : NULL;
}

/* Adds patches of @old from @at on that @new lacks: they are applied until they are
 * removed. */
static gboolean place_gone(struct bisect_space *space, const struct patch_queue *old,
			   const struct patch_queue *new, guint *at, GError **error)
{
	for (; *at < old->patches->len; ++*at) {
		const struct queue_patch *patch = g_ptr_array_index(old->patches, *at);

		if (!patch->selected)
			continue;
		if (patch_queue_find(new, patch->name))
			return TRUE;
		if (!place_patch(space, old, patch, add_change(space, "-", patch->name),
				 TRUE, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean place_new(struct bisect_space *space, const struct patch_queue *old,
			  const struct patch_queue *new,
			  const struct queue_patch *patch, GError **error)
{
	const struct queue_patch *before = patch_queue_find(old, patch->name);
	int change;

	if (before && before->selected && before->strip == patch->strip &&
	    before->reverse == patch->reverse &&
	    g_bytes_equal(before->bytes, patch->bytes))
		return place_patch(space, new, patch, -1, FALSE, error);
	change = add_change(space, before ? "~" : "+", patch->name);
	return (!before || !before->selected ||
		place_patch(space, old, before, change, TRUE, error)) &&
	       place_patch(space, new, patch, change, FALSE, error);
}

struct bisect_space *bisect_space_versions(const char *old_path, const char *new_path,
					   const char *pristine, const char *tree,
					   GError **error)
{
	g_autoptr(BisectSpace) space = space_new(pristine, tree);
	g_autoptr(PatchQueue) old = patch_queue_load(old_path, error);
	g_autoptr(PatchQueue) new = old ? patch_queue_load(new_path, error) : NULL;
	guint at = 0;

	if (!new)
		return NULL;
	for (guint i = 0; i < new->patches->len; i++) {
		const struct queue_patch *patch = g_ptr_array_index(new->patches, i);
		const struct queue_patch *next;

		if (!patch->selected)
			continue;
		if (!place_gone(space, old, new, &at, error) ||
		    !place_new(space, old, new, patch, error))
			return NULL;
		next = at < old->patches->len ? g_ptr_array_index(old->patches, at)
					      : NULL;
		if (next && !strcmp(next->name, patch->name))
			at++;
	}
	for (; at < old->patches->len; at++)
		if (!place_gone(space, old, new, &at, error))
			return NULL;
	return g_steal_pointer(&space);
}

/* --- a fragment ------------------------------------------------------------------- */

/*
 * Returns "CONFIG_X" for "CONFIG_X=y" or "# CONFIG_X is not set"; NULL for other lines.
 */
static char *symbol_of(const char *line)
{
	static const char not_set[] = " is not set";
	const char *begin = g_str_has_prefix(line, "# ") ? line + 2 : line;
	gsize len = strspn(begin, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				  "0123456789_");

	if (!g_str_has_prefix(begin, "CONFIG_") ||
	    (begin == line ? begin[len] != '='
			   : strncmp(begin + len, not_set, strlen(not_set)) != 0))
		return NULL;
	return g_strndup(begin, len);
}

struct bisect_space *bisect_space_config(const char *path, const char *out,
					 GError **error)
{
	g_autoptr(BisectSpace) space = space_new(NULL, out);
	g_autofree char *text = fs_read(path, error);
	g_auto(GStrv) lines = text ? g_strsplit(text, "\n", -1) : NULL;

	if (!lines)
		return NULL;
	for (char **line = lines; *line; line++) {
		char *symbol = symbol_of(*line);

		if (!symbol)
			continue;
		g_ptr_array_add(space->names, symbol);
		g_ptr_array_add(space->lines, g_strconcat(*line, "\n", NULL));
		g_checksum_update(space->sum, (const guchar *)*line, -1);
		g_checksum_update(space->sum, (const guchar *)"\n", 1);
	}
	if (space->names->len)
		return g_steal_pointer(&space);
	g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "%s: sets no symbol", path);
	return NULL;
}

/* --- applying a set --------------------------------------------------------------- */

static gboolean place_lines(const struct bisect_space *space,
			    const struct bisect_set *set, GError **error)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (guint i = 0; i < set->count; i++)
		if (set->has[i])
			g_string_append(text, g_ptr_array_index(space->lines, i));
	return fs_write(space->out, text->str, error);
}

static gboolean is_chosen(const struct placed *placed, const struct bisect_set *set)
{
	return placed->change < 0 || set->has[placed->change] == !placed->goes;
}

gboolean bisect_space_place(const struct bisect_space *space,
			    const struct bisect_set *set, gboolean *fits,
			    GError **error)
{
	g_autoptr(GPtrArray) chosen = g_ptr_array_new();
	struct worktree_report report;
	g_autoptr(GError) why = NULL;

	*fits = TRUE;
	if (space->lines->len)
		return place_lines(space, set, error);
	for (guint i = 0; i < space->placed->len; i++) {
		const struct placed *placed = g_ptr_array_index(space->placed, i);

		if (is_chosen(placed, set))
			g_ptr_array_add(chosen, placed->series);
	}
	if (worktree_sync(space->pristine, space->out, chosen, &report, &why))
		return TRUE;
	*fits = FALSE;
	if (g_error_matches(why, KF_ERROR, KF_ERROR_NEGATIVE))
		return TRUE;
	g_propagate_error(error, g_steal_pointer(&why));
	return FALSE;
}

/* Patches of two series may have the same name, so they are numbered. */
gboolean bisect_space_write(const struct bisect_space *space,
			    const struct bisect_set *set, const char *dir,
			    GError **error)
{
	g_autoptr(GString) series = g_string_new(NULL);
	g_autofree char *path = g_build_filename(dir, "series", NULL);

	if (!fs_remove(dir, error) || !fs_make_dir(dir, error))
		return FALSE;
	for (guint i = 0; i < space->placed->len; i++) {
		const struct placed *placed = g_ptr_array_index(space->placed, i);
		g_autofree char *name = g_strdup_printf("%04u-%s", i + 1, placed->name);
		g_autofree char *file = g_build_filename(dir, name, NULL);
		gsize size;
		const char *data = g_bytes_get_data(placed->bytes, &size);

		if (!is_chosen(placed, set))
			continue;
		g_string_append_printf(series, "%s%s", name, placed->options);
		if (!fs_publish(file, data ?: "", size, error))
			return FALSE;
	}
	return fs_write(path, series->str, error);
}
