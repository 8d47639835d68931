/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "build/package.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "branch/project.h"
#include "build/build-dir.h"
#include "build/dotconfig.h"
#include "build/farm.h"
#include "build/kbuild.h"
#include "build/package-files.h"
#include "patch/series.h"
#include "upstream/cve-data.h"
#include "upstream/cve-vex.h"
#include "util/build-progress.h"
#include "util/cache.h"
#include "util/error.h"
#include "util/fs.h"
#include "util/lock.h"
#include "util/progress.h"
#include "util/subprocess.h"

#define STAGE_SCRIPT "scripts/stage-kernel"

void package_free(struct package *package)
{
	if (!package)
		return;
	g_clear_pointer(&package->source, pristine_free);
	g_clear_pointer(&package->series, g_ptr_array_unref);
	g_clear_pointer(&package->flavours, g_ptr_array_unref);
	g_clear_pointer(&package->words, g_hash_table_unref);
	g_free(package->abi);
	g_free(package->dir);
	g_free(package->stage);
	g_free(package->script);
	g_free(package);
}

char *package_release(const struct package *package,
		      const struct branch_flavour *flavour)
{
	return g_strjoin("-", package->source->version, package->abi, flavour->name,
			 NULL);
}

static gboolean choose_flavours(struct package *package, GError **error)
{
	const struct branch_package *p = package->b->package;

	if (!p || !p->flavours->len)
		return branch_flavour(package->b, "", error) != NULL;
	package->flavours = g_ptr_array_new();
	for (guint i = 0; !package->options->flavours && i < p->flavours->len; i++)
		g_ptr_array_add(package->flavours, p->flavours->pdata[i]);
	for (char **name = package->options->flavours; name && *name; name++) {
		const struct branch_flavour *flavour =
			branch_flavour(package->b, *name, error);

		if (!flavour)
			return FALSE;
		g_ptr_array_add(package->flavours, (gpointer)flavour);
	}
	return TRUE;
}

/* All patches are in one directory of a source package, beside the series file, so
 * their names must be unique there. */
static gboolean check_names(const struct series *series, GHashTable *taken,
			    GError **error)
{
	g_autoptr(GPtrArray) patches = series_patches(series);

	for (guint i = 0; i < patches->len; i++) {
		const struct series_entry *entry = patches->pdata[i];

		if (g_hash_table_add(taken, g_strdup(entry->name)))
			continue;
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "%s:%u: '%s': two files with this name in one package",
			    series->path, entry->line, entry->name);
		return FALSE;
	}
	return TRUE;
}

static gboolean load_series(struct package *package, GError **error)
{
	g_autoptr(GHashTable) taken =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	g_hash_table_add(taken, g_strdup("series"));
	package->series = g_ptr_array_new_with_free_func((GDestroyNotify)series_free);
	for (char **path = package->b->package->series; *path; path++) {
		struct series *series = series_load(*path, error);

		if (!series)
			return FALSE;
		g_ptr_array_add(package->series, series);
		if (!check_names(series, taken, error))
			return FALSE;
	}
	return TRUE;
}

/* Sets the words that all templates know. */
static void set_words(struct package *package)
{
	const struct branch_package *p = package->b->package;
	g_autoptr(GString) names = g_string_new(NULL);
	g_autofree char *epoch = g_strdup_printf("%" G_GINT64_FORMAT, p->date);

	for (guint i = 0; i < package->flavours->len; i++) {
		const struct branch_flavour *flavour = package->flavours->pdata[i];

		g_string_append_printf(names, "%s%s", i ? " " : "", flavour->name);
	}
	package->words = template_words_new();
	template_set(package->words, "VERSION", package->source->version);
	template_set(package->words, "BRANCH", package->b->base);
	template_set(package->words, "ARCH", package->b->arch->debian);
	template_set(package->words, "RPM_ARCH", package->b->arch->rpm);
	template_set(package->words, "TRIPLET", package->b->arch->triplet);
	template_set(package->words, "ABI", package->abi);
	template_set(package->words, "NUMBER", package->abi + strlen("kferry"));
	template_set(package->words, "FLAVOURS", names->str);
	template_set(package->words, "MAINTAINER", p->maintainer);
	template_set(package->words, "EPOCH", epoch);
}

