/* SPDX-License-Identifier: GPL-2.0-or-later */
/* x86-64: what src/arch/x86-64.c says of the machine, from within. */
#pragma once

#include <stdbool.h>
#include <sys/io.h>

/* A phase begins, see src/cover/plugin/map.h. */
static inline void arch_mark(void)
{
	__asm__ volatile("nopl 0x7972666b(%rax,%rax,1)");
}

/* isa-debug-exit at this port makes QEMU exit with (value << 1) | 1. */
#define EXIT_PORT 0xf4
#define EXIT_OK	  0x10
#define EXIT_FAIL 0x11

/* Ends QEMU, unless there is no such device. */
static inline void arch_leave(bool ok)
{
	if (!ioperm(EXIT_PORT, 1, 1))
		outb(ok ? EXIT_OK : EXIT_FAIL, EXIT_PORT);
}
