/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Protects terminals from untrusted text: titles, subjects, names and console lines may
 * contain control sequences. They are printed all over the program, so this is done in
 * one place, not by each caller.
 */
#pragma once

#include <glib.h>
#include <stdio.h>

/* From now on, what is written to stdout or stderr is made visible (see visible.h) if
 * that is a terminal. A file or another program still gets the bytes unchanged. */
void terminal_guard(void);

/* Whether @out, stdout or stderr, is a terminal. */
gboolean terminal_is(FILE *out);

/* Writes a control sequence of kferry itself to the terminal @out; "" does nothing. */
void terminal_control(FILE *out, const char *sequence);
