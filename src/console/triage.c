/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "console/triage.h"

#include <string.h>
#include <sys/mman.h>

#include "console/console.h"
#include "console/lockdep.h"
#include "console/multi-search.h"
#include "console/oops-title.h"
#include "console/splat.h"
#include "console/stack-trace.h"

/*
 * The log is searched once, for the words of splat.h and for signs. While no report is
 * open, only headers matter. From a header on, the log is read line by line, and each
 * line is added to the reports that its caller has open. A caller has at most two: the
 * newest, and the previous one, whose end only becomes known later. Limits below bound
 * the time for a report, so the total time is linear.
 */
#define OPEN_MAX       16	     /* reports open at a time */
#define LINES_MAX      8192	     /* lines of a report */
#define BYTES_MAX      1048576	     /* from its start to its end */
#define SILENCE_MAX    2048	     /* lines of others without a line of its own */
#define CHATTER_MAX    512	     /* own lines that do not belong to it */
#define REST_MAX       256	     /* lines after those used for the title */
#define EXPIRE_EACH    64	     /* lines between two checks of these limits */
#define TEXT_MAX_BYTES 4096	     /* of a line's text; the rest is ignored */
#define PART_MAX       (4 * 1048576) /* part of the log that is searched at once */
#define CLOSE_MAX      100	     /* lines after which nothing concludes a report */

/* A report that is not complete. */
struct open {
	struct report *report; /* owned by the list of reports */
	const struct family *family;
	struct record head;  /* its first line, only used for its caller */
	GArray *lines;	     /* struct report_line */
	GStringChunk *texts; /* of cleaned lines; NULL as long as there are none */
	guint naming;	     /* number of lines for the title; 0 as long as all count */
	guint seen;	     /* number of own lines, including omitted ones */
	guint enough;	     /* number of lines after which a panic adds nothing */
	guint64 last_line;   /* number of its last own line */
	guint last_telling;  /* index of its last line that is part of a report */
	gboolean over;	     /* its caller has begun another report */
	gboolean muted;	     /* the following lines are only the trace of the panic */
	gboolean all_cpus;   /* backtraces of other CPUs belong to it */
};

/* The log is searched in parts, so that it need not be in memory. */
struct report_search {
	const char *log;
	gsize len;
	gboolean mapped;
	gsize dropped; /* pages before this offset were released */
};

struct scan {
	struct console console;
	struct report_search search;
	GPtrArray *reports;
	GPtrArray *open;  /* of struct open, oldest first */
	GPtrArray *spare; /* GArray, emptied: reused from closed reports */
	const struct multi_search *words; /* see sayings() */
	guint headers;
	guint64 line;	  /* number of the current line, of those that were read */
	gsize said;	  /* where words were last found, or the log's length */
	gsize next;	  /* start of the part that was not searched yet */
	gboolean is_mark; /* the words are a mark, not a header */
	GString *joined;  /* a line that a mailer wrapped */
	GArray *boots;	  /* of gsize: where kernels start, up to said */
	gboolean suppressed, hangup; /* signs that concern the whole log */
	const struct family *notice; /* of the last notice with several lines */
	gsize notice_end;
	guint refuted; /* number of reports to be dropped at the end */
	guint flags;
};

/* ---- lines ------------------------------------------------------------- */

/* Starts of lines that belong to a report, except traces. */
static const char *const telling[] = {
	/* registers and lines around them */
	"RIP: ", "RSP: ", "RAX: ", "RDX: ", "RBP: ", "R10: ", "R13: ", "FS: ", "CS: ",
	"CR2: ", "DR0: ", "DR3: ", "Code: ", "pc :", "lr :", "sp :", "x2", "x1", "x8",
	"x5", "CPU: ", "Hardware name", "Modules linked", "---[ end ",
	/* lockdep's lines */
	"=====", "stack backtrace", " *** DEADLOCK", "  lock(", "   lock(", " #",
	"-> #",
	/* marks in stacks, and the end of the kernel */
	" </", " <", "Kernel panic", "Rebooting in", "Kernel Offset"};

