/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How an object is placed. The functions in a code section and the kernel's symbols of
 * the same names suggest addresses for it (static functions of different files may have
 * the same name, so there may be several); it is where its bytes are. An inline
 * function that was not inlined has the same bytes in many objects: of several places,
 * the one that the rest of the object calls is used. Bytes of relocations are compared
 * at the end, when all sections have a place: they must have the value that the
 * symbol's address gives. If the kernel does not know the name of the symbol (a string,
 * a discarded section), they cannot be compared.
 */
#include "cover/elf-object.h"

#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <string.h>
#include <unistd.h>

#include "arch/arch.h"
#include "util/error.h"

struct object_part {
	const char *name;
	const guint8 *bytes; /* NULL: not code */
	guint64 size;
	GArray *places;	   /* guint64: all places with its bytes; NULL: none */
	guint64 base;	   /* one of them, or 0 */
	guint8 *linked;	   /* for each byte, the bits that the linker fills in */
	gsize relocations; /* number of its relocation section, or 0 */
};

struct elf_object {
	char *path;
	const struct elf_kernel *kernel;
	int fd;
	Elf *elf;
	Elf_Data *symbols;
	gsize n_symbols;
	gsize symbol_names; /* section number */
	GArray *parts;	    /* struct object_part, by section number */
};

static struct object_part *get_part(const struct elf_object *object, gsize index)
{
	return index < object->parts->len
		       ? &g_array_index(object->parts, struct object_part, index)
		       : NULL;
}

static void part_clear(gpointer data)
{
	struct object_part *part = data;

	g_free(part->linked);
	g_clear_pointer(&part->places, g_array_unref);
}

static gboolean get_symbol(const struct elf_object *object, gsize index,
			   GElf_Sym *symbol, const char **name)
{
	if (index >= object->n_symbols || !gelf_getsym(object->symbols, index, symbol))
		return FALSE;
	*name = elf_strptr(object->elf, object->symbol_names, symbol->st_name);
	return *name != NULL;
}

/* Returns the relocation @type; NULL: unknown. */
static const struct arch_relocation *relocation_find(const struct elf_object *object,
						     guint type)
{
	static const struct arch_relocation none = {0};
	const struct arch_relocation *all =
		elf_kernel_arch(object->kernel)->code->relocations;

	if (!type)
		return &none;
	while (all->type && all->type != type)
		all++;
	return all->type ? all : NULL;
}

/* Returns a mask of the bits that the relocation fills in. */
static guint64 relocation_mask(const struct arch_relocation *relocation)
{
	guint64 mask = 0;

	if (!relocation->fields[0].bits)
		return G_MAXUINT64;
	for (gsize i = 0; i < G_N_ELEMENTS(relocation->fields); i++) {
		const struct arch_field *field = &relocation->fields[i];

		mask |= ((G_GUINT64_CONSTANT(1) << field->bits) - 1) << field->to;
	}
	return mask;
}

#define PAGE_OF(address) ((address) & ~G_GUINT64_CONSTANT(0xfff))

/* Returns the bits that it fills in at @place, for the symbol at @symbol. */
static guint64 relocation_bits(const struct arch_relocation *relocation, guint64 symbol,
			       gint64 addend, guint64 place)
{
	guint64 value = symbol + addend, bits = 0;

	if (relocation->value == ARCH_VALUE_RELATIVE)
		value -= place;
	else if (relocation->value == ARCH_VALUE_PAGE)
		value = PAGE_OF(value) - PAGE_OF(place);
	if (!relocation->fields[0].bits)
		return value;
	for (gsize i = 0; i < G_N_ELEMENTS(relocation->fields); i++) {
		const struct arch_field *field = &relocation->fields[i];
		guint64 mask = (G_GUINT64_CONSTANT(1) << field->bits) - 1;

		bits |= (value >> field->from & mask) << field->to;
	}
	return bits;
}

