/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Untrusted text in JSON. File names, titles and console lines are bytes, JSON is
 * UTF-8, and jansson fails to create a string, and the object that holds it, from
 * anything else. Everything except kferry's own words goes through these functions.
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
