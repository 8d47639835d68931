/* SPDX-License-Identifier: GPL-2.0-or-later */
/* riscv64: QEMU's virt, started by the OpenSBI of QEMU. */
#include "arch/arch.h"

#include <elf.h>

static const char *const board[] = {"-machine", "virt", NULL};

/* The image is loaded at the start of memory, 2 GiB. */
static const char *const probe_args[] = {"-machine", "virt", "-m", "16", NULL};

/*
 * As for arm64: in supervisor mode, writes memory through one mapping and reads it
 * through another. The handler of the call to machine mode ends QEMU with a value, by
 * the device that init uses.
 */
#define LE GUINT32_TO_LE

static const guint32 payload[] = {
	LE(0x00010297), /* auipc	t0,0x10 */
	LE(0x20000337), /* lui	t1,0x20000 */
	LE(0x0cf36313), /* ori	t1,t1,207 */
	LE(0x0062b823), /* sd	t1,16(t0) */
	LE(0x0062bc23), /* sd	t1,24(t0) */
	LE(0x00000397), /* auipc	t2,0x0 */
	LE(0x09038393), /* addi	t2,t2,144 */
	LE(0x30539073), /* csrrw	zero,mtvec,t2 */
	LE(0xfff00e13), /* addi	t3,zero,-1 */
	LE(0x3b0e1073), /* csrrw	zero,pmpaddr0,t3 */
	LE(0x01f00e13), /* addi	t3,zero,31 */
	LE(0x3a0e1073), /* csrrw	zero,pmpcfg0,t3 */
	LE(0x00c2de93), /* srli	t4,t0,0xc */
	LE(0x00100f13), /* addi	t5,zero,1 */
	LE(0x03ff1f13), /* slli	t5,t5,0x3f */
	LE(0x01eeeeb3), /* or	t4,t4,t5 */
	LE(0x180e9073), /* csrrw	zero,satp,t4 */
	LE(0x12000073), /* sfence.vma	zero,zero */
	LE(0x00002e37), /* lui	t3,0x2 */
	LE(0x800e0e13), /* addi	t3,t3,-2048 */
	LE(0x300e3073), /* csrrc	zero,mstatus,t3 */
	LE(0x00001e37), /* lui	t3,0x1 */
	LE(0x800e0e13), /* addi	t3,t3,-2048 */
	LE(0x300e2073), /* csrrs	zero,mstatus,t3 */
	LE(0x00000397), /* auipc	t2,0x0 */
	LE(0x01038393), /* addi	t2,t2,16 */
	LE(0x34139073), /* csrrw	zero,mepc,t2 */
	LE(0x30200073), /* mret	 */
	LE(0x001e8537), /* lui	a0,0x1e8 */
	LE(0x48050513), /* addi	a0,a0,1152 */
	LE(0x000105b7), /* lui	a1,0x10 */
	LE(0x005585b3), /* add	a1,a1,t0 */
	LE(0x40000637), /* lui	a2,0x40000 */
	LE(0x00b60633), /* add	a2,a2,a1 */
	LE(0x00a5a023), /* sw	a0,0(a1) */
	LE(0x00062683), /* lw	a3,0(a2) */
	LE(0x00a69863), /* bne	a3,a0,800000a0 */
	LE(0xfff50513), /* addi	a0,a0,-1 */
	LE(0xfe0518e3), /* bne	a0,zero,80000088 */
	LE(0x00000073), /* ecall	 */
	LE(0x0000006f), /* jal	zero,800000a0 */
	LE(0x342022f3), /* csrrs	t0,mcause,zero */
	LE(0x00900313), /* addi	t1,zero,9 */
	LE(0xfe629ae3), /* bne	t0,t1,800000a0 */
	LE(0x00100637), /* lui	a2,0x100		sifive_test */
	LE(0x002a36b7), /* lui	a3,0x2a3		fail, with the value 0x2a */
	LE(0x33368693), /* addi	a3,a3,819 */
	LE(0x00d62023), /* sw	a3,0(a2) */
	LE(0x0000006f), /* jal	zero,800000bc */
};

static const struct arch_probe probe = {
	.code = (const guint8 *)payload,
	.end = (const guint8 *)(payload + G_N_ELEMENTS(payload)),
	.args = probe_args,
	.status = 0x2a,
};

const struct arch arch_riscv64 = {
	.name = "riscv64",
	.make = "riscv",
	.machine = "riscv64",
	.directory = "riscv",
	.debian = "riscv64",
	.rpm = "riscv64",
	.triplet = "riscv64-linux-gnu",
	.elf = EM_RISCV,
	.target = "Image",
	.image = "arch/riscv/boot/Image",
	.file = "Image",
	.guest_cc = "musl-gcc",
	.guest_cc_from = "musl-tools on Debian, musl-gcc on Fedora",
	.cross_cc_from = "gcc-riscv64-linux-gnu and libc6-dev-riscv64-cross on Debian",
	.qemu = "qemu-system-riscv64",
	.qemu_from = "qemu-system-misc and opensbi on Debian, qemu-system-riscv-core "
		     "on Fedora",
	.board = board,
	.cpu_kvm = "host",
	.cpu_tcg = "rv64",
	.console = "ttyS0",
	.command_line = "",
	.slow = "",
	.nmi = FALSE,
	.end = ARCH_END_STATUS,
	.probe = &probe,
	/* linker relaxation changes the objects of riscv64, so their bytes cannot be
	 * compared */
	.code = NULL,
};
