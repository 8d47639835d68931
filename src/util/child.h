/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Child processes that end with kferry, for whatever reason it ends. */
#pragma once

#include <glib.h>

/*
 * A GSpawnChildSetupFunc: the child gets SIGKILL when the thread that started it
 * ends (prctl(2), PR_SET_PDEATHSIG), and leads a process group of its own so
 * that a terminal's ^C reaches kferry alone. @data is the parent's pid by
 * GINT_TO_POINTER: a parent that died in between ends the child at once.
 */
void child_setup(gpointer data);

/*
 * Runs @argv without input, its output thrown away, for at most @seconds, then
 * kills it. Returns the status as of waitpid(2); -1 with @error set
 * (KF_ERROR_SYSTEM) if it could not be started or had to be killed.
 */
int child_run_for(char **argv, double seconds, GError **error);
