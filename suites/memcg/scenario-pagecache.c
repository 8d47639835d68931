/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Page cache outlives the group to which it was charged: pages of tmpfs, freed by
 * truncation, and of a block device, freed by drop_caches.
 *
 *   truncate_inode_pages or invalidate_mapping_pages -> ... ->
 *       mem_cgroup_uncharge -> css_put                   (5.10 and later;
 *       on 3.x rmdir moves the charges to the parent)
 */
#include "scenarios.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum {
	TURNS = 4,
	FILE_BYTES = 512 << 10,
	OFFLINE_MS = 50, /* for workers and RCU after rmdir */
};

#define CACHED_DEVICE "/dev/ram1"

/* In the group: writes an unnamed file of tmpfs. */
static enum result fill_file(const struct run *run, void *data)
{
	static const char block[64 << 10];
	int *fd = data;

	*fd = open("/tmp/pages", O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (*fd < 0)
		return run_error(run, -errno, "/tmp/pages");
	unlink("/tmp/pages");
	for (size_t done = 0; done < FILE_BYTES; done += sizeof(block))
		if (write(*fd, block, sizeof(block)) != sizeof(block))
			return run_error(run, -errno, "writing to tmpfs");
	return RESULT_OK;
}

/* In the group: reads a device whose pages are not cached. */
static enum result read_device(const struct run *run, void *data)
{
	static char block[64 << 10];
	int *fd = data;

	*fd = open(CACHED_DEVICE, O_RDONLY | O_CLOEXEC);
	if (*fd < 0)
		return run_skip(run, "no " CACHED_DEVICE ": %s", strerror(errno));
	for (size_t done = 0; done < FILE_BYTES; done += sizeof(block))
		if (read(*fd, block, sizeof(block)) <= 0)
			return run_error(run, -errno, "reading " CACHED_DEVICE);
	return RESULT_OK;
}

static enum result turn(const struct run *run, unsigned int number)
{
	enum result result;
	int fd = -1;

	if (number % 2) {
		result = run_outlive(run, 0, number, NULL, read_device, &fd);
		sleep_ms(OFFLINE_MS);
		file_write("/proc/sys/vm/drop_caches", "1");
	} else {
		result = run_outlive(run, 0, number, NULL, fill_file, &fd);
		sleep_ms(OFFLINE_MS);
		if (fd >= 0 && ftruncate(fd, 0) < 0)
			result = run_error(run, -errno, "truncating");
	}
	if (fd >= 0)
		close(fd);
	return result;
}

enum result scenario_pagecache(struct run *run)
{
	enum result result = RESULT_OK;

	for (unsigned int i = 0; result == RESULT_OK && run_turn(run, i, TURNS); i++)
		result = turn(run, i);
	return result;
}
