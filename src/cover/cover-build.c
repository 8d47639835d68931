/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cover/cover-build.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cover/coverage.h"
#include "cover/recompile.h"
#include "patch/tree.h"
#include "util/error.h"
#include "util/fs.h"

/* A header is inlined in many objects; at most this many are compiled for it. */
#define MAX_OBJECTS_OF_HEADER 4

/* The state while the directory is created. */
struct making {
	const struct cover_build *kit;
	char *part;	   /* temporary name of the directory */
	GPtrArray *paths;  /* char *: files that patches change, each once */
	GPtrArray *done;   /* char *: objects that were compiled again */
	GPtrArray *images; /* image *: the kernel, then modules in the order of the
			    * table */
	struct line_table *table;
};

static gboolean copy_into(const char *dir, const char *name, const char *from,
			  GError **error)
{
	g_autofree char *to = g_build_filename(dir, name, NULL);
	g_autofree char *above = g_path_get_dirname(to);

	return fs_make_dir(above, error) && fs_copy(from, to, error);
}

static gboolean has(const GPtrArray *strings, const char *string)
{
	return g_ptr_array_find_with_equal_func((GPtrArray *)strings, string,
						g_str_equal, NULL);
}

/* Adds the files of @patch to the list, and copies them as they were built. */
static gboolean take_sources(struct making *m, const struct patch *patch, int strip,
			     GError **error)
{
	g_autofree char *dir = g_build_filename(m->part, "source", NULL);

	for (guint i = 0; i < 2 * patch->files->len; i++) {
		g_autofree char *name =
			patch_file_name(patch->files->pdata[i / 2], i % 2, strip);
		g_autofree char *from = NULL;

		if (!name || tree_refusal(name) || has(m->paths, name))
			continue;
		from = g_build_filename(m->kit->source, name, NULL);
		if (!g_file_test(from, G_FILE_TEST_IS_REGULAR))
			continue;
		if (!copy_into(dir, name, from, error))
			return FALSE;
		g_ptr_array_add(m->paths, g_steal_pointer(&name));
	}
	return TRUE;
}

/*
 * Returns the name relative to the directory of the first series: "mutants/x/x.patch".
 */
static char *patch_title(const struct cover_build *kit,
			 const struct series_entry *entry)
{
	const struct series *series = entry->series;
	const char *root = ((struct series *)kit->series->pdata[0])->directory;
	gsize length = strlen(root);

	if (!strncmp(series->directory, root, length) &&
	    series->directory[length] == '/')
		return g_build_filename(series->directory + length + 1, entry->name,
					NULL);
	return g_strdup(entry->name);
}

static gboolean take_patch(struct making *m, const struct series_entry *entry,
			   GString *list, GError **error)
{
	g_autofree char *from = series_patch_path(entry);
	g_autofree char *title = patch_title(m->kit, entry);
	g_autofree char *dir = g_build_filename(m->part, "patches", NULL);
	g_autoptr(Patch) patch = series_load_patch(entry, error);

	g_string_append_printf(list, "%s -p%d%s\n", title, entry->strip,
			       entry->reverse ? " -R" : "");
	return patch && copy_into(dir, title, from, error) &&
	       take_sources(m, patch, entry->strip, error);
}

static gboolean take_series(struct making *m, GError **error)
{
	g_autofree char *path = g_build_filename(m->part, "series", NULL);
	g_autoptr(GPtrArray) entries = series_list_patches(m->kit->series);
	g_autoptr(GString) list = g_string_new(NULL);

	for (guint i = 0; i < entries->len; i++)
		if (!take_patch(m, entries->pdata[i], list, error))
			return FALSE;
	return fs_write(path, list->str, error);
}

/* Opens the module @name and adds it to the table. */
static const struct elf_kernel *add_module(struct making *m, const char *name,
					   GError **error)
{
	g_autofree char *path = recompile_module_file(m->kit->build, name);
	struct elf_kernel *file;

	if (!path) {
		g_set_error(error, KF_ERROR, KF_ERROR_INVALID,
			    "the module %s is not in %s/modules.order", name,
			    m->kit->build);
		return NULL;
	}
	file = elf_kernel_open_module(path, LINES_MODULE_BASE(m->table->modules->len),
				      error);
	if (!file)
		return NULL;
	lines_add_module(m->table, name, file);
	g_ptr_array_add(m->images, file);
	if (elf_kernel_has_lines(file) && !lines_add_image(m->table, file, error))
		return NULL;
	return file;
}

/* Returns the kernel or module that contains @object. */
static const struct elf_kernel *image_of(struct making *m, const char *object,
					 GError **error)
{
	g_autofree char *name = recompile_module(m->kit->build, object);

	if (!name)
		return m->images->pdata[0];
	for (guint i = 0; i < m->table->modules->len; i++) {
		const struct lines_module *module = m->table->modules->pdata[i];

		if (!strcmp(module->name, name))
			return m->images->pdata[i + 1];
	}
	return add_module(m, name, error);
}

/* Compiles @object to the file @out, unless that was done, and reads its lines. */
static gboolean read_lines_of(struct making *m, const char *object, const char *out,
			      GError **error)
{
	const struct elf_kernel *file = image_of(m, object, error);

	return file && (elf_kernel_has_lines(file) ||
			(recompile_object(m->kit->build, object, out, error) &&
			 lines_add_object(m->table, out, file, error)));
}

