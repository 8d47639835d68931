/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How many files are changed at once.
 *
 * The stage. All changes are renames between the tree and a directory in it, the stage
 * (.kferry-journal). It must be in the tree, because rename(2) only works within one
 * file system; the cache or the user's home may be on another one, read-only or
 * missing, as in a package build. It is created for each change and removed at its end.
 *
 *	N         new file number N; after it was exchanged, the old file
 *	N.old     the old file, if the file system cannot exchange files
 *	seal      an empty file, see below
 *	list.new  the list while it is written
 *	list      the steps, one per line (util/transaction-step.c); exists from the
 *	          commit until all steps are taken, or taken back
 *	done      the list after all steps were taken
 *
 * Which of list and done exists determines what to do with the rest:
 *
 *	neither   nothing is changed yet, or all was taken back: drop the stage
 *	list      some steps were taken: take the others, or take these back
 *	done      everything is changed: drop the stage, with the old files in it
 *
 * Finishing and rolling back. A file that is replaced or removed stays in the stage
 * until the end. A step only needs names to see how far it got (and the inode of the
 * new file, since two files that were exchanged have the same names as before).
 * Therefore both directions work from any point at which a kill left the change, no
 * matter which one was in progress. A run that meets an obstacle rolls back: the tree
 * is unchanged, and the user can remove the cause. A run that finds a list finishes it,
 * or rolls back if it cannot. Only if even this fails (a broken disk), the list stays,
 * and the error says so.
 *
 * Before the first rename each place is checked (step_look()): for directories that
 * cannot be written, other mounts, immutable files. This cannot find all obstacles, for
 * instance a sticky directory, a quota, or another program. For these there is the
 * rollback.
 *
 * Trusting a list. A list moves and removes files, and a tree may come from anywhere: a
 * tarball or a git repository may contain a directory of this name. Therefore a list is
 * only used under three conditions:
 *
 * - Every path in it is in the tree, without symbolic links, and neither in a .git
 *   directory nor in the stage; every other name is a number. So a list can never
 *   reach outside of the tree, nor install anything that git runs.
 * - The stage, its list and its seal belong to the user of this process. Another user
 *   of a shared tree cannot finish one's change; an error names its owner. The owner
 *   is found by creating a file: over NFS and in user namespaces it may differ from
 *   geteuid(2).
 * - The list contains the inode and the time of the last change (ctime) of the seal,
 *   which is created just before it and never changed. Nobody can set a ctime:
 *   unpacked, cloned or copied files have another one, to the nanosecond if the file
 *   system supports it, and another inode. So the list was made in this place.
 *
 * A secret key of the user would do as well, and even resist somebody who guesses
 * clocks. But it would have to be stored somewhere, and without a home directory a
 * killed run could not be resumed. A correct guess gains little, because of the first
 * condition. The tree may be renamed, mounted elsewhere, or reached by a symbolic link:
 * the seal stays the same. A copy of a half-changed tree cannot be finished, nor one
 * whose owner was changed, nor one on a file system that invents inodes at each mount
 * (sshfs): the error says where to continue.
 */
#include "util/transaction.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/error.h"
#include "util/safe-open.h"
#include "util/transaction-step.h"

#define MAGIC "kferry journal 2"

struct transaction {
	char *name;
	int dir;
	int stage;	  /* -1: not created yet */
	guint next;	  /* number for the next file in the stage */
	GArray *removals; /* of struct step */
	GArray *puts;	  /* of struct step */
};

static GArray *steps_new(void)
{
	GArray *steps = g_array_new(FALSE, FALSE, sizeof(struct step));

	g_array_set_clear_func(steps, (GDestroyNotify)step_clear);
	return steps;
}

static gboolean fail(const struct transaction *journal, const char *what,
		     GError **error)
{
	g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM, "%s: %s: %s", journal->name, what,
		    g_strerror(errno));
	return FALSE;
}

/* --- the stage -------------------------------------------------------------- */

