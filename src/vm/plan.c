/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/plan.h"

#include <string.h>

#include "build/suite-root.h"
#include "util/error.h"
#include "util/fs.h"
#include "util/subprocess.h"

/* Seconds without output that are tolerated in addition to the limit of a kernel
 * selftest. */
#define SELFTEST_MORE 5

void plan_free(struct plan *plan)
{
	if (!plan)
		return;
	g_ptr_array_unref(plan->suites);
	g_ptr_array_unref(plan->tests);
	g_clear_pointer(&plan->built, g_ptr_array_unref);
	g_clear_pointer(&plan->read, g_ptr_array_unref);
	g_free(plan->root);
	g_free(plan);
}

static void add_test(struct plan *plan, const struct suite_built *of,
		     const struct suite_test *test)
{
	struct plan_test *planned = g_new0(struct plan_test, 1);

	planned->of = of;
	planned->test = test;
	g_ptr_array_add(plan->tests, planned);
}

/* Returns the names of all tests, for an error. */
static char *all_names(const struct plan *plan)
{
	GString *names = g_string_new(NULL);

	for (guint i = 0; i < plan->suites->len; i++) {
		const struct suite_built *built = plan->suites->pdata[i];

		for (guint t = 0; t < built->tests->len; t++) {
			const struct suite_test *test = built->tests->pdata[t];

			g_string_append_printf(names, " %s", test->name);
		}
	}
	return g_string_free(names, FALSE);
}

static gboolean add_named(struct plan *plan, const char *name, GError **error)
{
	guint before = plan->tests->len;
	g_autofree char *known = NULL;

	for (guint i = 0; i < plan->suites->len; i++) {
		const struct suite_built *built = plan->suites->pdata[i];

		for (guint t = 0; t < built->tests->len; t++) {
			const struct suite_test *test = built->tests->pdata[t];

			if (!strcmp(test->name, name))
				add_test(plan, built, test);
		}
	}
	if (plan->tests->len == before + 1)
		return TRUE;
	known = all_names(plan);
	if (plan->tests->len > before)
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "two suites have a test '%s'", name);
	else
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "no test '%s'; there are:%s", name, known);
	return FALSE;
}

/* Compares versions such as "4.19.3" number by number. */
static int compare_versions(const char *a, const char *b)
{
	for (;;) {
		char *end_a, *end_b;
		guint64 left = g_ascii_strtoull(a, &end_a, 10);
		guint64 right = g_ascii_strtoull(b, &end_b, 10);

		if (left != right)
			return left < right ? -1 : 1;
		if (*end_a != '.' || *end_b != '.')
			return 0;
		a = end_a + 1;
		b = end_b + 1;
	}
}

/* Whether a kernel of @version has what @test needs. */
static gboolean is_for(const struct suite_test *test, const char *version)
{
	return !version || !test->since || compare_versions(version, test->since) >= 0;
}

static void add_usual(struct plan *plan, const char *version)
{
	for (guint i = 0; i < plan->suites->len; i++) {
		const struct suite_built *built = plan->suites->pdata[i];

		for (guint t = 0; t < built->tests->len; t++) {
			const struct suite_test *test = built->tests->pdata[t];

			if (!test->by_name && is_for(test, version))
				add_test(plan, built, test);
		}
	}
}

/* Returns the suites that have a test in the plan, each once. */
static GPtrArray *used_suites(const struct plan *plan)
{
	GPtrArray *used = g_ptr_array_new();

	for (guint i = 0; i < plan->tests->len; i++) {
		const struct plan_test *planned = plan->tests->pdata[i];

		if (!g_ptr_array_find(used, planned->of, NULL))
			g_ptr_array_add(used, (gpointer)planned->of);
	}
	return used;
}

/* A guest has one userland, with the packages of all suites. */
static gboolean make_root(struct plan *plan, GError **error)
{
	g_autoptr(GPtrArray) used = used_suites(plan);
	g_autoptr(GPtrArray) suites = g_ptr_array_new();

	for (guint i = 0; i < used->len; i++)
		g_ptr_array_add(
			suites,
			(gpointer)((struct suite_built *)used->pdata[i])->suite);
	return suite_root_make(suites, plan->arch, &plan->root, error);
}

