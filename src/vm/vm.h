/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One run of a guest under QEMU, from exec to its end, recorded into a run
 * directory: qemu.cmdline (the exact command), console.log and console.times (see
 * serial.h), qemu.log (what QEMU itself printed). The guest is a machine without
 * any device that the test does not need; how it ends is in arch/arch.h.
 *
 * Whatever ends kferry ends the guest (see child.h).
 */
#pragma once

#include <glib.h>

#include "verdict/run.h"
#include "vm/accel.h"

struct vm_config {
	const struct arch *arch;   /* never NULL */
	const char *qemu;	   /* program; never NULL */
	const struct accel *accel; /* never NULL */
	double scale;		   /* of accel_scale(): by it limits are multiplied */
	const char *kernel;	   /* the image that QEMU boots */
	const char *initrd;	   /* may be NULL */
	const char *append;	   /* the kernel's command line */
	const char *dir;     /* existing directory that the run is recorded into */
	unsigned int memory; /* MiB */
	unsigned int cpus;
	double wall;	      /* seconds that the run may take by KVM; times scale */
	double silence;	      /* seconds without a byte on the console, likewise */
	double silence_after; /* the same once begins_report() was true */
	/* Whether a line of the console begins a report; NULL: never. */
	gboolean (*begins_report)(const char *line);
	const char *disk; /* image of a virtio disk, never written to; may be NULL */
	char **extra;	  /* further arguments of QEMU, may be NULL */
};

/*
 * Runs the guest to its end. A panic ends it within a second. When a limit is
 * reached the guest is asked for backtraces, by sysrq over the serial line and,
 * where the machine has one, by an NMI, before it is killed. FALSE and @error
 * (KF_ERROR_SYSTEM) if the guest could not be run or recorded.
 */
gboolean vm_run(const struct vm_config *config, struct run_result *result,
		GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Replaces this process by QEMU with the guest's console on this terminal (^A x
 * ends it). Returns only on failure.
 */
void vm_shell(const struct vm_config *config, GError **error);
