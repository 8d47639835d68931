/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Input: four bytes with the length of the first file, and two ELF files: an object,
 * and the kernel or the module (by the lowest bit of the length) that it should be part
 * of. Wherever it is found, the kernel has that many bytes.
 */
#include "cover/covermap.h"
#include "cover/elf-object.h"
#include "fuzz.h"

static void check_image(const struct elf_kernel *kernel)
{
	const GArray *code = elf_kernel_code(kernel),
		     *functions = elf_kernel_functions(kernel);

	for (guint i = 0; i < code->len; i++) {
		const struct elf_kernel_section *section =
			&g_array_index(code, struct elf_kernel_section, i);
		gsize size = section->end - section->start;
		const guint8 *bytes = elf_kernel_bytes(kernel, section->start, size);

		for (gsize at = 0; bytes && at < size; at += 512)
			CHECK(bytes[at] || TRUE);
		if (bytes && size)
			CHECK(bytes[size - 1] || TRUE);
	}
	for (guint i = 0; i < functions->len; i++) {
		const struct elf_kernel_function *function =
			&g_array_index(functions, struct elf_kernel_function, i);

		CHECK(elf_kernel_find(kernel, function->name));
	}
}

static void check_ranges(const char *path)
{
	g_autoptr(GArray) ranges = covermap_ranges(path, NULL);

	for (guint i = 0; ranges && i < ranges->len; i++) {
		const struct code_range *range =
			&g_array_index(ranges, struct code_range, i);

		CHECK(range->start <= range->end);
	}
}

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
	g_autoptr(ElfKernel) kernel = NULL;
	g_autoptr(ElfObject) placed = NULL;
	g_autoptr(GError) error = NULL;
	const char *kernel_path, *path;
	guint32 length;

	if (size < 4)
		return 0;
	memcpy(&length, data, 4);
	size -= 4;
	path = fuzz_file(0, data + 4, MIN(length, size));
	kernel_path =
		fuzz_file(1, data + 4 + MIN(length, size), size - MIN(length, size));
	check_ranges(kernel_path);
	kernel = length & 1
			 ? elf_kernel_open_module(kernel_path, (guint64)1 << 32, &error)
			 : elf_kernel_open(kernel_path, &error);
	if (!kernel) {
		CHECK(strstr(error->message, kernel_path));
		return 0;
	}
	check_image(kernel);
	placed = elf_object_place(path, kernel, NULL);
	for (gsize i = 0; placed && i < 64; i++)
		elf_object_base(placed, i);
	return 0;
}
