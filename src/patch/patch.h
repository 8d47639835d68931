/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The model of a patch file: unified and git diffs as GNU patch reads them.
 *
 * A patch consists of its bytes, and everything else points into them. A patch that was
 * parsed and not changed is printed byte for byte as it was read.
 *
 *	patch            linux-6.1/bugfix/foo.patch
 *	  header         From: ..., the commit message, up to the first diff
 *	  files[]        one per "diff --git" or "---/+++" pair, in order
 *	    lead         text before the first hunk (and after the last file)
 *	    head         where in lead the lines of this file begin
 *	    hunks[]      "@@ ... @@" and its lines
 *	    binary[]     of a "GIT binary patch"
 *	  trailer        text after the last hunk: "-- \n2.39.2"
 *
 * The rules of GNU patch 2.7.6 (pch.c, intuit_diff_type() and another_hunk()) decide
 * what is a diff and what is text, oddities included: a diff may be indented, CRs are
 * removed if the header lines have them, lines that begin with '#' are comments, up to
 * two blank lines may be missing at the end. If this may surprise a reader, it is
 * noted, see enum patch_note_kind. Context, ed and normal diffs are refused by name,
 * and so is a truncated patch.
 */
#pragma once

#include <glib.h>
#include <sys/types.h>

#include "util/span.h"

enum { PATCH_OLD = 0, PATCH_NEW = 1 };

/* What one side of a diff says about its file (GNU patch: p_says_nonexistent). */
enum presence {
	PRESENCE_FILE = 0,  /* a file that is not empty */
	PRESENCE_EMPTY = 1, /* empty or missing: "@@ -0,0" without a date */
	PRESENCE_NONE = 2,  /* missing: /dev/null, the epoch, new file mode */
};

struct patch_line {
	const char *text; /* without the mark; points into patch->bytes or the arena */
	guint32 len;	  /* includes the newline, unless "\ No newline" removed it */
	char kind;	  /* ' ', '-' or '+' */
};

struct hunk {
	/* As in "@@ -a,b +c,d @@". */
	guint64 old_start, old_lines, new_start, new_lines;
	guint prefix, suffix;	  /* lines of context before and after */
	struct patch_line *lines; /* in the order of the file */
	gsize n_lines;
	struct span head;     /* "@@ ... @@ function\n" as written */
	struct span body;     /* the lines as written */
	struct span function; /* after the second @@, without the blank */
	guint line;	      /* of the head, in the patch file, from 1 */
};

/* One half of a "GIT binary patch", which applies in one direction. */
struct binary_hunk {
	gboolean delta; /* git's delta; else the whole file */
	GBytes *data;	/* inflated */
};

/* The name in a header line. All zero if there is no such line. */
struct patch_name {
	char *name;	  /* unquoted, not stripped; NULL: /dev/null or none */
	gboolean epoch;	  /* /dev/null, or a date that is the epoch in some time zone */
	struct span date; /* the text after the name */
};

struct patch_file {
	struct patch_name header[2]; /* of "--- " and "+++ " */
	char *git_name[2];	     /* of "diff --git", or rename/copy from/to */
	char *index_name;	     /* of "Index: " */
	gboolean git;		     /* has a "diff --git" line */
	gboolean rename, copy;	     /* git_name[] are the old and the new name */
	mode_t mode[2];		     /* 0 if unknown */
	enum presence presence[2];
	char *blob[2];		       /* of "index a..b", may be abbreviated */
	GPtrArray *hunks;	       /* of struct hunk */
	struct binary_hunk *binary[2]; /* PATCH_NEW forward, PATCH_OLD backward */
	struct span lead;
	gsize head; /* offset into lead */
	guint line; /* of the first header line, from 1 */
};

/* What may surprise a reader of a patch, and causes no other message. */
enum patch_note_kind {
	NOTE_CUT,	 /* the file ends in the middle of a hunk's line */
	NOTE_LOST_HUNK,	 /* "@@" without file names before it: treated as text */
	NOTE_LOST_LINES, /* "+" and "-" beyond the numbers of a hunk's head: treated
			  * as text */
	NOTE_INDENTED,	 /* an indented diff, maybe quoted text: it is applied */
	NOTE_BINARY,	 /* "Binary files differ": the file is not changed */
};

struct patch_note {
	enum patch_note_kind kind;
	guint line; /* in the patch file, from 1 */
};

struct patch {
	char *name; /* for messages */
	GBytes *bytes;
	struct span header;
	GPtrArray *files; /* of struct patch_file */
	struct span trailer;
	GArray *notes;	     /* of struct patch_note, in order */
	GStringChunk *arena; /* lines that differ from the bytes, without CR */
};

/* The largest patch file that is read; the largest releases of Linux are 60 MB. */
#define PATCH_SIZE_MAX ((gsize)512 << 20)

/* Parses @bytes and keeps a reference. @name is for messages only. A patch without a
 * diff is valid and has no files. Errors: KF_ERROR_INPUT with NAME:LINE. */
struct patch *patch_parse(const char *name, GBytes *bytes,
			  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Reads and parses the file @path. A file whose name ends in .gz, .bz2, .xz, .lzma, .lz
 * or .zst is decompressed, as quilt does. */
struct patch *patch_load(const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Whether @path has such a name. */
gboolean patch_is_compressed(const char *path);

/* Returns the content @stored of the file @name, decompressed if its name says so;
 * otherwise a new reference to @stored. Errors: KF_ERROR_INPUT. */
GBytes *patch_decompress(const char *name, GBytes *stored,
			 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Returns @plain as it is to be stored in the file @name: compressed if the name says
 * so, with reproducible bytes; otherwise a new reference to @plain. Errors:
 * KF_ERROR_SYSTEM.
 */
GBytes *patch_compress(const char *name, GBytes *plain,
		       GError **error) G_GNUC_WARN_UNUSED_RESULT;

void patch_free(struct patch *patch);

/* Appends all of @patch to @out. */
void patch_print(const struct patch *patch, GString *out);

/* Appends the part of one file, from its lead to its last hunk. */
void patch_file_print(const struct patch_file *file, GString *out);

/* The numbers of a hunk's head. */
struct hunk_numbers {
	guint64 old_start, old_lines, new_start, new_lines;
};

/*
 * Appends the head of @hunk to @out with these @numbers. An omitted ",1" stays omitted,
 * and the text after the second @@ stays. If the numbers are the same, so are the
 * bytes.
 */
void hunk_print_head(const struct hunk *hunk, const struct hunk_numbers *numbers,
		     GString *out);

/* Describes a note: "a hunk that belongs to no diff is not applied". */
const char *patch_note_text(enum patch_note_kind kind);

/*
 * Returns the file name of @side without @strip leading components, as patch -p does,
 * and without "./" and double slashes. It is taken from the header line, else from the
 * git line, else from "Index:" if the other side has none either. Returns NULL if there
 * is no name or if it has too few components. The caller frees it.
 */
char *patch_file_name(const struct patch_file *file, int side,
		      int strip) G_GNUC_WARN_UNUSED_RESULT;

/* Returns the part of @name after @strip leading components; several slashes count as
 * one. Returns NULL if nothing would be left. */
const char *patch_name_strip(const char *name, int strip);

/* Removes "./" and repeated slashes from @name, in place. Returns @name, which may have
 * become empty. */
char *patch_name_simplify(char *name);

/* Counts the lines that @hunk adds and removes. */
void hunk_count(const struct hunk *hunk, guint *added, guint *removed);

typedef struct patch Patch;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Patch, patch_free)
