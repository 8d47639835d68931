#include "journal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "beneath.h"
#include "error.h"

struct journal {
	char *name;
	int dir;
	int stage;		  /* .kferry-journal, -1 until something is put there */
	guint next;		  /* number of the next staged file */
	GString *puts, *removals; /* lines of the list */
};

static gboolean fail(const struct journal *journal, const char *what, GError **error)
{
	g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM, "%s: %s: %s", journal->name, what,
		    strerror(errno));
	return FALSE;
}

/* --- carrying a list out ----------------------------------------------------- */

/* The folder the last file was put into: changes come sorted by path. */
struct parent {
	char *path;
	int fd;
};

static int parent_fd(struct journal *journal, struct parent *parent, const char *path)
{
	const char *slash = strrchr(path, '/');
	g_autofree char *above = g_strndup(path, slash ? slash - path : 0);

	if (parent->path && !strcmp(parent->path, above))
		return parent->fd;
	if (parent->path)
		close(parent->fd);
	g_clear_pointer(&parent->path, g_free);
	parent->fd = beneath_make_dir(journal->dir, above);
	if (parent->fd >= 0)
		parent->path = g_steal_pointer(&above);
	return parent->fd;
}

static gboolean step_put(struct journal *journal, struct parent *parent,
			 const char *staged, const char *path, GError **error)
{
	const char *slash = strrchr(path, '/');
	int fd = parent_fd(journal, parent, path);

	if (fd < 0)
		return fail(journal, path, error);
	if (renameat(journal->stage, staged, fd, slash ? slash + 1 : path) < 0) {
		/* Gone from the stage: this step was done before the kill. */
		if (errno == ENOENT)
			return TRUE;
		return fail(journal, path, error);
	}
	/* Two names of one file stay both: clear_stage() takes the staged one. */
	return TRUE;
}

static gboolean step_remove(struct journal *journal, const char *path, GError **error)
{
	g_autofree char *above = g_path_get_dirname(path);
	g_autofree char *base = g_path_get_basename(path);
	int fd = beneath_open_dir(journal->dir, strcmp(above, ".") ? above : "");
	gboolean ok;

	if (fd < 0 && errno != ENOENT)
		return fail(journal, path, error);
	ok = fd < 0 || unlinkat(fd, base, 0) == 0 || errno == ENOENT ||
	     fail(journal, path, error);
	if (fd >= 0)
		close(fd);
	beneath_prune(journal->dir, path);
	return ok;
}

/* A line is "put N PATH" or "remove PATH", the path escaped as g_strescape() does. */
static gboolean step(struct journal *journal, struct parent *parent, const char *line,
		     GError **error)
{
	g_auto(GStrv) word = g_strsplit(line, " ", 3);
	g_autofree char *path = NULL;

	if (!strcmp(word[0], "put") && g_strv_length(word) == 3) {
		path = g_strcompress(word[2]);
		if (!beneath_refusal(path))
			return step_put(journal, parent, word[1], path, error);
	} else if (!strcmp(word[0], "remove")) {
		path = g_strcompress(line + strlen("remove "));
		if (!beneath_refusal(path))
			return step_remove(journal, path, error);
	}
	g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM,
		    "%s: " JOURNAL_DIR "/list is damaged: %s", journal->name, line);
	return FALSE;
}

static gboolean carry_out(struct journal *journal, char **lines, GError **error)
{
	struct parent parent = {NULL, -1};
	gboolean ok = TRUE;

	for (; ok && *lines; lines++)
		if (**lines)
			ok = step(journal, &parent, *lines, error);
	if (parent.path)
		close(parent.fd);
	g_free(parent.path);
	if (!ok)
		g_prefix_error(error,
			       "the change is not finished, run the command again: ");
	return ok;
}

/* --- the stage -------------------------------------------------------------- */

/* Removes the stage and what is in it; the list last, or it would be redone. */
static gboolean clear_stage(struct journal *journal, GError **error)
{
	DIR *dir = fdopendir(openat(journal->stage, ".", O_RDONLY | O_CLOEXEC));

	if (!dir)
		return fail(journal, JOURNAL_DIR, error);
	for (struct dirent *e; (e = readdir(dir));)
		if (g_ascii_isdigit(e->d_name[0]))
			unlinkat(journal->stage, e->d_name, 0);
	closedir(dir);
	unlinkat(journal->stage, "list.new", 0);
	if (unlinkat(journal->stage, "list", 0) < 0 && errno != ENOENT)
		return fail(journal, JOURNAL_DIR "/list", error);
	close(journal->stage);
	journal->stage = -1;
	if (unlinkat(journal->dir, JOURNAL_DIR, AT_REMOVEDIR) < 0)
		return fail(journal, JOURNAL_DIR, error);
	return TRUE;
}

static gboolean open_stage(struct journal *journal, gboolean make, GError **error)
{
	if (make && mkdirat(journal->dir, JOURNAL_DIR, 0700) < 0 && errno != EEXIST)
		return fail(journal, JOURNAL_DIR, error);
	journal->stage = openat(journal->dir, JOURNAL_DIR,
				O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC | O_RDONLY);
	if (journal->stage < 0)
		return fail(journal, JOURNAL_DIR, error);
	return TRUE;
}

