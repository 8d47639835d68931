/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From compiling an object again to counting the lines that ran: gcc builds a kernel of
 * two files as kbuild would, and the records of the plugin are made up.
 */
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "cover/cover-build.h"
#include "cover/cover-view.h"
#include "cover/coverage.h"
#include "cover/covermap.h"
#include "cover/elf-kernel.h"
#include "cover/elf-object.h"
#include "cover/file-run.h"
#include "cover/plugin/map.h"
#include "cover/recompile.h"
#include "util/error.h"
#include "util/fs.h"
#include "verdict/run.h"

#define FLAGS                                                                          \
	"-O2 -ffreestanding -fno-pic -fno-pie -fno-stack-protector "                   \
	"-fno-asynchronous-unwind-tables "

/* A target of kernels. */
struct machine {
	const struct arch *arch;
	const char *flags;
	const char *text; /* address of the kernel */
	guint64 modules;  /* address of modules */
};

static const struct machine x86_64 = {
	&arch_x86_64, FLAGS "-mcmodel=kernel -fcf-protection=none",
	"0xffffffff81000000", G_GUINT64_CONSTANT(0xffffffffc0000000)};

static const struct machine arm64 = {
	&arch_arm64, FLAGS "-mgeneral-regs-only -mbranch-protection=none",
	"0xffffffc008000000", G_GUINT64_CONSTANT(0xffffffc000800000)};

struct fixture {
	const struct machine *machine;
	char *cross; /* prefix of the compiler's tools */
	char *dir;
	char *tree;  /* DIR/tree */
	char *build; /* DIR/build */
	char *vmlinux;
	char *kit; /* DIR/coverage */
	char *run; /* DIR/run */
	GPtrArray *series;
};

G_GNUC_PRINTF(2, 3)
static void shell(const struct fixture *f, const char *format, ...)
{
	g_autofree char *command = NULL;
	const char *argv[] = {"sh", "-ec", NULL, NULL};
	g_autoptr(GError) error = NULL;
	va_list args;
	int status;

	va_start(args, format);
	argv[2] = command = g_strdup_vprintf(format, args);
	va_end(args);
	g_spawn_sync(f->dir, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL,
		     NULL, &status, &error);
	g_assert_no_error(error);
	g_assert_cmpint(status, ==, 0);
}

/* Compiles a file as kbuild does, with its .cmd file. */
static void compile(const struct fixture *f, const char *name)
{
	g_autofree char *dir = g_path_get_dirname(name);
	g_autofree char *base = g_path_get_basename(name);
	g_autofree char *command = g_strdup_printf(
		"%sgcc %s -DX='\"$$(pound)\"' -Wp,-MMD,%s/.%s.o.d -I%s/include -c "
		"-o %s.o %s/%s.c",
		f->cross, f->machine->flags, dir, base, f->tree, name, f->tree, name);
	g_autofree char *note =
		g_strdup_printf("cmd_%s.o := %s\n\ndeps_%s.o := \\\n"
				"  %s/%s.c \\\n"
				"  %s/include/linux/memcg.h \\\n",
				name, command, name, f->tree, name, f->tree);
	g_autofree char *path = g_strdup_printf("%s/%s/.%s.o.cmd", f->build, dir, base);

	shell(f, "cd build; mkdir -p %s; %sgcc %s -I../tree/include -c -o %s.o %s/%s.c",
	      dir, f->cross, f->machine->flags, name, f->tree, name);
	g_assert_true(fs_write(path, note, NULL));
}

static void link_kernel(const struct fixture *f)
{
	shell(f,
	      "cd build; %sld --build-id -e start_kernel -Ttext=%s -o vmlinux "
	      "init/main.o "
	      "mm/other.o mm/memcg.o",
	      f->cross, f->machine->text);
}

/*
 * Each state that needs a compiler is made once, by the first test that uses it, and
 * copied for the others. All tests work in the same directory, for .cmd files have
 * absolute paths.
 */
static char *top; /* TOP/work is the directory of each test, TOP/STATE a kept state */

static void keep(const struct fixture *f, const char *state)
{
	shell(f, "cp -a . ../%s-%s", state, f->machine->arch->name);
}

/* Replaces all files of @f by the kept @state; FALSE if there is none yet. */
static gboolean restore(const struct fixture *f, const char *state)
{
	g_autofree char *from =
		g_strdup_printf("%s/%s-%s", top, state, f->machine->arch->name);

	if (!g_file_test(from, G_FILE_TEST_IS_DIR))
		return FALSE;
	shell(f, "find . -mindepth 1 -delete; cp -a '%s'/. .", from);
	return TRUE;
}

