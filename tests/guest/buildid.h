/* Which kernel this is: the GNU build id that its linker gave it. */
#pragma once

#include <stddef.h>

/*
 * Writes the running kernel's build id as hex into @hex, "none" if it has none.
 * Source: the ELF notes at /sys/kernel/notes (elf(5), NT_GNU_BUILD_ID).
 */
void build_id_read(char *hex, size_t size);
