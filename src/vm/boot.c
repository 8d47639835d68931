/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/boot.h"

#include <elfutils/libdwelf.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "branch/project.h"
#include "console/triage.h"
#include "util/error.h"
#include "util/fs.h"
#include "verdict/detector.h"
#include "vm/cover-setup.h"
#include "vm/guest-shell.h"
#include "vm/initramfs.h"
#include "vm/module.h"
#include "vm/vm.h"

/*
 * loglevel: a splat below the console's level would not be seen. panic=-1: a panic ends
 * the guest at once. nokaslr: addresses in reports are those of vmlinux.
 * printk.devkmsg: no rate limit for init's lines. Parameters for an architecture are in
 * its file of arch/.
 */
#define COMMAND_LINE "loglevel=7 panic=-1 nokaslr printk.devkmsg=on"

/* Thresholds that an emulated machine reaches although its kernel has no fault. */
#define SLOW_COMMAND_LINE                                                              \
	"rcupdate.rcu_cpu_stall_timeout=60 rcutree.rcu_cpu_stall_timeout=60 "          \
	"watchdog_thresh=30"

static const char *qemu_program(const struct arch *arch)
{
	return g_getenv("KFERRY_QEMU") ?: arch->qemu;
}

static void append_words(GString *line, const char *words)
{
	if (*words)
		g_string_append_printf(line, " %s", words);
}

char *boot_find_init(const char *project, const struct arch *arch, GError **error)
{
	g_autofree char *name = g_build_filename("guest", arch->name, "init", NULL);
	char *path;

	if (arch_is_native(arch))
		return project_file(project, "guest/init", error);
	path = project_file(project, name, error);
	if (!path)
		g_prefix_error(error,
			       "no init of the guest was compiled for %s (with %s): ",
			       arch->name, arch->cross_cc_from);
	return path;
}

char *boot_build_id(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	g_autoptr(GString) hex = g_string_new(NULL);
	const void *bits;
	gssize size = -1;
	Elf *elf;

	if (fd < 0)
		return NULL;
	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_READ_MMAP, NULL);
	if (elf)
		size = dwelf_elf_gnu_build_id(elf, &bits);
	for (gssize i = 0; i < size; i++)
		g_string_append_printf(hex, "%02x", ((const guint8 *)bits)[i]);
	elf_end(elf);
	close(fd);
	return hex->len ? g_string_free(g_steal_pointer(&hex), FALSE) : NULL;
}

char *boot_nonce(void)
{
	guint64 bits = 0;

	while (getrandom(&bits, sizeof(bits), 0) != sizeof(bits))
		;
	return g_strdup_printf("%016" G_GINT64_MODIFIER "x", bits);
}

/* Only a few marks are possible (plugin/map.h), and tests need theirs. */
#define MODULES_WATCHED 16

static void append_watch(GString *line, GStrv modules)
{
	guint count = g_strv_length(modules);
	g_autofree char *names = g_strjoinv(",", modules);

	if (count && count <= MODULES_WATCHED)
		g_string_append_printf(line, " kferry.watch=%s", names);
}

/* @record is NULL for an interactive guest; @scale is from accel_scale(), and
 * @detectors are those of its kernel. */
static char *command_line(const struct boot *boot, const struct accel *accel,
			  double scale, const struct run *record, GStrv detectors)
{
	GString *line = g_string_new(COMMAND_LINE);

	g_string_append_printf(line, " console=%s", boot->arch->console);
	append_words(line, boot->arch->command_line);
	if (accel->kind == ACCEL_TCG) {
		append_words(line, SLOW_COMMAND_LINE);
		append_words(line, boot->arch->slow);
	}
	/* init only accepts integers */
	g_string_append_printf(line, " kferry.scale=%.0f",
			       ceil(scale * detector_slower(detectors)));
	if (!record)
		g_string_append(line, " kferry.shell");
	else
		g_string_append_printf(
			line, " kferry.nonce=%s kferry.seed=%" G_GUINT64_FORMAT,
			record->nonce, record->seed);
	if (!record && boot->busybox)
		g_string_append(line, " " GUEST_SHELL_INIT);
	if (record && record->expect == RUN_EXPECT_SPLAT)
		g_string_append(line, " kferry.until-splat");
	/* an init of the user does not know plans */
	if (record && record->scenarios && boot->initrd)
		g_string_append_printf(line, " kferry.scenarios=%s", record->scenarios);
	if (record && boot->watch)
		append_watch(line, record->modules);
	if (boot->append)
		g_string_append_printf(line, " %s", boot->append);
	return g_string_free(line, FALSE);
}