static void build_kernel(const struct fixture *f)
{
	g_autofree char *from =
		g_build_filename(g_getenv("SRCDIR"), "tests/data/cover", NULL);

	if (restore(f, "kernel"))
		return;
	shell(f, "cp -r '%s/tree' '%s/patches' .; mkdir build; : >build/.config", from,
	      from);
	compile(f, "init/main");
	compile(f, "mm/other");
	compile(f, "mm/memcg");
	link_kernel(f);
	keep(f, "kernel");
}

static void setup(struct fixture *f, gconstpointer data)
{
	g_autofree char *patches = NULL;
	struct series *series;

	f->machine = data;
	f->cross = arch_prefix(f->machine->arch);
	f->dir = g_build_filename(top, "work", NULL);
	f->tree = g_build_filename(f->dir, "tree", NULL);
	f->build = g_build_filename(f->dir, "build", NULL);
	f->vmlinux = g_build_filename(f->build, "vmlinux", NULL);
	f->kit = g_build_filename(f->dir, "coverage", NULL);
	f->run = g_build_filename(f->dir, "run", NULL);
	g_assert_cmpint(g_mkdir(f->dir, 0700), ==, 0);
	build_kernel(f);
	patches = g_build_filename(f->dir, "patches", "series", NULL);
	f->series = g_ptr_array_new_with_free_func((GDestroyNotify)series_free);
	series = series_load(patches, NULL);
	g_assert_nonnull(series);
	g_ptr_array_add(f->series, series);
}

static void teardown(struct fixture *f, gconstpointer data)
{
	g_assert_true(fs_remove(f->dir, NULL));
	g_ptr_array_unref(f->series);
	g_free(f->cross);
	g_free(f->dir);
	g_free(f->tree);
	g_free(f->build);
	g_free(f->vmlinux);
	g_free(f->kit);
	g_free(f->run);
}

static gboolean make_kit_of(const struct fixture *f, const char *source,
			    const char *build, GError **error)
{
	const struct cover_build kit = {
		.dir = f->kit,
		.build = build,
		.source = source,
		.vmlinux = f->vmlinux,
		.series = f->series,
	};

	return cover_build_make(&kit, error);
}

static gboolean make_kit(const struct fixture *f, GError **error)
{
	return make_kit_of(f, f->tree, f->build, error);
}

/* Makes the kit of the kernel that setup() built. */
static void take_kit(const struct fixture *f)
{
	g_autoptr(GError) error = NULL;

	if (restore(f, "kit"))
		return;
	make_kit(f, &error);
	g_assert_no_error(error);
	keep(f, "kit");
}

static guint64 address_of(const struct fixture *f, const char *symbol)
{
	g_autoptr(ElfKernel) kernel = elf_kernel_open(f->vmlinux, NULL);
	const GArray *places = elf_kernel_find(kernel, symbol);

	g_assert_nonnull(places);
	g_assert_cmpuint(places->len, ==, 1);
	return g_array_index(places, guint64, 0);
}

static const struct map_range *range_of(const struct map_header *header,
					guint64 address)
{
	for (guint i = 0; i < header->n_ranges; i++)
		if (address >= header->ranges[i].start &&
		    address < header->ranges[i].end)
			return &header->ranges[i];
	g_assert_not_reached();
}

