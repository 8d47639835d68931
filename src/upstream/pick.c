/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "upstream/pick.h"

#include <string.h>

#include "branch/project.h"
#include "branch/source.h"
#include "patch/header.h"
#include "upstream/git-import.h"
#include "upstream/patch-queue.h"
#include "util/error.h"
#include "util/fs.h"

/* A branch to which commits are picked. */
struct picking {
	struct git_repo *repo;
	const struct pick_options *options;
	Branch *branch;
	Tree *source; /* without its series */
	PatchQueue *queue;
	char *dir; /* of the series */
};

static void picked_free(struct picked *picked)
{
	g_free(picked->branch);
	g_free(picked->commit);
	g_free(picked->subject);
	g_free(picked->name);
	g_clear_pointer(&picked->carry, carry_free);
	g_clear_error(&picked->error);
	g_free(picked);
}

/* --- the header ------------------------------------------------------------------- */

/* Returns the header fields of the mail, without the blank line after them. */
static char *mail_fields(const struct patch *mail)
{
	const char *end = g_strstr_len(mail->header.data, mail->header.len, "\n\n");

	return g_strndup(mail->header.data,
			 end ? (gsize)(end + 1 - mail->header.data) : mail->header.len);
}

/* Returns the body of the message, without the subject; ends in newline, or is "". */
static char *body_of(const struct repo_commit *commit)
{
	const char *body = strstr(commit->message, "\n\n");
	g_autofree char *text = g_strdup(body ? body + 2 : "");

	g_strstrip(text);
	return *text ? g_strconcat(text, "\n", NULL) : g_strdup("");
}

/* Returns the upstream release that has the commit, for SUSE's Patch-mainline. */
static char *release_of(const struct git_repo *repo, const char *id)
{
	const char *args[] = {"describe", "--contains", "--match=v[0-9]*",
			      "--always", "--abbrev=0", id,
			      NULL};
	char *name = foreign_git_run(git_repo_git(repo), args, NULL, NULL);

	if (!name || *name != 'v') {
		g_free(name);
		return g_strdup("Queued in subsystem maintainer repository");
	}
	name[strcspn(name, "~^\n")] = '\0';
	return name;
}

static char *header_of(const struct picking *p, const struct repo_commit *commit,
		       const struct patch *mail)
{
	g_autofree char *fields = mail_fields(mail);
	g_autofree char *body = body_of(commit);
	g_autofree char *release = NULL;
	const char *own = strchr(fields, '\n'); /* without "From ID ..." */

	own = own ? own + 1 : fields;
	switch ((enum header_form)p->branch->header) {
	case HEADER_UPSTREAM_COMMIT:
		return g_strdup_printf("%s\n[ Upstream commit %s ]\n\n%s---\n", fields,
				       commit->id, body);
	case HEADER_DEP3:
		return g_strdup_printf("%sOrigin: https://git.kernel.org/linus/%s\n\n%s"
				       "---\n",
				       own, commit->id, body);
	case HEADER_SUSE:
		release = release_of(p->repo, commit->id);
		return g_strdup_printf("%sGit-commit: %s\nPatch-mainline: %s\n"
				       "References: git-fixes\n\n%s---\n",
				       own, commit->id, release, body);
	case HEADER_GIT:
		return g_strdup_printf("%s\n%s(cherry picked from commit %s)\n---\n",
				       fields, body, commit->id);
	case HEADER_STABLE:
		break;
	}
	return g_strdup_printf("%s\ncommit %s upstream.\n\n%s---\n", fields, commit->id,
			       body);
}

/*
 * --- the place in the series --------------------------------------------------------
 */

/* Returns the upstream commit of @patch in hex; NULL: unknown, or not in the
 * repository. */
static char *upstream_of(const struct picking *p, const struct queue_patch *from)
{
	g_autoptr(Patch) patch =
		from->bytes ? patch_queue_parse(p->queue, from, NULL) : NULL;
	g_autoptr(Header) header = patch ? header_parse(patch) : NULL;

	return header && header->upstream
		       ? git_repo_resolve(p->repo, header->upstream, NULL)
		       : NULL;
}

static gboolean is_listed(const struct picking *p, const char *id)
{
	for (guint i = 0; i < p->queue->patches->len; i++) {
		const struct queue_patch *from =
			g_ptr_array_index(p->queue->patches, i);
		g_autoptr(Patch) patch =
			from->bytes ? patch_queue_parse(p->queue, from, NULL) : NULL;
		g_autoptr(Header) header = patch ? header_parse(patch) : NULL;

		if (header && header->upstream &&
		    g_str_has_prefix(id, header->upstream))
			return TRUE;
	}
	return FALSE;
}

