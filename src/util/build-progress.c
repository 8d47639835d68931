/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/build-progress.h"

#include <stdio.h>
#include <string.h>

#include "util/error.h"
#include "util/progress.h"

/* The maximum of lines to show of a failure. */
#define TAIL_LINES 40

/* A program that is running. */
struct build_log {
	FILE *log;
	struct progress *bar;
	guint done;
	GQueue *tail; /* the last lines that are not steps */
	char *first;  /* first of them that mentions an error */
};

/* Kbuild prints a step as two blanks, an upper-case word, blanks, a file. */
static gboolean is_step(const char *line)
{
	return line[0] == ' ' && line[1] == ' ' && g_ascii_isupper(line[2]);
}

static gboolean is_error(const char *line)
{
	return strstr(line, "rror:") || strstr(line, "*** ") ||
	       strstr(line, "undefined reference");
}

static void take_line(const char *line, void *data)
{
	struct build_log *run = data;

	fprintf(run->log, "%s\n", line);
	if (is_step(line)) {
		run->done++;
		if (run->bar)
			progress_set(run->bar, run->done);
		return;
	}
	if (!run->first && is_error(line))
		run->first = g_strdup(line);
	g_queue_push_tail(run->tail, g_strdup(line));
	if (run->tail->length > TAIL_LINES)
		g_free(g_queue_pop_head(run->tail));
}

/* Shows progress even during one long step (the final link) without output. */
static void show_time(void *data)
{
	struct build_log *run = data;

	if (run->bar)
		progress_set(run->bar, run->done);
}

static void explain(const struct build_log *run, const char *what, const char *log,
		    GError **error)
{
	g_autofree char *cause = g_strdup(run->first ? run->first : (*error)->message);

	for (GList *l = run->tail->head; l; l = l->next)
		g_printerr("%s\n", (char *)l->data);
	g_clear_error(error);
	g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM, "%s failed: %s (log: %s)", what,
		    g_strstrip(cause), log);
}

gboolean build_progress_run(struct subprocess *process, const char *what,
			    const char *log, struct build_progress *shown,
			    GError **error)
{
	struct build_log run = {.log = fopen(log, "ae"), .tail = g_queue_new()};
	g_autoptr(GError) cause = NULL;
	gboolean ok = FALSE;

	process->line = take_line;
	process->tick = show_time;
	process->data = &run;
	if (!run.log) {
		g_set_error(&cause, KF_ERROR, KF_ERROR_SYSTEM,
			    "%s: cannot write the log", log);
	} else {
		setvbuf(run.log, NULL, _IOLBF, 0);
		if (shown)
			run.bar = progress_new(shown->title, "steps", shown->total);
		ok = subprocess_run(process, NULL, &cause);
		g_clear_pointer(&run.bar, progress_free);
		if ((fclose(run.log) || !ok) && cause)
			explain(&run, what, log, &cause);
	}
	if (shown)
		shown->done = run.done;
	g_queue_free_full(run.tail, g_free);
	g_free(run.first);
	if (!ok)
		g_propagate_error(error, g_steal_pointer(&cause));
	return ok;
}