static Elf_Data *relocations_of(const struct elf_object *object,
				const struct object_part *part, gsize *count)
{
	Elf_Scn *section =
		part->relocations ? elf_getscn(object->elf, part->relocations) : NULL;
	GElf_Shdr head;

	*count = 0;
	if (!section || !gelf_getshdr(section, &head) || !head.sh_entsize)
		return NULL;
	*count = head.sh_size / head.sh_entsize;
	return elf_getdata(section, NULL);
}

static gboolean mark_linked(const struct elf_object *object, struct object_part *part,
			    GError **error)
{
	gsize count;
	Elf_Data *data = relocations_of(object, part, &count);
	GElf_Rela rela;

	part->linked = g_malloc0(part->size);
	for (gsize i = 0; data && i < count; i++) {
		const struct arch_relocation *relocation;
		guint64 mask;

		if (!gelf_getrela(data, i, &rela))
			continue;
		relocation = relocation_find(object, GELF_R_TYPE(rela.r_info));
		if (!relocation || rela.r_offset > part->size ||
		    relocation->width > part->size - rela.r_offset) {
			g_set_error(error, KF_ERROR, KF_ERROR_INVALID,
				    "%s: %s: cannot tell what relocation type %u at "
				    "0x%" G_GINT64_MODIFIER "x gives",
				    object->path, part->name,
				    (guint)GELF_R_TYPE(rela.r_info),
				    (guint64)rela.r_offset);
			return FALSE;
		}
		mask = relocation_mask(relocation);
		for (guint j = 0; j < relocation->width; j++)
			part->linked[rela.r_offset + j] |= mask >> 8 * j;
	}
	return TRUE;
}

/* Returns the offset of the first byte that differs if @part is at @base; -1: none. */
static gint64 first_difference(const struct elf_object *object,
			       const struct object_part *part, guint64 base)
{
	gsize rest;
	const guint8 *there = elf_kernel_rest(object->kernel, base, &rest);

	for (guint64 i = 0; i < MIN(part->size, rest); i++)
		if ((part->bytes[i] ^ there[i]) & ~part->linked[i])
			return i;
	return part->size <= rest ? -1 : (gint64)rest;
}

/* Returns the function in section @index that contains @offset, for messages. */
static const char *function_at(const struct elf_object *object, gsize index,
			       guint64 offset)
{
	const char *found = "its code", *name;
	GElf_Sym symbol;

	for (gsize i = 0; i < object->n_symbols; i++)
		if (get_symbol(object, i, &symbol, &name) && symbol.st_shndx == index &&
		    GELF_ST_TYPE(symbol.st_info) == STT_FUNC &&
		    offset >= symbol.st_value &&
		    offset < symbol.st_value + symbol.st_size)
			found = name;
	return found;
}

static gboolean has_place(const struct object_part *part, guint64 base)
{
	for (guint i = 0; part->places && i < part->places->len; i++)
		if (g_array_index(part->places, guint64, i) == base)
			return TRUE;
	return FALSE;
}

static void add_place(struct object_part *part, guint64 base)
{
	if (!part->places)
		part->places = g_array_new(FALSE, FALSE, sizeof(guint64));
	g_array_append_val(part->places, base);
}

/* Tries the places that the names in section @index suggest. Sets *@nearest to the one
 * where the code agrees longest, for *@agreed bytes. Whether it agrees anywhere. */
static gboolean find_places(const struct elf_object *object, gsize index,
			    guint64 *nearest, gint64 *agreed)
{
	struct object_part *part = get_part(object, index);
	const char *name;
	GElf_Sym symbol;

	*agreed = -1;
	for (gsize i = 0; i < object->n_symbols; i++) {
		const GArray *places;

		if (!get_symbol(object, i, &symbol, &name) ||
		    symbol.st_shndx != index ||
		    !(places = elf_kernel_find(object->kernel, name)))
			continue;
		for (guint j = 0; j < places->len; j++) {
			guint64 base =
				g_array_index(places, guint64, j) - symbol.st_value;
			gint64 differs;

			if ((*agreed >= 0 && base == *nearest) || has_place(part, base))
				continue;
			differs = first_difference(object, part, base);
			if (differs < 0) {
				add_place(part, base);
			} else if (differs > *agreed) {
				*agreed = differs;
				*nearest = base;
			}
		}
	}
	if (part->places)
		part->base = g_array_index(part->places, guint64, 0);
	return part->places != NULL;
}