/* Removes the stage with its files. There must be no list. */
static gboolean drop_stage(struct transaction *journal, GError **error)
{
	g_autoptr(GPtrArray) names = safe_list(journal->stage);

	for (guint i = 0; names && i < names->len; i++) {
		const char *name = names->pdata[i];

		if (g_ascii_isdigit(*name))
			unlinkat(journal->stage, name, 0);
	}
	unlinkat(journal->stage, "list.new", 0);
	unlinkat(journal->stage, "probe", 0);
	/* After the old files, which would look like new ones without it. */
	if (!names || (unlinkat(journal->stage, "done", 0) < 0 && errno != ENOENT))
		return fail(journal, TRANSACTION_DIR, error);
	unlinkat(journal->stage, "seal", 0);
	close(journal->stage);
	journal->stage = -1;
	return unlinkat(journal->dir, TRANSACTION_DIR, AT_REMOVEDIR) == 0 ||
	       fail(journal, TRANSACTION_DIR, error);
}

static gboolean open_stage(struct transaction *journal, gboolean make, GError **error)
{
	if (make && mkdirat(journal->dir, TRANSACTION_DIR, 0700) < 0 && errno != EEXIST)
		return fail(journal, TRANSACTION_DIR, error);
	journal->stage = openat(journal->dir, TRANSACTION_DIR,
				O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC | O_RDONLY);
	return journal->stage >= 0 || fail(journal, TRANSACTION_DIR, error);
}

/* --- the list ----------------------------------------------------------------- */

/* Creates an empty file in the stage, and stats it. */
static gboolean make_file(const struct transaction *journal, const char *name,
			  struct stat *st, GError **error)
{
	int fd = openat(journal->stage, name,
			O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
	gboolean ok = fd >= 0 && fstat(fd, st) == 0;

	if (!ok)
		fail(journal, TRANSACTION_DIR, error);
	if (fd >= 0)
		close(fd);
	return ok;
}

static char *seal_line(const struct stat *seal)
{
	return g_strdup_printf(MAGIC " %" G_GUINT64_FORMAT " %" G_GINT64_FORMAT
				     ".%09ld",
			       (guint64)seal->st_ino, (gint64)seal->st_ctim.tv_sec,
			       seal->st_ctim.tv_nsec);
}

static gboolean write_text(const struct transaction *journal, const char *name,
			   const char *text)
{
	int fd = openat(journal->stage, name,
			O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);

	return fd >= 0 && safe_write_all(fd, text, strlen(text)) & (close(fd) == 0);
}

static gboolean write_list(const struct transaction *journal, GArray *steps,
			   GError **error)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autofree char *line = NULL;
	struct stat seal;

	if (!make_file(journal, "seal", &seal, error))
		return FALSE;
	line = seal_line(&seal);
	g_string_append_printf(text, "%s\n", line);
	for (guint i = 0; i < steps->len; i++)
		step_print(&g_array_index(steps, struct step, i), text);
	g_string_append(text, "end\n");
	if (!write_text(journal, "list.new", text->str) ||
	    renameat(journal->stage, "list.new", journal->stage, "list") < 0)
		return fail(journal, TRANSACTION_DIR "/list", error);
	return TRUE;
}

static gboolean foreign(const struct transaction *journal, const char *why,
			GError **error)
{
	g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
		    "%s/" TRANSACTION_DIR
		    ": %s; nothing was changed: finish that change where it was "
		    "started, or remove this directory",
		    journal->name, why);
	return FALSE;
}

/* Whether the file @name of the stage is a regular one owned by @owner. */
static gboolean is_own(const struct transaction *journal, const char *name, uid_t owner,
		       struct stat *st)
{
	return fstatat(journal->stage, name, st, AT_SYMLINK_NOFOLLOW) == 0 &&
	       S_ISREG(st->st_mode) && st->st_uid == owner && st->st_nlink == 1;
}

/*
 * Checks the last two conditions of "Trusting a list" above. @name is "list" or "done".
 */
