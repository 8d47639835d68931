/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which code of a kernel belongs to which line of some of its source files. Made
 * when the kernel is built, out of line numbers that the booted kernel need not
 * have itself, and kept with every run of it as a text file:
 *
 *	kferry-lines 1
 *	build-id HEX|-
 *	entry ADDRESS               of start_kernel, which runs in every boot
 *	module NAME HEX|-           with code of any of the files, and its build id
 *	section START END NAME      of that module, with code
 *	file PATH                   what follows is of this file
 *	compiled yes                it is part of the kernel; without: it is not
 *	refused REASON              its lines cannot be told
 *	line N START END            code of line N, any number of times
 *	function START END F N NAME   with code of any of the files; it begins at
 *	                            line N of file F, counted from 0; N 0: of none
 *	exact START END             code to be watched in every phase, see covermap.h
 *
 * NAME, PATH and REASON go to the end of the line and have no line break. Addresses are the
 * kernel's virtual ones in hex, END the first byte after. Where a
 * module will lie is not known: those of its code are made up, in the lower half of
 * the address space, which is not the kernel's, and its sections tell which part of
 * it they mean.
 */
#pragma once

#include <glib.h>

#include "cover/elf-kernel.h"

/* Code of a line, of the file of that index. */
struct lines_code {
	guint32 file, line;
	guint64 start, end;
};

struct lines_file {
	char *path;	   /* below the source tree */
	char *refused;	   /* why nothing is known of it, or NULL */
	gboolean compiled; /* into this kernel; it need not have code */
};

struct lines_function {
	char *name;
	guint64 start, end;
	guint32 file, line; /* where it begins; line 0: in none of the files */
};

/* A section with code of a module, at addresses made up. */
struct lines_section {
	char *name;
	guint64 start, end;
};

struct lines_module {
	char *name;	     /* the kernel's: '-' is '_' */
	char *build_id;	     /* NULL if it has none */
	GPtrArray *sections; /* struct lines_section */
};

/* Where the first section of the module number I of a table is taken to lie. */
#define LINES_MODULE_BASE(i) (((guint64)(i) + 1) << 32)

/* All that it points to is its own, and lives until lines_free(). */
struct line_table {
	char *build_id;	      /* of the kernel, NULL if it has none */
	guint64 entry;	      /* 0 if unknown */
	GPtrArray *modules;   /* struct lines_module */
	GPtrArray *files;     /* struct lines_file */
	GArray *codes;	      /* struct lines_code, by file, line and start */
	GPtrArray *functions; /* struct lines_function, by start */
	GArray *exact;	      /* struct code_range, see covermap.h */
};

typedef struct line_table LineTable;

/* A table of @kernel without files; the caller frees it. */
struct line_table *lines_new(const struct elf_kernel *kernel);

/*
 * Adds the module @name, which was opened at LINES_MODULE_BASE(table->modules->len),
 * to what code is looked for in. Its name and sections are copied.
 */
void lines_add_module(struct line_table *table, const char *name,
		      const struct elf_kernel *module);

/* Whether @address is in a module. */
#define lines_is_module(address) (!((address) >> 63))

/*
 * Adds the file @path, below the source tree, of which lines are wanted; returns it, the
 * table's, or the one that is there already.
 */
struct lines_file *lines_add_file(struct line_table *table, const char *path);

/* The file called @path and (where not NULL) its index, or NULL. */
struct lines_file *lines_file(const struct line_table *table, const char *path,
			      guint *index);

/*
 * Adds the code of the wanted files from the line numbers in the object file @path
 * that @kernel, or a module, was linked from. Errors: those of elf_object_place(),
 * KF_ERROR_INVALID if it has no line numbers. Line numbers are DWARF's, as libdw reads them.
 */
gboolean lines_add_object(struct line_table *table, const char *path,
			  const struct elf_kernel *kernel,
			  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Adds it from the own line numbers of the kernel or a module. KF_ERROR_INVALID if it has
 * none.
 */
gboolean lines_add_image(struct line_table *table, const struct elf_kernel *kernel,
			 GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Sorts what was added and notes the functions of @images (struct elf_kernel *, not kept). To
 * be called once, before anything is looked up.
 */
void lines_finish(struct line_table *table, const GPtrArray *images);

/* The first of *@count pieces of code of @line (from 1) of the file @index, or NULL. */
const struct lines_code *lines_find(const struct line_table *table, guint index,
				    guint line, guint *count);

/* The function that has the code at @address, or NULL. */
const struct lines_function *lines_function(const struct line_table *table,
					    guint64 address);

/*
 * The text above, to be freed; and what it says, to be freed by lines_free(). A damaged one
 * is KF_ERROR_INVALID, PATH:LINE, with @path for the name; no file is read.
 */
char *lines_text(const struct line_table *table);
struct line_table *lines_parse(const char *path, const char *text,
			       GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same of the file @path, which is published as a whole. KF_ERROR_SYSTEM besides. */
struct line_table *lines_load(const char *path,
			      GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean lines_save(const struct line_table *table, const char *path,
		    GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* NULL is fine. */
void lines_free(struct line_table *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LineTable, lines_free)
