/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * RPM packages: specs/kernel.spec, filled in for this release, is put beside SOURCES
 * with everything that it names, and rpmbuild(8) is run.
 */
#include <glib/gstdio.h>
#include <string.h>
#include <utime.h>

#include "branch/project.h"
#include "build/kbuild.h"
#include "build/package.h"
#include "patch/series.h"
#include "util/build-progress.h"
#include "util/error.h"
#include "util/fs.h"
#include "util/plain-name.h"
#include "util/subprocess.h"

/* Directories of rpmbuild. */
struct tops {
	char *dir, *sources, *specs, *spec;
};

typedef struct tops Tops;

static void tops_clear(struct tops *tops)
{
	g_free(tops->dir);
	g_free(tops->sources);
	g_free(tops->specs);
	g_free(tops->spec);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Tops, tops_clear)

/*
 * Returns the name of a patch among the sources. rpm identifies it by this name alone,
 * expands macros in it repeatedly, and passes it to a shell. Therefore a name that is
 * not plain, or already used, is replaced by one with the patch's number.
 */
static char *source_name(const char *name, guint number, GHashTable *taken)
{
	char *base = g_path_get_basename(name);

	if (plain_name_refusal(base) || g_hash_table_contains(taken, base)) {
		g_autofree char *odd = g_steal_pointer(&base);

		g_strcanon(odd, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "._+~-", '_');
		base = g_strdup_printf("%04u-%s", number, odd);
	}
	g_hash_table_add(taken, g_strdup(base));
	return base;
}

/* Returns the names of other files among the sources. */
static GHashTable *taken_names(const struct package *package, const char *tarball)
{
	GHashTable *taken =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	g_hash_table_add(taken, g_strdup(tarball));
	g_hash_table_add(taken, g_strdup("stage-kernel"));
	g_hash_table_add(taken, g_strdup("kbuild.tar"));
	g_hash_table_add(taken, g_strdup("arch"));
	for (guint i = 0; i < package->flavours->len; i++) {
		const struct branch_flavour *flavour = package->flavours->pdata[i];

		g_hash_table_add(taken, g_strconcat("config-", flavour->name, NULL));
	}
	return taken;
}

/* Copies the patches to the directory @dir and appends a line for each to @lines. */
static gboolean copy_patches(const struct package *package, const char *dir,
			     const char *tarball, GString *lines, GError **error)
{
	g_autoptr(GHashTable) taken = taken_names(package, tarball);
	g_autoptr(GPtrArray) patches = series_list_patches(package->series);
	guint number = 0;

	for (guint i = 0; i < patches->len; i++) {
		const struct series_entry *entry = patches->pdata[i];
		g_autofree char *name = source_name(entry->name, ++number, taken);
		g_autofree char *from = series_patch_path(entry);
		g_autofree char *to = g_build_filename(dir, name, NULL);

		if (!fs_copy(from, to, error))
			return FALSE;
		g_string_append_printf(lines, "Patch%u: %s\n", number, name);
	}
	return TRUE;
}

/* Copies the variables for make, and the files to which they refer. */
static gboolean copy_kbuild(const struct package *package, const char *dir,
			    GError **error)
{
	g_autofree char *from = g_build_filename(package->dir, "kbuild", NULL);
	g_autofree char *tar = g_build_filename(dir, "kbuild.tar", NULL);
	const char *argv[] = {"tar",	   "--sort=name", "--mtime=@0",
			      "--owner=0", "--group=0",	  "--numeric-owner",
			      "-C",	   from,	  "-cf",
			      tar,	   ".",		  NULL};
	struct subprocess process = {.argv = argv};

	return subprocess_run(&process, NULL, error);
}

/* rpm keeps the timestamps of files in a source package. */
static gboolean set_times(const struct package *package, const struct tops *t,
			  GError **error)
{
	const struct utimbuf time = {package->b->package->date,
				     package->b->package->date};
	g_autoptr(GPtrArray) names = fs_names(t->sources, error);

	if (!names)
		return FALSE;
	for (guint i = 0; i < names->len; i++) {
		g_autofree char *path =
			g_build_filename(t->sources, names->pdata[i], NULL);

		g_utime(path, (struct utimbuf *)&time);
	}
	g_utime(t->spec, (struct utimbuf *)&time);
	return TRUE;
}

static gboolean write_spec(const struct package *package, const struct tops *t,
			   const char *tarball, const char *patches, GError **error)
{
	g_autofree char *version =
		g_strjoin("-", package->source->version, package->abi, NULL);
	g_autofree char *from =
		project_file(package->b->dir, "specs/kernel.spec", error);
	g_autofree char *changes = from ? package_changelog(package, "kernel", version,
							    changelog_rpm, error)
					: NULL;

	if (!changes)
		return FALSE;
	template_set(package->words, "TARBALL", tarball);
	template_set(package->words, "PATCHES", patches);
	template_set(package->words, "CHANGELOG", changes);
	return template_write(from, package->words, t->spec, error);
}

