/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Counters of kernel objects: what a test created must be gone after it. A suite names
 * those that its tests may leak; kferry-suite(5) lists them all.
 */
#pragma once

/*
 * Returns the present value of the counter @name; -1 if this kernel does not provide
 * it, or if there is no such counter. A cgroup that was removed counts until it is
 * freed.
 */
long counter_read(const char *name);
