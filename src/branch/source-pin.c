/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "branch/source-pin.h"

#include <stdlib.h>
#include <string.h>

#include "branch/foreign-git.h"
#include "branch/kernel-version.h"
#include "branch/source-apt.h"
#include "branch/source-fetch.h"
#include "branch/source-kernel-org.h"
#include "util/error.h"
#include "util/fs.h"
#include "util/plain-name.h"

/* --- Debian ----------------------------------------------------------------------- */

/* Where to search a version without a suite. */
static const char *const suites[] = {
	"bookworm",	    "trixie", "bullseye", "bookworm-backports",
	"trixie-backports", "sid",    NULL};

static gint newer(gconstpointer a, gconstpointer b)
{
	const struct branch_source *one = *(struct branch_source *const *)a;
	const struct branch_source *other = *(struct branch_source *const *)b;

	return strverscmp(other->debian_version, one->debian_version);
}

/* Adds all versions of the package in the suite to @pins. */
static gboolean add_suite(GPtrArray *pins, const char *suite, GError **error)
{
	struct branch_source wanted = {.kind = SOURCE_DEBIAN,
				       .package = (char *)"linux",
				       .suite = (char *)suite};
	g_autoptr(GPtrArray) found = NULL;

	if (!source_apt_update(&wanted, error))
		return FALSE;
	found = source_apt_versions(&wanted);
	for (guint i = 0; i < found->len; i++)
		g_ptr_array_add(pins, branch_source_copy(found->pdata[i]));
	return TRUE;
}

/*
 * Returns the pins of a suite and, for a release, its security archive: newest first.
 */
static GPtrArray *pins_of(const char *suite, GError **error)
{
	g_autoptr(GPtrArray) pins =
		g_ptr_array_new_with_free_func((GDestroyNotify)branch_source_free);
	const char *refusal = plain_name_refusal(suite);

	if (refusal) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "suite '%s' %s", suite,
			    refusal);
		return NULL;
	}
	if (!strchr(suite, '-') && strcmp(suite, "sid") && strcmp(suite, "unstable") &&
	    strcmp(suite, "experimental")) {
		g_autofree char *security = g_strconcat(suite, "-security", NULL);

		if (!add_suite(pins, security, error))
			return NULL;
	}
	if (!add_suite(pins, suite, error))
		return NULL;
	g_ptr_array_sort(pins, newer);
	return g_steal_pointer(&pins);
}

static struct branch_source *version_of(GPtrArray *pins, const char *version)
{
	for (guint i = 0; i < pins->len; i++) {
		const struct branch_source *pin = pins->pdata[i];

		if (!strcmp(pin->debian_version, version) ||
		    !strcmp(pin->version, version))
			return branch_source_copy(pin);
	}
	return NULL;
}

static struct branch_source *pin_version(const char *const *names, const char *version,
					 GError **error)
{
	for (; *names; names++) {
		g_autoptr(GPtrArray) pins = pins_of(*names, error);
		struct branch_source *pin;

		if (!pins)
			return NULL;
		pin = version_of(pins, version);
		if (pin)
			return pin;
	}
	g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
		    "no version %s of linux in the indexes of Debian", version);
	return NULL;
}

/* Archives remove versions that are still in their indexes. */
#define TRIES 4

static struct branch_source *newest(const char *suite, GError **error)
{
	g_autoptr(GPtrArray) pins = pins_of(suite, error);
	const struct branch_source *last = NULL;
	guint tries = 0;

	if (!pins)
		return NULL;
	for (guint i = 0; i < pins->len && tries < TRIES; i++) {
		const struct branch_source *pin = pins->pdata[i];
		g_autoptr(GError) why = NULL;

		/* revisions of a version share a tarball */
		if (last && !strcmp(last->sha256, pin->sha256))
			continue;
		if (source_fetch(pin, &why))
			return branch_source_copy(pin);
		g_printerr("kferry: %s %s is not available: %s\n", suite,
			   pin->debian_version, why->message);
		last = pin;
		tries++;
	}
	g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM,
		    "%s: no version of linux is available", suite);
	return NULL;
}

struct branch_source *source_pin_debian(const char *what, GError **error)
{
	const char *equals = strchr(what, '=');
	g_autofree char *suite = equals ? g_strndup(what, equals - what) : NULL;
	const char *const one[] = {suite, NULL};

	if (equals)
		return pin_version(one, equals + 1, error);
	if (g_ascii_isdigit(*what))
		return pin_version(suites, what, error);
	return newest(what, error);
}

/*
 * --- other sources -----------------------------------------------------------------
 */

struct branch_source *source_pin_kernel_org(const char *version, GError **error)
{
	const char *refusal = plain_name_refusal(version);
	struct branch_source *pin;

	if (refusal || !g_ascii_isdigit(*version)) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "'%s' is not a kernel version such as 6.12.94", version);
		return NULL;
	}
	pin = source_kernel_org_pin(version, NULL);
	return pin ?: source_kernel_org_listed(version, error);
}

static struct branch_source *local(const char *path, char *version)
{
	struct branch_source *pin = g_new0(struct branch_source, 1);

	pin->kind = SOURCE_LOCAL;
	pin->path = g_canonicalize_filename(path, NULL);
	pin->version = version;
	return pin;
}

struct branch_source *source_pin_local(const char *path, GError **error)
{
	char *version = kernel_version_version(path, error);

	return version ? local(path, version) : NULL;
}

