/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "state.h"

#include "cgroup.h"
#include "util.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/*
 * Labels of /proc/lockdep_stats and our keys, in the order of printing. Both
 * forms of the chain hlocks' label exist: without "used" up to 5.5.
 */
static const struct {
	const char *label;
	const char *key;
} lockdep_keys[] = {
	{"lock-classes", "lock-classes"},
	{"direct dependencies", "lock-direct-dependencies"},
	{"dependency chains", "lock-chains"},
	{"dependency chain hlocks", "lock-chain-hlocks"},
	{"dependency chain hlocks used", "lock-chain-hlocks"},
	{"stack-trace entries", "stack-entries"},
};

static void append(char *text, size_t size, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static void append(char *text, size_t size, const char *format, ...)
{
	size_t used = strlen(text);
	va_list args;

	va_start(args, format);
	vsnprintf(text + used, size - used, format, args);
	va_end(args);
}

/* What follows "LABEL:" at the start of a line of @stats, or NULL. */
static const char *lockdep_field(const char *stats, const char *label)
{
	size_t length = strlen(label);

	for (const char *line = stats; line; line = strchr(line, '\n')) {
		line += strspn(line, " \n");
		if (!strncmp(line, label, length) && line[length] == ':')
			return line + length + 1;
	}
	return NULL;
}

void state_lockdep(const char *stats, char *text, size_t size)
{
	for (size_t i = 0; i < COUNT(lockdep_keys); i++) {
		const char *field = lockdep_field(stats, lockdep_keys[i].label);
		unsigned long used, limit;

		if (field && sscanf(field, " %lu [max: %lu]", &used, &limit) == 2)
			append(text, size, " %s=%lu/%lu", lockdep_keys[i].key, used,
			       limit);
	}
}

/*
 * For kernels whose /proc/cgroups leaves out controllers that version 1 cannot
 * have: the groups below the mounted version 2 hierarchy, dying ones included, and
 * its root; -1 if none is mounted.
 */
static long descendants(void)
{
	char text[256], *live, *dying;
	long nr_live, nr_dying;

	if (file_read(CGROUP_MOUNT "/cgroup.stat", text, sizeof(text)) < 0)
		return -1;
	live = strstr(text, "nr_descendants ");
	dying = strstr(text, "nr_dying_descendants ");
	if (!live || sscanf(live, "nr_descendants %ld", &nr_live) != 1)
		return -1;
	if (!dying || sscanf(dying, "nr_dying_descendants %ld", &nr_dying) != 1)
		return -1;
	return 1 + nr_live + nr_dying;
}

/*
 * Walks /proc/cgroups: name, hierarchy, number of groups, enabled. Controllers
 * of one hierarchy share its groups, so a hierarchy counts once.
 */
static void cgroups_count(long *all, long *memory)
{
	char text[4096], name[32];
	unsigned long seen = 0;
	unsigned int hierarchy;
	long groups;

	*all = 0;
	*memory = -1;
	if (file_read("/proc/cgroups", text, sizeof(text)) < 0)
		return;
	for (const char *line = text; line; line = strchr(line, '\n')) {
		line += strspn(line, "\n");
		if (sscanf(line, "%31s %u %ld", name, &hierarchy, &groups) != 3)
			continue;
		if (hierarchy >= 64 || !(seen & 1UL << hierarchy))
			*all += groups;
		if (hierarchy < 64)
			seen |= 1UL << hierarchy;
		if (!strcmp(name, "memory"))
			*memory = groups;
	}
}

long state_memory_cgroups(void)
{
	long all, memory;

	cgroups_count(&all, &memory);
	return memory < 0 ? descendants() : memory;
}

static void lock_switch(const char *key, long value, char *text, size_t size)
{
	if (value < 0)
		append(text, size, "%s=absent ", key);
	else
		append(text, size, "%s=%ld ", key, value);
}

static void read_stats(char *stats, size_t size)
{
	if (file_read("/proc/lockdep_stats", stats, size) < 0)
		stats[0] = '\0';
}

/* 1 while lockdep watches, 0 once it has given up, -1 without it. */
static long debug_locks(const char *stats)
{
	const char *field = lockdep_field(stats, "debug_locks");
	long value;

	return field && sscanf(field, "%ld", &value) == 1 ? value : -1;
}

bool state_splatted(void)
{
	char stats[8192];

	read_stats(stats, sizeof(stats));
	return !debug_locks(stats) || file_number("/proc/sys/kernel/tainted", 0) > 0;
}

void state_print(char *text, size_t size)
{
	char stats[8192];
	long all, memory;

	read_stats(stats, sizeof(stats));
	cgroups_count(&all, &memory);
	text[0] = '\0';
	lock_switch("debug_locks", debug_locks(stats), text, size);
	lock_switch("prove_locking", file_number("/proc/sys/kernel/prove_locking", -1),
		    text, size);
	append(text, size, "taint=%ld printk=%ld cgroups=%ld cgroups-memory=%ld",
	       file_number("/proc/sys/kernel/tainted", -1),
	       file_number("/proc/sys/kernel/printk", -1), all, memory);
	state_lockdep(stats, text, size);
}
