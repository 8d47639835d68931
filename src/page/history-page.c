/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "page/history-page.h"

#include "page/html.h"
#include "util/date.h"
#include "verdict/rate.h"

void history_strip(GString *page, GPtrArray *runs, guint count)
{
	html_add_raw(page, "<span class=\"strip\">");
	for (guint i = MIN(count, runs->len); i-- > 0;) {
		const struct history_run *run = runs->pdata[i];
		const char *name = verdict_name(run->kind);
		g_autofree char *date = date_minute(run->started);

		html_add(page, "<i class=\"%s\" title=\"%s %s: %s\"></i>", name, date,
			 name, run->seen ?: "");
	}
	html_add_raw(page, "</span>");
}

static void add_row(GString *page, const struct history_run *run)
{
	const char *name = verdict_name(run->kind);
	g_autofree char *date = date_minute(run->started);

	html_add(page, "<tr><td>%s</td><td class=\"%s\">%s</td><td>%s", date, name,
		 name, run->seen ?: "");
	if (run->kind != VERDICT_PASS && run->why)
		html_add(page, "<br><span class=\"dim\">%s</span>", run->why);
	html_add_raw(page,
		     "</td><td class=\"n\">%" G_GUINT64_FORMAT
		     "</td><td class=\"n\">%.1f</td>",
		     run->seed, MAX(0, run->wall));
	html_add(page, "<td>%s</td><td>%s %s</td><td>%s</td></tr>\n",
		 run->release ?: "", run->accel ?: "", run->qemu ?: "",
		 run->host ?: "");
}

/* Prints how often a run was not as expected, with the precision that the number of
 * tries allows. */
static void add_rate(GString *page, GPtrArray *runs)
{
	guint failed = 0, told = 0;
	struct rate rate;
	g_autofree char *text = NULL;

	for (guint i = 0; i < runs->len; i++) {
		enum verdict_kind kind = ((struct history_run *)runs->pdata[i])->kind;

		failed += kind == VERDICT_FAIL;
		told += kind != VERDICT_INVALID;
	}
	rate = rate_of(failed, told, 0.95);
	text = rate_text(&rate);
	html_add(page,
		 "<p>Failed: %s of runs at 95 percent confidence; %u were INVALID."
		 "</p>\n",
		 text, runs->len - told);
}

char *history_page(const char *branch, const char *variant, GPtrArray *runs,
		   guint total, const char *up)
{
	g_autofree char *title = g_strconcat(branch, " ", variant, ": history", NULL);
	GString *page = html_begin(title, up);

	add_rate(page, runs);
	html_add_filter(page, "runs");
	html_add_raw(page,
		     "<div class=\"wide\"><table id=\"runs\"><thead><tr><th>started"
		     "</th><th>verdict</th><th>seen</th><th>seed</th><th>seconds"
		     "</th><th>kernel</th><th>QEMU</th><th>host</th></tr></thead>"
		     "<tbody>\n");
	for (guint i = 0; i < runs->len; i++)
		add_row(page, runs->pdata[i]);
	html_add_raw(page, "</tbody></table></div>\n");
	if (total > runs->len)
		html_add(page, "<p>%u older runs are not shown.</p>\n",
			 total - runs->len);
	return html_end(page);
}
