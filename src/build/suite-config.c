/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "build/suite-config.h"

#include "build/guest-root.h"
#include "build/kselftest-config.h"

gboolean suite_config_require(struct kconfig *kconfig, const struct suite *suite,
			      const struct branch *b, const char *tree, GString *added,
			      GError **error)
{
	for (guint i = 0; i < suite->options->len; i++)
		if (kconfig_require(kconfig, suite->options->pdata[i], suite->path))
			g_string_append_printf(added, "%s\n",
					       (char *)suite->options->pdata[i]);
	return !suite->kselftest ||
	       kselftest_config_require(kconfig, suite, tree, b->arch->directory, added,
					error);
}

static gboolean read_suites(const struct branch *b, char **names, GPtrArray *suites,
			    GStrvBuilder *fragments, GError **error)
{
	for (; names && *names; names++) {
		struct suite *suite = suite_load(b->dir, *names, error);

		if (!suite)
			return FALSE;
		g_ptr_array_add(suites, suite);
		if (suite->root && !guest_root_check(error))
			return FALSE;
		if (suite->config)
			g_strv_builder_addv(fragments, (const char **)suite->config);
	}
	return TRUE;
}

struct kconfig *suite_config_compose(const struct branch *b, char **names,
				     char **further, const char *extra,
				     const char *tree, gboolean *own, GError **error)
{
	g_autoptr(GPtrArray) suites =
		g_ptr_array_new_with_free_func((GDestroyNotify)suite_free);
	g_autoptr(GStrvBuilder) fragments = g_strv_builder_new();
	g_autoptr(GString) added = g_string_new(NULL);
	g_autoptr(Kconfig) kconfig = NULL;
	g_auto(GStrv) all = NULL;

	g_strv_builder_addv(fragments, (const char **)b->config);
	if (!read_suites(b, names, suites, fragments, error))
		return NULL;
	if (further)
		g_strv_builder_addv(fragments, (const char **)further);
	all = g_strv_builder_end(fragments);
	kconfig = kconfig_compose(b, all, extra, error);
	for (guint i = 0; kconfig && i < suites->len; i++)
		if (!suite_config_require(kconfig, suites->pdata[i], b, tree, added,
					  error))
			return NULL;
	if (own)
		*own = added->len || g_strv_length(all) > g_strv_length(b->config);
	return g_steal_pointer(&kconfig);
}
