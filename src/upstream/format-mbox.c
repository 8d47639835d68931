/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Mail: an mbox, as from git-format-patch(1) --stdout and b4(1) "am". A message with a
 * diff is a patch, and stays unchanged except for encodings; "[PATCH 0/3]" is the cover
 * letter; other messages are discussion, and are skipped with a message on stderr. The
 * order is that of the numbers, if all have one.
 */
#include "upstream/format.h"

#include <stdio.h>
#include <string.h>

#include "upstream/commit-text.h"
#include "util/error.h"
#include "util/fs.h"
#include "util/subprocess.h"

struct message {
	char *text; /* from "From " to the next one */
	gsize size;
	char *subject;
	int number; /* of [PATCH 2/3]; -1: none; G_MAXINT: a reply */
};

static void message_free(struct message *message)
{
	g_free(message->text);
	g_free(message->subject);
	g_free(message);
}

/* --- messages --------------------------------------------------------------------- */

/*
 * Whether it is "From x Mon Sep 17 00:00:00 2001" with a header field on the next line.
 */
static gboolean begins_message(const char *at, const char *end)
{
	const char *line = memchr(at, '\n', end - at);
	gsize name;

	if (end - at < 5 || memcmp(at, "From ", 5) || !line || ++line >= end)
		return FALSE;
	for (name = 0;
	     line + name < end && (g_ascii_isalnum(line[name]) || line[name] == '-');
	     name++)
		;
	return name && line + name < end && line[name] == ':';
}

static const char *next_message(const char *at, const char *begin, const char *end)
{
	for (; at && at < end; at = memchr(at, '\n', end - at), at = at ? at + 1 : NULL)
		if ((at == begin || (at > begin + 1 && at[-2] == '\n')) &&
		    begins_message(at, end))
			return at;
	return end;
}

/* Returns the value of the field @name, unfolded and decoded, or NULL. */
static char *field_of(const char *text, const char *name)
{
	gsize len = strlen(name);
	g_autoptr(GString) value = NULL;

	for (const char *line = text; *line && *line != '\n';) {
		gsize rest = strcspn(line, "\n");

		if (value && strchr(" \t", *line)) {
			g_string_append_c(value, ' ');
			g_string_append_len(value, line + 1, rest - 1);
		} else if (value) {
			break;
		} else if (!g_ascii_strncasecmp(line, name, len) && line[len] == ':') {
			value = g_string_new_len(line + len + 1, rest - len - 1);
		}
		line += rest + (line[rest] == '\n');
	}
	return value ? commit_text_decode(g_strstrip(value->str)) : NULL;
}

/* Returns 3 for [PATCH v2 03/10]; replies come last. */
static int number_of(const char *subject)
{
	g_autoptr(GRegex) regex =
		g_regex_new("^\\[[^]]*PATCH[^]]*?(\\d+)/\\d+\\]", 0, 0, NULL);
	g_autoptr(GMatchInfo) match = NULL;
	g_autofree char *number = NULL;

	if (!g_ascii_strncasecmp(subject, "Re:", 3))
		return G_MAXINT;
	if (!g_regex_match(regex, subject, 0, &match))
		return -1;
	number = g_match_info_fetch(match, 1);
	return (int)g_ascii_strtoll(number, NULL, 10);
}

static GPtrArray *split_mbox(const char *data, gsize size)
{
	GPtrArray *messages =
		g_ptr_array_new_with_free_func((GDestroyNotify)message_free);
	const char *end = data + size;

	for (const char *at = next_message(data, data, end); at < end;) {
		const char *next = memchr(at, '\n', end - at);
		struct message *message = g_new0(struct message, 1);

		next = next ? next_message(next + 1, data, end) : end;
		message->text = g_strndup(at, next - at);
		message->size = strlen(message->text);
		message->subject = field_of(message->text, "Subject");
		message->number = number_of(message->subject ?: "");
		g_ptr_array_add(messages, message);
		at = next;
	}
	return messages;
}

/* --- encodings -------------------------------------------------------------------- */

static gboolean is_plain(const struct message *message)
{
	g_autofree char *encoding =
		field_of(message->text, "Content-Transfer-Encoding");
	g_autofree char *type = field_of(message->text, "Content-Type");
	g_autofree char *low = type ? g_ascii_strdown(type, -1) : NULL;

	return (!encoding || !g_ascii_strcasecmp(encoding, "7bit") ||
		!g_ascii_strcasecmp(encoding, "8bit")) &&
	       (!low || (g_str_has_prefix(low, "text/plain") &&
			 (!strstr(low, "charset") || strstr(low, "utf-8") ||
			  strstr(low, "us-ascii"))));
}

