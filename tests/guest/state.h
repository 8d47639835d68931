/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What tells whether the kernel could still complain, and whether everything
 * that a scenario made is gone again.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/*
 * Writes the state as "key=value ..." into @text:
 *   debug_locks, prove_locking: 1 while lockdep watches, "absent" without it
 *   taint, printk: /proc/sys/kernel/tainted and the console log level
 *   cgroups, cgroups-memory: groups that exist, those on their way out included
 *   lock-classes, lock-direct-dependencies, lock-chains, lock-chain-hlocks,
 *   stack-entries: used/limit of lockdep's tables, those that the kernel has
 */
void state_print(char *text, size_t size);

/* Whether the kernel has complained: it is tainted, or lockdep is off. */
bool state_splatted(void);

/*
 * Appends to @text the lockdep keys found in @stats, the text of
 * /proc/lockdep_stats of any kernel since 3.4; for tests of its own.
 */
void state_lockdep(const char *stats, char *text, size_t size);

/*
 * The memory cgroups that exist, root included, those included that are removed
 * and not yet freed, as far as /proc/cgroups of this kernel tells; -1 if the
 * kernel has no memory cgroups.
 */
long state_memory_cgroups(void);
