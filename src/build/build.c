/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "build/build.h"

#include <glib/gstdio.h>
#include <string.h>

#include "branch/source.h"
#include "build/build-dir.h"
#include "build/fingerprint.h"
#include "build/kbuild.h"
#include "build/suite-config.h"
#include "build/suite-root.h"
#include "cover/cover-build.h"
#include "patch/series.h"
#include "util/cache.h"
#include "util/error.h"
#include "util/fs.h"
#include "util/lock.h"

/*
 *	tree/WORKSPACE          the source with a variant's series, switched in place
 *	build/WORKSPACE         O=, where make decides by timestamps what to rebuild
 *	kernel/BRANCH/VARIANT   the last result, with its fingerprint
 *
 * The workspace (build/build-dir.h) is that of the branch, or BRANCH@SOURCE for another
 * version or tree.
 */
#define FINGERPRINT_FORMAT "kferry build 3\n"

/* The state of a call. */
struct build {
	const struct branch *b;
	const struct branch_variant *variant;
	const struct build_options *options;
	char *title; /* "6.1 guarded", for messages */
	struct pristine *source;
	struct kconfig *config;
	struct kbuild *make;
	GPtrArray *series; /* struct series * */
	char *tree, *output, *products, *log;
	char *fingerprint;
};

typedef struct build Build;

static void build_free(struct build *build)
{
	g_free(build->title);
	g_clear_pointer(&build->source, pristine_free);
	g_clear_pointer(&build->config, kconfig_free);
	g_clear_pointer(&build->make, kbuild_free);
	g_clear_pointer(&build->series, g_ptr_array_unref);
	g_free(build->tree);
	g_free(build->output);
	g_free(build->products);
	g_free(build->log);
	g_free(build->fingerprint);
	g_free(build);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Build, build_free)

void kernel_free(struct kernel *kernel)
{
	if (!kernel)
		return;
	g_free(kernel->dir);
	g_free(kernel->image);
	g_free(kernel->vmlinux);
	g_free(kernel->config);
	g_free(kernel->map);
	g_free(kernel->log);
	g_free(kernel->release);
	g_free(kernel);
}

/* A variant whose suites need other options also has its own directory: in that of the
 * branch, each change of the configuration would recompile everything. */
static char *workspace_name(const struct branch *b, const struct branch_variant *v,
			    const struct build_options *options,
			    const struct pristine *source, gboolean own_config)
{
	const char *suite = v->suites && *v->suites ? *v->suites : "suites";
	g_autofree char *further = v->config ? g_strjoinv("+", v->config) : NULL;
	g_autofree char *plain = NULL;
	g_autofree char *name = g_path_get_basename(source->dir);
	gboolean own = !source->given &&
		       (!options->version || !strcmp(options->version, b->version));
	g_autofree char *base =
		own ? g_strdup(b->name) : g_strconcat(b->name, "@", name, NULL);

	if (further)
		g_strdelimit(further, "?", '~'); /* make takes it for a pattern */
	/* nodes of a cluster build in parallel in one cache */
	plain = options->node ? g_strconcat(base, "+", options->node, NULL)
			      : g_steal_pointer(&base);
	if (!options->workspace && !own_config)
		return g_steal_pointer(&plain);
	return g_strconcat(plain, "@",
			   options->workspace ? options->workspace
			   : further	      ? further
					      : suite,
			   NULL);
}

/* Everything on which the result depends, as lines of text: if fingerprints are equal
 * there is nothing to do, otherwise the lines that differ say why. */
static gboolean take_fingerprint(struct build *build, GError **error)
{
	g_autoptr(GString) text = g_string_new(FINGERPRINT_FORMAT);
	g_autofree char *config = NULL;

	g_string_append_printf(text, "source %s %s\n", build->source->version,
			       build->source->identity);
	if (!fingerprint_series(text, build->b, build->variant, build->series, error))
		return FALSE;
	config = g_compute_checksum_for_string(G_CHECKSUM_SHA256,
					       kconfig_text(build->config), -1);
	g_string_append_printf(text, "config %s\n%s", config,
			       kbuild_identity(build->make));
	build->fingerprint = g_string_free(g_steal_pointer(&text), FALSE);
	return TRUE;
}

static struct build *build_new(const struct branch *b, const struct branch_variant *v,
			       const struct build_options *options, GError **error)
{
	g_autoptr(Build) build = g_new0(struct build, 1);
	g_autofree char *workspace = NULL;
	gboolean own_config = FALSE;

	build->b = b;
	build->variant = v;
	build->options = options;
	build->title = g_strconcat(b->name, " ", v->name, NULL);
	build->series = g_ptr_array_new_with_free_func((GDestroyNotify)series_free);
	build->source = source_get(b, options->version, options->from, error);
	if (!build->source)
		return NULL;
	build->config = suite_config_compose(b, v->suites ? v->suites : b->suites,
					     v->config, options->config,
					     build->source->dir, &own_config, error);
	if (!build->config)
		return NULL;
	workspace = workspace_name(b, v, options, build->source, own_config);
	build->tree = cache_path("tree", workspace, NULL);
	build->output = cache_path("build", workspace, NULL);
	build->products = cache_path("kernel", b->name, v->name, NULL);
	build->log = g_strconcat(build->output, ".log", NULL);
	build->make = kbuild_new(b, build->tree, build->output, error);
	if (!build->make || !take_fingerprint(build, error))
		return NULL;
	return g_steal_pointer(&build);
}

