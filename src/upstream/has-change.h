/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether a source contains a change, by its content, with the engine that carries
 * patches (port/carry.h). Headers and change logs are ignored.
 *
 * The engine needs the text before the change: from a git repository this is the
 * parent's; for a patch alone it consists of the old lines of its hunks.
 */
#pragma once

#include "patch/patch.h"
#include "patch/tree.h"

enum has_answer {
	HAS_YES,     /* all of it */
	HAS_OTHER,   /* in another form: added lines are there, removed lines are not */
	HAS_PART,    /* a part of it */
	HAS_NO,	     /* the code is there without the change */
	HAS_NOTHING, /* the file, or the code that it changes, is missing */
};
#define HAS_ANSWERS (HAS_NOTHING + 1)

/* "yes", "other-form", "part", "no", "not-concerned" */
const char *has_answer_name(enum has_answer answer);

/* The answer for one hunk, or for a change of a file as a whole. */
struct has_hunk {
	char *path;
	guint number; /* number of the hunk in its file, from 1; 0: the file */
	enum has_answer answer;
	gint64 line; /* in the source, from 1; 0: unknown */
	char *why;   /* reason by the engine; may be NULL */
};

struct has_result {
	enum has_answer answer;
	gboolean goes_in; /* the missing part could be carried, as by "kferry port" */
	GPtrArray *hunks; /* of struct has_hunk, in the order of the patch */
};

typedef struct has_result HasResult;

/* Searches @tree for the change of @patch; @tree stays unchanged. @before has the files
 * of the patch before it; NULL: unknown. Errors: as apply_patch(). */
struct has_result *has_change(struct tree *tree, struct tree *before,
			      const struct patch *patch, int strip,
			      GError **error) G_GNUC_WARN_UNUSED_RESULT;
void has_result_free(struct has_result *result);

/* Returns the commit @revision of the git repository @dir as a patch, and in *@before
 * the files of its parent; the caller frees both. Errors: KF_ERROR_INPUT. */
struct patch *has_commit(const char *dir, const char *revision, struct tree **before,
			 GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC(HasResult, has_result_free)
