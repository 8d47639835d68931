/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/progress.h"

#include <stdio.h>
#include <string.h>

#include "util/terminal.h"

#define TERMINAL_INTERVAL (G_USEC_PER_SEC / 5)
#define PLAIN_INTERVAL	  (20 * G_USEC_PER_SEC)

struct progress {
	char *title;
	const char *unit;
	guint64 total;
	gboolean bytes;
	gboolean terminal;
	gint64 start;
	gint64 shown; /* time of the last line */
};

struct progress *progress_new(const char *title, const char *unit, guint64 total)
{
	struct progress *progress = g_new0(struct progress, 1);

	progress->title = g_strdup(title);
	progress->unit = unit;
	progress->total = total;
	progress->bytes = !strcmp(unit, "MB");
	progress->terminal = terminal_is(stderr);
	progress->start = g_get_monotonic_time();
	progress->shown = progress->terminal ? 0 : progress->start;
	return progress;
}

void progress_set(struct progress *progress, guint64 done)
{
	gint64 now = g_get_monotonic_time();
	guint64 scale = progress->bytes ? 1000000 : 1;
	char total[32] = "";
	char percent[16] = "";

	if (now - progress->shown <
	    (progress->terminal ? TERMINAL_INTERVAL : PLAIN_INTERVAL))
		return;
	progress->shown = now;
	/* A total that was an estimate is not shown once it is exceeded. */
	if (progress->total >= done && progress->total > 0) {
		g_snprintf(total, sizeof(total), " of %" G_GUINT64_FORMAT,
			   progress->total / scale);
		g_snprintf(percent, sizeof(percent), " (%d %%)",
			   (int)(done * 100 / progress->total));
	}
	if (progress->terminal)
		terminal_control(stderr, "\r\033[K");
	fprintf(stderr, "%s: %" G_GUINT64_FORMAT "%s %s%s, %d s%s", progress->title,
		done / scale, total, progress->unit, percent,
		(int)((now - progress->start) / G_USEC_PER_SEC),
		progress->terminal ? "" : "\n");
	fflush(stderr);
}

void progress_free(struct progress *progress)
{
	if (!progress)
		return;
	if (progress->terminal && progress->shown)
		terminal_control(stderr, "\r\033[K");
	g_free(progress->title);
	g_free(progress);
}