/* Refuses to replace files of the user. */
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

/* Checks the files for signing before a build of hours. */
static gboolean check_readable(const char *path, GError **error)
{
	if (!path || access(path, R_OK) == 0)
		return TRUE;
	g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "%s: %s", path, g_strerror(errno));
	return FALSE;
}

struct package *package_new(const struct branch *b,
			    const struct package_options *options, GError **error)
{
	g_autoptr(Package) package = g_new0(struct package, 1);

	package->b = b;
	package->options = options;
	if (!check_out(options->out, error) ||
	    !check_readable(options->sign_key, error) ||
	    !check_readable(options->sign_cert, error) ||
	    !choose_flavours(package, error) || !load_series(package, error))
		return NULL;
	/* names of packages contain its version */
	package->source = options->from ? source_get(b, NULL, options->from, error)
					: source_get_exact(b, NULL, error);
	if (!package->source)
		return NULL;
	package->abi = g_strdup_printf(
		"kferry%u", options->release ? options->release : b->package->release);
	package->dir = cache_path("package", b->name, NULL);
	package->stage = cache_path("stage", b->name, NULL);
	package->script = project_file(b->dir, STAGE_SCRIPT, error);
	if (!package->script)
		return NULL;
	set_words(package);
	return g_steal_pointer(&package);
}

/* --- input of make ---------------------------------------------------------------- */

/* Replaces @dir by the directory @part unless they are equal, because make compares
 * timestamps. */
static gboolean replace_dir(const char *part, const char *dir, GError **error)
{
	g_autofree char *old = fs_digest(dir, NULL);
	g_autofree char *new = fs_digest(part, error);

	if (!new)
		return FALSE;
	if (!g_strcmp0(new, old))
		return fs_remove(part, error);
	return fs_remove(dir, error) && fs_rename(part, dir, error);
}

/* Writes configs/NAME.make as kbuild/kbuild.make, and copies the files to which it
 * refers, with the same relative paths. */
static gboolean write_kbuild(const struct package *package, GError **error)
{
	static const char reference[] = "$(KFERRY_DIR)/";
	g_autofree char *name =
		package->b->make ? g_strconcat(package->b->make, ".make", NULL) : NULL;
	g_autofree char *shown = name ? g_build_filename("configs", name, NULL) : NULL;
	g_autofree char *root =
		name ? project_root_of(package->b->dir, shown, error) : NULL;
	g_autofree char *from = root ? g_build_filename(root, shown, NULL) : NULL;
	g_autofree char *dir = g_build_filename(package->dir, "kbuild", NULL);
	g_autofree char *part = g_strconcat(dir, ".part", NULL);
	g_autofree char *to = g_build_filename(part, "kbuild.make", NULL);
	g_autofree char *text = from   ? fs_read(from, error)
				: name ? NULL
				       : g_strdup("");
	g_autofree char *all = NULL;

	if (!text || !fs_remove(part, error) || !fs_make_dir(part, error))
		return FALSE;
	for (const char *at = text; (at = strstr(at, reference));) {
		g_autofree char *path = NULL;
		g_autofree char *source = NULL;
		g_autofree char *copy = NULL;

		at += strlen(reference);
		path = g_strndup(at, strcspn(at, " \t\n"));
		source = g_build_filename(root, path, NULL);
		copy = g_build_filename(part, path, NULL);
		if (!fs_copy_tree(source, copy, error))
			return FALSE;
	}
	all = g_strconcat("ARCH=", package->b->arch->make, "\n", text, NULL);
	return fs_write(to, all, error) && replace_dir(part, dir, error);
}

char *package_arch_file(const struct package *package)
{
	return g_build_filename(package->dir, "arch", NULL);
}

/* Writes what stage-kernel has to know of the architecture. */
static gboolean write_arch(const struct package *package, GError **error)
{
	const struct arch *arch = package->b->arch;
	g_autofree char *path = package_arch_file(package);
	g_autofree char *text = g_strdup_printf(
		"machine=%s\ntriplet=%s\ndirectory=%s\ntarget=%s\nimage=%s\n",
		arch->machine, arch->triplet, arch->directory, arch->target,
		arch->image);

	return fs_make_dir(package->dir, error) && fs_update(path, text, error);
}

