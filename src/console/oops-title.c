/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "console/oops-title.h"

#include <string.h>

#include "console/demangle.h"
#include "console/stack-trace.h"
#include "console/title-normalize.h"

/* The lines that a name is made from, and what was found in them. */
struct naming {
	const struct report_line *lines;
	guint count;
	const struct splat *splat; /* NULL: of the family, but of no known kind */
	guint line;		   /* where the splat's pattern matches */
	gsize offset;		   /* and at which byte of that line */
	struct captures captures;
	GStringChunk *names; /* demangled ones, NULL as long as there are none */
	struct span frame;   /* %f, len 0 where none was found */
	gboolean matched;    /* a title matched, if not the report */
	gboolean frame_missing;
};

/* ---- which splat ------------------------------------------------------- */

/*
 * Matches @patterns to lines from @line on, each further down than the one
 * before. Sets *first to the line of the first one.
 */
static gboolean match_report(const struct naming *naming, const char *const *patterns,
			     guint line, struct captures *captures, guint *first,
			     gsize *offset)
{
	gboolean begun = FALSE;

	captures->count = 0;
	for (; line < naming->count && *patterns; line++) {
		gssize at =
			pattern_match(*patterns, naming->lines[line].text, captures);

		if (at < 0)
			continue;
		if (!begun) {
			*first = line;
			*offset = at;
			begun = TRUE;
		}
		patterns++;
	}
	return !*patterns;
}

/* Takes @splat if its title matches @line at @at and its report is there too. */
static gboolean try_splat(struct naming *naming, const struct splat *splat, guint line,
			  gsize at)
{
	struct span text = naming->lines[line].text;
	struct span rest = {text.data + at, text.len - at};

	naming->captures.count = 0;
	if ((*splat->title == '^' && at) ||
	    !pattern_match_begin(splat->title, rest, &naming->captures))
		return FALSE;
	naming->matched = TRUE;
	naming->line = line;
	naming->offset = at;
	if (splat->report &&
	    !match_report(naming, splat->report, line, &naming->captures, &naming->line,
			  &naming->offset))
		return FALSE;
	naming->splat = splat;
	return TRUE;
}

/*
 * Of the splats that match @line earliest, the first whose report is there too.
 * Titles begin with their family's header, mostly, which is at @header.
 */
static gboolean match_line(struct naming *naming, const struct splat *splats,
			   guint line, gsize header)
{
	gssize earliest = -1;

	for (const struct splat *s = splats; s->title; s++)
		if (try_splat(naming, s, line, header))
			return TRUE;
	if (naming->matched)
		return TRUE;
	for (const struct splat *s = splats; s->title; s++) {
		gssize at = pattern_match(s->title, naming->lines[line].text, NULL);

		if (at >= 0 && (earliest < 0 || at < earliest))
			earliest = at;
	}
	for (const struct splat *s = splats; s->title && earliest >= 0; s++)
		if (try_splat(naming, s, line, earliest))
			return TRUE;
	return naming->matched;
}

static void find_splat(struct naming *naming, const struct family *family)
{
	gsize len = strlen(family->header);

	for (guint i = 0; i < naming->count; i++) {
		struct span text = naming->lines[i].text;

		const char *at = memmem(text.data, text.len, family->header, len);

		if (at && match_line(naming, family->splats, i, at - text.data))
			return;
	}
}

/* ---- which function ---------------------------------------------------- */

/* The search for frames: the steps still to do and the frames of this stack. */
struct title_walk {
	struct naming *naming;
	const struct splat *splat;
	guint line;
	GArray *frames; /* struct span, those not skipped */
	guint settled;	/* stacks of which the function to blame is known */
	gboolean complete;
};

static struct span walk_text(const struct title_walk *walk)
{
	struct span text = walk->naming->lines[walk->line].text;

	if (walk->line == walk->naming->line) {
		text.data += walk->naming->offset;
		text.len -= walk->naming->offset;
	}
	return text;
}

/* Names of Rust functions as they were written. */
static struct span readable(struct naming *naming, struct span name)
{
	g_autofree char *plain = demangle(name);

	if (!plain)
		return name;
	if (!naming->names)
		naming->names = g_string_chunk_new(256);
	return (struct span){g_string_chunk_insert(naming->names, plain),
			     strlen(plain)};
}

