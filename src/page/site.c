/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "page/site.h"

#include <string.h>

#include "branch/fix-status.h"
#include "branch/project.h"
#include "cover/cover-view.h"
#include "cover/coverage.h"
#include "page/history-page.h"
#include "page/html.h"
#include "page/index-page.h"
#include "page/run-page.h"
#include "util/cache.h"
#include "util/date.h"
#include "util/error.h"
#include "util/fs.h"
#include "util/progress.h"
#include "verdict/report.h"
#include "vm/proof.h"

#define MARK	    ".kferry-site" /* in a directory that may be replaced */
#define RUNS_SHOWN  500		   /* in a variant's history */
#define FROM_BRANCH "../index.html"

struct site {
	const char *dir;
	const char *project;
	struct history *history;
	struct fix_status *status;
	GPtrArray *verdicts; /* struct verdict */
	GPtrArray *variants; /* struct index_variant, one for each verdict */
	GPtrArray *fixes;    /* struct index_fix */
	GPtrArray *proofs;   /* struct proof */
	struct progress *progress;
};

static void site_clear(struct site *site)
{
	g_clear_pointer(&site->history, history_close);
	g_clear_pointer(&site->status, fix_status_free);
	g_ptr_array_unref(site->variants);
	g_ptr_array_unref(site->fixes);
	g_ptr_array_unref(site->proofs);
	g_clear_pointer(&site->progress, progress_free);
}

/* Writes @text (takes ownership) to the file BRANCH/NAME of the site. */
static gboolean write_page(const struct site *site, const char *branch,
			   const char *name, char *text, GError **error)
{
	g_autofree char *owned = text;
	g_autofree char *path = branch ? g_build_filename(site->dir, branch, name, NULL)
				       : g_build_filename(site->dir, name, NULL);

	return fs_publish(path, owned, strlen(owned), error);
}

/* Returns the coverage page of the run in @dir; NULL if there is no coverage. */
static char *coverage_text(const char *dir)
{
	g_autofree char *path = g_build_filename(dir, "coverage", NULL);
	g_autoptr(Coverage) coverage = coverage_load(path, NULL);

	if (!coverage || !coverage_add_run(coverage, dir, NULL) ||
	    !coverage_count(coverage, NULL) || !coverage->changed)
		return NULL;
	return cover_view_html(coverage);
}

/* Names of a variant's pages: as files, and as links from pages of the same branch. */
struct page_names {
	char *branch, *run, *coverage, *history;
	char *branch_href, *run_href, *coverage_href, *history_href;
};

static void page_names_set(struct page_names *names, const char *branch,
			   const char *variant)
{
	g_autofree char *name = html_file_name(variant);
	g_autofree char *href = html_reference(variant);

	names->branch = html_file_name(branch);
	names->run = g_strconcat(name, ".html", NULL);
	names->coverage = g_strconcat(name, ".coverage.html", NULL);
	names->history = g_strconcat(name, ".history.html", NULL);
	names->branch_href = html_reference(branch);
	names->run_href = g_strconcat(href, ".html", NULL);
	names->coverage_href = g_strconcat(href, ".coverage.html", NULL);
	names->history_href = g_strconcat(href, ".history.html", NULL);
}

static void page_names_clear(struct page_names *names)
{
	g_free(names->branch);
	g_free(names->run);
	g_free(names->coverage);
	g_free(names->history);
	g_free(names->branch_href);
	g_free(names->run_href);
	g_free(names->coverage_href);
	g_free(names->history_href);
}

/* Writes the history of a variant, and adds its newest runs to @entry. */
static gboolean write_history(struct site *site, const struct branch *b,
			      const struct page_names *names,
			      struct index_variant *entry, GError **error)
{
	const char *variant = entry->verdict->variant;
	const struct history_query all = {.branch = b->name, .variant = variant};
	guint total;

	entry->history =
		g_strconcat(names->branch_href, "/", names->history_href, NULL);
	entry->runs = history_find(site->history, &all, error);
	if (!entry->runs)
		return FALSE;
	total = entry->runs->len;
	if (total > RUNS_SHOWN)
		g_ptr_array_set_size(entry->runs, RUNS_SHOWN);
	return write_page(
		site, names->branch, names->history,
		history_page(b->name, variant, entry->runs, total, FROM_BRANCH), error);
}

