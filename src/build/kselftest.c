/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "build/kselftest.h"

#include <stdio.h>
#include <string.h>

#include "build/compiler.h"
#include "build/kbuild.h"
#include "util/cache.h"
#include "util/error.h"
#include "util/fs.h"
#include "util/lock.h"
#include "util/plain-name.h"

/*
 *	kselftest/VERSION-DIGEST/usr      headers for user space of a source
 *	kselftest/VERSION-DIGEST/DIGEST/  the installed tests of some collections:
 *	  COLLECTION/...                  its tests and their files
 *	  kselftest-list.txt              "COLLECTION:TEST", as from 'make install'
 */
#define FORMAT "kferry kselftest 2\n"
#define LIST   "kselftest-list.txt"
/* Files that tests share, in the top directory of the selftests. */
#define SHARED "kselftest"

/* Timeout of the kernel's runner in seconds, and for collections that want no limit. */
#define TIMEOUT	     45
#define TIMEOUT_NONE 1800

/* The state of a build. */
struct selftest_build {
	const struct suite *suite;
	const struct branch *b;
	const struct pristine *source;
	struct kbuild *make;
	char *tests;	/* tools/testing/selftests of the source */
	char *base;	/* directory of all builds from it */
	char *objects;	/* OUTPUT of the collections */
	char *part;	/* temporary directory for the installation */
	char *headers;	/* INSTALL_HDR_PATH */
	char *by_lines; /* an object file, see compile_by_lines() */
	char *log;
	int lock_fd;
};

typedef struct selftest_build SelftestBuild;

static void build_free(struct selftest_build *build)
{
	g_clear_pointer(&build->make, kbuild_free);
	g_free(build->tests);
	g_free(build->base);
	g_free(build->objects);
	g_free(build->part);
	g_free(build->headers);
	g_free(build->by_lines);
	g_free(build->log);
	g_free(build);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(SelftestBuild, build_free)

void kselftest_free(struct kselftest *kselftest)
{
	if (!kselftest)
		return;
	g_free(kselftest->dir);
	g_ptr_array_unref(kselftest->tests);
	g_free(kselftest);
}

char *kselftest_collection(const char *name)
{
	return g_strndup(name, strcspn(name, ":"));
}

/* --- paths ----------------------------------------------------------------------- */

/* Returns a name that depends on everything that affects builds from @source. */
static char *source_name(const struct selftest_build *build)
{
	g_autofree char *text = g_strconcat(FORMAT, build->source->identity, "\n",
					    kbuild_identity(build->make), NULL);
	g_autofree char *digest =
		g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);

	return g_strdup_printf("%s-%.16s", build->source->version, digest);
}

static struct selftest_build *build_new(const struct suite *suite,
					const struct branch *b,
					const struct pristine *source, GError **error)
{
	g_autoptr(SelftestBuild) build = g_new0(struct selftest_build, 1);
	g_autofree char *output = cache_path("kselftest", b->name, "headers", NULL);
	g_autofree char *real = g_canonicalize_filename(source->dir, NULL);
	g_autofree char *name = NULL;

	build->suite = suite;
	build->b = b;
	build->source = source;
	build->make = kbuild_new(b, source->dir, output, error);
	if (!build->make)
		return NULL;
	build->tests = g_build_filename(real, "tools/testing/selftests", NULL);
	name = source_name(build);
	build->base = cache_path("kselftest", name, NULL);
	build->headers = g_build_filename(build->base, "usr", NULL);
	build->log = g_strconcat(build->base, ".log", NULL);
	return g_steal_pointer(&build);
}

/* Returns the directory of the suite's collections; depends on their order. */
static char *install_dir(const struct selftest_build *build)
{
	g_autofree char *names = g_strjoinv("\n", build->suite->kselftest);
	g_autofree char *digest =
		g_compute_checksum_for_string(G_CHECKSUM_SHA256, names, -1);

	digest[16] = '\0';
	return g_build_filename(build->base, digest, NULL);
}

