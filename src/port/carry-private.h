/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What carries one patch: carry-patch.c tries it, file by file (carry-section.c) and hunk
 * by hunk (carry-hunks.c), carry-report.c tells what came of it, and carry-proof.c prints
 * the new patch and applies it.
 */
#pragma once

#include "port/carry.h"
#include "port/doubt.h"

/* One try at a patch. */
struct patch_job {
	struct tree *old, *new;
	const struct patch *patch;
	const struct carry_options *options;
	struct carry *carry;
	enum doubt doubt;	     /* of what is not upstream when the rest is */
	struct patch_result *placed; /* files all of whose hunks stand as they are */
	GHashTable *blocks;	     /* of what was shown with markers, by path */
	GPtrArray *watched; /* paths that a conflict is about and that have none */
};

/* One file's part of a patch, and what it did to the old tree. */
struct patch_section {
	const struct patch_file *file;
	struct file_result *result;
	struct patch_result *owner;
	char *source;		/* what is read, in both trees */
	const char *path;	/* what is written */
	GBytes *before, *after; /* in the old tree; NULL: there is no such file */
	mode_t before_mode, after_mode;
	struct blob there; /* source in the new tree */
	char *moved;	   /* where the file is there, when it was renamed; or NULL */
	char *named;	   /* what the patch calls it, when the old tree has none */
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

/* What @hunks, of struct carry_hunk, amount to. */
enum carry_status carry_judge(const GPtrArray *hunks);

/* None of it is to be carried, for @reason. */
void carry_disprove(struct carry *carry, const char *reason);

/* --- carry-report.c --------------------------------------------------------------- */

/* Adds what came of @hunk to the carry, whose it is. */
struct carry_hunk *report_hunk(struct patch_job *job,
			       const struct patch_section *section,
			       const struct hunk *hunk, guint number,
			       enum merge_step step, gint64 line, const char *reason);

/* The same of all the section. */
void report_all(struct patch_job *job, const struct patch_section *section,
		enum merge_step step, const char *reason);

/* Appends the section's hunks in conflict to the rejects; @hunks NULL: all. */
void report_rejects(struct patch_job *job, const struct patch_section *section,
		    GArray *hunks);

/* Of a conflict: all files of the patch as far as they got since @mark. */
gboolean report_work(struct patch_job *job, guint mark, GError **error);

/* A conflict is about @path, and nothing in the file shows it. */
void report_watch(struct patch_job *job, const char *path);

/*
 * The file gets markers, for whoever resolves the conflict: the tree has them until the
 * patch is taken back. Where two diffs of one file have some, it is not known
 * any more which belong to which hunk.
 */
gboolean report_marked(struct patch_job *job, const struct patch_section *section,
		       GBytes *marked, mode_t mode, GArray *blocks, GError **error);

/* --- carry-section.c -------------------------------------------------------------- */

/* Carries the patch's part of one file. */
gboolean carry_section(struct patch_job *job, const struct patch_file *file,
		       GError **error);

/* Puts @result as the section's file, under its new name if it has one. */
gboolean section_put(struct patch_job *job, const struct patch_section *section,
		     GBytes *result, GError **error);

/* The mode that the file gets: the new tree's, unless the patch changes it. */
mode_t section_mode(const struct patch_section *section);

/* --- carry-hunks.c ---------------------------------------------------------------- */

gboolean carry_hunks(struct patch_job *job, const struct patch_section *section,
		     GError **error);

/* --- carry-proof.c ---------------------------------------------------------------- */

/*
 * Sets the carry's patch to what does all that was done to the new tree since @mark.
 * @proven: applied as anybody would, it does just that.
 */
gboolean carry_print(struct patch_job *job, guint mark, gboolean *proven,
		     GError **error);