/* Writes the newest run, and its coverage if there is any. */
static gboolean write_run(struct site *site, const char *dir, const struct run *record,
			  const struct proof *proof, const struct page_names *names,
			  struct index_variant *entry, GError **error)
{
	g_autoptr(HistoryRun) run = history_run_new(dir, record, proof->verdict);
	g_autofree char *coverage = coverage_text(dir);
	struct run_page in = {
		.dir = dir,
		.verdict = proof->verdict,
		.run = run,
		.coverage = coverage ? names->coverage_href : NULL,
		.history = names->history_href,
		.up = FROM_BRANCH,
	};

	in.date = entry->date = date_minute(proof->date);
	entry->page = g_strconcat(names->branch_href, "/", names->run_href, NULL);
	return write_page(site, names->branch, names->run, run_page(&in), error) &&
	       (!coverage || write_page(site, names->branch, names->coverage,
					g_steal_pointer(&coverage), error));
}

/* Writes the pages of a variant; fills in @entry for the first page. */
static gboolean write_variant(struct site *site, const struct branch *b,
			      const struct proof *proof, struct index_variant *entry,
			      GError **error)
{
	g_autofree char *dir =
		cache_path("run", b->name, proof->verdict->variant, NULL);
	g_autoptr(Run) record = run_load(dir, NULL);
	struct page_names names;
	gboolean good;

	page_names_set(&names, b->name, proof->verdict->variant);
	entry->verdict = proof->verdict;
	good = write_history(site, b, &names, entry, error) &&
	       (!record || write_run(site, dir, record, proof, &names, entry, error));
	page_names_clear(&names);
	return good;
}

static gboolean write_branch(struct site *site, const struct branch *b, GError **error)
{
	for (guint i = 0; i < b->variants->len; i++) {
		const struct branch_variant *v = b->variants->pdata[i];
		struct proof *proof = proof_of(b, v, error);
		struct index_variant *entry;

		if (!proof)
			return FALSE;
		g_ptr_array_add(site->proofs, proof);
		if (v->by_name && !proof->ran)
			continue;
		entry = g_new0(struct index_variant, 1);
		if (!write_variant(site, b, proof, entry, error)) {
			g_clear_pointer(&entry->runs, g_ptr_array_unref);
			g_free(entry);
			return FALSE;
		}
		g_ptr_array_add(site->variants, entry);
		progress_set(site->progress, site->variants->len);
	}
	return TRUE;
}

/* "clean, tried on 6.1.187", "declared fixed", ... */
static char *state_text(const struct fix_status_cell *cell,
			const struct fix_status_branch *b)
{
	g_autoptr(GString) text = g_string_new(NULL);

	if (cell->declared)
		g_string_append_printf(text, "declared %s",
				       fix_state_name(cell->declared->state));
	if (cell->patch || cell->tried || cell->why) {
		if (text->len)
			g_string_append(text, "; ");
		if (cell->tried && cell->donor)
			g_string_append_printf(text, "missing; %s, ported from %s",
					       cell->tried, cell->donor);
		else if (cell->tried)
			g_string_append_printf(text, "%s, tried on %s", cell->tried,
					       b->version);
		else
			g_string_append_printf(text, "%s, not tried%s%s",
					       cell->patch ? "carried" : "missing",
					       cell->why ? ": " : "", cell->why ?: "");
	}
	return g_string_free(g_steal_pointer(&text), FALSE);
}

/* Sets the proof by the variant of @branch that proves the cell. */
static void set_proof(const struct site *site, const struct fix_status_cell *cell,
		      struct index_fix *fix)
{
	fix->class = g_strdup("");
	for (guint i = 0; cell->variant && i < site->proofs->len; i++) {
		const struct proof *proof = site->proofs->pdata[i];
		const char *name = verdict_name(proof->verdict->kind);
		g_autofree char *date = NULL;

		if (!proof->ran || strcmp(proof->verdict->branch, fix->branch) ||
		    strcmp(proof->verdict->variant, cell->variant->name))
			continue;
		date = date_minute(proof->date);
		fix->proof = g_strdup_printf(
			"%s %s by %s%s%s", name, date, cell->variant->name,
			proof->changed ? "; since then: " : "", proof->changed ?: "");
		g_free(fix->class);
		fix->class = g_strdup(name);
	}
	if (!fix->proof && !cell->variant)
		fix->proof = g_strdup(cell->patch ? "no variant tests it" : "-");
}

