/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Runs the kernel's make, always with an output directory (O=): never writes into the
 * source tree.
 */
#pragma once

#include <glib.h>

#include "branch/branch.h"
#include "util/build-progress.h"

typedef struct kbuild Kbuild;

/*
 * Returns a make of the tree @source (absolute) to @output (absolute; created) for
 * branch @b: with its architecture and, if necessary, cross compiler, the variables of
 * its configs/NAME.make, ccache if installed, and constant build stamps (time, user,
 * host, number), so that equal sources give equal images. Settings of an outer make are
 * removed from the environment. The caller frees it. Errors: KF_ERROR_INPUT if
 * configs/NAME.make is invalid, naming file:line; KF_ERROR_SYSTEM if there is no cross
 * compiler.
 */
struct kbuild *kbuild_new(const struct branch *b, const char *source,
			  const char *output, GError **error);

void kbuild_free(struct kbuild *kbuild);

/* Sets the lock_fd() that make holds as well while it runs. */
void kbuild_keep(struct kbuild *kbuild, int fd);

/* Returns everything except source and configuration on which the result depends, as
 * lines of text: variables and the compiler's version. Belongs to @kbuild. */
const char *kbuild_identity(const struct kbuild *kbuild);

/* Returns names of environment variables from an outer make or the user's shell that
 * make in a kernel tree, or a program that packs it, must not get; ended by NULL. */
const char *const *kbuild_unset(void);

/* Returns the O= directory; it belongs to @kbuild. */
const char *kbuild_output(const struct kbuild *kbuild);

/*
 * Runs make for @targets (ended by NULL; may contain NAME=VALUE) with @jobs (0: one per
 * processor, or as many as a farm supports, see farm.h), and appends its output to the
 * file @log. @shown may be NULL. Errors: those of build_progress_run() and farm_new().
 */
gboolean kbuild_run(struct kbuild *kbuild, const char *const *targets, guint jobs,
		    const char *log, struct build_progress *shown, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Kbuild, kbuild_free)
