/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What of a kernel's own looks for faults, as its configuration has it. A kernel without
 * one of these is not free of what it would have seen: that was not looked for.
 */
#pragma once

#include <glib.h>

struct detector {
	const char *name;   /* "KASAN", as run.json has it */
	const char *option; /* that it is there: "CONFIG_KASAN" */
	const char *sees;   /* for people: "use after free" */
	const char *title;  /* that its reports, and no others, begin with; or NULL */
	guint slower;	    /* times as long as without, that all limits get */
	guint memory;	    /* MiB more of the guest */
};

/* Names of the detectors that the text of a .config has on, to be freed. */
GStrv detector_names(const char *config);

/* The detector called @name, or NULL: an older or a newer kferry may know of others. */
const struct detector *detector_find(const char *name);

/* The detector whose reports a glob for titles is of, or NULL. */
const struct detector *detector_of_title(const char *glob);

/* How much slower, at least 1, and how many MiB more for the detectors @names (NULL: none). */
guint detector_slower(GStrv names);
guint detector_memory(GStrv names);

/* "use after free (KASAN), ...": what is not among @names; "" nothing. To be freed. */
char *detector_missing(GStrv names);
