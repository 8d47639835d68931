/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "port/port.h"

#include "port/prerequisites.h"
#include "util/error.h"
#include "util/fs.h"

/* Applies @patch to @tree, or reverts it; FALSE if it does not apply. */
static gboolean try_apply(struct tree *tree, const struct patch *patch, int strip,
			  gboolean reverse, GError **error)
{
	struct apply_options options = {.strip = strip, .reverse = reverse};
	guint mark = tree_mark(tree);
	g_autoptr(PatchResult) result = apply_patch(tree, patch, &options, error);

	if (result && result->status < APPLY_ALREADY)
		return TRUE;
	tree_rollback(tree, mark);
	return FALSE;
}

/* Reverts the patch in the donor if it is applied there. */
static gboolean find_base(struct tree *from, const struct patch *patch, int strip,
			  GError **error)
{
	guint mark = tree_mark(from);
	GError *why = NULL;

	if (try_apply(from, patch, strip, FALSE, &why)) {
		tree_rollback(from, mark);
		return TRUE;
	}
	if (!why && try_apply(from, patch, strip, TRUE, &why))
		return TRUE;
	if (!why)
		g_set_error(&why, KF_ERROR, KF_ERROR_INPUT,
			    "%s: neither applies to %s nor is already applied there",
			    patch->name, tree_dir(from));
	g_propagate_error(error, why);
	return FALSE;
}

struct carry *port_patch(struct tree *from, struct tree *to, const struct patch *patch,
			 int strip, GError **error)
{
	g_autofree char *from_name = g_path_get_basename(tree_dir(from));
	g_autofree char *to_name = g_path_get_basename(tree_dir(to));
	g_autoptr(CodeMoves) moves = code_moves_new(from, to);
	struct carry_options options = {.strip = strip,
					.moves = moves,
					.old_name = from_name,
					.new_name = to_name,
					.patch_name = patch->name};

	if (!find_base(from, patch, strip, error))
		return NULL;
	return carry_patch(from, to, patch, &options, error);
}

void port_tell_needs(struct carry *carry, struct tree *from, struct tree *to)
{
	g_autoptr(Prerequisites) needs = prerequisites_new(from, to);

	prerequisites_tell(needs, carry, FALSE);
}

/* Writes the conflict: FILE.rej, and the files with markers below FILE.conflict. */
static gboolean write_conflict(const struct carry *carry, const char *out,
			       GError **error)
{
	g_autofree char *rejects = g_strconcat(out, ".rej", NULL);
	g_autofree char *directory = g_strconcat(out, ".conflict", NULL);

	for (guint i = 0; i < carry->work->len; i++) {
		const struct carry_work *work = g_ptr_array_index(carry->work, i);
		g_autofree char *path = g_build_filename(directory, work->path, NULL);
		gsize size;
		const char *data =
			work->bytes ? g_bytes_get_data(work->bytes, &size) : NULL;

		if (data && !fs_publish(path, data, size, error))
			return FALSE;
	}
	return fs_publish(rejects, carry->rejects->str, carry->rejects->len, error);
}

gboolean port_write(const struct carry *carry, const char *out, GError **error)
{
	g_autoptr(GBytes) packed = NULL;
	g_autofree char *directory = NULL;
	gsize size;
	const char *data;

	/* there is no such place beside a pipe or device */
	if (carry->status == CARRY_CONFLICT)
		return fs_output_special(out) || write_conflict(carry, out, error);
	if (!carry->patch)
		return TRUE;
	packed = patch_compress(out, carry->patch, error);
	if (!packed)
		return FALSE;
	directory = g_path_get_dirname(out);
	data = g_bytes_get_data(packed, &size);
	return fs_make_dir(directory, error) && fs_output(out, data, size, error);
}
