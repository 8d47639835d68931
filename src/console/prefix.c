/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "console/prefix.h"

#include <string.h>

/*
 * Maximum of prefixes on a line; if there are more, it is noise, and the rest is text.
 */
#define ROUNDS_MAX 8
/* A prefix of these forms must end in this many bytes. */
#define FORM_MAX 256
/* The kernel's timestamp must be in this many bytes after an unknown prefix. */
#define UNKNOWN_MAX 160

/* ---- forms ------------------------------------------------------------- */

/*
 * A form describes a prefix byte by byte:
 *	0    a digit             #   one or more digits
 *	D    a digit or a blank  _   one or more blanks
 *	A    a letter            ~   '.' or ','
 *	^    '+' or '-'          *   any bytes up to the form's next
 *	$    a name: one or more bytes other than blanks, ':' and brackets
 *	{..} optional            anything else stands for itself
 */
struct match {
	struct span text;
	gsize pos;
	struct span name; /* of the last '$' */
};

static gboolean take_form(const char *form, const char *end, struct match *match);

static gboolean is_one(char want, char have)
{
	switch (want) {
	case '0':
		return g_ascii_isdigit(have);
	case 'D':
		return g_ascii_isdigit(have) || have == ' ';
	case 'A':
		return g_ascii_isalpha(have);
	case '~':
		return have == '.' || have == ',';
	case '^':
		return have == '+' || have == '-';
	}
	return want == have;
}

static gboolean is_many(char want, char next, char have)
{
	switch (want) {
	case '#':
		return g_ascii_isdigit(have);
	case '_':
		return have == ' ';
	case '*':
		return have != next;
	}
	switch (have) {
	case ':':
	case '[':
	case ']':
	case '(':
	case ')':
	case '{':
	case '}':
	case '<':
	case '>':
		return FALSE;
	}
	return (guchar)have > ' ';
}

/* Returns the '}' for the '{' before @form. */
static const char *close_optional(const char *form)
{
	guint depth = 1;

	for (;; form++) {
		if (*form == '{')
			depth++;
		else if (*form == '}' && !--depth)
			return form;
	}
}

static gboolean take_optional(const char **form, struct match *match)
{
	const char *close = close_optional(*form);
	struct match before = *match;

	if (!take_form(*form, close, match))
		*match = before;
	*form = close + 1;
	return TRUE;
}

/* Matches one step of *form, and advances *form; FALSE if it does not match. */
static gboolean take_step(const char **form, struct match *match)
{
	char want = *(*form)++;
	gsize begin = match->pos;

	if (want == '{')
		return take_optional(form, match);
	if (want != '#' && want != '_' && want != '*' && want != '$') {
		match->pos++;
		return begin < match->text.len && is_one(want, match->text.data[begin]);
	}
	while (match->pos < match->text.len &&
	       is_many(want, **form, match->text.data[match->pos]))
		match->pos++;
	if (want == '$')
		match->name =
			(struct span){match->text.data + begin, match->pos - begin};
	return match->pos > begin || want == '*';
}

static gboolean take_form(const char *form, const char *end, struct match *match)
{
	while (form < end)
		if (!take_step(&form, match))
			return FALSE;
	return TRUE;
}

/* Returns the length of the match of @form at the start of @text, or 0. */
static gsize form_length(const char *form, struct span text, struct span *name)
{
	struct match match = {.text = {text.data, MIN(text.len, FORM_MAX)}};

	if (!take_form(form, form + strlen(form), &match))
		return 0;
	if (name)
		*name = match.name;
	return match.pos;
}

/* A quick check whether text that begins with @ch may match the form. */
static inline gboolean may_begin(const char *form, char ch)
{
	switch (*form) {
	case '{':
	case '$':
		return TRUE;
	case '0':
	case 'A':
		return is_one(*form, ch);
	}
	return *form == ch;
}

/* The same for the first of @forms that matches. */
static gsize any_length(const char *const *forms, guint count, struct span text,
			struct span *name)
{
	gsize len = 0;

	for (guint i = 0; i < count && !len; i++)
		if (text.len && may_begin(forms[i], *text.data))
			len = form_length(forms[i], text, name);
	return len;
}

#define CLOCK "00:00:00{~#}"
#define ISO   "0000-00-00T" CLOCK "{Z}{^00{:}00}"
#define ISO_B "0000-00-00 " CLOCK "{Z}"

