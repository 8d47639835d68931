/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "branch/source-place.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "branch/foreign-git.h"
#include "branch/kernel-version.h"
#include "branch/source-dir.h"
#include "branch/source-fetch.h"
#include "branch/source-git.h"
#include "branch/source-tar.h"
#include "util/cache.h"
#include "util/error.h"
#include "util/fs.h"
#include "util/lock.h"

/*
 * A tree src/NAME is only valid together with src/NAME.origin, which has the identity
 * of what was unpacked. The origin is written after the tree; if kferry is interrupted
 * in between, the next run sees a tree without origin and creates it again.
 */

void pristine_free(struct pristine *pristine)
{
	if (!pristine)
		return;
	g_free(pristine->version);
	g_free(pristine->dir);
	g_free(pristine->tarball);
	g_free(pristine->identity);
	g_free(pristine->note);
	g_free(pristine);
}

const char *source_state_name(enum source_state state)
{
	static const char *const names[] = {"absent", "fetched", "unpacked"};

	return names[state];
}

/* Returns the directory's name in src/. The name of a user's tree contains a hash of
 * its path, so that two trees of the same version do not replace each other. */
static char *tree_name(const struct branch_source *pin)
{
	g_autofree char *hash = NULL;

	if (pin->kind != SOURCE_LOCAL)
		return g_strdup(pin->version);
	hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, pin->path, -1);
	hash[8] = '\0';
	return g_strconcat(pin->version, "-local-", hash, NULL);
}

char *source_path(const struct branch_source *pin)
{
	g_autofree char *name = tree_name(pin);

	return cache_path("src", name, NULL);
}

/* Unpacks and checks the version, and only then replaces @dir. */
static gboolean unpack(const char *tarball, const char *version, const char *dir,
		       GError **error)
{
	g_autofree char *fresh = g_strconcat(dir, ".new", NULL);
	g_autofree char *title = g_strconcat("unpack ", version, NULL);

	if (!fs_remove(fresh, error) ||
	    !source_tar_unpack(tarball, fresh, title, error))
		return FALSE;
	if (kernel_version_check(fresh, version, error) && fs_remove(dir, error) &&
	    fs_rename(fresh, dir, error))
		return TRUE;
	fs_remove(fresh, NULL);
	return FALSE;
}

/* The present state of a local source, which decides whether the copy in the cache is
 * up to date. */
struct local_source {
	struct source_dir *tree; /* a working tree, or */
	char *commit; /* pinned, or HEAD of a bare repository; if neither, it is a
		       * tarball */
	char *repo;   /* the repository of a pinned commit */
	char *identity;
};

typedef struct local_source LocalSource;

static void local_clear(struct local_source *local)
{
	source_dir_free(local->tree);
	g_free(local->commit);
	g_free(local->repo);
	g_free(local->identity);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(LocalSource, local_clear)

static gboolean local_look(struct local_source *local, const struct branch_source *pin,
			   GError **error)
{
	struct stat status;

	if (stat(pin->path, &status)) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "%s: %s", pin->path,
			    g_strerror(errno));
		return FALSE;
	}
	if (pin->rev) {
		local->repo = foreign_git_find(pin->path);
		local->commit = g_strdup(pin->rev);
		local->identity = g_strconcat("commit ", pin->rev, NULL);
		if (!local->repo)
			g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
				    "%s: not a git repository", pin->path);
		return local->repo != NULL;
	}
	if (!S_ISDIR(status.st_mode)) {
		local->identity = g_strdup_printf(
			"local %s %lld %lld.%09ld %s", pin->path,
			(long long)status.st_size, (long long)status.st_mtim.tv_sec,
			status.st_mtim.tv_nsec, pin->sha256 ? pin->sha256 : "");
		return TRUE;
	}
	local->commit = source_git_commit(pin->path);
	if (local->commit) {
		local->identity = g_strconcat("commit ", local->commit, NULL);
		return TRUE;
	}
	if (!kernel_version_check(pin->path, pin->version, error))
		return FALSE;
	local->tree = source_dir_open(pin->path, error);
	if (local->tree)
		local->identity =
			g_strconcat("tree ", source_dir_digest(local->tree), NULL);
	return local->tree != NULL;
}

