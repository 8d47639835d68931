/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "machine.h"

#include "arch.h"
#include "kit/cpus.h"
#include "kit/loop.h"
#include "kit/net.h"
#include "kit/util.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/swap.h>
#include <unistd.h>

static const struct {
	const char *type;
	const char *path;
} mounts[] = {
	{"proc", "/proc"},
	{"sysfs", "/sys"},
	{"devtmpfs", "/dev"},
	{"tmpfs", "/tmp"},
};

/* Returns NULL, or what could not be mounted. */
static const char *mount_all(void)
{
	const char *missing = NULL;

	for (size_t i = 0; i < COUNT(mounts); i++) {
		const char *type = mounts[i].type, *path = mounts[i].path;

		mkdir(path, 0755);
		/* EBUSY: the kernel mounted it, see DEVTMPFS_MOUNT */
		if (mount(type, path, type, 0, NULL) < 0 && errno != EBUSY)
			missing = path;
	}
	return missing;
}

void machine_mount_usual(void)
{
	/* the first one that works is used for a path: cgroup2 as systemd mounts it */
	static const struct {
		const char *type;
		const char *path;
		const char *options;
	} usual[] = {
		{"cgroup2", "/sys/fs/cgroup", "nsdelegate,memory_recursiveprot"},
		{"cgroup2", "/sys/fs/cgroup", "nsdelegate"},
		{"cgroup2", "/sys/fs/cgroup", NULL},
		{"bpf", "/sys/fs/bpf", NULL},
		{"debugfs", "/sys/kernel/debug", NULL},
		{"tracefs", "/sys/kernel/tracing", NULL},
		{"devpts", "/dev/pts", NULL},
		{"tmpfs", "/dev/shm", NULL},
	};
	const char *mounted = "";

	for (size_t i = 0; i < COUNT(usual); i++) {
		if (!strcmp(mounted, usual[i].path))
			continue;
		/* sysfs has this directory if the kernel has the file system */
		mkdir(usual[i].path, 0755);
		if (!mount(usual[i].type, usual[i].path, usual[i].type, 0,
			   usual[i].options))
			mounted = usual[i].path;
	}
}

/* The kernel opened /dev/console if the initramfs has that node. */
bool machine_open_console(void)
{
	int fd = open("/dev/console", O_RDWR | O_NOCTTY);

	if (fd < 0)
		return fcntl(STDOUT_FILENO, F_GETFD) >= 0;
	for (int i = STDIN_FILENO; i <= STDERR_FILENO; i++)
		if (fd != i)
			dup2(fd, i);
	if (fd > STDERR_FILENO)
		close(fd);
	return true;
}

static void set_limits(void)
{
	struct rlimit files = {4096, 4096}, core = {0, 0};

	setrlimit(RLIMIT_NOFILE, &files);
	setrlimit(RLIMIT_CORE, &core);
}

const char *machine_setup(void)
{
	const char *missing = mount_all();

	if (!machine_open_console())
		missing = "/dev/console";
	set_limits();
	if (net_loopback_up() < 0)
		missing = "the loopback interface";
	/* suppresses the message on the console; EINVAL before 3.15 */
	file_write("/proc/sys/vm/drop_caches", "4");
	machine_restore();
	return missing;
}

void machine_limit_processes(unsigned int most)
{
	static long first;

	if (!first)
		first = file_number("/proc/sys/kernel/pid_max", 0);
	if (first)
		file_write("/proc/sys/kernel/pid_max", "%ld",
			   most ? (long)most : first);
}

static int remove_entry(const char *path, const struct stat *status, int type,
			struct FTW *ftw)
{
	if (ftw->level)
		remove(path);
	return 0;
}

/* Files that a test left here would use memory that the next one needs. */
static void empty_tmp(void)
{
	nftw("/tmp", remove_entry, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
}

/* Settings that tests may change. */
static struct {
	const char *path;
	long value;
} settings[] = {
	{"/proc/sys/vm/min_free_kbytes", -1},
	{"/proc/sys/vm/oom_dump_tasks", -1},
};

void machine_restore(void)
{
	for (size_t i = 0; i < COUNT(settings); i++) {
		long value = file_number(settings[i].path, -1);

		if (settings[i].value < 0)
			settings[i].value = value;
		else if (settings[i].value != value)
			file_write(settings[i].path, "%ld", settings[i].value);
	}
	cpus_restore();
	swapoff("/dev/ram0");
	loop_detach();
	empty_tmp();
}

unsigned int machine_mark(void)
{
	static unsigned int marks;

	arch_mark();
	return ++marks;
}

void machine_leave(bool ok)
{
	/* data in the serial port is lost when QEMU exits */
	sleep_ms(50);
	arch_leave(ok);
	/* without such a device, QEMU reports who asked: a panic asks for a reset */
	reboot(RB_POWER_OFF);
	for (;;)
		pause();
}
