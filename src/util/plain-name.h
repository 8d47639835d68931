/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names of branches, variants, versions and modules. They are used in makefiles and
 * shell commands, in paths, in names of packages and on the kernel command line.
 * Instead of quoting them for all of these, kferry rejects any name that is not plain
 * when it reads it.
 */
#pragma once

/*
 * Returns NULL if @name is a valid name: ASCII letters, digits, '.', '_', '+', '~' and
 * '-', beginning with a letter or digit. Otherwise returns why not, as a static string
 * to follow the name: "is not a valid name: ...".
 */
const char *plain_name_refusal(const char *name);
