/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Shows coverage as an HTML page. */
#include "cover/cover-view.h"

#include <string.h>

#include "util/visible.h"

#define STYLE                                                                          \
	"body{font:15px/1.5 system-ui,sans-serif;margin:2em auto;max-width:72em;"      \
	"padding:0 1em;color:#222;background:#fff}"                                    \
	"table{border-collapse:collapse}td,th{padding:.2em 1em .2em "                  \
	"0;text-align:left}"                                                           \
	"pre{font:13px/1.45 ui-monospace,monospace;overflow-x:auto;border:1px solid "  \
	"#ccc;padding:0;margin:.5em 0 2em}"                                            \
	"pre span{display:block;padding:0 .7em;min-height:1.45em}"                     \
	".head{background:#eef;color:#446}.run{background:#dfd}"                       \
	".not-run{background:#fdd}.gone,.unbuilt{color:#888}"                          \
	"@media(prefers-color-scheme:dark){body{background:#181818;color:#ddd}"        \
	".head{background:#223;color:#aac}.run{background:#143}"                       \
	".not-run{background:#511}pre{border-color:#444}}"

/* Values of %s are escaped, and untrusted text is made visible first (visible.h): it
 * may be invalid UTF-8, or change the reading direction. */
G_GNUC_PRINTF(2, 3)
static void add(GString *out, const char *format, ...)
{
	g_autofree char *text = NULL;
	va_list args;

	va_start(args, format);
	text = g_markup_vprintf_escaped(format, args);
	va_end(args);
	g_string_append(out, text);
}

static void add_scenes(GString *out, const struct coverage *coverage, guint64 scenes)
{
	for (guint i = 0; scenes; i++, scenes >>= 1) {
		g_autofree char *name = NULL;

		if (!(scenes & 1))
			continue;
		name = visible_text(coverage->scenes->pdata[i], -1, "");
		add(out, " %s", name);
	}
}

static void add_line(GString *out, const struct coverage *coverage,
		     const struct patch_line *text, const struct coverage_line *line)
{
	struct span bare = cover_view_text(text);
	g_autofree char *valid = visible_text(bare.data, bare.len, "\t");

	if (!line) {
		add(out, "<span>%c%s</span>", text->kind, valid);
		return;
	}
	add(out, "<span class=\"%s\" title=\"%s", coverage_state_name(line->state),
	    coverage_state_name(line->state));
	if (line->ran)
		add(out, ", %u of %u pieces:", line->ran, line->pieces);
	add_scenes(out, coverage, line->scenes);
	add(out, "\">%c%s</span>", text->kind, valid);
}

static void add_hunk(GString *out, const struct coverage *coverage,
		     const struct coverage_hunk *hunk)
{
	guint next = 0;
	g_autofree char *head = visible_text(
		hunk->hunk->head.data, strcspn(hunk->hunk->head.data, "\r\n"), "\t");

	add(out, "<span class=\"head\">%s  %u of %u run:", head, hunk->run,
	    hunk->changed);
	add_scenes(out, coverage, hunk->scenes);
	g_string_append(out, "</span>");
	for (gsize i = 0; i < hunk->hunk->n_lines; i++) {
		const struct patch_line *text = &hunk->hunk->lines[i];
		const struct coverage_line *line = cover_view_next(hunk, text, &next);

		add_line(out, coverage, text, line);
	}
}

static void add_functions(GString *out, const struct coverage *coverage,
			  const struct coverage_patch *patch)
{
	if (!patch->functions->len)
		return;
	g_string_append(out, "<table><tr><th>function</th><th>entered by</th></tr>\n");
	for (guint i = 0; i < patch->functions->len; i++) {
		const struct coverage_function *f = patch->functions->pdata[i];
		g_autofree char *name = visible_text(f->function->name, -1, "");

		add(out, "<tr><td><code>%s</code></td><td>", name);
		if (f->entered)
			add_scenes(out, coverage, f->scenes);
		else
			g_string_append(out, "nothing");
		g_string_append(out, "</td></tr>\n");
	}
	g_string_append(out, "</table>\n");
}

static void add_patch(GString *out, const struct coverage *coverage,
		      const struct coverage_patch *patch)
{
	g_autofree char *name = visible_text(patch->name, -1, "");

	add(out, "<h2>%s</h2>\n<p>changed lines run: %u of %u</p>\n", name, patch->run,
	    patch->changed);
	add_functions(out, coverage, patch);
	for (guint i = 0; i < patch->files->len; i++) {
		const struct coverage_file *file = patch->files->pdata[i];
		g_autofree char *path = visible_text(file->path, -1, "");

		add(out, "<h3>%s</h3>\n<pre>", path);
		for (guint j = 0; j < file->hunks->len; j++)
			add_hunk(out, coverage, file->hunks->pdata[j]);
		g_string_append(out, "</pre>\n");
	}
}

char *cover_view_html(const struct coverage *coverage)
{
	GString *out = g_string_new(
		"<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
		"<meta name=\"viewport\" content=\"width=device-width\">\n"
		"<title>Coverage of changed lines</title>\n<style>" STYLE
		"</style></head>\n<body>\n<h1>Coverage of changed lines</h1>\n");

	add(out, "<p>%u of %u changed lines with code were run, in %u run%s.%s</p>\n",
	    coverage->run, coverage->changed, coverage->runs,
	    coverage->runs == 1 ? "" : "s",
	    coverage->exact
		    ? ""
		    : " Scenarios are those that ran a line for the first time.");
	for (guint i = 0; i < coverage->patches->len; i++) {
		const struct coverage_patch *patch = coverage->patches->pdata[i];

		if (patch->shown)
			add_patch(out, coverage, patch);
	}
	g_string_append(out, "</body></html>\n");
	return g_string_free(out, FALSE);
}
