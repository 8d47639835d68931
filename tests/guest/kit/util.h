/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Common helpers for the guest: reading and writing small files of proc, sysfs and
 * cgroups as a whole, time, and seeded random numbers.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* The smallest page size of all architectures; it only affects the amount of work. */
#define PAGE_BYTES 4096

/* The number of elements of an array (not of a pointer). */
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Reads @path into @buffer of @size bytes and adds a NUL. Truncates what does not fit.
 * Returns the length, or -errno. */
int file_read(const char *path, char *buffer, size_t size);

/* Writes the formatted text to @path with one write(2). Returns 0 or -errno. */
int file_write(const char *path, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Returns the number at the start of @path, or @otherwise if there is none. */
long file_number(const char *path, long otherwise);

/* Returns milliseconds of a monotonic clock. */
long clock_ms(void);

void sleep_ms(unsigned int ms);

/* Maps @bytes of anonymous memory and writes to each page, so that the caller's group
 * is charged. Returns NULL if there is no memory; free with munmap(2). */
void *pages_touch(size_t bytes);

/* xorshift64*: the same seed, name and index give the same numbers on every kernel, so
 * that a run can be repeated by its seed. */
struct rng {
	uint64_t state;
};

struct rng rng_for(uint64_t seed, const char *name, unsigned int index);

/* Returns a number from 0 to @limit - 1. */
unsigned int rng_below(struct rng *rng, unsigned int limit);
