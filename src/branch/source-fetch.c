/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "branch/source-fetch.h"

#include <glib/gstdio.h>
#include <string.h>

#include "branch/source-apt.h"
#include "branch/source-kernel-org.h"
#include "branch/source-snapshot.h"
#include "util/cache.h"
#include "util/error.h"
#include "util/fs.h"

char *source_tarball(const struct branch_source *pin)
{
	g_autofree char *file =
		pin->file ? g_strdup(pin->file) : source_kernel_org_file(pin->version);
	g_autofree char *name = pin->sha256
					? g_strdup_printf("%.12s-%s", pin->sha256, file)
					: g_strdup(file);

	return cache_path("archive", name, NULL);
}

char *source_tarball_identity(const struct branch_source *pin)
{
	return pin->sha256 ? g_strconcat("sha256 ", pin->sha256, NULL)
			   : g_strconcat("signed ", pin->sign, NULL);
}

gboolean source_tarball_check(const char *path, const struct branch_source *pin,
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

/* The places for a tarball, in order. */
static const struct way {
	const char *name; /* for messages */
	enum source_kind kind;
	gboolean (*fetch)(const struct branch_source *pin, const char *path,
			  GError **error);
} ways[] = {
	{"archive", SOURCE_DEBIAN, source_apt_fetch},
	{"snapshot archive", SOURCE_DEBIAN, source_snapshot_fetch},
	{"kernel.org", SOURCE_KERNEL_ORG, source_kernel_org_fetch},
};

static gboolean verify(const char *path, const struct branch_source *pin,
		       GError **error)
{
	return source_tarball_check(path, pin, error) &&
	       (!pin->sign || source_kernel_org_verify(pin, path, error));
}

static gboolean go(const struct way *way, const struct branch_source *pin,
		   const char *path, GError **error)
{
	g_autofree char *part = g_strconcat(path, ".part", NULL);

	if (way->fetch(pin, part, error) && verify(part, pin, error) &&
	    fs_rename(part, path, error))
		return TRUE;
	g_unlink(part);
	return FALSE;
}

gboolean source_fetch(const struct branch_source *pin, GError **error)
{
	g_autofree char *path = source_tarball(pin);
	g_autofree char *dir = cache_path("archive", NULL);
	g_autoptr(GString) said = g_string_new(NULL);

	if (g_file_test(path, G_FILE_TEST_EXISTS) && verify(path, pin, NULL))
		return TRUE;
	if (!fs_make_dir(dir, error))
		return FALSE;
	for (guint i = 0; i < G_N_ELEMENTS(ways); i++) {
		g_autoptr(GError) cause = NULL;

		if (ways[i].kind != pin->kind)
			continue;
		if (go(&ways[i], pin, path, &cause))
			return TRUE;
		if (g_error_matches(cause, KF_ERROR, KF_ERROR_INPUT)) {
			g_propagate_error(error, g_steal_pointer(&cause));
			return FALSE;
		}
		g_string_append_printf(said, "%s%s: %s", said->len ? "; " : "",
				       ways[i].name, cause->message);
	}
	g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM, "%s", said->str);
	return FALSE;
}
