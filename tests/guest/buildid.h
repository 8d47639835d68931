/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which kernel or module this is: the GNU build id that its linker gave it. */
#pragma once

#include <stddef.h>

#define KERNEL_NOTES "/sys/kernel/notes"

/*
 * Writes the build id among the ELF notes (elf(5), NT_GNU_BUILD_ID) in the file
 * @path as hex into @hex, "none" if there is none.
 */
void build_id_read(const char *path, char *hex, size_t size);
