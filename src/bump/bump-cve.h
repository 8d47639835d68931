/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a bump means for known CVEs, if CVE data was imported (kferry-cve(1)): what the
 * new base fixes and brings, and CVEs that patches of the series introduced.
 */
#pragma once

#include "bump/bump.h"

struct bump_cve {
	gboolean known;	  /* there is data; otherwise the rest is empty */
	gboolean beyond;  /* the new version is newer than the data */
	char *date;	  /* of the data, YEAR-MONTH-DAY */
	GPtrArray *fixed; /* of char *, ids */
	GPtrArray *brought;
	GPtrArray *follow; /* of char *, lines "PATCH: CVE-..., state" */
};

struct bump_cve *bump_cve_new(const struct bump *bump,
			      GError **error) G_GNUC_WARN_UNUSED_RESULT;
void bump_cve_free(struct bump_cve *cve);

/* Returns it as lines of text; the caller frees it. */
char *bump_cve_text(const struct bump_cve *cve);

typedef struct bump_cve BumpCve;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BumpCve, bump_cve_free)
