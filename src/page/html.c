/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "page/html.h"

#include <string.h>

#include "util/visible.h"

static const char style[] =
	":root{color-scheme:light "
	"dark;--fg:#1c2024;--bg:#fff;--dim:#5b6570;--line:#d5dae0;"
	"--head:#f2f5f8;--pass:#0b6b2d;--fail:#b3131b;--invalid:#7a5200;--mark:#fdeceb;"
	"--link:#0a58a8}"
	"@media(prefers-color-scheme:dark){:root{--fg:#e4e7ea;--bg:#16191d;--dim:#"
	"9aa4af;"
	"--line:#363c44;--head:#20252b;--pass:#5fd38a;--fail:#ff8f8a;--invalid:#f0bf5a;"
	"--mark:#3d1f20;--link:#7fb8f2}}"
	"*{box-sizing:border-box}"
	"body{font:15px/1.5 system-ui,sans-serif;margin:0 "
	"auto;max-width:86em;padding:1em;"
	"color:var(--fg);background:var(--bg);overflow-wrap:break-word}"
	"a{color:var(--link)}h1{font-size:1.5em;margin:.3em 0}h2{font-size:1.15em;"
	"margin:1.6em 0 .5em}nav{color:var(--dim)}"
	".wide{overflow-x:auto}table{border-collapse:collapse;width:100%}"
	"th,td{text-align:left;vertical-align:top;padding:.3em .8em .3em .3em;"
	"border-bottom:1px solid "
	"var(--line)}th{background:var(--head);position:sticky;top:0;white-space:"
	"nowrap}"
	".facts td{overflow-wrap:anywhere}td.d,.strip{white-space:nowrap}"
	"td.n{text-align:right;font-variant-numeric:tabular-nums}"
	".PASS{color:var(--pass);font-weight:600}.FAIL{color:var(--fail);font-weight:"
	"600}"
	".INVALID{color:var(--invalid);font-weight:600}.dim{color:var(--dim)}"
	"pre{font:12.5px/1.45 ui-monospace,monospace;overflow-x:auto;border:1px solid "
	"var(--line);padding:.6em;overflow-wrap:normal}"
	"pre .r{display:block;background:var(--mark);border-left:3px solid var(--fail);"
	"padding-left:.4em;margin-left:-.6em}"
	"input{font:inherit;color:inherit;background:var(--head);border:1px solid "
	"var(--line);"
	"padding:.3em .6em;width:min(100%,28em);margin:.4em 0}"
	"svg{max-width:100%;height:auto}svg rect{fill:var(--head);stroke:var(--dim)}"
	"svg text{fill:var(--fg);font:13px ui-monospace,monospace}"
	"svg path{stroke:var(--dim);fill:none}svg .bad{stroke:var(--fail)}"
	".strip i{display:inline-block;width:.55em;height:1em;margin-right:1px;"
	"background:var(--dim)}.strip i.PASS{background:var(--pass)}"
	".strip i.FAIL{background:var(--fail)}.strip "
	"i.INVALID{background:var(--invalid)}";

/* Hides rows that lack some word in the field. */
static const char script[] =
	"document.querySelectorAll('input[data-table]').forEach(function(f){"
	"var rows=document.querySelectorAll('#'+f.dataset.table+' tbody tr');"
	"f.hidden=false;"
	"f.addEventListener('input',function(){"
	"var words=f.value.toLowerCase().split(/\\s+/).filter(Boolean);"
	"rows.forEach(function(r){var t=r.textContent.toLowerCase();"
	"r.hidden=!words.every(function(w){return t.includes(w)})})})});";

/* Returns the digest of @text for Content-Security-Policy; the caller frees it. */
static char *source_hash(const char *text)
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
	guint8 digest[32];
	gsize size = sizeof(digest);
	g_autofree char *base64 = NULL;

	g_checksum_update(sum, (const guchar *)text, strlen(text));
	g_checksum_get_digest(sum, digest, &size);
	base64 = g_base64_encode(digest, size);
	return g_strconcat("'sha256-", base64, "'", NULL);
}

GString *html_begin(const char *title, const char *up)
{
	GString *page = g_string_new("<!DOCTYPE html>\n<html lang=\"en\"><head>"
				     "<meta charset=\"utf-8\">\n");
	g_autofree char *style_hash = source_hash(style);
	g_autofree char *script_hash = source_hash(script);

	html_add_raw(
		page,
		"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src "
		"'none'; style-src %s; script-src %s; base-uri 'none'; form-action "
		"'none'\">\n",
		style_hash, script_hash);
	html_add_raw(page, "<meta name=\"viewport\" "
			   "content=\"width=device-width,initial-scale=1\">\n");
	html_add(page, "<title>%s</title>\n", title);
	html_add_raw(page, "<style>%s</style></head><body>\n", style);
	html_add(page, "<nav><a href=\"%s\">kferry</a></nav>\n<h1>%s</h1>\n", up,
		 title);
	return page;
}

char *html_end(GString *page)
{
	html_add_raw(page, "<script>%s</script>\n</body></html>\n", script);
	return g_string_free(page, FALSE);
}

void html_add_text(GString *page, const char *text, gsize length)
{
	g_autofree char *visible = visible_text(text, length, "\t");
	g_autofree char *escaped = g_markup_escape_text(visible, -1);

	g_string_append(page, escaped);
}

void html_add(GString *page, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	for (const char *c = format; *c; c++) {
		if (*c != '%') {
			g_string_append_c(page, *c);
			continue;
		}
		switch (*++c) {
		case 's': {
			const char *text = va_arg(args, const char *);

			html_add_text(page, text, strlen(text));
			break;
		}
		case 'u':
			g_string_append_printf(page, "%u", va_arg(args, guint));
			break;
		case 'd':
			g_string_append_printf(page, "%d", va_arg(args, int));
			break;
		case '%':
			g_string_append_c(page, '%');
			break;
		default:
			g_assert_not_reached();
		}
	}
	va_end(args);
}

void html_add_raw(GString *page, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	g_string_append_vprintf(page, format, args);
	va_end(args);
}

void html_add_filter(GString *page, const char *id)
{
	html_add(page,
		 "<input type=\"search\" data-table=\"%s\" placeholder=\"filter\" "
		 "aria-label=\"filter\" hidden>\n",
		 id);
}

char *html_file_name(const char *name)
{
	GString *out = g_string_new(NULL);

	for (const char *c = name; *c; c++) {
		if (g_ascii_isalnum(*c) || strchr("-+@_", *c) ||
		    (*c == '.' && c != name))
			g_string_append_c(out, *c);
		else
			g_string_append_printf(out, "%%%02X", (guchar)*c);
	}
	return g_string_free(out, FALSE);
}

char *html_reference(const char *name)
{
	g_autoptr(GString) out = g_string_new(NULL);
	g_autofree char *file = html_file_name(name);

	g_string_assign(out, file);
	g_string_replace(out, "%", "%25", 0);
	return g_string_free(g_steal_pointer(&out), FALSE);
}
