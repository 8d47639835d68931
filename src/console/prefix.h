/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Prefixes of console lines, added by whatever the line came through: printk(),
 * dmesg(1), syslog, journalctl(1), a logger of serial consoles, a CI, a mail that
 * quotes it. Known prefixes are in tables of forms and are removed in any order and
 * number (up to a limit). Other text counts as a prefix if the kernel's timestamp
 * follows it.
 *
 * Sources: kernel/printk/printk.c (info_print_prefix(), print_ext_header()),
 * util-linux's dmesg.c, systemd's logs-show.c, RFC 3164 and RFC 5424, Android's
 * logprint.cpp, busybox's syslogd.c, the log format of the Kubernetes CRI.
 */
#pragma once

#include <glib.h>

#include "console/console.h"

/*
 * Removes the prefixes from @text and stores in @record what they say. @habits are
 * those of the log; they decide whether a word is the name of a program or part of the
 * text. Takes bounded time for any line.
 */
void prefix_take(struct span *text, struct record *record,
		 const struct console_habits *habits);

/* Updates @habits by @text, a line with all its prefixes. */
void prefix_note(struct span text, struct console_habits *habits);
