#include "triage.h"

#include <string.h>

#include "console.h"
#include "frame.h"
#include "naming.h"
#include "needles.h"
#include "splat.h"

/*
 * The log is crossed once. As long as no report is open, only the headers of
 * splat.h are looked for; from a header on, line by line: each line goes to the
 * reports that its caller has open. A caller has at most two: the newest, and the
 * one before it, whose end is known only by what comes after it. The rest of a
 * report's time is bounded by the limits below, so that all stays linear.
 */
#define OPEN_MAX       64      /* reports open at once */
#define LINES_MAX      8192    /* lines of a report */
#define BYTES_MAX      1048576 /* from its begin to its end */
#define SILENCE_MAX    4096    /* lines of others without one of its own */
#define CHATTER_MAX    512     /* lines of its own that belong to no report */
#define TEXT_MAX_BYTES 4096    /* of a line's text, the rest is not looked at */
#define CLOSE_MAX      100     /* lines after which nothing concludes a report */

/* A report that is still being read. */
struct open {
	struct report *report; /* owned by the list of reports */
	const struct family *family;
	struct record head; /* its first line; only who printed it is used */
	GArray *lines;	    /* struct report_line */
	GStringChunk *texts;
	guint naming;	    /* lines that the title is taken from; 0 as long as all */
	guint seen;	    /* own lines, left out ones among them */
	guint enough;	    /* lines after which a panic adds nothing */
	guint64 last_line;  /* number of its last own line */
	guint last_telling; /* index of its last line that is part of a report */
	gboolean muted;	    /* what follows is the trace of the panic only */
	gboolean all_cpus;  /* other CPUs' backtraces belong to it */
};

struct scan {
	struct console console;
	GPtrArray *reports;
	GPtrArray *open; /* of struct open, oldest first */
	guint64 line;	 /* number of the line at hand, of those read */
	guint flags;
};

void report_free(struct report *report)
{
	if (!report)
		return;
	g_free(report->title);
	g_free(report->signature);
	g_free(report->frame);
	g_clear_pointer(&report->lines, g_array_unref);
	g_clear_pointer(&report->texts, g_string_chunk_free);
	g_free(report);
}

/* ---- lines ------------------------------------------------------------- */

static gboolean says(struct span text, const char *words)
{
	return memmem(text.text, text.len, words, strlen(words)) != NULL;
}

/* Whether the line is of the sort that reports are made of. */
static gboolean is_telling(struct span text)
{
	static const char *const parts[] = {
		"^Call Trace",
		"^RIP: ",
		"^RSP: ",
		"^RAX: ",
		"^RDX: ",
		"^RBP: ",
		"^R10: ",
		"^R13: ",
		"^FS: ",
		"^CS: ",
		"^CR2: ",
		"^DR0: ",
		"^DR3: ",
		"^Code: ",
		"^CPU: ",
		"^Hardware name",
		"^Modules linked in",
		"^---[ end ",
		"^=====",
		"^stack backtrace",
		"^ *** DEADLOCK",
		"^   lock(",
		"^ #",
		"^-> #",
		"^  #",
		"^ </",
		"^ <",
		"^pc :",
		"^lr :",
		"^sp :",
		"^x2",
		"^x1",
		"^x8",
		"^x5",
		"^Kernel panic",
		"^Rebooting in",
		"^Kernel Offset",
		"locks held by",
	};
	static gpointer where;
	struct span names[FRAME_PAIR];
	char buffer[32];
	guint which;

	if (frame_parse(text, names))
		return TRUE;
	if (g_once_init_enter(&where))
		g_once_init_leave(&where, needles_new(parts, G_N_ELEMENTS(parts)));
	buffer[0] = '^';
	memcpy(buffer + 1, text.text, MIN(text.len, sizeof(buffer) - 1));
	return needles_find(where, buffer, MIN(text.len + 1, sizeof(buffer)), &which) <
	       MIN(text.len + 1, sizeof(buffer));
}

