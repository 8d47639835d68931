/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bisect/prefix-build.h"

#include "bisect/bisect-space.h"
#include "cover/recompile.h"
#include "patch/series.h"
#include "upstream/git-repo.h"
#include "util/cache.h"
#include "util/error.h"
#include "util/fs.h"
#include "util/lock.h"
#include "util/progress.h"

/* Data for all prefixes of a run. */
struct work {
	BisectSpace *space;
	char *tree, *object; /* the worktree, and the output file of the compiler */
	char *build;
	struct prefix_build *result;
};

static void fault_free(struct prefix_fault *fault)
{
	g_free(fault->patch);
	g_free(fault->object);
	g_free(fault->complaint);
	g_free(fault);
}

void prefix_build_free(struct prefix_build *result)
{
	if (!result)
		return;
	g_ptr_array_unref(result->faults);
	g_ptr_array_unref(result->skipped);
	g_free(result);
}

/* Makes the worktree have the first @length patches. */
static gboolean place(const struct work *work, guint length, GError **error)
{
	struct bisect_set set =
		bisect_set_prefix(bisect_space_count(work->space), length);
	gboolean fits;
	gboolean ok = bisect_space_place(work->space, &set, &fits, error);

	bisect_set_clear(&set);
	if (!ok || fits)
		return ok;
	g_set_error(error, KF_ERROR, KF_ERROR_NEGATIVE, "%s: does not apply",
		    bisect_space_name(work->space, length - 1));
	return FALSE;
}

/* Returns the objects that depend on files of @patch, each once. */
static GPtrArray *objects_of(const struct work *work, const struct patch *patch,
			     int strip, GError **error)
{
	g_autoptr(GHashTable) paths =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GPtrArray) objects = g_ptr_array_new_with_free_func(g_free);
	GHashTableIter iter;
	gpointer path;

	git_repo_add_paths(paths, patch, strip);
	g_hash_table_iter_init(&iter, paths);
	while (g_hash_table_iter_next(&iter, &path, NULL)) {
		g_auto(GStrv) found =
			recompile_find(work->build, path, G_MAXUINT, error);

		if (!found)
			return NULL;
		for (char **object = found; *object; object++) {
			if (g_hash_table_contains(seen, *object))
				continue;
			g_ptr_array_add(objects, g_strdup(*object));
			g_hash_table_add(seen, objects->pdata[objects->len - 1]);
		}
	}
	return g_steal_pointer(&objects);
}

/* Returns TRUE and sets *@complaint to the compiler's error, or to NULL if there is
 * none; FALSE if it cannot be run. */
static gboolean compile(const struct work *work, const char *object, char **complaint,
			GError **error)
{
	g_autoptr(GError) why = NULL;

	work->result->compiled++;
	*complaint = NULL;
	if (recompile_from(work->build, object, work->tree, work->object, &why))
		return TRUE;
	if (!g_error_matches(why, KF_ERROR, KF_ERROR_SYSTEM)) {
		g_propagate_error(error, g_steal_pointer(&why));
		return FALSE;
	}
	*complaint = g_strdup(why->message);
	return TRUE;
}

/* Returns those of @objects that do not compile, and their errors in @complaints. */
static gboolean try_objects(const struct work *work, GPtrArray *objects,
			    GPtrArray *complaints, GError **error)
{
	for (guint i = 0; i < objects->len;) {
		char *complaint;

		if (!compile(work, g_ptr_array_index(objects, i), &complaint, error))
			return FALSE;
		if (complaint) {
			g_ptr_array_add(complaints, complaint);
			i++;
		} else {
			g_ptr_array_remove_index(objects, i);
		}
	}
	return TRUE;
}

