/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a bump does to the configurations of a branch: that of its variants, and those
 * of its flavours. The new source must also grant every request, and it may have new
 * symbols, which get some value.
 */
#pragma once

#include "build/kconfig-tree.h"
#include "bump/bump.h"

/* A symbol that the old source does not have. */
struct bump_symbol {
	const struct kconfig_option *option; /* owned by the result */
	GPtrArray *answers; /* of char *, one per configuration: "y", "n", "8"; NULL:
			    * not asked, because of a dependency */
	gboolean asked;	    /* by at least one of them */
};

struct bump_config {
	struct kconfig_tree *tree; /* of the new source */
	GPtrArray *names;	   /* of char *: "variants", then flavours */
	GPtrArray *symbols;	   /* of struct bump_symbol, sorted by name */
	guint asked;
};

/* Which configurations are made to find the values of new symbols. */
enum bump_answers {
	BUMP_ANSWERS_NONE,
	BUMP_ANSWERS_ASKED, /* all, if a new symbol has a prompt */
	BUMP_ANSWERS_ALL,
};

/*
 * Makes configurations on the new source by the kernel's make, which takes about five
 * seconds of CPU time each. KF_ERROR_NEGATIVE if the new source does not grant a symbol
 * that a fragment requests: a person must decide.
 */
struct bump_config *bump_config_new(const struct bump *bump, enum bump_answers answers,
				    GError **error) G_GNUC_WARN_UNUSED_RESULT;
void bump_config_free(struct bump_config *config);

/*
 * Returns lines of text, which name the symbols that were asked; the caller frees it.
 */
char *bump_config_text(const struct bump_config *config);

typedef struct bump_config BumpConfig;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BumpConfig, bump_config_free)
