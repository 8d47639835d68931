/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The file that the plugin and kferry share: which bytes of the guest's code ranges
 * ran, in which phase. kferry creates it (covermap.h), and the plugin maps it
 * (MAP_SHARED) and sets bits, so the record survives however QEMU ends.
 *
 *	header                  MAP_HEADER_SIZE bytes, struct map_header
 *	phases[max_phases]      phase_size bytes each: a bitmap of all ranges,
 *	                        one bit per byte of code, ranges one after another
 *
 * A phase is the time between two marks; phase 0 is the boot. The mark is an
 * instruction without effect that no compiler creates, one per architecture
 * (arch/arch.h). The guest's init executes it before each scenario and after the last.
 * Code in the exact ranges is recorded in every phase in which it runs, other code only
 * in the phase in which QEMU first translates it. The file is sparse and in the host's
 * byte order: it never leaves the host.
 */
#pragma once

#include <stdint.h>

#define MAP_MAGIC	"kfcover1"
#define MAP_HEADER_SIZE 4096
#define MAP_MAX_RANGES	16
#define MAP_MAX_EXACT	64
#define MAP_MAX_PHASES	64
#define MAP_MAX_MARK	8

enum map_state {
	MAP_MADE,     /* created by kferry, not yet used by a plugin */
	MAP_ATTACHED, /* in use by the plugin, or QEMU was killed */
	MAP_CLOSED,   /* QEMU exited */
};

/* Guest virtual addresses [start, end); offset of their first byte within a phase. */
struct map_range {
	uint64_t start, end;
	uint64_t offset;
};

struct map_header {
	char magic[8];
	uint64_t size;	     /* of the whole file */
	uint64_t phase_size; /* bytes, a multiple of the page size */
	uint32_t max_phases;
	uint32_t
		phase; /* the current one; the last one also stands for all later ones */
	uint32_t marks; /* number of marks that were executed */
	uint32_t state; /* enum map_state */
	uint32_t n_ranges;
	uint32_t n_exact;
	struct map_range ranges[MAP_MAX_RANGES];
	struct map_range exact[MAP_MAX_EXACT]; /* parts of ranges; offset unused */
	uint32_t mark_size;		       /* in bytes */
	uint8_t mark[MAP_MAX_MARK];
};
