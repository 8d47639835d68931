/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "util/cache.h"
#include "util/error.h"
#include "util/fs.h"

struct lock {
	int fd;
};

static struct lock *lock_failed(int fd, const char *path, GError **error)
{
	g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM, "%s: cannot lock: %s", path,
		    g_strerror(errno));
	if (fd >= 0)
		close(fd);
	return NULL;
}

/* Returns the holder of the lock as it wrote it; it may not have done so yet. */
static char *holder(int fd)
{
	char text[200];
	ssize_t got = pread(fd, text, sizeof(text) - 1, 0);

	if (got <= 0)
		return g_strdup("another kferry");
	text[got] = '\0';
	return g_strdup(g_strchomp(text));
}

static void sign(int fd, const char *purpose)
{
	g_autofree char *text =
		g_strdup_printf("kferry %s (pid %d)\n", purpose, getpid());

	/* only informs those who wait, so errors are ignored */
	if (ftruncate(fd, 0) || pwrite(fd, text, strlen(text), 0) < 0)
		errno = 0;
}

static int lock_open(const char *path, GError **error)
{
	g_autofree char *dir = g_path_get_dirname(path);
	int fd;

	if (!fs_make_dir(dir, error))
		return -1;
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
	if (fd < 0)
		lock_failed(fd, path, error);
	return fd;
}

static struct lock *lock_new(int fd, const char *purpose)
{
	struct lock *lock = g_new0(struct lock, 1);

	sign(fd, purpose);
	lock->fd = fd;
	return lock;
}

struct lock *lock_take(const char *name, const char *purpose, GError **error)
{
	g_autofree char *path = cache_path("lock", name, NULL);
	int fd = lock_open(path, error);

	if (fd < 0)
		return NULL;
	if (flock(fd, LOCK_EX | LOCK_NB)) {
		g_autofree char *who = NULL;

		if (errno != EWOULDBLOCK)
			return lock_failed(fd, path, error);
		who = holder(fd);
		g_printerr("kferry %s: waiting for %s\n", purpose, who);
		while (flock(fd, LOCK_EX))
			if (errno != EINTR)
				return lock_failed(fd, path, error);
	}
	return lock_new(fd, purpose);
}

struct lock *lock_try(const char *name, const char *purpose, GError **error)
{
	g_autofree char *path = cache_path("lock", name, NULL);
	g_autofree char *who = NULL;
	int fd = lock_open(path, error);

	if (fd < 0)
		return NULL;
	if (!flock(fd, LOCK_EX | LOCK_NB))
		return lock_new(fd, purpose);
	if (errno != EWOULDBLOCK)
		return lock_failed(fd, path, error);
	who = holder(fd);
	g_set_error(error, KF_ERROR, KF_ERROR_BUSY, "%s is running", who);
	close(fd);
	return NULL;
}

int lock_fd(const struct lock *lock)
{
	return lock->fd;
}

void lock_release(struct lock *lock)
{
	if (!lock)
		return;
	close(lock->fd);
	g_free(lock);
}
