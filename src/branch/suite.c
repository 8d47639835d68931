/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "branch/suite.h"

#include <string.h>

#include "branch/project.h"
#include "util/data-file.h"
#include "util/error.h"
#include "util/fs.h"
#include "util/keyfile.h"
#include "util/plain-name.h"
#include "util/safe-open.h"

static const struct keyfile_rule rules[] = {
	{"suite", "description", TRUE},	 {"suite", "config", FALSE},
	{"suite", "options", FALSE},	 {"suite", "timeout", FALSE},
	{"suite", "wall", FALSE},	 {"suite", "silence", FALSE},
	{"suite", "memory", FALSE},	 {"suite", "processes", FALSE},
	{"suite", "prepare", FALSE},	 {"suite", "settle", FALSE},
	{"suite", "finish", FALSE},	 {"suite", "counters", FALSE},
	{"suite", "quick", FALSE},	 {"suite", "root", FALSE},
	{"suite", "kselftest", FALSE},	 {"suite", "packages", FALSE},
	{"program *", "sources", FALSE}, {"program *", "flags", FALSE},
	{"program *", "kit", FALSE},	 {"program *", "libc", FALSE},
	{"test *", "run", TRUE},	 {"test *", "timeout", FALSE},
	{"test *", "by-name", FALSE},	 {"test *", "since", FALSE},
	{"test *", "setup", FALSE},	 {"repro *", "source", FALSE},
	{"repro *", "time", FALSE},	 {"repro *", "try", FALSE},
	{"repro *", "flags", FALSE},	 {"repro *", "by-name", FALSE},
	{"repro *", "since", FALSE},	 {NULL, NULL, FALSE},
};

#define TIMEOUT	   20
#define REPRO_TIME 30
#define REPRO_TRY  5
#define PROCESSES  2048
/* pid_max, of which the kernel refuses fewer than 301 and reserves 300 (kernel/pid.c) */
#define PROCESSES_LEAST 512
#define PROCESSES_MOST	(1 << 22)
#define SECONDS_MOST	86400
/*
 * Seconds without console output that the host tolerates in addition to a test's limit.
 */
#define SILENCE_MORE 5

static void program_free(gpointer data)
{
	struct suite_program *program = data;

	g_free(program->name);
	g_strfreev(program->sources);
	g_strfreev(program->flags);
	g_free(program);
}

static void counter_free(gpointer data)
{
	struct suite_counter *counter = data;

	g_free(counter->name);
	g_free(counter);
}

static void known_free(gpointer data)
{
	struct suite_known *known = data;

	g_free(known->glob);
	g_free(known->reason);
	g_free(known);
}

void suite_test_free(struct suite_test *test)
{
	g_free(test->name);
	g_strfreev(test->run);
	g_free(test->since);
	g_free(test->setup);
	g_free(test->dir);
	g_free(test);
}

void suite_free(struct suite *suite)
{
	if (!suite)
		return;
	g_free(suite->name);
	g_free(suite->dir);
	g_free(suite->path);
	g_free(suite->description);
	g_ptr_array_unref(suite->options);
	g_strfreev(suite->config);
	g_free(suite->root);
	g_strfreev(suite->packages);
	g_strfreev(suite->prepare);
	g_strfreev(suite->settle);
	g_strfreev(suite->finish);
	g_ptr_array_unref(suite->counters);
	g_ptr_array_unref(suite->programs);
	g_ptr_array_unref(suite->tests);
	g_strfreev(suite->kselftest);
	g_strfreev(suite->quick);
	g_free(suite);
}

static struct suite *suite_new(const char *name)
{
	struct suite *suite = g_new0(struct suite, 1);

	suite->name = g_strdup(name);
	suite->timeout = TIMEOUT;
	suite->processes = PROCESSES;
	suite->options = g_ptr_array_new_with_free_func(g_free);
	suite->counters = g_ptr_array_new_with_free_func(counter_free);
	suite->programs = g_ptr_array_new_with_free_func(program_free);
	suite->tests = g_ptr_array_new_with_free_func((GDestroyNotify)suite_test_free);
	return suite;
}

const struct suite_test *suite_test(const struct suite *suite, const char *name)
{
	for (guint i = 0; i < suite->tests->len; i++) {
		const struct suite_test *test = suite->tests->pdata[i];

		if (!strcmp(test->name, name))
			return test;
	}
	return NULL;
}

