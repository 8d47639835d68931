/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Searches for several literal strings at once. With AVX2, it checks 32 bytes at a
 * time; without, it skips up to the length of the shortest string (algorithm of Wu and
 * Manber). Text without any of the strings costs a fraction of a byte-wise scan.
 * Because some words of reports are short, AVX2 matters: triage reads a log without
 * reports at 8600 MB/s of CPU time with it and at 630 without, one full of reports at
 * 190 and at 140.
 */
#pragma once

#include <glib.h>

struct multi_search;

/* Creates a set of the @count strings in @list, of at least two bytes each. They are
 * borrowed and must outlive the set. */
struct multi_search *multi_search_new(const char *const *list, guint count);
void multi_search_free(struct multi_search *set);

/*
 * Finds the first offset in @text[0..len) at which a string begins, and sets *@which to
 * its index (the lowest, if several begin there). Returns @len if there is none. Time
 * is linear in @len for a given set, whatever the text.
 */
gsize multi_search_find(const struct multi_search *set, const char *text, gsize len,
			guint *which);

/* Whether @name contains one of the strings, where '^' at the start of a string matches
 * the start of @name, and '$' its end. Names of more than 250 bytes never match. */
gboolean multi_search_in_name(const struct multi_search *set, const char *name,
			      gsize len);
