/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * SUSE's kernel-source: series.conf, whose lines begin with a tab or with guards,
 * sections between comments, and patches in patches.suse/ and similar directories. See
 * its README.md.
 */
#include <string.h>

#include "upstream/format.h"

#define SUSE_SERIES "series.conf"

static gboolean is_suse(const char *path)
{
	g_autofree char *series = g_build_filename(path, SUSE_SERIES, NULL);

	return g_file_test(series, G_FILE_TEST_IS_REGULAR);
}

static struct patch_queue *
read_suse(const char *path, const struct format_options *options, GError **error)
{
	g_autofree char *series = g_build_filename(path, SUSE_SERIES, NULL);

	return patch_queue_load(series, error);
}

/*
 * Gives a patch that kferry named the directory and the line prefix of its neighbours.
 */
static void settle_in(struct queue_patch *patch, const struct queue_patch *model)
{
	const char *slash = strchr(model->name, '/');

	if (strchr(patch->name, '/') || !slash)
		return;
	g_free(patch->line);
	patch->line =
		g_strdup_printf("%s%.*s/%s\n", *model->line == '\t' ? "\t" : "",
				(int)(slash - model->name), model->name, patch->name);
	g_free(patch->name);
	patch->name = g_strstrip(g_strdup(patch->line));
}

static gboolean write_suse(const struct patch_queue *queue, const char *path,
			   const struct format_options *options, guint *changed,
			   GError **error)
{
	g_autoptr(PatchQueue) settled = patch_queue_new(queue->name);
	const struct queue_patch *model = NULL;

	g_free(settled->tail);
	settled->tail = g_strdup(queue->tail);
	for (guint i = 0; i < queue->patches->len; i++) {
		struct queue_patch *patch =
			queue_patch_copy(g_ptr_array_index(queue->patches, i));

		if (strchr(patch->name, '/'))
			model = g_ptr_array_index(queue->patches, i);
		else if (model)
			settle_in(patch, model);
		g_ptr_array_add(settled->patches, patch);
	}
	return patch_queue_store(settled, path, SUSE_SERIES, changed, error);
}

const struct format format_suse = {
	.name = "suse",
	.what = "SUSE's kernel-source: series.conf, guards and sections",
	.is = is_suse,
	.read = read_suse,
	.write = write_suse,
};
