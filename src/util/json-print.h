/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kferry's JSON format: indented by two spaces, numbers with six digits, a newline at
 * the end.
 */
#pragma once

#include <jansson.h>
#include <stdio.h>

/* Writes @value to @out; takes ownership of the reference. */
void json_print(FILE *out, json_t *value);

/* Returns the same as a string without the newline; free with g_free(). */
char *json_format(json_t *value);
