/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether a patch cures what a test shows: the kernel is built without it and with it,
 * both are booted with the same tests and the same seed, and the two verdicts are held
 * against each other.
 */
#pragma once

#include <glib.h>
#include <jansson.h>

#include "branch/branch.h"
#include "branch/suite.h"
#include "verdict/verdict.h"

enum prove_result {
	PROVE_PROVEN,	      /* a report or failure without, clean with */
	PROVE_NOT_REPRODUCED, /* clean without */
	PROVE_STILL_BROKEN,   /* the same with the patch */
	PROVE_WORSE,	      /* with the patch, what was not there without */
	PROVE_INVALID,	      /* the runs do not tell */
};

/* What is asked for. Nothing is taken over. */
struct prove {
	const struct branch *b;
	const char
		*series;   /* of patches/BRANCH, applied first on both sides; or NULL */
	const char *patch; /* path; it applies on top of that */
	gboolean revert;   /* the branch has it: "without" is with it taken off */
	GPtrArray *suites; /* const struct suite * */
	const char *const *tests; /* of these; NULL: all */
	const char *config;	  /* one more kconfig fragment, or NULL */
	guint tries;		  /* boots of each kernel */
	guint64 seed;		  /* of the first; counted up */
	guint jobs;		  /* of make */
};

/* One of the two kernels. */
struct prove_side {
	const char *name;    /* "without", "with" */
	char *variant;	     /* as which kernel and run lie in the cache */
	GPtrArray *verdicts; /* struct verdict *, one a try */
	guint passed, failed;
};

struct proof_of_patch {
	enum prove_result result;
	struct prove_side without, with;
	char *config; /* the fragment that the patch and the suites ask for, "" none */
	char *needs;  /* of that, what the patch does */
	char *dir;    /* where the series that were built lie */
};

typedef struct proof_of_patch ProofOfPatch;

/*
 * Builds, boots and compares. Progress goes to stderr. The caller frees it. NULL with the
 * errors of suite_build(), patch_config_make(), build_variant() and boot_run(): nothing is
 * built if a test does not compile, or if no configuration compiles what the patch touches.
 */
struct proof_of_patch *prove_patch(const struct prove *prove, GError **error);

void proof_of_patch_free(struct proof_of_patch *proof);

/* "PROVEN", "NOT REPRODUCED", "STILL BROKEN", "WORSE", "INVALID" */
const char *prove_result_name(enum prove_result result);

/* The side @name of the proof @title, without verdicts; prove_side_clear() frees them. */
void prove_side_init(struct prove_side *side, const char *name, const char *title);
void prove_side_clear(struct prove_side *side);

/* Adds @verdict, which is taken over. */
void prove_add(struct prove_side *side, struct verdict *verdict);

/*
 * What the verdicts on both sides come to. Any failure with the patch decides. Without it one
 * failure of all is enough, and then one boot with it of which nothing is known is a doubt;
 * where all is clean without it, the boots with it have nothing to tell.
 */
enum prove_result prove_compare(const struct prove_side *without,
				const struct prove_side *with);

/* The verdict that says most of @side: a failure, else one that is no PASS, else any. */
const struct verdict *prove_leading(const struct prove_side *side);

/* What was seen on that side: a title, "clean", how it ended; @side's. */
const char *prove_seen(const struct prove_side *side);

/* All of it; a new reference. */
json_t *prove_json(const struct proof_of_patch *proof);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(ProofOfPatch, proof_of_patch_free)
