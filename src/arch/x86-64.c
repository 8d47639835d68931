/* SPDX-License-Identifier: GPL-2.0-or-later */
/* x86-64: QEMU's pc. */
#include "arch/arch.h"

#include <elf.h>

/* in probe-x86-64.S */
extern const guint8 probe_x86_64_start[], probe_x86_64_end[];

static const char *const board[] = {"-machine", "pc", "-device",
				    "isa-debug-exit,iobase=0xf4,iosize=0x04", NULL};

/* The machine maps an image below 1 MiB and below 4 GiB. */
static const char *const probe_args[] = {
	"-machine", "pc", "-m", "16", "-device", "isa-debug-exit,iobase=0xf4", NULL};

static const struct arch_probe probe = {
	.code = probe_x86_64_start,
	.end = probe_x86_64_end,
	.image = 65536,
	.args = probe_args,
	/* isa-debug-exit makes QEMU exit with (value << 1) | 1; the payload sets the
	 * value */
	.status = (0x2a << 1) | 1,
};

/* x86-64 psABI, "Relocation Types". */
static const struct arch_relocation relocations[] = {
	{R_X86_64_PC32, 4, ARCH_VALUE_RELATIVE, {}},
	{R_X86_64_PLT32, 4, ARCH_VALUE_RELATIVE, {}},
	{R_X86_64_32, 4, ARCH_VALUE_ABSOLUTE, {}},
	{R_X86_64_32S, 4, ARCH_VALUE_ABSOLUTE, {}},
	{R_X86_64_64, 8, ARCH_VALUE_ABSOLUTE, {}},
	{R_X86_64_PC64, 8, ARCH_VALUE_RELATIVE, {}},
	{0},
};

static const struct arch_code code = {
	.relocations = relocations,
	.based = R_X86_64_RELATIVE,
	/* nopl 0x7972666b(%rax,%rax,1) */
	.mark = "\x0f\x1f\x84\x00\x6b\x66\x72\x79",
	.mark_size = 8,
	/*
	 * Documentation/arch/x86/x86_64/mm.rst, "module mapping space", and
	 * asm/pgtable_64_types.h: after the 512 MiB of a kernel's image, or 1 GiB with
	 * CONFIG_RANDOMIZE_BASE.
	 */
	.modules = {G_GUINT64_CONSTANT(0xffffffffa0000000),
		    G_GUINT64_CONSTANT(0xffffffffc0000000)},
	.modules_size = 32 << 20,
};

const struct arch arch_x86_64 = {
	.name = "x86_64",
	.make = "x86_64",
	.machine = "x86_64",
	.directory = "x86",
	.debian = "amd64",
	.rpm = "x86_64",
	.triplet = "x86_64-linux-gnu",
	.elf = EM_X86_64,
	.target = "bzImage",
	.image = "arch/x86/boot/bzImage",
	.file = "bzImage",
	.guest_cc = "musl-gcc",
	.guest_cc_from = "musl-tools on Debian, musl-gcc on Fedora",
	.cross_cc_from = "gcc-x86-64-linux-gnu and libc6-dev-amd64-cross on Debian",
	.qemu = "qemu-system-x86_64",
	.qemu_from = "qemu-system-x86 on Debian, qemu-system-x86-core on Fedora",
	.board = board,
	.cpu_kvm = "host",
	.cpu_tcg = "qemu64",
	.console = "ttyS0",
	/* emulated timers are late; an NMI from the host must be answered */
	.command_line = "no_timer_check unknown_nmi_panic",
	/* delay loops per jiffy of 4 ms, as on a fast host: measuring them would take a
	 * tenth of the time until init */
	.slow = "lpj=8000000",
	.nmi = TRUE,
	.end = ARCH_END_STATUS,
	.probe = &probe,
	.code = &code,
};