/* Reads the lines of @object, which contains code of @file. */
static void read_object(struct making *m, const char *object, struct lines_file *file)
{
	g_autofree char *base = g_path_get_basename(object);
	g_autofree char *out = g_build_filename(m->part, base, NULL);
	g_autofree char *deps = g_strconcat(out, ".d", NULL);
	g_autoptr(GError) fault = NULL;

	file->compiled = TRUE;
	if (has(m->done, object))
		return;
	g_ptr_array_add(m->done, g_strdup(object));
	if (!read_lines_of(m, object, out, &fault)) {
		const char *why = fault->message;

		/* the path in the temporary directory is of no use */
		if (g_str_has_prefix(why, out))
			why += strlen(out) - strlen(base);
		if (!file->refused)
			file->refused = g_strdelimit(g_strdup(why), "\n", ' ');
	}
	g_unlink(out);
	g_unlink(deps);
}

/* Headers are read with the objects of other files, if these include them. */
static gboolean is_seen(const struct making *m, const char *path)
{
	for (guint i = 0; i < m->done->len; i++)
		if (recompile_depends(m->kit->build, m->done->pdata[i], path))
			return TRUE;
	return FALSE;
}

static gboolean read_file(struct making *m, const char *path, gboolean header,
			  GError **error)
{
	g_auto(GStrv) objects = NULL;

	if (g_str_has_suffix(path, ".h") != header || (header && is_seen(m, path)))
		return TRUE;
	objects = recompile_find(m->kit->build, path, MAX_OBJECTS_OF_HEADER, error);
	for (char **object = objects; object && *object; object++)
		read_object(m, *object, lines_file(m->table, path, NULL));
	return objects != NULL;
}

static gboolean read_lines(struct making *m, GError **error)
{
	struct elf_kernel *kernel = elf_kernel_open(m->kit->vmlinux, error);

	if (!kernel)
		return FALSE;
	g_ptr_array_add(m->images, kernel);
	m->table = lines_new(kernel);
	for (guint i = 0; i < m->paths->len; i++)
		lines_add_file(m->table, m->paths->pdata[i]);
	if (elf_kernel_has_lines(kernel) && !lines_add_image(m->table, kernel, error))
		return FALSE;
	if (elf_kernel_has_lines(kernel) && !m->kit->build)
		return TRUE;
	if (!m->kit->build) {
		g_set_error(
			error, KF_ERROR, KF_ERROR_INPUT,
			"%s: stripped: it has no line numbers, and the directory of "
			"its build is not known",
			m->kit->vmlinux);
		return FALSE;
	}
	for (guint i = 0; i < 2 * m->paths->len; i++)
		if (!read_file(m, m->paths->pdata[i % m->paths->len],
			       i >= m->paths->len, error))
			return FALSE;
	return TRUE;
}

/* Writes the table, loads everything as a coverage, and adds what is to be watched. */
static gboolean finish(struct making *m, GError **error)
{
	g_autofree char *path = g_build_filename(m->part, "lines", NULL);
	g_autoptr(Coverage) made = NULL;

	lines_finish(m->table, m->images);
	if (!lines_save(m->table, path, error))
		return FALSE;
	made = coverage_load(m->part, error);
	if (!made)
		return FALSE;
	coverage_mark_exact(made);
	return lines_save(made->lines, path, error);
}

gboolean cover_build_make(const struct cover_build *cover_build, GError **error)
{
	g_autofree char *part = g_strconcat(cover_build->dir, ".part", NULL);
	struct making m = {.kit = cover_build, .part = part};
	gboolean done;

	m.paths = g_ptr_array_new_with_free_func(g_free);
	m.done = g_ptr_array_new_with_free_func(g_free);
	m.images = g_ptr_array_new_with_free_func((GDestroyNotify)elf_kernel_free);
	done = fs_remove(part, error) && fs_make_dir(part, error) &&
	       take_series(&m, error) && read_lines(&m, error) && finish(&m, error) &&
	       fs_remove(cover_build->dir, error) &&
	       fs_rename(part, cover_build->dir, error);
	if (!done)
		fs_remove(part, NULL);
	g_clear_pointer(&m.table, lines_free);
	g_ptr_array_unref(m.images);
	g_ptr_array_unref(m.paths);
	g_ptr_array_unref(m.done);
	return done;
}

/* Copies the contents of @from to @to. */
static gboolean copy_tree(const char *from, const char *to, GError **error)
{
	g_autoptr(GPtrArray) names = NULL;

	if (!g_file_test(from, G_FILE_TEST_EXISTS))
		return TRUE;
	names = fs_names(from, error);
	if (!names || !fs_make_dir(to, error))
		return FALSE;
	for (guint i = 0; i < names->len; i++) {
		const char *name = names->pdata[i];
		g_autofree char *a = g_build_filename(from, name, NULL);
		g_autofree char *b = g_build_filename(to, name, NULL);

		/* these only belong to a run directory, see vm/cover-setup.h */
		if (!strcmp(name, "map") || !strcmp(name, "why"))
			continue;
		if (g_file_test(a, G_FILE_TEST_IS_DIR) ? !copy_tree(a, b, error)
						       : !fs_copy(a, b, error))
			return FALSE;
	}
	return TRUE;
}

gboolean cover_build_copy(const char *dir, const char *run_dir, GError **error)
{
	g_autofree char *to = g_build_filename(run_dir, "coverage", NULL);

	return copy_tree(dir, to, error);
}
