/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What may stand where a shell's cursor is, by the tables of the commands and by the
 * project: the other end of packaging/completion/.
 */
#pragma once

#include <glib.h>
#include <stdio.h>

/*
 * Prints the candidates for the last of @words, which begin after the program's name and
 * are ended by NULL: a line "WORD\tHELP" each, of an option with "=VALUE" the value alone.
 * "\tfiles" and "\tdirs" mean the names of files and of directories as well. What cannot
 * be read, a project that is none among it, has no candidates. Changes to the directory
 * that "-C" among the words names.
 */
void candidates_print(FILE *out, char **words);
