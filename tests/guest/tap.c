/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tap.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

void tap_init(struct tap *tap)
{
	*tap = (struct tap){.plan = -1};
}

void tap_clear(struct tap *tap)
{
	free(tap->results);
	tap->results = NULL;
}

/*
 * Copies text; replaces unprintable characters by blanks, and strips trailing blanks.
 */
static void copy(char *to, const char *from, size_t length)
{
	if (length > TAP_TEXT_MOST - 1)
		length = TAP_TEXT_MOST - 1;
	for (size_t i = 0; i < length; i++)
		to[i] = iscntrl((unsigned char)from[i]) ? ' ' : from[i];
	while (length && to[length - 1] == ' ')
		length--;
	to[length] = '\0';
}

/* Parses "ok N" or "not ok N"; *@rest is what follows the number. */
static bool is_result(const char *text, bool *ok, const char **rest)
{
	*ok = strncmp(text, "not ", 4) != 0;
	text += *ok ? 0 : 4;
	if (strncmp(text, "ok ", 3) || !isdigit((unsigned char)text[3]))
		return false;
	text += 3;
	while (isdigit((unsigned char)*text))
		text++;
	if (*text && *text != ' ')
		return false;
	*rest = text;
	return true;
}

/*
 * Skips indentation: KTAP has two blanks per level, and TAP 14 four, which then count
 * as two levels, one of them empty. The selftests' runner puts "# " before lines of its
 * tests, which counts if a result follows.
 */
static const char *skip_indent(const char *line, unsigned int *depth)
{
	const char *at = line;
	unsigned int levels = 0;
	bool ok;
	const char *rest;

	for (;;) {
		size_t blanks = strspn(at, " ");

		if (blanks >= 2) {
			levels += (unsigned int)blanks / 2;
			at += blanks;
		} else if (!strncmp(at, "# ", 2) && is_result(at + 2, &ok, &rest)) {
			levels++;
			at += 2;
		} else if (!strncmp(at, "# # ", 4) || !strncmp(at, "#   ", 4)) {
			const char *next = at + 2;

			next += strspn(next, "# ");
			if (!is_result(next, &ok, &rest))
				break;
			levels++;
			at += 2;
		} else {
			break;
		}
	}
	*depth = levels < TAP_DEPTH_MOST ? levels : TAP_DEPTH_MOST - 1;
	return at;
}

static void add_result(struct tap *tap, unsigned int depth, enum tap_status status,
		       const char *name, const char *reason)
{
	struct tap_result *result;
	char full[TAP_DEPTH_MOST * TAP_TEXT_MOST] = "";

	if (tap->count == TAP_RESULTS_MOST) {
		tap->excess = true;
		tap->failed += status == TAP_NOT_OK;
		return;
	}
	result = realloc(tap->results, (tap->count + 1) * sizeof(*result));
	if (!result)
		abort();
	tap->results = result;
	result += tap->count++;
	for (unsigned int i = 1; i <= depth; i++)
		if (tap->group[i][0]) {
			strcat(full, tap->group[i]);
			strcat(full, "/");
		}
	strncat(full, name, TAP_TEXT_MOST);
	result->status = status;
	copy(result->name, full, strlen(full));
	copy(result->reason, reason, strlen(reason));
	tap->failed += status == TAP_NOT_OK;
	tap->skipped += status == TAP_SKIP;
}

/* A result after deeper ones is that of their group: those count. The group's own
 * counts only if it failed for another reason. */
static void take_result(struct tap *tap, unsigned int depth, enum tap_status status,
			const char *name, const char *reason)
{
	unsigned int below = 0, failed = 0;

	for (unsigned int i = depth + 1; i < TAP_DEPTH_MOST; i++) {
		below += tap->below[i];
		failed += tap->failed_below[i];
		tap->below[i] = tap->failed_below[i] = 0;
	}
	tap->results_at[depth]++;
	tap->below[depth]++;
	tap->failed_below[depth] += status == TAP_NOT_OK;
	if (!below || (status == TAP_NOT_OK && !failed))
		add_result(tap, depth, status, name, reason);
	for (unsigned int i = depth + 1; i < TAP_DEPTH_MOST; i++)
		tap->group[i][0] = '\0';
}

