/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Events registered in cgroup.event_control hold the group until a worker has removed
 * them. They are closed before rmdir, or rmdir finds them registered, and they are
 * closed during or after it; some have fired.
 *
 *   eventfd_release -> cgroup_event_wake -> schedule_work -> cgroup_event_remove
 *       -> dput or css_put (memcg_event_* on 5.10 and later)
 *   cgroup_rmdir -> schedule_work -> cgroup_event_remove -> ...
 *
 * These are two scenarios, because on 3.6 the two paths take wqh.lock and
 * event_list_lock in opposite order, and lockdep reports it: a boot that must be clean
 * can only run the first one there.
 */
#include "scenarios.h"

#include "eventfd.h"

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

enum {
	TURNS = 8,
	TOUCH_BYTES = 1 << 20, /* more than the threshold */
};

static const struct {
	const char *file;
	const char *args;
} kinds[] = {
	{"memory.usage_in_bytes", "262144"},
	{"memory.oom_control", ""},
	{"memory.pressure_level", "low"}, /* since 3.10 */
};

struct events {
	int fd[COUNT(kinds)];
};

static void events_close(struct events *events)
{
	for (size_t i = 0; i < COUNT(kinds); i++)
		if (events->fd[i] >= 0)
			close(events->fd[i]);
}

/* Registers an event of each kind that the kernel has. Returns 0 or -errno. */
static int events_register(struct events *events, const struct group *group)
{
	int error = 0;

	for (size_t i = 0; i < COUNT(kinds); i++) {
		int fd = eventfd_register(group, kinds[i].file, kinds[i].args);

		events->fd[i] = fd;
		if (fd < 0 && fd != -ENOENT)
			error = fd;
	}
	return error;
}

/* In the group: crosses the threshold and returns. */
static int cross(const struct run *run, void *data)
{
	void *pages = pages_touch(TOUCH_BYTES);

	if (pages)
		munmap(pages, TOUCH_BYTES);
	return RESULT_OK;
}

/* Another process also holds the events, and its exit races with the rmdir. */
static pid_t close_elsewhere(struct events *events)
{
	pid_t pid = fork();

	if (!pid) {
		sleep_ms(1);
		_exit(0);
	}
	events_close(events);
	return pid;
}

enum closing { CLOSE_BEFORE, CLOSE_MEANWHILE, CLOSE_AFTER };

static enum result turn(const struct run *run, unsigned int number,
			enum closing closing, bool fire)
{
	struct events events;
	struct group group;
	pid_t other = -1;
	int error = group_create(&group, &run->base, false, "e%u", number);

	if (!error)
		error = events_register(&events, &group);
	if (error == -ENOENT)
		return run_skip(run, "no cgroup.event_control");
	if (error)
		return run_error(run, error, "registering events");
	if (fire)
		run_wait(run_in_group(run, &group, cross, NULL));
	if (closing == CLOSE_BEFORE)
		events_close(&events);
	else if (closing == CLOSE_MEANWHILE)
		other = close_elsewhere(&events);
	error = group_remove(&group);
	if (closing == CLOSE_AFTER)
		events_close(&events);
	if (other > 0)
		run_wait(other);
	return error ? run_error(run, error, "rmdir") : RESULT_OK;
}

enum result scenario_eventfd(struct run *run)
{
	enum result result = RESULT_OK;

	for (unsigned int i = 0; result == RESULT_OK && run_turn(run, i, TURNS); i++)
		result = turn(run, i, CLOSE_BEFORE, i % 2);
	return result;
}

enum result scenario_eventfd_rmdir(struct run *run)
{
	enum result result = RESULT_OK;

	for (unsigned int i = 0; result == RESULT_OK && run_turn(run, i, TURNS); i++)
		result = turn(run, i, i % 2 ? CLOSE_MEANWHILE : CLOSE_AFTER, i % 4 < 2);
	return result;
}
