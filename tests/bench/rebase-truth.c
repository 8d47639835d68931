/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * usage: rebase-truth OLD-TREE NEW-TREE OLD THEIRS OURS REPORT [KNOWN]
 *
 * Compares a rebased series with what its maintainers did: OLD is their series for
 * OLD-TREE, THEIRS the one for NEW-TREE, OURS what kferry rebase made of OLD, and
 * REPORT its --json output. KNOWN names patches of OLD, one a line, that NEW-TREE is
 * known to have. Each patch of OLD is one line: our status, and how the two compare:
 *
 *   same      our patch, applied in the place of theirs, makes the same tree
 *   lines     it does not apply there, or makes another tree, but adds and removes
 *             the same lines: other patches or other context stand in between
 *   DIFFERS   it applies there and makes another tree with other lines
 *   (apart)   it does not apply there and has other lines
 *   dropped   theirs has no such patch
 *   known     the new tree is known to have it, and we found it or asked
 *   TWICE     the new tree is known to have it, and we carried it
 *   no-base   it does not apply to the old tree: nothing can be said
 *
 * A patch of theirs is the same one when it has the file name, or else the subject.
 */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "patch/apply.h"
#include "patch/header.h"
#include "patch/series.h"
#include "patch/tree.h"

#define OLD_FUZZ 2 /* as a rebase does */

/* A series with its parsed patches. */
struct side {
	Series *series;
	GPtrArray *entries; /* of struct series_entry */
	GPtrArray *patches; /* of struct patch, for each entry; NULL if it cannot be
			     * read */
	GPtrArray *titles;  /* of char *, for each entry; NULL: none */
};

static gboolean side_load(struct side *side, const char *path, GError **error)
{
	side->series = series_load(path, error);
	if (!side->series)
		return FALSE;
	side->entries = series_patches(side->series);
	side->patches = g_ptr_array_new();
	side->titles = g_ptr_array_new();
	for (guint i = 0; i < side->entries->len; i++) {
		const struct series_entry *entry = g_ptr_array_index(side->entries, i);
		struct patch *patch = series_load_patch(entry, NULL);
		struct header *header = patch ? header_parse(patch) : NULL;

		g_ptr_array_add(side->patches, patch);
		g_ptr_array_add(side->titles, header ? g_strdup(header->title) : NULL);
		header_free(header);
	}
	return TRUE;
}

static const struct series_entry *side_entry(const struct side *side, guint i)
{
	return g_ptr_array_index(side->entries, i);
}

static int side_find(const struct side *side, const char *name)
{
	for (guint i = 0; i < side->entries->len; i++)
		if (!strcmp(side_entry(side, i)->name, name))
			return i;
	return -1;
}

/* The only patch with that subject; -1 if there is none, or several. */
static int side_find_title(const struct side *side, const char *title)
{
	int found = -1;

	for (guint i = 0; title && i < side->titles->len; i++) {
		if (g_strcmp0(g_ptr_array_index(side->titles, i), title))
			continue;
		if (found >= 0)
			return -1;
		found = i;
	}
	return found;
}

/* For each patch of @old, the corresponding one of @theirs, or -1. */
static int *match(const struct side *old, const struct side *theirs)
{
	int *became = g_new(int, old->entries->len + 1);

	for (guint i = 0; i < old->entries->len; i++) {
		const char *title = g_ptr_array_index(old->titles, i);

		became[i] = side_find(theirs, side_entry(old, i)->name);
		if (became[i] < 0 && side_find_title(old, title) == (int)i)
			became[i] = side_find_title(theirs, title);
	}
	return became;
}

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

/* Applies @patch to @tree; NULL if it does not apply. */
static GArray *apply(struct tree *tree, const struct patch *patch,
		     const struct series_entry *entry, guint fuzz)
{
	struct apply_options options = {
		.strip = entry->strip, .reverse = entry->reverse, .fuzz = fuzz};
	guint mark = tree_mark(tree);
	g_autoptr(PatchResult) result =
		patch ? apply_patch(tree, patch, &options, NULL) : NULL;

	if (result && result->status < APPLY_ALREADY)
		return tree_edits(tree, mark, tree_mark(tree));
	tree_rollback(tree, mark);
	return NULL;
}

static int by_text(gconstpointer a, gconstpointer b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The lines that @patch adds and removes, sorted, as one string. */
static char *changed_lines(const struct patch *patch)
{
	g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; i < patch->files->len; i++) {
		const struct patch_file *file = g_ptr_array_index(patch->files, i);

		for (guint j = 0; j < file->hunks->len; j++) {
			const struct hunk *hunk = g_ptr_array_index(file->hunks, j);

			for (gsize k = 0; k < hunk->n_lines; k++)
				if (hunk->lines[k].kind != ' ')
					g_ptr_array_add(
						lines,
						g_strdup_printf("%c%.*s",
								hunk->lines[k].kind,
								(int)hunk->lines[k].len,
								hunk->lines[k].text));
		}
	}
	g_ptr_array_sort(lines, by_text);
	g_ptr_array_add(lines, NULL);
	return g_strjoinv("\n", (char **)lines->pdata);
}

