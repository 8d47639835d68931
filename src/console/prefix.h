/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What stands before the text of a console's line, put there by whatever the line
 * came through: printk() itself, dmesg(1), syslog, journalctl(1), a logger of serial
 * consoles, a CI, a mail that quotes it. Prefixes are taken off in any order and
 * number (up to a limit), from tables of forms; what is in none of them is taken
 * as a prefix where the kernel's own time follows it.
 *
 * Sources: kernel/printk/printk.c (info_print_prefix(), print_ext_header()),
 * util-linux's dmesg.c, systemd's logs-show.c, RFC 3164 and RFC 5424, Android's
 * logprint.cpp, busybox's syslogd.c, the Kubernetes CRI's format of logs.
 */
#pragma once

#include <glib.h>

#include "console/console.h"

/*
 * Takes the prefixes off @text and notes in @record what they say. @habits is what
 * the lines of the log have in common; whether a word is the name of a program or
 * the text's own depends on them. Takes a time that is bounded for any line.
 */
void prefix_take(struct span *text, struct record *record,
		 const struct console_habits *habits);

/* Adds what @text, a line with all its prefixes, tells of the log's habits. */
void prefix_note(struct span text, struct console_habits *habits);
