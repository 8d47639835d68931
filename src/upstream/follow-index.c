/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "upstream/follow-index.h"

#include <string.h>

#include "upstream/git-repo.h"
#include "util/cache.h"
#include "util/database.h"
#include "util/error.h"
#include "util/libgit2.h"
#include "util/progress.h"

enum { ID_MIN = 8, ID_MAX = 40, VERSION = 1, PROGRESS_EVERY = 4096 };

static const char schema[] =
	"CREATE TABLE tip (hash TEXT);"
	"CREATE TABLE mention (target TEXT, kind INTEGER, hash TEXT, subject TEXT);"
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
	char commit[ID_MAX + 1];
	const char *message;
	GError **error;
	gboolean failed;
};

static void add_mention(struct pass *pass, enum follow_kind kind, const char *id)
{
	gsize length = strspn(id, "0123456789abcdefABCDEF");
	g_autofree char *target = NULL;
	g_autofree char *subject = NULL;

	if (length < ID_MIN || length > ID_MAX || pass->failed)
		return;
	target = g_ascii_strdown(id, length);
	subject = g_strndup(pass->message, strcspn(pass->message, "\n"));
	database_bind_text(pass->insert, 1, target);
	sqlite3_bind_int(pass->insert, 2, kind);
	database_bind_text(pass->insert, 3, pass->commit);
	database_bind_text(pass->insert, 4, subject);
	pass->failed = database_step(pass->insert, pass->error) != SQLITE_DONE;
	sqlite3_reset(pass->insert);
}

/* A line each; "Fixes:" may have blanks in front and "commit" behind. */
static void read_message(struct pass *pass)
{
	for (const char *line = pass->message; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (!g_ascii_strncasecmp(line, "Fixes:", 6)) {
			const char *id = line + 6 + strspn(line + 6, " \t");

			if (g_str_has_prefix(id, "commit "))
				id += strlen("commit ");
			add_mention(pass, FOLLOW_FIXES, id);
		} else if (g_str_has_prefix(line, "This reverts commit ")) {
			add_mention(pass, FOLLOW_REVERTS,
				    line + strlen("This reverts commit "));
		}
	}
}

/* --- the pass --------------------------------------------------------------------------- */

static gboolean read_commit(struct pass *pass, git_repository *repository,
			    const git_oid *id)
{
	const struct libgit2 *git = libgit2();
	git_commit *commit = NULL;

	if (git->commit_lookup(&commit, repository, id)) {
		g_set_error(pass->error, KF_ERROR, KF_ERROR_INPUT, "%s",
			    git->error_last()->message);
		return FALSE;
	}
	pass->message = git->commit_message(commit);
	git->oid_tostr(pass->commit, sizeof(pass->commit), id);
	read_message(pass);
	git->commit_free(commit);
	return !pass->failed;
}

/* The commits of HEAD that @before (NULL: nothing) does not have. */
static gboolean walk(struct pass *pass, git_repository *repository, const char *before,
		     guint *read, GError **error)
{
	const struct libgit2 *git = libgit2();
	g_autoptr(Progress) progress = progress_new("read commits", "commits", 0);
	git_revwalk *walk = NULL;
	git_oid id;
	gboolean good = TRUE;

	if (git->revwalk_new(&walk, repository) || git->revwalk_push_head(walk)) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "%s",
			    git->error_last()->message);
		git->revwalk_free(walk);
		return FALSE;
	}
	/* A tip that is no longer there hides nothing: all is read again. */
	if (before && !git->oid_fromstr(&id, before))
		git->revwalk_hide(walk, &id);
	while (good && !git->revwalk_next(&id, walk)) {
		good = read_commit(pass, repository, &id);
		if (++*read % PROGRESS_EVERY == 0)
			progress_set(progress, *read);
	}
	git->revwalk_free(walk);
	return good;
}

