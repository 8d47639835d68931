/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What differs between the architectures that kernels are built for and booted on:
 * names, compilers, the machine that QEMU emulates, how a run ends. Each architecture
 * has one struct arch in its own file; no other file of kferry depends on a particular
 * one. docs/arch.md explains how to add one.
 */
#pragma once

#include <glib.h>

/* How the guest's init ends QEMU, so that it differs from any failure. */
enum arch_end {
	ARCH_END_STATUS, /* a device gives QEMU its exit status, see run.h */
	ARCH_END_OFF,	 /* power off: QEMU exits with 0 and reports a shutdown by
			  * the guest; after a panic the guest asks for a reset
			  * instead */
};

/*
 * The program that shows that an accelerator can run a guest (vm/accel.h): the
 * instructions of a firmware image. It makes QEMU exit with a certain status, and first
 * prints a line if that status can only be 0.
 */
struct arch_probe {
	const guint8 *code,
		*end; /* equal: the compiler could not build it for this host */
	gsize image;  /* size of the image in bytes, with the code at its end; 0: the
		       * image is the code alone */
	const char *const *args; /* further arguments of QEMU, ended by NULL */
	int status;		 /* expected exit status of QEMU */
	const char *line;	 /* expected on the serial line, or NULL */
};

/* The value that a relocation stores: S is the symbol's address, A the addend, P the
 * place. */
enum arch_value {
	ARCH_VALUE_ABSOLUTE, /* S + A */
	ARCH_VALUE_RELATIVE, /* S + A - P */
	ARCH_VALUE_PAGE,     /* page of S + A minus page of P */
};

/* The value's bits from bit "from" on, "bits" of them, are stored from bit "to" of the
 * place on. */
struct arch_field {
	guint8 from, bits, to;
};

struct arch_relocation {
	guint type;   /* R_..., never 0, which means "none" on all architectures */
	guint8 width; /* bytes at the place, little-endian */
	enum arch_value value;
	struct arch_field fields[2]; /* ends at an empty one; all empty: the whole
				      * value */
};

/* What cover/ needs to know about machine code. */
struct arch_code {
	const struct arch_relocation
		*relocations; /* in code sections; ended by type 0 */
	guint based;	  /* the relocation type of a kernel linked as a shared object,
			   * which is loaded at any address: A is the value */
	const char *mark; /* the instruction by which init marks a phase, see
			   * tests/guest/arch/ */
	gsize mark_size;
	/*
	 * Where the kernel loads its first modules without KASLR: at these addresses,
	 * or this many bytes below its own code. modules_size bytes are watched there.
	 */
	guint64 modules[2];
	guint64 modules_before;
	guint64 modules_size;
};

/* All strings are static; lists end with NULL. */
struct arch {
	const char *name;      /* in branch files and options */
	const char *make;      /* ARCH= of the kernel's makefiles */
	const char *machine;   /* uname -m on a host of this architecture */
	const char *directory; /* below arch/ of the kernel */
	const char *debian;    /* dpkg --print-architecture */
	const char *rpm;       /* rpm --eval '%{_arch}' */
	const char *triplet;   /* GNU triplet: prefix of a cross toolchain's programs */
	guint elf;	       /* EM_... from elf.h */

	/* the kernel */
	const char *target; /* make target of the image that QEMU boots */
	const char *image;  /* path of that image below O= */
	const char *file;   /* its name in the result of a build */

	/* the static compiler for the guest's programs, with a C library */
	const char *guest_cc;	   /* on a host of this architecture */
	const char *guest_cc_from; /* its packages, for messages */
	const char *cross_cc_from; /* packages of the cross compiler and its C
				    * library */

	/* the machine */
	const char *qemu;
	const char *qemu_from;	  /* its packages, for messages */
	const char *const *board; /* -machine and other options */
	const char *cpu_kvm;	  /* value of -cpu */
	const char *cpu_tcg;
	const char *console;	  /* name of the serial device for console= */
	const char *command_line; /* additional kernel parameters */
	const char *slow;	  /* parameters for emulated machines */
	gboolean nmi;		  /* QEMU can send an NMI */
	enum arch_end end;
	const struct arch_probe *probe;
	const struct arch_code *code; /* NULL: coverage is not supported */
};

extern const struct arch arch_x86_64, arch_arm64, arch_riscv64;

/* Returns the architecture called @name, or NULL. */
const struct arch *arch_by_name(const char *name);

/* Does the same by any of its names, such as that of uname, dpkg or rpm. */
const struct arch *arch_by_any_name(const char *name);

/* Returns the architecture whose ELF machine is @elf (EM_...), or NULL. */
const struct arch *arch_by_elf(guint elf);

/* Returns the names of all architectures, "x86_64, arm64", for messages; the caller
 * frees it. */
char *arch_names(void);

/* Returns all architectures, ended by NULL. */
const struct arch *const *arch_all(void);

/* Returns the architecture of this machine, or x86_64 if kferry does not support it. */
const struct arch *arch_host(void);

/* Whether this machine runs programs for @arch, so that its own compiler is used. */
gboolean arch_is_native(const struct arch *arch);

/* Returns the prefix of the toolchain's programs: "aarch64-linux-gnu-", or "" if
 * native. The caller frees it. */
char *arch_prefix(const struct arch *arch);
