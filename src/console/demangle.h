/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names of Rust functions as their authors wrote them: of the v0 mangling
 * (https://doc.rust-lang.org/rustc/symbol-mangling/v0.html) what names of functions
 * in kernels are made of, and plain nested names of the older one.
 *
 * libiberty demangles them, too, but its output has no bound: for a name of 219 bytes
 * whose parts refer to the ones before, c++filt of binutils 2.40 prints 100 MB, and every
 * ten bytes more double that. A log is not to be trusted with so much. It also keeps the
 * hashes of crates, which differ from build to build, and no other name has them.
 */
#pragma once

#include <glib.h>

#include "console/pattern.h"

/*
 * Returns @name demangled, to be freed by the caller, or NULL if it is not mangled,
 * or in a way that is not known here.
 */
char *demangle(struct span name);
