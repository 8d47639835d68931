/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Translates addresses in traces to functions, files and lines, by the debug
 * information of vmlinux and its modules. Lines are printed as by the kernel's
 * scripts/decode_stacktrace.sh (6.1), with inlined functions.
 */
#pragma once

#include <glib.h>

#include "console/pattern.h"

struct symbolizer;

/*
 * Opens @vmlinux. Modules that a trace names are searched below @modules or, if that is
 * NULL, beside vmlinux. Returns NULL and sets @error if vmlinux cannot be read or has
 * no symbols.
 */
struct symbolizer *symbolizer_new(const char *vmlinux, const char *modules,
				  GError **error);
void symbolizer_free(struct symbolizer *symbolizer);

/*
 * Returns @line with the place of its function added: "func (mm/file.c:12
 * mm/file.h:3)", the innermost inlined one first. Lines without a known function are
 * returned unchanged. The caller frees it.
 */
char *symbolizer_line(struct symbolizer *symbolizer, struct span line);