static gboolean place_part(const struct elf_object *object, gsize index, GError **error)
{
	struct object_part *part = get_part(object, index);
	guint64 nearest = 0;
	gint64 agreed;

	if (!part->bytes)
		return TRUE;
	if (!mark_linked(object, part, error))
		return FALSE;
	/* Without a name in the kernel, it was discarded, or is only reached by
	 * address. */
	if (find_places(object, index, &nearest, &agreed) || agreed < 0)
		return TRUE;
	g_set_error(error, KF_ERROR, KF_ERROR_INVALID,
		    "%s: the code of %s differs from that in %s", object->path,
		    function_at(object, index, agreed),
		    elf_kernel_path(object->kernel));
	return FALSE;
}

/* Returns the possible addresses of symbol @index; NULL: unknown. */
static const GArray *targets_of(const struct elf_object *object, gsize index,
				GArray *own)
{
	const struct object_part *part;
	const char *name;
	GElf_Sym symbol;
	guint64 address;

	if (!get_symbol(object, index, &symbol, &name))
		return NULL;
	part = symbol.st_shndx != SHN_UNDEF && symbol.st_shndx < SHN_LORESERVE
		       ? get_part(object, symbol.st_shndx)
		       : NULL;
	if (!part || !part->base)
		return *name ? elf_kernel_find(object->kernel, name) : NULL;
	address = part->base + symbol.st_value;
	g_array_set_size(own, 0);
	g_array_append_val(own, address);
	/* a function of that name in another object may have replaced it */
	if (GELF_ST_BIND(symbol.st_info) == STB_WEAK) {
		const GArray *all = elf_kernel_find(object->kernel, name);

		if (all)
			g_array_append_vals(own, all->data, all->len);
	}
	return own;
}

/* Returns the little-endian number at @bytes. */
static guint64 read_place(const guint8 *bytes, guint width)
{
	guint64 number = 0;

	for (guint i = 0; i < width; i++)
		number |= (guint64)bytes[i] << 8 * i;
	return number;
}

/* Whether the kernel fills in the address @value at @place when it starts. */
static gboolean is_based(const struct elf_object *object, guint64 place, guint64 value)
{
	const struct elf_kernel_relocation *there =
		elf_kernel_relocation(object->kernel, place);

	return there && (guint64)there->addend == value;
}

/* Whether the kernel has at @rela the value for one of @targets. */
static gboolean is_linked_to(const struct elf_object *object,
			     const struct object_part *part, const GElf_Rela *rela,
			     const GArray *targets)
{
	const struct arch_relocation *relocation =
		relocation_find(object, GELF_R_TYPE(rela->r_info));
	guint64 place = part->base + rela->r_offset, all = G_MAXUINT64;
	guint64 mask = relocation_mask(relocation);
	const guint8 *bytes =
		elf_kernel_bytes(object->kernel, place, relocation->width);

	if (relocation->width < sizeof(all))
		all = (G_GUINT64_CONSTANT(1) << 8 * relocation->width) - 1;
	for (guint i = 0; bytes && i < targets->len; i++) {
		guint64 symbol = g_array_index(targets, guint64, i);
		guint64 value =
			relocation_bits(relocation, symbol, rela->r_addend, place);

		if (!((read_place(bytes, relocation->width) ^ value) & mask & all) ||
		    (relocation->value == ARCH_VALUE_ABSOLUTE &&
		     is_based(object, place, value)))
			return TRUE;
	}
	return FALSE;
}

/* Whether the module has the same relocation there: of the same external symbol, or of
 * one of @targets in the module itself. */
