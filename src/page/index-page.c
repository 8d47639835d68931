/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "page/index-page.h"

#include "page/history-page.h"
#include "page/html.h"
#include "util/date.h"

#define STRIP_RUNS 30

void index_variant_free(struct index_variant *variant)
{
	g_free(variant->date);
	g_free(variant->page);
	g_free(variant->history);
	g_ptr_array_unref(variant->runs);
	g_free(variant);
}

void index_fix_free(struct index_fix *fix)
{
	g_free(fix->name);
	g_free(fix->branch);
	g_free(fix->state);
	g_free(fix->proof);
	g_free(fix->class);
	g_free(fix);
}

static void add_counts(GString *page, GPtrArray *variants)
{
	guint counts[VERDICT_INVALID + 1] = {0}, excused = 0;

	for (guint i = 0; i < variants->len; i++) {
		const struct index_variant *variant = variants->pdata[i];

		if (verdict_is_excused(variant->verdict))
			excused++;
		else
			counts[variant->verdict->kind]++;
	}
	html_add(page,
		 "<p><span class=\"PASS\">%u passed</span>, <span class=\"FAIL\">%u "
		 "failed</span>, <span class=\"INVALID\">%u invalid</span>",
		 counts[VERDICT_PASS], counts[VERDICT_FAIL], counts[VERDICT_INVALID]);
	if (excused)
		html_add(page, ", %u quarantined", excused);
	html_add_raw(page, "</p>\n");
}

static void add_fixes(GString *page, GPtrArray *fixes)
{
	if (!fixes->len)
		return;
	html_add_raw(page, "<h2>Fixes</h2>\n");
	html_add_filter(page, "fixes");
	html_add_raw(page,
		     "<div class=\"wide\"><table id=\"fixes\"><thead><tr><th>fix</th>"
		     "<th>branch</th><th>status</th><th>proof</th></tr>"
		     "</thead><tbody>\n");
	for (guint i = 0; i < fixes->len; i++) {
		const struct index_fix *fix = fixes->pdata[i];

		html_add(page,
			 "<tr><td>%s</td><td>%s</td><td>%s</td><td class=\"%s\">%s</td>"
			 "</tr>\n",
			 fix->name, fix->branch, fix->state, fix->class,
			 fix->proof ?: "never proved");
	}
	html_add_raw(page, "</tbody></table></div>\n");
}

static void add_variant(GString *page, const struct index_variant *variant)
{
	const struct verdict *verdict = variant->verdict;
	const char *name = verdict_name(verdict->kind);

	html_add(page, "<tr><td>%s</td><td>", verdict->branch);
	if (variant->page)
		html_add(page, "<a href=\"%s\">%s</a>", variant->page,
			 verdict->variant);
	else
		html_add(page, "%s", verdict->variant);
	html_add(page, "</td><td class=\"%s\">%s%s%s</td><td>%s</td><td>%s</td><td>",
		 name, name, verdict->quarantine ? "; " : "", verdict->quarantine ?: "",
		 verdict->seen, variant->date ?: "never");
	if (verdict->coverage.known && verdict->coverage.changed)
		html_add(page, "%u/%u", verdict->coverage.run,
			 verdict->coverage.changed);
	html_add(page, "</td><td><a href=\"%s\">", variant->history);
	history_strip(page, variant->runs, STRIP_RUNS);
	html_add_raw(page, " history</a></td></tr>\n");
}

static void add_variants(GString *page, GPtrArray *variants)
{
	html_add_raw(page, "<h2>Variants</h2>\n");
	html_add_filter(page, "variants");
	html_add_raw(page,
		     "<div class=\"wide\"><table id=\"variants\"><thead><tr>"
		     "<th>branch</th><th>variant</th><th>verdict</th><th>seen</th>"
		     "<th>date</th><th>lines</th><th>runs</th></tr></thead><tbody>\n");
	for (guint i = 0; i < variants->len; i++)
		add_variant(page, variants->pdata[i]);
	html_add_raw(page, "</tbody></table></div>\n");
}

char *index_page(GPtrArray *fixes, GPtrArray *variants, gint64 now)
{
	GString *page = html_begin("Fixes and verdicts", "index.html");
	g_autofree char *date = date_minute(now);

	add_counts(page, variants);
	add_fixes(page, fixes);
	add_variants(page, variants);
	html_add(page, "<p class=\"dim\">Made %s by kferry %s.</p>\n", date,
		 KFERRY_VERSION);
	return html_end(page);
}
