/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A packet whose header a program wrote is only sent if the header has a valid length:
 * at least five words, and no more than the packet has.
 */
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

enum { WORDS = 7, BYTES = 4 * WORDS };

static int number;

/* Sends a packet whose header length is @words; @wanted is the expected error, or 0. */
static int test(int fd, const char *name, unsigned int words, int wanted)
{
	struct sockaddr_in to = {.sin_family = AF_INET,
				 .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	unsigned char packet[BYTES] = {0};
	int got, bad;

	packet[0] = 0x40 | words;
	packet[8] = 64;	 /* time to live */
	packet[9] = 253; /* no protocol: for experiments, RFC 3692 */
	memcpy(packet + 16, &to.sin_addr, 4);
	got = sendto(fd, packet, sizeof(packet), 0, (struct sockaddr *)&to,
		     sizeof(to)) < 0
		      ? errno
		      : 0;
	bad = got != wanted;
	printf("%sok %d %s%s%s\n", bad ? "not " : "", ++number, name, bad ? " # " : "",
	       !bad  ? ""
	       : got ? strerror(got)
		     : "sent");
	return bad;
}

int main(void)
{
	int fd = socket(AF_INET, SOCK_RAW, IPPROTO_RAW), failed = 0;

	if (fd < 0)
		return perror("socket"), 1;
	printf("1..5\n");
	failed += test(fd, "header", 5, 0);
	failed += test(fd, "header-with-options", 6, 0);
	failed += test(fd, "no-header", 0, EINVAL);
	failed += test(fd, "short-header", 4, EINVAL);
	failed += test(fd, "header-beyond-the-end", WORDS + 1, EINVAL);
	return failed != 0;
}
