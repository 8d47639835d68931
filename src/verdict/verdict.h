/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The verdict on a run: PASS if the run shows what the variant expects, and a failure
 * would have been detected; FAIL if it shows something else; INVALID if the evidence
 * allows no verdict. verdict.c has a table of rules; docs/verdict.md explains what each
 * one guards against.
 */
#pragma once

#include <glib.h>
#include <jansson.h>

#include "verdict/run.h"

enum verdict_kind {
	VERDICT_PASS,
	VERDICT_FAIL,
	VERDICT_INVALID,
};

/* Whether the changed lines ran, see coverage.h. */
struct verdict_coverage {
	gboolean known;
	guint changed, run; /* number of lines with code, and of those that ran */
	char *why;	    /* reason if unknown (KVM), else NULL */
	gboolean doubtful;  /* it should be known: why says what is wrong */
};

struct verdict {
	enum verdict_kind kind;
	char *branch;
	char *variant;
	char *expected;	    /* "clean", or "splat: TITLE | TITLE" */
	char *seen;	    /* "clean", the title of the first report, or how the run
			     * ended */
	char *declared;	    /* the same as a variant's 'splat' would declare it, or
			     * NULL */
	GPtrArray *reasons; /* of char *, one line each; empty for a plain PASS */
	char *source;	    /* see struct run; NULL: as pinned */
	double wall;	    /* seconds of the guest, -1 if unknown */
	gboolean lockdep;   /* FALSE: the kernel was built without, so nothing is
			     * known about its locking */
	GStrv detectors;    /* of the kernel, see detector.h; NULL: unknown */
	guint modules;	    /* number that init was to load */
	guint absent;	    /* of those, allowed to fail for lack of hardware */
	guint subtests;	    /* number of results of subtests */
	guint known;	    /* number of known failures of tests and subtests */
	struct verdict_coverage coverage;
	GStrv only_tests; /* for a FAIL only because of failed tests: their names;
			   * else NULL */
	char *quarantine; /* why the verdict does not count (vm/quarantine.h), else
			   * NULL */
};

typedef struct verdict Verdict;

/* "PASS", "FAIL", "INVALID" */
const char *verdict_name(enum verdict_kind kind);

/*
 * Judges the run @run by the @size bytes of its @console and by @covered, which is
 * copied. Never fails: if evidence is missing, the verdict is INVALID. The caller frees
 * the result.
 */
struct verdict *verdict_judge(const struct run *run, const char *console, gsize size,
			      const struct verdict_coverage *covered);

/* Returns INVALID, because of @why, for a directory @dir without a finished run; the
 * caller frees it. */
struct verdict *verdict_of_nothing(const char *dir, const char *why);

/* Makes @verdict INVALID because of @why (takes ownership): the evidence is not about
 * what was to be judged. Removes it from quarantine. */
void verdict_doubt(struct verdict *verdict, char *why);

/* Whether @verdict is not PASS but in quarantine: it is shown, and does not count. */
gboolean verdict_is_excused(const struct verdict *verdict);

/* Returns the contents of verdict.json; a new reference. */
json_t *verdict_json(const struct verdict *verdict);

void verdict_free(struct verdict *verdict);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Verdict, verdict_free)
