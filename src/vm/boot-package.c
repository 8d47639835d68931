/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/boot-package.h"

#include <stdio.h>
#include <string.h>

#include "util/error.h"
#include "util/fs.h"
#include "util/plain-name.h"
#include "util/subprocess.h"
#include "vm/module.h"
#include "vm/package-extract.h"

/* Modules that also fail in a good kernel, because of the machine: QEMU emulates an old
 * processor, a disk, and no other device. Globs for "NAME: WHY". */
static const char *const absent[] = {
	/* instructions */
	"*aesni*: No such device",
	"*_avx*: No such device",
	"*_ssse3: No such device",
	"*pclmul*: No such device",
	"*clmulni*: No such device",
	"crc32c_intel: No such device",
	/* processors: performance counters, frequency, power, virtualization */
	"*cpufreq: No such device",
	"amd*: No such device",
	"intel*: No such device",
	"kvm_*: No such device",
	"kvm_*: Not supported",
	"kvm_*: File exists", /* that of the other vendor is loaded */
	"p4_clockmod: No such device",
	"power: No such device",
	"powernow*: No such device",
	"ptp_kvm: Not supported",
	"rapl: No such device",
	"speedstep*: No such device",
	"x86_pkg_temp_thermal: No such device",
	"acpi_pad: Invalid argument",
	/* boards and their firmware */
	"capsule_loader: No such device",
	"efi*: No such device",
	"einj: No such device",
	"gsmi: No such device",
	"leds_*: No such device",
	"pata_legacy: No such device",
	"rtc_efi: No such device",
	"surface*: No such device",
	/* other hypervisors */
	"hv_vmbus: No such device",
	"ptp_vmw: Operation not permitted",
	"vmw_*: No such device",
	"xen*: No such device",
	/* a test that never stays loaded */
	"tcrypt: *",
};

#define MODULES "lib/modules/"

/* The parts of a package that booting needs. */
static char *place(const char *name)
{
	gboolean boot = g_str_has_prefix(name, "boot/vmlinuz-") ||
			g_str_has_prefix(name, "boot/config-");
	const char *base = strrchr(name, '/');

	if (boot || (g_str_has_prefix(name, MODULES) &&
		     (strstr(base, ".ko") || !strcmp(base, "/vmlinuz") ||
		      !strcmp(base, "/config") || !strcmp(base, "/modules.order"))))
		return g_strdup(name);
	return NULL;
}

/* Returns the only directory in lib/modules of @dir. */
static char *find_release(const char *dir, GError **error)
{
	g_autofree char *path = g_build_filename(dir, MODULES, NULL);
	g_autoptr(GDir) modules = g_dir_open(path, 0, NULL);
	const char *first = modules ? g_dir_read_name(modules) : NULL;
	g_autofree char *release = g_strdup(first);
	const char *second = release ? g_dir_read_name(modules) : NULL;
	const char *refusal = release ? plain_name_refusal(release) : NULL;

	if (release && !second && refusal) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "the packages' kernel '%s' %s", release, refusal);
		return NULL;
	}
	if (release && !second)
		return g_steal_pointer(&release);
	if (second)
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "packages of two kernels: %s and %s", release, second);
	else
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "no kernel modules in the packages");
	return NULL;
}

/* Returns the path of the kernel's @file ("vmlinuz", "config") in Debian or Fedora;
 * NULL if it is missing. */
static char *find_file(const char *dir, const char *release, const char *file)
{
	g_autofree char *suffixed = g_strdup_printf("%s-%s", file, release);
	g_autofree char *debian = g_build_filename(dir, "boot", suffixed, NULL);
	g_autofree char *fedora = g_build_filename(dir, MODULES, release, file, NULL);

	if (g_file_test(debian, G_FILE_TEST_EXISTS))
		return g_steal_pointer(&debian);
	return g_file_test(fedora, G_FILE_TEST_EXISTS) ? g_steal_pointer(&fedora)
						       : NULL;
}

char *boot_package_unpack(const char *const *packages, const char *dir, GError **error)
{
	g_autofree char *release = NULL;
	g_autofree char *image = NULL;

	for (; *packages; packages++)
		if (!package_extract(*packages, dir, place, error))
			return NULL;
	release = find_release(dir, error);
	if (!release)
		return NULL;
	image = find_file(dir, release, "vmlinuz");
	if (image)
		return g_steal_pointer(&release);
	g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
		    "no image of kernel %s in the packages", release);
	return NULL;
}

/* Adds all modules below the directory @path to @found. */
static void find_modules(const char *path, GPtrArray *found)
{
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		g_autofree char *below = g_build_filename(path, name, NULL);

		if (g_file_test(below, G_FILE_TEST_IS_DIR))
			find_modules(below, found);
		else if (g_str_has_suffix(name, ".ko"))
			g_ptr_array_add(found, g_steal_pointer(&below));
	}
}

/* Returns the position of each module in the order in which Kbuild links built-in code.
 * Modules can be loaded in this order if there is no modprobe to load others. */
static GHashTable *read_order(const char *dir)
{
	g_autofree char *path = g_build_filename(dir, "modules.order", NULL);
	GHashTable *order =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autofree char *text = NULL;
	g_auto(GStrv) lines = NULL;

	if (!g_file_get_contents(path, &text, NULL, NULL))
		return order;
	lines = g_strsplit(text, "\n", -1);
	for (guint i = 0; lines[i]; i++)
		g_hash_table_replace(order, g_build_filename(dir, lines[i], NULL),
				     GUINT_TO_POINTER(i + 1));
	return order;
}

