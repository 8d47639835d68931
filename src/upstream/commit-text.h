/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a commit says of a change, read out of the text in front of a patch's diffs: the
 * header of a mail as git-format-patch(1) writes it, DEP-3's fields, or mere text.
 *
 *	From, Author     the author
 *	Date             the author's date (RFC 5322; ISO 8601)
 *	Subject, Description    the first line; DEP-3's folded lines are the text
 *	other fields     stay, behind the text: they say where the change comes from
 *	the text         up to "---", which begins what is not meant for the history
 */
#pragma once

#include <glib.h>

#include "patch/patch.h"

struct commit_text {
	char *name, *mail; /* of the author; NULL: it does not say */
	gint64 time;	   /* seconds since 1970; -1: it does not say */
	int zone;	   /* minutes east of UTC */
	char *message;	   /* subject, and text behind a blank line; ends in newline */
};

/*
 * Reads the header of @patch. @subject is taken where there is none. Never fails: what is
 * not understood is text. UTF-8 is made of what says that it is something else, and of
 * Latin-1 where it says nothing and is no UTF-8.
 */
struct commit_text *commit_text_new(const struct patch *patch, const char *subject);
void commit_text_free(struct commit_text *text);

/* "NAME <MAIL>" taken apart, without what git does not allow in either; FALSE: empty. */
gboolean commit_text_author(const char *author, char **name, char **mail);

/* "Mon, 23 Nov 2026 01:30:00 +0100", or "2026-11-23" and what ISO 8601 has beside that. */
gboolean commit_text_date(const char *date, gint64 *time, int *zone);

/* A mail header's value with its encoded words (RFC 2047) decoded; free it. */
char *commit_text_decode(const char *value);

typedef struct commit_text CommitText;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CommitText, commit_text_free)