/* Joins the results of git-mailinfo(1): fields, text, patch. */
static void put_together(struct message *message, char *const parts[3])
{
	g_auto(GStrv) info = g_strsplit(parts[0], "\n", -1);
	const char *first = strchr(message->text, '\n');
	GString *whole = g_string_new_len(message->text, first + 1 - message->text);

	for (char **line = info; *line; line++) {
		const char *colon = strchr(*line, ':');
		gboolean author = g_str_has_prefix(*line, "Author:");

		if (author && info[1])
			g_string_append_printf(whole, "From: %s <%s>\n", colon + 2,
					       strchr(info[1], ':') + 2);
		else if (colon && !g_str_has_prefix(*line, "Email:"))
			g_string_append_printf(whole, "%s\n", *line);
	}
	g_string_append_printf(whole, "\n%s%s", parts[1], parts[2]);
	g_free(message->text);
	message->size = whole->len;
	message->text = g_string_free(whole, FALSE);
}

/* Converts the message to plain UTF-8 by git-mailinfo(1), which knows what mailers do.
 * It only drops fields of the transport. */
static gboolean make_plain(struct message *message, GError **error)
{
	g_autofree char *dir = g_dir_make_tmp("kferry-mail-XXXXXX", NULL);
	g_autofree char *mail = g_build_filename(dir ?: ".", "mail", NULL);
	const char *argv[] = {
		"sh",
		"-c",
		"cd \"$1\" && git mailinfo -k --encoding=UTF-8 text patch "
		"<mail >info",
		"mailinfo",
		dir,
		NULL};
	static const char *const environ[] = {"GIT_CONFIG_GLOBAL=/dev/null",
					      "GIT_CONFIG_NOSYSTEM=1",
					      "GIT_DIR=/dev/null", NULL};
	struct subprocess process = {.argv = argv, .environ = environ};
	g_autofree char *output = NULL;
	g_autofree char *parts[3] = {NULL};
	static const char *const names[] = {"info", "text", "patch"};
	gboolean ok = dir && fs_publish(mail, message->text, message->size, error) &&
		      subprocess_run(&process, &output, error);

	for (gsize i = 0; ok && i < G_N_ELEMENTS(names); i++) {
		g_autofree char *path = g_build_filename(dir, names[i], NULL);

		parts[i] = fs_read(path, error);
		ok = parts[i] != NULL;
	}
	if (ok)
		put_together(message, parts);
	for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
		g_clear_pointer(&parts[i], g_free);
	if (dir)
		fs_remove(dir, NULL);
	return ok;
}

/* --- reading ---------------------------------------------------------------------- */

static gint by_number(gconstpointer a, gconstpointer b)
{
	int x = (*(struct message *const *)a)->number;
	int y = (*(struct message *const *)b)->number;

	return x < y ? -1 : x > y;
}

static void sort_messages(GPtrArray *messages)
{
	for (guint i = 0; i < messages->len; i++)
		if (((struct message *)messages->pdata[i])->number < 0)
			return;
	g_ptr_array_sort(messages, by_number);
}

static const char *title_of(const char *subject)
{
	while (*subject == '[' && strchr(subject, ']')) {
		subject = strchr(subject, ']') + 1;
		subject += strspn(subject, " \t");
	}
	return subject;
}

static gboolean take_message(struct patch_queue *queue, struct message *message,
			     GError **error)
{
	g_autoptr(GBytes) bytes = NULL;
	g_autoptr(Patch) patch = NULL;
	g_autofree char *name = NULL;
	const char *subject = message->subject ?: "";

	if (!is_plain(message) && !make_plain(message, error))
		return FALSE;
	bytes = g_bytes_new(message->text, message->size);
	if (message->number == 0) {
		g_clear_pointer(&queue->cover, g_bytes_unref);
		queue->cover = g_steal_pointer(&bytes);
		return TRUE;
	}
	name = patch_queue_name(queue, NULL, title_of(subject));
	patch = patch_parse(name, bytes, error);
	if (!patch)
		return FALSE;
	if (patch->files->len)
		g_ptr_array_add(queue->patches, queue_patch_new(name, bytes, NULL));
	else
		g_printerr("kferry: %s: skipping '%s', which has no diff\n",
			   queue->name, subject);
	return TRUE;
}

