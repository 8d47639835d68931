/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cover/lines.h"

#include <stdio.h>
#include <string.h>

#include "cover/covermap.h"
#include "util/error.h"
#include "util/fs.h"

#define FORMAT "kferry-lines 1"

/* Maximum size of a piece of code of a line. */
#define MAX_PIECE (1 << 20)

static void file_free(gpointer data)
{
	struct lines_file *file = data;

	g_free(file->path);
	g_free(file->refused);
	g_free(file);
}

static void section_free(gpointer data)
{
	struct lines_section *section = data;

	g_free(section->name);
	g_free(section);
}

static void module_free(gpointer data)
{
	struct lines_module *module = data;

	g_free(module->name);
	g_free(module->build_id);
	g_ptr_array_unref(module->sections);
	g_free(module);
}

static void function_free(gpointer data)
{
	struct lines_function *function = data;

	g_free(function->name);
	g_free(function);
}

static struct line_table *lines_alloc(void)
{
	struct line_table *table = g_new0(struct line_table, 1);

	table->modules = g_ptr_array_new_with_free_func(module_free);
	table->files = g_ptr_array_new_with_free_func(file_free);
	table->codes = g_array_new(FALSE, FALSE, sizeof(struct lines_code));
	table->functions = g_ptr_array_new_with_free_func(function_free);
	table->exact = g_array_new(FALSE, FALSE, sizeof(struct code_range));
	return table;
}

struct line_table *lines_new(const struct elf_kernel *kernel)
{
	const GArray *entry = elf_kernel_find(kernel, "start_kernel");
	struct line_table *table = lines_alloc();

	table->build_id = g_strdup(elf_kernel_build_id(kernel));
	if (entry && entry->len == 1)
		table->entry = g_array_index(entry, guint64, 0);
	return table;
}

static struct lines_module *add_module(struct line_table *table, const char *name,
				       const char *build_id)
{
	struct lines_module *module = g_new0(struct lines_module, 1);

	module->name = g_strdup(name);
	module->build_id = g_strdup(build_id);
	module->sections = g_ptr_array_new_with_free_func(section_free);
	g_ptr_array_add(table->modules, module);
	return module;
}

static void add_section(struct lines_module *module, const char *name, guint64 start,
			guint64 end)
{
	struct lines_section *section = g_new0(struct lines_section, 1);

	section->name = g_strdup(name);
	section->start = start;
	section->end = end;
	g_ptr_array_add(module->sections, section);
}

void lines_add_module(struct line_table *table, const char *name,
		      const struct elf_kernel *file)
{
	struct lines_module *module =
		add_module(table, name, elf_kernel_build_id(file));
	const GArray *code = elf_kernel_code(file);

	for (guint i = 0; i < code->len; i++) {
		const struct elf_kernel_section *section =
			&g_array_index(code, struct elf_kernel_section, i);

		add_section(module, section->name, section->start, section->end);
	}
}

struct lines_file *lines_file(const struct line_table *table, const char *path,
			      guint *index)
{
	for (guint i = 0; i < table->files->len; i++) {
		struct lines_file *file = table->files->pdata[i];

		if (strcmp(file->path, path))
			continue;
		if (index)
			*index = i;
		return file;
	}
	return NULL;
}

struct lines_file *lines_add_file(struct line_table *table, const char *path)
{
	struct lines_file *file = lines_file(table, path, NULL);

	if (file)
		return file;
	file = g_new0(struct lines_file, 1);
	file->path = g_strdup(path);
	g_ptr_array_add(table->files, file);
	return file;
}

static gint by_line(gconstpointer a, gconstpointer b)
{
	const struct lines_code *x = a, *y = b;

	if (x->file != y->file)
		return x->file < y->file ? -1 : 1;
	if (x->line != y->line)
		return x->line < y->line ? -1 : 1;
	return x->start < y->start ? -1 : x->start > y->start;
}

/* Headers are read from several objects, which may be at the same place. */
static void drop_doubles(GArray *codes)
{
	guint kept = 0;

	for (guint i = 0; i < codes->len; i++) {
		const struct lines_code *code =
			&g_array_index(codes, struct lines_code, i);

		if (kept &&
		    !by_line(code, &g_array_index(codes, struct lines_code, kept - 1)))
			continue;
		g_array_index(codes, struct lines_code, kept++) = *code;
	}
	g_array_set_size(codes, kept);
}

static gint by_address(gconstpointer a, gconstpointer b)
{
	guint64 x = ((const struct lines_code *)a)->start;
	guint64 y = ((const struct lines_code *)b)->start;

	return x < y ? -1 : x > y;
}

