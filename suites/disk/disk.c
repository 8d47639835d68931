/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The virtio disk of a boot from packages: they must contain what a machine needs to
 * find its root. Virtio over PCI, the block layer, ext4 and the parts of the crypto API
 * that it needs must be there, built in or loaded before.
 *
 * The host put a file with the run's nonce on the disk, so the test proves that it
 * reads this disk. What it writes is read again from the device, after the file system
 * was unmounted.
 */
#include "kit/util.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#define DISK	   "/dev/vda"
#define MOUNT	   "/tmp/disk"
#define NONCE_FILE MOUNT "/nonce"
#define DATA_FILE  MOUNT "/data"

enum { DATA_BYTES = 1 << 20, BLOCK_BYTES = 1 << 14, SKIP = 77 };

static int __attribute__((format(printf, 1, 2))) fail(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
	return 1;
}

/* The block at @number of the data, for writing and for checking. */
static void fill(char *block, unsigned int number)
{
	const char *seed = getenv("KFERRY_SEED");
	struct rng rng = rng_for(seed ? strtoull(seed, NULL, 10) : 1, "disk", number);

	for (unsigned int i = 0; i < BLOCK_BYTES; i++)
		block[i] = (char)rng_below(&rng, 256);
}

static int check_nonce(void)
{
	const char *nonce = getenv("KFERRY_NONCE");
	char text[80] = "";
	int length = file_read(NONCE_FILE, text, sizeof(text));

	if (length < 0)
		return fail(NONCE_FILE ": %s", strerror(-length));
	text[strcspn(text, "\n")] = '\0';
	if (!nonce || strcmp(text, nonce))
		return fail(NONCE_FILE " says '%s'", text);
	return 0;
}

static int write_data(void)
{
	static char block[BLOCK_BYTES];
	int fd = open(DATA_FILE, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	int status = 0;

	if (fd < 0)
		return fail(DATA_FILE ": %s", strerror(errno));
	for (unsigned int i = 0; !status && i < DATA_BYTES / BLOCK_BYTES; i++) {
		fill(block, i);
		errno = ENOSPC;
		if (write(fd, block, BLOCK_BYTES) != BLOCK_BYTES)
			status = fail("writing: %s", strerror(errno));
	}
	if (fsync(fd) < 0)
		status = fail("fsync: %s", strerror(errno));
	close(fd);
	return status;
}

static int read_data(void)
{
	static char block[BLOCK_BYTES], wanted[BLOCK_BYTES];
	int fd = open(DATA_FILE, O_RDONLY | O_CLOEXEC);
	int status = 0;

	if (fd < 0)
		return fail(DATA_FILE ": %s", strerror(errno));
	for (unsigned int i = 0; !status && i < DATA_BYTES / BLOCK_BYTES; i++) {
		fill(wanted, i);
		if (read(fd, block, BLOCK_BYTES) != BLOCK_BYTES ||
		    memcmp(block, wanted, BLOCK_BYTES))
			status = fail("what was read is not what was written");
	}
	close(fd);
	return status;
}

/* Mounts the disk, calls @work, and unmounts it. */
static int with_disk(int (*work)(void))
{
	int status;

	if (mount(DISK, MOUNT, "ext4", 0, NULL) < 0)
		return fail("mounting " DISK ": %s", strerror(errno));
	status = work();
	if (umount(MOUNT) < 0)
		return fail("unmounting " DISK ": %s", strerror(errno));
	return status;
}

int main(void)
{
	static int (*const steps[])(void) = {check_nonce, write_data, read_data};
	int status = 0;

	if (access(DISK, F_OK) < 0) {
		puts("no " DISK);
		return SKIP;
	}
	if (mkdir(MOUNT, 0700) < 0 && errno != EEXIST)
		return fail(MOUNT ": %s", strerror(errno));
	for (size_t i = 0; !status && i < COUNT(steps); i++) {
		status = with_disk(steps[i]);
		/* the device's page cache still has the file */
		file_write("/proc/sys/vm/drop_caches", "3");
	}
	return status;
}