char *build_series_digest(const char *dir)
{
	g_autofree char *path = g_build_filename(dir, "fingerprint", NULL);
	g_autofree char *text = fs_read(path, NULL);
	g_autoptr(GString) lines = g_string_new(NULL);
	g_auto(GStrv) split = text ? g_strsplit(text, "\n", -1) : NULL;

	if (!split)
		return NULL;
	for (char **line = split; *line; line++)
		if (g_str_has_prefix(*line, "series ") ||
		    g_str_has_prefix(*line, "patch "))
			g_string_append_printf(lines, "%s\n", *line);
	return g_compute_checksum_for_string(G_CHECKSUM_SHA256, lines->str, lines->len);
}

/*
 * Loads the kernel in the directory, whatever it was built from; NULL if there is none.
 */
static struct kernel *load(const struct branch *b, const char *dir)
{
	g_autoptr(Kernel) kernel = g_new0(struct kernel, 1);
	g_autofree char *release = g_build_filename(dir, "release", NULL);

	if (!g_file_get_contents(release, &kernel->release, NULL, NULL))
		return NULL;
	g_strchomp(kernel->release);
	kernel->dir = g_strdup(dir);
	kernel->image = g_build_filename(dir, b->arch->file, NULL);
	kernel->vmlinux = g_build_filename(dir, "vmlinux", NULL);
	kernel->config = g_build_filename(dir, "config", NULL);
	kernel->map = g_build_filename(dir, "System.map", NULL);
	kernel->log = g_build_filename(dir, "build.log", NULL);
	if (!g_file_test(kernel->image, G_FILE_TEST_IS_REGULAR) ||
	    !g_file_test(kernel->vmlinux, G_FILE_TEST_IS_REGULAR))
		return NULL;
	return g_steal_pointer(&kernel);
}

/* Returns the kernel if nothing has changed; else, if there is one, *@changed is what
 * has. */
static struct kernel *find_current(const struct build *build, char **changed)
{
	g_autofree char *path = g_build_filename(build->products, "fingerprint", NULL);
	g_autofree char *old = NULL;

	*changed = NULL;
	if (!g_file_get_contents(path, &old, NULL, NULL))
		return NULL;
	if (!strcmp(old, build->fingerprint))
		return load(build->b, build->products);
	*changed = fingerprint_new_line(build->fingerprint, old);
	if (!*changed)
		*changed = g_strdup("it has fewer inputs than before");
	return NULL;
}

struct kernel *build_find(const struct branch *b, const struct branch_variant *v,
			  const struct build_options *options, GError **error)
{
	g_autoptr(Build) build = build_new(b, v, options, error);
	g_autofree char *changed = NULL;
	struct kernel *kernel = build ? find_current(build, &changed) : NULL;

	if (build && !kernel)
		g_set_error(error, KF_ERROR, KF_ERROR_NEGATIVE, "%s: %s", build->title,
			    changed ?: "not built");
	return kernel;
}

/* Progress is relative to the steps of the last full build; only make knows how many an
 * incremental build takes. */
static guint read_steps(const char *path)
{
	g_autofree char *text = NULL;

	return g_file_get_contents(path, &text, NULL, NULL)
		       ? g_ascii_strtoull(text, NULL, 10)
		       : 0;
}

/* Before the first build: kernels take about three steps per enabled option. */
static guint estimate_steps(const char *output)
{
	g_autofree char *path = g_build_filename(output, ".config", NULL);
	g_autofree char *text = NULL;
	guint on = 0;

	if (!g_file_get_contents(path, &text, NULL, NULL))
		return 0;
	for (const char *at = text; (at = strstr(at, "=y\n")); at++)
		on++;
	return 3 * on;
}

static gboolean run_make(const struct build *build, GError **error)
{
	g_autofree char *steps_path = g_strconcat(build->output, ".steps", NULL);
	g_autofree char *vmlinux = g_build_filename(build->output, "vmlinux", NULL);
	gboolean from_nothing = !g_file_test(vmlinux, G_FILE_TEST_EXISTS);
	const char *targets[] = {"vmlinux", build->b->arch->target, NULL};
	struct build_progress shown = {.title = build->title};
	guint before = read_steps(steps_path);
	g_autofree char *steps = NULL;

	if (from_nothing)
		shown.total = before ? before : estimate_steps(build->output);
	if (!kbuild_run(build->make, targets, build->options->jobs, build->log, &shown,
			error))
		return FALSE;
	if (!from_nothing || shown.done < before)
		return TRUE;
	steps = g_strdup_printf("%u\n", shown.done);
	return fs_write(steps_path, steps, error);
}

