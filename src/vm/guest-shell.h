/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A prompt of an interactive guest, beside the guest's own init: busybox, or the shell of its
 * userland. */
#pragma once

#include "vm/initramfs.h"

/* A static busybox of this machine, which runs without any library, or NULL; to be freed. */
char *guest_shell_busybox(void);

/* The word of the kernel's command line that makes the guest begin with it. */
#define GUEST_SHELL_INIT "rdinit=/kferry/guest-shell"

/*
 * Adds @busybox to @image, with what starts it; writes that into the directory @dir first.
 * With @userland (guest-root.h) the shell and all tools are of that.
 */
gboolean guest_shell_add(struct initramfs *image, const char *busybox, const char *dir,
			 gboolean userland, GError **error) G_GNUC_WARN_UNUSED_RESULT;
