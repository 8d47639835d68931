/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "console/console.h"

#include <string.h>

#include "console/prefix.h"

void console_init(struct console *console, const char *log, gsize len)
{
	*console =
		(struct console){.log = log, .len = len, .scratch = g_string_new(NULL)};
}

void console_clear(struct console *console)
{
	g_string_free(console->scratch, TRUE);
}

/* ---- cleaning ---------------------------------------------------------- */

/* Sixteen bytes; may_alias, because they are read from text. */
typedef guint8 vector __attribute__((vector_size(16), aligned(1), may_alias));

/* Whether everything is printable, blanks or tabs; checks sixteen bytes at a time as
 * long as all are printable. */
static gboolean is_clean(const char *text, gsize len)
{
	if (len >= sizeof(vector)) {
		vector odd = *(const vector *)(text + len - sizeof(vector)) < 0x20;
		guint64 any[2];

		for (gsize i = 0; i + sizeof(vector) <= len; i += sizeof(vector))
			odd |= *(const vector *)(text + i) < 0x20;
		memcpy(any, &odd, sizeof(any));
		if (!(any[0] | any[1]))
			return TRUE;
	}
	for (gsize i = 0; i < len; i++)
		if ((guchar)text[i] < 0x20 && text[i] != '\t')
			return FALSE;
	return TRUE;
}

/* Returns the end of the escape sequence at @p: ESC [ parameters letter, or ESC and a
 * byte. */
static const char *skip_escape(const char *p, const char *end)
{
	p++;
	if (p < end && *p == '[') {
		p++;
		while (p < end && (g_ascii_isdigit(*p) || strchr(";?=", *p)))
			p++;
	}
	return p < end ? p + 1 : p;
}

/* Removes control characters, including backspaces. */
static struct span clean(GString *into, struct span text)
{
	const char *p = text.data, *end = p + text.len;

	g_string_truncate(into, 0);
	while (p < end) {
		if (*p == '\033') {
			p = skip_escape(p, end);
			continue;
		}
		if ((guchar)*p >= 0x20 || *p == '\t')
			g_string_append_c(into, *p);
		p++;
	}
	return (struct span){into->str, into->len};
}

/* ---- lines ------------------------------------------------------------- */

static gsize count_blanks(struct span text)
{
	gsize count = 0;

	while (count < text.len && text.data[count] == ' ')
		count++;
	return count;
}

/* dmesg and journalctl print a prefix only for the first line of a multi-line text, and
 * as many blanks for the others: these lines are from the same caller. */
static void take_indent(struct console *console, struct record *record)
{
	const struct record *first = &console->first;
	gsize indent = console->indent;

	if (indent && record->level < 0 && count_blanks(record->text) >= indent) {
		span_drop(&record->text, indent);
		record->time = first->time;
		record->level = first->level;
		record->caller = first->caller;
		record->caller_id = first->caller_id;
		console->follows = console->pos;
	}
}

/* Returns the line at @pos without its end; sets *next to the start of the following
 * line. */
static struct span line_at(const struct console *console, gsize pos, gsize *next)
{
	const char *begin = console->log + pos;
	gsize left = MIN(console->len - pos, CONSOLE_LINE_MAX);
	const char *end = memchr(begin, '\n', left);
	struct span line = {begin, end ? (gsize)(end - begin) : left};

	*next = pos + line.len + (end != NULL);
	if (line.len && begin[line.len - 1] == '\r')
		line.len--;
	return line;
}

/* ---- habits of the log --------------------------------------------------- */

#define SURVEY_BYTES 65536
#define SURVEY_LINES 1024

static void survey(struct console *console, gsize from)
{
	gsize end = MIN(from + SURVEY_BYTES, console->len);

	for (guint i = 0; i < SURVEY_LINES && from < end; i++) {
		struct span line = line_at(console, from, &from);

		prefix_note(line, &console->habits);
	}
}

/* Examines, once, the start of the log, the present line and the lines after it. */
static void learn_habits(struct console *console)
{
	if (console->surveyed)
		return;
	console->surveyed = TRUE;
	survey(console, 0);
	survey(console, console->pos);
}

