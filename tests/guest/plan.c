/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plan.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIELDS_MOST = 64, SECONDS_MOST = 100000 };

static void *more(void *list, unsigned int count)
{
	void *longer = realloc(list, (count + 1) * sizeof(void *));

	if (!longer)
		abort();
	return longer;
}

static void *fresh(size_t size)
{
	void *memory = calloc(1, size);

	if (!memory)
		abort();
	return memory;
}

/* Parses a number that is not negative; -1 if @text is something else. */
static long number(const char *text)
{
	char *end;
	long value = strtol(text, &end, 10);

	return end == text || *end || value < 0 ? -1 : value;
}

/* Copies @fields, ended by NULL; the strings stay valid. */
static struct words keep_words(char **fields)
{
	unsigned int count = 0;
	struct words words;

	while (fields[count])
		count++;
	words.word = fresh((count + 1) * sizeof(char *));
	memcpy(words.word, fields, count * sizeof(char *));
	return words;
}

static bool add_suite(struct plan *plan, char **field)
{
	struct plan_suite *suite = fresh(sizeof(*suite));

	suite->name = field[1];
	plan->suites = more(plan->suites, plan->suite_count);
	plan->suites[plan->suite_count++] = suite;
	return true;
}

static bool add_test(struct plan *plan, struct plan_suite *suite, char **field)
{
	bool repro = field[0][0] == 'r';
	struct plan_test *test = fresh(sizeof(*test));
	long limit = number(field[2]), try = repro ? number(field[3]) : 0;

	if (limit < 1 || limit > SECONDS_MOST || try < 0 || (repro && !try))
		return false;
	*test = (struct plan_test){.name = field[1],
				   .suite = suite,
				   .limit = (unsigned int)limit,
				   .try = (unsigned int)try,
				   .dir = suite->dir,
				   .setup = suite->setup,
				   .run = keep_words(field + (repro ? 4 : 3))};
	if (!test->run.word[0])
		return false;
	plan->tests = more(plan->tests, plan->test_count);
	plan->tests[plan->test_count++] = test;
	return true;
}

static bool add_counter(struct plan_suite *suite, char **field)
{
	long slack = number(field[2]);

	if (suite->counter_count == PLAN_COUNTERS_MOST || slack < 0)
		return false;
	suite->counters[suite->counter_count++] =
		(struct plan_counter){.name = field[1], .slack = slack};
	return true;
}

/* Parses a line with @count fields. */
static bool add_line(struct plan *plan, char **field, unsigned int count)
{
	struct plan_suite *suite =
		plan->suite_count ? plan->suites[plan->suite_count - 1] : NULL;

	if (!strcmp(field[0], "suite"))
		return count == 2 && add_suite(plan, field);
	if (!suite)
		return false;
	if (!strcmp(field[0], "test"))
		return count >= 4 && add_test(plan, suite, field);
	if (!strcmp(field[0], "repro"))
		return count >= 5 && add_test(plan, suite, field);
	if (!strcmp(field[0], "counter"))
		return count == 3 && add_counter(suite, field);
	if (!strcmp(field[0], "in") && count == 2)
		suite->dir = strcmp(field[1], ".") ? field[1] : NULL;
	else if (!strcmp(field[0], "setup") && count == 2)
		suite->setup = strcmp(field[1], ".") ? field[1] : NULL;
	else if (!strcmp(field[0], "prepare"))
		suite->prepare = keep_words(field + 1);
	else if (!strcmp(field[0], "settle"))
		suite->settle = keep_words(field + 1);
	else if (!strcmp(field[0], "finish"))
		suite->finish = keep_words(field + 1);
	else if (!strcmp(field[0], "processes") && count == 2)
		suite->processes = (unsigned int)number(field[1]);
	else
		return false;
	return true;
}

static unsigned int split(char *line, char **field)
{
	unsigned int count = 0;

	for (char *part; count < FIELDS_MOST && (part = strsep(&line, "\t"));)
		field[count++] = part;
	field[count] = NULL;
	return line ? 0 : count;
}

const char *plan_read(struct plan *plan, const char *path)
{
	static char wrong[64];
	FILE *file = fopen(path, "re");
	unsigned int row = 0;
	char *line = NULL;
	size_t size = 0;

	*plan = (struct plan){.suite_count = 0};
	if (!file)
		return errno == ENOENT ? NULL : strerror(errno);
	/* lines are never freed, because names and words point into them */
	for (; getline(&line, &size, file) > 0; line = NULL, size = 0) {
		char *field[FIELDS_MOST + 1];
		unsigned int count;

		row++;
		line[strcspn(line, "\n")] = '\0';
		count = split(line, field);
		if (count && add_line(plan, field, count))
			continue;
		snprintf(wrong, sizeof(wrong), "%s:%u: no line of a plan", path, row);
		fclose(file);
		return wrong;
	}
	free(line);
	fclose(file);
	return NULL;
}

const struct plan_test *plan_find(const struct plan *plan, const char *name)
{
	for (unsigned int i = 0; i < plan->test_count; i++)
		if (!strcmp(plan->tests[i]->name, name))
			return plan->tests[i];
	return NULL;
}
