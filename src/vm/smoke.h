/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Takes branches from source to runs by the pipeline (build/pipeline.h): on this machine
 * one after another, or by Slurm all at the same time. Each branch is a make of its own,
 * and its jobs have a name of their own, so a failure does not affect other branches.
 */
#pragma once

#include <glib.h>

#include "branch/branch.h"

/* The request; what it points to belongs to the caller, except for @branches. */
struct smoke {
	const char *project;		 /* its directory */
	const char *from, *config, *run; /* options of kferry smoke, or NULL */
	char **variants;		 /* NULL: the usual ones, or all */
	gboolean all;
	guint jobs; /* stages of a branch in parallel; 0: a default */
	gint64 seed;
	gboolean to_stderr; /* on this machine: show all output there */
	gboolean slurm;
	const char *node_cache; /* see build/slurm.h, or NULL */
	/* With Slurm, called by several threads for every line of output. The line
	 * begins with the name of its branch. */
	void (*line)(const char *line);
	GPtrArray *branches; /* struct smoke_branch *, see smoke_add() */
};

struct smoke_branch {
	const struct smoke *smoke;
	struct branch *branch;
	char **names;	     /* variants to report */
	struct slurm *slurm; /* NULL: on this machine */
	/* the result */
	gboolean broken;   /* a stage failed */
	char **unfinished; /* variants whose jobs did not finish, or NULL */
	GError *error;	   /* why the branch was given up, or NULL */
};

/*
 * Adds a branch with the variants @names (ended by NULL) to report, and takes ownership
 * of both. With Slurm, asks the controller; FALSE with @error as slurm_new() and
 * slurm_stage_by().
 */
gboolean smoke_add(struct smoke *smoke, struct branch *branch, char **names,
		   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Builds and boots the variants of all branches, and waits. With Slurm, retries variants
 * without a run: a node may have died, or a job been preempted or cancelled. However
 * this process ends, the jobs of all branches are cancelled.
 */
void smoke_run(struct smoke *smoke);

/* Appends the verdicts on a branch to @verdicts (report.h). FALSE with @error if it was
 * given up, or as proof_report(). */
gboolean smoke_report(const struct smoke_branch *one, GPtrArray *verdicts,
		      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Frees @branches. */
void smoke_clear(struct smoke *smoke);