static gboolean check_seal(const struct transaction *journal, const char *name,
			   const char *header, GError **error)
{
	g_autofree char *line = NULL, *who = NULL;
	struct stat probe, stage, st, seal;

	if (fstat(journal->stage, &stage) < 0 ||
	    (unlinkat(journal->stage, "probe", 0) < 0 && errno != ENOENT) ||
	    !make_file(journal, "probe", &probe, NULL))
		return fail(journal, TRANSACTION_DIR, error);
	unlinkat(journal->stage, "probe", 0);
	if (stage.st_uid != probe.st_uid) {
		who = g_strdup_printf("belongs to another user (uid %u)", stage.st_uid);
		return foreign(journal, who, error);
	}
	if ((stage.st_mode & (S_IWGRP | S_IWOTH)) ||
	    !is_own(journal, name, probe.st_uid, &st) ||
	    !is_own(journal, "seal", probe.st_uid, &seal))
		return foreign(journal, "was not made by kferry", error);
	line = seal_line(&seal);
	return !strcmp(line, header) ||
	       foreign(journal, "was started in another place", error);
}

static gboolean parse_steps(const struct transaction *journal, char **lines,
			    GArray *steps, GError **error)
{
	for (; *lines && strcmp(*lines, "end"); lines++) {
		struct step step;

		if (!step_parse(&step, *lines)) {
			g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
				    "%s/" TRANSACTION_DIR
				    "/list: has an invalid line: %s",
				    journal->name, *lines);
			return FALSE;
		}
		g_array_append_val(steps, step);
	}
	return *lines || foreign(journal, "is cut off", error);
}

/* Reads the steps in the file @name of the stage, after the checks. TRUE with *@steps
 * NULL if there is no such file. */
static gboolean read_list(const struct transaction *journal, const char *name,
			  GArray **steps, GError **error)
{
	g_autoptr(GArray) read = steps_new();
	g_autoptr(GBytes) list = NULL;
	g_autofree char *text = NULL;
	g_auto(GStrv) lines = NULL;
	const char *data;
	mode_t mode;
	gsize size;

	*steps = NULL;
	if (!safe_read(journal->stage, name, &list, &mode, error)) {
		g_prefix_error(error, "%s/" TRANSACTION_DIR "/", journal->name);
		return FALSE;
	}
	if (!list)
		return TRUE;
	data = g_bytes_get_data(list, &size);
	text = g_strndup(data, size);
	lines = g_strsplit(text, "\n", -1);
	if (!check_seal(journal, name, *lines ?: "", error) ||
	    !parse_steps(journal, lines + 1, read, error))
		return FALSE;
	*steps = g_steal_pointer(&read);
	return TRUE;
}

/* --- making the change ---------------------------------------------------------- */

static gboolean go_forward(struct step_site *site, GArray *steps, GError **error)
{
	for (guint i = 0; i < steps->len; i++)
		if (!step_forward(&g_array_index(steps, struct step, i), site, error))
			return FALSE;
	return TRUE;
}

static gboolean go_back(struct step_site *site, GArray *steps, GError **error)
{
	for (guint i = steps->len; i > 0; i--)
		if (!step_back(&g_array_index(steps, struct step, i - 1), site, error))
			return FALSE;
	return TRUE;
}

/* After all steps: removes directories that are now empty, then the stage. */
static gboolean finish(struct transaction *journal, GArray *steps, GError **error)
{
	for (guint i = 0; i < steps->len; i++) {
		const struct step *step = &g_array_index(steps, struct step, i);

		if (step->kind == STEP_REMOVE)
			safe_prune(journal->dir, step->path, 0);
	}
	return drop_stage(journal, error);
}

/* Rolls back because of @why. Returns TRUE if everything is as before. */
static gboolean take_back(struct transaction *journal, struct step_site *site,
			  GArray *steps, GError **why)
{
	g_autoptr(GError) error = NULL;

	site->resumed = TRUE;
	if (go_back(site, steps, &error) &&
	    (unlinkat(journal->stage, "list", 0) == 0 ||
	     fail(journal, TRANSACTION_DIR "/list", &error)) &&
	    drop_stage(journal, &error))
		return TRUE;
	g_prefix_error(why,
		       "the change could be neither finished nor rolled back (%s); fix "
		       "the cause and run the command again:  ",
		       error->message);
	return FALSE;
}

