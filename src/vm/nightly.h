/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is done with branches every night: the CVE data and the sources are updated, a
 * bump is tried if a newer version is pinned, what changed is built, booted and judged,
 * and differences from the previous night are put into a mail.
 *
 * The stages are kferry commands. Their output goes to the directory nightly/ of the
 * cache, as does the state for the next night (BRANCH.json).
 */
#pragma once

#include <glib.h>

struct nightly {
	const char *project; /* its directory */
	gboolean dry_run;    /* print what would be done, and do nothing */

	/* the result */
	GString *mail;	     /* text with a section for each branch */
	GString *subject;    /* one line: the branches and their verdicts */
	GPtrArray *verdicts; /* for report.h: all variants of all branches */
	guint troubles;	     /* number of stages and branches that failed */
};

/*
 * Handles the branches @names, ended by NULL; if that is NULL, all of the project, on
 * all architectures with a toolchain. A stage that fails, or a branch that cannot be
 * read, is reported in the mail, and the next one follows. FALSE and @error if nothing
 * is possible: KF_ERROR_BUSY if another one runs, KF_ERROR_INPUT for an unknown name in
 * @names. Call nightly_clear() in any case.
 */
gboolean nightly_run(struct nightly *nightly, char **names,
		     GError **error) G_GNUC_WARN_UNUSED_RESULT;

void nightly_clear(struct nightly *nightly);
