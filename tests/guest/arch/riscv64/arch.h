/* SPDX-License-Identifier: GPL-2.0-or-later */
/* riscv64: what src/arch/riscv64.c says of the machine, from within. */
#pragma once

#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>

/* There is no coverage, and no mark. */
static inline void arch_mark(void)
{
}

/*
 * The registers of the machine's sifive_test device. This value makes QEMU exit with the
 * status. A kernel only ever writes those for power-off (0x5555, exit status 0) and for
 * reset (0x7777).
 */
#define EXIT_DEVICE	   0x100000
#define EXIT_SIZE	   0x1000
#define EXIT_VALUE(status) ((status) << 16 | 0x3333)
#define EXIT_OK		   33
#define EXIT_FAIL	   35

/* Ends QEMU, unless the kernel has no /dev/mem. */
static inline void arch_leave(bool ok)
{
	int fd = open("/dev/mem", O_RDWR | O_SYNC | O_CLOEXEC);
	volatile uint32_t *device =
		mmap(NULL, EXIT_SIZE, PROT_WRITE, MAP_SHARED, fd, EXIT_DEVICE);

	if (device != MAP_FAILED)
		*device = EXIT_VALUE(ok ? EXIT_OK : EXIT_FAIL);
}
