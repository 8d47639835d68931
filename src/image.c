#include "image.h"

#include <elfutils/libdwelf.h>
#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <string.h>
#include <unistd.h>

#include "error.h"

struct section {
	guint64 start, end;
	const guint8 *bytes;
};

struct image {
	char *path;
	char *build_id;
	int fd;
	Elf *elf;
	gboolean has_lines;
	GArray *sections;    /* struct section, those in memory */
	GHashTable *symbols; /* name in the file -> GArray of guint64 */
	GArray *functions;   /* struct image_function */
};

static void add_symbol(image *self, const char *name, const GElf_Sym *symbol)
{
	GArray *addresses = g_hash_table_lookup(self->symbols, name);
	guint64 address = symbol->st_value;

	if (!addresses) {
		addresses = g_array_new(FALSE, FALSE, sizeof(guint64));
		g_hash_table_insert(self->symbols, (char *)name, addresses);
	}
	g_array_append_val(addresses, address);
	if (GELF_ST_TYPE(symbol->st_info) == STT_FUNC && symbol->st_size) {
		struct image_function function = {
			.name = name,
			.start = address,
			.end = address + symbol->st_size,
		};

		g_array_append_val(self->functions, function);
	}
}

static void read_symbols(image *self, Elf_Scn *section, const GElf_Shdr *head)
{
	Elf_Data *data = elf_getdata(section, NULL);
	gsize count = head->sh_entsize ? head->sh_size / head->sh_entsize : 0;
	GElf_Sym symbol;

	for (gsize i = 0; data && i < count; i++) {
		const char *name;

		if (!gelf_getsym(data, i, &symbol) || symbol.st_shndx == SHN_UNDEF ||
		    GELF_ST_TYPE(symbol.st_info) == STT_SECTION ||
		    GELF_ST_TYPE(symbol.st_info) == STT_FILE)
			continue;
		name = elf_strptr(self->elf, head->sh_link, symbol.st_name);
		if (name && *name)
			add_symbol(self, name, &symbol);
	}
}

static void read_section(image *self, Elf_Scn *section, gsize names)
{
	GElf_Shdr head;
	const char *name;

	if (!gelf_getshdr(section, &head))
		return;
	name = elf_strptr(self->elf, names, head.sh_name);
	if (head.sh_type == SHT_SYMTAB) {
		read_symbols(self, section, &head);
	} else if (head.sh_type == SHT_PROGBITS && (head.sh_flags & SHF_ALLOC)) {
		Elf_Data *data = elf_getdata(section, NULL);
		struct section place = {head.sh_addr, head.sh_addr + head.sh_size,
					data ? data->d_buf : NULL};

		if (place.bytes)
			g_array_append_val(self->sections, place);
	} else if (!g_strcmp0(name, ".debug_line") && head.sh_size) {
		self->has_lines = TRUE;
	}
}

static gint by_start(gconstpointer a, gconstpointer b)
{
	const struct image_function *x = a, *y = b;

	return x->start < y->start ? -1 : x->start > y->start;
}

static void read_build_id(image *self)
{
	const void *bits;
	gssize size = dwelf_elf_gnu_build_id(self->elf, &bits);
	GString *hex;

	if (size <= 0)
		return;
	hex = g_string_new(NULL);
	for (gssize i = 0; i < size; i++)
		g_string_append_printf(hex, "%02x", ((const guint8 *)bits)[i]);
	self->build_id = g_string_free(hex, FALSE);
}

/* What is wrong with it, or NULL. */
static const char *image_read(image *self)
{
	Elf_Scn *section = NULL;
	GElf_Ehdr head;
	gsize names;

	elf_version(EV_CURRENT);
	self->elf = elf_begin(self->fd, ELF_C_READ_MMAP, NULL);
	if (!self->elf || !gelf_getehdr(self->elf, &head) ||
	    elf_getshdrstrndx(self->elf, &names))
		return "not an ELF file";
	if (head.e_machine != EM_X86_64 ||
	    (head.e_type != ET_EXEC && head.e_type != ET_DYN))
		return "not a linked x86-64 kernel";
	while ((section = elf_nextscn(self->elf, section)))
		read_section(self, section, names);
	if (!g_hash_table_size(self->symbols))
		return "stripped: it has no symbols";
	g_array_sort(self->functions, by_start);
	read_build_id(self);
	return NULL;
}

image *image_open(const char *path, GError **error)
{
	g_autoptr(image) self = g_new0(image, 1);
	const char *fault;

	self->path = g_strdup(path);
	self->sections = g_array_new(FALSE, FALSE, sizeof(struct section));
	self->functions = g_array_new(FALSE, FALSE, sizeof(struct image_function));
	self->symbols = g_hash_table_new_full(g_str_hash, g_str_equal, NULL,
					      (GDestroyNotify)g_array_unref);
	self->fd = open(path, O_RDONLY | O_CLOEXEC);
	fault = self->fd < 0 ? g_strerror(errno) : image_read(self);
	if (fault) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "%s: %s", path, fault);
		return NULL;
	}
	return g_steal_pointer(&self);
}

const char *image_path(const image *self)
{
	return self->path;
}

const char *image_build_id(const image *self)
{
	return self->build_id;
}

gboolean image_has_lines(const image *self)
{
	return self->has_lines;
}

const GArray *image_find(const image *self, const char *name)
{
	return g_hash_table_lookup(self->symbols, name);
}

const guint8 *image_bytes(const image *self, guint64 address, gsize size)
{
	for (guint i = 0; i < self->sections->len; i++) {
		const struct section *s =
			&g_array_index(self->sections, struct section, i);

		if (address >= s->start && address < s->end && size <= s->end - address)
			return s->bytes + (address - s->start);
	}
	return NULL;
}

const GArray *image_functions(const image *self)
{
	return self->functions;
}

void image_free(image *self)
{
	if (!self)
		return;
	g_array_unref(self->sections);
	g_array_unref(self->functions);
	g_hash_table_unref(self->symbols);
	elf_end(self->elf);
	if (self->fd >= 0)
		close(self->fd);
	g_free(self->build_id);
	g_free(self->path);
	g_free(self);
}