static gboolean make_local(const struct local_source *local,
			   const struct branch_source *pin, const char *dir,
			   GError **error)
{
	g_autofree char *tar = g_strconcat(dir, ".tar", NULL);
	gboolean ok;

	if (local->tree)
		return source_dir_copy(local->tree, dir, dir, error);
	if (!local->commit)
		return source_tarball_check(pin->path, pin, error) &&
		       unpack(pin->path, pin->version, dir, error);
	ok = source_git_archive(local->repo ?: pin->path, local->commit, tar, error) &&
	     unpack(tar, pin->version, dir, error);
	g_unlink(tar);
	return ok;
}

char *source_place_identity(const struct branch_source *pin)
{
	g_auto(LocalSource) local = {NULL};

	if (pin->kind != SOURCE_LOCAL)
		return source_tarball_identity(pin);
	return local_look(&local, pin, NULL) ? g_steal_pointer(&local.identity) : NULL;
}

static char *origin_path(const char *dir)
{
	return g_strconcat(dir, ".origin", NULL);
}

gboolean source_place_is(const char *dir, const char *identity)
{
	g_autofree char *path = origin_path(dir);
	g_autofree char *origin = NULL;

	return g_file_get_contents(path, &origin, NULL, NULL) &&
	       !strcmp(g_strchomp(origin), identity) &&
	       g_file_test(dir, G_FILE_TEST_IS_DIR);
}

/* Creates src/NAME, under its lock, unless it is up to date; *@made is which. */
static gboolean place(const struct branch_source *pin, const char *dir, char **identity,
		      gboolean *made, GError **error)
{
	g_auto(LocalSource) local = {NULL};
	g_autofree char *origin = origin_path(dir);
	g_autofree char *tarball = source_tarball(pin);
	g_autofree char *above = g_path_get_dirname(dir);
	g_autofree char *line = NULL;

	if (pin->kind == SOURCE_LOCAL && !local_look(&local, pin, error))
		return FALSE;
	*identity = pin->kind == SOURCE_LOCAL ? g_strdup(local.identity)
					      : source_tarball_identity(pin);
	if (source_place_is(dir, *identity))
		return TRUE;
	*made = TRUE;
	if (pin->kind != SOURCE_LOCAL && !source_fetch(pin, error))
		return FALSE;
	if (!fs_make_dir(above, error) || !fs_remove(origin, error))
		return FALSE;
	if (!(pin->kind == SOURCE_LOCAL ? make_local(&local, pin, dir, error)
					: unpack(tarball, pin->version, dir, error)))
		return FALSE;
	line = g_strconcat(*identity, "\n", NULL);
	return fs_write(origin, line, error);
}

struct pristine *source_place(const struct branch_source *pin, GError **error)
{
	g_autofree char *name = tree_name(pin);
	g_autofree char *lock_name = g_strconcat("src-", name, NULL);
	g_autofree char *purpose = g_strconcat("source ", pin->version, NULL);
	g_autoptr(Lock) held = lock_take(lock_name, purpose, error);
	g_autoptr(Pristine) pristine = g_new0(struct pristine, 1);

	pristine->version = g_strdup(pin->version);
	pristine->dir = source_path(pin);
	if (pin->kind != SOURCE_LOCAL)
		pristine->tarball = source_tarball(pin);
	if (!held ||
	    !place(pin, pristine->dir, &pristine->identity, &pristine->made, error))
		return NULL;
	return g_steal_pointer(&pristine);
}

gboolean source_place_verify(const struct branch_source *pin, GError **error)
{
	g_autofree char *tarball = source_tarball(pin);
	g_autofree char *dir = source_path(pin);
	g_autofree char *title = g_strconcat("verify ", pin->version, NULL);

	if (pin->kind == SOURCE_LOCAL) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "%s: a local source has no tarball to compare with",
			    pin->path);
		return FALSE;
	}
	return source_tarball_check(tarball, pin, error) &&
	       source_tar_compare(tarball, dir, title, error);
}

enum source_state source_state(const struct branch_source *pin)
{
	g_autofree char *dir = source_path(pin);
	g_autofree char *origin = origin_path(dir);
	g_autofree char *tarball = source_tarball(pin);

	if (g_file_test(origin, G_FILE_TEST_EXISTS))
		return SOURCE_UNPACKED;
	if (pin->kind != SOURCE_LOCAL && g_file_test(tarball, G_FILE_TEST_EXISTS))
		return SOURCE_FETCHED;
	return SOURCE_ABSENT;
}