/* Sets the bits that the plugin would: @size bytes at @address in @phase. */
static void note_at(const char *run_dir, guint64 address, gsize size, guint phase)
{
	g_autofree char *path = g_build_filename(run_dir, "coverage", "map", NULL);
	int fd = open(path, O_RDWR | O_CLOEXEC);
	gsize length = lseek(fd, 0, SEEK_END);
	struct map_header *header =
		mmap(NULL, length, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	const struct map_range *range = range_of(header, address);
	guint8 *bits = (guint8 *)header + MAP_HEADER_SIZE + phase * header->phase_size +
		       range->offset;
	guint64 first = address - range->start;

	header->state = MAP_CLOSED;
	header->phase = MAX(header->phase, phase);
	for (guint64 i = first; i < first + size; i++)
		bits[i / 8] |= 1 << i % 8;
	munmap(header, length);
	close(fd);
}

static void note(const struct fixture *f, const char *run_dir, const char *symbol,
		 gsize size, guint phase)
{
	note_at(run_dir, address_of(f, symbol), size, phase);
}

static void make_run(const struct fixture *f, const char *run_dir)
{
	g_autofree char *map = g_build_filename(run_dir, "coverage", "map", NULL);
	g_autofree char *console = g_build_filename(run_dir, "console.log", NULL);
	g_autofree char *command = g_build_filename(run_dir, "qemu.cmdline", NULL);
	g_autofree char *table = g_build_filename(f->kit, "lines", NULL);
	g_autoptr(ElfKernel) kernel = elf_kernel_open(f->vmlinux, NULL);
	g_autoptr(LineTable) lines = lines_load(table, NULL);
	g_autoptr(GArray) ranges = covermap_ranges(f->vmlinux, NULL);
	g_autoptr(Run) record = run_new();

	record->branch = g_strdup("1.0");
	record->variant = g_strdup("fixed");
	record->nonce = g_strdup("1");
	record->accel = g_strdup("tcg");
	record->arch = g_strdup(f->machine->arch->name);
	record->build_id = g_strdup(elf_kernel_build_id(kernel));
	g_assert_true(cover_build_copy(f->kit, run_dir, NULL));
	g_assert_true(covermap_create(map, f->machine->arch->code, ranges, lines->exact,
				      NULL));
	g_assert_true(run_save(record, run_dir, NULL));
	g_assert_true(fs_write(command, "qemu -append 'console=ttyS0'\n", NULL));
	g_assert_true(fs_write(console, "KTAP version 1\n1..2\nok 1 v1-a\nok 2 v1-b\n",
			       NULL));
}

/* The usual run: v1-a runs all of the deferred freeing, v1-b half of memcg_free. */
static void make_usual_run(const struct fixture *f)
{
	make_run(f, f->run);
	note(f, f->run, "start_kernel", 4, 0);
	note(f, f->run, "free_later", 40, 1);
	note(f, f->run, "memcg_free", 2, 1);
	note(f, f->run, "memcg_free", 2, 2);
}

static struct coverage *load(const struct fixture *f, GError **error)
{
	g_autofree char *dir = g_build_filename(f->run, "coverage", NULL);
	g_autoptr(Coverage) coverage = coverage_load(dir, error);

	if (!coverage || !coverage_add_run(coverage, f->run, error) ||
	    !coverage_count(coverage, error))
		return NULL;
	return g_steal_pointer(&coverage);
}

/* The line that patch number @patch adds and that contains @text. */
static const struct coverage_line *find(const struct coverage *coverage, guint patch,
					const char *text)
{
	const struct coverage_patch *p = coverage->patches->pdata[patch];

	for (guint i = 0; i < p->files->len; i++) {
		const struct coverage_file *file = p->files->pdata[i];

		for (guint j = 0; j < file->hunks->len; j++) {
			const struct coverage_hunk *hunk = file->hunks->pdata[j];

			for (guint k = 0; k < hunk->lines->len; k++) {
				const struct coverage_line *line = &g_array_index(
					hunk->lines, struct coverage_line, k);

				if (g_strstr_len(line->text->text, line->text->len,
						 text))
					return line;
			}
		}
	}
	g_error("no line '%s'", text);
}

static void assert_state(const struct coverage *coverage, guint patch, const char *text,
			 enum coverage_state state)
{
	g_assert_cmpstr(coverage_state_name(find(coverage, patch, text)->state), ==,
			coverage_state_name(state));
}

static void test_states(struct fixture *f, gconstpointer data)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Coverage) coverage = NULL;

	take_kit(f);
	make_usual_run(f);
	coverage = load(f, &error);
	g_assert_no_error(error);
	assert_state(coverage, 0, "memcg_twice(left)", COVERAGE_RUN);
	assert_state(coverage, 0, "schedule_work(left)", COVERAGE_RUN);
	assert_state(coverage, 0, "sink += n", COVERAGE_RUN);
	assert_state(coverage, 0, "return sink * 2", COVERAGE_RUN);
	assert_state(coverage, 0, "if (n < 0)", COVERAGE_RUN);
	assert_state(coverage, 0, "return -n", COVERAGE_GONE);
	assert_state(coverage, 1, "What the later", COVERAGE_NO_CODE);
	assert_state(coverage, 1, "sink = n", COVERAGE_NOT_RUN);
	assert_state(coverage, 1, "call_rcu(n)", COVERAGE_NOT_RUN);
	/* A later patch moved the line; its new number is known. */
	g_assert_cmpuint(find(coverage, 0, "if (n < 0)")->number, ==, 27);
	g_assert_cmpuint(coverage->run, <, coverage->changed);
	g_assert_true(coverage->exact);
}

static void test_scenes(struct fixture *f, gconstpointer data)
{
	g_autoptr(Coverage) coverage = NULL;

	take_kit(f);
	make_usual_run(f);
	coverage = load(f, NULL);
	g_assert_cmpuint(coverage->scenes->len, ==, 3);
	g_assert_cmpstr(coverage->scenes->pdata[1], ==, "v1-a");
	g_assert_cmphex(find(coverage, 0, "schedule_work(left)")->scenes, ==, 1 << 1);
	g_assert_cmphex(find(coverage, 0, "if (n < 0)")->scenes, ==, 1 << 1 | 1 << 2);
}

static void test_merge(struct fixture *f, gconstpointer data)
{
	g_autofree char *second = g_build_filename(f->dir, "second", NULL);
	g_autoptr(Coverage) coverage = NULL;
	guint before;

	take_kit(f);
	make_usual_run(f);
	make_run(f, second);
	note(f, second, "start_kernel", 4, 0);
	note(f, second, "memcg_never", 10, 2);
	coverage = load(f, NULL);
	before = coverage->run;
	g_assert_true(coverage_add_run(coverage, second, NULL));
	g_assert_true(coverage_count(coverage, NULL));
	g_assert_cmpuint(coverage->run, >, before);
	assert_state(coverage, 1, "sink = n", COVERAGE_RUN);
	/* A scenario that is in both runs counts once. */
	g_assert_cmpuint(coverage->scenes->len, ==, 3);
}

