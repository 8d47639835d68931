/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Prints coverage for scripts. */
#include "cover/cover-view.h"

#include "util/json-text.h"

/* Returns the names of @scenes. */
static json_t *scenes_json(const struct coverage *coverage, guint64 scenes)
{
	json_t *names = json_array();

	for (guint i = 0; scenes; i++, scenes >>= 1)
		if (scenes & 1)
			json_array_append_new(names,
					      json_text(coverage->scenes->pdata[i]));
	return names;
}

static json_t *line_json(const struct coverage *coverage,
			 const struct coverage_line *line)
{
	struct span text = cover_view_text(line->text);
	json_t *json = json_pack("{si ss so}", "line", line->number, "state",
				 coverage_state_name(line->state), "text",
				 json_text_sized(text.data, text.len));

	if (line->pieces)
		json_object_update_new(json,
				       json_pack("{si si so}", "pieces", line->pieces,
						 "pieces-run", line->ran, "scenarios",
						 scenes_json(coverage, line->scenes)));
	return json;
}

static json_t *hunk_json(const struct coverage *coverage,
			 const struct coverage_hunk *hunk)
{
	json_t *lines = json_array();

	for (guint i = 0; i < hunk->lines->len; i++)
		json_array_append_new(
			lines,
			line_json(coverage, &g_array_index(hunk->lines,
							   struct coverage_line, i)));
	return json_pack("{si si si so so}", "patch-line", hunk->hunk->line, "changed",
			 hunk->changed, "run", hunk->run, "scenarios",
			 scenes_json(coverage, hunk->scenes), "lines", lines);
}

static json_t *file_json(const struct coverage *coverage,
			 const struct coverage_file *file)
{
	json_t *hunks = json_array();

	for (guint i = 0; i < file->hunks->len; i++)
		json_array_append_new(hunks,
				      hunk_json(coverage, file->hunks->pdata[i]));
	return json_pack("{so so}", "path", json_text(file->path), "hunks", hunks);
}

static json_t *patch_json(const struct coverage *coverage,
			  const struct coverage_patch *patch)
{
	json_t *files = json_array(), *functions = json_array();

	for (guint i = 0; i < patch->files->len; i++)
		json_array_append_new(files,
				      file_json(coverage, patch->files->pdata[i]));
	for (guint i = 0; i < patch->functions->len; i++) {
		const struct coverage_function *f = patch->functions->pdata[i];

		json_array_append_new(functions,
				      json_pack("{so sb so}", "name",
						json_text(f->function->name), "entered",
						f->entered, "scenarios",
						scenes_json(coverage, f->scenes)));
	}
	return json_pack("{so si si so so}", "patch", json_text(patch->name), "changed",
			 patch->changed, "run", patch->run, "functions", functions,
			 "files", files);
}

json_t *cover_view_json(const struct coverage *coverage)
{
	json_t *patches = json_array(), *scenes = json_array();

	for (guint i = 0; i < coverage->patches->len; i++) {
		const struct coverage_patch *patch = coverage->patches->pdata[i];

		if (patch->shown)
			json_array_append_new(patches, patch_json(coverage, patch));
	}
	for (guint i = 0; i < coverage->scenes->len; i++)
		json_array_append_new(scenes, json_text(coverage->scenes->pdata[i]));
	return json_pack("{s{si si} si sb so so}", "coverage", "changed",
			 coverage->changed, "run", coverage->run, "runs",
			 coverage->runs, "exact", coverage->exact, "scenarios", scenes,
			 "patches", patches);
}