/* Dates of syslog and journalctl; host and program may follow. */
static const char *const dates[] = {
	ISO " ",
	ISO_B " {^0000 }",
	"AAA D0 " CLOCK " ",
	"AAA AAA D0 " CLOCK " 0000 ",
	"AAA 0000-00-00 " CLOCK " AAA{A} ",
	"0000000000.000000 ",
};

/* What follows these dates if the line names its sender. */
static const char *const senders[] = {
	"$ $:",
	"$ ${($)}[#]:",
	"$ ($)[#]:",
	/* busybox */
	"$ kern.$ $:",
	"$ user.$ ${[#]}:",
	"$ daemon.$ ${[#]}:",
	"$ auth{priv}.$ ${[#]}:",
	"$ cron.$ ${[#]}:",
};

/* The same without date and host; the process id is required. */
static const char *const programs[] = {
	"${($)}[#]:",
	"($)[#]:",
	"$:",
};

/* Loggers and protocols whose lines name their sender. */
static const char *const named[] = {
	/* RFC 5424 after the priority */
	"1 " ISO " * $ * * -",
	"1 " ISO " * $ * * [*]",
	/* logcat in the formats threadtime, time and brief */
	"00-00 " CLOCK "_#_#_A ${_}:",
	"00-00 " CLOCK " $_#_#_A ${_}:",
	"{00-00 " CLOCK " }A/${_}({_}#):",
};

/* Timestamps of the kernel as dmesg prints them: with --time-format iso, -T, and -e. */
static const char *const times[] = {
	"0000-00-00T00:00:00,000000^00:00 ",
	"[AAA AAA D0 " CLOCK " 0000]",
	"[AAAD0 00:00]",
};

/* Timestamps of console loggers, CIs and containers, and marks of quotes. They do not
 * distinguish lines of the kernel from others. */
static const char *const marks[] = {
	"[AAA D0 " CLOCK "{ 0000}]",
	"[" ISO "]",
	"[" ISO_B "]",
	"[" CLOCK "{:000}]",
	"[AAA D0 00:00]",
	"(" CLOCK ")",
	CLOCK " ",
	CLOCK "| ",
	"0000/00/00 " CLOCK " ",
	"stdout F ",
	"stderr F ",
	">",
	"| ",
	"&gt;",
};

static void drop_blank(struct span *text)
{
	if (text->len && *text->data == ' ')
		span_drop(text, 1);
}

/* ---- small parts ------------------------------------------------------- */

/* Each function removes one kind of prefix from the start of @text and stores what it
 * says; FALSE, with @text unchanged, if there is none. */

/* Parses a decimal number at *pos; FALSE if there is none, or if it is too large. */
static gboolean read_number(struct span text, gsize *pos, guint64 *value)
{
	gsize begin = *pos, at = begin;
	guint64 sum = 0;

	for (; at < text.len && text.data[at] >= '0' && text.data[at] <= '9'; at++)
		sum = sum * 10 + (text.data[at] - '0');
	*value = sum;
	*pos = at;
	return at > begin && at - begin <= 18;
}

static gboolean read_char(struct span text, gsize *pos, char ch)
{
	if (*pos >= text.len || text.data[*pos] != ch)
		return FALSE;
	(*pos)++;
	return TRUE;
}

static gboolean take_dropped(struct span *text, struct record *record)
{
	gsize len = 0;

	if (span_begins(*text, "** "))
		len = form_length("** # printk messages dropped ** ", *text, NULL);
	if (!len)
		return FALSE;
	span_drop(text, len);
	record->dropped = TRUE;
	return TRUE;
}

/* A facility other than the kernel's is of a program that wrote to /dev/kmsg. */
static void note_priority(struct record *record, guint64 priority)
{
	record->level = priority & 7;
	record->foreign = priority > 7;
}

static gboolean take_priority(struct span *text, struct record *record)
{
	gsize pos = 0;
	guint64 level;

	if (!read_char(*text, &pos, '<') || !read_number(*text, &pos, &level) ||
	    !read_char(*text, &pos, '>') || level > 191)
		return FALSE;
	note_priority(record, level);
	span_drop(text, pos);
	return TRUE;
}

