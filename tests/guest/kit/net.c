/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "net.h"

#include "util.h"

#include <errno.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

/* Small, so that filling a connection takes few pages. */
#define BUFFER_BYTES 16384

int net_loopback_up(void)
{
	struct ifreq request = {.ifr_name = "lo"};
	int error = 0, fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -errno;
	/* lo gets 127.0.0.1 when it comes up */
	request.ifr_flags = IFF_UP | IFF_RUNNING;
	if (ioctl(fd, SIOCSIFFLAGS, &request) < 0)
		error = -errno;
	close(fd);
	return error;
}

static struct sockaddr_in loopback(unsigned short port)
{
	return (struct sockaddr_in){
		.sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
}

static int close_with(int fd, int error)
{
	close(fd);
	return error;
}

int net_listen(unsigned short *port)
{
	struct sockaddr_in address = loopback(0);
	socklen_t length = sizeof(address);
	int bytes = BUFFER_BYTES, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -errno;
	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof(bytes));
	if (bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0 ||
	    listen(fd, 128) < 0 ||
	    getsockname(fd, (struct sockaddr *)&address, &length) < 0)
		return close_with(fd, -errno);
	*port = ntohs(address.sin_port);
	return fd;
}

int net_connect(unsigned short port)
{
	struct sockaddr_in address = loopback(port);
	int bytes = BUFFER_BYTES, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -errno;
	setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof(bytes));
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)) < 0)
		return close_with(fd, -errno);
	return fd;
}

long net_fill(int socket)
{
	char block[4096] = {0};
	long total = 0;
	ssize_t put;

	while ((put = send(socket, block, sizeof(block), MSG_DONTWAIT | MSG_NOSIGNAL)) >
	       0)
		total += put;
	return total;
}

void net_drain(int socket)
{
	char block[4096];

	while (recv(socket, block, sizeof(block), MSG_DONTWAIT) > 0)
		;
}

long net_orphans(void)
{
	char text[1024], *line;
	long orphans;

	if (file_read("/proc/net/sockstat", text, sizeof(text)) < 0)
		return 0;
	line = strstr(text, "TCP: ");
	if (!line || sscanf(line, "TCP: inuse %*d orphan %ld", &orphans) != 1)
		return 0;
	return orphans;
}
