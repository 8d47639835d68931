/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How kferry writes JSON for people and scripts: two spaces a level, six digits of a
 * number, a newline at the end.
 */
#pragma once

#include <jansson.h>
#include <stdio.h>

/* Writes @value to @out; takes over the reference. */
void json_print(FILE *out, json_t *value);

/* The same as a string, without the newline; to be freed with g_free(). */
char *json_format(json_t *value);