static const struct suite_program *find_program(const struct suite *suite,
						const char *name)
{
	for (guint i = 0; i < suite->programs->len; i++) {
		const struct suite_program *program = suite->programs->pdata[i];

		if (!strcmp(program->name, name))
			return program;
	}
	return NULL;
}

/* Reads a number from @least to @most; *@number is unchanged if the key is missing. */
static gboolean read_number(const struct keyfile *file, const char *group,
			    const char *key, guint least, guint most, guint *number,
			    GError **error)
{
	g_autofree char *text = keyfile_string(file, group, key);
	guint64 value;

	if (!text)
		return TRUE;
	if (!g_ascii_string_to_unsigned(text, 10, least, most, &value, NULL))
		return keyfile_error(file, group, key, error,
				     "'%s' is not a number from %u to %u", text, least,
				     most);
	*number = value;
	return TRUE;
}

static gboolean read_seconds(const struct keyfile *file, const char *group,
			     const char *key, double *seconds, GError **error)
{
	guint number = 0;

	if (!read_number(file, group, key, 1, SECONDS_MOST, &number, error))
		return FALSE;
	if (number)
		*seconds = number;
	return TRUE;
}

static gboolean read_yes(const struct keyfile *file, const char *group, const char *key,
			 gboolean *yes, GError **error)
{
	g_autofree char *text = keyfile_string(file, group, key);

	if (!text || !strcmp(text, "no"))
		return TRUE;
	*yes = !strcmp(text, "yes");
	return *yes || keyfile_error(file, group, key, error,
				     "'%s' is neither yes nor no", text);
}

static gboolean check_name(const struct keyfile *file, const char *group,
			   const char *key, const char *name, GError **error)
{
	const char *refusal = plain_name_refusal(name);

	return !refusal ||
	       keyfile_error(file, group, key, error, "'%s' %s", name, refusal);
}

static gboolean check_names(const struct keyfile *file, const char *group,
			    const char *key, char **names, GError **error)
{
	for (; names && *names; names++)
		if (!check_name(file, group, key, *names, error))
			return FALSE;
	return TRUE;
}

/* Reads a command: words split as by a shell. If the first word is not a path, it is
 * one of the suite's programs or files. */
static gboolean read_words(const struct suite *suite, const struct keyfile *file,
			   const char *group, const char *key, GStrv *words,
			   GError **error)
{
	g_autofree char *text = keyfile_string(file, group, key);
	g_autoptr(GError) cause = NULL;
	g_autofree char *path = NULL;

	if (!text)
		return TRUE;
	if (!g_shell_parse_argv(text, NULL, words, &cause))
		return keyfile_error(file, group, key, error, "%s", cause->message);
	for (char **word = *words; *word; word++)
		if (strpbrk(*word, "\t\n"))
			return keyfile_error(file, group, key, error,
					     "a tab or a line break in a word");
	if (find_program(suite, **words) || strchr(**words, '/') || suite->root)
		return TRUE;
	path = g_build_filename(suite->dir, **words, NULL);
	return g_file_test(path, G_FILE_TEST_IS_EXECUTABLE) ||
	       keyfile_error(file, group, key, error,
			     "'%s' is neither a [program] nor an executable file of "
			     "the suite",
			     **words);
}

/* Returns the files that match the globs @names, sorted; they must be C sources. */
static gboolean find_sources(const struct suite *suite, const struct keyfile *file,
			     const char *group, const char *key, char **names,
			     GStrv *sources, GError **error)
{
	g_autoptr(GPtrArray) all = fs_names(suite->dir, error);
	g_autoptr(GStrvBuilder) found = g_strv_builder_new();

	if (!all)
		return FALSE;
	for (; *names; names++) {
		gboolean any = FALSE;

		for (guint i = 0; i < all->len; i++) {
			g_autofree char *path =
				g_build_filename(suite->dir, all->pdata[i], NULL);

			if (!g_str_has_suffix(path, ".c") ||
			    !g_pattern_match_simple(*names, all->pdata[i]))
				continue;
			g_strv_builder_add(found, path);
			any = TRUE;
		}
		if (!any)
			return keyfile_error(file, group, key, error,
					     "no C source %s in %s", *names,
					     suite->dir);
	}
	*sources = g_strv_builder_end(found);
	return TRUE;
}

