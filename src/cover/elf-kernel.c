/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cover/elf-kernel.h"

#include <elfutils/libdwelf.h>
#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <string.h>
#include <unistd.h>

#include "arch/arch.h"
#include "util/error.h"

struct elf_section {
	guint64 start, end;
	const guint8 *bytes; /* NULL: zeros, or not loaded */
};

struct elf_kernel {
	char *path;
	char *build_id;
	int fd;
	Elf *elf;
	gboolean has_lines;
	gboolean module;
	gboolean shared; /* linked as a shared object */
	const struct arch *arch;
	guint64 next;	     /* address for a module's next section */
	GArray *sections;    /* struct elf_section, by section number */
	GArray *code;	     /* struct elf_kernel_section */
	GArray *relocations; /* struct elf_kernel_relocation, sorted by place */
	GHashTable *symbols; /* name -> GArray of guint64 */
	GArray *functions;   /* struct elf_kernel_function */
};

static guint64 address_of(const struct elf_kernel *kernel, const GElf_Sym *symbol)
{
	return symbol->st_value +
	       (kernel->module ? elf_kernel_section_base(kernel, symbol->st_shndx) : 0);
}

/*
 * Whether it marks a transition between code and data (ELF for the Arm 64-bit
 * Architecture, "Mapping symbols"; the RISC-V psABI has the same). These are not
 * functions, and there is one for every few instructions.
 */
static gboolean is_mapping(const char *name)
{
	return *name == '$';
}

static void add_symbol(struct elf_kernel *kernel, const char *name,
		       const GElf_Sym *symbol)
{
	GArray *addresses = g_hash_table_lookup(kernel->symbols, name);
	guint64 address = address_of(kernel, symbol);

	if (!addresses) {
		addresses = g_array_new(FALSE, FALSE, sizeof(guint64));
		g_hash_table_insert(kernel->symbols, (char *)name, addresses);
	}
	g_array_append_val(addresses, address);
	if (GELF_ST_TYPE(symbol->st_info) == STT_FUNC && symbol->st_size) {
		struct elf_kernel_function function = {
			.name = name,
			.start = address,
			.end = address + symbol->st_size,
		};

		g_array_append_val(kernel->functions, function);
	}
}

static void read_symbols(struct elf_kernel *kernel, Elf_Scn *section,
			 const GElf_Shdr *head)
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
		name = elf_strptr(kernel->elf, head->sh_link, symbol.st_name);
		if (name && *name && !is_mapping(name))
			add_symbol(kernel, name, &symbol);
	}
}

/* Returns the address of the section: from the linker, or the next one of a module. */
static guint64 section_start(struct elf_kernel *kernel, const GElf_Shdr *head)
{
	guint64 align = MAX(head->sh_addralign, 1), start;

	if (!kernel->module)
		return head->sh_addr;
	start = (kernel->next + align - 1) / align * align;
	kernel->next = start + head->sh_size;
	return start;
}

static void place_section(struct elf_kernel *kernel, Elf_Scn *section, gsize names)
{
	struct elf_section place = {0};
	GElf_Shdr head;
	const char *name;

	if (gelf_getshdr(section, &head)) {
		name = elf_strptr(kernel->elf, names, head.sh_name);
		if (head.sh_flags & SHF_ALLOC) {
			place.start = section_start(kernel, &head);
			place.end = place.start + head.sh_size;
		}
		if ((head.sh_flags & SHF_ALLOC) && head.sh_type == SHT_PROGBITS) {
			Elf_Data *data = elf_getdata(section, NULL);

			place.bytes = data ? data->d_buf : NULL;
		}
		if (place.bytes && (head.sh_flags & SHF_EXECINSTR)) {
			struct elf_kernel_section code = {name, place.start, place.end};

			g_array_append_val(kernel->code, code);
		}
		if (!g_strcmp0(name, ".debug_line") && head.sh_size)
			kernel->has_lines = TRUE;
	}
	g_array_append_val(kernel->sections, place);
}

static void add_relocation(struct elf_kernel *kernel, const GElf_Rela *rela,
			   guint64 base, Elf_Data *symbols, gsize names)
{
	struct elf_kernel_relocation relocation = {
		.place = base + rela->r_offset,
		.type = GELF_R_TYPE(rela->r_info),
		.addend = rela->r_addend,
	};
	GElf_Sym symbol;

	if (!gelf_getsym(symbols, GELF_R_SYM(rela->r_info), &symbol))
		return;
	if (symbol.st_shndx == SHN_UNDEF)
		relocation.name = elf_strptr(kernel->elf, names, symbol.st_name);
	else
		relocation.target = address_of(kernel, &symbol);
	g_array_append_val(kernel->relocations, relocation);
}

