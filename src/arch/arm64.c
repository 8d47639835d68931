/* SPDX-License-Identifier: GPL-2.0-or-later */
/* arm64: QEMU's virt with a GICv3, started by PSCI. */
#include "arch/arch.h"

#include <elf.h>

static const char *const board[] = {"-machine", "virt,gic-version=3", NULL};

/* The image is mapped at 0; memory begins at 1 GiB. */
static const char *const probe_args[] = {"-machine", "virt,gic-version=3", "-m", "16",
					 NULL};

/*
 * Does what a starting kernel does: turns translation on, writes memory through one
 * mapping and reads it through another, and takes an exception. The handler prints a
 * line on the serial port and powers off by PSCI. The code is stored as data, so that
 * kferry has it on every architecture; instructions are little-endian on every host.
 */
#define LE GUINT32_TO_LE

static const guint32 payload[] = {
	LE(0xd518c01f), /* msr	vbar_el1, xzr */
	LE(0xd2a80020), /* mov	x0, #0x40010000		the table of level 1 */
	LE(0xd280e021), /* mov	x1, #0x701		0 to 1 GiB, not cached */
	LE(0xf9000001), /* str	x1, [x0] */
	LE(0xd2a80002), /* mov	x2, #0x40000000		1 to 2 GiB, as it is */
	LE(0xf280e0a2), /* movk	x2, #0x705 */
	LE(0xf9000402), /* str	x2, [x0, #8] */
	LE(0xf9000802), /* str	x2, [x0, #16]		and once more above */
	LE(0xd29fe881), /* mov	x1, #0xff44 */
	LE(0xd518a201), /* msr	mair_el1, x1 */
	LE(0xd2860321), /* mov	x1, #0x3019		39 bits of addresses */
	LE(0xf2a01001), /* movk	x1, #0x80, lsl #16 */
	LE(0xd5182041), /* msr	tcr_el1, x1 */
	LE(0xd5182000), /* msr	ttbr0_el1, x0 */
	LE(0xd5033f9f), /* dsb	sy */
	LE(0xd508871f), /* tlbi	vmalle1 */
	LE(0xd5033f9f), /* dsb	sy */
	LE(0xd5033fdf), /* isb */
	LE(0xd5381001), /* mrs	x1, sctlr_el1 */
	LE(0xd28200a3), /* mov	x3, #0x1005		translation, caches */
	LE(0xaa030021), /* orr	x1, x1, x3 */
	LE(0xd5181001), /* msr	sctlr_el1, x1 */
	LE(0xd5033fdf), /* isb */
	LE(0x52909004), /* mov	w4, #2000000 */
	LE(0x72a003c4), /* movk	w4, #30, lsl #16 */
	LE(0xd2b00045), /* mov	x5, #0x80020000 */
	LE(0xd2a80046), /* mov	x6, #0x40020000 */
	LE(0xb90000a4), /* 1: str	w4, [x5] */
	LE(0xb94000c7), /* ldr	w7, [x6] */
	LE(0x6b0400ff), /* cmp	w7, w4 */
	LE(0x54000081), /* b.ne	fail */
	LE(0x71000484), /* subs	w4, w4, #1 */
	LE(0x54ffff61), /* b.ne	1b */
	LE(0xd4000001), /* svc	#0 */
	LE(0xd503207f), /* fail: wfi */
	LE(0x17ffffff), /* b	fail */
	/* the vector for synchronous exceptions, at 0x200 */
	[128] = LE(0x10000161), /* adr	x1, text */
	LE(0xd2a12002),		/* mov	x2, #0x09000000		the PL011 */
	LE(0x38401423),		/* 2: ldrb	w3, [x1], #1 */
	LE(0x34000063),		/* cbz	w3, 3f */
	LE(0x39000043),		/* strb	w3, [x2] */
	LE(0x17fffffd),		/* b	2b */
	LE(0xd2800100),		/* 3: mov	x0, #0x84000008		SYSTEM_OFF */
	LE(0xf2b08000),		/* movk	x0, #0x8400, lsl #16 */
	LE(0xd4000002),		/* hvc	#0 */
	LE(0xd503207f),		/* 4: wfi */
	LE(0x17ffffff),		/* b	4b */
	LE(0x7265666b),		/* text: "kferry\n" */
	LE(0x000a7972),
};

static const struct arch_probe probe = {
	.code = (const guint8 *)payload,
	.end = (const guint8 *)(payload + G_N_ELEMENTS(payload)),
	.args = probe_args,
	.status = 0,
	.line = "kferry\n",
};

/* Immediates in instructions: ELF for the Arm 64-bit Architecture, "Relocation". */
#define BRANCH(bits)                                                                   \
	ARCH_VALUE_RELATIVE,                                                           \
	{                                                                              \
		{                                                                      \
			2, bits, 5                                                     \
		}                                                                      \
	}
