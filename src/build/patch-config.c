/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "build/patch-config.h"

#include <string.h>

#include "build/kbuild-file.h"
#include "build/kconfig-tree.h"
#include "util/error.h"

/* The state of a call. */
struct config_search {
	const char *tree, *arch;
	struct kconfig_tree *options;
	GHashTable *have;  /* "CONFIG_X" that the fragments enable */
	GPtrArray *wanted; /* char *, in order */
	GString *comments;
	guint compiled; /* number of files that can be compiled */
	char *why_not;	/* reason for the first file that cannot */
};

static GHashTable *requested(const struct kconfig *composed)
{
	GHashTable *have = g_hash_table_new(g_str_hash, g_str_equal);
	const GPtrArray *requests = kconfig_requests(composed);

	for (guint i = 0; i < requests->len; i++) {
		const struct kconfig_request *request = requests->pdata[i];

		if (strcmp(request->value, "n"))
			g_hash_table_add(have, request->symbol);
	}
	return have;
}

/* Adds a comment that the file @path is not compiled, because of @why. */
static void leave_out(struct config_search *search, const char *path, const char *why)
{
	g_string_append_printf(search->comments, "# %s: %s\n", path, why);
	if (!search->why_not)
		search->why_not = g_strdup_printf("%s: %s", path, why);
}

static void describe(struct config_search *search, const struct kbuild_file *file)
{
	if (!file->needs->len)
		g_string_append_printf(search->comments, "# %s: always compiled\n",
				       file->path);
	for (guint i = 0; i < file->needs->len; i++) {
		const struct kbuild_need *need = file->needs->pdata[i];

		g_string_append_printf(search->comments, "# %s: %s%s (%s)\n",
				       file->path, need->symbol, need->on ? "" : " off",
				       need->where);
	}
}

/* Adds the needs of @file; FALSE with @error if that is impossible. */
static gboolean enable(struct config_search *search, const struct kbuild_file *file,
		       GError **error)
{
	for (guint i = 0; i < file->needs->len; i++) {
		const struct kbuild_need *need = file->needs->pdata[i];

		if (need->on &&
		    !kconfig_tree_enable(search->options, search->have, need->symbol,
					 search->wanted, error))
			return FALSE;
		if (!need->on && g_hash_table_contains(search->have, need->symbol)) {
			g_set_error(error, KF_ERROR, KF_ERROR_NEGATIVE,
				    "%s must be off (%s)", need->symbol, need->where);
			return FALSE;
		}
	}
	return TRUE;
}

static void take_code(struct config_search *search, const struct kbuild_file *file)
{
	g_autoptr(GError) error = NULL;
	guint before = search->wanted->len;

	if (enable(search, file, &error)) {
		describe(search, file);
		search->compiled++;
		return;
	}
	g_ptr_array_set_size(search->wanted, before);
	leave_out(search, file->path, error->message);
}

static gboolean take_file(struct config_search *search, const char *path,
			  GError **error)
{
	static const char *const fates[] = {
		[KBUILD_HEADER] = "a header, compiled with the files that include it",
		[KBUILD_FOREIGN] = "code of another architecture",
		[KBUILD_NOT_CODE] = "not kernel code",
		[KBUILD_UNKNOWN] = "no supported Makefile line compiles it",
	};
	g_autoptr(KbuildFile) file =
		kbuild_file_find(search->tree, search->arch, path, error);

	if (!file)
		return FALSE;
	if (file->fate == KBUILD_COMPILED)
		take_code(search, file);
	else
		leave_out(search, path, fates[file->fate]);
	return TRUE;
}

static gboolean take_patch(struct config_search *search, const struct patch *patch,
			   GError **error)
{
	for (guint i = 0; i < patch->files->len; i++) {
		const struct patch_file *file = patch->files->pdata[i];
		g_autofree char *old = patch_file_name(file, PATCH_OLD, 1);
		g_autofree char *new = patch_file_name(file, PATCH_NEW, 1);
		const char *path = new ? new : old;

		if (path && !take_file(search, path, error))
			return FALSE;
	}
	return TRUE;
}

static char *fragment(const struct config_search *search)
{
	GString *text = g_string_new(search->comments->str);

	for (guint i = 0; i < search->wanted->len; i++)
		g_string_append_printf(text, "%s=y\n",
				       (char *)search->wanted->pdata[i]);
	return g_string_free(text, FALSE);
}

char *patch_config_make(const struct patch *patch, const char *tree, const char *arch,
			const struct kconfig *composed, GError **error)
{
	struct config_search search = {.tree = tree, .arch = arch};
	char *text = NULL;

	search.options = kconfig_tree_load(tree, arch, error);
	if (!search.options)
		return NULL;
	search.have = requested(composed);
	search.wanted = g_ptr_array_new_with_free_func(g_free);
	search.comments = g_string_new(NULL);
	if (take_patch(&search, patch, error)) {
		/* a patch of headers alone needs nothing */
		if (search.compiled || !search.why_not ||
		    strstr(search.comments->str, ": a header"))
			text = fragment(&search);
		else
			g_set_error(error, KF_ERROR, KF_ERROR_NEGATIVE,
				    "%s: no configuration for %s compiles the patched "
				    "files: %s",
				    patch->name, arch, search.why_not);
	}
	kconfig_tree_free(search.options);
	g_hash_table_unref(search.have);
	g_ptr_array_unref(search.wanted);
	g_string_free(search.comments, TRUE);
	g_free(search.why_not);
	return text;
}
