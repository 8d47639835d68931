/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kferry.* parameters of the kernel command line. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct params {
	bool any;	      /* there is a kferry.* parameter */
	bool shell;	      /* kferry.shell: run a shell instead of the scenarios */
	bool until_splat;     /* kferry.until-splat: after a splat, skip the other
			       * scenarios */
	char nonce[65];	      /* kferry.nonce=HEX, default "none" */
	uint64_t seed;	      /* kferry.seed=N, default 1 */
	unsigned int scale;   /* kferry.scale=N: factor for time limits, default 1 */
	unsigned int load;    /* kferry.load=N: amount of work in percent, default
			       * 100 */
	char scenarios[1024]; /* kferry.scenarios=a,b,c; "": the default set */
	char watch[512];      /* kferry.watch=a,b: modules, see modules.h */
};

/* Parses a kernel command line. Returns NULL, or the name of a parameter with an
 * invalid value. */
const char *params_read(struct params *params, const char *cmdline);
