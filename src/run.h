/*
 * A run folder: all that a verdict is drawn from, so that a run can be judged
 * again without booting.
 *
 *   run.json       what was asked for, and how the guest ended (this struct)
 *   qemu.cmdline   the exact command
 *   qemu.log       what QEMU printed
 *   console.log    the serial console, byte for byte
 *   console.times  when each of its lines arrived, see serial.h
 *   modules        which init is to load, see module.h; if any
 *   config         the kernel's .config, where it is known
 *   coverage/      what of the kernel ran, see coverage.h and watch.h
 *   verdict.json   what was found, see verdict.h
 */
#pragma once

#include <glib.h>
#include <jansson.h>

#include "vm.h"

enum run_expect {
	RUN_EXPECT_CLEAN,
	RUN_EXPECT_SPLAT,
};

/* All strings are owned by the run. */
struct run {
	char *branch;	/* "-" for a kernel of no branch */
	char *variant;	/* likewise */
	char *release;	/* that the build gave, NULL if unknown */
	char *build_id; /* likewise, hex */
	char *nonce;	/* hex, new for each boot */
	guint64 seed;
	char *scenarios;  /* as asked for by name, comma separated; NULL: all */
	GStrv modules;	  /* that init is to load, as the kernel calls them */
	GStrv may_skip;	  /* scenarios whose SKIP is no fault */
	GStrv absent;	  /* failures of modules that say nothing about the kernel:
			   * "NAME: WHY" (globs), or "NAME needs OTHER" */
	gboolean lockdep; /* FALSE: the kernel's config is known to be without */
	enum run_expect expect;
	GStrv splats; /* accepted report titles, GPatternSpec globs */
	char *accel;  /* "kvm", "tcg" */
	struct vm_result result;
};

typedef struct run run;

run *run_new(void);
void run_free(run *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(run, run_free)

/* Reads run.json of the run folder @dir; KF_ERROR_INVALID if there is none or it
 * is not a run's: such a run never finished. */
run *run_load(const char *dir, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same of the @size bytes of such a file at @text; @path names it in errors. */
run *run_parse(const char *path, const char *text, gsize size,
	       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The text of run.json, to be freed. */
char *run_text(const run *self);

/* Publishes run.json in @dir. */
gboolean run_save(const run *self, const char *dir,
		  GError **error) G_GNUC_WARN_UNUSED_RESULT;