static gboolean check_collections(const struct selftest_build *build, GError **error)
{
	for (char **name = build->suite->kselftest; *name; name++) {
		g_autofree char *collection = kselftest_collection(*name);
		g_autofree char *makefile =
			g_build_filename(build->tests, collection, "Makefile", NULL);

		if (g_file_test(makefile, G_FILE_TEST_IS_REGULAR))
			continue;
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "%s: kselftest: Linux %s has no collection '%s' in "
			    "tools/testing/selftests",
			    build->suite->path, build->source->version, collection);
		return FALSE;
	}
	if (subprocess_exists("rsync"))
		return TRUE;
	g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM,
		    "%s: installing the kernel's selftests requires rsync, which is "
		    "not installed",
		    build->suite->path);
	return FALSE;
}

/* --- building -------------------------------------------------------------------- */

/* Tests include the headers of their own kernel. */
static gboolean install_headers(const struct selftest_build *build, GError **error)
{
	g_autofree char *part = g_strconcat(build->headers, ".part", NULL);
	g_autofree char *path = g_strconcat("INSTALL_HDR_PATH=", part, NULL);
	const char *targets[] = {path, "headers_install", NULL};

	if (g_file_test(build->headers, G_FILE_TEST_IS_DIR))
		return TRUE;
	return fs_remove(part, error) && fs_make_dir(part, error) &&
	       kbuild_run(build->make, targets, 0, build->log, NULL, error) &&
	       fs_rename(part, build->headers, error);
}

/* Tests print results and fork, and each child would print again what a C library has
 * buffered for a pipe. With this object, a program flushes each line. */
static gboolean compile_by_lines(struct selftest_build *build, GError **error)
{
	static const char source[] =
		"#include <stdio.h>\n\n"
		"static void __attribute__((constructor)) by_lines(void)\n"
		"{\n\tsetvbuf(stdout, NULL, _IOLBF, 0);\n}\n";
	g_autofree char *prefix = arch_prefix(build->b->arch);
	g_autofree char *gcc = g_strconcat(prefix, "gcc", NULL);
	g_autofree char *path = g_build_filename(build->objects, "by-lines.c", NULL);
	const char *argv[] = {gcc, "-c", "-o", NULL, path, NULL};
	const struct subprocess process = {.argv = argv};

	build->by_lines = g_build_filename(build->objects, "by-lines.o", NULL);
	argv[3] = build->by_lines;
	return fs_write(path, source, error) && compiler_run(&process, error);
}

static void add(GPtrArray *argv, const char *format, ...) G_GNUC_PRINTF(2, 3);

static void add(GPtrArray *argv, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	g_ptr_array_add(argv, g_strdup_vprintf(format, args));
	va_end(args);
}

/*
 * Returns the command line of make in the directory of @collection; unref it. The
 * compiler includes its options: makefiles before 5.13 accept them, and header paths,
 * nowhere else.
 */
static GPtrArray *arguments(const struct selftest_build *build, const char *collection)
{
	g_autofree char *prefix = arch_prefix(build->b->arch);
	GPtrArray *argv = g_ptr_array_new_with_free_func(g_free);

	add(argv, "make");
	add(argv, "-s");
	add(argv, "-j%u", g_get_num_processors());
	add(argv, "-C%s/%s", build->tests, collection);
	add(argv, "OUTPUT=%s/%s", build->objects, collection);
	add(argv, "INSTALL_PATH=%s/%s", build->part, collection);
	add(argv, "COLLECTION=%s", collection);
	add(argv, "SRC_PATH=%s", build->tests);
	add(argv, "OBJ_PATH=%s", build->part);
	add(argv, "KSFT_KHDR_INSTALL_DONE=1");
	add(argv, "KHDR_INCLUDES=-isystem %s/include", build->headers);
	add(argv, "CC=%sgcc -static -s -isystem %s/include %s", prefix, build->headers,
	    build->by_lines);
	if (*prefix) {
		add(argv, "ARCH=%s", build->b->arch->make);
		add(argv, "CROSS_COMPILE=%s", prefix);
	}
	return argv;
}

