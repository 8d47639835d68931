/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Swap entries outlive the group to which they were charged: it is removed while part
 * of its memory is swapped out, and freed with the last entry, by munmap of the memory
 * or by swapoff, which reads it back.
 *
 *   free_swap_and_cache or try_to_unuse -> mem_cgroup_uncharge_swap ->
 *       mem_cgroup_put                                   (up to 3.10)
 *       ... -> mem_cgroup_id_put -> css_put              (5.10 and later)
 */
#include "scenarios.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/swap.h>
#include <unistd.h>

enum {
	TURNS = 4,
	SWAP_PAGES = 4096,
	LIMIT_BYTES = 1 << 20,
	TOUCH_BYTES = 3 << 20,
	OFFLINE_MS = 50, /* for workers and RCU after rmdir */
};

#define SWAP_DEVICE "/dev/ram0"

/* The header of mkswap(8), version 1: union swap_header of linux/swap.h. */
struct swap_header {
	char boot[1024];
	uint32_t version;
	uint32_t last_page;
	uint32_t bad_pages;
	char rest[PAGE_BYTES - 1024 - 3 * 4 - 10];
	char magic[10];
};

_Static_assert(sizeof(struct swap_header) == PAGE_BYTES, "a swap header is a page");

static int swap_make(void)
{
	static struct swap_header header = {
		.version = 1,
		.last_page = SWAP_PAGES - 1,
	};
	int error = 0, fd = open(SWAP_DEVICE, O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	memcpy(header.magic, "SWAPSPACE2", sizeof(header.magic));
	if (write(fd, &header, sizeof(header)) != sizeof(header) || fsync(fd) < 0)
		error = errno ? -errno : -EIO;
	close(fd);
	return error;
}

/* Returns the used pages of swap, from the fourth column of /proc/swaps (kB). */
static long swap_used(void)
{
	char text[512], *line;
	long kb;

	if (file_read("/proc/swaps", text, sizeof(text)) < 0)
		return 0;
	line = strstr(text, SWAP_DEVICE);
	if (!line || sscanf(line, "%*s %*s %*d %ld", &kb) != 1)
		return 0;
	return kb * 1024 / PAGE_BYTES;
}

static int limit(const struct group *group)
{
	return group_limit(group, LIMIT_BYTES);
}

static enum result overflow(const struct run *run, void *data)
{
	void **pages = data;

	*pages = pages_touch(TOUCH_BYTES);
	return *pages ? RESULT_OK : run_fail(run, "no memory");
}

/* Even turns end with munmap, odd ones with swapoff. */
static enum result turn(struct run *run, unsigned int number)
{
	void *pages = NULL;
	enum result result;

	if (swapon(SWAP_DEVICE, 0) < 0)
		return run_skip(run, "no swap on " SWAP_DEVICE ": %s", strerror(errno));
	result = run_outlive(run, 0, number, limit, overflow, &pages);
	if (result == RESULT_OK && !swap_used())
		result = run_fail(run, "nothing was swapped out");
	sleep_ms(OFFLINE_MS);
	if (!number)
		run_note(run, "swapped-pages=%ld", swap_used());
	if (number % 2 == 0 && pages)
		munmap(pages, TOUCH_BYTES);
	if (swapoff(SWAP_DEVICE) < 0 && result == RESULT_OK)
		result = run_error(run, -errno, "swapoff");
	if (number % 2 && pages)
		munmap(pages, TOUCH_BYTES);
	return result;
}

enum result scenario_swap(struct run *run)
{
	enum result result = RESULT_OK;
	int error = swap_make();

	if (error)
		return run_skip(run, "no " SWAP_DEVICE ": %s", strerror(-error));
	for (unsigned int i = 0; result == RESULT_OK && run_turn(run, i, TURNS); i++)
		result = turn(run, i);
	return result;
}