static struct patch_queue *
read_mbox(const char *path, const struct format_options *options, GError **error)
{
	g_autoptr(PatchQueue) queue = patch_queue_new(path);
	gsize size;
	g_autofree char *data = fs_read_max(path, PATCH_SIZE_MAX, &size, error);
	g_autoptr(GPtrArray) messages = data ? split_mbox(data, size) : NULL;

	if (!messages)
		return NULL;
	if (!messages->len) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "%s:1: not the start of an mbox message", path);
		return NULL;
	}
	sort_messages(messages);
	for (guint i = 0; i < messages->len; i++)
		if (!take_message(queue, g_ptr_array_index(messages, i), error))
			return NULL;
	return g_steal_pointer(&queue);
}

/* --- writing ---------------------------------------------------------------------- */

#define NO_COMMIT "0000000000000000000000000000000000000000"

/* Appends an equivalent mail header. */
static void append_header(GString *out, const struct commit_text *text, guint number,
			  guint total)
{
	g_autoptr(GTimeZone) zone = g_time_zone_new_offset(text->zone * 60);
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(MAX(text->time, 0));
	g_autoptr(GDateTime) when = g_date_time_to_timezone(utc, zone);
	static const char *const days[] = {"Mon", "Tue", "Wed", "Thu",
					   "Fri", "Sat", "Sun"};
	static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
					     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	g_autofree char *rest = g_date_time_format(when, "%Y %H:%M:%S %z");
	gsize subject = strcspn(text->message, "\n");

	g_string_append(out, "From " NO_COMMIT " Mon Sep 17 00:00:00 2001\n");
	if (text->name)
		g_string_append_printf(out, "From: %s <%s>\n", text->name, text->mail);
	if (text->time >= 0)
		g_string_append_printf(out, "Date: %s, %d %s %s\n",
				       days[g_date_time_get_day_of_week(when) - 1],
				       g_date_time_get_day_of_month(when),
				       months[g_date_time_get_month(when) - 1], rest);
	g_string_append_printf(out,
			       "Subject: [PATCH %u/%u] %.*s\n"
			       "Content-Type: text/plain; charset=UTF-8\n"
			       "Content-Transfer-Encoding: 8bit\n%s---\n",
			       number, total, (int)subject, text->message,
			       text->message[subject + 1] ? text->message + subject
							  : "\n\n");
}

static gboolean append_patch(GString *out, const struct patch_queue *queue,
			     const struct queue_patch *from, guint number, guint total,
			     GError **error)
{
	g_autoptr(Patch) patch = patch_queue_parse(queue, from, error);
	g_autoptr(CommitText) text = NULL;
	g_autofree char *base = g_path_get_basename(from->name);
	const char *data;
	gsize size;

	if (!patch)
		return FALSE;
	data = g_bytes_get_data(patch->bytes, &size);
	if (begins_message(data, data + size)) {
		g_string_append_len(out, data, size);
	} else {
		text = commit_text_new(patch, base);
		append_header(out, text, number, total);
		g_string_append_len(out, data + patch->header.len,
				    size - patch->header.len);
	}
	/* a blank line must precede the next message */
	while (number < total && !g_str_has_suffix(out->str, "\n\n"))
		g_string_append_c(out, '\n');
	return TRUE;
}

static gboolean write_mbox(const struct patch_queue *queue, const char *path,
			   const struct format_options *options, guint *changed,
			   GError **error)
{
	g_autoptr(GString) out = g_string_new(NULL);
	guint number = 0, total = 0;
	g_autofree char *there = NULL;
	gsize size;

	for (guint i = 0; i < queue->patches->len; i++)
		total += ((struct queue_patch *)queue->patches->pdata[i])->selected;
	if (queue->cover) {
		g_string_append_len(out, g_bytes_get_data(queue->cover, NULL),
				    g_bytes_get_size(queue->cover));
		while (!g_str_has_suffix(out->str, "\n\n"))
			g_string_append_c(out, '\n');
	}
	for (guint i = 0; i < queue->patches->len; i++) {
		const struct queue_patch *patch = g_ptr_array_index(queue->patches, i);

		if (patch->selected &&
		    !append_patch(out, queue, patch, ++number, total, error))
			return FALSE;
	}
	*changed = !(g_file_get_contents(path, &there, &size, NULL) &&
		     size == out->len && !memcmp(there, out->str, size));
	return !*changed || fs_output(path, out->str, out->len, error);
}

static gboolean is_mbox(const char *path)
{
	g_autofree char *data = g_file_test(path, G_FILE_TEST_IS_REGULAR)
					? fs_read_max(path, PATCH_SIZE_MAX, NULL, NULL)
					: NULL;

	return data && begins_message(data, data + strlen(data));
}

const struct format format_mbox = {
	.name = "mbox",
	.what = "mail: a file of messages, as git format-patch and b4 am write it",
	.is = is_mbox,
	.read = read_mbox,
	.write = write_mbox,
};
