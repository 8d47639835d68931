/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Jobs that are dead while Slurm has them running. Where the slurmstepd of a job is killed, or
 * its node is back before the controller has missed it, srun(1) hears of nothing and waits for
 * the job's time limit. So a stage that is a job gives a sign of life: it touches a file of the
 * cache, beat/NAME/JOB, every few seconds. Who waits for the stages cancels a job that runs and
 * gives none; srun then ends, and the variant is tried again.
 *
 * Looks are counted, not seconds: no clock of a node is compared with one of another, and
 * who was stopped himself finds no job late.
 */
#pragma once

#include <glib.h>

struct slurm_watch;
typedef struct slurm_watch SlurmWatch;

/* In a step of a job of kferry's (slurm.h): gives signs of life until the process ends. */
void slurm_beat(void);

/* Watches the jobs of the name @name, in a thread, until slurm_watch_end(). */
struct slurm_watch *slurm_watch_new(const char *name);

/* @watch may be NULL. */
void slurm_watch_end(struct slurm_watch *watch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SlurmWatch, slurm_watch_end)
