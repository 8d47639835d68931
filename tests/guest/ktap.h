/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The lines that the judge reads: KTAP with kferry's own "# kferry:" lines,
 * all of them written by init and counted, so that a line that is missing on
 * the host is known to be missing.
 */
#pragma once

/*
 * Writes one line to the console with one write(2), when the kernel is not just
 * writing there (or after a third of a second), and waits until the serial
 * port has sent it. Control characters in it become spaces.
 */
void ktap_line(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The lines written so far. */
unsigned int ktap_lines(void);