/* Sorts by that position; modules without one are last, sorted by name. */
static int compare_modules(gconstpointer a, gconstpointer b, gpointer order)
{
	const char *left = *(char *const *)a, *right = *(char *const *)b;
	guint before = GPOINTER_TO_UINT(g_hash_table_lookup(order, left)) - 1;
	guint after = GPOINTER_TO_UINT(g_hash_table_lookup(order, right)) - 1;

	return before != after ? (before < after ? -1 : 1) : strcmp(left, right);
}

/* Returns the paths of all modules of the kernel, ended by NULL. */
static GPtrArray *list_modules(const char *dir, const char *release)
{
	g_autofree char *path = g_build_filename(dir, MODULES, release, NULL);
	g_autoptr(GHashTable) order = read_order(path);
	GPtrArray *found = g_ptr_array_new_with_free_func(g_free);

	find_modules(path, found);
	g_ptr_array_sort_with_data(found, compare_modules, order);
	g_ptr_array_add(found, NULL);
	return found;
}

/* Returns the tolerated failures of a run with @modules: those of the table, and of
 * modules that depend on one that may fail. */
static GStrv list_absent(const GPtrArray *modules)
{
	g_autoptr(GStrvBuilder) all = g_strv_builder_new();

	for (gsize i = 0; i < G_N_ELEMENTS(absent); i++)
		g_strv_builder_add(all, absent[i]);
	for (guint i = 0; i < modules->len; i++) {
		const struct module *module = modules->pdata[i];

		for (char **d = module->depends; *d; d++) {
			g_autofree char *needs =
				g_strdup_printf("%s needs %s", module->name, *d);

			if (**d)
				g_strv_builder_add(all, needs);
		}
	}
	return g_strv_builder_end(all);
}

#define DISK_SIZE "16M"

/* Features that all kernels since 2.6.28 support. */
#define DISK_FEATURES "none,has_journal,extent,filetype,sparse_super,large_file"

/* Creates a file system with one file, which contains the nonce: so the guest proves
 * that it read this disk. mke2fs needs neither root nor a mount. */
static char *make_disk(const char *dir, const char *nonce, GError **error)
{
	g_autofree char *disk = g_build_filename(dir, "disk.img", NULL);
	g_autofree char *tree = g_build_filename(dir, "disk", NULL);
	g_autofree char *file = g_build_filename(tree, "nonce", NULL);
	g_autofree char *text = g_strdup_printf("%s\n", nonce);
	const char *argv[] = {"mke2fs",	     "-q", "-F", "-t", "ext4",	  "-O",
			      DISK_FEATURES, "-d", tree, disk, DISK_SIZE, NULL};
	/* mke2fs is in a directory that is only in root's PATH */
	g_autofree char *path =
		g_strconcat("PATH=", g_getenv("PATH"), ":/usr/sbin:/sbin", NULL);
	const char *environ[] = {path, NULL};
	struct subprocess process = {.argv = argv, .environ = environ};

	if (fs_make_dir(tree, error) && fs_write(file, text, error) &&
	    subprocess_run(&process, NULL, error))
		return g_steal_pointer(&disk);
	return NULL;
}

/* Returns the architecture of the modules, or this machine's if there are none. */
static const struct arch *find_arch(const GPtrArray *modules, GError **error)
{
	const struct module *first = modules->len ? modules->pdata[0] : NULL;
	const struct arch *arch = first ? arch_by_elf(first->machine) : arch_host();

	if (!arch)
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "%s: for a machine that kferry does not know (%u)",
			    first->path, first->machine);
	return arch;
}

static struct plan *make_plan(const struct boot_package *boot_package,
			      const struct arch *arch, const char *release,
			      GError **error)
{
	if (!boot_package->suites)
		return plan_quick(boot_package->project, arch, release, error);
	return plan_load(boot_package->project, arch, NULL, boot_package->suites,
			 boot_package->tests, release, error);
}

static gboolean boot_unpacked(const struct boot_package *boot_package, const char *dir,
			      struct run *record, GError **error)
{
	g_autoptr(GPtrArray) paths = list_modules(dir, record->release);
	g_autoptr(GPtrArray) modules =
		modules_read((const char *const *)paths->pdata, error);
	const struct arch *arch = modules ? find_arch(modules, error) : NULL;
	g_autofree char *kernel = find_file(dir, record->release, "vmlinuz");
	g_autofree char *config = find_file(dir, record->release, "config");
	g_autofree char *disk = arch ? make_disk(dir, record->nonce, error) : NULL;
	g_autoptr(Plan) plan =
		disk ? make_plan(boot_package, arch, record->release, error) : NULL;
	struct boot boot = *boot_package->boot;
	g_autofree char *init =
		plan && !boot.init ? boot_find_init(boot_package->project, arch, error)
				   : g_strdup(boot.init);

	if (!plan || !init)
		return FALSE;
	boot.arch = arch;
	boot.init = init;
	boot.kernel = kernel;
	boot.config = config;
	boot.disk = disk;
	boot.plan = plan;
	boot.modules = (const char *const *)paths->pdata;
	record->absent = list_absent(modules);
	return boot_run(&boot, record, error);
}

gboolean boot_package_boot(const struct boot_package *boot_package, struct run *record,
			   GError **error)
{
	g_autofree char *dir = g_strconcat(boot_package->boot->dir, ".payload", NULL);
	gboolean done = FALSE;

	if (!fs_remove(dir, error) || !fs_make_dir(dir, error))
		return FALSE;
	record->nonce = boot_nonce();
	record->branch = g_strdup("payload");
	record->release = boot_package_unpack(boot_package->packages, dir, error);
	if (record->release) {
		record->variant = g_strdup(record->release);
		done = boot_unpacked(boot_package, dir, record, error);
	}
	return fs_remove(dir, done ? error : NULL) && done;
}
