/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the step does to the configurations of a branch: the one of its variants, and those
 * of its flavours. Each has to get what it asks for from the new source, too, and each
 * symbol that is new there was answered in some way.
 */
#pragma once

#include "build/kconfig-tree.h"
#include "bump/bump.h"

/* A symbol that the old source does not have. */
struct bump_symbol {
	const struct kconfig_option *option; /* borrowed of the result */
	GPtrArray
		*answers; /* of char *, for each configuration: "y", "n", "8"; NULL: it
			       was not asked there, what it depends on is off */
	gboolean asked;	  /* in one of them at least */
};

struct bump_config {
	struct kconfig_tree *tree; /* the new source's */
	GPtrArray *names;	   /* of char *: "variants", then the flavours */
	GPtrArray *symbols;	   /* of struct bump_symbol, by name */
	guint asked;
};

/* Which configurations are made to see the answers. */
enum bump_answers {
	BUMP_ANSWERS_NONE,
	BUMP_ANSWERS_ASKED, /* all, if a new symbol has a prompt */
	BUMP_ANSWERS_ALL,
};

/*
 * Makes configurations on the new source by the kernel's own make, which takes about five
 * seconds of CPU each. KF_ERROR_NEGATIVE for a symbol that a fragment asks for and the new
 * source does not grant: a person is needed.
 */
struct bump_config *bump_config_new(const struct bump *bump, enum bump_answers answers,
				    GError **error) G_GNUC_WARN_UNUSED_RESULT;
void bump_config_free(struct bump_config *config);

/* As lines of text, those that were asked by name; free it. */
char *bump_config_text(const struct bump_config *config);

typedef struct bump_config BumpConfig;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BumpConfig, bump_config_free)