#define LOW(scale)                                                                     \
	ARCH_VALUE_ABSOLUTE,                                                           \
	{                                                                              \
		{                                                                      \
			scale, 12 - scale, 10                                          \
		}                                                                      \
	}
#define MOVE(bits)                                                                     \
	ARCH_VALUE_ABSOLUTE,                                                           \
	{                                                                              \
		{                                                                      \
			bits, 16, 5                                                    \
		}                                                                      \
	}

static const struct arch_relocation relocations[] = {
	{R_AARCH64_ABS64, 8, ARCH_VALUE_ABSOLUTE, {}},
	{R_AARCH64_ABS32, 4, ARCH_VALUE_ABSOLUTE, {}},
	{R_AARCH64_PREL64, 8, ARCH_VALUE_RELATIVE, {}},
	{R_AARCH64_PREL32, 4, ARCH_VALUE_RELATIVE, {}},
	{R_AARCH64_CALL26, 4, ARCH_VALUE_RELATIVE, {{2, 26, 0}}},
	{R_AARCH64_JUMP26, 4, ARCH_VALUE_RELATIVE, {{2, 26, 0}}},
	{R_AARCH64_CONDBR19, 4, BRANCH(19)},
	{R_AARCH64_TSTBR14, 4, BRANCH(14)},
	{R_AARCH64_LD_PREL_LO19, 4, BRANCH(19)},
	{R_AARCH64_ADR_PREL_LO21, 4, ARCH_VALUE_RELATIVE, {{0, 2, 29}, {2, 19, 5}}},
	{R_AARCH64_ADR_PREL_PG_HI21, 4, ARCH_VALUE_PAGE, {{12, 2, 29}, {14, 19, 5}}},
	{R_AARCH64_ADR_PREL_PG_HI21_NC, 4, ARCH_VALUE_PAGE, {{12, 2, 29}, {14, 19, 5}}},
	{R_AARCH64_ADD_ABS_LO12_NC, 4, LOW(0)},
	{R_AARCH64_LDST8_ABS_LO12_NC, 4, LOW(0)},
	{R_AARCH64_LDST16_ABS_LO12_NC, 4, LOW(1)},
	{R_AARCH64_LDST32_ABS_LO12_NC, 4, LOW(2)},
	{R_AARCH64_LDST64_ABS_LO12_NC, 4, LOW(3)},
	{R_AARCH64_LDST128_ABS_LO12_NC, 4, LOW(4)},
	{R_AARCH64_MOVW_UABS_G0, 4, MOVE(0)},
	{R_AARCH64_MOVW_UABS_G0_NC, 4, MOVE(0)},
	{R_AARCH64_MOVW_UABS_G1, 4, MOVE(16)},
	{R_AARCH64_MOVW_UABS_G1_NC, 4, MOVE(16)},
	{R_AARCH64_MOVW_UABS_G2, 4, MOVE(32)},
	{R_AARCH64_MOVW_UABS_G2_NC, 4, MOVE(32)},
	{R_AARCH64_MOVW_UABS_G3, 4, MOVE(48)},
	{0},
};

static const struct arch_code code = {
	.relocations = relocations,
	.based = R_AARCH64_RELATIVE,
	/* movz xzr, #0x666b: compilers never write to that register */
	.mark = "\x7f\xcd\x8c\xd2",
	.mark_size = 4,
	/*
	 * Calls of a module reach 128 MiB. arch/arm64/kernel/kaslr.c (module.c since
	 * 6.5) puts modules that far before the end of the kernel's code, or of the
	 * whole kernel.
	 */
	.modules_before = 128 << 20,
	.modules_size = 64 << 20,
};

const struct arch arch_arm64 = {
	.name = "arm64",
	.make = "arm64",
	.machine = "aarch64",
	.directory = "arm64",
	.debian = "arm64",
	.rpm = "aarch64",
	.triplet = "aarch64-linux-gnu",
	.elf = EM_AARCH64,
	.target = "Image",
	.image = "arch/arm64/boot/Image",
	.file = "Image",
	.guest_cc = "musl-gcc",
	.guest_cc_from = "musl-tools on Debian, musl-gcc on Fedora",
	.cross_cc_from = "gcc-aarch64-linux-gnu and libc6-dev-arm64-cross on Debian",
	.qemu = "qemu-system-aarch64",
	.qemu_from = "qemu-system-arm on Debian, qemu-system-aarch64-core on Fedora",
	.board = board,
	.cpu_kvm = "host",
	/* emulation of the pointer authentication cipher is slow */
	.cpu_tcg = "max,pauth-impdef=on",
	.console = "ttyAMA0",
	.command_line = "",
	.slow = "",
	.nmi = FALSE,
	.end = ARCH_END_OFF,
	.probe = &probe,
	.code = &code,
};
