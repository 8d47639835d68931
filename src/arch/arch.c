/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "arch/arch.h"

#include <string.h>
#include <sys/utsname.h>

static const struct arch *const all[] = {&arch_x86_64, &arch_arm64, &arch_riscv64,
					 NULL};

const struct arch *const *arch_all(void)
{
	return all;
}

const struct arch *arch_by_name(const char *name)
{
	for (const struct arch *const *arch = all; *arch; arch++)
		if (!strcmp((*arch)->name, name))
			return *arch;
	return NULL;
}

const struct arch *arch_by_any_name(const char *name)
{
	for (const struct arch *const *arch = all; *arch; arch++)
		if (!strcmp((*arch)->name, name) || !strcmp((*arch)->machine, name) ||
		    !strcmp((*arch)->debian, name) || !strcmp((*arch)->rpm, name))
			return *arch;
	return NULL;
}

const struct arch *arch_by_elf(guint elf)
{
	for (const struct arch *const *arch = all; *arch; arch++)
		if ((*arch)->elf == elf)
			return *arch;
	return NULL;
}

char *arch_names(void)
{
	GString *names = g_string_new(NULL);

	for (const struct arch *const *arch = all; *arch; arch++)
		g_string_append_printf(names, "%s%s", names->len ? ", " : "",
				       (*arch)->name);
	return g_string_free(names, FALSE);
}

gboolean arch_is_native(const struct arch *arch)
{
	struct utsname host;

	return !uname(&host) && !strcmp(host.machine, arch->machine);
}

const struct arch *arch_host(void)
{
	for (const struct arch *const *arch = all; *arch; arch++)
		if (arch_is_native(*arch))
			return *arch;
	return all[0];
}

char *arch_prefix(const struct arch *arch)
{
	return arch_is_native(arch) ? g_strdup("")
				    : g_strconcat(arch->triplet, "-", NULL);
}