/* Writes the flavour's .config to config/NAME; returns its path. */
static char *write_config(const struct package *package,
			  const struct branch_flavour *flavour, GError **error)
{
	g_autofree char *dir = g_build_filename(package->dir, "config", NULL);
	g_autofree char *path = g_build_filename(dir, flavour->name, NULL);
	g_autoptr(Kconfig) requests =
		kconfig_compose(package->b, flavour->config, NULL, error);
	g_autofree char *text =
		requests ? dotconfig_make(package->b, requests, package->source, error)
			 : NULL;

	if (!text || !fs_make_dir(dir, error) || !fs_update(path, text, error))
		return NULL;
	return g_steal_pointer(&path);
}

/* --- building ------------------------------------------------------------------- */

/* The build of a flavour. */
struct stage {
	const struct package *package;
	char *title, *release, *config, *arch, *kbuild;
	char *tree, *output, *dir; /* dir: its laid-out files */
	char *log;
};

typedef struct stage Stage;

static void stage_clear(struct stage *stage)
{
	g_free(stage->title);
	g_free(stage->release);
	g_free(stage->config);
	g_free(stage->arch);
	g_free(stage->kbuild);
	g_free(stage->tree);
	g_free(stage->output);
	g_free(stage->dir);
	g_free(stage->log);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Stage, stage_clear)

/* Returns "-" for a missing optional file. */
static char *digest_of(const char *path, GError **error)
{
	return path ? fs_sha256(path, error) : g_strdup("-");
}

/*
 * Everything on which the staged files depend, except the compiler, which make checks.
 */
static char *fingerprint(const struct stage *stage, const char *make_identity,
			 GError **error)
{
	const struct package_options *options = stage->package->options;
	g_autofree char *config = fs_sha256(stage->config, error);
	g_autofree char *arch = config ? fs_sha256(stage->arch, error) : NULL;
	g_autofree char *script =
		arch ? fs_sha256(stage->package->script, error) : NULL;
	g_autofree char *key = script ? digest_of(options->sign_key, error) : NULL;
	g_autofree char *cert = key ? digest_of(options->sign_cert, error) : NULL;
	g_autoptr(GPtrArray) patches = series_list_patches(stage->package->series);
	g_autoptr(GString) text = g_string_new(NULL);

	if (!cert)
		return NULL;
	g_string_append_printf(text,
			       "release %s\nsource %s\nconfig %s\narch %s\nscript %s\n"
			       "date %" G_GINT64_FORMAT "\nsign %s %s %s\n%s",
			       stage->release, stage->package->source->identity, config,
			       arch, script, stage->package->b->package->date, key,
			       cert, options->sign_image ? options->sign_image : "-",
			       make_identity);
	for (guint i = 0; i < patches->len; i++) {
		g_autofree char *path = series_patch_path(patches->pdata[i]);
		g_autofree char *sum = fs_sha256(path, error);

		if (!sum)
			return NULL;
		g_string_append_printf(text, "patch %s\n", sum);
	}
	return g_string_free(g_steal_pointer(&text), FALSE);
}

static GPtrArray *stage_command(const struct stage *stage, const struct farm *farm)
{
	const struct package_options *options = stage->package->options;
	const char *const pairs[][2] = {
		{"--source", stage->tree},
		{"--output", stage->output},
		{"--config", stage->config},
		{"--release", stage->release},
		{"--stage", stage->dir},
		{"--arch", stage->arch},
		{"--make", stage->kbuild},
		{"--sign-key", options->sign_key},
		{"--sign-cert", options->sign_cert},
		{"--sign-image", options->sign_image},
	};
	guint jobs = options->jobs ?: farm->jobs;
	GPtrArray *argv = g_ptr_array_new_with_free_func(g_free);

	g_ptr_array_add(argv, g_strdup(stage->package->script));
	for (guint i = 0; i < G_N_ELEMENTS(pairs); i++)
		if (pairs[i][1]) {
			g_ptr_array_add(argv, g_strdup(pairs[i][0]));
			g_ptr_array_add(argv, g_strdup(pairs[i][1]));
		}
	if (jobs) {
		g_ptr_array_add(argv, g_strdup("--jobs"));
		g_ptr_array_add(argv, g_strdup_printf("%u", jobs));
	}
	g_ptr_array_add(argv, NULL);
	return argv;
}

