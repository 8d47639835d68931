#include "gained.h"

#include <string.h>

#include "names.h"

/* What has fewer letters and digits than this says nothing: "return -EINVAL;". */
#define TELLING_MIN 13

struct gained {
	const struct text *from, *to;
	GArray *changes;
	GHashTable *lines; /* char * -> struct tally */
	GHashTable
		*names; /* char * -> GArray of gint64, lines; NULL: not yet asked for */
};

struct tally {
	GArray *at;   /* of gint64: the lines that differ in the new text, in order */
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

static void tally_free(struct tally *tally)
{
	g_array_unref(tally->at);
	g_free(tally);
}

static struct tally *take_tally(struct gained *gained, struct text_span line)
{
	g_autofree char *key = line_key(line);
	struct tally *tally = g_hash_table_lookup(gained->lines, key);

	if (!tally) {
		tally = g_new0(struct tally, 1);
		tally->at = g_array_new(FALSE, FALSE, sizeof(gint64));
		g_hash_table_insert(gained->lines, g_steal_pointer(&key), tally);
	}
	return tally;
}

struct gained *gained_new(const struct text *from, const struct text *to,
			  GArray *changes)
{
	struct gained *gained = g_new0(struct gained, 1);

	gained->from = from;
	gained->to = to;
	gained->changes = changes;
	gained->lines = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
					      (GDestroyNotify)tally_free);
	for (guint i = 0; i < changes->len; i++) {
		const struct change *c = &g_array_index(changes, struct change, i);

		for (gint64 line = c->old; line < c->old + c->old_n; line++)
			take_tally(gained, text_lines(from, line, 1))->count--;
		for (gint64 line = c->new; line < c->new + c->new_n; line++) {
			struct tally *tally =
				take_tally(gained, text_lines(to, line, 1));

			tally->count++;
			g_array_append_val(tally->at, line);
		}
	}
	return gained;
}

void gained_free(struct gained *gained)
{
	if (!gained)
		return;
	g_hash_table_unref(gained->lines);
	g_clear_pointer(&gained->names, g_hash_table_unref);
	g_free(gained);
}

static gint64 nearest(GArray *lines, gint64 near)
{
	gint64 best = -1;

	for (guint i = 0; i < lines->len; i++) {
		gint64 line = g_array_index(lines, gint64, i);

		if (best < 0 || ABS(line - near) < ABS(best - near))
			best = line;
	}
	return best;
}

gint64 gained_line(const struct gained *gained, struct text_span line, gint64 near)
{
	g_autofree char *key = line_key(line);
	const struct tally *tally = g_hash_table_lookup(gained->lines, key);

	return tally && tally->count > 0 ? nearest(tally->at, near) : -1;
}

gboolean gained_is_new(const struct gained *gained, struct text_span line)
{
	return !text_has_line(gained->from, line.data, line.size);
}

static void add_names(struct gained *gained, gint64 line)
{
	struct text_span name;
	struct names names;

	names_init(&names, text_lines(gained->to, line, 1));
	while (names_next(&names, &name)) {
		g_autofree char *key = g_strndup(name.data, name.size);
		GArray *lines = g_hash_table_lookup(gained->names, key);

		if (!lines) {
			lines = g_array_new(FALSE, FALSE, sizeof(gint64));
			g_hash_table_insert(gained->names, g_steal_pointer(&key),
					    lines);
		}
		g_array_append_val(lines, line);
	}
}

/* Only when it is asked for: most hunks are told by their lines. */
static void index_names(struct gained *gained)
{
	gained->names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
					      (GDestroyNotify)g_array_unref);
	for (guint i = 0; i < gained->changes->len; i++) {
		const struct change *c =
			&g_array_index(gained->changes, struct change, i);

		for (gint64 line = c->new; line < c->new + c->new_n; line++)
			add_names(gained, line);
	}
}

gint64 gained_name(struct gained *gained, struct text_span name, gint64 near)
{
	g_autofree char *key = g_strndup(name.data, name.size);
	GArray *lines;

	if (!gained->names)
		index_names(gained);
	lines = g_hash_table_lookup(gained->names, key);
	return lines && !names_has(gained->from, name) ? nearest(lines, near) : -1;
}