static gboolean is_relocated_to(const struct elf_object *object,
				const struct object_part *part, const GElf_Rela *rela,
				const GArray *targets, const char *name)
{
	const struct elf_kernel_relocation *there =
		elf_kernel_relocation(object->kernel, part->base + rela->r_offset);

	if (!there || there->type != GELF_R_TYPE(rela->r_info))
		return FALSE;
	if (there->name)
		return !targets && !strcmp(there->name, name) &&
		       there->addend == rela->r_addend;
	for (guint i = 0; targets && i < targets->len; i++)
		if (there->target + there->addend ==
		    g_array_index(targets, guint64, i) + rela->r_addend)
			return TRUE;
	return !targets;
}

static gboolean is_as_linked(const struct elf_object *object,
			     const struct object_part *part, const GElf_Rela *rela,
			     GArray *own)
{
	const GArray *targets = targets_of(object, GELF_R_SYM(rela->r_info), own);
	const char *name = "";
	GElf_Sym symbol;

	if (!elf_kernel_is_module(object->kernel))
		return !targets || is_linked_to(object, part, rela, targets);
	if (!get_symbol(object, GELF_R_SYM(rela->r_info), &symbol, &name))
		return FALSE;
	return is_relocated_to(object, part, rela, targets, name);
}

/* Whether @rela refers to section @index. */
static gboolean refers_to(const struct elf_object *object, const GElf_Rela *rela,
			  gsize index)
{
	const char *name;
	GElf_Sym symbol;

	return GELF_R_TYPE(rela->r_info) &&
	       get_symbol(object, GELF_R_SYM(rela->r_info), &symbol, &name) &&
	       symbol.st_shndx == index;
}

/*
 * Whether all references between the certain sections and section @index are as linked.
 */
static gboolean agrees_with_rest(const struct elf_object *object, gsize index,
				 GArray *own)
{
	for (gsize p = 0; p < object->parts->len; p++) {
		const struct object_part *part = get_part(object, p);
		gsize count;
		Elf_Data *data = relocations_of(object, part, &count);
		GElf_Rela rela;

		for (gsize i = 0;
		     data && part->places && part->places->len == 1 && i < count; i++)
			if (gelf_getrela(data, i, &rela) &&
			    refers_to(object, &rela, index) &&
			    !is_as_linked(object, part, &rela, own))
				return FALSE;
	}
	return TRUE;
}

/* Chooses the place of section @index that the rest of the object calls. */
static void choose_place(const struct elf_object *object, gsize index, GArray *own)
{
	struct object_part *part = get_part(object, index);

	for (guint i = 0; i < part->places->len; i++) {
		part->base = g_array_index(part->places, guint64, i);
		if (agrees_with_rest(object, index, own))
			return;
	}
	part->base = g_array_index(part->places, guint64, 0);
}

static gboolean check_linked(const struct elf_object *object, gsize index, GArray *own,
			     GError **error)
{
	const struct object_part *part = get_part(object, index);
	gsize count;
	Elf_Data *data = relocations_of(object, part, &count);
	GElf_Rela rela;

	for (gsize i = 0; data && part->base && i < count; i++) {
		if (!gelf_getrela(data, i, &rela) || !GELF_R_TYPE(rela.r_info) ||
		    is_as_linked(object, part, &rela, own))
			continue;
		g_set_error(error, KF_ERROR, KF_ERROR_INVALID,
			    "%s: %s calls or refers to something else than in %s",
			    object->path, function_at(object, index, rela.r_offset),
			    elf_kernel_path(object->kernel));
		return FALSE;
	}
	return TRUE;
}

static void add_part(struct elf_object *object, Elf_Scn *section, gsize names)
{
	struct object_part part = {0};
	GElf_Shdr head = {0};

	if (gelf_getshdr(section, &head)) {
		part.name = elf_strptr(object->elf, names, head.sh_name);
		part.size = head.sh_size;
		if (head.sh_type == SHT_PROGBITS && (head.sh_flags & SHF_ALLOC) &&
		    (head.sh_flags & SHF_EXECINSTR) && head.sh_size) {
			Elf_Data *data = elf_getdata(section, NULL);

			part.bytes = data ? data->d_buf : NULL;
		}
	}
	g_array_append_val(object->parts, part);
	if (head.sh_type == SHT_SYMTAB && head.sh_entsize) {
		object->symbols = elf_getdata(section, NULL);
		object->n_symbols = head.sh_size / head.sh_entsize;
		object->symbol_names = head.sh_link;
	}
}