static gboolean run_stage(const struct stage *stage, int keep_fd, GError **error)
{
	g_autofree char *prefix = arch_prefix(stage->package->b->arch);
	g_autofree char *gcc = g_strconcat(prefix, "gcc", NULL);
	g_autoptr(Farm) farm = farm_new(gcc, error);
	g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
	g_autoptr(GPtrArray) argv = NULL;
	g_auto(GStrv) environ = NULL;
	g_autofree char *ccache_dir = cache_path("ccache", NULL);
	g_autofree char *ccache = g_strconcat("CCACHE_DIR=", ccache_dir, NULL);
	g_autofree char *epoch = g_strdup_printf("SOURCE_DATE_EPOCH=%" G_GINT64_FORMAT,
						 stage->package->b->package->date);
	struct build_progress shown = {.title = stage->title};
	struct subprocess process = {
		.unset = kbuild_unset(),
		.keep_fd = keep_fd,
	};

	if (!farm)
		return FALSE;
	argv = stage_command(stage, farm);
	g_strv_builder_add(builder, epoch);
	g_strv_builder_add(builder, ccache);
	g_strv_builder_add(builder, CACHE_CCACHE_MODE);
	if (subprocess_exists("ccache"))
		g_strv_builder_add(builder, CACHE_CCACHE);
	if (farm->environ)
		g_strv_builder_addv(builder, (const char **)farm->environ);
	environ = g_strv_builder_end(builder);
	process.argv = (const char *const *)argv->pdata;
	process.environ = (const char *const *)environ;
	return build_progress_run(&process, "stage-kernel", stage->log, &shown, error);
}

/* The fingerprint is written last: without it, the stage is not complete. */
static gboolean make_stage(const struct stage *stage, GError **error)
{
	g_autofree char *name = g_path_get_basename(stage->output);
	g_autofree char *lock_name = g_strconcat("build-", name, NULL);
	g_autofree char *path = g_build_filename(stage->dir, "fingerprint", NULL);
	g_autoptr(Lock) held = lock_take(lock_name, stage->title, error);
	g_autoptr(Kbuild) make =
		held ? kbuild_new(stage->package->b, stage->tree, stage->output, error)
		     : NULL;
	g_autofree char *print =
		make ? fingerprint(stage, kbuild_identity(make), error) : NULL;
	g_autofree char *old = NULL;

	if (!print)
		return FALSE;
	if (g_file_get_contents(path, &old, NULL, NULL) && !strcmp(old, print))
		return TRUE;
	return build_dir_prepare(stage->tree, stage->output, stage->package->source,
				 kbuild_identity(make), stage->package->series,
				 error) &&
	       run_stage(stage, lock_fd(held), error) && fs_write(path, print, error);
}

/* Signatures change nearly every object. Signed kernels are built in a separate
 * directory, so that each build stays incremental. */
static gboolean stage_flavour(const struct package *package,
			      const struct branch_flavour *flavour, GError **error)
{
	g_autofree char *name =
		g_strconcat(package->b->name, "@", flavour->name,
			    package->options->sign_key ? "-signed" : NULL, NULL);
	g_auto(Stage) s = {.package = package};

	s.config = write_config(package, flavour, error);
	if (!s.config)
		return FALSE;
	s.title = g_strjoin(" ", package->b->name, flavour->name, NULL);
	s.release = package_release(package, flavour);
	s.arch = package_arch_file(package);
	s.kbuild = g_build_filename(package->dir, "kbuild", "kbuild.make", NULL);
	s.tree = cache_path("tree", name, NULL);
	s.output = cache_path("build", name, NULL);
	s.dir = g_build_filename(package->stage, flavour->name, NULL);
	s.log = g_strconcat(s.output, ".log", NULL);
	return make_stage(&s, error);
}

