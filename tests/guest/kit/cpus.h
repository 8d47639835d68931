/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The processors of the guest, which can be taken offline and brought back. */
#pragma once

/* That are online, at least 1. */
unsigned int cpus_online(void);

/* Takes each CPU but the first offline and back, if the kernel lets it. */
void cpus_cycle(void);

/* Brings all that are offline back. */
void cpus_restore(void);
