/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Kernel configurations: fragments are composed in the order of the branch, turned into
 * a .config by the kernel's make, and checked. A requested symbol that is not granted
 * is an error: kconfig silently drops such requests, and a test of a kernel without,
 * say, its lock validator would prove nothing.
 */
#pragma once

#include <glib.h>

#include "branch/branch.h"
#include "build/kbuild.h"

/* A request of a fragment. */
struct kconfig_request {
	char *symbol;  /* CONFIG_SMP */
	char *value;   /* as in a .config: y, m, 8, "text"; or n: not set */
	char *where;   /* configs/base.config:6 */
	gboolean wish; /* need not be granted: the fragment was named with a '?' */
	/* The request of an earlier fragment for another value, or NULL. */
	struct kconfig_request *overridden;
};

typedef struct kconfig Kconfig;

/*
 * Reads the fragments @names (ended by NULL; of branch @b or of one of its flavours)
 * and then the file @extra (may be NULL). "NAME?" is a fragment whose requests need not be
 * granted, like those of distributions, which are for many architectures and versions. The
 * caller frees it. KF_ERROR_INPUT, naming
 * file:line, for an invalid line and for two requests for a symbol in one fragment.
 */
struct kconfig *kconfig_compose(const struct branch *b, char **names, const char *extra,
				GError **error);

/*
 * Adds @option, "CONFIG_X=y", unless a fragment has a request for that symbol:
 * fragments know how a kernel of their version spells it. Returns whether it was added.
 * @where is for errors, "suites/a/suite.conf".
 */
gboolean kconfig_require(struct kconfig *kconfig, const char *option,
			 const char *where);

/*
 * Adds a note for people about an option that is wanted but not in the configuration.
 */
void kconfig_note(struct kconfig *kconfig, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Returns these notes (char *); they belong to @kconfig. */
const GPtrArray *kconfig_notes(const struct kconfig *kconfig);

/* Prints the notes on stderr, each after @title, "6.1 guarded". */
void kconfig_show_notes(const struct kconfig *kconfig, const char *title);

void kconfig_free(struct kconfig *kconfig);

/* Returns all effective requests (struct kconfig_request *), in order; they belong to
 * @kconfig. */
const GPtrArray *kconfig_requests(const struct kconfig *kconfig);

/* Returns the requests as the text of one fragment; it belongs to @kconfig. */
const char *kconfig_text(const struct kconfig *kconfig);

/* Checks the file @dotconfig. KF_ERROR_NEGATIVE names every symbol that differs from
 * its request: wanted, got, and where it was requested. */
gboolean kconfig_check(const struct kconfig *kconfig, const char *dotconfig,
		       GError **error);

/*
 * Creates the .config in the O= directory of @make, with everything off that is not
 * requested, and checks it. Does nothing if the .config was created from the same
 * requests and @source_identity. Output of make goes to @log.
 */
gboolean kconfig_make(const struct kconfig *kconfig, struct kbuild *make,
		      const char *source_identity, const char *log, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Kconfig, kconfig_free)
