/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cover/file-run.h"

#include <string.h>

#include "cover/coverage.h"
#include "cover/covermap.h"
#include "cover/elf-object.h"
#include "cover/recompile.h"
#include "util/cache.h"
#include "util/error.h"
#include "util/fs.h"
#include "verdict/run.h"

/* Maximum number of names or ranges of lines in a line of evidence. */
#define SHOWN 8

struct recorded {
	char *dir;
	ElfKernel *kernel;
	Covermap *map;
};

struct answer {
	enum file_ran ran;
	GString *text;
};

struct file_run {
	char *build;
	gboolean lines;
	GPtrArray *runs;     /* struct recorded */
	GHashTable *answers; /* path -> struct answer */
	guint untold;
	char *why; /* reason for the first file that is unknown */
};

static void recorded_free(struct recorded *run)
{
	g_free(run->dir);
	g_clear_pointer(&run->kernel, elf_kernel_free);
	g_clear_pointer(&run->map, covermap_free);
	g_free(run);
}

static void answer_free(struct answer *answer)
{
	g_string_free(answer->text, TRUE);
	g_free(answer);
}

struct file_run *file_run_new(const char *build, gboolean lines)
{
	struct file_run *files = g_new0(struct file_run, 1);

	files->build = g_strdup(build);
	files->lines = lines;
	files->runs = g_ptr_array_new_with_free_func((GDestroyNotify)recorded_free);
	files->answers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
					       (GDestroyNotify)answer_free);
	return files;
}

void file_run_free(struct file_run *files)
{
	if (!files)
		return;
	g_ptr_array_unref(files->runs);
	g_hash_table_unref(files->answers);
	g_free(files->build);
	g_free(files->why);
	g_free(files);
}

/* --- runs --------------------------------------------------------------------------- */

static struct elf_kernel *kernel_at(const char *path, const struct run *record)
{
	g_autoptr(ElfKernel) kernel = elf_kernel_open(path, NULL);

	return kernel && record->build_id &&
			       !g_strcmp0(record->build_id, elf_kernel_build_id(kernel))
		       ? g_steal_pointer(&kernel)
		       : NULL;
}

static struct elf_kernel *kernel_of(const struct file_run *files, const char *dir,
				    const struct run *record, GError **error)
{
	g_autofree char *kept =
		cache_path("kernel", record->branch, record->variant, "vmlinux", NULL);
	g_autofree char *built = g_build_filename(files->build, "vmlinux", NULL);
	struct elf_kernel *kernel = kernel_at(kept, record);

	if (!kernel)
		kernel = kernel_at(built, record);
	if (!kernel)
		g_set_error(error, KF_ERROR, KF_ERROR_INVALID,
			    "%s: the kernel that ran, with build id %s, is neither %s "
			    "nor %s",
			    dir, record->build_id ?: "none", kept, built);
	return kernel;
}

gboolean file_run_add(struct file_run *files, const char *dir, GError **error)
{
	g_autoptr(Run) record = run_load(dir, error);
	g_autoptr(ElfKernel) kernel =
		record ? kernel_of(files, dir, record, error) : NULL;
	const GArray *entry = kernel ? elf_kernel_find(kernel, "start_kernel") : NULL;
	struct covermap *map;
	struct recorded *run;

	if (!kernel)
		return FALSE;
	map = coverage_map_of_run(dir, record, elf_kernel_build_id(kernel),
				  entry ? g_array_index(entry, guint64, 0) : 0, error);
	if (!map)
		return FALSE;
	run = g_new0(struct recorded, 1);
	run->dir = g_strdup(dir);
	run->kernel = g_steal_pointer(&kernel);
	run->map = map;
	g_ptr_array_add(files->runs, run);
	return TRUE;
}

/* --- code of an object
 * ---------------------------------------------------------------- */

static gboolean ran_in(const struct recorded *run, const GArray *code)
{
	for (guint i = 0; i < code->len; i++) {
		const struct elf_kernel_section *part =
			&g_array_index(code, struct elf_kernel_section, i);

		if (covermap_ran(run->map, part->start, part->end))
			return TRUE;
	}
	return FALSE;
}

