/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/print-conflict.h"

#include <string.h>

#include "cmd/print-rebase.h"
#include "port/in-the-way.h"
#include "port/rerere.h"
#include "upstream/line-history.h"
#include "util/fs.h"
#include "util/json-text.h"
#include "util/visible.h"

/* A file may have changed everywhere; --json shows everything. */
#define HUNKS_SHOWN 8

char *rebase_call(const char *branch, const char *dir)
{
	static const char plain[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
		"0123456789/._-+,:@";
	g_autofree char *quoted = branch ? NULL : g_shell_quote(dir);

	if (branch)
		return g_strdup(branch);
	return g_strconcat("--out ", strspn(dir, plain) == strlen(dir) ? dir : quoted,
			   NULL);
}

/* Returns the number of conflicts left in the file; -1: it is missing. */
static int count_left(const struct rebase_dir *dir, const char *path)
{
	g_autofree char *full = g_build_filename(dir->dir, "conflict", path, NULL);
	char *data = NULL;
	gsize size;
	g_autoptr(GBytes) bytes = NULL;
	g_autoptr(GArray) blocks = NULL;

	if (!g_file_get_contents(full, &data, &size, NULL))
		return -1;
	bytes = g_bytes_new_take(data, size);
	blocks = resolve_blocks(bytes);
	return blocks->len;
}

static char *left_text(const struct rebase_dir *dir, const struct carry_work *work)
{
	int left = count_left(dir, work->path);

	if (left < 0)
		return g_strdup(work->bytes ? "removed" : "removed by the patch");
	if (left)
		return g_strdup_printf("%d conflict%s left", left,
				       left == 1 ? "" : "s");
	return g_strdup(work->blocks && work->blocks->len ? "resolved" : "merged");
}

/* Prints @name on one line. */
static void print_name(FILE *out, const char *before, const char *name,
		       const char *after)
{
	g_autofree char *text = visible_text(name, -1, "");

	fprintf(out, "%s%s%s", before, text, after);
}

static guint number_of(const struct rebase *rebase, const struct rebase_step *step)
{
	guint at = 0;

	g_ptr_array_find(rebase->steps, step, &at);
	return at + 1;
}

/* Returns whether a file has conflicts left. */
static gboolean print_files(FILE *out, const struct rebase_dir *dir,
			    const struct rebase_step *step)
{
	gboolean some = FALSE;

	for (guint i = 0; i < step->carry->work->len; i++) {
		const struct carry_work *work = g_ptr_array_index(step->carry->work, i);
		g_autofree char *path =
			g_build_filename(dir->dir, "conflict", work->path, NULL);
		g_autofree char *left = left_text(dir, work);

		some |= count_left(dir, work->path) > 0;
		fprintf(out, "\t%-18s", left);
		print_name(out, "  ", path, "\n");
	}
	return some;
}

static void print_commands(FILE *out, const struct rebase_step *step, gboolean some,
			   const char *call)
{
	fprintf(out, "  (%s \"kferry rebase --continue %s\")\n",
		some ? "edit these files, then run" : "nothing is left to edit; run",
		call);
	if (some)
		fprintf(out, "  (\"--edit\" opens them in your editor, \"--mergetool\" "
			     "in git's merge tool)\n");
	for (guint i = 0; i < step->carry->hunks->len; i++) {
		const struct carry_hunk *hunk =
			g_ptr_array_index(step->carry->hunks, i);

		if (!hunk->open)
			continue;
		fprintf(out, "  (no marker shows ");
		print_name(out, "", hunk->path, ":");
		fprintf(out, "%u: --drop or --add, with --continue, decides)\n",
			hunk->number);
	}
	fprintf(out, "  (\"--skip\" skips the patch, \"--status\" shows the cause)\n");
}

void print_next_steps(FILE *out, const struct rebase_dir *dir,
		      const struct rebase *rebase, const char *call)
{
	const struct rebase_step *step = rebase_conflict(rebase);

	print_name(out, "kferry rebase: ", step->entry->name, "");
	fprintf(out, " is in conflict, patch %u of %u\n", number_of(rebase, step),
		rebase->steps->len);
	print_commands(out, step, print_files(out, dir, step), call);
}

/*
 * --- changes of the new source ------------------------------------------------------
 */

/* Returns the commits that made the hunk, or NULL without a history. */
static GPtrArray *commits_of(struct git_repo *repo, const struct rebase_dir *dir,
			     const char *path, const struct way_hunk *hunk)
{
	return repo ? line_history(repo, dir->range, path, hunk->first, hunk->n, NULL)
		    : NULL;
}

static void print_way(struct git_repo *repo, const struct rebase_dir *dir,
		      const struct in_the_way *way)
{
	g_autoptr(GHashTable) seen =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	print_name(stdout, "  ", way->path, way->gone ? ": is gone\n" : ":\n");
	for (guint i = 0; i < MIN(way->hunks->len, HUNKS_SHOWN); i++) {
		const struct way_hunk *hunk = g_ptr_array_index(way->hunks, i);
		g_autoptr(GPtrArray) commits = commits_of(repo, dir, way->path, hunk);

		for (guint c = 0; commits && c < commits->len; c++)
			if (g_hash_table_add(seen,
					     g_strdup(g_ptr_array_index(commits, c))))
				print_name(stdout, "  commit ",
					   g_ptr_array_index(commits, c), "\n");
		fputs(hunk->text, stdout);
	}
	if (way->hunks->len > HUNKS_SHOWN)
		printf("  and %u more hunks\n", way->hunks->len - HUNKS_SHOWN);
}

/* Opens the repository of the rebase, or returns NULL: --status works without. */
static struct git_repo *open_repo(const struct rebase_dir *dir)
{
	return dir->git && dir->range ? git_repo_open(dir->git, NULL) : NULL;
}

static gboolean print_ways(const struct rebase_dir *dir, const struct rebase_step *step,
			   GError **error)
{
	g_autoptr(GPtrArray) ways = in_the_way(
		dir->old_tree, dir->new_tree, step->carry, step->entry->reverse, error);
	g_autoptr(GitRepo) repo = ways ? open_repo(dir) : NULL;

	if (!ways)
		return FALSE;
	if (ways->len)
		printf("\nChanges in the new source there:\n");
	else
		printf("\nThe new source did not change these lines. Either an earlier "
		       "patch of the series\ndid, or the patch never matched them.\n");
	for (guint i = 0; i < ways->len; i++)
		print_way(repo, dir, g_ptr_array_index(ways, i));
	return TRUE;
}

/* --- the status ------------------------------------------------------------------- */

static void print_decisions(const struct rebase_dir *dir)
{
	if (!dir->decisions->len)
		return;
	printf("\nDecisions:\n  (\"--undo\" reverts the last one)\n");
	for (guint i = 0; i < dir->decisions->len; i++) {
		const struct decision *decision = g_ptr_array_index(dir->decisions, i);

		printf("\t%-12s", decision->patch ? "by hand:" : "left out:");
		print_name(stdout, "  ", decision->name, "\n");
	}
}

static void print_others(const struct rebase *rebase, const struct rebase_step *first)
{
	gboolean any = FALSE;

	for (guint i = 0; i < rebase->steps->len; i++) {
		const struct rebase_step *step = g_ptr_array_index(rebase->steps, i);

		if (step == first || step->carry->status != CARRY_CONFLICT)
			continue;
		if (!any)
			printf("\nLater conflicts, as far as known:\n");
		any = TRUE;
		print_name(stdout, "\t", step->entry->name, "\n");
	}
}

gboolean print_rebase_status(const struct rebase_dir *dir, const struct rebase *rebase,
			     const char *call, GError **error)
{
	const struct rebase_step *step = rebase_conflict(rebase);

	print_name(stdout, "Rebase of ", dir->series, "\n");
	print_name(stdout, "  from ", dir->old_tree, "\n");
	print_name(stdout, "  to   ", dir->new_tree, "\n");
	print_rebase_counts(rebase);
	print_decisions(dir);
	if (!step) {
		print_name(stdout, "\nNo conflicts: the new series is ", dir->dir,
			   "/series\n");
		return TRUE;
	}
	print_name(stdout, "\nIn conflict: ", step->entry->name, "");
	printf(", patch %u of %u\n", number_of(rebase, step), rebase->steps->len);
	print_commands(stdout, step, print_files(stdout, dir, step), call);
	print_hunks_text(step->carry);
	print_others(rebase, step);
	return print_ways(dir, step, error);
}

/* --- for scripts ------------------------------------------------------------------ */

static json_t *files_json(const struct rebase_dir *dir, const struct rebase_step *step)
{
	json_t *files = json_array();

	for (guint i = 0; i < step->carry->work->len; i++) {
		const struct carry_work *work = g_ptr_array_index(step->carry->work, i);

		json_array_append_new(files, json_pack("{s:o, s:i}", "file",
						       json_text(work->path), "left",
						       count_left(dir, work->path)));
	}
	return files;
}

static json_t *way_json(struct git_repo *repo, const struct rebase_dir *dir,
			const struct in_the_way *way)
{
	json_t *hunks = json_array();

	for (guint i = 0; i < way->hunks->len; i++) {
		const struct way_hunk *hunk = g_ptr_array_index(way->hunks, i);
		g_autoptr(GPtrArray) commits = commits_of(repo, dir, way->path, hunk);
		json_t *names = commits ? json_array() : json_null();

		for (guint c = 0; commits && c < commits->len; c++)
			json_array_append_new(names,
					      json_text(g_ptr_array_index(commits, c)));
		json_array_append_new(hunks, json_pack("{s:o, s:o}", "diff",
						       json_text(hunk->text), "commits",
						       names));
	}
	return json_pack("{s:o, s:b, s:o}", "file", json_text(way->path), "gone",
			 way->gone, "hunks", hunks);
}

static json_t *conflict_json(const struct rebase_dir *dir,
			     const struct rebase_step *step, GError **error)
{
	g_autoptr(GPtrArray) ways = in_the_way(
		dir->old_tree, dir->new_tree, step->carry, step->entry->reverse, error);
	g_autoptr(GitRepo) repo = ways ? open_repo(dir) : NULL;
	json_t *list;

	if (!ways)
		return NULL;
	list = json_array();
	for (guint i = 0; i < ways->len; i++)
		json_array_append_new(list,
				      way_json(repo, dir, g_ptr_array_index(ways, i)));
	return json_pack("{s:o, s:o, s:o}", "patch", json_text(step->entry->name),
			 "files", files_json(dir, step), "in-the-way", list);
}

static json_t *decisions_json(const struct rebase_dir *dir)
{
	json_t *list = json_array();

	for (guint i = 0; i < dir->decisions->len; i++) {
		const struct decision *decision = g_ptr_array_index(dir->decisions, i);

		json_array_append_new(
			list, json_pack("{s:o, s:s}", "patch",
					json_text(decision->name), "decision",
					decision->patch ? "by hand" : "left out"));
	}
	return list;
}

json_t *print_rebase_status_json(const struct rebase_dir *dir,
				 const struct rebase *rebase, GError **error)
{
	const struct rebase_step *step = rebase_conflict(rebase);
	g_autoptr(RebaseNotes) notes = rebase_notes_new();
	json_t *conflict = step ? conflict_json(dir, step, error) : json_null();
	json_t *report;

	if (!conflict)
		return NULL;
	report = print_rebase_json(rebase, notes);
	json_object_set_new(report, "decisions", decisions_json(dir));
	json_object_set_new(report, "conflict", conflict);
	return report;
}
