/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Text of others as JSON. Names of files, titles and console lines are bytes, JSON is
 * UTF-8, and jansson makes neither a string nor what holds it of anything else: nothing
 * but words of kferry's own goes into JSON without passing here.
 */
#pragma once

#include <glib.h>
#include <jansson.h>

/*
 * @bytes as a JSON string, what is no UTF-8 replaced by U+FFFD; a new reference. NULL
 * for NULL, which json_pack()'s "o?" makes null of and "o*" leaves out.
 */
json_t *json_text(const char *bytes);

/* The same of @length bytes, a NUL replaced as well. */
json_t *json_text_sized(const char *bytes, gsize length);

/* The strings of @list, which is ended by NULL or is NULL, as an array. */
json_t *json_text_array(const char *const *list);

/* Sets the member @name of @object, a name of others too; takes over @value. */
void json_text_set(json_t *object, const char *name, json_t *value);
