/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/print-bump.h"

#include <stdio.h>

#include "cmd/print-rebase.h"
#include "util/json-text.h"
#include "util/visible.h"

/* Returns how many patches of all series have one of these outcomes, a bit mask. */
static guint count(const struct bump_plan *plan, guint outcomes)
{
	guint sum = 0;

	for (guint i = 0; i < plan->series->len; i++) {
		const struct bump_series *series = g_ptr_array_index(plan->series, i);

		for (int status = 0; status < CARRY_STATUSES; status++)
			if (outcomes & 1u << status)
				sum += series->rebase->counts[status];
	}
	return sum;
}

guint print_bump_conflicts(const struct bump_plan *plan)
{
	return count(plan, 1u << CARRY_CONFLICT);
}

void print_bump_visible(const char *text)
{
	g_autofree char *visible = visible_text(text, -1, "\n\t");

	fputs(visible, stdout);
}

static void print_guarded(const struct bump *bump, const struct bump_series *series)
{
	guint guarded = bump_series_guarded(bump, series);

	if (guarded)
		printf("%u guarded patches are left unchanged\n", guarded);
}

void print_bump_text(const struct bump_plan *plan, enum bump_style style)
{
	g_autofree char *config = bump_config_text(plan->config);
	g_autofree char *cve = bump_cve_text(plan->cve);
	g_autofree char *message =
		bump_message(plan->bump, plan->series, plan->cve, style);
	g_autofree char *rest = g_strdup_printf("\n%s\n%s\nThe commit message:\n\n%s",
						config, cve, message);

	printf("%s: %s to %s\n", plan->bump->branch->name, plan->bump->from,
	       plan->bump->to);
	for (guint i = 0; i < plan->series->len; i++) {
		const struct bump_series *series = g_ptr_array_index(plan->series, i);

		printf("\n%s:\n", series->name);
		print_rebase_text(series->rebase);
		print_guarded(plan->bump, series);
	}
	print_bump_visible(rest);
}

void print_bump_head(void)
{
	printf("%-8s %-10s %-10s %6s %9s %8s %8s %7s %9s %7s\n", "branch", "from", "to",
	       "as is", "refreshed", "upstream", "conflict", "symbols", "CVE fixed",
	       "brought");
}

void print_bump_row(const struct bump_plan *plan)
{
	printf("%-8s %-10s %-10s %6u %9u %8u %8u %7u ", plan->bump->branch->name,
	       plan->bump->from, plan->bump->to, count(plan, 1u << CARRY_EXACT),
	       count(plan, 1u << CARRY_OFFSET | 1u << CARRY_MERGED |
				   1u << CARRY_ADAPTED | 1u << CARRY_PARTIAL),
	       count(plan, 1u << CARRY_UPSTREAM), print_bump_conflicts(plan),
	       plan->config->symbols->len);
	if (plan->cve->known)
		printf("%9u %7u\n", plan->cve->fixed->len, plan->cve->brought->len);
	else
		printf("%9s %7s\n", "-", "-");
}

/* --- for scripts -------------------------------------------------------------------- */

static json_t *series_json(const struct bump_plan *plan)
{
	json_t *list = json_array();

	for (guint i = 0; i < plan->series->len; i++) {
		const struct bump_series *series = g_ptr_array_index(plan->series, i);
		g_autoptr(RebaseNotes) notes = rebase_notes_new();
		json_t *one = print_rebase_json(series->rebase, notes);

		json_object_del(one, "recalled");
		json_object_del(one, "aside");
		json_object_del(one, "skipped-before");
		json_object_set_new(one, "series", json_text(series->name));
		json_object_set_new(
			one, "guarded",
			json_integer(bump_series_guarded(plan->bump, series)));
		json_array_append_new(list, one);
	}
	return list;
}

static json_t *text_or_null(const char *text)
{
	return text ? json_text(text) : json_null();
}

static json_t *symbols_json(const struct bump_config *config)
{
	json_t *list = json_array();

	for (guint i = 0; i < config->symbols->len; i++) {
		const struct bump_symbol *symbol =
			g_ptr_array_index(config->symbols, i);
		json_t *answers = json_object();

		for (guint a = 0; a < symbol->answers->len; a++)
			json_object_set_new(
				answers, g_ptr_array_index(config->names, a),
				text_or_null(g_ptr_array_index(symbol->answers, a)));
		json_array_append_new(
			list, json_pack("{s:o, s:o, s:o, s:o, s:o}", "symbol",
					json_text(symbol->option->name), "type",
					text_or_null(symbol->option->type), "prompt",
					text_or_null(symbol->option->prompt), "where",
					text_or_null(symbol->option->where), "answers",
					answers));
	}
	return list;
}

static json_t *texts_json(const GPtrArray *texts)
{
	json_t *list = json_array();

	for (guint i = 0; i < texts->len; i++)
		json_array_append_new(list, json_text(g_ptr_array_index(texts, i)));
	return list;
}

static json_t *cve_json(const struct bump_cve *cve)
{
	if (!cve->known)
		return json_null();
	return json_pack("{s:s, s:b, s:o, s:o, s:o}", "data", cve->date, "beyond",
			 cve->beyond, "fixed", texts_json(cve->fixed), "brought",
			 texts_json(cve->brought), "of-patches",
			 texts_json(cve->follow));
}

json_t *print_bump_json(const struct bump_plan *plan)
{
	return json_pack("{s:o, s:s, s:s, s:o, s:o, s:o}", "branch",
			 json_text(plan->bump->branch->name), "from", plan->bump->from,
			 "to", plan->bump->to, "series", series_json(plan), "symbols",
			 symbols_json(plan->config), "cves", cve_json(plan->cve));
}
