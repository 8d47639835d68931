/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "upstream/commit-text.h"

#include <stdio.h>
#include <string.h>

/* --- encoded words ---------------------------------------------------------------- */

/* Decodes the "Q" encoding of RFC 2047, section 4.2. */
static char *decode_q(const char *text, gsize len, gsize *size)
{
	GString *out = g_string_new(NULL);

	for (gsize i = 0; i < len; i++) {
		if (text[i] == '_') {
			g_string_append_c(out, ' ');
		} else if (text[i] == '=' && i + 2 < len &&
			   g_ascii_isxdigit(text[i + 1]) &&
			   g_ascii_isxdigit(text[i + 2])) {
			g_string_append_c(out,
					  g_ascii_xdigit_value(text[i + 1]) * 16 +
						  g_ascii_xdigit_value(text[i + 2]));
			i += 2;
		} else {
			g_string_append_c(out, text[i]);
		}
	}
	*size = out->len;
	return g_string_free(out, FALSE);
}

/* Decodes "=?charset?Q?text?=" at @s and appends it to @out. Returns its end. */
static const char *decode_word(const char *s, GString *out)
{
	const char *charset = s + 2, *kind = strchr(charset, '?');
	const char *text = kind && kind[1] && kind[2] == '?' ? kind + 3 : NULL;
	const char *end = text ? strstr(text, "?=") : NULL;
	g_autofree char *from = kind ? g_strndup(charset, kind - charset) : NULL;
	g_autofree char *bytes = NULL;
	g_autofree char *utf8 = NULL;
	gsize size = 0;

	if (!end)
		return NULL;
	if (g_ascii_toupper(kind[1]) == 'Q') {
		bytes = decode_q(text, end - text, &size);
	} else if (g_ascii_toupper(kind[1]) == 'B') {
		g_autofree char *word = g_strndup(text, end - text);

		bytes = (char *)g_base64_decode(word, &size);
	} else {
		return NULL;
	}
	utf8 = g_convert(bytes, size, "UTF-8", from, NULL, NULL, NULL);
	if (!utf8)
		return NULL;
	g_string_append(out, utf8);
	return end + 2;
}

char *commit_text_decode(const char *value)
{
	GString *out = g_string_new(NULL);
	gboolean word = FALSE; /* the previous part was an encoded word */

	while (*value) {
		const char *blanks = value + strspn(value, " \t\r\n");
		gboolean next = g_str_has_prefix(blanks, "=?");
		const char *behind = NULL;

		/* Blanks between two encoded words are dropped. */
		if (blanks != value && !(word && next)) {
			g_string_append_len(out, value, blanks - value);
			word = FALSE;
		}
		if (next)
			behind = decode_word(blanks, out);
		word = behind != NULL;
		value = behind ?: blanks;
		if (!behind && *value)
			g_string_append_c(out, *value++);
	}
	return g_string_free(out, FALSE);
}

/* --- author and date -------------------------------------------------------------- */

/* Removes what git does not allow in a name or an address. */
static char *plain(const char *text, gsize len)
{
	GString *out = g_string_new(NULL);

	for (gsize i = 0; i < len; i++)
		if (!strchr("<>\"", text[i]) && !g_ascii_iscntrl(text[i]))
			g_string_append_c(out, text[i]);
	return g_strstrip(g_string_free(out, FALSE));
}

gboolean commit_text_author(const char *author, char **name, char **mail)
{
	g_autofree char *text = commit_text_decode(author);
	const char *open = strrchr(text, '<'), *close = open ? strchr(open, '>') : NULL;

	if (close) {
		*name = plain(text, open - text);
		*mail = plain(open + 1, close - open - 1);
	} else if (strchr(text, '@') && (open = strchr(text, '('))) {
		/* "address (Name)" */
		*mail = plain(text, open - text);
		*name = plain(open + 1, strcspn(open + 1, ")"));
	} else if (strchr(text, '@')) {
		*name = g_strdup("");
		*mail = plain(text, strlen(text));
	} else {
		*name = plain(text, strlen(text));
		*mail = g_strdup("");
	}
	return **name || **mail;
}

