/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/safe-open.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "util/error.h"
#include "util/text.h"

const char *safe_refusal(const char *path)
{
	if (!*path)
		return "an empty file name";
	if (*path == '/')
		return "an absolute file name";
	for (const char *s = path; s; s = strchr(s, '/')) {
		gsize len;

		s += *s == '/';
		len = strcspn(s, "/");
		if (len == 2 && s[0] == '.' && s[1] == '.')
			return "a file name with '..'";
		if (!len || (len == 1 && s[0] == '.'))
			return "a file name with an empty component";
	}
	return NULL;
}

static int open_step(int dir, const char *name, int flags)
{
	return openat(dir, name, flags | O_NOFOLLOW | O_CLOEXEC);
}

/* Opens component by component, for kernels and sandboxes without openat2(). */
static int open_slowly(int dir, const char *path, int flags)
{
	g_auto(GStrv) parts = g_strsplit(path, "/", -1);
	int fd = dir;

	for (char **part = parts; *part; part++) {
		int next = open_step(fd, *part, part[1] ? O_PATH | O_DIRECTORY : flags);
		int saved = errno;

		if (fd != dir)
			close(fd);
		errno = saved;
		if (next < 0)
			return -1;
		fd = next;
	}
	return fd;
}

static int open_beneath(int dir, const char *path, int flags)
{
	struct open_how how = {
		.flags = flags | O_CLOEXEC | O_NOFOLLOW,
		.resolve =
			RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS,
	};
	static gboolean missing;
	int fd;

	if (!missing) {
		fd = syscall(SYS_openat2, dir, path, &how, sizeof(how));
		if (fd >= 0 || (errno != ENOSYS && errno != EPERM && errno != EAGAIN))
			return fd;
		missing = errno == ENOSYS;
	}
	return open_slowly(dir, path, flags);
}

int safe_open_dir(int dir, const char *path)
{
	if (!*path)
		return fcntl(dir, F_DUPFD_CLOEXEC, 3);
	return open_beneath(dir, path, O_PATH | O_DIRECTORY);
}

int safe_make_dir(int dir, const char *path)
{
	int fd = safe_open_dir(dir, path), parent;
	g_autofree char *above = NULL;
	const char *slash;

	if (fd >= 0 || errno != ENOENT)
		return fd;
	slash = strrchr(path, '/');
	above = g_strndup(path, slash ? slash - path : 0);
	parent = safe_make_dir(dir, above);
	if (parent < 0)
		return -1;
	if (mkdirat(parent, slash ? slash + 1 : path, 0777) < 0 && errno != EEXIST) {
		int saved = errno;

		close(parent);
		errno = saved;
		return -1;
	}
	close(parent);
	return safe_open_dir(dir, path);
}

static gboolean io_failed(const char *path, GError **error)
{
	gboolean link = errno == ELOOP || errno == EXDEV;

	g_set_error(error, KF_ERROR, link ? KF_ERROR_INPUT : KF_ERROR_SYSTEM, "%s: %s",
		    path,
		    link ? "is reached through a symbolic link" : strerror(errno));
	return FALSE;
}

static GBytes *read_fd(int fd, gsize expected)
{
	g_autofree char *data = g_try_malloc(expected + 1);
	gsize size = 0;

	if (!data) {
		errno = ENOMEM;
		return NULL;
	}
	while (size < expected) {
		ssize_t n = read(fd, data + size, expected - size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return NULL;
		if (!n)
			break;
		size += n;
	}
	return g_bytes_new_take(g_steal_pointer(&data), size);
}

static GBytes *read_link(int dir, const char *path)
{
	g_autofree char *above = g_path_get_dirname(path);
	g_autofree char *base = g_path_get_basename(path);
	int fd = safe_open_dir(dir, strcmp(above, ".") ? above : "");
	char target[4096];
	ssize_t n;

	if (fd < 0)
		return NULL;
	n = readlinkat(fd, base, target, sizeof(target));
	close(fd);
	return n < 0 ? NULL : g_bytes_new(target, n);
}

/* ELOOP may be about a symbolic link at the end of the path, or in its middle. */
static gboolean read_maybe_link(int dir, const char *path, GBytes **bytes, mode_t *mode,
				GError **error)
{
	*bytes = read_link(dir, path);
	*mode = S_IFLNK | 0777;
	if (*bytes)
		return TRUE;
	errno = ELOOP;
	return io_failed(path, error);
}

gboolean safe_read(int dir, const char *path, GBytes **bytes, mode_t *mode,
		   GError **error)
{
	int fd = open_beneath(dir, path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
	struct stat st;

	*bytes = NULL;
	*mode = 0;
	if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
		return TRUE;
	if (fd < 0 && errno == ELOOP)
		return read_maybe_link(dir, path, bytes, mode, error);
	if (fd < 0)
		return io_failed(path, error);
	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode) ||
	    (guint64)st.st_size >= TEXT_SIZE_MAX) {
		close(fd);
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "%s: %s", path,
			    S_ISREG(st.st_mode) ? "is too big"
						: "is not a regular file");
		return FALSE;
	}
	*mode = st.st_mode;
	*bytes = read_fd(fd, st.st_size);
	close(fd);
	return *bytes ? TRUE : io_failed(path, error);
}

gboolean safe_write_all(int fd, const void *data, gsize size)
{
	for (const char *p = data; size;) {
		ssize_t n = write(fd, p, size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return FALSE;
		p += n;
		size -= n;
	}
	return TRUE;
}

guint safe_depth(const char *path)
{
	guint depth = 0;

	for (; *path; path++)
		depth += *path == '/';
	return depth;
}

void safe_prune(int dir, const char *path, guint keep)
{
	g_autofree char *above = g_path_get_dirname(path);
	g_autofree char *base = NULL;
	g_autofree char *outer = NULL;
	int parent, gone;

	if (safe_depth(path) <= keep)
		return;
	base = g_path_get_basename(above);
	outer = g_path_get_dirname(above);
	/* If it was removed before a kill, its parents may still be there. */
	parent = safe_open_dir(dir, strcmp(outer, ".") ? outer : "");
	gone = parent >= 0 ? unlinkat(parent, base, AT_REMOVEDIR) : -1;
	if (gone && errno == ENOENT)
		gone = 0;
	if (parent >= 0)
		close(parent);
	if (!gone)
		safe_prune(dir, above, keep);
}

GPtrArray *safe_list(int dir)
{
	/* A new file description, so the position of @dir does not change. */
	int fd = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *stream = fd >= 0 ? fdopendir(fd) : NULL;
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	struct dirent *entry;
	int saved = errno;

	if (!stream) {
		if (fd >= 0)
			close(fd);
		errno = saved;
		return NULL;
	}
	while (errno = 0, (entry = readdir(stream)))
		if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."))
			g_ptr_array_add(names, g_strdup(entry->d_name));
	saved = errno;
	closedir(stream);
	errno = saved;
	return saved ? NULL : g_steal_pointer(&names);
}

/* Not all file systems set d_type. */
gboolean safe_is_dir(int dir, const struct dirent *entry)
{
	struct stat st;

	if (entry->d_type != DT_UNKNOWN)
		return entry->d_type == DT_DIR;
	return fstatat(dir, entry->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
	       S_ISDIR(st.st_mode);
}

gboolean safe_in_git(const char *path)
{
	for (const char *s = path; s; s = strchr(s, '/')) {
		s += *s == '/';
		if (!g_ascii_strncasecmp(s, ".git", 4) && (!s[4] || s[4] == '/'))
			return TRUE;
	}
	return FALSE;
}
