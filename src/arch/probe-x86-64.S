/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The payload by which an accelerator shows that it can run a guest: firmware
 * that goes the way of a kernel's start, from real through protected to long
 * mode with paging, touches memory through fresh mappings, takes an interrupt,
 * and leaves by isa-debug-exit. It is data to kferry: vm/accel.c puts it at the
 * end of a 64 KiB image, which the machine maps below 1 MiB and below 4 GiB. Where
 * kferry is compiled for another machine, nothing of it is there.
 */
	.set	DEBUG_EXIT, 0xf4
	.set	VALUE, 0x2a		/* isa-debug-exit ends with it, see x86-64.c */
	.set	BASE, 0xf0000		/* where the image lies below 1 MiB */
	.set	PML4, 0x1000
	.set	PDPT, 0x2000
	.set	PD, 0x3000
	.set	IDT, 0x4000
	.set	STACK, 0x8000
	.set	LOOPS, 2000000

	.section .rodata
	.globl	probe_x86_64_start, probe_x86_64_end
	.balign	16
probe_x86_64_start:
#ifdef __x86_64__
	/* The image's last bytes: its address is known from its end. */
	.set	AT, BASE + 0x10000 - (probe_x86_64_end - probe_x86_64_start)

	.code16
real:
	cli
	movw	$(BASE >> 4), %ax
	movw	%ax, %ds
	lgdtl	%ds:(gdt_pointer - probe_x86_64_start + AT - BASE)
	movl	%cr0, %eax
	orl	$1, %eax
	movl	%eax, %cr0
	ljmpl	$8, $(protected - probe_x86_64_start + AT)

	.code32
protected:
	movl	$16, %eax
	movl	%eax, %ds
	movl	%eax, %es
	movl	%eax, %ss
	movl	$STACK, %esp
	cld
	xorl	%eax, %eax
	movl	$PML4, %edi
	movl	$0x1000, %ecx
	rep	stosl
	movl	$(PDPT + 3), PML4
	movl	$(PD + 3), PDPT
	movl	$0x83, PD		/* 0 to 2 MiB, as it is */
	movl	$0x83, PD + 8		/* and once more above */
	movl	%cr4, %eax
	orl	$0x20, %eax		/* PAE */
	movl	%eax, %cr4
	movl	$PML4, %eax
	movl	%eax, %cr3
	movl	$0xc0000080, %ecx	/* EFER.LME */
	rdmsr
	orl	$0x100, %eax
	wrmsr
	movl	%cr0, %eax
	orl	$0x80000000, %eax	/* PG */
	movl	%eax, %cr0
	ljmpl	$24, $(long_mode - probe_x86_64_start + AT)

	.code64
long_mode:
	movl	$LOOPS, %ecx
1:	movl	%ecx, 0x200000 + STACK	/* by the second mapping, */
	cmpl	%ecx, STACK		/* read by the first */
	jne	fail
	loop	1b
	movl	$0, PD + 8
	movq	%cr3, %rax
	movq	%rax, %cr3
	movl	$0x83, PD + 8
	movl	0x200000 + STACK, %eax
	xorl	%eax, %eax
	cpuid
	rdtsc
	/* an interrupt gate, and the trap through it */
	movl	$(trap - probe_x86_64_start + AT), %eax
	movw	%ax, IDT + 3 * 16
	movw	$24, IDT + 3 * 16 + 2
	movw	$0x8e00, IDT + 3 * 16 + 4
	shrl	$16, %eax
	movw	%ax, IDT + 3 * 16 + 6
	lidt	idt_pointer - probe_x86_64_start + AT
	int3
fail:
	hlt
	jmp	fail

trap:
	movb	$VALUE, %al
	outb	%al, $DEBUG_EXIT
	jmp	fail

	.balign	8
gdt:
	.quad	0
	.quad	0x00cf9b000000ffff	/* 8: 32-bit code */
	.quad	0x00cf93000000ffff	/* 16: data */
	.quad	0x00af9b000000ffff	/* 24: 64-bit code */
gdt_pointer:
	.word	31
	.long	gdt - probe_x86_64_start + AT
idt_pointer:
	.word	0xfff
	.quad	IDT

	/* where the processor starts: 16 bytes below the end */
	.balign	16
	.code16
reset:
	jmp	real
	.balign	16
#endif
probe_x86_64_end:

	.section .note.GNU-stack, "", @progbits
