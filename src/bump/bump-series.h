/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The series files of a branch, each carried from the old source to the new one: the
 * branch's own, and those that variants and mutants apply on top of it. The lower
 * series are first applied to both sources, in their old and their carried form.
 */
#pragma once

#include "bump/bump.h"
#include "port/rebase-dir.h"

struct bump_series {
	char *name;	 /* relative to patches/BRANCH: "mutants/x/series" */
	char *path;	 /* absolute */
	GPtrArray *base; /* of struct bump_series, borrowed: the series below it */

	struct rebase *rebase;	/* NULL: not carried yet */
	struct rebase_dir *dir; /* NULL: no decision was needed */
};

/* Returns all series files of the branch, each once, lower ones first: an array of
 * struct bump_series; unref it. */
GPtrArray *bump_series_list(const struct branch *branch);

/* Returns how many patches of @series are left out by guards: they are not carried, and
 * stay unchanged. */
guint bump_series_guarded(const struct bump *bump, const struct bump_series *series);

/* Carries all of @list in memory, and writes nothing. A patch in conflict is left out.
 * Errors: KF_ERROR_INPUT. */
gboolean bump_series_try(const struct bump *bump, GPtrArray *list,
			 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * The same with the decisions so far, up to the first series in conflict, to which
 * *@stopped is set: it has a directory in which the user can continue. With @go_on,
 * edited conflict files first become a decision, as by kferry rebase --continue. The
 * result is stored in carried/ of the state. Errors: KF_ERROR_NEGATIVE for files that
 * cannot become one, and for a patch that one series drops and another one needs; those
 * of rebase-dir.h.
 */
gboolean bump_series_carry(const struct bump *bump, GPtrArray *list, gboolean go_on,
			   struct bump_series **stopped,
			   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Copies carried/ to the branch's series files and patches. */
gboolean bump_series_place(const struct bump *bump, const GPtrArray *list,
			   GError **error) G_GNUC_WARN_UNUSED_RESULT;
