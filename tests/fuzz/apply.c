/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Input: a file, a NUL byte, and a patch for it. Applying it forward and in reverse,
 * with any fuzz, must end; a failure must change nothing; a patch that applied can be
 * refreshed, and then applies exactly.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "patch/refresh.h"
#include "patch/reject.h"

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size);

static struct tree *tree_with(GBytes *content)
{
	struct tree *tree = tree_new();

	if (!tree_put(tree, "f", content, S_IFREG | 0644, NULL))
		abort();
	return tree;
}

static void check_refreshed(const struct patch *patch,
			    const struct patch_result *result,
			    const struct apply_options *options, GBytes *content)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(Tree) tree = tree_with(content);
	g_autoptr(GBytes) bytes = NULL;
	g_autoptr(Patch) refreshed = NULL;

	refresh_patch(patch, result, options->reverse, text);
	bytes = g_bytes_new(text->str, text->len);
	refreshed = patch_parse("refreshed", bytes, NULL);
	if (refreshed)
		patch_result_free(apply_patch(tree, refreshed, options, NULL));
}

static void check_apply(const struct patch *patch, GBytes *content,
			const struct apply_options *options)
{
	g_autoptr(Tree) tree = tree_with(content);
	guint mark = tree_mark(tree);
	g_autoptr(PatchResult) result = apply_patch(tree, patch, options, NULL);
	gboolean failed = !result || result->status >= APPLY_ALREADY;

	if (failed && !options->partial && tree_mark(tree) != mark)
		abort();
	if (result && failed && !reject_put(tree, result, options, NULL))
		return;
	if (!failed)
		check_refreshed(patch, result, options, content);
}

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
	const guint8 *nul = size ? memchr(data, 0, size) : NULL;
	g_autoptr(GBytes) content = NULL, bytes = NULL;
	g_autoptr(Patch) patch = NULL;

	if (!nul)
		return 0;
	content = g_bytes_new(data, nul - data);
	bytes = g_bytes_new(nul + 1, data + size - nul - 1);
	patch = patch_parse("fuzz", bytes, NULL);
	for (int i = 0; patch && i < 8; i++) {
		struct apply_options options = {.strip = i & 1,
						.reverse = (i & 2) != 0,
						.fuzz = i & 4 ? 2 : 0,
						.partial = (i & 5) == 5};

		check_apply(patch, content, &options);
	}
	return 0;
}
