/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "loop.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* from linux/loop.h */
#define LOOP_SET_FD 0x4C00
#define LOOP_CLR_FD 0x4C01

int loop_attach(size_t bytes)
{
	char path[] = "/tmp/loop-XXXXXX";
	int error = 0, device, file = mkostemp(path, O_CLOEXEC);

	if (file < 0)
		return -errno;
	unlink(path);
	device = open(LOOP_DEVICE, O_RDWR | O_CLOEXEC);
	if (device < 0 || ftruncate(file, (off_t)bytes) < 0 ||
	    ioctl(device, LOOP_SET_FD, file) < 0)
		error = -errno;
	close(file);
	if (error && device >= 0)
		close(device);
	return error ? error : device;
}

void loop_detach(void)
{
	int device = open(LOOP_DEVICE, O_RDWR | O_CLOEXEC);

	if (device < 0)
		return;
	/* ENXIO: it has no file */
	ioctl(device, LOOP_CLR_FD, 0);
	close(device);
}
