/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The model of a patch file: unified and git diffs as GNU patch reads them.
 *
 * A patch is its bytes, and everything else here points into them: a patch that
 * was parsed and not changed prints byte for byte as it was read.
 *
 *	patch            linux-6.1/bugfix/foo.patch
 *	  header         From: ..., the commit message, up to the first diff
 *	  files[]        one per "diff --git" or "---/+++" pair, in order
 *	    lead         what stands before the first hunk (and after the last file)
 *	    head         where in lead the lines begin that belong to this file
 *	    hunks[]      "@@ ... @@" and its lines
 *	    binary[]     of a "GIT binary patch"
 *	  trailer        what follows the last hunk: "-- \n2.39.2"
 *
 * What is text and what is a diff is decided by the rules of GNU patch 2.7.6
 * (pch.c, intuit_diff_type() and another_hunk()), oddities included: a diff may
 * be indented, CRs go when the header lines have them, lines that begin with
 * '#' are comments, up to two blank lines may be missing at the very end. What
 * of this a reader may not expect is noted, see enum patch_note_kind.
 * Context, ed and normal diffs are refused by name, and so is a patch that was
 * cut off.
 */
#pragma once

#include <glib.h>
#include <sys/types.h>

#include "util/span.h"

enum { PATCH_OLD = 0, PATCH_NEW = 1 };

/* What a side of a diff says about its file (GNU patch: p_says_nonexistent). */
enum presence {
	PRESENCE_FILE = 0,  /* a file with something in it */
	PRESENCE_EMPTY = 1, /* empty, or not there: "@@ -0,0" and no date */
	PRESENCE_NONE = 2,  /* not there: /dev/null, the epoch, new file mode */
};

struct patch_line {
	const char *text; /* without the mark; in patch->bytes or its arena */
	guint32 len;	  /* with the newline, unless "\ No newline" took it */
	char kind;	  /* ' ', '-' or '+' */
};

struct hunk {
	/* The numbers as written in "@@ -a,b +c,d @@". */
	guint64 old_start, old_lines, new_start, new_lines;
	guint prefix, suffix;	  /* lines of context before and after */
	struct patch_line *lines; /* in the order of the file */
	gsize n_lines;
	struct span head;     /* "@@ ... @@ function\n" as written */
	struct span body;     /* the lines as written */
	struct span function; /* after the second @@, without the blank */
	guint line;	      /* of the head in the patch file, from 1 */
};

/* One half of a "GIT binary patch", inflated; applies to one side. */
struct binary_hunk {
	gboolean delta; /* else literal */
	GBytes *data;	/* inflated: the file itself, or git's delta */
};

/* What a name in a header line says; a missing one has no name. */
struct patch_name {
	char *name;	  /* unquoted, not stripped; NULL for /dev/null or none */
	gboolean epoch;	  /* /dev/null, or a date that is the epoch anywhere */
	struct span date; /* what follows the name, as written */
};

struct patch_file {
	struct patch_name header[2]; /* of "--- " and "+++ " */
	char *git_name[2];	     /* of "diff --git", or rename/copy from/to */
	char *index_name;	     /* of "Index: " */
	gboolean git;		     /* has a "diff --git" line */
	gboolean rename, copy;	     /* and then git_name[] are two names */
	mode_t mode[2];		     /* 0 where nothing is said */
	enum presence presence[2];
	char *blob[2];		       /* of "index a..b", as abbreviated there */
	GPtrArray *hunks;	       /* of struct hunk */
	struct binary_hunk *binary[2]; /* PATCH_NEW forward, PATCH_OLD backward */
	struct span lead;
	gsize head; /* offset into lead */
	guint line; /* of the first header line, from 1 */
};

/* What a reader would not expect of a patch, and what nothing else tells of. */
enum patch_note_kind {
	NOTE_CUT,	 /* the file ends in the middle of a line of a hunk */
	NOTE_LOST_HUNK,	 /* "@@" that no names of files are in front of: text */
	NOTE_LOST_LINES, /* "+" and "-" behind a hunk that its head does not count: text
			  */
	NOTE_INDENTED,	 /* a diff that is indented, as quoted text is: it is applied */
	NOTE_BINARY,	 /* "Binary files differ": the file stays as it is */
};

struct patch_note {
	enum patch_note_kind kind;
	guint line; /* in the patch file, from 1 */
};

struct patch {
	char *name; /* as messages name it */
	GBytes *bytes;
	struct span header;
	GPtrArray *files; /* of struct patch_file */
	struct span trailer;
	GArray *notes;	     /* of struct patch_note, in order */
	GStringChunk *arena; /* lines whose bytes differ from the file's: CR gone */
};

/* The biggest patch file that is read; Linux's largest releases are 60 MB. */
#define PATCH_SIZE_MAX ((gsize)512 << 20)

/*
 * Parses @bytes (a reference is kept). @name is only for messages. A patch with
 * no diff in it parses, and has no files. Errors: KF_ERROR_INPUT, NAME:LINE.
 */
struct patch *patch_parse(const char *name, GBytes *bytes,
			  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Reads and parses the file @path. A name that ends in .gz, .bz2, .xz, .lzma,
 * .lz or .zst is decompressed first, as quilt does.
 */
struct patch *patch_load(const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Whether the name says so. */
gboolean patch_is_compressed(const char *path);

/*
 * What the file called @name holds, @stored, when it is read: decompressed as the name
 * says, or @stored itself (a new reference). Errors: KF_ERROR_INPUT.
 */
GBytes *patch_decompress(const char *name, GBytes *stored,
			 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * What a file called @name has to hold for @plain: compressed as the name says, always
 * to the same bytes, or @plain itself (a new reference). Errors: KF_ERROR_SYSTEM.
 */
GBytes *patch_compress(const char *name, GBytes *plain,
		       GError **error) G_GNUC_WARN_UNUSED_RESULT;

void patch_free(struct patch *patch);

/* Appends the whole of @patch to @out, file by file and hunk by hunk. */
void patch_print(const struct patch *patch, GString *out);

/* Appends one file's part, from lead to its last hunk. */
void patch_file_print(const struct patch_file *file, GString *out);

/*
 * Appends the head of @hunk with other numbers: an omitted ",1" stays omitted
 * and what follows the second @@ stays as it was. With the same numbers it is
 * what was read, byte for byte.
 */
struct hunk_numbers {
	guint64 old_start, old_lines, new_start, new_lines;
};

/* Appends the @@ line of @hunk with these @numbers to @out. */
void hunk_print_head(const struct hunk *hunk, const struct hunk_numbers *numbers,
		     GString *out);

/* "a hunk that belongs to no diff is not applied", of one note. */
const char *patch_note_text(enum patch_note_kind kind);

/*
 * The name of @side with @strip leading components removed, as patch -p does, and
 * without "./" and double slashes: of the header line, else of the git line, else of
 * "Index:" where the other side has none either; NULL when there is none or too few
 * components. Free with g_free().
 */
char *patch_file_name(const struct patch_file *file, int side,
		      int strip) G_GNUC_WARN_UNUSED_RESULT;

/*
 * @name without @strip leading components, pointing into @name; several slashes
 * count as one. NULL when nothing would be left.
 */
const char *patch_name_strip(const char *name, int strip);

/*
 * Takes out of @name, in place, what names nothing: "./" and slashes behind slashes.
 * Returns @name, which may have become empty.
 */
char *patch_name_simplify(char *name);

/* Number of lines that @hunk adds and removes. */
void hunk_count(const struct hunk *hunk, guint *added, guint *removed);

typedef struct patch Patch;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Patch, patch_free)
