/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cover/covermap.h"

#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <string.h>
#include <unistd.h>

#include "arch/arch.h"
#include "cover/plugin/map.h"
#include "util/error.h"

#define PAGE 4096
/* as many as struct arch_code has entries */
#define RANGES_OF_MODULES 2

/* Maximum size of a range: more than any kernel's image or modules may have. */
#define MAX_CODE ((guint64)2 << 30)

G_STATIC_ASSERT(sizeof(struct map_header) <= MAP_HEADER_SIZE);

struct covermap {
	GMappedFile *file;
	const struct map_header *header;
	const guint8 *phases;
};

/* Adds [start, end), joined to the last range if they are (almost) adjacent. */
static void add_range(GArray *ranges, guint64 start, guint64 end)
{
	struct code_range range = {start, end};
	struct code_range *last =
		ranges->len ? &g_array_index(ranges, struct code_range, ranges->len - 1)
			    : NULL;

	if (last && start >= last->start && start <= last->end + PAGE)
		last->end = MAX(last->end, end);
	else
		g_array_append_val(ranges, range);
}

static void collect_ranges(Elf *elf, GArray *ranges)
{
	Elf_Scn *section = NULL;
	GElf_Shdr head;

	while ((section = elf_nextscn(elf, section)))
		if (gelf_getshdr(section, &head) && head.sh_type == SHT_PROGBITS &&
		    (head.sh_flags & SHF_ALLOC) && (head.sh_flags & SHF_EXECINSTR) &&
		    head.sh_size)
			add_range(ranges, head.sh_addr, head.sh_addr + head.sh_size);
}

/* Returns why there cannot be a map of @ranges, or NULL. */
static const char *ranges_fault(const GArray *ranges)
{
	if (!ranges->len)
		return "not an ELF file with code in it";
	if (ranges->len > MAP_MAX_RANGES - RANGES_OF_MODULES)
		return "its code is in too many places";
	for (guint i = 0; i < ranges->len; i++) {
		const struct code_range *range =
			&g_array_index(ranges, struct code_range, i);

		if (range->end < range->start || range->end - range->start > MAX_CODE)
			return "it has more code than a kernel can have";
	}
	return NULL;
}

GArray *covermap_ranges(const char *vmlinux, GError **error)
{
	g_autoptr(GArray) ranges = g_array_new(FALSE, FALSE, sizeof(struct code_range));
	int fd = open(vmlinux, O_RDONLY | O_CLOEXEC);
	const char *fault;
	Elf *elf;

	if (fd < 0) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "%s: %s", vmlinux,
			    g_strerror(errno));
		return NULL;
	}
	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_READ_MMAP, NULL);
	if (elf && elf_kind(elf) == ELF_K_ELF)
		collect_ranges(elf, ranges);
	elf_end(elf);
	close(fd);
	fault = ranges_fault(ranges);
	if (!fault)
		return g_steal_pointer(&ranges);
	g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "%s: %s", vmlinux, fault);
	return NULL;
}

/* Adds the range for modules, which are loaded one after another, from @start on. */
static void add_modules_at(GArray *ranges, guint64 start, guint64 size)
{
	struct code_range range = {start, start + size};

	g_array_append_val(ranges, range);
}

void covermap_add_modules(GArray *ranges, const struct arch_code *code,
			  const GArray *kernel)
{
	guint64 start = g_array_index(kernel, struct code_range, 0).start;

	for (gsize i = 0; i < G_N_ELEMENTS(code->modules); i++)
		if (code->modules[i])
			add_modules_at(ranges, code->modules[i], code->modules_size);
	if (code->modules_before)
		add_modules_at(ranges, start - code->modules_before,
			       code->modules_size);
}

/* Places the ranges one after another; each begins at a new byte. */
static void fill_header(struct map_header *header, const struct arch_code *code,
			GArray *ranges, GArray *exact)
{
	guint64 offset = 0;

	memcpy(header->magic, MAP_MAGIC, sizeof(header->magic));
	header->max_phases = MAP_MAX_PHASES;
	header->mark_size = code->mark_size;
	memcpy(header->mark, code->mark, code->mark_size);
	header->n_ranges = ranges->len;
	for (guint i = 0; i < ranges->len; i++) {
		const struct code_range *range =
			&g_array_index(ranges, struct code_range, i);

		header->ranges[i].start = range->start;
		header->ranges[i].end = range->end;
		header->ranges[i].offset = offset;
		offset += (range->end - range->start + 7) / 8;
	}
	header->n_exact = exact ? MIN(exact->len, MAP_MAX_EXACT) : 0;
	for (guint i = 0; i < header->n_exact; i++) {
		const struct code_range *range =
			&g_array_index(exact, struct code_range, i);

		header->exact[i].start = range->start;
		header->exact[i].end = range->end;
	}
	header->phase_size = (offset + PAGE - 1) / PAGE * PAGE;
	header->size = MAP_HEADER_SIZE + header->max_phases * header->phase_size;
}

