/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Describes lockdep reports as text: a paragraph says who waits for whom and why this
 * is wrong, and a diagram with the same names follows.
 */
#include <stdarg.h>
#include <string.h>

#include "console/lockdep.h"

#define UNKNOWN "(not in the log)"

/* ---- words ------------------------------------------------------------- */

static const char *class_of(const struct lockdep_lock *lock)
{
	return lock->class ? lock->class : UNKNOWN;
}

static const char *task_of(const struct lockdep *lockdep)
{
	return lockdep->task ? lockdep->task : "A task";
}

/* Returns "f(), called by g()" for the function in @stack that takes the lock. */
static char *user_of(const GPtrArray *stack)
{
	guint index;
	const char *user = lockdep_stack_user(stack, &index);

	if (!user)
		return g_strdup(UNKNOWN);
	if (index + 1 < stack->len)
		return g_strdup_printf("%s(), called by %s()", user,
				       (char *)g_ptr_array_index(stack, index + 1));
	return g_strdup_printf("%s()", user);
}

static char *place_of(const struct lockdep_lock *lock, const GPtrArray *stack)
{
	return lock->at ? g_strdup_printf("%s()", lock->at) : user_of(stack);
}

/* Returns the kind of interrupt in a usage or phrase of lockdep. */
static const char *irq_of(const char *usage)
{
	if (usage && strstr(usage, "SOFTIRQ"))
		return "softirq";
	if (usage && strstr(usage, "RECLAIM"))
		return "memory reclaim";
	return "hardirq";
}

/* ---- paragraphs -------------------------------------------------------- */

static void say_circular(const struct lockdep *lockdep, GString *out)
{
	g_autofree char *place = place_of(&lockdep->taken, lockdep->now);

	g_string_append_printf(out,
			       "Possible deadlock: %s takes %s in %s while it holds %s",
			       task_of(lockdep), class_of(&lockdep->taken), place,
			       class_of(&lockdep->held));
	if (lockdep->held.at)
		g_string_append_printf(out, " (taken in %s())", lockdep->held.at);
	for (guint i = 1; i < lockdep->chain->len; i++) {
		const struct lock_link *before =
			g_ptr_array_index(lockdep->chain, i - 1);
		const struct lock_link *link = g_ptr_array_index(lockdep->chain, i);
		g_autofree char *user = user_of(link->stack);

		g_string_append_printf(
			out, "%s%s was taken while %s was held, by %s",
			i > 1 ? "; " : ". The opposite order is already known: ",
			class_of(&link->lock), class_of(&before->lock), user);
	}
	g_string_append(out,
			". If tasks do these at the same time, each holding its first "
			"lock, they wait for each other forever.");
}

static void say_recursive(const struct lockdep *lockdep, GString *out)
{
	g_autofree char *place = place_of(&lockdep->taken, lockdep->now);

	g_string_append_printf(
		out,
		"Possible self-deadlock: %s takes %s in %s while it already holds %s, "
		"taken in %s(). If both are the same lock, the task waits for itself. "
		"If they are two locks of one class, lockdep cannot know their order, "
		"and they need a nesting annotation or separate classes.",
		task_of(lockdep), class_of(&lockdep->taken), place,
		class_of(&lockdep->held),
		lockdep->held.at ? lockdep->held.at : UNKNOWN);
}

static gboolean is_in_irq(const char *usage)
{
	return usage && g_str_has_prefix(usage, "IN-");
}

static void say_inconsistent(const struct lockdep *lockdep, GString *out)
{
	g_autofree char *now = user_of(lockdep->now);
	g_autofree char *before = user_of(lockdep->before);
	const char *irq = irq_of(lockdep->to);
	g_autofree char *inside = g_strdup_printf("in %s", irq);
	g_autofree char *outside = g_strdup_printf("with %s enabled", irq);
	gboolean now_inside = is_in_irq(lockdep->to);

	g_string_append_printf(
		out,
		"Inconsistent use: %s takes %s %s, by %s. The same class was taken "
		"earlier %s, by %s. If %s occurs on the CPU that holds the lock, it "
		"waits forever for the code that it interrupted.",
		task_of(lockdep), class_of(&lockdep->taken),
		now_inside ? inside : outside, now, now_inside ? outside : inside,
		before, irq);
}

static void say_inversion(const struct lockdep *lockdep, GString *out)
{
	g_autofree char *now = place_of(&lockdep->taken, lockdep->now);

	g_string_append_printf(
		out,
		"Possible interrupt inversion: %s took %s in %s, in a context in which "
		"it had not been taken before, and it is taken together with %s. One "
		"of the two is taken in interrupts, the other with interrupts enabled: "
		"an interrupt that occurs while the second one is held waits for it "
		"because of the first.",
		task_of(lockdep), class_of(&lockdep->taken), now,
		class_of(&lockdep->other));
}