/* Returns the first of @codes (sorted by address) that begins at or after @start. */
static guint first_from(const GArray *codes, guint64 start)
{
	guint low = 0, high = codes->len;

	while (low < high) {
		guint middle = (low + high) / 2;

		if (g_array_index(codes, struct lines_code, middle).start < start)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Adds @f if it contains any of @codes (sorted by address). */
static void add_function(struct line_table *table, const GArray *codes,
			 const struct elf_kernel_function *f)
{
	guint i = first_from(codes, f->start);
	const struct lines_code *first = &g_array_index(codes, struct lines_code, i);
	struct lines_function *function;

	if (i == codes->len || first->start >= f->end)
		return;
	function = g_new0(struct lines_function, 1);
	function->name = g_strdup(f->name);
	function->start = f->start;
	function->end = f->end;
	if (first->start == f->start) {
		function->file = first->file;
		function->line = first->line;
	}
	g_ptr_array_add(table->functions, function);
}

static void add_functions(struct line_table *table, const struct elf_kernel *file)
{
	const GArray *functions = elf_kernel_functions(file);

	for (guint i = 0; i < functions->len; i++)
		add_function(table, table->codes,
			     &g_array_index(functions, struct elf_kernel_function, i));
}

void lines_finish(struct line_table *table, const GPtrArray *images)
{
	/* The sort is stable: of several lines at a function's start, the first belongs
	 * to it. */
	g_array_sort(table->codes, by_address);
	for (guint i = 0; i < images->len; i++)
		add_functions(table, images->pdata[i]);
	g_array_sort(table->codes, by_line);
	drop_doubles(table->codes);
}

const struct lines_code *lines_find(const struct line_table *table, guint index,
				    guint line, guint *count)
{
	const struct lines_code wanted = {.file = index, .line = line};
	const struct lines_code *codes = (const void *)table->codes->data;
	guint low = 0, high = table->codes->len, end;

	while (low < high) {
		guint middle = (low + high) / 2;

		if (by_line(&codes[middle], &wanted) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (end = low; end < table->codes->len && codes[end].file == index &&
			codes[end].line == line;
	     end++)
		;
	*count = end - low;
	return *count ? &codes[low] : NULL;
}

const struct lines_function *lines_function(const struct line_table *table,
					    guint64 address)
{
	for (guint i = 0; i < table->functions->len; i++) {
		const struct lines_function *f = table->functions->pdata[i];

		if (address >= f->start && address < f->end)
			return f;
	}
	return NULL;
}

/* --- as a text file --- */

#define X "%" G_GINT64_MODIFIER "x"

static void print_modules(const struct line_table *table, GString *text)
{
	for (guint i = 0; i < table->modules->len; i++) {
		const struct lines_module *module = table->modules->pdata[i];

		g_string_append_printf(text, "module %s %s\n", module->name,
				       module->build_id ?: "-");
		for (guint j = 0; j < module->sections->len; j++) {
			const struct lines_section *s = module->sections->pdata[j];

			g_string_append_printf(text, "section " X " " X " %s\n",
					       s->start, s->end, s->name);
		}
	}
}

static void print_file(const struct line_table *table, guint index, GString *text)
{
	const struct lines_file *file = table->files->pdata[index];

	g_string_append_printf(text, "file %s\n", file->path);
	if (file->compiled)
		g_string_append(text, "compiled yes\n");
	if (file->refused)
		g_string_append_printf(text, "refused %s\n", file->refused);
	for (guint i = 0; i < table->codes->len; i++) {
		const struct lines_code *code =
			&g_array_index(table->codes, struct lines_code, i);

		if (code->file == index)
			g_string_append_printf(text, "line %u " X " " X "\n",
					       code->line, code->start, code->end);
	}
}

char *lines_text(const struct line_table *table)
{
	GString *text = g_string_new(FORMAT "\n");

	g_string_append_printf(text, "build-id %s\nentry " X "\n",
			       table->build_id ?: "-", table->entry);
	print_modules(table, text);
	for (guint i = 0; i < table->files->len; i++)
		print_file(table, i, text);
	for (guint i = 0; i < table->functions->len; i++) {
		const struct lines_function *f = table->functions->pdata[i];

		g_string_append_printf(text, "function " X " " X " %u %u %s\n",
				       f->start, f->end, f->file, f->line, f->name);
	}
	for (guint i = 0; i < table->exact->len; i++) {
		const struct code_range *range =
			&g_array_index(table->exact, struct code_range, i);

		g_string_append_printf(text, "exact " X " " X "\n", range->start,
				       range->end);
	}
	return g_string_free(text, FALSE);
}

gboolean lines_save(const struct line_table *table, const char *path, GError **error)
{
	g_autofree char *text = lines_text(table);

	return fs_write(path, text, error);
}

static gboolean read_code(struct line_table *table, const char *value)
{
	struct lines_code code = {.file = table->files->len - 1};

	if (!table->files->len ||
	    sscanf(value, "%u " X " " X, &code.line, &code.start, &code.end) != 3)
		return FALSE;
	g_array_append_val(table->codes, code);
	return code.start < code.end && code.end - code.start <= MAX_PIECE;
}

static gboolean read_function(struct line_table *table, const char *value)
{
	struct lines_function *f = g_new0(struct lines_function, 1);
	int name = 0;

	g_ptr_array_add(table->functions, f);
	if (sscanf(value, X " " X " %u %u %n", &f->start, &f->end, &f->file, &f->line,
		   &name) != 4 ||
	    !name || f->file >= table->files->len)
		return FALSE;
	f->name = g_strdup(value + name);
	return *f->name != '\0';
}

static gboolean read_module(struct line_table *table, const char *value)
{
	g_auto(GStrv) words = g_strsplit(value, " ", -1);

	if (g_strv_length(words) != 2 || !*words[0] || !*words[1])
		return FALSE;
	add_module(table, words[0], strcmp(words[1], "-") ? words[1] : NULL);
	return TRUE;
}

static gboolean read_section(struct line_table *table, const char *value)
{
	guint64 start, end;
	int name = 0;

	if (!table->modules->len ||
	    sscanf(value, X " " X " %n", &start, &end, &name) != 2 || !name ||
	    start >= end)
		return FALSE;
	add_section(table->modules->pdata[table->modules->len - 1], value + name, start,
		    end);
	return value[name] != '\0';
}

static gboolean read_line(struct line_table *table, const char *key, const char *value)
{
	struct lines_file *last =
		table->files->len ? table->files->pdata[table->files->len - 1] : NULL;

	if (!strcmp(key, "line"))
		return read_code(table, value);
	if (!strcmp(key, "function"))
		return read_function(table, value);
	if (!strcmp(key, "module"))
		return read_module(table, value);
	if (!strcmp(key, "section"))
		return read_section(table, value);
	if (!strcmp(key, "file")) {
		if (!*value || lines_file(table, value, NULL))
			return FALSE;
		lines_add_file(table, value);
		return TRUE;
	}
	if (!strcmp(key, "refused") && last && !last->refused) {
		last->refused = g_strdup(value);
		return TRUE;
	}
	if (!strcmp(key, "compiled") && last)
		return last->compiled = TRUE;
	if (!strcmp(key, "build-id") && !table->build_id) {
		table->build_id = strcmp(value, "-") ? g_strdup(value) : NULL;
		return TRUE;
	}
	if (!strcmp(key, "exact")) {
		struct code_range range;

		if (sscanf(value, X " " X, &range.start, &range.end) != 2)
			return FALSE;
		g_array_append_val(table->exact, range);
		return TRUE;
	}
	return !strcmp(key, "entry") && sscanf(value, X, &table->entry) == 1;
}

struct line_table *lines_parse(const char *path, const char *text, GError **error)
{
	g_auto(GStrv) rows = g_strsplit(text, "\n", -1);
	g_autoptr(LineTable) table = lines_alloc();

	for (guint i = 0; rows[i]; i++) {
		char *blank = strchr(rows[i], ' ');
		gboolean good =
			i == 0 ? !strcmp(rows[i], FORMAT) : !*rows[i] && !rows[i + 1];

		if (i && blank) {
			*blank = '\0';
			good = read_line(table, rows[i], blank + 1);
		}
		if (good)
			continue;
		g_set_error(error, KF_ERROR, KF_ERROR_INVALID,
			    "%s:%u: not a line of %s", path, i + 1, FORMAT);
		return NULL;
	}
	g_array_sort(table->codes, by_line);
	return g_steal_pointer(&table);
}

struct line_table *lines_load(const char *path, GError **error)
{
	g_autofree char *text = fs_read(path, error);

	return text ? lines_parse(path, text, error) : NULL;
}

void lines_free(struct line_table *table)
{
	if (!table)
		return;
	g_free(table->build_id);
	g_ptr_array_unref(table->modules);
	g_ptr_array_unref(table->files);
	g_array_unref(table->codes);
	g_ptr_array_unref(table->functions);
	g_array_unref(table->exact);
	g_free(table);
}