static gboolean read_program(struct suite *suite, const struct keyfile *file,
			     const char *name, GError **error)
{
	g_autofree char *group = g_strconcat("program ", name, NULL);
	g_auto(GStrv) names = keyfile_list(file, group, "sources");
	g_autofree char *libc = keyfile_string(file, group, "libc");
	struct suite_program *program = g_new0(struct suite_program, 1);

	g_ptr_array_add(suite->programs, program);
	program->name = g_strdup(name);
	program->musl = !libc || !strcmp(libc, "musl");
	program->flags = keyfile_list(file, group, "flags");
	if (libc && strcmp(libc, "musl") && strcmp(libc, "glibc"))
		return keyfile_error(file, group, "libc", error,
				     "'%s' is neither musl nor glibc", libc);
	if (!names) {
		names = g_new0(char *, 2);
		names[0] = g_strconcat(name, ".c", NULL);
	}
	return check_name(file, group, NULL, name, error) &&
	       read_yes(file, group, "kit", &program->kit, error) &&
	       find_sources(suite, file, group, "sources", names, &program->sources,
			    error);
}

static gboolean add_test(struct suite *suite, const struct keyfile *file,
			 const char *group, struct suite_test *test, GError **error)
{
	gboolean twice = suite_test(suite, test->name) != NULL;

	g_ptr_array_add(suite->tests, test);
	test->since = keyfile_string(file, group, "since");
	test->setup = keyfile_string(file, group, "setup");
	if (twice)
		return keyfile_error(file, group, NULL, error,
				     "a test '%s' already exists", test->name);
	if (test->since && !g_ascii_isdigit(*test->since))
		return keyfile_error(file, group, "since", error,
				     "'%s' is not a kernel version", test->since);
	if (test->setup && !check_name(file, group, "setup", test->setup, error))
		return FALSE;
	return check_name(file, group, NULL, test->name, error) &&
	       read_yes(file, group, "by-name", &test->by_name, error);
}

static gboolean read_test(struct suite *suite, const struct keyfile *file,
			  const char *name, GError **error)
{
	g_autofree char *group = g_strconcat("test ", name, NULL);
	struct suite_test *test = g_new0(struct suite_test, 1);

	test->name = g_strdup(name);
	test->limit = suite->timeout;
	return add_test(suite, file, group, test, error) &&
	       read_words(suite, file, group, "run", &test->run, error) &&
	       read_number(file, group, "timeout", 1, SECONDS_MOST, &test->limit,
			   error);
}

/* Adds a program that is itself the test: its own source, with the compiler's C
 * library. */
static void add_reproducer(struct suite *suite, struct suite_test *test,
			   const char *source, GStrv flags)
{
	struct suite_program *program = g_new0(struct suite_program, 1);

	program->name = g_strdup(test->name);
	program->sources = g_new0(char *, 2);
	program->sources[0] = g_strdup(source);
	program->flags = flags;
	g_ptr_array_add(suite->programs, program);
	test->run = g_new0(char *, 2);
	test->run[0] = g_strdup(test->name);
}

static gboolean read_repro(struct suite *suite, const struct keyfile *file,
			   const char *name, GError **error)
{
	g_autofree char *group = g_strconcat("repro ", name, NULL);
	g_autofree char *source = keyfile_string(file, group, "source");
	g_autofree char *path = NULL;
	struct suite_test *test = g_new0(struct suite_test, 1);
	const char *refusal;

	test->name = g_strdup(name);
	test->limit = REPRO_TIME;
	test->try = REPRO_TRY;
	if (!source)
		source = g_strconcat(name, ".c", NULL);
	path = g_build_filename(suite->dir, source, NULL);
	if (!add_test(suite, file, group, test, error) ||
	    !read_number(file, group, "time", 1, SECONDS_MOST, &test->limit, error) ||
	    !read_number(file, group, "try", 1, SECONDS_MOST, &test->try, error))
		return FALSE;
	refusal = safe_refusal(source);
	if (refusal)
		return keyfile_error(file, group, "source", error, "'%s' is %s", source,
				     refusal);
	if (find_program(suite, name))
		return keyfile_error(file, group, NULL, error,
				     "a [program %s] has the same name", name);
	if (!g_file_test(path, G_FILE_TEST_IS_REGULAR))
		return keyfile_error(file, group, "source", error, "there is no %s",
				     path);
	add_reproducer(suite, test, path, keyfile_list(file, group, "flags"));
	return TRUE;
}

