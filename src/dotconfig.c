#include "dotconfig.h"

#include "cache.h"
#include "fs.h"
#include "kmake.h"
#include "lock.h"

char *dotconfig_make(const branch *b, const kconfig *k, const pristine *source,
		     GError **error)
{
	g_autofree char *name = g_strconcat(b->name, ".kconfig", NULL);
	g_autofree char *lock_name = g_strconcat("kconfig-", b->name, NULL);
	g_autofree char *output = cache_path("build", name, NULL);
	g_autofree char *log = g_build_filename(output, "log", NULL);
	g_autofree char *dotconfig = g_build_filename(output, ".config", NULL);
	g_autoptr(lock) held = lock_take(lock_name, lock_name, error);
	g_autoptr(kmake) make = held ? kmake_new(b, source->dir, output, error) : NULL;

	if (!make)
		return NULL;
	kmake_keep(make, lock_fd(held));
	if (!kconfig_make(k, make, source->identity, log, error))
		return NULL;
	return fs_read(dotconfig, error);
}
