/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Takes CPUs of the guest offline, and brings them back online. */
#pragma once

/* Returns the number of online CPUs, at least 1. */
unsigned int cpus_online(void);

/* Takes each CPU except the first offline and back, if the kernel allows it. */
void cpus_cycle(void);

/* Brings all CPUs online. */
void cpus_restore(void);