/* Returns the line's text after known prefixes. */
static struct span known_text(const struct console *console, gsize pos, gsize *next,
			      struct record *record)
{
	struct span text = line_at(console, pos, next);

	*record = (struct record){.time = -1, .level = -1};
	prefix_take(&text, record, &console->habits);
	return text;
}

/* Returns the length of the common start of @a and @b, where all numbers count as
 * equal, in @a; *of_b is the length in @b. */
static gsize common_begin(struct span a, struct span b, gsize *of_b)
{
	gsize i = 0, j = 0;

	while (i < a.len && j < b.len) {
		if (g_ascii_isdigit(a.data[i]) && g_ascii_isdigit(b.data[j])) {
			while (i < a.len && g_ascii_isdigit(a.data[i]))
				i++;
			while (j < b.len && g_ascii_isdigit(b.data[j]))
				j++;
		} else if (a.data[i] == b.data[j]) {
			i++;
			j++;
		} else {
			break;
		}
	}
	*of_b = j;
	return i;
}

#define LEARN_LINES 12
#define LEARN_LEAST 4

void console_learn(struct console *console, gsize words)
{
	gsize next = console->pos, of_b, common;
	struct record record;
	struct span first, prefix;
	guint seen = 0, others = 0;

	learn_habits(console);
	console->unknown = (struct span){NULL, 0};
	first = known_text(console, next, &next, &record);
	if (record.time >= 0 || record.foreign ||
	    words < (gsize)(first.data - console->log))
		return;
	prefix = first;
	prefix.len = MIN(first.len, words - (first.data - console->log));
	for (guint i = 0; i < LEARN_LINES && prefix.len && next < console->len; i++) {
		struct span text = known_text(console, next, &next, &record);

		if (!text.len)
			continue;
		common = common_begin(prefix, text, &of_b);
		if (common) {
			prefix.len = common;
			seen++;
		} else if (++others > LEARN_LEAST / 2) {
			return;
		}
	}
	while (prefix.len && (g_ascii_isalnum(prefix.data[prefix.len - 1]) ||
			      prefix.data[prefix.len - 1] == '_'))
		prefix.len--;
	if (seen >= LEARN_LEAST && seen > others)
		console->unknown = prefix;
}

/* Removes the prefix that console_learn() found, and known ones after it. */
static void take_unknown(struct console *console, struct record *record)
{
	gsize len;

	if (!console->unknown.len || record->time >= 0 ||
	    common_begin(console->unknown, record->text, &len) != console->unknown.len)
		return;
	span_drop(&record->text, len);
	prefix_take(&record->text, record, &console->habits);
	if (record->caller == CALLER_NONE)
		record->caller = CALLER_SOME;
}

gboolean console_next(struct console *console, struct record *record)
{
	const char *begin;

	if (console->pos == console->len)
		return FALSE;
	learn_habits(console);
	*record = (struct record){.start = console->pos, .time = -1, .level = -1};
	record->text = line_at(console, console->pos, &console->pos);
	record->line = record->text;
	record->end = console->pos - (console->log[console->pos - 1] == '\n');
	if (!is_clean(record->line.data, record->line.len))
		record->text = clean(console->scratch, record->text);
	begin = record->text.data;
	prefix_take(&record->text, record, &console->habits);
	take_unknown(console, record);
	if (record->caller != CALLER_NONE) {
		console->first = *record;
		console->indent = record->text.data - begin;
		console->follows = console->pos;
	} else if (record->start == console->follows) {
		take_indent(console, record);
	}
	return TRUE;
}

gboolean console_peek_plain(const struct console *console, struct span *text)
{
	struct record record;
	gsize next;

	if (console->pos == console->len)
		return FALSE;
	*text = known_text(console, console->pos, &next, &record);
	return record.caller == CALLER_NONE && !record.foreign && record.level < 0 &&
	       text->len && count_blanks(*text) < MAX(console->indent, 2) &&
	       is_clean(text->data, text->len);
}
