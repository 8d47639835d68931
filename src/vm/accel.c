/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/accel.h"

#include <fcntl.h>
#include <gio/gio.h>
#include <math.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "util/cache.h"
#include "util/error.h"
#include "util/fs.h"
#include "util/subprocess.h"

#define PROBE_SECONDS 3 /* multiplied by the scale of the accelerator */

static const struct accel accels[] = {
	{ACCEL_KVM, "kvm", "kvm", 1},
	{ACCEL_TCG, "tcg", "tcg,thread=multi", 10},
};

const struct accel *accel_by_name(const char *name)
{
	for (gsize i = 0; i < G_N_ELEMENTS(accels); i++)
		if (!strcmp(accels[i].name, name))
			return &accels[i];
	return NULL;
}

static void add_all(GPtrArray *argv, const char *const *words)
{
	for (; words && *words; words++)
		g_ptr_array_add(argv, (char *)*words);
}

/* The files of a probe, which are removed after it. */
struct probe {
	char *dir;
	char *firmware;
	char *serial; /* output of the payload */
};

static void probe_clear(struct probe *probe)
{
	if (probe->dir)
		fs_remove(probe->dir, NULL);
	g_free(probe->dir);
	g_free(probe->firmware);
	g_free(probe->serial);
}

typedef struct probe Probe;
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Probe, probe_clear)

/* Writes the firmware of @payload. */
static gboolean probe_prepare(struct probe *probe, const struct arch_probe *payload,
			      GError **error)
{
	gsize size = payload->end - payload->code;
	gsize image = payload->image ? payload->image : size;
	g_autofree guint8 *bytes = g_malloc0(image);

	memcpy(bytes + image - size, payload->code, size);
	probe->dir = g_dir_make_tmp("kferry-probe-XXXXXX", error);
	if (!probe->dir)
		return FALSE;
	probe->firmware = g_build_filename(probe->dir, "firmware", NULL);
	probe->serial = g_build_filename(probe->dir, "serial", NULL);
	return g_file_set_contents(probe->firmware, (char *)bytes, image, error);
}

const char *accel_cpu(const struct accel *accel, const struct arch *arch)
{
	return accel->kind == ACCEL_KVM ? arch->cpu_kvm : arch->cpu_tcg;
}

/* The words are borrowed, and may contain blanks. */
static GPtrArray *probe_arguments(const struct accel *accel, const struct arch *arch,
				  const char *qemu, const char *const *extra,
				  const struct probe *probe, const char *serial)
{
	const char *const start[] = {qemu,
				     "-nodefaults",
				     "-no-user-config",
				     "-display",
				     "none",
				     "-no-reboot",
				     "-accel",
				     accel->argument,
				     "-cpu",
				     accel_cpu(accel, arch),
				     "-bios",
				     probe->firmware,
				     "-serial",
				     serial,
				     NULL};
	GPtrArray *argv = g_ptr_array_new();

	add_all(argv, start);
	add_all(argv, arch->probe->args);
	add_all(argv, extra);
	g_ptr_array_add(argv, NULL);
	return argv;
}

/* Whether the payload printed its last line. */
static gboolean probe_spoke(const struct probe *probe, const char *line)
{
	g_autofree char *text = NULL;

	return !line || (g_file_get_contents(probe->serial, &text, NULL, NULL) &&
			 !strcmp(text, line));
}

static char *probe_failure(int status)
{
	if (WIFEXITED(status))
		return g_strdup_printf("QEMU ended with status %d",
				       WEXITSTATUS(status));
	return g_strdup_printf("QEMU was ended by signal %d", WTERMSIG(status));
}

gboolean accel_probe(const struct accel *accel, const struct arch *arch,
		     const char *qemu, const char *const *extra, char **why)
{
	const struct arch_probe *payload = arch->probe;
	g_autoptr(GError) error = NULL;
	g_auto(Probe) probe = {NULL};
	g_autoptr(GPtrArray) argv = NULL;
	g_autofree char *serial = NULL;
	struct subprocess process = {.alone = TRUE};
	gboolean done;
	int status;

	if (payload->code == payload->end) {
		*why = g_strdup_printf(
			"kferry was compiled without the test payload for %s",
			arch->name);
		return FALSE;
	}
	if (!probe_prepare(&probe, payload, &error)) {
		*why = g_strdup(error->message);
		return FALSE;
	}
	serial = g_strconcat("file:", probe.serial, NULL);
	argv = probe_arguments(accel, arch, qemu, extra, &probe, serial);
	process.argv = (const char *const *)argv->pdata;
	done = subprocess_status(&process, "/dev/null", PROBE_SECONDS * accel->scale,
				 &status, &error);
	if (!done)
		*why = g_strdup(error->message);
	else if (!WIFEXITED(status) || WEXITSTATUS(status) != payload->status)
		*why = probe_failure(status);
	else if (probe_spoke(&probe, payload->line))
		return TRUE;
	else
		*why = g_strdup("QEMU ended before its guest did");
	return FALSE;
}

