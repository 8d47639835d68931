/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Input: a kernel module. One that is accepted has a name and complete strings. */
#include "vm/module.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
	const char *paths[] = {fuzz_file(0, data, size), NULL};
	g_autoptr(GError) error = NULL;
	g_autoptr(GPtrArray) modules = modules_read(paths, &error);
	const struct module *module;

	if (!modules) {
		CHECK(strstr(error->message, paths[0]));
		return 0;
	}
	CHECK(modules->len == 1);
	module = modules->pdata[0];
	CHECK(*module->name && module->depends && module->wants && module->aliases);
	for (char **name = module->depends; *name; name++)
		CHECK(!**name);
	return 0;
}
