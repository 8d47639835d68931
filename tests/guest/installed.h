/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The second use of this program: not as process 1 of a guest, but as a service of a
 * distribution's system into which a kernel package was installed
 * (installed/kferry.service). It uses the same protocol, so that the same judge reads
 * it, and ends the virtual machine in the same way.
 */
#pragma once

/* Runs the tests that the kernel command line requests. Only returns, with an exit
 * status, if that has no parameters of kferry. */
int installed_main(void);
