#include "package.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "cache.h"
#include "dotconfig.h"
#include "error.h"
#include "fs.h"
#include "kmake.h"
#include "lock.h"
#include "process.h"
#include "series.h"
#include "steps.h"
#include "workspace.h"

#define STAGE_SCRIPT "scripts/stage-kernel"

void package_free(package *self)
{
	if (!self)
		return;
	g_clear_pointer(&self->source, pristine_free);
	g_clear_pointer(&self->series, g_ptr_array_unref);
	g_clear_pointer(&self->flavours, g_ptr_array_unref);
	g_clear_pointer(&self->words, g_hash_table_unref);
	g_free(self->abi);
	g_free(self->dir);
	g_free(self->stage);
	g_free(self);
}

char *package_release(const package *self, const struct branch_flavour *flavour)
{
	return g_strjoin("-", self->source->version, self->abi, flavour->name, NULL);
}

static gboolean choose_flavours(package *self, GError **error)
{
	const struct branch_package *p = self->b->package;

	if (!p || !p->flavours->len)
		return branch_flavour(self->b, "", error) != NULL;
	self->flavours = g_ptr_array_new();
	for (guint i = 0; !self->options->flavours && i < p->flavours->len; i++)
		g_ptr_array_add(self->flavours, p->flavours->pdata[i]);
	for (char **name = self->options->flavours; name && *name; name++) {
		const struct branch_flavour *flavour =
			branch_flavour(self->b, *name, error);

		if (!flavour)
			return FALSE;
		g_ptr_array_add(self->flavours, (gpointer)flavour);
	}
	return TRUE;
}

/*
 * All patches go into one folder of a source package, beside a file series: each has a
 * name of its own there.
 */
static gboolean check_names(const struct series *series, GHashTable *taken,
			    GError **error)
{
	g_autoptr(GPtrArray) patches = series_patches(series);

	for (guint i = 0; i < patches->len; i++) {
		const struct series_entry *entry = patches->pdata[i];

		if (g_hash_table_add(taken, g_strdup(entry->name)))
			continue;
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "%s:%u: '%s': two files of that name in one package",
			    series->path, entry->line, entry->name);
		return FALSE;
	}
	return TRUE;
}

static gboolean load_series(package *self, GError **error)
{
	g_autoptr(GHashTable) taken =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	g_hash_table_add(taken, g_strdup("series"));
	self->series = g_ptr_array_new_with_free_func((GDestroyNotify)series_free);
	for (char **path = self->b->package->series; *path; path++) {
		struct series *series = series_load(*path, error);

		if (!series)
			return FALSE;
		g_ptr_array_add(self->series, series);
		if (!check_names(series, taken, error))
			return FALSE;
	}
	return TRUE;
}

/* Those that both kinds of templates know. */
static void set_words(package *self)
{
	const struct branch_package *p = self->b->package;
	g_autoptr(GString) names = g_string_new(NULL);
	g_autofree char *epoch = g_strdup_printf("%" G_GINT64_FORMAT, p->date);

	for (guint i = 0; i < self->flavours->len; i++) {
		const struct branch_flavour *flavour = self->flavours->pdata[i];

		g_string_append_printf(names, "%s%s", i ? " " : "", flavour->name);
	}
	self->words = template_words_new();
	template_set(self->words, "VERSION", self->source->version);
	template_set(self->words, "BRANCH", self->b->name);
	template_set(self->words, "ABI", self->abi);
	template_set(self->words, "NUMBER", self->abi + strlen("kferry"));
	template_set(self->words, "FLAVOURS", names->str);
	template_set(self->words, "MAINTAINER", p->maintainer);
	template_set(self->words, "EPOCH", epoch);
}

/* Nothing that somebody else put there is replaced. */
static gboolean check_out(const char *path, GError **error)
{
	g_autoptr(GPtrArray) names = NULL;

	if (!path || !g_file_test(path, G_FILE_TEST_EXISTS))
		return TRUE;
	names = fs_names(path, error);
	if (names && names->len)
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "%s is not empty", path);
	return names && !names->len;
}

/* What signing reads has to be there before the hours of a build. */
static gboolean check_readable(const char *path, GError **error)
{
	if (!path || access(path, R_OK) == 0)
		return TRUE;
	g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "%s: %s", path, g_strerror(errno));
	return FALSE;
}

