/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A client of the QEMU Machine Protocol (docs/interop/qmp-spec in QEMU), as far as
 * needed to run a guest: commands, that they are done, and events.
 */
#pragma once

#include <glib.h>
#include <jansson.h>

typedef struct qmp Qmp;

/* @data belongs to the event, and is NULL if it has none. QEMU's greeting, which has
 * its version, is an event named "QMP", and a command that is done is one named
 * "return". */
typedef void (*qmp_event)(const char *name, json_t *data, gpointer user);

/* Uses @fd (takes ownership, makes it non-blocking) in the default main context. Calls
 * @event for each event until qmp_free(). */
struct qmp *qmp_new(int fd, qmp_event event, gpointer user);
void qmp_free(struct qmp *client);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Qmp, qmp_free)

/* Whether QEMU may send more: FALSE at the end of its output. */
gboolean qmp_is_open(const struct qmp *client);

/* Sends @command; takes ownership of @arguments (may be NULL). Does not wait for the
 * result; prints an error on stderr. */
void qmp_send(struct qmp *client, const char *command, json_t *arguments);
