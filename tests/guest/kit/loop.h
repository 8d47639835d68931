/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A loop device over a file of tmpfs: a disk where the machine has none. */
#pragma once

#include <stddef.h>

#define LOOP_DEVICE "/dev/loop0"

/* Backs LOOP_DEVICE by @bytes of zeros. Returns it, open, or -errno. */
int loop_attach(size_t bytes);

/* Takes the file away from LOOP_DEVICE, if it has one. */
void loop_detach(void);