gboolean package_stage(struct package *package, GError **error)
{
	if (!write_arch(package, error) || !write_kbuild(package, error))
		return FALSE;
	for (guint i = 0; i < package->flavours->len; i++)
		if (!stage_flavour(package, package->flavours->pdata[i], error))
			return FALSE;
	return TRUE;
}

/* --- for both kinds of source packages -------------------------------------------- */

gboolean package_copy_patches(const struct package *package, const char *dir,
			      GError **error)
{
	g_autoptr(GPtrArray) patches = series_list_patches(package->series);
	g_autoptr(GString) list = g_string_new(NULL);
	g_autofree char *path = g_build_filename(dir, "series", NULL);

	if (!fs_make_dir(dir, error))
		return FALSE;
	for (guint i = 0; i < patches->len; i++) {
		const struct series_entry *entry = patches->pdata[i];
		g_autofree char *from = series_patch_path(entry);
		g_autofree char *to = g_build_filename(dir, entry->name, NULL);
		g_autofree char *above = g_path_get_dirname(to);

		if (!fs_make_dir(above, error) || !fs_copy(from, to, error))
			return FALSE;
		g_string_append(list, entry->raw);
		if (!g_str_has_suffix(entry->raw, "\n"))
			g_string_append_c(list, '\n');
	}
	return fs_write(path, list->str, error);
}

gboolean package_copy_configs(const struct package *package, const char *dir,
			      const char *prefix, GError **error)
{
	if (!fs_make_dir(dir, error))
		return FALSE;
	for (guint i = 0; i < package->flavours->len; i++) {
		const struct branch_flavour *flavour = package->flavours->pdata[i];
		g_autofree char *name = g_strconcat(prefix, flavour->name, NULL);
		g_autofree char *from =
			g_build_filename(package->dir, "config", flavour->name, NULL);
		g_autofree char *to = g_build_filename(dir, name, NULL);

		if (!fs_copy(from, to, error))
			return FALSE;
	}
	return TRUE;
}

/* Returns "Linux 6.1.187 with the series of branch 6.1. Fixes since 6.1.180: CVE-...",
 * with the CVEs of base and series if data was imported (kferry-cve(1)). */
static char *about_release(const struct package *package, GError **error)
{
	g_autofree char *first =
		g_strdup_printf("Linux %s with the series of branch %s.",
				package->source->version, package->b->base);
	g_autoptr(CveData) data = NULL;
	g_autofree char *fixed = NULL;
	const char *since;
	GError *why = NULL;

	if (!cve_data_exist())
		return g_steal_pointer(&first);
	data = cve_data_open(error);
	if (!data)
		return NULL;
	fixed = cve_data_fixed(data, package->b, &since, &why);
	if (why) {
		g_propagate_error(error, why);
		return NULL;
	}
	return fixed && *fixed
		       ? g_strdup_printf("%s Fixes since %s: %s.", first, since, fixed)
		       : g_steal_pointer(&first);
}

char *package_changelog(const struct package *package, const char *name,
			const char *version,
			char *(*print)(const struct changelog *, GError **),
			GError **error)
{
	g_autofree char *about = about_release(package, error);
	const struct changelog log = {
		.package = name,
		.version = version,
		.maintainer = package->b->package->maintainer,
		.date = package->b->package->date,
		.upstream = about,
		.series = package->series,
	};

	return about ? print(&log, error) : NULL;
}

/* A file that a program writes. */
struct growing {
	const char *path;
	struct progress *shown;
};

static void show_size(void *data)
{
	struct growing *file = data;
	GStatBuf status;

	if (!g_stat(file->path, &status))
		progress_set(file->shown, status.st_size);
}

