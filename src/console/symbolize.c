/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "console/symbolize.h"

#include <dwarf.h>
#include <elfutils/libdwfl.h>
#include <string.h>

#include "util/error.h"

/* A function's address in the file (for modules, in libdwfl's address space). */
struct symbol {
	GElf_Addr address;
	GElf_Xword size;
};

/* Code of a compilation unit, in addresses of its file. */
struct unit_range {
	Dwarf_Addr start, end;
	Dwarf_Die unit;
};

/* vmlinux or a module. */
struct symbol_file {
	GArray *units; /* struct unit_range, sorted by start; NULL until needed */
	Dwfl_Module *module;
	GHashTable *symbols; /* name to GArray of struct symbol, sorted by address */
};

struct symbolizer {
	Dwfl *dwfl;
	GHashTable *objects; /* module name ("" for vmlinux) to struct symbol_file;
			   * NULL: no such module */
	GHashTable *lines;   /* "module address" to the text of its place */
	char *modules;	     /* directory with modules */
	char *base;	     /* build directory, removed from paths; NULL if unknown */
};

static char *debug_path;

static const Dwfl_Callbacks callbacks = {
	.find_elf = dwfl_build_id_find_elf,
	.find_debuginfo = dwfl_standard_find_debuginfo,
	.section_address = dwfl_offline_section_address,
	.debuginfo_path = &debug_path,
};

/* ---- objects ----------------------------------------------------------- */

static void elf_object_free(gpointer data)
{
	struct symbol_file *object = data;

	if (!object)
		return;
	g_clear_pointer(&object->units, g_array_unref);
	g_hash_table_unref(object->symbols);
	g_free(object);
}

/* nm's types t and T: symbols in a code section. */
static gboolean is_code(const GElf_Sym *symbol, Dwfl_Module *module, Elf *elf,
			GElf_Word index)
{
	Elf_Scn *section = elf ? elf_getscn(elf, index) : NULL;
	GElf_Shdr header;

	if (GELF_ST_TYPE(symbol->st_info) == STT_FUNC)
		return TRUE;
	return GELF_ST_TYPE(symbol->st_info) == STT_NOTYPE && section &&
	       gelf_getshdr(section, &header) && header.sh_flags & SHF_EXECINSTR;
}

static struct symbol_file *object_new(Dwfl_Module *module)
{
	struct symbol_file *object = g_new0(struct symbol_file, 1);
	int count = dwfl_module_getsymtab(module);

	object->module = module;
	object->symbols = g_hash_table_new_full(g_str_hash, g_str_equal, NULL,
						(GDestroyNotify)g_array_unref);
	for (int i = 1; i < count; i++) {
		GElf_Sym sym;
		GElf_Addr address;
		GElf_Word section;
		Elf *elf = NULL;
		const char *name = dwfl_module_getsym_info(module, i, &sym, &address,
							   &section, &elf, NULL);
		struct symbol symbol = {address, sym.st_size};
		GArray *same;

		if (!name || !*name || !is_code(&sym, module, elf, section))
			continue;
		same = g_hash_table_lookup(object->symbols, name);
		if (!same) {
			same = g_array_new(FALSE, FALSE, sizeof(struct symbol));
			g_hash_table_insert(object->symbols, (char *)name, same);
		}
		g_array_append_val(same, symbol);
	}
	return object;
}

static struct symbol_file *object_open(struct symbolizer *symbolizer, const char *name,
				       const char *path)
{
	Dwfl_Module *module;

	dwfl_report_begin_add(symbolizer->dwfl);
	module = dwfl_report_offline(symbolizer->dwfl, name, path, -1);
	dwfl_report_end(symbolizer->dwfl, NULL, NULL);
	return module ? object_new(module) : NULL;
}

/* Whether the file is "name.ko" or "name.ko.debug"; '_' and '-' are equal. */
static gboolean is_module_file(const char *file, const char *name)
{
	for (; *name; name++, file++)
		if (*file != *name &&
		    !(strchr("-_", *name) && *file && strchr("-_", *file)))
			return FALSE;
	return g_str_has_prefix(file, ".ko") && !g_str_has_suffix(file, ".o");
}

static char *find_module(const char *directory, const char *name, guint depth)
{
	g_autoptr(GDir) dir = g_dir_open(directory, 0, NULL);
	const char *entry;

	while (dir && depth && (entry = g_dir_read_name(dir))) {
		g_autofree char *path = g_build_filename(directory, entry, NULL);
		char *found;

		if (is_module_file(entry, name))
			return g_steal_pointer(&path);
		if (g_file_test(path, G_FILE_TEST_IS_SYMLINK) ||
		    !g_file_test(path, G_FILE_TEST_IS_DIR))
			continue;
		found = find_module(path, name, depth - 1);
		if (found)
			return found;
	}
	return NULL;
}

