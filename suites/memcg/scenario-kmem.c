/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Kernel objects outlive the group to which they were charged: pipes, unix sockets with
 * data, open files and their dentries and inodes, all freed after the group is removed,
 * many of them by RCU in softirq.
 *
 *   __memcg_kmem_uncharge -> mem_cgroup_put              (3.8 to 3.10)
 *   kmem_cache_free -> obj_cgroup_put -> obj_cgroup_release -> css_put
 *                                                        (5.10 and later)
 */
#include "scenarios.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	TURNS = 4, /* for each worker */
	PIPES = 8,
	PAIRS = 8,
	FILES = 32,
	OBJECTS = 2 * PIPES + 2 * PAIRS + FILES,
	OFFLINE_MS = 50, /* for workers and RCU after rmdir */
};

struct objects {
	unsigned int worker;
	unsigned int count;
	int fd[OBJECTS];
};

static int count_kmem(const struct group *group)
{
	group_count_kmem(group);
	return 0;
}

static int make_pair(struct objects *objects, bool sockets)
{
	int ends[2];

	if ((sockets ? socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends)
		     : pipe2(ends, O_CLOEXEC)) < 0)
		return -errno;
	objects->fd[objects->count++] = ends[0];
	objects->fd[objects->count++] = ends[1];
	return write(ends[1], objects->fd, sizeof(objects->fd)) < 0 ? -errno : 0;
}

static int make_file(struct objects *objects, unsigned int number)
{
	char path[48];
	int fd;

	snprintf(path, sizeof(path), "/tmp/kmem-%u-%u", objects->worker, number);
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0)
		return -errno;
	unlink(path);
	objects->fd[objects->count++] = fd;
	return 0;
}

static enum result make(const struct run *run, void *data)
{
	struct objects *objects = data;
	int error = 0;

	for (unsigned int i = 0; i < PIPES + PAIRS && !error; i++)
		error = make_pair(objects, i >= PIPES);
	for (unsigned int i = 0; i < FILES && !error; i++)
		error = make_file(objects, i);
	return error ? run_error(run, error, "making kernel objects") : RESULT_OK;
}

static enum result worker(struct run *run, unsigned int index)
{
	enum result result = RESULT_OK;

	for (unsigned int i = 0; result == RESULT_OK && run_turn(run, i, TURNS); i++) {
		struct objects objects = {.worker = index};

		result = run_outlive(run, index, i, count_kmem, make, &objects);
		/* every other time, nothing else holds the group any more */
		if (i % 2)
			sleep_ms(OFFLINE_MS);
		while (objects.count)
			close(objects.fd[--objects.count]);
	}
	return result;
}

enum result scenario_kmem(struct run *run)
{
	return run_workers(run, run->cpus, worker);
}
