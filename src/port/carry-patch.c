/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "port/carry-private.h"

#include <string.h>

static void blocks_free(gpointer blocks)
{
	if (blocks)
		g_array_unref(blocks);
}

static gboolean carry_sections(struct patch_job *job, GError **error)
{
	for (guint i = 0; i < job->patch->files->len; i++) {
		const struct patch_file *file = g_ptr_array_index(job->patch->files, i);

		if (!carry_section(job, file, error))
			return FALSE;
	}
	return TRUE;
}

/* Tries the patch again, with doubtful hunks as conflicts. */
static gboolean doubt_hunks(struct patch_job *job, enum doubt doubt, guint old_mark,
			    guint mark, GError **error)
{
	tree_rollback(job->old, old_mark);
	tree_rollback(job->new, mark);
	g_ptr_array_set_size(job->carry->hunks, 0);
	g_ptr_array_set_size(job->placed->files, 0);
	job->doubt = doubt;
	if (!carry_sections(job, error))
		return FALSE;
	job->carry->status = carry_judge(job->carry->hunks);
	return TRUE;
}

/* For a patch in conflict: records its files, and rolls the tree back. */
static gboolean give_up(struct patch_job *job, guint mark, GError **error)
{
	if (!report_work(job, mark, error))
		return FALSE;
	tree_rollback(job->new, mark);
	return TRUE;
}

/*
 * History has the patch, and it has no place in the texts: it is there in another form.
 */
static void take_known(struct patch_job *job, guint mark)
{
	tree_rollback(job->new, mark);
	g_string_set_size(job->carry->rejects, 0);
	for (guint i = 0; i < job->carry->hunks->len; i++) {
		struct carry_hunk *hunk = g_ptr_array_index(job->carry->hunks, i);

		if (hunk->step == STEP_UPSTREAM)
			continue;
		hunk->step = STEP_UPSTREAM;
		g_clear_pointer(&hunk->proposals, g_array_unref);
		g_free(hunk->reason);
		hunk->reason = g_strdup(job->options->known);
	}
	job->carry->status = CARRY_UPSTREAM;
}

/*
 * History has the patch, but the texts do not: it was reverted, or the code has moved.
 */
static gboolean doubt_known(struct patch_job *job, guint mark, GError **error)
{
	g_autofree char *reason = g_strdup_printf(
		"%s, but the patch applies: the commit may have been reverted",
		job->options->known);

	carry_disprove(job->carry, reason);
	return give_up(job, mark, error);
}

static gboolean finish(struct patch_job *job, guint old_mark, guint mark,
		       GError **error)
{
	struct carry *carry = job->carry;
	enum doubt doubt = DOUBT_NONE;
	gboolean proven;

	carry->status = carry_judge(carry->hunks);
	if (carry->status != CARRY_CONFLICT && doubt_undone(carry->hunks)) {
		carry->status = CARRY_UPSTREAM;
		tree_rollback(job->new, mark);
	}
	if (carry->status == CARRY_PARTIAL)
		doubt = doubt_find(carry->hunks);
	if (doubt && !doubt_hunks(job, doubt, old_mark, mark, error))
		return FALSE;
	if (carry->status == CARRY_CONFLICT && job->options->known)
		take_known(job, mark);
	if (carry->status == CARRY_CONFLICT)
		return give_up(job, mark, error);
	if (carry->status == CARRY_UPSTREAM)
		return TRUE;
	if (job->options->known)
		return doubt_known(job, mark, error);
	if (!carry_print(job, mark, &proven, error))
		return FALSE;
	if (proven)
		return TRUE;
	carry_disprove(carry, "patch would apply it elsewhere");
	return give_up(job, mark, error);
}

/* A patch file without a diff, or an empty one, is kept: it may be a note. */
static struct carry *carry_nothing(const struct patch *patch)
{
	struct carry *carry = carry_new();

	carry->patch = g_bytes_ref(patch->bytes);
	return carry;
}

struct carry *carry_patch(struct tree *old, struct tree *new, const struct patch *patch,
			  const struct carry_options *options, GError **error)
{
	g_autoptr(Carry) carry = carry_new();
	g_autoptr(GHashTable) blocks =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, blocks_free);
	g_autoptr(PatchResult) placed = patch_result_new();
	g_autoptr(GPtrArray) watched = g_ptr_array_new_with_free_func(g_free);
	struct patch_job job = {.old = old,
				.new = new,
				.patch = patch,
				.options = options,
				.carry = carry,
				.placed = placed,
				.blocks = blocks,
				.watched = watched};
	guint old_mark = tree_mark(old), mark = tree_mark(new);

	if (!patch->files->len)
		return carry_nothing(patch);
	if (carry_sections(&job, error) && finish(&job, old_mark, mark, error))
		return g_steal_pointer(&carry);
	tree_rollback(new, mark);
	return NULL;
}
