#include "build.h"

#include <glib/gstdio.h>
#include <string.h>

#include "cache.h"
#include "coverkit.h"
#include "error.h"
#include "fs.h"
#include "kconfig.h"
#include "kmake.h"
#include "lock.h"
#include "series.h"
#include "source.h"
#include "workspace.h"

/*
 * tree/WORKSPACE     the source with a variant's series, switched in place
 * build/WORKSPACE    O=, where make's own dates decide what is done again
 * kernel/BRANCH/VARIANT   what was built last, with the fingerprint of it
 *
 * The workspace (workspace.h) is that of the branch, or BRANCH@SOURCE for another
 * version or tree than the branch's own.
 */
#define FINGERPRINT_FORMAT "kferry build 3\n"

/* The state of one call. */
typedef struct build {
	const branch *b;
	const struct branch_variant *variant;
	const struct build_options *options;
	char *title; /* "6.1 guarded", for messages */
	pristine *source;
	kconfig *config;
	kmake *make;
	GPtrArray *series; /* struct series * */
	char *tree, *output, *products, *log;
	char *fingerprint;
} build;

static void build_free(build *self)
{
	g_free(self->title);
	g_clear_pointer(&self->source, pristine_free);
	g_clear_pointer(&self->config, kconfig_free);
	g_clear_pointer(&self->make, kmake_free);
	g_clear_pointer(&self->series, g_ptr_array_unref);
	g_free(self->tree);
	g_free(self->output);
	g_free(self->products);
	g_free(self->log);
	g_free(self->fingerprint);
	g_free(self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(build, build_free)

void kernel_free(kernel *self)
{
	if (!self)
		return;
	g_free(self->dir);
	g_free(self->image);
	g_free(self->vmlinux);
	g_free(self->config);
	g_free(self->map);
	g_free(self->log);
	g_free(self->release);
	g_free(self);
}

static char *workspace_name(const branch *b, const struct build_options *options,
			    const pristine *source)
{
	g_autofree char *name = g_path_get_basename(source->dir);
	gboolean own = !source->given &&
		       (!options->version || !strcmp(options->version, b->version));

	return own ? g_strdup(b->name) : g_strconcat(b->name, "@", name, NULL);
}

/* Adds "WHAT PATH SHA256"; the path as the project names it. */
static gboolean add_file(GString *text, const branch *b, const char *what,
			 const char *path, GError **error)
{
	g_autofree char *sum = fs_sha256(path, error);
	gsize length = strlen(b->dir);

	if (!sum)
		return FALSE;
	if (!strncmp(path, b->dir, length) && path[length] == '/')
		path += length + 1;
	g_string_append_printf(text, "%s %s %s\n", what, path, sum);
	return TRUE;
}

static gboolean add_series(build *self, GString *text, const char *path, GError **error)
{
	struct series *series = series_load(path, error);
	g_autoptr(GPtrArray) patches = NULL;

	if (!series)
		return FALSE;
	g_ptr_array_add(self->series, series);
	if (!add_file(text, self->b, "series", path, error))
		return FALSE;
	patches = series_patches(series);
	for (guint i = 0; i < patches->len; i++) {
		g_autofree char *patch = series_patch_path(series, patches->pdata[i]);

		if (!add_file(text, self->b, "patch", patch, error))
			return FALSE;
	}
	return TRUE;
}

/*
 * All that decides what comes out, as lines of text: equal fingerprints mean
 * that there is nothing to do, different lines say why there is.
 */
static gboolean take_fingerprint(build *self, GError **error)
{
	g_autoptr(GString) text = g_string_new(FINGERPRINT_FORMAT);
	g_autofree char *config = NULL;

	g_string_append_printf(text, "source %s %s\n", self->source->version,
			       self->source->identity);
	for (char **s = self->variant->series; *s; s++)
		if (!add_series(self, text, *s, error))
			return FALSE;
	config = g_compute_checksum_for_string(G_CHECKSUM_SHA256,
					       kconfig_text(self->config), -1);
	g_string_append_printf(text, "config %s\n%s", config,
			       kmake_identity(self->make));
	self->fingerprint = g_string_free(g_steal_pointer(&text), FALSE);
	return TRUE;
}

static build *build_new(const branch *b, const struct branch_variant *v,
			const struct build_options *options, GError **error)
{
	g_autoptr(build) self = g_new0(build, 1);
	g_autofree char *workspace = NULL;

	self->b = b;
	self->variant = v;
	self->options = options;
	self->title = g_strconcat(b->name, " ", v->name, NULL);
	self->series = g_ptr_array_new_with_free_func((GDestroyNotify)series_free);
	self->source = source_get(b, options->version, options->from, error);
	if (!self->source)
		return NULL;
	workspace = workspace_name(b, options, self->source);
	self->tree = cache_path("tree", workspace, NULL);
	self->output = cache_path("build", workspace, NULL);
	self->products = cache_path("kernel", b->name, v->name, NULL);
	self->log = g_strconcat(self->output, ".log", NULL);
	self->config = kconfig_compose(b, b->config, options->config, error);
	if (self->config)
		self->make = kmake_new(b, self->tree, self->output, error);
	if (!self->make || !take_fingerprint(self, error))
		return NULL;
	return g_steal_pointer(&self);
}

/* What lies in the products' folder, whatever it was built from; NULL if none. */
static kernel *load(const char *dir)
{
	g_autoptr(kernel) self = g_new0(kernel, 1);
	g_autofree char *release = g_build_filename(dir, "release", NULL);

	if (!g_file_get_contents(release, &self->release, NULL, NULL))
		return NULL;
	g_strchomp(self->release);
	self->dir = g_strdup(dir);
	self->image = g_build_filename(dir, "bzImage", NULL);
	self->vmlinux = g_build_filename(dir, "vmlinux", NULL);
	self->config = g_build_filename(dir, "config", NULL);
	self->map = g_build_filename(dir, "System.map", NULL);
	self->log = g_build_filename(dir, "build.log", NULL);
	if (!g_file_test(self->image, G_FILE_TEST_IS_REGULAR) ||
	    !g_file_test(self->vmlinux, G_FILE_TEST_IS_REGULAR))
		return NULL;
	return g_steal_pointer(&self);
}

/* The first line of @now that is not one of @before; NULL if all are. */
static char *first_new_line(const char *now, const char *before)
{
	g_auto(GStrv) lines = g_strsplit(now, "\n", -1);
	g_auto(GStrv) old = g_strsplit(before, "\n", -1);

	for (char **l = lines; *l; l++)
		if (!g_strv_contains((const char *const *)old, *l))
			return g_strdup(*l);
	return NULL;
}

/* The finished kernel if nothing has changed; else says what has, if it existed. */
static kernel *find_current(const build *self)
{
	g_autofree char *path = g_build_filename(self->products, "fingerprint", NULL);
	g_autofree char *old = NULL;
	g_autofree char *changed = NULL;

	if (!g_file_get_contents(path, &old, NULL, NULL))
		return NULL;
	if (!strcmp(old, self->fingerprint))
		return load(self->products);
	changed = first_new_line(self->fingerprint, old);
	g_printerr("%s: built again: %s\n", self->title,
		   changed ? changed : "less goes into it than before");
	return NULL;
}

/*
 * Progress is out of the steps that the last build from nothing took; how many
 * an incremental one will take only make knows.
 */
static guint read_steps(const char *path)
{
	g_autofree char *text = NULL;

	return g_file_get_contents(path, &text, NULL, NULL)
		       ? g_ascii_strtoull(text, NULL, 10)
		       : 0;
}

/* Before the first build: kernels take some three steps for an option that is on. */
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

static gboolean run_make(const build *self, GError **error)
{
	g_autofree char *steps_path = g_strconcat(self->output, ".steps", NULL);
	g_autofree char *vmlinux = g_build_filename(self->output, "vmlinux", NULL);
	gboolean from_nothing = !g_file_test(vmlinux, G_FILE_TEST_EXISTS);
	const char *targets[] = {"vmlinux", kmake_image_target(self->make), NULL};
	struct steps shown = {.title = self->title};
	guint before = read_steps(steps_path);
	g_autofree char *steps = NULL;

	if (from_nothing)
		shown.total = before ? before : estimate_steps(self->output);
	if (!kmake_run(self->make, targets, self->options->jobs, self->log, &shown,
		       error))
		return FALSE;
	if (!from_nothing || shown.done < before)
		return TRUE;
	steps = g_strdup_printf("%u\n", shown.done);
	return fs_write(steps_path, steps, error);
}

/*
 * Copies, for make rewrites its files in place: objtool and sorttable change
 * vmlinux after it was linked, a hard link would change with it.
 */
static gboolean copy_products(const build *self, const char *dir, GError **error)
{
	const char *const files[][2] = {
		{kmake_image(self->make), "bzImage"},
		{"vmlinux", "vmlinux"},
		{".config", "config"},
		{"System.map", "System.map"},
		{"include/config/kernel.release", "release"},
	};
	g_autofree char *log = g_build_filename(dir, "build.log", NULL);
	g_autofree char *fingerprint = g_build_filename(dir, "fingerprint", NULL);

	for (guint i = 0; i < G_N_ELEMENTS(files); i++) {
		g_autofree char *from =
			g_build_filename(self->output, files[i][0], NULL);
		g_autofree char *to = g_build_filename(dir, files[i][1], NULL);

		if (!fs_copy(from, to, error))
			return FALSE;
	}
	return fs_copy(self->log, log, error) &&
	       fs_write(fingerprint, self->fingerprint, error);
}

/*
 * What coverage needs can only be had now, while the O= folder is this variant's.
 * Without it the kernel is as good.
 */
static void keep_lines(const build *self, const char *dir)
{
	g_autofree char *to = g_build_filename(dir, "coverage", NULL);
	g_autofree char *vmlinux = g_build_filename(dir, "vmlinux", NULL);
	const struct coverkit kit = {
		.dir = to,
		.build = self->output,
		.source = self->tree,
		.vmlinux = vmlinux,
		.series = self->series,
	};
	g_autoptr(GError) error = NULL;

	if (!coverkit_make(&kit, &error))
		g_printerr("%s: no coverage of this build: %s\n", self->title,
			   error->message);
}

/* Publishes what was built: the old folder goes when the new one is complete. */
static gboolean publish(const build *self, GError **error)
{
	g_autofree char *part = g_strconcat(self->products, ".part", NULL);

	if (fs_remove(part, error) && fs_make_dir(part, error) &&
	    copy_products(self, part, error)) {
		keep_lines(self, part);
		if (fs_remove(self->products, error) &&
		    fs_rename(part, self->products, error))
			return TRUE;
	}
	fs_remove(part, NULL);
	return FALSE;
}

static gboolean make_kernel(const build *self, GError **error)
{
	if (!workspace_prepare(self->tree, self->output, self->source,
			       kmake_identity(self->make), self->series, error))
		return FALSE;
	g_unlink(self->log);
	return kconfig_make(self->config, self->make, self->source->identity, self->log,
			    error) &&
	       run_make(self, error) && publish(self, error);
}

static kernel *build_locked(build *self, GError **error)
{
	kernel *made = find_current(self);

	if (made)
		return made;
	if (!make_kernel(self, error)) {
		g_prefix_error(error, "%s: ", self->title);
		return NULL;
	}
	made = load(self->products);
	if (made)
		made->made = TRUE;
	else
		g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM,
			    "%s: the build left no kernel in %s", self->title,
			    self->products);
	return made;
}

kernel *build_variant(const branch *b, const struct branch_variant *v,
		      const struct build_options *options, GError **error)
{
	g_autoptr(build) self = build_new(b, v, options, error);
	g_autofree char *workspace = NULL;
	g_autofree char *lock_name = NULL;
	g_autofree char *purpose = NULL;
	g_autoptr(lock) held = NULL;

	if (!self)
		return NULL;
	workspace = g_path_get_basename(self->output);
	lock_name = g_strconcat("build-", workspace, NULL);
	purpose = g_strconcat("build ", self->title, NULL);
	held = lock_take(lock_name, purpose, error);
	if (!held)
		return NULL;
	kmake_keep(self->make, lock_fd(held));
	return build_locked(self, error);
}