/* Runs @argv, to which it adds NULL, with a clean environment. */
static gboolean run_make(const struct selftest_build *build, GPtrArray *argv,
			 char **output, GError **error)
{
	const struct subprocess process = {
		.argv = (const char *const *)argv->pdata,
		.environ = (const char *const[]){"LC_ALL=C", NULL},
		.unset = kbuild_unset(),
		.keep_fd = build->lock_fd,
	};

	g_ptr_array_add(argv, NULL);
	return output ? subprocess_run(&process, output, error)
		      : compiler_run(&process, error);
}

/*
 * Builds and installs @collection; ignores errors unless @whole. A single test is not built
 * alone: no makefile says which of TEST_GEN_FILES it uses, or which of TEST_GEN_PROGS a script
 * runs. It would also save little: all of net in 6.1 took 12.4 CPU seconds, and 11.4 without
 * the other TEST_GEN_PROGS.
 */
static gboolean install(const struct selftest_build *build, const char *collection,
			gboolean whole, GError **error)
{
	g_autoptr(GPtrArray) argv = arguments(build, collection);
	g_autofree char *output = g_build_filename(build->objects, collection, NULL);
	g_autofree char *to = g_build_filename(build->part, collection, NULL);

	if (!whole)
		add(argv, "-i");
	add(argv, "install");
	if (!fs_make_dir(output, error) || !fs_make_dir(to, error))
		return FALSE;
	if (run_make(build, argv, NULL, whole ? error : NULL) || !whole)
		return TRUE;
	g_prefix_error(error, "%s: kselftest %s: ", build->suite->path, collection);
	return FALSE;
}

/* Explains why @test was not installed: runs make for it alone. */
static void explain_absence(const struct selftest_build *build, const char *collection,
			    const char *test, GError **error)
{
	g_autoptr(GPtrArray) argv = arguments(build, collection);

	add(argv, "%s/%s/%s", build->objects, collection, test);
	if (run_make(build, argv, NULL, error))
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "it is built, but not installed as a test");
	g_prefix_error(error, "%s: kselftest %s:%s: ", build->suite->path, collection,
		       test);
}

/* Returns the tests of @collection according to its makefile, "COLLECTION:TEST". */
static GStrv list_tests(const struct selftest_build *build, const char *collection,
			GError **error)
{
	g_autoptr(GPtrArray) argv = arguments(build, collection);
	g_autofree char *output = NULL;

	add(argv, "emit_tests");
	if (!run_make(build, argv, &output, error)) {
		g_prefix_error(error, "%s: kselftest %s: ", build->suite->path,
			       collection);
		return NULL;
	}
	return g_strsplit(output, "\n", -1);
}

/* Whether the suite wants the test @line, or its whole collection. */
static gboolean is_wanted(const struct selftest_build *build, const char *line)
{
	g_autofree char *collection = kselftest_collection(line);
	const char *const *names = (const char *const *)build->suite->kselftest;

	return g_strv_contains(names, line) || g_strv_contains(names, collection);
}

static gboolean take_test(const struct selftest_build *build, const char *collection,
			  const char *line, GString *list, GError **error)
{
	const char *test = line + strlen(collection) + 1;
	const char *refusal = plain_name_refusal(test);
	g_autofree char *path = g_build_filename(build->part, collection, test, NULL);

	if (refusal) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "%s: kselftest %s: '%s' %s", build->suite->path, collection,
			    test, refusal);
		return FALSE;
	}
	if (!g_file_test(path, G_FILE_TEST_IS_REGULAR)) {
		explain_absence(build, collection, test, error);
		return FALSE;
	}
	g_string_append_printf(list, "%s\n", line);
	return TRUE;
}

/* Checks that there is a test for each name in the suite. */
static gboolean check_named(const struct selftest_build *build, const char *collection,
			    const char *const *lines, GError **error)
{
	gsize length = strlen(collection);

	for (char **name = build->suite->kselftest; *name; name++) {
		if (strncmp(*name, collection, length) || (*name)[length] != ':' ||
		    g_strv_contains(lines, *name))
			continue;
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "%s: kselftest: the collection %s of Linux %s has no test "
			    "'%s'",
			    build->suite->path, collection, build->source->version,
			    *name + length + 1);
		return FALSE;
	}
	return TRUE;
}

