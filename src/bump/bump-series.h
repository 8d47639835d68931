/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The series files of a branch, each carried from the old source to the new one: the
 * branch's own, and those that variants and mutants put on top of it. What a series is on
 * top of is applied to both sources first, as it was and as it was carried.
 */
#pragma once

#include "bump/bump.h"
#include "port/rebase-dir.h"

struct bump_series {
	char *name;	 /* below patches/BRANCH: "mutants/x/series" */
	char *path;	 /* absolute */
	GPtrArray *base; /* of struct bump_series, borrowed: what it is on top of */

	struct rebase *rebase;	/* NULL before it was carried */
	struct rebase_dir *dir; /* NULL: no decision was needed */
};

/*
 * All series files of the branch, each once, those that others are on top of first; of
 * struct bump_series, to be unreffed.
 */
GPtrArray *bump_series_list(const struct branch *branch);

/*
 * How many patches of @series are behind guards that nothing selects: they are not carried, and
 * stay in it as they are.
 */
guint bump_series_guarded(const struct bump_series *series);

/*
 * Carries all of @list in memory, and writes nothing. A patch in conflict is left out for
 * those after it. Errors: KF_ERROR_INPUT.
 */
gboolean bump_series_try(const struct bump *bump, GPtrArray *list,
			 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * The same with the decisions that were taken, until one is in conflict: *@stopped is it,
 * and it has a directory in which a person goes on. With @go_on, conflict files that were
 * edited are taken as decision first, as by kferry rebase --continue. Errors:
 * KF_ERROR_NEGATIVE for files that cannot be taken, and for a patch that one series drops and
 * another one needs; those of rebase-dir.h. What was carried is in the state's carried/.
 */
gboolean bump_series_carry(const struct bump *bump, GPtrArray *list, gboolean go_on,
			   struct bump_series **stopped,
			   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Makes carried/ the branch's series files and patches. */
gboolean bump_series_place(const struct bump *bump, const GPtrArray *list,
			   GError **error) G_GNUC_WARN_UNUSED_RESULT;
