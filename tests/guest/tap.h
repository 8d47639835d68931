/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Parses the output of a test's programs: TAP (testanything.org, versions 13 and 14),
 * KTAP (Documentation/dev-tools/ktap.rst) and what the kernel's selftests make of it,
 * with nested subtests, or any text. Lines are passed one by one; memory is bounded,
 * whatever a test prints.
 */
#pragma once

#include <stdbool.h>

enum {
	TAP_RESULTS_MOST = 2000,
	TAP_DEPTH_MOST = 8,
	TAP_TEXT_MOST = 160, /* maximum bytes of a name, a reason, a kept line */
	TAP_HEAD = 8,	     /* number of lines kept from the start of other output */
	TAP_TAIL = 24,	     /* and from its end */
};

enum tap_status {
	TAP_OK,
	TAP_NOT_OK,
	TAP_SKIP, /* # SKIP, # TODO, # XFAIL: the result does not count */
};

struct tap_result {
	enum tap_status status;
	char name[TAP_TEXT_MOST]; /* "group/test" if the group has a name */
	char reason[TAP_TEXT_MOST];
};

struct tap {
	struct tap_result *results; /* without results of groups */
	unsigned int count, failed, skipped;
	unsigned int results_at[TAP_DEPTH_MOST]; /* number of lines with results, by
						  * depth */
	int plan;				 /* of the outermost level; -1: none */
	bool excess, bailed;
	char reason[TAP_TEXT_MOST]; /* of "Bail out!", or of a plan that skips
				     * everything */
	char notes[256];	    /* from lines "# note: KEY=VALUE ..." */
	char head[TAP_HEAD][TAP_TEXT_MOST];
	char tail[TAP_TAIL][TAP_TEXT_MOST]; /* a ring buffer */
	unsigned long others;		    /* number of lines that are not TAP */
	/* private */
	char group[TAP_DEPTH_MOST][TAP_TEXT_MOST];
	unsigned int failed_below[TAP_DEPTH_MOST], below[TAP_DEPTH_MOST];
};

void tap_init(struct tap *tap);
void tap_clear(struct tap *tap);

/* Parses a line without newline. */
void tap_line(struct tap *tap, const char *line);

/* Returns line @number, from 0, of the kept other output, or NULL after the last one;
 * "..." stands for omitted lines. */
const char *tap_other(const struct tap *tap, unsigned int number);
