/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Self-contained HTML pages: style and script are in the page, and only these are
 * allowed, by their digests (Content-Security-Policy, https://www.w3.org/TR/CSP3/).
 * Therefore a script in a console log or a patch does not run, even if it got past the
 * escaping.
 */
#pragma once

#include <glib.h>

/* Begins a page called @title. @up is the relative path to the site's first page,
 * "index.html" or "../../index.html". */
GString *html_begin(const char *title, const char *up);

/* Ends the page and frees @page. Returns the text; the caller frees it. */
char *html_end(GString *page);

/*
 * Appends @format. Values of %s are made visible (util/visible.h; tabs are kept) and
 * escaped, for use as text or as an attribute's value in double quotes. Supports only
 * %s, %u, %d, and %%.
 */
void html_add(GString *page, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Appends @length bytes of @text like a %s of html_add(). */
void html_add_text(GString *page, const char *text, gsize length);

/* Appends @format, which must be trusted, without escaping. */
void html_add_raw(GString *page, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Adds a text field that hides rows of the table @id that do not contain its text. */
void html_add_filter(GString *page, const char *id);

/* Returns @name as a file name of the site: characters other than letters, digits and
 * ".-+@", and a leading dot, become %XX. The caller frees it. */
char *html_file_name(const char *name);

/* Returns the same for use as href, with '%' escaped once more. */
char *html_reference(const char *name);
