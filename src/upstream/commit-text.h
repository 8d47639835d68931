/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The commit message of a patch, from the text before its diffs: a mail header as from
 * git-format-patch(1), fields of DEP-3, or plain text.
 *
 *	From, Author            the author
 *	Date                    the author's date (RFC 5322; ISO 8601)
 *	Subject, Description    the subject; folded lines of DEP-3 are the body
 *	other fields            kept after the body: they say where the change is from
 *	the body                up to "---", which begins text that is not committed
 */
#pragma once

#include <glib.h>

#include "patch/patch.h"

struct commit_text {
	char *name, *mail; /* of the author, or NULL */
	gint64 time;	   /* seconds since 1970; -1: unknown */
	int zone;	   /* minutes east of UTC */
	char *message;	   /* subject and, after a blank line, the body; ends in a
			    * newline */
};

/*
 * Parses the header of @patch. @subject is used if it has none. Never fails: what is
 * not recognized is text. Converts to UTF-8 from the declared encoding, or from Latin-1
 * if none is declared and the text is not UTF-8.
 */
struct commit_text *commit_text_new(const struct patch *patch, const char *subject);
void commit_text_free(struct commit_text *text);

/* Splits "NAME <MAIL>" and removes characters that git does not allow. FALSE: empty. */
gboolean commit_text_author(const char *author, char **name, char **mail);

/* Parses "Mon, 23 Nov 2026 01:30:00 +0100", or "2026-11-23" and other forms of ISO
 * 8601. */
gboolean commit_text_date(const char *date, gint64 *time, int *zone);

/*
 * Decodes the encoded words (RFC 2047) in a mail header's value; the caller frees it.
 */
char *commit_text_decode(const char *value);

typedef struct commit_text CommitText;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CommitText, commit_text_free)
