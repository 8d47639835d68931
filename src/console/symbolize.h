/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Addresses in traces as functions, files and lines, from the debug information of
 * vmlinux and its modules. A line comes out as the kernel's
 * scripts/decode_stacktrace.sh (6.1) prints it, inlined functions with it.
 */
#pragma once

#include <glib.h>

#include "console/pattern.h"

struct symbolizer;

/*
 * Opens @vmlinux. Modules are looked for under @modules when a trace names one, or
 * beside vmlinux if @modules is NULL. NULL with @error set if vmlinux cannot be
 * read or has no symbols.
 */
struct symbolizer *symbolizer_new(const char *vmlinux, const char *modules,
				  GError **error);
void symbolizer_free(struct symbolizer *symbolizer);

/*
 * Returns @line with the function that it shows followed by its place:
 * "func (mm/file.c:12 mm/file.h:3)", the innermost inlined one first; lines that
 * show none, or one that is not known, come back as they are. The caller frees it.
 */
char *symbolizer_line(struct symbolizer *symbolizer, struct span line);
