/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * DEB packages: debian/ of the project, filled in for this release, is put into a clone
 * of the pristine source, and dpkg-buildpackage(1) is run.
 *
 * debian/NAME.in becomes debian/NAME. debian/KIND.NAME.in, where KIND is one of those
 * below, becomes debian/PACKAGE.NAME for the package of that kind of each flavour.
 * control-flavour.in is appended to control for each flavour.
 */
#include <string.h>

#include "branch/project.h"
#include "build/kbuild.h"
#include "build/package.h"
#include "build/worktree.h"
#include "util/build-progress.h"
#include "util/error.h"
#include "util/fs.h"
#include "util/subprocess.h"

static const struct kind {
	const char *prefix;
	const char *before, *after; /* parts of the package's name around uname -r */
	gboolean meta;		    /* has BRANCH-FLAVOUR instead of uname -r */
} kinds[] = {
	{"image.", "linux-image-", "", FALSE},
	{"headers.", "linux-headers-", "", FALSE},
	{"dbgsym.", "linux-image-", "-dbgsym", FALSE},
	{"image-meta.", "linux-image-kferry-", "", TRUE},
	{"headers-meta.", "linux-headers-kferry-", "", TRUE},
};

static const struct kind *find_kind(const char *name)
{
	for (guint i = 0; i < G_N_ELEMENTS(kinds); i++)
		if (g_str_has_prefix(name, kinds[i].prefix))
			return &kinds[i];
	return NULL;
}

static void set_flavour(struct package *package, const struct branch_flavour *flavour)
{
	g_autofree char *release = package_release(package, flavour);

	template_set(package->words, "FLAVOUR", flavour->name);
	template_set(package->words, "DESCRIPTION", flavour->description);
	template_set(package->words, "REL", release);
}

