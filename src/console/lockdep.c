/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "console/lockdep.h"

#include <string.h>

#include "console/stack-trace.h"

static const struct {
	const char *words;
	enum lockdep_kind kind;
	const char *name;
} kinds[] = {
	{"possible circular locking dependency", LOCKDEP_CIRCULAR, "circular"},
	{"possible recursive locking", LOCKDEP_RECURSIVE, "recursive"},
	{"inconsistent lock state", LOCKDEP_INCONSISTENT, "inconsistent"},
	{"possible irq lock inversion", LOCKDEP_INVERSION, "inversion"},
	{"lock order detected", LOCKDEP_ORDER, "order"},
	{"bad unlock balance", LOCKDEP_UNLOCK, "unlock"},
	{"bad contention", LOCKDEP_UNLOCK, "unlock"},
	{"held lock freed", LOCKDEP_FREED, "freed"},
	{"ested lock was not taken", LOCKDEP_NESTED, "nested"},
	{"nvalid wait context", LOCKDEP_WAIT, "wait"},
	{"suspicious RCU usage", LOCKDEP_RCU, "rcu"},
	{"still has locks held", LOCKDEP_LEFT, "left"},
	{"lock held when returning", LOCKDEP_LEFT, "left"},
	{"register non-static key", LOCKDEP_KEY, "key"},
};

const char *lockdep_kind_name(enum lockdep_kind kind)
{
	for (guint i = 0; i < G_N_ELEMENTS(kinds); i++)
		if (kinds[i].kind == kind)
			return kinds[i].name;
	g_assert_not_reached();
}

/* ---- memory ------------------------------------------------------------ */

static void lock_clear(struct lockdep_lock *lock)
{
	g_free(lock->class);
	g_free(lock->usage);
	g_free(lock->wait);
	g_free(lock->at);
}

static void lock_free(gpointer data)
{
	lock_clear(data);
	g_free(data);
}

static void link_free(gpointer data)
{
	struct lock_link *link = data;

	lock_clear(&link->lock);
	g_ptr_array_unref(link->stack);
	g_free(link);
}

void lockdep_free(struct lockdep *lockdep)
{
	if (!lockdep)
		return;
	g_free(lockdep->task);
	lock_clear(&lockdep->taken);
	lock_clear(&lockdep->held);
	lock_clear(&lockdep->other);
	lock_clear(&lockdep->safe);
	lock_clear(&lockdep->unsafe);
	g_free(lockdep->from);
	g_free(lockdep->to);
	g_free(lockdep->where);
	g_ptr_array_unref(lockdep->chain);
	g_ptr_array_unref(lockdep->held_locks);
	g_ptr_array_unref(lockdep->before);
	g_ptr_array_unref(lockdep->unsafely);
	g_ptr_array_unref(lockdep->now);
	g_free(lockdep);
}

static struct lockdep *lockdep_new(enum lockdep_kind kind)
{
	struct lockdep *lockdep = g_new0(struct lockdep, 1);

	lockdep->kind = kind;
	lockdep->chain = g_ptr_array_new_with_free_func(link_free);
	lockdep->held_locks = g_ptr_array_new_with_free_func(lock_free);
	lockdep->before = g_ptr_array_new_with_free_func(g_free);
	lockdep->unsafely = g_ptr_array_new_with_free_func(g_free);
	lockdep->now = g_ptr_array_new_with_free_func(g_free);
	return lockdep;
}

/* ---- locks ------------------------------------------------------------- */

/* Returns a copy in printable ASCII, because the log is untrusted. */
static char *printable(const char *from, const char *to)
{
	char *copy = g_strndup(from, to - from);

	for (char *p = copy; *p; p++)
		if (*p < 0x20 || *p >= 0x7f)
			*p = '?';
	return copy;
}

static char *captured(const struct captures *captures, guint i)
{
	const struct span *arg = &captures->arg[i];

	return printable(arg->data, arg->data + arg->len);
}

/* Returns the end of the parenthesis at @p; names contain parentheses, too. */
static const char *close_parenthesis(const char *p, const char *end)
{
	guint depth = 0;

	for (; p < end; p++) {
		if (*p == '(')
			depth++;
		else if (*p == ')' && !--depth)
			return p + 1;
	}
	return NULL;
}

/* Parses "{+.?...}" at *p and advances *p; NULL if there is none. */
static char *read_braces(const char **p, const char *end)
{
	const char *begin = *p, *close;

	if (begin == end || *begin != '{' || !(close = memchr(begin, '}', end - begin)))
		return NULL;
	*p = close + 1;
	return printable(begin + 1, close);
}

/* Parses "ffff888003a4c0a8 (&ctx->wqh){....}-{2:2}, at: func+0x1/0x2" from the first
 * '(' on. Lists of classes lack the last two parts. */
