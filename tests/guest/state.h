/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The state of the kernel: whether it could still report a bug, and what must be as
 * before when the tests are over.
 */
#pragma once

#include "plan.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Writes the state as "key=value ..." to @text, without counters if @plan is NULL:
 *   debug_locks, prove_locking: 1 if lockdep is on, "absent" if the kernel lacks it
 *   taint, printk: /proc/sys/kernel/tainted and the console log level
 *   the counters of all suites of @plan (counter.h), -1 if this kernel lacks one
 *   lock-classes, lock-direct-dependencies, lock-chains, lock-chain-hlocks,
 *   stack-entries: used/limit of lockdep's tables, if the kernel has them
 */
void state_print(const struct plan *plan, char *text, size_t size);

/* Whether the kernel has splatted: it is tainted, or lockdep is off. */
bool state_splatted(void);

/* Appends to @text the lockdep keys in @stats, the text of /proc/lockdep_stats of any
 * kernel since 3.4; for unit tests. */
void state_lockdep(const char *stats, char *text, size_t size);
