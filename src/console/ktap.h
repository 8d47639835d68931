/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the guest's init said on the console: KTAP results
 * (Documentation/dev-tools/ktap.rst) and kferry's own lines among them, whose
 * form docs/guest.md gives. Kernel messages in between are passed over.
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

/* A module that init loaded, or could not. */
struct ktap_module {
	char *name;	     /* as the kernel calls it */
	char *failure;	     /* why it is not there, or NULL */
	int phase;	     /* of the marks, in which its init code ran; -1: shared */
	GHashTable *details; /* "build-id", and sections with their addresses */
};

/*
 * More results and modules than any suite has, and longer lines than console.h reads as
 * one, are somebody else's: they are not kept whole, and ktap_log.excess tells.
 */
#define KTAP_MAX_RESULTS 10000
#define KTAP_MAX_MODULES 50000

/* All strings are owned by the log; NULL stands for what was not seen. */
struct ktap_log {
	char *begin_nonce;
	char *end_nonce;
	char *release;	    /* uname -r */
	char *build_id;	    /* of the running kernel, hex */
	char *status;	    /* of the end line: "ok", "fail" */
	GHashTable *before; /* state lines: key -> value */
	GHashTable *after;
	int plan;	     /* -1 if none */
	int tests;	     /* of the end line, -1 if none */
	int lines;	     /* of the end line, -1 if none */
	int seen;	     /* init's lines counted here, the end line left out */
	int after_end;	     /* lines of init's after the end line */
	int marks;	     /* of the plugin's before the first test */
	gboolean excess;     /* lines were left out, see KTAP_MAX_RESULTS */
	GPtrArray *modules;  /* struct ktap_module */
	GPtrArray *results;  /* struct ktap_result, those of the tests */
	GPtrArray *subtests; /* struct ktap_result, named "TEST/SUBTEST" */
	guint claimed;	     /* subtests whose test is known */
};

typedef struct ktap_log KtapLog;

/*
 * Reads @size bytes of console @text. Lines may carry any prefix that console.h
 * knows. Never
 * fails: what is missing or malformed is missing in the result.
 */
struct ktap_log *ktap_parse(const char *text, gsize size);
void ktap_free(struct ktap_log *log);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KtapLog, ktap_free)

/* The module called @name, or NULL. */
const struct ktap_module *ktap_find_module(const struct ktap_log *log,
					   const char *name);

/* The result called @name, or NULL. */
const struct ktap_result *ktap_find(const struct ktap_log *log, const char *name);
