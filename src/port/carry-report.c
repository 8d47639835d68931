/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "port/carry-private.h"

#include <string.h>
#include <sys/stat.h>

struct carry_hunk *report_hunk(struct patch_job *job,
			       const struct patch_section *section,
			       const struct hunk *hunk, guint number,
			       enum merge_step step, gint64 line, const char *reason)
{
	struct carry_hunk *added = g_new0(struct carry_hunk, 1);

	added->hunk = hunk;
	added->number = number;
	added->path = g_strdup(section->path);
	added->step = step;
	added->line = line;
	added->reason = g_strdup(reason);
	g_ptr_array_add(job->carry->hunks, added);
	return added;
}

void report_all(struct patch_job *job, const struct patch_section *section,
		enum merge_step step, const char *reason)
{
	const GPtrArray *hunks = section->file->hunks;

	if (!hunks->len)
		report_hunk(job, section, NULL, 0, step, 0, reason);
	for (guint i = 0; i < hunks->len; i++)
		report_hunk(job, section, g_ptr_array_index(hunks, i), i + 1, step, 0,
			    reason);
}

/* Appends the header lines of the file, without the text before them. */
static void append_head(GString *out, const struct patch_file *file)
{
	g_string_append_len(out, file->lead.data + file->head,
			    file->lead.len - file->head);
}

void report_rejects(struct patch_job *job, const struct patch_section *section,
		    GArray *hunks)
{
	GString *out = job->carry->rejects;
	const struct patch_file *file = section->file;

	append_head(out, file);
	for (guint i = 0; i < file->hunks->len; i++) {
		const struct hunk *hunk = g_ptr_array_index(file->hunks, i);

		if (hunks &&
		    g_array_index(hunks, struct merge_hunk, i).step != STEP_CONFLICT)
			continue;
		span_append(out, hunk->head);
		span_append(out, hunk->body);
	}
}

static void add_work(struct patch_job *job, const char *path, const struct blob *before,
		     const struct blob *after)
{
	struct carry_work *work = g_new0(struct carry_work, 1);
	GArray *blocks = g_hash_table_lookup(job->blocks, path);

	work->path = g_strdup(path);
	work->before = ref_or_null(before->bytes);
	work->before_mode = before->mode ? before->mode : S_IFREG | 0644;
	work->bytes = ref_or_null(after->bytes);
	work->mode = after->mode ? after->mode : work->before_mode;
	work->blocks = blocks ? g_array_ref(blocks) : NULL;
	g_ptr_array_add(job->carry->work, work);
}

/* Whether @edits contains @path. */
static gboolean is_edited(GArray *edits, const char *path)
{
	for (guint i = 0; i < edits->len; i++)
		if (!strcmp(g_array_index(edits, struct tree_change, i).path, path))
			return TRUE;
	return FALSE;
}

gboolean report_work(struct patch_job *job, guint mark, GError **error)
{
	g_autoptr(GArray) edits = tree_edits(job->new, mark, tree_mark(job->new));

	for (guint i = 0; i < edits->len; i++) {
		const struct tree_change *change =
			&g_array_index(edits, struct tree_change, i);

		add_work(job, change->path, &change->before, &change->after);
	}
	for (guint i = 0; i < job->watched->len; i++) {
		const char *path = g_ptr_array_index(job->watched, i);
		struct blob blob;

		if (!tree_get(job->new, path, &blob, error))
			return FALSE;
		if (!is_edited(edits, path))
			add_work(job, path, &blob, &blob);
	}
	return TRUE;
}

void report_watch(struct patch_job *job, const char *path)
{
	if (*path &&
	    !g_ptr_array_find_with_equal_func(job->watched, path, g_str_equal, NULL))
		g_ptr_array_add(job->watched, g_strdup(path));
}

gboolean report_marked(struct patch_job *job, const struct patch_section *section,
		       GBytes *marked, mode_t mode, GArray *blocks, GError **error)
{
	gboolean again = g_hash_table_contains(job->blocks, section->path);

	g_hash_table_insert(job->blocks, g_strdup(section->path),
			    again ? NULL : g_array_ref(blocks));
	return tree_put(job->new, section->path, marked, mode, error);
}
