/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Two ways to wake an eventfd, which together require that the lock of a memory
 * cgroup's event list is taken with interrupts off (upstream 4ba9515d32ba):
 *
 *   AIO completion in interrupt context -> eventfd_signal (takes wqh.lock)
 *   eventfd_release -> wake_up_poll (takes wqh.lock) -> memcg_event_wake
 *       (takes event_list_lock, which is elsewhere taken with interrupts on)
 *
 * A loop device can replace a disk: as a blk-mq device with one queue it completes
 * requests in softirq (blk_mq_complete_request on 5.10 and 6.1). A virtio disk is
 * preferred if there is one.
 */
#include "scenarios.h"

#include "eventfd.h"
#include "kit/loop.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <unistd.h>

enum {
	TURNS = 8,
	READ_BYTES = 4096,
	DISK_BYTES = 64 << 10,
};

/* struct iocb and struct io_event of linux/aio_abi.h, little endian. */
struct aio_request {
	uint64_t data;
	uint32_t key;
	uint32_t rw_flags;
	uint16_t opcode; /* 0: IOCB_CMD_PREAD */
	int16_t priority;
	uint32_t fd;
	uint64_t buffer;
	uint64_t bytes;
	int64_t offset;
	uint64_t reserved;
	uint32_t flags; /* 1: IOCB_FLAG_RESFD */
	uint32_t event_fd;
};

struct aio_event {
	uint64_t data;
	uint64_t request;
	int64_t result;
	int64_t result2;
};

static int disk_open(const char **name)
{
	int fd;

	*name = "/dev/vda";
	fd = open(*name, O_RDONLY | O_DIRECT | O_CLOEXEC);
	if (fd >= 0)
		return fd;
	*name = LOOP_DEVICE;
	fd = loop_attach(DISK_BYTES);
	if (fd < 0)
		return fd;
	close(fd);
	fd = open(*name, O_RDONLY | O_DIRECT | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

/* Reads from @disk and waits; completing the request signals an eventfd. */
static int read_and_signal(unsigned long context, int disk)
{
	static char buffer[READ_BYTES] __attribute__((aligned(4096)));
	struct aio_request request = {
		.fd = (uint32_t)disk,
		.buffer = (uint64_t)(uintptr_t)buffer,
		.bytes = sizeof(buffer),
		.flags = 1,
	};
	struct aio_request *list[1] = {&request};
	struct aio_event event;
	int error = 0, fd = eventfd(0, EFD_CLOEXEC);

	if (fd < 0)
		return -errno;
	request.event_fd = (uint32_t)fd;
	if (syscall(SYS_io_submit, context, 1, list) != 1 ||
	    syscall(SYS_io_getevents, context, 1, 1, &event, NULL) != 1)
		error = -errno;
	else if (event.result != READ_BYTES)
		error = event.result < 0 ? (int)event.result : -EIO;
	close(fd);
	return error;
}

static enum result turn(const struct run *run, unsigned int number,
			unsigned long context, int disk)
{
	struct group group;
	int event, error = group_create(&group, &run->base, false, "a%u", number);

	if (error)
		return run_error(run, error, "mkdir");
	event = eventfd_register(&group, "memory.usage_in_bytes", "65536");
	if (event == -ENOENT)
		return run_skip(run, "no cgroup.event_control");
	if (event < 0)
		return run_error(run, event, "registering an event");
	error = read_and_signal(context, disk);
	if (error)
		return run_error(run, error, "reading with AIO");
	close(event);
	error = group_remove(&group);
	return error ? run_error(run, error, "rmdir") : RESULT_OK;
}

enum result scenario_aio_eventfd(struct run *run)
{
	enum result result = RESULT_OK;
	unsigned long context = 0;
	const char *name;
	int disk;

	if (syscall(SYS_io_setup, 4, &context) < 0)
		return run_skip(run, "no AIO: %s", strerror(errno));
	disk = disk_open(&name);
	if (disk < 0)
		return run_skip(run, "no disk: %s", strerror(-disk));
	run_note(run, "disk=%s", name);
	for (unsigned int i = 0; result == RESULT_OK && run_turn(run, i, TURNS); i++)
		result = turn(run, i, context, disk);
	syscall(SYS_io_destroy, context);
	close(disk);
	loop_detach();
	return result;
}