/* Takes the steps. *@back: this failed, and all were taken back. */
static gboolean carry_out(struct transaction *journal, GArray *steps, gboolean resumed,
			  gboolean *back, GError **error)
{
	struct step_site site = {
		.tree = journal->dir, .stage = journal->stage, .resumed = resumed};
	gboolean ok = go_forward(&site, steps, error) &&
		      (renameat(journal->stage, "list", journal->stage, "done") == 0 ||
		       fail(journal, TRANSACTION_DIR "/done", error));

	*back = FALSE;
	if (ok)
		ok = finish(journal, steps, error);
	else
		*back = take_back(journal, &site, steps, error);
	step_site_clear(&site);
	return ok;
}

/* Finishes or rolls back an interrupted transaction. */
static gboolean recover(struct transaction *journal, GError **error)
{
	g_autoptr(GArray) list = NULL, done = NULL;
	g_autoptr(GError) why = NULL;
	gboolean back;

	if (faccessat(journal->dir, TRANSACTION_DIR, F_OK, AT_SYMLINK_NOFOLLOW) < 0)
		return TRUE;
	if (!open_stage(journal, FALSE, error) ||
	    !read_list(journal, "done", &done, error) ||
	    !read_list(journal, "list", &list, error))
		return FALSE;
	if (done)
		return finish(journal, done, error);
	if (!list)
		return drop_stage(journal, error);
	if (carry_out(journal, list, TRUE, &back, &why) || back)
		return TRUE;
	g_propagate_error(error, g_steal_pointer(&why));
	return FALSE;
}

/* --- the interface ------------------------------------------------------------ */

struct transaction *transaction_open(int dir, const char *name, GError **error)
{
	g_autoptr(Transaction) journal = g_new0(struct transaction, 1);

	journal->name = g_strdup(name);
	journal->stage = -1;
	journal->removals = steps_new();
	journal->puts = steps_new();
	/* A new file description: closing it releases the lock. */
	journal->dir = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (journal->dir < 0) {
		fail(journal, "cannot be opened", error);
		return NULL;
	}
	if (flock(journal->dir, LOCK_EX | LOCK_NB) < 0) {
		g_set_error(error, KF_ERROR, KF_ERROR_BUSY,
			    "%s: another kferry is working on it", name);
		return NULL;
	}
	if (!recover(journal, error))
		return NULL;
	return g_steal_pointer(&journal);
}

