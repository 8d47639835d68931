#include "download.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error.h"
#include "process.h"
#include "progress.h"

/* A download that is under way: how far it came is the size of its file. */
struct download {
	const char *path;
	progress *bar;
};

static void show_size(void *data)
{
	struct download *download = data;
	struct stat status;

	if (stat(download->path, &status) == 0)
		progress_set(download->bar, status.st_size);
}

gboolean download_run(const char *const *argv, const char *path, const char *title,
		      guint64 size, GError **error)
{
	g_autoptr(progress) bar = progress_new(title, "MB", size);
	struct download download = {.path = path, .bar = bar};
	struct process process = {.argv = argv, .tick = show_size, .data = &download};

	if (unlink(path) && errno != ENOENT) {
		g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM, "%s: %s", path,
			    g_strerror(errno));
		return FALSE;
	}
	if (process_run(&process, NULL, error))
		return TRUE;
	unlink(path);
	return FALSE;
}

gboolean download_url(const char *url, const char *path, const char *title,
		      guint64 size, GError **error)
{
	const char *argv[] = {
		"curl", "--fail", "--location", "--silent", "--show-error", "--retry",
		"2",	"-o",	  path,		url,	    NULL,
	};

	if (download_run(argv, path, title, size, error))
		return TRUE;
	g_prefix_error(error, "%s: ", url);
	return FALSE;
}

gboolean download_exists(const char *url)
{
	const char *argv[] = {
		"curl", "--fail", "--location", "--silent", "--head", "--max-time",
		"20",	"-o",	  "/dev/null",	url,	    NULL,
	};
	g_autofree char *output = process_capture(argv, NULL);

	return output != NULL;
}