/* Returns for each byte whether one of these begins with it. */
static const guint8 *telling_bytes(void)
{
	static guint8 bytes[256];
	static gsize once;

	if (g_once_init_enter(&once)) {
		for (guint i = 0; i < G_N_ELEMENTS(telling); i++)
			bytes[(guchar)*telling[i]] = TRUE;
		g_once_init_leave(&once, 1);
	}
	return bytes;
}

static gboolean is_telling(struct span text)
{
	/* a lock with its usage bits */
	if (memchr(text.data, '{', text.len) && span_has(text, "){"))
		return TRUE;
	if (!text.len || !telling_bytes()[(guchar)*text.data])
		return FALSE;
	for (guint i = 0; i < G_N_ELEMENTS(telling); i++)
		if (*telling[i] == *text.data && span_begins(text, telling[i]))
			return TRUE;
	return FALSE;
}

/* Makes @line independent of the console's scratch buffer. */
static void line_keep(struct report_line *line, GStringChunk **texts)
{
	const char *before = line->text.data;

	if (!*texts)
		*texts = g_string_chunk_new(1024);
	line->text.data = g_string_chunk_insert_len(*texts, before, line->text.len);
	for (guint i = 0; i < line->frames; i++)
		line->frame[i].data += line->text.data - before;
}

static void open_append(struct open *open, const struct scan *scan,
			const struct report_line *line, gboolean header)
{
	g_array_append_vals(open->lines, line, 1);
	if (!console_owns(&scan->console, line->text))
		line_keep(&g_array_index(open->lines, struct report_line,
					 open->lines->len - 1),
			  &open->texts);
	if (open->naming || open->over)
		return;
	if (header || line->stacks || line->frames || is_telling(line->text)) {
		open->last_telling = open->lines->len - 1;
		open->report->end = line->end;
	}
}

/*
 * Adds the line to @open if it belongs to it. A panic after the report is complete
 * repeats the stack, and a circular dependency may be caused by printing the report:
 * both are skipped.
 */
static void open_take(struct open *open, const struct scan *scan,
		      const struct record *record, const struct report_line *line,
		      const struct family *family, guint marks)
{
	gboolean mine = record_same_caller(record, &open->head);

	if (!mine && !(open->all_cpus && record->caller == CALLER_CPU))
		return;
	open->last_line = scan->line;
	if (marks & MARK_DOUBTFUL) {
		g_array_index(open->lines, struct report_line, open->lines->len - 1)
			.doubted = TRUE;
		return;
	}
	open->seen++;
	if (marks & MARK_TAINT)
		return;
	if (marks & MARK_ALL_CPUS)
		open->all_cpus = TRUE;
	else if (marks & (MARK_PANIC | MARK_CIRCULAR) && open->seen > open->enough)
		open->muted = TRUE;
	if (open->muted) {
		if (family && !open->over)
			open->report->end = record->end;
		return;
	}
	open_append(open, scan, line, family && marks & MARK_FOLLOWS);
}

/* ---- opening and closing ----------------------------------------------- */

static void open_free(gpointer data)
{
	struct open *open = data;

	g_clear_pointer(&open->lines, g_array_unref);
	g_clear_pointer(&open->texts, g_string_chunk_free);
	g_free(open);
}

/* Lockdep reports of the same function may be about different locks. */
static void sign_lockdep(struct report *report)
{
	struct lockdep *lockdep = lockdep_parse(report);
	g_autofree char *classes = NULL;

	if (!lockdep)
		return;
	classes = lockdep_classes(lockdep);
	if (*classes) {
		g_free(report->signature);
		report->signature = g_strdup_printf("%s: %s", report->title, classes);
	}
	lockdep_free(lockdep);
}

/* Drops the lines of @report. The array is reused, because growing one copies it. */
static void scan_forget(struct scan *scan, struct report *report)
{
	g_array_set_size(report->lines, 0);
	g_ptr_array_add(scan->spare, g_steal_pointer(&report->lines));
	g_clear_pointer(&report->texts, g_string_chunk_free);
}

