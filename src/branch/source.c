/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "branch/source.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "branch/kernel-version.h"
#include "branch/source-apt.h"
#include "branch/source-dir.h"
#include "branch/source-git.h"
#include "branch/source-http.h"
#include "branch/source-tar.h"
#include "util/cache.h"
#include "util/error.h"
#include "util/fs.h"
#include "util/lock.h"
#include "util/plain-name.h"
#include "util/subprocess.h"

/*
 * A tree src/NAME counts only together with src/NAME.origin, which holds the
 * identity of what was unpacked there. The tree is published first, the origin
 * last; whatever stops kferry in between, the next run sees a tree without an
 * origin and makes it again.
 */

void pristine_free(struct pristine *pristine)
{
	if (!pristine)
		return;
	g_free(pristine->version);
	g_free(pristine->dir);
	g_free(pristine->tarball);
	g_free(pristine->identity);
	g_free(pristine);
}

const char *source_state_name(enum source_state state)
{
	static const char *const names[] = {"absent", "fetched", "unpacked"};

	return names[state];
}

/*
 * The directory's name under src/. A tree of the user's is named after its path as
 * well, so that two of one version do not take turns.
 */
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

static char *tarball_name(const struct branch_source *pin)
{
	if (pin->file)
		return g_strdup(pin->file);
	/* kernel.org leaves out a last ".0". */
	return g_strdup_printf("linux-%.*s.tar.xz",
			       (int)(strlen(pin->version) -
				     (g_str_has_suffix(pin->version, ".0") ? 2 : 0)),
			       pin->version);
}

/* Where the tarball lies in the cache: two of one name differ by checksum. */
static char *tarball_path(const struct branch_source *pin)
{
	g_autofree char *file = tarball_name(pin);
	g_autofree char *name = pin->sha256
					? g_strdup_printf("%.12s-%s", pin->sha256, file)
					: g_strdup(file);

	return cache_path("archive", name, NULL);
}

static gboolean check_sha256(const char *path, const struct branch_source *pin,
			     GError **error)
{
	g_autofree char *sum = NULL;

	if (!pin->sha256)
		return TRUE;
	sum = fs_sha256(path, error);
	if (!sum)
		return FALSE;
	if (!strcmp(sum, pin->sha256))
		return TRUE;
	g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
		    "%s: SHA256 is %s, but %s is pinned for %s", path, sum, pin->sha256,
		    pin->version);
	return FALSE;
}

/*
 * Checks the signature over the uncompressed tarball, which is what kernel.org
 * signs. The keyring is the user's and says whom they trust.
 */
static gboolean check_signature(const char *path, const struct branch_source *pin,
				GError **error)
{
	g_autofree char *sign = g_strconcat(path, ".sign", NULL);
	const char *argv[] = {
		"sh",
		"-c",
		"xz -dc -- \"$1\" | gpgv --keyring \"$2\" -- \"$3\" - 2>&1",
		"gpgv",
		path,
		pin->keyring,
		sign,
		NULL,
	};
	g_autofree char *url = NULL;
	g_autofree char *output = NULL;

	if (!pin->sign)
		return TRUE;
	url = strstr(pin->sign, "://") ? g_strdup(pin->sign)
				       : g_strconcat("file://", pin->sign, NULL);
	if (!source_http_url(url, sign, pin->sign, 0, error))
		return FALSE;
	output = subprocess_capture(argv, NULL);
	g_unlink(sign);
	if (output)
		return TRUE;
	g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
		    "%s: %s is no good signature by a key in %s", path, pin->sign,
		    pin->keyring);
	return FALSE;
}

static gboolean fetch_debian(const struct branch_source *pin, const char *path,
			     GError **error)
{
	g_autoptr(SourceAptFile) file = source_apt_find(pin, error);

	if (!file)
		return FALSE;
	if (strcmp(file->sha256, pin->sha256)) {
		g_set_error(
			error, KF_ERROR, KF_ERROR_INPUT,
			"%s: the signed index of %s says SHA256 %s, but %s is pinned",
			pin->file, pin->suite, file->sha256, pin->sha256);
		return FALSE;
	}
	return source_apt_fetch(pin, file, path, error);
}

static gboolean fetch_kernel_org(const struct branch_source *pin, const char *path,
				 GError **error)
{
	g_autofree char *file = tarball_name(pin);
	g_autofree char *url =
		pin->url ? g_strdup(pin->url)
			 : g_strdup_printf("https://cdn.kernel.org/pub/linux/"
					   "kernel/v%c.x/%s",
					   pin->version[0], file);

	return source_http_url(url, path, file, pin->size, error);
}

