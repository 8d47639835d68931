/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Line numbers, read by libdw. A row of a line table stands for the code from its
 * address to that of the next row. If several rows have the same address (for instance
 * a call and the first line of what was inlined there), all get the code that follows.
 * All places of a line count: inlined copies, and blocks with different discriminators.
 * A line that is just a call of an inlined function may have no row; its code is the
 * first byte of what was inlined (DW_AT_call_line of DW_TAG_inlined_subroutine).
 */
#include <dwarf.h>
#include <elfutils/libdwfl.h>
#include <string.h>

#include "cover/elf-object.h"
#include "cover/lines.h"
#include "util/error.h"

/* The file that is read, and where its code is. */
struct dwarf_reader {
	struct line_table *table;
	const struct elf_object *object; /* NULL: the addresses are those of */
	const struct elf_kernel *image;
	Dwfl_Module *module;
	gboolean found; /* there is a line table */
};

/* Disables separate debug files and debuginfod servers. */
static int no_debuginfo(Dwfl_Module *module, void **user, const char *name,
			Dwarf_Addr base, const char *file, const char *link,
			GElf_Word crc, char **found)
{
	return -1;
}

static const Dwfl_Callbacks callbacks = {
	.find_debuginfo = no_debuginfo,
	.section_address = dwfl_offline_section_address,
};

/* Whether @name, as it was passed to the compiler, is @path in the source tree. */
static gboolean is_file(const char *name, const char *path)
{
	gsize length = strlen(path), whole = strlen(name);

	return whole >= length && !strcmp(name + whole - length, path) &&
	       (whole == length || name[whole - length - 1] == '/');
}

static gboolean find_file(const struct line_table *table, const char *name,
			  guint32 *index)
{
	g_autofree char *clean = NULL;

	/* "/build/../src/mm/x.c" */
	if (strstr(name, "/../") || strstr(name, "/./"))
		name = clean = g_canonicalize_filename(name, "/");
	for (guint i = 0; i < table->files->len; i++) {
		const struct lines_file *file = table->files->pdata[i];

		if (is_file(name, file->path)) {
			*index = i;
			return TRUE;
		}
	}
	return FALSE;
}

/* Translates an address of the module to one of the kernel. */
static gboolean place(const struct dwarf_reader *reader, guint64 *address)
{
	Elf32_Word section = 0;
	guint64 base;
	int index;

	if (!reader->object && !elf_kernel_is_module(reader->image))
		return TRUE;
	index = dwfl_module_relocate_address(reader->module, address);
	if (index < 0 || !dwfl_module_relocation_info(reader->module, index, &section))
		return FALSE;
	base = reader->object ? elf_object_base(reader->object, section)
			      : elf_kernel_section_base(reader->image, section);
	*address += base;
	return base != 0;
}

/* Finds the end of the code of row @i: the next row with another address. */
static gboolean row_end(Dwarf_Lines *rows, gsize count, gsize i, Dwarf_Addr start,
			Dwarf_Addr *end)
{
	while (++i < count)
		if (!dwarf_lineaddr(dwarf_onesrcline(rows, i), end) && *end > start)
			return TRUE;
	return FALSE;
}

/* Adds @code, whose addresses are those of the module. */
static void add_code(struct dwarf_reader *reader, struct lines_code code)
{
	guint64 size = code.end - code.start;

	if (!place(reader, &code.start))
		return;
	code.end = code.start + size;
	g_array_append_val(reader->table->codes, code);
}

static void add_row(struct dwarf_reader *reader, Dwarf_Lines *rows, gsize count,
		    gsize i, Dwarf_Addr bias)
{
	Dwarf_Line *row = dwarf_onesrcline(rows, i);
	struct lines_code code = {0};
	Dwarf_Addr start, end;
	const char *name;
	bool last;
	int line;

	if (dwarf_lineendsequence(row, &last) || last || dwarf_lineno(row, &line) ||
	    line <= 0 || dwarf_lineaddr(row, &start) ||
	    !row_end(rows, count, i, start, &end))
		return;
	name = dwarf_linesrc(row, NULL, NULL);
	if (!name || !find_file(reader->table, name, &code.file))
		return;
	code.line = line;
	code.start = start + bias;
	code.end = end + bias;
	add_code(reader, code);
}

static gboolean get_number(Dwarf_Die *die, guint name, Dwarf_Word *value)
{
	Dwarf_Attribute attribute;

	return dwarf_attr(die, name, &attribute) && !dwarf_formudata(&attribute, value);
}

