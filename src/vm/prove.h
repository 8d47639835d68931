/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether a patch fixes what a test shows: the kernel is built without and with it,
 * both are booted with the same tests and the same seed, and the verdicts are compared.
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
	PROVE_STILL_BROKEN,   /* the same failure with the patch */
	PROVE_WORSE,	      /* another failure with the patch */
	PROVE_INVALID,	      /* the runs do not tell */
};

/* The request. All pointers are borrowed. */
struct prove {
	const struct branch *b;
	const char
		*series;   /* in patches/BRANCH, applied first on both sides; or NULL */
	const char *patch; /* path; it applies on top of that */
	gboolean revert;   /* the branch has the patch: "without" reverts it */
	GPtrArray *suites; /* const struct suite * */
	const char *const *tests; /* of these suites; NULL: all */
	const char *config;	  /* additional kconfig fragment, or NULL */
	guint tries;		  /* boots of each kernel */
	guint64 seed;		  /* of the first boot; incremented for the others */
	guint jobs;		  /* for make */
};

/* One of the two kernels. */
struct prove_side {
	const char *name;    /* "without", "with" */
	char *variant;	     /* name of its kernel and run in the cache */
	GPtrArray *verdicts; /* struct verdict *, one per try */
	guint passed, failed;
};

struct proof_of_patch {
	enum prove_result result;
	struct prove_side without, with;
	char *config; /* the fragment that patch and suites need, or "" */
	char *needs;  /* the part of it that the patch needs */
	char *dir;    /* directory of the series that were built */
};

typedef struct proof_of_patch ProofOfPatch;

/*
 * Builds, boots and compares, with progress on stderr. The caller frees it. NULL with
 * errors of suite_build(), patch_config_make(), build_variant() and boot_run(). Builds
 * nothing if a test does not compile, or if no configuration compiles what the patch
 * changes.
 */
struct proof_of_patch *prove_patch(const struct prove *prove, GError **error);

void proof_of_patch_free(struct proof_of_patch *proof);

/* "PROVEN", "NOT REPRODUCED", "STILL BROKEN", "WORSE", "INVALID" */
const char *prove_result_name(enum prove_result result);

/* Initializes the side @name of the proof @title, without verdicts; free it with
 * prove_side_clear(). */
void prove_side_init(struct prove_side *side, const char *name, const char *title);
void prove_side_clear(struct prove_side *side);

/* Adds @verdict; takes ownership. */
void prove_add(struct prove_side *side, struct verdict *verdict);

/*
 * Returns the result of the verdicts on both sides. A failure with the patch decides.
 * Otherwise one failure without it is enough, but a boot with it that is INVALID makes
 * the result so. If everything is clean without the patch, boots with it show nothing.
 */
enum prove_result prove_compare(const struct prove_side *without,
				const struct prove_side *with);

/* Returns the most significant verdict of @side: a failure, else one that is not PASS,
 * else any. */
const struct verdict *prove_leading(const struct prove_side *side);

/* Returns what was seen on that side: a title, "clean", how it ended; it belongs to
 * @side. */
const char *prove_seen(const struct prove_side *side);

/* Returns the proof as JSON; a new reference. */
json_t *prove_json(const struct proof_of_patch *proof);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(ProofOfPatch, proof_of_patch_free)
