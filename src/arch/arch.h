/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What differs between the architectures that kernels are built for and booted on: names,
 * compilers, the machine that QEMU emulates, how a run ends. One struct arch in a file of
 * its own for each; nothing else of kferry is named for one of them. docs/arch.md says
 * what a new one takes.
 */
#pragma once

#include <glib.h>

/* By what the guest's init, and nothing that goes wrong, ends QEMU. */
enum arch_end {
	ARCH_END_STATUS, /* a device that gives QEMU the exit status, see run.h */
	ARCH_END_OFF,	 /* power off: QEMU ends with 0 and tells of a shutdown that the
			  * guest asked for; after a panic the guest asks for a reset */
};

/*
 * The payload by which an accelerator shows that it can run a guest (vm/accel.h): the
 * instructions of a firmware image. It ends QEMU with a status, and where a status of 0
 * is all that there is, prints a line before.
 */
struct arch_probe {
	const guint8 *code,
		*end; /* equal: kferry was compiled where it cannot be had */
	gsize image;  /* bytes of the image, at whose end the code lies; 0: the
				  * code is the image */
	const char *const *args; /* further ones of QEMU, ended by NULL */
	int status;		 /* by which QEMU has to end */
	const char *line;	 /* what has to arrive on the serial line, or NULL */
};

/* What stands where a relocation is, of S, the symbol's address, A, the addend, and P. */
enum arch_value {
	ARCH_VALUE_ABSOLUTE, /* S + A */
	ARCH_VALUE_RELATIVE, /* S + A - P */
	ARCH_VALUE_PAGE,     /* the page of S + A, less that of P */
};

/*  bits of the value, from its bit  on, stand from bit  of the place on. */
struct arch_field {
	guint8 from, bits, to;
};

struct arch_relocation {
	guint type;   /* R_..., not 0, which is none everywhere */
	guint8 width; /* bytes of the place, little-endian */
	enum arch_value value;
	struct arch_field fields[2]; /* one without bits is none; none: all of it */
};

/* What cover/ knows of the code. */
struct arch_code {
	const struct arch_relocation
		*relocations; /* those in code; one of type 0 ends */
	guint based; /* the relocation of a kernel that is linked as a shared object: A,
		      * to which all of the kernel is moved together */
	const char *
		mark; /* the instruction by which init marks a phase, tests/guest/arch/ */
	gsize mark_size;
	/* where the kernel puts its first modules if it runs without KASLR: at these, or
	 * this far before its own code; as much is watched */
	guint64 modules[2];
	guint64 modules_before;
	guint64 modules_size;
};

/* All strings are static; lists end with NULL. */
struct arch {
	const char *name;      /* in branch files and options */
	const char *make;      /* ARCH= of the kernel's makefiles */
	const char *machine;   /* uname -m of a host that is one */
	const char *directory; /* below arch/ of the kernel */
	const char *debian;    /* dpkg --print-architecture */
	const char *rpm;       /* rpm --eval '%{_arch}' */
	const char
		*triplet; /* GNU: what the programs of a cross toolchain begin with */
	guint elf;	  /* EM_..., of elf.h */

	/* the kernel */
	const char *target; /* of make: the image that QEMU boots */
	const char *image;  /* where make leaves it, below O= */
	const char *file;   /* its name among the results of a build */

	/* what runs in the guest, on a host that is none: static, with the C library */
	const char *guest_cc;	   /* on a host of this architecture */
	const char *guest_cc_from; /* the packages of it, for people */
	const char *cross_cc_from; /* those of the cross compiler and its C library */

	/* the machine */
	const char *qemu;
	const char *qemu_from;	  /* the packages of it, for people */
	const char *const *board; /* -machine and what else the run needs */
	const char *cpu_kvm;	  /* -cpu */
	const char *cpu_tcg;
	const char *console;	  /* the serial line's device, for console= */
	const char *command_line; /* further words of the kernel's */
	const char *slow;	  /* the same where the machine is emulated */
	gboolean nmi;		  /* the machine has one that QEMU can send */
	enum arch_end end;
	const struct arch_probe *probe;
	const struct arch_code *code; /* NULL: there is no coverage */
	gboolean packages;	      /* build/package makes packages for it */
};

extern const struct arch arch_x86_64, arch_arm64, arch_riscv64;

/* The architecture called @name, or NULL. */
const struct arch *arch_by_name(const char *name);

/* The one whose programs have the machine @elf (EM_...) in their header, or NULL. */
const struct arch *arch_by_elf(guint elf);

/* The names of all, "x86_64, arm64", for errors; the caller frees it. */
char *arch_names(void);

/* All, ended by NULL. */
const struct arch *const *arch_all(void);

/* That of this machine; x86_64 where kferry knows of no such guest. */
const struct arch *arch_host(void);

/* Whether programs for @arch run here, and its compiler is the host's own. */
gboolean arch_is_native(const struct arch *arch);

/* The prefix of the toolchain's programs: "aarch64-linux-gnu-", or "" if native. The
 * caller frees it. */
char *arch_prefix(const struct arch *arch);
