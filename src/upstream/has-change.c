/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "upstream/has-change.h"

#include <string.h>
#include <sys/stat.h>

#include "port/added-lines.h"
#include "port/carry.h"
#include "port/code-move.h"
#include "upstream/git-repo.h"
#include "util/error.h"

static const char *const names[] = {
	[HAS_YES] = "yes", [HAS_OTHER] = "other-form",	    [HAS_PART] = "part",
	[HAS_NO] = "no",   [HAS_NOTHING] = "not-concerned",
};

const char *has_answer_name(enum has_answer answer)
{
	return names[answer];
}

static void hunk_free(struct has_hunk *hunk)
{
	g_free(hunk->path);
	g_free(hunk->why);
	g_free(hunk);
}

void has_result_free(struct has_result *result)
{
	if (!result)
		return;
	g_ptr_array_unref(result->hunks);
	g_free(result);
}

/* --- the text before ------------------------------------------------------------------ */

/* Returns the old sides of all hunks of @file. */
static GBytes *old_lines(const struct patch_file *file)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < file->hunks->len; i++) {
		const struct hunk *hunk = file->hunks->pdata[i];

		for (gsize j = 0; j < hunk->n_lines; j++)
			if (hunk->lines[j].kind != '+')
				g_string_append_len(text, hunk->lines[j].text,
						    hunk->lines[j].len);
	}
	return g_string_free_to_bytes(text);
}

static gboolean makes_file(const struct patch_file *file)
{
	return file->presence[PATCH_OLD] == PRESENCE_NONE;
}

/* Returns a tree with only the old lines in the patch. */
static struct tree *tree_before(const struct patch *patch, int strip, GError **error)
{
	g_autoptr(Tree) tree = tree_new();

	for (guint i = 0; i < patch->files->len; i++) {
		const struct patch_file *file = patch->files->pdata[i];
		g_autofree char *path = patch_file_name(file, PATCH_OLD, strip);
		g_autoptr(GBytes) bytes = NULL;

		if (!path || makes_file(file) || !file->hunks->len)
			continue;
		bytes = old_lines(file);
		if (!tree_put(tree, path, bytes, S_IFREG | 0644, error))
			return NULL;
	}
	return g_steal_pointer(&tree);
}

/* --- one hunk ------------------------------------------------------------------------- */

/* The number of distinctive lines of a kind in a hunk, and how many of them are in a
 * text. */
struct tally {
	guint lines, found;
};

static gboolean text_has(const struct text *text, const struct patch_line *line)
{
	return text_has_line(text_span(text), (struct span){line->text, line->len});
}

/* A line that is both removed and added is only moved, and does not count. */
static gboolean is_moved(const struct hunk *hunk, const struct patch_line *line)
{
	for (gsize i = 0; i < hunk->n_lines; i++) {
		const struct patch_line *other = &hunk->lines[i];

		if (other->kind != ' ' && other->kind != line->kind &&
		    other->len == line->len &&
		    !memcmp(other->text, line->text, line->len))
			return TRUE;
	}
	return FALSE;
}

static struct tally count(const struct hunk *hunk, char kind, const struct text *text)
{
	struct tally tally = {0};

	for (gsize i = 0; i < hunk->n_lines; i++) {
		const struct patch_line *line = &hunk->lines[i];
		struct span span = {line->text, line->len};

		if (line->kind != kind || !line_is_telling(span) ||
		    is_moved(hunk, line))
			continue;
		tally.lines++;
		tally.found += text_has(text, line);
	}
	return tally;
}

/*
 * Decides about a hunk that the engine could not place. If its added lines are there
 * and the removed ones are not, the change has another form. If hardly any of its lines
 * are there, including context, the code is missing.
 */
static enum has_answer weigh(const struct hunk *hunk, const struct text *text)
{
	struct tally added = count(hunk, '+', text);
	struct tally removed = count(hunk, '-', text);
	struct tally context = count(hunk, ' ', text);

	if (added.lines && added.found == added.lines && !removed.found)
		return HAS_OTHER;
	if (added.lines && 2 * added.found > added.lines && !removed.found)
		return HAS_PART;
	if (!added.found && !removed.found && 4 * context.found <= context.lines)
		return HAS_NOTHING;
	/* A hunk that only removes lines has been applied if they are gone from their
	 * place. */
	if (!added.lines && removed.lines && !removed.found && context.found)
		return HAS_OTHER;
	return HAS_NO;
}

static gboolean get_text(struct tree *tree, const char *path, GBytes **bytes)
{
	struct blob blob;

	*bytes = NULL;
	if (!path || !tree_look(tree, path, &blob, NULL) || !blob.bytes)
		return FALSE;
	*bytes = g_bytes_ref(blob.bytes);
	return TRUE;
}

static enum has_answer judge_hunk(const struct carry_hunk *hunk, struct tree *tree)
{
	g_autoptr(GBytes) bytes = NULL;
	struct text text;
	enum has_answer answer;

