/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How many control groups there are. */
#pragma once

/*
 * The groups in the hierarchy of the controller @name, its root and those included that
 * are removed and not yet freed, as far as this kernel tells; with "" those of all
 * hierarchies. -1 if the kernel has no such controller.
 */
long cgroups_count(const char *name);