static void walk_add(struct title_walk *walk, struct span name)
{
	/* The first is all that is wanted, and skip lists are long. */
	if (walk->splat->choice == CHOOSE_FIRST && walk->frames->len)
		return;
	if (name.len && *name.data == '_')
		name = readable(walk->naming, name);
	if (!frame_is_skipped(name, walk->splat->skip))
		g_array_append_val(walk->frames, name);
}

/* Takes the frames that the line at hand names. */
static void walk_add_frames(struct title_walk *walk)
{
	const struct report_line *line = &walk->naming->lines[walk->line];

	for (guint i = 0; i < line->frames; i++)
		walk_add(walk, line->frame[i]);
}

/* The trace of another task has no header on arm, which is told by its pairs. */
static gboolean trace_begins(const struct report_line *line, struct span text)
{
	return line->frames == FRAME_PAIR || (line->stacks && frame_trace_begins(text));
}

/* Matches a step other than STEP_STACK and takes the frames that it names. */
static gboolean walk_match(struct title_walk *walk, const char *step, struct span text)
{
	struct captures captures = {.count = 0};
	struct span name = {NULL, 0};

	if (step == STEP_TRACE)
		return trace_begins(&walk->naming->lines[walk->line], text);
	if (step == STEP_IP || step == STEP_WARN) {
		gboolean found = frame_parse_ip(text, &name);

		if (!found && step == STEP_WARN &&
		    pattern_match("--- interrupt: %d at %f", text, &captures) >= 0) {
			found = TRUE;
			name = captures.arg[0];
		}
		if (name.len)
			walk_add(walk, name);
		return found;
	}
	if (pattern_match(step, text, &captures) < 0)
		return FALSE;
	for (guint i = 0; i < captures.count; i++)
		walk_add(walk, captures.arg[i]);
	return TRUE;
}

/* Traces of fault injection get mixed with others: what follows cannot be trusted. */
static gboolean walk_is_injected(struct title_walk *walk)
{
	const struct report_line *line = &walk->naming->lines[walk->line];

	/* Stacks within a report, of lockdep's chains, are indented: these are not. */
	if (!line->frames || line->text.len < 2 || line->text.data[1] == ' ' ||
	    !frame_is_injection(line->frame[0]))
		return FALSE;
	walk->complete = FALSE;
	return TRUE;
}

/*
 * Takes the frames of a stack, up to the next one's header or a line that matches
 * @next. Returns whether it was that line.
 */
static gboolean walk_stack(struct title_walk *walk, const char *next)
{
	for (; walk->line < walk->naming->count; walk->line++) {
		const struct report_line *line = &walk->naming->lines[walk->line];

		/* A header may be the first frame, too. */
		if (walk_is_injected(walk) ||
		    (line->stacks && (walk->frames->len || !line->frames))) {
			walk->line++;
			return FALSE;
		}
		if (next && walk_match(walk, next, walk_text(walk))) {
			walk->line++;
			return TRUE;
		}
		walk_add_frames(walk);
	}
	return FALSE;
}

/* Moves behind the line that @step matches, or to the end. */
static void walk_line(struct title_walk *walk, const char *step)
{
	for (; walk->line < walk->naming->count; walk->line++) {
		gboolean injected = walk_is_injected(walk);

		if (injected || walk_match(walk, step, walk_text(walk))) {
			if (!injected && step == STEP_TRACE)
				walk_add_frames(walk);
			walk->line++;
			return;
		}
	}
}

static struct span stripped(const struct title_walk *walk, guint i)
{
	return frame_strip(g_array_index(walk->frames, struct span, i));
}

/*
 * A stall shows a random point of a loop. What called it from the entry into a
 * syscall, softirq or the like on is the same each time; but that all calls of
 * smp_call_function() wait alike, whatever they call.
 */
static struct span choose_stall(const struct title_walk *walk)
{
	static const char call[] = "smp_call_function";

	for (guint i = 0; i < walk->frames->len; i++) {
		struct span name = stripped(walk, i);

		if (!frame_is_anchor(name))
			continue;
		if (span_has(name, call))
			return span_of(call);
		return i ? stripped(walk, i - 1) : name;
	}
	return (struct span){NULL, 0};
}

/*
 * What hangs is the victim. All that wait for an RCU grace period or for the rtnl
 * lock are victims of the same.
 */