static gboolean take_collection(const struct selftest_build *build,
				const char *collection, GString *list, GError **error)
{
	gboolean whole = g_strv_contains((const char *const *)build->suite->kselftest,
					 collection);
	g_autofree char *prefix = g_strconcat(collection, ":", NULL);
	g_auto(GStrv) lines = list_tests(build, collection, error);

	if (!lines ||
	    !check_named(build, collection, (const char *const *)lines, error) ||
	    !install(build, collection, whole, error))
		return FALSE;
	for (char **line = lines; *line; line++)
		if (g_str_has_prefix(*line, prefix) && is_wanted(build, *line) &&
		    !take_test(build, collection, *line, list, error))
			return FALSE;
	return TRUE;
}

/* Returns each collection once, in the order of first names. */
static GPtrArray *collections(const struct suite *suite)
{
	GPtrArray *all = g_ptr_array_new_with_free_func(g_free);

	for (char **name = suite->kselftest; *name; name++) {
		char *collection = kselftest_collection(*name);

		if (g_ptr_array_find_with_equal_func(all, collection, g_str_equal,
						     NULL))
			g_free(collection);
		else
			g_ptr_array_add(all, collection);
	}
	return all;
}

static gboolean copy_shared(const struct selftest_build *build, GError **error)
{
	g_autofree char *from = g_build_filename(build->tests, SHARED, NULL);
	g_autofree char *to = g_build_filename(build->part, SHARED, NULL);
	g_autoptr(GPtrArray) names = NULL;

	if (!g_file_test(from, G_FILE_TEST_IS_DIR))
		return TRUE;
	names = fs_names(from, error);
	if (!names || !fs_make_dir(to, error))
		return FALSE;
	for (guint i = 0; i < names->len; i++) {
		g_autofree char *file = g_build_filename(from, names->pdata[i], NULL);
		g_autofree char *copy = g_build_filename(to, names->pdata[i], NULL);

		if (g_file_test(file, G_FILE_TEST_IS_REGULAR) &&
		    !fs_copy(file, copy, error))
			return FALSE;
	}
	return TRUE;
}

/* Builds everything to ->part, and writes the list. */
static gboolean install_all(struct selftest_build *build, GError **error)
{
	g_autoptr(GPtrArray) all = collections(build->suite);
	g_autofree char *path = g_build_filename(build->part, LIST, NULL);
	g_autoptr(GString) list = g_string_new(NULL);

	if (!fs_remove(build->part, error) || !fs_remove(build->objects, error) ||
	    !fs_make_dir(build->part, error) || !fs_make_dir(build->objects, error) ||
	    !compile_by_lines(build, error) || !install_headers(build, error) ||
	    !copy_shared(build, error))
		return FALSE;
	for (guint i = 0; i < all->len; i++)
		if (!take_collection(build, all->pdata[i], list, error))
			return FALSE;
	if (!list->len) {
		g_set_error(
			error, KF_ERROR, KF_ERROR_INPUT,
			"%s: kselftest: nothing to test in the requested collections",
			build->suite->path);
		return FALSE;
	}
	return fs_write(path, list->str, error);
}

static gboolean make_all(struct selftest_build *build, const char *dir, GError **error)
{
	gboolean done;

	build->part = g_strconcat(dir, ".part", NULL);
	build->objects = g_strconcat(dir, ".objects", NULL);
	g_printerr("%s: building the kernel's selftests of Linux %s\n",
		   build->suite->path, build->source->version);
	done = install_all(build, error) && fs_rename(build->part, dir, error);
	fs_remove(build->objects, NULL);
	if (!done)
		fs_remove(build->part, NULL);
	return done;
}

/* --- results --------------------------------------------------------------------- */

