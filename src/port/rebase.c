/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "port/rebase.h"

#include <string.h>

#include "patch/header.h"
#include "patch/series-apply.h"
#include "port/prerequisites.h"
#include "port/rerere.h"
#include "util/error.h"

static void step_free(struct rebase_step *step)
{
	g_clear_pointer(&step->carry, carry_free);
	g_clear_pointer(&step->patch, patch_free);
	g_free(step->digest);
	g_free(step);
}

void rebase_free(struct rebase *rebase)
{
	if (!rebase)
		return;
	g_ptr_array_unref(rebase->steps);
	g_ptr_array_unref(rebase->stale);
	g_clear_pointer(&rebase->there, tree_free);
	series_free(rebase->series);
	g_free(rebase);
}

/* --- decisions ------------------------------------------------------------------ */

static void add_number(GChecksum *sum, guint64 number)
{
	g_checksum_update(sum, (const guchar *)&number, sizeof(number));
}

/* Includes the length, so that different sequences never look the same. */
static void add_bytes(GChecksum *sum, GBytes *bytes)
{
	gsize size = 0;
	const void *data = bytes ? g_bytes_get_data(bytes, &size) : NULL;

	add_number(sum, bytes ? size : G_MAXUINT64);
	if (size)
		g_checksum_update(sum, data, size);
}

static void add_string(GChecksum *sum, const char *string)
{
	g_checksum_update(sum, (const guchar *)string, strlen(string) + 1);
}

static void add_patch(GChecksum *sum, const struct rebase_step *step)
{
	add_number(sum, step->entry->strip);
	add_number(sum, step->entry->reverse);
	add_bytes(sum, step->patch->bytes);
}

/* Adds the files of a conflict as they are without the patch. */
static void add_files(GChecksum *sum, const struct rebase_step *step)
{
	for (guint i = 0; i < step->carry->work->len; i++) {
		const struct carry_work *work = g_ptr_array_index(step->carry->work, i);

		add_string(sum, work->path);
		add_bytes(sum, work->before);
		add_number(sum, work->before_mode);
	}
}

/* Returns a digest of what a decision is about: a patch that was edited by hand is only
 * valid for these files; skipping one does not depend on them. */
static char *decision_digest(const struct rebase_step *step, gboolean by_hand)
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);

	add_patch(sum, step);
	if (by_hand)
		add_files(sum, step);
	return g_strdup(g_checksum_get_string(sum));
}

struct decision *decision_new(const struct rebase_step *step, GBytes *patch)
{
	struct decision *decision = g_new0(struct decision, 1);

	decision->name = g_strdup(step->entry->name);
	decision->about = decision_digest(step, patch != NULL);
	decision->patch = patch;
	return decision;
}

void decision_free(struct decision *decision)
{
	g_free(decision->name);
	g_free(decision->about);
	g_clear_pointer(&decision->patch, g_bytes_unref);
	g_free(decision);
}

static gboolean is_about(const struct decision *decision,
			 const struct rebase_step *step)
{
	g_autofree char *about = NULL;

	if (strcmp(decision->name, step->entry->name) ||
	    (decision->patch && step->carry->status != CARRY_CONFLICT))
		return FALSE;
	about = decision_digest(step, decision->patch != NULL);
	return !g_strcmp0(decision->about, about);
}

/* Returns the decision about @step, which is then not stale, or NULL. */
static const struct decision *take_decision(struct rebase *rebase,
					    const struct rebase_step *step)
{
	for (guint i = 0; i < rebase->stale->len; i++) {
		const struct decision *decision = g_ptr_array_index(rebase->stale, i);

		if (!is_about(decision, step))
			continue;
		g_ptr_array_remove_index(rebase->stale, i);
		return decision;
	}
	return NULL;
}

/*
 * Returns a digest of what the user sees of a step. The text with markers also represents
 * the files from which it was made. Of conflicts that the user does not see yet, only the
 * blocks of markers are left.
 */
static char *step_digest(const struct rebase_step *step)
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);

	add_patch(sum, step);
	add_string(sum, carry_status_name(step->carry->status));
	add_bytes(sum, step->carry->patch);
	for (guint i = 0; i < step->carry->work->len; i++) {
		const struct carry_work *work = g_ptr_array_index(step->carry->work, i);

		add_string(sum, work->path);
		add_number(sum, work->before_mode);
		add_bytes(sum, work->bytes ?: work->before);
		add_number(sum, work->mode);
	}
	return g_strdup(g_checksum_get_string(sum));
}

/* Frees data that is only needed for the first conflict. */
static void shrink_work(struct carry *carry)
{
	for (guint i = 0; i < carry->work->len; i++) {
		struct carry_work *work = g_ptr_array_index(carry->work, i);
		g_autoptr(GBytes) bytes = g_steal_pointer(&work->bytes);

		g_clear_pointer(&work->before, g_bytes_unref);
		work->bytes = bytes ? resolve_excerpt(bytes) : NULL;
	}
}

