/* SPDX-License-Identifier: GPL-2.0-or-later */
/* accel.c, vm.c and related code: paths with blanks, and the source of errors. */
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "cover/covermap.h"
#include "util/error.h"
#include "util/fs.h"
#include "util/subprocess.h"
#include "verdict/run.h"
#include "vm/accel.h"
#include "vm/vm.h"

#define QEMU "qemu-system-x86_64"

/* A directory with a blank and a comma in its name; it is $TMPDIR, too. */
static char *blank;

static char *in_blank(const char *name)
{
	return g_build_filename(blank, name, NULL);
}

/* A path with a blank for QEMU, or NULL if QEMU is not installed. */
static char *qemu_with_blank(void)
{
	g_autofree char *real = g_find_program_in_path(QEMU);
	g_autofree char *name = in_blank("the qemu");

	if (!real || (!g_file_test(name, G_FILE_TEST_EXISTS) && symlink(real, name))) {
		g_test_skip("no " QEMU);
		return NULL;
	}
	return g_steal_pointer(&name);
}

static void test_blank(void)
{
	g_autofree char *qemu = qemu_with_blank();
	g_autofree char *why = NULL;

	if (!qemu)
		return;
	if (!accel_probe(accel_by_name("tcg"), &arch_x86_64, qemu, NULL, &why))
		g_error("%s", why);
	g_assert_false(accel_probe(accel_by_name("tcg"), &arch_x86_64, "/no such/qemu",
				   NULL, &why));
}

/* An exit status of 0 is not enough: the payload must have printed its message, or makes
 * QEMU exit with another status. */
static void test_other(gconstpointer data)
{
	const struct arch *arch = data;
	g_autofree char *qemu = g_find_program_in_path(arch->qemu);
	g_autofree char *why = NULL;

	g_assert_false(accel_probe(accel_by_name("tcg"), arch, "true", NULL, &why));
	g_assert_cmpstr(why, ==,
			arch->probe->line ? "QEMU ended before its guest did"
					  : "QEMU ended with status 0");
	if (!qemu) {
		g_test_skip("no QEMU for it");
		return;
	}
	g_clear_pointer(&why, g_free);
	if (!accel_probe(accel_by_name("tcg"), arch, qemu, NULL, &why))
		g_error("%s", why);
}

/* If the payload takes longer on a host, its limits are longer; it is measured once. */
static void test_scale(void)
{
	const struct accel *tcg = accel_by_name("tcg");
	g_autofree char *real = g_find_program_in_path(arch_arm64.qemu);
	g_autofree char *cache = in_blank("cache");
	g_autofree char *slow = in_blank("slow-qemu");
	g_autofree char *told = in_blank("told");
	g_autofree char *ended = in_blank("ended-qemu");
	static const char burns[] =
		"#!/bin/sh\n"
		"i=0; while [ $i -lt 800000 ]; do i=$((i+1)); done\n"
		"exec false\n";
	g_autofree char *script = NULL;
	g_autofree char *text = NULL;
	double scale;

	if (!real) {
		g_test_skip("no qemu-system-aarch64");
		return;
	}
	g_assert_true(fs_make_dir(cache, NULL));
	g_setenv("KFERRY_CACHE", cache, TRUE);
	script = g_strdup_printf("#!/bin/sh\necho asked >>'%s'\n"
				 "i=0; while [ $i -lt 800000 ]; do i=$((i+1)); done\n"
				 "exec %s \"$@\"\n",
				 told, real);
	g_assert_true(fs_write(slow, script, NULL));
	g_assert_cmpint(chmod(slow, 0755), ==, 0);
	scale = accel_scale(tcg, &arch_arm64, slow);
	g_assert_cmpfloat(scale, >, tcg->scale);
	g_assert_cmpfloat(scale, <=, 20 * tcg->scale);
	/* init takes whole numbers only */
	g_assert_cmpfloat(scale, ==, (guint)scale);
	g_assert_cmpfloat_with_epsilon(accel_scale(tcg, &arch_arm64, slow), scale, 0.1);
	g_assert_true(g_file_get_contents(told, &text, NULL, NULL));
	g_assert_cmpstr(text, ==, "asked\n");
	/* one that is ended, since it takes too long, is not taken for a fast one */
	g_assert_true(fs_write(ended, burns, NULL));
	g_assert_cmpint(chmod(ended, 0755), ==, 0);
	g_assert_cmpfloat(accel_scale(tcg, &arch_arm64, ended), >, tcg->scale);
	/* a program that does nothing is not measured */
	g_assert_cmpfloat(accel_scale(tcg, &arch_arm64, "false"), ==, tcg->scale);
	g_unsetenv("KFERRY_CACHE");
}