static void read_relocations(struct elf_kernel *kernel, Elf_Scn *section,
			     const GElf_Shdr *head)
{
	guint64 base = elf_kernel_section_base(kernel, head->sh_info);
	Elf_Scn *table = elf_getscn(kernel->elf, head->sh_link);
	Elf_Data *symbols = table ? elf_getdata(table, NULL) : NULL;
	Elf_Data *data = elf_getdata(section, NULL);
	gsize count = head->sh_entsize ? head->sh_size / head->sh_entsize : 0;
	GElf_Shdr symbols_head;
	GElf_Rela rela;

	if (!base || !data || !symbols || !gelf_getshdr(table, &symbols_head))
		return;
	for (gsize i = 0; i < count; i++)
		if (gelf_getrela(data, i, &rela))
			add_relocation(kernel, &rela, base, symbols,
				       symbols_head.sh_link);
}

/* Reads relocations of a shared object for addresses that move with it. */
static void read_based(struct elf_kernel *kernel, Elf_Scn *section,
		       const GElf_Shdr *head)
{
	Elf_Data *data = elf_getdata(section, NULL);
	gsize count = head->sh_entsize ? head->sh_size / head->sh_entsize : 0;
	GElf_Rela rela;

	for (gsize i = 0; data && i < count; i++) {
		struct elf_kernel_relocation relocation = {0};

		if (!gelf_getrela(data, i, &rela) ||
		    GELF_R_TYPE(rela.r_info) != kernel->arch->code->based)
			continue;
		relocation.place = rela.r_offset;
		relocation.type = GELF_R_TYPE(rela.r_info);
		relocation.addend = rela.r_addend;
		g_array_append_val(kernel->relocations, relocation);
	}
}

static void read_section(struct elf_kernel *kernel, Elf_Scn *section)
{
	GElf_Shdr head;

	if (!gelf_getshdr(section, &head))
		return;
	if (head.sh_type == SHT_SYMTAB)
		read_symbols(kernel, section, &head);
	else if (head.sh_type == SHT_RELA && kernel->module)
		read_relocations(kernel, section, &head);
	else if (head.sh_type == SHT_RELA && kernel->shared)
		read_based(kernel, section, &head);
}

static gint by_start(gconstpointer a, gconstpointer b)
{
	const struct elf_kernel_function *x = a, *y = b;

	return x->start < y->start ? -1 : x->start > y->start;
}

static gint by_place(gconstpointer a, gconstpointer b)
{
	const struct elf_kernel_relocation *x = a, *y = b;

	return x->place < y->place ? -1 : x->place > y->place;
}

static void read_build_id(struct elf_kernel *kernel)
{
	const void *bits;
	gssize size = dwelf_elf_gnu_build_id(kernel->elf, &bits);
	GString *hex;

	if (size <= 0)
		return;
	hex = g_string_new(NULL);
	for (gssize i = 0; i < size; i++)
		g_string_append_printf(hex, "%02x", ((const guint8 *)bits)[i]);
	kernel->build_id = g_string_free(hex, FALSE);
}

/* Returns what is wrong with the file, or NULL. */
static const char *image_read(struct elf_kernel *kernel)
{
	Elf_Scn *section = NULL;
	GElf_Ehdr head;
	gsize names;

	elf_version(EV_CURRENT);
	kernel->elf = elf_begin(kernel->fd, ELF_C_READ_MMAP, NULL);
	if (!kernel->elf || !gelf_getehdr(kernel->elf, &head) ||
	    elf_getshdrstrndx(kernel->elf, &names))
		return "not an ELF file";
	kernel->arch = arch_by_elf(head.e_machine);
	if (!kernel->arch || !kernel->arch->code)
		return "of an unsupported architecture";
	kernel->shared = head.e_type == ET_DYN;
	if (kernel->module && head.e_type != ET_REL)
		return "not a module";
	if (!kernel->module && head.e_type != ET_EXEC && !kernel->shared)
		return "not a linked kernel";
	g_array_set_size(kernel->sections, 1);
	while ((section = elf_nextscn(kernel->elf, section)))
		place_section(kernel, section, names);
	while ((section = elf_nextscn(kernel->elf, section)))
		read_section(kernel, section);
	if (!g_hash_table_size(kernel->symbols))
		return "stripped: it has no symbols";
	g_array_sort(kernel->functions, by_start);
	g_array_sort(kernel->relocations, by_place);
	read_build_id(kernel);
	return NULL;
}

