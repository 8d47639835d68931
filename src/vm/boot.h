/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Boots a kernel with kferry's guest, from the request to a finished run directory
 * (run.h): packs the initramfs, composes the kernel command line, runs the guest (vm.h)
 * and publishes the directory atomically.
 */
#pragma once

#include <glib.h>

#include "verdict/run.h"
#include "vm/plan.h"

/* What to boot. All pointers are borrowed. */
struct boot {
	const struct arch *arch; /* of kernel and init; never NULL */
	const char *kernel;	 /* the image that QEMU boots */
	const char *vmlinux;	 /* of the same build, to read its build id; NULL:
				  * unknown */
	const char *config; /* of the same build, to keep with the run; may be NULL */
	const char *init;   /* the static init of tests/guest */
	const char *initrd; /* of the user, instead of packing init; may be NULL */
	const char *disk;   /* image for a virtio disk, see vm.h; may be NULL */
	const char *dir;    /* run directory to create or replace */
	const struct plan *plan;    /* tests to run; NULL: none */
	const char *const *modules; /* NAME.ko files, ended by NULL; may be NULL */
	const char *busybox;  /* for boot_shell(): a static busybox; may be NULL */
	const char *append;   /* additional words for the kernel command line; may be
			       * NULL */
	gboolean watch;	      /* record the code that runs, see vm/cover-setup.h */
	const char *coverage; /* directory of the build, see coverage.h; may be NULL */
	const struct accel *accel; /* NULL: the fastest that works */
	gboolean splat; /* a splat is expected: a real deadlock often follows, and is
			 * not waited for */
	/* 0: as the plan asks, or default */
	unsigned int memory; /* MiB */
	unsigned int cpus;
	double wall; /* limits, see struct vm_config */
	double silence;
};

/*
 * Boots @boot. The caller sets what is to be judged in @record (branch, variant,
 * expect, splats, seed, may_skip, absent, release, and, without a plan, scenarios); the
 * rest is filled in, except for a nonce that is already set. An old run directory stays
 * until the new one is complete. FALSE and @error if the guest could not be run;
 * otherwise @record has the result.
 */
gboolean boot_run(const struct boot *boot, struct run *record,
		  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Returns the guest's init for @arch, from the project @project (may be NULL) or the
 * installation; the caller frees it. NULL with KF_ERROR_INPUT if there is none. */
char *boot_find_init(const char *project, const struct arch *arch, GError **error);

/* Returns a new nonce for a run; the caller frees it. */
char *boot_nonce(void);

/* Runs an interactive guest on this terminal; returns only on failure. */
void boot_shell(const struct boot *boot, GError **error);

/*
 * Returns the GNU build id of the ELF file @path in hex, or NULL; the caller frees it.
 */
char *boot_build_id(const char *path);
