/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What tells whether the kernel could still complain, and what has to be back at
 * its start when the tests are over.
 */
#pragma once

#include "plan.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Writes the state as "key=value ..." into @text; without @plan (NULL) no counters:
 *   debug_locks, prove_locking: 1 while lockdep watches, "absent" without it
 *   taint, printk: /proc/sys/kernel/tainted and the console log level
 *   the counters of all suites of @plan (counter.h), -1 where this kernel has no such
 *   lock-classes, lock-direct-dependencies, lock-chains, lock-chain-hlocks,
 *   stack-entries: used/limit of lockdep's tables, those that the kernel has
 */
void state_print(const struct plan *plan, char *text, size_t size);

/* Whether the kernel has complained: it is tainted, or lockdep is off. */
bool state_splatted(void);

/*
 * Appends to @text the lockdep keys found in @stats, the text of
 * /proc/lockdep_stats of any kernel since 3.4; for tests of its own.
 */
void state_lockdep(const char *stats, char *text, size_t size);