static gboolean has_line(const GArray *lines, const char *pattern)
{
	for (guint i = 0; i < lines->len; i++) {
		const struct report_line *line =
			&g_array_index(lines, struct report_line, i);

		if (pattern_match(pattern, line->text, NULL) >= 0)
			return TRUE;
	}
	return FALSE;
}

/* Whether a report with words that others use, too, is really from the kernel. */
static gboolean is_report(const struct open *open)
{
	const struct report_line *lines = (const struct report_line *)open->lines->data;
	guint count = open->naming ? open->naming : open->lines->len;

	if (open->family->needs && !has_line(open->lines, open->family->needs))
		return FALSE;
	if (open->family->vague == VAGUE_NOT ||
	    (open->family->vague == VAGUE_PLAIN && open->head.caller != CALLER_NONE &&
	     span_begins(lines[0].text, open->family->header)))
		return TRUE;
	for (guint i = 0; i < count; i++)
		if (lines[i].stacks || lines[i].frames)
			return TRUE;
	return splat_is_known(open->family, lines[0].text);
}

#define REFUTE_NEAR 64 /* number of last reports to search for one that is refuted */

/* Drops a report that turned out to be none. It usually is among the last ones;
 * otherwise it is dropped at the end. */
static void scan_refute(struct scan *scan, const struct report *report)
{
	guint count = scan->reports->len;

	for (guint i = count; i-- > 0 && count - i <= REFUTE_NEAR;) {
		if (g_ptr_array_index(scan->reports, i) != report)
			continue;
		g_ptr_array_remove_index(scan->reports, i);
		return;
	}
	scan->refuted++;
}

static void scan_close(struct scan *scan, guint index)
{
	struct open *open = g_ptr_array_index(scan->open, index);
	struct report *report = open->report;
	const struct report_line *lines = (const struct report_line *)open->lines->data;

	if (is_report(open))
		oops_title(report, open->family, lines, open->lines->len,
			   open->naming ? open->naming : open->lines->len);
	g_array_set_size(open->lines, open->last_telling + 1);
	report->lines = g_steal_pointer(&open->lines);
	report->texts = g_steal_pointer(&open->texts);
	if (report->title)
		sign_lockdep(report);
	if (!(scan->flags & TRIAGE_KEEP_LINES) || !report->title)
		scan_forget(scan, report);
	g_ptr_array_remove_index(scan->open, index);
	if (!report->title)
		scan_refute(scan, report);
}

static void scan_close_all(struct scan *scan)
{
	while (scan->open->len)
		scan_close(scan, scan->open->len - 1);
}

static void scan_open(struct scan *scan, const struct family *family,
		      const struct record *record, const struct report_line *line)
{
	struct report *report = g_new0(struct report, 1);
	struct open *open = g_new0(struct open, 1);
	guint older = 0;

	for (guint i = scan->open->len; i-- > 0;) {
		struct open *other = g_ptr_array_index(scan->open, i);

		if (!record_same_caller(&other->head, record))
			continue;
		other->over = TRUE;
		if (older++)
			scan_close(scan, i);
	}
	if (scan->open->len == OPEN_MAX)
		scan_close(scan, 0);
	report->start = record->start;
	report->end = record->end;
	report->notice = family->notice;
	g_ptr_array_add(scan->reports, report);
	open->report = report;
	open->family = family;
	open->head = *record;
	open->lines = scan->spare->len
			      ? g_ptr_array_steal_index_fast(scan->spare,
							     scan->spare->len - 1)
			      : g_array_sized_new(FALSE, FALSE,
						  sizeof(struct report_line), 16);
	open->seen = 1;
	/* KMSAN's reports have no "Call Trace" and are shorter. */
	open->enough = span_has(record->text, "BUG: KMSAN:") ? 16 : 22;
	open->last_line = scan->line;
	open_append(open, scan, line, TRUE);
	g_ptr_array_add(scan->open, open);
}

/* Maximum distance of a notice's lines: others print, too. */
#define NOTICE_GAP 1024

/* Whether the line continues the last notice of several lines. */
static gboolean notice_goes_on(struct scan *scan, const struct family *family,
			       const struct record *record)
{
	gboolean same = family == scan->notice && scan->reports->len &&
			record->start - scan->notice_end < NOTICE_GAP;

	if (family->several) {
		scan->notice = family;
		scan->notice_end = record->end;
	}
	return same;
}

