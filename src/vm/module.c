/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/module.h"

#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <string.h>
#include <unistd.h>

#include "util/error.h"
#include "util/fs.h"
#include "util/plain-name.h"

static void module_free(gpointer data)
{
	struct module *module = data;

	g_free(module->path);
	g_free(module->name);
	g_strfreev(module->depends);
	g_strfreev(module->wants);
	g_strfreev(module->aliases);
	g_free(module);
}

/* Returns the values of @key in .modinfo, which has strings "KEY=VALUE" that end in
 * NUL. */
static GStrv find_values(const Elf_Data *info, const char *key)
{
	/* the section may have a size, but no bytes */
	const char *at = info->d_buf, *end = at ? at + info->d_size : NULL;
	g_autoptr(GStrvBuilder) values = g_strv_builder_new();
	gsize length = strlen(key);

	while (at < end) {
		gsize size = strnlen(at, end - at);

		if (size < (gsize)(end - at) && !strncmp(at, key, length) &&
		    at[length] == '=')
			g_strv_builder_add(values, at + length + 1);
		at += size + 1;
	}
	return g_strv_builder_end(values);
}

static GStrv split_names(char *names, const char *delimiter)
{
	g_strdelimit(names, "-", '_');
	return g_strsplit(names, delimiter, -1);
}

static GStrv read_depends(const Elf_Data *info)
{
	g_auto(GStrv) values = find_values(info, "depends");

	return values[0] ? split_names(values[0], ",") : g_new0(char *, 1);
}

/* Returns A and B for "softdep=pre: A B post: C". */
static GStrv read_wants(const Elf_Data *info)
{
	g_auto(GStrv) values = find_values(info, "softdep");
	g_autoptr(GString) all = g_string_new(NULL);

	for (char **value = values; *value; value++) {
		char *post = strstr(*value, "post:");

		if (!g_str_has_prefix(*value, "pre:"))
			continue;
		if (post)
			*post = '\0';
		g_string_append_printf(all, " %s", *value + strlen("pre:"));
	}
	return split_names(all->str, " ");
}

static GStrv read_aliases(const Elf_Data *info)
{
	GStrv values = find_values(info, "alias");

	for (char **value = values; *value; value++)
		g_strdelimit(*value, "-", '_');
	return values;
}

/* Returns the section .modinfo, and the file's header in *@file; NULL: it is not a
 * module. */
static Elf_Data *find_info(Elf *elf, GElf_Ehdr *file)
{
	Elf_Scn *section = NULL;
	GElf_Shdr head;
	size_t names;

	if (!elf || !gelf_getehdr(elf, file) || file->e_type != ET_REL ||
	    elf_getshdrstrndx(elf, &names))
		return NULL;
	while ((section = elf_nextscn(elf, section)))
		if (gelf_getshdr(section, &head) &&
		    !g_strcmp0(elf_strptr(elf, names, head.sh_name), ".modinfo"))
			return elf_getdata(section, NULL);
	return NULL;
}

static char *name_of(const char *path)
{
	g_autofree char *base = g_path_get_basename(path);

	base[strcspn(base, ".")] = '\0';
	return g_strdelimit(g_steal_pointer(&base), "-", '_');
}

static struct module *module_read(const char *path, GError **error)
{
	g_autofree char *name = name_of(path);
	const char *refusal = plain_name_refusal(name);
	struct module *module = NULL;
	GElf_Ehdr file;
	Elf_Data *info;
	Elf *elf;
	int fd;

	if (refusal) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "%s: a module's name '%s' %s", path, name, refusal);
		return NULL;
	}
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "%s: %s", path,
			    g_strerror(errno));
		return NULL;
	}
	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_READ_MMAP, NULL);
	info = find_info(elf, &file);
	if (info) {
		module = g_new0(struct module, 1);
		module->path = g_strdup(path);
		module->name = g_steal_pointer(&name);
		module->machine = file.e_machine;
		module->depends = read_depends(info);
		module->wants = read_wants(info);
		module->aliases = read_aliases(info);
	} else {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "%s: not a kernel module (uncompressed)", path);
	}
	elf_end(elf);
	close(fd);
	return module;
}

