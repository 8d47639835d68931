/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "upstream/follow-index.h"

#include <string.h>

#include "upstream/commit-walk.h"
#include "upstream/git-repo.h"
#include "util/cache.h"
#include "util/database.h"
#include "util/error.h"

enum { ID_MIN = 8, ID_MAX = 40, VERSION = 2 };

static const char schema[] =
	"CREATE TABLE tip (hash TEXT);"
	"CREATE TABLE mention (target TEXT, kind INTEGER, hash TEXT, subject TEXT,"
	" time INTEGER);"
	"CREATE INDEX mention_target ON mention (target);";

struct follow_index {
	Database *db;
};

void follow_mention_free(struct follow_mention *mention)
{
	g_free(mention->commit);
	g_free(mention->target);
	g_free(mention->subject);
	g_free(mention);
}

void follow_index_free(struct follow_index *index)
{
	if (!index)
		return;
	sqlite3_close_v2(index->db);
	g_free(index);
}

/* --- messages ------------------------------------------------------------------------- */

struct pass {
	Statement *insert;
	const struct walk_commit *commit;
	GError **error;
	gboolean failed;
};

static void add_mention(struct pass *pass, enum follow_kind kind, const char *id)
{
	const struct walk_commit *commit = pass->commit;
	gsize length = 0;
	g_autofree char *target = NULL;
	g_autofree char *subject = NULL;
	const char *end;

	while (id + length < commit->end && g_ascii_isxdigit(id[length]))
		length++;
	if (length < ID_MIN || length > ID_MAX || pass->failed)
		return;
	target = g_ascii_strdown(id, length);
	end = memchr(commit->message, '\n', commit->end - commit->message);
	subject =
		g_strndup(commit->message, (end ? end : commit->end) - commit->message);
	database_bind_text(pass->insert, 1, target);
	sqlite3_bind_int(pass->insert, 2, kind);
	database_bind_text(pass->insert, 3, commit->id);
	database_bind_text(pass->insert, 4, subject);
	sqlite3_bind_int64(pass->insert, 5, commit->time);
	pass->failed = !database_execute(pass->insert, pass->error);
}

/* Whether @line, up to @end, begins with @word (lower case), ignoring case. */
static gboolean begins(const char *line, const char *end, const char *word)
{
	gsize length = strlen(word);

	return (gsize)(end - line) > length && !g_ascii_strncasecmp(line, word, length);
}

/* After "Fixes:" there may be blanks and "commit". */
static void read_line(struct pass *pass, const char *line, const char *end)
{
	static const char revert[] = "this reverts commit ";

	if (begins(line, end, "fixes:")) {
		line += strlen("fixes:");
		while (line < end && (*line == ' ' || *line == '\t'))
			line++;
		if (begins(line, end, "commit "))
			line += strlen("commit ");
		add_mention(pass, FOLLOW_FIXES, line);
	} else if (begins(line, end, revert)) {
		add_mention(pass, FOLLOW_REVERTS, line + strlen(revert));
	}
}

/* The first letter rules out most lines. */
static gboolean read_message(const struct walk_commit *commit, void *data,
			     GError **error)
{
	struct pass *pass = data;
	const char *line = commit->message, *end;

	pass->commit = commit;
	pass->error = error;
	for (; line < commit->end; line = end + 1) {
		end = memchr(line, '\n', commit->end - line) ?: commit->end;
		if (strchr("FfTt", *line) && *line)
			read_line(pass, line, end);
	}
	return !pass->failed;
}

/* --- updating
 * --------------------------------------------------------------------------- */

static char *known_tip(Database *db, GError **error)
{
	g_autoptr(Statement) query =
		database_prepare(db, "SELECT hash FROM tip", error);

	return query && database_step(query, error) == SQLITE_ROW
		       ? g_strdup((const char *)sqlite3_column_text(query, 0))
		       : NULL;
}

/* Returns the new tip; if the history was rewritten, the index starts anew. */
static gboolean set_tip(Database *db, const char *tip, GError **error)
{
	g_autofree char *sql =
		g_strdup_printf("DELETE FROM tip; INSERT INTO tip VALUES ('%s')", tip);

	return database_run(db, sql, error);
}

