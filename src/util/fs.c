/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/fs.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/error.h"
#include "util/safe-open.h"

static gboolean failed(GError **error, const char *what, const char *path)
{
	g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM, "%s: cannot %s: %s", path, what,
		    g_strerror(errno));
	return FALSE;
}

gboolean fs_make_dir(const char *path, GError **error)
{
	if (g_mkdir_with_parents(path, 0755) == 0)
		return TRUE;
	return failed(error, "create the directory", path);
}

static int remove_entry(const char *path, const struct stat *status, int type,
			struct FTW *ftw)
{
	return remove(path) && errno != ENOENT ? -1 : 0;
}

gboolean fs_remove(const char *path, GError **error)
{
	if (nftw(path, remove_entry, 32, FTW_DEPTH | FTW_PHYS) == 0 || errno == ENOENT)
		return TRUE;
	return failed(error, "remove", path);
}

static gboolean copy_bytes(int in, int out, const char *from, const char *to,
			   GError **error)
{
	static char buffer[1 << 18];
	ssize_t got;

	while ((got = read(in, buffer, sizeof(buffer))) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return failed(error, "read", from);
		for (ssize_t done = 0, n; done < got; done += n) {
			n = write(out, buffer + done, got - done);
			if (n < 0 && errno != EINTR)
				return failed(error, "write", to);
			n = MAX(n, 0);
		}
	}
	return TRUE;
}

gboolean fs_copy(const char *from, const char *to, GError **error)
{
	g_autofree char *part = g_strconcat(to, ".part", NULL);
	struct stat status;
	gboolean ok = FALSE;
	int in, out = -1;

	in = open(from, O_RDONLY | O_CLOEXEC);
	if (in < 0 || fstat(in, &status))
		failed(error, "read", from);
	else if ((out = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
			     status.st_mode & 0777)) < 0)
		failed(error, "write", part);
	else
		ok = copy_bytes(in, out, from, to, error);
	if (in >= 0)
		close(in);
	if (out >= 0 && close(out) && ok)
		ok = failed(error, "write", to);
	if (ok)
		ok = fs_rename(part, to, error);
	if (!ok && out >= 0)
		unlink(part);
	return ok;
}

gboolean fs_rename(const char *from, const char *to, GError **error)
{
	return g_rename(from, to) == 0 || failed(error, "rename to its place", to);
}

gboolean fs_publish(const char *path, const char *data, gsize size, GError **error)
{
	g_autofree char *directory = g_path_get_dirname(path);
	g_autoptr(GError) why = NULL;

	if (!fs_make_dir(directory, error))
		return FALSE;
	/* Without the first flag, GLib overwrites the old file and leaves its tail;
	 * without the second, it syncs to disk even if there is no old file to lose. */
	if (g_file_set_contents_full(path, data, size,
				     G_FILE_SET_CONTENTS_CONSISTENT |
					     G_FILE_SET_CONTENTS_ONLY_EXISTING,
				     0666, &why))
		return TRUE;
	g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM, "%s", why->message);
	return FALSE;
}

gboolean fs_write(const char *path, const char *text, GError **error)
{
	g_autoptr(GError) cause = NULL;

	if (g_file_set_contents(path, text, -1, &cause))
		return TRUE;
	g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM, "%s: cannot write: %s", path,
		    cause->message);
	return FALSE;
}

gboolean fs_update(const char *path, const char *text, GError **error)
{
	g_autofree char *old = NULL;

	if (g_file_get_contents(path, &old, NULL, NULL) && !strcmp(old, text))
		return TRUE;
	return fs_write(path, text, error);
}

/* --- files named by the user ---------------------------------------------------- */

/* As many symbolic links as the kernel follows, see path_resolution(7). */
#define LINKS_MAX 40

/* Follows symbolic links at the end of @path; the target may not exist. */
static char *follow(const char *path)
{
	g_autofree char *at = g_strdup(path);

	for (int i = 0; i < LINKS_MAX; i++) {
		g_autofree char *link = g_file_read_link(at, NULL);
		g_autofree char *directory = g_path_get_dirname(at);

		if (!link)
			break;
		g_free(at);
		at = g_path_is_absolute(link) ? g_strdup(link)
					      : g_build_filename(directory, link, NULL);
	}
	return g_steal_pointer(&at);
}

static gboolean is_ours(const struct stat *file, int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && st.st_dev == file->st_dev &&
	       st.st_ino == file->st_ino;
}

/* Opens an existing file for writing; our own standard output keeps its position. */
static int open_in_place(const char *path, const struct stat *there)
{
	fflush(stdout);
	for (int fd = STDOUT_FILENO; fd <= STDERR_FILENO; fd++)
		if (is_ours(there, fd))
			return fcntl(fd, F_DUPFD_CLOEXEC, 3);
	return open(path, O_WRONLY | O_NOCTTY | O_CLOEXEC | O_TRUNC);
}

/* A file without a name (by /dev/fd) cannot be replaced. */
static gboolean in_place(const struct stat *there)
{
	return !S_ISREG(there->st_mode) || !there->st_nlink ||
	       is_ours(there, STDOUT_FILENO) || is_ours(there, STDERR_FILENO);
}

gboolean fs_output_special(const char *path)
{
	struct stat there;

	return stat(path, &there) == 0 && in_place(&there);
}

