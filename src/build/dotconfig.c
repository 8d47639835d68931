/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "build/dotconfig.h"

#include "build/kbuild.h"
#include "util/cache.h"
#include "util/fs.h"
#include "util/lock.h"

char *dotconfig_make(const struct branch *b, const struct kconfig *k,
		     const struct pristine *source, GError **error)
{
	g_autofree char *name = g_strconcat(b->name, ".kconfig", NULL);
	g_autofree char *lock_name = g_strconcat("kconfig-", b->name, NULL);
	g_autofree char *output = cache_path("build", name, NULL);
	g_autofree char *log = g_build_filename(output, "log", NULL);
	g_autofree char *dotconfig = g_build_filename(output, ".config", NULL);
	g_autoptr(Lock) held = lock_take(lock_name, lock_name, error);
	g_autoptr(Kbuild) make =
		held ? kbuild_new(b, source->dir, output, error) : NULL;

	if (!make)
		return NULL;
	kbuild_keep(make, lock_fd(held));
	if (!kconfig_make(k, make, source->identity, log, error))
		return NULL;
	return fs_read(dotconfig, error);
}
