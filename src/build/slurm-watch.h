/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Detects jobs that are dead although Slurm thinks that they run. If the slurmstepd of
 * a job is killed, or its node is back before the controller missed it, srun(1) waits
 * until the job's time limit. Therefore each job touches a file in the cache,
 * beat/NAME/JOB, every few seconds. kferry cancels a running job that does not; srun
 * then ends, and the variant is tried again.
 *
 * Checks are counted, not seconds, so clocks of different nodes are never compared, and
 * if kferry itself was stopped, no job looks late.
 */
#pragma once

#include <glib.h>

struct slurm_watch;
typedef struct slurm_watch SlurmWatch;

/* In a step of a job of kferry (slurm.h): touches its file until the process ends. */
void slurm_beat(void);

/* Watches the jobs called @name, in a thread, until slurm_watch_end(). */
struct slurm_watch *slurm_watch_new(const char *name);

/* @watch may be NULL. */
void slurm_watch_end(struct slurm_watch *watch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SlurmWatch, slurm_watch_end)
