/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/print-status.h"

#include <stdio.h>
#include <string.h>

#include "upstream/cve-data.h"
#include "util/date.h"
#include "util/json-text.h"
#include "util/visible.h"
#include "vm/proof.h"

static const struct fix_status_branch *branch_at(const struct fix_status *status,
						 guint i)
{
	return g_ptr_array_index(status->branches, i);
}

static const struct fix_status_cell *cell_at(const struct fix_status_row *row, guint i)
{
	return &g_array_index(row->cells, struct fix_status_cell, i);
}

static GPtrArray *branch_proofs(const struct branch *b, GError **error)
{
	g_autoptr(GPtrArray) proofs =
		g_ptr_array_new_with_free_func((GDestroyNotify)proof_free);

	for (guint i = 0; i < b->variants->len; i++) {
		struct proof *proof = proof_of(b, b->variants->pdata[i], error);

		if (!proof)
			return NULL;
		g_ptr_array_add(proofs, proof);
	}
	return g_steal_pointer(&proofs);
}

GPtrArray *print_status_proofs(const struct fix_status *status, GError **error)
{
	g_autoptr(GPtrArray) all =
		g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);

	for (guint i = 0; i < status->branches->len; i++) {
		GPtrArray *proofs =
			branch_proofs(branch_at(status, i)->patches->branch, error);

		if (!proofs)
			return NULL;
		g_ptr_array_add(all, proofs);
	}
	return g_steal_pointer(&all);
}

/* Returns the proof by @variant of branch @i, or NULL. */
static const struct proof *find_proof(const struct fix_status *status,
				      const GPtrArray *proofs, guint i,
				      const struct branch_variant *variant)
{
	GPtrArray *variants = branch_at(status, i)->patches->branch->variants;
	guint at;

	if (!variant || !g_ptr_array_find(variants, variant, &at))
		return NULL;
	return g_ptr_array_index((const GPtrArray *)proofs->pdata[i], at);
}

/* --- JSON ------------------------------------------------------------------------ */

/* Sets "verdict", "date" and "changed" of @object; null without a proof. */
static void set_proof(json_t *object, const struct proof *proof)
{
	g_autofree char *date = proof && proof->date > 0 ? date_utc(proof->date) : NULL;
	const char *name =
		proof && proof->ran ? verdict_name(proof->verdict->kind) : NULL;
	json_t *news = json_pack("{so? so? so?}", "verdict", json_text(name), "date",
				 json_text(date), "changed",
				 json_text(proof ? proof->changed : NULL));

	json_object_update(object, news);
	json_decref(news);
}

static json_t *cell_json(const struct fix_status_cell *cell, const struct proof *proof)
{
	json_t *object = json_pack(
		"{so? so? so? so? so? so? so?}", "declared",
		json_text(cell->declared ? fix_state_name(cell->declared->state)
					 : NULL),
		"note", json_text(cell->declared ? cell->declared->note : NULL),
		"patch", json_text(cell->patch ? cell->patch->entry->name : NULL),
		"tried", json_text(cell->tried), "donor", json_text(cell->donor),
		"not-tried", json_text(cell->why), "variant",
		json_text(cell->variant ? cell->variant->name : NULL));

	set_proof(object, proof);
	return object;
}

static json_t *row_json(const struct fix_status *status, const GPtrArray *proofs,
			const struct fix_status_row *row)
{
	json_t *cells = json_object();

	for (guint i = 0; i < row->cells->len; i++) {
		const struct fix_status_cell *cell = cell_at(row, i);

		json_text_set(
			cells, branch_at(status, i)->patches->branch->name,
			cell_json(cell, find_proof(status, proofs, i, cell->variant)));
	}
	return json_pack("{so so? so}", "name", json_text(row->name), "upstream",
			 json_text(row->upstream), "branches", cells);
}

/* Counts open CVEs, and those whose state is unknown. FALSE: there is no data. */
static gboolean count_cves(const struct cve_data *data, const struct branch *branch,
			   guint *open, guint *unknown)
{
	g_autoptr(CveKernel) kernel =
		data ? cve_kernel_of_branch(branch, NULL, NULL) : NULL;
	g_autoptr(CveReport) report = kernel ? cve_data_judge(data, kernel) : NULL;

	*open = 0;
	*unknown = report ? report->counts[CVE_UNKNOWN] : 0;
	for (int state = 0; report && state < CVE_STATES; state++)
		*open += cve_state_is_open(state) ? report->counts[state] : 0;
	return report != NULL;
}

/* Returns NULL without data. */
static json_t *cves_json(const struct cve_data *data, const struct branch *branch)
{
	guint open, unknown;

	if (!count_cves(data, branch, &open, &unknown))
		return NULL;
	return json_pack("{si si}", "open", (int)open, "unknown", (int)unknown);
}

