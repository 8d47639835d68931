/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Terminals that kferry writes to. What others say must not steer one: titles,
 * subjects, names and lines of consoles are printed all over the program, so it is not
 * left to those who print.
 */
#pragma once

#include <glib.h>
#include <stdio.h>

/*
 * From now on, what is written to stdout or stderr is text where that is a terminal
 * (see visible.h), and as it is where it is not: a file or another program gets the
 * bytes.
 */
void terminal_guard(void);

/* Whether @out, stdout or stderr, is a terminal. */
gboolean terminal_is(FILE *out);

/* Writes a sequence of kferry's own, which steers the terminal @out; "" does nothing.
 */
void terminal_control(FILE *out, const char *sequence);
