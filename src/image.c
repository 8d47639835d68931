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
	const guint8 *bytes; /* NULL: zeros, or not in memory */
};

struct image {
	char *path;
	char *build_id;
	int fd;
	Elf *elf;
	gboolean has_lines;
	gboolean module;
	guint64 next;	     /* where a module's next section goes */
	GArray *sections;    /* struct section, by section number */
	GArray *code;	     /* struct image_section */
	GArray *relocations; /* struct image_relocation, by place */
	GHashTable *symbols; /* name in the file -> GArray of guint64 */
	GArray *functions;   /* struct image_function */
};

static guint64 address_of(const image *self, const GElf_Sym *symbol)
{
	return symbol->st_value +
	       (self->module ? image_section_base(self, symbol->st_shndx) : 0);
}

static void add_symbol(image *self, const char *name, const GElf_Sym *symbol)
{
	GArray *addresses = g_hash_table_lookup(self->symbols, name);
	guint64 address = address_of(self, symbol);

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

/* Gives the section its place: the linker's, or the next one of a module. */
static guint64 section_start(image *self, const GElf_Shdr *head)
{
	guint64 align = MAX(head->sh_addralign, 1), start;

	if (!self->module)
		return head->sh_addr;
	start = (self->next + align - 1) / align * align;
	self->next = start + head->sh_size;
	return start;
}

static void place_section(image *self, Elf_Scn *section, gsize names)
{
	struct section place = {0};
	GElf_Shdr head;
	const char *name;

	if (gelf_getshdr(section, &head)) {
		name = elf_strptr(self->elf, names, head.sh_name);
		if (head.sh_flags & SHF_ALLOC) {
			place.start = section_start(self, &head);
			place.end = place.start + head.sh_size;
		}
		if ((head.sh_flags & SHF_ALLOC) && head.sh_type == SHT_PROGBITS) {
			Elf_Data *data = elf_getdata(section, NULL);

			place.bytes = data ? data->d_buf : NULL;
		}
		if (place.bytes && (head.sh_flags & SHF_EXECINSTR)) {
			struct image_section code = {name, place.start, place.end};

			g_array_append_val(self->code, code);
		}
		if (!g_strcmp0(name, ".debug_line") && head.sh_size)
			self->has_lines = TRUE;
	}
	g_array_append_val(self->sections, place);
}

static void add_relocation(image *self, const GElf_Rela *rela, guint64 base,
			   Elf_Data *symbols, gsize names)
{
	struct image_relocation relocation = {
		.place = base + rela->r_offset,
		.type = GELF_R_TYPE(rela->r_info),
		.addend = rela->r_addend,
	};
	GElf_Sym symbol;

	if (!gelf_getsym(symbols, GELF_R_SYM(rela->r_info), &symbol))
		return;
	if (symbol.st_shndx == SHN_UNDEF)
		relocation.name = elf_strptr(self->elf, names, symbol.st_name);
	else
		relocation.target = address_of(self, &symbol);
	g_array_append_val(self->relocations, relocation);
}

static void read_relocations(image *self, Elf_Scn *section, const GElf_Shdr *head)
{
	guint64 base = image_section_base(self, head->sh_info);
	Elf_Scn *table = elf_getscn(self->elf, head->sh_link);
	Elf_Data *symbols = table ? elf_getdata(table, NULL) : NULL;
	Elf_Data *data = elf_getdata(section, NULL);
	gsize count = head->sh_entsize ? head->sh_size / head->sh_entsize : 0;
	GElf_Shdr symbols_head;
	GElf_Rela rela;

	if (!base || !data || !symbols || !gelf_getshdr(table, &symbols_head))
		return;
	for (gsize i = 0; i < count; i++)
		if (gelf_getrela(data, i, &rela))
			add_relocation(self, &rela, base, symbols,
				       symbols_head.sh_link);
}

static void read_section(image *self, Elf_Scn *section)
{
	GElf_Shdr head;

	if (!gelf_getshdr(section, &head))
		return;
	if (head.sh_type == SHT_SYMTAB)
		read_symbols(self, section, &head);
	else if (head.sh_type == SHT_RELA && self->module)
		read_relocations(self, section, &head);
}

static gint by_start(gconstpointer a, gconstpointer b)
{
	const struct image_function *x = a, *y = b;

	return x->start < y->start ? -1 : x->start > y->start;
}

static gint by_place(gconstpointer a, gconstpointer b)
{
	const struct image_relocation *x = a, *y = b;

	return x->place < y->place ? -1 : x->place > y->place;
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
	if (self->module && (head.e_machine != EM_X86_64 || head.e_type != ET_REL))
		return "not an x86-64 module";
	if (!self->module && (head.e_machine != EM_X86_64 ||
			      (head.e_type != ET_EXEC && head.e_type != ET_DYN)))
		return "not a linked x86-64 kernel";
	g_array_set_size(self->sections, 1);
	while ((section = elf_nextscn(self->elf, section)))
		place_section(self, section, names);
	while ((section = elf_nextscn(self->elf, section)))
		read_section(self, section);
	if (!g_hash_table_size(self->symbols))
		return "stripped: it has no symbols";
	g_array_sort(self->functions, by_start);
	g_array_sort(self->relocations, by_place);
	read_build_id(self);
	return NULL;
}

static image *open_file(const char *path, gboolean module, guint64 base, GError **error)
{
	g_autoptr(image) self = g_new0(image, 1);
	const char *fault;

	self->path = g_strdup(path);
	self->module = module;
	self->next = base;
	self->sections = g_array_new(FALSE, TRUE, sizeof(struct section));
	self->code = g_array_new(FALSE, FALSE, sizeof(struct image_section));
	self->relocations = g_array_new(FALSE, FALSE, sizeof(struct image_relocation));
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

image *image_open(const char *path, GError **error)
{
	return open_file(path, FALSE, 0, error);
}

image *image_open_module(const char *path, guint64 base, GError **error)
{
	return open_file(path, TRUE, base, error);
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

		if (s->bytes && address >= s->start && address < s->end &&
		    size <= s->end - address)
			return s->bytes + (address - s->start);
	}
	return NULL;
}

const GArray *image_code(const image *self)
{
	return self->code;
}

guint64 image_section_base(const image *self, gsize index)
{
	return index < self->sections->len
		       ? g_array_index(self->sections, struct section, index).start
		       : 0;
}

const struct image_relocation *image_relocation(const image *self, guint64 place)
{
	const struct image_relocation wanted = {.place = place};
	guint index;

	return g_array_binary_search(self->relocations, &wanted, by_place, &index)
		       ? &g_array_index(self->relocations, struct image_relocation,
					index)
		       : NULL;
}

gboolean image_is_module(const image *self)
{
	return self->module;
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
	g_array_unref(self->code);
	g_array_unref(self->relocations);
	g_array_unref(self->functions);
	g_hash_table_unref(self->symbols);
	elf_end(self->elf);
	if (self->fd >= 0)
		close(self->fd);
	g_free(self->build_id);
	g_free(self->path);
	g_free(self);
}
