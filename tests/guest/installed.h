/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The second life of this program: not as process 1 of a guest of ours, but as a
 * service of a distribution's system into which a kernel package was installed
 * (installed/kferry.service). It speaks the same protocol, so that the same judge
 * reads it, and ends the virtual machine in the same way.
 */
#pragma once

/* Runs the tests that the kernel's command line asks for; returns only if that is
 * not for us: an exit status. */
int installed_main(void);
