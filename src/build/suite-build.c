/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "build/suite-build.h"

#include <string.h>

#include "branch/source.h"
#include "build/compiler.h"
#include "build/kselftest.h"
#include "util/cache.h"
#include "util/data-file.h"
#include "util/error.h"
#include "util/fs.h"
#include "util/lock.h"
#include "util/subprocess.h"

/* Incremented when the same files are to be compiled differently. */
#define FORMAT "kferry suite 1\n"

void suite_built_free(struct suite_built *built)
{
	if (!built)
		return;
	g_free(built->dir);
	g_free(built->selftests);
	g_clear_pointer(&built->tests, g_ptr_array_unref);
	g_clear_pointer(&built->owned, g_ptr_array_unref);
	g_free(built);
}

/*
 * Returns the compiler for @program; the caller frees it. For another architecture, a C
 * library exists where distributions have a cross compiler with one; musl only exists
 * for the host's own.
 */
static char *compiler(const struct suite_program *program, const struct arch *arch)
{
	if (!arch_is_native(arch))
		return g_strconcat(arch->triplet, "-gcc", NULL);
	return g_strdup(program->musl ? arch->guest_cc : "cc");
}

static gboolean check_compiler(const struct suite *suite,
			       const struct suite_program *program,
			       const struct arch *arch, GError **error)
{
	g_autofree char *name = compiler(program, arch);
	const char *from = !arch_is_native(arch) ? arch->cross_cc_from
			   : program->musl	 ? arch->guest_cc_from
						 : NULL;

	if (subprocess_exists(name))
		return TRUE;
	g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM,
		    "%s: %s requires %s, which is not installed%s%s%s", suite->path,
		    program->name, name, from ? " (package " : "", from ?: "",
		    from ? ")" : "");
	return FALSE;
}

static gboolean check_kit(const struct suite *suite,
			  const struct suite_program *program, const char *kit,
			  GError **error)
{
	if (kit || !program->kit)
		return TRUE;
	g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM,
		    "%s: %s requires kferry's kit, which is not installed", suite->path,
		    program->name);
	return FALSE;
}

static gboolean add_version(GString *text, const char *name, GError **error)
{
	const char *argv[] = {name, "--version", NULL};
	g_autofree char *version = subprocess_capture(argv, error);

	if (version)
		g_string_append_printf(text, "%s %.*s\n", name,
				       (int)strcspn(version, "\n"), version);
	return version != NULL;
}

static gboolean add_digest(GString *text, const char *path, GError **error)
{
	g_autofree char *digest = fs_digest(path, error);

	if (digest)
		g_string_append_printf(text, "%s\n", digest);
	return digest != NULL;
}

/* Returns a name that depends on everything that affects the result. */
static char *fingerprint(const struct suite *suite, const struct arch *arch,
			 const char *kit, GError **error)
{
	gboolean native = arch_is_native(arch);
	g_autoptr(GString) text = g_string_new(FORMAT);
	g_autofree char *kit_dir = kit ? g_build_filename(kit, "kit", NULL) : NULL;
	gboolean musl = FALSE, glibc = FALSE, with_kit = FALSE;
	g_autofree char *cross = g_strconcat(arch->triplet, "-gcc", NULL);
	g_autofree char *digest = NULL;

	for (guint i = 0; i < suite->programs->len; i++) {
		const struct suite_program *program = suite->programs->pdata[i];
		g_autofree char *flags =
			g_strjoinv(" ", program->flags ?: (char *[]){NULL});

		if (!check_compiler(suite, program, arch, error) ||
		    !check_kit(suite, program, kit, error))
			return NULL;
		g_string_append_printf(text, "%s %s\n", program->name, flags);
		musl |= program->musl;
		glibc |= !program->musl;
		with_kit |= program->kit;
		for (char **source = program->sources; !suite->dir && *source; source++)
			if (!add_digest(text, *source, error))
				return NULL;
	}
	if ((suite->dir && !add_digest(text, suite->dir, error)) ||
	    (with_kit && !add_digest(text, kit_dir, error)) ||
	    (!native && !add_version(text, cross, error)) ||
	    (native && musl && !add_version(text, arch->guest_cc, error)) ||
	    (native && glibc && !add_version(text, "cc", error)))
		return NULL;
	digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text->str, -1);
	return g_strdup_printf("%s-%.16s", suite->name, digest);
}

static gboolean run_compiler(GPtrArray *argv, GError **error)
{
	const struct subprocess process = {
		.argv = (const char *const *)argv->pdata,
		.environ = (const char *const[]){"LC_ALL=C", NULL},
	};

	return compiler_run(&process, error);
}

static void add_argument(GPtrArray *argv, const char *text)
{
	g_ptr_array_add(argv, g_strdup(text));
}