static void test_select(struct fixture *f, gconstpointer data)
{
	g_autoptr(Coverage) coverage = NULL;
	g_autoptr(GError) error = NULL;
	guint all;

	take_kit(f);
	make_usual_run(f);
	coverage = load(f, NULL);
	all = coverage->changed;
	g_assert_true(coverage_select(coverage, "later.patch", NULL));
	g_assert_true(coverage_count(coverage, NULL));
	g_assert_cmpuint(coverage->changed, <, all);
	g_assert_cmpuint(coverage->run, ==, 0);
	g_assert_false(coverage_select(coverage, "none.patch", &error));
	g_assert_error(error, KF_ERROR, KF_ERROR_INPUT);
}

/* A kernel that has line numbers itself needs no O= directory. */
static void test_debug_kernel(struct fixture *f, gconstpointer data)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Coverage) coverage = NULL;

	g_assert_false(make_kit_of(f, f->tree, NULL, &error));
	g_assert_nonnull(strstr(error->message, "stripped"));
	g_clear_error(&error);
	shell(f,
	      "cd build; for x in init/main mm/other mm/memcg; do %sgcc %s "
	      "-g -I../tree/include -c -o $x.o %s/$x.c; done",
	      f->cross, f->machine->flags, f->tree);
	link_kernel(f);
	g_assert_true(make_kit_of(f, f->tree, NULL, &error));
	make_usual_run(f);
	coverage = load(f, &error);
	g_assert_no_error(error);
	assert_state(coverage, 0, "memcg_twice(left)", COVERAGE_RUN);
	assert_state(coverage, 1, "sink = n", COVERAGE_NOT_RUN);
}

static void test_replay(struct fixture *f, gconstpointer data)
{
	g_autofree char *out = g_build_filename(f->dir, "again.o", NULL);
	g_autofree char *command = g_build_filename(f->build, "mm/.memcg.o.cmd", NULL);
	g_autoptr(GError) error = NULL;
	g_auto(GStrv) objects = recompile_find(f->build, "mm/memcg.c", 4, NULL);
	g_auto(GStrv) of_header =
		recompile_find(f->build, "include/linux/memcg.h", 2, NULL);
	g_auto(GStrv) none = recompile_find(f->build, "mm/absent.c", 4, NULL);

	g_assert_cmpstr(objects[0], ==, "mm/memcg.o");
	g_assert_null(objects[1]);
	g_assert_cmpuint(g_strv_length(of_header), ==, 2);
	g_assert_cmpuint(g_strv_length(none), ==, 0);
	shell(f, "cp build/mm/memcg.o before");
	g_assert_true(recompile_object(f->build, "mm/memcg.o", out, &error));
	shell(f, "cmp build/mm/memcg.o before; test ! -e build/mm/.memcg.o.d");
	/* With modversions, and with the name that .cmd files use from 6.3 on. */
	shell(f, "sed -i 's/^cmd_/savedcmd_/; s,-o mm/memcg.o,-o mm/.tmp_memcg.o,' %s",
	      command);
	g_assert_true(recompile_object(f->build, "mm/memcg.o", out, &error));
	shell(f, "echo 'cmd_mm/memcg.o := ld -r' >%s", command);
	g_assert_false(recompile_object(f->build, "mm/memcg.o", out, &error));
	g_assert_error(error, KF_ERROR, KF_ERROR_INPUT);
	g_assert_nonnull(strstr(error->message, ".memcg.o.cmd:1: "));
}

/* Edits memcg.c by the sed script @edit: the kit must refuse its object, with the
 * reason @why. */
static void refuse_object(struct fixture *f, const char *edit, const char *why)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Coverage) coverage = NULL;
	g_autofree char *other = NULL;

	shell(f,
	      "cp tree/mm/memcg.c keep; sed -i '%s' tree/mm/memcg.c; cmp -s keep "
	      "tree/mm/memcg.c && exit 1; :",
	      edit);
	/* The kit's source is right, but the compiled one is not. */
	shell(f, "cp -r tree other; cp keep other/mm/memcg.c");
	other = g_build_filename(f->dir, "other", NULL);
	g_assert_true(make_kit_of(f, other, f->build, &error));
	make_usual_run(f);
	coverage = load(f, &error);
	g_assert_null(coverage);
	g_assert_error(error, KF_ERROR, KF_ERROR_INVALID);
	g_assert_nonnull(strstr(error->message, why));
}

