/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Loads kernel modules that the host put into the initramfs. */
#pragma once

#include <stdbool.h>

#include "params.h"

/* A module per line, in the order of loading: its path, then its parameters. */
#define MODULES_LIST "/modules/load"

/*
 * Loads the modules in MODULES_LIST, if it exists, and prints a line for each:
 *
 *   # kferry: module NAME 0xADDRESS [phase=N] [build-id=HEX] [SECTION=0xADDRESS]...
 *   # kferry: module NAME failed: WHY
 *
 * ADDRESS is that of .text; sections are those with code. Modules in kferry.watch are
 * loaded between two marks (machine.h); N is the number of the first one, so code that
 * ran in that phase is the module's init code. A last line gives the number of marks:
 *
 *   # kferry: marks N
 */
void modules_load(const struct params *params);