static gboolean fill_tops(const struct package *package, const struct tops *t,
			  GError **error)
{
	g_autofree char *tarball =
		g_strdup_printf("linux-%s.tar.xz", package->source->version);
	g_autofree char *to = g_build_filename(t->sources, tarball, NULL);
	g_autofree char *script = g_build_filename(t->sources, "stage-kernel", NULL);
	g_autofree char *arch = package_arch_file(package);
	g_autofree char *arch_copy = g_build_filename(t->sources, "arch", NULL);
	g_autoptr(GString) patches = g_string_new(NULL);

	return fs_remove(t->dir, error) && fs_make_dir(t->sources, error) &&
	       fs_make_dir(t->specs, error) && package_tarball(package, to, error) &&
	       copy_patches(package, t->sources, tarball, patches, error) &&
	       package_copy_configs(package, t->sources, "config-", error) &&
	       copy_kbuild(package, t->sources, error) &&
	       fs_copy(package->script, script, error) &&
	       fs_copy(arch, arch_copy, error) &&
	       write_spec(package, t, tarball, patches->str, error) &&
	       set_times(package, t, error);
}

/* Runs rpmbuild on @what with @mode. --nodeps: build requirements in the spec have
 * Fedora's names; on other systems scripts/deps installs the packages. */
static gboolean run_build(const struct package *package, const struct tops *t,
			  const char *mode, const char *what, const char *log,
			  GError **error)
{
	const struct package_options *options = package->options;
	g_autofree char *top = g_strconcat("_topdir ", t->dir, NULL);
	g_autofree char *stage = g_strconcat("kferry_stage ", package->stage, NULL);
	/* the packager is not set in the spec, but by whoever builds */
	g_autofree char *packager =
		g_strconcat("packager ", package->b->package->maintainer, NULL);
	g_autofree char *title = g_strconcat(package->b->name, " rpm", NULL);
	const struct arch *arch = package->b->arch;
	/* For the machine's own architecture the option is left out, since it would
	 * change nothing. */
	g_autofree char *target =
		arch_is_native(arch) ? NULL : g_strconcat("--target=", arch->rpm, NULL);
	const char *argv[] = {"rpmbuild",
			      mode,
			      "--nodeps",
			      "--define",
			      top,
			      "--define",
			      stage,
			      "--define",
			      packager,
			      "--define",
			      options->fast ? "_binary_payload w2.zstdio"
					    : "_binary_payload w10.zstdio",
			      what,
			      NULL,
			      NULL,
			      NULL,
			      NULL};
	guint count = g_strv_length((char **)argv);
	const char *environ[] = {"LC_ALL=C.UTF-8", NULL};
	struct build_progress shown = {.title = title};
	struct subprocess process = {
		.argv = argv, .environ = environ, .unset = kbuild_unset()};

	if (target)
		argv[count++] = target;
	if (options->fast) {
		argv[count++] = "--without";
		argv[count++] = "debuginfo";
	}
	return build_progress_run(&process, "rpmbuild", log, &shown, error);
}

/* Builds the source package, and from it the binary ones: rpm records the command in
 * them, and those of -ba would differ from those of rpmbuild --rebuild. */
static gboolean build_all(const struct package *package, const struct tops *t,
			  const char *log, GError **error)
{
	g_autofree char *name = g_strdup_printf("kernel-%s-%s.src.rpm",
						package->source->version, package->abi);
	g_autofree char *source = g_build_filename(t->dir, "SRPMS", name, NULL);

	if (package->options->binary_only)
		return run_build(package, t, "-bb", t->spec, log, error);
	return run_build(package, t, "-bs", t->spec, log, error) &&
	       run_build(package, t, "--rebuild", source, log, error);
}

/* Moves the binary and source packages to one directory. */
static gboolean collect(const struct package *package, const struct tops *t,
			const char *to, GError **error)
{
	g_autofree char *binary = g_build_filename("RPMS", package->b->arch->rpm, NULL);
	const char *const directories[] = {binary, "SRPMS"};

	if (!fs_remove(to, error) || !fs_make_dir(to, error))
		return FALSE;
	for (guint i = 0; i < G_N_ELEMENTS(directories); i++) {
		g_autofree char *dir = g_build_filename(t->dir, directories[i], NULL);
		g_autoptr(GPtrArray) names = fs_names(dir, error);

		if (!names)
			return FALSE;
		for (guint j = 0; j < names->len; j++) {
			const char *name = names->pdata[j];
			g_autofree char *from = g_build_filename(dir, name, NULL);
			g_autofree char *path = g_build_filename(to, name, NULL);

			/* --out may be on another file system */
			if (g_rename(from, path) && !fs_copy(from, path, error))
				return FALSE;
		}
	}
	return TRUE;
}

gboolean package_rpm(struct package *package, GError **error)
{
	g_autofree char *part = package_part(package, "rpm");
	g_autofree char *log = g_build_filename(package->dir, "rpm.log", NULL);
	g_auto(Tops) t = {.dir = g_build_filename(package->dir, "rpmbuild", NULL)};

	t.sources = g_build_filename(t.dir, "SOURCES", NULL);
	t.specs = g_build_filename(t.dir, "SPECS", NULL);
	t.spec = g_build_filename(t.specs, "kernel.spec", NULL);
	return fs_remove(log, error) && fill_tops(package, &t, error) &&
	       build_all(package, &t, log, error) &&
	       collect(package, &t, part, error) && fs_remove(t.dir, error) &&
	       package_publish(package, "rpm", error);
}
