/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sets up, restores and ends the virtual machine around the tests. */
#pragma once

#include <stdbool.h>

/* Mounts /proc, /sys, /dev and /tmp, opens the console as standard input and output,
 * sets limits and brings the loopback up. Returns NULL, or what failed. */
const char *machine_setup(void);

/* Mounts what else a system usually has, if the kernel supports it: cgroup2, bpf,
 * debugfs, tracefs, devpts and /dev/shm. Only this process and its children see it. */
void machine_mount_usual(void);

/* Opens the console as standard input and output. Returns whether there is one. */
bool machine_open_console(void);

/*
 * Executes an instruction without effect, by which QEMU's coverage plugin separates
 * tests (src/cover/plugin/map.h). Returns the number of the phase that begins with it;
 * the phase before the first mark is 0.
 */
unsigned int machine_mark(void);

/* The first call records kernel settings that tests change. Each call restores them,
 * brings all CPUs online, removes swap areas and loop devices, and empties /tmp. */
void machine_restore(void);

/* Ends the virtual machine by a device that makes QEMU exit with 33 if @ok and 35
 * otherwise; where there is none, powers off. */
void machine_leave(bool ok) __attribute__((noreturn));

/* Limits the number of processes to @most; 0: to the original limit. */
void machine_limit_processes(unsigned int most);