/* Returns the place before the first patch of the section that is later than @id
 * upstream. */
static guint sorted_place(const struct picking *p, const char *id, guint end)
{
	for (guint i = patch_queue_section_start(p->queue, end); i < end; i++) {
		g_autofree char *other =
			upstream_of(p, g_ptr_array_index(p->queue->patches, i));

		if (other && git_repo_is_ancestor(p->repo, id, other))
			return i;
	}
	return end;
}

static gboolean find_place(const struct picking *p, const char *id, guint *place,
			   GError **error)
{
	int end = patch_queue_section_end(p->queue, p->options->section);

	if (end < 0) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "%s: no section '%s'",
			    p->queue->name, p->options->section);
		return FALSE;
	}
	*place = p->options->sort ? sorted_place(p, id, end) : (guint)end;
	return TRUE;
}

/* Returns the directory of the previous patch, for the new one, too; NULL: none. */
static char *dir_at(const struct picking *p, guint place)
{
	const struct queue_patch *before =
		place ? g_ptr_array_index(p->queue->patches, place - 1) : NULL;
	g_autofree char *dir = before ? g_path_get_dirname(before->name) : NULL;

	return dir && strcmp(dir, ".") ? g_steal_pointer(&dir) : NULL;
}

/* --- one commit ------------------------------------------------------------------- */

/* Applies the patches from index @begin up to @end to @tree. */
static gboolean apply_range(const struct picking *p, struct tree *tree, guint begin,
			    guint end, GError **error)
{
	for (guint i = begin; i < end; i++) {
		const struct queue_patch *from =
			g_ptr_array_index(p->queue->patches, i);
		g_autoptr(Patch) patch = NULL;

		if (!from->selected)
			continue;
		patch = patch_queue_parse(p->queue, from, error);
		if (!patch || !queue_patch_apply(from, patch, tree, 0, error))
			return FALSE;
	}
	return TRUE;
}

/* Returns the donor tree: the files of the patch in the commit's parent. */
static struct tree *donor_tree(const struct picking *p,
			       const struct repo_commit *commit,
			       const struct patch *mail, GError **error)
{
	g_autoptr(GHashTable) paths =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	git_repo_add_paths(paths, mail, 1);
	return commit->parent ? git_repo_tree(p->repo, commit->parent, paths, error)
			      : tree_new();
}

static GBytes *with_header(const struct picking *p, const struct repo_commit *commit,
			   const struct patch *mail, GBytes *carried, GError **error)
{
	g_autofree char *header = header_of(p, commit, mail);
	g_autoptr(Patch) patch = patch_parse(commit->id, carried, error);
	GString *whole;
	gsize size;
	const char *data;

	if (!patch)
		return NULL;
	data = g_bytes_get_data(carried, &size);
	whole = g_string_new(header);
	g_string_append_len(whole, data + patch->header.len, size - patch->header.len);
	return g_string_free_to_bytes(whole);
}

/* Inserts without a lead, because that of the next patch may begin another section. */
static void insert(const struct picking *p, guint place, const char *name,
		   GBytes *bytes)
{
	g_ptr_array_insert(p->queue->patches, place,
			   queue_patch_new(name, bytes, NULL));
}

static gboolean write_rejects(const struct picking *p, struct picked *picked,
			      const char *name)
{
	g_autofree char *base = g_path_get_basename(name);
	g_autofree char *out =
		g_build_filename(p->options->rejects, picked->branch, base, NULL);

	if (!port_write(picked->carry, out, &picked->error))
		return FALSE;
	picked->name = g_strconcat(out, ".rej", NULL);
	return TRUE;
}

static gboolean carry_over(const struct picking *p, const struct repo_commit *commit,
			   const struct patch *mail, guint place, struct picked *picked)
{
	g_autoptr(Tree) from = donor_tree(p, commit, mail, &picked->error);
	g_autoptr(Tree) to = from ? tree_fork(p->source) : NULL;

	if (!to || !apply_range(p, to, 0, place, &picked->error))
		return FALSE;
	picked->carry = port_patch(from, to, mail, 1, &picked->error);
	return picked->carry &&
	       (picked->carry->status == CARRY_CONFLICT || !picked->carry->patch ||
		apply_range(p, to, place, p->queue->patches->len, &picked->error));
}

