/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "branch/source-http.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/error.h"
#include "util/progress.h"
#include "util/subprocess.h"

/* Limits for a server that does not answer or is slow, in seconds and bytes/s. */
#define CONNECT_SECONDS "30"
#define STALL_SECONDS	"60"
#define STALL_SPEED	"1000"

/* A download in progress; the size of its file is the progress. */
struct download {
	const char *path;
	struct progress *bar;
	char *said; /* first line that is not a warning: later ones are its
		     * consequences */
};

static void keep_first(const char *line, void *data)
{
	struct download *download = data;

	if (!download->said && *line && !g_str_has_prefix(line, "W: "))
		download->said = g_strdup(line);
}

static void show_size(void *data)
{
	struct download *download = data;
	struct stat status;

	if (stat(download->path, &status) == 0)
		progress_set(download->bar, status.st_size);
}

gboolean source_http_run(const char *const *argv, const char *path, const char *title,
			 guint64 size, GError **error)
{
	g_autoptr(Progress) bar = progress_new(title, "MB", size);
	struct download download = {.path = path, .bar = bar};
	struct subprocess process = {
		.argv = argv, .line = keep_first, .tick = show_size, .data = &download};
	gboolean ok;

	if (unlink(path) && errno != ENOENT) {
		g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM, "%s: %s", path,
			    g_strerror(errno));
		return FALSE;
	}
	ok = subprocess_run(&process, NULL, error);
	if (!ok)
		unlink(path);
	if (!ok && download.said) {
		g_autofree char *program = g_path_get_basename(argv[0]);
		g_autofree char *prefix = g_strconcat(program, ": ", NULL);
		gboolean named = g_str_has_prefix(download.said, prefix);

		g_clear_error(error);
		g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM, "%s%s",
			    named ? "" : prefix, download.said);
	}
	g_free(download.said);
	return ok;
}

gboolean source_http_url(const char *url, const char *path, const char *title,
			 guint64 size, GError **error)
{
	const char *argv[] = {
		"curl",
		"--fail",
		"--location",
		"--silent",
		"--show-error",
		"--retry",
		"2",
		"--connect-timeout",
		CONNECT_SECONDS,
		"--speed-time",
		STALL_SECONDS,
		"--speed-limit",
		STALL_SPEED,
		"-o",
		path,
		url,
		NULL,
	};

	if (source_http_run(argv, path, title, size, error))
		return TRUE;
	g_prefix_error(error, "%s: ", url);
	return FALSE;
}
