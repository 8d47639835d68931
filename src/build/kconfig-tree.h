/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The options of a kernel tree and what they depend on, read from its Kconfig files as
 * Documentation/kbuild/kconfig-language.rst describes them, as far as it takes to tell
 * which further options one needs to be granted. The kernel's own make has the last word:
 * kconfig_check() compares.
 */
#pragma once

#include <glib.h>

typedef struct kconfig_tree KconfigTree;

/*
 * Reads Kconfig and all that it sources below the tree @tree, for the architecture @arch
 * ("x86"). The caller frees it. NULL with KF_ERROR_INPUT if there is no Kconfig.
 */
struct kconfig_tree *kconfig_tree_load(const char *tree, const char *arch,
				       GError **error);

void kconfig_tree_free(struct kconfig_tree *tree);

/* Whether @symbol ("CONFIG_X") is an option of this architecture. */
gboolean kconfig_tree_has(const struct kconfig_tree *tree, const char *symbol);

/* What the Kconfig files say of an option, for people. */
struct kconfig_option {
	const char *name; /* without CONFIG_ */
	char *type;	  /* "bool", "tristate" ...; NULL: it is not said */
	char *prompt;	  /* NULL: nobody is asked */
	char *where;	  /* "mm/Kconfig:12", below the tree */
};

/*
 * The options of @new that @old does not have, sorted by name: struct kconfig_option that
 * are @new's; unref the array.
 */
GPtrArray *kconfig_tree_added(const struct kconfig_tree *old,
			      const struct kconfig_tree *new);

/*
 * Adds to @wanted (char *, "CONFIG_X") what has to be y so that @symbol is, in the order of
 * their dependencies; @have (a set of "CONFIG_X") is on already. An option without a prompt
 * is had by one that selects or implies it. KF_ERROR_NEGATIVE, naming what stands in the way,
 * if it cannot be had: @wanted is as it was then.
 */
gboolean kconfig_tree_enable(struct kconfig_tree *tree, GHashTable *have,
			     const char *symbol, GPtrArray *wanted, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(KconfigTree, kconfig_tree_free)