/* Whether all of it was watched: otherwise nothing recorded means nothing. */
static gboolean is_watched(const struct recorded *run, const GArray *code)
{
	for (guint i = 0; i < code->len; i++) {
		const struct elf_kernel_section *part =
			&g_array_index(code, struct elf_kernel_section, i);

		if (!covermap_watches(run->map, part->start, part->end))
			return FALSE;
	}
	return code->len > 0;
}

static gboolean is_of(const GArray *code, const struct elf_kernel_function *function)
{
	for (guint i = 0; i < code->len; i++) {
		const struct elf_kernel_section *part =
			&g_array_index(code, struct elf_kernel_section, i);

		if (function->start >= part->start && function->end <= part->end)
			return TRUE;
	}
	return FALSE;
}

static void append_functions(GString *text, const struct recorded *run,
			     const GArray *code, const char *path)
{
	const GArray *functions = elf_kernel_functions(run->kernel);
	g_autoptr(GString) names = g_string_new(NULL);
	guint all = 0, ran = 0;

	for (guint i = 0; i < functions->len; i++) {
		const struct elf_kernel_function *function =
			&g_array_index(functions, struct elf_kernel_function, i);

		if (!is_of(code, function))
			continue;
		all++;
		if (!covermap_ran(run->map, function->start, function->end))
			continue;
		if (++ran <= SHOWN)
			g_string_append_printf(names, "%s%s", ran > 1 ? ", " : "",
					       function->name);
	}
	g_string_append_printf(text, "%s ran %u of %u functions of %s: %s%s", run->dir,
			       ran, all, path, names->str, ran > SHOWN ? " ..." : "");
}

/* --- lines
 * ------------------------------------------------------------------------------ */

/* Returns the lines with code of @path in @object, which is compiled again; NULL:
 * unknown. */
static struct line_table *lines_of(const struct file_run *files,
				   const struct recorded *run, const char *object,
				   const char *path)
{
	g_autofree char *dir = g_dir_make_tmp("kferry-lines-XXXXXX", NULL);
	g_autofree char *out = dir ? g_build_filename(dir, "out.o", NULL) : NULL;
	g_autoptr(LineTable) table = lines_new(run->kernel);
	g_autoptr(GPtrArray) images = g_ptr_array_new();
	gboolean known;

	g_ptr_array_add(images, run->kernel);
	lines_add_file(table, path);
	known = out && recompile_object(files->build, object, out, NULL) &&
		lines_add_object(table, out, run->kernel, NULL);
	if (dir)
		fs_remove(dir, NULL);
	if (!known)
		return NULL;
	lines_finish(table, images);
	return g_steal_pointer(&table);
}

static void append_range(GString *text, guint first, guint last, guint count)
{
	if (count > SHOWN)
		return;
	if (count == SHOWN)
		g_string_append(text, ", ...");
	else if (first == last)
		g_string_append_printf(text, "%s%u", count ? ", " : "", first);
	else
		g_string_append_printf(text, "%s%u-%u", count ? ", " : "", first, last);
}

/* Whether any code of the line at @codes[*@i] ran; *@i advances to the next line. */
static gboolean line_ran(const struct recorded *run, const GArray *codes, guint *i)
{
	guint line = g_array_index(codes, struct lines_code, *i).line;
	gboolean ran = FALSE;

	for (; *i < codes->len; ++*i) {
		const struct lines_code *code =
			&g_array_index(codes, struct lines_code, *i);

		if (code->line != line)
			break;
		ran |= covermap_ran(run->map, code->start, code->end) != 0;
	}
	return ran;
}

/* Appends ranges of lines whose lines with code all ran; FALSE: none did. */
static gboolean append_lines(GString *text, const struct recorded *run,
			     const struct line_table *table, const char *path)
{
	g_autoptr(GString) ranges = g_string_new(NULL);
	guint first = 0, last = 0, count = 0;

	for (guint i = 0; i < table->codes->len;) {
		guint line = g_array_index(table->codes, struct lines_code, i).line;

		if (line_ran(run, table->codes, &i)) {
			first = first ?: line;
			last = line;
		} else if (first) {
			append_range(ranges, first, last, count++);
			first = 0;
		}
	}
	if (first)
		append_range(ranges, first, last, count++);
	if (count)
		g_string_append_printf(text, "%s ran line%s %s of %s", run->dir,
				       strpbrk(ranges->str, "-,") ? "s" : "",
				       ranges->str, path);
	return count > 0;
}