static json_t *branch_json(const struct fix_status_branch *b, const GPtrArray *proofs,
			   const struct cve_data *data)
{
	const struct branch *branch = b->patches->branch;
	json_t *variants = json_array();

	for (guint i = 0; i < branch->variants->len; i++) {
		const struct branch_variant *v = branch->variants->pdata[i];
		json_t *object = json_pack("{so}", "name", json_text(v->name));

		set_proof(object, proofs->pdata[i]);
		json_array_append_new(variants, object);
	}
	return json_pack("{so so so? so? so so?}", "name", json_text(branch->name),
			 "version", json_text(branch->version), "source",
			 json_text(b->version), "no-source", json_text(b->why),
			 "variants", variants, "cves", cves_json(data, branch));
}

json_t *print_status_json(const struct fix_status *status, const GPtrArray *proofs)
{
	g_autoptr(CveData) data = cve_data_exist() ? cve_data_open(NULL) : NULL;
	json_t *branches = json_array();
	json_t *rows = json_array();

	for (guint i = 0; i < status->branches->len; i++)
		json_array_append_new(branches, branch_json(branch_at(status, i),
							    proofs->pdata[i], data));
	for (guint i = 0; i < status->rows->len; i++)
		json_array_append_new(rows,
				      row_json(status, proofs, status->rows->pdata[i]));
	return json_pack("{so so}", "branches", branches, "fixes", rows);
}

/* --- text ------------------------------------------------------------------------ */

/* Lines of cells. A line with one cell is a title, and does not affect the columns. */
struct table {
	GPtrArray *lines; /* of GStrv */
};

static void table_add(struct table *table, const char *first,
		      ...) G_GNUC_NULL_TERMINATED;

static void table_add(struct table *table, const char *first, ...)
{
	g_autoptr(GStrvBuilder) line = g_strv_builder_new();
	va_list args;

	va_start(args, first);
	for (const char *cell = first; cell; cell = va_arg(args, const char *)) {
		g_autofree char *text = visible_text(cell, -1, "");

		g_strv_builder_add(line, text);
	}
	va_end(args);
	g_ptr_array_add(table->lines, g_strv_builder_end(line));
}

static void table_print(struct table *table)
{
	gsize widths[8] = {0};

	for (guint i = 0; i < table->lines->len; i++) {
		const GStrv line = table->lines->pdata[i];

		for (gsize c = 0; line[1] && line[c]; c++)
			widths[c] = MAX(widths[c], strlen(line[c]));
	}
	for (guint i = 0; i < table->lines->len; i++) {
		const GStrv line = table->lines->pdata[i];

		for (gsize c = 0; line[c]; c++)
			printf("%-*s%s", line[c + 1] ? (int)widths[c] : 0, line[c],
			       line[c + 1] ? "  " : "\n");
	}
	g_ptr_array_unref(table->lines);
}

/* Returns "8 of 8 PASS", "6 of 8 PASS, 1 FAIL, 1 out of date, 1 never proved". */
static char *proved_text(const GPtrArray *proofs, gint64 *newest)
{
	guint counts[VERDICT_INVALID + 1] = {0}, changed = 0, never = 0;
	g_autoptr(GString) text = g_string_new(NULL);

	*newest = 0;
	for (guint i = 0; i < proofs->len; i++) {
		const struct proof *proof = proofs->pdata[i];

		if (!proof->ran)
			never++;
		else if (proof->changed)
			changed++;
		else
			counts[proof->verdict->kind]++;
		*newest = MAX(*newest, proof->date);
	}
	if (never == proofs->len)
		return g_strdup_printf("%u, never proved", never);
	g_string_printf(text, "%u of %u PASS", counts[VERDICT_PASS], proofs->len);
	if (counts[VERDICT_FAIL])
		g_string_append_printf(text, ", %u FAIL", counts[VERDICT_FAIL]);
	if (counts[VERDICT_INVALID])
		g_string_append_printf(text, ", %u INVALID", counts[VERDICT_INVALID]);
	if (changed)
		g_string_append_printf(text, ", %u out of date", changed);
	if (never)
		g_string_append_printf(text, ", %u never proved", never);
	return g_string_free(g_steal_pointer(&text), FALSE);
}

static char *cves_text(const struct cve_data *data, const struct branch *branch)
{
	guint open, unknown;

	if (!count_cves(data, branch, &open, &unknown))
		return g_strdup("-");
	return unknown ? g_strdup_printf("%u open, %u unknown", open, unknown)
		       : g_strdup_printf("%u open", open);
}

