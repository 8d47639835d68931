/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A parsed lockdep report: which locks, who holds and takes them, by which chain of
 * dependencies, in which contexts (kernel/locking/lockdep.c, in its wording since
 * 2.6.18).
 */
#pragma once

#include <glib.h>
#include <jansson.h>

#include "console/report.h"

enum lockdep_kind {
	LOCKDEP_CIRCULAR,     /* A -> B is new, and B -> ... -> A is known */
	LOCKDEP_RECURSIVE,    /* A taken while A, or a lock of its class, is held */
	LOCKDEP_INCONSISTENT, /* taken in interrupts and, elsewhere, with them
			       * enabled */
	LOCKDEP_INVERSION,    /* the same by a lock taken inside it */
	LOCKDEP_ORDER,	/* an irq-unsafe lock taken while an irq-safe one is held */
	LOCKDEP_UNLOCK, /* released without being held */
	LOCKDEP_FREED,	/* memory freed while it is held */
	LOCKDEP_NESTED, /* nest_lock is not held */
	LOCKDEP_WAIT,	/* a sleeping lock taken inside a spinning one */
	LOCKDEP_RCU,	/* suspicious RCU usage */
	LOCKDEP_LEFT,	/* held on return to user space or at exit */
	LOCKDEP_KEY,	/* a lock that was not initialised */
};

/* A lock as a line shows it; missing parts are NULL. */
struct lockdep_lock {
	char *class; /* "&ctx->wqh" */
	char *usage; /* "+.?...", lockdep's usage bits */
	char *wait;  /* "2:2", wait types, since 5.6 */
	char *at;    /* function that took or takes it */
};

/* A step of the chain: @lock was taken at @stack while the previous lock was held. */
struct lock_link {
	struct lockdep_lock lock;
	GPtrArray *stack; /* of char *, function names, innermost first */
};

struct lockdep {
	enum lockdep_kind kind;
	char *task;		   /* "comm/pid", or NULL */
	struct lockdep_lock taken; /* or released, or freed */
	struct lockdep_lock held;  /* by the same task */
	struct lockdep_lock
		other; /* INVERSION: the inner or outer lock; NESTED: the missing one */
	struct lockdep_lock safe; /* ORDER: both ends of the chain */
	struct lockdep_lock unsafe;
	char *from, *to;  /* INCONSISTENT: usages, "SOFTIRQ-ON-W", "IN-SOFTIRQ-W" */
	char *where;	  /* RCU: "file.c:1 suspicious rcu_dereference_check() usage" */
	GPtrArray *chain; /* of struct lock_link *, outermost lock first */
	GPtrArray *held_locks; /* of struct lockdep_lock *, first taken first */
	GPtrArray *before;     /* stack of the earlier, conflicting use */
	GPtrArray *unsafely;   /* ORDER: stack that made @unsafe irq-unsafe */
	GPtrArray *now;	       /* stack of the report */
};

/* Parses @report; NULL if it is not from lockdep or its lines were not kept. What it
 * lacks is missing in the result. */
struct lockdep *lockdep_parse(const struct report *report);
void lockdep_free(struct lockdep *lockdep);

/* Returns the report as text for people: a paragraph that says what is wrong, and a
 * diagram. The caller frees it. */
char *lockdep_explain(const struct lockdep *lockdep);

/* Returns the same as data; a new reference. */
json_t *lockdep_json(const struct lockdep *lockdep);

/* Returns the locks and their order as a graph for dot(1); the caller frees it. */
char *lockdep_dot(const struct lockdep *lockdep, const char *title);

/*
 * Returns the classes for a signature, "A -> B -> A"; the caller frees it. Numbers that
 * distinguish classes of the same name ("key#3") are omitted, because they differ
 * between boots.
 */
char *lockdep_classes(const struct lockdep *lockdep);

/* Returns the name of the kind in JSON: "circular", ... */
const char *lockdep_kind_name(enum lockdep_kind kind);

/* Returns the function in @stack that takes the lock, which is the first that does not
 * belong to locking itself, and its index. NULL if there is none. */
const char *lockdep_stack_user(const GPtrArray *stack, guint *index);
