/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A map of the code of a guest that ran: created before the run, filled by the plugin
 * (src/cover/plugin/), read afterwards. src/cover/plugin/map.h defines its format.
 */
#pragma once

#include <glib.h>

#include "arch/arch.h"

typedef struct covermap Covermap;

/* Code at the virtual addresses [start, end). */
struct code_range {
	guint64 start, end;
};

/*
 * Returns the executable sections of the kernel @vmlinux, adjacent ones joined, as many
 * as fit into a map: an array of struct code_range; unref it. Errors: KF_ERROR_INPUT if
 * it is not an ELF file, has no code, or more code or sections than a kernel can have.
 */
GArray *covermap_ranges(const char *vmlinux, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Adds to @ranges where kernels of the architecture @code without KASLR load their
 * modules. @kernel is the result of covermap_ranges(), and may be @ranges. */
void covermap_add_modules(GArray *ranges, const struct arch_code *code,
			  const GArray *kernel);

/*
 * Creates the file @path with an empty map of @ranges, for a kernel of the architecture
 * @code. For code in @exact (parts of @ranges, at most 64 are used; NULL: none) every
 * phase in which it runs is recorded, which is slower the more often it runs; for other
 * code only the first phase. @ranges are from covermap_ranges() and maybe
 * covermap_add_modules(). Overwrites an old file. The file is sparse: it only needs
 * space for code that ran. Errors: KF_ERROR_SYSTEM.
 */
gboolean covermap_create(const char *path, const struct arch_code *code, GArray *ranges,
			 GArray *exact, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Opens the map of a finished run. Errors: KF_ERROR_INVALID, naming the file, if it is
 * not a map, is truncated, was never filled by a plugin, or cannot be read. The file is
 * mapped and must not be truncated until covermap_free(). The caller frees it.
 */
struct covermap *covermap_open(const char *path,
			       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Whether code in [start, end) would have been recorded. */
gboolean covermap_watches(const struct covermap *map, guint64 start, guint64 end);

/*
 * Returns the number of phases: the boot, and one after each mark of init; at most 64.
 */
guint covermap_phases(const struct covermap *map);

/* Whether every phase of [start, end) was recorded, not only the first. */
gboolean covermap_exact(const struct covermap *map, guint64 start, guint64 end);

/* Returns a bit mask of the phases in which code in [start, end) ran; 0: none, or
 * unknown. */
guint64 covermap_ran(const struct covermap *map, guint64 start, guint64 end);

/* @map may be NULL. */
void covermap_free(struct covermap *map);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Covermap, covermap_free)
