/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What upstream's history knows of a change. Two trees cannot tell a change that upstream
 * took back, or has in quite another form, from one that it never had; who has a history
 * (a git repository, the data of the kernel's CVE team) answers by this interface.
 */
#pragma once

#include "patch/patch.h"

enum known_state {
	KNOWN_NOT,	  /* nothing is known: the texts decide alone */
	KNOWN_HAS,	  /* it came between the old tree and the new one */
	KNOWN_TAKEN_BACK, /* so it did, and was reverted: the texts decide */
};

/* A patch, and how it is applied: -p@strip. */
struct known_patch {
	const struct patch *patch;
	int strip;
};

struct known_changes {
	/*
	 * What became of the mainline commit @id (hex digits, as long as the patch has
	 * them). @by is set to the commit by which the new tree has it, to be freed, for
	 * KNOWN_HAS alone.
	 */
	enum known_state (*look_up)(gpointer data, const char *id, char **by);
	/*
	 * Looks for @patches (of struct known_patch, which stay as long as this is used),
	 * none of which names a commit that look_up() knows, by what they change. Called
	 * once, before find_same(). NULL: it cannot. An error is the caller's.
	 */
	gboolean (*look_for)(gpointer data, const GPtrArray *patches, GError **error);
	/* The commit that makes the same change as one of them, or NULL; borrowed. */
	const char *(*find_same)(gpointer data, const struct patch *patch);
	gpointer data;
};