/* Returns the microseconds of a fraction of a second with any number of digits. */
static gint64 fraction(guint64 value, gsize digits)
{
	for (; digits < 6; digits++)
		value *= 10;
	for (; digits > 6; digits--)
		value /= 10;
	return value;
}

/*
 * Skips " < 0.000123>" after the timestamp (dmesg -d); FALSE if it is something else.
 */
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

/* Returns the number of eight digits, first digit in the lowest byte of @word; -1 if
 * invalid. */
static gint64 eight_digits(guint64 word)
{
	const guint64 zeros = G_GUINT64_CONSTANT(0x3030303030303030);
	const guint64 over = G_GUINT64_CONSTANT(0x7676767676767676);
	const guint64 tops = G_GUINT64_CONSTANT(0x8080808080808080);
	const guint64 pairs = G_GUINT64_CONSTANT(0x000000ff000000ff);
	guint64 digits = word ^ zeros;

	if ((digits | (digits + over)) & tops)
		return -1;
	digits = digits * 10 + (digits >> 8);
	return ((digits & pairs) * (100 + (G_GUINT64_CONSTANT(1000000) << 32)) +
		(digits >> 16 & pairs) * (1 + (G_GUINT64_CONSTANT(10000) << 32))) >>
	       32;
}

/*
 * "[ 12.345678]" as the kernel prints it during the first day, at fixed positions.
 * Nearly all lines have it; parsing it by take_time() took a tenth of the instructions
 * that triage of a log of reports needs.
 */
static gboolean take_plain_time(struct span *text, struct record *record)
{
	const guint64 dot = G_GUINT64_CONSTANT(0xff00);
	const guint64 zero = G_GUINT64_CONSTANT(0x3000);
	const char *p = text->data;
	gint64 tens = 0, rest;
	guint64 word;
	guint i = 1;

	if (text->len < 14 || p[0] != '[' || p[6] != '.' || p[13] != ']')
		return FALSE;
	while (i < 5 && p[i] == ' ')
		i++;
	for (; i < 5; i++) {
		if (p[i] < '0' || p[i] > '9')
			return FALSE;
		tens = tens * 10 + (p[i] - '0');
	}
	/* last digit of the seconds, the dot as a digit, and the microseconds */
	memcpy(&word, p + 5, sizeof(word));
	rest = eight_digits((GUINT64_FROM_LE(word) & ~dot) | zero);
	if (rest < 0)
		return FALSE;
	record->time = tens * 10 * G_USEC_PER_SEC +
		       rest / (10 * G_USEC_PER_SEC) * G_USEC_PER_SEC +
		       rest % (10 * G_USEC_PER_SEC);
	record->caller = CALLER_SOME;
	span_drop(text, 14);
	return TRUE;
}

/* "[ 12.345678]", or "[ +0.000123]" of dmesg -e, which is relative to the previous
 * line. */
static gboolean take_time(struct span *text, struct record *record)
{
	guint64 seconds, rest;
	gsize pos = 0, dot, digits;
	gboolean since;

	if (take_plain_time(text, record))
		return TRUE;
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
	span_drop(text, pos);
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
	if (pos == text->len || (text->data[pos] != 'T' && text->data[pos] != 'C'))
		return FALSE;
	kind = text->data[pos++];
	if (!read_number(*text, &pos, &id) || !read_char(*text, &pos, ']'))
		return FALSE;
	record->caller = kind == 'T' ? CALLER_TASK : CALLER_CPU;
	record->caller_id = id;
	span_drop(text, pos);
	return TRUE;
}

/* "6,1234,56789,-,caller=T12;" of /dev/kmsg and extended netconsole. */
static gboolean take_kmsg(struct span *text, struct record *record)
{
	guint64 priority, sequence, time;
	const char *semicolon, *caller;
	gsize pos = 0;

	if (!text->len || !g_ascii_isdigit(*text->data) ||
	    !read_number(*text, &pos, &priority) || !read_char(*text, &pos, ',') ||
	    !read_number(*text, &pos, &sequence) || !read_char(*text, &pos, ',') ||
	    !read_number(*text, &pos, &time) || !read_char(*text, &pos, ','))
		return FALSE;
	semicolon = memchr(text->data + pos, ';', MIN(text->len - pos, 64));
	if (!semicolon)
		return FALSE;
	note_priority(record, priority);
	record->time = time;
	record->caller = CALLER_SOME;
	caller = memmem(text->data + pos, semicolon - text->data - pos, "caller=", 7);
	if (caller && (caller[7] == 'T' || caller[7] == 'C')) {
		record->caller = caller[7] == 'T' ? CALLER_TASK : CALLER_CPU;
		pos = caller + 8 - text->data;
		if (read_number(*text, &pos, &time))
			record->caller_id = time;
	}
	span_drop(text, semicolon + 1 - text->data);
	return TRUE;
}