static struct symbol_file *find_object(struct symbolizer *symbolizer, const char *name)
{
	g_autofree char *path = NULL;
	struct symbol_file *object;
	gpointer found;

	if (g_hash_table_lookup_extended(symbolizer->objects, name, NULL, &found))
		return found;
	path = find_module(symbolizer->modules, name, 16);
	object = path ? object_open(symbolizer, name, path) : NULL;
	g_hash_table_insert(symbolizer->objects, g_strdup(name), object);
	return object;
}

/* ---- places ------------------------------------------------------------ */

static void append_place(const struct symbolizer *symbolizer, GString *out,
			 const char *file, int line, guint discriminator)
{
	gsize len = symbolizer->base ? strlen(symbolizer->base) : 0;

	if (len && !strncmp(file, symbolizer->base, len) && file[len] == '/')
		file += len + 1;
	if (out->len)
		g_string_append_c(out, ' ');
	if (line)
		g_string_append_printf(out, "%s:%d", file, line);
	else
		g_string_append_printf(out, "%s:?", file);
	if (discriminator)
		g_string_append_printf(out, " (discriminator %u)", discriminator);
}

/*
 * Returns the path of a file in a unit's table, made absolute by the unit's directory.
 */
static char *absolute(Dwarf_Die *unit, const char *file)
{
	Dwarf_Attribute attribute;
	const char *directory;

	if (*file == '/')
		return g_strdup(file);
	directory = dwarf_formstring(dwarf_attr(unit, DW_AT_comp_dir, &attribute));
	return directory ? g_strconcat(directory, "/", file, NULL) : g_strdup(file);
}

static char *call_file(Dwarf_Die *unit, Dwarf_Die *inlined)
{
	Dwarf_Attribute attribute;
	Dwarf_Files *files;
	Dwarf_Word index;
	const char *name;
	gsize count;

	if (dwarf_getsrcfiles(unit, &files, &count) ||
	    dwarf_formudata(dwarf_attr(inlined, DW_AT_call_file, &attribute), &index) ||
	    !(name = dwarf_filesrc(files, index, NULL, NULL)))
		return g_strdup("??");
	return absolute(unit, name);
}

/* Appends the calls by which functions were inlined at @address, innermost first. */
static void append_calls(const struct symbolizer *symbolizer, GString *out,
			 Dwarf_Die *unit, Dwarf_Addr address, guint discriminator)
{
	Dwarf_Die *innermost = NULL, *scopes = NULL;
	int count = dwarf_getscopes(unit, address, &innermost);

	/* the scopes that contain it here, not where it is defined */
	if (count > 0)
		count = dwarf_getscopes_die(&innermost[0], &scopes);
	free(innermost);
	for (int i = 0; i < count; i++) {
		Dwarf_Attribute attribute;
		Dwarf_Word line = 0;
		g_autofree char *file = NULL;

		if (dwarf_tag(&scopes[i]) == DW_TAG_subprogram)
			break;
		if (dwarf_tag(&scopes[i]) != DW_TAG_inlined_subroutine)
			continue;
		dwarf_formudata(dwarf_attr(&scopes[i], DW_AT_call_line, &attribute),
				&line);
		file = call_file(unit, &scopes[i]);
		append_place(symbolizer, out, file, line, discriminator);
	}
	free(scopes);
}

static gint by_start(gconstpointer a, gconstpointer b)
{
	const struct unit_range *x = a, *y = b;

	return x->start < y->start ? -1 : x->start > y->start;
}

static void add_unit(GArray *units, Dwarf_Die *unit)
{
	struct unit_range range = {.unit = *unit};
	Dwarf_Addr base;
	ptrdiff_t next = 0;

	while ((next = dwarf_ranges(unit, next, &base, &range.start, &range.end)) > 0)
		g_array_append_val(units, range);
}

/* Returns the unit with the code at @address. clang omits .debug_aranges, the only
 * place where libdw searches before 0.192; then all units are searched. */
static Dwarf_Die *find_unit(struct symbol_file *object, Dwarf_Addr address,
			    Dwarf_Addr *bias)
{
	Dwarf_Die *unit = dwfl_module_addrdie(object->module, address, bias);
	guint low = 0, high;

	if (unit)
		return unit;
	if (!object->units) {
		object->units = g_array_new(FALSE, FALSE, sizeof(struct unit_range));
		while ((unit = dwfl_module_nextcu(object->module, unit, bias)))
			add_unit(object->units, unit);
		g_array_sort(object->units, by_start);
	}
	if (!dwfl_module_getdwarf(object->module, bias))
		return NULL;
	high = object->units->len;
	while (low < high) {
		guint middle = (low + high) / 2;
		struct unit_range *range =
			&g_array_index(object->units, struct unit_range, middle);

		if (address - *bias < range->start)
			high = middle;
		else if (address - *bias >= range->end)
			low = middle + 1;
		else
			return &range->unit;
	}
	return NULL;
}