/* "NAME" or "NAME+SLACK" */
static gboolean read_counters(struct suite *suite, const struct keyfile *file,
			      GError **error)
{
	g_auto(GStrv) names = keyfile_list(file, "suite", "counters");

	for (char **n = names; n && *n; n++) {
		struct suite_counter *counter = g_new0(struct suite_counter, 1);
		char *plus = strchr(*n, '+');
		guint64 slack = 0;

		g_ptr_array_add(suite->counters, counter);
		if (plus && !g_ascii_string_to_unsigned(plus + 1, 10, 1, G_MAXINT32,
							&slack, NULL))
			return keyfile_error(file, "suite", "counters", error,
					     "'%s': no number after the '+'", *n);
		counter->name = plus ? g_strndup(*n, plus - *n) : g_strdup(*n);
		counter->slack = slack;
		if (!check_name(file, "suite", "counters", counter->name, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean is_option(const char *text)
{
	const char *equals = strchr(text, '=');

	if (!g_str_has_prefix(text, "CONFIG_") || !equals || !equals[1])
		return FALSE;
	for (const char *c = text; c < equals; c++)
		if (!g_ascii_isalnum(*c) && *c != '_')
			return FALSE;
	return TRUE;
}

static gboolean read_options(struct suite *suite, const struct keyfile *file,
			     GError **error)
{
	g_auto(GStrv) options = keyfile_list(file, "suite", "options");

	for (char **o = options; o && *o; o++) {
		if (!is_option(*o))
			return keyfile_error(file, "suite", "options", error,
					     "'%s' is not CONFIG_SYMBOL=VALUE", *o);
		g_ptr_array_add(suite->options, g_strdup(*o));
	}
	return TRUE;
}

/*
 * Returns why @name is neither COLLECTION nor COLLECTION:TEST of the kernel, or NULL.
 */
static const char *kselftest_refusal(const char *name)
{
	const char *colon = strchr(name, ':');
	g_autofree char *collection = g_strndup(name, strcspn(name, ":"));
	g_auto(GStrv) parts = g_strsplit(collection, "/", -1);
	const char *refusal = colon ? plain_name_refusal(colon + 1) : NULL;

	if (!*collection)
		return "names no collection";
	for (char **part = parts; *part && !refusal; part++)
		refusal = plain_name_refusal(*part);
	return refusal;
}

static gboolean read_kselftest(struct suite *suite, const struct keyfile *file,
			       GError **error)
{
	suite->kselftest = keyfile_list(file, "suite", "kselftest");
	for (char **name = suite->kselftest; name && *name; name++) {
		const char *refusal = kselftest_refusal(*name);

		if (refusal)
			return keyfile_error(file, "suite", "kselftest", error,
					     "'%s' %s", *name, refusal);
	}
	return TRUE;
}

static gboolean check_tests(const struct suite *suite, const struct keyfile *file,
			    GError **error)
{
	if (!suite->tests->len && !suite->kselftest)
		return keyfile_error(file, "suite", NULL, error,
				     "no test: neither [test *], [repro *] nor "
				     "kselftest=");
	for (char **name = suite->quick; name && *name; name++)
		if (!suite_test(suite, *name))
			return keyfile_error(file, "suite", "quick", error,
					     "no test '%s'", *name);
	return TRUE;
}

static gboolean read_groups(struct suite *suite, const struct keyfile *file,
			    const char *kind,
			    gboolean (*read)(struct suite *, const struct keyfile *,
					     const char *, GError **),
			    GError **error)
{
	g_autoptr(GPtrArray) names = keyfile_names(file, kind);

	for (guint i = 0; i < names->len; i++)
		if (!read(suite, file, names->pdata[i], error))
			return FALSE;
	return TRUE;
}

/* Returns the longest time without output: of a test or reproducer. */
static double longest(const struct suite *suite)
{
	guint most = suite->timeout;

	for (guint i = 0; i < suite->tests->len; i++) {
		const struct suite_test *test = suite->tests->pdata[i];

		most = MAX(most, test->limit);
	}
	return most + SILENCE_MORE;
}

#define ROOT_PREFIX "debian:"

/* As in Debian's policy (5.6.1): refuses what apt does not take for a name, and names
 * that end in '-', by which apt removes a package. */
static gboolean is_package(const char *name)
{
	static const char others[] = "abcdefghijklmnopqrstuvwxyz0123456789+-.";

	return g_ascii_isalnum(*name) && strspn(name, others) == strlen(name) &&
	       name[1] && !g_str_has_suffix(name, "-");
}

static gboolean read_root(struct suite *suite, const struct keyfile *file,
			  GError **error)
{
	g_autofree char *root = keyfile_string(file, "suite", "root");

	suite->packages = keyfile_list(file, "suite", "packages");
	if (suite->packages && !root)
		return keyfile_error(file, "suite", "packages", error,
				     "is not allowed without 'root'");
	if (!root)
		return TRUE;
	if (!g_str_has_prefix(root, ROOT_PREFIX))
		return keyfile_error(file, "suite", "root", error,
				     "'%s' is not debian:SUITE", root);
	suite->root = g_strdup(root + strlen(ROOT_PREFIX));
	for (char **name = suite->packages; name && *name; name++)
		if (!is_package(*name))
			return keyfile_error(file, "suite", "packages", error,
					     "'%s' is not a package name", *name);
	return check_name(file, "suite", "root", suite->root, error);
}

static gboolean read_suite(struct suite *suite, const struct keyfile *file,
			   GError **error)
{
	suite->description = keyfile_string(file, "suite", "description");
	if (!suite->description) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "%s:1: no group [suite]",
			    suite->path);
		return FALSE;
	}
	suite->config = keyfile_list(file, "suite", "config");
	suite->quick = keyfile_list(file, "suite", "quick");
	if (!check_names(file, "suite", "config", suite->config, error) ||
	    !read_root(suite, file, error) || !read_options(suite, file, error) ||
	    !read_kselftest(suite, file, error) ||
	    !read_number(file, "suite", "timeout", 1, SECONDS_MOST, &suite->timeout,
			 error) ||
	    !read_number(file, "suite", "memory", 1, 1 << 20, &suite->memory, error) ||
	    !read_number(file, "suite", "processes", PROCESSES_LEAST, PROCESSES_MOST,
			 &suite->processes, error) ||
	    !read_seconds(file, "suite", "wall", &suite->wall, error) ||
	    !read_counters(suite, file, error) ||
	    !read_groups(suite, file, "program", read_program, error) ||
	    !read_words(suite, file, "suite", "prepare", &suite->prepare, error) ||
	    !read_words(suite, file, "suite", "settle", &suite->settle, error) ||
	    !read_words(suite, file, "suite", "finish", &suite->finish, error) ||
	    !read_groups(suite, file, "test", read_test, error) ||
	    !read_groups(suite, file, "repro", read_repro, error) ||
	    !check_tests(suite, file, error))
		return FALSE;
	suite->silence = longest(suite);
	return read_seconds(file, "suite", "silence", &suite->silence, error);
}

/* Adds the names of the suites in @dir/suites to @names. */
static gboolean list_in(const char *dir, GTree *names, GError **error)
{
	g_autofree char *path = g_build_filename(dir, "suites", NULL);
	g_autoptr(GPtrArray) all = NULL;

	if (!g_file_test(path, G_FILE_TEST_IS_DIR))
		return TRUE;
	all = fs_names(path, error);
	for (guint i = 0; all && i < all->len; i++) {
		g_autofree char *file =
			g_build_filename(path, all->pdata[i], "suite.conf", NULL);

		if (g_file_test(file, G_FILE_TEST_EXISTS))
			g_tree_insert(names, g_strdup(all->pdata[i]), NULL);
	}
	return all != NULL;
}

static int compare_names(gconstpointer a, gconstpointer b, gpointer data)
{
	return strcmp(a, b);
}

static gboolean add_key(gpointer name, gpointer value, gpointer builder)
{
	g_strv_builder_add(builder, name);
	return FALSE;
}

GStrv suite_list(const char *project, GError **error)
{
	g_autoptr(GTree) names = g_tree_new_full(compare_names, NULL, g_free, NULL);
	g_autoptr(GStrvBuilder) list = g_strv_builder_new();
	g_auto(GStrv) dirs = data_dirs();

	if (project && !list_in(project, names, error))
		return NULL;
	for (char **dir = dirs; *dir; dir++)
		if (!list_in(*dir, names, error))
			return NULL;
	g_tree_foreach(names, add_key, list);
	return g_strv_builder_end(list);
}

static void no_such_suite(const char *project, const char *name, GError **error)
{
	g_auto(GStrv) all = suite_list(project, error);
	g_autofree char *names = NULL;

	if (!all)
		return;
	names = g_strjoinv(" ", all);
	g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "no suite '%s'; there are: %s",
		    name, *names ? names : "none");
}

/* Returns the directory of the suite @name, or NULL. */
static char *find_suite(const char *project, const char *name)
{
	g_autofree char *file = g_build_filename("suites", name, "suite.conf", NULL);
	g_autofree char *path = NULL;

	if (strchr(name, '/')) {
		path = g_build_filename(name, "suite.conf", NULL);
		return g_file_test(path, G_FILE_TEST_EXISTS) ? g_strdup(name) : NULL;
	}
	path = project_file(project, file, NULL);
	return path ? g_path_get_dirname(path) : NULL;
}

struct suite *suite_load(const char *project, const char *name, GError **error)
{
	g_autofree char *dir = find_suite(project, name);
	g_autofree char *base = g_path_get_basename(dir ? dir : name);
	g_autoptr(Suite) suite = suite_new(base);
	g_autoptr(Keyfile) file = NULL;
	const char *refusal = plain_name_refusal(base);

	if (!dir) {
		no_such_suite(project, name, error);
		return NULL;
	}
	suite->dir = g_canonicalize_filename(dir, NULL);
	suite->path = g_build_filename(dir, "suite.conf", NULL);
	if (refusal) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "%s: '%s' %s", suite->path,
			    base, refusal);
		return NULL;
	}
	file = keyfile_load(suite->path, rules, error);
	if (!file || !read_suite(suite, file, error))
		return NULL;
	return g_steal_pointer(&suite);
}