static void add_branch(struct table *table, const struct fix_status_branch *b,
		       const GPtrArray *proofs, const struct cve_data *data)
{
	const struct branch *branch = b->patches->branch;
	gboolean other = b->version && strcmp(b->version, branch->version);
	g_autofree char *source =
		other ? g_strdup_printf("unpacked: %s", b->version)
		      : g_strdup(b->version ? "unpacked" : "not unpacked");
	gint64 newest;
	g_autofree char *proved = proved_text(proofs, &newest);
	g_autofree char *date = newest ? date_day(newest) : g_strdup("-");
	g_autofree char *cves = data ? cves_text(data, branch) : NULL;

	table_add(table, branch->name, branch->version, source, date, proved, cves,
		  NULL);
}

static void print_branches(const struct fix_status *status, const GPtrArray *proofs)
{
	g_autoptr(CveData) data = cve_data_exist() ? cve_data_open(NULL) : NULL;
	struct table table = {
		.lines = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev)};

	table_add(&table, "BRANCH", "VERSION", "SOURCE", "NEWEST", "VARIANTS",
		  data ? "CVES" : NULL, NULL);
	for (guint i = 0; i < status->branches->len; i++)
		add_branch(&table, branch_at(status, i), proofs->pdata[i], data);
	table_print(&table);
}

/* Names of patches that are not in the branch's series are in parentheses. */
static char *series_text(const struct fix_status_cell *cell)
{
	if (cell->patch)
		return cell->tried ? g_strdup_printf("%s, tried", cell->tried)
				   : g_strdup("carried, not tried");
	if (cell->tried)
		return g_strdup_printf("(%s, tried from %s)", cell->tried, cell->donor);
	return g_strdup(cell->why ? "(missing, not tried)" : "-");
}

static char *proof_text(const struct fix_status_cell *cell, const struct proof *proof)
{
	g_autofree char *date = proof && proof->date > 0 ? date_day(proof->date) : NULL;

	if (!cell->variant)
		return g_strdup(cell->patch ? "no variant tests it" : "-");
	if (!proof->ran)
		return g_strdup_printf("%s: never proved", cell->variant->name);
	return g_strdup_printf(
		"%s: %s %s%s%s", cell->variant->name,
		verdict_name(proof->verdict->kind), date ?: "of unknown date",
		proof->changed ? "; since then: " : "", proof->changed ?: "");
}

/* Whether it is only known that the series lacks the fix. */
static gboolean is_blank(const struct fix_status_cell *cell)
{
	return !cell->declared && !cell->patch && !cell->tried;
}

/* Adds one line for all branches of which nothing is known. */
static void add_blank(struct table *table, const struct fix_status *status,
		      const struct fix_status_row *row)
{
	g_autoptr(GString) names = g_string_new("  missing, not tried:");
	gsize title = names->len;

	for (guint i = 0; i < row->cells->len; i++)
		if (is_blank(cell_at(row, i)) && cell_at(row, i)->why)
			g_string_append_printf(
				names, " %s",
				branch_at(status, i)->patches->branch->name);
	if (names->len > title)
		table_add(table, names->str, NULL);
}

static void print_row(struct table *table, const struct fix_status *status,
		      const GPtrArray *proofs, const struct fix_status_row *row)
{
	g_autofree char *title =
		row->upstream ? g_strdup_printf("%s (%.12s)", row->name, row->upstream)
			      : g_strdup(row->name);

	table_add(table, "", NULL);
	table_add(table, title, NULL);
	for (guint i = 0; i < row->cells->len; i++) {
		const struct fix_status_cell *cell = cell_at(row, i);
		const struct branch *b = branch_at(status, i)->patches->branch;
		g_autofree char *name = g_strconcat("  ", b->name, NULL);
		g_autofree char *series = series_text(cell);
		g_autofree char *proof =
			proof_text(cell, find_proof(status, proofs, i, cell->variant));

		if (is_blank(cell))
			continue;
		table_add(table, name,
			  cell->declared ? fix_state_name(cell->declared->state) : "-",
			  series, proof, NULL);
	}
	add_blank(table, status, row);
}

/* Adds below the table why nothing was tried on a branch. */
static void add_untried(struct table *table, const struct fix_status *status)
{
	gboolean first = TRUE;

	for (guint i = 0; i < status->branches->len; i++) {
		const struct fix_status_branch *b = branch_at(status, i);
		g_autofree char *line = g_strdup_printf(
			"%s: not tried: %s", b->patches->branch->name, b->why);

		if (!b->why)
			continue;
		if (first)
			table_add(table, "", NULL);
		first = FALSE;
		table_add(table, line, NULL);
	}
}

void print_status_text(const struct fix_status *status, const GPtrArray *proofs)
{
	struct table table = {
		.lines = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev)};

	print_branches(status, proofs);
	table_add(&table, "", NULL);
	table_add(&table, "  BRANCH", "DECLARED", "SERIES", "VERDICT", NULL);
	for (guint i = 0; i < status->rows->len; i++)
		print_row(&table, status, proofs, status->rows->pdata[i]);
	add_untried(&table, status);
	table_print(&table);
}
