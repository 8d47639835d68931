/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel's own make, always with a directory for its output (O=): nothing is
 * ever written into the source tree.
 */
#pragma once

#include <glib.h>

#include "branch/branch.h"
#include "util/build-progress.h"

typedef struct kbuild Kbuild;

/*
 * A make of the tree @source (absolute) into @output (absolute; created), for
 * branch @b: with its architecture and, where that is not the host's, its cross
 * compiler, the variables of its configs/NAME.make, ccache where that is
 * installed, and build stamps (time, user, host, number) that are always the
 * same, so that equal sources give equal images. The environment's
 * own settings for a make above us are taken away. The caller frees it.
 * KF_ERROR_INPUT if configs/NAME.make is wrong, naming file:line; KF_ERROR_SYSTEM if
 * there is no cross compiler.
 */
struct kbuild *kbuild_new(const struct branch *b, const char *source,
			  const char *output, GError **error);

void kbuild_free(struct kbuild *kbuild);

/* The lock_fd() that the make has to hold as well while it runs. */
void kbuild_keep(struct kbuild *kbuild, int fd);

/*
 * All that decides what make does besides source and configuration, as lines of
 * text: variables and the compiler's own version; @kbuild's.
 */
const char *kbuild_identity(const struct kbuild *kbuild);

/*
 * Names of the environment that a make of a kernel's tree must not get from a make above
 * us or from the user's shell, nor what packs it, ended by NULL.
 */
const char *const *kbuild_unset(void);

/* The O= directory; @kbuild's. */
const char *kbuild_output(const struct kbuild *kbuild);

/*
 * Runs make for @targets (ended by NULL; NAME=VALUE is possible too) with @jobs
 * (0: one per processor, or what a farm bears, see farm.h), appending what it prints to the
 * file @log. @shown may be
 * NULL. Errors: those of build_progress_run() and farm_new().
 */
gboolean kbuild_run(struct kbuild *kbuild, const char *const *targets, guint jobs,
		    const char *log, struct build_progress *shown, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Kbuild, kbuild_free)
