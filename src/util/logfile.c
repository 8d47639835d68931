/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/logfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/error.h"

static gboolean fail(GError **error, const char *path, const char *what)
{
	g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "%s: %s: %s", path, what,
		    g_strerror(errno));
	return FALSE;
}

static gboolean write_all(int fd, const char *data, gsize len)
{
	while (len) {
		gssize done = write(fd, data, len);

		if (done < 0 && errno != EINTR)
			return FALSE;
		if (done > 0) {
			data += done;
			len -= done;
		}
	}
	return TRUE;
}

/* Copies the rest of @from to an unnamed temporary file; -1 on failure. */
static int spool(int from)
{
	FILE *file = tmpfile();
	char buffer[65536];
	gssize count;
	int fd;

	if (!file)
		return -1;
	fd = fcntl(fileno(file), F_DUPFD_CLOEXEC, 0);
	fclose(file);
	while (fd >= 0 && (count = read(from, buffer, sizeof(buffer)))) {
		if ((count < 0 && errno != EINTR) ||
		    (count > 0 && !write_all(fd, buffer, count))) {
			close(fd);
			return -1;
		}
	}
	return fd;
}

static gboolean map(struct logfile *log, int fd, const char *path, GError **error)
{
	struct stat status;
	void *text;

	if (fstat(fd, &status))
		return fail(error, path, "cannot stat");
	*log = (struct logfile){"", status.st_size};
	if (!log->len)
		return TRUE;
	text = mmap(NULL, log->len, PROT_READ, MAP_PRIVATE, fd, 0);
	if (text == MAP_FAILED)
		return fail(error, path, "cannot map");
	madvise(text, log->len, MADV_SEQUENTIAL);
	log->text = text;
	return TRUE;
}

gboolean logfile_open(struct logfile *log, const char *path, GError **error)
{
	gboolean input = !strcmp(path, "-"), good;
	int from = input ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC), fd = from;
	struct stat status;

	if (from < 0)
		return fail(error, path, "cannot open");
	if (fstat(from, &status) || !S_ISREG(status.st_mode))
		fd = spool(from);
	good = fd >= 0 ? map(log, fd, path, error) : fail(error, path, "cannot read");
	if (fd >= 0 && fd != from)
		close(fd);
	if (!input)
		close(from);
	return good;
}

void logfile_close(struct logfile *log)
{
	if (log->len)
		munmap((void *)log->text, log->len);
}
