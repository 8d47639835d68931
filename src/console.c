#include "console.h"

#include <string.h>

void console_init(struct console *console, const char *log, gsize len)
{
	*console =
		(struct console){.log = log, .len = len, .scratch = g_string_new(NULL)};
}

void console_clear(struct console *console)
{
	g_string_free(console->scratch, TRUE);
}

gboolean console_owns(const struct console *console, struct span text)
{
	return text.text >= console->log && text.text <= console->log + console->len;
}

/* ---- cleaning ---------------------------------------------------------- */

/* Not 0 if one of eight bytes may be a control character. */
static inline guint64 odd_bytes(const char *text)
{
	const guint64 blanks = G_GUINT64_CONSTANT(0x2020202020202020);
	const guint64 tops = G_GUINT64_CONSTANT(0x8080808080808080);
	guint64 word;

	memcpy(&word, text, 8);
	return (word - blanks) & ~word & tops;
}

/* Whether all is text, blanks and tabs; eight bytes at once as long as all are text. */
static gboolean is_clean(const char *text, gsize len)
{
	guint64 odd = 0;

	if (len >= 8) {
		for (gsize i = 0; i + 8 <= len; i += 8)
			odd |= odd_bytes(text + i);
		odd |= odd_bytes(text + len - 8);
		if (!odd)
			return TRUE;
	}
	for (gsize i = 0; i < len; i++)
		if ((guchar)text[i] < 0x20 && text[i] != '\t')
			return FALSE;
	return TRUE;
}

/* Behind the escape sequence at @p: ESC [ parameters letter, or ESC and a byte. */
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