static void append_what_ran(const struct file_run *files, GString *text,
			    const struct recorded *run, const GArray *code,
			    const char *object, const char *path)
{
	g_autoptr(LineTable) table =
		files->lines ? lines_of(files, run, object, path) : NULL;

	if (!table || !append_lines(text, run, table, path))
		append_functions(text, run, code, path);
}

/* --- queries
 * ------------------------------------------------------------------------------ */

/* FALSE with @error: unknown for this run. */
static gboolean ask_run(const struct file_run *files, const struct recorded *run,
			const char *object, const char *path, struct answer *answer,
			GError **error)
{
	g_autofree char *file = g_build_filename(files->build, object, NULL);
	g_autoptr(ElfObject) placed = elf_object_place(file, run->kernel, error);
	g_autoptr(GArray) code = placed ? elf_object_code(placed) : NULL;

	if (!placed)
		return FALSE;
	if (ran_in(run, code)) {
		answer->ran = FILE_RAN_YES;
		append_what_ran(files, answer->text, run, code, object, path);
		return TRUE;
	}
	if (is_watched(run, code))
		return TRUE;
	g_set_error(error, KF_ERROR, KF_ERROR_INVALID,
		    "%s: not all code of %s was watched", run->dir, object);
	return FALSE;
}

/* Returns the built-in object of @path; the caller frees it. NULL with @error. */
static char *object_of(const struct file_run *files, const char *path, GError **error)
{
	g_auto(GStrv) objects = g_str_has_suffix(path, ".h")
					? NULL
					: recompile_find(files->build, path, 1, error);
	g_autofree char *module =
		objects && *objects ? recompile_module(files->build, *objects) : NULL;

	if (objects && *objects && !module)
		return g_strdup(*objects);
	if (!error || !*error)
		g_set_error(error, KF_ERROR, KF_ERROR_INVALID, "%s %s", path,
			    module			   ? "is in a module"
			    : g_str_has_suffix(path, ".h") ? "is a header"
							   : "has no object");
	return NULL;
}

static struct answer *find_answer(struct file_run *files, const char *path)
{
	struct answer *answer = g_new0(struct answer, 1);
	g_autoptr(GError) error = NULL;
	g_autofree char *object = object_of(files, path, &error);
	gboolean all = object && files->runs->len;

	answer->text = g_string_new(NULL);
	answer->ran = FILE_RAN_NO;
	for (guint i = 0; object && answer->ran == FILE_RAN_NO && i < files->runs->len;
	     i++)
		all &= ask_run(files, files->runs->pdata[i], object, path, answer,
			       error ? NULL : &error);
	if (answer->ran == FILE_RAN_NO && !all) {
		answer->ran = FILE_RAN_UNKNOWN;
		files->untold++;
		if (!files->why && error)
			files->why = g_strdup(error->message);
	}
	return answer;
}

static const struct answer *answer_of(struct file_run *files, const char *path)
{
	struct answer *answer = g_hash_table_lookup(files->answers, path);

	if (!answer) {
		answer = find_answer(files, path);
		g_hash_table_insert(files->answers, g_strdup(path), answer);
	}
	return answer;
}

enum file_ran file_run_ask(struct file_run *files, const char *path)
{
	return answer_of(files, path)->ran;
}

const char *file_run_text(struct file_run *files, const char *path)
{
	const struct answer *answer = answer_of(files, path);

	return answer->ran == FILE_RAN_YES ? answer->text->str : NULL;
}

char *file_run_how(const struct file_run *files)
{
	GString *text = g_string_new("by ");

	for (guint i = 0; i < files->runs->len; i++) {
		const struct recorded *run = files->runs->pdata[i];

		g_string_append_printf(text, "%s%s", i ? ", " : "", run->dir);
	}
	if (files->untold)
		g_string_append_printf(text, "; unknown for %u of %u files: %s",
				       files->untold, g_hash_table_size(files->answers),
				       files->why ?: "no object");
	return g_string_free(text, FALSE);
}
