/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where a patch comes from, according to the text before its diffs.
 *
 * Every tree has its own way to say this, and headers get mixed when patches travel.
 * Therefore all of these are searched in every header:
 *
 *	mbox    From SHA Mon Sep 17 00:00:00 2001 / From: / Date: / Subject:
 *	stable  commit SHA upstream.   [ Upstream commit SHA ]
 *	git     (cherry picked from commit SHA)
 *	DEP-3   Description: / Origin: / Author: / Forwarded: / Bug-*: ...
 *	        https://dep-team.pages.debian.net/deps/dep3/
 *	SUSE    Git-commit: SHA / Patch-mainline: / References:
 *	        kernel-source's README.md
 *	RHEL    commit SHA, Author:, Date: in a block; Upstream-commit: /
 *	        Upstream Status: / JIRA: / Bugzilla: / CVE:
 *	Ubuntu  BugLink: / (backported from commit SHA)
 */
#pragma once

#include <glib.h>

#include "patch/patch.h"

enum header_tag_kind {
	TAG_MBOX,	   /* the "From SHA date" line; value: the SHA */
	TAG_FROM,	   /* From:, Author: */
	TAG_DATE,	   /* Date:, Last-Update: */
	TAG_SUBJECT,	   /* Subject:, Description: */
	TAG_STABLE,	   /* commit SHA upstream; value: the SHA */
	TAG_CHERRY_PICK,   /* cherry picked or backported from; value: the SHA */
	TAG_GIT_COMMIT,	   /* SUSE, RHEL; value: the SHA */
	TAG_ORIGIN,	   /* DEP-3; value: as written */
	TAG_MAINLINE,	   /* Patch-mainline:, Upstream Status: */
	TAG_FORWARDED,	   /* DEP-3 */
	TAG_REFERENCE,	   /* Bug*:, References:, BugLink:, CVE:, JIRA: ... */
	TAG_SIGNED_OFF_BY, /* Signed-off-by: */
	TAG_REVERT,	   /* This reverts commit SHA; value: the SHA */
	TAG_FIXES,	   /* Fixes: SHA ("subject") ; value: as written */
};

/* One line, or part of a line, that was recognized. */
struct header_tag {
	enum header_tag_kind kind;
	char *name;  /* as written before the colon, or the phrase */
	char *value; /* without surrounding blanks; folded lines are joined by a
		      * blank */
	guint line;  /* in the patch file, from 1 */
};

struct header {
	GPtrArray *tags; /* of struct header_tag, in order */

	/* Summary of the tags; NULL if nothing says it. */
	const char *author, *date, *subject;
	char *title;		 /* subject without "[PATCH 3/7]" and the like */
	const char *origin;	 /* DEP-3 Origin, SUSE Patch-mainline */
	char *upstream;		 /* id of the mainline commit, maybe abbreviated */
	guint upstream_line;	 /* line in the patch file that says so */
	const char *mbox_commit; /* id in the tree from which the patch was exported */
	const char *reverts;	 /* id of the commit that this patch reverts */
};

/*
 * Parses the header of @patch. Never fails: what is not recognized is text. The commit
 * of an mbox "From" line counts as upstream only if a DEP-3 Origin says that the patch
 * is in mainline but names no commit; otherwise it may be of any tree.
 */
struct header *header_parse(const struct patch *patch);

/* The same for text; @line is the number of its first line. */
struct header *header_parse_text(const char *data, gsize len, guint line);

void header_free(struct header *header);

/* Returns the first tag of @kind, or NULL. */
const struct header_tag *header_tag(const struct header *header,
				    enum header_tag_kind kind);

typedef struct header Header;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Header, header_free)
