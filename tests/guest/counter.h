/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers of things that a kernel holds: what a test made has to be gone after it. A
 * suite names those that its tests could leave behind; kferry-suite(5) lists them all.
 */
#pragma once

/*
 * How many there are of @name now; -1 if this kernel does not tell, or if there is no
 * counter of that name. A cgroup that was removed counts until it is freed.
 */
long counter_read(const char *name);
