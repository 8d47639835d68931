/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Finding that a kernel was linked from an object: with each relocation type of an
 * architecture, and with each bit of the linked code changed.
 */
#include <fcntl.h>
#include <gelf.h>
#include <string.h>
#include <unistd.h>

#include "arch/arch.h"
#include "cover/elf-object.h"
#include "util/error.h"
#include "util/fs.h"

/* One instruction or number for each relocation type of the table. */
static const char x86_64_code[] = "call target\n"
				  "jmp target\n"
				  "leaq target(%rip), %rax\n"
				  "movl $small, %eax\n"
				  "movq $target, %rax\n"
				  "movabsq $target, %rax\n"
				  ".quad target - .\n";

static const char arm64_code[] = "bl target\n"
				 "b target\n"
				 "b.eq target\n"
				 "tbz x0, #1, target\n"
				 "ldr x0, target\n"
				 "adr x0, target\n"
				 "adrp x0, target\n"
				 "adrp x0, :pg_hi21_nc:target\n"
				 "add x0, x0, #:lo12:target\n"
				 "ldrb w0, [x0, #:lo12:target]\n"
				 "ldrh w0, [x0, #:lo12:target]\n"
				 "ldr w0, [x0, #:lo12:target]\n"
				 "ldr x0, [x0, #:lo12:target]\n"
				 "ldr q0, [x0, #:lo12:target]\n"
				 "movz x0, #:abs_g0:small\n"
				 "movk x0, #:abs_g0_nc:target\n"
				 "movz x0, #:abs_g1:small\n"
				 "movk x0, #:abs_g1_nc:target\n"
				 "movz x0, #:abs_g2:small\n"
				 "movk x0, #:abs_g2_nc:target\n"
				 "movk x0, #:abs_g3:target\n"
				 ".word small\n"
				 ".word target - .\n"
				 ".quad target\n"
				 ".quad target - .\n";

struct machine {
	const struct arch *arch;
	const char *code;
	const char *text; /* address of the kernel */
};

static const struct machine machines[] = {
	{&arch_x86_64, x86_64_code, "0xffffffff81000000"},
	{&arch_arm64, arm64_code, "0xffffffc008000000"},
};

static char *top;

G_GNUC_PRINTF(1, 2)
static void shell(const char *format, ...)
{
	g_autofree char *command = NULL;
	const char *argv[] = {"sh", "-ec", NULL, NULL};
	g_autoptr(GError) error = NULL;
	va_list args;
	int status;

	va_start(args, format);
	argv[2] = command = g_strdup_vprintf(format, args);
	va_end(args);
	g_spawn_sync(top, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL,
		     NULL, &status, &error);
	g_assert_no_error(error);
	g_assert_cmpint(status, ==, 0);
}

/* Whether the tools are installed; skips the test if not. */
static gboolean can_link(const struct machine *machine)
{
	g_autofree char *prefix = arch_prefix(machine->arch);
	g_autofree char *as = g_strconcat(prefix, "as", NULL);
	g_autofree char *found = g_find_program_in_path(as);

	if (!found)
		g_test_skip("no assembler for it");
	return found != NULL;
}

/* Assembles @code as a function into object.o and links it into kernel, with @flags. */
static void link_code(const struct machine *machine, const char *code,
		      const char *flags)
{
	g_autofree char *prefix = arch_prefix(machine->arch);
	g_autofree char *path = g_build_filename(top, "object.s", NULL);
	g_autofree char *source =
		g_strdup_printf(".globl probe\n.type probe, %%function\nprobe:\n%s"
				".size probe, . - probe\n",
				code);

	g_assert_true(fs_write(path, source, NULL));
	shell("%sas -o object.o object.s\n"
	      "printf '.globl target\\n.balign 16\\n.skip 0x1230\\ntarget: .skip "
	      "16\\n' | "
	      "%sas -o target.o -\n"
	      "%sld %s -e probe -Ttext=%s --defsym=small=0x1230 -o kernel object.o "
	      "target.o",
	      prefix, prefix, prefix, flags, machine->text);
}

