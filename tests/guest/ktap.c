/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ktap.h"

#include "kit/util.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <termios.h>
#include <unistd.h>

/* The log is quiet if nothing was logged for QUIET_MS; waits at most PATIENCE_MS for
 * this. */
enum { QUIET_MS = 10, PATIENCE_MS = 300 };

static unsigned int lines;

/* Whether the kernel has logged anything since the last call. */
static bool log_moved(int log)
{
	char record[1024];
	bool moved = false;
	ssize_t got;

	/* EPIPE: records were overwritten before they were read */
	while ((got = read(log, record, sizeof(record))) > 0 ||
	       (got < 0 && errno == EPIPE))
		moved = true;
	return moved;
}

/* printk on another CPU can cut a line of ours in two, and a report has many lines:
 * waits for its end. Before 3.5 this file does not exist. */
static void wait_for_quiet(void)
{
	static int log = -2;
	long end = clock_ms() + PATIENCE_MS;

	if (log == -2) {
		log = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
		if (log >= 0)
			lseek(log, 0, SEEK_END);
	}
	while (log >= 0 && log_moved(log) && clock_ms() < end)
		sleep_ms(QUIET_MS);
}

void ktap_line(const char *format, ...)
{
	char text[1024];
	va_list args;
	int length;

	va_start(args, format);
	length = vsnprintf(text, sizeof(text) - 1, format, args);
	va_end(args);
	if (length < 0)
		return;
	if ((size_t)length > sizeof(text) - 2)
		length = sizeof(text) - 2;
	for (int i = 0; i < length; i++)
		if ((unsigned char)text[i] < ' ')
			text[i] = ' ';
	text[length++] = '\n';
	wait_for_quiet();
	lines++;
	/*
	 * a failure of the console cannot be reported; the number of lines will show it
	 */
	if (write(STDOUT_FILENO, text, (size_t)length) == length)
		tcdrain(STDOUT_FILENO);
}

unsigned int ktap_lines(void)
{
	return lines;
}
