/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Exports lockdep reports for programs: JSON, DOT, and classes for signatures. */
#include <string.h>

#include "console/lockdep.h"
#include "util/json-text.h"

/* ---- JSON -------------------------------------------------------------- */

static void set_string(json_t *object, const char *key, const char *value)
{
	if (value)
		json_object_set_new(object, key, json_text(value));
}

static json_t *lock_json(const struct lockdep_lock *lock)
{
	json_t *object = json_object();

	set_string(object, "class", lock->class);
	set_string(object, "usage", lock->usage);
	set_string(object, "wait", lock->wait);
	set_string(object, "at", lock->at);
	return object;
}

static void set_lock(json_t *object, const char *key, const struct lockdep_lock *lock)
{
	if (lock->class)
		json_object_set_new(object, key, lock_json(lock));
}

static void set_stack(json_t *object, const char *key, const GPtrArray *stack)
{
	json_t *names = json_array();

	for (guint i = 0; i < stack->len; i++)
		json_array_append_new(names, json_text(g_ptr_array_index(stack, i)));
	json_object_set_new(object, key, names);
}

static void set_chain(json_t *object, const GPtrArray *chain)
{
	json_t *links = json_array();

	for (guint i = 0; i < chain->len; i++) {
		const struct lock_link *link = g_ptr_array_index(chain, i);
		json_t *item = lock_json(&link->lock);

		set_stack(item, "stack", link->stack);
		json_array_append_new(links, item);
	}
	json_object_set_new(object, "chain", links);
}

json_t *lockdep_json(const struct lockdep *lockdep)
{
	json_t *object = json_object(), *held = json_array();
	g_autofree char *text = lockdep_explain(lockdep);

	set_string(object, "kind", lockdep_kind_name(lockdep->kind));
	set_string(object, "task", lockdep->task);
	set_lock(object, "taken", &lockdep->taken);
	set_lock(object, "held", &lockdep->held);
	set_lock(object, "other", &lockdep->other);
	set_lock(object, "safe", &lockdep->safe);
	set_lock(object, "unsafe", &lockdep->unsafe);
	set_string(object, "from", lockdep->from);
	set_string(object, "to", lockdep->to);
	set_string(object, "where", lockdep->where);
	set_chain(object, lockdep->chain);
	for (guint i = 0; i < lockdep->held_locks->len; i++)
		json_array_append_new(
			held, lock_json(g_ptr_array_index(lockdep->held_locks, i)));
	json_object_set_new(object, "held_locks", held);
	set_stack(object, "before", lockdep->before);
	set_stack(object, "unsafely", lockdep->unsafely);
	set_stack(object, "now", lockdep->now);
	set_string(object, "text", text);
	return object;
}

/* ---- DOT --------------------------------------------------------------- */

static void append_quoted(GString *out, const char *text)
{
	g_string_append_c(out, '"');
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			g_string_append_c(out, '\\');
		g_string_append_c(out, *text);
	}
	g_string_append_c(out, '"');
}

static void append_edge(GString *out, const char *from, const char *to,
			const char *label, gboolean closing)
{
	if (!from || !to)
		return;
	g_string_append_c(out, '\t');
	append_quoted(out, from);
	g_string_append(out, " -> ");
	append_quoted(out, to);
	g_string_append(out, " [label=");
	append_quoted(out, label ? label : "");
	g_string_append_printf(out, "%s];\n", closing ? ", color=red" : "");
}

/* The contexts of an interrupt report are nodes, too: they take the lock. */
static void append_contexts(GString *out, const struct lockdep *lockdep)
{
	append_edge(out, lockdep->from, lockdep->taken.class,
		    lockdep_stack_user(lockdep->before, NULL), FALSE);
	append_edge(out, lockdep->to, lockdep->taken.class,
		    lockdep_stack_user(lockdep->now, NULL), TRUE);
	if (lockdep->kind != LOCKDEP_ORDER)
		return;
	append_edge(out, "interrupt", lockdep->safe.class,
		    lockdep_stack_user(lockdep->before, NULL), FALSE);
	append_edge(out, "interrupts enabled", lockdep->unsafe.class,
		    lockdep_stack_user(lockdep->unsafely, NULL), FALSE);
}

char *lockdep_dot(const struct lockdep *lockdep, const char *title)
{
	GString *out = g_string_new("digraph lockdep {\n\tlabel=");
	const struct lock_link *last = NULL;

	append_quoted(out, title);
	g_string_append(out, ";\n\tnode [shape=box];\n");
	for (guint i = 0; i < lockdep->chain->len; i++) {
		const struct lock_link *link = g_ptr_array_index(lockdep->chain, i);

		if (last)
			append_edge(out, last->lock.class, link->lock.class,
				    lockdep_stack_user(link->stack, NULL), FALSE);
		last = link;
	}
	append_edge(out, lockdep->held.class, lockdep->taken.class, lockdep->taken.at,
		    TRUE);
	append_contexts(out, lockdep);
	g_string_append(out, "}\n");
	return g_string_free(out, FALSE);
}

/* ---- signatures -------------------------------------------------------- */

/* Appends @class without "#12", which numbers classes of the same name in the order of
 * creation. */
static void append_class(GString *out, const char *class)
{
	for (const char *p = class; *p; p++) {
		if (*p == '#' && g_ascii_isdigit(p[1])) {
			while (g_ascii_isdigit(p[1]))
				p++;
			continue;
		}
		g_string_append_c(out, *p);
	}
}

static void append_step(GString *out, const char *class)
{
	if (!class)
		return;
	if (out->len)
		g_string_append(out, " -> ");
	append_class(out, class);
}

char *lockdep_classes(const struct lockdep *lockdep)
{
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < lockdep->chain->len; i++) {
		const struct lock_link *link = g_ptr_array_index(lockdep->chain, i);

		append_step(out, link->lock.class);
	}
	if (!lockdep->chain->len)
		append_step(out, lockdep->held.class);
	append_step(out, lockdep->taken.class);
	if (lockdep->from && lockdep->to)
		g_string_append_printf(out, " {%s} -> {%s}", lockdep->from,
				       lockdep->to);
	return g_string_free(out, FALSE);
}