/* A backspace and other control characters go without a trace, as on paper. */
static struct span clean(GString *into, struct span text)
{
	const char *p = text.text, *end = p + text.len;

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

/* ---- prefixes ---------------------------------------------------------- */

/*
 * Each function takes one kind of prefix from the begin of @text and notes what
 * it says; FALSE, with @text untouched, where there is none.
 */

static void drop(struct span *text, gsize count)
{
	text->text += count;
	text->len -= count;
}

static void drop_blank(struct span *text)
{
	if (text->len && *text->text == ' ')
		drop(text, 1);
}

/* Reads a decimal number at *pos; FALSE if there is none, or an absurd one. */
static gboolean read_number(struct span text, gsize *pos, guint64 *value)
{
	gsize begin = *pos, at = begin;
	guint64 sum = 0;

	for (; at < text.len && text.text[at] >= '0' && text.text[at] <= '9'; at++)
		sum = sum * 10 + (text.text[at] - '0');
	*value = sum;
	*pos = at;
	return at > begin && at - begin <= 18;
}

static gboolean read_char(struct span text, gsize *pos, char ch)
{
	if (*pos >= text.len || text.text[*pos] != ch)
		return FALSE;
	(*pos)++;
	return TRUE;
}

static gboolean take_dropped(struct span *text, struct record *record)
{
	static const char tail[] = " printk messages dropped ** ";
	guint64 count;
	gsize pos = 0;

	if (!read_char(*text, &pos, '*') || !read_char(*text, &pos, '*') ||
	    !read_char(*text, &pos, ' ') || !read_number(*text, &pos, &count) ||
	    text->len - pos < sizeof(tail) - 1 ||
	    memcmp(text->text + pos, tail, sizeof(tail) - 1))
		return FALSE;
	drop(text, pos + sizeof(tail) - 1);
	record->dropped = TRUE;
	return TRUE;
}

static gboolean take_priority(struct span *text, struct record *record)
{
	gsize pos = 0;
	guint64 level;

	if (!read_char(*text, &pos, '<') || !read_number(*text, &pos, &level) ||
	    !read_char(*text, &pos, '>') || level > 191)
		return FALSE;
	record->level = level & 7;
	drop(text, pos);
	return TRUE;
}

/* Microseconds of a fraction of a second of any number of digits. */
static gint64 fraction(guint64 value, gsize digits)
{
	for (; digits < 6; digits++)
		value *= 10;
	for (; digits > 6; digits--)
		value /= 10;
	return value;
}

/* " <    0.000123>" behind the time, dmesg -d; FALSE if it is something else. */
static gboolean skip_delta(struct span text, gsize *pos)
{
	guint64 number;

	if (!read_char(text, pos, ' '))
		return TRUE;
	if (!read_char(text, pos, '<'))
		return FALSE;
	while (read_char(text, pos, ' '))
		;
	return read_number(text, pos, &number) && read_char(text, pos, '.') &&
	       read_number(text, pos, &number) && read_char(text, pos, '>');
}

/* "[   12.345678]", or "[  +0.000123]" of dmesg -e: since the line before. */
static gboolean take_time(struct span *text, struct record *record)
{
	guint64 seconds, rest;
	gsize pos = 0, dot, digits;
	gboolean since;

	if (!read_char(*text, &pos, '['))
		return FALSE;
	while (read_char(*text, &pos, ' '))
		;
	since = read_char(*text, &pos, '+');
	if (!read_number(*text, &pos, &seconds) || !read_char(*text, &pos, '.') ||
	    seconds > G_MAXINT32)
		return FALSE;
	dot = pos;
	if (!read_number(*text, &pos, &rest) || pos - dot > 9)
		return FALSE;
	digits = pos - dot;
	if (!skip_delta(*text, &pos) || !read_char(*text, &pos, ']'))
		return FALSE;
	if (!since)
		record->time = seconds * G_USEC_PER_SEC + fraction(rest, digits);
	record->caller = CALLER_SOME;
	drop(text, pos);
	return TRUE;
}

static gboolean take_caller(struct span *text, struct record *record)
{
	gsize pos = 0;
	guint64 id;
	char kind;

	if (!read_char(*text, &pos, '['))
		return FALSE;
	while (read_char(*text, &pos, ' '))
		;
	if (pos == text->len || (text->text[pos] != 'T' && text->text[pos] != 'C'))
		return FALSE;
	kind = text->text[pos++];
	if (!read_number(*text, &pos, &id) || !read_char(*text, &pos, ']'))
		return FALSE;
	record->caller = kind == 'T' ? CALLER_TASK : CALLER_CPU;
	record->caller_id = id;
	drop(text, pos);
	return TRUE;
}

/* Whether  begins as  does: 'a' is a letter, '0' a digit, '.' any byte. */
static gboolean has_form(struct span text, const char *form)
{
	for (gsize i = 0; form[i]; i++) {
		char want = form[i], have;

		if (i == text.len)
			return FALSE;
		have = text.text[i];
		if (want == '0'	  ? !g_ascii_isdigit(have)
		    : want == 'a' ? !g_ascii_isalpha(have)
				  : want != '.' && have != want)
			return FALSE;
	}
	return TRUE;
}

/* "[Mon Nov 23 01:14:13 2026]" of dmesg -T, "[Nov23 01:14]" of dmesg -e. */
static gboolean take_date(struct span *text, struct record *record)
{
	static const char *const forms[] = {"[aaa aaa .0 00:00:00 0000]",
					    "[aaa.0 00:00]"};

	for (guint i = 0; i < G_N_ELEMENTS(forms); i++) {
		if (!has_form(*text, forms[i]))
			continue;
		record->caller = CALLER_SOME;
		drop(text, strlen(forms[i]));
		return TRUE;
	}
	return FALSE;
}

/* "2026-11-23T01:14:13,123456+00:00 ", dmesg --time-format iso. */
static gboolean take_iso(struct span *text, struct record *record)
{
	const gsize len = 32;

	if (!has_form(*text, "0000-00-00T00:00:00,000000.00:00 "))
		return FALSE;
	record->caller = CALLER_SOME;
	drop(text, len);
	return TRUE;
}

/* "6,1234,56789,-,caller=T12;", /dev/kmsg and extended netconsole. */
static gboolean take_kmsg(struct span *text, struct record *record)
{
	guint64 priority, sequence, time;
	const char *semicolon, *caller;
	gsize pos = 0;

	if (!text->len || !g_ascii_isdigit(*text->text) ||
	    !read_number(*text, &pos, &priority) || !read_char(*text, &pos, ',') ||
	    !read_number(*text, &pos, &sequence) || !read_char(*text, &pos, ',') ||
	    !read_number(*text, &pos, &time) || !read_char(*text, &pos, ','))
		return FALSE;
	semicolon = memchr(text->text + pos, ';', MIN(text->len - pos, 64));
	if (!semicolon)
		return FALSE;
	record->level = priority & 7;
	record->time = time;
	record->caller = CALLER_SOME;
	caller = memmem(text->text + pos, semicolon - text->text - pos, "caller=", 7);
	if (caller && (caller[7] == 'T' || caller[7] == 'C')) {
		record->caller = caller[7] == 'T' ? CALLER_TASK : CALLER_CPU;
		pos = caller + 8 - text->text;
		if (read_number(*text, &pos, &time))
			record->caller_id = time;
	}
	drop(text, semicolon + 1 - text->text);
	return TRUE;
}

/* "kern  :warn  : ", dmesg -x. */
static gboolean take_facility(struct span *text, struct record *record)
{
	static const char *const levels[] = {"emerg ", "alert ", "crit  ", "err   ",
					     "warn  ", "notice", "info  ", "debug "};

	if (text->len < 15 || memcmp(text->text, "kern  :", 7) || text->text[13] != ':')
		return FALSE;
	for (guint i = 0; i < G_N_ELEMENTS(levels); i++)
		if (!memcmp(text->text + 7, levels[i], 6))
			record->level = i;
	drop(text, 14);
	return TRUE;
}

/*
 * "Nov 23 01:14:13 host kernel: " and "2026-11-23T01:14:13+00:00 host kernel: ", the
 * month in any language. What is not the kernel's keeps its prefix. Of a text in
 * several lines rsyslog writes the newlines as "#012".
 */
static gboolean take_syslog(struct span *text, struct record *record)
{
	static const char tag[] = " kernel: ";
	struct span head = *text;
	const char *found;

	if (text->len < 20 ||
	    (!g_ascii_isalnum(*text->text) && (guchar)*text->text < 0x80))
		return FALSE;
	found = memmem(text->text, MIN(text->len, 128), tag, sizeof(tag) - 1);
	if (!found)
		return FALSE;
	head.len = found - head.text;
	if (pattern_match("%d:%d:%d", head, NULL) < 0)
		return FALSE;
	record->caller = CALLER_SOME;
	drop(text, found + sizeof(tag) - 1 - text->text);
	while (text->len >= 4 && !memcmp(text->text, "#012", 4))
		drop(text, 4);
	return TRUE;
}

/* "host login: [   12.345678] ...": a getty's prompt and then the kernel. */
static gboolean take_prompt(struct span *text, struct record *record)
{
	static const char prompt[] = " login: ";
	const char *found =
		memmem(text->text, MIN(text->len, 128), prompt, sizeof(prompt) - 1);
	struct span rest = *text;

	if (!found)
		return FALSE;
	drop(&rest, found + sizeof(prompt) - 1 - text->text);
	if (!take_priority(&rest, record) && !take_time(&rest, record))
		return FALSE;
	drop(text, found + sizeof(prompt) - 1 - text->text);
	return TRUE;
}

/* "console [ttyS0] [   12.345678] ...", where something follows. */
static gboolean take_console(struct span *text, struct record *record)
{
	const char *close;
	struct span rest = *text;

	if (text->len < 12 || memcmp(text->text, "console [", 9))
		return FALSE;
	close = memchr(text->text, ']', MIN(text->len, 32));
	if (!close || close + 2 >= text->text + text->len || close[1] != ' ')
		return FALSE;
	drop(&rest, close + 2 - text->text);
	if (!take_priority(&rest, record) && !take_time(&rest, record))
		return FALSE;
	drop(text, close + 2 - text->text);
	return TRUE;
}

/* "host kernel: " behind the time, journalctl -o short-monotonic. */
static void take_host(struct span *text)
{
	static const char tag[] = " kernel: ";
	const gsize len = sizeof(tag) - 1;
	const char *blank = memchr(text->text, ' ', MIN(text->len, 64));
	gsize left = blank ? text->text + text->len - blank : 0;

	if (left >= len && blank > text->text && !memcmp(blank, tag, len))
		drop(text, blank + len - text->text);
}

/*
 * A blank may follow each prefix; one only, as the blanks behind it are the
 * text's own: stack frames are told by them.
 */
static void take_prefixes(struct span *text, struct record *record)
{
	gboolean bare = text->len && (*text->text == '[' || *text->text == '<');

	if (bare)
		; /* as it mostly is */
	else if (take_dropped(text, record) || take_prompt(text, record) ||
		 take_console(text, record) || take_syslog(text, record) ||
		 take_kmsg(text, record) || take_facility(text, record) ||
		 take_iso(text, record))
		drop_blank(text);
	take_priority(text, record);
	if (take_time(text, record) || take_date(text, record)) {
		if (!take_caller(text, record) && text->len > 1 && *text->text == ' ') {
			struct span rest = {text->text + 1, text->len - 1};

			if (take_caller(&rest, record))
				*text = rest;
		}
		drop_blank(text);
		take_host(text);
	} else if (take_caller(text, record)) {
		drop_blank(text);
	}
}

static gsize count_blanks(struct span text)
{
	gsize count = 0;

	while (count < text.len && text.text[count] == ' ')
		count++;
	return count;
}

/*
 * dmesg and journalctl print a prefix only for the first line of a text in several
 * lines, and as many blanks for the others: these lines are of the same caller.
 */
static void take_indent(struct console *console, struct record *record)
{
	const struct record *first = &console->first;
	gsize indent = console->indent;

	if (indent && record->level < 0 && count_blanks(record->text) >= indent) {
		drop(&record->text, indent);
		record->time = first->time;
		record->level = first->level;
		record->caller = first->caller;
		record->caller_id = first->caller_id;
		console->follows = console->pos;
	}
}

gboolean console_next(struct console *console, struct record *record)
{
	const char *begin = console->log + console->pos, *end;
	gsize left = console->len - console->pos;

	if (!left)
		return FALSE;
	end = memchr(begin, '\n', MIN(left, CONSOLE_LINE_MAX));
	*record = (struct record){.start = console->pos, .time = -1, .level = -1};
	record->end = console->pos +
		      (end ? (gsize)(end - begin) : MIN(left, CONSOLE_LINE_MAX));
	console->pos = record->end + (end != NULL);
	record->text = (struct span){begin, record->end - record->start};
	if (record->text.len && begin[record->text.len - 1] == '\r')
		record->text.len--;
	if (!is_clean(begin, record->text.len))
		record->text = clean(console->scratch, record->text);
	begin = record->text.text;
	take_prefixes(&record->text, record);
	if (record->caller != CALLER_NONE) {
		console->first = *record;
		console->indent = record->text.text - begin;
		console->follows = console->pos;
	} else if (record->start == console->follows) {
		take_indent(console, record);
	}
	return TRUE;
}
