/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The output of the guest's init on the console: KTAP results
 * (Documentation/dev-tools/ktap.rst) and kferry's own lines, see docs/guest.md. Kernel
 * messages between them are ignored.
 */
#pragma once

#include <glib.h>

enum ktap_status {
	KTAP_OK,
	KTAP_NOT_OK,
	KTAP_SKIP,
};

struct ktap_result {
	enum ktap_status status;
	unsigned int number;
	char *name;
	char *comment; /* after '#', "" if none; without the word SKIP */
};

/* A module that init loaded, or failed to load. */
struct ktap_module {
	char *name;	     /* spelled as by the kernel */
	char *failure;	     /* why it is not loaded, or NULL */
	int phase;	     /* of the marks: where its init code ran; -1: shared */
	GHashTable *details; /* "build-id", and sections with their addresses */
};

/*
 * Limits that no suite reaches. Further results and modules, and lines longer than a
 * record of console.h, do not come from init: they are dropped, and ktap_log.excess is
 * set.
 */
#define KTAP_MAX_RESULTS 10000
#define KTAP_MAX_MODULES 50000

/* Strings are owned by the log; NULL if they did not occur. */
struct ktap_log {
	char *begin_nonce;
	char *end_nonce;
	char *release;	    /* uname -r */
	char *build_id;	    /* of the running kernel, hex */
	char *status;	    /* in the end line: "ok", "fail" */
	GHashTable *before; /* state lines: key -> value */
	GHashTable *after;
	int plan;	     /* -1 if none */
	int tests;	     /* in the end line, -1 if none */
	int lines;	     /* in the end line, -1 if none */
	int seen;	     /* number of init's lines found, without the end line */
	int after_end;	     /* init's lines found after the end line */
	int marks;	     /* marks for the plugin before the first test */
	gboolean excess;     /* lines were dropped, see KTAP_MAX_RESULTS */
	GPtrArray *modules;  /* struct ktap_module */
	GPtrArray *results;  /* struct ktap_result of tests */
	GPtrArray *subtests; /* struct ktap_result, named "TEST/SUBTEST" */
	guint claimed;	     /* number of subtests whose test is known */
};

typedef struct ktap_log KtapLog;

/* Parses @size bytes of console @text. Lines may have any prefix that console.h knows.
 * Never fails: missing or malformed lines are missing in the result. */
struct ktap_log *ktap_parse(const char *text, gsize size);
void ktap_free(struct ktap_log *log);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KtapLog, ktap_free)

/* Returns the module called @name, or NULL. */
const struct ktap_module *ktap_find_module(const struct ktap_log *log,
					   const char *name);

/* Returns the result called @name, or NULL. */
const struct ktap_result *ktap_find(const struct ktap_log *log, const char *name);