static void add_fixes(struct site *site)
{
	for (guint r = 0; r < site->status->rows->len; r++) {
		const struct fix_status_row *row = site->status->rows->pdata[r];

		for (guint i = 0; i < row->cells->len; i++) {
			const struct fix_status_cell *cell =
				&g_array_index(row->cells, struct fix_status_cell, i);
			const struct fix_status_branch *b =
				site->status->branches->pdata[i];
			struct index_fix *fix;

			if (!cell->declared && !cell->patch && !cell->tried)
				continue;
			fix = g_new0(struct index_fix, 1);
			fix->name = g_strdup(row->name);
			fix->branch = g_strdup(b->patches->branch->name);
			fix->state = state_text(cell, b);
			set_proof(site, cell, fix);
			g_ptr_array_add(site->fixes, fix);
		}
	}
}

static gboolean write_all(struct site *site, char **names, GError **error)
{
	g_autofree char *mark = g_build_filename(site->dir, MARK, NULL);
	g_autofree char *history = cache_path(HISTORY_NAME, NULL);

	site->history = history_open(history, error);
	site->status = site->history
			       ? fix_status_new(site->project, names, FALSE, error)
			       : NULL;
	if (!site->status || !fs_write(mark, "Created by kferry report.\n", error))
		return FALSE;
	for (guint i = 0; i < site->status->branches->len; i++) {
		const struct fix_status_branch *b = site->status->branches->pdata[i];

		if (!write_branch(site, b->patches->branch, error))
			return FALSE;
	}
	add_fixes(site);
	return write_page(site, NULL, "index.html",
			  index_page(site->fixes, site->variants,
				     g_get_real_time() / G_USEC_PER_SEC),
			  error);
}

/* Whether @dir does not exist, is empty, or is a site. */
static gboolean may_replace(const char *dir, GError **error)
{
	g_autofree char *mark = g_build_filename(dir, MARK, NULL);
	g_autoptr(GPtrArray) names = NULL;

	if (!g_file_test(dir, G_FILE_TEST_EXISTS) ||
	    g_file_test(mark, G_FILE_TEST_IS_REGULAR))
		return TRUE;
	names = fs_names(dir, error);
	if (names && names->len)
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "%s: contains something other than a site of kferry report",
			    dir);
	return names && !names->len;
}

/* Moves the verdicts out of the proofs. */
static GPtrArray *take_verdicts(struct site *site)
{
	GPtrArray *verdicts = verdict_report_new();

	for (guint i = 0; i < site->proofs->len; i++) {
		struct proof *proof = site->proofs->pdata[i];

		g_ptr_array_add(verdicts, g_steal_pointer(&proof->verdict));
	}
	return verdicts;
}

gboolean site_write(const char *dir, const char *project, char **names,
		    GPtrArray **verdicts, GError **error)
{
	g_autofree char *part = g_strconcat(dir, ".part", NULL);
	struct site site = {
		.dir = part,
		.project = project,
		.variants = g_ptr_array_new_with_free_func(
			(GDestroyNotify)index_variant_free),
		.fixes = g_ptr_array_new_with_free_func((GDestroyNotify)index_fix_free),
		.proofs = g_ptr_array_new_with_free_func((GDestroyNotify)proof_free),
		.progress = progress_new("report", "variants", 0),
	};
	gboolean done = may_replace(dir, error) && fs_remove(part, error) &&
			fs_make_dir(part, error) && write_all(&site, names, error) &&
			fs_exchange(part, dir, error);

	if (done)
		*verdicts = take_verdicts(&site);
	else
		(void)fs_remove(part, NULL);
	site_clear(&site);
	return done;
}
