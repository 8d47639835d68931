/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Kernel modules that the host put into the initramfs. */
#pragma once

#include <stdbool.h>

#include "params.h"

/* One module a line, in the order of loading: its path, then its parameters. */
#define MODULES_LIST "/modules/load"

/*
 * Loads the modules of MODULES_LIST, if there is one, and prints a line for each:
 *
 *	# kferry: module NAME 0xADDRESS [phase=N] [build-id=HEX] [SECTION=0xADDRESS]...
 *	# kferry: module NAME failed: WHY
 *
 * ADDRESS is that of .text; sections are those with code. The modules that
 * kferry.watch names are loaded between two marks (machine.h), N being the number
 * of the first: what ran in that phase is the module's init code. Then a last line
 * tells how many marks there were:
 *
 *	# kferry: marks N
 */
void modules_load(const struct params *params);
