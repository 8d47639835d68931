/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "console/oops-title.h"

#include <string.h>

#include "console/demangle.h"
#include "console/stack-trace.h"
#include "console/title-normalize.h"

/* The lines from which the title is made, and what was found in them. */
struct naming {
	const struct report_line *lines;
	guint count;
	const struct splat *splat; /* NULL: of the family, but of no known kind */
	guint line;		   /* that the splat's pattern matches */
	gsize offset;		   /* of the match in that line */
	struct captures captures;
	GStringChunk *names; /* demangled ones; NULL as long as there are none */
	struct span frame;   /* %f, len 0 if not found */
	gboolean matched;    /* a title matched, though maybe not the report */
	gboolean frame_missing;
};

/* ---- which splat ------------------------------------------------------- */

/* Matches @patterns against lines from @line on, each further down than the one before.
 * Sets *first to the line of the first one. */
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

/* Uses @splat if its title matches @line at @at and its report is there, too. */
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

/* Uses the first of the splats that match @line earliest and whose report is there,
 * too. Most titles begin with the header of their family, which is at @header. */
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

/* ---- the function to blame ------------------------------------------------- */

/* The search for frames: the remaining steps, and the frames of this stack. */
struct title_walk {
	struct naming *naming;
	const struct splat *splat;
	guint line;
	GArray *frames; /* struct span, those that were not skipped */
	guint settled;	/* number of stacks whose function to blame is known */
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

/* Demangles names of Rust functions. */
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
	/* only the first one is needed, and skip lists are long */
	if (walk->splat->choice == CHOOSE_FIRST && walk->frames->len)
		return;
	if (name.len && *name.data == '_')
		name = readable(walk->naming, name);
	if (!frame_is_skipped(name, walk->splat->skip))
		g_array_append_val(walk->frames, name);
}

/* Adds the frames in the current line. */
static void walk_add_frames(struct title_walk *walk)
{
	const struct report_line *line = &walk->naming->lines[walk->line];

	for (guint i = 0; i < line->frames; i++)
		walk_add(walk, line->frame[i]);
}

/* On arm, the trace of another task has no header, but its lines name pairs. */
static gboolean trace_begins(const struct report_line *line, struct span text)
{
	return line->frames == FRAME_PAIR || (line->stacks && frame_trace_begins(text));
}

/* Matches a step other than STEP_STACK and adds the frames that it captures. */
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

/* Traces of fault injection get mixed with others, so the following frames are
 * unreliable. */
static gboolean walk_is_injected(struct title_walk *walk)
{
	const struct report_line *line = &walk->naming->lines[walk->line];

	/* stacks inside of a report (lockdep's chains) are indented, unlike these */
	if (!line->frames || line->text.len < 2 || line->text.data[1] == ' ' ||
	    !frame_is_injection(line->frame[0]))
		return FALSE;
	walk->complete = FALSE;
	return TRUE;
}

/* Adds the frames of a stack, up to the header of the next one or a line that matches
 * @next. Returns whether it was such a line. */
static gboolean walk_stack(struct title_walk *walk, const char *next)
{
	for (; walk->line < walk->naming->count; walk->line++) {
		const struct report_line *line = &walk->naming->lines[walk->line];

		/* A header may also be the first frame. */
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

/* Advances to the line after the one that @step matches, or to the end. */
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
 * A stall shows a random point of a loop, but its callers, from the entry of a syscall,
 * softirq or the like on, are always the same. Except that all callers of
 * smp_call_function() wait in the same way.
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

/* A hung task is the victim. All tasks that wait for an RCU grace period or for the
 * rtnl lock are victims of the same bug. */
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

/* Ends a stack (or the frames before the first one). Each stack must have a function to
 * blame; that of the first one is used. */
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
		/* The line after the stack was its next step. */
		if (walk_stack(&walk, steps[1]))
			steps++;
	}
	walk_settle(&walk, frame);
	g_array_unref(walk.frames);
	return walk.complete;
}

static void blame(struct naming *naming)
{
	/* Other ways to find a stalled task: the one that another CPU showed, or the
	 * one whose registers the CPU itself shows. */
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

/* ---- the title --------------------------------------------------------- */

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
 * Titles say "corrupted" if the function to blame is missing, as in the field. If the
 * header names one ("at mm/memcontrol.c:3470 f+0x91/0x140"), that is good enough to
 * distinguish reports.
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

/* The title of an unknown kind is its line, from the header on. */
static char *raw_name(const struct naming *naming, const struct family *family)
{
	struct span text = naming->lines[0].text;
	const char *from =
		memmem(text.data, text.len, family->header, strlen(family->header));

	return g_strndup(from, text.data + text.len - from);
}

/* ---- missing parts ----------------------------------------------------- */

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

/* A report must have at least one stack, and frames after the first header of each kind
 * of stack. */
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
