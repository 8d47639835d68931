/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Follow-ups to the patches of a series: commits that claim to fix or revert one of
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
	char *patch; /* in the series; or the name of the base */
	enum follow_what what;
	char *name;    /* the commit, or the id of the CVE */
	char *subject; /* untrusted */
	gboolean done; /* the series has that commit, or the CVE is not open */
	char *state;   /* in words, why it is done, or its status; NULL: unknown */
	char *ignored; /* reason in the ignore file; NULL: not ignored */
};

/* "fix", "revert", "cve" */
const char *follow_what_name(enum follow_what what);

/* What to search, and where; parts that are NULL are skipped. */
struct follow_request {
	const struct cve_series *series;
	const struct cve_report *report; /* on all CVEs, for the same series */
	struct follow_index *index;
	const GPtrArray *of_base; /* result of follow_base(), and the name of that
				   * base: */
	const char *base;
	const char *git;    /* repository of the index: its commits are searched in
			     * ... */
	struct tree *tree;  /* ... this source, which has the series applied */
	GHashTable *ignore; /* name -> reason, see follow_ignore_read() */
};

/* Returns the follow-ups in the order of the series, then those of the base: an array
 * of struct follow_up; unref it. */
GPtrArray *follow_find(const struct follow_request *request,
		       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Reads an ignore file: each line has a commit or CVE and a reason; "#" begins a
 * comment. Errors: KF_ERROR_INPUT, FILE:LINE. */
GHashTable *follow_ignore_read(const char *path,
			       GError **error) G_GNUC_WARN_UNUSED_RESULT;
