/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The virtio disk of a payload boot: what a package has to bring so that a machine
 * finds its root. Virtio over PCI, the block layer, ext4 and what that asks of the
 * crypto API have to be there, built in or loaded before.
 *
 * The host put a file with the run's nonce onto it: what is read can come from
 * nowhere else. What is written is read again from the device, after the file system
 * was unmounted.
 */
#include "scenarios.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#define DISK	   "/dev/vda"
#define MOUNT	   "/tmp/disk"
#define NONCE_FILE MOUNT "/nonce"
#define DATA_FILE  MOUNT "/data"

enum { DATA_BYTES = 1 << 20, BLOCK_BYTES = 1 << 14 };

/* The block at @number of the data: the same at both times. */
static void fill(struct run *run, char *block, unsigned int number)
{
	struct rng rng = rng_for(run->seed, run->name, number);

	for (unsigned int i = 0; i < BLOCK_BYTES; i++)
		block[i] = (char)rng_below(&rng, 256);
}

static enum result check_nonce(struct run *run)
{
	char text[80] = "";
	int length = file_read(NONCE_FILE, text, sizeof(text));

	if (length < 0)
		return run_error(run, length, NONCE_FILE);
	text[strcspn(text, "\n")] = '\0';
	if (strcmp(text, run->nonce))
		return run_fail(run, NONCE_FILE " says '%s'", text);
	return RESULT_OK;
}

static enum result write_data(struct run *run)
{
	static char block[BLOCK_BYTES];
	int fd = open(DATA_FILE, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	enum result result = RESULT_OK;

	if (fd < 0)
		return run_error(run, -errno, DATA_FILE);
	for (unsigned int i = 0; i < DATA_BYTES / BLOCK_BYTES; i++) {
		fill(run, block, i);
		if (write(fd, block, BLOCK_BYTES) != BLOCK_BYTES)
			result = run_error(run, errno ? -errno : -ENOSPC, "writing");
	}
	if (fsync(fd) < 0)
		result = run_error(run, -errno, "fsync");
	close(fd);
	return result;
}

static enum result read_data(struct run *run)
{
	static char block[BLOCK_BYTES], wanted[BLOCK_BYTES];
	int fd = open(DATA_FILE, O_RDONLY | O_CLOEXEC);
	enum result result = RESULT_OK;

	if (fd < 0)
		return run_error(run, -errno, DATA_FILE);
	for (unsigned int i = 0; i < DATA_BYTES / BLOCK_BYTES; i++) {
		fill(run, wanted, i);
		if (read(fd, block, BLOCK_BYTES) != BLOCK_BYTES ||
		    memcmp(block, wanted, BLOCK_BYTES))
			result = run_fail(run, "what was read is not what was written");
	}
	close(fd);
	return result;
}

/* Mounts the disk, has @work do its part, unmounts it. */
static enum result with_disk(struct run *run, enum result (*work)(struct run *run))
{
	enum result result;

	if (mount(DISK, MOUNT, "ext4", 0, NULL) < 0)
		return run_error(run, -errno, "mounting " DISK);
	result = work(run);
	if (umount(MOUNT) < 0)
		return run_error(run, -errno, "unmounting " DISK);
	return result;
}

/* Of the file, the page cache of the device is left: away with it. */
static void forget(void)
{
	file_write("/proc/sys/vm/drop_caches", "3");
}

enum result scenario_disk(struct run *run)
{
	static enum result (*const steps[])(struct run * run) = {
		check_nonce,
		write_data,
		read_data,
	};
	enum result result = RESULT_OK;

	if (access(DISK, F_OK) < 0)
		return run_skip(run, "no " DISK);
	if (mkdir(MOUNT, 0700) < 0 && errno != EEXIST)
		return run_error(run, -errno, MOUNT);
	for (size_t i = 0; result == RESULT_OK && i < COUNT(steps); i++) {
		result = with_disk(run, steps[i]);
		forget();
	}
	return result;
}
