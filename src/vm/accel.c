/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/accel.h"

#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "util/cache.h"
#include "util/error.h"
#include "util/subprocess.h"

#define PROBE_SECONDS 3 /* times the scale of the accelerator */

/* isa-debug-exit ends QEMU with (value << 1) | 1; the value is probe.S's. */
#define PROBE_VALUE  0x2a
#define PROBE_STATUS ((PROBE_VALUE << 1) | 1)
#define PROBE_IMAGE  65536

/* The payload: the end of a firmware image (probe.S). */
extern const guint8 probe_start[], probe_end[];

static const struct accel accels[] = {
	{ACCEL_KVM, "kvm", {"-accel", "kvm", "-cpu", "host"}, 1},
	{ACCEL_TCG, "tcg", {"-accel", "tcg,thread=multi", "-cpu", "qemu64"}, 10},
};

const struct accel *accel_by_name(const char *name)
{
	for (gsize i = 0; i < G_N_ELEMENTS(accels); i++)
		if (!strcmp(accels[i].name, name))
			return &accels[i];
	return NULL;
}

/* Returns the name of a new file holding the firmware, or NULL. */
static char *write_firmware(GError **error)
{
	g_autofree guint8 *image = g_malloc0(PROBE_IMAGE);
	g_autofree char *name = NULL;
	int fd = g_file_open_tmp("kferry-probe-XXXXXX", &name, error);

	if (fd < 0)
		return NULL;
	close(fd);
	memcpy(image + PROBE_IMAGE - (probe_end - probe_start), probe_start,
	       probe_end - probe_start);
	if (!g_file_set_contents(name, (char *)image, PROBE_IMAGE, error)) {
		g_unlink(name);
		return NULL;
	}
	return g_steal_pointer(&name);
}

static void add_all(GPtrArray *argv, const char *const *words)
{
	for (; words && *words; words++)
		g_ptr_array_add(argv, (char *)*words);
}

/* The words are borrowed: any of them may hold blanks. */
static GPtrArray *probe_arguments(const struct accel *accel, const char *qemu,
				  const char *const *extra, const char *firmware)
{
	const char *const machine[] = {"-nodefaults", "-no-user-config",
				       "-display",    "none",
				       "-machine",    "pc",
				       "-m",	      "16",
				       NULL};
	const char *const payload[] = {"-bios", firmware, "-device",
				       "isa-debug-exit,iobase=0xf4", NULL};
	GPtrArray *argv = g_ptr_array_new();

	g_ptr_array_add(argv, (char *)qemu);
	add_all(argv, machine);
	add_all(argv, accel->args);
	add_all(argv, extra);
	add_all(argv, payload);
	g_ptr_array_add(argv, NULL);
	return argv;
}

gboolean accel_probe(const struct accel *accel, const char *qemu,
		     const char *const *extra, char **why)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *firmware = write_firmware(&error);
	g_autoptr(GPtrArray) argv = NULL;
	struct subprocess process = {.alone = TRUE};
	gboolean done;
	int status;

	if (!firmware) {
		*why = g_strdup(error->message);
		return FALSE;
	}
	argv = probe_arguments(accel, qemu, extra, firmware);
	process.argv = (const char *const *)argv->pdata;
	done = subprocess_status(&process, "/dev/null", PROBE_SECONDS * accel->scale,
				 &status, &error);
	g_unlink(firmware);
	if (!done)
		*why = g_strdup(error->message);
	else if (WIFEXITED(status) && WEXITSTATUS(status) == PROBE_STATUS)
		return TRUE;
	else if (WIFEXITED(status))
		*why = g_strdup_printf("QEMU ended with status %d",
				       WEXITSTATUS(status));
	else
		*why = g_strdup_printf("QEMU was ended by signal %d", WTERMSIG(status));
	return FALSE;
}

/* What an answer depends on: this boot of the host, this QEMU, this device. */
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

const struct accel *accel_choose(const char *qemu, GError **error)
{
	g_autofree char *file = cache_path("accel", NULL);
	g_autofree char *key = probe_key(qemu);
	const struct accel *known = remembered(file, key);
	g_autofree char *last = NULL;

	if (known)
		return known;
	for (gsize i = 0; i < G_N_ELEMENTS(accels); i++) {
		g_autofree char *why = NULL;

		if (accels[i].kind == ACCEL_KVM && access("/dev/kvm", R_OK | W_OK))
			continue;
		if (accel_probe(&accels[i], qemu, NULL, &why)) {
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
