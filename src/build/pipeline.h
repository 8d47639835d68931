/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The pipeline's makefile (scripts/pipeline.mk), which make runs in a project's
 * directory: kferry smoke and similar commands do the same as make there.
 */
#pragma once

#include <glib.h>

struct pipeline {
	char *project;		/* its directory */
	char *makefile;		/* of the project or the installation, absolute */
	GPtrArray *assignments; /* NAME=VALUE for make's command line */
	gboolean to_stderr;	/* stdout is used by the command: print everything on
				 * stderr */
	/* Called for every line of output, instead of showing it; may be NULL. */
	void (*line)(const char *line, void *data);
	void *data;	    /* passed to it */
	GPtrArray *wrapper; /* char *: words before make's command line; may be empty */
};

typedef struct pipeline Pipeline;

/* Returns the pipeline of the project in the directory @project; the caller frees it.
 * NULL with KF_ERROR_INPUT if there is no makefile. */
struct pipeline *pipeline_new(const char *project,
			      GError **error) G_GNUC_WARN_UNUSED_RESULT;

void pipeline_free(struct pipeline *pipeline);

/* Sets a variable of the makefile to the text @value, without expansion by make.
 * Ignores NULL. */
void pipeline_set(struct pipeline *pipeline, const char *name, const char *value);

/* The same for a path, which is made absolute. */
void pipeline_set_path(struct pipeline *pipeline, const char *name, const char *path);

/* Returns make's command line without a target: an array of words that belong to
 * @pipeline; unref it. NULL with KF_ERROR_INPUT if a value has a line break. */
GPtrArray *pipeline_argv(const struct pipeline *pipeline,
			 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Runs make for @target, shows its output, and waits. Sets *@status to its exit status.
 * FALSE if make could not be run, or a value has a line break. */
gboolean pipeline_run(const struct pipeline *pipeline, const char *target, int *status,
		      GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Pipeline, pipeline_free)
