/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A step of a transaction: a rename between the tree and the journal's stage, which
 * holds the new files and then the replaced ones. Each step can be taken, and taken
 * back, no matter how far an earlier attempt got. See util/transaction.c.
 */
#pragma once

#include <glib.h>
#include <sys/stat.h>

enum step_kind {
	STEP_REMOVE,  /* move the file at path to the stage */
	STEP_CLEAR,   /* remove the empty directories at and below path */
	STEP_REPLACE, /* exchange the staged file with the one at path */
	STEP_NEW,     /* move the staged file to path, where there is none */
};

struct step {
	enum step_kind kind;
	guint number;	/* name of the file in the stage */
	guint64 inode;	/* of the staged file; 0: none */
	guint existing; /* number of directories of path that existed before */
	char *path;	/* relative to the tree */
};

/* Where steps are taken. Initialize with zeros except for the first three; end with
 * step_site_clear(). */
struct step_site {
	int tree, stage;
	gboolean resumed; /* some steps may have been taken already */
	char *above; /* last directory that was used, open as fd: steps are sorted */
	int fd;
	struct statx mount; /* of the stage; set on first use */
};

/* Frees the contents of @step. */
void step_clear(struct step *step);

/* Frees the contents of @site and closes what it opened; tree and stage stay the
 * caller's. */
void step_site_clear(struct step_site *site);

/*
 * Checks without changes whether @step can be taken, and fills in what depends on the
 * disk: whether a file is new or replaces one, and which directories exist. Sets
 * *@in_the_way if a directory is where a file is to be. Errors: KF_ERROR_SYSTEM for a
 * directory that cannot be written, another mount, an immutable file.
 */
gboolean step_look(struct step *step, struct step_site *site, gboolean *in_the_way,
		   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Takes the step, or takes it back; all later steps must have been taken back before. A
 * step that is already in the wanted state is left alone. Errors: KF_ERROR_SYSTEM. */
gboolean step_forward(const struct step *step, struct step_site *site,
		      GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean step_back(const struct step *step, struct step_site *site,
		   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Appends the step to @list as a line. */
void step_print(const struct step *step, GString *list);

/*
 * Parses such a line. Returns FALSE if it is malformed, or if its path is one that no
 * change may touch: outside of the tree, in a .git directory or in the journal itself.
 */
gboolean step_parse(struct step *step, const char *line) G_GNUC_WARN_UNUSED_RESULT;