static gboolean add_kit(GPtrArray *argv, const char *kit, GError **error)
{
	g_autofree char *dir = g_build_filename(kit, "kit", NULL);
	g_autoptr(GPtrArray) names = fs_names(dir, error);

	for (guint i = 0; names && i < names->len; i++)
		if (g_str_has_suffix(names->pdata[i], ".c"))
			g_ptr_array_add(argv,
					g_build_filename(dir, names->pdata[i], NULL));
	return names != NULL;
}

static gboolean compile(const struct suite *suite, const struct suite_program *program,
			const struct arch *arch, const char *kit, const char *dir,
			GError **error)
{
	g_autoptr(GPtrArray) argv = g_ptr_array_new_with_free_func(g_free);
	static const char *const usual[] = {
		"-static",	     "-w", "-O1", "-ffunction-sections", "-pthread",
		"-Wl,--gc-sections", "-s", NULL};
	static const char *const own[] = {"-std=gnu11", "-D_GNU_SOURCE", NULL};

	g_ptr_array_add(argv, compiler(program, arch));
	for (const char *const *flag = usual; *flag; flag++)
		add_argument(argv, *flag);
	for (const char *const *flag = own; program->kit && *flag; flag++)
		add_argument(argv, *flag);
	if (program->kit)
		g_ptr_array_add(argv, g_strconcat("-I", kit, NULL));
	if (suite->dir)
		g_ptr_array_add(argv, g_strconcat("-I", suite->dir, NULL));
	add_argument(argv, "-o");
	g_ptr_array_add(argv, g_build_filename(dir, program->name, NULL));
	for (char **source = program->sources; *source; source++)
		add_argument(argv, *source);
	if (program->kit && !add_kit(argv, kit, error))
		return FALSE;
	/* last, because the order of libraries matters */
	for (char **flag = program->flags; flag && *flag; flag++)
		add_argument(argv, *flag);
	g_ptr_array_add(argv, NULL);
	return run_compiler(argv, error);
}

static gboolean compile_all(const struct suite *suite, const struct arch *arch,
			    const char *kit, const char *dir, GError **error)
{
	g_autofree char *part = g_strconcat(dir, ".part", NULL);

	if (!fs_remove(part, error) || !fs_make_dir(part, error))
		return FALSE;
	for (guint i = 0; i < suite->programs->len; i++)
		if (!compile(suite, suite->programs->pdata[i], arch, kit, part,
			     error)) {
			fs_remove(part, NULL);
			return FALSE;
		}
	return fs_rename(part, dir, error);
}

/* Adds the kernel's selftests. */
static gboolean add_selftests(struct suite_built *built, const struct branch *b,
			      GError **error)
{
	const struct suite *suite = built->suite;
	g_autoptr(Pristine) source = NULL;
	g_autoptr(Kselftest) kselftest = NULL;

	if (!suite->kselftest)
		return TRUE;
	if (!b) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "%s: kselftest= needs the source of a branch: boot a "
			    "variant of a branch",
			    suite->path);
		return FALSE;
	}
	source = source_get(b, NULL, NULL, error);
	kselftest = source ? kselftest_build(suite, b, source, error) : NULL;
	if (!kselftest)
		return FALSE;
	built->selftests = g_steal_pointer(&kselftest->dir);
	built->owned = g_ptr_array_ref(kselftest->tests);
	for (guint i = 0; i < built->owned->len; i++)
		g_ptr_array_add(built->tests, built->owned->pdata[i]);
	return TRUE;
}

struct suite_built *suite_built_new(const struct suite *suite)
{
	struct suite_built *built = g_new0(struct suite_built, 1);

	built->suite = suite;
	built->tests = g_ptr_array_new();
	for (guint i = 0; i < suite->tests->len; i++)
		g_ptr_array_add(built->tests, suite->tests->pdata[i]);
	return built;
}

static gboolean compile_programs(struct suite_built *built, const struct arch *arch,
				 GError **error)
{
	const struct suite *suite = built->suite;
	g_autofree char *kit = data_dir_of("kit");
	g_autofree char *lock_name = g_strconcat("suite-", suite->name, NULL);
	g_autofree char *name = fingerprint(suite, arch, kit, error);
	g_autoptr(Lock) held = NULL;

	if (!name)
		return FALSE;
	built->dir = cache_path("suite", name, NULL);
	if (g_file_test(built->dir, G_FILE_TEST_IS_DIR))
		return TRUE;
	held = lock_take(lock_name, "compile a suite", error);
	return held && (g_file_test(built->dir, G_FILE_TEST_IS_DIR) ||
			compile_all(suite, arch, kit, built->dir, error));
}

struct suite_built *suite_build(const struct suite *suite, const struct arch *arch,
				const struct branch *b, GError **error)
{
	g_autoptr(SuiteBuilt) built = suite_built_new(suite);

	if (!compile_programs(built, arch, error) || !add_selftests(built, b, error))
		return NULL;
	return g_steal_pointer(&built);
}