static void test_blank_plugin(void)
{
	g_autofree char *beside =
		g_path_get_dirname(g_getenv("KFERRY") ?: "build/kferry");
	g_autofree char *built = g_build_filename(beside, "libkferry-cover.so", NULL);
	g_autofree char *plugin = in_blank("the plugin.so");
	g_autofree char *map = in_blank("the map");
	g_autofree char *qemu = qemu_with_blank();
	g_auto(GStrv) parts = g_strsplit(blank, ",", -1);
	g_autofree char *directory = g_strjoinv(",,", parts);
	g_autofree char *argument = g_strdup_printf(
		"file=%s/the plugin.so,map=%s/the map", directory, directory);
	const char *const extra[] = {"-plugin", argument, NULL};
	g_autoptr(GArray) ranges = g_array_new(FALSE, FALSE, sizeof(struct code_range));
	const struct code_range kernel = {1ull << 63, (1ull << 63) + 1};
	g_autofree char *why = NULL;
	g_autoptr(Covermap) noted = NULL;

	if (!qemu)
		return;
	if (!g_file_test(built, G_FILE_TEST_EXISTS)) {
		g_test_skip("no plugin beside kferry");
		return;
	}
	g_array_append_val(ranges, kernel);
	covermap_add_modules(ranges, arch_x86_64.code, ranges);
	g_assert_true(fs_copy(built, plugin, NULL));
	g_assert_true(covermap_create(map, arch_x86_64.code, ranges, NULL, NULL));
	if (!accel_probe(accel_by_name("tcg"), &arch_x86_64, qemu, extra, &why))
		g_error("%s", why);
	noted = covermap_open(map, NULL);
	g_assert_nonnull(noted);
}

static void test_errors(void)
{
	struct vm_config config = {.arch = &arch_x86_64,
				   .scale = 10,
				   .qemu = "/no such/qemu",
				   .accel = accel_by_name("tcg"),
				   .kernel = "none",
				   .append = "",
				   .dir = "/no such/directory",
				   .memory = 16,
				   .cpus = 1};
	const char *const missing[] = {"kferry-no-such-program", NULL};
	const struct subprocess process = {.argv = missing, .alone = TRUE};
	g_autoptr(Run) record = run_new();
	g_autoptr(GError) error = NULL;
	struct run_result result;
	int status;

	g_assert_false(vm_run(&config, &result, &error));
	g_assert_error(error, KF_ERROR, KF_ERROR_SYSTEM);
	g_clear_error(&error);
	config.dir = blank;
	g_assert_false(vm_run(&config, &result, &error));
	g_assert_error(error, KF_ERROR, KF_ERROR_SYSTEM);
	g_assert_nonnull(strstr(error->message, "/no such/qemu"));
	g_clear_error(&error);
	record->branch = g_strdup("-");
	record->variant = g_strdup("-");
	record->nonce = g_strdup("1");
	record->accel = g_strdup("tcg");
	g_assert_false(run_save(record, "/no such/directory", &error));
	g_assert_error(error, KF_ERROR, KF_ERROR_SYSTEM);
	g_clear_error(&error);
	g_assert_false(subprocess_status(&process, "/dev/null", 1, &status, &error));
	g_assert_error(error, KF_ERROR, KF_ERROR_SYSTEM);
}

int main(int argc, char **argv)
{
	/* GLib reads $TMPDIR once, so it must not be read before. */
	g_autofree char *above = g_build_filename(g_getenv("TMPDIR") ?: "/tmp",
						  "kferry vm, XXXXXX", NULL);
	int result;

	blank = g_mkdtemp(above);
	g_assert_nonnull(blank);
	g_setenv("TMPDIR", blank, TRUE);
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/vm/blank", test_blank);
	g_test_add_data_func("/vm/arm64", &arch_arm64, test_other);
	g_test_add_data_func("/vm/riscv64", &arch_riscv64, test_other);
	g_test_add_func("/vm/scale", test_scale);
	g_test_add_func("/vm/blank-plugin", test_blank_plugin);
	g_test_add_func("/vm/errors", test_errors);
	result = g_test_run();
	g_assert_true(fs_remove(blank, NULL));
	return result;
}
