/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The pipeline's stages as Slurm's jobs: what launches them, which of them are left, what
 * ends them. For who waits, a stage is one job of srun(1), so that make knows when it is
 * over; for who leaves, one of sbatch(1), and Slurm knows what waits for what. A node that
 * dies takes one stage with it.
 */
#pragma once

#include <glib.h>

#include "build/pipeline.h"

#define SLURM_NAME  "kferry-" /* how the names of jobs begin */
#define SLURM_TRIES 3	      /* of a variant whose job comes to no end */
#define SLURM_WAIT  600	      /* seconds for a controller that does not answer */

struct slurm {
	char *name;	 /* of all the jobs of this run: kferry- and a number */
	gboolean memory; /* the cluster counts memory */
	gboolean kvm;	 /* there is a node with the feature kvm */
	char *node_cache; /* of nodes that share no file system, as scripts/stage-slurm has
			   * it; NULL: the cache is everybody's */
	char *stage;	  /* that script, if it is used */
};

typedef struct slurm Slurm;

/*
 * Asks Slurm's controller how it is set up. @name is the name of the jobs, NULL for a new
 * one. The caller frees it. NULL with
 * KF_ERROR_SYSTEM where there is no Slurm or no controller answers.
 */
struct slurm *slurm_new(const char *name, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/*
 * Has stages run on nodes that share no file system, each with a cache of its own at the
 * absolute path @dir; %n in it is the node's name. The project in the directory @project, or
 * the installation, has the script. FALSE with KF_ERROR_INPUT.
 */
gboolean slurm_stage_by(struct slurm *slurm, const char *project, const char *dir,
			GError **error) G_GNUC_WARN_UNUSED_RESULT;

void slurm_free(struct slurm *slurm);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Slurm, slurm_free)

/*
 * Makes @pipeline run its stages by Slurm (the source stage here where nothing is shared), and
 * cancel what is queued or runs of them however it ends.
 */
void slurm_use(const struct slurm *slurm, struct pipeline *pipeline);

enum slurm_stage { SLURM_SOURCE, SLURM_BUILD, SLURM_BOOT, SLURM_END };

struct slurm_job {
	enum slurm_stage stage;
	const char *script, *log; /* paths that the nodes see, too */
	const char *after;	  /* as of sbatch's --dependency, or NULL */
	guint tasks;		  /* of an array, numbered from 0; 0: no array */
};

/*
 * Puts @job into the queue. Slurm runs it again if its node dies, and drops it if what it
 * waits for failed. Its number, to be freed; NULL with KF_ERROR_SYSTEM.
 */
char *slurm_submit(const struct slurm *slurm, const struct slurm_job *job,
		   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Waits until the controller answers: one that died is started again, mostly. FALSE with
 * KF_ERROR_SYSTEM if it did not within @seconds.
 */
gboolean slurm_wait(guint seconds, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* How many jobs of the name run and wait. KF_ERROR_SYSTEM if no controller answers. */
gboolean slurm_queue(const char *name, guint *running, guint *pending,
		     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Cancels all jobs of the name. */
gboolean slurm_cancel(const char *name, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * The node of Slurm that this process runs on, if it is one of its jobs; else NULL. It is
 * a plain name: KF_ERROR_INPUT for another one.
 */
const char *slurm_node(GError **error);
