/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Directories whose patches are applied in the order of their names, which begin with a
 * number. OpenWrt has several for each version, in this order:
 *
 *   generic/backport-6.12/ generic/pending-6.12/ generic/hack-6.12/
 *   TARGET/patches-6.12/
 *
 * "numbered" is a single directory of this kind (Proxmox, linux-surface). In the
 * series, a directory is a section.
 */
#include "upstream/format.h"

#include <string.h>

#include "util/error.h"
#include "util/fs.h"
#include "util/safe-open.h"

/* --- directories ------------------------------------------------------------------ */

static const char *const stages[] = {"backport", "pending", "hack", "patches"};

/* Adds the directories STAGE-VERSION below @path, "generic/" or "". */
static void add_stages(const char *path, const char *below, const char *version,
		       GPtrArray *dirs)
{
	g_autofree char *where = g_build_filename(path, below, NULL);
	g_autoptr(GPtrArray) names = fs_names(where, NULL);

	for (gsize stage = 0; names && stage < G_N_ELEMENTS(stages); stage++) {
		g_autofree char *prefix = g_strconcat(stages[stage], "-", NULL);

		for (guint i = 0; i < names->len; i++) {
			const char *name = g_ptr_array_index(names, i);

			if (g_str_has_prefix(name, prefix) &&
			    (!version || !strcmp(name + strlen(prefix), version)))
				g_ptr_array_add(dirs,
						g_build_filename(below, name, NULL));
		}
	}
}

static GPtrArray *find_dirs(const char *path, const char *version)
{
	GPtrArray *dirs = g_ptr_array_new_with_free_func(g_free);

	add_stages(path, "generic", version, dirs);
	if (!dirs->len)
		add_stages(path, "", version, dirs);
	return dirs;
}

/* Without a version, there must be only one. */
static gboolean check_version(const char *path, const GPtrArray *dirs, GError **error)
{
	const char *first = NULL;

	for (guint i = 0; i < dirs->len; i++) {
		const char *version = strrchr(g_ptr_array_index(dirs, i), '-');

		if (first && strcmp(first, version)) {
			g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
				    "%s: has patches for several versions (%s, %s); "
				    "use --version",
				    path, first + 1, version + 1);
			return FALSE;
		}
		first = version;
	}
	if (!dirs->len)
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "%s: no patch directory in the format of OpenWrt", path);
	return dirs->len > 0;
}

/* --- reading ---------------------------------------------------------------------- */

static gboolean read_dir(struct patch_queue *queue, const char *path, const char *dir,
			 GError **error)
{
	g_autofree char *full = g_build_filename(path, dir, NULL);
	g_autoptr(GPtrArray) names = fs_names(full, error);
	g_autofree char *lead =
		*dir ? g_strdup_printf("%s# %s\n", queue->patches->len ? "\n" : "", dir)
		     : NULL;

	for (guint i = 0; names && i < names->len; i++) {
		const char *name = g_ptr_array_index(names, i);
		g_autofree char *below =
			*dir ? g_build_filename(dir, name, NULL) : g_strdup(name);
		g_autofree char *file = g_build_filename(path, below, NULL);
		g_autoptr(GBytes) bytes = NULL;
		char *data;
		gsize size;

		if (!g_str_has_suffix(name, ".patch") &&
		    !g_str_has_suffix(name, ".diff"))
			continue;
		data = fs_read_max(file, PATCH_SIZE_MAX, &size, error);
		if (!data)
			return FALSE;
		bytes = g_bytes_new_take(data, size);
		g_ptr_array_add(queue->patches, queue_patch_new(below, bytes, lead));
		g_clear_pointer(&lead, g_free);
	}
	return names != NULL;
}

static struct patch_queue *read_dirs(const char *path, const GPtrArray *dirs,
				     GError **error)
{
	g_autoptr(PatchQueue) queue = patch_queue_new(path);

	for (guint i = 0; i < dirs->len; i++)
		if (!read_dir(queue, path, g_ptr_array_index(dirs, i), error))
			return NULL;
	return g_steal_pointer(&queue);
}

/*
 * --- names that determine the order ------------------------------------------------
 */

static gsize number_length(const char *base)
{
	return strspn(base, "0123456789");
}

static const char *base_of(const char *name)
{
	const char *slash = strrchr(name, '/');

	return slash ? slash + 1 : name;
}