/* Returns the version of the tree of @commit. */
static char *version_at(const struct foreign_git *git, const char *commit,
			GError **error)
{
	g_autofree char *name = g_strconcat(commit, ":Makefile", NULL);
	const char *args[] = {"cat-file", "blob", name, NULL};
	g_autofree char *text = foreign_git_run(git, args, NULL, error);
	g_autofree char *dir = text ? g_dir_make_tmp("kferry-XXXXXX", NULL) : NULL;
	g_autofree char *path = dir ? g_build_filename(dir, "Makefile", NULL) : NULL;
	char *version = NULL;

	if (path && fs_write(path, text, error)) {
		version = kernel_version_version(dir, NULL);
		if (!version)
			g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
				    "%s: not the Makefile of a kernel tree", name);
	}
	if (dir)
		fs_remove(dir, NULL);
	return version;
}

struct branch_source *source_pin_git(const char *dir, const char *rev, GError **error)
{
	g_autofree char *absolute = g_canonicalize_filename(dir, NULL);
	g_autofree char *repo = foreign_git_find(absolute);
	g_autofree char *wanted = g_strconcat(rev, "^{commit}", NULL);
	const char *args[] = {"rev-parse",	  "-q",	  "--verify",
			      "--end-of-options", wanted, NULL};
	g_autoptr(ForeignGit) git = repo ? foreign_git_new(repo, error) : NULL;
	g_autofree char *commit = NULL;
	struct branch_source *pin;
	char *version;

	if (!repo) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "%s: not a git repository",
			    dir);
		return NULL;
	}
	commit = git ? foreign_git_run(git, args, NULL, NULL) : NULL;
	if (!commit) {
		if (git)
			g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
				    "%s: no commit '%s'", dir, rev);
		return NULL;
	}
	g_strchomp(commit);
	version = version_at(git, commit, error);
	if (!version) {
		g_prefix_error(error, "%s: ", dir);
		return NULL;
	}
	pin = local(dir, version);
	pin->rev = g_steal_pointer(&commit);
	return pin;
}

/* --- another version ---------------------------------------------------------------- */

/* Searches the suite of @like, which may be of a derivative, else Debian's suites. */
static struct branch_source *debian_like(const struct branch_source *like,
					 const char *version, GError **error)
{
	g_autoptr(GPtrArray) pins = NULL;
	struct branch_source *pin;

	if (!source_apt_update(like, error))
		return NULL;
	pins = source_apt_versions(like);
	pin = version_of(pins, version);
	if (pin || strcmp(like->package, "linux") || like->keyring) {
		if (!pin)
			g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
				    "no version %s of %s in the index of %s", version,
				    like->package, like->suite);
		return pin;
	}
	return pin_version(suites, version, error);
}

/* Adds the checksum of the tarball that the signature or list verified. */
static gboolean add_checksum(struct branch_source *pin, GError **error)
{
	g_autofree char *before = source_tarball(pin);
	g_autofree char *after = NULL;

	if (pin->sha256)
		return TRUE;
	pin->sha256 = fs_sha256(before, error);
	if (!pin->sha256)
		return FALSE;
	/* names of tarballs in the cache contain the checksum */
	after = source_tarball(pin);
	return fs_rename(before, after, error);
}

static struct branch_source *kernel_org_like(const char *version, GError **error)
{
	struct branch_source *pin = source_pin_kernel_org(version, error);

	if (!pin || (source_fetch(pin, error) && add_checksum(pin, error)))
		return pin;
	branch_source_free(pin);
	return NULL;
}

static struct branch_source *git_like(const struct branch_source *like,
				      const char *version, GError **error)
{
	g_autofree char *tag = g_strconcat("v", version, NULL);
	struct branch_source *pin = source_pin_git(like->path, tag, error);

	if (!pin || !strcmp(pin->version, version))
		return pin;
	g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "%s: %s has version %s",
		    like->path, tag, pin->version);
	branch_source_free(pin);
	return NULL;
}

struct branch_source *source_pin_like(const struct branch_source *like,
				      const char *version, GError **error)
{
	const char *refusal = plain_name_refusal(version);

	if (refusal || !g_ascii_isdigit(*version)) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "'%s' is not a kernel version such as 6.12.94", version);
		return NULL;
	}
	switch (like->kind) {
	case SOURCE_DEBIAN:
		return debian_like(like, version, error);
	case SOURCE_KERNEL_ORG:
		return kernel_org_like(version, error);
	case SOURCE_LOCAL:
		break;
	}
	if (like->rev)
		return git_like(like, version, error);
	g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
		    "Linux %s is not pinned, and cannot be found from %s, a directory "
		    "or tarball",
		    version, like->path);
	return NULL;
}

/* --- as text ------------------------------------------------------------------------- */

static void add_key(GString *text, const char *key, const char *value)
{
	if (value)
		g_string_append_printf(text, "%s=%s\n", key, value);
}

char *source_pin_text(const struct branch_source *pin)
{
	GString *text = g_string_new(NULL);

	g_string_append_printf(text, "[source %s]\nkind=%s\n", pin->version,
			       source_kind_name(pin->kind));
	add_key(text, "package", pin->package);
	add_key(text, "suite", pin->suite);
	add_key(text, "debian-version", pin->debian_version);
	add_key(text, "file", pin->file);
	add_key(text, "sha256", pin->sha256);
	if (pin->size)
		g_string_append_printf(text, "size=%" G_GUINT64_FORMAT "\n", pin->size);
	add_key(text, "url", pin->url);
	add_key(text, "sign", pin->sign);
	add_key(text, "keyring", pin->keyring);
	add_key(text, "path", pin->path);
	add_key(text, "rev", pin->rev);
	return g_string_free(text, FALSE);
}
