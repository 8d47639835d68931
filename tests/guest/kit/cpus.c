/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpus.h"

#include "util.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* CPU 0 always stays online. */
#define CPU_SWITCH  "/sys/devices/system/cpu/cpu%u/online"
#define CPU_PRESENT "/sys/devices/system/cpu/present"
#define CPUS_MOST   64

/* Returns the last number in CPU_PRESENT, "0-3" or "0,2-3", plus one. Trying further numbers
 * would cost an emulated guest more than all else that is done between tests. */
static unsigned int cpus_present(void)
{
	char text[256];
	unsigned int last;
	int length = file_read(CPU_PRESENT, text, sizeof(text));

	while (length > 0 && !strchr(",-", text[length - 1]))
		length--;
	if (length < 0 || sscanf(text + length, "%u", &last) != 1 || last >= CPUS_MOST)
		return CPUS_MOST;
	return last + 1;
}

unsigned int cpus_online(void)
{
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);

	return cpus > 0 ? (unsigned int)cpus : 1;
}

void cpus_restore(void)
{
	unsigned int present = cpus_present();
	char path[64];

	for (unsigned int cpu = 1; cpu < present; cpu++) {
		snprintf(path, sizeof(path), CPU_SWITCH, cpu);
		if (!file_number(path, 1))
			file_write(path, "1");
	}
}

void cpus_cycle(void)
{
	unsigned int present = cpus_present();
	char path[64];

	for (unsigned int cpu = 1; cpu < present; cpu++) {
		snprintf(path, sizeof(path), CPU_SWITCH, cpu);
		if (!file_write(path, "0"))
			file_write(path, "1");
	}
}