static int zone_minutes(const char *zone)
{
	int number;

	if (!strchr("+-", *zone) || sscanf(zone + 1, "%4d", &number) != 1)
		return 0;
	return (*zone == '-' ? -1 : 1) * (number / 100 * 60 + number % 100);
}

static gboolean iso_date(const char *date, gint64 *time, int *zone)
{
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
	g_autoptr(GDateTime) when = g_date_time_new_from_iso8601(date, utc);
	g_autofree char *midnight = NULL;

	if (!when && strlen(date) == strlen("2026-11-23")) {
		midnight = g_strconcat(date, "T00:00:00Z", NULL);
		when = g_date_time_new_from_iso8601(midnight, utc);
	}
	if (!when)
		return FALSE;
	*time = g_date_time_to_unix(when);
	*zone = g_date_time_get_utc_offset(when) / G_TIME_SPAN_MINUTE;
	return TRUE;
}

gboolean commit_text_date(const char *date, gint64 *time, int *zone)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	int day, year, hour, minute, second = 0, month;
	char name[4] = "", offset[8] = "+0000";
	const char *comma = strchr(date, ','), *at;
	g_autoptr(GDateTime) when = NULL;
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
	int count = sscanf(comma ? comma + 1 : date, " %d %3[A-Za-z] %d %d:%d:%d %7s",
			   &day, name, &year, &hour, &minute, &second, offset);

	/* "Mon Nov 23 01:30:00 2026 +0100", as in git log */
	if (count < 5 && sscanf(date, "%*3s %3[A-Za-z] %d %d:%d:%d %d %7s", name, &day,
				&hour, &minute, &second, &year, offset) < 6)
		return iso_date(date, time, zone);
	at = strlen(name) == 3 ? strstr(months, name) : NULL;
	month = at ? (at - months) / 3 + 1 : 0;
	when = month ? g_date_time_new(utc, year, month, day, hour, minute,
				       MIN(second, 59))
		     : NULL;
	if (!when)
		return FALSE;
	*zone = zone_minutes(offset);
	*time = g_date_time_to_unix(when) - *zone * 60;
	return *time >= 0;
}

/* --- the header ------------------------------------------------------------------- */

/* Whether a field is about the mail's transport, and not about the change. */
static gboolean of_transport(const char *name)
{
	static const char *const names[] = {"to",
					    "cc",
					    "bcc",
					    "reply-to",
					    "sender",
					    "in-reply-to",
					    "message-id",
					    "mime-version",
					    "received",
					    "return-path",
					    "status",
					    "lines",
					    "content-length",
					    "user-agent",
					    "delivered-to",
					    "precedence",
					    "errors-to",
					    "authentication-results",
					    NULL};

	return g_strv_contains(names, name) || g_str_has_prefix(name, "x-") ||
	       g_str_has_prefix(name, "list-") || g_str_has_prefix(name, "content-") ||
	       g_str_has_prefix(name, "dkim-") || g_str_has_prefix(name, "arc-");
}

/* Returns the name of the field that @line begins, in lower case; NULL: none. */
static char *field_name(const char *line)
{
	gsize len = strcspn(line, ": \t");

	if (!len || line[len] != ':' ||
	    (line[len + 1] && !strchr(" \t", line[len + 1])))
		return NULL;
	for (gsize i = 0; i < len; i++)
		if (!g_ascii_isalnum(line[i]) && !strchr("-_", line[i]))
			return NULL;
	return g_ascii_strdown(line, len);
}

struct text_reading {
	struct commit_text *text;
	char *subject;
	GString *body, *fields;
	char **at; /* the next line */
};

