/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "branch/source-snapshot.h"

#include <glib/gstdio.h>
#include <jansson.h>
#include <string.h>

#include "branch/source-fetch.h"
#include "branch/source-http.h"
#include "util/error.h"
#include "util/fs.h"

#define ADDRESS	 "https://snapshot.debian.org"
#define LIST_MAX ((gsize)4 << 20) /* bytes: a source package has a few files */

static const char *address(void)
{
	const char *base = g_getenv("KFERRY_SNAPSHOT");

	return base && *base ? base : ADDRESS;
}

static gboolean is_sha1(const char *text)
{
	return strlen(text) == 40 && strspn(text, "0123456789abcdef") == 40;
}

/* Returns the SHA1 of the file @name in the archive's answer about a version:
 * {"fileinfo": {SHA1: [{"name": ...}, ...]}}. NULL if it is not there. */
static const char *hash_of(const json_t *list, const char *name)
{
	json_t *infos = json_object_get(list, "fileinfo");
	const char *hash;
	json_t *places, *place;
	gsize i;

	json_object_foreach(infos, hash, places)
	{
		json_array_foreach(places, i, place)
		{
			const char *here =
				json_string_value(json_object_get(place, "name"));

			if (is_sha1(hash) && !g_strcmp0(here, name))
				return hash;
		}
	}
	return NULL;
}

/* Returns the archive's list of files for the version; @path is for the download. */
static json_t *fetch_list(const struct branch_source *pin, const char *path,
			  GError **error)
{
	g_autofree char *version =
		g_uri_escape_string(pin->debian_version, NULL, FALSE);
	g_autofree char *url =
		g_strdup_printf("%s/mr/package/%s/%s/srcfiles?fileinfo=1", address(),
				pin->package, version);
	g_autofree char *text = NULL;
	json_error_t fault;
	json_t *list;
	gsize size;

	if (!source_http_url(url, path, pin->version, 0, error))
		return NULL;
	text = fs_read_max(path, LIST_MAX, &size, error);
	g_unlink(path);
	if (!text)
		return NULL;
	list = json_loadb(text, size, 0, &fault);
	if (!list)
		g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM, "%s:%d: %s", url,
			    MAX(fault.line, 0), fault.text);
	return list;
}

/* Returns the address of the file; the caller frees it. */
static char *find_file(const struct branch_source *pin, const char *path,
		       GError **error)
{
	json_t *list = fetch_list(pin, path, error);
	const char *hash = list ? hash_of(list, pin->file) : NULL;
	char *url = hash ? g_strdup_printf("%s/file/%s", address(), hash) : NULL;

	if (list && !url)
		g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM,
			    "%s has no file %s in version %s of %s", address(),
			    pin->file, pin->debian_version, pin->package);
	json_decref(list);
	return url;
}

gboolean source_snapshot_fetch(const struct branch_source *pin, const char *path,
			       GError **error)
{
	g_autofree char *list = g_strconcat(path, ".list", NULL);
	g_autofree char *url = find_file(pin, list, error);
	g_autoptr(GError) cause = NULL;

	if (!url || !source_http_url(url, path, pin->file, pin->size, error))
		return FALSE;
	if (source_tarball_check(path, pin, &cause))
		return TRUE;
	g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM, "%s: %s", url, cause->message);
	return FALSE;
}