	if (hunk->step == STEP_UPSTREAM)
		return HAS_YES;
	if (!get_text(tree, hunk->path, &bytes))
		return hunk->step == STEP_CONFLICT ? HAS_NOTHING : HAS_NO;
	if (!hunk->hunk || hunk->step != STEP_CONFLICT)
		return HAS_NO;
	text_init_bytes(&text, bytes);
	answer = weigh(hunk->hunk, &text);
	text_clear(&text);
	return answer;
}

/* --- the patch ------------------------------------------------------------------------ */

/* Hunks whose code is missing do not affect the others. */
static enum has_answer sum_up(const GPtrArray *hunks)
{
	guint counts[HAS_ANSWERS] = {0};

	for (guint i = 0; i < hunks->len; i++)
		counts[((struct has_hunk *)hunks->pdata[i])->answer]++;
	if (counts[HAS_PART] ||
	    (counts[HAS_NO] && (counts[HAS_YES] || counts[HAS_OTHER])))
		return HAS_PART;
	if (counts[HAS_NO])
		return HAS_NO;
	if (counts[HAS_OTHER])
		return HAS_OTHER;
	return counts[HAS_YES] ? HAS_YES : HAS_NOTHING;
}

/* Whether the whole patch can be reverted: the only certain yes. */
static gboolean comes_off(struct tree *tree, const struct patch *patch, int strip)
{
	struct apply_options options = {.strip = strip, .reverse = TRUE};
	g_autoptr(Tree) fork = tree_fork(tree);
	g_autoptr(PatchResult) result = apply_patch(fork, patch, &options, NULL);

	return result && result->status < APPLY_FUZZ;
}

static void add_hunk(struct has_result *result, const struct carry_hunk *from,
		     struct tree *tree, gboolean whole)
{
	struct has_hunk *hunk = g_new0(struct has_hunk, 1);

	hunk->path = g_strdup(from->path);
	hunk->number = from->number;
	hunk->line = from->line;
	hunk->answer = whole ? HAS_YES : judge_hunk(from, tree);
	hunk->why = g_strdup(from->reason);
	g_ptr_array_add(result->hunks, hunk);
}

struct has_result *has_change(struct tree *tree, struct tree *before,
			      const struct patch *patch, int strip, GError **error)
{
	struct carry_options options = {.strip = strip,
					.old_name = "before",
					.new_name = "source",
					.patch_name = patch->name};
	g_autoptr(Tree) old =
		before ? tree_fork(before) : tree_before(patch, strip, error);
	g_autoptr(Tree) new = tree_fork(tree);
	g_autoptr(CodeMoves) moves = old ? code_moves_new(old, new) : NULL;
	g_autoptr(Carry) carry = NULL;
	g_autoptr(HasResult) result = NULL;
	gboolean whole;

	options.moves = moves;
	if (old)
		carry = carry_patch(old, new, patch, &options, error);
	if (!carry)
		return NULL;
	result = g_new0(struct has_result, 1);
	result->hunks = g_ptr_array_new_with_free_func((GDestroyNotify)hunk_free);
	whole = comes_off(tree, patch, strip);
	for (guint i = 0; i < carry->hunks->len; i++)
		add_hunk(result, carry->hunks->pdata[i], tree, whole);
	result->answer = sum_up(result->hunks);
	result->goes_in = (result->answer == HAS_NO || result->answer == HAS_PART) &&
			  carry->status != CARRY_CONFLICT;
	return g_steal_pointer(&result);
}

/* --- a commit --------------------------------------------------------------------------- */

struct patch *has_commit(const char *dir, const char *revision, struct tree **before,
			 GError **error)
{
	g_autoptr(GitRepo) repo = git_repo_open(dir, error);
	g_autofree char *id = repo ? git_repo_resolve(repo, revision, error) : NULL;
	g_autoptr(RepoCommit) commit = id ? git_repo_commit(repo, id, error) : NULL;
	g_autoptr(GHashTable) paths =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autofree char *text = NULL;
	g_autoptr(GBytes) bytes = NULL;
	g_autoptr(Patch) patch = NULL;

	*before = NULL;
	if (!commit)
		return NULL;
	if (!commit->parent) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "%s: %s has no parent to compare it with", dir, revision);
		return NULL;
	}
	text = foreign_git_run(git_repo_git(repo),
			       (const char *[]){"format-patch", "-1", "--stdout",
						"--full-index", id, NULL},
			       NULL, error);
	if (!text)
		return NULL;
	bytes = g_bytes_new(text, strlen(text));
	patch = patch_parse(revision, bytes, error);
	if (!patch)
		return NULL;
	git_repo_add_paths(paths, patch, 1);
	*before = git_repo_tree(repo, commit->parent, paths, error);
	return *before ? g_steal_pointer(&patch) : NULL;
}
