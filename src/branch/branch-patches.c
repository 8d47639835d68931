/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "branch/branch-patches.h"

#include <string.h>

#include "branch/project.h"
#include "patch/apply.h"
#include "patch/header.h"
#include "patch/series-apply.h"
#include "util/error.h"

#define ID_SHOWN 12
#define ID_LEAST 8 /* as in patch/header.c: shorter ids are ambiguous */

void branch_patch_free(struct branch_patch *patch)
{
	g_clear_pointer(&patch->patch, patch_free);
	g_free(patch->upstream);
	g_free(patch->base);
	g_free(patch);
}

void branch_patches_free(struct branch_patches *patches)
{
	if (!patches)
		return;
	g_ptr_array_unref(patches->patches);
	g_clear_pointer(&patches->series, series_free);
	g_clear_pointer(&patches->branch, branch_free);
	g_free(patches);
}

static void name_upstream(struct branch_patch *patch)
{
	g_autoptr(Header) header = header_parse(patch->patch);

	if (header->upstream)
		patch->upstream = g_strndup(header->upstream, ID_SHOWN);
}

static gboolean load_patch(struct branch_patches *patches,
			   const struct series_entry *entry, GError **error)
{
	struct branch_patch *patch = g_new0(struct branch_patch, 1);

	g_ptr_array_add(patches->patches, patch);
	patch->entry = entry;
	patch->base = g_path_get_basename(entry->name);
	patch->patch = series_load_patch(entry, error);
	if (!patch->patch)
		return FALSE;
	name_upstream(patch);
	return TRUE;
}

struct branch_patch *branch_patch_load(const char *path, GError **error)
{
	struct patch *loaded = patch_load(path, error);
	struct branch_patch *patch;

	if (!loaded)
		return NULL;
	patch = g_new0(struct branch_patch, 1);
	patch->base = g_path_get_basename(path);
	patch->patch = loaded;
	name_upstream(patch);
	return patch;
}

struct branch_patches *branch_patches_load(const char *project, const char *name,
					   GError **error)
{
	g_autoptr(BranchPatches) patches = g_new0(struct branch_patches, 1);
	g_autofree char *path = NULL;
	g_autoptr(GPtrArray) entries = NULL;

	patches->patches =
		g_ptr_array_new_with_free_func((GDestroyNotify)branch_patch_free);
	patches->branch = project_branch(project, name, error);
	if (!patches->branch)
		return NULL;
	path = branch_patch_path(patches->branch, "series");
	if (!g_file_test(path, G_FILE_TEST_EXISTS))
		return g_steal_pointer(&patches);
	patches->series = series_load(path, error);
	if (!patches->series)
		return NULL;
	entries = series_patches(patches->series);
	for (guint i = 0; i < entries->len; i++)
		if (!load_patch(patches, g_ptr_array_index(entries, i), error))
			return NULL;
	return g_steal_pointer(&patches);
}

const struct branch_patch *branch_patches_named(const struct branch_patches *patches,
						const char *name)
{
	for (guint i = 0; i < patches->patches->len; i++) {
		const struct branch_patch *patch =
			g_ptr_array_index(patches->patches, i);

		if (!strcmp(patch->entry->name, name) || !strcmp(patch->base, name))
			return patch;
	}
	return NULL;
}

gboolean branch_same_commit(const char *a, const char *b)
{
	gsize length = a && b ? MIN(strlen(a), strlen(b)) : 0;

	return length >= ID_LEAST && !g_ascii_strncasecmp(a, b, length);
}

gboolean branch_patch_same(const struct branch_patch *a, const struct branch_patch *b)
{
	return a->upstream && b->upstream ? branch_same_commit(a->upstream, b->upstream)
					  : !strcmp(a->base, b->base);
}

const struct branch_patch *branch_patches_like(const struct branch_patches *patches,
					       const struct branch_patch *like)
{
	for (guint i = 0; i < patches->patches->len; i++) {
		const struct branch_patch *patch =
			g_ptr_array_index(patches->patches, i);

		if (branch_patch_same(like, patch))
			return patch;
	}
	return NULL;
}

gboolean branch_patches_apply(const struct branch_patches *patches, struct tree *tree,
			      const struct branch_patch *last, GError **error)
{
	for (guint i = 0; i < patches->patches->len; i++) {
		const struct branch_patch *patch =
			g_ptr_array_index(patches->patches, i);
		g_autoptr(GError) why = NULL;

		if (patch == last)
			break;
		if (series_apply_whole(tree, patch->entry, patch->patch, 0, &why))
			continue;
		if (!g_error_matches(why, KF_ERROR, KF_ERROR_NEGATIVE)) {
			g_propagate_error(error, g_steal_pointer(&why));
			return FALSE;
		}
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "%s:%u: %s does not apply to %s: %s", patches->series->path,
			    patch->entry->line, patch->entry->name, tree_dir(tree),
			    why->message);
		return FALSE;
	}
	return TRUE;
}
