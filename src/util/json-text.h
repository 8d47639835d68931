/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Untrusted text in JSON. File names, titles and console lines are bytes, but JSON is
 * UTF-8: from other bytes, jansson fails to create the string and the object that
 * contains it. Everything except kferry's own words goes through these functions.
 */
#pragma once

#include <glib.h>
#include <jansson.h>

/*
 * Returns @bytes as a JSON string (a new reference), with invalid UTF-8 replaced by
 * U+FFFD. Returns NULL for NULL, which "o?" of json_pack() turns into null and "o*"
 * omits.
 */
json_t *json_text(const char *bytes);

/* The same for @length bytes; a NUL is replaced, too. */
json_t *json_text_sized(const char *bytes, gsize length);

/* Returns the strings of @list (ended by NULL; may be NULL) as an array. */
json_t *json_text_array(const char *const *list);

/* Sets the member @name of @object; @name may be untrusted, too. Takes ownership of
 * @value. */
void json_text_set(json_t *object, const char *name, json_t *value);
