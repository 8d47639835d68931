/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cgroup.h"

#include "kit/cgroups.h"
#include "kit/cpus.h"
#include "kit/util.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* How long the root group must be the only one before anything is done, and the limit
 * for waiting. */
#define ALONE_MS      500
#define ALONE_MOST_MS 10000

/* How long an unused group may stay busy. */
#define BUSY_MS 10000

/* More pages than a CPU collects, and less than a stock takes at once. */
#define FLUSH_PAGES 40

static int mounted;
static bool given_up;

/* Whether a word of @file in the mounted hierarchy is "memory". */
static bool lists_memory(const char *file)
{
	char path[64], text[256];

	snprintf(path, sizeof(path), CGROUP_MOUNT "/%s", file);
	return file_read(path, text, sizeof(text)) > 0 && strstr(text, "memory");
}

static int mount_v1(void)
{
	return mount("cgroup", CGROUP_MOUNT, "cgroup", 0, "memory") < 0 ? -errno : 0;
}

static int mount_v2(void)
{
	int error;

	if (mount("cgroup2", CGROUP_MOUNT, "cgroup2", 0, NULL) < 0)
		return -errno;
	error = lists_memory("cgroup.controllers")
			? file_write(CGROUP_MOUNT "/cgroup.subtree_control", "+memory")
			: -EBUSY;
	if (error)
		umount(CGROUP_MOUNT);
	return error;
}

static struct group spare_group(void)
{
	return (struct group){.version = mounted, .path = CGROUP_MOUNT "/spare"};
}

/* Touches pages on the first @cpus CPUs. */
static void use_cpus(unsigned int cpus)
{
	for (unsigned int cpu = 0; cpu < cpus; cpu++) {
		cpu_set_t set;
		void *pages;

		CPU_ZERO(&set);
		CPU_SET(cpu, &set);
		sched_setaffinity(0, sizeof(set), &set);
		pages = pages_touch(FLUSH_PAGES * PAGE_BYTES);
		if (pages)
			munmap(pages, FLUSH_PAGES * PAGE_BYTES);
	}
}

/* The same by a process in @group, or, if that is NULL, in that of init. */
static void charge_cpus(const struct group *group, unsigned int cpus)
{
	pid_t pid = fork();

	if (!pid) {
		if (group)
			group_enter(group);
		use_cpus(cpus);
		_exit(0);
	}
	if (pid > 0)
		waitpid(pid, NULL, 0);
}

static bool alone(void)
{
	long end = clock_ms() + ALONE_MS;

	while (cgroups_count("memory") > 1) {
		if (clock_ms() >= end)
			return false;
		sleep_ms(5);
	}
	return true;
}

/*
 * A hierarchy that is unmounted while a removed group is not yet freed stays forever,
 * and keeps the controller. The spare group is held by the stock of a CPU, forever if
 * the CPU went offline while its stock was about to be drained: the worker drained
 * another CPU's stock, and the first one counts as being drained from then on
 * (FLUSHING_CACHED_CHARGE, seen on 6.1 and 6.18). Taking the CPU offline again empties
 * it. A stock with charges of the group is drained when the group is removed; the pages
 * of the group that CPUs have collected must then be displaced.
 */
static void remove_spare(void)
{
	struct group spare = spare_group();
	long end = clock_ms() + ALONE_MOST_MS;

	do {
		mkdir(spare.path, 0755);
		charge_cpus(&spare, 1);
		group_remove(&spare);
		charge_cpus(NULL, cpus_online());
		if (alone())
			return;
		cpus_cycle();
	} while (!alone() && clock_ms() < end);
}

static void unmount(void)
{
	if (!given_up)
		remove_spare();
	if (mounted == 2)
		file_write(CGROUP_MOUNT "/cgroup.subtree_control", "-memory");
	umount2(CGROUP_MOUNT, MNT_DETACH);
	mounted = 0;
}

const char *cgroup_use(int version, unsigned int limit_ms)
{
	long end = clock_ms() + (given_up ? 0 : (long)limit_ms);
	int error;

	if (version == mounted)
		return NULL;
	if (mounted)
		unmount();
	if (!version)
		return NULL;
	mkdir(CGROUP_MOUNT, 0755);
	/* EBUSY: the other hierarchy disappears when its last group is freed */
	while ((error = version == 2 ? mount_v2() : mount_v1()) == -EBUSY &&
	       clock_ms() < end)
		sleep_ms(20);
	if (!error) {
		mounted = version;
		mkdir(spare_group().path, 0755);
		return NULL;
	}
	if (error == -EBUSY)
		return "the memory controller is held by the other hierarchy";
	return version == 2 ? "no cgroup v2 with a memory controller"
			    : "no cgroup v1 memory controller";
}

void cgroup_attach(bool leaked)
{
	given_up = leaked;
	mounted = 0;
	if (!access(CGROUP_MOUNT "/cgroup.controllers", F_OK))
		mounted = 2;
	else if (!access(CGROUP_MOUNT "/tasks", F_OK))
		mounted = 1;
}

