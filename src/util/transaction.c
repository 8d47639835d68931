/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How a change of many files is made one.
 *
 * The stage. All happens by renames between the tree and a directory in it, the stage
 * (.kferry-journal). It has to lie in the tree: rename(2) works within one file system
 * only, and the cache or the home of the user may lie on another, be read-only or not
 * be there at all, as in a package build. It is made anew for each change and goes
 * with it.
 *
 *	N		new file number N, until it goes to its place; from then on the
 *			old one, which came here by the same rename
 *	N.old		the old one, where the file system cannot swap two files
 *	seal		an empty file, see below
 *	list.new	the list while it is written
 *	list		the steps, one a line (util/transaction-step.c); there from the moment
 *			of commit until all of them are taken, or taken back
 *	done		the list once all steps are taken
 *
 * Which of list and done is there says what is to be done with the rest:
 *
 *	neither		nothing is changed yet, or all was taken back: drop the stage
 *	list		some steps are taken: take the others, or take these back
 *	done		all is changed: drop the stage, with the old files in it
 *
 * Going on and going back. A file that is replaced or removed is in the stage until
 * all is done, and a step never needs more than names (and the inode of the new file,
 * since two files that swapped have the same names as before) to tell how far it came.
 * So both directions work from wherever a kill left the change, and it does not matter
 * which one was under way. A run that meets an obstacle goes back: the tree is as it
 * was, and the user mends the cause. A run that finds a list goes on, and goes back if
 * it cannot. Only when even that fails (a disk that breaks) the list stays, and the
 * error says so.
 *
 * Before the first rename each place is looked at (step_look()): directories that cannot be
 * written, other mounts, what is immutable. It cannot see all that may go wrong: a
 * sticky directory, a quota, another program at work. That is what going back is for.
 *
 * Whose list. A list moves and removes files, and a tree comes from anywhere: a tarball
 * or a git repository may hold a directory of this name. So three things have to be true
 * before a list is believed:
 *
 * - Every path in it is below the tree, goes through no symbolic link, and is neither
 *in a .git directory nor in the stage; every other name is a number. A list can thus never
 *   reach out of the tree, nor put in place what git will run.
 * - The stage, its list and its seal belong to whoever runs this now. Another user of a
 *   shared tree cannot have one's change finished as he likes; he is told whose it is.
 *   A file made here now shows which owner that is: over NFS and in user namespaces it
 *   need not be the number that geteuid(2) says.
 * - The list names the inode and the time of the last change (ctime) of the seal, which
 *   is made just before it and never touched again. Nobody can set that time: what is
 *   unpacked, cloned or copied has another, to the nanosecond where the file system
 *   keeps them, and another inode. So the list is of this very place.
 *
 * A secret key of the user's would do as well and hold against somebody who guesses
 * clocks; but it has to be kept somewhere, and without a home there would be no way on
 * after a kill. A guess gains nothing that matters: the first rule holds all the same.
 * The tree may be renamed, mounted elsewhere, reached by a symbolic link: the seal
 *stays what it is. A copy of a tree that is half changed cannot be finished, nor can
 *one whose owner was changed: the error says where to go on. So it is on a file system
 *that makes up inodes anew with each mount (sshfs).
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
	int stage;	  /* -1 until something is put there */
	guint next;	  /* number of the next file in the stage */
	GArray *removals; /* of struct step */
	GArray *puts;	  /* likewise */
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

/* Removes what is in the stage, and it. There must be no list any more. */
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
	/* After the old files, which would be taken for new ones without it. */
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

/* A new empty file in the stage, and what it is. */
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

/* Whether the file @name of the stage is a plain one of the owner @owner. */
static gboolean is_own(const struct transaction *journal, const char *name, uid_t owner,
		       struct stat *st)
{
	return fstatat(journal->stage, name, st, AT_SYMLINK_NOFOLLOW) == 0 &&
	       S_ISREG(st->st_mode) && st->st_uid == owner && st->st_nlink == 1;
}

/* See "Whose list" above: the last two rules. @name is "list" or "done". */
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

/*
 * The steps in the file @name of the stage, once it is known whose they are. TRUE with
 * *@steps NULL if there is no such file.
 */
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

/* All is in its place: directories that are empty now go, then the stage. */
static gboolean finish(struct transaction *journal, GArray *steps, GError **error)
{
	for (guint i = 0; i < steps->len; i++) {
		const struct step *step = &g_array_index(steps, struct step, i);

		if (step->kind == STEP_REMOVE)
			safe_prune(journal->dir, step->path, 0);
	}
	return drop_stage(journal, error);
}

/* @why is what went wrong. Returns TRUE when all is as it was. */
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

/* Takes the steps. *@back: they could not all be, and none is taken now. */
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

/* Finishes or takes back what is there. */
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
	/* A description of its own: the lock goes when it is closed. */
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
		/* A list that could not be finished stays for the next run. */
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

/* A file that was staged is to go to @path. */
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

/* Looks at @from's steps and moves them to @steps; directories in their way go first. */
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

/* What is to be done, in order, as the disk is now. NULL: it cannot be. */
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
