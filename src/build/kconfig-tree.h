/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The options of a kernel tree and their dependencies, from its Kconfig files
 * (Documentation/kbuild/kconfig-language.rst), as far as needed to find which other
 * options an option requires. The kernel's make decides: kconfig_check() compares.
 */
#pragma once

#include <glib.h>

typedef struct kconfig_tree KconfigTree;

/*
 * Reads Kconfig and all files that it sources, below the tree @tree, for the
 * architecture @arch ("x86"). The caller frees it. NULL with KF_ERROR_INPUT if there is
 * no Kconfig.
 */
struct kconfig_tree *kconfig_tree_load(const char *tree, const char *arch,
				       GError **error);

void kconfig_tree_free(struct kconfig_tree *tree);

/* Whether @symbol ("CONFIG_X") is an option of this architecture. */
gboolean kconfig_tree_has(const struct kconfig_tree *tree, const char *symbol);

/* Information about an option, for people. */
struct kconfig_option {
	const char *name; /* without CONFIG_ */
	char *type;	  /* "bool", "tristate" ...; NULL: unknown */
	char *prompt;	  /* NULL: no prompt */
	char *where;	  /* "mm/Kconfig:12", relative to the tree */
};

/* Returns the options of @new that @old does not have, sorted by name: an array of
 * struct kconfig_option, which belong to @new; unref the array. */
GPtrArray *kconfig_tree_added(const struct kconfig_tree *old,
			      const struct kconfig_tree *new);

/*
 * Adds to @wanted (char *, "CONFIG_X") the options that must be y so that @symbol can
 * be, in the order of their dependencies. @have (a set of "CONFIG_X") is already on.
 * For an option without a prompt, adds one that selects or implies it. If @symbol
 * cannot be enabled, fails with KF_ERROR_NEGATIVE and the reason, and leaves @wanted
 * unchanged.
 */
gboolean kconfig_tree_enable(struct kconfig_tree *tree, GHashTable *have,
			     const char *symbol, GPtrArray *wanted, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(KconfigTree, kconfig_tree_free)
