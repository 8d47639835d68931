/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "console/multi-search.h"

#include <string.h>
#ifdef __x86_64__
#include <immintrin.h>
#endif

#define SLOTS  4096
#define NONE   G_MAXUINT16
#define PREFIX 4 /* number of bytes that cross() examines */

/*
 * @shift[h] is how far the window may move when its last two bytes hash to h, without
 * missing a string. If it is 0, the window of a string ends here, and @head[h] starts
 * the chain (by @next, ascending) of these strings. The window has the length of the
 * shortest string, @window.
 */
struct multi_search {
	const char *const *list;
	guint *length;
	guint16 *next;
	guint count;
	guint window;
	guint8 shift[SLOTS];
	guint16 head[SLOTS];
	/*
	 * For searching 32 bytes at a time: bit b of @low[i][n] is set if byte i of a
	 * string in bucket b has the low nibble n; @high is the same for the high
	 * nibble. A string can only begin where one bucket has all nibbles of the first
	 * bytes.
	 */
	guint8 low[PREFIX][16];
	guint8 high[PREFIX][16];
	gboolean vector;
};

static inline guint slot(const guchar *end)
{
	return (end[0] + (end[-1] << 5)) & (SLOTS - 1);
}

static void add_needle(struct multi_search *set, guint index)
{
	const guchar *text = (const guchar *)set->list[index];
	guint h = slot(text + set->window - 1);
	guint16 *link = &set->head[h];

	for (guint i = 1; i < set->window; i++) {
		guint8 *shift = &set->shift[slot(text + i)];

		*shift = MIN(*shift, set->window - 1 - i);
	}
	while (*link != NONE)
		link = &set->next[*link];
	*link = index;
	set->next[index] = NONE;
	for (guint i = 0; i < MIN(PREFIX, set->window); i++) {
		guint8 bucket = 1 << (text[0] * 5 % 8);

		set->low[i][text[i] & 15] |= bucket;
		set->high[i][text[i] >> 4] |= bucket;
	}
}

static gboolean can_vector(const struct multi_search *set)
{
#ifdef __x86_64__
	return set->window >= PREFIX && __builtin_cpu_supports("avx2");
#else
	return FALSE;
#endif
}

struct multi_search *multi_search_new(const char *const *list, guint count)
{
	struct multi_search *set = g_new0(struct multi_search, 1);

	g_assert(count > 0 && count < NONE);
	set->list = list;
	set->count = count;
	set->length = g_new(guint, count);
	set->next = g_new(guint16, count);
	set->window = 64;
	for (guint i = 0; i < count; i++) {
		set->length[i] = strlen(list[i]);
		g_assert(set->length[i] >= 2);
		set->window = MIN(set->window, set->length[i]);
	}
	memset(set->shift, set->window - 1, sizeof(set->shift));
	memset(set->head, 0xff, sizeof(set->head));
	for (guint i = 0; i < count; i++)
		add_needle(set, i);
	set->vector = can_vector(set);
	return set;
}

void multi_search_free(struct multi_search *set)
{
	if (!set)
		return;
	g_free(set->length);
	g_free(set->next);
	g_free(set);
}

/* Whether a string begins at @start, whose window is inside of the text. */
static inline gboolean match_at(const struct multi_search *set, const char *text,
				gsize len, gsize start, guint *which)
{
	guint h = slot((const guchar *)text + start + set->window - 1);

	if (set->shift[h])
		return FALSE;
	for (guint16 i = set->head[h]; i != NONE; i = set->next[i]) {
		if (set->length[i] <= len - start &&
		    !memcmp(text + start, set->list[i], set->length[i])) {
			*which = i;
			return TRUE;
		}
	}
	return FALSE;
}

#ifdef __x86_64__
__attribute__((target("avx2"))) static inline __m256i table_of(const guint8 *nibbles)
{
	return _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)nibbles));
}

/* For 32 bytes from @text on, returns the buckets with strings whose byte @i may be
 * that byte. */
__attribute__((target("avx2"))) static inline __m256i
buckets_at(const struct multi_search *set, guint i, const char *text)
{
	const __m256i nibble = _mm256_set1_epi8(15);
	__m256i bytes = _mm256_loadu_si256((const __m256i *)text);
	__m256i low = table_of(set->low[i]);
	__m256i high = table_of(set->high[i]);
	__m256i top = _mm256_and_si256(_mm256_srli_epi16(bytes, 4), nibble);

	return _mm256_and_si256(
		_mm256_shuffle_epi8(low, _mm256_and_si256(bytes, nibble)),
		_mm256_shuffle_epi8(high, top));
}

/* Searches as far as whole vectors go. Returns where a string begins (and sets *found)
 * or where to search the rest of the text. */
__attribute__((target("avx2"))) static gsize cross(const struct multi_search *set,
						   const char *text, gsize len,
						   guint *which, gboolean *found)
{
	gsize pos = 0, margin = 32 + MAX(PREFIX, set->window);

	for (; pos + margin <= len; pos += 32) {
		__m256i first = buckets_at(set, 0, text + pos);
		__m256i second = buckets_at(set, 1, text + pos + 1);
		__m256i third = buckets_at(set, 2, text + pos + 2);
		__m256i fourth = buckets_at(set, 3, text + pos + 3);
		__m256i maybe = _mm256_and_si256(_mm256_and_si256(first, second),
						 _mm256_and_si256(third, fourth));
		guint bits;

		bits = ~(guint)_mm256_movemask_epi8(
			_mm256_cmpeq_epi8(maybe, _mm256_setzero_si256()));
		for (; bits; bits &= bits - 1) {
			gsize start = pos + __builtin_ctz(bits);

			*found = match_at(set, text, len, start, which);
			if (*found)
				return start;
		}
	}
	return pos;
}
#else
static gsize cross(const struct multi_search *set, const char *text, gsize len,
		   guint *which, gboolean *found)
{
	return 0;
}
#endif

gsize multi_search_find(const struct multi_search *set, const char *text, gsize len,
			guint *which)
{
	gboolean found = FALSE;
	gsize start = 0;

	if (set->vector) {
		start = cross(set, text, len, which, &found);
		if (found)
			return start;
	}
	while (start + set->window <= len) {
		guint step = set->shift[slot((const guchar *)text + start +
					     set->window - 1)];

		if (!step && match_at(set, text, len, start, which))
			return start;
		start += step ? step : 1;
	}
	return len;
}

gboolean multi_search_in_name(const struct multi_search *set, const char *name,
			      gsize len)
{
	char buffer[256];
	guint which;

	if (len > sizeof(buffer) - 2)
		return FALSE;
	buffer[0] = '^';
	memcpy(buffer + 1, name, len);
	buffer[len + 1] = '$';
	return multi_search_find(set, buffer, len + 2, &which) < len + 2;
}