package *package_new(const branch *b, const struct package_options *options,
		     GError **error)
{
	g_autoptr(package) self = g_new0(package, 1);

	self->b = b;
	self->options = options;
	if (!check_out(options->out, error) ||
	    !check_readable(options->sign_key, error) ||
	    !check_readable(options->sign_cert, error) ||
	    !choose_flavours(self, error) || !load_series(self, error))
		return NULL;
	self->source = source_get(b, NULL, options->from, error);
	if (!self->source)
		return NULL;
	self->abi = g_strdup_printf("kferry%u", options->release ? options->release
								 : b->package->release);
	self->dir = cache_path("package", b->name, NULL);
	self->stage = cache_path("stage", b->name, NULL);
	set_words(self);
	return g_steal_pointer(&self);
}

/* --- what make is told ---------------------------------------------------------- */

/*
 * Puts the folder @part in the place of @dir unless they are equal: make goes by the
 * times of what is in it.
 */
static gboolean replace_folder(const char *part, const char *dir, GError **error)
{
	g_autofree char *old = fs_digest(dir, NULL);
	g_autofree char *new = fs_digest(part, error);

	if (!new)
		return FALSE;
	if (!g_strcmp0(new, old))
		return fs_remove(part, error);
	return fs_remove(dir, error) && fs_rename(part, dir, error);
}

/*
 * configs/NAME.make as kbuild/kbuild.make, and beside it, by the same paths, what it
 * refers to below the project's folder.
 */
static gboolean write_kbuild(const package *self, GError **error)
{
	static const char reference[] = "$(KFERRY_DIR)/";
	g_autofree char *name =
		self->b->make ? g_strconcat(self->b->make, ".make", NULL) : NULL;
	g_autofree char *from =
		name ? g_build_filename(self->b->dir, "configs", name, NULL) : NULL;
	g_autofree char *dir = g_build_filename(self->dir, "kbuild", NULL);
	g_autofree char *part = g_strconcat(dir, ".part", NULL);
	g_autofree char *to = g_build_filename(part, "kbuild.make", NULL);
	g_autofree char *text = from ? fs_read(from, error) : g_strdup("");
	g_autofree char *all = NULL;

	if (!text || !fs_remove(part, error) || !fs_make_dir(part, error))
		return FALSE;
	for (const char *at = text; (at = strstr(at, reference));) {
		g_autofree char *path = NULL;
		g_autofree char *source = NULL;
		g_autofree char *copy = NULL;

		at += strlen(reference);
		path = g_strndup(at, strcspn(at, " \t\n"));
		source = g_build_filename(self->b->dir, path, NULL);
		copy = g_build_filename(part, path, NULL);
		if (!fs_copy_tree(source, copy, error))
			return FALSE;
	}
	all = g_strconcat("ARCH=", self->b->arch, "\n", text, NULL);
	return fs_write(to, all, error) && replace_folder(part, dir, error);
}

/* The flavour's .config as config/NAME; returns its path. */
static char *write_config(const package *self, const struct branch_flavour *flavour,
			  GError **error)
{
	g_autofree char *dir = g_build_filename(self->dir, "config", NULL);
	g_autofree char *path = g_build_filename(dir, flavour->name, NULL);
	g_autoptr(kconfig) requests =
		kconfig_compose(self->b, flavour->config, NULL, error);
	g_autofree char *text =
		requests ? dotconfig_make(self->b, requests, self->source, error)
			 : NULL;

	if (!text || !fs_make_dir(dir, error) || !fs_update(path, text, error))
		return NULL;
	return g_steal_pointer(&path);
}

/* --- building ------------------------------------------------------------------- */

/* The build of one flavour. */
typedef struct stage {
	const package *package;
	char *title, *release, *config, *kbuild;
	char *tree, *output, *dir; /* dir: where it is laid out */
	char *log;
} stage;

