/*
 * The verdict on a run: PASS means that what the variant declares was seen and
 * that it could have been otherwise; FAIL that something else was seen; INVALID
 * that the evidence does not tell. The rules stand in one table in verdict.c;
 * docs/verdict.md gives the trap behind each.
 */
#pragma once

#include <glib.h>
#include <jansson.h>

#include "run.h"

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
	GPtrArray *reasons; /* of char *, one line each; empty for a plain PASS */
	double wall;	    /* seconds of the guest, -1 if unknown */
	gboolean lockdep;   /* FALSE: the kernel was built without, nothing is known
			     * of its locking */
	guint modules;	    /* that init was to load */
	guint absent;	    /* those of them that found no hardware, with leave */
	struct verdict_coverage coverage;
};

typedef struct verdict verdict;

/* "PASS", "FAIL", "INVALID" */
const char *verdict_name(enum verdict_kind kind);

/*
 * Judges the run @self by the @size bytes of its @console and by @covered, which
 * is copied. Never fails: evidence that is missing is INVALID. The caller frees
 * what is returned.
 */
verdict *verdict_judge(const run *self, const char *console, gsize size,
		       const struct verdict_coverage *covered);

/*
 * Judges the run folder @dir, and publishes verdict.json in it where it is a
 * folder at all. NULL and @error (KF_ERROR_SYSTEM) only if that cannot be written.
 */
verdict *verdict_judge_dir(const char *dir, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The contents of verdict.json; a new reference. */
json_t *verdict_json(const verdict *self);

void verdict_free(verdict *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(verdict, verdict_free)
