/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * TCP over the loopback: sockets may drop the last reference to a memory cgroup in
 * softirq context.
 */
#pragma once

/* Brings lo up. Returns 0 or -errno. */
int net_loopback_up(void);

/* Listens on 127.0.0.1 with small receive buffers, on a port that the kernel chooses
 * and that is stored in @port. Returns the socket or -errno. */
int net_listen(unsigned short *port);

/* Connects to @port of 127.0.0.1. Returns the socket or -errno. */
int net_connect(unsigned short port);

/*
 * Writes until the peer's window and our buffer are full; returns the number of bytes.
 */
long net_fill(int socket);

/* Reads and discards what has arrived. */
void net_drain(int socket);

/* Returns the number of TCP sockets that no process holds, according to
 * /proc/net/sockstat; 0 if it cannot be read. */
long net_orphans(void);
