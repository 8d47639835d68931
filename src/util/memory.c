/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/memory.h"

#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/* Address space only: untouched memory costs nothing. */
#define HEAP_AHEAD ((size_t)256 << 20)

/* The maximum that glibc accepts; larger blocks are mapped individually. */
#define HEAP_BLOCK_MAX (32 << 20)

#define HUGE_PAGE ((uintptr_t)2 << 20)

void memory_prepare(void)
{
	uintptr_t first = (uintptr_t)sbrk(0), end;
	void *volatile grow; /* volatile, or the compiler removes it */

	mallopt(M_MMAP_THRESHOLD, HEAP_BLOCK_MAX);
	mallopt(M_TRIM_THRESHOLD, HEAP_AHEAD * 4);
	mallopt(M_TOP_PAD, HEAP_AHEAD);
	grow = malloc(HUGE_PAGE); /* makes the heap grow now, by this much */
	free(grow);
	end = (uintptr_t)sbrk(0);
	first = (first + HUGE_PAGE - 1) & ~(HUGE_PAGE - 1);
	/* Not every kernel supports them, and they are optional. */
	if (end > first)
		madvise((void *)first, end - first, MADV_HUGEPAGE);
}
