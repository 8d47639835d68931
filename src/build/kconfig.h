/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Kernel configurations: fragments composed in the branch's order, turned into a
 * .config by the kernel's own make, and checked: a symbol that was asked for and
 * is not granted is an error. kconfig drops such requests in silence, and a test
 * of a kernel without its lock validator would prove nothing.
 */
#pragma once

#include <glib.h>

#include "branch/branch.h"
#include "build/kbuild.h"

/* One request of a fragment. */
struct kconfig_request {
	char *symbol; /* CONFIG_SMP */
	char *value;  /* as in a .config: y, m, 8, "text"; n: not set */
	char *where;  /* configs/base.config:6 */
	/* The request of an earlier fragment for another value, if any. */
	struct kconfig_request *overridden;
};

typedef struct kconfig Kconfig;

/*
 * Reads the fragments @names (ended by NULL: those of branch @b, or of one of its
 * flavours) and then the file @extra (may be NULL). The caller frees it.
 * KF_ERROR_INPUT, naming file:line, for a line that is no request and for two requests
 * for one symbol in one fragment.
 */
struct kconfig *kconfig_compose(const struct branch *b, char **names, const char *extra,
				GError **error);

/*
 * Adds @option, "CONFIG_X=y", unless the fragments say anything of that symbol: they know
 * how a kernel of their age spells it. Returns whether it was added. @where names it in
 * errors, "suites/a/suite.conf".
 */
gboolean kconfig_require(struct kconfig *kconfig, const char *option,
			 const char *where);

/* Keeps a line for people about what is asked for and is not in the configuration. */
void kconfig_note(struct kconfig *kconfig, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* These lines (char *); @kconfig's. */
const GPtrArray *kconfig_notes(const struct kconfig *kconfig);

/* Prints them on stderr, each after @title, "6.1 guarded". */
void kconfig_show_notes(const struct kconfig *kconfig, const char *title);

void kconfig_free(struct kconfig *kconfig);

/* All requests that hold (struct kconfig_request *), in order; @kconfig's. */
const GPtrArray *kconfig_requests(const struct kconfig *kconfig);

/* The requests as the text of one fragment; @kconfig's. */
const char *kconfig_text(const struct kconfig *kconfig);

/*
 * Checks the file @dotconfig. KF_ERROR_NEGATIVE names every symbol that is
 * otherwise than requested: wanted, got, and where it was requested.
 */
gboolean kconfig_check(const struct kconfig *kconfig, const char *dotconfig,
		       GError **error);

/*
 * Makes the .config in the O= directory of @make ("everything off that is not asked
 * for") and checks it. Nothing is touched if the .config is what this made of
 * the same requests and the same @source_identity before. make's output goes to
 * @log.
 */
gboolean kconfig_make(const struct kconfig *kconfig, struct kbuild *make,
		      const char *source_identity, const char *log, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Kconfig, kconfig_free)
