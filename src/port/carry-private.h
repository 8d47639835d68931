/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Carrying one patch: carry-patch.c tries the patch, carry-section.c a file, and
 * carry-hunks.c its hunks. carry-report.c records the outcome, and carry-proof.c prints
 * the new patch and applies it to prove it.
 */
#pragma once

#include "port/carry.h"
#include "port/doubt.h"

/* One attempt to carry a patch. */
struct patch_job {
	struct tree *old, *new;
	const struct patch *patch;
	const struct carry_options *options;
	struct carry *carry;
	enum doubt doubt;	     /* about the hunks that are not upstream, if
				      * others are */
	struct patch_result *placed; /* files whose hunks all apply unchanged */
	GHashTable *blocks;	     /* marker blocks of files in conflict, by path */
	GPtrArray *watched;	     /* paths of conflicts that no marker shows */
};

/* A file's part of a patch, and its effect on the old tree. */
struct patch_section {
	const struct patch_file *file;
	struct file_result *result;
	struct patch_result *owner;
	char *source;		/* path that is read in both trees */
	const char *path;	/* path that is written */
	GBytes *before, *after; /* in the old tree; NULL: no such file */
	mode_t before_mode, after_mode;
	struct blob there; /* content of source in the new tree */
	char *moved;	   /* path of a renamed file in the new tree, or NULL */
	char *named;	   /* path in the patch, if the old tree has no such file */
};

static inline GBytes *ref_or_null(GBytes *bytes)
{
	return bytes ? g_bytes_ref(bytes) : NULL;
}

static inline gboolean bytes_same(GBytes *a, GBytes *b)
{
	return a == b || (a && b && g_bytes_equal(a, b));
}

/* --- carry.c ---------------------------------------------------------------------- */

struct carry *carry_new(void);

/* Returns the combined status of @hunks (of struct carry_hunk). */
enum carry_status carry_judge(const GPtrArray *hunks);

/* Makes all of @carry a conflict, with @reason. */
void carry_disprove(struct carry *carry, const char *reason);

/* --- carry-report.c --------------------------------------------------------------- */

/* Adds the outcome of @hunk to the carry, which owns the result. */
struct carry_hunk *report_hunk(struct patch_job *job,
			       const struct patch_section *section,
			       const struct hunk *hunk, guint number,
			       enum merge_step step, gint64 line, const char *reason);

/* The same for all hunks of the section. */
void report_all(struct patch_job *job, const struct patch_section *section,
		enum merge_step step, const char *reason);

/* Appends hunks of the section in conflict to the rejects; @hunks NULL: all. */
void report_rejects(struct patch_job *job, const struct patch_section *section,
		    GArray *hunks);

/* In a conflict: records all files of the patch that were changed since @mark. */
gboolean report_work(struct patch_job *job, guint mark, GError **error);

/* Records that a conflict concerns @path, although no marker in the file shows it. */
void report_watch(struct patch_job *job, const char *path);

/*
 * Puts the file with conflict markers (@marked) into the tree, where it stays until the
 * patch is rolled back. If two diffs of one file have markers, it is unknown which
 * belong to which hunk.
 */
gboolean report_marked(struct patch_job *job, const struct patch_section *section,
		       GBytes *marked, mode_t mode, GArray *blocks, GError **error);

/* --- carry-section.c -------------------------------------------------------------- */

/* Carries the part of one file. */
gboolean carry_section(struct patch_job *job, const struct patch_file *file,
		       GError **error);

/*
 * Sets the content of the section's file to @result, under its new name if it has one.
 */
gboolean section_put(struct patch_job *job, const struct patch_section *section,
		     GBytes *result, GError **error);

/* Returns the mode for the file: the new tree's, unless the patch changes it. */
mode_t section_mode(const struct patch_section *section);

/* --- carry-hunks.c ---------------------------------------------------------------- */

gboolean carry_hunks(struct patch_job *job, const struct patch_section *section,
		     GError **error);

/* --- carry-proof.c ---------------------------------------------------------------- */

/* Sets the carry's patch to one that makes all changes since @mark to the new tree.
 * *@proven is whether applying it normally makes exactly these. */
gboolean carry_print(struct patch_job *job, guint mark, gboolean *proven,
		     GError **error);
