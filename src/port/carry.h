/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Carries one patch from an old tree to a new one. Hunks are merged
 * (port/hunk-merge.h). Other changes of a file (new, deleted, renamed, binary) are
 * carried only if the file is the same in both trees.
 */
#pragma once

#include "patch/apply.h"
#include "patch/tree.h"
#include "port/code-move.h"
#include "port/conflict-hints.h"
#include "port/hunk-merge.h"
#include "port/series-end.h"
#include "port/unplaced.h"

/* Hunks that need more fuzz than this count as not applying to the old tree. */
#define CARRY_OLD_FUZZ 2

/* Status of a patch, in the order of the report. */
enum carry_status {
	CARRY_EXACT,	/* unchanged */
	CARRY_OFFSET,	/* with other line numbers */
	CARRY_MERGED,	/* three-way merge: with other context */
	CARRY_ADAPTED,	/* merge of words: its own lines changed */
	CARRY_UPSTREAM, /* the new tree has all of it */
	CARRY_PARTIAL,	/* the new tree has a part; the rest was carried */
	CARRY_DROPPED,	/* the user decided to leave it out */
	CARRY_CONFLICT, /* a part has no certain place: nothing was carried */
};
#define CARRY_STATUSES (CARRY_CONFLICT + 1)

/* Returns the name of the outcome, see patch/outcome.h. */
const char *carry_status_name(enum carry_status status);

struct carry_hunk {
	const struct hunk *hunk; /* NULL: a change of the file as a whole */
	guint number;		 /* number of the hunk in its file, from 1; 0: the
				  * file */
	char *path;		 /* in the new tree */
	enum merge_step step;
	gboolean taken_back; /* reverted by later patches, see port/hunk-merge.h */
	gboolean superseded; /* see port/hunk-merge.h */
	gboolean doubtful;   /* see port/hunk-merge.h */
	gboolean open;	     /* in conflict, without a marker that shows it */
	gint64 line;	     /* in the new tree before the patch, from 1; 0: unknown */
	char *reason;	     /* for people; NULL if there is nothing to say */
	GPtrArray *needs;    /* names that the new tree lacks, see
			      * port/prerequisites.h; NULL: none */
	GArray *proposals;   /* for a conflict, see port/conflict-hints.h; NULL: none */
};

/* A file of a patch in conflict: carried as far as possible, with conflict markers. */
struct carry_work {
	char *path;
	GBytes *before; /* in the new tree; NULL: no such file */
	mode_t before_mode;
	GBytes *bytes; /* NULL: the patch removes it */
	mode_t mode;
	GArray *blocks; /* of struct marker_block, one per block of markers: its
			 * hunks in carry->hunks; NULL: unknown */
};

struct carry {
	enum carry_status status;
	GPtrArray *hunks; /* of struct carry_hunk, in the order of the patch */
	GBytes *patch;	  /* as carried; identical if nothing moved; NULL: upstream
			   * or conflict */
	GPtrArray *work;  /* of struct carry_work, in a conflict */
	GString *rejects; /* the hunks in conflict, as a patch */
};

struct carry_options {
	int strip;
	gboolean reverse;
	struct series_end *end;	  /* NULL: unknown */
	struct code_moves *moves; /* between the two trees */
	/*
	 * How history shows that the change is in the new tree, in words; NULL:
	 * unknown. Hunks without a place are then upstream. Hunks with a place would be
	 * applied twice, or were lost, and are conflicts.
	 */
	const char *known;
	/* Names in conflict markers. */
	const char *old_name, *new_name, *patch_name;
};

/*
 * Carries @patch and applies it: to @old unchanged, to @new as carried. A patch in
 * conflict leaves @new unchanged. A patch that does not apply to @old has no known base
 * and is a conflict. Returns NULL and sets @error only as apply_patch() does.
 */
struct carry *carry_patch(struct tree *old, struct tree *new, const struct patch *patch,
			  const struct carry_options *options,
			  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Returns the carry for a decision of the user: @patch (keeps a reference) instead, or
 * nothing (NULL). */
struct carry *carry_decide(GBytes *patch);

/* How much of a patch in conflict is upstream. If this is at least half of its hunks,
 * the whole change is probably upstream in another form. */
struct carry_seen {
	guint upstream, hunks;
	gboolean probably;
};

/* Counts the hunks of @carry; it need not be a conflict. */
struct carry_seen carry_seen(const struct carry *carry);

void carry_free(struct carry *carry);

typedef struct carry Carry;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Carry, carry_free)
