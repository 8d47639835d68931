/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What came after the patches of a series: commits that say that they fix or revert one of
 * them, and CVEs that one of them introduced.
 */
#pragma once

#include "patch/tree.h"
#include "upstream/cve-report.h"
#include "upstream/follow-index.h"
#include "upstream/has-change.h"

enum follow_what {
	FOLLOW_BY_FIX,
	FOLLOW_BY_REVERT,
	FOLLOW_BY_CVE,
};

struct follow_up {
	char *patch; /* of the series, or what the base is called */
	enum follow_what what;
	char *name;    /* the commit, or the CVE's id */
	char *subject; /* text of others */
	gboolean done; /* the series has that commit, or the CVE is no longer open */
	char *state; /* in words: by what, or what became of it; NULL: nothing known */
	char *ignored; /* the reason of the ignore file; NULL: it is not ignored */
};

/* "fix", "revert", "cve" */
const char *follow_what_name(enum follow_what what);

/* What is asked, and where; what is NULL is not looked at. */
struct follow_request {
	const struct cve_series *series;
	const struct cve_report *report; /* of all CVEs, of the same series */
	struct follow_index *index;
	const GPtrArray *of_base; /* of follow_base(); with the name of that: */
	const char *base;
	const char *git;    /* of the index: commits are looked for in ... */
	struct tree *tree;  /* ... this source, which has the series applied */
	GHashTable *ignore; /* name -> reason, see follow_ignore_read() */
};

/* The follow-ups in the order of the series, then those of the base: of struct follow_up, to be
 * unreffed. */
GPtrArray *follow_find(const struct follow_request *request,
		       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * An ignore file: on each line a commit or CVE and a reason; "#" begins a comment. Errors:
 * KF_ERROR_INPUT, FILE:LINE.
 */
GHashTable *follow_ignore_read(const char *path,
			       GError **error) G_GNUC_WARN_UNUSED_RESULT;
