#include "needles.h"

#include <string.h>

#define SLOTS 4096
#define NONE  G_MAXUINT16

/*
 * @shift[h] is how far the window may move on when its last two bytes hash to
 * h without missing a needle; 0 where a needle's own window ends so, and then
 * @head[h] starts the chain (by @next, ascending) of these needles. The window
 * has the length of the shortest needle, @window.
 */
struct needles {
	const char *const *list;
	guint *length;
	guint16 *next;
	guint count;
	guint window;
	guint8 shift[SLOTS];
	guint16 head[SLOTS];
};

static inline guint slot(const guchar *end)
{
	return (end[0] + (end[-1] << 5)) & (SLOTS - 1);
}

static void add_needle(struct needles *set, guint index)
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
}

struct needles *needles_new(const char *const *list, guint count)
{
	struct needles *set = g_new0(struct needles, 1);

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
	return set;
}

void needles_free(struct needles *set)
{
	if (!set)
		return;
	g_free(set->length);
	g_free(set->next);
	g_free(set);
}

gsize needles_find(const struct needles *set, const char *text, gsize len, guint *which)
{
	const guchar *bytes = (const guchar *)text;
	gsize last = set->window - 1;

	while (last < len) {
		guint h = slot(bytes + last);
		gsize start = last - (set->window - 1);

		if (set->shift[h]) {
			last += set->shift[h];
			continue;
		}
		for (guint16 i = set->head[h]; i != NONE; i = set->next[i]) {
			if (set->length[i] <= len - start &&
			    !memcmp(text + start, set->list[i], set->length[i])) {
				*which = i;
				return start;
			}
		}
		last++;
	}
	return len;
}

gboolean needles_in_name(const struct needles *set, const char *name, gsize len)
{
	char buffer[256];
	guint which;

	if (len > sizeof(buffer) - 2)
		return FALSE;
	buffer[0] = '^';
	memcpy(buffer + 1, name, len);
	buffer[len + 1] = '$';
	return needles_find(set, buffer, len + 2, &which) < len + 2;
}
