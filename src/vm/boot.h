/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Booting one kernel with kferry's guest, from the request to a finished run
 * directory (run.h): packs the initramfs, puts the kernel's command line together,
 * runs the guest (vm.h) and publishes the directory as a whole.
 */
#pragma once

#include <glib.h>

#include "verdict/run.h"
#include "vm/plan.h"

/* What is to be booted. Nothing is taken over. */
struct boot {
	const struct arch *arch; /* of the kernel and of init; never NULL */
	const char *kernel;	 /* the image that QEMU boots */
	const char *vmlinux; /* of the same build, for its build id; NULL: unknown */
	const char *config;  /* of the same build, kept with the run; may be NULL */
	const char *init;    /* tests/guest's init, static */
	const char *initrd;  /* of the user's, instead of packing init; may be NULL */
	const char *disk;    /* image of a virtio disk, see vm.h; may be NULL */
	const char *dir;     /* the run directory to be published */
	const struct plan *plan;    /* what init is to run; NULL: nothing */
	const char *const *modules; /* NAME.ko files, ended by NULL; may be NULL */
	const char *busybox;  /* boot_shell(): a static one, the prompt; may be NULL */
	const char *append;   /* further words for the command line; may be NULL */
	gboolean watch;	      /* have the code that runs noted, see vm/cover-setup.h */
	const char *coverage; /* of the build, see coverage.h; may be NULL */
	const struct accel *accel; /* NULL: the fastest that works */
	gboolean splat; /* it has to: a real deadlock often follows, which need not be
			 * waited for */
	/* 0: as the plan asks for, or as usual */
	unsigned int memory; /* MiB */
	unsigned int cpus;
	double wall; /* limits as in struct vm_config */
	double silence;
};

/*
 * Boots @boot. @record holds what is to be judged (branch, variant, expect,
 * splats, seed, may_skip, absent, release, and without a plan scenarios); the rest of it
 * is filled in, but a nonce that it has is kept.
 * The old run directory stays until the new one is complete. FALSE and @error if the
 * guest could not be run; how it went is in @record otherwise.
 */
gboolean boot_run(const struct boot *boot, struct run *record,
		  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * The guest's init for @arch, of the project in the directory @project (may be NULL) or the
 * installed one; the caller frees it. NULL with KF_ERROR_INPUT where there is none.
 */
char *boot_find_init(const char *project, const struct arch *arch, GError **error);

/* A new nonce for a run, to be freed. */
char *boot_nonce(void);

/* An interactive guest on this terminal; returns only on failure. */
void boot_shell(const struct boot *boot, GError **error);

/* The GNU build id of the ELF file @path in hex, or NULL if it has none. */
char *boot_build_id(const char *path);
