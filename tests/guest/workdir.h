/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A directory that a test may write to and that has its files, which it may not: they are
 * links to where they are.
 */
#pragma once

#include <stdbool.h>

/*
 * Makes the directory @to with a link to each file of the directory @from, but that the
 * directories on the path @below are made themselves, likewise: "net/mptcp" has its own
 * files, and "../lib.sh" is there. False, with errno, if that cannot be done.
 */
bool workdir_make(const char *from, const char *to, const char *below);
