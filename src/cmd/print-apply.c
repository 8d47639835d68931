/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/print-apply.h"

#include <stdio.h>

#include "util/json-text.h"

static gboolean step_done(const struct series_step *step)
{
	return step->result->status < APPLY_ALREADY;
}

static void add_hunks(json_t *hunks, const struct file_result *file)
{
	for (guint i = 0; i < file->hunks->len; i++) {
		const struct hunk_result *hunk =
			&g_array_index(file->hunks, struct hunk_result, i);

		json_t *json =
			json_pack("{s:o, s:i, s:I, s:I, s:i, s:s}", "file",
				  json_text(file->path ?: ""), "hunk", (int)i + 1,
				  "line", (json_int_t)hunk->line, "offset",
				  (json_int_t)hunk->offset, "fuzz", (int)hunk->fuzz,
				  "status", apply_status_name(hunk->status));

		if (hunk->why)
			json_object_set_new(json, "reason", json_string(hunk->why));
		json_array_append_new(hunks, json);
	}
}

/* Returns the files of the tree that the step changed, without quilt's state. */
static json_t *step_written(const struct series_step *step, const struct tree *tree)
{
	g_autoptr(GArray) edits = tree_edits(tree, step->mark_before, step->mark_after);
	json_t *written = json_array();

	for (guint i = 0; i < edits->len; i++) {
		const char *path = g_array_index(edits, struct tree_change, i).path;

		if (!g_str_has_prefix(path, ".pc/"))
			json_array_append_new(written, json_text(path));
	}
	return written;
}

static json_t *step_json(const struct series_step *step, const struct tree *tree)
{
	json_t *patch = json_object(), *hunks = json_array();

	json_object_set_new(patch, "patch", json_text(step->entry->name));
	json_object_set_new(patch, "name", json_text(step->entry->name));
	json_object_set_new(patch, "status",
			    json_string(apply_status_name(step->result->status)));
	for (guint i = 0; i < step->result->files->len; i++)
		add_hunks(hunks, g_ptr_array_index(step->result->files, i));
	json_object_set_new(patch, "hunks", hunks);
	if (!step_done(step)) {
		g_autofree char *why = series_apply_explain(step->patch, step->result);

		json_object_set_new(patch, "reason", json_text(why));
	}
	json_object_set_new(patch, "written",
			    tree ? step_written(step, tree) : json_array());
	return patch;
}

json_t *print_apply_json(GArray *steps, const struct tree *written)
{
	json_t *patches = json_array();
	int applied = 0, failed = 0;

	for (guint i = 0; i < steps->len; i++) {
		const struct series_step *step =
			&g_array_index(steps, struct series_step, i);

		json_array_append_new(patches, step_json(step, written));
		applied += step_done(step);
		failed += !step_done(step);
	}
	return json_pack("{s:o, s:i, s:i}", "patches", patches, "applied", applied,
			 "failed", failed);
}

static void print_hunk(const struct file_result *file, guint i)
{
	const struct hunk_result *hunk =
		&g_array_index(file->hunks, struct hunk_result, i);

	if (hunk->status == APPLY_EXACT)
		return;
	printf("  %s: hunk %u at %" G_GINT64_FORMAT ": %s", file->path ?: "?", i + 1,
	       hunk->line, apply_status_name(hunk->status));
	if (hunk->why)
		printf(": %s", hunk->why);
	if (hunk->status < APPLY_ALREADY && hunk->fuzz)
		printf(" %u", hunk->fuzz);
	if (hunk->status < APPLY_ALREADY && hunk->offset)
		printf(", offset %+" G_GINT64_FORMAT, hunk->offset);
	putchar('\n');
}

static void print_step(const struct series_step *step)
{
	printf("%s: %s\n", step->entry->name, apply_status_name(step->result->status));
	for (guint i = 0; i < step->result->files->len; i++) {
		const struct file_result *file =
			g_ptr_array_index(step->result->files, i);

		if (file->reason)
			printf("  %s\n", file->reason);
		for (guint j = 0; j < file->hunks->len; j++)
			print_hunk(file, j);
	}
}

void print_apply_text(GArray *steps, guint total, const char *verb)
{
	guint done = 0, offset = 0, fuzz = 0;

	for (guint i = 0; i < steps->len; i++) {
		const struct series_step *step =
			&g_array_index(steps, struct series_step, i);

		done += step_done(step);
		offset += step->result->status == APPLY_OFFSET;
		fuzz += step->result->status == APPLY_FUZZ;
		if (step->result->status != APPLY_EXACT)
			print_step(step);
	}
	printf("%u of %u patches %s", done, total, verb);
	if (offset)
		printf(", %u of them with offsets", offset);
	if (fuzz)
		printf(", %u with fuzz", fuzz);
	putchar('\n');
}