/* Finds the entry of an inlined function. */
static gboolean get_entry(Dwarf_Die *die, Dwarf_Addr *entry)
{
	Dwarf_Addr base, start, end;

	if (!dwarf_entrypc(die, entry))
		return TRUE;
	if (dwarf_ranges(die, 0, &base, &start, &end) <= 0)
		return FALSE;
	*entry = start;
	return TRUE;
}

static void add_call(struct dwarf_reader *reader, Dwarf_Die *die, Dwarf_Files *files,
		     Dwarf_Addr bias)
{
	struct lines_code code = {0};
	Dwarf_Word file, line;
	Dwarf_Addr entry;
	const char *name;

	if (!get_number(die, DW_AT_call_file, &file) ||
	    !get_number(die, DW_AT_call_line, &line) || !get_entry(die, &entry))
		return;
	name = dwarf_filesrc(files, file, NULL, NULL);
	if (!name || !find_file(reader->table, name, &code.file))
		return;
	code.line = line;
	code.start = entry + bias;
	code.end = code.start + 1;
	add_code(reader, code);
}

static void read_calls(struct dwarf_reader *reader, Dwarf_Die *parent,
		       Dwarf_Files *files, Dwarf_Addr bias)
{
	Dwarf_Die die;

	if (dwarf_child(parent, &die))
		return;
	do {
		if (dwarf_tag(&die) == DW_TAG_inlined_subroutine)
			add_call(reader, &die, files, bias);
		if (dwarf_tag(&die) == DW_TAG_subprogram ||
		    dwarf_tag(&die) == DW_TAG_lexical_block ||
		    dwarf_tag(&die) == DW_TAG_inlined_subroutine)
			read_calls(reader, &die, files, bias);
	} while (!dwarf_siblingof(&die, &die));
}

/* Finds out which files the unit contains; returns whether any is wanted. */
static gboolean has_wanted_file(const struct dwarf_reader *reader, Dwarf_Files *files,
				gsize count)
{
	gboolean wanted = FALSE;
	guint32 index;

	for (gsize i = 0; i < count; i++) {
		const char *name = dwarf_filesrc(files, i, NULL, NULL);
		struct lines_file *file;

		if (!name || !find_file(reader->table, name, &index))
			continue;
		file = reader->table->files->pdata[index];
		wanted = file->compiled = TRUE;
	}
	return wanted;
}

static void read_units(struct dwarf_reader *reader)
{
	Dwarf_Die *unit = NULL;
	Dwarf_Addr bias;

	while ((unit = dwfl_module_nextcu(reader->module, unit, &bias))) {
		Dwarf_Files *files;
		Dwarf_Lines *rows;
		gsize count;

		reader->found = TRUE;
		if (dwarf_getsrcfiles(unit, &files, &count) ||
		    !has_wanted_file(reader, files, count))
			continue;
		if (dwarf_getsrclines(unit, &rows, &count))
			continue;
		/* in order, because a function's first row is its own line */
		for (gsize i = 0; i < count; i++)
			add_row(reader, rows, count, i, bias);
		read_calls(reader, unit, files, bias);
	}
}

static gboolean read_file(struct dwarf_reader *reader, const char *path, GError **error)
{
	Dwfl *dwfl = dwfl_begin(&callbacks);

	dwfl_report_begin(dwfl);
	reader->module = dwfl_report_offline(dwfl, path, path, -1);
	dwfl_report_end(dwfl, NULL, NULL);
	if (reader->module)
		read_units(reader);
	dwfl_end(dwfl);
	if (reader->found)
		return TRUE;
	g_set_error(error, KF_ERROR, KF_ERROR_INVALID,
		    "%s: stripped: it has no line numbers", path);
	return FALSE;
}

gboolean lines_add_object(struct line_table *table, const char *path,
			  const struct elf_kernel *kernel, GError **error)
{
	g_autoptr(ElfObject) placed = elf_object_place(path, kernel, error);
	struct dwarf_reader reader = {.table = table, .object = placed};

	return placed && read_file(&reader, path, error);
}

gboolean lines_add_image(struct line_table *table, const struct elf_kernel *kernel,
			 GError **error)
{
	struct dwarf_reader reader = {.table = table, .image = kernel};

	return read_file(&reader, elf_kernel_path(kernel), error);
}
