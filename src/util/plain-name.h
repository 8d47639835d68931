/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names of branches, variants, versions and modules. They are used in makefiles and
 * shell commands, in paths, in names of packages and on the kernel command line.
 * Instead of quoting them for all of these, kferry rejects any name that is not plain
 * when it reads it.
 */
#pragma once

/*
 * Why @name is none (a static string that goes on after it: "is not a valid name: ..."),
 * or NULL if it is one: letters and digits of ASCII, '.', '_', '+', '~' and '-', of
 * which the first is a letter or a digit.
 */
const char *plain_name_refusal(const char *name);
