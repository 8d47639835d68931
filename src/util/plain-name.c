/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/plain-name.h"

#include <glib.h>
#include <string.h>

#define PLAIN G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "._+~-"

const char *plain_name_refusal(const char *name)
{
	if (!*name)
		return "is empty";
	if (name[strspn(name, PLAIN)])
		return "is not a valid name: use only letters, digits and . _ + ~ -";
	if (!g_ascii_isalnum(*name))
		return "is not a valid name: it must begin with a letter or digit";
	return NULL;
}
