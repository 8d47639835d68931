/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A report of lockdep, taken apart: which locks, who holds and takes what, by
 * which chain of dependencies, in which contexts (kernel/locking/lockdep.c; its
 * wording since 2.6.18).
 */
#pragma once

#include <glib.h>
#include <jansson.h>

#include "console/report.h"

enum lockdep_kind {
	LOCKDEP_CIRCULAR,     /* A -> B is new, and B -> ... -> A is known */
	LOCKDEP_RECURSIVE,    /* A while holding A, or one of its class */
	LOCKDEP_INCONSISTENT, /* taken in interrupts and, elsewhere, with them on */
	LOCKDEP_INVERSION,    /* the same through a lock taken inside it */
	LOCKDEP_ORDER,	/* an irq-safe lock held when an irq-unsafe one is taken */
	LOCKDEP_UNLOCK, /* released and not held */
	LOCKDEP_FREED,	/* its memory freed while held */
	LOCKDEP_NESTED, /* nest_lock not held */
	LOCKDEP_WAIT,	/* a sleeping lock inside a spinning one */
	LOCKDEP_RCU,	/* suspicious RCU usage */
	LOCKDEP_LEFT,	/* held at the return to user space or at exit */
	LOCKDEP_KEY,	/* a lock that was never initialised */
};

/* A lock as a line shows it; strings are NULL where the line has none. */
struct lockdep_lock {
	char *class; /* "&ctx->wqh" */
	char *usage; /* "+.?...", lockdep's usage bits */
	char *wait;  /* "2:2", the wait types, since 5.6 */
	char *at;    /* the function that takes or took it */
};

/* A step of the chain: @lock was taken, by @stack, while the one before was held. */
struct lock_link {
	struct lockdep_lock lock;
	GPtrArray *stack; /* of char *, function names, innermost first */
};

struct lockdep {
	enum lockdep_kind kind;
	char *task;		   /* "comm/pid", or NULL */
	struct lockdep_lock taken; /* or released, or freed */
	struct lockdep_lock held;  /* by the task that takes it */
	struct lockdep_lock
		other; /* INVERSION: the lock inside or around; NESTED: missing */
	struct lockdep_lock safe; /* ORDER: the two ends of the chain */
	struct lockdep_lock unsafe;
	char *from, *to;  /* INCONSISTENT: usages, "SOFTIRQ-ON-W", "IN-SOFTIRQ-W" */
	char *where;	  /* RCU: "file.c:1 suspicious rcu_dereference_check() usage" */
	GPtrArray *chain; /* of struct lock_link *, outermost lock first */
	GPtrArray *held_locks; /* of struct lockdep_lock *, first taken first */
	GPtrArray *before;     /* stack of the earlier, conflicting use */
	GPtrArray *unsafely;   /* ORDER: stack that made @unsafe so */
	GPtrArray *now;	       /* stack of the report */
};

/*
 * Takes @report apart; NULL if it is none of lockdep's or its lines were not kept.
 * What is missing in it is missing in the result.
 */
struct lockdep *lockdep_parse(const struct report *report);
void lockdep_free(struct lockdep *lockdep);

/*
 * The report as a text for people: a paragraph that says what is wrong, and a
 * picture of it. The caller frees it.
 */
char *lockdep_explain(const struct lockdep *lockdep);

/* The same as data; a new reference. */
json_t *lockdep_json(const struct lockdep *lockdep);

/* The locks and the order in which they are taken as a graph for dot(1). */
char *lockdep_dot(const struct lockdep *lockdep, const char *title);

/*
 * The classes involved, for a signature: "A -> B -> A". Numbers that count classes
 * of the same name ("key#3") are left out: they differ between boots.
 */
char *lockdep_classes(const struct lockdep *lockdep);

/* The word for the kind in JSON, "circular" and so on. */
const char *lockdep_kind_name(enum lockdep_kind kind);

/*
 * Of @stack, the function that wants the lock: the first that is not part of
 * locking itself. NULL if there is none.
 */
const char *lockdep_stack_user(const GPtrArray *stack, guint *index);
