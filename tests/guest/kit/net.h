/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * TCP over the loopback: sockets are what can drop a memory cgroup's last
 * reference from softirq.
 */
#pragma once

/* Brings lo up. Returns 0 or -errno. */
int net_loopback_up(void);

/*
 * Listens on 127.0.0.1 with small receive buffers, on a port that the kernel
 * chooses and that is stored in @port. Returns the socket or -errno.
 */
int net_listen(unsigned short *port);

/* Connects to @port of 127.0.0.1. Returns the socket or -errno. */
int net_connect(unsigned short port);

/* Writes until the peer's window and our buffer are full; returns the bytes. */
long net_fill(int socket);

/* Reads and throws away what has arrived. */
void net_drain(int socket);

/*
 * TCP sockets that no process holds and that still exist, by
 * /proc/net/sockstat; 0 if it cannot be read.
 */
long net_orphans(void);