/* Returns the timeout in the file 'settings' of @dir. */
static guint settings_timeout(const char *dir)
{
	g_autofree char *path = g_build_filename(dir, "settings", NULL);
	g_autofree char *text = NULL;
	g_auto(GStrv) lines = NULL;
	guint seconds = TIMEOUT;

	if (!g_file_get_contents(path, &text, NULL, NULL))
		return seconds;
	lines = g_strsplit(text, "\n", -1);
	for (char **line = lines; *line; line++)
		if (g_str_has_prefix(*line, "timeout="))
			seconds =
				g_ascii_strtoull(*line + strlen("timeout="), NULL, 10);
	return seconds ? MIN(seconds, TIMEOUT_NONE) : TIMEOUT_NONE;
}

/* Returns the interpreter of the script @path; NULL: not a script. */
static char *interpreter(const char *path)
{
	FILE *file = fopen(path, "re");
	char line[256] = "";
	char *end;

	if (!file)
		return NULL;
	if (!fgets(line, sizeof(line), file))
		*line = '\0';
	fclose(file);
	if (strncmp(line, "#!", 2))
		return NULL;
	end = line + 2 + strspn(line + 2, " \t");
	return g_strndup(end, strcspn(end, " \t\n"));
}

static gboolean check_interpreter(const struct suite *suite, const char *name,
				  const char *path, GError **error)
{
	g_autofree char *program = interpreter(path);

	if (!program || suite->root || !strcmp(program, "/bin/sh"))
		return TRUE;
	g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
		    "%s: kselftest: %s is a script for %s, which requires root= in "
		    "suite.conf; or select tests of the collection: %.*s:TEST",
		    suite->path, name, program, (int)strcspn(name, ":"), name);
	return FALSE;
}

/* "net/mptcp:x.sh" becomes the test net.mptcp:x.sh, because subtests follow a slash. */
static struct suite_test *make_test(const struct suite *suite, const char *dir,
				    const char *line, GError **error)
{
	g_autofree char *collection = kselftest_collection(line);
	g_autofree char *place = g_build_filename(dir, collection, NULL);
	const char *test = line + strlen(collection) + 1;
	g_autofree char *path = g_build_filename(place, test, NULL);
	struct suite_test *made;

	if (!check_interpreter(suite, line, path, error))
		return NULL;
	made = g_new0(struct suite_test, 1);
	made->name = g_strdelimit(g_strdup(line), "/", '.');
	made->dir = g_build_filename("selftests", collection, NULL);
	made->limit = MAX(settings_timeout(place), suite->timeout);
	made->run = g_new0(char *, 2);
	made->run[0] = g_strconcat("./", test, NULL);
	return made;
}

static struct kselftest *load(const struct suite *suite, const char *dir,
			      GError **error)
{
	g_autoptr(Kselftest) kselftest = g_new0(struct kselftest, 1);
	g_autofree char *path = g_build_filename(dir, LIST, NULL);
	g_autofree char *text = fs_read(path, error);
	g_auto(GStrv) lines = text ? g_strsplit(text, "\n", -1) : NULL;

	kselftest->dir = g_strdup(dir);
	kselftest->tests =
		g_ptr_array_new_with_free_func((GDestroyNotify)suite_test_free);
	for (char **line = lines; line && *line && **line; line++) {
		struct suite_test *test = make_test(suite, dir, *line, error);

		if (!test)
			return NULL;
		g_ptr_array_add(kselftest->tests, test);
	}
	return text ? g_steal_pointer(&kselftest) : NULL;
}

struct kselftest *kselftest_build(const struct suite *suite, const struct branch *b,
				  const struct pristine *source, GError **error)
{
	g_autoptr(SelftestBuild) build = build_new(suite, b, source, error);
	g_autofree char *dir = build ? install_dir(build) : NULL;
	g_autoptr(Lock) held = NULL;

	if (!build || !check_collections(build, error))
		return NULL;
	if (!g_file_test(dir, G_FILE_TEST_IS_DIR)) {
		/* one at a time, because the headers of a branch are made in one
		 * directory */
		held = lock_take("kselftest", "build the kernel's selftests", error);
		if (!held)
			return NULL;
		build->lock_fd = lock_fd(held);
		kbuild_keep(build->make, build->lock_fd);
		if (!g_file_test(dir, G_FILE_TEST_IS_DIR) &&
		    !make_all(build, dir, error))
			return NULL;
	}
	return load(suite, dir, error);
}