/* Returns the value of the field at @at, with folded lines joined, and advances @at. */
static char *take_value(char ***at)
{
	GString *value = g_string_new(g_strstrip(strchr(**at, ':') + 1));

	for (++*at; **at && strchr(" \t", ***at) && ***at; ++*at) {
		g_string_append_c(value, '\n');
		g_string_append(value, **at + 1);
	}
	return g_string_free(value, FALSE);
}

static char *unfolded(const char *value)
{
	g_auto(GStrv) lines = g_strsplit(value, "\n", -1);

	for (char **line = lines; *line; line++)
		g_strstrip(*line);
	return g_strjoinv(" ", lines);
}

/* "3/7" */
static gboolean is_count(const char *tag)
{
	gsize digits = strspn(tag, "0123456789");

	return digits && tag[digits] == '/' &&
	       !tag[digits + 1 + strspn(tag + digits + 1, "0123456789")];
}

/* Returns "title" for "[PATCH 3/7] title"; other brackets belong to the author. */
static char *without_prefix(char *subject)
{
	const char *s = subject;
	char *rest;

	for (;;) {
		const char *end = *s == '[' ? strchr(s, ']') : NULL;
		g_autofree char *tag = end ? g_strndup(s, end - s) : NULL;

		if (!tag ||
		    !(strstr(tag, "PATCH") || strstr(tag, "RFC") || is_count(tag + 1)))
			break;
		s = end + 1 + strspn(end + 1, " \t");
	}
	rest = g_strdup(s);
	g_free(subject);
	return rest;
}

static void take_subject(struct text_reading *r, const char *value)
{
	g_autofree char *whole = unfolded(value);

	g_free(r->subject);
	r->subject = without_prefix(commit_text_decode(whole));
}

/*
 * DEP-3: the first line is the subject, folded lines are the body, "." is a blank line.
 */
static void take_description(struct text_reading *r, const char *value)
{
	g_auto(GStrv) lines = g_strsplit(value, "\n", -1);

	g_free(r->subject);
	r->subject = without_prefix(g_strdup(lines[0] ?: ""));
	for (char **line = lines[0] ? lines + 1 : lines; *line; line++) {
		g_string_append(r->body, strcmp(g_strstrip(*line), ".") ? *line : "");
		g_string_append_c(r->body, '\n');
	}
}

static void take_author(struct text_reading *r, const char *value)
{
	g_autofree char *whole = unfolded(value);
	char *name = NULL, *mail = NULL;

	if (commit_text_author(whole, &name, &mail)) {
		g_free(r->text->name);
		g_free(r->text->mail);
		r->text->name = g_steal_pointer(&name);
		r->text->mail = g_steal_pointer(&mail);
	}
	g_free(name);
	g_free(mail);
}

static void take_field(struct text_reading *r)
{
	g_autofree char *name = field_name(*r->at);
	g_autofree char *first = g_strdup(*r->at);
	g_autofree char *value = take_value(&r->at);

	if (!strcmp(name, "from") || !strcmp(name, "author")) {
		take_author(r, value);
	} else if (!strcmp(name, "date")) {
		commit_text_date(value, &r->text->time, &r->text->zone);
	} else if (!strcmp(name, "last-update") && r->text->time < 0) {
		commit_text_date(value, &r->text->time, &r->text->zone);
	} else if (!strcmp(name, "subject")) {
		take_subject(r, value);
	} else if (!strcmp(name, "description")) {
		take_description(r, value);
	} else if (!of_transport(name) &&
		   !(!strcmp(name, "references") && *value == '<')) {
		g_auto(GStrv) lines = g_strsplit(value, "\n", -1);
		g_autofree char *folded = g_strjoinv("\n ", lines);

		g_string_append_printf(r->fields, "%.*s: %s\n",
				       (int)strcspn(first, ":"), first, folded);
	}
}

static gboolean at_field(const struct text_reading *r)
{
	g_autofree char *name = *r->at ? field_name(*r->at) : NULL;

	return name != NULL;
}

