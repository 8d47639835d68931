#include "rebase.h"

#include <string.h>

#include "error.h"

static void step_free(struct rebase_step *step)
{
	g_clear_pointer(&step->carry, carry_free);
	g_clear_pointer(&step->patch, patch_free);
	g_free(step);
}

void rebase_free(struct rebase *rebase)
{
	if (!rebase)
		return;
	g_ptr_array_unref(rebase->steps);
	series_free(rebase->series);
	g_free(rebase);
}

void decision_free(struct decision *decision)
{
	g_free(decision->name);
	g_clear_pointer(&decision->patch, g_bytes_unref);
	g_free(decision);
}

static const struct decision *find_decision(GPtrArray *decisions, const char *name)
{
	for (guint i = 0; decisions && i < decisions->len; i++) {
		const struct decision *decision = g_ptr_array_index(decisions, i);

		if (!strcmp(decision->name, name))
			return decision;
	}
	return NULL;
}

static struct apply_options entry_options(const struct series_entry *entry)
{
	return (struct apply_options){.strip = entry->strip, .reverse = entry->reverse};
}

/* The patch of a decision stands for the one of the series. */
static gboolean apply_decided(struct tree *new, const struct series_entry *entry,
			      const struct decision *decision, GError **error)
{
	struct apply_options options = entry_options(entry);
	g_autoptr(Patch) patch = patch_parse(entry->name, decision->patch, error);
	g_autoptr(PatchResult) result = NULL;

	if (!patch)
		return FALSE;
	result = apply_patch(new, patch, &options, error);
	if (!result)
		return FALSE;
	if (result->status < APPLY_ALREADY)
		return TRUE;
	g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
		    "%s: what was made of it by hand does not apply any more",
		    entry->name);
	return FALSE;
}

static struct carry *carry_decided(struct tree *old, struct tree *new,
				   const struct rebase_step *step,
				   const struct decision *decision, GError **error)
{
	struct apply_options options = entry_options(step->entry);
	g_autoptr(PatchResult) result = apply_patch(old, step->patch, &options, error);

	if (!result ||
	    (decision->patch && !apply_decided(new, step->entry, decision, error)))
		return NULL;
	return carry_decide(decision->patch);
}

/* How markers name a tree: linux-6.1.187. */
static char *tree_name(const struct tree *tree)
{
	return g_path_get_basename(tree_dir(tree));
}

static gboolean run_step(struct tree *old, struct tree *new, struct tree *final,
			 struct rebase_step *step, GPtrArray *decisions, GError **error)
{
	const struct decision *decision = find_decision(decisions, step->entry->name);
	g_autofree char *old_name = tree_name(old), *new_name = tree_name(new);
	struct carry_options options = {.strip = step->entry->strip,
					.reverse = step->entry->reverse,
					.final = final,
					.old_name = old_name,
					.new_name = new_name,
					.patch_name = step->entry->name};

	step->carry = decision ? carry_decided(old, new, step, decision, error)
			       : carry_patch(old, new, step->patch, &options, error);
	return step->carry != NULL;
}

/* Reads a patch, and applies it to @final as far as it goes. */
static gboolean load_step(struct rebase *rebase, const struct series_entry *entry,
			  struct tree *final, GError **error)
{
	struct apply_options options = entry_options(entry);
	struct rebase_step *step = g_new0(struct rebase_step, 1);
	g_autoptr(PatchResult) result = NULL;

	step->entry = entry;
	g_ptr_array_add(rebase->steps, step);
	step->patch = series_load_patch(rebase->series, entry, error);
	if (!step->patch)
		return FALSE;
	options.partial = TRUE;
	options.fuzz = CARRY_OLD_FUZZ;
	if (step->patch->files->len)
		result = apply_patch(final, step->patch, &options, error);
	return result || !step->patch->files->len;
}

struct rebase *rebase_run(struct tree *old, struct tree *new, struct series *series,
			  GPtrArray *decisions, GError **error)
{
	g_autoptr(Rebase) rebase = g_new0(struct rebase, 1);
	g_autoptr(GPtrArray) entries = series_patches(series);
	g_autoptr(Tree) final = tree_fork(old);

	rebase->series = series;
	rebase->steps = g_ptr_array_new_with_free_func((GDestroyNotify)step_free);
	for (guint i = 0; i < entries->len; i++)
		if (!load_step(rebase, g_ptr_array_index(entries, i), final, error))
			return NULL;
	for (guint i = 0; i < rebase->steps->len; i++) {
		struct rebase_step *step = g_ptr_array_index(rebase->steps, i);

		if (!run_step(old, new, final, step, decisions, error))
			return NULL;
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
