/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is done with branches every night: the data of CVEs and the sources are brought up to
 * date, a bump is tried where a newer version is pinned, what has changed is built, booted
 * and judged, and what differs from the night before is said in a mail.
 *
 * The stages are commands of kferry, whose output goes into the directory nightly/ of the
 * cache; so does what is remembered until the next night (BRANCH.json).
 */
#pragma once

#include <glib.h>

struct nightly {
	const char *project; /* its directory */
	gboolean dry_run;    /* say what would be done, and do nothing */

	/* the result */
	GString *mail;	     /* the text; each branch has a section */
	GString *subject;    /* of one line: the branches and their verdicts */
	GPtrArray *verdicts; /* report.h: on all variants of all branches */
	guint troubles;	     /* stages and branches that failed */
};

/*
 * The branches @names, ended by NULL; if that is NULL, all of the project, on all their
 * architectures for which there is a toolchain. A stage that fails is said in the mail, and
 * the next goes on; so is a branch of the project that cannot be read. FALSE with @error
 * where not even that can be: KF_ERROR_BUSY if another one runs, KF_ERROR_INPUT for a name
 * in @names of no branch. In any case nightly_clear() is due.
 */
gboolean nightly_run(struct nightly *nightly, char **names,
		     GError **error) G_GNUC_WARN_UNUSED_RESULT;

void nightly_clear(struct nightly *nightly);