/* "kern :warn : " of dmesg -x. */
static gboolean take_facility(struct span *text, struct record *record)
{
	static const char *const levels[] = {"emerg ", "alert ", "crit  ", "err   ",
					     "warn  ", "notice", "info  ", "debug "};
	static const char *const facilities[] = {
		"kern  :", "user  :", "mail  :", "daemon:", "auth  :",
		"syslog:", "lpr   :", "news  :", "uucp  :", "cron  :"};

	if (text->len < 15 || text->data[6] != ':' || text->data[13] != ':')
		return FALSE;
	for (guint f = 0; f < G_N_ELEMENTS(facilities); f++) {
		if (!span_begins(*text, facilities[f]))
			continue;
		for (guint i = 0; i < G_N_ELEMENTS(levels); i++)
			if (!memcmp(text->data + 7, levels[i], 6))
				record->level = i;
		record->foreign = f > 0;
		span_drop(text, 14);
		return TRUE;
	}
	return FALSE;
}

/* `- {"dt": "...", "msg": "` of LAVA; the text ends before `"}`. */
static gboolean take_json(struct span *text, struct record *record)
{
	static const char key[] = "\"msg\": \"";
	struct span rest = *text;
	const char *found;

	if (!span_begins(*text, "- {\"") && !span_begins(*text, "{\""))
		return FALSE;
	found = memmem(text->data, MIN(text->len, UNKNOWN_MAX), key, sizeof(key) - 1);
	if (!found)
		return FALSE;
	span_drop(&rest, found + sizeof(key) - 1 - text->data);
	if (rest.len >= 2 && !memcmp(rest.data + rest.len - 2, "\"}", 2))
		rest.len -= 2;
	*text = rest;
	return TRUE;
}

/* ---- the sender ---------------------------------------------------------- */

static gboolean is_kernel(struct span name)
{
	static const char *const names[] = {"kernel", "klogd", "vmunix"};

	for (guint i = 0; i < G_N_ELEMENTS(names); i++)
		if (span_is(name, names[i]))
			return TRUE;
	return FALSE;
}

static gboolean time_follows(struct span text)
{
	struct record scratch;

	drop_blank(&text);
	take_priority(&text, &scratch);
	return take_time(&text, &scratch);
}

/* Removes the @len bytes that name the sender. A line of a program is foreign; but
 * loggers of consoles put a name of their own on each line. */
static gboolean take_sender(struct span *text, gsize len, struct span name,
			    struct record *record, const struct console_habits *habits)
{
	struct span rest = *text;

	span_drop(&rest, len);
	record->foreign =
		!is_kernel(name) && (habits->kernel_named || !time_follows(rest));
	if (record->foreign)
		return FALSE;
	record->caller = CALLER_SOME;
	*text = rest;
	return TRUE;
}

/* Whether the sender that ends at @end of a line is "name[12]:". */
static gboolean is_numbered(const char *end)
{
	return end[-1] == ':' && end[-2] == ']';
}

/* "Nov 23 01:14:13 host kernel: " and similar prefixes. A word with a colon is only a
 * sender if lines of the log name their senders: "Internal error:" is not. */
static gboolean take_dated(struct span *text, struct record *record,
			   const struct console_habits *habits)
{
	gsize date = any_length(dates, G_N_ELEMENTS(dates), *text, NULL), sender;
	struct span rest = *text, name;

	if (!date)
		return FALSE;
	span_drop(&rest, date);
	sender = any_length(senders, G_N_ELEMENTS(senders), rest, &name);
	if (sender && (is_numbered(rest.data + sender) || is_kernel(name) ||
		       habits->senders_named))
		return take_sender(text, date + sender, name, record, habits);
	span_drop(text, date - 1);
	return TRUE;
}

static gboolean take_named(struct span *text, struct record *record,
			   const struct console_habits *habits)
{
	struct span name;
	gsize len = any_length(named, G_N_ELEMENTS(named), *text, &name);

	return len && take_sender(text, len, name, record, habits);
}