/* Whether the kernel was linked from object.o. */
static gboolean is_placed(GError **error)
{
	g_autofree char *object_path = g_build_filename(top, "object.o", NULL);
	g_autofree char *kernel_path = g_build_filename(top, "kernel", NULL);
	g_autoptr(ElfKernel) kernel = elf_kernel_open(kernel_path, error);
	g_autoptr(ElfObject) object =
		kernel ? elf_object_place(object_path, kernel, error) : NULL;

	return object != NULL;
}

/* Finds the code of the function in the file @bytes of @size bytes. */
static char *find_code(char *bytes, gsize size, gsize *length)
{
	g_autofree char *path = g_build_filename(top, "kernel", NULL);
	g_autoptr(ElfKernel) kernel = elf_kernel_open(path, NULL);
	const struct elf_kernel_function *f = &g_array_index(
		elf_kernel_functions(kernel), struct elf_kernel_function, 0);
	const guint8 *code;

	*length = f->end - f->start;
	code = elf_kernel_bytes(kernel, f->start, *length);
	for (gsize i = 0; i + *length <= size; i++)
		if (!memcmp(bytes + i, code, *length))
			return bytes + i;
	g_assert_not_reached();
}

/* Each bit of the code counts: with any of them changed, it is another kernel. */
static void test_bits(gconstpointer data)
{
	const struct machine *machine = data;
	g_autofree char *path = g_build_filename(top, "kernel", NULL);
	g_autoptr(GError) error = NULL;
	g_autofree char *bytes = NULL;
	gsize size, length;
	char *code;
	int fd;

	if (!can_link(machine))
		return;
	link_code(machine, machine->code, "");
	is_placed(&error);
	g_assert_no_error(error);
	g_assert_true(g_file_get_contents(path, &bytes, &size, NULL));
	code = find_code(bytes, size, &length);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	for (gsize bit = 0; bit < 8 * length; bit++) {
		guint8 changed = code[bit / 8] ^ 1 << bit % 8;
		off_t at = code + bit / 8 - bytes;

		g_assert_cmpint(pwrite(fd, &changed, 1, at), ==, 1);
		if (is_placed(&error))
			g_error("bit %u of byte %u does not matter", (guint)(bit % 8),
				(guint)(bit / 8));
		g_assert_error(error, KF_ERROR, KF_ERROR_INVALID);
		g_clear_error(&error);
		g_assert_cmpint(pwrite(fd, code + bit / 8, 1, at), ==, 1);
	}
	close(fd);
}

/* Whether object.o has a relocation of @type. */
static gboolean has_relocation(Elf *elf, guint type)
{
	Elf_Scn *section = NULL;
	GElf_Shdr head;
	GElf_Rela rela;

	while ((section = elf_nextscn(elf, section))) {
		Elf_Data *data = elf_getdata(section, NULL);

		if (!gelf_getshdr(section, &head) || head.sh_type != SHT_RELA)
			continue;
		for (int i = 0; gelf_getrela(data, i, &rela); i++)
			if (GELF_R_TYPE(rela.r_info) == type)
				return TRUE;
	}
	return FALSE;
}

/* The code above has all relocation types of the table. */
static void test_all(gconstpointer data)
{
	const struct machine *machine = data;
	const struct arch_relocation *r = machine->arch->code->relocations;
	g_autofree char *path = g_build_filename(top, "object.o", NULL);
	Elf *elf;
	int fd;

	if (!can_link(machine))
		return;
	link_code(machine, machine->code, "");
	fd = open(path, O_RDONLY | O_CLOEXEC);
	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_READ, NULL);
	for (; r->type; r++)
		if (!has_relocation(elf, r->type))
			g_error("type %u is not tried", r->type);
	elf_end(elf);
	close(fd);
}

/* In a kernel linked as a shared object, addresses are filled in at its start. */
static void test_shared(void)
{
	const struct machine *machine = &machines[1];
	g_autofree char *prefix = arch_prefix(machine->arch);
	g_autoptr(GError) error = NULL;

	if (!can_link(machine))
		return;
	link_code(machine, "nop\n.quad target\n",
		  "-shared -Bsymbolic -z notext --no-apply-dynamic-relocs");
	is_placed(&error);
	g_assert_no_error(error);
	shell("sed 's/target/target + 8/' object.s | %sas -o object.o -", prefix);
	g_assert_false(is_placed(&error));
	g_assert_error(error, KF_ERROR, KF_ERROR_INVALID);
	g_assert_nonnull(strstr(error->message, "probe calls or refers to something"));
}