static void test_code_differs(struct fixture *f, gconstpointer data)
{
	refuse_object(f, "s/n < 0/n < 7/", "the code of memcg_free differs");
}

static void test_target_differs(struct fixture *f, gconstpointer data)
{
	refuse_object(f, "s/return schedule_work/return call_rcu/",
		      "free_later calls or refers to something else");
}

static void test_does_not_compile(struct fixture *f, gconstpointer data)
{
	refuse_object(f, "s/n < 0/n <> 0/", "error: expected expression");
}

static void test_stripped(struct fixture *f, gconstpointer data)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(ElfKernel) kernel = elf_kernel_open(f->vmlinux, NULL);
	g_autoptr(LineTable) table = lines_new(kernel);
	g_autofree char *plain = g_build_filename(f->build, "mm/memcg.o", NULL);

	g_assert_false(lines_add_object(table, plain, kernel, &error));
	g_assert_error(error, KF_ERROR, KF_ERROR_INVALID);
	g_assert_nonnull(strstr(error->message, "no line numbers"));
	g_clear_error(&error);
	shell(f, "%sstrip build/mm/memcg.o", f->cross);
	g_assert_false(lines_add_object(table, plain, kernel, &error));
	g_assert_nonnull(strstr(error->message, "stripped: it has no symbols"));
	g_clear_error(&error);
	shell(f, "%sstrip build/vmlinux", f->cross);
	g_assert_false(make_kit(f, &error));
	g_assert_error(error, KF_ERROR, KF_ERROR_INPUT);
	g_assert_nonnull(strstr(error->message, "stripped: it has no symbols"));
}

/* The run must be refused with the reason @why. */
static void refuse_run(const struct fixture *f, const char *why)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Coverage) coverage = load(f, &error);
	g_autofree char *reason = NULL;
	guint changed, ran;

	g_assert_null(coverage);
	g_assert_error(error, KF_ERROR, KF_ERROR_INVALID);
	g_assert_nonnull(strstr(error->message, why));
	g_clear_error(&error);
	g_assert_false(coverage_of_run(f->run, &changed, &ran, &reason, &error));
}

static void test_kaslr(struct fixture *f, gconstpointer data)
{
	take_kit(f);
	make_run(f, f->run);
	note(f, f->run, "memcg_free", 2, 1);
	refuse_run(f, "KASLR was left on");
	shell(f, "echo 'qemu -append nokaslr' >run/qemu.cmdline");
	refuse_run(f, "did not run at its addresses");
}

/* Builds memcg.c into a module of two files, with memcg_never() as init code. The
 * object that is compiled again does not have the renamed section. */
static void make_module(const struct fixture *f)
{
	if (restore(f, "module"))
		return;
	compile(f, "mm/memcg");
	shell(f,
	      "sed -i \"1s/ -DX=/ -ffunction-sections -DMODULE "
	      "-DKBUILD_MODNAME='\\\"mem_cg\\\"' -DX=/\" build/mm/.memcg.o.cmd\n"
	      "cd build; %1$sgcc %2$s -ffunction-sections -I../tree/include -c -o "
	      "mm/memcg.o ../tree/mm/memcg.c\n"
	      "%1$sobjcopy --rename-section .text.memcg_never=.init.text mm/memcg.o "
	      "in.o\n"
	      "%1$sld -r --build-id -o mm/mem-cg.ko mm/other.o in.o\n"
	      "echo mm/mem-cg.ko >modules.order\n"
	      "%1$sld --build-id -e start_kernel -Ttext=%3$s "
	      "-o vmlinux init/main.o $(%1$snm -u init/main.o | "
	      "sed 's/.* U \\(.*\\)/--defsym=\\1=start_kernel/')",
	      f->cross, f->machine->flags, f->machine->text);
	keep(f, "module");
}

static void take_module_kit(const struct fixture *f)
{
	g_autoptr(GError) error = NULL;

	if (restore(f, "module-kit"))
		return;
	make_module(f);
	make_kit(f, &error);
	g_assert_no_error(error);
	keep(f, "module-kit");
}

/* The address of @symbol if each section of the module begins at its own page. */
static guint64 loaded_address(const struct fixture *f, const char *symbol,
			      GString *console)
{
	g_autofree char *path = g_build_filename(f->build, "mm/mem-cg.ko", NULL);
	g_autoptr(ElfKernel) module =
		elf_kernel_open_module(path, LINES_MODULE_BASE(0), NULL);
	guint64 address = g_array_index(elf_kernel_find(module, symbol), guint64, 0);
	const GArray *code = elf_kernel_code(module);
	guint64 found = 0;

	g_string_printf(console, "# kferry: module mem_cg 0x%" G_GINT64_MODIFIER "x",
			f->machine->modules);
	for (guint i = 0; i < code->len; i++) {
		const struct elf_kernel_section *section =
			&g_array_index(code, struct elf_kernel_section, i);
		guint64 base = f->machine->modules + i * 4096;

		g_string_append_printf(console, " %s=0x%" G_GINT64_MODIFIER "x",
				       section->name, base);
		if (address >= section->start && address < section->end)
			found = base + (address - section->start);
	}
	g_string_append_printf(console, " phase=1 build-id=%s\n# kferry: marks 2\n",
			       elf_kernel_build_id(module));
	return found;
}

