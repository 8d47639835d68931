/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Busybox as the prompt of an interactive guest, beside the guest's own init. */
#pragma once

#include "vm/initramfs.h"

/* A static busybox of this machine, which runs without any library, or NULL; to be freed. */
char *guest_shell_busybox(void);

/* The word of the kernel's command line that makes the guest begin with it. */
#define GUEST_SHELL_INIT "rdinit=/bin/guest-shell"

/* Adds @busybox to @image, with what starts it; writes that into the directory @dir first. */
gboolean guest_shell_add(struct initramfs *image, const char *busybox, const char *dir,
			 GError **error) G_GNUC_WARN_UNUSED_RESULT;
