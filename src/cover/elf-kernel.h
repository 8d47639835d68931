/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A linked kernel (vmlinux), or a module (NAME.ko): its bytes by address and its
 * symbols by name. A module has no addresses before it is loaded: its sections are
 * laid out from an address of the caller's choice on, and what the kernel will fill
 * in when it loads it is known as relocations. Formats: ELF-64 and the psABI of an architecture
 * of arch/arch.h that has code there, as libelf reads them; the build id is the note
 * NT_GNU_BUILD_ID.
 *
 * Addresses are virtual ones of the guest, sizes are bytes, [start, end) leaves out @end.
 * What is handed out is the kernel's, and lives until elf_kernel_free().
 */
#pragma once

#include <glib.h>

#include "arch/arch.h"

typedef struct elf_kernel ElfKernel;

/*
 * Opens the ELF file @path. KF_ERROR_INPUT, naming it, if it is not a linked
 * kernel of such an architecture, or has been stripped of its symbols, or cannot be read. The
 * caller frees it.
 */
struct elf_kernel *elf_kernel_open(const char *path,
				   GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Opens the module @path, the first section of which is taken to lie at @base.
 * A multiple of the largest alignment, and different for each module of a table: see
 * LINES_MODULE_BASE(). KF_ERROR_INPUT likewise.
 */
struct elf_kernel *elf_kernel_open_module(const char *path, guint64 base,
					  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* As given to elf_kernel_open(). */
const char *elf_kernel_path(const struct elf_kernel *kernel);

/* Never NULL, and it has code. */
const struct arch *elf_kernel_arch(const struct elf_kernel *kernel);

/* The build id in lower-case hex, or NULL. */
const char *elf_kernel_build_id(const struct elf_kernel *kernel);

/* Whether it carries line numbers of its own: built with CONFIG_DEBUG_INFO. */
gboolean elf_kernel_has_lines(const struct elf_kernel *kernel);

/*
 * The addresses of all symbols called @name, an array of guint64; NULL if there is none.
 * Static functions of one name are several.
 */
const GArray *elf_kernel_find(const struct elf_kernel *kernel, const char *name);

/* Its @size bytes at @address; NULL if not all are in one section, or are in no file. */
const guint8 *elf_kernel_bytes(const struct elf_kernel *kernel, guint64 address,
			       gsize size);

/* What stands from @address to the end of its section, @size bytes; NULL and 0: nothing. */
const guint8 *elf_kernel_rest(const struct elf_kernel *kernel, guint64 address,
			      gsize *size);

/* A section with code. */
struct elf_kernel_section {
	const char *name;
	guint64 start, end;
};

/* All of them (struct elf_kernel_section), in the file's order. */
const GArray *elf_kernel_code(const struct elf_kernel *kernel);

/* Where the section number @index of the file lies; 0 if it is not in memory. */
guint64 elf_kernel_section_base(const struct elf_kernel *kernel, gsize index);

/*
 * What the kernel fills in at @place when it loads a module; and in a kernel that is linked as
 * a shared object, when it starts: then @addend is the address that it was linked to.
 */
struct elf_kernel_relocation {
	guint64 place;
	guint type;	  /* R_... */
	const char *name; /* of a symbol elsewhere; NULL: what follows is of use */
	guint64 target;	  /* address of the symbol in the module itself */
	gint64 addend;
};

/* That at @place, or NULL. */
const struct elf_kernel_relocation *
elf_kernel_relocation(const struct elf_kernel *kernel, guint64 place);

/* Whether it is a module. */
gboolean elf_kernel_is_module(const struct elf_kernel *kernel);

/* A function. */
struct elf_kernel_function {
	const char *name;
	guint64 start, end;
};

/* All of them that have a size (struct elf_kernel_function), by address. */
const GArray *elf_kernel_functions(const struct elf_kernel *kernel);

/* NULL is fine. */
void elf_kernel_free(struct elf_kernel *kernel);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ElfKernel, elf_kernel_free)