/* A kernel of another machine is not compared. */
static void test_machine(void)
{
	g_autoptr(GError) error = NULL;

	if (!can_link(&machines[0]) || !can_link(&machines[1]))
		return;
	link_code(&machines[0], "nop\n", "");
	shell("mv object.o keep.o");
	link_code(&machines[1], "nop\n", "");
	shell("mv keep.o object.o");
	g_assert_false(is_placed(&error));
	g_assert_error(error, KF_ERROR, KF_ERROR_INPUT);
	g_assert_nonnull(strstr(error->message, "not a relocatable object of the"));
}

/* A function that two objects have in a section of its own, with the same bytes. */
#define TWICE                                                                          \
	".section .text.unlikely,\"ax\"\n.type same, %%%%function\nsame: "             \
	"nop\nnop\n.size "                                                             \
	"same, . - same\n"

/* Of equal functions, the one that the object's other code calls is the object's. */
static void test_twice(gconstpointer data)
{
	const struct machine *machine = data;
	g_autofree char *prefix = arch_prefix(machine->arch);
	const char *call = machine->arch == &arch_arm64 ? "bl" : "call";
	g_autoptr(GError) error = NULL;

	if (!can_link(machine))
		return;
	shell("printf '.globl probe\n.type probe, %%%%function\nprobe: %s same\n.size "
	      "probe, . - probe\n" TWICE "' | %sas -o object.o -\n"
	      "printf '" TWICE "' | %sas -o other.o -\n"
	      "%sld -e probe -Ttext=%s -o kernel other.o object.o",
	      call, prefix, prefix, prefix, machine->text);
	g_assert_true(is_placed(&error));
	g_assert_no_error(error);
}

/* A weak function that another object overrides: calls go to the other one. */
static void test_weak(gconstpointer data)
{
	const struct machine *machine = data;
	g_autofree char *prefix = arch_prefix(machine->arch);
	const char *call = machine->arch == &arch_arm64 ? "bl" : "call";
	g_autoptr(GError) error = NULL;

	if (!can_link(machine))
		return;
	shell("printf '.globl probe\n.type probe, %%%%function\nprobe: %s hook\n.size "
	      "probe, . - probe\n.weak hook\n.type hook, %%%%function\nhook: "
	      "nop\n.size "
	      "hook, . - hook\n' | %sas -o object.o -\n"
	      "printf '.globl hook\n.type hook, %%%%function\nhook: nop\nnop\n.size "
	      "hook, "
	      ". - hook\n' | %sas -o other.o -\n"
	      "%sld -e probe -Ttext=%s -o kernel other.o object.o",
	      call, prefix, prefix, prefix, machine->text);
	g_assert_true(is_placed(&error));
	g_assert_no_error(error);
}

int main(int argc, char **argv)
{
	int failed;

	g_test_init(&argc, &argv, NULL);
	top = g_dir_make_tmp("kferry-relocations-XXXXXX", NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(machines); i++) {
		const char *name = machines[i].arch->name;
		g_autofree char *all = g_strdup_printf("/relocations/%s/all", name);
		g_autofree char *bits = g_strdup_printf("/relocations/%s/bits", name);
		g_autofree char *weak = g_strdup_printf("/relocations/%s/weak", name);
		g_autofree char *twice = g_strdup_printf("/relocations/%s/twice", name);

		g_test_add_data_func(all, &machines[i], test_all);
		g_test_add_data_func(bits, &machines[i], test_bits);
		g_test_add_data_func(twice, &machines[i], test_twice);
		g_test_add_data_func(weak, &machines[i], test_weak);
	}
	g_test_add_func("/relocations/shared", test_shared);
	g_test_add_func("/relocations/machine", test_machine);
	failed = g_test_run();
	g_assert_true(fs_remove(top, NULL));
	g_free(top);
	return failed;
}
