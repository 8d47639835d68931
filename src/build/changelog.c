/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "build/changelog.h"

#include <string.h>

#include "patch/header.h"
#include "patch/series.h"

/* Length of a commit id, as in the kernel's "Fixes:" lines. */
#define SHORT_ID     12
#define LINE_COLUMNS 80

/* Appends the CVEs in @text that are not yet in @out, separated by blanks. */
static void find_cves(GString *out, const char *text)
{
	static GRegex *cve;
	g_autoptr(GMatchInfo) match = NULL;

	if (!cve)
		cve = g_regex_new("CVE-[0-9]{4}-[0-9]{4,}", G_REGEX_OPTIMIZE, 0, NULL);
	for (g_regex_match(cve, text, 0, &match); g_match_info_matches(match);
	     g_match_info_next(match, NULL)) {
		g_autofree char *id = g_match_info_fetch(match, 0);

		if (strstr(out->str, id))
			continue;
		g_string_append_printf(out, "%s%s", out->len ? " " : "", id);
	}
}

/*
 * Subjects are bytes, but a changelog is UTF-8, and is read by programs line by line.
 */
static char *one_line(const char *bytes)
{
	char *text = g_utf8_make_valid(bytes, -1);

	for (char *c = text; *c; c++)
		if (g_ascii_iscntrl(*c))
			*c = ' ';
	return text;
}

/* "memcg: execute the whole ... (upstream c8b2a36fb159; CVE-2012-1234)" */
static char *describe(const struct patch *patch, const char *name)
{
	g_autoptr(Header) header = header_parse(patch);
	g_autoptr(GString) cves = g_string_new(NULL);
	g_autofree char *text = NULL;
	g_autofree char *title = one_line(header->title ?: name);
	GString *line = g_string_new(title);
	gboolean brackets = FALSE;

	text = g_strndup(patch->header.data, patch->header.len);
	find_cves(cves, text);
	if (header->upstream) {
		g_string_append_printf(line, " (upstream %.*s", SHORT_ID,
				       header->upstream);
		brackets = TRUE;
	}
	if (cves->len) {
		g_string_append_printf(line, "%s%s", brackets ? "; " : " (", cves->str);
		brackets = TRUE;
	}
	if (brackets)
		g_string_append_c(line, ')');
	return g_string_free(line, FALSE);
}

/* Returns all entries, beginning with the one about the release. */
static GPtrArray *entries(const struct changelog *changelog, GError **error)
{
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) patches = series_list_patches(changelog->series);

	if (changelog->upstream)
		g_ptr_array_add(list, g_strdup(changelog->upstream));
	for (guint i = 0; i < patches->len; i++) {
		const struct series_entry *entry = patches->pdata[i];
		g_autoptr(Patch) patch = series_load_patch(entry, error);

		if (!patch)
			return NULL;
		g_ptr_array_add(list, describe(patch, entry->name));
	}
	return g_steal_pointer(&list);
}

/* Appends @text after @first, wrapped at blanks, with @next before further lines. */
static void append_wrapped(GString *out, const char *first, const char *next,
			   const char *text)
{
	g_auto(GStrv) words = g_strsplit_set(text, " \t\n", -1);
	gsize column = strlen(first);
	gboolean begun = FALSE;

	g_string_append(out, first);
	for (char **word = words; *word; word++) {
		if (!**word)
			continue;
		if (begun && column + 1 + strlen(*word) > LINE_COLUMNS) {
			g_string_append_printf(out, "\n%s", next);
			column = strlen(next);
		} else if (begun) {
			g_string_append_c(out, ' ');
			column++;
		}
		g_string_append(out, *word);
		column += strlen(*word);
		begun = TRUE;
	}
	g_string_append_c(out, '\n');
}

/* In English and UTC, regardless of the locale. */
static char *format_date(gint64 date, const char *format)
{
	static const char *const days[] = {"Mon", "Tue", "Wed", "Thu",
					   "Fri", "Sat", "Sun"};
	static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
					     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(date);
	const char *day = days[g_date_time_get_day_of_week(time) - 1];
	const char *month = months[g_date_time_get_month(time) - 1];

	if (!strcmp(format, "rpm"))
		return g_strdup_printf("%s %s %02d %d", day, month,
				       g_date_time_get_day_of_month(time),
				       g_date_time_get_year(time));
	return g_strdup_printf("%s, %02d %s %d %02d:%02d:%02d +0000", day,
			       g_date_time_get_day_of_month(time), month,
			       g_date_time_get_year(time), g_date_time_get_hour(time),
			       g_date_time_get_minute(time),
			       g_date_time_get_second(time));
}

char *changelog_deb(const struct changelog *changelog, GError **error)
{
	g_autoptr(GPtrArray) list = entries(changelog, error);
	g_autofree char *date = format_date(changelog->date, "deb");
	GString *out;

	if (!list)
		return NULL;
	out = g_string_new(NULL);
	g_string_append_printf(out, "%s (%s) unstable; urgency=medium\n\n",
			       changelog->package, changelog->version);
	for (guint i = 0; i < list->len; i++)
		append_wrapped(out, "  * ", "    ", list->pdata[i]);
	g_string_append_printf(out, "\n -- %s  %s\n", changelog->maintainer, date);
	return g_string_free(out, FALSE);
}

char *changelog_rpm(const struct changelog *changelog, GError **error)
{
	g_autoptr(GPtrArray) list = entries(changelog, error);
	g_autofree char *date = format_date(changelog->date, "rpm");
	GString *out;

	if (!list)
		return NULL;
	out = g_string_new(NULL);
	g_string_append_printf(out, "* %s %s - %s\n", date, changelog->maintainer,
			       changelog->version);
	for (guint i = 0; i < list->len; i++) {
		g_auto(GStrv) parts = g_strsplit(list->pdata[i], "%", -1);
		g_autofree char *escaped = g_strjoinv("%%", parts);

		append_wrapped(out, "- ", "  ", escaped);
	}
	return g_string_free(out, FALSE);
}
