/*
 * A parent's put comes behind the child's, many times over in one place: if one
 * of them is lost, a memory cgroup stays for every turn. /proc/cgroups of 3.x
 * counts directories and does not show it; the kernel's slabs do.
 */
#include "scenarios.h"

#include <stdio.h>
#include <string.h>

enum {
	WARM_TURNS = 10,
	TURNS = 50,
	TURNS_LEAST = 40, /* on a machine as slow as may be: fewer prove nothing */
	/* a lost group takes 3 kB of slab on 3.6, and more on later kernels */
	LOST_KB_PER_TURN = 3,
	SETTLE_MS = 4000,
};

/* Slab memory that cannot be dropped, in kB; 0 if the kernel does not tell. */
static long slab_kb(void)
{
	char text[4096], *line;
	long kb = 0;

	if (file_read("/proc/meminfo", text, sizeof(text)) < 0)
		return 0;
	line = strstr(text, "SUnreclaim:");
	if (line && sscanf(line, "SUnreclaim: %ld", &kb) != 1)
		kb = 0;
	return kb;
}

static enum result turn(const struct run *run, unsigned int number)
{
	struct group parent, child;
	int error = group_create(&parent, &run->base, true, "p%u", number);

	if (!error)
		error = group_create(&child, &parent, false, "child");
	if (!error)
		error = group_remove(&child);
	if (!error)
		error = group_remove(&parent);
	return error ? run_error(run, error, "a hierarchy of two") : RESULT_OK;
}

/*
 * Waits until the slabs have not grown by as much as half of the groups, had
 * they been lost, would take.
 */
static enum result wait_for_slabs(const struct run *run, long before,
				  unsigned int turns)
{
	long most = before + (long)turns * LOST_KB_PER_TURN / 2;
	long now, end = clock_ms() + SETTLE_MS;

	while ((now = slab_kb()) > most && clock_ms() < end) {
		file_write("/proc/sys/vm/drop_caches", "3");
		sleep_ms(50);
	}
	run_note(run, "slab-kb=%+ld", now - before);
	if (now <= most)
		return RESULT_OK;
	return run_fail(run, "LEAK %ld kB of slab in %u turns", now - before, turns);
}

enum result scenario_hierarchy(struct run *run)
{
	enum result result = RESULT_OK;
	unsigned int i;
	long before;

	for (i = 0; result == RESULT_OK && i < WARM_TURNS; i++)
		result = turn(run, i);
	before = slab_kb();
	for (i = 0; result == RESULT_OK && (run_turn(run, i, TURNS) || i < TURNS_LEAST);
	     i++)
		result = turn(run, i);
	return result == RESULT_OK ? wait_for_slabs(run, before, i) : result;
}
