/* SPDX-License-Identifier: GPL-2.0-or-later */
/* arm64: what src/arch/arm64.c says of the machine, from within. */
#pragma once

#include <stdbool.h>

/* A phase begins, see src/cover/plugin/map.h. */
static inline void arch_mark(void)
{
	__asm__ volatile("movz xzr, #0x666b");
}

/* Power off is all that is needed. */
static inline void arch_leave(bool ok)
{
}