/* Packs init, the modules and the plan. Sets *@names to the modules; the caller frees
 * it. */
static gboolean pack(const struct boot *boot, const char *dir, const char *file,
		     GStrv *names, GError **error)
{
	static const char *const none[] = {NULL};
	g_autofree char *list = g_build_filename(dir, "modules", NULL);
	g_autofree char *plan = g_build_filename(dir, "plan", NULL);
	g_autoptr(GPtrArray) modules = modules_read(boot->modules ?: none, error);
	g_autoptr(Initramfs) image = initramfs_new();

	if (!modules)
		return FALSE;
	*names = modules_names(modules);
	initramfs_add_nodes(image);
	if (boot->plan && boot->plan->root)
		initramfs_set_base(image, boot->plan->root);
	return initramfs_add(image, boot->init, "/init", error) &&
	       (!modules->len || modules_pack(modules, list, image, error)) &&
	       (!boot->busybox ||
		guest_shell_add(image, boot->busybox, dir,
				boot->plan && boot->plan->root, error)) &&
	       (!boot->plan || plan_pack(boot->plan, plan, image, error)) &&
	       initramfs_write(image, file, error);
}

static gboolean begins_report(const char *line)
{
	g_autoptr(GPtrArray) reports = triage_scan(line, strlen(line));

	for (guint i = 0; i < reports->len; i++)
		if (!((const struct report *)reports->pdata[i])->notice)
			return TRUE;
	return FALSE;
}

/* Defaults for memory in MiB, CPUs, and the limit in seconds by KVM. */
#define MEMORY	512
#define CPUS	2
#define WALL	60
#define SILENCE 12

/* Limits in seconds without output: in a run that must splat, and after the splat. */
#define SPLAT_SILENCE 4
#define AFTER_SPLAT   1

/* Returns the memory for the guest's userland in MiB. */
static guint root_mib(const struct boot *boot)
{
	GStatBuf status;

	if (!boot->plan || !boot->plan->root || g_stat(boot->plan->root, &status))
		return 0;
	return (status.st_size >> 20) + 1;
}

static void set_limits(const struct boot *boot, GStrv detectors,
		       struct vm_config *config)
{
	guint memory = boot->plan ? plan_memory(boot->plan) : 0;
	double wall = boot->plan ? plan_wall(boot->plan) : 0;
	double silence = boot->plan ? plan_silence(boot->plan) : 0;

	/* userland needs memory twice while the kernel unpacks it */
	config->memory = boot->memory
				 ? boot->memory
				 : (memory ? memory : MEMORY) + 2 * root_mib(boot) +
					   detector_memory(detectors);
	config->cpus = boot->cpus ? boot->cpus : CPUS;
	config->wall = boot->wall > 0 ? boot->wall : wall > 0 ? wall : WALL;
	config->silence = boot->silence > 0 ? boot->silence
			  : silence > 0	    ? silence
					    : SILENCE;
	/* a limit by the user is used unchanged */
	if (!(boot->wall > 0))
		config->wall *= detector_slower(detectors);
	if (!(boot->silence > 0))
		config->silence *= detector_slower(detectors);
	if (!boot->splat)
		return;
	/* unless a test may be silent for longer: that looks like a deadlock */
	if (config->silence <= SILENCE)
		config->silence = MIN(config->silence, SPLAT_SILENCE);
	config->silence_after = MIN(config->silence, AFTER_SPLAT);
}