struct suite *suite_of_reproducer(const char *path, guint seconds, GError **error)
{
	g_autofree char *base = g_path_get_basename(path);
	g_autofree char *name = g_str_has_suffix(base, ".c")
					? g_strndup(base, strlen(base) - 2)
					: g_strdup(base);
	g_autofree char *absolute = g_canonicalize_filename(path, NULL);
	const char *refusal = plain_name_refusal(name);
	struct suite_test *test;
	struct suite *suite;

	if (refusal || !g_str_has_suffix(base, ".c")) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "%s: '%s' %s", path, name,
			    refusal ?: "is not a C source (NAME.c)");
		return NULL;
	}
	if (!g_file_test(path, G_FILE_TEST_IS_REGULAR)) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "%s: no such file", path);
		return NULL;
	}
	suite = suite_new(name);
	suite->path = g_strdup(path);
	suite->description = g_strdup_printf("the reproducer %s", base);
	test = g_new0(struct suite_test, 1);
	test->name = g_strdup(name);
	test->limit = seconds ? seconds : REPRO_TIME;
	test->try = REPRO_TRY;
	add_reproducer(suite, test, absolute, NULL);
	g_ptr_array_add(suite->tests, test);
	suite->silence = longest(suite);
	return suite;
}

struct suite *suite_of_kselftest(const char *names, GError **error)
{
	struct suite *suite = suite_new("kselftest");

