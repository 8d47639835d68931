/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One step of a change of many files: a rename between the tree and the journal's
 * stage, where the new files wait and the old ones are kept. Each can be taken, and
 * taken back, from whatever point an earlier attempt came to. See util/transaction.c.
 */
#pragma once

#include <glib.h>
#include <sys/stat.h>

enum step_kind {
	STEP_REMOVE,  /* the file at path goes to the stage */
	STEP_CLEAR,   /* the empty directories at and below path go */
	STEP_REPLACE, /* the staged file takes the place of the one at path */
	STEP_NEW,     /* the staged file comes to path, where nothing is */
};

struct step {
	enum step_kind kind;
	guint number;	/* name of the file in the stage */
	guint64 inode;	/* of the staged file; 0 where there is none */
	guint existing; /* how many directories of path there were before */
	char *path;	/* below the tree */
};

/* Where steps are taken: zero but for the first three. To be ended by
 * step_site_clear(). */
struct step_site {
	int tree, stage;
	gboolean resumed; /* some steps may have been taken already */
	char *above; /* the directory used last and its descriptor: steps are sorted */
	int fd;
	struct statx mount; /* of the stage, once it was asked for */
};

/* Frees what is in @step. */
void step_clear(struct step *step);

/* Frees what is in @site and closes what it opened; tree and stage are the caller's. */
void step_site_clear(struct step_site *site);

/*
 * Looks whether @step can be taken, changes nothing, and fills in what the disk
 * knows: whether a file is new or replaces one, and which directories there are. TRUE in
 * *@in_the_way when there is a directory where a file is to be. Errors: KF_ERROR_SYSTEM
 * for a directory that cannot be written, another mount, what is immutable.
 */
gboolean step_look(struct step *step, struct step_site *site, gboolean *in_the_way,
		   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Takes the step; step_back() takes it back, all that came after it being taken back
 * already. One that is taken, or never was, is left as it is. Errors: KF_ERROR_SYSTEM.
 */
gboolean step_forward(const struct step *step, struct step_site *site,
		      GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean step_back(const struct step *step, struct step_site *site,
		   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Adds the step to @list as a line. */
void step_print(const struct step *step, GString *list);

/*
 * Reads such a line. FALSE if it is none, or its path is one that no change may touch:
 * outside of the tree, in a .git directory or in the journal itself.
 */
gboolean step_parse(struct step *step, const char *line) G_GNUC_WARN_UNUSED_RESULT;
