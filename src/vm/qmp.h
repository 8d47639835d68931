/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A client of the QEMU Machine Protocol (docs/interop/qmp-spec in QEMU), as much
 * of it as running a guest takes: commands without waiting for their answers,
 * and events.
 */
#pragma once

#include <glib.h>
#include <jansson.h>

typedef struct qmp Qmp;

/* @data is the event's, borrowed, NULL if it has none. QEMU's greeting, with its
 * version, is an event named "QMP". */
typedef void (*qmp_event)(const char *name, json_t *data, gpointer user);

/*
 * Speaks on @fd (taken over, made non-blocking), from the default main context;
 * @event is called for each event until qmp_free().
 */
struct qmp *qmp_new(int fd, qmp_event event, gpointer user);
void qmp_free(struct qmp *client);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Qmp, qmp_free)

/* Whether QEMU may still say something: FALSE once all of it was read to the end. */
gboolean qmp_is_open(const struct qmp *client);

/*
 * Sends @command; @arguments (may be NULL) is taken over. What QEMU answers is
 * not waited for, an error is printed on stderr.
 */
void qmp_send(struct qmp *client, const char *command, json_t *arguments);