static void say_order(const struct lockdep *lockdep, GString *out)
{
	g_autofree char *now = place_of(&lockdep->taken, lockdep->now);
	g_autofree char *safely = user_of(lockdep->before);
	g_autofree char *unsafely = user_of(lockdep->unsafely);

	g_string_append_printf(
		out,
		"Possible interrupt deadlock: %s takes %s in %s while it holds %s. "
		"Therefore %s, which is taken in interrupts (by %s), comes before %s, "
		"which is taken with interrupts enabled (by %s). If one CPU holds %s "
		"with interrupts enabled, and another CPU holds %s and waits for it, "
		"an interrupt on the first CPU waits for the second one forever.",
		task_of(lockdep), class_of(&lockdep->taken), now,
		class_of(&lockdep->held), class_of(&lockdep->safe), safely,
		class_of(&lockdep->unsafe), unsafely, class_of(&lockdep->unsafe),
		class_of(&lockdep->safe));
}

/* For kinds that need only one sentence and the list of held locks. */
static void say_single(const struct lockdep *lockdep, GString *out)
{
	g_autofree char *user = user_of(lockdep->now);
	g_autofree char *before = user_of(lockdep->before);
	const char *class = class_of(&lockdep->taken), *task = task_of(lockdep);

	switch (lockdep->kind) {
	case LOCKDEP_UNLOCK:
		g_string_append_printf(
			out, "%s releases %s in %s, but does not hold it.", task, class,
			lockdep->before->len ? before : user);
		break;
	case LOCKDEP_FREED:
		g_string_append_printf(
			out,
			"%s frees the memory that contains %s (in %s) while the lock "
			"is held, taken in %s().",
			task, class, user,
			lockdep->taken.at ? lockdep->taken.at : UNKNOWN);
		break;
	case LOCKDEP_NESTED:
		g_string_append_printf(
			out,
			"%s takes %s in %s as nested inside another lock, but does "
			"not hold that lock.",
			task, class, user);
		break;
	case LOCKDEP_WAIT:
		g_string_append_printf(
			out,
			"%s takes %s in %s in a context in which this lock (wait "
			"type %s) is not allowed: it may sleep on PREEMPT_RT.",
			task, class, user,
			lockdep->taken.wait ? lockdep->taken.wait : "unknown");
		break;
	case LOCKDEP_RCU:
		g_string_append_printf(
			out, "%s reads RCU-protected data without protection: %s.",
			user, lockdep->where ? lockdep->where : UNKNOWN);
		break;
	case LOCKDEP_LEFT:
		g_string_append(out, "A task leaves the kernel while it holds locks.");
		break;
	case LOCKDEP_KEY:
		g_string_append_printf(
			out,
			"%s takes a lock that was never initialised, or whose "
			"memory was reused.",
			user);
		break;
	default:
		g_assert_not_reached();
	}
}

static void say_held(const struct lockdep *lockdep, GString *out)
{
	if (!lockdep->held_locks->len)
		return;
	g_string_append(out, " Locks held:");
	for (guint i = 0; i < lockdep->held_locks->len; i++) {
		const struct lockdep_lock *lock =
			g_ptr_array_index(lockdep->held_locks, i);

		g_string_append_printf(out, "%s %s", i ? "," : "", class_of(lock));
		if (lock->at)
			g_string_append_printf(out, " (%s)", lock->at);
	}
	g_string_append_c(out, '.');
}

/* ---- diagrams ---------------------------------------------------------- */

/* Draws the circle, from the lock that is taken last back to itself. */
static void draw_circular(const struct lockdep *lockdep, GString *out)
{
	g_autofree char *place = place_of(&lockdep->taken, lockdep->now);

	for (guint i = 0; i < lockdep->chain->len; i++) {
		const struct lock_link *link = g_ptr_array_index(lockdep->chain, i);
		const struct lock_link *next = NULL;
		g_autofree char *user = NULL;

		if (i + 1 < lockdep->chain->len)
			next = g_ptr_array_index(lockdep->chain, i + 1);
		user = next ? user_of(next->stack) : g_strdup_printf("%s: now", place);
		g_string_append_printf(out, "    %s\n      |  %s\n      v\n",
				       class_of(&link->lock), user);
	}
	g_string_append_printf(out, "    %s (back to the start)\n",
			       class_of(&lockdep->taken));
}

static void draw_lines(GString *out, const char *left, const char *right, guint width)
{
	if (*right)
		g_string_append_printf(out, "    %-*s  %s\n", width, left, right);
	else
		g_string_append_printf(out, "    %s\n", left);
}

/* Draws the holder of the lock with interrupts enabled, and the interrupt that takes
 * it. */