/* Keeps a conflict without a decision. */
static void keep_conflict(struct rebase *rebase, struct tree *new,
			  struct rebase_step *step)
{
	if (rebase->there)
		shrink_work(step->carry);
	else
		rebase->there = tree_fork(new);
}

/* --- running ---------------------------------------------------------------------- */

/* Applies the patch of a decision instead of that of the series. */
static gboolean apply_decided(struct tree *new, const struct series_entry *entry,
			      const struct decision *decision, GError **error)
{
	g_autoptr(Patch) patch = patch_parse(entry->name, decision->patch, error);
	g_autoptr(GError) why = NULL;

	if (!patch)
		return FALSE;
	if (series_apply_whole(new, entry, patch, 0, &why))
		return TRUE;
	if (g_error_matches(why, KF_ERROR, KF_ERROR_NEGATIVE))
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "%s: the manual resolution no longer applies", entry->name);
	else
		g_propagate_error(error, g_steal_pointer(&why));
	return FALSE;
}

/* Replaces the result by that of the decision. */
static gboolean decide(struct tree *new, guint mark, struct rebase_step *step,
		       const struct decision *decision, GError **error)
{
	tree_rollback(new, mark);
	if (decision->patch && !apply_decided(new, step->entry, decision, error))
		return FALSE;
	carry_free(step->carry);
	step->carry = carry_decide(decision->patch);
	return TRUE;
}

/* Returns the name of a tree in markers: linux-6.1.187. */
static char *tree_name(const struct tree *tree)
{
	return g_path_get_basename(tree_dir(tree));
}

/* Data for all steps. */
struct rebase_state {
	struct rebase *rebase;
	struct tree *old, *new;
	struct series_end *end;
	struct code_moves *moves;
	struct prerequisites *needs;
	const struct known_changes *known; /* may be NULL */
};

/* Looks up the commit @id in the history; @by as in port/known-changes.h. */
static enum known_state look_up(const struct known_changes *known, const char *id,
				char **by)
{
	return id ? known->look_up(known->data, id, by) : KNOWN_NOT;
}

/* Returns in words how history has the commit @id, or NULL. */
static char *ask_known(const struct known_changes *known, const char *id)
{
	g_autofree char *by = NULL;

	if (look_up(known, id, &by) != KNOWN_HAS)
		return NULL;
	if (g_str_has_prefix(by, id))
		return g_strdup_printf("by history, commit %.12s is in the new tree",
				       id);
	return g_strdup_printf("by history, commit %.12s is in the new tree as %.12s",
			       id, by);
}

/* Returns in words how history has a commit with the same change, or NULL. */
static char *ask_same(const struct known_changes *known, const struct patch *patch)
{
	const char *id = known->find_same ? known->find_same(known->data, patch) : NULL;
	g_autofree char *by = NULL;

	if (look_up(known, id, &by) != KNOWN_HAS)
		return NULL;
	return g_strdup_printf("by history, commit %.12s of the new tree is the same "
			       "change",
			       id);
}

/* Looks up the commit that the patch names, or from which it was exported, or one that
 * makes the same change. */
static char *find_known(const struct rebase_state *run, const struct patch *patch)
{
	g_autoptr(Header) header = run->known ? header_parse(patch) : NULL;
	char *known = NULL;

	if (header)
		known = ask_known(run->known, header->upstream);
	if (header && !known)
		known = ask_known(run->known, header->mbox_commit);
	if (header && !known)
		known = ask_same(run->known, patch);
	return known;
}

/* Whether history knows the commit that the patch of @step names. */
static gboolean names_known(const struct known_changes *known,
			    const struct rebase_step *step)
{
	g_autoptr(Header) header = header_parse(step->patch);
	g_autofree char *by = NULL, *from = NULL;

	return look_up(known, header->upstream, &by) != KNOWN_NOT ||
	       look_up(known, header->mbox_commit, &from) != KNOWN_NOT;
}

/* Searches for all patches that name no commit by their changes, in one pass. */
static gboolean look_for_same(const struct known_changes *known, const GPtrArray *steps,
			      GError **error)
{
	g_autoptr(GPtrArray) patches = g_ptr_array_new_with_free_func(g_free);

	if (!known || !known->look_for)
		return TRUE;
	for (guint i = 0; i < steps->len; i++) {
		const struct rebase_step *step = g_ptr_array_index(steps, i);
		const struct known_patch one = {step->patch, step->entry->strip};

		if (!step->entry->reverse && step->patch->files->len &&
		    !names_known(known, step))
			g_ptr_array_add(patches, g_memdup2(&one, sizeof(one)));
	}
	return known->look_for(known->data, patches, error);
}

