/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The virtual machine around the tests: made ready, put right, left. */
#pragma once

#include <stdbool.h>

/*
 * Mounts /proc, /sys, /dev and /tmp, takes the console as standard input and
 * output, sets the limits and brings the loopback up. Returns NULL, or what
 * could not be had.
 */
const char *machine_setup(void);

/*
 * Mounts what a system usually has besides, as far as the kernel knows it: cgroup2, bpf,
 * debugfs, tracefs, devpts and /dev/shm. It is there for this process and what it starts.
 */
void machine_mount_usual(void);

/* Takes the console as standard input and output. Returns whether there is one. */
bool machine_open_console(void);

/*
 * Executes an instruction that does nothing, by which a coverage plugin in QEMU
 * tells tests apart (src/cover/plugin/map.h). Returns the number of the phase that
 * begins with it; that before the first mark is 0.
 */
unsigned int machine_mark(void);

/*
 * Remembers settings of the kernel that tests change, on the first call;
 * puts them back, brings all CPUs online, takes swap areas and loop devices away and
 * empties /tmp on each.
 */
void machine_restore(void);

/*
 * Ends the virtual machine by QEMU's isa-debug-exit, so that QEMU exits with
 * 33 for @ok and 35 otherwise; without that device, powers off. Never returns.
 */
void machine_leave(bool ok) __attribute__((noreturn));

/* No more than @most processes from now on; 0: as many as at first. */
void machine_limit_processes(unsigned int most);