/* A run that loaded the module, and ran free_later() in the second scenario, and
 * memcg_never(), the init code, in @phase. */
static void make_module_run(const struct fixture *f, guint phase)
{
	g_autofree char *console = g_build_filename(f->run, "console.log", NULL);
	g_autofree char *map = g_build_filename(f->run, "coverage", "map", NULL);
	g_autoptr(GArray) ranges = covermap_ranges(f->vmlinux, NULL);
	g_autoptr(GString) text = g_string_new(NULL);
	guint64 later = loaded_address(f, "free_later", text);
	guint64 never = loaded_address(f, "memcg_never", text);

	make_run(f, f->run);
	covermap_add_modules(ranges, f->machine->arch->code, ranges);
	g_assert_true(
		covermap_create(map, f->machine->arch->code, ranges, ranges, NULL));
	g_string_append(text, "KTAP version 1\n1..2\nok 1 v1-a\nok 2 v1-b\n");
	g_assert_true(fs_write(console, text->str, NULL));
	note(f, f->run, "start_kernel", 4, 0);
	/* Other code at that address, before the module was loaded. */
	note_at(f->run, loaded_address(f, "memcg_free", text), 2, 0);
	note_at(f->run, later, 40, 4);
	note_at(f->run, never, 10, phase);
}

static void test_module(struct fixture *f, gconstpointer data)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Coverage) coverage = NULL;

	take_module_kit(f);
	make_module_run(f, 1);
	coverage = load(f, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(coverage->scenes->len, ==, 3);
	g_assert_cmpstr(coverage->scenes->pdata[0], ==, "boot");
	g_assert_cmphex(find(coverage, 0, "schedule_work(left)")->scenes, ==, 1 << 2);
	g_assert_cmphex(find(coverage, 1, "sink = n")->scenes, ==, 1 << 0);
	assert_state(coverage, 0, "if (n < 0)", COVERAGE_NOT_RUN);
	/* a line of the header, compiled into the module's object */
	assert_state(coverage, 0, "sink += n", COVERAGE_RUN);
	g_assert_true(coverage->exact);
}

/* A NUL on the console does not hide the lines after it. */
static void test_module_behind_nul(struct fixture *f, gconstpointer data)
{
	g_autoptr(Coverage) coverage = NULL;

	take_module_kit(f);
	make_module_run(f, 1);
	shell(f, "cp run/console.log keep; { printf '\\000\\n'; cat keep; } "
		 ">run/console.log");
	coverage = load(f, NULL);
	assert_state(coverage, 0, "sink += n", COVERAGE_RUN);
}

/* Code that runs later at the address of the init code is not the module's. */
static void test_module_init(struct fixture *f, gconstpointer data)
{
	g_autoptr(Coverage) coverage = NULL;

	take_module_kit(f);
	make_module_run(f, 2);
	coverage = load(f, NULL);
	assert_state(coverage, 1, "sink = n", COVERAGE_NOT_RUN);
}

static void test_module_absent(struct fixture *f, gconstpointer data)
{
	g_autoptr(Coverage) coverage = NULL;

	take_module_kit(f);
	make_module_run(f, 1);
	shell(f,
	      "sed -i 's/^\\(# kferry: module mem_cg\\).*/\\1 failed: No such device/' "
	      "run/console.log");
	coverage = load(f, NULL);
	g_assert_cmpuint(coverage->run, ==, 0);
	g_assert_cmpuint(coverage->changed, >, 0);
}

static void test_module_faults(struct fixture *f, gconstpointer data)
{
	take_module_kit(f);
	make_module_run(f, 1);
	shell(f, "cp run/console.log keep; sed -i 's/ build-id=.*/ build-id=00/' "
		 "run/console.log");
	refuse_run(f, "the module mem_cg has build id 00, the one whose lines");
	shell(f, "sed 's/ phase=1//' keep >run/console.log");
	refuse_run(f, "was loaded with others in one phase");
	shell(f,
	      "sed 's/ .text=0xffffffffc/ .text=0xffffffffd/' keep >run/console.log");
	refuse_run(f, "was loaded to 0xffffffffd0000000, which was not watched");
	shell(f, "sed 's/ [.]text[^ ]*=[^ ]*//g' keep >run/console.log");
	refuse_run(f, "has no known address");
}