static struct elf_kernel *open_file(const char *path, gboolean module, guint64 base,
				    GError **error)
{
	g_autoptr(ElfKernel) kernel = g_new0(struct elf_kernel, 1);
	const char *fault;

	kernel->path = g_strdup(path);
	kernel->module = module;
	kernel->next = base;
	kernel->sections = g_array_new(FALSE, TRUE, sizeof(struct elf_section));
	kernel->code = g_array_new(FALSE, FALSE, sizeof(struct elf_kernel_section));
	kernel->relocations =
		g_array_new(FALSE, FALSE, sizeof(struct elf_kernel_relocation));
	kernel->functions =
		g_array_new(FALSE, FALSE, sizeof(struct elf_kernel_function));
	kernel->symbols = g_hash_table_new_full(g_str_hash, g_str_equal, NULL,
						(GDestroyNotify)g_array_unref);
	kernel->fd = open(path, O_RDONLY | O_CLOEXEC);
	fault = kernel->fd < 0 ? g_strerror(errno) : image_read(kernel);
	if (fault) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "%s: %s", path, fault);
		return NULL;
	}
	return g_steal_pointer(&kernel);
}

struct elf_kernel *elf_kernel_open(const char *path, GError **error)
{
	return open_file(path, FALSE, 0, error);
}

struct elf_kernel *elf_kernel_open_module(const char *path, guint64 base,
					  GError **error)
{
	return open_file(path, TRUE, base, error);
}

const struct arch *elf_kernel_arch(const struct elf_kernel *kernel)
{
	return kernel->arch;
}

const char *elf_kernel_path(const struct elf_kernel *kernel)
{
	return kernel->path;
}

const char *elf_kernel_build_id(const struct elf_kernel *kernel)
{
	return kernel->build_id;
}

gboolean elf_kernel_has_lines(const struct elf_kernel *kernel)
{
	return kernel->has_lines;
}

const GArray *elf_kernel_find(const struct elf_kernel *kernel, const char *name)
{
	return g_hash_table_lookup(kernel->symbols, name);
}

const guint8 *elf_kernel_rest(const struct elf_kernel *kernel, guint64 address,
			      gsize *size)
{
	for (guint i = 0; i < kernel->sections->len; i++) {
		const struct elf_section *s =
			&g_array_index(kernel->sections, struct elf_section, i);

		if (s->bytes && address >= s->start && address < s->end) {
			*size = s->end - address;
			return s->bytes + (address - s->start);
		}
	}
	*size = 0;
	return NULL;
}

const guint8 *elf_kernel_bytes(const struct elf_kernel *kernel, guint64 address,
			       gsize size)
{
	gsize rest;
	const guint8 *bytes = elf_kernel_rest(kernel, address, &rest);

	return size <= rest ? bytes : NULL;
}

const GArray *elf_kernel_code(const struct elf_kernel *kernel)
{
	return kernel->code;
}

guint64 elf_kernel_section_base(const struct elf_kernel *kernel, gsize index)
{
	return index < kernel->sections->len
		       ? g_array_index(kernel->sections, struct elf_section, index)
				 .start
		       : 0;
}

const struct elf_kernel_relocation *
elf_kernel_relocation(const struct elf_kernel *kernel, guint64 place)
{
	const struct elf_kernel_relocation wanted = {.place = place};
	guint index;

	return g_array_binary_search(kernel->relocations, &wanted, by_place, &index)
		       ? &g_array_index(kernel->relocations,
					struct elf_kernel_relocation, index)
		       : NULL;
}

gboolean elf_kernel_is_module(const struct elf_kernel *kernel)
{
	return kernel->module;
}

const GArray *elf_kernel_functions(const struct elf_kernel *kernel)
{
	return kernel->functions;
}

void elf_kernel_free(struct elf_kernel *kernel)
{
	if (!kernel)
		return;
	g_array_unref(kernel->sections);
	g_array_unref(kernel->code);
	g_array_unref(kernel->relocations);
	g_array_unref(kernel->functions);
	g_hash_table_unref(kernel->symbols);
	elf_end(kernel->elf);
	if (kernel->fd >= 0)
		close(kernel->fd);
	g_free(kernel->build_id);
	g_free(kernel->path);
	g_free(kernel);
}