static struct span choose_hung(const struct title_walk *walk)
{
	static const char rcu[] = "synchronize_rcu";
	static const char *const waits[] = {"synchronize_rcu", "synchronize_srcu",
					    "synchronize_net", "synchronize_sched"};

	for (guint i = 0; i < walk->frames->len; i++) {
		struct span name = stripped(walk, i);

		if (span_has(name, "rtnl_lock"))
			return name;
		for (guint j = 0; j < G_N_ELEMENTS(waits); j++)
			if (span_has(name, waits[j]))
				return span_of(rcu);
	}
	for (guint i = 0; i < walk->frames->len; i++)
		if (!frame_is_waiting(stripped(walk, i)))
			return stripped(walk, i);
	return (struct span){NULL, 0};
}

static struct span choose(const struct title_walk *walk)
{
	if (!walk->frames->len)
		return (struct span){NULL, 0};
	switch (walk->splat->choice) {
	case CHOOSE_STALL:
		return choose_stall(walk);
	case CHOOSE_LOCKUP: {
		struct span name = choose_stall(walk);

		return name.len ? name : stripped(walk, 0);
	}
	case CHOOSE_HUNG:
		return choose_hung(walk);
	case CHOOSE_FIRST:
		break;
	}
	return stripped(walk, 0);
}

/*
 * Ends a stack (or the frames before the first one). Each must have a function to
 * blame, of which the first one's is wanted.
 */
static void walk_settle(struct title_walk *walk, struct span *frame)
{
	struct span name = choose(walk);

	if (!name.len)
		walk->complete = FALSE;
	if (!walk->settled++)
		*frame = name;
	g_array_set_size(walk->frames, 0);
}

static gboolean find_frame(struct naming *naming, const char *const *steps,
			   struct span *frame)
{
	struct title_walk walk = {
		.naming = naming,
		.splat = naming->splat,
		.line = naming->line,
		.frames = g_array_new(FALSE, FALSE, sizeof(struct span)),
		.complete = TRUE};
	guint stacks = 0;

	for (; *steps; steps++) {
		if (*steps != STEP_STACK) {
			walk_line(&walk, *steps);
			continue;
		}
		if (stacks++)
			walk_settle(&walk, frame);
		/* The line behind the stack was its next step. */
		if (walk_stack(&walk, steps[1]))
			steps++;
	}
	walk_settle(&walk, frame);
	g_array_unref(walk.frames);
	return walk.complete;
}

static void blame(struct naming *naming)
{
	/* Other ways to a stalled task: the one that another CPU has shown, or the one
	 * whose registers the CPU itself shows. */
	static const char *const stalled[][5] = {
		{"Task dump for CPU", STEP_TRACE, STEP_STACK},
		{"self-detected", STEP_IP, STEP_TRACE, STEP_STACK}};
	const struct splat *splat = naming->splat;

	if (!splat || !splat->steps)
		return;
	naming->frame_missing = !find_frame(naming, splat->steps, &naming->frame);
	if (naming->frame_missing && splat->otherwise)
		naming->frame_missing =
			!find_frame(naming, splat->otherwise, &naming->frame);
	for (guint i = 0; naming->frame_missing && splat->choice == CHOOSE_STALL &&
			  i < G_N_ELEMENTS(stalled);
	     i++)
		naming->frame_missing = !find_frame(naming, stalled[i], &naming->frame);
	if (!naming->frame.len && splat->flags & SPLAT_NAMELESS)
		naming->frame_missing = FALSE;
}

/* ---- the name ---------------------------------------------------------- */

static void append_span(GString *text, struct span span)
{
	if (span.len)
		span_append(text, span);
	else
		g_string_append(text, "corrupted");
}

static char *format_name(const struct naming *naming)
{
	GString *name = g_string_new(NULL);
	gboolean nameless = naming->splat->flags & SPLAT_NAMELESS && !naming->frame.len;

	for (const char *p = naming->splat->name; *p; p++) {
		if (nameless && g_str_has_prefix(p, " in %f")) {
			p += strlen(" in %f") - 1;
			continue;
		}
		if (*p != '%') {
			g_string_append_c(name, *p);
			continue;
		}
		p++;
		if (*p == 'f')
			append_span(name, naming->frame);
		else if ((guint)(*p - '1') < naming->captures.count)
			g_string_append_len(name, naming->captures.arg[*p - '1'].data,
					    naming->captures.arg[*p - '1'].len);
	}
	return g_string_free(name, FALSE);
}

