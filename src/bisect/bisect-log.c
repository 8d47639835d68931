/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bisect/bisect-log.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "util/error.h"
#include "util/fs.h"

#define LOG_HEAD "# kferry bisect 1\n"

struct bisect_log {
	char *path;
	int fd;
	guint runs;
	GHashTable *said; /* text of a set -> GQueue of results that were not used
			   * yet */
};

void bisect_log_free(struct bisect_log *log)
{
	if (!log)
		return;
	if (log->fd >= 0)
		close(log->fd);
	g_hash_table_unref(log->said);
	g_free(log->path);
	g_free(log);
}

static void queue_destroy(gpointer queue)
{
	g_queue_free(queue);
}

static void remember(struct bisect_log *log, const char *set, enum bisect_result result)
{
	GQueue *queue = g_hash_table_lookup(log->said, set);

	if (!queue) {
		queue = g_queue_new();
		g_hash_table_insert(log->said, g_strdup(set), queue);
	}
	g_queue_push_tail(queue, GINT_TO_POINTER(result));
	log->runs++;
}

static gboolean read_run(struct bisect_log *log, const char *line)
{
	for (int result = BISECT_GOOD; result <= BISECT_SKIP; result++) {
		const char *name = bisect_result_name(result);
		gsize len = strlen(name);

		if (strncmp(line, name, len) || line[len] != ' ')
			continue;
		remember(log, line + len + 1, result);
		return TRUE;
	}
	return FALSE;
}

static gboolean log_error(const struct bisect_log *log, guint line, GError **error,
			  const char *what)
{
	g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "%s:%u: %s", log->path, line,
		    what);
	return FALSE;
}

/* Reads the log; *@size is the length of its complete lines. */
static gboolean read_log(struct bisect_log *log, const char *wanted, gsize *size,
			 GError **error)
{
	g_autofree char *text = NULL;
	g_auto(GStrv) lines = NULL;
	const char *end;

	if (!g_file_test(log->path, G_FILE_TEST_EXISTS))
		return TRUE;
	text = fs_read(log->path, error);
	if (!text)
		return FALSE;
	end = strrchr(text, '\n');
	*size = end ? (gsize)(end + 1 - text) : 0;
	text[*size] = '\0';
	if (!*size)
		return TRUE;
	if (!g_str_has_prefix(text, LOG_HEAD))
		return log_error(log, 1, error, "not the log of a bisection");
	lines = g_strsplit(text, "\n", -1);
	if (!lines[1] || !*lines[1]) {
		*size = 0;
		return TRUE;
	}
	if (strcmp(lines[1], wanted))
		return log_error(log, 2, error,
				 "this log is for different changes; use --reset to "
				 "start again");
	for (guint i = 2; lines[i]; i++)
		if (*lines[i] && *lines[i] != '#' && !read_run(log, lines[i]))
			return log_error(log, i + 1, error, "no run of a test");
	return TRUE;
}

static gboolean append(struct bisect_log *log, const char *text, GError **error)
{
	gssize len = strlen(text);

	if (write(log->fd, text, len) == len && fdatasync(log->fd) == 0)
		return TRUE;
	g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM, "%s: %s", log->path,
		    g_strerror(errno));
	return FALSE;
}

struct bisect_log *bisect_log_open(const char *path, guint count, const char *digest,
				   GError **error)
{
	g_autoptr(BisectLog) log = g_new0(struct bisect_log, 1);
	g_autofree char *wanted = g_strdup_printf("of %u %s", count, digest);
	g_autofree char *head = g_strconcat(LOG_HEAD, wanted, "\n", NULL);
	g_autofree char *dir = g_path_get_dirname(path);
	gsize size = 0;

	log->path = g_strdup(path);
	log->fd = -1;
	log->said =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, queue_destroy);
	if (!read_log(log, wanted, &size, error) || !fs_make_dir(dir, error))
		return NULL;
	log->fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
	if (log->fd < 0 || ftruncate(log->fd, size)) {
		g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM, "%s: %s", path,
			    g_strerror(errno));
		return NULL;
	}
	if (!size && !append(log, head, error))
		return NULL;
	return g_steal_pointer(&log);
}

guint bisect_log_runs(const struct bisect_log *log)
{
	return log->runs;
}

gboolean bisect_log_next(struct bisect_log *log, const struct bisect_set *set,
			 enum bisect_result *result)
{
	g_autofree char *text = bisect_set_text(set);
	GQueue *queue = g_hash_table_lookup(log->said, text);

	if (!queue || g_queue_is_empty(queue))
		return FALSE;
	*result = GPOINTER_TO_INT(g_queue_pop_head(queue));
	return TRUE;
}

gboolean bisect_log_add(struct bisect_log *log, const struct bisect_set *set,
			enum bisect_result result, const char *comment, GError **error)
{
	g_autofree char *text = bisect_set_text(set);
	g_autofree char *plain = g_strdelimit(g_strdup(comment ?: ""), "\n\r", ' ');
	g_autofree char *lines =
		g_strdup_printf("%s%s%s%s %s\n", *plain ? "# " : "", plain,
				*plain ? "\n" : "", bisect_result_name(result), text);

	return append(log, lines, error);
}