struct group cgroup_root(void)
{
	return (struct group){.version = mounted, .path = CGROUP_MOUNT};
}

void cgroup_charge_spare(unsigned int cpus)
{
	struct group spare = spare_group();

	if (spare.version)
		group_enter(&spare);
	use_cpus(cpus);
}

void cgroup_renew_spare(void)
{
	struct group root = cgroup_root(), spare = spare_group();

	if (!spare.version)
		return;
	group_enter(&root);
	group_remove(&spare);
	mkdir(spare.path, 0755);
}

/* Makes a group of version 1 hierarchical. Kernels on which all groups are lack the
 * file; up to 3.5, it cannot be set below a parent that has it. */
static int group_make_hierarchical(const struct group *group)
{
	int error = group_write(group, "memory.use_hierarchy", "1");

	if (error == -ENOENT)
		return 0;
	if (error == -EINVAL && group_number(group, "memory.use_hierarchy", 0) == 1)
		return 0;
	return error;
}

static int group_make(const struct group *group, bool delegate)
{
	int error = 0;

	if (mkdir(group->path, 0755) < 0)
		return -errno;
	if (!delegate)
		return 0;
	if (group->version == 2)
		error = group_write(group, "cgroup.subtree_control", "+memory");
	else
		error = group_make_hierarchical(group);
	if (error)
		rmdir(group->path);
	return error;
}

int group_create(struct group *group, const struct group *parent, bool delegate,
		 const char *format, ...)
{
	char name[32];
	va_list args;

	va_start(args, format);
	vsnprintf(name, sizeof(name), format, args);
	va_end(args);
	group->version = parent->version;
	if ((size_t)snprintf(group->path, sizeof(group->path), "%s/%s", parent->path,
			     name) >= sizeof(group->path))
		return -ENAMETOOLONG;
	return group_make(group, delegate);
}

int group_remove(const struct group *group)
{
	long end = clock_ms() + BUSY_MS;

	while (rmdir(group->path) < 0) {
		if (errno != EBUSY || clock_ms() > end)
			return -errno;
		sleep_ms(1);
	}
	return 0;
}

void group_remove_tree(const struct group *group)
{
	DIR *dir = opendir(group->path);
	struct dirent *entry;
	struct group child = {.version = group->version};

	if (!dir)
		return;
	while ((entry = readdir(dir))) {
		if (entry->d_type != DT_DIR || entry->d_name[0] == '.')
			continue;
		if ((size_t)snprintf(child.path, sizeof(child.path), "%s/%s",
				     group->path, entry->d_name) < sizeof(child.path))
			group_remove_tree(&child);
	}
	closedir(dir);
	group_remove(group);
}

int group_enter(const struct group *group)
{
	return group_write(group, "cgroup.procs", "0");
}

static int group_path(const struct group *group, const char *file, char *path,
		      size_t size)
{
	int length = snprintf(path, size, "%s/%s", group->path, file);

	return length < 0 || (size_t)length >= size ? -ENAMETOOLONG : 0;
}

int group_write(const struct group *group, const char *file, const char *format, ...)
{
	char path[256], text[128];
	va_list args;

	if (group_path(group, file, path, sizeof(path)))
		return -ENAMETOOLONG;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	return file_write(path, "%s", text);
}

int group_limit(const struct group *group, unsigned long bytes)
{
	return group_write(group,
			   group->version == 2 ? "memory.max" : "memory.limit_in_bytes",
			   "%lu", bytes);
}

long group_number(const struct group *group, const char *file, long otherwise)
{
	char path[256];

	if (group_path(group, file, path, sizeof(path)))
		return otherwise;
	return file_number(path, otherwise);
}

int group_open(const struct group *group, const char *file, int flags)
{
	char path[256];
	int fd;

	if (group_path(group, file, path, sizeof(path)))
		return -ENAMETOOLONG;
	fd = open(path, flags | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

/*
 * Whether kernel memory of a process in a group without a limit for it is not counted.
 * This is found out by trying: the limit's file still exists in later kernels, where it
 * only prints a warning.
 */
static bool kmem_wants_limit(void)
{
	struct group probe, root = cgroup_root();
	bool wants;
	pid_t pid;

	if (group_create(&probe, &root, false, "kmem-probe-%d", (int)getpid()))
		return false;
	pid = fork();
	if (!pid) {
		/* stack and task of the grandchild are charged there */
		if (!group_enter(&probe) && !(pid = fork()))
			_exit(0);
		waitpid(pid, NULL, 0);
		_exit(0);
	}
	if (pid > 0)
		waitpid(pid, NULL, 0);
	wants = !group_number(&probe, "memory.kmem.max_usage_in_bytes", 1);
	group_remove(&probe);
	return wants;
}

void group_count_kmem(const struct group *group)
{
	static int wants = -1;

	if (wants < 0)
		wants = group->version == 1 && kmem_wants_limit();
	if (wants)
		group_write(group, "memory.kmem.limit_in_bytes", "%lu", 1UL << 30);
}