/* Returns a name for @slug that sorts between the base names @before and @after (or
 * NULL). */
static char *name_between(const char *before, const char *after, const char *slug)
{
	gsize digits = before  ? number_length(before)
		       : after ? number_length(after)
			       : 4;
	guint64 low = before ? g_ascii_strtoull(before, NULL, 10) : 0;
	guint64 high = after ? g_ascii_strtoull(after, NULL, 10) : G_MAXUINT64;

	if (before && !digits)
		return g_strdup(slug);
	/* parts of one change: "420-01-", "420-02-" */
	if (before && after && digits == number_length(after) && low == high &&
	    before[digits] == '-' && after[digits] == '-') {
		g_autofree char *rest =
			name_between(before + digits + 1, after + digits + 1, slug);

		return g_strdup_printf("%.*s-%s", (int)digits, before, rest);
	}
	if (low + 1 < high || (low + 1 == high && !after))
		return g_strdup_printf("%0*" G_GUINT64_FORMAT "-%s", (int)digits,
				       low + 1, slug);
	if (!before)
		return g_strdup_printf("%0*d-%s", (int)digits, 0, slug);
	/* "123z-" sorts after "123-" and before "124-" */
	return g_strdup_printf("%.*sz-%s", (int)digits, before, slug);
}

static const char *next_in_dir(const GPtrArray *patches, guint i, const char *dir)
{
	for (i++; i < patches->len; i++) {
		const struct queue_patch *patch = g_ptr_array_index(patches, i);
		g_autofree char *its = g_path_get_dirname(patch->name);

		if (number_length(base_of(patch->name)) && !strcmp(its, dir))
			return base_of(patch->name);
	}
	return NULL;
}

static void rename_patch(struct queue_patch *patch, char *name)
{
	g_free(patch->name);
	patch->name = name;
	g_free(patch->line);
	patch->line = g_strconcat(name, "\n", NULL);
}

/* Returns the patches with names as in the project, in the same order. */
static GPtrArray *numbered(const struct patch_queue *queue, const GPtrArray *dirs)
{
	GPtrArray *out =
		g_ptr_array_new_with_free_func((GDestroyNotify)queue_patch_free);
	g_autofree char *dir = g_strdup(dirs->len ? dirs->pdata[0] : "");
	const char *before = NULL;

	if (!*dir) {
		g_free(dir);
		dir = g_strdup(".");
	}
	for (guint i = 0; i < queue->patches->len; i++) {
		struct queue_patch *patch =
			queue_patch_copy(g_ptr_array_index(queue->patches, i));
		g_autofree char *its = g_path_get_dirname(patch->name);

		if (number_length(base_of(patch->name))) {
			if (strcmp(its, dir)) {
				g_free(dir);
				dir = g_steal_pointer(&its);
			}
		} else {
			g_autofree char *base = name_between(
				before, next_in_dir(queue->patches, i, dir),
				base_of(patch->name));

			rename_patch(patch, strcmp(dir, ".")
						    ? g_build_filename(dir, base, NULL)
						    : g_strdup(base));
		}
		before = base_of(patch->name);
		g_ptr_array_add(out, patch);
	}
	return out;
}

/* Checks that they are in the order of their names, and of the directories. */
static gboolean check_order(const GPtrArray *patches, const GPtrArray *dirs,
			    GError **error)
{
	const struct queue_patch *last = NULL;
	g_autofree char *dir = NULL;
	int rank = -1;

	for (guint i = 0; i < patches->len; i++) {
		const struct queue_patch *patch = g_ptr_array_index(patches, i);
		g_autofree char *its = g_path_get_dirname(patch->name);
		int at = -1;

		for (guint j = 0; j < dirs->len; j++)
			if (!strcmp(strcmp(its, ".") ? its : "", dirs->pdata[j]))
				at = j;
		if (at < rank || at < 0 || patch->strip != 1 || patch->reverse ||
		    (at == rank && last &&
		     strcmp(base_of(last->name), base_of(patch->name)) >= 0)) {
			g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
				    "%s: its place or options cannot be expressed by a "
				    "file name",
				    patch->name);
			return FALSE;
		}
		rank = at;
		last = patch;
	}
	return TRUE;
}

/* --- writing ---------------------------------------------------------------------- */