/* A notice consists of its line. */
static void scan_note(struct scan *scan, const struct family *family,
		      const struct record *record)
{
	struct report *report = g_new0(struct report, 1);
	struct report_line line = {
		.text = record->text, .start = record->start, .end = record->end};

	report->start = record->start;
	report->end = record->end;
	report->notice = TRUE;
	oops_title(report, family, &line, 1, 1);
	g_ptr_array_add(scan->reports, report);
}

/* Closes reports that have ended. If the log names callers, a report ends when its
 * caller is silent. */
static void scan_expire(struct scan *scan, gsize pos)
{
	for (guint i = scan->open->len; i-- > 0;) {
		const struct open *open = g_ptr_array_index(scan->open, i);

		if (open->lines->len >= LINES_MAX || open->seen >= 2 * LINES_MAX ||
		    pos - open->report->start > BYTES_MAX ||
		    scan->line - open->last_line > SILENCE_MAX ||
		    (open->naming && open->lines->len - open->naming > REST_MAX) ||
		    open->lines->len - open->last_telling > CHATTER_MAX)
			scan_close(scan, i);
	}
}

/* ---- the search -------------------------------------------------------- */

/* Whether it is the trap of BUG(), or a panic that was configured. */
static gboolean concludes(const struct open *open, struct span text)
{
	static const char *const ends[] = {
		"invalid opcode:",
		"Internal error:",
		"Kernel bug detected",
		"Oops: ",
		"Kernel panic - not syncing: {?Fatal exception|panic_on_warn set|Hard "
		"LOCKUP|"
		"softlockup: hung tasks|hung_task: blocked tasks|RCU Stall|Aiee|UBSAN: "
		"|"
		"kasan.fault=panic|kmsan.panic|Fatal hardware}",
	};

	for (guint i = 0; i < G_N_ELEMENTS(ends); i++)
		if (pattern_match(ends[i], text, NULL) >= 0 &&
		    (i >= 4 || open->seen < CLOSE_MAX))
			return TRUE;
	return FALSE;
}

static gboolean is_part(const struct open *open, struct span text)
{
	for (const char *const *p = open->family->parts; p && *p; p++)
		if (pattern_match(*p, text, NULL) >= 0)
			return TRUE;
	return FALSE;
}

/* Whether a line with the header of a report belongs to an open one, or is the end of a
 * panic that began much earlier. */
static gboolean scan_belongs(const struct scan *scan, const struct record *record,
			     guint marks)
{
	for (guint i = 0; i < scan->open->len; i++) {
		const struct open *open = g_ptr_array_index(scan->open, i);

		if (record_same_caller(&open->head, record) &&
		    ((marks & MARK_FOLLOWS && concludes(open, record->text)) ||
		     is_part(open, record->text)))
			return TRUE;
	}
	return marks & MARK_FOLLOWS && scan->reports->len &&
	       pattern_match("---[ end Kernel panic", record->text, NULL) >= 0;
}

/* Whether the line is certainly not a report: a vague header without the kernel's
 * timestamp, in a log whose other lines have it. */
static gboolean is_of_others(const struct scan *scan, const struct family *family,
			     const struct record *record)
{
	return family->vague != VAGUE_NOT && record->caller == CALLER_NONE &&
	       scan->console.habits.timed && !splat_is_known(family, record->text);
}

/* If callers are unknown, the lines for a report's title end where another report, or
 * another trace, begins. */
static void scan_freeze(struct scan *scan)
{
	for (guint i = 0; i < scan->open->len; i++) {
		struct open *open = g_ptr_array_index(scan->open, i);

		if (open->head.caller <= CALLER_SOME && !open->naming)
			open->naming = open->lines->len;
	}
}

/*
 * Whether the line is a repetition: a console that is connected late replays old lines.
 */
