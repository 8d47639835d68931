/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "params.h"

#include <stdlib.h>
#include <string.h>

static bool read_number(const char *text, size_t length, uint64_t most,
			uint64_t *number)
{
	char copy[24], *end;

	if (!length || length >= sizeof(copy) || text[0] < '0' || text[0] > '9')
		return false;
	memcpy(copy, text, length);
	copy[length] = '\0';
	*number = strtoull(copy, &end, 10);
	return !*end && *number <= most;
}

static bool read_factor(const char *text, size_t length, unsigned int *factor)
{
	uint64_t number;

	if (!read_number(text, length, 10000, &number) || !number)
		return false;
	*factor = (unsigned int)number;
	return true;
}

static bool read_text(const char *text, size_t length, char *copy, size_t size)
{
	if (!length || length >= size)
		return false;
	memcpy(copy, text, length);
	copy[length] = '\0';
	return true;
}

/* Parses a word "kferry.NAME=VALUE". Ignores unknown names, for compatibility with
 * later versions. Returns NULL, or the name if the value is invalid. */
static const char *read_word(struct params *params, const char *name, const char *value,
			     size_t length)
{
	bool good = true;

	if (!strncmp(name, "nonce=", 6))
		good = read_text(value, length, params->nonce, sizeof(params->nonce));
	else if (!strncmp(name, "scenarios=", 10))
		good = read_text(value, length, params->scenarios,
				 sizeof(params->scenarios));
	else if (!strncmp(name, "watch=", 6))
		good = read_text(value, length, params->watch, sizeof(params->watch));
	else if (!strncmp(name, "seed=", 5))
		good = read_number(value, length, UINT64_MAX, &params->seed);
	else if (!strncmp(name, "scale=", 6))
		good = read_factor(value, length, &params->scale);
	else if (!strncmp(name, "load=", 5))
		good = read_factor(value, length, &params->load);
	else if (!strncmp(name, "until-splat", 11))
		params->until_splat = true;
	else if (!strncmp(name, "shell", 5))
		params->shell = true;
	return good ? NULL : name;
}

const char *params_read(struct params *params, const char *cmdline)
{
	*params = (struct params){.nonce = "none", .seed = 1, .scale = 1, .load = 100};
	while (*cmdline) {
		size_t length = strcspn(cmdline, " \n");
		const char *equals = memchr(cmdline, '=', length);
		const char *value = equals ? equals + 1 : cmdline + length;

		if (length > 7 && !strncmp(cmdline, "kferry.", 7)) {
			const char *bad = read_word(params, cmdline + 7, value,
						    (size_t)(cmdline + length - value));

			params->any = true;
			if (bad)
				return bad;
		}
		cmdline += length;
		cmdline += strspn(cmdline, " \n");
	}
	return NULL;
}
