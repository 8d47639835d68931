/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Counts control groups. */
#pragma once

/*
 * Returns the number of groups in the hierarchy of the controller @name, including its
 * root and, if this kernel reports them, groups that are removed but not freed; ""
 * stands for all hierarchies. -1 if the kernel has no such controller.
 */
long cgroups_count(const char *name);
