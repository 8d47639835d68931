/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A relocatable object and its place in the kernel that was linked from it, or in a module.
 * That it is what the kernel was linked from is not believed but compared: every byte of its
 * code that the linker does not fill in has to stand in the kernel, and what the linker did
 * fill in has to be what these relocations give (arch/arch.h); in a module they have to be
 * the same relocations.
 */
#pragma once

#include <glib.h>

#include "cover/elf-kernel.h"

typedef struct elf_object ElfObject;

/*
 * Finds the place of each code section of the object file @path in @kernel (which
 * must outlive what is returned). KF_ERROR_INPUT if @path is not a relocatable
 * object of the kernel's machine or stripped of its symbols; KF_ERROR_INVALID, naming the function,
 * if its code differs from the kernel's or is not there at all. The caller frees it.
 */
struct elf_object *elf_object_place(const char *path, const struct elf_kernel *kernel,
				    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The address that the section number @index was linked to; 0: not code, or discarded. */
guint64 elf_object_base(const struct elf_object *object, gsize index);

/* All code of it that was linked (struct elf_kernel_section), to be unreffed. Names are those of
 * the object, and live as long. */
GArray *elf_object_code(const struct elf_object *object);

/* NULL is fine. */
void elf_object_free(struct elf_object *object);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ElfObject, elf_object_free)