static gboolean run_guest(const struct boot *boot, const char *dir, struct run *record,
			  GError **error)
{
	g_autofree char *initrd = g_build_filename(dir, "initrd.cpio", NULL);
	const struct accel *accel = boot->accel;
	g_auto(GStrv) extra = NULL;
	g_autofree char *append = NULL;
	gboolean done;
	struct vm_config config = {
		.arch = boot->arch,
		.qemu = qemu_program(boot->arch),
		.kernel = boot->kernel,
		.initrd = boot->initrd ?: initrd,
		.disk = boot->disk,
		.dir = dir,
		.begins_report = boot->splat ? begins_report : NULL,
	};
	struct cover_setup watch = {
		.arch = boot->arch,
		.dir = dir,
		.qemu = config.qemu,
		.vmlinux = boot->vmlinux,
		.coverage = boot->coverage,
	};

	set_limits(boot, record->detectors, &config);
	if (!accel)
		accel = accel_choose(boot->arch, config.qemu, error);
	if (!accel ||
	    (!boot->initrd && !pack(boot, dir, initrd, &record->modules, error)))
		return FALSE;
	watch.accel = accel;
	watch.modules = record->modules && *record->modules;
	if (boot->watch && !cover_setup(&watch, &extra, error))
		return FALSE;
	record->accel = g_strdup(accel->name);
	config.accel = accel;
	config.scale = accel_scale(accel, boot->arch, config.qemu);
	append = command_line(boot, accel, config.scale, record, record->detectors);
	config.append = append;
	config.extra = extra;
	done = vm_run(&config, &record->result, error);
	/* it is in the cache, and a run should be small */
	if (boot->plan && boot->plan->root)
		g_unlink(initrd);
	return done;
}

/* Copies the configuration to the run, and records what the judge needs from it. */
static gboolean keep_config(const struct boot *boot, const char *part,
			    struct run *record, GError **error)
{
	g_autofree char *copy = g_build_filename(part, "config", NULL);
	g_autofree char *text = NULL;

	if (!boot->config)
		return TRUE;
	text = fs_read(boot->config, error);
	if (!text)
		return FALSE;
	record->detectors = detector_names(text);
	record->lockdep = strstr(text, "\nCONFIG_PROVE_LOCKING=y\n") != NULL;
	return fs_copy(boot->config, copy, error);
}

/* FALSE with @error if the file @path, which may be NULL, cannot be read. */
static gboolean check_input(const char *path, GError **error)
{
	if (!path || !access(path, R_OK))
		return TRUE;
	g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "%s: %s", path, g_strerror(errno));
	return FALSE;
}

gboolean boot_run(const struct boot *boot, struct run *record, GError **error)
{
	g_autofree char *part = g_strconcat(boot->dir, ".part", NULL);

	if (!check_input(boot->kernel, error) ||
	    !check_input(boot->initrd ?: boot->init, error) ||
	    !check_input(boot->disk, error))
		return FALSE;
	if (boot->plan && !plan_describe(boot->plan, record, error))
		return FALSE;
	/* without a suite there are no counters; NULL is for older runs */
	if (!record->counters)
		record->counters = g_ptr_array_new();
	if (!record->nonce)
		record->nonce = boot_nonce();
	g_free(record->arch);
	record->arch = g_strdup(boot->arch->name);
	g_free(record->host);
	record->host = g_strdup(g_get_host_name());
	if (boot->vmlinux && !record->build_id)
		record->build_id = boot_build_id(boot->vmlinux);
	if (!fs_remove(part, error) || !fs_make_dir(part, error) ||
	    !keep_config(boot, part, record, error) ||
	    !run_guest(boot, part, record, error))
		return FALSE;
	record->date = g_get_real_time() / G_USEC_PER_SEC;
	return run_save(record, part, error) && fs_exchange(part, boot->dir, error);
}

void boot_shell(const struct boot *boot, GError **error)
{
	g_autofree char *initrd = NULL;
	g_autofree char *append = NULL;
	g_auto(GStrv) modules = NULL;
	g_auto(GStrv) detectors = NULL;
	g_autofree char *text = NULL;
	const char *qemu = qemu_program(boot->arch);
	const struct accel *accel =
		boot->accel ?: accel_choose(boot->arch, qemu, error);
	struct vm_config config = {
		.arch = boot->arch,
		.qemu = qemu,
		.accel = accel,
		.kernel = boot->kernel,
	};

	if (boot->config) {
		text = fs_read(boot->config, error);
		if (!text)
			return;
		detectors = detector_names(text);
	}
	set_limits(boot, detectors, &config);
	if (!accel || !fs_make_dir(boot->dir, error))
		return;
	initrd = g_build_filename(boot->dir, "initrd.cpio", NULL);
	if (!pack(boot, boot->dir, initrd, &modules, error))
		return;
	append = command_line(boot, accel, accel_scale(accel, boot->arch, qemu), NULL,
			      detectors);
	config.initrd = initrd;
	config.append = append;
	vm_shell(&config, error);
}
