/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Events of version 1 memory cgroups: cgroup.event_control and eventfd(2). */
#pragma once

#include "cgroup.h"

/*
 * Registers a new eventfd for @file of @group ("memory.usage_in_bytes",
 * "memory.oom_control", "memory.pressure_level") with @args (a threshold, a
 * level, or ""). Returns the eventfd or -errno.
 */
int eventfd_register(const struct group *group, const char *file, const char *args);
