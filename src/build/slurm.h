/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The pipeline's stages as Slurm's jobs: what launches them, which of them are left, what
 * ends them. A stage is one job of srun(1), so that make knows when it is over; a node that
 * dies takes one stage with it.
 */
#pragma once

#include <glib.h>

#include "build/pipeline.h"

struct slurm {
	char *name;	 /* of all the jobs of this run: kferry- and a number */
	gboolean memory; /* the cluster counts memory */
	gboolean kvm;	 /* there is a node with the feature kvm */
};

typedef struct slurm Slurm;

/*
 * Asks Slurm's controller how it is set up. The caller frees it. NULL with
 * KF_ERROR_SYSTEM where there is no Slurm or no controller answers.
 */
struct slurm *slurm_new(GError **error) G_GNUC_WARN_UNUSED_RESULT;
void slurm_free(struct slurm *slurm);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Slurm, slurm_free)

/*
 * Makes @pipeline run its stages by Slurm, and cancel what is queued or runs of them
 * however it ends.
 */
void slurm_use(const struct slurm *slurm, struct pipeline *pipeline);

/*
 * The node of Slurm that this process runs on, if it is one of its jobs; else NULL. It is
 * a plain name: KF_ERROR_INPUT for another one.
 */
const char *slurm_node(GError **error);
