/*
 * usage: rebase-truth TREE THEIRS OURS REPORT OLD
 *
 * Compares a rebased series with what the distribution itself did: THEIRS is
 * its next series, TREE the source that it is for, OURS what kferry rebase made
 * of the series OLD for TREE, and REPORT its --json output. Each patch of OLD
 * is one line: our status, what became of it there, and how the two compare:
 *
 *   same      our patch, applied in the place of theirs, makes the same tree
 *   DIFFERS   it applies there and makes another tree
 *   (apart)   it does not apply there: other patches stand in between
 *   dropped   theirs has no patch of that name
 */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "series.h"
#include "stack.h"
#include "tree.h"

static const char *status_of(json_t *report, const char *name)
{
	json_t *patches = json_object_get(report, "patches"), *patch;
	size_t i;

	json_array_foreach(patches, i, patch) if (
		!strcmp(json_string_value(json_object_get(patch, "patch")),
			name)) return json_string_value(json_object_get(patch,
									"status"));
	return "?";
}

static const struct series_entry *find(const struct series *series, const char *name)
{
	g_autoptr(GPtrArray) patches = series_patches(series);

	for (guint i = 0; i < patches->len; i++) {
		const struct series_entry *entry = g_ptr_array_index(patches, i);

		if (!strcmp(entry->name, name))
			return entry;
	}
	return NULL;
}

static gboolean edits_equal(GArray *a, GArray *b)
{
	if (a->len != b->len)
		return FALSE;
	for (guint i = 0; i < a->len; i++) {
		struct tree_change *x = &g_array_index(a, struct tree_change, i);
		struct tree_change *y = &g_array_index(b, struct tree_change, i);

		if (strcmp(x->path, y->path) || !blob_equal(&x->after, &y->after))
			return FALSE;
	}
	return TRUE;
}

/* Applies @patch to @tree without fuzz; NULL when it does not go. */
static GArray *apply(struct tree *tree, const struct patch *patch,
		     const struct series_entry *entry)
{
	struct apply_options options = {.strip = entry->strip,
					.reverse = entry->reverse};
	guint mark = tree_mark(tree);
	g_autoptr(PatchResult) result = apply_patch(tree, patch, &options, NULL);

	if (!result || result->status >= APPLY_ALREADY)
		return NULL;
	return tree_edits(tree, mark, tree_mark(tree));
}

/* @tree is where theirs is about to be applied, and has it afterwards. */
static const char *compare(struct tree *tree, const struct series *theirs,
			   const struct series_entry *entry, const struct series *ours,
			   const struct series_entry *our_entry)
{
	g_autoptr(Patch) their_patch = series_load_patch(theirs, entry, NULL);
	g_autoptr(Patch) our_patch =
		our_entry ? series_load_patch(ours, our_entry, NULL) : NULL;
	g_autoptr(Tree) fork = tree_fork(tree);
	g_autoptr(GArray) a = their_patch ? apply(tree, their_patch, entry) : NULL;
	g_autoptr(GArray) b = our_patch ? apply(fork, our_patch, our_entry) : NULL;

	if (!a)
		return "(theirs does not apply)";
	if (!our_entry)
		return "not-carried";
	if (!b)
		return "(apart)";
	return edits_equal(a, b) ? "same" : "DIFFERS";
}

int main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Tree) tree = argc == 6 ? tree_open(argv[1], &error) : NULL;
	g_autoptr(Series) theirs = tree ? series_load(argv[2], &error) : NULL;
	g_autoptr(Series) ours = theirs ? series_load(argv[3], &error) : NULL;
	json_t *report = ours ? json_load_file(argv[4], 0, NULL) : NULL;
	g_autoptr(Series) old = report ? series_load(argv[5], &error) : NULL;
	g_autoptr(GPtrArray) patches = old ? series_patches(old) : NULL;
	g_autoptr(GPtrArray) theirs_patches = NULL;

	if (!old) {
		fprintf(stderr, "rebase-truth: %s\n",
			error ? error->message : "five arguments are needed");
		return 2;
	}
	theirs_patches = series_patches(theirs);
	for (guint i = 0; i < theirs_patches->len; i++) {
		const struct series_entry *entry = g_ptr_array_index(theirs_patches, i);
		const char *verdict =
			compare(tree, theirs, entry, ours, find(ours, entry->name));

		if (find(old, entry->name))
			printf("%-10s %-12s %s\n", status_of(report, entry->name),
			       verdict, entry->name);
	}
	for (guint i = 0; i < patches->len; i++) {
		const struct series_entry *entry = g_ptr_array_index(patches, i);

		if (!find(theirs, entry->name))
			printf("%-10s %-12s %s\n", status_of(report, entry->name),
			       "dropped", entry->name);
	}
	json_decref(report);
	return 0;
}
