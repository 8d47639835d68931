/* Waiting until the kernel has freed what a scenario left to be freed. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/*
 * Waits, at most @limit_ms, until no more than @groups memory cgroups exist and
 * no TCP socket without a process. Returns true, or false after writing what is
 * left into @text.
 */
bool drain_wait(long groups, unsigned int limit_ms, char *text, size_t size);
