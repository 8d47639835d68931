/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A TCG plugin that records which code of a guest runs: -plugin FILE.so,map=MAP.
 *
 * Most code is recorded when QEMU translates it, which is right before it runs for the
 * first time. This costs almost nothing, and is accurate except for blocks that a fault
 * leaves in the middle. Translations are kept, so later runs of such code are not seen.
 * In the exact ranges, which are a few functions, every block calls the plugin when it
 * is entered.
 *
 * Blocks are translated and run by all guest CPUs at once: bits are set atomically;
 * everything else in the map has one writer at a time.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "api.h"
#include "map.h"

QEMU_PLUGIN_EXPORT int qemu_plugin_version = QEMU_PLUGIN_VERSION;
QEMU_PLUGIN_EXPORT int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t *info,
					   int argc, char **argv);

/* QEMU's interface has one plugin, one map, and no argument to pass it. */
static struct map_header *map;

/* A translated block in an exact range; lives as long as QEMU. */
struct block {
	uint64_t start, end;
	uint32_t seen; /* the phase in which it was last recorded, plus one */
};

static uint8_t *phase_bits(void)
{
	uint32_t phase = __atomic_load_n(&map->phase, __ATOMIC_RELAXED);

	return (uint8_t *)map + MAP_HEADER_SIZE + phase * map->phase_size;
}

/* Sets the bits [@from, @to). */
static void set_bits(uint8_t *bits, uint64_t from, uint64_t to)
{
	while (from < to) {
		unsigned int first = from & 7;
		unsigned int count = to - from < 8 - first ? to - from : 8 - first;
		uint8_t mask = ((1u << count) - 1) << first;

		__atomic_fetch_or(&bits[from >> 3], mask, __ATOMIC_RELAXED);
		from += count;
	}
}

/* Records the code [@from, @to) if it is in a range. */
static void note(uint64_t from, uint64_t to)
{
	for (uint32_t i = 0; i < map->n_ranges; i++) {
		const struct map_range *range = &map->ranges[i];
		uint64_t start = from > range->start ? from : range->start;
		uint64_t end = to < range->end ? to : range->end;

		if (start < end)
			set_bits(phase_bits() + range->offset, start - range->start,
				 end - range->start);
	}
}

static void on_mark(unsigned int vcpu, void *data)
{
	map->marks++;
	if (map->phase + 1 < map->max_phases)
		__atomic_store_n(&map->phase, map->phase + 1, __ATOMIC_RELAXED);
}

static int is_mark(const struct qemu_plugin_insn *insn)
{
	if (qemu_plugin_insn_size(insn) != map->mark_size)
		return 0;
#if QEMU_PLUGIN_VERSION >= 3
	char data[MAP_MAX_MARK];

	return qemu_plugin_insn_data(insn, data, map->mark_size) == map->mark_size &&
	       !memcmp(data, map->mark, map->mark_size);
#else
	return !memcmp(qemu_plugin_insn_data(insn), map->mark, map->mark_size);
#endif
}

static void find_mark(struct qemu_plugin_tb *tb)
{
	for (size_t i = 0; i < qemu_plugin_tb_n_insns(tb); i++) {
		struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, i);

		if (is_mark(insn))
			qemu_plugin_register_vcpu_insn_exec_cb(
				insn, on_mark, QEMU_PLUGIN_CB_NO_REGS, NULL);
	}
}

static int is_exact(uint64_t start, uint64_t end)
{
	for (uint32_t i = 0; i < map->n_exact; i++)
		if (start < map->exact[i].end && end > map->exact[i].start)
			return 1;
	return 0;
}

static void on_run(unsigned int vcpu, void *data)
{
	uint32_t now = __atomic_load_n(&map->phase, __ATOMIC_RELAXED) + 1;
	struct block *block = data;

	if (__atomic_load_n(&block->seen, __ATOMIC_RELAXED) == now)
		return;
	note(block->start, block->end);
	__atomic_store_n(&block->seen, now, __ATOMIC_RELAXED);
}

/* Records the code of @tb as run, now or whenever it runs. */
static void watch(struct qemu_plugin_tb *tb, uint64_t start, uint64_t end)
{
	struct block *block = is_exact(start, end) ? calloc(1, sizeof(*block)) : NULL;

	if (!block) {
		note(start, end);
		return;
	}
	block->start = start;
	block->end = end;
	qemu_plugin_register_vcpu_tb_exec_cb(tb, on_run, QEMU_PLUGIN_CB_NO_REGS, block);
}

/* The instructions of a block are contiguous. Kernel addresses have the sign bit set;
 * marks are at user addresses. */
static void on_block(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
	size_t n = qemu_plugin_tb_n_insns(tb);
	const struct qemu_plugin_insn *last = qemu_plugin_tb_get_insn(tb, n - 1);

	if (qemu_plugin_tb_vaddr(tb) >> 63)
		watch(tb, qemu_plugin_tb_vaddr(tb),
		      qemu_plugin_insn_vaddr(last) + qemu_plugin_insn_size(last));
	else
		find_mark(tb);
}

static void on_end(qemu_plugin_id_t id, void *data)
{
	map->state = MAP_CLOSED;
}

static int is_map(const struct map_header *header, uint64_t size)
{
	return !memcmp(header->magic, MAP_MAGIC, sizeof(header->magic)) &&
	       header->size == size && header->n_ranges <= MAP_MAX_RANGES &&
	       header->n_exact <= MAP_MAX_EXACT && header->max_phases > 0 &&
	       header->mark_size > 0 && header->mark_size <= MAP_MAX_MARK &&
	       MAP_HEADER_SIZE + header->max_phases * header->phase_size == size;
}

static int open_map(const char *path)
{
	int fd = open(path, O_RDWR | O_CLOEXEC);
	struct stat st;
	void *memory;

	if (fd < 0 || fstat(fd, &st))
		return -errno;
	if (st.st_size < MAP_HEADER_SIZE)
		return -EINVAL;
	memory = mmap(NULL, st.st_size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	if (memory == MAP_FAILED)
		return -errno;
	map = memory;
	return is_map(map, st.st_size) ? 0 : -EINVAL;
}

int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t *info, int argc,
			char **argv)
{
	int status;

	if (argc != 1 || strncmp(argv[0], "map=", 4) || !info->system_emulation) {
		fprintf(stderr, "kferry-cover: wants map=FILE and a whole machine\n");
		return -1;
	}
	status = open_map(argv[0] + 4);
	if (status) {
		fprintf(stderr, "kferry-cover: %s: %s\n", argv[0] + 4,
			strerror(-status));
		return -1;
	}
	map->state = MAP_ATTACHED;
	qemu_plugin_register_vcpu_tb_trans_cb(id, on_block);
	qemu_plugin_register_atexit_cb(id, on_end, NULL);
	return 0;
}