struct plan *plan_new(GPtrArray *built, const struct arch *arch,
		      const char *const *names, const char *version, GError **error)
{
	g_autoptr(Plan) plan = g_new0(struct plan, 1);

	plan->arch = arch;
	plan->suites = g_ptr_array_new();
	plan->tests = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < built->len; i++)
		g_ptr_array_add(plan->suites, built->pdata[i]);
	if (!names)
		add_usual(plan, version);
	for (; names && *names; names++)
		if (!add_named(plan, *names, error))
			return NULL;
	return make_root(plan, error) ? g_steal_pointer(&plan) : NULL;
}

struct plan *plan_load(const char *project, const struct arch *arch,
		       const struct branch *b, const char *const *suites,
		       const char *const *names, const char *version, GError **error)
{
	g_autoptr(GPtrArray) read =
		g_ptr_array_new_with_free_func((GDestroyNotify)suite_free);
	g_autoptr(GPtrArray) built =
		g_ptr_array_new_with_free_func((GDestroyNotify)suite_built_free);
	struct plan *plan;

	for (; *suites; suites++) {
		struct suite *suite = suite_load(project, *suites, error);
		struct suite_built *one;

		if (!suite)
			return NULL;
		g_ptr_array_add(read, suite);
		one = suite_build(suite, arch, b, error);
		if (!one)
			return NULL;
		g_ptr_array_add(built, one);
	}
	plan = plan_new(built, arch, names, version, error);
	if (!plan)
		return NULL;
	plan->built = g_steal_pointer(&built);
	plan->read = g_steal_pointer(&read);
	return plan;
}

/* Adds the quick tests of @suite that a kernel of @version can run. */
static void add_quick(GStrvBuilder *names, const struct suite *suite,
		      const char *version)
{
	for (char **name = suite->quick; name && *name; name++)
		if (is_for(suite_test(suite, *name), version))
			g_strv_builder_add(names, *name);
}

struct plan *plan_quick(const char *project, const struct arch *arch,
			const char *version, GError **error)
{
	g_auto(GStrv) all = suite_list(project, error);
	g_autoptr(GStrvBuilder) suites = g_strv_builder_new();
	g_autoptr(GStrvBuilder) tests = g_strv_builder_new();
	g_auto(GStrv) suite_names = NULL;
	g_auto(GStrv) test_names = NULL;

	for (char **name = all; name && *name; name++) {
		g_autoptr(Suite) suite = suite_load(project, *name, error);

		if (!suite)
			return NULL;
		if (suite->quick)
			g_strv_builder_add(suites, *name);
		add_quick(tests, suite, version);
	}
	if (!all)
		return NULL;
	suite_names = g_strv_builder_end(suites);
	test_names = g_strv_builder_end(tests);
	return plan_load(project, arch, NULL, (const char *const *)suite_names,
			 (const char *const *)test_names, version, error);
}

static void append_words(GString *text, const char *key, GStrv words)
{
	g_autofree char *line = words ? g_strjoinv("\t", words) : NULL;

	if (words)
		g_string_append_printf(text, "%s\t%s\n", key, line);
}

static void append_suite(GString *text, const struct suite *suite)
{
	g_string_append_printf(text, "suite\t%s\nprocesses\t%u\n", suite->name,
			       suite->processes);
	for (guint i = 0; i < suite->counters->len; i++) {
		const struct suite_counter *counter = suite->counters->pdata[i];

		g_string_append_printf(text, "counter\t%s\t%u\n", counter->name,
				       counter->slack);
	}
	append_words(text, "prepare", suite->prepare);
	append_words(text, "settle", suite->settle);
	append_words(text, "finish", suite->finish);
}

/* Appends a line if the working directory of the tests changes. */
static void append_dir(GString *text, const char *last, const struct suite_test *test)
{
	if (g_strcmp0(last, test->dir))
		g_string_append_printf(text, "in\t%s\n", test->dir ?: ".");
}

/* Appends a line if the setup of the tests changes. */
static void append_setup(GString *text, const char *last, const struct suite_test *test)
{
	if (g_strcmp0(last, test->setup))
		g_string_append_printf(text, "setup\t%s\n", test->setup ?: ".");
}

static void append_test(GString *text, const struct suite_test *test)
{
	g_autofree char *line = g_strjoinv("\t", test->run);

	if (test->try)
		g_string_append_printf(text, "repro\t%s\t%u\t%u\t%s\n", test->name,
				       test->limit, test->try, line);
	else
		g_string_append_printf(text, "test\t%s\t%u\t%s\n", test->name,
				       test->limit, line);
}