/* Returns the length of "name[12]:" at the start of @text, as programs write it to the
 * console. */
static gsize program_length(struct span text, struct span *name)
{
	gsize len = any_length(programs, G_N_ELEMENTS(programs), text, name);

	return len && (is_numbered(text.data + len) || is_kernel(*name)) ? len : 0;
}

static gboolean take_program(struct span *text, struct record *record,
			     const struct console_habits *habits)
{
	struct span name;
	gsize len = program_length(*text, &name);

	return len && take_sender(text, len, name, record, habits);
}

/* " kernel: " after a time; the month before it may be in any language. */
static gboolean take_syslog(struct span *text, struct record *record)
{
	static const char tag[] = " kernel: ";
	struct span head = *text;
	const char *found;

	if (text->len < 20 ||
	    (!g_ascii_isalnum(*text->data) && (guchar)*text->data < 0x80))
		return FALSE;
	found = memmem(text->data, MIN(text->len, 128), tag, sizeof(tag) - 1);
	if (!found)
		return FALSE;
	head.len = found - head.data;
	if (pattern_match("%d:%d:%d", head, NULL) < 0)
		return FALSE;
	record->caller = CALLER_SOME;
	record->foreign = FALSE;
	span_drop(text, found + sizeof(tag) - 2 - text->data);
	return TRUE;
}

/* ---- all prefixes ---------------------------------------------------------- */

static gboolean take_forms(struct span *text, const char *const *forms, guint count)
{
	gsize len = any_length(forms, count, *text, NULL);

	if (!len)
		return FALSE;
	span_drop(text, len);
	drop_blank(text);
	return TRUE;
}

static gboolean take_dmesg(struct span *text, struct record *record)
{
	if (!take_forms(text, times, G_N_ELEMENTS(times)))
		return FALSE;
	record->caller = CALLER_SOME;
	return TRUE;
}

/* "host kernel: " after the timestamp (journalctl -o short-monotonic). */
static void take_host(struct span *text, struct record *record,
		      const struct console_habits *habits)
{
	const struct span *host = &habits->host;
	static const char tag[] = " kernel: ";
	const gsize tag_len = sizeof(tag) - 1;
	const char *blank;
	gsize left;
	struct span name;
	gsize len;

	if (!habits->kernel_named)
		return;
	blank = memchr(text->data, ' ', MIN(text->len, 64));
	left = blank ? text->data + text->len - blank : 0;
	if (left >= tag_len && blank > text->data && !memcmp(blank, tag, tag_len)) {
		record->foreign = FALSE;
		span_drop(text, blank + tag_len - text->data);
		return;
	}
	if (!host->len || text->len <= host->len || text->data[host->len] != ' ' ||
	    memcmp(text->data, host->data, host->len))
		return;
	len = any_length(senders, G_N_ELEMENTS(senders), *text, &name);
	record->foreign |= len > 0;
}

/* Whether the first word contains a bracket. */
static gboolean may_be_numbered(struct span text)
{
	for (gsize i = 0; i < text.len && text.data[i] != ' '; i++)
		if (text.data[i] == '[')
			return i > 0;
	return FALSE;
}

/* Removes what follows the kernel's timestamp: its caller, and the sender. */
static void take_behind_time(struct span *text, struct record *record,
			     const struct console_habits *habits)
{
	struct span rest = *text, name;

	drop_blank(&rest);
	if (rest.len && *rest.data == '[') {
		if (take_time(&rest, record))
			*text = rest;
		if (!take_caller(text, record)) {
			rest = *text;
			drop_blank(&rest);
			if (take_caller(&rest, record))
				*text = rest;
		}
	}
	drop_blank(text);
	take_host(text, record, habits);
	record->foreign |= may_be_numbered(*text) && program_length(*text, &name) &&
			   !is_kernel(name);
}

/* Whether it is the kernel's timestamp, in no other form that take_time() knows. */
static gboolean is_time(struct span text)
{
	struct record scratch = {.time = -1};
	const char *begin = text.data;

	return take_time(&text, &scratch) && scratch.time >= 0 &&
	       text.data - begin > 8 && text.data[-2] != '>' && text.data[-8] == '.';
}

/* Removes anything before the kernel's timestamp, which always has six digits after the
 * dot. */
