/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names that become more than a name: a branch, a variant, a version, a module. Each is
 * a word for make and the shell, a part of a path and of a package's name, and a word
 * of the kernel's command line. Instead of quoting it for all of these a name is plain,
 * or it is refused where it is read.
 */
#pragma once

/*
 * Why @name is none (a static string that goes on after it: "is not a valid name: ..."),
 * or NULL if it is one: letters and digits of ASCII, '.', '_', '+', '~' and '-', of
 * which the first is a letter or a digit.
 */
const char *plain_name_refusal(const char *name);