static gboolean lock_parse(struct span line, struct lockdep_lock *lock)
{
	const char *end = line.data + line.len;
	const char *open = memchr(line.data, '(', line.len), *p;
	struct captures captures = {.count = 0};

	if (!open || !(p = close_parenthesis(open, end)) || p - open < 3)
		return FALSE;
	lock_clear(lock);
	*lock = (struct lockdep_lock){.class = printable(open + 1, p - 1)};
	lock->usage = read_braces(&p, end);
	if (p < end && *p == '-') {
		p++;
		lock->wait = read_braces(&p, end);
	}
	if (pattern_match("at: %P%f", (struct span){p, end - p}, &captures) >= 0)
		lock->at = captured(&captures, 0);
	return TRUE;
}

/* ---- the report -------------------------------------------------------- */

/* To what the following lines belong. */
struct lockdep_reader {
	struct lockdep *lockdep;
	struct lockdep_lock
		*lock;	  /* that the next line with a lock describes, or NULL */
	GPtrArray *stack; /* to which frames are added, or NULL */
	gboolean held;	  /* within "N locks held by" */
};

/* Lines that announce a lock. */
static const struct {
	const char *pattern;
	gsize slot;
} announcements[] = {
	{"is trying to acquire{? lock|}:", G_STRUCT_OFFSET(struct lockdep, taken)},
	{"is trying to lock:", G_STRUCT_OFFSET(struct lockdep, taken)},
	{"] takes:", G_STRUCT_OFFSET(struct lockdep, taken)},
	{"just changed the state of lock:", G_STRUCT_OFFSET(struct lockdep, taken)},
	{"with a lock still held there!", G_STRUCT_OFFSET(struct lockdep, taken)},
	{"task is already holding{? lock|}:", G_STRUCT_OFFSET(struct lockdep, held)},
	{"but this lock took another", G_STRUCT_OFFSET(struct lockdep, other)},
	{"but this lock was taken by another", G_STRUCT_OFFSET(struct lockdep, other)},
	{"but this task is not holding:", G_STRUCT_OFFSET(struct lockdep, other)},
	{"new dependency connects a", G_STRUCT_OFFSET(struct lockdep, safe)},
	{"to a *-unsafe lock:", G_STRUCT_OFFSET(struct lockdep, unsafe)},
};

/* Lines that announce a stack. */
static const struct {
	const char *pattern;
	gsize slot;
} stacks[] = {
	{"state was registered at:", G_STRUCT_OFFSET(struct lockdep, before)},
	{"which became *-safe at:", G_STRUCT_OFFSET(struct lockdep, before)},
	{"which became *-unsafe at:", G_STRUCT_OFFSET(struct lockdep, unsafely)},
	{"stack backtrace:", G_STRUCT_OFFSET(struct lockdep, now)},
};

static void note_task(struct lockdep *lockdep, struct span line, gssize end)
{
	const char *slash = end > 0 ? memchr(line.data, '/', end) : NULL;
	const char *stop =
		slash ? memchr(slash, ' ', line.data + line.len - slash) : NULL;

	if (stop && !lockdep->task)
		lockdep->task = g_strstrip(printable(line.data, stop));
}

static gboolean read_announcement(struct lockdep_reader *reader, struct span line)
{
	for (guint i = 0; i < G_N_ELEMENTS(announcements); i++) {
		gssize at = pattern_match(announcements[i].pattern, line, NULL);

		if (at < 0)
			continue;
		note_task(reader->lockdep, line, at);
		reader->lock =
			G_STRUCT_MEMBER_P(reader->lockdep, announcements[i].slot);
		reader->stack = NULL;
		return TRUE;
	}
	for (guint i = 0; i < G_N_ELEMENTS(stacks); i++) {
		if (pattern_match(stacks[i].pattern, line, NULL) < 0)
			continue;
		reader->stack =
			G_STRUCT_MEMBER(GPtrArray *, reader->lockdep, stacks[i].slot);
		reader->lock = NULL;
		reader->held = FALSE;
		return TRUE;
	}
	return FALSE;
}

/* Parses "-> #1 (&ctx->wqh){....}-{2:2}:", which are listed from the innermost lock
 * outwards. */
static gboolean read_link(struct lockdep_reader *reader, struct span line)
{
	struct lock_link *link;

	if (pattern_match("^-> #%d ", line, NULL) < 0)
		return FALSE;
	link = g_new0(struct lock_link, 1);
	link->stack = g_ptr_array_new_with_free_func(g_free);
	lock_parse(line, &link->lock);
	g_ptr_array_insert(reader->lockdep->chain, 0, link);
	reader->stack = link->stack;
	reader->lock = NULL;
	return TRUE;
}