/* Returns everything on which an answer depends: the host's boot, QEMU, the device. */
static char *probe_key(const char *qemu)
{
	g_autofree char *boot = NULL;
	g_autofree char *path = g_find_program_in_path(qemu);
	struct stat program = {0}, device = {0};

	if (!g_file_get_contents("/proc/sys/kernel/random/boot_id", &boot, NULL, NULL))
		boot = g_strdup("-");
	if (path)
		stat(path, &program);
	stat("/dev/kvm", &device);
	return g_strdup_printf("%.36s %s %ld %ld %o", boot, path ?: qemu,
			       (long)program.st_size, (long)program.st_mtime,
			       (unsigned int)device.st_mode);
}

static const struct accel *remembered(const char *file, const char *key)
{
	g_autofree char *text = NULL;
	g_auto(GStrv) lines = NULL;

	if (!g_file_get_contents(file, &text, NULL, NULL))
		return NULL;
	lines = g_strsplit(text, "\n", 3);
	if (g_strv_length(lines) < 2 || strcmp(lines[0], key))
		return NULL;
	return accel_by_name(lines[1]);
}

/* Returns the path of the cached answer for machines of @arch. */
static char *probe_file(const struct arch *arch)
{
	g_autofree char *own = g_strconcat("accel@", arch->name, NULL);

	return cache_path(arch == &arch_x86_64 ? "accel" : own, NULL);
}

/* --- speed --- */

/* CPU seconds that QEMU needs for the payload on the host where the limits were
 * determined, with 2 GHz and by TCG; most of this is its start. */
#define PAYLOAD_CPU 0.3

/* Maximum, since nobody would wait longer. */
#define MOST_SLOWER 20

/* Returns the CPU seconds of children that were waited for. */
static double cpu_of_children(void)
{
	struct rusage usage;

	if (getrusage(RUSAGE_CHILDREN, &usage))
		return 0;
	return usage.ru_utime.tv_sec + usage.ru_stime.tv_sec +
	       (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

/* Returns how many times slower the payload is here, at least 1. What it took counts even
 * if it was ended: on a slow or busy host its time may not be enough. */
static double measure_slower(const struct accel *accel, const struct arch *arch,
			     const char *qemu)
{
	double before = cpu_of_children();
	g_autofree char *why = NULL;

	if (!accel_probe(accel, arch, qemu, NULL, &why))
		g_debug("%s", why);
	return CLAMP((cpu_of_children() - before) / PAYLOAD_CPU, 1, MOST_SLOWER);
}

double accel_scale(const struct accel *accel, const struct arch *arch, const char *qemu)
{
	g_autofree char *name = g_strdup_printf("speed-%s@%s", accel->name, arch->name);
	g_autofree char *file = cache_path(name, NULL);
	g_autofree char *key = probe_key(qemu);
	g_autofree char *text = NULL;
	g_auto(GStrv) lines = NULL;
	double slower;

	if (g_file_get_contents(file, &text, NULL, NULL)) {
		lines = g_strsplit(text, "\n", 3);
		slower = lines[0] && lines[1] ? g_ascii_strtod(lines[1], NULL) : 0;
		if (!g_strcmp0(lines[0], key) && slower >= 1 && slower <= MOST_SLOWER)
			return ceil(accel->scale * slower);
	}
	/* rounded as it will be read from the cache, so that all runs have the same
	 * limits */
	slower = round(measure_slower(accel, arch, qemu) * 100) / 100;
	g_free(text);
	text = g_strdup_printf("%s\n%.2f\n", key, slower);
	g_file_set_contents(file, text, -1, NULL);
	return ceil(accel->scale * slower);
}

/* --- choice --- */

/* Whether it is worth trying: KVM only runs the host's architecture. */
static gboolean is_candidate(const struct accel *accel, const struct arch *arch)
{
	return accel->kind != ACCEL_KVM ||
	       (arch_is_native(arch) && !access("/dev/kvm", R_OK | W_OK));
}

const struct accel *accel_choose(const struct arch *arch, const char *qemu,
				 GError **error)
{
	g_autofree char *file = probe_file(arch);
	g_autofree char *key = probe_key(qemu);
	const struct accel *known = remembered(file, key);
	g_autofree char *last = NULL;

	if (known)
		return known;
	for (gsize i = 0; i < G_N_ELEMENTS(accels); i++) {
		g_autofree char *why = NULL;

		if (!is_candidate(&accels[i], arch))
			continue;
		if (accel_probe(&accels[i], arch, qemu, NULL, &why)) {
			g_autofree char *text =
				g_strdup_printf("%s\n%s\n", key, accels[i].name);

			g_file_set_contents(file, text, -1, NULL);
			return &accels[i];
		}
		g_printerr("kferry: %s cannot run a guest here: %s\n", accels[i].name,
			   why);
		g_free(last);
		last = g_steal_pointer(&why);
	}
	g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM, "%s cannot run a guest: %s", qemu,
		    last);
	return NULL;
}