/* Gets the tarball into the cache, verified; one that is there and good stays. */
static gboolean fetch(const struct branch_source *pin, const char *path, GError **error)
{
	g_autofree char *part = g_strconcat(path, ".part", NULL);
	g_autofree char *dir = cache_path("archive", NULL);
	gboolean ok;

	if (g_file_test(path, G_FILE_TEST_EXISTS) && check_sha256(path, pin, NULL) &&
	    check_signature(path, pin, NULL))
		return TRUE;
	if (!fs_make_dir(dir, error))
		return FALSE;
	ok = pin->kind == SOURCE_DEBIAN ? fetch_debian(pin, part, error)
					: fetch_kernel_org(pin, part, error);
	ok = ok && check_sha256(part, pin, error) &&
	     check_signature(part, pin, error) && fs_rename(part, path, error);
	if (!ok)
		g_unlink(part);
	return ok;
}

/* Unpacks and checks the version; then, and only then, @dir is replaced. */
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

static gboolean make_remote(const struct branch_source *pin, const char *dir,
			    GError **error)
{
	g_autofree char *tarball = tarball_path(pin);

	return fetch(pin, tarball, error) && unpack(tarball, pin->version, dir, error);
}

/* What a local source is now: decides whether the copy in the cache is current. */
struct local_source {
	struct localtree *tree; /* a working tree, or */
	char *commit;		/* HEAD of a bare repository, or neither: a tarball */
	char *identity;
};

typedef struct local_source LocalSource;

static void local_clear(struct local_source *local)
{
	source_dir_free(local->tree);
	g_free(local->commit);
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
		return check_sha256(pin->path, pin, error) &&
		       unpack(pin->path, pin->version, dir, error);
	ok = source_git_archive(pin->path, local->commit, tar, error) &&
	     unpack(tar, pin->version, dir, error);
	g_unlink(tar);
	return ok;
}

static char *origin_path(const char *dir)
{
	return g_strconcat(dir, ".origin", NULL);
}

static gboolean is_current(const char *dir, const char *identity)
{
	g_autofree char *path = origin_path(dir);
	g_autofree char *origin = NULL;

	return g_file_get_contents(path, &origin, NULL, NULL) &&
	       !strcmp(g_strchomp(origin), identity) &&
	       g_file_test(dir, G_FILE_TEST_IS_DIR);
}

static char *remote_identity(const struct branch_source *pin)
{
	return pin->sha256 ? g_strconcat("sha256 ", pin->sha256, NULL)
			   : g_strconcat("signed ", pin->sign, NULL);
}

/* Makes src/NAME unless it is current; *@made says which. Runs under its lock. */
static gboolean place(const struct branch_source *pin, const char *dir, char **identity,
		      gboolean *made, GError **error)
{
	g_auto(LocalSource) local = {NULL};
	g_autofree char *origin = origin_path(dir);
	g_autofree char *above = g_path_get_dirname(dir);
	g_autofree char *line = NULL;

	if (pin->kind == SOURCE_LOCAL && !local_look(&local, pin, error))
		return FALSE;
	*identity = pin->kind == SOURCE_LOCAL ? g_strdup(local.identity)
					      : remote_identity(pin);
	if (is_current(dir, *identity))
		return TRUE;
	*made = TRUE;
	if (!fs_make_dir(above, error) || !fs_remove(origin, error))
		return FALSE;
	if (!(pin->kind == SOURCE_LOCAL ? make_local(&local, pin, dir, error)
					: make_remote(pin, dir, error)))
		return FALSE;
	line = g_strconcat(*identity, "\n", NULL);
	return fs_write(origin, line, error);
}

static struct pristine *get(const struct branch_source *pin, GError **error)
{
	g_autofree char *name = tree_name(pin);
	g_autofree char *lock_name = g_strconcat("src-", name, NULL);
	g_autofree char *purpose = g_strconcat("source ", pin->version, NULL);
	g_autoptr(Lock) held = lock_take(lock_name, purpose, error);
	g_autoptr(Pristine) pristine = g_new0(struct pristine, 1);

	pristine->version = g_strdup(pin->version);
	pristine->dir = source_path(pin);
	if (pin->kind != SOURCE_LOCAL)
		pristine->tarball = tarball_path(pin);
	if (!held ||
	    !place(pin, pristine->dir, &pristine->identity, &pristine->made, error))
		return NULL;
	return g_steal_pointer(&pristine);
}

