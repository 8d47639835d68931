/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Groups over their soft limit are in trees, from which freeing must remove them, while
 * kswapd walks these trees: its watermark is raised above the free memory, so that it
 * runs, and the groups are removed meanwhile.
 *
 *   kswapd -> balance_pgdat -> mem_cgroup_soft_limit_reclaim (tree locks)
 *   __mem_cgroup_free -> mem_cgroup_remove_from_trees (the same locks)
 */
#include "scenarios.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

enum {
	TURNS = 3,
	SOFT_BYTES = 1 << 20,
	TOUCH_BYTES = 8 << 20, /* the trees are updated every 1024 pages */
};

#define WATERMARK "/proc/sys/vm/min_free_kbytes"

static int soften(const struct group *group)
{
	return group_write(group, "memory.soft_limit_in_bytes", "%d", SOFT_BYTES);
}

static enum result exceed(const struct run *run, void *data)
{
	void **pages = data;

	*pages = pages_touch(TOUCH_BYTES);
	return *pages ? RESULT_OK : run_fail(run, "no memory");
}

static long free_kb(void)
{
	char text[2048], *line;
	long kb;

	if (file_read("/proc/meminfo", text, sizeof(text)) < 0)
		return 0;
	line = strstr(text, "MemFree:");
	return line && sscanf(line, "MemFree: %ld", &kb) == 1 ? kb : 0;
}

/* The low watermark, at which kswapd wakes, is 5/4 of the minimum, which stays far
 * enough below the free memory that no other task has to wait. */
static void wake_kswapd(void)
{
	long kb = free_kb();

	if (kb)
		file_write(WATERMARK, "%ld", kb / 100 * 85);
}

static enum result turn(const struct run *run, unsigned int number, long watermark)
{
	void *pages = NULL;
	enum result result;

	wake_kswapd();
	result = run_outlive(run, 0, number, soften, exceed, &pages);
	file_write(WATERMARK, "%ld", watermark);
	if (pages)
		munmap(pages, TOUCH_BYTES);
	return result;
}

enum result scenario_soft_limit(struct run *run)
{
	long watermark = file_number(WATERMARK, 0);
	enum result result = RESULT_OK;

	for (unsigned int i = 0; result == RESULT_OK && run_turn(run, i, TURNS); i++)
		result = turn(run, i, watermark);
	return result;
}
