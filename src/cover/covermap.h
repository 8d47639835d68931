/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The record of which code of a guest ran: made before the run, filled by the
 * plugin (src/cover/plugin/), read afterwards. Its format is in src/cover/plugin/map.h.
 */
#pragma once

#include <glib.h>

#include "arch/arch.h"

typedef struct covermap Covermap;

/* A piece of code: [start, end) of the kernel's virtual addresses. */
struct code_range {
	guint64 start, end;
};

/*
 * The executable sections of the kernel @vmlinux, neighbours joined: an array of
 * struct code_range, to be unreffed; as many as fit into a map. KF_ERROR_INPUT if it is no
 * ELF file, or has no code, or more or in more places than a kernel can have.
 */
GArray *covermap_ranges(const char *vmlinux, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Adds to @ranges where kernels of @code that run without KASLR put their modules;
 * @kernel are their own, those of covermap_ranges(), and can be @ranges.
 */
void covermap_add_modules(GArray *ranges, const struct arch_code *code,
			  const GArray *kernel);

/*
 * Makes an empty map of @ranges as the file @path, of a kernel of @code. Of code in
 * @exact (parts of @ranges, at most 64 are taken; NULL: none) every phase that it runs in is noted;
 * of other code only the first. That costs more the more often the code runs. @ranges are
 * those of covermap_ranges(), to which covermap_add_modules() may have added once. An old
 * file is overwritten; it is sparse, and takes the space of what ran. KF_ERROR_SYSTEM.
 */
gboolean covermap_create(const char *path, const struct arch_code *code, GArray *ranges,
			 GArray *exact, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Opens the map of a run that is over. KF_ERROR_INVALID, naming the file, if it
 * is no map, is truncated, or if no plugin ever noted into it; or if it cannot be read. The
 * file is mapped: it must not become shorter until covermap_free(). The caller frees it.
 */
struct covermap *covermap_open(const char *path,
			       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Whether code in [start, end) would have been noted. */
gboolean covermap_watches(const struct covermap *map, guint64 start, guint64 end);

/* How many phases there were: the boot, and one after each mark of init's; 64 at most. */
guint covermap_phases(const struct covermap *map);

/* Whether all phases in which [start, end) ran are known. */
gboolean covermap_exact(const struct covermap *map, guint64 start, guint64 end);

/* The phases, bit by bit, in which any code in [start, end) ran; 0: not, or not watched. */
guint64 covermap_ran(const struct covermap *map, guint64 start, guint64 end);

/* NULL is fine. */
void covermap_free(struct covermap *map);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Covermap, covermap_free)
