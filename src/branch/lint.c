/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "branch/lint.h"

#include <string.h>

#include "branch/branch.h"
#include "patch/apply.h"
#include "patch/header.h"
#include "patch/series-apply.h"

/* git's default abbreviation in the kernel; shorter ids are not unique there. */
#define ID_MIN 12

struct lint {
	const struct series *series;
	struct tree *tree;
	gboolean mutant; /* a series with a deliberate regression, see lint_splat() */
	GPtrArray *findings;
};

static void finding_free(struct lint_finding *finding)
{
	g_free(finding->path);
	g_free(finding->message);
	g_free(finding);
}

void lint_add(GPtrArray *findings, const char *path, guint line, const char *rule,
	      const char *message)
{
	struct lint_finding *finding = g_new0(struct lint_finding, 1);

	finding->path = g_strdup(path);
	finding->line = line;
	finding->rule = rule;
	finding->message = g_strdup(message);
	g_ptr_array_add(findings, finding);
}

static void add(struct lint *lint, const char *path, guint line, const char *rule,
		const char *message)
{
	lint_add(lint->findings, path, line, rule, message);
}

/*
 * --- provenance --------------------------------------------------------------------
 */

static gboolean is_id(const char *id)
{
	gsize len = strspn(id, "0123456789abcdefABCDEF");

	return !id[len] && len >= ID_MIN && len <= 40;
}

/* Whether it has "From SHA Mon Sep 17 00:00:00 2001", as from git format-patch: the
 * commit from which the patch was made, except with --zero-commit. */
static gboolean names_commit(const struct header *header)
{
	return header->mbox_commit && is_id(header->mbox_commit) &&
	       header->mbox_commit[strspn(header->mbox_commit, "0")];
}

static gboolean is_tag_line(const struct header *header, guint line)
{
	for (guint i = 0; i < header->tags->len; i++)
		if (((struct header_tag *)header->tags->pdata[i])->line == line)
			return TRUE;
	return FALSE;
}

/* Whether there is any text besides tags, which may be folded. */
static gboolean has_text(const struct header *header, const struct patch *patch)
{
	g_autofree char *text = g_strndup(patch->header.data, patch->header.len);
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	for (guint i = 0; lines[i]; i++)
		if (g_ascii_isalnum(*lines[i]) && !is_tag_line(header, i + 1))
			return TRUE;
	return FALSE;
}

/* A mutant has no provenance, but must say what it breaks. */
static void lint_mutant_header(struct lint *lint, const char *path,
			       const struct header *header, const struct patch *patch)
{
	if (!has_text(header, patch))
		add(lint, path, 1, "description",
		    "no description of what the mutant breaks");
}

static void lint_origin(struct lint *lint, const char *path,
			const struct header *header)
{
	if (!header->author)
		add(lint, path, 1, "author", "no From or Author");
	if (!header_tag(header, TAG_SIGNED_OFF_BY))
		add(lint, path, 1, "signed-off", "no Signed-off-by");
	if (header->upstream && !is_id(header->upstream))
		add(lint, path, header->upstream_line, "upstream-id",
		    "the upstream commit is not 12 to 40 hexadecimal digits");
	if (!header->upstream && !header->origin && !header->reverts &&
	    !names_commit(header) && !header_tag(header, TAG_FORWARDED))
		add(lint, path, 1, "provenance", "no commit, Origin or Forwarded");
}

static void lint_header(struct lint *lint, const char *path, const struct patch *patch)
{
	g_autoptr(Header) header = header_parse(patch);

	if (!header->subject)
		add(lint, path, 1, "subject", "no Subject or Description");
	if (lint->mutant)
		lint_mutant_header(lint, path, header, patch);
	else
		lint_origin(lint, path, header);
}

/*
 * --- added lines --------------------------------------------------------------------
 */

static const char *whitespace_fault(const struct patch_line *line)
{
	gsize len = line->len;

	if (len && line->text[len - 1] == '\n')
		len--;
	if (len && g_ascii_isspace(line->text[len - 1]))
		return "trailing whitespace";
	for (gsize i = 0; i < len && (line->text[i] == ' ' || line->text[i] == '\t');
	     i++)
		if (line->text[i] == ' ' && i + 1 < len && line->text[i + 1] == '\t')
			return "a space before a tab";
	return NULL;
}

/* In reverse, the removed lines are added to the tree. */
static void lint_hunk(struct lint *lint, const char *path, const struct hunk *hunk,
		      gboolean reverse)
{
	char added = reverse ? '-' : '+';

	for (gsize i = 0; i < hunk->n_lines; i++) {
		const char *fault = hunk->lines[i].kind == added
					    ? whitespace_fault(&hunk->lines[i])
					    : NULL;

		if (fault)
			add(lint, path, hunk->line + 1 + i, "whitespace", fault);
	}
}

static void lint_content(struct lint *lint, const char *path, const struct patch *patch,
			 gboolean reverse)
{
	if (!patch->files->len)
		add(lint, path, 0, "empty", "no diff");
	for (guint i = 0; i < patch->files->len; i++) {
		const struct patch_file *file = g_ptr_array_index(patch->files, i);

		for (guint j = 0; j < file->hunks->len; j++)
			lint_hunk(lint, path, g_ptr_array_index(file->hunks, j),
				  reverse);
	}
}

/* Reports parts that are not applied, or that are although they may be text. */
static void lint_notes(struct lint *lint, const char *path, const struct patch *patch)
{
	static const char *const rules[] = {"cut", "lost", "lost", "indented", "lost"};

	for (guint i = 0; i < patch->notes->len; i++) {
		const struct patch_note *note =
			&g_array_index(patch->notes, struct patch_note, i);

		add(lint, path, note->line, rules[note->kind],
		    patch_note_text(note->kind));
	}
}