static gboolean is_replayed(const struct scan *scan)
{
	const char *next = scan->console.log + scan->console.pos;
	gsize left = scan->console.len - scan->console.pos;
	const char *end = memchr(next, '\n', MIN(left, 512));

	return memmem(next, end ? (gsize)(end - next) : MIN(left, 512),
		      "** replaying previous printk message **", 39) != NULL;
}

/* Releases the pages before @pos; they can still be read from the file. */
static void search_drop(struct report_search *search, gsize pos)
{
	const gsize page = 4096;
	gsize begin = ((gsize)search->log + search->dropped + page - 1) & ~(page - 1);
	gsize end = ((gsize)search->log + pos) & ~(page - 1);

	if (search->mapped && end > begin)
		madvise((void *)begin, end - begin, MADV_DONTNEED);
	search->dropped = pos;
}

/* Returns where one of @set is found at or after @pos; the log's length if nowhere. */
static gsize search_find(struct report_search *search, const struct multi_search *set,
			 gsize pos, guint *which)
{
	const gsize overlap = 128; /* no string is longer */

	if (pos > search->dropped + PART_MAX)
		search_drop(search, pos);
	for (;;) {
		gsize left = MIN(search->len - pos, PART_MAX);
		gsize at = multi_search_find(set, search->log + pos, left, which);

		if (at < left || pos + left == search->len)
			return pos + at;
		pos += left - overlap;
		search_drop(search, pos);
	}
}

/* Lines elsewhere in the log that concern all its reports. */
enum sign {
	SIGN_SUPPRESSED, /* the machine's own init, sshd or fuzzer died */
	SIGN_NO_MEMORY,	 /* the same if a user program panics because of it */
	SIGN_KILLED,	 /* the same if the killed process is one of these */
	SIGN_HANGUP,	 /* the console was lost, so reports may be incomplete */
	SIGN_BOOT,	 /* later reports do not follow from earlier ones */
};

static const struct {
	const char *words;
	enum sign sign;
} signs[] = {
	{"panic: failed to start executor binary", SIGN_SUPPRESSED},
	{"panic: executor failed: pthread_create failed", SIGN_SUPPRESSED},
	{"panic: failed to create temp dir", SIGN_SUPPRESSED},
	{"fatal error: unexpected signal during runtime execution", SIGN_SUPPRESSED},
	{"signal SIGBUS: bus error", SIGN_SUPPRESSED},
	{"SYZFAIL: SIGBUS", SIGN_SUPPRESSED},
	{"lowmemorykiller: Killing 'syz-executor'", SIGN_SUPPRESSED},
	{"lowmemorykiller: Killing 'sshd'", SIGN_SUPPRESSED},
	{"INIT: PANIC: segmentation violation!", SIGN_SUPPRESSED},
	{"*** stack smashing detected ***: terminated", SIGN_SUPPRESSED},
	{"fatal error: runtime: out of memory", SIGN_SUPPRESSED},
	{"fatal error: runtime: cannot allocate memory", SIGN_SUPPRESSED},
	{"fatal error: out of memory", SIGN_SUPPRESSED},
	{"fatal error: newosproc", SIGN_SUPPRESSED},
	{"cannot allocate memory", SIGN_NO_MEMORY},
	{"Killed process ", SIGN_KILLED},
	{"Out of memory: Kill process ", SIGN_KILLED},
	{"serialport: VM disconnected.", SIGN_HANGUP},
	{"] Linux version ", SIGN_BOOT},
};

/* Returns the words of signs, then those of splat.h; *@headers is where its marks
 * begin. */
static const struct multi_search *sayings(guint *headers)
{
	static const char *list[256];
	static gpointer set;
	guint count;
	const char *const *words = splat_words(&count, headers);

	*headers += G_N_ELEMENTS(signs);
	if (g_once_init_enter(&set)) {
		g_assert(count + G_N_ELEMENTS(signs) <= G_N_ELEMENTS(list));
		for (guint i = 0; i < G_N_ELEMENTS(signs); i++)
			list[i] = signs[i].words;
		memcpy(list + G_N_ELEMENTS(signs), words, count * sizeof(*words));
		g_once_init_leave(&set,
				  multi_search_new(list, count + G_N_ELEMENTS(signs)));
	}
	return set;
}

