/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Runs the stages of the pipeline as jobs of Slurm: submits them, counts those that are
 * left, and cancels them. If kferry waits, a stage is a job of srun(1), so that make
 * knows when it ends; if it does not, a job of sbatch(1), and Slurm knows the
 * dependencies. A node that dies only takes one stage with it.
 */
#pragma once

#include <glib.h>

#include "build/pipeline.h"

#define SLURM_NAME  "kferry-" /* prefix of job names */
#define SLURM_TRIES 3	      /* for a variant whose job does not finish */
#define SLURM_WAIT  600	      /* seconds for a controller that does not answer */

struct slurm {
	char *name;	  /* of all jobs of a branch: kferry- and a number */
	gboolean memory;  /* the cluster allocates memory */
	gboolean kvm;	  /* a node has the feature kvm */
	char *node_cache; /* cache of nodes without a shared file system, see
			   * scripts/stage-slurm; NULL: shared cache */
	char *stage;	  /* path of that script, if it is used */
};

typedef struct slurm Slurm;

/*
 * Asks Slurm's controller for its configuration. @name is the name of the jobs; NULL: a
 * new one. The caller frees it. NULL with KF_ERROR_SYSTEM if there is no Slurm, or no
 * controller answers.
 */
struct slurm *slurm_new(const char *name, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/*
 * Runs stages on nodes without a shared file system, each with its own cache at the
 * absolute path @dir; %n in it is the node's name. The script is taken from the project
 * in the directory @project, or from the installation. FALSE with KF_ERROR_INPUT.
 */
gboolean slurm_stage_by(struct slurm *slurm, const char *project, const char *dir,
			GError **error) G_GNUC_WARN_UNUSED_RESULT;

void slurm_free(struct slurm *slurm);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Slurm, slurm_free)

/* Makes @pipeline run its stages by Slurm (the source stage runs here if nothing is
 * shared), and cancel its jobs however it ends. */
void slurm_use(const struct slurm *slurm, struct pipeline *pipeline);

enum slurm_stage { SLURM_SOURCE, SLURM_BUILD, SLURM_BOOT, SLURM_END };

struct slurm_job {
	enum slurm_stage stage;
	const char *script, *log; /* paths that are valid on the nodes */
	const char *after;	  /* value of sbatch's --dependency, or NULL */
	guint tasks;		  /* of an array, numbered from 0; 0: no array */
};

/* Submits @job. Slurm requeues it if its node dies, and drops it if a dependency fails.
 * Returns the job number; the caller frees it. NULL with KF_ERROR_SYSTEM. */
char *slurm_submit(const struct slurm *slurm, const struct slurm_job *job,
		   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Waits until the controller answers, since a dead controller is usually restarted.
 * FALSE with KF_ERROR_SYSTEM if it does not within @seconds. */
gboolean slurm_wait(guint seconds, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Counts running and pending jobs with this name. KF_ERROR_SYSTEM if no controller
 * answers. */
gboolean slurm_queue(const char *name, guint *running, guint *pending,
		     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Cancels all jobs with this name. */
gboolean slurm_cancel(const char *name, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Returns the Slurm node on which this process runs, if it is in a job; else NULL.
 * KF_ERROR_INPUT if it is not a plain name. */
const char *slurm_node(GError **error);