/* Writes the part of @patches in the directory @dir; its files are the whole series. */
static gboolean write_dir(const GPtrArray *patches, const char *path, const char *dir,
			  guint *changed, GError **error)
{
	g_autofree char *full = g_build_filename(path, dir, NULL);
	g_autoptr(GPtrArray) names = fs_names(full, error);
	g_autoptr(GHashTable) wanted = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint i = 0; names && i < patches->len; i++) {
		const struct queue_patch *patch = g_ptr_array_index(patches, i);
		g_autofree char *its = g_path_get_dirname(patch->name);
		g_autofree char *file = g_build_filename(path, patch->name, NULL);
		g_autofree char *there = NULL;
		gsize size, wants;
		const char *data = g_bytes_get_data(patch->bytes, &wants);

		if (strcmp(strcmp(its, ".") ? its : "", dir))
			continue;
		g_hash_table_add(wanted, (char *)base_of(patch->name));
		if (g_file_get_contents(file, &there, &size, NULL) && size == wants &&
		    !memcmp(there, data, size))
			continue;
		if (!fs_publish(file, data, wants, error))
			return FALSE;
		++*changed;
	}
	for (guint i = 0; names && i < names->len; i++) {
		const char *name = g_ptr_array_index(names, i);
		g_autofree char *file = g_build_filename(full, name, NULL);

		if ((!g_str_has_suffix(name, ".patch") &&
		     !g_str_has_suffix(name, ".diff")) ||
		    g_hash_table_contains(wanted, name))
			continue;
		if (!fs_remove(file, error))
			return FALSE;
		++*changed;
	}
	return names != NULL;
}

static gboolean write_dirs(const struct patch_queue *queue, const char *path,
			   const GPtrArray *dirs, guint *changed, GError **error)
{
	g_autoptr(GPtrArray) patches = numbered(queue, dirs);

	*changed = 0;
	if (!check_order(patches, dirs, error))
		return FALSE;
	for (guint i = 0; i < dirs->len; i++)
		if (!write_dir(patches, path, g_ptr_array_index(dirs, i), changed,
			       error))
			return FALSE;
	return TRUE;
}

/* --- the two formats -------------------------------------------------------------- */

static gboolean is_openwrt(const char *path)
{
	g_autoptr(GPtrArray) dirs = find_dirs(path, NULL);

	return dirs->len > 0;
}

static struct patch_queue *
read_openwrt(const char *path, const struct format_options *options, GError **error)
{
	g_autoptr(GPtrArray) dirs = find_dirs(path, options->version);

	return check_version(path, dirs, error) ? read_dirs(path, dirs, error) : NULL;
}

static gboolean write_openwrt(const struct patch_queue *queue, const char *path,
			      const struct format_options *options, guint *changed,
			      GError **error)
{
	g_autoptr(GPtrArray) dirs = find_dirs(path, options->version);

	return check_version(path, dirs, error) &&
	       write_dirs(queue, path, dirs, changed, error);
}

const struct format format_openwrt = {
	.name = "openwrt",
	.what = "OpenWrt's numbered directories for each version",
	.is = is_openwrt,
	.read = read_openwrt,
	.write = write_openwrt,
};

static GPtrArray *one_dir(void)
{
	GPtrArray *dirs = g_ptr_array_new_with_free_func(g_free);

	g_ptr_array_add(dirs, g_strdup(""));
	return dirs;
}

static gboolean is_numbered(const char *path)
{
	g_autoptr(GPtrArray) names = fs_names(path, NULL);

	for (guint i = 0; names && i < names->len; i++) {
		const char *name = g_ptr_array_index(names, i);

		if (number_length(name) && g_str_has_suffix(name, ".patch"))
			return TRUE;
	}
	return FALSE;
}

static struct patch_queue *
read_numbered(const char *path, const struct format_options *options, GError **error)
{
	g_autoptr(GPtrArray) dirs = one_dir();

	return read_dirs(path, dirs, error);
}

static gboolean write_numbered(const struct patch_queue *queue, const char *path,
			       const struct format_options *options, guint *changed,
			       GError **error)
{
	g_autoptr(GPtrArray) dirs = one_dir();

	return write_dirs(queue, path, dirs, changed, error);
}

const struct format format_numbered = {
	.name = "numbered",
	.what = "one directory, ordered by name",
	.is = is_numbered,
	.read = read_numbered,
	.write = write_numbered,
};
