/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/libgit2.h"

#include <dlfcn.h>
#include <glib.h>
#include <stdlib.h>

static struct libgit2 functions;

static void fail(void)
{
	g_printerr("kferry: error while loading shared libraries: %s\n", dlerror());
	exit(127);
}

static gpointer load(gpointer unused)
{
	void *library = dlopen("libgit2.so." LIBGIT2_SOVERSION, RTLD_NOW);

	if (!library)
		fail();
#define LOAD(name)                                                                     \
	do {                                                                           \
		functions.name = dlsym(library, "git_" #name);                         \
		if (!functions.name)                                                   \
			fail();                                                        \
	} while (0)
	LIBGIT2_FUNCTIONS(LOAD);
#undef LOAD
	functions.libgit2_init();
	return NULL;
}

const struct libgit2 *libgit2(void)
{
	static GOnce once = G_ONCE_INIT;

	g_once(&once, load, NULL);
	return &functions;
}