/* Like refuse_object(), for an object in a module. */
static void refuse_in_module(struct fixture *f, const char *edit, const char *why)
{
	g_autofree char *other = g_build_filename(f->dir, "other", NULL);
	g_autoptr(GError) error = NULL;
	g_autoptr(Coverage) coverage = NULL;

	make_module(f);
	shell(f, "cp -r tree other; sed -i '%s' tree/mm/memcg.c", edit);
	g_assert_true(make_kit_of(f, other, f->build, &error));
	make_module_run(f, 1);
	coverage = load(f, &error);
	g_assert_null(coverage);
	g_assert_error(error, KF_ERROR, KF_ERROR_INVALID);
	g_assert_nonnull(strstr(error->message, why));
}

static void test_module_code_differs(struct fixture *f, gconstpointer data)
{
	refuse_in_module(f, "s/n < 0/n < 7/", "the code of memcg_free differs");
}

static void test_module_target_differs(struct fixture *f, gconstpointer data)
{
	refuse_in_module(f, "s/return schedule_work/return call_rcu/",
			 "free_later calls or refers to something else");
}

/* The executed code of whole files, by the objects as built. */
static struct file_run *ask_files(const struct fixture *f, gboolean lines)
{
	struct file_run *files = file_run_new(f->build, lines);
	g_autoptr(GError) error = NULL;

	g_assert_true(file_run_add(files, f->run, &error));
	return files;
}

static void test_files(struct fixture *f, gconstpointer data)
{
	g_autoptr(FileRun) files = NULL;
	g_autoptr(FileRun) by_lines = NULL;
	g_autofree char *how = NULL;

	take_kit(f);
	make_usual_run(f);
	files = ask_files(f, FALSE);
	g_assert_cmpint(file_run_ask(files, "mm/memcg.c"), ==, FILE_RAN_YES);
	g_assert_nonnull(strstr(file_run_text(files, "mm/memcg.c"), "/run ran "));
	g_assert_nonnull(strstr(file_run_text(files, "mm/memcg.c"),
				" functions of mm/memcg.c: "));
	g_assert_cmpint(file_run_ask(files, "mm/other.c"), ==, FILE_RAN_NO);
	g_assert_null(file_run_text(files, "mm/other.c"));
	g_assert_cmpint(file_run_ask(files, "mm/nowhere.c"), ==, FILE_RAN_UNKNOWN);
	g_assert_cmpint(file_run_ask(files, "include/linux/memcg.h"), ==,
			FILE_RAN_UNKNOWN);
	how = file_run_how(files);
	g_assert_nonnull(strstr(how, "unknown for 2 of 4 files: mm/nowhere.c"));
	by_lines = ask_files(f, TRUE);
	g_assert_nonnull(strstr(file_run_text(by_lines, "mm/memcg.c"), " ran line"));
}

/* An object that was rebuilt since, or a run of another kernel. */
static void test_files_differ(struct fixture *f, gconstpointer data)
{
	g_autoptr(FileRun) files = NULL;
	g_autofree char *how = NULL;
	g_autoptr(GError) error = NULL;

	take_kit(f);
	make_usual_run(f);
	files = ask_files(f, FALSE);
	shell(f,
	      "cd build; sed 's/n < 0/n < 7/' ../tree/mm/memcg.c >m.c; %sgcc %s "
	      "-I../tree/include -c -o mm/memcg.o m.c",
	      f->cross, f->machine->flags);
	g_assert_cmpint(file_run_ask(files, "mm/memcg.c"), ==, FILE_RAN_UNKNOWN);
	how = file_run_how(files);
	g_assert_nonnull(strstr(how, "differs"));
	shell(f, "sed -i 's/\"build_id\": \"../\"build_id\": \"00/' run/run.json");
	g_assert_false(file_run_add(files, f->run, &error));
	g_assert_error(error, KF_ERROR, KF_ERROR_INVALID);
	g_assert_nonnull(strstr(error->message, "with build id 00"));
}

static void test_map_faults(struct fixture *f, gconstpointer data)
{
	take_kit(f);
	make_run(f, f->run);
	refuse_run(f, "QEMU did not load the plugin");
	note(f, f->run, "start_kernel", 4, 0);
	shell(f, "truncate -s -4096 run/coverage/map");
	refuse_run(f, "run/coverage/map: truncated");
	shell(f, "truncate -s 100 run/coverage/map");
	refuse_run(f, "not a coverage map");
	shell(f, "rm run/coverage/map");
	refuse_run(f, "run/coverage/map");
}

static void test_other_kernel(struct fixture *f, gconstpointer data)
{
	take_kit(f);
	make_usual_run(f);
	shell(f, "sed -i 's/\"build_id\": \"../\"build_id\": \"00/' run/run.json");
	refuse_run(f, "has build id 00");
}

static void test_damaged_lines(struct fixture *f, gconstpointer data)
{
	take_kit(f);
	make_usual_run(f);
	shell(f, "sed -i '5s/.*/line x y/' run/coverage/lines");
	refuse_run(f, "lines:5: ");
}

