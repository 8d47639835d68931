/*
 * The kernel's own make, always with a folder for its output (O=): nothing is
 * ever written into the source tree.
 */
#pragma once

#include <glib.h>

#include "branch.h"
#include "steps.h"

typedef struct kmake kmake;

/*
 * A make of the tree @source (absolute) into @output (absolute; created), for
 * branch @b: with its architecture, the variables of its configs/NAME.make, ccache
 * where that is installed, and build stamps (time, user, host, number) that are
 * always the same, so that equal sources give equal images. The environment's
 * own settings for a make above us are taken away. The caller frees it.
 * KF_ERROR_INPUT if configs/NAME.make is wrong, naming file:line.
 */
kmake *kmake_new(const branch *b, const char *source, const char *output,
		 GError **error);

void kmake_free(kmake *self);

/* The lock_fd() that the make has to hold as well while it runs. */
void kmake_keep(kmake *self, int fd);

/*
 * All that decides what make does besides source and configuration, as lines of
 * text: variables and the compiler's own version; @self's.
 */
const char *kmake_identity(const kmake *self);

/* The O= folder; @self's. */
const char *kmake_output(const kmake *self);

/*
 * Where make leaves the image that QEMU boots, below the O= folder, and the
 * target that makes it; static strings.
 */
const char *kmake_image(const kmake *self);
const char *kmake_image_target(const kmake *self);

/*
 * Runs make for @targets (ended by NULL; NAME=VALUE is possible too) with @jobs
 * (0: one per processor), appending what it prints to the file @log. @shown may be
 * NULL. Errors: those of steps_run().
 */
gboolean kmake_run(kmake *self, const char *const *targets, guint jobs, const char *log,
		   struct steps *shown, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(kmake, kmake_free)