static gboolean same_lines(const struct patch *a, const struct patch *b)
{
	g_autofree char *x = changed_lines(a), *y = changed_lines(b);

	return !strcmp(x, y);
}

/* Compares our patch with number @i of theirs, and then applies the latter to @tree. */
static const char *compare(struct tree *tree, const struct side *theirs, guint i,
			   const struct side *ours, int our)
{
	const struct patch *their_patch = g_ptr_array_index(theirs->patches, i);
	const struct patch *our_patch =
		our < 0 ? NULL : g_ptr_array_index(ours->patches, our);
	g_autoptr(Tree) fork = tree_fork(tree);
	g_autoptr(GArray) a = apply(tree, their_patch, side_entry(theirs, i), 0);
	g_autoptr(GArray) b =
		our_patch ? apply(fork, our_patch, side_entry(ours, our), 0) : NULL;

	if (!our_patch)
		return "not-carried";
	if (a && b && edits_equal(a, b))
		return "same";
	if (their_patch && same_lines(our_patch, their_patch))
		return "lines";
	if (!a)
		return "(theirs-off)";
	return b ? "DIFFERS" : "(apart)";
}

/* For each patch of @theirs, how our patch compares. */
static const char **compare_all(struct tree *tree, const struct side *theirs,
				const struct side *old, const int *became,
				const struct side *ours)
{
	const char **verdicts = g_new0(const char *, theirs->entries->len + 1);

	for (guint i = 0; i < theirs->entries->len; i++) {
		int our = -1;

		for (guint j = 0; j < old->entries->len; j++)
			if (became[j] == (int)i)
				our = side_find(ours, side_entry(old, j)->name);
		verdicts[i] = compare(tree, theirs, i, ours, our);
	}
	return verdicts;
}

/* Whether each patch of @old applies to the old tree. */
static gboolean *find_bases(struct tree *tree, const struct side *old)
{
	gboolean *has = g_new0(gboolean, old->entries->len + 1);

	for (guint i = 0; i < old->entries->len; i++)
		for (guint fuzz = 0; !has[i] && fuzz <= OLD_FUZZ; fuzz += OLD_FUZZ) {
			g_autoptr(GArray) edits =
				apply(tree, g_ptr_array_index(old->patches, i),
				      side_entry(old, i), fuzz);

			has[i] = edits != NULL;
		}
	return has;
}

static const char *judge_known(const char *status)
{
	return !strcmp(status, "upstream") || !strcmp(status, "conflict") ? "known"
									  : "TWICE";
}

static gboolean load_known(const char *path, char ***known, GError **error)
{
	g_autofree char *text = NULL;

	if (path && !g_file_get_contents(path, &text, NULL, error))
		return FALSE;
	*known = g_strsplit(text ?: "", "\n", -1);
	return TRUE;
}

int main(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	gboolean called = argc == 7 || argc == 8;
	g_autoptr(Tree) before = called ? tree_open(argv[1], &error) : NULL;
	g_autoptr(Tree) tree = before ? tree_open(argv[2], &error) : NULL;
	struct side old, theirs, ours;
	g_auto(GStrv) known = NULL;
	json_t *report;
	g_autofree int *became = NULL;
	g_autofree gboolean *has_base = NULL;
	g_autofree const char **verdicts = NULL;

	if (!tree || !side_load(&old, argv[3], &error) ||
	    !side_load(&theirs, argv[4], &error) ||
	    !side_load(&ours, argv[5], &error) ||
	    !load_known(argv[7], &known, &error) ||
	    !(report = json_load_file(argv[6], 0, NULL))) {
		fprintf(stderr, "rebase-truth: %s\n",
			error ? error->message : "six or seven arguments are needed");
		return 2;
	}
	became = match(&old, &theirs);
	has_base = find_bases(before, &old);
	verdicts = compare_all(tree, &theirs, &old, became, &ours);
	for (guint i = 0; i < old.entries->len; i++) {
		const char *name = side_entry(&old, i)->name;
		const char *status = status_of(report, name);
		const char *verdict =
			!has_base[i] ? "no-base"
			: g_strv_contains((const char *const *)known, name)
				? judge_known(status)
			: became[i] < 0 ? "dropped"
					: verdicts[became[i]];

		printf("%-10s %-12s %s\n", status, verdict, name);
	}
	json_decref(report);
	return 0;
}