/* Returns NULL if the address is unknown. */
static char *find_place(const struct symbolizer *symbolizer, struct symbol_file *object,
			Dwarf_Addr address)
{
	Dwarf_Addr bias;
	Dwarf_Die *unit = find_unit(object, address, &bias);
	Dwarf_Line *line;
	g_autofree char *file = NULL;
	unsigned int discriminator = 0;
	const char *name;
	int number = 0;
	GString *out;

	line = unit ? dwarf_getsrc_die(unit, address - bias) : NULL;
	name = line ? dwarf_linesrc(line, NULL, NULL) : NULL;
	if (!name)
		return NULL;
	dwarf_lineno(line, &number);
	dwarf_linediscriminator(line, &discriminator);
	file = absolute(unit, name);
	out = g_string_new(NULL);
	append_place(symbolizer, out, file, number, discriminator);
	append_calls(symbolizer, out, unit, address - bias, discriminator);
	return g_string_free(out, FALSE);
}

/* Chooses from several functions of the same name by the size in the trace; kallsyms
 * includes the padding after a function. */
static const struct symbol *choose_symbol(const GArray *same, guint64 size)
{
	for (guint slack = 0; slack <= 64; slack += 64) {
		for (guint i = 0; i < same->len; i++) {
			const struct symbol *symbol =
				&g_array_index(same, struct symbol, i);

			if (symbol->size <= size && size - symbol->size <= slack)
				return symbol;
		}
	}
	return &g_array_index(same, struct symbol, 0);
}

/* Returns the place of "function+offset/size" in @module_name; borrowed, NULL if
 * unknown. */
static const char *lookup(struct symbolizer *symbolizer, const char *module_name,
			  const char *function, guint64 offset, guint64 size)
{
	struct symbol_file *object = find_object(symbolizer, module_name);
	const GArray *same =
		object ? g_hash_table_lookup(object->symbols, function) : NULL;
	g_autofree char *key = NULL;
	const struct symbol *symbol;
	gpointer place;

	if (!same)
		return NULL;
	symbol = choose_symbol(same, size);
	key = g_strdup_printf("%s %" G_GINT64_MODIFIER "x", module_name,
			      symbol->address + offset);
	if (!g_hash_table_lookup_extended(symbolizer->lines, key, NULL, &place)) {
		place = find_place(symbolizer, object, symbol->address + offset);
		g_hash_table_insert(symbolizer->lines, g_steal_pointer(&key), place);
	}
	return place;
}

/* ---- lines ------------------------------------------------------------- */

/* The parts of a word "(0010:function+0x1/0x2)". */
struct word {
	char *segment; /* "0010:", or "" */
	char *function;
	guint64 offset, size;
};

static void word_clear(struct word *word)
{
	g_free(word->segment);
	g_free(word->function);
}

static gboolean word_parse(const char *text, struct word *word)
{
	const char *begin = *text == '(' ? text + 1 : text, *plus = strrchr(text, '+');
	const char *colon = strchr(begin, ':');
	char *end;

	if (!plus || plus <= begin || strncmp(plus, "+0x", 3))
		return FALSE;
	word->offset = g_ascii_strtoull(plus + 1, &end, 16);
	if (strncmp(end, "/0x", 3))
		return FALSE;
	word->size = g_ascii_strtoull(end + 1, &end, 16);
	if (*end && strcmp(end, ")"))
		return FALSE;
	if (!colon || colon > plus)
		colon = begin - 1;
	word->segment = g_strndup(begin, colon + 1 - begin);
	word->function = g_strndup(colon + 1, plus - colon - 1);
	return TRUE;
}

/* Removes "[module]", or "[module" and "0123abcd]", from the end of the words. */
static char *take_module(GPtrArray *words)
{
	const char *last = words->len ? g_ptr_array_index(words, words->len - 1) : "";
	const char *open, *close;
	char *name;

	if (*last != '[' && words->len > 1 && strspn(last, "0123456789abcdef") &&
	    g_str_has_suffix(last, "]") &&
	    *(open = g_ptr_array_index(words, words->len - 2)) == '[') {
		name = g_strdup(open + 1);
		g_ptr_array_set_size(words, words->len - 2);
		return name;
	}
	close = strchr(last, ']');
	if (*last != '[' || !close)
		return g_strdup("");
	name = g_strndup(last + 1, close - last - 1);
	g_ptr_array_set_size(words, words->len - 1);
	return name;
}

