/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A run directory: everything on which a verdict is based, so that a run can be judged
 * again without booting.
 *
 *	run.json       what was requested, and how the guest ended (this struct)
 *	qemu.cmdline   the exact command
 *	qemu.log       output of QEMU
 *	console.log    the serial console, byte for byte
 *	console.times  when each of its lines arrived, see serial.h
 *	modules        which modules init loads, see module.h; if any
 *	plan           which tests init runs, see vm/plan.h; if any
 *	config         the kernel's .config, if known
 *	coverage/      which code of the kernel ran, see coverage.h and vm/cover-setup.h
 *	verdict.json   the verdict, see verdict.h
 */
#pragma once

#include <glib.h>
#include <jansson.h>

/* Exit statuses of QEMU by which the guest's init reports success or failure; see the
 * protocol in docs/guest.md. */
#define RUN_STATUS_OK	33
#define RUN_STATUS_FAIL 35

enum run_end {
	RUN_END_EXIT,	     /* QEMU exited; see status */
	RUN_END_PANIC,	     /* the kernel panicked */
	RUN_END_WALL,	     /* the time limit was reached */
	RUN_END_SILENCE,     /* the limit without console output was reached */
	RUN_END_KILLED,	     /* QEMU was killed by a signal that kferry did not send */
	RUN_END_INTERRUPTED, /* kferry was asked to stop (SIGINT, SIGTERM, SIGHUP) */
	RUN_END_SUSPENDED,   /* kferry or QEMU was stopped (SIGSTOP) for a while */
};

struct run_result {
	enum run_end end;
	int status;	   /* exit status of QEMU, or the signal that killed it */
	double wall;	   /* seconds from exec to the end */
	double cpu;	   /* CPU seconds of QEMU, user and system */
	double to_init;	   /* seconds from exec to init's first line, -1 if none */
	double cpu_init;   /* CPU seconds of QEMU until then, -1 if none */
	gint64 asked;	   /* size of console.log when a limit was reached and the
			    * guest was asked for backtraces; -1: it was not */
	char qemu[16];	   /* version of QEMU according to QMP; empty if unknown */
	char shutdown[24]; /* reason of QMP's SHUTDOWN event: "guest-shutdown",
			    * "guest-reset", ...; empty if there was none */
};

/* Returns the name of @end in run.json: "exit", "panic", ... */
const char *run_end_name(enum run_end end);

/* Parses such a name; FALSE if it is unknown. */
gboolean run_end_parse(const char *name, enum run_end *end);

/*
 * Whether the host ended the guest: kferry was asked to stop, kferry or QEMU was
 * suspended, QEMU got a signal (it may exit normally then: "host-signal"), or QEMU
 * could not start or continue (exit status 1). Such a run shows nothing about the
 * kernel beyond what was seen before.
 */
gboolean run_was_cut(const struct run_result *result);

enum run_expect {
	RUN_EXPECT_CLEAN,
	RUN_EXPECT_SPLAT,
};

/* A counter that must return to its start value (tests/guest/counter.h), plus at most
 * @slack. */
struct run_counter {
	char *name;
	guint slack;
};

/* A known failure of a test or subtest, and why it is tolerated. */
struct run_known {
	char *glob; /* matches "TEST" or "TEST/SUBTEST" */
	char *reason;
};

/* Strings are owned by the run. */
struct run {
	char *arch;	/* of the guest, see arch/arch.h; NULL: x86_64 */
	char *branch;	/* "-" if there is none */
	char *variant;	/* "-" if there is none */
	char *release;	/* of the kernel build, NULL if unknown */
	char *build_id; /* of the kernel build, hex; NULL if unknown */
	char *nonce;	/* hex, new for each boot */
	guint64 seed;
	char *scenarios; /* tests to run, comma-separated; NULL: unknown */
	GPtrArray
		*counters; /* struct run_counter *; NULL in older runs, see verdict.c */
	GPtrArray *known;  /* struct run_known *; NULL: none */
	GStrv modules;	   /* that init loads, spelled as by the kernel */
	GStrv may_skip;	   /* scenarios that may be skipped */
	GStrv absent;	   /* module failures that show nothing about the kernel:
			    * "NAME: WHY" (globs), or "NAME needs OTHER" */
	gboolean lockdep;  /* FALSE: the kernel is known to lack it */
	GStrv detectors;   /* enabled in the config, see detector.h; NULL: unknown */
	enum run_expect expect;
	GStrv splats; /* accepted report titles, globs of GPatternSpec */
	char *accel;  /* "kvm", "tcg" */
	char *source; /* source of the kernel for people, if it is not the pinned
		       * one; else NULL */
	gint64 date;  /* when the guest ended, seconds since 1970; 0: unknown */
	char *host;   /* host name of the machine that ran QEMU, NULL if unknown */
	char *series; /* digest of the series and its patches, NULL if unknown */
	struct run_result result;
};

typedef struct run Run;

/* Returns a run with everything unknown; the caller frees it. */
struct run *run_new(void);
void run_free(struct run *run);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Run, run_free)

/* Adds a counter. If it already exists, the larger slack counts. */
void run_add_counter(struct run *run, const char *name, guint slack);

void run_add_known(struct run *run, const char *glob, const char *reason);

/* Reads run.json of the run directory @dir. Errors: KF_ERROR_INVALID if it is missing,
 * since the run then never finished, or malformed. */
struct run *run_load(const char *dir, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same for @size bytes at @text; @path is for messages. */
struct run *run_parse(const char *path, const char *text, gsize size,
		      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Returns when the run in @dir ended, in seconds since 1970; for runs older than that
 * field, when run.json was written; 0 if unknown. */
gint64 run_date(const struct run *run, const char *dir);

/* Returns the text of run.json; the caller frees it. */
char *run_text(const struct run *run);

/* Writes run.json to @dir atomically. */
gboolean run_save(const struct run *run, const char *dir,
		  GError **error) G_GNUC_WARN_UNUSED_RESULT;
