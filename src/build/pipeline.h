/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The pipeline's makefile (scripts/pipeline.mk), run by make in a project's directory: what
 * kferry smoke and its siblings do is what make does there, by the same file.
 */
#pragma once

#include <glib.h>

struct pipeline {
	char *project;		/* its directory */
	char *makefile;		/* of the project or the installed one, absolute */
	GPtrArray *assignments; /* NAME=VALUE for make's command line */
	gboolean to_stderr;	/* stdout is the command's own: all is said on stderr */
	GPtrArray
		*wrapper; /* char *: words that make's command line follows, or none */
};

typedef struct pipeline Pipeline;

/*
 * The pipeline of the project in the directory @project. The caller frees it. NULL with
 * KF_ERROR_INPUT if there is no makefile.
 */
struct pipeline *pipeline_new(const char *project,
			      GError **error) G_GNUC_WARN_UNUSED_RESULT;

void pipeline_free(struct pipeline *pipeline);

/* Sets a variable of the makefile to the text @value; what make would expand in it stays
 * as it is. A NULL is left out. */
void pipeline_set(struct pipeline *pipeline, const char *name, const char *value);

/* The same of a path, which is made absolute from the current directory. */
void pipeline_set_path(struct pipeline *pipeline, const char *name, const char *path);

/*
 * make's command line without a target: words that are @pipeline's, in an array that the
 * caller unrefs. NULL with KF_ERROR_INPUT if a value has a line break.
 */
GPtrArray *pipeline_argv(const struct pipeline *pipeline,
			 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Runs make for @target, its output shown as it comes, and waits. make's exit status in
 * *@status; FALSE if make could not be run, or a value has a line break.
 */
gboolean pipeline_run(const struct pipeline *pipeline, const char *target, int *status,
		      GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Pipeline, pipeline_free)