char *plan_text(const struct plan *plan)
{
	GString *text = g_string_new(NULL);
	const struct suite_built *last = NULL;
	const char *dir = NULL, *setup = NULL;

	for (guint i = 0; i < plan->tests->len; i++) {
		const struct plan_test *planned = plan->tests->pdata[i];

		if (planned->of != last) {
			append_suite(text, planned->of->suite);
			dir = setup = NULL;
		}
		append_dir(text, dir, planned->test);
		dir = planned->test->dir;
		append_setup(text, setup, planned->test);
		setup = planned->test->setup;
		last = planned->of;
		append_test(text, planned->test);
	}
	return g_string_free(text, FALSE);
}

/* Whether the guest does not need a file of the suite's directory. */
static gboolean stays_behind(const char *name)
{
	return *name == '.' || !strcmp(name, "suite.conf") ||
	       !strcmp(name, "known-failures") || g_str_has_suffix(name, ".c") ||
	       g_str_has_suffix(name, ".h");
}

/* Adds the files in @dir that the guest needs. */
static gboolean pack_dir(const char *dir, const char *as, struct initramfs *image,
			 GError **error)
{
	g_autoptr(GPtrArray) names = fs_names(dir, error);

	for (guint i = 0; names && i < names->len; i++) {
		g_autofree char *from = g_build_filename(dir, names->pdata[i], NULL);
		g_autofree char *to = g_build_filename(as, names->pdata[i], NULL);

		if (!stays_behind(names->pdata[i]) &&
		    !initramfs_add(image, from, to, error))
			return FALSE;
	}
	return names != NULL;
}

static gboolean is_script(const char *path)
{
	g_autoptr(GError) error = NULL;
	char start[2] = "";
	FILE *file = fopen(path, "re");
	gsize got = file ? fread(start, 1, 2, file) : 0;

	if (file)
		fclose(file);
	return got == 2 && start[0] == '#' && start[1] == '!';
}

/* Returns the file of a kernel selftest; the caller frees it. NULL if it is another
 * test. */
static char *selftest_path(const struct plan_test *planned)
{
	const char *dir = planned->test->dir;

	if (!planned->of->selftests || !dir)
		return NULL;
	return g_build_filename(planned->of->selftests, dir + strlen(SUITE_SELFTESTS),
				planned->test->run[0], NULL);
}

/* Whether the plan contains scripts, which need a shell if there is no userland. */
static gboolean wants_shell(const struct plan *plan)
{
	for (guint i = 0; i < plan->tests->len; i++) {
		const struct plan_test *planned = plan->tests->pdata[i];
		const struct suite *suite = planned->of->suite;
		const char *word = planned->test->run[0];
		g_autofree char *own = g_build_filename(suite->dir ?: "", word, NULL);
		g_autofree char *built = g_build_filename(planned->of->dir, word, NULL);
		g_autofree char *kernels = selftest_path(planned);

		if (is_script(own) || is_script(built) ||
		    (kernels && is_script(kernels)) || g_str_has_prefix(word, "/bin/"))
			return TRUE;
	}
	return FALSE;
}

/* Returns the path of a program, also searched in root's PATH. */
static char *find_busybox(const struct arch *arch)
{
	static const char *const places[] = {"/bin/busybox", "/usr/bin/busybox",
					     "/sbin/busybox", "/usr/sbin/busybox"};

	for (gsize i = 0; arch_is_native(arch) && i < G_N_ELEMENTS(places); i++)
		if (g_file_test(places[i], G_FILE_TEST_IS_EXECUTABLE))
			return g_strdup(places[i]);
	return NULL;
}

/* Adds a shell and tools for scripts: a static busybox. */
static gboolean pack_shell(const struct arch *arch, struct initramfs *image,
			   GError **error)
{
	g_autofree char *busybox = find_busybox(arch);
	const char *argv[] = {busybox, "--list", NULL};
	g_autofree char *list = busybox ? subprocess_capture(argv, error) : NULL;
	g_auto(GStrv) names = list ? g_strsplit(list, "\n", -1) : NULL;

	if (!busybox)
		g_set_error(
			error, KF_ERROR, KF_ERROR_SYSTEM,
			arch_is_native(arch)
				? "shell scripts in a guest need a static busybox "
				  "(package busybox-static on Debian, busybox on "
				  "Fedora)"
				: "shell scripts in a guest of another architecture "
				  "than the host's need root=debian:bookworm in "
				  "their suite, see kferry-suite(5)");
	/* kferry shell may have added it already */
	if (!list || (!initramfs_has(image, "/bin/busybox") &&
		      !initramfs_add(image, busybox, "/bin/busybox", error)))
		return FALSE;
	for (char **name = names; *name; name++)
		if (**name && strcmp(*name, "busybox")) {
			g_autofree char *path = g_build_filename("/bin", *name, NULL);

			initramfs_add_link(image, "busybox", path);
		}
	return TRUE;
}

