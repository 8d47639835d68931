/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The lines for the judge: KTAP with kferry's own "# kferry:" lines. init writes and
 * counts all of them, so the host notices a missing line.
 */
#pragma once

/*
 * Writes a line to the console with one write(2), when the kernel is not printing (or
 * after a third of a second), and waits until the serial port has sent it. Control
 * characters become blanks.
 */
void ktap_line(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Returns the number of lines so far. */
unsigned int ktap_lines(void);
