/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Features of a kernel that detect bugs, according to its configuration. If a kernel
 * lacks one, its bugs were not searched for.
 */
#pragma once

#include <glib.h>

struct detector {
	const char *name;   /* "KASAN", as in run.json */
	const char *option; /* that enables it: "CONFIG_KASAN" */
	const char *sees;   /* for people: "use after free" */
	const char *title;  /* how only its reports begin, or NULL */
	guint slower;	    /* factor for all limits */
	guint memory;	    /* additional memory of the guest in MiB */
};

/* Returns the names of the detectors that the text of a .config enables; the caller
 * frees them. */
GStrv detector_names(const char *config);

/*
 * Returns the detector called @name; NULL if this version of kferry does not know it.
 */
const struct detector *detector_find(const char *name);

/* Returns the detector whose reports match a glob for titles, or NULL. */
const struct detector *detector_of_title(const char *glob);

/* Returns the factor for limits (at least 1) and the additional MiB for the detectors
 * @names (may be NULL). */
guint detector_slower(GStrv names);
guint detector_memory(GStrv names);

/* Returns what the detectors missing in @names would see: "use after free (KASAN),
 * ...", or "" if none is missing. The caller frees it. */
char *detector_missing(GStrv names);
