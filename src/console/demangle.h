/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names of Rust functions as their authors wrote them: of the v0 mangling
 * (https://doc.rust-lang.org/rustc/symbol-mangling/v0.html) what names of functions
 * in kernels are made of, and plain nested names of the older one.
 */
#pragma once

#include <glib.h>

#include "console/pattern.h"

/*
 * Returns @name demangled, to be freed by the caller, or NULL if it is not mangled,
 * or in a way that is not known here.
 */
char *demangle(struct span name);
