/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A working directory for a test: the test may write to it, but not to its own files,
 * which are links to the originals.
 */
#pragma once

#include <stdbool.h>

/*
 * Creates the directory @to with a link to each file of the directory @from.
 * Directories on the path @below are created recursively instead: with "net/mptcp",
 * that has its own files, and "../lib.sh" exists. False with errno on failure.
 */
bool workdir_make(const char *from, const char *to, const char *below);
