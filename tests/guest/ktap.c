#include "ktap.h"

#include <stdarg.h>
#include <stdio.h>
#include <termios.h>
#include <unistd.h>

static unsigned int lines;

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
	lines++;
	/* nobody is left to tell if the console fails: the count will tell */
	if (write(STDOUT_FILENO, text, (size_t)length) == length)
		tcdrain(STDOUT_FILENO);
}

unsigned int ktap_lines(void)
{
	return lines;
}
