/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which of the lines that patches added or changed were run: patches, placed in
 * the source that was built, joined with the lines of code (lines.h) and with what
 * runs of that kernel noted (covermap.h).
 *
 * What it is drawn from is a directory, coverage/ of a built variant, copied into
 * every run directory:
 *
 *	lines       see lines.h
 *	series      the patches in order, as quilt has it; names below patches/
 *	patches/    the patches
 *	source/     the files that they touch, as they were built
 *	map, why    of a run only, see vm/cover-setup.h
 */
#pragma once

#include <glib.h>
#include <jansson.h>

#include "cover/covermap.h"
#include "cover/lines.h"
#include "patch/series.h"
#include "verdict/run.h"

enum coverage_state {
	COVERAGE_NO_CODE, /* a comment, a declaration, a brace */
	COVERAGE_NOT_RUN,
	COVERAGE_RUN,
	COVERAGE_GONE,	  /* a later patch of the series changed the line again */
	COVERAGE_UNBUILT, /* of a file that is not part of this kernel */
};

/* An added or changed line. */
struct coverage_line {
	const struct patch_line *text; /* the patch's */
	guint number;		       /* in the source as built; 0 if gone */
	enum coverage_state state;
	guint pieces, ran; /* of code: places where it was inlined, blocks */
	guint64 scenes;	   /* bit by bit: those of coverage->scenes that ran it */
};

struct coverage_hunk {
	const struct hunk *hunk; /* the patch's */
	GArray *lines;		 /* struct coverage_line; those in hunk->lines that
				    the patch adds, in their order */
	guint changed, run;	 /* lines with code, and those of them that ran */
	guint64 scenes;
};

/* A function with code of a changed line. */
struct coverage_function {
	const struct lines_function *function;
	gboolean entered;
	guint64 scenes;
};

struct coverage_file {
	char *path;
	const struct lines_file *lines; /* NULL: unknown to the table */
	guint index;			/* of it */
	GPtrArray *hunks;		/* struct coverage_hunk */
};

struct coverage_patch {
	char *name;
	gboolean shown;	      /* was asked for; others are there for placing only */
	GPtrArray *files;     /* struct coverage_file */
	GPtrArray *functions; /* struct coverage_function */
	guint changed, run;
};

struct coverage {
	char *dir;
	struct line_table *lines;
	struct series *series;
	GArray *steps;	    /* the patches, see patch/series-apply.h */
	GPtrArray *patches; /* struct coverage_patch, in the series' order */
	GPtrArray *scenes;  /* char *: "boot", then scenarios' names, at most 64 */
	gboolean exact;	    /* scenes tell all that ran a line, not the first */
	gboolean selected;  /* by coverage_select(): not all are shown */
	guint runs;	    /* that were added */
	GArray *ran;	    /* guint64, as long as lines->codes: scenes of each */
	guint changed, run; /* of the patches shown */
};

typedef struct coverage Coverage;

/*
 * Reads the directory @dir and places its patches. KF_ERROR_INVALID, naming the patch,
 * if the source there is not what the patches leave.
 */
struct coverage *coverage_load(const char *dir,
			       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Restricts what is shown and counted to @patch, the path of one of the series'
 * patches or its name there; can be called several times. KF_ERROR_INPUT if it is
 * none of them.
 */
gboolean coverage_select(struct coverage *coverage, const char *patch,
			 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Adds what the run in the directory @run_dir ran. Scenarios of one name in several runs
 * are one scene. KF_ERROR_INVALID if that cannot be told: no map and why, a truncated one,
 * a kernel or module with another build id, or one that did not run at its own addresses
 * (KASLR). KF_ERROR_INPUT if all runs have more than 64 scenarios, KF_ERROR_SYSTEM. Then
 * nothing of the run is counted.
 */
gboolean coverage_add_run(struct coverage *coverage, const char *run_dir,
			  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Counts, after all runs were added; again after another one was. KF_ERROR_INVALID, naming
 * the file, if code of a patch shown could not be told (refused, see lines.h).
 */
gboolean coverage_count(struct coverage *coverage,
			GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * The functions with changed lines, to be watched in every phase: fills
 * coverage->lines->exact. Needs no run.
 */
void coverage_mark_exact(struct coverage *coverage);

/*
 * The map of the run in @run_dir, whose run.json is @record, if its kernel has @build_id and
 * start_kernel lies at @entry; the caller frees it. KF_ERROR_INVALID otherwise, saying why.
 */
struct covermap *coverage_map_of_run(const char *run_dir, const struct run *record,
				     const char *build_id, guint64 entry,
				     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * For a verdict: counts the run in @run_dir by itself. TRUE with *@changed and
 * *@ran set; or with *@why set to a line, to be freed, where coverage was not to
 * be had (KVM). FALSE and @error if it should be there and cannot be told.
 */
gboolean coverage_of_run(const char *run_dir, guint *changed, guint *ran, char **why,
			 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* "run", "not-run", "no-code", "gone", "unbuilt", as JSON has it; a literal. */
const char *coverage_state_name(enum coverage_state state);

/* NULL is fine. */
void coverage_free(struct coverage *coverage);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Coverage, coverage_free)
