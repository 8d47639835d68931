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

/* All strings are static; lists end with NULL. */
struct arch {
	const char *name;      /* in branch files and options, as the kernel's ARCH= */
	const char *machine;   /* uname -m of a host that is one */
	const char *directory; /* below arch/ of the kernel */
	const char *debian;    /* dpkg --print-architecture */
	const char *rpm;       /* rpm --eval '%{_arch}' */
	const char
		*triplet; /* GNU: what the programs of a cross toolchain begin with */

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
	enum arch_end end;
	const struct arch_probe *probe;
	gboolean coverage; /* cover/ reads its code and its relocations */
	gboolean packages; /* build/package makes packages for it */
};

extern const struct arch arch_x86_64, arch_arm64;

/* The architecture called @name, or NULL. */
const struct arch *arch_by_name(const char *name);

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
