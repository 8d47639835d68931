/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Identifies a kernel or module by its GNU build id from the linker. */
#pragma once

#include <stddef.h>

#define KERNEL_NOTES "/sys/kernel/notes"

/* Writes the build id in the ELF notes (elf(5), NT_GNU_BUILD_ID) of the file @path as
 * hex to @hex, or "none". */
void build_id_read(const char *path, char *hex, size_t size);
