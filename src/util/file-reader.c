/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/file-reader.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/safe-open.h"
#include "util/text.h"

struct file_reader {
	int dir;
	char *above; /* directory of the last file; NULL: none yet */
	int above_fd;
	char *buffer;
	gsize room;
};

struct file_reader *file_reader_new(int dir)
{
	struct file_reader *reader = g_new0(struct file_reader, 1);

	reader->dir = dir;
	reader->above_fd = -1;
	return reader;
}

static void leave(struct file_reader *reader)
{
	if (reader->above_fd >= 0)
		close(reader->above_fd);
	reader->above_fd = -1;
	g_clear_pointer(&reader->above, g_free);
}

void file_reader_free(struct file_reader *reader)
{
	if (!reader)
		return;
	leave(reader);
	g_free(reader->buffer);
	g_free(reader);
}

/* Opens the directory named by the first @len bytes of @path. */
static void enter(struct file_reader *reader, const char *path, gsize len)
{
	if (reader->above && !strncmp(reader->above, path, len) && !reader->above[len])
		return;
	leave(reader);
	reader->above = g_strndup(path, len);
	reader->above_fd = safe_open_dir(reader->dir, reader->above);
}

static int open_file(struct file_reader *reader, const char *path)
{
	const char *slash = strrchr(path, '/');

	if (reader->dir < 0 || safe_refusal(path))
		return -1;
	enter(reader, path, slash ? slash - path : 0);
	if (reader->above_fd < 0)
		return -1;
	return openat(reader->above_fd, slash ? slash + 1 : path,
		      O_RDONLY | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW | O_CLOEXEC);
}

static gboolean make_room(struct file_reader *reader, gsize size)
{
	char *more;

	if (reader->room >= size)
		return TRUE;
	more = g_try_realloc(reader->buffer, size * 2);
	if (!more)
		return FALSE;
	reader->buffer = more;
	reader->room = size * 2;
	return TRUE;
}

/* Reads up to @size bytes: the file may be truncated at any time. */
static gboolean read_all(int fd, char *buffer, gsize size, struct span *text)
{
	*text = (struct span){buffer, 0};
	while (text->len < size) {
		ssize_t n = read(fd, buffer + text->len, size - text->len);

		if (n < 0 && errno != EINTR)
			return FALSE;
		if (!n)
			break;
		text->len += MAX(n, 0);
	}
	return TRUE;
}

gboolean file_reader_read(struct file_reader *reader, const char *path,
			  struct span *text)
{
	int fd = open_file(reader, path);
	struct stat st;
	gboolean ok;

	if (fd < 0)
		return FALSE;
	ok = !fstat(fd, &st) && S_ISREG(st.st_mode) &&
	     (guint64)st.st_size < TEXT_SIZE_MAX && make_room(reader, st.st_size + 1) &&
	     read_all(fd, reader->buffer, st.st_size, text);
	close(fd);
	return ok;
}