static gboolean has_list(const struct transaction *journal)
{
	return faccessat(journal->stage, "list", F_OK, AT_SYMLINK_NOFOLLOW) == 0 ||
	       faccessat(journal->stage, "done", F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

void transaction_free(struct transaction *journal)
{
	if (!journal)
		return;
	if (journal->stage >= 0) {
		/* A list that could not be finished is kept for the next run. */
		if (!has_list(journal))
			drop_stage(journal, NULL);
		if (journal->stage >= 0)
			close(journal->stage);
	}
	if (journal->dir >= 0)
		close(journal->dir);
	g_array_unref(journal->puts);
	g_array_unref(journal->removals);
	g_free(journal->name);
	g_free(journal);
}

/* Adds the step that moves the staged file to @path. */
static void add_put(struct transaction *journal, const char *path, guint64 inode)
{
	struct step step = {.kind = STEP_REPLACE,
			    .number = journal->next++,
			    .inode = inode,
			    .path = g_strdup(path)};

	g_array_append_val(journal->puts, step);
}

static gboolean stage_file(int dir, const char *name, GBytes *bytes, mode_t mode,
			   struct stat *st)
{
	gsize size;
	const void *data = g_bytes_get_data(bytes, &size);
	int fd = openat(dir, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW,
			mode & 0777);
	gboolean ok;

	if (fd < 0)
		return FALSE;
	ok = fchmod(fd, mode & 0777) == 0 && safe_write_all(fd, data, size) &&
	     fstat(fd, st) == 0;
	return close(fd) == 0 && ok;
}

static gboolean stage_link(int dir, const char *name, GBytes *bytes, struct stat *st)
{
	gsize size;
	const char *data = g_bytes_get_data(bytes, &size);
	g_autofree char *target = g_strndup(data, size);

	return symlinkat(target, dir, name) == 0 &&
	       fstatat(dir, name, st, AT_SYMLINK_NOFOLLOW) == 0;
}

gboolean transaction_put(struct transaction *journal, const char *path, GBytes *bytes,
			 mode_t mode, GError **error)
{
	g_autofree char *name = g_strdup_printf("%u", journal->next);
	struct stat st;

	if (journal->stage < 0 && !open_stage(journal, TRUE, error))
		return FALSE;
	if (!(S_ISLNK(mode) ? stage_link(journal->stage, name, bytes, &st)
			    : stage_file(journal->stage, name, bytes, mode, &st)))
		return fail(journal, path, error);
	add_put(journal, path, st.st_ino);
	return TRUE;
}

gboolean transaction_link(struct transaction *journal, const char *path,
			  const char *target, GError **error)
{
	g_autofree char *name = g_strdup_printf("%u", journal->next);
	g_autofree char *above = g_path_get_dirname(target);
	g_autofree char *base = g_path_get_basename(target);
	struct stat st;
	gboolean linked;
	int fd;

	if (journal->stage < 0 && !open_stage(journal, TRUE, error))
		return FALSE;
	fd = safe_open_dir(journal->dir, strcmp(above, ".") ? above : "");
	if (fd < 0)
		return fail(journal, target, error);
	linked = linkat(fd, base, journal->stage, name, 0) == 0 &&
		 fstatat(journal->stage, name, &st, AT_SYMLINK_NOFOLLOW) == 0;
	close(fd);
	if (!linked)
		return fail(journal, target, error);
	add_put(journal, path, st.st_ino);
	return TRUE;
}

void transaction_remove(struct transaction *journal, const char *path)
{
	struct step step = {
		.kind = STEP_REMOVE, .number = journal->next++, .path = g_strdup(path)};

	g_array_append_val(journal->removals, step);
}

/* Checks the steps in @from and moves them to @steps; first removes directories in
 * their way. */
static gboolean look_at(struct step_site *site, GArray *from, GArray *steps,
			GError **error)
{
	g_autoptr(GArray) looked = steps_new();

	for (guint i = 0; i < from->len; i++) {
		struct step step = g_array_index(from, struct step, i);
		gboolean in_the_way;

		if (!step_look(&step, site, &in_the_way, error))
			return FALSE;
		step.path = g_strdup(step.path);
		g_array_append_val(looked, step);
		if (in_the_way) {
			struct step clear = {.kind = STEP_CLEAR,
					     .path = g_strdup(step.path)};

			g_array_append_val(steps, clear);
		}
	}
	g_array_append_vals(steps, looked->data, looked->len);
	g_array_set_clear_func(looked, NULL);
	return TRUE;
}

/* Returns all steps, in order, for the present state of the disk. NULL: impossible. */
static GArray *plan(struct transaction *journal, GError **error)
{
	struct step_site site = {.tree = journal->dir, .stage = journal->stage};
	g_autoptr(GArray) steps = steps_new();
	gboolean ok = look_at(&site, journal->removals, steps, error) &&
		      look_at(&site, journal->puts, steps, error);

	step_site_clear(&site);
	if (ok)
		return g_steal_pointer(&steps);
	g_prefix_error(error, "%s: ", journal->name);
	return NULL;
}

gboolean transaction_commit(struct transaction *journal, GError **error)
{
	g_autoptr(GArray) steps = NULL;
	gboolean ok, back;

	if (!journal->removals->len && !journal->puts->len)
		return TRUE;
	if (journal->stage < 0 && !open_stage(journal, TRUE, error))
		return FALSE;
	steps = plan(journal, error);
	if (!steps || !write_list(journal, steps, error))
		return FALSE;
	g_array_set_size(journal->removals, 0);
	g_array_set_size(journal->puts, 0);
	ok = carry_out(journal, steps, FALSE, &back, error);
	if (back)
		g_prefix_error(error, "%s: nothing was changed:  ", journal->name);
	return ok;
}
