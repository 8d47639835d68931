/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which accelerator can run a guest here. That /dev/kvm opens proves nothing: it
 * may abort or hang as soon as a guest runs, so each candidate has to run a
 * payload first.
 */
#pragma once

#include <glib.h>

enum accel_kind {
	ACCEL_KVM,
	ACCEL_TCG,
};

struct accel {
	enum accel_kind kind;
	const char *name;    /* "kvm", "tcg" */
	const char *args[5]; /* of QEMU, ended by NULL */
	double scale;	     /* how many times longer a guest may take than by KVM */
};

/* The accelerator called @name, or NULL. */
const struct accel *accel_by_name(const char *name);

/*
 * Runs the payload (a few real-mode instructions as firmware, ending with a
 * write to isa-debug-exit) by @qemu under @accel, with the
 * arguments @extra (ended by NULL, or NULL). FALSE with @why set to a
 * newly allocated line if it did not come to that end within three seconds, times the
 * scale of @accel.
 */
gboolean accel_probe(const struct accel *accel, const char *qemu,
		     const char *const *extra, char **why);

/*
 * The fastest accelerator that runs the payload. The answer is remembered in
 * the cache directory for this boot of the host and this @qemu. NULL and @error
 * (KF_ERROR_SYSTEM) if none does.
 */
const struct accel *accel_choose(const char *qemu,
				 GError **error) G_GNUC_WARN_UNUSED_RESULT;