/*
 * The title says "corrupted" where the function to blame is missing, as the field's
 * titles do. Where the header's line names one ("at mm/memcontrol.c:3470 f+0x91/0x140")
 * it is good enough to tell reports apart by.
 */
static gboolean heed_header(struct naming *naming)
{
	struct captures captures = {.count = 0};

	if (!naming->splat || !naming->frame_missing || naming->frame.len ||
	    pattern_match(" %f0x%x/0x%x", naming->lines[naming->line].text, &captures) <
		    0 ||
	    frame_is_skipped(captures.arg[0], naming->splat->skip))
		return FALSE;
	naming->frame = captures.arg[0];
	return TRUE;
}

/* What is of no known kind is called by its line, from the header on. */
static char *raw_name(const struct naming *naming, const struct family *family)
{
	struct span text = naming->lines[0].text;
	const char *from =
		memmem(text.data, text.len, family->header, strlen(family->header));

	return g_strndup(from, text.data + text.len - from);
}

/* ---- what is missing --------------------------------------------------- */

/* Whether a frame follows within a few lines of @line, before another stack. */
static gboolean frames_follow(const struct report_line *lines, guint count, guint line)
{
	if (lines[line].doubted)
		return TRUE;
	for (guint i = line + 1; i < count && i <= line + 15; i++) {
		if (lines[i].frames ||
		    span_has(lines[i].text, "(stack is not available)"))
			return TRUE;
		if (lines[i].stacks)
			return FALSE;
	}
	return FALSE;
}

/*
 * A report has at least one stack, and behind the first header of each kind of
 * stack there are frames.
 */
static const char *missing_stack(const struct report_line *lines, guint count)
{
	guint seen = 0;
	gboolean found = FALSE;

	for (guint i = 0; i < count; i++) {
		guint fresh = lines[i].stacks & ~seen;

		found |= lines[i].frames == FRAME_PAIR;
		if (!fresh)
			continue;
		seen |= fresh;
		if (count - i < 3 && !frames_follow(lines, count, i))
			return "a stack trace is cut off";
		if (frames_follow(lines, count, i))
			found = TRUE;
		else if (fresh != FRAME_STACK_MAYBE)
			return "a stack trace has no frames";
	}
	return found ? NULL : "it has no stack trace";
}

static const char *find_corruption(const struct naming *naming, const char *title,
				   guint count)
{
	const struct splat *splat = naming->splat;

	if (naming->matched && !splat)
		return "lines that belong to its header are missing";
	if (naming->frame_missing)
		return "the function to blame is missing";
	if (splat && splat->flags & SPLAT_BROKEN)
		return "its header is broken";
	if (title_is_mixed(title))
		return "its header is mixed with another line";
	if (!splat || splat->flags & SPLAT_NO_TRACE)
		return NULL;
	return missing_stack(naming->lines, count);
}

static const char *find_type(const struct naming *naming, const struct family *family,
			     const char *title)
{
	const char *type = splat_title_type(title);

	if (!type && naming->splat)
		type = naming->splat->type;
	if (!type)
		type = family->type;
	return type ? type : "UNKNOWN";
}

void oops_title(struct report *report, const struct family *family,
		const struct report_line *lines, guint count, guint naming_count)
{
	struct naming naming = {.lines = lines, .count = naming_count};
	g_autofree char *raw = NULL;

	find_splat(&naming, family);
	blame(&naming);
	raw = naming.splat ? format_name(&naming) : raw_name(&naming, family);
	report->title = title_normalize(raw);
	report->type = find_type(&naming, family, report->title);
	report->corrupted_reason = find_corruption(&naming, raw, count);
	report->corrupted = report->corrupted_reason != NULL;
	if (heed_header(&naming)) {
		g_autofree char *name = format_name(&naming);

		report->signature = title_normalize(name);
	} else {
		report->signature = g_strdup(report->title);
	}
	report->source = naming.splat ? naming.splat->source : family->source;
	if (naming.frame.len)
		report->frame = g_strndup(naming.frame.data, naming.frame.len);
	g_clear_pointer(&naming.names, g_string_chunk_free);
}