static void open_append(struct open *open, const struct scan *scan,
			const struct record *record, gboolean header)
{
	struct span text = {record->text.text, MIN(record->text.len, TEXT_MAX_BYTES)};
	struct report_line line = {text, record->start, record->end};

	if (!console_owns(&scan->console, record))
		line.text.text =
			g_string_chunk_insert_len(open->texts, text.text, text.len);
	g_array_append_val(open->lines, line);
	if (header || is_telling(text)) {
		open->last_telling = open->lines->len - 1;
		open->report->end = record->end;
	}
}

/*
 * Gives the line to @open if it is one of its own. A panic that comes when the
 * report is complete brings the same stack again, and a circular dependency comes
 * of printing the report: neither is wanted.
 */
static void open_take(struct open *open, const struct scan *scan,
		      const struct record *record, const struct family *family)
{
	struct span text = record->text;
	gboolean mine = record_same_caller(record, &open->head);

	if (!mine && !(open->all_cpus && record->caller == CALLER_CPU))
		return;
	open->last_line = scan->line;
	if (record->caller != CALLER_NONE && frame_is_doubtful(text))
		return;
	open->seen++;
	if (says(text, "Disabling lock debugging due to kernel taint"))
		return;
	if (says(text, "Sending NMI from CPU"))
		open->all_cpus = TRUE;
	else if (family && open->seen > open->enough &&
		 (says(text, "Kernel panic - not syncing") ||
		  says(text, "WARNING: possible circular locking dependency detected")))
		open->muted = TRUE;
	if (open->muted) {
		if (family)
			open->report->end = record->end;
		return;
	}
	open_append(open, scan, record, family && family->follows);
}

/* ---- opening and closing ----------------------------------------------- */

static void open_free(gpointer data)
{
	struct open *open = data;

	g_clear_pointer(&open->lines, g_array_unref);
	g_clear_pointer(&open->texts, g_string_chunk_free);
	g_free(open);
}

static void scan_close(struct scan *scan, guint index)
{
	struct open *open = g_ptr_array_index(scan->open, index);

	naming_apply(open->report, open->family,
		     (const struct report_line *)open->lines->data, open->lines->len,
		     open->naming ? open->naming : open->lines->len);
	if (scan->flags & TRIAGE_KEEP_LINES) {
		g_array_set_size(open->lines, open->last_telling + 1);
		open->report->lines = g_steal_pointer(&open->lines);
		open->report->texts = g_steal_pointer(&open->texts);
	}
	g_ptr_array_remove_index(scan->open, index);
}