static char *known_tip(Database *db, GError **error)
{
	g_autoptr(Statement) query =
		database_prepare(db, "SELECT hash FROM tip", error);

	return query && database_step(query, error) == SQLITE_ROW
		       ? g_strdup((const char *)sqlite3_column_text(query, 0))
		       : NULL;
}

/* The new tip; a history that was rewritten begins anew. */
static gboolean set_tip(Database *db, const char *tip, GError **error)
{
	g_autofree char *sql =
		g_strdup_printf("DELETE FROM tip; INSERT INTO tip VALUES ('%s')", tip);

	return database_run(db, sql, error);
}

static gboolean update(struct follow_index *index, struct git_repo *repo, guint *read,
		       GError **error)
{
	const struct libgit2 *git = libgit2();
	g_autofree char *tip = git_repo_resolve(repo, "HEAD", error);
	g_autofree char *before = known_tip(index->db, error);
	g_autoptr(Statement) insert = NULL;
	struct pass pass = {.error = error};
	git_repository *repository = NULL;
	gboolean good;

	if (!tip || *error)
		return FALSE;
	if (before && !strcmp(before, tip))
		return TRUE;
	if (before && !git_repo_is_ancestor(repo, before, tip)) {
		if (!database_run(index->db, "DELETE FROM mention", error))
			return FALSE;
		g_clear_pointer(&before, g_free);
	}
	insert = database_prepare(index->db, "INSERT INTO mention VALUES (?, ?, ?, ?)",
				  error);
	pass.insert = insert;
	if (!insert || !database_run(index->db, "BEGIN", error))
		return FALSE;
	if (git->repository_open_bare(&repository, git_repo_path(repo))) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "%s: %s",
			    git_repo_dir(repo), git->error_last()->message);
		return FALSE;
	}
	good = walk(&pass, repository, before, read, error) &&
	       set_tip(index->db, tip, error) &&
	       database_run(index->db, "COMMIT", error);
	git->repository_free(repository);
	return good;
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
	name = g_strdup_printf("%.16s.sqlite", digest);
	path = cache_path("follow", name, NULL);
	index->db = database_open(path, schema, VERSION, error);
	if (!index->db)
		return NULL;
	if (update(index, repo, read, &why))
		return g_steal_pointer(&index);
	g_propagate_error(error, why);
	return NULL;
}

/* --- asking ----------------------------------------------------------------------------- */

/* Both are beginnings of one id: the shorter one begins the longer one. */
static gboolean same_commit(const char *a, const char *b)
{
	return !strncmp(a, b, MIN(strlen(a), strlen(b)));
}

GPtrArray *follow_index_of(struct follow_index *index, const char *id, GError **error)
{
	g_autoptr(GPtrArray) mentions =
		g_ptr_array_new_with_free_func((GDestroyNotify)follow_mention_free);
	g_autofree char *low = g_strndup(id, ID_MIN);
	g_autofree char *high = g_strconcat(low, "g", NULL);
	g_autoptr(Statement) query =
		database_prepare(index->db,
				 "SELECT target, kind, hash, subject FROM mention"
				 " WHERE target >= ? AND target < ? ORDER BY rowid",
				 error);
	int status;

	if (!query)
		return NULL;
	database_bind_text(query, 1, low);
	database_bind_text(query, 2, high);
	while ((status = database_step(query, error)) == SQLITE_ROW) {
		const char *target = (const char *)sqlite3_column_text(query, 0);
		struct follow_mention *mention;

		if (!same_commit(target, id))
			continue;
		mention = g_new0(struct follow_mention, 1);
		mention->target = g_strdup(target);
		mention->kind = sqlite3_column_int(query, 1);
		mention->commit = g_strdup((const char *)sqlite3_column_text(query, 2));
		mention->subject =
			g_strdup((const char *)sqlite3_column_text(query, 3));
		g_ptr_array_add(mentions, mention);
	}
	return status < 0 ? NULL : g_steal_pointer(&mentions);
}