static gboolean run_step(const struct rebase_state *run, struct rebase_step *step,
			 GError **error)
{
	g_autofree char *old_name = tree_name(run->old),
			*new_name = tree_name(run->new);
	g_autofree char *known = find_known(run, step->patch);
	struct carry_options options = {.strip = step->entry->strip,
					.known = known,
					.reverse = step->entry->reverse,
					.end = run->end,
					.moves = run->moves,
					.old_name = old_name,
					.new_name = new_name,
					.patch_name = step->entry->name};
	const struct decision *decision;
	guint mark = tree_mark(run->new);

	step->carry = carry_patch(run->old, run->new, step->patch, &options, error);
	if (!step->carry)
		return FALSE;
	prerequisites_tell(run->needs, step->carry, step->entry->reverse);
	decision = take_decision(run->rebase, step);
	if (decision && !decide(run->new, mark, step, decision, error))
		return FALSE;
	if (step->carry->status == CARRY_CONFLICT)
		keep_conflict(run->rebase, run->new, step);
	step->digest = step_digest(step);
	return TRUE;
}

/* Loads a patch, and applies it to @final as far as possible. */
static gboolean load_step(struct rebase *rebase, const struct series_entry *entry,
			  struct tree *final, GError **error)
{
	const struct series_apply_options options = {.fuzz = CARRY_OLD_FUZZ,
						     .partial = TRUE};
	struct rebase_step *step = g_new0(struct rebase_step, 1);
	g_autoptr(PatchResult) result = NULL;

	step->entry = entry;
	g_ptr_array_add(rebase->steps, step);
	step->patch = series_load_patch(entry, error);
	if (!step->patch)
		return FALSE;
	if (step->patch->files->len)
		result = series_apply_patch(final, entry, step->patch, &options, error);
	tree_settle(final);
	return result || !step->patch->files->len;
}

struct rebase *rebase_run(struct tree *old, struct tree *new, struct series *series,
			  GPtrArray *decisions, const struct known_changes *known,
			  GError **error)
{
	g_autoptr(Rebase) rebase = g_new0(struct rebase, 1);
	g_autoptr(GPtrArray) entries = series_patches(series);
	g_autoptr(Tree) final = tree_fork(old);
	g_autoptr(SeriesEnd) end = NULL;
	g_autoptr(CodeMoves) moves = code_moves_new(old, new);
	g_autoptr(Prerequisites) needs = prerequisites_new(old, new);
	struct rebase_state run = {rebase, old, new, NULL, moves, needs, known};

	rebase->series = series;
	rebase->stale = g_ptr_array_new();
	for (guint i = 0; decisions && i < decisions->len; i++)
		g_ptr_array_add(rebase->stale, g_ptr_array_index(decisions, i));
	rebase->steps = g_ptr_array_new_with_free_func((GDestroyNotify)step_free);
	for (guint i = 0; i < entries->len; i++)
		if (!load_step(rebase, g_ptr_array_index(entries, i), final, error))
			return NULL;
	if (!look_for_same(known, rebase->steps, error))
		return NULL;
	tree_share(old, final);
	run.end = end = series_end_new(g_steal_pointer(&final));
	for (guint i = 0; i < rebase->steps->len; i++) {
		struct rebase_step *step = g_ptr_array_index(rebase->steps, i);

		if (!run_step(&run, step, error))
			return NULL;
		series_end_merge_copies(end, old);
		tree_forget_disk(old, 0);
		tree_settle(old);
		tree_settle(new);
		rebase->counts[step->carry->status]++;
	}
	return g_steal_pointer(&rebase);
}

const struct rebase_step *rebase_conflict(const struct rebase *rebase)
{
	for (guint i = 0; i < rebase->steps->len; i++) {
		const struct rebase_step *step = g_ptr_array_index(rebase->steps, i);

		if (step->carry->status == CARRY_CONFLICT)
			return step;
	}
	return NULL;
}

static const struct rebase_step *step_of(const struct rebase *rebase,
					 const struct series_entry *entry)
{
	for (guint i = 0; i < rebase->steps->len; i++) {
		const struct rebase_step *step = g_ptr_array_index(rebase->steps, i);

		if (step->entry == entry)
			return step;
	}
	return NULL;
}

GString *rebase_series(const struct rebase *rebase)
{
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < rebase->series->entries->len; i++) {
		const struct series_entry *entry =
			g_ptr_array_index(rebase->series->entries, i);
		const struct rebase_step *step = step_of(rebase, entry);

		if (step && step->carry->status == CARRY_CONFLICT)
			g_string_append(out, "# conflict: ");
		else if (step && !step->carry->patch)
			continue;
		g_string_append(out, entry->raw);
	}
	return out;
}