static void test_other_source(struct fixture *f, gconstpointer data)
{
	g_autoptr(GError) error = NULL;

	shell(f, "sed -i 's/return free_later/return 1 + free_later/' tree/mm/memcg.c");
	g_assert_false(make_kit(f, &error));
	g_assert_error(error, KF_ERROR, KF_ERROR_INVALID);
	g_assert_nonnull(strstr(error->message, "not in the source that was built"));
}

static void test_of_run(struct fixture *f, gconstpointer data)
{
	g_autofree char *why = NULL;
	guint changed = 0, ran = 0;

	take_kit(f);
	make_usual_run(f);
	g_assert_true(coverage_of_run(f->run, &changed, &ran, &why, NULL));
	g_assert_null(why);
	g_assert_cmpuint(ran, >, 0);
	g_assert_cmpuint(changed, >, ran);
	shell(f, "echo 'kvm does not tell' >run/coverage/why");
	g_assert_true(coverage_of_run(f->run, &changed, &ran, &why, NULL));
	g_assert_nonnull(strstr(why, "kvm"));
}

static void test_views(struct fixture *f, gconstpointer data)
{
	g_autoptr(Coverage) coverage = NULL;
	g_autofree char *lcov = NULL;
	g_autofree char *xml = NULL;
	g_autofree char *html = NULL;

	take_kit(f);
	make_usual_run(f);
	coverage = load(f, NULL);
	lcov = cover_view_lcov(coverage);
	xml = cover_view_cobertura(coverage);
	html = cover_view_html(coverage);
	g_assert_nonnull(strstr(lcov, "SF:mm/memcg.c\n"));
	g_assert_nonnull(strstr(lcov, "\nFN:20,memcg_never\nFNDA:0,memcg_never\n"));
	g_assert_nonnull(strstr(lcov, "\nFN:26,memcg_free\n"));
	g_assert_nonnull(strstr(lcov, "\nDA:27,1\n"));
	g_assert_nonnull(strstr(xml, "filename=\"mm/memcg.c\""));
	g_assert_nonnull(strstr(xml, "<line number=\"27\" hits=\"1\"/>"));
	g_assert_nonnull(strstr(html, "+\tif (n &lt; 0)"));
	g_assert_nonnull(strstr(html, "class=\"not-run\""));
}

struct test_case {
	const char *name;
	void (*test)(struct fixture *f, gconstpointer data);
};

static void skip(void)
{
	g_test_skip("no compiler for it");
}

/* Adds the cases for @machine if there is a compiler for it. */
static void add_cases(const struct machine *machine, const struct test_case *cases,
		      gsize count)
{
	g_autofree char *prefix = arch_prefix(machine->arch);
	g_autofree char *cc = g_strconcat(prefix, "gcc", NULL);
	g_autofree char *found = g_find_program_in_path(cc);

	for (gsize i = 0; i < count; i++) {
		g_autofree char *name = g_strdup_printf(
			"/cover/%s/%s", machine->arch->name, cases[i].name);

		if (found)
			g_test_add(name, struct fixture, machine, setup, cases[i].test,
				   teardown);
		else
			g_test_add_func(name, skip);
	}
}

int main(int argc, char **argv)
{
	static const struct test_case cases[] = {
		{"states", test_states},
		{"scenes", test_scenes},
		{"merge", test_merge},
		{"select", test_select},
		{"debug-kernel", test_debug_kernel},
		{"replay", test_replay},
		{"code-differs", test_code_differs},
		{"target-differs", test_target_differs},
		{"does-not-compile", test_does_not_compile},
		{"stripped", test_stripped},
		{"kaslr", test_kaslr},
		{"module", test_module},
		{"module-init", test_module_init},
		{"module-behind-nul", test_module_behind_nul},
		{"module-absent", test_module_absent},
		{"module-faults", test_module_faults},
		{"module-code-differs", test_module_code_differs},
		{"module-target-differs", test_module_target_differs},
		{"files", test_files},
		{"files-differ", test_files_differ},
		{"map-faults", test_map_faults},
		{"other-kernel", test_other_kernel},
		{"damaged-lines", test_damaged_lines},
		{"other-source", test_other_source},
		{"of-run", test_of_run},
		{"views", test_views},
	};
	/* cases that depend on the machine */
	static const struct test_case others[] = {
		{"states", test_states},
		{"code-differs", test_code_differs},
		{"target-differs", test_target_differs},
		{"module", test_module},
		{"module-target-differs", test_module_target_differs},
	};
	int failed;

	g_test_init(&argc, &argv, NULL);
	top = g_dir_make_tmp("kferry-cover-XXXXXX", NULL);
	add_cases(&x86_64, cases, G_N_ELEMENTS(cases));
	add_cases(&arm64, others, G_N_ELEMENTS(others));
	failed = g_test_run();
	g_assert_true(fs_remove(top, NULL));
	g_free(top);
	return failed;
}