static struct module *find(const GPtrArray *modules, const char *name)
{
	for (guint i = 0; i < modules->len; i++) {
		struct module *module = modules->pdata[i];

		if (!strcmp(module->name, name))
			return module;
	}
	return NULL;
}

static gboolean place(struct module *module, const GPtrArray *given, GPtrArray *ordered,
		      GError **error);

static gboolean is_called(const struct module *module, const char *name)
{
	return !strcmp(module->name, name) ||
	       g_strv_contains((const char *const *)module->aliases, name);
}

/* Adds modules with that name or alias, unless this would be circular. */
static void place_wanted(const char *name, const GPtrArray *given, GPtrArray *ordered)
{
	for (guint i = 0; *name && i < given->len; i++)
		if (is_called(given->pdata[i], name))
			place(given->pdata[i], given, ordered, NULL);
}

static gboolean place_needed(const struct module *module, const char *name,
			     const GPtrArray *given, GPtrArray *ordered, GError **error)
{
	struct module *needed = *name ? find(given, name) : NULL;

	if (needed)
		return place(needed, given, ordered, error);
	if (!*name)
		return TRUE;
	g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
		    "%s: depends on the module %s, which is not given", module->path,
		    name);
	return FALSE;
}

/* Adds @module of @given to @ordered, after the modules that it depends on or wants. */
static gboolean place(struct module *module, const GPtrArray *given, GPtrArray *ordered,
		      GError **error)
{
	gboolean done = TRUE;

	if (find(ordered, module->name))
		return TRUE;
	if (module->visiting) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "%s: depends on itself",
			    module->path);
		return FALSE;
	}
	module->visiting = TRUE;
	for (char **d = module->depends; done && *d; d++)
		done = place_needed(module, *d, given, ordered, error);
	for (char **w = module->wants; done && *w; w++)
		place_wanted(*w, given, ordered);
	module->visiting = FALSE;
	if (done)
		g_ptr_array_add(ordered, module);
	return done;
}

GPtrArray *modules_read(const char *const *paths, GError **error)
{
	g_autoptr(GPtrArray) given = g_ptr_array_new_with_free_func(module_free);
	g_autoptr(GPtrArray) ordered = g_ptr_array_new();

	for (; *paths; paths++) {
		struct module *module = module_read(*paths, error);

		if (!module)
			return NULL;
		if (find(given, module->name)) {
			g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
				    "%s: another module %s was given", *paths,
				    module->name);
			module_free(module);
			return NULL;
		}
		g_ptr_array_add(given, module);
	}
	for (guint i = 0; i < given->len; i++)
		if (!place(given->pdata[i], given, ordered, error))
			return NULL;
	g_ptr_array_set_free_func(given, NULL);
	g_ptr_array_set_free_func(ordered, module_free);
	return g_steal_pointer(&ordered);
}

GStrv modules_names(const GPtrArray *modules)
{
	char **names = g_new0(char *, modules->len + 1);

	for (guint i = 0; i < modules->len; i++)
		names[i] = g_strdup(((struct module *)modules->pdata[i])->name);
	return names;
}

gboolean modules_pack(const GPtrArray *modules, const char *list,
		      struct initramfs *image, GError **error)
{
	g_autoptr(GString) lines = g_string_new(NULL);

	for (guint i = 0; i < modules->len; i++) {
		const struct module *module = modules->pdata[i];
		g_autofree char *path = g_strdup_printf("/modules/%s.ko", module->name);

		g_string_append_printf(lines, "%s\n", path);
		if (!initramfs_add(image, module->path, path, error))
			return FALSE;
	}
	return fs_write(list, lines->str, error) &&
	       initramfs_add(image, list, "/modules/load", error);
}
