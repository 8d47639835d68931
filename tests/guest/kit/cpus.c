/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpus.h"

#include "util.h"

#include <stdio.h>
#include <unistd.h>

/* CPU 0 always stays online. */
#define CPU_SWITCH "/sys/devices/system/cpu/cpu%u/online"
#define CPUS_MOST  64

unsigned int cpus_online(void)
{
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);

	return cpus > 0 ? (unsigned int)cpus : 1;
}

void cpus_restore(void)
{
	char path[64];

	for (unsigned int cpu = 1; cpu < CPUS_MOST; cpu++) {
		snprintf(path, sizeof(path), CPU_SWITCH, cpu);
		if (!file_number(path, 1))
			file_write(path, "1");
	}
}

void cpus_cycle(void)
{
	char path[64];

	for (unsigned int cpu = 1; cpu < CPUS_MOST; cpu++) {
		snprintf(path, sizeof(path), CPU_SWITCH, cpu);
		if (!file_write(path, "0"))
			file_write(path, "1");
	}
}
