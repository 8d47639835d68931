/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What every file of the guest needs: small files of proc, sysfs and cgroups
 * read and written whole, time, and a seeded source of random numbers.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* The smallest there is; what depends on it is the amount of work only. */
#define PAGE_BYTES 4096

/* The elements of an array, not of a pointer. */
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/*
 * Reads @path into @buffer of @size bytes and ends it with a NUL. What does not
 * fit is left out. Returns the length, or -errno.
 */
int file_read(const char *path, char *buffer, size_t size);

/* Writes the formatted text to @path with one write(2). Returns 0 or -errno. */
int file_write(const char *path, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* The number that @path begins with, or @otherwise if there is none. */
long file_number(const char *path, long otherwise);

/* Milliseconds of a clock that is never set. */
long clock_ms(void);

void sleep_ms(unsigned int ms);

/*
 * Maps @bytes of anonymous memory and writes to each page, so that the caller's
 * group is charged. Returns NULL if there is no memory; munmap(2) gives it back.
 */
void *pages_touch(size_t bytes);

/*
 * xorshift64*: the same seed, name and index give the same numbers on every
 * kernel, which is what makes a run repeatable by its seed.
 */
struct rng {
	uint64_t state;
};

struct rng rng_for(uint64_t seed, const char *name, unsigned int index);

/* A number from 0 to @limit - 1. */
unsigned int rng_below(struct rng *rng, unsigned int limit);
