/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The hierarchy of the memory controller, version 1 or 2, and its groups. Only one
 * version is mounted at a time: a controller belongs to one hierarchy, and moves to the
 * other when the first is unmounted and its groups are freed.
 */
#pragma once

#include <stdbool.h>

/* The mount point of the hierarchy. */
#define CGROUP_MOUNT "/cgroup"

struct group {
	int version; /* of the hierarchy, 1 or 2 */
	char path[200];
};

/*
 * Mounts the hierarchy of @version, 1 or 2, if necessary; first unmounts the other one
 * and waits up to @limit_ms for the controller. Version 0 only unmounts. Returns NULL,
 * or why this failed.
 */
const char *cgroup_use(int version, unsigned int limit_ms);

/*
 * Finds out what another process has mounted. With @leaked, removed groups will never
 * be freed: nothing waits for them, neither to unmount a hierarchy nor for its
 * controller.
 */
void cgroup_attach(bool leaked);

/*
 * Returns the root group of the mounted hierarchy; its version is 0 if there is none.
 */
struct group cgroup_root(void);

/*
 * Beside the groups of scenarios there is an empty spare group while a hierarchy is
 * mounted: settling charges it to displace other charges. The calling process enters
 * it, and charges it on the first @cpus CPUs.
 */
void cgroup_charge_spare(unsigned int cpus);

/* Leaves the spare group, removes it and creates it anew. */
void cgroup_renew_spare(void);

/*
 * Creates a group below @parent and fills in @group. With @delegate, it may contain
 * groups whose memory is also charged to it, and in version 2 no process may enter it.
 * Returns 0 or -errno.
 */
int group_create(struct group *group, const struct group *parent, bool delegate,
		 const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Removes the group. As long as the kernel returns EBUSY (processes that exit, charges
 * that move to the parent), retries for ten seconds. Returns 0 or -errno. */
int group_remove(const struct group *group);

/* Removes all groups below @group, then itself; ignores errors. */
void group_remove_tree(const struct group *group);

/* Moves the calling process into @group. Returns 0 or -errno. */
int group_enter(const struct group *group);

/* Writes to a file of the group. Returns 0 or -errno. */
int group_write(const struct group *group, const char *file, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/*
 * Limits memory to @bytes: memory.limit_in_bytes or memory.max. Returns 0 or
 * -errno.
 */
int group_limit(const struct group *group, unsigned long bytes);

/*
 * Makes kernel memory count in @group, which no process has entered yet: kernels from
 * 3.8 to 4.4 only count it below a limit for it, later ones always. Does nothing on
 * other kernels.
 */
void group_count_kmem(const struct group *group);

/* Returns the number in a file of the group, or @otherwise. */
long group_number(const struct group *group, const char *file, long otherwise);

/* Opens a file of the group, close-on-exec. Returns the descriptor or -errno. */
int group_open(const struct group *group, const char *file, int flags);
