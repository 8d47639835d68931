/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The hierarchy of the memory controller, version 1 or 2, and its groups. One
 * version is mounted at a time: the controller can be in one hierarchy only,
 * and moves to the other when the first is unmounted and its groups are freed.
 */
#pragma once

#include <stdbool.h>

/* Where the hierarchy is mounted. */
#define CGROUP_MOUNT "/cgroup"

struct group {
	int version; /* of the hierarchy, 1 or 2 */
	char path[200];
};

/*
 * Mounts the hierarchy of @version, 1 or 2, unless it is; unmounts the other
 * one first and waits up to @limit_ms for the controller to come free. Version
 * 0 only unmounts. Returns NULL, or why it cannot be had.
 */
const char *cgroup_use(int version, unsigned int limit_ms);

/*
 * Finds out what is mounted, as another process has left it. With @leaked, removed groups
 * will never be freed: nothing waits for them, neither to unmount a hierarchy nor for its
 * controller to come free.
 */
void cgroup_attach(bool leaked);

/* The root group of the hierarchy that is mounted; its version is 0 if none is. */
struct group cgroup_root(void);

/*
 * Beside the scenarios' groups there is a spare one, empty, as long as a hierarchy is
 * mounted: settling charges it to displace others. It is charged by a process that ends,
 * on the first @cpus CPUs.
 */
void cgroup_charge_spare(unsigned int cpus);

/* Removes the spare group and makes it anew. */
void cgroup_renew_spare(void);

/*
 * Creates a group under @parent and fills in @group. With @delegate, groups can
 * be made in it whose memory counts for it too, and version 2 lets no process
 * enter it. Returns 0 or -errno.
 */
int group_create(struct group *group, const struct group *parent, bool delegate,
		 const char *format, ...) __attribute__((format(printf, 4, 5)));

/*
 * Removes the group; while the kernel says EBUSY (processes on their way out,
 * charges moving to the parent) it is tried again, for ten seconds. Returns 0
 * or -errno.
 */
int group_remove(const struct group *group);

/* Removes all groups below @group, then itself; what cannot go stays. */
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
 * Has kernel memory counted in @group, which no process has entered yet: 3.8 to
 * 4.4 do so only under a limit of its own, later ones always. Does nothing where
 * there is no such thing.
 */
void group_count_kmem(const struct group *group);

/* The number in a file of the group, or @otherwise. */
long group_number(const struct group *group, const char *file, long otherwise);

/* Opens a file of the group, close-on-exec. Returns the descriptor or -errno. */
int group_open(const struct group *group, const char *file, int flags);
