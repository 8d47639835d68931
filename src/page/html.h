/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * HTML pages that need nothing else: style and script are in the page, allowed by their
 * digests (Content-Security-Policy, https://www.w3.org/TR/CSP3/) and by nothing else. So a
 * script that a console or a patch brings does not run even if it should get past the
 * escaping.
 */
#pragma once

#include <glib.h>

/*
 * Begins a page called @title. @up is the way from it to the site's first page, "index.html"
 * or "../../index.html".
 */
GString *html_begin(const char *title, const char *up);

/* Ends it. The text is the caller's to free; @page is gone. */
char *html_end(GString *page);

/*
 * Appends @format. What stands for a %s is made visible (util/visible.h; tabs are kept) and
 * escaped: it is text, or an attribute's value in double quotes. No other conversion than
 * %s, %u, %d, and %% is known.
 */
void html_add(GString *page, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Appends the @length bytes of @text as html_add() does a %s. */
void html_add_text(GString *page, const char *text, gsize length);

/* Appends @format as it is; it is our own. */
void html_add_raw(GString *page, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* A field that hides those rows of the table @id in which its text is not found. */
void html_add_filter(GString *page, const char *id);

/* @name as a name of a file of the site: what is not a letter, a digit or one of ".-+@" is
 * written as %XX, and so is a dot at the begin. The caller frees it. */
char *html_file_name(const char *name);

/* The same as an href: its '%' are escaped once more. */
char *html_reference(const char *name);
