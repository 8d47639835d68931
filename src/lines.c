#include "lines.h"

#include <stdio.h>
#include <string.h>

#include "covermap.h"
#include "error.h"
#include "fs.h"

#define FORMAT "kferry-lines 1"

/* Bytes of code of one line: no compiler makes more. */
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

static line_table *lines_alloc(void)
{
	line_table *self = g_new0(line_table, 1);

	self->modules = g_ptr_array_new_with_free_func(module_free);
	self->files = g_ptr_array_new_with_free_func(file_free);
	self->codes = g_array_new(FALSE, FALSE, sizeof(struct lines_code));
	self->functions = g_ptr_array_new_with_free_func(function_free);
	self->exact = g_array_new(FALSE, FALSE, sizeof(struct code_range));
	return self;
}

line_table *lines_new(const image *kernel)
{
	const GArray *entry = image_find(kernel, "start_kernel");
	line_table *self = lines_alloc();

	self->build_id = g_strdup(image_build_id(kernel));
	if (entry && entry->len == 1)
		self->entry = g_array_index(entry, guint64, 0);
	return self;
}

static struct lines_module *add_module(line_table *self, const char *name,
				       const char *build_id)
{
	struct lines_module *module = g_new0(struct lines_module, 1);

	module->name = g_strdup(name);
	module->build_id = g_strdup(build_id);
	module->sections = g_ptr_array_new_with_free_func(section_free);
	g_ptr_array_add(self->modules, module);
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

void lines_add_module(line_table *self, const char *name, const image *file)
{
	struct lines_module *module = add_module(self, name, image_build_id(file));
	const GArray *code = image_code(file);

	for (guint i = 0; i < code->len; i++) {
		const struct image_section *section =
			&g_array_index(code, struct image_section, i);

		add_section(module, section->name, section->start, section->end);
	}
}

struct lines_file *lines_file(const line_table *self, const char *path, guint *index)
{
	for (guint i = 0; i < self->files->len; i++) {
		struct lines_file *file = self->files->pdata[i];

		if (strcmp(file->path, path))
			continue;
		if (index)
			*index = i;
		return file;
	}
	return NULL;
}

struct lines_file *lines_add_file(line_table *self, const char *path)
{
	struct lines_file *file = lines_file(self, path, NULL);

	if (file)
		return file;
	file = g_new0(struct lines_file, 1);
	file->path = g_strdup(path);
	g_ptr_array_add(self->files, file);
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

/* Headers are seen by several objects, and some of these in several places. */
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

/* The first of @codes, which are by address, that begins at @start or after. */
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

/* Adds @f if it has any of the @codes, which are by address. */
static void add_function(line_table *self, const GArray *codes,
			 const struct image_function *f)
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
	g_ptr_array_add(self->functions, function);
}

static void add_functions(line_table *self, const image *file)
{
	const GArray *functions = image_functions(file);

	for (guint i = 0; i < functions->len; i++)
		add_function(self, self->codes,
			     &g_array_index(functions, struct image_function, i));
}

void lines_finish(line_table *self, const GPtrArray *images)
{
	/* A stable sort: of several lines at a function's start, the first is its. */
	g_array_sort(self->codes, by_address);
	for (guint i = 0; i < images->len; i++)
		add_functions(self, images->pdata[i]);
	g_array_sort(self->codes, by_line);
	drop_doubles(self->codes);
}

const struct lines_code *lines_find(const line_table *self, guint index, guint line,
				    guint *count)
{
	const struct lines_code wanted = {.file = index, .line = line};
	const struct lines_code *codes = (const void *)self->codes->data;
	guint low = 0, high = self->codes->len, end;

	while (low < high) {
		guint middle = (low + high) / 2;

		if (by_line(&codes[middle], &wanted) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (end = low; end < self->codes->len && codes[end].file == index &&
			codes[end].line == line;
	     end++)
		;
	*count = end - low;
	return *count ? &codes[low] : NULL;
}

const struct lines_function *lines_function(const line_table *self, guint64 address)
{
	for (guint i = 0; i < self->functions->len; i++) {
		const struct lines_function *f = self->functions->pdata[i];

		if (address >= f->start && address < f->end)
			return f;
	}
	return NULL;
}

/* --- as a text file --- */

#define X "%" G_GINT64_MODIFIER "x"

static void print_modules(const line_table *self, GString *text)
{
	for (guint i = 0; i < self->modules->len; i++) {
		const struct lines_module *module = self->modules->pdata[i];

		g_string_append_printf(text, "module %s %s\n", module->name,
				       module->build_id ?: "-");
		for (guint j = 0; j < module->sections->len; j++) {
			const struct lines_section *s = module->sections->pdata[j];

			g_string_append_printf(text, "section " X " " X " %s\n",
					       s->start, s->end, s->name);
		}
	}
}

static void print_file(const line_table *self, guint index, GString *text)
{
	const struct lines_file *file = self->files->pdata[index];

	g_string_append_printf(text, "file %s\n", file->path);
	if (file->compiled)
		g_string_append(text, "compiled yes\n");
	if (file->refused)
		g_string_append_printf(text, "refused %s\n", file->refused);
	for (guint i = 0; i < self->codes->len; i++) {
		const struct lines_code *code =
			&g_array_index(self->codes, struct lines_code, i);

		if (code->file == index)
			g_string_append_printf(text, "line %u " X " " X "\n",
					       code->line, code->start, code->end);
	}
}

char *lines_text(const line_table *self)
{
	GString *text = g_string_new(FORMAT "\n");

	g_string_append_printf(text, "build-id %s\nentry " X "\n",
			       self->build_id ?: "-", self->entry);
	print_modules(self, text);
	for (guint i = 0; i < self->files->len; i++)
		print_file(self, i, text);
	for (guint i = 0; i < self->functions->len; i++) {
		const struct lines_function *f = self->functions->pdata[i];

		g_string_append_printf(text, "function " X " " X " %u %u %s\n",
				       f->start, f->end, f->file, f->line, f->name);
	}
	for (guint i = 0; i < self->exact->len; i++) {
		const struct code_range *range =
			&g_array_index(self->exact, struct code_range, i);

		g_string_append_printf(text, "exact " X " " X "\n", range->start,
				       range->end);
	}
	return g_string_free(text, FALSE);
}

gboolean lines_save(const line_table *self, const char *path, GError **error)
{
	g_autofree char *text = lines_text(self);

	return fs_write(path, text, error);
}

static gboolean read_code(line_table *self, const char *value)
{
	struct lines_code code = {.file = self->files->len - 1};

	if (!self->files->len ||
	    sscanf(value, "%u " X " " X, &code.line, &code.start, &code.end) != 3)
		return FALSE;
	g_array_append_val(self->codes, code);
	return code.start < code.end && code.end - code.start <= MAX_PIECE;
}

static gboolean read_function(line_table *self, const char *value)
{
	struct lines_function *f = g_new0(struct lines_function, 1);
	int name = 0;

	g_ptr_array_add(self->functions, f);
	if (sscanf(value, X " " X " %u %u %n", &f->start, &f->end, &f->file, &f->line,
		   &name) != 4 ||
	    !name || f->file >= self->files->len)
		return FALSE;
	f->name = g_strdup(value + name);
	return *f->name != '\0';
}

static gboolean read_module(line_table *self, const char *value)
{
	g_auto(GStrv) words = g_strsplit(value, " ", -1);

	if (g_strv_length(words) != 2 || !*words[0] || !*words[1])
		return FALSE;
	add_module(self, words[0], strcmp(words[1], "-") ? words[1] : NULL);
	return TRUE;
}

static gboolean read_section(line_table *self, const char *value)
{
	guint64 start, end;
	int name = 0;

	if (!self->modules->len ||
	    sscanf(value, X " " X " %n", &start, &end, &name) != 2 || !name ||
	    start >= end)
		return FALSE;
	add_section(self->modules->pdata[self->modules->len - 1], value + name, start,
		    end);
	return value[name] != '\0';
}

static gboolean read_line(line_table *self, const char *key, const char *value)
{
	struct lines_file *last =
		self->files->len ? self->files->pdata[self->files->len - 1] : NULL;

	if (!strcmp(key, "line"))
		return read_code(self, value);
	if (!strcmp(key, "function"))
		return read_function(self, value);
	if (!strcmp(key, "module"))
		return read_module(self, value);
	if (!strcmp(key, "section"))
		return read_section(self, value);
	if (!strcmp(key, "file")) {
		if (!*value || lines_file(self, value, NULL))
			return FALSE;
		lines_add_file(self, value);
		return TRUE;
	}
	if (!strcmp(key, "refused") && last && !last->refused) {
		last->refused = g_strdup(value);
		return TRUE;
	}
	if (!strcmp(key, "compiled") && last)
		return last->compiled = TRUE;
	if (!strcmp(key, "build-id") && !self->build_id) {
		self->build_id = strcmp(value, "-") ? g_strdup(value) : NULL;
		return TRUE;
	}
	if (!strcmp(key, "exact")) {
		struct code_range range;

		if (sscanf(value, X " " X, &range.start, &range.end) != 2)
			return FALSE;
		g_array_append_val(self->exact, range);
		return TRUE;
	}
	return !strcmp(key, "entry") && sscanf(value, X, &self->entry) == 1;
}

line_table *lines_parse(const char *path, const char *text, GError **error)
{
	g_auto(GStrv) rows = g_strsplit(text, "\n", -1);
	g_autoptr(line_table) self = lines_alloc();

	for (guint i = 0; rows[i]; i++) {
		char *blank = strchr(rows[i], ' ');
		gboolean good =
			i == 0 ? !strcmp(rows[i], FORMAT) : !*rows[i] && !rows[i + 1];

		if (i && blank) {
			*blank = '\0';
			good = read_line(self, rows[i], blank + 1);
		}
		if (good)
			continue;
		g_set_error(error, KF_ERROR, KF_ERROR_INVALID,
			    "%s:%u: not a line of %s", path, i + 1, FORMAT);
		return NULL;
	}
	g_array_sort(self->codes, by_line);
	return g_steal_pointer(&self);
}

line_table *lines_load(const char *path, GError **error)
{
	g_autofree char *text = fs_read(path, error);

	return text ? lines_parse(path, text, error) : NULL;
}

void lines_free(line_table *self)
{
	if (!self)
		return;
	g_free(self->build_id);
	g_ptr_array_unref(self->modules);
	g_ptr_array_unref(self->files);
	g_array_unref(self->codes);
	g_ptr_array_unref(self->functions);
	g_array_unref(self->exact);
	g_free(self);
}