/* Fills in a template for each flavour, under the name of its package. */
static gboolean fill_kind(struct package *package, const struct kind *kind,
			  const char *template, const char *name, const char *dir,
			  GError **error)
{
	const char *rest = name + strlen(kind->prefix) - 1; /* including its dot */

	for (guint i = 0; i < package->flavours->len; i++) {
		const struct branch_flavour *flavour = package->flavours->pdata[i];
		g_autofree char *which = kind->meta ? g_strjoin("-", package->b->base,
								flavour->name, NULL)
						    : package_release(package, flavour);
		g_autofree char *to = g_strconcat(dir, "/", kind->before, which,
						  kind->after, rest, NULL);

		set_flavour(package, flavour);
		to[strlen(to) - strlen(".in")] = '\0';
		if (!template_write(template, package->words, to, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean fill_control(struct package *package, const char *from, const char *dir,
			     GError **error)
{
	g_autofree char *head = g_build_filename(from, "control.in", NULL);
	g_autofree char *each = g_build_filename(from, "control-flavour.in", NULL);
	g_autofree char *to = g_build_filename(dir, "control", NULL);
	g_autofree char *text = template_fill(head, package->words, error);
	g_autoptr(GString) all = g_string_new(text);

	if (!text)
		return FALSE;
	for (guint i = 0; i < package->flavours->len; i++) {
		g_autofree char *part = NULL;

		set_flavour(package, package->flavours->pdata[i]);
		part = template_fill(each, package->words, error);
		if (!part)
			return FALSE;
		g_string_append_printf(all, "\n%s", part);
	}
	return fs_write(to, all->str, error);
}

/* Installs a file of debian/, which may be a template. */
static gboolean fill_one(struct package *package, const char *from, const char *name,
			 const char *dir, GError **error)
{
	g_autofree char *path = g_build_filename(from, name, NULL);
	g_autofree char *to = g_build_filename(dir, name, NULL);
	const struct kind *kind = find_kind(name);

	if (g_str_has_prefix(name, "control"))
		return TRUE; /* handled by fill_control() */
	if (!g_str_has_suffix(name, ".in"))
		return fs_copy_tree(path, to, error);
	if (kind)
		return fill_kind(package, kind, path, name, dir, error);
	to[strlen(to) - strlen(".in")] = '\0';
	return template_write(path, package->words, to, error);
}

/* The files of debian/ belong together: the project's are used if it has control.in,
 * since a debian/ without it belongs to a package of the project itself. */
static gboolean fill_debian(struct package *package, const char *dir, GError **error)
{
	g_autofree char *root =
		project_root_of(package->b->dir, "debian/control.in", error);
	g_autofree char *from = root ? g_build_filename(root, "debian", NULL) : NULL;
	g_autoptr(GPtrArray) names = from ? fs_names(from, error) : NULL;

	if (!names)
		return FALSE;
	for (guint i = 0; i < names->len; i++)
		if (!fill_one(package, from, names->pdata[i], dir, error))
			return FALSE;
	return fill_control(package, from, dir, error);
}

static gboolean write_changelog(const struct package *package, const char *dir,
				GError **error)
{
	g_autofree char *name = g_strconcat("linux-kferry-", package->b->base, NULL);
	g_autofree char *version =
		g_strjoin("-", package->source->version,
			  (char *)g_hash_table_lookup(package->words, "NUMBER"), NULL);
	g_autofree char *path = g_build_filename(dir, "changelog", NULL);
	g_autofree char *text =
		package_changelog(package, name, version, changelog_deb, error);

	return text && fs_write(path, text, error);
}

/* Creates debian/ of the source package. */
static gboolean make_debian(struct package *package, const char *dir, GError **error)
{
	g_autofree char *patches = g_build_filename(dir, "patches", NULL);
	g_autofree char *script = g_build_filename(dir, "stage-kernel", NULL);
	g_autofree char *configs = g_build_filename(dir, "config", NULL);
	g_autofree char *kbuild = g_build_filename(package->dir, "kbuild", NULL);
	g_autofree char *kbuild_copy = g_build_filename(dir, "kbuild", NULL);
	g_autofree char *arch = package_arch_file(package);
	g_autofree char *arch_copy = g_build_filename(dir, "arch", NULL);

	return fs_make_dir(dir, error) && fs_copy(arch, arch_copy, error) &&
	       fs_copy_tree(kbuild, kbuild_copy, error) &&
	       package_copy_configs(package, configs, "", error) &&
	       fs_copy(package->script, script, error) &&
	       package_copy_patches(package, patches, error) &&
	       fill_debian(package, dir, error) && write_changelog(package, dir, error);
}

static gboolean run_build(struct package *package, const char *tree, const char *log,
			  GError **error)
{
	const struct package_options *options = package->options;
	const struct arch *arch = package->b->arch;
	g_autofree char *host = g_strconcat("-a", arch->debian, NULL);
	const char *argv[10] = {"dpkg-buildpackage", "-us", "-uc", "-ui"};
	guint count = 4;
	g_autofree char *stage = g_strconcat("KFERRY_STAGE_DIR=", package->stage, NULL);
	const char *environ[] = {stage, "LC_ALL=C.UTF-8", NULL};
	g_autofree char *title = g_strconcat(package->b->name, " deb", NULL);
	struct build_progress shown = {.title = title};
	struct subprocess process = {
		.argv = argv, .dir = tree, .environ = environ, .unset = kbuild_unset()};

	argv[count++] = options->binary_only ? "-b" : "-F";
	if (!arch_is_native(arch))
		argv[count++] = host;
	if (options->fast)
		argv[count++] = "-Ppkg.kferry.fast";
	if (options->binary_only)
		argv[count++] = "--source-option=--no-preparation";
	return build_progress_run(&process, "dpkg-buildpackage", log, &shown, error);
}

/* Creates the source: its tarball, and a clone of its contents without patches.
 * dpkg-source itself applies them, and finds other differences. */
static gboolean make_source(const struct package *package, const char *part,
			    const char *tree, GError **error)
{
	g_autofree char *state = g_build_filename(tree, WORKTREE_STATE, NULL);
	g_autofree char *orig =
		g_strdup_printf("%s/linux-kferry-%s_%s.orig.tar.xz", part,
				package->b->base, package->source->version);
	g_autoptr(GPtrArray) none = g_ptr_array_new();
	struct worktree_report report;

	return worktree_sync(package->source->dir, tree, none, &report, error) &&
	       fs_remove(state, error) && package_tarball(package, orig, error);
}

/* Binary packages are made from staged files, and need no source. */
gboolean package_deb(struct package *package, GError **error)
{
	g_autofree char *part = package_part(package, "deb");
	g_autofree char *tree =
		g_strdup_printf("%s/linux-kferry-%s-%s", part, package->b->base,
				package->source->version);
	g_autofree char *debian = g_build_filename(tree, "debian", NULL);
	g_autofree char *log = g_build_filename(package->dir, "deb.log", NULL);
	gboolean binary_only = package->options->binary_only;

	return fs_remove(part, error) &&
	       fs_make_dir(binary_only ? tree : part, error) &&
	       (binary_only || make_source(package, part, tree, error)) &&
	       fs_remove(log, error) && make_debian(package, debian, error) &&
	       run_build(package, tree, log, error) && fs_remove(tree, error) &&
	       package_publish(package, "deb", error);
}
