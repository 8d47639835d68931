/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/json-text.h"

#include <string.h>

json_t *json_text_sized(const char *bytes, gsize length)
{
	g_autofree char *valid = g_utf8_make_valid(bytes, length);

	return json_string(valid);
}

json_t *json_text(const char *bytes)
{
	return bytes ? json_text_sized(bytes, strlen(bytes)) : NULL;
}

json_t *json_text_array(const char *const *list)
{
	json_t *array = json_array();

	for (; list && *list; list++)
		json_array_append_new(array, json_text(*list));
	return array;
}

void json_text_set(json_t *object, const char *name, json_t *value)
{
	g_autofree char *valid = g_utf8_make_valid(name, -1);

	json_object_set_new(object, valid, value);
}
