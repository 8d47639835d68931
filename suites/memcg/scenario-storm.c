/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Storms of creating and removing: several CPUs create hierarchies of two groups and
 * remove the parent right after the child, so that freeing the child drops the parent's
 * last reference. Some children are charged, and some of these charges outlive the
 * group until the memory is unmapped.
 *
 *   cgroup_rmdir -> ... -> mem_cgroup_css_free -> __mem_cgroup_free, and from
 *       there css_put(parent) (mem_cgroup_put(parent) up to 3.10)
 *
 * Also the same with a CPU that goes offline and returns: what that CPU kept of the
 * groups (stocks, deferred work) is moved while they are freed.
 */
#include "scenarios.h"

#include <errno.h>
#include <sys/mman.h>

enum {
	TURNS = 20, /* for each worker */
	CHARGE_ONE_OF = 10,
	PAGES_MOST = 32,
	HOTPLUG_TURNS = 2,
};

#define CPU_SWITCH "/sys/devices/system/cpu/cpu1/online"

/* Charges a few pages to @child, which the caller then leaves. Returns the memory, of
 * *@bytes, or NULL. */
static void *charge(struct run *run, const struct group *child, size_t *bytes)
{
	struct group root = cgroup_root();
	void *pages;

	*bytes = (1 + rng_below(&run->rng, PAGES_MOST)) * PAGE_BYTES;
	if (group_enter(child))
		return NULL;
	pages = pages_touch(*bytes);
	return group_enter(&root) ? NULL : pages;
}

static enum result turn(struct run *run, unsigned int worker, unsigned int number)
{
	struct group parent, child;
	size_t bytes = 0;
	void *pages = NULL;
	int error;

	error = group_create(&parent, &run->base, true, "w%u-%u", worker, number);
	if (!error)
		error = group_create(&child, &parent, false, "child");
	if (error)
		return run_error(run, error, "mkdir");
	if (!rng_below(&run->rng, CHARGE_ONE_OF)) {
		pages = charge(run, &child, &bytes);
		if (!pages)
			return run_fail(run, "charging a group");
	}
	error = group_remove(&child);
	if (!error)
		error = group_remove(&parent);
	if (pages)
		munmap(pages, bytes);
	return error ? run_error(run, error, "rmdir") : RESULT_OK;
}

static enum result worker(struct run *run, unsigned int index)
{
	enum result result = RESULT_OK;

	for (unsigned int i = 0; result == RESULT_OK && run_turn(run, i, TURNS); i++)
		result = turn(run, index, i);
	return result;
}

enum result scenario_storm(struct run *run)
{
	return run_workers(run, 2 * run->cpus, worker);
}

static enum result switch_cpu(const struct run *run)
{
	int error;

	for (int i = 0; i < HOTPLUG_TURNS; i++) {
		error = file_write(CPU_SWITCH, "0");
		if (!error)
			error = file_write(CPU_SWITCH, "1");
		if (error)
			return run_error(run, error, "switching CPU 1");
	}
	return RESULT_OK;
}

static enum result hotplug_worker(struct run *run, unsigned int index)
{
	return index ? worker(run, index) : switch_cpu(run);
}

enum result scenario_hotplug(struct run *run)
{
	if (file_number(CPU_SWITCH, -1) < 0)
		return run_skip(run, "no CPU that can go offline");
	return run_workers(run, 1 + run->cpus, hotplug_worker);
}
