/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "upstream/debian-changelog.h"

#include <string.h>

#include "util/error.h"
#include "util/fs.h"

/* The first line of an entry: "linux (6.1.187-1) bookworm-security; urgency=high". */
struct entry {
	char *package, *version, *suite, *rest;
	const char *trailer; /* its " -- NAME <MAIL> DATE" in the text */
};

static void entry_clear(struct entry *entry)
{
	g_free(entry->package);
	g_free(entry->version);
	g_free(entry->suite);
	g_free(entry->rest);
}

static gboolean read_entry(const char *text, struct entry *entry)
{
	g_autoptr(GRegex) regex = g_regex_new(
		"^(\\S+) \\(([^)\\s]+)\\) ([^;\\n]+);([^\\n]*)\\n", 0, 0, NULL);
	g_autoptr(GMatchInfo) match = NULL;

	if (!g_regex_match(regex, text, G_REGEX_MATCH_ANCHORED, &match))
		return FALSE;
	entry->package = g_match_info_fetch(match, 1);
	entry->version = g_match_info_fetch(match, 2);
	entry->suite = g_match_info_fetch(match, 3);
	entry->rest = g_match_info_fetch(match, 4);
	entry->trailer = strstr(text, "\n -- ");
	return entry->trailer != NULL;
}

/* Increments the last number, which counts revisions. */
static char *next_version(const char *version)
{
	gsize end = strlen(version), digits = end;

	while (digits && g_ascii_isdigit(version[digits - 1]))
		digits--;
	if (digits == end)
		return g_strconcat(version, "+1", NULL);
	return g_strdup_printf("%.*s%" G_GUINT64_FORMAT, (int)digits, version,
			       g_ascii_strtoull(version + digits, NULL, 10) + 1);
}

static char *bullets(const GPtrArray *lines)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < lines->len; i++)
		g_string_append_printf(text, "  * %s\n",
				       (char *)g_ptr_array_index(lines, i));
	return g_string_free(text, FALSE);
}

static char *author_of(const struct entry *entry)
{
	const char *from = entry->trailer + strlen("\n -- ");

	return g_strndup(from, strcspn(from, ">\n") + 1);
}

static char *new_entry(const struct entry *entry, const char *changes,
		       const char *author, gint64 time)
{
	g_autofree char *version = next_version(entry->version);
	g_autofree char *who = author ? g_strdup(author) : author_of(entry);
	g_autoptr(GDateTime) when = g_date_time_new_from_unix_utc(time);
	/* in English for any locale: deb-changelog(5) */
	static const char *const days[] = {"Mon", "Tue", "Wed", "Thu",
					   "Fri", "Sat", "Sun"};
	static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
					     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	g_autofree char *rest = g_date_time_format(when, "%Y %H:%M:%S +0000");

	return g_strdup_printf(
		"%s (%s) UNRELEASED;%s\n\n%s\n -- %s  %s, %02d %s %s\n\n",
		entry->package, version, entry->rest, changes, who,
		days[g_date_time_get_day_of_week(when) - 1],
		g_date_time_get_day_of_month(when),
		months[g_date_time_get_month(when) - 1], rest);
}

char *debian_changelog_with(const char *dir, const GPtrArray *lines, const char *author,
			    gint64 time, GError **error)
{
	g_autofree char *path = g_build_filename(dir, "debian", "changelog", NULL);
	g_autofree char *text = fs_read(path, error);
	g_autofree char *changes = bullets(lines);
	char *whole;
	struct entry entry = {NULL};

	if (!text)
		return NULL;
	if (!read_entry(text, &entry)) {
		entry_clear(&entry);
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "%s:1: not an entry of a Debian changelog", path);
		return NULL;
	}
	if (!strcmp(entry.suite, "UNRELEASED")) {
		/* A blank line precedes the trailer. */
		gsize head = entry.trailer - text;

		whole = g_strdup_printf("%.*s%s%s", (int)head, text, changes,
					entry.trailer);
	} else {
		g_autofree char *added = new_entry(&entry, changes, author, time);

		whole = g_strconcat(added, text, NULL);
	}
	entry_clear(&entry);
	return whole;
}
