#include "gained.h"

/* What has fewer letters and digits than this says nothing: "return -EINVAL;". */
#define TELLING_MIN 13

struct gained {
	GHashTable *lines; /* char * -> struct tally */
};

struct tally {
	gint64 first; /* line in the new text */
	gint64 count; /* gained less lost */
};

gboolean line_is_telling(struct text_span line)
{
	guint solid = 0;

	for (gsize i = 0; i < line.size; i++)
		solid += g_ascii_isalnum(line.data[i]);
	return solid >= TELLING_MIN;
}

/* Indentation may change when code moves; it does not make another line. */
static char *line_key(struct text_span line)
{
	char *key = g_strndup(line.data, line.size);

	return g_strstrip(key);
}

static void count(struct gained *gained, const struct text *text, gint64 first,
		  gint64 n, int by)
{
	for (gint64 line = first; line < first + n; line++) {
		g_autofree char *key = line_key(text_lines(text, line, 1));
		struct tally *tally = g_hash_table_lookup(gained->lines, key);

		if (!tally) {
			tally = g_new0(struct tally, 1);
			tally->first = -1;
			g_hash_table_insert(gained->lines, g_steal_pointer(&key),
					    tally);
		}
		if (by > 0 && tally->first < 0)
			tally->first = line;
		tally->count += by;
	}
}

struct gained *gained_new(const struct text *from, const struct text *to,
			  GArray *changes)
{
	struct gained *gained = g_new0(struct gained, 1);

	gained->lines = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	for (guint i = 0; i < changes->len; i++) {
		const struct change *c = &g_array_index(changes, struct change, i);

		count(gained, from, c->old, c->old_n, -1);
		count(gained, to, c->new, c->new_n, 1);
	}
	return gained;
}

void gained_free(struct gained *gained)
{
	if (!gained)
		return;
	g_hash_table_unref(gained->lines);
	g_free(gained);
}

gint64 gained_line(const struct gained *gained, struct text_span line)
{
	g_autofree char *key = line_key(line);
	const struct tally *tally = g_hash_table_lookup(gained->lines, key);

	return tally && tally->count > 0 ? tally->first : -1;
}
