/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A reproducer as syzbot publishes them: a program that may end at once or never, which
 * makes processes, mounts and devices without care. It is tried again and again on all
 * CPUs at once, each time in a process group, a directory and namespaces of its own, as
 * far as the kernel has them; after a try all that it started is killed.
 */
#pragma once

/*
 * Tries @argv for @seconds, each time for @try_seconds at most, or until the kernel has
 * complained. Prints on standard output what came of it. Returns an exit status: 0 unless
 * the kernel has complained, or no try could be made.
 */
int repro_run(char **argv, unsigned int seconds, unsigned int try_seconds);
