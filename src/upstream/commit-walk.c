/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "upstream/commit-walk.h"

#include <stdlib.h>
#include <string.h>

#include "util/error.h"
#include "util/fs.h"
#include "util/libgit2.h"
#include "util/progress.h"

enum { ID_LENGTH = 40, PROGRESS_EVERY = 4096 };

struct walk {
	const char *path;
	commit_walk_func func;
	void *data;
	git_odb *odb;
	GHashTable *seen;    /* git_oid * */
	GHashTable *shallow; /* git_oid *: commits whose parents are missing */
	GArray *ids;	     /* git_oid: to be read, next one last */
	Progress *progress;
	guint count;
};

static guint oid_hash(gconstpointer id)
{
	guint hash;

	memcpy(&hash, id, sizeof(hash));
	return hash;
}

static gboolean oid_equal(gconstpointer a, gconstpointer b)
{
	return !memcmp(a, b, sizeof(git_oid));
}

static gboolean fail(const struct walk *walk, GError **error)
{
	g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "%s: %s", walk->path,
		    libgit2()->error_last()->message);
	return FALSE;
}

/* --- one commit --------------------------------------------------------------------- */

static void add(struct walk *walk, const char *hex)
{
	git_oid id;

	if (libgit2()->oid_fromstr(&id, hex) || g_hash_table_contains(walk->seen, &id))
		return;
	g_hash_table_add(walk->seen, g_memdup2(&id, sizeof(id)));
	g_array_append_val(walk->ids, id);
}

/* "NAME <MAIL> TIME ZONE": names contain no '>'. */
static gint64 time_of(const char *line, const char *end)
{
	const char *mail = memchr(line, '>', end - line);

	return mail && end - mail > 2 ? strtoll(mail + 1, NULL, 10) : 0;
}

/* The header ends at an empty line; continuation lines of a signature begin with a
 * blank. With @parents, adds these to the list. */
static void read_head(struct walk *walk, const char *text, gsize size, gboolean parents,
		      struct walk_commit *commit)
{
	const char *line = text, *end;

	commit->end = text + size;
	while ((end = memchr(line, '\n', commit->end - line)) && end > line) {
		if (parents && end - line == ID_LENGTH + 7 &&
		    !memcmp(line, "parent ", 7))
			add(walk, line + 7);
		else if (end - line > 10 && !memcmp(line, "committer ", 10))
			commit->time = time_of(line, end);
		line = end + 1;
	}
	commit->message = end ? end + 1 : commit->end;
}

static gboolean read_commit(struct walk *walk, const git_oid *id, gboolean parents,
			    GError **error)
{
	const struct libgit2 *git = libgit2();
	char hex[ID_LENGTH + 1];
	struct walk_commit commit = {.id = hex};
	git_odb_object *object;
	gboolean good;

	if (git->odb_read(&object, walk->odb, id))
		return fail(walk, error);
	git->oid_tostr(hex, sizeof(hex), id);
	good = git->odb_object_type(object) == GIT_OBJECT_COMMIT;
	if (!good)
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "%s: %s is not a commit",
			    walk->path, hex);
	else
		read_head(walk, git->odb_object_data(object),
			  git->odb_object_size(object),
			  parents && !g_hash_table_contains(walk->shallow, id),
			  &commit);
	good = good && walk->func(&commit, walk->data, error);
	git->odb_object_free(object);
	if (++walk->count % PROGRESS_EVERY == 0)
		progress_set(walk->progress, walk->count);
	return good;
}

/*
 * --- all commits --------------------------------------------------------------------
 */

static gboolean walk_all(struct walk *walk, const char *tip, GError **error)
{
	add(walk, tip);
	while (walk->ids->len) {
		git_oid id = g_array_index(walk->ids, git_oid, walk->ids->len - 1);

		g_array_set_size(walk->ids, walk->ids->len - 1);
		if (!read_commit(walk, &id, TRUE, error))
			return FALSE;
	}
	return TRUE;
}

/* Walks new commits, which are few: git_revwalk knows what to omit. */
static gboolean walk_new(struct walk *walk, git_repository *repository, const char *tip,
			 const char *before, GError **error)
{
	const struct libgit2 *git = libgit2();
	git_revwalk *revwalk = NULL;
	gboolean good;
	git_oid id;

	good = !git->revwalk_new(&revwalk, repository) && !git->oid_fromstr(&id, tip) &&
	       !git->revwalk_push(revwalk, &id) && !git->oid_fromstr(&id, before) &&
	       !git->revwalk_hide(revwalk, &id);
	if (!good)
		fail(walk, error);
	while (good && !git->revwalk_next(&id, revwalk))
		good = read_commit(walk, &id, FALSE, error);
	git->revwalk_free(revwalk);
	return good;
}

static void read_shallow(struct walk *walk)
{
	g_autofree char *path = g_build_filename(walk->path, "shallow", NULL);
	g_autofree char *text = fs_read(path, NULL);
	g_auto(GStrv) lines = text ? g_strsplit(text, "\n", -1) : NULL;
	git_oid id;

	for (char **line = lines; line && *line; line++)
		if (strlen(*line) == ID_LENGTH && !libgit2()->oid_fromstr(&id, *line))
			g_hash_table_add(walk->shallow, g_memdup2(&id, sizeof(id)));
}

/* Like git(1), does not verify the hashes of objects read from a pack; that, and
 * caching the objects, would take half of the time. */
static void set_checks(int on)
{
	libgit2()->libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, on);
	libgit2()->libgit2_opts(GIT_OPT_ENABLE_CACHING, on);
}

gboolean commit_walk(const char *path, const char *tip, const char *before,
		     commit_walk_func func, void *data, guint *count, GError **error)
{
	const struct libgit2 *git = libgit2();
	g_autoptr(Progress) progress = progress_new("read commits", "commits", 0);
	g_autoptr(GHashTable) seen =
		g_hash_table_new_full(oid_hash, oid_equal, g_free, NULL);
	g_autoptr(GHashTable) shallow =
		g_hash_table_new_full(oid_hash, oid_equal, g_free, NULL);
	g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(git_oid));
	struct walk walk = {path, func, data, NULL, seen, shallow, ids, progress, 0};
	git_repository *repository = NULL;
	gboolean good;

	read_shallow(&walk);
	set_checks(FALSE);
	if (git->repository_open_bare(&repository, path) ||
	    git->repository_odb(&walk.odb, repository))
		good = fail(&walk, error);
	else
		good = before ? walk_new(&walk, repository, tip, before, error)
			      : walk_all(&walk, tip, error);
	git->odb_free(walk.odb);
	git->repository_free(repository);
	set_checks(TRUE);
	*count = walk.count;
	return good;
}
