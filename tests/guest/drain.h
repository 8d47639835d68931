/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Waiting until the kernel has freed what a scenario left to be freed. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/*
 * Waits until no more than @groups memory cgroups exist and no TCP socket without a
 * process, with @cycle_cpus taking CPUs offline and back for it: at most @limit_ms, and
 * a third of that while nothing at all goes. Returns true, or false after writing what
 * is left into @text.
 */
bool drain_wait(long groups, bool cycle_cpus, unsigned int limit_ms, char *text,
		size_t size);
