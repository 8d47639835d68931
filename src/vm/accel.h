/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Chooses the accelerator for guests. That /dev/kvm can be opened proves nothing:
 * running a guest may still abort or hang. Therefore each candidate must first run a
 * payload.
 */
#pragma once

#include <glib.h>

#include "arch/arch.h"

enum accel_kind {
	ACCEL_KVM,
	ACCEL_TCG,
};

struct accel {
	enum accel_kind kind;
	const char *name;     /* "kvm", "tcg" */
	const char *argument; /* for QEMU's -accel */
	/* how many times slower a guest may be than by KVM on the host where the limits
	 * were determined */
	double scale;
};

/* Returns the accelerator called @name, or NULL. */
const struct accel *accel_by_name(const char *name);

/* Returns QEMU's -cpu for a machine of @arch; a static string. */
const char *accel_cpu(const struct accel *accel, const struct arch *arch);

/*
 * Runs the payload of @arch (struct arch_probe) with @qemu under @accel, with the
 * arguments @extra (ended by NULL, or NULL). Returns FALSE and sets *@why to a new line
 * of text if it does not end as expected within three seconds, times the scale of
 * @accel.
 */
gboolean accel_probe(const struct accel *accel, const struct arch *arch,
		     const char *qemu, const char *const *extra, char **why);

/*
 * Returns how many times slower a guest of @arch may be here, with @accel and @qemu,
 * than by KVM on the host where the limits were determined: the scale of @accel, times
 * how much longer than there the payload takes. A faster host does not shorten limits,
 * a slower one multiplies them by at most 20. It is a whole number, as the guest is
 * told it. CPU time is measured, once per boot of this host and @qemu, so other load
 * does not count. If QEMU cannot be run, returns the scale of @accel.
 */
double accel_scale(const struct accel *accel, const struct arch *arch,
		   const char *qemu);

/* Returns the fastest accelerator that runs the payload of @arch. The answer is cached
 * for this boot of the host and this @qemu. NULL with KF_ERROR_SYSTEM if none does. */
const struct accel *accel_choose(const struct arch *arch, const char *qemu,
				 GError **error) G_GNUC_WARN_UNUSED_RESULT;
