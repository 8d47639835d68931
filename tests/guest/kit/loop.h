/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A loop device on a file of tmpfs: a disk for a machine without one. */
#pragma once

#include <stddef.h>

#define LOOP_DEVICE "/dev/loop0"

/* Backs LOOP_DEVICE by @bytes of zeros. Returns its descriptor, or -errno. */
int loop_attach(size_t bytes);

/* Detaches the file of LOOP_DEVICE, if there is one. */
void loop_detach(void);
