/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is installed on this machine: the programs and headers that each step of kferry
 * needs, their versions, the accelerator, and how to install what is missing.
 */
#pragma once

#include <glib.h>

#include "arch/arch.h"

/* What a need is for: a bit each. */
enum host_use {
	HOST_SOURCE = 1 << 0,
	HOST_BUILD = 1 << 1,
	HOST_BOOT = 1 << 2,
	HOST_DEB = 1 << 3,
	HOST_RPM = 1 << 4,
	HOST_SHELL = 1 << 5,
	HOST_EXTRA = 1 << 6, /* works without: slower, or less */
};

/* What kferry smoke cannot do without. */
#define HOST_SMOKE (HOST_SOURCE | HOST_BUILD | HOST_BOOT)

struct host_need {
	const char *name; /* of the program, or the path of a header */
	const char
		*argument; /* makes the program tell its version; NULL: it does not */
	guint uses;	   /* of enum host_use */
	const char *debian, *fedora; /* packages; NULL: not to be had there */
};

/* One need, and what there is. */
struct host_tool {
	const struct host_need *need;
	char *path;    /* NULL: missing */
	char *version; /* NULL: not known */
};

/* All needs, as struct host_tool; unref it. With @versions, runs each program once. */
GPtrArray *host_tools(gboolean versions);

/* The names of what is missing for any of @uses, "bc, flex"; NULL if nothing is. The caller
 * frees it. */
char *host_missing(guint uses);

/* The name of what is missing here to build and boot kernels of @arch, where that is not the
 * host's; NULL if nothing is. The caller frees it. */
char *host_missing_for(const struct arch *arch);

/* The name of a use, "source"; @use is one bit. */
const char *host_use_name(guint use);

/*
 * The command that installs what is missing of @tools for any of @uses, on Debian, on
 * Fedora and what is made from them; NULL if nothing is missing, or on other systems. The
 * caller frees it.
 */
char *host_install_command(GPtrArray *tools, guint uses);

/* Whether this system is Debian ("debian") or Fedora ("fedora"), or made from it. */
gboolean host_is(const char *system);

/* The name of the accelerator that guests get, or NULL; *@why says why it is no better one,
 * NULL if it is the best. The caller frees *@why. */
const char *host_accel(char **why);