/* Flag S keeps the targets of symbolic links unchanged. */
gboolean package_tarball(const struct package *package, const char *to, GError **error)
{
	g_autofree char *top = g_strdup_printf("--transform=s,^\\.,linux-%s,S",
					       package->source->version);
	const char *argv[] = {"tar",
			      "--sort=name",
			      "--mtime=@0",
			      "--owner=0",
			      "--group=0",
			      "--numeric-owner",
			      "--mode=go=u,go-w",
			      top,
			      "-C",
			      package->source->dir,
			      "-cJf",
			      to,
			      package->options->binary_only ? "./COPYING" : ".",
			      NULL};
	/* any number of threads except one gives the same bytes */
	const char *environ[] = {"XZ_OPT=-T2", NULL};
	g_autofree char *title = g_path_get_basename(to);
	g_autoptr(Progress) shown = NULL;
	struct growing file = {.path = to};
	struct subprocess process = {
		.argv = argv, .environ = environ, .tick = show_size, .data = &file};

	if (package->source->tarball)
		return fs_copy(package->source->tarball, to, error);
	shown = progress_new(title, "MB", 0);
	file.shown = shown;
	return subprocess_run(&process, NULL, error);
}

char *package_place(const struct package *package, const char *name)
{
	if (package->options->out)
		return g_canonicalize_filename(package->options->out, NULL);
	return g_build_filename(package->dir, name, NULL);
}

char *package_part(const struct package *package, const char *name)
{
	g_autofree char *place = package_place(package, name);

	return g_strconcat(place, ".kferry-part", NULL);
}

/*
 * Returns the package URL of the flavour's kernel package, by which scanners find it, see
 * https://github.com/package-url/purl-spec/tree/main/types. They compare the name of the
 * distribution, so it is the one that such packages are usually made for.
 */
static char *product_of(const struct package *package,
			const struct branch_flavour *flavour, const char *kind)
{
	const char *version = package->source->version;
	g_autofree char *release = package_release(package, flavour);
	g_autofree char *core = package_rpm_name(flavour->name, "core");

	if (!strcmp(kind, "deb"))
		return g_strdup_printf(
			"pkg:deb/debian/linux-image-%s@%s-%s?arch=%s", release, version,
			package->abi + strlen("kferry"), package->b->arch->debian);
	return g_strdup_printf("pkg:rpm/fedora/%s@%s-%s?arch=%s", core, version,
			       package->abi, package->b->arch->rpm);
}

/* Writes the states of all CVEs that concern the flavour as an OpenVEX document to
 * @dir. */
static gboolean write_vex(const struct package *package, const struct cve_data *data,
			  const struct branch_flavour *flavour, const char *kind,
			  const char *dir, GError **error)
{
	static const char *const stated[] = {
		"fixed",   "fixed-by", "reverted", "not-built",	  "accepted",
		"unknown", "not-run",  "affected", "affected-by", NULL};
	const struct cve_filter filter = {.states = (char **)stated};
	g_autofree char *base =
		g_strdup_printf("%s-%s.openvex.json", package->b->base, flavour->name);
	g_autofree char *path = g_build_filename(dir, base, NULL);
	g_autofree char *product = product_of(package, flavour, kind);
	g_autoptr(CveKernel) kernel =
		cve_kernel_of_branch(package->b, flavour->name, error);
	g_autoptr(CveReport) report = kernel ? cve_data_judge(data, kernel) : NULL;
	json_t *document;
	g_autofree char *text = NULL;

	if (!report)
		return FALSE;
	cve_report_filter(report, &filter);
	document = cve_vex_openvex(report, product);
	text = json_dumps(document, JSON_INDENT(1));
	json_decref(document);
	return fs_write(path, text, error);
}

static gboolean write_documents(const struct package *package, const char *kind,
				const char *dir, GError **error)
{
	g_autoptr(CveData) data = NULL;

	if (!cve_data_exist())
		return TRUE;
	data = cve_data_open(error);
	for (guint i = 0; data && i < package->flavours->len; i++)
		if (!write_vex(package, data, package->flavours->pdata[i], kind, dir,
			       error))
			return FALSE;
	return data != NULL;
}

gboolean package_publish(const struct package *package, const char *name,
			 GError **error)
{
	g_autofree char *place = package_place(package, name);
	g_autofree char *part = package_part(package, name);

	return write_documents(package, name, part, error) &&
	       (package->options->out || fs_remove(place, error)) &&
	       fs_rename(part, place, error);
}
