/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which accelerator can run a guest here. That /dev/kvm opens proves nothing: it
 * may abort or hang as soon as a guest runs, so each candidate has to run a
 * payload first.
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
	const char *argument; /* of QEMU's -accel */
	/* how many times longer a guest may take than by KVM, on the host that limits were
	 * made on */
	double scale;
};

/* The accelerator called @name, or NULL. */
const struct accel *accel_by_name(const char *name);

/* What QEMU's -cpu is to be for a machine of @arch; a static string. */
const char *accel_cpu(const struct accel *accel, const struct arch *arch);

/*
 * Runs the payload of @arch (struct arch_probe) by @qemu under @accel, with the
 * arguments @extra (ended by NULL, or NULL). FALSE with @why set to a
 * newly allocated line if it did not come to that end within three seconds, times the
 * scale of @accel.
 */
gboolean accel_probe(const struct accel *accel, const struct arch *arch,
		     const char *qemu, const char *const *extra, char **why);

/*
 * How many times longer a guest of @arch may take here by @accel and @qemu than by KVM on the
 * host that limits were made on: the scale of @accel, times how much longer than there the
 * payload takes. A quicker host does not shorten limits, and a slower one multiplies them by 20
 * at most. A whole number, as the guest is told it. CPU time is measured, once for each
 * boot of this host and @qemu: what else runs here does not count. Without a payload that
 * runs, it is the scale of @accel.
 */
double accel_scale(const struct accel *accel, const struct arch *arch,
		   const char *qemu);

/*
 * The fastest accelerator that runs the payload of @arch. The answer is remembered in
 * the cache directory for this boot of the host and this @qemu. NULL and @error
 * (KF_ERROR_SYSTEM) if none does.
 */
const struct accel *accel_choose(const struct arch *arch, const char *qemu,
				 GError **error) G_GNUC_WARN_UNUSED_RESULT;