static void scan_open(struct scan *scan, const struct family *family,
		      const struct record *record)
{
	struct report *report = g_new0(struct report, 1);
	struct open *open = g_new0(struct open, 1);
	guint older = 0;

	for (guint i = scan->open->len; i-- > 0;) {
		struct open *other = g_ptr_array_index(scan->open, i);

		if (record_same_caller(&other->head, record) && older++)
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
	open->lines = g_array_new(FALSE, FALSE, sizeof(struct report_line));
	open->texts = g_string_chunk_new(1024);
	open->seen = 1;
	/* KMSAN's reports have no "Call Trace" and less around it. */
	open->enough = says(record->text, "BUG: KMSAN:") ? 16 : 22;
	open->last_line = scan->line;
	open_append(open, scan, record, TRUE);
	g_ptr_array_add(scan->open, open);
}

/* A notice is its line. */
static void scan_note(struct scan *scan, const struct family *family,
		      const struct record *record)
{
	struct report *report = g_new0(struct report, 1);
	struct report_line line = {record->text, record->start, record->end};

	report->start = record->start;
	report->end = record->end;
	report->notice = TRUE;
	naming_apply(report, family, &line, 1, 1);
	g_ptr_array_add(scan->reports, report);
}

/*
 * Closes what is over. In a log where callers are known a report ends when its
 * caller falls silent.
 */
static void scan_expire(struct scan *scan, gsize pos)
{
	for (guint i = scan->open->len; i-- > 0;) {
		const struct open *open = g_ptr_array_index(scan->open, i);

		if (open->lines->len >= LINES_MAX || open->seen >= 2 * LINES_MAX ||
		    pos - open->report->start > BYTES_MAX ||
		    scan->line - open->last_line > SILENCE_MAX ||
		    open->lines->len - open->last_telling > CHATTER_MAX)
			scan_close(scan, i);
	}
}

/* ---- the crossing ------------------------------------------------------ */

/*
 * Whether a line that may follow from a report is the end of one that is open:
 * the trap by which BUG() works, a panic that was asked for.
 */
static gboolean scan_concludes(const struct scan *scan, const struct record *record)
{
	static const char *const ends[] = {
		"invalid opcode:",
		"Internal error:",
		"Kernel panic - not syncing: {?Fatal exception|panic_on_warn "
		"set|softlockup: "
		"hung tasks|hung_task: blocked tasks|RCU Stall|Hard LOCKUP|Aiee|UBSAN: "
		"|kasan.fault=panic|kmsan.panic|Fatal hardware}",
	};

	for (guint i = 0; i < scan->open->len; i++) {
		const struct open *open = g_ptr_array_index(scan->open, i);

		if (!record_same_caller(&open->head, record))
			continue;
		for (guint j = 0; j < G_N_ELEMENTS(ends); j++)
			if (pattern_match(ends[j], record->text, NULL) >= 0 &&
			    (j >= 2 || open->seen < CLOSE_MAX))
				return TRUE;
	}
	return FALSE;
}

/*
 * The title of a report whose caller cannot be told from others' ends where
 * another report, or a trace that is none, begins.
 */
static void scan_freeze(struct scan *scan)
{
	for (guint i = 0; i < scan->open->len; i++) {
		struct open *open = g_ptr_array_index(scan->open, i);

		if (open->head.caller <= CALLER_SOME && !open->naming)
			open->naming = open->lines->len;
	}
}

/* Traces that belong to no report. */
static gboolean is_other_trace(struct span text)
{
	return says(text, "vmalloc: allocation failure:") ||
	       says(text, "FAULT_INJECTION: forcing a failure") ||
	       says(text, "FAULT_FLAG_ALLOW_RETRY missing");
}

/* A console that connects late replays what it missed; the line comes again then. */
static gboolean is_replayed(const struct scan *scan)
{
	const char *next = scan->console.log + scan->console.pos;
	gsize left = scan->console.len - scan->console.pos;
	const char *end = memchr(next, '\n', MIN(left, 512));

	return memmem(next, end ? (gsize)(end - next) : MIN(left, 512),
		      "** replaying previous printk message **", 39) != NULL;
}

static void scan_line(struct scan *scan, const struct record *record)
{
	const struct family *family = splat_family(record->text, NULL);
	gboolean starts = FALSE;

	scan->line++;
	if (family && is_replayed(scan))
		family = NULL;
	if (family && family->notice) {
		scan_note(scan, family, record);
		family = NULL;
	}
	if (family)
		starts = !family->follows || !scan_concludes(scan, record);
	if ((family && !family->follows) ||
	    (scan->open->len && is_other_trace(record->text)))
		scan_freeze(scan);
	for (guint i = 0; i < scan->open->len; i++)
		open_take(g_ptr_array_index(scan->open, i), scan, record, family);
	if (starts)
		scan_open(scan, family, record);
	scan_expire(scan, record->end);
}

/* Moves to the line of the next header; FALSE if there is none. */
static gboolean scan_skip(struct scan *scan)
{
	struct console *console = &scan->console;
	const char *from = console->log + console->pos, *newline;
	gsize left = console->len - console->pos, at = splat_find(from, left);

	if (at == left)
		return FALSE;
	newline = memrchr(from, '\n', at);
	if (newline)
		console->pos = newline + 1 - console->log;
	else if (at > CONSOLE_LINE_MAX / 2)
		console->pos += at - CONSOLE_LINE_MAX / 2;
	return TRUE;
}

/* ---- the whole log ----------------------------------------------------- */

static gboolean log_says(const char *log, gsize len, const char *words)
{
	return memmem(log, len, words, strlen(words)) != NULL;
}

/*
 * What makes a report no news: the machine's own init, sshd or fuzzer died, of
 * which the kernel's report is a consequence or no more than a witness.
 */
static gboolean log_is_suppressed(const char *log, gsize len)
{
	static const char *const signs[] = {
		"panic: failed to start executor binary",
		"panic: executor failed: pthread_create failed",
		"panic: failed to create temp dir",
		"fatal error: unexpected signal during runtime execution",
		"signal SIGBUS: bus error",
		"SYZFAIL: SIGBUS",
		"lowmemorykiller: Killing 'syz-executor'",
		"lowmemorykiller: Killing 'sshd'",
		"INIT: PANIC: segmentation violation!",
		"*** stack smashing detected ***: terminated",
		"fatal error: runtime: out of memory",
		"fatal error: runtime: cannot allocate memory",
		"fatal error: out of memory",
		"fatal error: newosproc",
		"cannot allocate memory",
		"Killed process ",
		"Out of memory: Kill process ",
	};
	static gpointer where;
	gsize pos = 0;
	guint which;

	if (g_once_init_enter(&where))
		g_once_init_leave(&where, needles_new(signs, G_N_ELEMENTS(signs)));
	while ((pos += needles_find(where, log + pos, len - pos, &which)) < len) {
		const char *end = memchr(log + pos, '\n', MIN(len - pos, 256));
		struct span rest = {log + pos, end ? (gsize)(end - log) - pos
						   : MIN(len - pos, 256)};

		if (signs[which][0] == 'c') {
			gsize back = MIN(pos, 256);
			const char *from = log + pos - back;
			const char *line = memrchr(from, '\n', back);

			if (log_says(line ? line : from,
				     log + pos - (line ? line : from), "panic: "))
				return TRUE;
		} else if (!says(rest, "ill process ") &&
			   !says(rest, "illed process ")) {
			return TRUE;
		} else if (says(rest, "(syz-executor)") || says(rest, "(sshd)")) {
			return TRUE;
		}
		pos++;
	}
	return FALSE;
}

/* The first report is the cause of what follows in its boot. */
static void mark_causes(GPtrArray *reports, const char *log)
{
	gsize checked = 0;
	gboolean seen = FALSE;

	for (guint i = 0; i < reports->len; i++) {
		struct report *report = g_ptr_array_index(reports, i);

		if (report->notice)
			continue;
		if (seen && log_says(log + checked, report->start - checked,
				     "] Linux version "))
			seen = FALSE;
		checked = report->start;
		report->cause = !seen;
		seen = TRUE;
	}
}

static void judge_log(GPtrArray *reports, const char *log, gsize len)
{
	gboolean suppressed, hangup;

	if (!reports->len)
		return;
	suppressed = log_is_suppressed(log, len);
	hangup = log_says(log, len, "serialport: VM disconnected.");
	for (guint i = 0; i < reports->len; i++) {
		struct report *report = g_ptr_array_index(reports, i);

		report->suppressed = suppressed;
		if (hangup && !report->corrupted) {
			report->corrupted = TRUE;
			report->corrupted_reason = "the console hung up";
		}
	}
	mark_causes(reports, log);
}

GPtrArray *triage_scan_full(const char *log, gsize len, guint flags)
{
	struct scan scan = {.flags = flags};
	struct record record;

	console_init(&scan.console, log, len);
	scan.reports = g_ptr_array_new_with_free_func((GDestroyNotify)report_free);
	scan.open = g_ptr_array_new_with_free_func(open_free);
	while ((scan.open->len || scan_skip(&scan)) &&
	       console_next(&scan.console, &record))
		scan_line(&scan, &record);
	while (scan.open->len)
		scan_close(&scan, scan.open->len - 1);
	g_ptr_array_unref(scan.open);
	console_clear(&scan.console);
	judge_log(scan.reports, log, len);
	return scan.reports;
}

GPtrArray *triage_scan(const char *log, gsize len)
{
	return triage_scan_full(log, len, 0);
}
