/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A TCP socket drops the last reference in softirq: its process has exited, its group
 * is removed, and a packet of the peer ends the connection.
 *
 *   tcp_reset (RST) or tcp_time_wait (FIN) -> tcp_done ->
 *       inet_csk_destroy_sock -> tcp_v4_destroy_sock -> sock_release_memcg ->
 *       mem_cgroup_put                                   (3.3 to 3.10)
 *   tcp_done -> inet_csk_destroy_sock -> sk_free -> mem_cgroup_sk_free ->
 *       css_put                                          (5.10 and later)
 */
#include "scenarios.h"

#include "kit/net.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	CHURN = 4,	  /* groups that are created and removed first */
	GROUPS = 4,	  /* groups held by sockets in one turn */
	SOCKETS_MOST = 3, /* of one group in a storm */
	STORM_WORKERS = 8,
	STORM_TURNS = 3,
	LIMIT_BYTES = 4 << 20,
	ORPHAN_MS = 3000,
};

/* The connections of a group: created by a process in it, ended by the peer. */
struct orphans {
	struct group group;
	unsigned short port;
	unsigned int count;
	int peers[SOCKETS_MOST]; /* our ends, accepted outside of the group */
};

/* Sockets are charged to a version 1 group, and hold it, only if it has this limit; in
 * version 2 they always are. Returns 0 or -errno. */
static int limit_tcp(const struct group *group)
{
	if (group->version == 2)
		return 0;
	return group_write(group, "memory.kmem.tcp.limit_in_bytes", "%d", LIMIT_BYTES);
}

/* In the group: connects, and fills each connection until nothing more fits. Data that
 * the peer has not read keeps a socket alive after its process. */
static int connect_and_die(const struct run *run, void *data)
{
	const struct orphans *orphans = data;

	for (unsigned int i = 0; i < orphans->count; i++) {
		int fd = net_connect(orphans->port);

		if (fd < 0)
			return run_error(run, fd, "connect");
		net_fill(fd);
	}
	return RESULT_OK;
}

/* Creates the group and its orphans, and removes the group. */
static enum result orphans_make(const struct run *run, struct orphans *orphans,
				int listener, unsigned int worker, unsigned int number)
{
	int error, status;
	pid_t pid;

	error = group_create(&orphans->group, &run->base, false, "w%u-%u", worker,
			     number);
	if (!error)
		error = limit_tcp(&orphans->group);
	if (error)
		return run_error(run, error, "making a group with sockets");
	pid = run_in_group(run, &orphans->group, connect_and_die, orphans);
	for (unsigned int i = 0; pid > 0 && i < orphans->count; i++)
		orphans->peers[i] = accept(listener, NULL, NULL);
	status = pid > 0 ? run_wait(pid) : -1;
	if (status)
		return run_fail(run, "a process with sockets ended with %d", status);
	group_write(&orphans->group, "memory.force_empty", "0");
	error = group_remove(&orphans->group);
	return error ? run_error(run, error, "rmdir") : RESULT_OK;
}

/* Ends the orphans: closing with unread data sends a RST; reading everything lets the
 * orphan send the rest and its FIN, which the close answers. */
static void orphans_end(struct orphans *orphans, bool reset)
{
	for (unsigned int i = 0; i < orphans->count; i++) {
		while (!reset && recv(orphans->peers[i], &(char[4096]){0}, 4096, 0) > 0)
			;
		close(orphans->peers[i]);
	}
}

/*
 * Groups that are created and removed register the locks of freeing in process context.
 */
static enum result churn(const struct run *run)
{
	for (unsigned int i = 0; i < CHURN; i++) {
		struct group group;
		int error = group_create(&group, &run->base, false, "churn-%u", i);

		if (!error)
			error = group_remove(&group);
		if (error)
			return run_error(run, error, "churn");
	}
	return RESULT_OK;
}

/* Without any group with a limit, 3.4 turns socket accounting off and skips the
 * orphans' puts: this group exists until they have ended. */
static enum result keep_accounting(const struct run *run)
{
	struct group keep;
	int error = group_create(&keep, &run->base, false, "keep");

	if (!error)
		error = limit_tcp(&keep);
	if (error == -ENOENT)
		return run_skip(run, "no memory.kmem.tcp.limit_in_bytes");
	return error ? run_error(run, error, "limiting sockets") : RESULT_OK;
}

static enum result wait_for_orphans(const struct run *run)
{
	long end = clock_ms() + ORPHAN_MS;

	while (net_orphans())
		if (clock_ms() > end)
			return run_fail(run, "%ld orphans are left", net_orphans());
		else
			sleep_ms(10);
	return RESULT_OK;
}

/* The first half of the groups ends by RST, the others by FIN. */
enum result scenario_tcp_rst(struct run *run)
{
	struct orphans orphans[GROUPS];
	unsigned short port;
	int listener = net_listen(&port);
	enum result result;

	if (listener < 0)
		return run_error(run, listener, "listen");
	result = churn(run);
	if (result == RESULT_OK)
		result = keep_accounting(run);
	for (unsigned int i = 0; result == RESULT_OK && i < GROUPS; i++) {
		orphans[i] = (struct orphans){.port = port, .count = 1};
		result = orphans_make(run, &orphans[i], listener, 0, i);
	}
	if (result != RESULT_OK)
		return result;
	run_note(run, "groups=%d orphans=%ld", GROUPS, net_orphans());
	/* time for all other references to be dropped */
	sleep_ms(300);
	for (unsigned int i = 0; i < GROUPS; i++)
		orphans_end(&orphans[i], i < GROUPS / 2);
	return wait_for_orphans(run);
}

static enum result storm_turn(struct run *run, int listener, unsigned short port,
			      unsigned int worker, unsigned int number)
{
	struct orphans orphans = {.port = port};
	enum result result;

	orphans.count = 1 + rng_below(&run->rng, SOCKETS_MOST);
	result = orphans_make(run, &orphans, listener, worker, number);
	if (result != RESULT_OK)
		return result;
	sleep_ms(rng_below(&run->rng, 20));
	orphans_end(&orphans, rng_below(&run->rng, 2));
	return RESULT_OK;
}

static enum result storm_worker(struct run *run, unsigned int index)
{
	enum result result = RESULT_OK;
	unsigned short port;
	int listener = net_listen(&port);

	if (listener < 0)
		return run_error(run, listener, "listen");
	for (unsigned int i = 0; result == RESULT_OK && run_turn(run, i, STORM_TURNS);
	     i++)
		result = storm_turn(run, listener, port, index, i);
	return result;
}

enum result scenario_tcp_storm(struct run *run)
{
	enum result result = keep_accounting(run);

	if (result != RESULT_OK)
		return result;
	result = run_workers(run, STORM_WORKERS, storm_worker);
	return result == RESULT_OK ? wait_for_orphans(run) : result;
}
