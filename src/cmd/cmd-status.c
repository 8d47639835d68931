/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "branch/fix-status.h"
#include "branch/project.h"
#include "cmd/commands.h"
#include "cmd/print-rebase.h"
#include "util/json-text.h"

static const struct branch_patches *branch_at(const struct fix_status *matrix, guint i)
{
	return g_ptr_array_index(matrix->branches, i);
}

static json_t *row_json(const struct fix_status *matrix,
			const struct fix_status_row *row)
{
	json_t *cells = json_object();

	for (guint i = 0; i < row->cells->len; i++) {
		const struct fix_status_cell *cell =
			&g_array_index(row->cells, struct fix_status_cell, i);

		if (*cell->status)
			json_text_set(cells, branch_at(matrix, i)->branch->name,
				      json_pack("{s:s, s:b, s:o?}", "status",
						cell->status, "carried", cell->carried,
						"donor", json_text(cell->donor)));
	}
	return json_pack("{s:o, s:o?, s:b, s:o}", "name", json_text(row->name),
			 "upstream", json_text(row->upstream), "declared",
			 row->declared, "branches", cells);
}

static json_t *matrix_json(const struct fix_status *matrix)
{
	json_t *rows = json_array();

	for (guint i = 0; i < matrix->rows->len; i++)
		json_array_append_new(
			rows, row_json(matrix, g_ptr_array_index(matrix->rows, i)));
	return json_pack("{s:o}", "fixes", rows);
}

static int name_width(const struct fix_status *matrix)
{
	gsize width = strlen("fix");

	for (guint i = 0; i < matrix->rows->len; i++)
		width = MAX(width,
			    strlen(((struct fix_status_row *)matrix->rows->pdata[i])
					   ->name));
	return width;
}

/* What is not in the branch's series stands in parentheses. */
static void print_cell(const struct fix_status_row *row, guint i)
{
	const struct fix_status_cell *cell =
		&g_array_index(row->cells, struct fix_status_cell, i);
	g_autofree char *text =
		row->declared || cell->carried || !strcmp(cell->status, "missing")
			? g_strdup(*cell->status ? cell->status : "-")
			: g_strdup_printf("(%s)", cell->status);

	printf("  %-10s", text);
}

static void print_matrix(const struct fix_status *matrix)
{
	int width = name_width(matrix);

	printf("%-*s", width, "fix");
	for (guint i = 0; i < matrix->branches->len; i++)
		printf("  %-10s", branch_at(matrix, i)->branch->name);
	putchar('\n');
	for (guint i = 0; i < matrix->rows->len; i++) {
		const struct fix_status_row *row = g_ptr_array_index(matrix->rows, i);

		printf("%-*s", width, row->name);
		for (guint j = 0; j < row->cells->len; j++)
			print_cell(row, j);
		putchar('\n');
	}
}

int cmd_status(const struct command *command, int argc, char **argv)
{
	gboolean json = FALSE;
	g_autofree char *project = NULL;
	g_auto(GStrv) all = NULL;
	g_autoptr(FixStatus) matrix = NULL;
	GError *error = NULL;
	const GOptionEntry entries[] = {
		{"json", 0, 0, G_OPTION_ARG_NONE, &json, "Print JSON", NULL},
		{"project", 0, 0, G_OPTION_ARG_FILENAME, &project,
		 "Project directory, with branches/ and patches/ (default: found "
		 "upward)",
		 "DIR"},
		{NULL, 0, 0, 0, NULL, NULL, NULL}};

	if (!command_options(command, entries, NULL, &argc, &argv))
		return EXIT_TROUBLE;
	if (!project)
		project = project_find(&error);
	if (!error && argc < 2)
		all = branch_list(project, &error);
	if (!error)
		matrix = fix_status_new(project, all ? all : argv + 1, &error);
	if (!matrix)
		return command_failed(command, error);
	if (json)
		command_print_json(matrix_json(matrix));
	else
		print_matrix(matrix);
	return EXIT_OK;
}
