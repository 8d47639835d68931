/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Runs reproducers as syzbot publishes them: a program that may end at once or never,
 * and creates processes, mounts and devices carelessly. It is tried repeatedly on all
 * CPUs at once, each time with its own process group, directory and namespaces, as far
 * as the kernel supports them. After a try, all its processes are killed.
 */
#pragma once

/*
 * Tries @argv for @seconds, each time for at most @try_seconds, or until the kernel
 * splats. Prints the result on standard output. Returns an exit status: 0 unless the
 * kernel splatted, or no try was possible.
 */
int repro_run(char **argv, unsigned int seconds, unsigned int try_seconds);
