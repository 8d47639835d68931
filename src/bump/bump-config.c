/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bump/bump-config.h"

#include <string.h>

#include "branch/source.h"
#include "build/dotconfig.h"

static void symbol_free(struct bump_symbol *symbol)
{
	g_ptr_array_unref(symbol->answers);
	g_free(symbol);
}

void bump_config_free(struct bump_config *config)
{
	if (!config)
		return;
	g_ptr_array_unref(config->symbols);
	g_ptr_array_unref(config->names);
	g_clear_pointer(&config->tree, kconfig_tree_free);
	g_free(config);
}

/* Parses "CONFIG_X=y" and "# CONFIG_X is not set"; keys are symbols without CONFIG_. */
static GHashTable *read_dotconfig(const char *text)
{
	GHashTable *values =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	for (char **line = lines; *line; line++) {
		gboolean off = g_str_has_prefix(*line, "# CONFIG_") &&
			       g_str_has_suffix(*line, " is not set");
		const char *name = *line + strlen(off ? "# CONFIG_" : "CONFIG_");
		const char *end = off ? strchr(name, ' ') : NULL;

		if (!off && !g_str_has_prefix(*line, "CONFIG_"))
			continue;
		if (!off)
			end = strchr(name, '=');
		if (end)
			g_hash_table_insert(values, g_strndup(name, end - name),
					    g_strdup(off ? "n" : end + 1));
	}
	return values;
}

static gboolean add_configuration(struct bump_config *config, const struct bump *bump,
				  const struct pristine *source, const char *name,
				  char **fragments, GError **error)
{
	g_autoptr(Kconfig) kconfig =
		kconfig_compose(bump->branch, fragments, NULL, error);
	g_autofree char *text =
		kconfig ? dotconfig_make(bump->branch, kconfig, source, error) : NULL;
	g_autoptr(GHashTable) values = text ? read_dotconfig(text) : NULL;

	if (!values) {
		g_prefix_error(error, "%s %s: ", bump->branch->name, name);
		return FALSE;
	}
	g_ptr_array_add(config->names, g_strdup(name));
	for (guint i = 0; i < config->symbols->len; i++) {
		struct bump_symbol *symbol = g_ptr_array_index(config->symbols, i);
		char *answer =
			g_strdup(g_hash_table_lookup(values, symbol->option->name));

		config->asked += answer && !symbol->asked;
		symbol->asked |= answer != NULL;
		g_ptr_array_add(symbol->answers, answer);
	}
	return TRUE;
}

static gboolean add_all(struct bump_config *config, const struct bump *bump,
			GError **error)
{
	const struct branch_package *package = bump->branch->package;
	g_autoptr(Pristine) source = source_get_exact(bump->branch, bump->to, error);

	if (!source || !add_configuration(config, bump, source, "variants",
					  bump->branch->config, error))
		return FALSE;
	for (guint i = 0; package && i < package->flavours->len; i++) {
		const struct branch_flavour *flavour = package->flavours->pdata[i];

		if (!add_configuration(config, bump, source, flavour->name,
				       flavour->config, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean add_symbols(struct bump_config *config, const struct bump *bump,
			    GError **error)
{
	const char *arch = bump->branch->arch->directory;
	g_autoptr(KconfigTree) old = kconfig_tree_load(bump->old_tree, arch, error);
	g_autoptr(GPtrArray) added = NULL;

	config->tree = old ? kconfig_tree_load(bump->new_tree, arch, error) : NULL;
	if (!config->tree)
		return FALSE;
	added = kconfig_tree_added(old, config->tree);
	for (guint i = 0; i < added->len; i++) {
		struct bump_symbol *symbol = g_new0(struct bump_symbol, 1);

		symbol->option = g_ptr_array_index(added, i);
		symbol->answers = g_ptr_array_new_with_free_func(g_free);
		g_ptr_array_add(config->symbols, symbol);
	}
	return TRUE;
}

/* Whether any new symbol has a prompt. */
static gboolean has_prompt(const struct bump_config *config)
{
	for (guint i = 0; i < config->symbols->len; i++) {
		const struct bump_symbol *symbol =
			g_ptr_array_index(config->symbols, i);

		if (symbol->option->prompt)
			return TRUE;
	}
	return FALSE;
}

struct bump_config *bump_config_new(const struct bump *bump, enum bump_answers answers,
				    GError **error)
{
	g_autoptr(BumpConfig) config = g_new0(struct bump_config, 1);

	config->names = g_ptr_array_new_with_free_func(g_free);
	config->symbols = g_ptr_array_new_with_free_func((GDestroyNotify)symbol_free);
	return add_symbols(config, bump, error) && (answers == BUMP_ANSWERS_NONE ||
						    (answers == BUMP_ANSWERS_ASKED &&
						     !has_prompt(config)) ||
						    add_all(config, bump, error))
		       ? g_steal_pointer(&config)
		       : NULL;
}

/* --- as text ---------------------------------------------------------------------- */

static void append_symbol(GString *text, const struct bump_config *config,
			  const struct bump_symbol *symbol)
{
	const struct kconfig_option *option = symbol->option;

	g_string_append_printf(text, "  %s (%s) ", option->name, option->type ?: "?");
	if (option->prompt)
		g_string_append_printf(text, "\"%s\"", option->prompt);
	else
		g_string_append(text, "no prompt");
	g_string_append_printf(text, ", %s\n   ", option->where);
	for (guint i = 0; i < config->names->len; i++) {
		const char *answer = g_ptr_array_index(symbol->answers, i);

		g_string_append_printf(text, " %s=%s",
				       (char *)g_ptr_array_index(config->names, i),
				       answer ?: "-");
	}
	g_string_append_c(text, '\n');
}

char *bump_config_text(const struct bump_config *config)
{
	GString *text = g_string_new(NULL);

	g_string_printf(text, "New configuration symbols: %u, %u of them asked\n",
			config->symbols->len, config->asked);
	for (guint i = 0; i < config->symbols->len; i++) {
		const struct bump_symbol *symbol =
			g_ptr_array_index(config->symbols, i);

		if (symbol->asked)
			append_symbol(text, config, symbol);
	}
	return g_string_free(text, FALSE);
}