/*
 * The file that names the tree, repository or tarball which was last given for a
 * version. A branch whose pinned source cannot be had goes on with that, and says so:
 * of some versions there is no other source.
 */
static char *given_file(const char *version)
{
	g_autofree char *name = g_strconcat(version, ".given", NULL);

	return cache_path("src", name, NULL);
}

static struct pristine *get_given(const char *version, const char *from, GError **error)
{
	g_autofree char *path = g_canonicalize_filename(from, NULL);
	struct branch_source given = {
		.kind = SOURCE_LOCAL, .version = (char *)version, .path = path};
	g_autofree char *file = given_file(version);
	g_autofree char *line = g_strconcat(path, "\n", NULL);
	g_autoptr(Pristine) pristine = get(&given, error);

	if (!pristine || !fs_write(file, line, error))
		return NULL;
	pristine->given = TRUE;
	return g_steal_pointer(&pristine);
}

static struct pristine *get_pinned(const struct branch_source *pin, GError **error)
{
	g_autofree char *file = given_file(pin->version);
	g_autofree char *before = NULL;
	g_autoptr(GError) failure = NULL;
	struct pristine *pristine = get(pin, &failure);

	if (pristine)
		return pristine;
	if (pin->kind == SOURCE_LOCAL ||
	    !g_file_get_contents(file, &before, NULL, NULL)) {
		g_propagate_error(error, g_steal_pointer(&failure));
		return NULL;
	}
	g_strchomp(before);
	g_printerr("kferry source %s: %s; going on with %s, which was given before\n",
		   pin->version, failure->message, before);
	return get_given(pin->version, before, error);
}

struct pristine *source_get(const struct branch *b, const char *version,
			    const char *from, GError **error)
{
	const char *refusal = version ? plain_name_refusal(version) : NULL;
	const struct branch_source *pin;

	if (refusal) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "--version: '%s' %s",
			    version, refusal);
		return NULL;
	}
	if (from)
		return get_given(version ?: b->version, from, error);
	pin = branch_source(b, version, error);
	return pin ? get_pinned(pin, error) : NULL;
}

/* The tree of @pin if it is unpacked, as source_get() would return it; or NULL. */
static struct pristine *unpacked(const struct branch_source *pin)
{
	struct pristine *pristine;

	if (source_state(pin) != SOURCE_UNPACKED)
		return NULL;
	pristine = g_new0(struct pristine, 1);
	pristine->version = g_strdup(pin->version);
	pristine->dir = source_path(pin);
	return pristine;
}

struct pristine *source_at_hand(const struct branch *b)
{
	const struct branch_source *pin = branch_source(b, NULL, NULL);
	g_autofree char *file = given_file(pin->version);
	g_autofree char *before = NULL;
	struct branch_source given = {.kind = SOURCE_LOCAL, .version = pin->version};
	struct pristine *pristine = unpacked(pin);

	if (pristine || pin->kind == SOURCE_LOCAL ||
	    !g_file_get_contents(file, &before, NULL, NULL))
		return pristine;
	given.path = g_strchomp(before);
	pristine = unpacked(&given);
	if (pristine)
		pristine->given = TRUE;
	return pristine;
}

gboolean source_verify(const struct branch *b, const char *version, GError **error)
{
	const struct branch_source *pin = branch_source(b, version, error);
	g_autofree char *tarball = pin ? tarball_path(pin) : NULL;
	g_autofree char *dir = pin ? source_path(pin) : NULL;
	g_autofree char *title =
		pin ? g_strconcat("verify ", pin->version, NULL) : NULL;

	if (!pin)
		return FALSE;
	if (pin->kind == SOURCE_LOCAL) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "%s: a local source has no tarball to be compared with",
			    pin->path);
		return FALSE;
	}
	return check_sha256(tarball, pin, error) &&
	       source_tar_compare(tarball, dir, title, error);
}

enum source_state source_state(const struct branch_source *pin)
{
	g_autofree char *dir = source_path(pin);
	g_autofree char *origin = origin_path(dir);
	g_autofree char *tarball = tarball_path(pin);

	if (g_file_test(origin, G_FILE_TEST_EXISTS))
		return SOURCE_UNPACKED;
	if (pin->kind != SOURCE_LOCAL && g_file_test(tarball, G_FILE_TEST_EXISTS))
		return SOURCE_FETCHED;
	return SOURCE_ABSENT;
}