static void stage_clear(stage *self)
{
	g_free(self->title);
	g_free(self->release);
	g_free(self->config);
	g_free(self->kbuild);
	g_free(self->tree);
	g_free(self->output);
	g_free(self->dir);
	g_free(self->log);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(stage, stage_clear)

/* Of a file that need not be given: "-" then. */
static char *digest_of(const char *path, GError **error)
{
	return path ? fs_sha256(path, error) : g_strdup("-");
}

/* All that decides what is laid out, but for the compiler, which make looks at. */
static char *fingerprint(const stage *self, const char *make_identity, GError **error)
{
	const struct package_options *options = self->package->options;
	g_autofree char *config = fs_sha256(self->config, error);
	g_autofree char *script = config ? fs_sha256(STAGE_SCRIPT, error) : NULL;
	g_autofree char *key = script ? digest_of(options->sign_key, error) : NULL;
	g_autofree char *cert = key ? digest_of(options->sign_cert, error) : NULL;
	g_autoptr(GString) text = g_string_new(NULL);

	if (!cert)
		return NULL;
	g_string_append_printf(text,
			       "release %s\nsource %s\nconfig %s\nscript %s\n"
			       "date %" G_GINT64_FORMAT "\nsign %s %s %s\n%s",
			       self->release, self->package->source->identity, config,
			       script, self->package->b->package->date, key, cert,
			       options->sign_image ? options->sign_image : "-",
			       make_identity);
	for (guint i = 0; i < self->package->series->len; i++) {
		const struct series *series = self->package->series->pdata[i];
		g_autoptr(GPtrArray) patches = series_patches(series);

		for (guint k = 0; k < patches->len; k++) {
			g_autofree char *path =
				series_patch_path(series, patches->pdata[k]);
			g_autofree char *sum = fs_sha256(path, error);

			if (!sum)
				return NULL;
			g_string_append_printf(text, "patch %s\n", sum);
		}
	}
	return g_string_free(g_steal_pointer(&text), FALSE);
}

static GPtrArray *stage_command(const stage *self)
{
	const struct package_options *options = self->package->options;
	const char *const pairs[][2] = {
		{"--source", self->tree},
		{"--output", self->output},
		{"--config", self->config},
		{"--release", self->release},
		{"--stage", self->dir},
		{"--make", self->kbuild},
		{"--sign-key", options->sign_key},
		{"--sign-cert", options->sign_cert},
		{"--sign-image", options->sign_image},
	};
	GPtrArray *argv = g_ptr_array_new_with_free_func(g_free);

	g_ptr_array_add(argv, g_strdup(STAGE_SCRIPT));
	for (guint i = 0; i < G_N_ELEMENTS(pairs); i++)
		if (pairs[i][1]) {
			g_ptr_array_add(argv, g_strdup(pairs[i][0]));
			g_ptr_array_add(argv, g_strdup(pairs[i][1]));
		}
	if (options->jobs) {
		g_ptr_array_add(argv, g_strdup("--jobs"));
		g_ptr_array_add(argv, g_strdup_printf("%u", options->jobs));
	}
	g_ptr_array_add(argv, NULL);
	return argv;
}

static gboolean run_stage(const stage *self, int keep_fd, GError **error)
{
	static const char *const unset[] = {"MAKEFLAGS", "MFLAGS", "MAKELEVEL", NULL};
	g_autoptr(GPtrArray) argv = stage_command(self);
	g_autofree char *ccache_dir = cache_path("ccache", NULL);
	g_autofree char *ccache = g_strconcat("CCACHE_DIR=", ccache_dir, NULL);
	g_autofree char *epoch = g_strdup_printf("SOURCE_DATE_EPOCH=%" G_GINT64_FORMAT,
						 self->package->b->package->date);
	const char *environ[] = {epoch, ccache, CACHE_CCACHE_MODE, NULL, NULL};
	struct steps shown = {.title = self->title};
	struct process process = {
		.argv = (const char *const *)argv->pdata,
		.environ = environ,
		.unset = unset,
		.keep_fd = keep_fd,
	};

	if (process_exists("ccache"))
		environ[3] = CACHE_CCACHE;
	return steps_run(&process, "stage-kernel", self->log, &shown, error);
}

/* The stage's own file is written last: a stage without it is not complete. */
static gboolean make_stage(const stage *self, GError **error)
{
	g_autofree char *name = g_path_get_basename(self->output);
	g_autofree char *lock_name = g_strconcat("build-", name, NULL);
	g_autofree char *path = g_build_filename(self->dir, "fingerprint", NULL);
	g_autoptr(lock) held = lock_take(lock_name, self->title, error);
	g_autoptr(kmake) make =
		held ? kmake_new(self->package->b, self->tree, self->output, error)
		     : NULL;
	g_autofree char *print =
		make ? fingerprint(self, kmake_identity(make), error) : NULL;
	g_autofree char *old = NULL;

	if (!print)
		return FALSE;
	if (g_file_get_contents(path, &old, NULL, NULL) && !strcmp(old, print))
		return TRUE;
	return workspace_prepare(self->tree, self->output, self->package->source,
				 kmake_identity(make), self->package->series, error) &&
	       run_stage(self, lock_fd(held), error) && fs_write(path, print, error);
}

/*
 * Signatures change nearly every object: what is signed is built apart from what is
 * not, so that neither undoes the other.
 */
static gboolean stage_flavour(const package *self, const struct branch_flavour *flavour,
			      GError **error)
{
	g_autofree char *name =
		g_strconcat(self->b->name, "@", flavour->name,
			    self->options->sign_key ? "-signed" : NULL, NULL);
	g_auto(stage) s = {.package = self};

	s.config = write_config(self, flavour, error);
	if (!s.config)
		return FALSE;
	s.title = g_strjoin(" ", self->b->name, flavour->name, NULL);
	s.release = package_release(self, flavour);
	s.kbuild = g_build_filename(self->dir, "kbuild", "kbuild.make", NULL);
	s.tree = cache_path("tree", name, NULL);
	s.output = cache_path("build", name, NULL);
	s.dir = g_build_filename(self->stage, flavour->name, NULL);
	s.log = g_strconcat(s.output, ".log", NULL);
	return make_stage(&s, error);
}

gboolean package_stage(package *self, GError **error)
{
	if (!write_kbuild(self, error))
		return FALSE;
	for (guint i = 0; i < self->flavours->len; i++)
		if (!stage_flavour(self, self->flavours->pdata[i], error))
			return FALSE;
	return TRUE;
}

/* --- for both kinds of source packages -------------------------------------------- */

gboolean package_copy_patches(const package *self, const char *dir, GError **error)
{
	g_autoptr(GString) list = g_string_new(NULL);
	g_autofree char *path = g_build_filename(dir, "series", NULL);

	if (!fs_make_dir(dir, error))
		return FALSE;
	for (guint i = 0; i < self->series->len; i++) {
		const struct series *series = self->series->pdata[i];
		g_autoptr(GPtrArray) patches = series_patches(series);

		for (guint k = 0; k < patches->len; k++) {
			const struct series_entry *entry = patches->pdata[k];
			g_autofree char *from = series_patch_path(series, entry);
			g_autofree char *to = g_build_filename(dir, entry->name, NULL);
			g_autofree char *above = g_path_get_dirname(to);

			if (!fs_make_dir(above, error) || !fs_copy(from, to, error))
				return FALSE;
			g_string_append(list, entry->raw);
			if (!g_str_has_suffix(entry->raw, "\n"))
				g_string_append_c(list, '\n');
		}
	}
	return fs_write(path, list->str, error);
}

gboolean package_copy_configs(const package *self, const char *dir, const char *prefix,
			      GError **error)
{
	if (!fs_make_dir(dir, error))
		return FALSE;
	for (guint i = 0; i < self->flavours->len; i++) {
		const struct branch_flavour *flavour = self->flavours->pdata[i];
		g_autofree char *name = g_strconcat(prefix, flavour->name, NULL);
		g_autofree char *from =
			g_build_filename(self->dir, "config", flavour->name, NULL);
		g_autofree char *to = g_build_filename(dir, name, NULL);

		if (!fs_copy(from, to, error))
			return FALSE;
	}
	return TRUE;
}

char *package_changelog(const package *self, const char *name, const char *version,
			char *(*print)(const struct changelog *, GError **),
			GError **error)
{
	g_autofree char *about =
		g_strdup_printf("Linux %s with the series of branch %s.",
				self->source->version, self->b->name);
	const struct changelog log = {
		.package = name,
		.version = version,
		.maintainer = self->b->package->maintainer,
		.date = self->b->package->date,
		.upstream = about,
		.series = self->series,
	};

	return print(&log, error);
}

/* The flag S keeps the targets of symbolic links as they are. */
gboolean package_tarball(const package *self, const char *to, GError **error)
{
	g_autofree char *top =
		g_strdup_printf("--transform=s,^\\.,linux-%s,S", self->source->version);
	const char *argv[] = {"tar",
			      "--sort=name",
			      "--mtime=@0",
			      "--owner=0",
			      "--group=0",
			      "--numeric-owner",
			      "--mode=go=u,go-w",
			      top,
			      "-C",
			      self->source->dir,
			      "-cJf",
			      to,
			      self->options->binary_only ? "./COPYING" : ".",
			      NULL};
	/* The bits are the same for any number of threads but one. */
	const char *environ[] = {"XZ_OPT=-T2", NULL};
	struct process process = {.argv = argv, .environ = environ};

	if (self->source->tarball)
		return fs_copy(self->source->tarball, to, error);
	return process_run(&process, NULL, error);
}

char *package_place(const package *self, const char *name)
{
	if (self->options->out)
		return g_canonicalize_filename(self->options->out, NULL);
	return g_build_filename(self->dir, name, NULL);
}

char *package_part(const package *self, const char *name)
{
	g_autofree char *place = package_place(self, name);

	return g_strconcat(place, ".kferry-part", NULL);
}

gboolean package_publish(const package *self, const char *name, GError **error)
{
	g_autofree char *place = package_place(self, name);
	g_autofree char *part = package_part(self, name);

	return (self->options->out || fs_remove(place, error)) &&
	       fs_rename(part, place, error);
}