/* Finishes or rolls back what is there. */
static gboolean recover(struct journal *journal, GError **error)
{
	g_autoptr(GBytes) list = NULL;
	mode_t mode;

	if (faccessat(journal->dir, JOURNAL_DIR, F_OK, AT_SYMLINK_NOFOLLOW) < 0)
		return TRUE;
	if (!open_stage(journal, FALSE, error) ||
	    !beneath_read(journal->stage, "list", &list, &mode, error))
		return FALSE;
	if (list) {
		gsize size;
		const char *data = g_bytes_get_data(list, &size);
		g_autofree char *text = g_strndup(data, size);
		g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

		if (!carry_out(journal, lines, error))
			return FALSE;
	}
	return clear_stage(journal, error);
}

/* --- the interface ------------------------------------------------------------ */

struct journal *journal_open(int dir, const char *name, GError **error)
{
	g_autoptr(Journal) journal = g_new0(struct journal, 1);

	journal->name = g_strdup(name);
	journal->dir = -1;
	journal->stage = -1;
	journal->puts = g_string_new(NULL);
	journal->removals = g_string_new(NULL);
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

void journal_free(struct journal *journal)
{
	if (!journal)
		return;
	if (journal->stage >= 0) {
		/* A list that could not be finished stays for the next run. */
		if (faccessat(journal->stage, "list", F_OK, 0) < 0)
			clear_stage(journal, NULL);
		if (journal->stage >= 0)
			close(journal->stage);
	}
	if (journal->dir >= 0)
		close(journal->dir);
	g_string_free(journal->puts, TRUE);
	g_string_free(journal->removals, TRUE);
	g_free(journal->name);
	g_free(journal);
}

static void add_put(struct journal *journal, const char *path)
{
	g_autofree char *escaped = g_strescape(path, NULL);

	g_string_append_printf(journal->puts, "put %u %s\n", journal->next++, escaped);
}

static gboolean stage_file(int dir, const char *name, GBytes *bytes, mode_t mode)
{
	gsize size;
	const void *data = g_bytes_get_data(bytes, &size);
	int fd = openat(dir, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW,
			mode & 0777);
	gboolean ok;

	if (fd < 0)
		return FALSE;
	ok = fchmod(fd, mode & 0777) == 0 && beneath_write_all(fd, data, size);
	return close(fd) == 0 && ok;
}

gboolean journal_put(struct journal *journal, const char *path, GBytes *bytes,
		     mode_t mode, GError **error)
{
	g_autofree char *name = g_strdup_printf("%u", journal->next);
	gboolean ok;

	if (journal->stage < 0 && !open_stage(journal, TRUE, error))
		return FALSE;
	if (S_ISLNK(mode)) {
		gsize size;
		const char *data = g_bytes_get_data(bytes, &size);
		g_autofree char *target = g_strndup(data, size);

		ok = symlinkat(target, journal->stage, name) == 0;
	} else {
		ok = stage_file(journal->stage, name, bytes, mode);
	}
	if (!ok)
		return fail(journal, path, error);
	add_put(journal, path);
	return TRUE;
}

gboolean journal_link(struct journal *journal, const char *path, const char *target,
		      GError **error)
{
	g_autofree char *name = g_strdup_printf("%u", journal->next);
	g_autofree char *above = g_path_get_dirname(target);
	g_autofree char *base = g_path_get_basename(target);
	int fd, linked;

	if (journal->stage < 0 && !open_stage(journal, TRUE, error))
		return FALSE;
	fd = beneath_open_dir(journal->dir, strcmp(above, ".") ? above : "");
	if (fd < 0)
		return fail(journal, target, error);
	linked = linkat(fd, base, journal->stage, name, 0);
	close(fd);
	if (linked < 0)
		return fail(journal, target, error);
	add_put(journal, path);
	return TRUE;
}

void journal_remove(struct journal *journal, const char *path)
{
	g_autofree char *escaped = g_strescape(path, NULL);

	g_string_append_printf(journal->removals, "remove %s\n", escaped);
}

static gboolean write_list(struct journal *journal, const char *text, GError **error)
{
	int fd = openat(journal->stage, "list.new",
			O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	gboolean ok;

	if (fd < 0)
		return fail(journal, JOURNAL_DIR "/list", error);
	ok = beneath_write_all(fd, text, strlen(text));
	ok = close(fd) == 0 && ok;
	if (!ok || renameat(journal->stage, "list.new", journal->stage, "list") < 0)
		return fail(journal, JOURNAL_DIR "/list", error);
	return TRUE;
}

gboolean journal_commit(struct journal *journal, GError **error)
{
	g_autofree char *text =
		g_strconcat(journal->removals->str, journal->puts->str, NULL);
	g_auto(GStrv) lines = NULL;

	if (!*text)
		return TRUE;
	if (journal->stage < 0 && !open_stage(journal, TRUE, error))
		return FALSE;
	if (!write_list(journal, text, error))
		return FALSE;
	g_string_truncate(journal->removals, 0);
	g_string_truncate(journal->puts, 0);
	lines = g_strsplit(text, "\n", -1);
	return carry_out(journal, lines, error) && clear_stage(journal, error);
}