static void draw_interrupt(GString *out, const char *irq, const char *wait,
			   const char *outer, const char *outer_user, const char *inner,
			   const char *inner_user)
{
	g_autofree char *lock = g_strdup_printf("lock(%s)", outer);
	g_autofree char *by = g_strdup_printf("  %s", outer_user);
	g_autofree char *wants = g_strdup_printf("lock(%s)", inner);
	g_autofree char *wanted_by = g_strdup_printf("  %s", inner_user);
	guint width = MAX(MAX(strlen(lock), strlen(by)), 26);

	draw_lines(out, "interrupts enabled", irq, width);
	draw_lines(out, "------------------", "-------", width);
	draw_lines(out, lock, "", width);
	draw_lines(out, by, "", width);
	draw_lines(out, "  <interrupt> ----------->", wants, width);
	draw_lines(out, "", wanted_by, width);
	draw_lines(out, "", wait, width);
}

static void draw_inconsistent(const struct lockdep *lockdep, GString *out)
{
	g_autofree char *now = user_of(lockdep->now);
	g_autofree char *before = user_of(lockdep->before);
	const char *class = class_of(&lockdep->taken);
	gboolean now_inside = is_in_irq(lockdep->to);

	draw_interrupt(out, irq_of(lockdep->to),
		       "waits for the code that it interrupted", class,
		       now_inside ? before : now, class, now_inside ? now : before);
}

static void draw_order(const struct lockdep *lockdep, GString *out)
{
	g_autofree char *now = place_of(&lockdep->taken, lockdep->now);
	g_autofree char *safely = user_of(lockdep->before);
	g_autofree char *unsafely = user_of(lockdep->unsafely);

	g_string_append_printf(out, "    %s\n      |  %s: now\n      v\n    %s\n\n",
			       class_of(&lockdep->held), now,
			       class_of(&lockdep->taken));
	draw_interrupt(
		out, "interrupt", "waits for the other CPU, which waits for this one",
		class_of(&lockdep->unsafe), unsafely, class_of(&lockdep->safe), safely);
}

static void draw_recursive(const struct lockdep *lockdep, GString *out)
{
	g_string_append_printf(
		out, "    lock(%s)  %s\n      lock(%s)  %s\n      waits for itself\n",
		class_of(&lockdep->held), lockdep->held.at ? lockdep->held.at : "",
		class_of(&lockdep->taken), lockdep->taken.at ? lockdep->taken.at : "");
}

/* ---- both -------------------------------------------------------------- */

/* Wraps the paragraph to 80 columns. */
static void wrap(GString *text)
{
	gsize column = 0, blank = 0;

	for (gsize i = 0; i < text->len; i++, column++) {
		if (text->str[i] == ' ')
			blank = i;
		if (column < 80 || !blank)
			continue;
		text->str[blank] = '\n';
		column = i - blank;
		blank = 0;
	}
}

/* Whether the report is complete enough to say more than its title. */
static gboolean is_explicable(const struct lockdep *lockdep)
{
	switch (lockdep->kind) {
	case LOCKDEP_CIRCULAR:
		return lockdep->taken.class && lockdep->held.class;
	case LOCKDEP_ORDER:
		return lockdep->taken.class && lockdep->safe.class &&
		       lockdep->unsafe.class;
	case LOCKDEP_RCU:
	case LOCKDEP_KEY:
	case LOCKDEP_LEFT:
		return lockdep->now->len || lockdep->held_locks->len;
	default:
		return lockdep->taken.class != NULL;
	}
}

/* Writes the paragraph, and the diagram for kinds that have one. */
static void say_and_draw(const struct lockdep *lockdep, GString *text, GString *picture)
{
	switch (lockdep->kind) {
	case LOCKDEP_CIRCULAR:
		say_circular(lockdep, text);
		draw_circular(lockdep, picture);
		break;
	case LOCKDEP_RECURSIVE:
		say_recursive(lockdep, text);
		draw_recursive(lockdep, picture);
		break;
	case LOCKDEP_INCONSISTENT:
		say_inconsistent(lockdep, text);
		draw_inconsistent(lockdep, picture);
		break;
	case LOCKDEP_INVERSION:
		say_inversion(lockdep, text);
		break;
	case LOCKDEP_ORDER:
		say_order(lockdep, text);
		draw_order(lockdep, picture);
		break;
	default:
		say_single(lockdep, text);
		break;
	}
}

char *lockdep_explain(const struct lockdep *lockdep)
{
	GString *text = g_string_new(NULL);
	g_autoptr(GString) picture = g_string_new(NULL);

	if (!is_explicable(lockdep)) {
		g_string_append(
			text,
			"The log contains too little of this report to explain it.\n");
		return g_string_free(text, FALSE);
	}
	say_and_draw(lockdep, text, picture);
	say_held(lockdep, text);
	wrap(text);
	g_string_append_printf(text, "\n%s%s", picture->len ? "\n" : "", picture->str);
	return g_string_free(text, FALSE);
}
