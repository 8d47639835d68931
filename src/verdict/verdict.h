/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The verdict on a run: PASS if the run shows what the variant expects, and a failure
 * would have been detected; FAIL if it shows something else; INVALID if the evidence
 * allows no verdict. verdict.c has a table of rules; docs/verdict.md explains what each
 * guards against.
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

/* Whether the changed lines were run, see coverage.h. */
struct verdict_coverage {
	gboolean known;
	guint changed, run; /* lines with code, and those of them that ran */
	char *why;	    /* it was not to be had (KVM), NULL if known */
	gboolean doubtful;  /* it should be known: why tells what is wrong */
};

struct verdict {
	enum verdict_kind kind;
	char *branch;
	char *variant;
	char *expected;	    /* "clean", or "splat: TITLE | TITLE" */
	char *seen;	    /* "clean", the first report's title, or how it ended */
	char *declared;	    /* of that, as a 'splat' of a variant would say it; NULL */
	GPtrArray *reasons; /* of char *, one line each; empty for a plain PASS */
	char *source;	    /* see struct run; NULL: as pinned */
	double wall;	    /* seconds of the guest, -1 if unknown */
	gboolean lockdep;   /* FALSE: the kernel was built without, nothing is known
			     * of its locking */
	GStrv detectors;    /* that the kernel had (detector.h); NULL: unknown */
	guint modules;	    /* that init was to load */
	guint absent;	    /* those of them that found no hardware, with leave */
	guint subtests;	    /* results below those of the tests */
	guint known;	    /* failures of both that are known, and let pass */
	struct verdict_coverage coverage;
	GStrv only_tests; /* of a FAIL that is due to nothing but tests that failed: their
			   * names; else NULL */
	char *quarantine; /* why it does not count (vm/quarantine.h), NULL if it does */
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

/*
 * INVALID, because of @why: for a directory @dir that holds no finished run. The caller
 * frees what is returned.
 */
struct verdict *verdict_of_nothing(const char *dir, const char *why);

/*
 * Makes @verdict INVALID, because of @why, which is taken over: what is known is not of
 * what was to be judged. Such a thing is in no quarantine.
 */
void verdict_doubt(struct verdict *verdict, char *why);

/* Whether @verdict is no PASS and in quarantine: it is shown, and does not count. */
gboolean verdict_is_excused(const struct verdict *verdict);

/* The contents of verdict.json; a new reference. */
json_t *verdict_json(const struct verdict *verdict);

void verdict_free(struct verdict *verdict);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Verdict, verdict_free)
