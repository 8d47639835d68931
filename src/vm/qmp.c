/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/qmp.h"

#include <errno.h>
#include <glib-unix.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct qmp {
	int fd;
	guint watch;
	GString *input;
	qmp_event event;
	gpointer user;
};

static void handle(struct qmp *client, const char *line)
{
	json_t *message = json_loads(line, 0, NULL);
	json_t *fault = json_object_get(message, "error");
	json_t *greeting = json_object_get(message, "QMP");
	const char *name = json_string_value(json_object_get(message, "event"));

	if (fault)
		g_printerr("kferry: QEMU: %s\n",
			   json_string_value(json_object_get(fault, "desc")));
	if (greeting)
		client->event("QMP", greeting, client->user);
	if (json_object_get(message, "return"))
		client->event("return", NULL, client->user);
	if (name)
		client->event(name, json_object_get(message, "data"), client->user);
	json_decref(message);
}

static gboolean on_input(int fd, GIOCondition condition, gpointer user)
{
	struct qmp *client = user;
	char buffer[4096], *newline;
	gssize n = read(fd, buffer, sizeof(buffer));

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return G_SOURCE_CONTINUE;
	if (n <= 0) {
		client->watch = 0;
		return G_SOURCE_REMOVE;
	}
	g_string_append_len(client->input, buffer, n);
	while ((newline = strchr(client->input->str, '\n'))) {
		g_autofree char *line =
			g_strndup(client->input->str, newline - client->input->str);

		g_string_erase(client->input, 0, newline + 1 - client->input->str);
		handle(client, line);
	}
	return G_SOURCE_CONTINUE;
}

struct qmp *qmp_new(int fd, qmp_event event, gpointer user)
{
	struct qmp *client = g_new0(struct qmp, 1);

	g_unix_set_fd_nonblocking(fd, TRUE, NULL);
	client->fd = fd;
	client->event = event;
	client->user = user;
	client->input = g_string_new(NULL);
	client->watch = g_unix_fd_add(fd, G_IO_IN | G_IO_HUP, on_input, client);
	qmp_send(client, "qmp_capabilities", NULL);
	return client;
}

gboolean qmp_is_open(const struct qmp *client)
{
	return client->watch;
}

void qmp_free(struct qmp *client)
{
	if (client->watch)
		g_source_remove(client->watch);
	close(client->fd);
	g_string_free(client->input, TRUE);
	g_free(client);
}

/* The socket's buffer is much larger than all commands of a run, so a short write means
 * that QEMU has ended, which the child watch reports. */
void qmp_send(struct qmp *client, const char *command, json_t *arguments)
{
	g_autoptr(GString) line = g_string_new(NULL);
	json_t *message =
		json_pack("{ss so*}", "execute", command, "arguments", arguments);
	char *text = json_dumps(message, JSON_COMPACT);

	g_string_printf(line, "%s\n", text);
	free(text);
	json_decref(message);
	if (send(client->fd, line->str, line->len, MSG_NOSIGNAL) != (gssize)line->len)
		g_debug("QMP: %s was not sent", command);
}
