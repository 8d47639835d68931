/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Shell completion, from the tables of commands and from the project. Used by
 * packaging/completion/.
 */
#pragma once

#include <glib.h>
#include <stdio.h>

/*
 * Prints the candidates for the last of @words, which begin after the program's name
 * and are ended by NULL: a line "WORD\tHELP" each; for an option with "=VALUE", the
 * value alone. "\tfiles" and "\tdirs" stand for names of files and directories. What
 * cannot be read has no candidates. Changes to the directory of "-C" in @words.
 */
void candidates_print(FILE *out, char **words);