/* A failure is the fault of patch @at only if the object compiles without it. */
static gboolean blame(const struct work *work, guint at, const GPtrArray *objects,
		      const GPtrArray *complaints, GError **error)
{
	const char *patch = bisect_space_name(work->space, at);

	if (objects->len && !place(work, at, error))
		return FALSE;
	for (guint i = 0; i < objects->len; i++) {
		const char *object = g_ptr_array_index(objects, i);
		g_autofree char *before = NULL;
		struct prefix_fault *fault;

		if (!compile(work, object, &before, error))
			return FALSE;
		fault = g_new0(struct prefix_fault, 1);
		fault->patch = g_strdup(patch);
		fault->object = g_strdup(object);
		fault->complaint = g_strdup(g_ptr_array_index(complaints, i));
		if (!before) {
			g_ptr_array_add(work->result->faults, fault);
			continue;
		}
		fault_free(fault);
		/* a later patch that fixes an earlier fault is not reported */
		if (work->result->faults->len)
			continue;
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "%s does not compile even without %s: %s", object, patch,
			    before);
		return FALSE;
	}
	return TRUE;
}

static gboolean try_patch(const struct work *work, guint at, const struct patch *patch,
			  int strip, GError **error)
{
	g_autoptr(GPtrArray) objects = objects_of(work, patch, strip, error);
	g_autoptr(GPtrArray) complaints = g_ptr_array_new_with_free_func(g_free);

	if (!objects)
		return FALSE;
	if (!objects->len) {
		g_ptr_array_add(work->result->skipped,
				g_strdup(bisect_space_name(work->space, at)));
		return TRUE;
	}
	return place(work, at + 1, error) &&
	       try_objects(work, objects, complaints, error) &&
	       blame(work, at, objects, complaints, error);
}

static gboolean try_all(const struct work *work, const struct series *series,
			GError **error)
{
	g_autoptr(GPtrArray) entries = series_patches(series);
	g_autoptr(Progress) shown =
		progress_new("compile prefixes", "patches", entries->len);

	for (guint i = 0; i < entries->len; i++) {
		const struct series_entry *entry = g_ptr_array_index(entries, i);
		g_autoptr(Patch) patch = series_load_patch(entry, error);

		if (!patch || !try_patch(work, i, patch, entry->strip, error))
			return FALSE;
		progress_set(shown, i + 1);
	}
	return TRUE;
}

/* In the cache, one for each series, so that the second run is faster. */
static char *work_dir(const char *series)
{
	g_autofree char *full = g_canonicalize_filename(series, NULL);
	g_autofree char *sum =
		g_compute_checksum_for_string(G_CHECKSUM_SHA256, full, -1);

	sum[16] = '\0';
	return cache_path("lint", sum, NULL);
}

static gboolean run(struct work *work, const char *path, const char *pristine,
		    GError **error)
{
	g_autofree char *dir = work_dir(path);
	g_autofree char *name = g_path_get_basename(dir);
	g_autoptr(Lock) lock = lock_take(name, "lint --build", error);
	g_autoptr(Series) series = lock ? series_load(path, error) : NULL;
	gboolean ok;

	if (!series || !fs_make_dir(dir, error))
		return FALSE;
	work->tree = g_build_filename(dir, "tree", NULL);
	work->object = g_build_filename(dir, "object.o", NULL);
	work->space = bisect_space_series(path, pristine, work->tree, error);
	ok = work->space && try_all(work, series, error);
	g_clear_pointer(&work->space, bisect_space_free);
	g_free(work->tree);
	g_free(work->object);
	return ok;
}

struct prefix_build *prefix_build_run(const char *series, const char *pristine,
				      const char *build, GError **error)
{
	g_autoptr(PrefixBuild) result = g_new0(struct prefix_build, 1);
	g_autofree char *full = g_canonicalize_filename(build, NULL);
	struct work work = {.result = result, .build = full};

	result->faults = g_ptr_array_new_with_free_func((GDestroyNotify)fault_free);
	result->skipped = g_ptr_array_new_with_free_func(g_free);
	return run(&work, series, pristine, error) ? g_steal_pointer(&result) : NULL;
}
