/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The parent's put follows the child's, many times in one place: if one of them is
 * lost, a memory cgroup is leaked in every turn. /proc/cgroups of 3.x counts
 * directories and does not show it; the kernel's slabs do.
 */
#include "scenarios.h"

#include <stdio.h>
#include <string.h>

enum {
	WARM_TURNS = 10,
	TURNS = 50,
	TURNS_LEAST = 40, /* minimum on slow machines: fewer prove nothing */
	/* a lost group takes 2 kB of slab on 3.4, 3 kB on 3.6, later more */
	LOST_KB_PER_TURN = 2,
	SETTLE_MS = 4000,
	PAUSE_MS =
		50, /* doubled each time: dropping caches keeps an emulated guest busy */
};

/* Returns slab memory that cannot be dropped, in kB; 0 if the kernel does not report
 * it. */
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

static bool is_leak(long kept_kb, unsigned int turns)
{
	return kept_kb > (long)turns * LOST_KB_PER_TURN / 2;
}

/* Takes its turns and waits until the slabs have grown by less than half of what as
 * many lost groups would take. Stores the number of turns and the growth. */
static enum result measure(struct run *run, unsigned int *turns, long *kept_kb)
{
	enum result result = RESULT_OK;
	unsigned int i, pause = PAUSE_MS;
	long end, before = slab_kb();

	for (i = 0; result == RESULT_OK && (run_turn(run, i, TURNS) || i < TURNS_LEAST);
	     i++)
		result = turn(run, i);
	*turns = i;
	end = clock_ms() + SETTLE_MS;
	while (is_leak(*kept_kb = slab_kb() - before, i) && clock_ms() < end) {
		file_write("/proc/sys/vm/drop_caches", "3");
		sleep_ms(pause);
		pause *= 2;
	}
	run_note(run, "slab-kb=%+ld", *kept_kb);
	return result;
}

/* Slabs also grow when a boot is young, and shrink when something else is freed: after
 * a measurement that shows a leak, two of three further ones decide. */
static enum result decide(struct run *run)
{
	unsigned int leaks = 0, others = 0, turns = 0;
	long kept_kb = 0;

	while (leaks < 2 && others < 2) {
		enum result result = measure(run, &turns, &kept_kb);

		if (result != RESULT_OK)
			return result;
		if (is_leak(kept_kb, turns))
			leaks++;
		else
			others++;
	}
	return leaks < 2 ? RESULT_OK
			 : run_fail(run, "LEAK %ld kB of slab in %u turns", kept_kb,
				    turns);
}

enum result scenario_hierarchy(struct run *run)
{
	enum result result = RESULT_OK;
	unsigned int i, turns;
	long kept_kb;

	for (i = 0; result == RESULT_OK && i < WARM_TURNS; i++)
		result = turn(run, i);
	if (result == RESULT_OK)
		result = measure(run, &turns, &kept_kb);
	if (result == RESULT_OK && is_leak(kept_kb, turns))
		result = decide(run);
	return result;
}