/* Returns what is wrong with the object, or NULL. */
static const char *object_read(struct elf_object *object)
{
	struct object_part none = {0};
	Elf_Scn *section = NULL;
	GElf_Ehdr file;
	GElf_Shdr head;
	gsize names;

	elf_version(EV_CURRENT);
	object->elf = elf_begin(object->fd, ELF_C_READ_MMAP, NULL);
	if (!object->elf || !gelf_getehdr(object->elf, &file) ||
	    elf_getshdrstrndx(object->elf, &names))
		return "not an ELF file";
	if (file.e_machine != elf_kernel_arch(object->kernel)->elf ||
	    file.e_type != ET_REL)
		return "not a relocatable object of the kernel's machine";
	g_array_append_val(object->parts, none);
	while ((section = elf_nextscn(object->elf, section)))
		add_part(object, section, names);
	for (gsize i = 1; i < object->parts->len; i++)
		if (gelf_getshdr(elf_getscn(object->elf, i), &head) &&
		    head.sh_type == SHT_RELA && get_part(object, head.sh_info))
			get_part(object, head.sh_info)->relocations = i;
	return object->symbols ? NULL : "stripped: it has no symbols";
}

static gboolean place_all(struct elf_object *object, GError **error)
{
	g_autoptr(GArray) own = g_array_new(FALSE, FALSE, sizeof(guint64));
	gboolean code = FALSE, placed = FALSE;

	for (gsize i = 0; i < object->parts->len; i++) {
		if (!place_part(object, i, error))
			return FALSE;
		code |= get_part(object, i)->bytes != NULL;
		placed |= get_part(object, i)->base != 0;
	}
	for (gsize i = 0; i < object->parts->len; i++)
		if (get_part(object, i)->places && get_part(object, i)->places->len > 1)
			choose_place(object, i, own);
	for (gsize i = 0; i < object->parts->len; i++)
		if (!check_linked(object, i, own, error))
			return FALSE;
	if (!code || placed)
		return TRUE;
	g_set_error(error, KF_ERROR, KF_ERROR_INVALID,
		    "%s: none of its functions is in %s", object->path,
		    elf_kernel_path(object->kernel));
	return FALSE;
}

struct elf_object *elf_object_place(const char *path, const struct elf_kernel *kernel,
				    GError **error)
{
	g_autoptr(ElfObject) object = g_new0(struct elf_object, 1);
	const char *fault;

	object->path = g_strdup(path);
	object->kernel = kernel;
	object->parts = g_array_new(FALSE, FALSE, sizeof(struct object_part));
	g_array_set_clear_func(object->parts, part_clear);
	object->fd = open(path, O_RDONLY | O_CLOEXEC);
	fault = object->fd < 0 ? g_strerror(errno) : object_read(object);
	if (fault) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "%s: %s", path, fault);
		return NULL;
	}
	return place_all(object, error) ? g_steal_pointer(&object) : NULL;
}

guint64 elf_object_base(const struct elf_object *object, gsize index)
{
	const struct object_part *part = get_part(object, index);

	return part ? part->base : 0;
}

GArray *elf_object_code(const struct elf_object *object)
{
	GArray *code = g_array_new(FALSE, FALSE, sizeof(struct elf_kernel_section));

	for (gsize i = 0; i < object->parts->len; i++) {
		const struct object_part *part = get_part(object, i);
		struct elf_kernel_section placed = {part->name, part->base,
						    part->base + part->size};

		if (part->base && part->size)
			g_array_append_val(code, placed);
	}
	return code;
}

void elf_object_free(struct elf_object *object)
{
	if (!object)
		return;
	g_array_unref(object->parts);
	elf_end(object->elf);
	if (object->fd >= 0)
		close(object->fd);
	g_free(object->path);
	g_free(object);
}
