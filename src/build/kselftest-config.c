/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "build/kselftest-config.h"

#include <string.h>

#include "build/kconfig-tree.h"
#include "build/kselftest.h"
#include "util/error.h"
#include "util/fs.h"

/* The state of a call. */
struct selftest_config {
	struct kconfig *kconfig;
	struct kconfig_tree *options;
	GHashTable *have; /* "CONFIG_X" that are on */
	GString *added;	  /* may be NULL */
};

static const struct kconfig_request *find_request(const struct kconfig *kconfig,
						  const char *symbol)
{
	const GPtrArray *requests = kconfig_requests(kconfig);

	for (guint i = 0; i < requests->len; i++) {
		const struct kconfig_request *request = requests->pdata[i];

		if (!strcmp(request->symbol, symbol))
			return request;
	}
	return NULL;
}

static void require(struct selftest_config *config, const char *symbol,
		    const char *value, const char *where)
{
	g_autofree char *option = g_strdup_printf("%s=%s", symbol, value);

	if (kconfig_require(config->kconfig, option, where) && config->added)
		g_string_append_printf(config->added, "%s\n", option);
}

/* Requests @symbol and its dependencies; adds a note if that is impossible. */
static void enable(struct selftest_config *config, const char *symbol,
		   const char *where)
{
	g_autoptr(GPtrArray) wanted = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GError) error = NULL;

	if (!kconfig_tree_enable(config->options, config->have, symbol, wanted,
				 &error)) {
		kconfig_note(config->kconfig, "%s (%s)", error->message, where);
		return;
	}
	for (guint i = 0; i < wanted->len; i++)
		require(config, wanted->pdata[i], "y", where);
}

static void take_option(struct selftest_config *config, const char *symbol,
			const char *value, const char *where)
{
	const struct kconfig_request *held = find_request(config->kconfig, symbol);
	gboolean on = !strcmp(value, "y") || !strcmp(value, "m");

	if (held && !strcmp(held->value, on ? "y" : value))
		return;
	if (held)
		kconfig_note(config->kconfig, "%s: %s (%s) is overridden by %s (%s)",
			     symbol, value, where, held->value, held->where);
	else if (on)
		enable(config, symbol, where);
	else if (strcmp(value, "n"))
		require(config, symbol, value, where);
}

static gboolean read_line(struct selftest_config *config, char *line, const char *where,
			  guint row, GError **error)
{
	char *equals = strchr(line, '=');
	g_autofree char *at = g_strdup_printf("%s:%u", where, row);

	g_strstrip(line);
	if (!*line || *line == '#')
		return TRUE;
	if (!g_str_has_prefix(line, "CONFIG_") || !equals || !equals[1] ||
	    strspn(line, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_"
			 "0123456789") != (gsize)(equals - line)) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "%s: '%s' is not CONFIG_SYMBOL=VALUE", at, line);
		return FALSE;
	}
	*equals = '\0';
	take_option(config, line, equals + 1, at);
	return TRUE;
}

/* A collection may lack such a file. */
static gboolean read_collection(struct selftest_config *config, const char *tree,
				const char *collection, GError **error)
{
	g_autofree char *shown =
		g_build_filename("tools/testing/selftests", collection, "config", NULL);
	g_autofree char *path = g_build_filename(tree, shown, NULL);
	g_autofree char *text = NULL;
	g_auto(GStrv) lines = NULL;

	if (!g_file_test(path, G_FILE_TEST_EXISTS))
		return TRUE;
	text = fs_read(path, error);
	if (!text)
		return FALSE;
	lines = g_strsplit(text, "\n", -1);
	for (guint i = 0; lines[i]; i++)
		if (!read_line(config, lines[i], shown, i + 1, error))
			return FALSE;
	return TRUE;
}

static GHashTable *options_on(const struct kconfig *kconfig)
{
	GHashTable *have = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	const GPtrArray *requests = kconfig_requests(kconfig);

	for (guint i = 0; i < requests->len; i++) {
		const struct kconfig_request *request = requests->pdata[i];

		if (strcmp(request->value, "n"))
			g_hash_table_add(have, g_strdup(request->symbol));
	}
	return have;
}

gboolean kselftest_config_require(struct kconfig *kconfig, const struct suite *suite,
				  const char *tree, const char *arch, GString *added,
				  GError **error)
{
	g_autoptr(KconfigTree) options = kconfig_tree_load(tree, arch, error);
	g_autoptr(GHashTable) have = options_on(kconfig);
	struct selftest_config config = {
		.kconfig = kconfig,
		.options = options,
		.have = have,
		.added = added,
	};

	if (!options)
		return FALSE;
	for (char **name = suite->kselftest; name && *name; name++) {
		g_autofree char *collection = kselftest_collection(*name);

		if (!read_collection(&config, tree, collection, error))
			return FALSE;
	}
	return TRUE;
}