/* " #0:  (rcu_read_lock){.+.+..}, at: [<ffffffff812c98b0>] func+0x1/0x2" */
static gboolean read_held(struct lockdep_reader *reader, struct span line)
{
	struct lockdep_lock *lock;

	if (pattern_match("lock{?s|} held by ", line, NULL) >= 0) {
		reader->held = TRUE;
		reader->stack = NULL;
		return TRUE;
	}
	if (!reader->held || pattern_match("^ #%d: ", line, NULL) < 0)
		return FALSE;
	lock = g_new0(struct lockdep_lock, 1);
	if (lock_parse(line, lock))
		g_ptr_array_add(reader->lockdep->held_locks, lock);
	else
		lock_free(lock);
	return TRUE;
}

/* Lines with a complete statement. */
static gboolean read_statement(struct lockdep_reader *reader, struct span line)
{
	struct lockdep *lockdep = reader->lockdep;
	struct captures captures = {.count = 0};
	gssize at;

	if (!lockdep->from && pattern_match("inconsistent {?{}%l} -> {?{}%l} usage",
					    line, &captures) >= 0) {
		lockdep->from = captured(&captures, 0);
		lockdep->to = captured(&captures, 1);
		return TRUE;
	}
	at = pattern_match("is trying to {?release|contend} lock (", line, NULL);
	if (at >= 0 && lockdep->kind == LOCKDEP_UNLOCK) {
		note_task(lockdep, line, at);
		lock_parse(line, &lockdep->taken);
		reader->stack = lockdep->before;
		return TRUE;
	}
	if (lockdep->kind == LOCKDEP_RCU && !lockdep->where &&
	    pattern_match("%s", line, NULL) >= 0) {
		lockdep->where = g_strstrip(printable(line.data, line.data + line.len));
		return TRUE;
	}
	return FALSE;
}

/* Blank lines, "<IRQ>" and "..." may be in the middle of a stack. */
static gboolean ends_stack(struct span line)
{
	gsize i = 0;

	while (i < line.len && line.data[i] == ' ')
		i++;
	return i < line.len && line.data[i] != '<' && line.data[i] != '.';
}

/* Parses the words of a line; FALSE if they are not relevant. */
static gboolean read_words(struct lockdep_reader *reader, struct span line)
{
	char last = line.len ? line.data[line.len - 1] : ' ';

	if ((last == ':' || last == '!') && read_announcement(reader, line))
		return TRUE;
	return read_link(reader, line) || read_held(reader, line) ||
	       read_statement(reader, line);
}

static void read_line(struct lockdep_reader *reader, const struct report_line *line)
{
	if (line->stacks)
		reader->stack = reader->lockdep->now;
	if (!line->frames) {
		if (read_words(reader, line->text) || line->stacks)
			return;
		if (reader->lock && lock_parse(line->text, reader->lock))
			reader->lock = NULL;
		else if (ends_stack(line->text))
			reader->stack = NULL;
		return;
	}
	for (guint i = 0; reader->stack && i < line->frames; i++)
		g_ptr_array_add(reader->stack,
				g_strndup(line->frame[i].data, line->frame[i].len));
}

static gboolean find_kind(const struct report *report, enum lockdep_kind *kind)
{
	struct span header;

	if (!report->lines || !report->lines->len)
		return FALSE;
	header = g_array_index(report->lines, struct report_line, 0).text;
	for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
		if (span_has(header, kinds[i].words)) {
			*kind = kinds[i].kind;
			return TRUE;
		}
	}
	return FALSE;
}

struct lockdep *lockdep_parse(const struct report *report)
{
	struct lockdep_reader reader = {.lock = NULL};
	enum lockdep_kind kind;

	if (strcmp(report->type, "LOCKDEP") || !find_kind(report, &kind))
		return NULL;
	reader.lockdep = lockdep_new(kind);
	for (guint i = 1; i < report->lines->len; i++)
		read_line(&reader,
			  &g_array_index(report->lines, struct report_line, i));
	return reader.lockdep;
}

/* ---- stacks ------------------------------------------------------------ */

const char *lockdep_stack_user(const GPtrArray *stack, guint *index)
{
	static const char *const locking[] = {"check_", "validate_chain", "print_",
					      "_lock",	"_rcu_",	  "lock_sock",
					      NULL};

	for (guint pass = 0; pass < 2; pass++) {
		for (guint i = 0; i < stack->len; i++) {
			const char *name = g_ptr_array_index(stack, i);
			struct span span = {name, strlen(name)};

			if (frame_is_skipped(span, pass ? NULL : locking))
				continue;
			if (index)
				*index = i;
			return name;
		}
	}
	return NULL;
}
