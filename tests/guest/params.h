/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kferry.* parameters of the kernel command line. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct params {
	bool any;	      /* a kferry.* parameter was given */
	bool shell;	      /* kferry.shell: a prompt instead of the scenarios */
	bool until_splat;     /* kferry.until-splat: then skip the other scenarios */
	char nonce[65];	      /* kferry.nonce=HEX, "none" if not given */
	uint64_t seed;	      /* kferry.seed=N, 1 */
	unsigned int scale;   /* kferry.scale=N: multiplies time limits, 1 */
	unsigned int load;    /* kferry.load=N: the work to do in percent, 100 */
	char scenarios[1024]; /* kferry.scenarios=a,b,c; "" for the default set */
	char watch[512];      /* kferry.watch=a,b; modules, see modules.h */
};

/*
 * Reads @params from the text of a command line. Returns NULL, or the name of a
 * parameter whose value cannot be used: nothing is guessed then.
 */
const char *params_read(struct params *params, const char *cmdline);
