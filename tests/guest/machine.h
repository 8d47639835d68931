/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The virtual machine around the scenarios: made ready, put right, left. */
#pragma once

#include <stdbool.h>

/*
 * Mounts /proc, /sys, /dev and /tmp, takes the console as standard input and
 * output, sets the limits and brings the loopback up. Returns NULL, or what
 * could not be had.
 */
const char *machine_setup(void);

/* Takes the console as standard input and output. Returns whether there is one. */
bool machine_open_console(void);

/* CPUs that are online, at least 1. */
unsigned int machine_cpus(void);

/* Takes each CPU but the first offline and back, if the kernel lets it. */
void machine_cycle_cpus(void);

/*
 * Executes an instruction that does nothing, by which a coverage plugin in QEMU
 * tells scenarios apart (src/cover/plugin/map.h). Returns the number of the phase that
 * begins with it; that before the first mark is 0.
 */
unsigned int machine_mark(void);

/*
 * Remembers settings of the kernel that scenarios change, on the first call;
 * puts them back, brings all CPUs online and takes swap areas and loop devices away on
 * each.
 */
void machine_restore(void);

/*
 * Ends the virtual machine by QEMU's isa-debug-exit, so that QEMU exits with
 * 33 for @ok and 35 otherwise; without that device, powers off. Never returns.
 */
void machine_leave(bool ok) __attribute__((noreturn));
