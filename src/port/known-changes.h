/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What upstream's history knows about a change. From two trees alone, a change that
 * upstream reverted, or has in another form, looks like one that it never had. Sources
 * of history (a git repository, the data of the kernel's CVE team) implement this
 * interface.
 */
#pragma once

#include "patch/patch.h"

enum known_state {
	KNOWN_NOT,	  /* unknown: decide by the texts alone */
	KNOWN_HAS,	  /* made between the old and the new tree */
	KNOWN_TAKEN_BACK, /* made and reverted: decide by the texts */
};

/* A patch and its strip level. */
struct known_patch {
	const struct patch *patch;
	int strip;
};

struct known_changes {
	/*
	 * Returns what is known about the mainline commit @id (hex, may be
	 * abbreviated). Only for KNOWN_HAS, sets *@by to the commit that made the
	 * change in the new tree; the caller frees it.
	 */
	enum known_state (*look_up)(gpointer data, const char *id, char **by);
	/*
	 * Searches for @patches (of struct known_patch, valid as long as this object),
	 * none of which names a commit that look_up() knows, by their changes. Called
	 * once, before find_same(). NULL: not supported. Errors are the caller's to
	 * report.
	 */
	gboolean (*look_for)(gpointer data, const GPtrArray *patches, GError **error);
	/* Returns the commit that makes the same change as one of them, or NULL;
	 * borrowed. */
	const char *(*find_same)(gpointer data, const struct patch *patch);
	gpointer data;
};
