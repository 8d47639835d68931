/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

int file_read(const char *path, char *buffer, size_t size)
{
	size_t length = 0;
	ssize_t got = 0;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	/* files of proc may be returned in pieces */
	while (length < size - 1) {
		got = read(fd, buffer + length, size - 1 - length);
		if (got <= 0)
			break;
		length += (size_t)got;
	}
	if (got < 0)
		got = -errno;
	close(fd);
	buffer[length] = '\0';
	return got < 0 ? (int)got : (int)length;
}

int file_write(const char *path, const char *format, ...)
{
	char text[256];
	va_list args;
	ssize_t put;
	int length, fd;

	va_start(args, format);
	length = vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (length < 0 || (size_t)length >= sizeof(text))
		return -E2BIG;
	fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	put = write(fd, text, (size_t)length);
	if (put < 0)
		put = -errno;
	close(fd);
	return put < 0 ? (int)put : 0;
}

long file_number(const char *path, long otherwise)
{
	char text[64], *end;
	long number;

	if (file_read(path, text, sizeof(text)) < 0)
		return otherwise;
	number = strtol(text, &end, 10);
	return end == text ? otherwise : number;
}

long clock_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000L + now.tv_nsec / 1000000L;
}

void sleep_ms(unsigned int ms)
{
	struct timespec left = {ms / 1000, (long)(ms % 1000) * 1000000L};

	while (nanosleep(&left, &left) < 0 && errno == EINTR)
		;
}

void *pages_touch(size_t bytes)
{
	char *pages = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (pages == MAP_FAILED)
		return NULL;
	for (size_t i = 0; i < bytes; i += PAGE_BYTES)
		pages[i] = 1;
	return pages;
}

struct rng rng_for(uint64_t seed, const char *name, unsigned int index)
{
	uint64_t hash = 0xcbf29ce484222325ULL ^ seed;

	/* FNV-1a of the name, so that similar seeds give different sequences */
	for (; *name; name++)
		hash = (hash ^ (unsigned char)*name) * 0x100000001b3ULL;
	hash = (hash ^ index) * 0x100000001b3ULL;
	return (struct rng){hash ? hash : 1};
}

unsigned int rng_below(struct rng *rng, unsigned int limit)
{
	rng->state ^= rng->state >> 12;
	rng->state ^= rng->state << 25;
	rng->state ^= rng->state >> 27;
	return (unsigned int)((rng->state * 0x2545f4914f6cdd1dULL) >> 33) % limit;
}