static void pick_one(const struct picking *p, const char *id, struct picked *picked)
{
	g_autoptr(RepoCommit) commit = git_repo_commit(p->repo, id, &picked->error);
	g_autoptr(GBytes) bytes =
		commit ? git_format_patch(p->repo, id, &picked->error) : NULL;
	g_autoptr(Patch) mail = bytes ? patch_parse(id, bytes, &picked->error) : NULL;
	g_autoptr(GBytes) whole = NULL;
	g_autofree char *dir = NULL;
	g_autofree char *name = NULL;
	guint place;

	if (!mail)
		return;
	picked->subject = g_strdup(commit->subject);
	picked->listed = is_listed(p, id);
	if (picked->listed || !find_place(p, id, &place, &picked->error) ||
	    !carry_over(p, commit, mail, place, picked)) {
		if (picked->error)
			g_clear_pointer(&picked->carry, carry_free);
		return;
	}
	dir = dir_at(p, place);
	name = patch_queue_name(p->queue, dir, commit->subject);
	if (picked->carry->status == CARRY_CONFLICT) {
		write_rejects(p, picked, name);
		return;
	}
	if (!picked->carry->patch)
		return;
	whole = with_header(p, commit, mail, picked->carry->patch, &picked->error);
	if (!whole)
		return;
	insert(p, place, name, whole);
	picked->name = g_steal_pointer(&name);
}

/* --- the mutant ------------------------------------------------------------------- */

/* Writes a mutant, which proves that missing the patch is noticed: a series that
 * reverts the patch, and the title that must be seen then. See kferry-branch(5). */
static gboolean write_mutant(const struct picking *p, const char *name, GError **error)
{
	g_autofree char *base = g_path_get_basename(name);
	g_autofree char *stem = g_strndup(
		base, strlen(base) - (g_str_has_suffix(base, ".patch") ? 6 : 0));
	g_autofree char *lower = g_ascii_strdown(stem, -1);
	g_autofree char *called = g_strconcat("without-", lower, NULL);
	g_autofree char *dir = g_build_filename(p->dir, "mutants", called, NULL);
	g_autofree char *series = g_build_filename(dir, "series", NULL);
	g_autofree char *patch = g_build_filename(dir, base, NULL);
	g_autofree char *splat = g_build_filename(dir, "splat", NULL);
	g_autofree char *line = g_strconcat(base, " -R\n", NULL);
	g_autofree char *title = g_strconcat(p->options->mutant, "\n", NULL);
	const struct queue_patch *from = patch_queue_find(p->queue, name);
	gsize size;
	const char *data = g_bytes_get_data(from->bytes, &size);

	return fs_publish(patch, data, size, error) && fs_write(splat, title, error) &&
	       fs_write(series, line, error);
}

/* --- the whole -------------------------------------------------------------------- */

static void picking_clear(struct picking *p)
{
	g_clear_pointer(&p->queue, patch_queue_free);
	g_clear_pointer(&p->source, tree_free);
	g_clear_pointer(&p->branch, branch_free);
	g_free(p->dir);
}

static gboolean picking_init(struct picking *p, const char *project, const char *name,
			     GError **error)
{
	g_autoptr(Pristine) source = NULL;
	g_autofree char *series = NULL;

	p->branch = project_branch(project, name, error);
	source = p->branch ? source_get(p->branch, NULL, NULL, error) : NULL;
	p->source = source ? tree_open(source->dir, error) : NULL;
	if (!p->source)
		return FALSE;
	p->dir = branch_patch_path(p->branch, NULL);
	series = g_build_filename(p->dir, "series", NULL);
	p->queue = g_file_test(series, G_FILE_TEST_EXISTS)
			   ? patch_queue_load(series, error)
			   : patch_queue_new(series);
	return p->queue != NULL;
}

static gboolean store(const struct picking *p, const GPtrArray *all, GError **error)
{
	if (!patch_queue_store(p->queue, p->dir, "series", NULL, error))
		return FALSE;
	for (guint i = 0; p->options->mutant && i < all->len; i++) {
		const struct picked *picked = g_ptr_array_index(all, i);

		if (picked->name && picked->carry->status != CARRY_CONFLICT &&
		    !write_mutant(p, picked->name, error))
			return FALSE;
	}
	return TRUE;
}

GPtrArray *pick(struct git_repo *repo, const char *const *commits, const char *project,
		const char *name, const struct pick_options *options, GError **error)
{
	struct picking p = {.repo = repo, .options = options};
	g_autoptr(GPtrArray) all =
		g_ptr_array_new_with_free_func((GDestroyNotify)picked_free);
	gboolean ok = picking_init(&p, project, name, error);

	for (; ok && *commits; commits++) {
		struct picked *picked = g_new0(struct picked, 1);

		g_ptr_array_add(all, picked);
		picked->branch = g_strdup(name);
		picked->commit = g_strndup(*commits, 12);
		pick_one(&p, *commits, picked);
	}
	ok = ok && store(&p, all, error);
	picking_clear(&p);
	return ok ? g_steal_pointer(&all) : NULL;
}
