/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A quilt series and its patches in one directory, as in the stable queue:
 * stable-queue/queue-6.1/series.
 */
#include "upstream/format.h"

static gboolean is_stable(const char *path)
{
	g_autofree char *series = g_build_filename(path, "series", NULL);

	return g_file_test(series, G_FILE_TEST_IS_REGULAR);
}

static struct patch_queue *
read_stable(const char *path, const struct format_options *options, GError **error)
{
	g_autofree char *series = g_build_filename(path, "series", NULL);

	return patch_queue_load(series, error);
}

static gboolean write_stable(const struct patch_queue *queue, const char *path,
			     const struct format_options *options, guint *changed,
			     GError **error)
{
	return patch_queue_store(queue, path, "series", changed, error);
}

const struct format format_stable = {
	.name = "stable",
	.what = "a directory with a quilt series, as the stable queue's",
	.is = is_stable,
	.read = read_stable,
	.write = write_stable,
};
