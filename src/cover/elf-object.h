/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A relocatable object and its place in the kernel or module that was linked from it.
 * This is verified: all bytes of its code, except those that the linker fills in, must
 * equal those of the kernel, and what the linker filled in must be the result of its
 * relocations (arch/arch.h). In a module, the relocations must be the same.
 */
#pragma once

#include <glib.h>

#include "cover/elf-kernel.h"

typedef struct elf_object ElfObject;

/*
 * Finds the place of each code section of the object file @path in @kernel, which must
 * outlive the result. Errors: KF_ERROR_INPUT if @path is not a relocatable object of
 * the kernel's machine, or has no symbols; KF_ERROR_INVALID, naming the function, if
 * its code is missing in the kernel or differs. The caller frees it.
 */
struct elf_object *elf_object_place(const char *path, const struct elf_kernel *kernel,
				    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Returns the address to which the section with number @index was linked; 0: not code,
 * or discarded. */
guint64 elf_object_base(const struct elf_object *object, gsize index);

/* Returns all of its code that was linked (struct elf_kernel_section); unref it. The
 * names belong to the object. */
GArray *elf_object_code(const struct elf_object *object);

/* @object may be NULL. */
void elf_object_free(struct elf_object *object);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ElfObject, elf_object_free)