/* --- whether it applies ----------------------------------------------------------- */

static void lint_failed(struct lint *lint, const char *path,
			const struct hunk_result *hunk)
{
	g_autofree char *message =
		g_strdup_printf("the hunk does not apply without fuzz%s%s",
				hunk->why ? ": " : "", hunk->why ?: "");

	add(lint, path, hunk->hunk->line, "applies", message);
}

static void lint_file_result(struct lint *lint, const char *path,
			     const struct file_result *file)
{
	if (file->reason)
		add(lint, path, file->file->line, "applies", file->reason);
	for (guint i = 0; i < file->hunks->len; i++) {
		const struct hunk_result *hunk =
			&g_array_index(file->hunks, struct hunk_result, i);

		if (hunk->status == APPLY_ALREADY)
			add(lint, path, hunk->hunk->line, "applies",
			    "the tree already has this change");
		else if (hunk->status == APPLY_FAILED && !file->reason)
			lint_failed(lint, path, hunk);
	}
}

static void lint_apply(struct lint *lint, const char *path, const struct patch *patch,
		       const struct series_entry *entry)
{
	const struct series_apply_options options = {0};
	g_autoptr(GError) error = NULL;
	g_autoptr(PatchResult) result = NULL;

	if (!lint->tree || !patch->files->len)
		return;
	result = series_apply_patch(lint->tree, entry, patch, &options, &error);
	if (!result) {
		add(lint, path, 0, "applies", error->message);
		return;
	}
	for (guint i = 0; i < result->files->len; i++)
		lint_file_result(lint, path, g_ptr_array_index(result->files, i));
}

/* --- the series and its directory
 * --------------------------------------------------------- */

static void lint_patch(struct lint *lint, const struct series_entry *entry)
{
	g_autofree char *path = series_patch_path(entry);
	g_autoptr(GError) error = NULL;
	g_autoptr(Patch) patch = NULL;

	if (!g_file_test(path, G_FILE_TEST_EXISTS)) {
		g_autofree char *message = g_strdup_printf("%s is missing", path);

		add(lint, lint->series->path, entry->line, "missing", message);
		return;
	}
	patch = patch_load(path, &error);
	if (!patch) {
		add(lint, path, 0, "unreadable", error->message);
		return;
	}
	lint_header(lint, path, patch);
	lint_content(lint, path, patch, entry->reverse);
	lint_notes(lint, path, patch);
	lint_apply(lint, path, patch, entry);
}

/* Adds the patches that any series file in @dir names. */
static void add_listed(const char *dir, GHashTable *listed)
{
	g_autoptr(GDir) open = g_dir_open(dir, 0, NULL);
	const char *name;

	while (open && (name = g_dir_read_name(open))) {
		g_autofree char *path = g_build_filename(dir, name, NULL);
		g_autoptr(Series) series = NULL;

		if (!g_str_has_prefix(name, "series"))
			continue;
		series = series_load(path, NULL);
		for (guint i = 0; series && i < series->entries->len; i++) {
			const struct series_entry *entry =
				g_ptr_array_index(series->entries, i);

			if (entry->name)
				g_hash_table_add(listed,
						 g_path_get_basename(entry->name));
		}
	}
}

static gboolean is_patch_name(const char *name)
{
	return g_str_has_suffix(name, ".patch") || g_str_has_suffix(name, ".diff");
}

/* Reports patches beside the series that no series there names. */
static void lint_dir(struct lint *lint)
{
	const char *dir = lint->series->directory, *name;
	g_autoptr(GDir) open = g_dir_open(dir, 0, NULL);
	g_autoptr(GHashTable) listed =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	add_listed(dir, listed);
	while (open && (name = g_dir_read_name(open))) {
		g_autofree char *path = strcmp(dir, ".")
						? g_build_filename(dir, name, NULL)
						: g_strdup(name);

		if (is_patch_name(name) && !g_hash_table_contains(listed, name))
			add(lint, path, 0, "unlisted", "not listed in any series");
	}
}

/* Whether it is patches/BRANCH/mutants/NAME. */
static gboolean is_mutant(const struct series *series)
{
	g_autofree char *directory = g_canonicalize_filename(series->directory, NULL);
	g_autofree char *above = g_path_get_dirname(directory);
	g_autofree char *name = g_path_get_basename(above);

	return !strcmp(name, "mutants");
}

/* Checks the file "splat" of a mutant: what a run must show. */
static void lint_splat(struct lint *lint)
{
	g_autofree char *path =
		g_build_filename(lint->series->directory, "splat", NULL);
	g_autoptr(GError) error = NULL;
	g_auto(GStrv) titles = branch_read_splat(path, &error);

	if (!titles)
		add(lint, lint->series->path, 0, "splat", error->message);
}

static int by_place(gconstpointer a, gconstpointer b)
{
	const struct lint_finding *x = *(struct lint_finding *const *)a;
	const struct lint_finding *y = *(struct lint_finding *const *)b;
	int order = strcmp(x->path, y->path);

	return order ? order : (x->line > y->line) - (x->line < y->line);
}

GPtrArray *lint_series(const struct series *series, struct tree *tree)
{
	g_autoptr(GPtrArray) patches = series_patches(series);
	struct lint lint = {
		series, tree, is_mutant(series),
		g_ptr_array_new_with_free_func((GDestroyNotify)finding_free)};

	for (guint i = 0; i < patches->len; i++)
		lint_patch(&lint, g_ptr_array_index(patches, i));
	lint_dir(&lint);
	if (lint.mutant)
		lint_splat(&lint);
	g_ptr_array_sort(lint.findings, by_place);
	return lint.findings;
}