static gboolean update(struct follow_index *index, struct git_repo *repo, guint *read,
		       GError **error)
{
	g_autofree char *tip = git_repo_resolve(repo, "HEAD", error);
	g_autofree char *before = known_tip(index->db, error);
	g_autoptr(Statement) insert = NULL;
	struct pass pass = {NULL};

	if (!tip || *error)
		return FALSE;
	if (before && !strcmp(before, tip))
		return TRUE;
	if (before && !git_repo_is_ancestor(repo, before, tip)) {
		if (!database_run(index->db, "DELETE FROM mention", error))
			return FALSE;
		g_clear_pointer(&before, g_free);
	}
	insert = database_prepare(index->db,
				  "INSERT INTO mention VALUES (?, ?, ?, ?, ?)", error);
	pass.insert = insert;
	if (!insert || !database_run(index->db, "BEGIN", error))
		return FALSE;
	return commit_walk(git_repo_path(repo), tip, before, read_message, &pass, read,
			   error) &&
	       set_tip(index->db, tip, error) &&
	       database_run(index->db, "COMMIT", error);
}

struct follow_index *follow_index_open(const char *dir, guint *read, GError **error)
{
	g_autoptr(FollowIndex) index = g_new0(struct follow_index, 1);
	g_autoptr(GitRepo) repo = git_repo_open(dir, error);
	g_autofree char *digest = NULL;
	g_autofree char *name = NULL;
	g_autofree char *path = NULL;
	GError *why = NULL;

	*read = 0;
	if (!repo)
		return NULL;
	digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, git_repo_path(repo),
					       -1);
	name = g_strdup_printf("%.16s.%d.sqlite", digest, VERSION);
	path = cache_path("follow", name, NULL);
	index->db = database_open(path, schema, VERSION, error);
	if (!index->db)
		return NULL;
	if (update(index, repo, read, &why))
		return g_steal_pointer(&index);
	g_propagate_error(error, why);
	return NULL;
}

/* --- queries
 * ---------------------------------------------------------------------------- */

/* Whether the shorter one of two abbreviated ids is a prefix of the other. */
static gboolean same_commit(const char *a, const char *b)
{
	return !strncmp(a, b, MIN(strlen(a), strlen(b)));
}

static struct follow_mention *mention_of(Statement *row)
{
	struct follow_mention *mention = g_new0(struct follow_mention, 1);

	mention->target = g_strdup((const char *)sqlite3_column_text(row, 0));
	mention->kind = sqlite3_column_int(row, 1);
	mention->commit = g_strdup((const char *)sqlite3_column_text(row, 2));
	mention->subject = g_strdup((const char *)sqlite3_column_text(row, 3));
	return mention;
}

/* Returns mentions with @from <= target < @to that mean @id (NULL: all). */
static GPtrArray *mentions(struct follow_index *index, const char *from, const char *to,
			   const char *id, GError **error)
{
	g_autoptr(GPtrArray) found =
		g_ptr_array_new_with_free_func((GDestroyNotify)follow_mention_free);
	g_autoptr(Statement) query =
		database_prepare(index->db,
				 "SELECT target, kind, hash, subject FROM mention"
				 " WHERE target >= ? AND target < ?"
				 " ORDER BY time DESC, rowid",
				 error);
	int status;

	if (!query)
		return NULL;
	database_bind_text(query, 1, from);
	database_bind_text(query, 2, to);
	while ((status = database_step(query, error)) == SQLITE_ROW)
		if (!id || same_commit((const char *)sqlite3_column_text(query, 0), id))
			g_ptr_array_add(found, mention_of(query));
	return status < 0 ? NULL : g_steal_pointer(&found);
}

GPtrArray *follow_index_of(struct follow_index *index, const char *id, GError **error)
{
	g_autofree char *low = g_strndup(id, ID_MIN);
	g_autofree char *high = g_strconcat(low, "g", NULL);

	return mentions(index, low, high, id, error);
}

GPtrArray *follow_index_all(struct follow_index *index, GError **error)
{
	return mentions(index, "0", "g", NULL, error);
}
