/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which of the lines that patches added or changed ran: combines the patches, placed in
 * the source that was built, with the code of each line (lines.h) and the code that ran
 * (covermap.h).
 *
 * The data is in a directory, coverage/ of a built variant, which is copied into every
 * run directory:
 *
 *	lines       see lines.h
 *	series      the patches in order, as for quilt; names relative to patches/
 *	patches/    the patches
 *	source/     the files that they change, as they were built
 *	map, why    only in a run directory, see vm/cover-setup.h
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
	COVERAGE_GONE,	  /* a later patch of the series changed the line */
	COVERAGE_UNBUILT, /* in a file that is not part of this kernel */
};

/* An added or changed line. */
struct coverage_line {
	const struct patch_line *text; /* points into the patch */
	guint number;		       /* in the source as built; 0: gone */
	enum coverage_state state;
	guint pieces, ran; /* number of code pieces (blocks, inlined copies), and of
			    * those that ran */
	guint64 scenes;	   /* bit mask of the coverage->scenes that ran it */
};

struct coverage_hunk {
	const struct hunk *hunk; /* points into the patch */
	GArray *lines;		 /* struct coverage_line: the added lines of
				  * hunk->lines, in order */
	guint changed, run;	 /* number of lines with code, and of those that ran */
	guint64 scenes;
};

/* A function that contains code of a changed line. */
struct coverage_function {
	const struct lines_function *function;
	gboolean entered;
	guint64 scenes;
};

struct coverage_file {
	char *path;
	const struct lines_file *lines; /* NULL: not in the table */
	guint index;			/* index of lines */
	GPtrArray *hunks;		/* struct coverage_hunk */
};

struct coverage_patch {
	char *name;
	gboolean shown;	      /* selected; others are there only for placing */
	GPtrArray *files;     /* struct coverage_file */
	GPtrArray *functions; /* struct coverage_function */
	guint changed, run;
};

struct coverage {
	char *dir;
	struct line_table *lines;
	struct series *series;
	GArray *steps;	    /* the patches, see patch/series-apply.h */
	GPtrArray *patches; /* struct coverage_patch, in order */
	GPtrArray *scenes;  /* char *: "boot", then names of scenarios, at most 64 */
	gboolean exact;	    /* scenes are all that ran a line, not only the first */
	gboolean selected;  /* coverage_select() was called: not all are shown */
	guint runs;	    /* number of runs that were added */
	GArray *ran;	    /* guint64, one for each of lines->codes: its scenes */
	guint changed, run; /* of the selected patches */
};

typedef struct coverage Coverage;

/* Loads the directory @dir and places its patches. Errors: KF_ERROR_INVALID, naming the
 * patch, if the source there does not match the patches. */
struct coverage *coverage_load(const char *dir,
			       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Selects @patch, the path of a patch of the series or its name in it; only selected
 * patches are shown and counted. May be called several times. Errors: KF_ERROR_INPUT if
 * the series does not have it.
 */
gboolean coverage_select(struct coverage *coverage, const char *patch,
			 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Adds the run in the directory @run_dir. Scenarios with the same name in several runs
 * are one scene. Errors: KF_ERROR_INVALID if its coverage is unknown: no map (with the
 * reason), a truncated map, a kernel or module with another build id, or one not at its
 * link address (KASLR); KF_ERROR_INPUT if all runs have more than 64 scenarios;
 * KF_ERROR_SYSTEM. Then nothing of the run counts.
 */
gboolean coverage_add_run(struct coverage *coverage, const char *run_dir,
			  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Counts, after runs were added; may be repeated after more were added.
 * KF_ERROR_INVALID, naming the file, if code of a selected patch is unknown (refused,
 * see lines.h).
 */
gboolean coverage_count(struct coverage *coverage,
			GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Fills coverage->lines->exact with the functions that have changed lines, to be
 * watched in every phase. Needs no run. */
void coverage_mark_exact(struct coverage *coverage);

/*
 * Returns the map of the run in @run_dir, whose run.json is @record, if its kernel has
 * @build_id and its start_kernel is at @entry; the caller frees it. Otherwise
 * KF_ERROR_INVALID, with the reason.
 */
struct covermap *coverage_map_of_run(const char *run_dir, const struct run *record,
				     const char *build_id, guint64 entry,
				     GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * For a verdict: counts only the run in @run_dir. Returns TRUE with *@changed and
 * *@ran, or with *@why (a line; the caller frees it) if coverage was not possible
 * (KVM). Returns FALSE and sets @error if coverage is missing or wrong.
 */
gboolean coverage_of_run(const char *run_dir, guint *changed, guint *ran, char **why,
			 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Returns "run", "not-run", "no-code", "gone", "unbuilt", as in JSON; a literal. */
const char *coverage_state_name(enum coverage_state state);

/* @coverage may be NULL. */
void coverage_free(struct coverage *coverage);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Coverage, coverage_free)
