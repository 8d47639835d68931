/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Carrying one patch from an old tree to a new one. Hunks are merged
 * (port/hunk-merge.h). Other changes of a file (new, deleted, renamed, binary) are
 * carried only if the new tree has the same file as the old one.
 */
#pragma once

#include "patch/apply.h"
#include "patch/tree.h"
#include "port/code-move.h"
#include "port/conflict-hints.h"
#include "port/hunk-merge.h"
#include "port/series-end.h"
#include "port/unplaced.h"

/* Hunks that need more fuzz than this do not apply to the old tree. */
#define CARRY_OLD_FUZZ 2

/* Of a patch; in the order of the report. */
enum carry_status {
	CARRY_EXACT,	/* as it is */
	CARRY_OFFSET,	/* with other line numbers */
	CARRY_MERGED,	/* three-way: with other context */
	CARRY_ADAPTED,	/* by words: its lines are not quite the same */
	CARRY_UPSTREAM, /* the new tree has all of it: nothing is left */
	CARRY_PARTIAL,	/* the new tree has some of it: what is left is carried */
	CARRY_DROPPED,	/* left out by the user's decision */
	CARRY_CONFLICT, /* some of it could not be placed: nothing is carried */
};
#define CARRY_STATUSES (CARRY_CONFLICT + 1)

/* The name of its outcome, see patch/outcome.h. */
const char *carry_status_name(enum carry_status status);

struct carry_hunk {
	const struct hunk *hunk; /* NULL: what is done to the file as a whole */
	guint number;		 /* of the hunk in its file, from 1; 0: the file */
	char *path;		 /* in the new tree */
	enum merge_step step;
	gboolean taken_back; /* by later patches, see port/hunk-merge.h */
	gboolean superseded; /* see port/hunk-merge.h */
	gboolean doubtful;   /* see port/hunk-merge.h */
	gboolean open;	     /* in conflict, and no marker shows it */
	gint64 line;	     /* in the new tree before the patch, from 1; 0: unknown */
	char *reason;	     /* in words; NULL when there is nothing to say */
	GPtrArray *needs;    /* names that the new tree lacks, see port/prerequisites.h;
				NULL: none */
	GArray *proposals; /* of a conflict: see port/conflict-hints.h; NULL for none */
};

/* A file with what could be done and markers for what could not. */
struct carry_work {
	char *path;
	GBytes *before; /* in the new tree; NULL: there is no such file */
	mode_t before_mode;
	GBytes *bytes; /* NULL: the patch removes it */
	mode_t mode;
	GArray *blocks; /* of struct marker_block, one per block of markers: of which of
			   carry->hunks; NULL: unknown */
};

struct carry {
	enum carry_status status;
	GPtrArray *hunks; /* of struct carry_hunk, in the order of the patch */
	GBytes *patch;	  /* as carried: the bytes as they were when nothing moved;
			     NULL: upstream or conflict */
	GPtrArray *work;  /* of struct carry_work: of a conflict */
	GString *rejects; /* the hunks in conflict, as a patch */
};

struct carry_options {
	int strip;
	gboolean reverse;
	struct series_end *end;	  /* NULL: unknown */
	struct code_moves *moves; /* between the two trees */
	/* That history has the change, in words; NULL: it is not known to. What has no place
	 * is upstream then; what has one would be there twice, or was lost: a conflict. */
	const char *known;
	/* How markers name the trees and the patch. */
	const char *old_name, *new_name, *patch_name;
};

/*
 * Carries @patch, and applies it: @old then has it as it is, @new as carried.
 * A patch in conflict leaves @new as it was. What does not apply to @old has no
 * known base, and is in conflict. Returns NULL and @error for what is no matter
 * of placing, as apply_patch().
 */
struct carry *carry_patch(struct tree *old, struct tree *new, const struct patch *patch,
			  const struct carry_options *options,
			  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * What the user decided: @patch (a reference is kept) instead, or nothing (NULL).
 */
struct carry *carry_decide(GBytes *patch);

/*
 * How much of a conflict the new tree has. It is probably upstream, in a form that is
 * not quite the same, when that is half of the hunks or more.
 */
struct carry_seen {
	guint upstream, hunks;
	gboolean probably;
};

/* Counts the hunks of @carry, whatever came of it. */
struct carry_seen carry_seen(const struct carry *carry);

void carry_free(struct carry *carry);

typedef struct carry Carry;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Carry, carry_free)
