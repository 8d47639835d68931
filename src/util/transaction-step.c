/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/transaction-step.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/error.h"
#include "util/safe-open.h"
#include "util/transaction.h"

/* The maximum length of a line: the kernel does not accept longer paths. */
#define LINE_MAX_SIZE (8 * 4096)

void step_clear(struct step *step)
{
	g_clear_pointer(&step->path, g_free);
}

static void forget_dir(struct step_site *site)
{
	if (site->above)
		close(site->fd);
	g_clear_pointer(&site->above, g_free);
}

void step_site_clear(struct step_site *site)
{
	forget_dir(site);
}

static gboolean failed(const struct step *step, GError **error)
{
	g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM, "%s: %s", step->path,
		    g_strerror(errno));
	return FALSE;
}

static gboolean hindered(const char *path, const char *why, GError **error)
{
	g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM, "%s: %s", *path ? path : ".",
		    why);
	return FALSE;
}

/* Returns the last component of the step's path. */
static const char *name_of(const struct step *step)
{
	const char *slash = strrchr(step->path, '/');

	return slash ? slash + 1 : step->path;
}

/* --- checking --------------------------------------------------------------------- */

static gboolean look(int dir, const char *name, struct statx *st)
{
	return statx(dir, name, AT_SYMLINK_NOFOLLOW | (*name ? 0 : AT_EMPTY_PATH),
		     STATX_TYPE | STATX_MNT_ID, st) == 0;
}

/* Returns why files at @st cannot be renamed, or NULL. The kernel also checks this for
 * directories. */
static const char *fixed(const struct statx *st)
{
	if (st->stx_attributes & STATX_ATTR_IMMUTABLE)
		return "is immutable";
	if (st->stx_attributes & STATX_ATTR_APPEND)
		return "can only be appended to";
	return NULL;
}

/* rename(2) crosses neither file systems nor mounts of the same one. */
static gboolean same_mount(const struct statx *a, const struct statx *b)
{
	return a->stx_dev_major == b->stx_dev_major &&
	       a->stx_dev_minor == b->stx_dev_minor &&
	       (!(a->stx_mask & b->stx_mask & STATX_MNT_ID) ||
		a->stx_mnt_id == b->stx_mnt_id);
}

static gboolean look_at_dir(struct step_site *site, int fd, const char *path,
			    GError **error)
{
	struct statx st;

	if (!look(fd, "", &st) ||
	    (!site->mount.stx_mask && !look(site->stage, "", &site->mount)))
		return hindered(path, g_strerror(errno), error);
	if (!same_mount(&st, &site->mount))
		return hindered(path, "is on another file system than the tree", error);
	if (fixed(&st))
		return hindered(path, fixed(&st), error);
	if (faccessat(fd, ".", W_OK | X_OK, AT_EACCESS) < 0)
		return hindered(path, g_strerror(errno), error);
	return TRUE;
}

/* Opens the directory of @step, or its nearest existing parent: the rest is created
 * later. */
static gboolean find_dir(struct step_site *site, const struct step *step,
			 GError **error)
{
	g_autofree char *above = g_strndup(step->path, name_of(step) - step->path);
	int fd = -1;

	while (fd < 0) {
		char *slash = strrchr(above, '/');

		if (slash)
			*slash = '\0';
		else
			*above = '\0';
		if (site->above && !strcmp(site->above, above))
			return TRUE;
		fd = safe_open_dir(site->tree, above);
		/* A file or link that is removed before this step counts as missing. */
		if (fd < 0 && errno != ENOENT && errno != ENOTDIR && errno != ELOOP)
			return hindered(above, g_strerror(errno), error);
	}
	forget_dir(site);
	site->above = g_steal_pointer(&above);
	site->fd = fd;
	return look_at_dir(site, fd, site->above, error);
}

gboolean step_look(struct step *step, struct step_site *site, gboolean *in_the_way,
		   GError **error)
{
	gsize directory = MAX(name_of(step) - step->path, 1) - 1;
	struct statx st;

	*in_the_way = FALSE;
	if (!find_dir(site, step, error))
		return FALSE;
	step->existing = *site->above ? safe_depth(site->above) + 1 : 0;
	if (strlen(site->above) != directory || !look(site->fd, name_of(step), &st)) {
		if (step->kind == STEP_REPLACE)
			step->kind = STEP_NEW;
		return TRUE;
	}
	if (fixed(&st))
		return hindered(step->path, fixed(&st), error);
	if (st.stx_attributes & STATX_ATTR_MOUNT_ROOT)
		return hindered(step->path, "something is mounted on it", error);
	*in_the_way = S_ISDIR(st.stx_mode);
	if (*in_the_way && step->kind == STEP_REPLACE)
		step->kind = STEP_NEW;
	return TRUE;
}

/* --- renames --------------------------------------------------------------------- */

/* Whether the file system does not support the flags of renameat2(2). */
static gboolean unsupported(void)
{
	return errno == EINVAL || errno == ENOSYS || errno == EOPNOTSUPP;
}