/* Returns the directive of a result, after its '#', or NULL. */
static const char *find_directive(const char *text)
{
	const char *at = text;

	while ((at = strchr(at, '#'))) {
		if (at == text || at[-1] != '\\')
			return at;
		at++;
	}
	return NULL;
}

static void read_result(struct tap *tap, unsigned int depth, bool ok, const char *rest)
{
	const char *hash = find_directive(rest);
	const char *reason = hash ? hash + 1 + strspn(hash + 1, " ") : "";
	enum tap_status status = ok ? TAP_OK : TAP_NOT_OK;
	char name[TAP_TEXT_MOST];

	rest += strspn(rest, " -");
	copy(name, rest, hash ? (size_t)(hash - rest) : strlen(rest));
	if (!strncasecmp(reason, "skip", 4)) {
		status = TAP_SKIP;
		reason += strcspn(reason, " ");
		reason += strspn(reason, " ");
	} else if (!strncasecmp(reason, "todo", 4) ||
		   !strncasecmp(reason, "xfail", 5)) {
		status = TAP_SKIP;
	}
	/* "ok 3 # SKIP NAME" is a skip of kselftest.h without a reason */
	if (!*name && hash && status == TAP_SKIP)
		copy(name, reason, strlen(reason));
	if (!*name)
		snprintf(name, sizeof(name), "%u", tap->results_at[depth] + 1);
	take_result(tap, depth, status, name, reason);
}

static bool read_plan(struct tap *tap, unsigned int depth, const char *line)
{
	int count, length = 0;
	const char *hash;

	if (sscanf(line, "1..%d%n", &count, &length) != 1 ||
	    (line[length] && line[length] != ' '))
		return false;
	hash = strchr(line, '#');
	if (depth)
		return true;
	tap->plan = count;
	if (!count && hash)
		copy(tap->reason, hash + 1, strlen(hash + 1));
	return true;
}

/* "# Subtest: NAME" is indented like its results in KTAP, and one level less in TAP. */
static bool read_comment(struct tap *tap, unsigned int depth, const char *line)
{
	const char *name = line + strlen("# Subtest: ");
	size_t used = strlen(tap->notes);

	if (!strncmp(line, "# Subtest: ", strlen("# Subtest: "))) {
		copy(tap->group[depth ? depth : 1], name, strlen(name));
		return true;
	}
	if (strncmp(line, "# note: ", strlen("# note: ")))
		return false;
	snprintf(tap->notes + used, sizeof(tap->notes) - used, "%s%s", used ? " " : "",
		 line + strlen("# note: "));
	return true;
}

static void keep_other(struct tap *tap, const char *line)
{
	if (tap->others < TAP_HEAD)
		copy(tap->head[tap->others], line, strlen(line));
	else
		copy(tap->tail[(tap->others - TAP_HEAD) % TAP_TAIL], line,
		     strlen(line));
	tap->others++;
}

void tap_line(struct tap *tap, const char *line)
{
	unsigned int depth;
	const char *at = skip_indent(line, &depth), *rest;
	bool ok;

	if (is_result(at, &ok, &rest)) {
		read_result(tap, depth, ok, rest);
	} else if (!strncmp(at, "Bail out!", 9)) {
		at += 9 + strspn(at + 9, " ");
		tap->bailed = true;
		copy(tap->reason, at, strlen(at));
	} else if (!read_plan(tap, depth, at) && !read_comment(tap, depth, at) &&
		   strncmp(at, "KTAP version ", 13) &&
		   strncmp(at, "TAP version ", 12) && *at) {
		keep_other(tap, line);
	}
}

const char *tap_other(const struct tap *tap, unsigned int number)
{
	unsigned long after = tap->others > TAP_HEAD ? tap->others - TAP_HEAD : 0;
	unsigned long first = after > TAP_TAIL ? after - TAP_TAIL : 0;

	if (number < TAP_HEAD)
		return number < tap->others ? tap->head[number] : NULL;
	number -= TAP_HEAD;
	if (first && !number--)
		return "...";
	return first + number < after ? tap->tail[(first + number) % TAP_TAIL] : NULL;
}
