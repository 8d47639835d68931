/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is installed on this machine: the programs and headers that kferry needs for
 * each step, their versions, the accelerator, and how to install what is missing.
 */
#pragma once

#include <glib.h>

#include "arch/arch.h"

/* Purposes of a need: a bit mask. */
enum host_use {
	HOST_SOURCE = 1 << 0,
	HOST_BUILD = 1 << 1,
	HOST_BOOT = 1 << 2,
	HOST_DEB = 1 << 3,
	HOST_RPM = 1 << 4,
	HOST_SHELL = 1 << 5,
	HOST_EXTRA = 1 << 6, /* optional: kferry is slower, or does less, without */
};

/* What kferry smoke requires. */
#define HOST_SMOKE (HOST_SOURCE | HOST_BUILD | HOST_BOOT)

struct host_need {
	const char *name;	     /* of a program, or path of a header */
	const char *argument;	     /* to print the version; NULL: unsupported */
	guint uses;		     /* bit mask of enum host_use */
	const char *debian, *fedora; /* packages; NULL: not available */
};

/* A need, and what is installed. */
struct host_tool {
	const struct host_need *need;
	char *path;    /* NULL: missing */
	char *version; /* NULL: unknown */
};

/* Returns all needs, as struct host_tool; unref it. With @versions, runs each program
 * once. */
GPtrArray *host_tools(gboolean versions);

/* Returns the names of what is missing for any of @uses, "bc, flex"; NULL if nothing
 * is. The caller frees it. */
char *host_missing(guint uses);

/* Returns the name of what is missing to build and boot kernels of @arch, if that is
 * not the host's; NULL if nothing is. The caller frees it. */
char *host_missing_for(const struct arch *arch);

/* Returns the name of a use, "source"; @use is one bit. */
const char *host_use_name(guint use);

/*
 * Returns the command that installs those of @tools that are missing for any of @uses,
 * on Debian, Fedora and their derivatives; NULL if nothing is missing, or on other
 * systems. The caller frees it.
 */
char *host_install_command(GPtrArray *tools, guint uses);

/* Whether this system is Debian ("debian") or Fedora ("fedora"), or a derivative. */
gboolean host_is(const char *system);

/* Returns the name of the accelerator for guests, or NULL. Sets *@why to the reason why
 * it is not a better one, or NULL; the caller frees it. */
const char *host_accel(char **why);