/* Moves a file to a name that does not exist. */
static int move(int from, const char *name, int to, const char *base)
{
	if (renameat2(from, name, to, base, RENAME_NOREPLACE) == 0)
		return 0;
	if (!unsupported())
		return -1;
	if (faccessat(from, name, F_OK, AT_SYMLINK_NOFOLLOW) < 0)
		return -1;
	if (faccessat(to, base, F_OK, AT_SYMLINK_NOFOLLOW) == 0) {
		errno = EEXIST;
		return -1;
	}
	return renameat(from, name, to, base);
}

/* A missing file was moved already, or somebody removed it. */
static gboolean done(int result)
{
	return result == 0 || errno == ENOENT;
}

/*
 * Names in the stage: of the new file, and of the old one if they cannot be exchanged.
 */
struct step_names {
	char new[16], old[24];
};

static struct step_names staged(const struct step *step)
{
	struct step_names names;

	snprintf(names.new, sizeof(names.new), "%u", step->number);
	snprintf(names.old, sizeof(names.old), "%u.old", step->number);
	return names;
}

/*
 * Whether the new file is still in the stage: its name may be that of the old one now.
 */
static gboolean waits(const struct step_site *site, const struct step *step,
		      const struct step_names *names)
{
	struct stat st;

	return fstatat(site->stage, names->new, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
	       st.st_ino == step->inode;
}

/* Exchanges the two files or, if the file system cannot, moves one after the other. */
static int replace(const struct step_site *site, int dir, const char *base,
		   const struct step_names *names)
{
	if (renameat2(site->stage, names->new, dir, base, RENAME_EXCHANGE) == 0)
		return 0;
	if (!unsupported() && errno != ENOENT)
		return -1;
	if (!done(renameat(dir, base, site->stage, names->old)))
		return -1;
	return renameat(site->stage, names->new, dir, base);
}

static int replace_back(const struct step_site *site, int dir, const char *base,
			const struct step_names *names)
{
	if (renameat2(site->stage, names->new, dir, base, RENAME_EXCHANGE) == 0)
		return 0;
	if (!unsupported() && errno != ENOENT)
		return -1;
	if (errno == ENOENT && move(site->stage, names->new, dir, base) == 0)
		return 0;
	if (!done(renameat(dir, base, site->stage, names->new)))
		return -1;
	return done(renameat(site->stage, names->old, dir, base)) ? 0 : -1;
}

/* --- directories --------------------------------------------------------------------- */

/* Opens the step's directory, and creates it if @make; -1 and errno. */
static int dir_fd(struct step_site *site, const struct step *step, gboolean make)
{
	gsize length = MAX(name_of(step) - step->path, 1) - 1;
	g_autofree char *above = g_strndup(step->path, length);

	if (site->above && !strcmp(site->above, above))
		return site->fd;
	forget_dir(site);
	site->fd = make ? safe_make_dir(site->tree, above)
			: safe_open_dir(site->tree, above);
	if (site->fd >= 0)
		site->above = g_steal_pointer(&above);
	return site->fd;
}

/* --- the steps -------------------------------------------------------------------- */

static int remove_forward(const struct step *step, struct step_site *site)
{
	struct step_names names = staged(step);
	int dir;

	if (site->resumed &&
	    faccessat(site->stage, names.new, F_OK, AT_SYMLINK_NOFOLLOW) == 0)
		return 0;
	dir = dir_fd(site, step, FALSE);
	if (dir >= 0)
		dir = renameat(dir, name_of(step), site->stage, names.new);
	return done(dir) ? 0 : -1;
}

static int remove_back(const struct step *step, struct step_site *site)
{
	struct step_names names = staged(step);
	int dir;

	if (faccessat(site->stage, names.new, F_OK, AT_SYMLINK_NOFOLLOW) < 0)
		return done(-1) ? 0 : -1;
	dir = dir_fd(site, step, TRUE);
	return dir < 0 ? -1 : move(site->stage, names.new, dir, name_of(step));
}

static int replace_forward(const struct step *step, struct step_site *site)
{
	struct step_names names = staged(step);
	int dir;

	if (site->resumed && !waits(site, step, &names))
		return 0;
	dir = dir_fd(site, step, TRUE);
	return dir < 0 ? -1 : replace(site, dir, name_of(step), &names);
}

static int replace_step_back(const struct step *step, struct step_site *site)
{
	struct step_names names = staged(step);
	int dir = dir_fd(site, step, TRUE);

	if (dir < 0)
		return -1;
	if (!waits(site, step, &names))
		return replace_back(site, dir, name_of(step), &names);
	/* a kill came between the two renames of a replacement, or before them */
	return done(move(site->stage, names.old, dir, name_of(step))) ? 0 : -1;
}

static int new_forward(const struct step *step, struct step_site *site)
{
	struct step_names names = staged(step);
	int dir;

	if (site->resumed && !waits(site, step, &names))
		return 0;
	dir = dir_fd(site, step, TRUE);
	return dir < 0 ? -1 : move(site->stage, names.new, dir, name_of(step));
}

static int new_back(const struct step *step, struct step_site *site)
{
	struct step_names names = staged(step);
	gboolean gone = !waits(site, step, &names);
	int dir = gone ? dir_fd(site, step, FALSE) : -1;

	if (gone && dir >= 0 &&
	    !done(renameat(dir, name_of(step), site->stage, names.new)))
		return -1;
	if (gone && dir < 0 && !done(dir))
		return -1;
	forget_dir(site);
	safe_prune(site->tree, step->path, step->existing);
	return 0;
}

/*
 * Removes a directory that only contains directories; fails if anything else is there.
 */
static int clear_dir(int dir, const char *name)
{
	g_autoptr(GPtrArray) below = NULL;
	int fd;

	if (unlinkat(dir, name, AT_REMOVEDIR) == 0 || errno == ENOENT)
		return 0;
	if (errno != ENOTEMPTY && errno != EEXIST)
		return -1;
	fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	below = fd < 0 ? NULL : safe_list(fd);
	for (guint i = 0; below && i < below->len; i++) {
		if (clear_dir(fd, below->pdata[i]) < 0) {
			int saved = errno == ENOTDIR ? ENOTEMPTY : errno;

			close(fd);
			errno = saved;
			return -1;
		}
	}
	if (fd >= 0)
		close(fd);
	return below ? unlinkat(dir, name, AT_REMOVEDIR) : -1;
}

static int clear_forward(const struct step *step, struct step_site *site)
{
	int dir = dir_fd(site, step, FALSE);
	struct stat st;

	if (dir < 0)
		return -1;
	/* After a kill the file may be there already. */
	if (fstatat(dir, name_of(step), &st, AT_SYMLINK_NOFOLLOW) < 0 ||
	    !S_ISDIR(st.st_mode))
		return 0;
	return clear_dir(dir, name_of(step));
}

static int clear_back(const struct step *step, struct step_site *site)
{
	int fd = safe_make_dir(site->tree, step->path);

	if (fd < 0)
		return -1;
	close(fd);
	return 0;
}

static const struct {
	const char *word;
	int (*forward)(const struct step *step, struct step_site *site);
	int (*back)(const struct step *step, struct step_site *site);
} kinds[] = {
	[STEP_REMOVE] = {"remove", remove_forward, remove_back},
	[STEP_CLEAR] = {"clear", clear_forward, clear_back},
	[STEP_REPLACE] = {"replace", replace_forward, replace_step_back},
	[STEP_NEW] = {"new", new_forward, new_back},
};

gboolean step_forward(const struct step *step, struct step_site *site, GError **error)
{
	return kinds[step->kind].forward(step, site) == 0 || failed(step, error);
}

gboolean step_back(const struct step *step, struct step_site *site, GError **error)
{
	return kinds[step->kind].back(step, site) == 0 || failed(step, error);
}

/* --- as lines --------------------------------------------------------------------- */

/* "KIND NUMBER INODE EXISTING PATH", with the path escaped by g_strescape(). */
void step_print(const struct step *step, GString *list)
{
	g_autofree char *escaped = g_strescape(step->path, NULL);

	g_string_append_printf(list, "%s %u %" G_GUINT64_FORMAT " %u %s\n",
			       kinds[step->kind].word, step->number, step->inode,
			       step->existing, escaped);
}

static gboolean parse_kind(const char *word, enum step_kind *kind)
{
	for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++) {
		if (!strcmp(kinds[i].word, word)) {
			*kind = i;
			return TRUE;
		}
	}
	return FALSE;
}

static gboolean parse_number(const char *word, guint64 max, guint64 *number)
{
	return g_ascii_string_to_unsigned(word, 10, 0, max, number, NULL);
}

static gboolean refused(const char *path)
{
	gsize own = strlen(TRANSACTION_DIR);

	return safe_refusal(path) || safe_in_git(path) ||
	       (!strncmp(path, TRANSACTION_DIR, own) &&
		(!path[own] || path[own] == '/'));
}

gboolean step_parse(struct step *step, const char *line)
{
	g_auto(GStrv) word = NULL;
	guint64 number, existing;

	*step = (struct step){0};
	if (strlen(line) > LINE_MAX_SIZE)
		return FALSE;
	word = g_strsplit(line, " ", 5);
	if (g_strv_length(word) != 5 || !parse_kind(word[0], &step->kind) ||
	    !parse_number(word[1], G_MAXUINT, &number) ||
	    !parse_number(word[2], G_MAXUINT64, &step->inode) ||
	    !parse_number(word[3], G_MAXUINT, &existing))
		return FALSE;
	step->number = number;
	step->existing = existing;
	step->path = g_strcompress(word[4]);
	if (!refused(step->path))
		return TRUE;
	step_clear(step);
	return FALSE;
}