gboolean covermap_create(const char *path, const struct arch_code *code, GArray *ranges,
			 GArray *exact, GError **error)
{
	union {
		struct map_header header;
		guint8 bytes[MAP_HEADER_SIZE];
	} page = {0};
	int fd = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	gboolean done;

	fill_header(&page.header, code, ranges, exact);
	done = fd >= 0 && write(fd, &page, sizeof(page)) == sizeof(page) &&
	       !ftruncate(fd, page.header.size);
	if (!done)
		g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM, "%s: %s", path,
			    g_strerror(errno));
	if (fd >= 0)
		close(fd);
	return done;
}

/*
 * Whether the phases have a bit for each byte of @range; a phase has @phase_size bytes.
 */
static gboolean range_fits(const struct map_range *range, guint64 phase_size)
{
	return range->start <= range->end && range->end - range->start <= MAX_CODE &&
	       range->offset <= phase_size &&
	       (range->end - range->start + 7) / 8 <= phase_size - range->offset;
}

/* Whether the sizes in the untrusted header add up to @size. */
static gboolean size_adds_up(const struct map_header *header, gsize size)
{
	return header->phase_size <= (size - MAP_HEADER_SIZE) / header->max_phases &&
	       MAP_HEADER_SIZE + header->max_phases * header->phase_size == size;
}

/* Returns why the @size bytes at @header are not a valid map, or NULL. */
static const char *find_fault(const struct map_header *header, gsize size)
{
	if (size < MAP_HEADER_SIZE ||
	    memcmp(header->magic, MAP_MAGIC, sizeof(header->magic)))
		return "not a coverage map";
	if (header->size > size)
		return "truncated";
	if (header->size < size || header->n_ranges > MAP_MAX_RANGES ||
	    header->n_exact > MAP_MAX_EXACT || header->max_phases > MAP_MAX_PHASES ||
	    header->phase >= header->max_phases || !size_adds_up(header, size))
		return "damaged";
	for (guint i = 0; i < header->n_ranges; i++)
		if (!range_fits(&header->ranges[i], header->phase_size))
			return "damaged";
	if (header->state == MAP_MADE)
		return "empty: QEMU did not load the plugin";
	return NULL;
}

struct covermap *covermap_open(const char *path, GError **error)
{
	g_autoptr(Covermap) map = g_new0(struct covermap, 1);
	g_autoptr(GError) fault = NULL;
	const char *why;

	map->file = g_mapped_file_new(path, FALSE, &fault);
	if (!map->file) {
		g_set_error(error, KF_ERROR, KF_ERROR_INVALID, "%s", fault->message);
		return NULL;
	}
	map->header = (const void *)g_mapped_file_get_contents(map->file);
	why = find_fault(map->header, g_mapped_file_get_length(map->file));
	if (why) {
		g_set_error(error, KF_ERROR, KF_ERROR_INVALID, "%s: %s", path, why);
		return NULL;
	}
	map->phases = (const guint8 *)map->header + MAP_HEADER_SIZE;
	return g_steal_pointer(&map);
}

gboolean covermap_watches(const struct covermap *map, guint64 start, guint64 end)
{
	for (guint i = 0; i < map->header->n_ranges; i++)
		if (start <= end && start >= map->header->ranges[i].start &&
		    end <= map->header->ranges[i].end)
			return TRUE;
	return FALSE;
}

guint covermap_phases(const struct covermap *map)
{
	return map->header->phase + 1;
}

gboolean covermap_exact(const struct covermap *map, guint64 start, guint64 end)
{
	for (guint i = 0; i < map->header->n_exact; i++)
		if (start >= map->header->exact[i].start &&
		    end <= map->header->exact[i].end)
			return TRUE;
	return FALSE;
}

/* Whether any of the bits [@from, @to) is set. */
static gboolean any_bit(const guint8 *bits, guint64 from, guint64 to)
{
	for (; from < to; from++) {
		if (bits[from / 8] & (1u << (from % 8)))
			return TRUE;
		if (!bits[from / 8])
			from |= 7; /* the last bit of this byte */
	}
	return FALSE;
}

guint64 covermap_ran(const struct covermap *map, guint64 start, guint64 end)
{
	guint64 phases = 0;

	for (guint i = 0; i < map->header->n_ranges; i++) {
		const struct map_range *range = &map->header->ranges[i];
		guint64 from = MAX(start, range->start), to = MIN(end, range->end);

		for (guint p = 0; from < to && p <= map->header->phase; p++) {
			const guint8 *bits = map->phases + p * map->header->phase_size +
					     range->offset;

			if (any_bit(bits, from - range->start, to - range->start))
				phases |= G_GUINT64_CONSTANT(1) << p;
		}
	}
	return phases;
}

void covermap_free(struct covermap *map)
{
	if (!map)
		return;
	g_clear_pointer(&map->file, g_mapped_file_unref);
	g_free(map);
}