static gboolean pack_suite(const struct suite_built *built, struct initramfs *image,
			   GError **error)
{
	g_autofree char *as = g_build_filename("/suites", built->suite->name, NULL);
	g_autofree char *selftests = g_build_filename(as, SUITE_SELFTESTS, NULL);

	return pack_dir(built->dir, as, image, error) &&
	       (!built->suite->dir || pack_dir(built->suite->dir, as, image, error)) &&
	       (!built->selftests ||
		initramfs_add(image, built->selftests, selftests, error));
}

gboolean plan_pack(const struct plan *plan, const char *path, struct initramfs *image,
		   GError **error)
{
	g_autofree char *text = plan_text(plan);
	g_autoptr(GPtrArray) used = used_suites(plan);

	if (!fs_write(path, text, error) ||
	    !initramfs_add(image, path, "/suites/plan", error))
		return FALSE;
	for (guint i = 0; i < used->len; i++)
		if (!pack_suite(used->pdata[i], image, error))
			return FALSE;
	/* userland has its own shell */
	return plan->root || !wants_shell(plan) || pack_shell(plan->arch, image, error);
}

static void describe_counters(const struct suite *suite, struct run *record)
{
	for (guint i = 0; i < suite->counters->len; i++) {
		const struct suite_counter *counter = suite->counters->pdata[i];

		run_add_counter(record, counter->name, counter->slack);
	}
}

static gboolean describe_known(const struct suite *suite, struct run *record,
			       GError **error)
{
	g_autoptr(GPtrArray) known = suite_known_failures(suite, record->branch, error);

	for (guint i = 0; known && i < known->len; i++) {
		const struct suite_known *one = known->pdata[i];

		run_add_known(record, one->glob, one->reason);
	}
	return known != NULL;
}

gboolean plan_describe(const struct plan *plan, struct run *record, GError **error)
{
	g_autoptr(GString) names = g_string_new(NULL);
	g_autoptr(GPtrArray) used = used_suites(plan);

	for (guint i = 0; i < plan->tests->len; i++) {
		const struct plan_test *planned = plan->tests->pdata[i];

		g_string_append_printf(names, "%s%s", i ? "," : "",
				       planned->test->name);
	}
	g_free(record->scenarios);
	record->scenarios = g_strdup(names->str);
	for (guint i = 0; i < used->len; i++) {
		const struct suite_built *built = used->pdata[i];

		describe_counters(built->suite, record);
		if (!describe_known(built->suite, record, error))
			return FALSE;
	}
	return TRUE;
}

/* Returns the time for all kernel selftests, in seconds, for a suite that sets none. */
static double selftests_wall(const struct plan *plan)
{
	double all = 0;

	for (guint i = 0; i < plan->tests->len; i++) {
		const struct plan_test *planned = plan->tests->pdata[i];

		if (planned->test->dir && !planned->of->suite->wall)
			all += planned->test->limit;
	}
	return all;
}

double plan_wall(const struct plan *plan)
{
	double most = selftests_wall(plan);

	for (guint i = 0; i < plan->suites->len; i++)
		most = MAX(most,
			   ((struct suite_built *)plan->suites->pdata[i])->suite->wall);
	return most;
}

double plan_silence(const struct plan *plan)
{
	double most = 0;

	for (guint i = 0; i < plan->suites->len; i++)
		most = MAX(
			most,
			((struct suite_built *)plan->suites->pdata[i])->suite->silence);
	/* a suite does not know how long kernel selftests may be silent */
	for (guint i = 0; i < plan->tests->len; i++) {
		const struct plan_test *planned = plan->tests->pdata[i];

		if (planned->test->dir)
			most = MAX(most, planned->test->limit + SELFTEST_MORE);
	}
	return most;
}

guint plan_memory(const struct plan *plan)
{
	guint most = 0;

	for (guint i = 0; i < plan->suites->len; i++)
		most = MAX(
			most,
			((struct suite_built *)plan->suites->pdata[i])->suite->memory);
	return most;
}
