/*
 * One run of a guest under QEMU, from exec to its end, recorded into a run
 * folder: qemu.cmdline (the exact command), console.log and console.times (see
 * serial.h), qemu.log (what QEMU itself printed). The guest is a machine without
 * any device that the test does not need; it ends by isa-debug-exit.
 *
 * Whatever ends kferry ends the guest (see child.h).
 */
#pragma once

#include <glib.h>

#include "accel.h"

/* Exit statuses of QEMU by which the guest's init tells how it went; see the
 * protocol in docs/guest.md. */
#define VM_STATUS_OK   33
#define VM_STATUS_FAIL 35

struct vm_config {
	const char *qemu;	   /* program; never NULL */
	const struct accel *accel; /* never NULL */
	const char *kernel;	   /* bzImage, or vmlinux with a PVH note */
	const char *initrd;	   /* may be NULL */
	const char *append;	   /* the kernel's command line */
	const char *dir;	   /* existing folder that the run is recorded into */
	unsigned int memory;	   /* MiB */
	unsigned int cpus;
	double wall;	/* seconds that the run may take by KVM; times accel->scale */
	double silence; /* seconds without a byte on the console, likewise */
	double silence_after; /* the same once begins_report() was true */
	/* Whether a line of the console begins a report; NULL: never. */
	gboolean (*begins_report)(const char *line);
	const char *disk; /* image of a virtio disk, never written to; may be NULL */
	char **extra;	  /* further arguments of QEMU, may be NULL */
};

enum vm_end {
	VM_EXIT,	/* QEMU ended by itself; see status */
	VM_PANIC,	/* the kernel panicked */
	VM_WALL,	/* the wall limit was reached */
	VM_SILENCE,	/* the silence limit was reached */
	VM_KILLED,	/* QEMU was ended by a signal not ours */
	VM_INTERRUPTED, /* kferry was asked to stop (SIGINT, SIGTERM, SIGHUP) */
};

struct vm_result {
	enum vm_end end;
	int status;	 /* exit status of QEMU, or the signal that ended it */
	double wall;	 /* seconds from exec to the end */
	double cpu;	 /* CPU seconds of QEMU, user and system */
	double to_init;	 /* seconds from exec to init's first line, -1 if none */
	double cpu_init; /* CPU seconds of QEMU up to there, -1 if none */
	gint64 asked;	 /* bytes of console.log before a limit was reached and the
			  * guest was asked for backtraces, -1 if it was not */
};

/* The name of @end as it stands in run.json: "exit", "panic", ... */
const char *vm_end_name(enum vm_end end);

/* The reverse of vm_end_name(); FALSE if there is no such name. */
gboolean vm_end_parse(const char *name, enum vm_end *end);

/*
 * Runs the guest to its end. A panic ends it within a second. When a limit is
 * reached the guest is asked for backtraces, by sysrq over the serial line and
 * then by an NMI, before it is killed. FALSE and @error (KF_ERROR_SYSTEM) if the
 * guest could not be run or recorded.
 */
gboolean vm_run(const struct vm_config *config, struct vm_result *result,
		GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Replaces this process by QEMU with the guest's console on this terminal (^A x
 * ends it). Returns only on failure.
 */
void vm_shell(const struct vm_config *config, GError **error);