/* Returns the line around @pos, at most 256 bytes to either side. */
static struct span line_around(const char *log, gsize len, gsize pos)
{
	gsize back = MIN(pos, 256), left = MIN(len - pos, 256);
	const char *from = memrchr(log + pos - back, '\n', back);
	const char *to = memchr(log + pos, '\n', left);

	from = from ? from + 1 : log + pos - back;
	return (struct span){from, (to ? to : log + pos + left) - from};
}

static void scan_heed(struct scan *scan, enum sign sign, gsize pos)
{
	struct span line = line_around(scan->search.log, scan->search.len, pos);

	switch (sign) {
	case SIGN_NO_MEMORY:
		scan->suppressed |= span_has(line, "panic: ");
		break;
	case SIGN_KILLED:
		scan->suppressed |=
			span_has(line, "(syz-executor)") || span_has(line, "(sshd)");
		break;
	case SIGN_SUPPRESSED:
		scan->suppressed = TRUE;
		break;
	case SIGN_HANGUP:
		scan->hangup = TRUE;
		break;
	case SIGN_BOOT:
		g_array_append_val(scan->boots, pos);
		break;
	}
}

/* Sets scan->said to the first words at or after @pos, ignoring marks if @idle.
 * Searches no byte twice, and misses no sign. */
static void scan_search(struct scan *scan, gsize pos, gboolean idle)
{
	guint which = 0;
	struct report_search *search = &scan->search;

	while (scan->said < search->len &&
	       (scan->said < pos || (idle && scan->is_mark))) {
		scan->said = search_find(search, scan->words, scan->next, &which);
		scan->next = scan->said + 1;
		scan->is_mark = which >= scan->headers;
		if (scan->said < search->len && which < G_N_ELEMENTS(signs))
			scan_heed(scan, signs[which].sign, scan->said);
	}
}

/* Mailers wrap long lines. If a header is only of a known kind together with the next
 * line, which has no prefix, these are joined. */
static struct span unwrap(struct scan *scan, const struct family *family,
			  const struct record *record, struct span text)
{
	struct span next;
	GString *joined = scan->joined;

	if (family->vague == VAGUE_NOT || record->caller == CALLER_NONE ||
	    !console_peek_plain(&scan->console, &next) || splat_is_known(family, text))
		return text;
	g_string_truncate(joined, 0);
	span_append(joined, text);
	if (*next.data != ' ')
		g_string_append_c(joined, ' ');
	g_string_append_len(joined, next.data, MIN(next.len, TEXT_MAX_BYTES));
	next = (struct span){joined->str, joined->len};
	return splat_is_known(family, next) ? next : text;
}

static void scan_line(struct scan *scan, const struct record *record)
{
	struct report_line line = {
		.text = record->text, .start = record->start, .end = record->end};
	const struct family *family = NULL;
	gboolean starts = FALSE;
	guint marks = 0;

	scan->line++;
	if (scan->said < record->start)
		scan_search(scan, record->start, FALSE);
	if (record->foreign)
		return;
	line.text.len = MIN(line.text.len, TEXT_MAX_BYTES);
	line.frames = frame_parse(line.text, line.frame);
	if (scan->said < record->end || !console_owns(&scan->console, record->text))
		family = splat_family(record->text, &marks);
	if (marks & MARK_STACK)
		line.stacks = frame_stack_kinds(line.text);
	if (family && (is_replayed(scan) || is_of_others(scan, family, record)))
		family = NULL;
	if (family && family->notice) {
		if (!notice_goes_on(scan, family, record))
			scan_note(scan, family, record);
		family = NULL;
	}
	if (family)
		starts = !scan_belongs(scan, record, marks);
	if (scan->open->len && record->caller != CALLER_NONE &&
	    frame_is_doubtful(record->text))
		marks |= MARK_DOUBTFUL;
	if ((starts && !(marks & MARK_FOLLOWS)) || marks & MARK_OTHER_TRACE)
		scan_freeze(scan);
	for (guint i = 0; i < scan->open->len; i++)
		open_take(g_ptr_array_index(scan->open, i), scan, record, &line, family,
			  marks);
	if (starts) {
		line.text = unwrap(scan, family, record, line.text);
		scan_open(scan, family, record, &line);
	}
	if (marks & MARK_BOOT)
		scan_close_all(scan);
	if (scan->line % EXPIRE_EACH == 0)
		scan_expire(scan, record->end);
	if (record->end > scan->search.dropped + PART_MAX)
		search_drop(&scan->search, record->start);
}

