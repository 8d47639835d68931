/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A removed memory cgroup is freed when the last reference to it goes, which
 * most often takes RCU callbacks and workers a moment. Some references would
 * stay for ever, because nothing else happens in the guest:
 *
 *  - page cache, dentries and inodes: until dropped;
 *  - pages that a CPU collects before it puts them on their list: until it has
 *    collected enough of them;
 *  - a CPU's stock of charges, even an empty one: until another group is charged
 *    there (what is not empty is drained by rmdir). Since 6.16 a stock is one of
 *    seven groups, and all of them are drained together.
 *
 * So while waiting, caches are dropped and the spare group is charged on each CPU.
 * If that does not help it is removed, which drains the stocks where it is in, and
 * made anew. The stock of a CPU that went offline while it was about to be drained is
 * taken to be draining for ever, and emptied only by going offline again.
 */
#include "drain.h"

#include "cgroup.h"
#include "machine.h"
#include "net.h"
#include "state.h"
#include "util.h"

#include <stdbool.h>
#include <stdio.h>

enum {
	STEPS = 8, /* looks in a pause */
	PAUSE_LEAST_MS = 40,
	PAUSE_MOST_MS = 320,
};

static void flush(bool thoroughly, bool cycle_cpus)
{
	bool cycle = thoroughly && cycle_cpus;

	if (cycle)
		machine_cycle_cpus();
	/* what went offline is empty, and may not be drained of what it gets */
	cgroup_charge_spare(cycle ? 1 : machine_cpus());
	if (thoroughly)
		cgroup_renew_spare();
	file_write("/proc/sys/vm/drop_caches", "3");
}

/*
 * Before 3.8 a socket holds a group that /proc/cgroups no longer counts: sockets
 * without a process have to be gone too.
 */
static bool drained(long groups)
{
	return state_memory_cgroups() <= groups && !net_orphans();
}

/* Looking costs the guest time in which it could free: the longer, the less often. */
static bool wait_a_while(long groups, unsigned int ms)
{
	long end = clock_ms() + (long)ms;

	while (!drained(groups)) {
		if (clock_ms() >= end)
			return false;
		sleep_ms(ms / STEPS);
	}
	return true;
}

/* How many groups and sockets there are, and since when. */
struct progress {
	long left;
	long since;
};

/* Whether nothing at all has gone for @ms. */
static bool stuck(struct progress *progress, unsigned int ms)
{
	long left = state_memory_cgroups() + net_orphans();

	if (left != progress->left) {
		progress->left = left;
		progress->since = clock_ms();
	}
	return clock_ms() - progress->since > (long)ms;
}

bool drain_wait(long groups, bool cycle_cpus, unsigned int limit_ms, char *text,
		size_t size)
{
	struct progress progress = {.since = clock_ms()};
	long end = progress.since + (long)limit_ms;
	unsigned int pause = PAUSE_LEAST_MS;

	while (!wait_a_while(groups, pause)) {
		if (clock_ms() > end || stuck(&progress, limit_ms / 3)) {
			snprintf(text, size,
				 "%ld memory cgroups, %ld before, %ld orphaned sockets",
				 state_memory_cgroups(), groups, net_orphans());
			return false;
		}
		flush(pause == PAUSE_MOST_MS, cycle_cpus);
		pause = pause < PAUSE_MOST_MS ? 2 * pause : pause;
	}
	return true;
}
