/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A linked kernel (vmlinux) or a module (NAME.ko): its bytes by address, and its
 * symbols by name. A module has no addresses before it is loaded: its sections are
 * placed from an address of the caller's choice on, and what the kernel fills in when
 * it loads the module is available as relocations. Formats: ELF-64 and the psABI of
 * architectures with code in arch/arch.h, read by libelf; the build id is the note
 * NT_GNU_BUILD_ID.
 *
 * Addresses are virtual addresses of the guest, sizes are bytes, and [start, end)
 * excludes @end. Results belong to the kernel and are valid until elf_kernel_free().
 */
#pragma once

#include <glib.h>

#include "arch/arch.h"

typedef struct elf_kernel ElfKernel;

/*
 * Opens the ELF file @path. Errors: KF_ERROR_INPUT, naming it, if it is not a linked
 * kernel of such an architecture, has no symbols (stripped), or cannot be read. The
 * caller frees it.
 */
struct elf_kernel *elf_kernel_open(const char *path,
				   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Opens the module @path with its first section at @base, which must be a multiple of
 * the largest alignment and different for each module of a table: see
 * LINES_MODULE_BASE(). Errors: as above.
 */
struct elf_kernel *elf_kernel_open_module(const char *path, guint64 base,
					  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Returns the path as given. */
const char *elf_kernel_path(const struct elf_kernel *kernel);

/* Never NULL; it has code. */
const struct arch *elf_kernel_arch(const struct elf_kernel *kernel);

/* Returns the build id in lower-case hex, or NULL. */
const char *elf_kernel_build_id(const struct elf_kernel *kernel);

/* Whether it has line numbers: built with CONFIG_DEBUG_INFO. */
gboolean elf_kernel_has_lines(const struct elf_kernel *kernel);

/* Returns the addresses of all symbols called @name, an array of guint64, or NULL.
 * Static functions may have the same name. */
const GArray *elf_kernel_find(const struct elf_kernel *kernel, const char *name);

/* Returns @size bytes at @address; NULL if they are not in one section, or not in the
 * file. */
const guint8 *elf_kernel_bytes(const struct elf_kernel *kernel, guint64 address,
			       gsize size);

/* Returns the bytes from @address to the end of its section, and sets *@size; NULL and
 * 0 if there are none. */
const guint8 *elf_kernel_rest(const struct elf_kernel *kernel, guint64 address,
			      gsize *size);

/* A section with code. */
struct elf_kernel_section {
	const char *name;
	guint64 start, end;
};

/*
 * Returns all sections with code (struct elf_kernel_section), in the order of the file.
 */
const GArray *elf_kernel_code(const struct elf_kernel *kernel);

/* Returns the address of the section with number @index; 0 if it is not loaded. */
guint64 elf_kernel_section_base(const struct elf_kernel *kernel, gsize index);

/*
 * What the kernel fills in at @place when it loads a module or, if the kernel is linked
 * as a shared object, when it starts. In the latter case @addend is the link address.
 */
struct elf_kernel_relocation {
	guint64 place;
	guint type;	  /* R_... */
	const char *name; /* of an external symbol; NULL: see target */
	guint64 target;	  /* address of a symbol in the module itself */
	gint64 addend;
};

/* Returns the relocation at @place, or NULL. */
const struct elf_kernel_relocation *
elf_kernel_relocation(const struct elf_kernel *kernel, guint64 place);

gboolean elf_kernel_is_module(const struct elf_kernel *kernel);

/* A function. */
struct elf_kernel_function {
	const char *name;
	guint64 start, end;
};

/* Returns all functions with a size (struct elf_kernel_function), sorted by address. */
const GArray *elf_kernel_functions(const struct elf_kernel *kernel);

/* @kernel may be NULL. */
void elf_kernel_free(struct elf_kernel *kernel);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ElfKernel, elf_kernel_free)
