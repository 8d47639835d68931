/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether a source has a change: by its content, with the engine that carries patches
 * (port/carry.h). What a header or a change log says is not asked.
 *
 * The engine wants the text before the change. From a git repository it is the parent's;
 * of a patch alone it is made of the hunks' own old lines.
 */
#pragma once

#include "patch/patch.h"
#include "patch/tree.h"

enum has_answer {
	HAS_YES,   /* all of it */
	HAS_OTHER, /* in another form: what it adds is there, what it removes is not */
	HAS_PART,  /* some of it */
	HAS_NO,	   /* what it changes is there as it was before */
	HAS_NOTHING, /* the file, or the code that it changes, is not there */
};
#define HAS_ANSWERS (HAS_NOTHING + 1)

/* "yes", "other-form", "part", "no", "not-concerned" */
const char *has_answer_name(enum has_answer answer);

/* One hunk, or what is done to a file as a whole. */
struct has_hunk {
	char *path;
	guint number; /* of the hunk in its file, from 1; 0: the file */
	enum has_answer answer;
	gint64 line; /* in the source, from 1; 0: not known */
	char *why;   /* the engine's reason; may be NULL */
};

struct has_result {
	enum has_answer answer;
	gboolean
		goes_in; /* what is not there could be carried, as "kferry port" does */
	GPtrArray *hunks; /* of struct has_hunk, in the order of the patch */
};

typedef struct has_result HasResult;

/*
 * Looks for @patch in @tree, which stays as it is. @before has the files of the patch as
 * they were before it; NULL: not known. Errors: as apply_patch().
 */
struct has_result *has_change(struct tree *tree, struct tree *before,
			      const struct patch *patch, int strip,
			      GError **error) G_GNUC_WARN_UNUSED_RESULT;
void has_result_free(struct has_result *result);

/*
 * The commit @revision of the git repository @dir as a patch; *@before gets the files of
 * its parent. Both are the caller's. Errors: KF_ERROR_INPUT.
 */
struct patch *has_commit(const char *dir, const char *revision, struct tree **before,
			 GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HasResult, has_result_free)