/* Removes the note at the end: "(P)" and other letters, on arm64 since 6.14; "" if
 * there is none. */
static char *take_note(GPtrArray *words)
{
	const char *last = words->len ? g_ptr_array_index(words, words->len - 1) : "";
	gsize letters = *last == '(' ? strspn(last + 1, G_CSET_A_2_Z G_CSET_a_2_z) : 0;
	char *note;

	if (words->len < 2 || !letters || strcmp(last + 1 + letters, ")"))
		return g_strdup("");
	note = g_strdup(last);
	g_ptr_array_set_size(words, words->len - 1);
	return note;
}

/* Returns the words of the line without addresses; timestamps are kept. */
static GPtrArray *split_words(const char *line)
{
	GPtrArray *words = g_ptr_array_new_with_free_func(g_free);
	g_auto(GStrv) all = g_strsplit_set(line, " \t", -1);

	for (char **word = all; *word; word++) {
		const char *open = strstr(*word, "[<");

		if (!**word ||
		    (open && open[2] && open[2] != '>' && strstr(open + 2, ">]")))
			continue;
		if (words->len &&
		    !strcmp(g_ptr_array_index(words, words->len - 1), "[") &&
		    g_str_has_suffix(*word, "]")) {
			g_ptr_array_set_size(words, words->len - 1);
			g_ptr_array_add(words, g_strdup_printf("[%13s", *word));
			continue;
		}
		g_ptr_array_add(words, g_strdup(*word));
	}
	return words;
}

static char *join_words(GPtrArray *words, const char *symbol, const char *module,
			const char *note)
{
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < words->len; i++)
		g_string_append_printf(out, "%s ", (char *)g_ptr_array_index(words, i));
	g_string_append_printf(out, "%s %s", symbol, module);
	if (*note)
		g_string_append_printf(out, "%s%s", *module ? " " : "", note);
	return g_string_free(out, FALSE);
}

char *symbolizer_line(struct symbolizer *symbolizer, struct span line)
{
	g_autofree char *text = span_dup(line);
	g_autoptr(GPtrArray) words = NULL;
	g_autofree char *module = NULL, *symbol = NULL, *note = NULL;
	struct word word;
	const char *place;

	if (!strstr(text, "+0x"))
		return g_steal_pointer(&text);
	words = split_words(text);
	note = take_note(words);
	module = take_module(words);
	if (!words->len || !word_parse(g_ptr_array_index(words, words->len - 1), &word))
		return g_steal_pointer(&text);
	place = lookup(symbolizer, module, word.function, word.offset, word.size);
	if (!place) {
		word_clear(&word);
		return g_steal_pointer(&text);
	}
	symbol = g_strdup_printf("%s%s (%s)", word.segment, word.function, place);
	word_clear(&word);
	g_ptr_array_set_size(words, words->len - 1);
	return join_words(words, symbol, module, note);
}

/* ---- opening ----------------------------------------------------------- */

/* The build directory is the prefix of the path of init/main.c. */
static void find_base(struct symbolizer *symbolizer)
{
	const char *place = lookup(symbolizer, "", "kernel_init", 0, 0);
	const char *end = place ? strstr(place, "/init/main.c:") : NULL;

	if (end)
		symbolizer->base = g_strndup(place, end - place);
	g_hash_table_remove_all(symbolizer->lines);
}

struct symbolizer *symbolizer_new(const char *vmlinux, const char *modules,
				  GError **error)
{
	struct symbolizer *symbolizer = g_new0(struct symbolizer, 1);
	struct symbol_file *object;

	symbolizer->dwfl = dwfl_begin(&callbacks);
	symbolizer->objects =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, elf_object_free);
	symbolizer->lines =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	symbolizer->modules = modules ? g_strdup(modules) : g_path_get_dirname(vmlinux);
	object = object_open(symbolizer, "vmlinux", vmlinux);
	g_hash_table_insert(symbolizer->objects, g_strdup(""), object);
	if (!object || !g_hash_table_size(object->symbols)) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "%s: %s", vmlinux,
			    object ? "has no symbols" : dwfl_errmsg(-1));
		symbolizer_free(symbolizer);
		return NULL;
	}
	find_base(symbolizer);
	return symbolizer;
}

void symbolizer_free(struct symbolizer *symbolizer)
{
	if (!symbolizer)
		return;
	g_hash_table_unref(symbolizer->objects);
	g_hash_table_unref(symbolizer->lines);
	dwfl_end(symbolizer->dwfl);
	g_free(symbolizer->modules);
	g_free(symbolizer->base);
	g_free(symbolizer);
}
