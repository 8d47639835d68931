/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "build/pipeline.h"

#include <string.h>

#include "branch/project.h"
#include "util/error.h"
#include "util/subprocess.h"

void pipeline_free(struct pipeline *pipeline)
{
	if (!pipeline)
		return;
	g_free(pipeline->project);
	g_free(pipeline->makefile);
	g_clear_pointer(&pipeline->assignments, g_ptr_array_unref);
	g_clear_pointer(&pipeline->wrapper, g_ptr_array_unref);
	g_free(pipeline);
}

struct pipeline *pipeline_new(const char *project, GError **error)
{
	g_autoptr(Pipeline) pipeline = g_new0(struct pipeline, 1);
	g_autofree char *makefile = project_file(project, "scripts/pipeline.mk", error);
	g_autofree char *program = g_file_read_link("/proc/self/exe", NULL);

	if (!makefile)
		return NULL;
	pipeline->project = g_strdup(project);
	pipeline->makefile = g_canonicalize_filename(makefile, NULL);
	pipeline->assignments = g_ptr_array_new_with_free_func(g_free);
	pipeline->wrapper = g_ptr_array_new_with_free_func(g_free);
	pipeline_set(pipeline, "KFERRY", program ?: "kferry");
	/* BRANCH has it; one from an outer make would be in MAKEFLAGS */
	pipeline_set(pipeline, "ARCH", "");
	return g_steal_pointer(&pipeline);
}

void pipeline_set(struct pipeline *pipeline, const char *name, const char *value)
{
	g_autoptr(GString) text = NULL;

	if (!value)
		return;
	text = g_string_new(value);
	g_string_replace(text, "$", "$$", 0);
	g_ptr_array_add(pipeline->assignments, g_strconcat(name, "=", text->str, NULL));
}

void pipeline_set_path(struct pipeline *pipeline, const char *name, const char *path)
{
	g_autofree char *absolute = path ? g_canonicalize_filename(path, NULL) : NULL;

	pipeline_set(pipeline, name, absolute);
}

/* A recipe would end at a line break, and the rest would be another one. */
static gboolean check_lines(const struct pipeline *pipeline, GError **error)
{
	for (guint i = 0; i < pipeline->assignments->len; i++) {
		const char *assignment = pipeline->assignments->pdata[i];

		if (!strchr(assignment, '\n'))
			continue;
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "'%s': make does not accept a line break", assignment);
		return FALSE;
	}
	return TRUE;
}

GPtrArray *pipeline_argv(const struct pipeline *pipeline, GError **error)
{
	g_autoptr(GPtrArray) argv = g_ptr_array_new();
	const char *const words[] = {"make", "--no-print-directory",
				     "-C",   pipeline->project,
				     "-f",   pipeline->makefile};

	if (!check_lines(pipeline, error))
		return NULL;
	for (guint i = 0; i < pipeline->wrapper->len; i++)
		g_ptr_array_add(argv, pipeline->wrapper->pdata[i]);
	for (guint i = 0; i < G_N_ELEMENTS(words); i++)
		g_ptr_array_add(argv, (char *)words[i]);
	for (guint i = 0; i < pipeline->assignments->len; i++)
		g_ptr_array_add(argv, pipeline->assignments->pdata[i]);
	return g_steal_pointer(&argv);
}

gboolean pipeline_run(const struct pipeline *pipeline, const char *target, int *status,
		      GError **error)
{
	g_autoptr(GPtrArray) argv = pipeline_argv(pipeline, error);
	struct subprocess process = {.line = pipeline->line, .data = pipeline->data};

	if (!argv)
		return FALSE;
	g_ptr_array_add(argv, (char *)target);
	g_ptr_array_add(argv, NULL);
	process.argv = (const char *const *)argv->pdata;
	return subprocess_show(&process, pipeline->to_stderr, status, error);
}
