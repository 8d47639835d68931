/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which code of a kernel belongs to which line of some of its source files. This table
 * is made when the kernel is built, from line numbers that the booted kernel may lack,
 * and is stored with every run as a text file:
 *
 *	kferry-lines 1
 *	build-id HEX|-
 *	entry ADDRESS                 of start_kernel, which runs in every boot
 *	module NAME HEX|-             has code of a file below; its build id
 *	section START END NAME        of that module, with code
 *	file PATH                     the following lines are about this file
 *	compiled yes                  it is part of the kernel; missing: it is not
 *	refused REASON                its lines are unknown
 *	line N START END              code of line N; may be repeated
 *	function START END F N NAME   has code of a file; begins at line N of file F,
 *	                              counted from 0; N is 0 if in none
 *	exact START END               code to be watched in every phase, see covermap.h
 *
 * NAME, PATH and REASON extend to the end of the line. Addresses are virtual addresses
 * of the kernel in hex; END is exclusive. Since a module's load address is unknown,
 * addresses of its code are made up, in the lower half of the address space, which the
 * kernel does not use; its sections map them.
 */
#pragma once

#include <glib.h>

#include "cover/elf-kernel.h"

/* Code of a line in the file with that index. */
struct lines_code {
	guint32 file, line;
	guint64 start, end;
};

struct lines_file {
	char *path;	   /* relative to the source tree */
	char *refused;	   /* why its lines are unknown, or NULL */
	gboolean compiled; /* part of this kernel; it may still have no code */
};

struct lines_function {
	char *name;
	guint64 start, end;
	guint32 file, line; /* where it begins; line 0: in none of the files */
};

/* A section with code of a module, at made-up addresses. */
struct lines_section {
	char *name;
	guint64 start, end;
};

struct lines_module {
	char *name;	     /* spelled as by the kernel: '_' for '-' */
	char *build_id;	     /* NULL if there is none */
	GPtrArray *sections; /* struct lines_section */
};

/* The made-up address of the first section of module number I of a table. */
#define LINES_MODULE_BASE(i) (((guint64)(i) + 1) << 32)

/* Owns everything that it points to. */
struct line_table {
	char *build_id;	      /* of the kernel, NULL if there is none */
	guint64 entry;	      /* 0 if unknown */
	GPtrArray *modules;   /* struct lines_module */
	GPtrArray *files;     /* struct lines_file */
	GArray *codes;	      /* struct lines_code, sorted by file, line and start */
	GPtrArray *functions; /* struct lines_function, sorted by start */
	GArray *exact;	      /* struct code_range, see covermap.h */
};

typedef struct line_table LineTable;

/* Returns a table for @kernel without files; the caller frees it. */
struct line_table *lines_new(const struct elf_kernel *kernel);

/* Adds the module @name, opened at LINES_MODULE_BASE(table->modules->len). Its name and
 * sections are copied. */
void lines_add_module(struct line_table *table, const char *name,
		      const struct elf_kernel *module);

/* Whether @address is in a module. */
#define lines_is_module(address) (!((address) >> 63))

/* Adds the file @path, relative to the source tree, whose lines are wanted, unless it
 * is already there. Returns it; it belongs to the table. */
struct lines_file *lines_add_file(struct line_table *table, const char *path);

/*
 * Returns the file called @path, or NULL, and stores its index (unless @index is NULL).
 */
struct lines_file *lines_file(const struct line_table *table, const char *path,
			      guint *index);

/*
 * Adds the code of the wanted files from the line numbers in the object file @path,
 * from which @kernel, or a module, was linked. Errors: those of elf_object_place(),
 * KF_ERROR_INVALID if it has no line numbers. Line numbers are DWARF, read by libdw.
 */
gboolean lines_add_object(struct line_table *table, const char *path,
			  const struct elf_kernel *kernel,
			  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same from the line numbers of the kernel or module itself. KF_ERROR_INVALID if it
 * has none. */
gboolean lines_add_image(struct line_table *table, const struct elf_kernel *kernel,
			 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Sorts the table and adds the functions of @images (struct elf_kernel *, borrowed).
 * Must be called once, before lookups. */
void lines_finish(struct line_table *table, const GPtrArray *images);

/* Returns the first of *@count pieces of code of @line (from 1) of the file @index, or
 * NULL. */
const struct lines_code *lines_find(const struct line_table *table, guint index,
				    guint line, guint *count);

/* Returns the function that contains the code at @address, or NULL. */
const struct lines_function *lines_function(const struct line_table *table,
					    guint64 address);

/* Returns the table as the text above, for the caller to free; and parses such a text.
 * A malformed text is KF_ERROR_INVALID, PATH:LINE; @path is only for messages. */
char *lines_text(const struct line_table *table);
struct line_table *lines_parse(const char *path, const char *text,
			       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same for the file @path, which is written atomically. Errors: also
 * KF_ERROR_SYSTEM. */
struct line_table *lines_load(const char *path,
			      GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean lines_save(const struct line_table *table, const char *path,
		    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* @table may be NULL. */
void lines_free(struct line_table *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LineTable, lines_free)
