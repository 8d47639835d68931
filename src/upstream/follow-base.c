/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "upstream/follow-base.h"

#include <string.h>

#include "upstream/commit-walk.h"
#include "upstream/git-repo.h"

enum { ID_MIN = 12, ID_MAX = 40 };

/* An id, or its first digits; ended by NUL. */
struct known_id {
	char hex[ID_MAX + 1];
};

/*
 * --- commits in the base -------------------------------------------------------------
 */

static void add_id(GArray *ids, const char *hex, const char *end)
{
	struct known_id id = {""};
	gsize length = 0;

	while (hex + length < end && length < ID_MAX && g_ascii_isxdigit(hex[length])) {
		id.hex[length] = g_ascii_tolower(hex[length]);
		length++;
	}
	if (length >= ID_MIN)
		g_array_append_val(ids, id);
}

/* Returns the rest of @line (up to @end) after @word; NULL if it does not begin with
 * that. */
static const char *behind(const char *line, const char *end, const char *word)
{
	gsize length = strlen(word);

	return (gsize)(end - line) > length && !g_ascii_strncasecmp(line, word, length)
		       ? line + length
		       : NULL;
}

/* For "commit ID upstream.", the words after the id decide. */
static void read_line(GArray *ids, const char *line, const char *end)
{
	const char *id = behind(line, end, "commit ");

	if (id && g_strstr_len(id, end - id, "pstream"))
		add_id(ids, id, end);
	id = behind(line, end, "[ upstream commit ");
	if (!id)
		id = behind(line, end, "(cherry picked from commit ");
	if (id)
		add_id(ids, id, end);
}

static gboolean take(const struct walk_commit *commit, void *data, GError **error)
{
	GArray *ids = data;
	const char *line = commit->message, *end;

	add_id(ids, commit->id, commit->id + ID_MAX);
	for (; line < commit->end; line = end + 1) {
		end = memchr(line, '\n', commit->end - line) ?: commit->end;
		while (line < end && *line == ' ')
			line++;
		if (line < end && strchr("Cc[(", *line))
			read_line(ids, line, end);
	}
	return TRUE;
}

static gint by_hex(gconstpointer a, gconstpointer b)
{
	return strcmp(((const struct known_id *)a)->hex,
		      ((const struct known_id *)b)->hex);
}

/* Whether one of the sorted @ids is a prefix of @hex, or begins with it. */
static gboolean has(const GArray *ids, const char *hex)
{
	guint low = 0, high = ids->len;

	while (low < high) {
		guint middle = low + (high - low) / 2;

		if (strcmp(g_array_index(ids, struct known_id, middle).hex, hex) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return (low < ids->len &&
		g_str_has_prefix(g_array_index(ids, struct known_id, low).hex, hex)) ||
	       (low > 0 &&
		g_str_has_prefix(hex,
				 g_array_index(ids, struct known_id, low - 1).hex));
}

/* --- mentions
 * --------------------------------------------------------------------------- */

GPtrArray *follow_base(struct follow_index *index, const char *dir,
		       const char *revision, GError **error)
{
	g_autoptr(GitRepo) repo = git_repo_open(dir, error);
	g_autofree char *id = repo ? git_repo_resolve(repo, revision, error) : NULL;
	g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(struct known_id));
	g_autoptr(GPtrArray) all = NULL;
	guint read;

	if (!id || !commit_walk(git_repo_path(repo), id, NULL, take, ids, &read, error))
		return NULL;
	g_array_sort(ids, by_hex);
	all = follow_index_all(index, error);
	for (guint i = all ? all->len : 0; i > 0; i--) {
		const struct follow_mention *mention = all->pdata[i - 1];

		if (!has(ids, mention->target) || has(ids, mention->commit))
			g_ptr_array_remove_index(all, i - 1);
	}
	return g_steal_pointer(&all);
}
