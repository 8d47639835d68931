/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/link-tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include <linux/fs.h>

#include "util/error.h"

static gboolean fail(const char *path, GError **error)
{
	g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM, "%s: %s", path, strerror(errno));
	return FALSE;
}

static gboolean copy_data(int in, int out, off_t size)
{
	if (ioctl(out, FICLONE, in) == 0)
		return TRUE;
	while (size > 0) {
		ssize_t n = sendfile(out, in, NULL, size);

		if (n <= 0)
			return FALSE;
		size -= n;
	}
	return TRUE;
}

static gboolean copy_file(int from, int to, const char *name, const struct stat *st)
{
	struct timespec times[2] = {st->st_atim, st->st_mtim};
	int in = openat(from, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	int out = openat(to, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	gboolean ok = in >= 0 && out >= 0 && copy_data(in, out, st->st_size) &&
		      fchmod(out, st->st_mode & 07777) == 0 &&
		      futimens(out, times) == 0;

	if (in >= 0)
		close(in);
	if (out >= 0 && close(out) < 0)
		ok = FALSE;
	return ok;
}

static gboolean copy_link(int from, int to, const char *name)
{
	char target[4096];
	ssize_t n = readlinkat(from, name, target, sizeof(target) - 1);

	if (n < 0)
		return FALSE;
	target[n] = '\0';
	return symlinkat(target, to, name) == 0;
}

static gboolean clone_dir(int from, int to, const char *path, GError **error);

static gboolean clone_subdir(int from, int to, const char *name, const char *path,
			     GError **error)
{
	int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
	struct stat st;
	int in = openat(from, name, flags), out = -1;
	gboolean ok = FALSE;

	if (in >= 0 && fstat(in, &st) == 0 &&
	    mkdirat(to, name, (st.st_mode & 0777) | S_IRWXU) == 0)
		out = openat(to, name, flags);
	if (out < 0)
		fail(path, error);
	else
		ok = clone_dir(in, out, path, error);
	if (in >= 0)
		close(in);
	if (out >= 0)
		close(out);
	return ok;
}

static gboolean clone_entry(int from, int to, const char *name, const char *path,
			    GError **error)
{
	struct stat st;

	if (fstatat(from, name, &st, AT_SYMLINK_NOFOLLOW) < 0)
		return fail(path, error);
	if (S_ISDIR(st.st_mode))
		return clone_subdir(from, to, name, path, error);
	if (S_ISLNK(st.st_mode))
		return copy_link(from, to, name) || fail(path, error);
	if (!S_ISREG(st.st_mode))
		return TRUE;
	return copy_file(from, to, name, &st) || fail(path, error);
}

/* Most entries are files, and a link() that works needs no stat(). */
static gboolean clone_dir(int from, int to, const char *path, GError **error)
{
	DIR *dir = fdopendir(fcntl(from, F_DUPFD_CLOEXEC, 3));
	gboolean ok = dir != NULL || fail(path, error);

	while (ok) {
		struct dirent *e = (errno = 0, readdir(dir));
		g_autofree char *sub = NULL;

		if (!e) {
			ok = !errno || fail(path, error);
			break;
		}
		if (!strcmp(e->d_name, ".") || !strcmp(e->d_name, ".."))
			continue;
		if (e->d_type == DT_REG &&
		    linkat(from, e->d_name, to, e->d_name, 0) == 0)
			continue;
		sub = g_build_filename(path, e->d_name, NULL);
		ok = clone_entry(from, to, e->d_name, sub, error);
	}
	if (dir)
		closedir(dir);
	return ok;
}

static int remove_entry(const char *path, const struct stat *st, int type,
			struct FTW *where)
{
	return remove(path);
}

static gboolean remove_leftover(const char *path, GError **error)
{
	if (nftw(path, remove_entry, 32, FTW_DEPTH | FTW_PHYS) == 0 || errno == ENOENT)
		return TRUE;
	return fail(path, error);
}

static gboolean clone_to(const char *from, const char *to, GError **error)
{
	int flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
	int in = open(from, flags), out = -1;
	gboolean ok;

	if (in < 0)
		return fail(from, error);
	if (mkdir(to, 0777) == 0)
		out = open(to, flags);
	ok = out < 0 ? fail(to, error) : clone_dir(in, out, from, error);
	close(in);
	if (out >= 0)
		close(out);
	return ok;
}

/* Two runs that make the same clone wait for each other. */
static int lock_parent(const char *to, GError **error)
{
	g_autofree char *parent = g_path_get_dirname(to);
	int fd;

	g_mkdir_with_parents(parent, 0777);
	fd = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0 && flock(fd, LOCK_EX) == 0)
		return fd;
	fail(parent, error);
	if (fd >= 0)
		close(fd);
	return -1;
}

gboolean link_tree(const char *from, const char *to, link_tree_finish finish,
		   gpointer data, gboolean *made, GError **error)
{
	g_autofree char *part = g_strconcat(to, ".kferry-clone", NULL);
	int lock = lock_parent(to, error);
	gboolean ok;

	if (lock < 0)
		return FALSE;
	*made = !g_file_test(to, G_FILE_TEST_EXISTS);
	ok = !*made ||
	     (remove_leftover(part, error) && clone_to(from, part, error) &&
	      finish(part, data, error) && (rename(part, to) == 0 || fail(to, error)));
	close(lock);
	return ok;
}
