/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A run of a guest under QEMU, from exec to its end, recorded in a run directory:
 * qemu.cmdline (the exact command), console.log and console.times (see serial.h),
 * qemu.log (QEMU's own output). The guest has only devices that the test needs;
 * arch/arch.h says how it ends.
 *
 * When kferry ends in any way, so does the guest (subprocess_setup_alone()).
 */
#pragma once

#include <glib.h>

#include "verdict/run.h"
#include "vm/accel.h"

struct vm_config {
	const struct arch *arch;   /* never NULL */
	const char *qemu;	   /* program; never NULL */
	const struct accel *accel; /* never NULL */
	double scale;		   /* result of accel_scale(); limits are multiplied
				    * by it */
	const char *kernel;	   /* the image that QEMU boots */
	const char *initrd;	   /* may be NULL */
	const char *append;	   /* kernel command line */
	const char *dir;	   /* existing directory for the record */
	unsigned int memory;	   /* MiB */
	unsigned int cpus;
	double wall;	      /* limit in seconds by KVM; times scale */
	double silence;	      /* limit in seconds without console output, by KVM;
			       * times scale */
	double silence_after; /* the same after begins_report() was true */
	/* Whether a console line begins a report; NULL: never. */
	gboolean (*begins_report)(const char *line);
	const char *disk; /* image for a virtio disk, never written; may be NULL */
	char **extra;	  /* additional arguments of QEMU; may be NULL */
};

/*
 * Runs the guest to its end. A panic ends it within a second. When a limit is reached,
 * the guest is asked for backtraces, by sysrq over the serial line and, if the machine
 * has one, by an NMI, and then killed. FALSE with KF_ERROR_SYSTEM if the guest could
 * not be run or recorded.
 */
gboolean vm_run(const struct vm_config *config, struct run_result *result,
		GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Replaces this process by QEMU with the guest's console on this terminal (^A x ends
 * it). Returns only on failure. */
void vm_shell(const struct vm_config *config, GError **error);