static gboolean take_unknown(struct span *text, struct record *record)
{
	const char *begin = text->data, *end = begin + MIN(text->len, UNKNOWN_MAX);

	for (const char *p = begin; (p = memchr(p, '[', end - p)); p++) {
		struct span rest = {p, begin + text->len - p};

		if (p == begin || !strchr(" \t]>:|\")", p[-1]) || !is_time(rest))
			continue;
		*text = rest;
		return take_time(text, record);
	}
	return FALSE;
}

/* A quick check that rules out dates and programs in most lines. */
static gboolean may_be_dated(struct span text)
{
	return text.len > 8 && (g_ascii_isdigit(*text.data) || text.data[1] == '/' ||
				text.data[3] == ' ');
}

/* Removes one prefix; FALSE if there is none or nothing else can follow. */
static gboolean take_one(struct span *text, struct record *record,
			 const struct console_habits *habits)
{
	switch (text->len ? *text->data : '\0') {
	case '\0':
	case ' ':
		return FALSE;
	case '<':
		return take_priority(text, record);
	case '[':
		return take_dmesg(text, record) ||
		       take_forms(text, marks, G_N_ELEMENTS(marks));
	}
	if (take_dmesg(text, record))
		return TRUE;
	if ((may_be_dated(*text) &&
	     (take_named(text, record, habits) || take_dated(text, record, habits))) ||
	    ((may_be_numbered(*text) || span_begins(*text, "kernel:")) &&
	     take_program(text, record, habits)) ||
	    (!record->foreign && take_syslog(text, record))) {
		drop_blank(text);
		/* rsyslog writes newlines in a multi-line text like this */
		while (span_begins(*text, "#012"))
			span_drop(text, 4);
		return !record->foreign;
	}
	if (record->foreign)
		return FALSE;
	if (take_dropped(text, record) || take_kmsg(text, record) ||
	    take_facility(text, record) || take_json(text, record)) {
		drop_blank(text);
		return TRUE;
	}
	return take_forms(text, marks, G_N_ELEMENTS(marks));
}

void prefix_take(struct span *text, struct record *record,
		 const struct console_habits *habits)
{
	guint round = 0;

	while (!take_time(text, record)) {
		if (take_caller(text, record)) {
			drop_blank(text);
			return;
		}
		if (take_one(text, record, habits) && ++round < ROUNDS_MAX)
			continue;
		if (record->foreign || record->time >= 0 || !take_unknown(text, record))
			return;
		break;
	}
	take_behind_time(text, record, habits);
}

/* ---- habits ---------------------------------------------------------------- */

/* Finds the host that journalctl -o short-monotonic puts after the timestamp. */
static void note_host(struct span text, struct console_habits *habits)
{
	struct record scratch = {.level = -1};
	struct span host;
	gsize len;

	take_priority(&text, &scratch);
	if (!take_time(&text, &scratch))
		return;
	drop_blank(&text);
	len = form_length("$ kernel: ", text, NULL);
	if (len && form_length("$ ", text, &host)) {
		habits->host = host;
		habits->kernel_named = TRUE;
	}
}

static void note_sender(struct span text, struct console_habits *habits)
{
	struct record scratch = {.level = -1};
	struct span name;
	gsize len, date;

	take_priority(&text, &scratch);
	len = any_length(named, G_N_ELEMENTS(named), text, &name);
	if (len) {
		habits->kernel_named |= is_kernel(name);
		return;
	}
	date = any_length(dates, G_N_ELEMENTS(dates), text, NULL);
	if (!date)
		return;
	habits->dated++;
	span_drop(&text, date);
	len = any_length(senders, G_N_ELEMENTS(senders), text, &name);
	if (!len)
		return;
	habits->sent++;
	habits->kernel_named |= is_kernel(name);
	habits->numbered |= is_numbered(text.data + len);
}

void prefix_note(struct span text, struct console_habits *habits)
{
	static const struct console_habits none;
	struct record record = {.time = -1, .level = -1};
	struct span rest = text;

	note_host(text, habits);
	note_sender(text, habits);
	prefix_take(&rest, &record, &none);
	habits->timed |= record.time >= 0;
	habits->senders_named = habits->kernel_named || habits->numbered ||
				(habits->sent > 2 && habits->sent > habits->dated / 2);
}
