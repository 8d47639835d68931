#include "module.h"

#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <string.h>
#include <unistd.h>

#include "error.h"
#include "fs.h"

static void module_free(gpointer data)
{
	struct module *module = data;

	g_free(module->path);
	g_free(module->name);
	g_strfreev(module->depends);
	g_free(module);
}

/* The value of @key in .modinfo, "KEY=VALUE" strings ended by NUL; or NULL. */
static const char *find_value(const Elf_Data *info, const char *key)
{
	const char *at = info->d_buf, *end = at + info->d_size;
	gsize length = strlen(key);

	while (at < end) {
		gsize size = strnlen(at, end - at);

		if (size < (gsize)(end - at) && !strncmp(at, key, length) &&
		    at[length] == '=')
			return at + length + 1;
		at += size + 1;
	}
	return NULL;
}

/* The section called .modinfo, or NULL: then it is no module. */
static Elf_Data *find_info(Elf *elf)
{
	Elf_Scn *section = NULL;
	GElf_Ehdr file;
	GElf_Shdr head;
	size_t names;

	if (!elf || !gelf_getehdr(elf, &file) || file.e_type != ET_REL ||
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
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct module *module = NULL;
	const char *depends;
	Elf_Data *info;
	Elf *elf;

	if (fd < 0) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "%s: %s", path,
			    g_strerror(errno));
		return NULL;
	}
	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_READ_MMAP, NULL);
	info = find_info(elf);
	if (info) {
		depends = find_value(info, "depends");
		module = g_new0(struct module, 1);
		module->path = g_strdup(path);
		module->name = name_of(path);
		module->depends = g_strsplit(depends ? depends : "", ",", -1);
		for (char **d = module->depends; *d; d++)
			g_strdelimit(*d, "-", '_');
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

/* Adds @module of @given to @ordered, behind what it depends on. */
static gboolean place(struct module *module, const GPtrArray *given, GPtrArray *ordered,
		      GError **error)
{
	if (find(ordered, module->name))
		return TRUE;
	if (module->visiting) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "%s: depends on itself",
			    module->path);
		return FALSE;
	}
	module->visiting = TRUE;
	for (char **d = module->depends; *d; d++) {
		struct module *needed = **d ? find(given, *d) : NULL;

		if (!**d)
			continue;
		if (!needed) {
			g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
				    "%s: depends on the module %s, which is not given",
				    module->path, *d);
			return FALSE;
		}
		if (!place(needed, given, ordered, error))
			return FALSE;
	}
	g_ptr_array_add(ordered, module);
	return TRUE;
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
				    "%s: a module called %s was given before", *paths,
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

gboolean modules_pack(const GPtrArray *modules, const char *list, initramfs *image,
		      GError **error)
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
