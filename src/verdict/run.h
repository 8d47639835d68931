/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A run directory: all that a verdict is drawn from, so that a run can be judged
 * again without booting.
 *
 *   run.json       what was asked for, and how the guest ended (this struct)
 *   qemu.cmdline   the exact command
 *   qemu.log       what QEMU printed
 *   console.log    the serial console, byte for byte
 *   console.times  when each of its lines arrived, see serial.h
 *   modules        which init is to load, see module.h; if any
 *   plan           the tests that init is to run, see vm/plan.h; if any
 *   config         the kernel's .config, where it is known
 *   coverage/      what of the kernel ran, see coverage.h and vm/cover-setup.h
 *   verdict.json   what was found, see verdict.h
 */
#pragma once

#include <glib.h>
#include <jansson.h>

/* Exit statuses of QEMU by which the guest's init tells how it went; see the
 * protocol in docs/guest.md. */
#define RUN_STATUS_OK	33
#define RUN_STATUS_FAIL 35

enum run_end {
	RUN_END_EXIT,	     /* QEMU ended by itself; see status */
	RUN_END_PANIC,	     /* the kernel panicked */
	RUN_END_WALL,	     /* the wall limit was reached */
	RUN_END_SILENCE,     /* the silence limit was reached */
	RUN_END_KILLED,	     /* QEMU was ended by a signal not ours */
	RUN_END_INTERRUPTED, /* kferry was asked to stop (SIGINT, SIGTERM, SIGHUP) */
	RUN_END_SUSPENDED,   /* kferry or QEMU was stopped (SIGSTOP) for a while */
};

struct run_result {
	enum run_end end;
	int status;	   /* exit status of QEMU, or the signal that ended it */
	double wall;	   /* seconds from exec to the end */
	double cpu;	   /* CPU seconds of QEMU, user and system */
	double to_init;	   /* seconds from exec to init's first line, -1 if none */
	double cpu_init;   /* CPU seconds of QEMU up to there, -1 if none */
	gint64 asked;	   /* bytes of console.log before a limit was reached and the
			  * guest was asked for backtraces, -1 if it was not */
	char qemu[16];	   /* version of QEMU, as it says on QMP; empty if unknown */
	char shutdown[24]; /* the reason of the SHUTDOWN event of QMP: "guest-shutdown",
			    * "guest-reset", ...; empty if there was none */
};

/* The name of @end as it stands in run.json: "exit", "panic", ... */
const char *run_end_name(enum run_end end);

/* The reverse of run_end_name(); FALSE if there is no such name. */
gboolean run_end_parse(const char *name, enum run_end *end);

/*
 * Whether the host ended the guest: kferry was asked to stop, it or QEMU was suspended, QEMU
 * got a signal (which it may follow as if it were a wish: "host-signal"), or could not begin
 * or go on (exit status 1).
 * Such a run says nothing of the kernel beyond what was seen until then.
 */
gboolean run_was_cut(const struct run_result *result);

enum run_expect {
	RUN_EXPECT_CLEAN,
	RUN_EXPECT_SPLAT,
};

/* A number that has to be back at its start (tests/guest/counter.h), or so many above. */
struct run_counter {
	char *name;
	guint slack;
};

/* A failed test or subtest that is known, and why it is let pass. */
struct run_known {
	char *glob; /* of "TEST" or "TEST/SUBTEST" */
	char *reason;
};

/* All strings are owned by the run. */
struct run {
	char *arch;	/* of the guest, a name of arch/arch.h; NULL: x86_64 */
	char *branch;	/* "-" for a kernel of no branch */
	char *variant;	/* likewise */
	char *release;	/* that the build gave, NULL if unknown */
	char *build_id; /* likewise, hex */
	char *nonce;	/* hex, new for each boot */
	guint64 seed;
	char *scenarios; /* the tests to be run, comma separated; NULL: unknown */
	GPtrArray
		*counters; /* struct run_counter *; NULL in older runs, see verdict.c */
	GPtrArray *known;  /* struct run_known *; NULL: none */
	GStrv modules;	   /* that init is to load, as the kernel calls them */
	GStrv may_skip;	   /* scenarios whose SKIP is no fault */
	GStrv absent;	   /* failures of modules that say nothing about the kernel:
			   * "NAME: WHY" (globs), or "NAME needs OTHER" */
	gboolean lockdep;  /* FALSE: the kernel's config is known to be without */
	GStrv detectors;   /* detector.h: those that the config has on; NULL: unknown */
	enum run_expect expect;
	GStrv splats; /* accepted report titles, GPatternSpec globs */
	char *accel;  /* "kvm", "tcg" */
	char *source; /* what the kernel was built from, where that is not what the
			* branch file pins: one line for people; NULL otherwise */
	gint64 date;  /* when the guest ended, s since 1970; 0: unknown */
	char *host;   /* name of the machine that ran QEMU, NULL if unknown */
	char *series; /* digest of the series and its patches, likewise */
	struct run_result result;
};

typedef struct run Run;

/* A run of which nothing is known; the caller frees it. */
struct run *run_new(void);
void run_free(struct run *run);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Run, run_free)

/* Adds a counter; of one that is there the larger slack stays. */
void run_add_counter(struct run *run, const char *name, guint slack);

/* Adds a known failure. */
void run_add_known(struct run *run, const char *glob, const char *reason);

/* Reads run.json of the run directory @dir; KF_ERROR_INVALID if there is none or it
 * is not a run's: such a run never finished. */
struct run *run_load(const char *dir, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same of the @size bytes of such a file at @text; @path names it in errors. */
struct run *run_parse(const char *path, const char *text, gsize size,
		      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * When the run in @dir ended, s since 1970: as it says, or where it is older than that
 * field, when run.json was written; 0 if not even that is known.
 */
gint64 run_date(const struct run *run, const char *dir);

/* The text of run.json, to be freed. */
char *run_text(const struct run *run);

/* Publishes run.json in @dir. */
gboolean run_save(const struct run *run, const char *dir,
		  GError **error) G_GNUC_WARN_UNUSED_RESULT;
