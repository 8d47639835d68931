#include "progress.h"

#include <stdio.h>
#include <string.h>

#include "terminal.h"

#define TERMINAL_INTERVAL (G_USEC_PER_SEC / 5)
#define PLAIN_INTERVAL	  (20 * G_USEC_PER_SEC)

struct progress {
	char *title;
	const char *unit;
	guint64 total;
	gboolean bytes;
	gboolean terminal;
	gint64 start;
	gint64 shown; /* when a line was last written */
};

progress *progress_new(const char *title, const char *unit, guint64 total)
{
	progress *self = g_new0(progress, 1);

	self->title = g_strdup(title);
	self->unit = unit;
	self->total = total;
	self->bytes = !strcmp(unit, "MB");
	self->terminal = terminal_is(stderr);
	self->start = g_get_monotonic_time();
	self->shown = self->terminal ? 0 : self->start;
	return self;
}

void progress_set(progress *self, guint64 done)
{
	gint64 now = g_get_monotonic_time();
	guint64 scale = self->bytes ? 1000000 : 1;
	char total[32] = "";
	char percent[16] = "";

	if (now - self->shown < (self->terminal ? TERMINAL_INTERVAL : PLAIN_INTERVAL))
		return;
	self->shown = now;
	/* A total that was only an estimate is not shown once it proved wrong. */
	if (self->total >= done && self->total > 0) {
		g_snprintf(total, sizeof(total), " of %" G_GUINT64_FORMAT,
			   self->total / scale);
		g_snprintf(percent, sizeof(percent), " (%d %%)",
			   (int)(done * 100 / self->total));
	}
	if (self->terminal)
		terminal_control(stderr, "\r\033[K");
	fprintf(stderr, "%s: %" G_GUINT64_FORMAT "%s %s%s, %d s%s", self->title,
		done / scale, total, self->unit, percent,
		(int)((now - self->start) / G_USEC_PER_SEC),
		self->terminal ? "" : "\n");
	fflush(stderr);
}

void progress_free(progress *self)
{
	if (!self)
		return;
	if (self->terminal && self->shown)
		terminal_control(stderr, "\r\033[K");
	g_free(self->title);
	g_free(self);
}
