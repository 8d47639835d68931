/*
 * A set of literal strings that are looked for together. Where the processor has
 * AVX2 the text is crossed 32 bytes at a time, elsewhere in steps of up
 * to the shortest needle's length (Wu and Manber's method): text without any of
 * them costs a fraction of a byte-wise scan.
 */
#pragma once

#include <glib.h>

struct needles;

/*
 * Makes a set of the @count strings in @list, each at least two bytes long. The
 * strings are borrowed and must outlive the set.
 */
struct needles *needles_new(const char *const *list, guint count);
void needles_free(struct needles *set);

/*
 * Finds the first place in @text[0..len) where a needle begins. Returns its
 * offset and sets *which to the needle's index (the lowest, where several begin
 * there), or returns @len when there is none. Time is linear in @len for a
 * given set, whatever the text.
 */
gsize needles_find(const struct needles *set, const char *text, gsize len,
		   guint *which);

/*
 * Whether a needle is in @name, where '^' as a needle's first byte stands for
 * the begin of @name and '$' as its last for the end. Names of more than 250
 * bytes match nothing.
 */
gboolean needles_in_name(const struct needles *set, const char *name, gsize len);