gboolean fs_output_begin(struct fs_output *fs_output, const char *path, GError **error)
{
	struct stat there;
	gboolean old = stat(path, &there) == 0;

	*fs_output = (struct fs_output){.path = g_strdup(path)};
	if (old && in_place(&there)) {
		fs_output->fd = open_in_place(path, &there);
	} else {
		fs_output->target = follow(path);
		fs_output->part = g_strconcat(fs_output->target, ".XXXXXX", NULL);
		fs_output->fd =
			g_mkstemp_full(fs_output->part, O_WRONLY | O_CLOEXEC, 0666);
		if (fs_output->fd >= 0 && old &&
		    fchmod(fs_output->fd, there.st_mode & 0777))
			errno = 0; /* the file system has no permissions */
	}
	if (fs_output->fd >= 0)
		return TRUE;
	failed(error, "write", path);
	g_clear_pointer(&fs_output->part, g_free);
	fs_output_end(fs_output, FALSE, NULL);
	return FALSE;
}

gboolean fs_output_end(struct fs_output *fs_output, gboolean good, GError **error)
{
	if (fs_output->fd >= 0 && close(fs_output->fd) && good)
		good = failed(error, "write", fs_output->path);
	if (good && fs_output->part)
		good = fs_rename(fs_output->part, fs_output->target, error);
	if (!good && fs_output->part)
		unlink(fs_output->part);
	g_free(fs_output->path);
	g_free(fs_output->target);
	g_free(fs_output->part);
	return good;
}

gboolean fs_output(const char *path, const char *data, gsize size, GError **error)
{
	struct fs_output output;
	gboolean good;

	if (!fs_output_begin(&output, path, error))
		return FALSE;
	good = safe_write_all(output.fd, data, size) || failed(error, "write", path);
	return fs_output_end(&output, good, error);
}

/* Reads up to @max + 1 bytes of @file. FALSE and errno if it cannot be read. */
static gboolean read_bytes(FILE *file, gsize max, GString *text)
{
	char buffer[1 << 14];
	gsize got;

	while (text->len <= max &&
	       (got = fread(buffer, 1, MIN(sizeof(buffer), max + 1 - text->len), file)))
		g_string_append_len(text, buffer, got);
	return !ferror(file);
}

char *fs_read_max(const char *path, gsize max, gsize *size, GError **error)
{
	g_autoptr(GString) text = g_string_new(NULL);
	FILE *file = fopen(path, "re");
	gboolean good = file && read_bytes(file, max, text);

	if (!good)
		failed(error, "read", path);
	else if (text->len > max)
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "%s: more than %" G_GSIZE_FORMAT " KiB, which it never is",
			    path, max >> 10);
	if (file)
		fclose(file);
	if (!good || text->len > max)
		return NULL;
	if (size)
		*size = text->len;
	return g_string_free(g_steal_pointer(&text), FALSE);
}

char *fs_read(const char *path, GError **error)
{
	return fs_read_max(path, FS_READ_MAX, NULL, error);
}

char *fs_sha256(const char *path, GError **error)
{
	static unsigned char buffer[1 << 18];
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
	FILE *file = fopen(path, "re");
	gboolean ok;
	size_t got;

	if (!file) {
		failed(error, "read", path);
		return NULL;
	}
	while ((got = fread(buffer, 1, sizeof(buffer), file)) > 0)
		g_checksum_update(sum, buffer, got);
	ok = !ferror(file);
	if (!ok)
		failed(error, "read", path);
	fclose(file);
	return ok ? g_strdup(g_checksum_get_string(sum)) : NULL;
}

static gint compare_names(gconstpointer a, gconstpointer b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

GPtrArray *fs_names(const char *path, GError **error)
{
	int dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	GPtrArray *names = dir >= 0 ? safe_list(dir) : NULL;

	if (!names)
		failed(error, "read", path);
	else
		g_ptr_array_sort(names, compare_names);
	if (dir >= 0)
		close(dir);
	return names;
}

char *fs_digest(const char *path, GError **error)
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
	g_autoptr(GPtrArray) names = NULL;

	if (!g_file_test(path, G_FILE_TEST_IS_DIR))
		return fs_sha256(path, error);
	names = fs_names(path, error);
	if (!names)
		return NULL;
	for (guint i = 0; i < names->len; i++) {
		const char *name = names->pdata[i];
		g_autofree char *below = g_build_filename(path, name, NULL);
		g_autofree char *one = fs_digest(below, error);

		if (!one)
			return NULL;
		g_checksum_update(sum, (const guchar *)name, strlen(name) + 1);
		g_checksum_update(sum, (const guchar *)one, strlen(one));
	}
	return g_strdup(g_checksum_get_string(sum));
}

gboolean fs_copy_tree(const char *from, const char *to, GError **error)
{
	g_autofree char *above = g_path_get_dirname(to);
	g_autoptr(GPtrArray) names = NULL;

	if (!g_file_test(from, G_FILE_TEST_IS_DIR))
		return fs_make_dir(above, error) && fs_copy(from, to, error);
	names = fs_names(from, error);
	if (!names || !fs_make_dir(to, error))
		return FALSE;
	for (guint i = 0; i < names->len; i++) {
		g_autofree char *one = g_build_filename(from, names->pdata[i], NULL);
		g_autofree char *copy = g_build_filename(to, names->pdata[i], NULL);

		if (!fs_copy_tree(one, copy, error))
			return FALSE;
	}
	return TRUE;
}

gboolean fs_exchange(const char *part, const char *dir, GError **error)
{
	if (!renameat2(AT_FDCWD, part, AT_FDCWD, dir, RENAME_EXCHANGE))
		return fs_remove(part, error);
	if (errno == ENOENT)
		return fs_rename(part, dir, error);
	/* NFS cannot exchange, and overlayfs cannot for files of a lower layer */
	if (errno == EINVAL || errno == EXDEV)
		return fs_remove(dir, error) && fs_rename(part, dir, error);
	g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM, "%s: %s", dir, g_strerror(errno));
	return FALSE;
}
