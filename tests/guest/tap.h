/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a test's programs print: TAP (testanything.org, versions 13 and 14), KTAP
 * (Documentation/dev-tools/ktap.rst) and what the kernel's selftests make of it, with
 * subtests in subtests, or any text. Lines are given one by one; what is kept is
 * bounded, whatever a test prints.
 */
#pragma once

#include <stdbool.h>

enum {
	TAP_RESULTS_MOST = 2000,
	TAP_DEPTH_MOST = 8,
	TAP_TEXT_MOST = 160, /* bytes of a name, a reason, a kept line */
	TAP_HEAD = 8,	     /* lines kept from the beginning of other output */
	TAP_TAIL = 24,	     /* and from its end */
};

enum tap_status {
	TAP_OK,
	TAP_NOT_OK,
	TAP_SKIP, /* # SKIP, # TODO, # XFAIL: nobody relies on it */
};

struct tap_result {
	enum tap_status status;
	char name[TAP_TEXT_MOST]; /* "group/test" where the group has told its name */
	char reason[TAP_TEXT_MOST];
};

struct tap {
	struct tap_result *results; /* leaves: not those of groups */
	unsigned int count, failed, skipped;
	unsigned int results_at[TAP_DEPTH_MOST]; /* lines of results, by depth */
	int plan;				 /* of the outermost; -1: none */
	bool excess, bailed;
	char reason[TAP_TEXT_MOST]; /* of a bail out, or of a plan that skips all */
	char notes[256];	    /* of lines "# note: KEY=VALUE ..." */
	char head[TAP_HEAD][TAP_TEXT_MOST];
	char tail[TAP_TAIL][TAP_TEXT_MOST]; /* a ring */
	unsigned long others;		    /* lines that are no TAP */
	/* of the reader */
	char group[TAP_DEPTH_MOST][TAP_TEXT_MOST];
	unsigned int failed_below[TAP_DEPTH_MOST], below[TAP_DEPTH_MOST];
};

void tap_init(struct tap *tap);
void tap_clear(struct tap *tap);

/* Takes one line, without its end. */
void tap_line(struct tap *tap, const char *line);

/* The @number-th line of other output that was kept, from 0, or NULL after the last;
 * "..." stands where lines were left out. */
const char *tap_other(const struct tap *tap, unsigned int number);
