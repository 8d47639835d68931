/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whether a socket's next byte is the mark of urgent data, which only stream sockets
 * support.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#ifndef SIOCATMARK
#define SIOCATMARK 0x8905
#endif

static int number;

static int test(const char *name, int type, int wanted)
{
	int ends[2], mark = -1, got = 0, bad;

	if (socketpair(AF_UNIX, type, 0, ends) < 0)
		return perror("socketpair"), 1;
	if (send(ends[0], "x", 1, 0) < 0)
		perror("send");
	if (ioctl(ends[1], SIOCATMARK, &mark) < 0)
		got = errno;
	bad = got != wanted;
	printf("%sok %d %s%s%s\n", bad ? "not " : "", ++number, name, bad ? " # " : "",
	       !bad  ? ""
	       : got ? strerror(got)
		     : "answered");
	close(ends[0]);
	close(ends[1]);
	return bad;
}

int main(void)
{
	int failed = 0;

	printf("1..3\n");
	failed += test("stream", SOCK_STREAM, 0);
	failed += test("dgram", SOCK_DGRAM, EOPNOTSUPP);
	failed += test("seqpacket", SOCK_SEQPACKET, EOPNOTSUPP);
	return failed != 0;
}
