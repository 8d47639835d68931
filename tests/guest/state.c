/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "state.h"

#include "counter.h"
#include "kit/util.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Labels of /proc/lockdep_stats and our keys, in order. The label of chain hlocks has
 * two forms: without "used" up to 5.5. */
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

/* Returns what follows "LABEL:" at the start of a line of @stats, or NULL. */
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

/* 1 if lockdep is on, 0 if it turned itself off, -1 if the kernel lacks it. */
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

/* Whether an earlier suite of the plan has the same counter. */
static bool counted(const struct plan *plan, unsigned int until, const char *name)
{
	for (unsigned int s = 0; s < until; s++)
		for (unsigned int i = 0; i < plan->suites[s]->counter_count; i++)
			if (!strcmp(plan->suites[s]->counters[i].name, name))
				return true;
	return false;
}

static void append_counters(const struct plan *plan, char *text, size_t size)
{
	for (unsigned int s = 0; s < plan->suite_count; s++) {
		const struct plan_suite *suite = plan->suites[s];

		for (unsigned int i = 0; i < suite->counter_count; i++)
			if (!counted(plan, s, suite->counters[i].name))
				append(text, size, " %s=%ld", suite->counters[i].name,
				       counter_read(suite->counters[i].name));
	}
}

void state_print(const struct plan *plan, char *text, size_t size)
{
	char stats[8192];

	read_stats(stats, sizeof(stats));
	text[0] = '\0';
	lock_switch("debug_locks", debug_locks(stats), text, size);
	lock_switch("prove_locking", file_number("/proc/sys/kernel/prove_locking", -1),
		    text, size);
	append(text, size, "taint=%ld printk=%ld",
	       file_number("/proc/sys/kernel/tainted", -1),
	       file_number("/proc/sys/kernel/printk", -1));
	if (plan)
		append_counters(plan, text, size);
	state_lockdep(stats, text, size);
}
