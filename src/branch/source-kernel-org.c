/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "branch/source-kernel-org.h"

#include <glib/gstdio.h>
#include <string.h>

#include "branch/kernel-version.h"
#include "branch/source-http.h"
#include "util/error.h"
#include "util/fs.h"
#include "util/subprocess.h"

#define ADDRESS "https://cdn.kernel.org/pub/linux/kernel"
#define KEYRING "/usr/share/keyrings/kernel.org.gpg"

char *source_kernel_org_file(const char *version)
{
	gsize length = strlen(version) - (g_str_has_suffix(version, ".0") ? 2 : 0);

	return g_strdup_printf("linux-%.*s.tar.xz", (int)length, version);
}

static char *address_of(const char *version, const char *file)
{
	const char *base = g_getenv("KFERRY_KERNEL_ORG");

	return g_strdup_printf("%s/v%c.x/%s", base && *base ? base : ADDRESS,
			       version[0], file);
}

struct branch_source *source_kernel_org_pin(const char *version, GError **error)
{
	const char *keys = g_getenv("KFERRY_KERNEL_KEYS");
	g_autofree char *file = source_kernel_org_file(version);
	g_autofree char *url = address_of(version, file);
	struct branch_source *pin;

	if (!keys || !*keys)
		keys = KEYRING;
	if (!g_file_test(keys, G_FILE_TEST_IS_REGULAR)) {
		g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM,
			    "no keyring %s with the keys that sign kernels", keys);
		return NULL;
	}
	pin = g_new0(struct branch_source, 1);
	pin->version = g_strdup(version);
	pin->kind = SOURCE_KERNEL_ORG;
	/* The signature is for the uncompressed tarball, "linux-6.1.tar.sign". */
	pin->sign =
		g_strdup_printf("%.*s.sign", (int)(strlen(url) - strlen(".xz")), url);
	pin->keyring = g_strdup(keys);
	return pin;
}

/* Returns the checksum of @file in a list of lines "SUM NAME", or NULL. */
static char *listed_sum(const char *list, const char *file)
{
	g_auto(GStrv) lines = g_strsplit(list, "\n", -1);

	for (char **l = lines; *l; l++)
		if (strlen(*l) > 66 && !strcmp(*l + 66, file))
			return g_strndup(*l, 64);
	return NULL;
}

/* Downloads the list of checksums at @url. Returns its text; the caller frees it. */
static char *fetch_list(const char *url, GError **error)
{
	g_autofree char *dir = g_dir_make_tmp("kferry-XXXXXX", NULL);
	g_autofree char *path = dir ? g_build_filename(dir, "sums", NULL) : NULL;
	char *list = NULL;

	if (path && source_http_url(url, path, "checksums of kernel.org", 0, error))
		list = fs_read(path, error);
	if (dir)
		fs_remove(dir, NULL);
	return list;
}

/* A pin of @version by its checksum. Takes ownership of @sum. */
static struct branch_source *pin_by_sum(const char *version, char *sum)
{
	struct branch_source *pin = g_new0(struct branch_source, 1);

	pin->version = g_strdup(version);
	pin->kind = SOURCE_KERNEL_ORG;
	pin->sha256 = sum;
	return pin;
}

struct branch_source *source_kernel_org_listed(const char *version, GError **error)
{
	g_autofree char *file = source_kernel_org_file(version);
	g_autofree char *url = address_of(version, "sha256sums.asc");
	g_autofree char *list = fetch_list(url, error);
	char *sum = list ? listed_sum(list, file) : NULL;

	if (!list)
		return NULL;
	if (!sum) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "%s lists no %s", url,
			    file);
		return NULL;
	}
	return pin_by_sum(version, sum);
}

/* Returns the version of a line "SUM  linux-VERSION.tar.xz", or NULL; the caller frees it. */
static char *listed_version(const char *line)
{
	static const char before[] = "linux-", after[] = ".tar.xz";
	const char *name = strlen(line) > 66 ? line + 66 : "";

	if (!g_str_has_prefix(name, before) || !g_str_has_suffix(name, after))
		return NULL;
	name += strlen(before);
	return g_strndup(name, strlen(name) - strlen(after));
}

GPtrArray *source_kernel_org_siblings(const struct branch_source *pin)
{
	GPtrArray *pins =
		g_ptr_array_new_with_free_func((GDestroyNotify)branch_source_free);
	g_autofree char *url = address_of(pin->version, "sha256sums.asc");
	g_autofree char *list = fetch_list(url, NULL);
	g_auto(GStrv) lines = g_strsplit(list ?: "", "\n", -1);
	gint64 distance;

	for (char **line = lines; *line; line++) {
		g_autofree char *version = listed_version(*line);
		struct branch_source *other;

		if (!version ||
		    !kernel_version_sibling(version, pin->version, &distance))
			continue;
		other = pin->sign ? source_kernel_org_pin(version, NULL)
				  : pin_by_sum(version, g_strndup(*line, 64));
		if (other)
			g_ptr_array_add(pins, other);
	}
	return pins;
}

gboolean source_kernel_org_fetch(const struct branch_source *pin, const char *path,
				 GError **error)
{
	g_autofree char *file =
		pin->file ? g_strdup(pin->file) : source_kernel_org_file(pin->version);
	g_autofree char *url =
		pin->url ? g_strdup(pin->url) : address_of(pin->version, file);

	return source_http_url(url, path, file, pin->size, error);
}

gboolean source_kernel_org_verify(const struct branch_source *pin, const char *path,
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
	g_autofree char *url = strstr(pin->sign, "://")
				       ? g_strdup(pin->sign)
				       : g_strconcat("file://", pin->sign, NULL);
	g_autofree char *output = NULL;

	if (!source_http_url(url, sign, pin->sign, 0, error))
		return FALSE;
	output = subprocess_capture(argv, NULL);
	g_unlink(sign);
	if (output)
		return TRUE;
	g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
		    "%s: %s is not a valid signature by a key in %s", path, pin->sign,
		    pin->keyring);
	return FALSE;
}
