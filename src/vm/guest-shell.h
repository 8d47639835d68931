/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The shell of an interactive guest: busybox, or the shell of its userland. */
#pragma once

#include "vm/initramfs.h"

/*
 * Returns the path of a static busybox on this machine, or NULL; the caller frees it.
 */
char *guest_shell_busybox(void);

/* Kernel parameter that starts it as the first process. */
#define GUEST_SHELL_INIT "rdinit=/kferry/guest-shell"

/* Adds @busybox to @image, with a script that starts it, which is first written to the
 * directory @dir. With @userland (guest-root.h), shell and tools are from there. */
gboolean guest_shell_add(struct initramfs *image, const char *busybox, const char *dir,
			 gboolean userland, GError **error) G_GNUC_WARN_UNUSED_RESULT;
