/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Demangles names of Rust functions: of the v0 mangling
 * (https://doc.rust-lang.org/rustc/symbol-mangling/v0.html) what function names in
 * kernels use, and plain nested names of the legacy mangling.
 *
 * libiberty demangles them, too, but its output is unbounded: for a name of 219 bytes
 * whose parts refer to earlier ones, c++filt of binutils 2.40 prints 100 MB, and ten
 * more bytes double that, so a log could exhaust memory. It also keeps crate hashes,
 * which differ between builds.
 */
#pragma once

#include <glib.h>

#include "console/pattern.h"

/* Returns the demangled @name, or NULL if it is not mangled or in an unsupported form;
 * the caller frees it. */
char *demangle(struct span name);
