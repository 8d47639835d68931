/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Compiler attributes for gcc 12, for kernels that look for a header named
 * after the compiler's major version (before 4.2) and know none above 4 or 5.
 *
 * Reached by an -I behind the kernel's own include directories, so a tree that
 * has such a header of its own uses its own.
 */
#ifndef __LINUX_COMPILER_H
#error "Please don't include <linux/compiler-gcc12.h> directly, include <linux/compiler.h> instead."
#endif

#define __used			__attribute__((__used__))
#define __must_check		__attribute__((warn_unused_result))
#define __compiler_offsetof(a, b)	__builtin_offsetof(a, b)
#define __cold			__attribute__((__cold__))
#define __linktime_error(message)	__attribute__((__error__(message)))
#define unreachable()		__builtin_unreachable()
#define __noclone		__attribute__((__noclone__))
#define __visible		__attribute__((externally_visible))

/* gcc 4.8.2 and later need no workaround; kernels without the macro do not use it. */
#define asm_volatile_goto(x...)	asm goto(x)

/* __PASTE is the kernel's, from 3.8 on, as are the users of this. */
#define __UNIQUE_ID(prefix)	__PASTE(__PASTE(__UNIQUE_ID_, prefix), __COUNTER__)

/*
 * Left out on purpose: __compiletime_object_size and __compiletime_error.
 * They turn into link errors what newer optimisers merely see differently,
 * and the kernels in question define both as nothing when they are missing.
 */