/* Advances to the line of the next header or sign; FALSE if there is none. */
static gboolean scan_skip(struct scan *scan)
{
	struct console *console = &scan->console;
	const char *newline;
	gsize at;

	scan_search(scan, console->pos, TRUE);
	at = scan->said;
	if (at == console->len)
		return FALSE;
	newline = memrchr(console->log + console->pos, '\n', at - console->pos);
	if (newline)
		console->pos = newline + 1 - console->log;
	else if (at - console->pos > CONSOLE_LINE_MAX / 2)
		console->pos = at - CONSOLE_LINE_MAX / 2;
	console_learn(console, at);
	return TRUE;
}

/* ---- the whole log ----------------------------------------------------- */

/* Drops reports that turned out to be none: they have no title. */
static void drop_refuted(GPtrArray *reports)
{
	guint kept = 0;

	for (guint i = 0; i < reports->len; i++) {
		struct report *report = g_ptr_array_index(reports, i);

		if (report->title)
			reports->pdata[kept++] = report;
		else
			report_free(report);
	}
	for (guint i = kept; i < reports->len; i++)
		reports->pdata[i] = NULL;
	g_ptr_array_set_size(reports, kept);
}

/* The first report of a boot is the cause of the later ones in it. */
static void mark_causes(GPtrArray *reports, const GArray *boots)
{
	gboolean seen = FALSE;
	guint boot = 0;

	for (guint i = 0; i < reports->len; i++) {
		struct report *report = g_ptr_array_index(reports, i);

		for (; boot < boots->len &&
		       g_array_index(boots, gsize, boot) <= report->start;
		     boot++)
			seen = FALSE;
		report->cause = !report->notice && !seen;
		seen |= report->cause;
	}
}

static void judge_log(const struct scan *scan)
{
	if (scan->refuted)
		drop_refuted(scan->reports);
	mark_causes(scan->reports, scan->boots);
	for (guint i = 0; i < scan->reports->len; i++) {
		struct report *report = g_ptr_array_index(scan->reports, i);

		report->suppressed = scan->suppressed;
		if (scan->hangup && !report->corrupted) {
			report->corrupted = TRUE;
			report->corrupted_reason = "the console hung up";
		}
	}
}

GPtrArray *triage_scan_full(const char *log, gsize len, guint flags)
{
	struct scan scan = {.search = {log, len, flags & TRIAGE_MAPPED, 0},
			    .is_mark = TRUE,
			    .joined = g_string_new(NULL),
			    .boots = g_array_new(FALSE, FALSE, sizeof(gsize)),
			    .flags = flags};
	struct record record;

	scan.words = sayings(&scan.headers);
	console_init(&scan.console, log, len);
	scan.reports = g_ptr_array_new_with_free_func((GDestroyNotify)report_free);
	scan.open = g_ptr_array_new_with_free_func(open_free);
	scan.spare = g_ptr_array_new_with_free_func((GDestroyNotify)g_array_unref);
	while (scan.reports->len - scan.refuted < TRIAGE_MAX_REPORTS &&
	       (scan.open->len || scan_skip(&scan)) &&
	       console_next(&scan.console, &record))
		scan_line(&scan, &record);
	scan_close_all(&scan);
	g_ptr_array_unref(scan.open);
	console_clear(&scan.console);
	scan_search(&scan, len, FALSE);
	judge_log(&scan);
	g_string_free(scan.joined, TRUE);
	g_array_unref(scan.boots);
	g_ptr_array_unref(scan.spare);
	return scan.reports;
}

GPtrArray *triage_scan(const char *log, gsize len)
{
	return triage_scan_full(log, len, 0);
}
