/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "upstream/known-commits.h"

#include <string.h>

#include "upstream/git-repo.h"
#include "upstream/same-changes.h"
#include "util/error.h"

/* Length of abbreviated ids in the kernel; shorter ones are not looked up. */
#define ID_SHORT 12
#define ID_FULL	 40

/* Begins each commit in the output of git log. */
#define RECORD "\x1e"

/* Keys are the first ID_SHORT digits of ids, values are ids. */
struct known_commits {
	GitRepo *repo;
	char *from, *to;
	GHashTable *picked;	   /* mainline commit -> commit that contains it */
	GHashTable *taken_back;	   /* commit -> commit that reverts it */
	struct same_changes *same; /* NULL until needed */
};

void known_commits_free(struct known_commits *known)
{
	if (!known)
		return;
	g_hash_table_unref(known->picked);
	g_hash_table_unref(known->taken_back);
	same_changes_free(known->same);
	g_clear_pointer(&known->repo, git_repo_free);
	g_free(known->from);
	g_free(known->to);
	g_free(known);
}

/* Returns the first ID_SHORT digits of the id at @at, or NULL. */
static char *id_key(const char *at)
{
	char *key;

	for (gsize i = 0; i < ID_SHORT; i++)
		if (!g_ascii_isxdigit(at[i]))
			return NULL;
	key = g_strndup(at, ID_SHORT);
	for (char *c = key; *c; c++)
		*c = g_ascii_tolower(*c);
	return key;
}

static void note(GHashTable *table, const char *at, const char *commit)
{
	char *key = id_key(at);

	if (key)
		g_hash_table_insert(table, key, g_strdup(commit));
}

/* @commit reverts the one at @at; if that is itself a revert, the original is there
 * again. */
static void note_revert(struct known_commits *known, const char *at, const char *commit)
{
	g_autofree char *key = id_key(at);
	GHashTableIter iter;
	gpointer by;

	if (!key)
		return;
	g_hash_table_iter_init(&iter, known->taken_back);
	while (g_hash_table_iter_next(&iter, NULL, &by))
		if (!strncmp(by, key, ID_SHORT))
			g_hash_table_iter_remove(&iter);
	g_hash_table_insert(known->taken_back, g_steal_pointer(&key), g_strdup(commit));
}

/* Returns the text after @word anywhere in @line, or NULL. */
static const char *after(const char *line, const char *word)
{
	const char *at = strstr(line, word);

	return at ? at + strlen(word) : NULL;
}

static void read_line(struct known_commits *known, const char *line, const char *commit)
{
	const char *id = after(line, "This reverts commit ");
	g_autofree char *key = NULL;

	if (id) {
		note_revert(known, id, commit);
		id = after(line, "which is commit ");
		if (id)
			note_revert(known, id, commit);
		return;
	}
	id = after(line, "pstream commit ")
		     ?: after(line, "cherry picked from commit ");
	if (!id && strstr(line, " upstream"))
		id = after(line, "ommit ");
	key = id ? id_key(id) : NULL;
	if (!key)
		return;
	g_hash_table_remove(known->taken_back, key);
	note(known->picked, id, commit);
}

static void read_record(struct known_commits *known, const char *record)
{
	g_auto(GStrv) lines = g_strsplit(record, "\n", -1);

	for (guint i = 1; *lines && lines[i]; i++)
		read_line(known, lines[i], lines[0]);
}

/* Only prints commits that name another one; oldest first. */
static gboolean read_log(struct known_commits *known, GError **error)
{
	g_autofree char *range = g_strconcat(known->from, "..", known->to, NULL);
	const char *args[] = {"log",
			      "--reverse",
			      "-E",
			      "--grep=[Cc]ommit [0-9a-f]{12,40}",
			      "--format=" RECORD "%H%n%B",
			      range,
			      NULL};
	g_autofree char *log =
		foreign_git_run(git_repo_git(known->repo), args, NULL, error);
	g_auto(GStrv) records = log ? g_strsplit(log, RECORD, -1) : NULL;

	for (guint i = 0; records && records[i]; i++)
		read_record(known, records[i]);
	return records != NULL;
}

static gboolean read_range(struct known_commits *known, const char *range,
			   GError **error)
{
	g_auto(GStrv) ends = g_strsplit(range, "..", 2);

	if (g_strv_length(ends) != 2 || !*ends[0] || !*ends[1] || *ends[1] == '.') {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "%s: not a range of revisions (OLD..NEW)", range);
		return FALSE;
	}
	known->from = git_repo_resolve(known->repo, ends[0], error);
	known->to = known->from ? git_repo_resolve(known->repo, ends[1], error) : NULL;
	return known->to && read_log(known, error);
}

struct known_commits *known_commits_new(const char *dir, const char *range,
					GError **error)
{
	g_autoptr(KnownCommits) known = g_new0(struct known_commits, 1);

	known->picked = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	known->taken_back =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	known->repo = git_repo_open(dir, error);
	return known->repo && read_range(known, range, error) ? g_steal_pointer(&known)
							      : NULL;
}

/* Whether the commit itself is in the range. */
static gboolean came_itself(const struct known_commits *known, const char *id)
{
	return strlen(id) == ID_FULL &&
	       (!strcmp(id, known->to) ||
		git_repo_is_ancestor(known->repo, id, known->to)) &&
	       strcmp(id, known->from) &&
	       !git_repo_is_ancestor(known->repo, id, known->from);
}

static enum known_state look_up(gpointer data, const char *id, char **by)
{
	struct known_commits *known = data;
	g_autofree char *key = id_key(id), *full = NULL;
	const char *pick;

	if (!key)
		return KNOWN_NOT;
	if (g_hash_table_contains(known->taken_back, key))
		return KNOWN_TAKEN_BACK;
	pick = g_hash_table_lookup(known->picked, key);
	if (!pick) {
		full = git_repo_resolve(known->repo, id, NULL);
		if (!full || !came_itself(known, full))
			return KNOWN_NOT;
	}
	*by = g_strdup(pick ?: full);
	return KNOWN_HAS;
}

static gboolean look_for(gpointer data, const GPtrArray *patches, GError **error)
{
	struct known_commits *known = data;

	same_changes_free(known->same);
	known->same =
		same_changes_new(known->repo, known->from, known->to, patches, error);
	return known->same != NULL;
}

static const char *find_same(gpointer data, const struct patch *patch)
{
	const struct known_commits *known = data;

	return known->same ? same_changes_find(known->same, patch) : NULL;
}

struct known_changes known_commits_changes(struct known_commits *known)
{
	return (struct known_changes){look_up, look_for, find_same, known};
}