	suite->kselftest = g_strsplit(names, ",", -1);
	suite->path = g_strdup("--kselftest");
	suite->description = g_strdup_printf("the kernel's selftests %s", names);
	suite->silence = longest(suite);
	for (char **name = suite->kselftest; *name; name++) {
		const char *refusal = kselftest_refusal(*name);

		if (!refusal)
			continue;
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "--kselftest: '%s' %s",
			    *name, refusal);
		suite_free(suite);
		return NULL;
	}
	return suite;
}

/* Adds the contents of known-failures/NAME in @suite, if it exists. */
static gboolean read_known(const struct suite *suite, const char *name,
			   GPtrArray *known, GError **error)
{
	g_autofree char *path =
		g_build_filename(suite->dir, "known-failures", name, NULL);
	g_autofree char *text = NULL;
	g_auto(GStrv) lines = NULL;

	if (!g_file_test(path, G_FILE_TEST_EXISTS))
		return TRUE;
	text = fs_read(path, error);
	if (!text)
		return FALSE;
	lines = g_strsplit(text, "\n", -1);
	for (guint i = 0; lines[i]; i++) {
		char *line = g_strstrip(lines[i]);
		char *hash = strstr(line, " # ");
		struct suite_known *one;

		if (!*line || *line == '#')
			continue;
		if (!hash || !hash[3]) {
			g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
				    "%s:%u: not 'TEST/SUBTEST # REASON'", path, i + 1);
			return FALSE;
		}
		one = g_new0(struct suite_known, 1);
		one->glob = g_strchomp(g_strndup(line, hash - line));
		one->reason = g_strdup(g_strchug(hash + 3));
		g_ptr_array_add(known, one);
	}
	return TRUE;
}

GPtrArray *suite_known_failures(const struct suite *suite, const char *branch,
				GError **error)
{
	g_autoptr(GPtrArray) known = g_ptr_array_new_with_free_func(known_free);

	if (suite->dir && !read_known(suite, branch, known, error))
		return NULL;
	return g_steal_pointer(&known);
}