/* Copies files, because make rewrites them in place: objtool and sorttable change
 * vmlinux after it was linked, so a hard link would change, too. */
static gboolean copy_products(const struct build *build, const char *dir,
			      GError **error)
{
	const char *const files[][2] = {
		{build->b->arch->image, build->b->arch->file},
		{"vmlinux", "vmlinux"},
		{".config", "config"},
		{"System.map", "System.map"},
		{"include/config/kernel.release", "release"},
	};
	g_autofree char *log = g_build_filename(dir, "build.log", NULL);
	g_autofree char *fingerprint = g_build_filename(dir, "fingerprint", NULL);
	g_autofree char *source = g_build_filename(dir, "source", NULL);

	for (guint i = 0; i < G_N_ELEMENTS(files); i++) {
		g_autofree char *from =
			g_build_filename(build->output, files[i][0], NULL);
		g_autofree char *to = g_build_filename(dir, files[i][1], NULL);

		if (!fs_copy(from, to, error))
			return FALSE;
	}
	return fs_copy(build->log, log, error) &&
	       fs_write(fingerprint, build->fingerprint, error) &&
	       (!build->source->note || fs_write(source, build->source->note, error));
}

/* Data for coverage is only available while the O= directory is that of this variant.
 * Without it, the kernel can still be used. */
static void keep_lines(const struct build *build, const char *dir)
{
	g_autofree char *to = g_build_filename(dir, "coverage", NULL);
	g_autofree char *vmlinux = g_build_filename(dir, "vmlinux", NULL);
	const struct cover_build kit = {
		.dir = to,
		.build = build->output,
		.source = build->tree,
		.vmlinux = vmlinux,
		.series = build->series,
	};
	g_autoptr(GError) error = NULL;

	if (!cover_build_make(&kit, &error))
		g_printerr("%s: no coverage of this build: %s\n", build->title,
			   error->message);
}

/* Publishes the result; then the old directory is removed. */
static gboolean publish(const struct build *build, GError **error)
{
	g_autofree char *part = g_strconcat(build->products, ".part", NULL);

	if (fs_remove(part, error) && fs_make_dir(part, error) &&
	    copy_products(build, part, error)) {
		if (build->b->arch->code && !build->options->no_coverage)
			keep_lines(build, part);
		if (fs_remove(build->products, error) &&
		    fs_rename(part, build->products, error))
			return TRUE;
	}
	fs_remove(part, NULL);
	return FALSE;
}

static gboolean make_kernel(const struct build *build, GError **error)
{
	const struct branch *b = build->b;
	char **suites = build->variant->suites ? build->variant->suites : b->suites;

	/* reported now, and not after minutes */
	if (!suite_root_check(b->dir, suites, b->arch, error))
		return FALSE;
	if (!build_dir_prepare(build->tree, build->output, build->source,
			       kbuild_identity(build->make), build->series, error))
		return FALSE;
	g_unlink(build->log);
	kconfig_show_notes(build->config, build->title);
	return kconfig_make(build->config, build->make, build->source->identity,
			    build->log, error) &&
	       run_make(build, error) && publish(build, error);
}

static struct kernel *build_locked(struct build *build, GError **error)
{
	g_autofree char *changed = NULL;
	struct kernel *made = find_current(build, &changed);

	if (made)
		return made;
	if (changed)
		g_printerr("%s: built again: %s\n", build->title, changed);
	if (!make_kernel(build, error)) {
		g_prefix_error(error, "%s: ", build->title);
		return NULL;
	}
	made = load(build->b, build->products);
	if (made)
		made->made = TRUE;
	else
		g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM,
			    "%s: no kernel in %s after the build", build->title,
			    build->products);
	return made;
}

struct kernel *build_variant(const struct branch *b, const struct branch_variant *v,
			     const struct build_options *options, GError **error)
{
	g_autoptr(Build) build = build_new(b, v, options, error);
	g_autofree char *workspace = NULL;
	g_autofree char *lock_name = NULL;
	g_autofree char *purpose = NULL;
	g_autoptr(Lock) held = NULL;
	gint64 begin = g_get_monotonic_time(), got;
	struct kernel *kernel;

	if (!build)
		return NULL;
	workspace = g_path_get_basename(build->output);
	lock_name = g_strconcat("build-", workspace, NULL);
	purpose = g_strconcat("build ", build->title, NULL);
	held = lock_take(lock_name, purpose, error);
	if (!held)
		return NULL;
	got = g_get_monotonic_time();
	kbuild_keep(build->make, lock_fd(held));
	kernel = build_locked(build, error);
	if (kernel) {
		kernel->waited = (got - begin) / 1e6;
		kernel->took = (g_get_monotonic_time() - got) / 1e6;
	}
	return kernel;
}
