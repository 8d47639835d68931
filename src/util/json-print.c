/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/json-print.h"

#define FLAGS (JSON_INDENT(2) | JSON_REAL_PRECISION(6))

void json_print(FILE *out, json_t *value)
{
	json_dumpf(value, out, FLAGS);
	fputc('\n', out);
	json_decref(value);
}

char *json_format(json_t *value)
{
	char *text = json_dumps(value, FLAGS);

	json_decref(value);
	return text;
}
