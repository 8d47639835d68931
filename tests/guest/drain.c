/*
 * A removed memory cgroup is freed when the last reference to it goes, which
 * most often takes RCU callbacks and workers a moment. Some references would
 * stay for ever, because nothing else happens in the guest:
 *
 *  - page cache, dentries and inodes: until dropped;
 *  - pages that a CPU collects before it puts them on their list: until it has
 *    collected enough of them;
 *  - a CPU's stock of charges, even an empty one: until another group is charged
 *    there (what is not empty is drained by rmdir).
 *
 * So while waiting, caches are dropped and the spare group, which stays, is
 * charged on each CPU.
 */
#include "drain.h"

#include "cgroup.h"
#include "machine.h"
#include "net.h"
#include "state.h"
#include "util.h"

#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	/* more pages than a CPU collects, and less than a stock takes at once */
	FLUSH_PAGES = 40,
	STEP_MS = 5,
	PAUSE_MOST_MS = 320,
};

static void use_each_cpu(void)
{
	unsigned int cpus = machine_cpus();

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

static void flush(void)
{
	struct group spare = cgroup_spare();
	pid_t pid = fork();

	if (!pid) {
		if (spare.version)
			group_enter(&spare);
		use_each_cpu();
		_exit(0);
	}
	if (pid > 0)
		waitpid(pid, NULL, 0);
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

static bool wait_a_while(long groups, long end)
{
	while (!drained(groups)) {
		if (clock_ms() >= end)
			return false;
		sleep_ms(STEP_MS);
	}
	return true;
}

bool drain_wait(long groups, unsigned int limit_ms, char *text, size_t size)
{
	long end = clock_ms() + (long)limit_ms;

	unsigned int pause = 40;

	while (!wait_a_while(groups, clock_ms() + pause)) {
		if (clock_ms() > end) {
			snprintf(text, size,
				 "%ld memory cgroups, %ld before, %ld orphaned sockets",
				 state_memory_cgroups(), groups, net_orphans());
			return false;
		}
		flush();
		pause = pause < PAUSE_MOST_MS ? 2 * pause : pause;
	}
	return true;
}
