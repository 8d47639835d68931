/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "port/carry-private.h"

#include <string.h>

#include "patch/refresh.h"

static gboolean edits_equal(GArray *a, GArray *b)
{
	if (a->len != b->len)
		return FALSE;
	for (guint i = 0; i < a->len; i++) {
		const struct tree_change *x = &g_array_index(a, struct tree_change, i);
		const struct tree_change *y = &g_array_index(b, struct tree_change, i);

		if (strcmp(x->path, y->path) || !blob_equal(&x->after, &y->after))
			return FALSE;
	}
	return TRUE;
}

/* Copies what tree_edits() borrows, so that it survives a rollback. */
static GArray *edits_hold(struct tree *tree, guint mark)
{
	GArray *edits = tree_edits(tree, mark, tree_mark(tree));

	for (guint i = 0; i < edits->len; i++) {
		struct tree_change *change =
			&g_array_index(edits, struct tree_change, i);

		ref_or_null(change->after.bytes);
	}
	return edits;
}

static void edits_release(GArray *edits)
{
	for (guint i = 0; i < edits->len; i++) {
		GBytes *bytes = g_array_index(edits, struct tree_change, i).after.bytes;

		if (bytes)
			g_bytes_unref(bytes);
	}
	g_array_unref(edits);
}

/* Replaces the edits since @mark by @want. */
static void put_back(struct tree *tree, guint mark, GArray *want)
{
	tree_rollback(tree, mark);
	for (guint i = 0; i < want->len; i++) {
		const struct tree_change *change =
			&g_array_index(want, struct tree_change, i);

		/* This worked before, so it works again. */
		if (change->after.bytes)
			g_warn_if_fail(tree_put(tree, change->path, change->after.bytes,
						change->after.mode, NULL));
		else
			g_warn_if_fail(tree_remove(tree, change->path, NULL));
	}
}

/* Proves the printed patch: applies it normally, and compares the new tree with the
 * result of the merge. If they differ, the tree is as after the merge. */
static gboolean prove(struct patch_job *job, guint mark)
{
	struct apply_options options = {.strip = job->options->strip,
					.reverse = job->options->reverse};
	GArray *want = edits_hold(job->new, mark), *have = NULL;
	g_autoptr(Patch) patch = patch_parse(job->patch->name, job->carry->patch, NULL);
	g_autoptr(PatchResult) result = NULL;
	gboolean proven;

	tree_rollback(job->new, mark);
	if (patch)
		result = apply_patch(job->new, patch, &options, NULL);
	have = tree_edits(job->new, mark, tree_mark(job->new));
	proven = result && result->status < APPLY_ALREADY && edits_equal(want, have);
	g_array_unref(have);
	if (!proven)
		put_back(job->new, mark, want);
	edits_release(want);
	return proven;
}

/* Prints the patch so that it makes all changes to the new tree since @mark. @placed is
 * where the old patch applies there; NULL: apply it to find out. */
static gboolean print_anew(struct patch_job *job, const struct patch_result *placed,
			   guint mark, GError **error)
{
	const struct series_entry entry = {.strip = job->options->strip,
					   .reverse = job->options->reverse};
	g_autoptr(GArray) changes = tree_edits(job->new, mark, tree_mark(job->new));
	g_autoptr(GArray) edits =
		g_array_new(FALSE, FALSE, sizeof(struct refresh_edit));
	g_autoptr(GString) out = g_string_new(NULL);
	enum refresh_change change;

	for (guint i = 0; i < changes->len; i++) {
		const struct tree_change *c =
			&g_array_index(changes, struct tree_change, i);
		struct refresh_edit edit = {c->path, c->before, c->after};

		g_array_append_val(edits, edit);
	}
	if (!refresh_edited(job->patch, &entry, placed, edits, &change, out, error))
		return FALSE;
	g_clear_pointer(&job->carry->patch, g_bytes_unref);
	job->carry->patch = g_bytes_new(out->str, out->len);
	return TRUE;
}

/*
 * If nothing moved, the patch keeps every byte, and if all hunks have the same lines,
 * it only gets new numbers, unless it would apply elsewhere. The proof is then the only
 * time it is applied. A hunk with other context keeps its form if it applies with fuzz,
 * which is found out by applying the old patch, too.
 */
gboolean carry_print(struct patch_job *job, guint mark, gboolean *proven,
		     GError **error)
{
	*proven = FALSE;
	if (job->carry->status == CARRY_EXACT) {
		job->carry->patch = g_bytes_ref(job->patch->bytes);
		*proven = prove(job, mark);
	}
	if (!*proven && job->placed->files->len == job->patch->files->len) {
		if (!print_anew(job, job->placed, mark, error))
			return FALSE;
		*proven = prove(job, mark);
	}
	if (*proven)
		return TRUE;
	if (!print_anew(job, NULL, mark, error))
		return FALSE;
	*proven = prove(job, mark);
	return TRUE;
}