/* "memcg: do not sleep" begins text, "From: ..." a block of fields. */
static gboolean begins_fields(const char *line)
{
	static const char *const known[] = {"from",
					    "author",
					    "date",
					    "subject",
					    "description",
					    "origin",
					    "forwarded",
					    "last-update",
					    "references",
					    "patch-mainline",
					    "bug",
					    "git-commit",
					    "applied-upstream",
					    NULL};
	g_autofree char *name = line ? field_name(line) : NULL;

	return name && (g_strv_contains(known, name) || of_transport(name) ||
			g_str_has_prefix(name, "bug-"));
}

static void take_fields(struct text_reading *r)
{
	if (!begins_fields(*r->at))
		return;
	while (at_field(r))
		take_field(r);
}

/* At the start of a mail's body, git-am(1) uses "From:", "Date:" and "Subject:". */
static gboolean at_inner_field(const struct text_reading *r)
{
	g_autofree char *name = *r->at ? field_name(*r->at) : NULL;

	return name && (!strcmp(name, "from") || !strcmp(name, "date") ||
			!strcmp(name, "subject"));
}

static gboolean ends_text(const char *line)
{
	return g_str_has_prefix(line, "---") && !line[3 + strspn(line + 3, " \t")];
}

static void take_text(struct text_reading *r)
{
	while (*r->at && !**r->at)
		r->at++;
	if (r->subject)
		while (at_inner_field(r))
			take_field(r);
	while (*r->at && !**r->at)
		r->at++;
	for (; *r->at && !ends_text(*r->at); r->at++) {
		if (!r->subject) {
			r->subject = without_prefix(g_strdup(g_strstrip(*r->at)));
			continue;
		}
		g_string_append(r->body, g_strchomp(*r->at));
		g_string_append_c(r->body, '\n');
	}
}

static char *trimmed(const GString *text)
{
	const char *begin = text->str + strspn(text->str, "\n");

	return g_strchomp(g_strdup(begin));
}

static char *message_of(const struct text_reading *r, const char *subject)
{
	g_autofree char *body = trimmed(r->body);
	g_autofree char *fields = trimmed(r->fields);
	GString *message =
		g_string_new(r->subject && *r->subject ? r->subject : subject);

	g_string_append_c(message, '\n');
	if (*body)
		g_string_append_printf(message, "\n%s\n", body);
	if (*fields)
		g_string_append_printf(message, "\n%s\n", fields);
	return g_string_free(message, FALSE);
}

static char *as_utf8(const char *bytes, gsize len)
{
	g_autofree char *text = g_strndup(bytes, len); /* ends at a NUL */
	char *utf8 =
		g_utf8_validate(text, -1, NULL)
			? NULL
			: g_convert(text, -1, "UTF-8", "ISO-8859-1", NULL, NULL, NULL);

	return utf8 ?: g_steal_pointer(&text);
}

struct commit_text *commit_text_new(const struct patch *patch, const char *subject)
{
	g_autofree char *header = as_utf8(patch->header.data, patch->header.len);
	g_auto(GStrv) lines = NULL;
	struct text_reading r = {.text = g_new0(struct commit_text, 1),
				 .body = g_string_new(NULL),
				 .fields = g_string_new(NULL)};

	g_strdelimit(header, "\r", ' ');
	lines = g_strsplit(header, "\n", -1);
	r.text->time = -1;
	r.at = lines;
	while (*r.at && !**r.at)
		r.at++;
	if (*r.at && g_str_has_prefix(*r.at, "From "))
		r.at++;
	take_fields(&r);
	take_text(&r);
	r.text->message = message_of(&r, subject);
	g_free(r.subject);
	g_string_free(r.body, TRUE);
	g_string_free(r.fields, TRUE);
	return r.text;
}

void commit_text_free(struct commit_text *text)
{
	if (!text)
		return;
	g_free(text->name);
	g_free(text->mail);
	g_free(text->message);
	g_free(text);
}
