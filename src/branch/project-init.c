/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The files are created in a scratch directory, loaded as any branch, and then moved to
 * their place in one transaction.
 */
#include "branch/project-init.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "branch/source-pin.h"
#include "patch/series-apply.h"
#include "util/error.h"
#include "util/fs.h"
#include "util/plain-name.h"
#include "util/transaction.h"

/* Name of the flavour that --config creates. */
#define OWN_FLAVOUR "custom"

/* The suite of a new project; it works with every kernel. */
#define FIRST_SUITE "memcg"

/* The installed fragments for a kernel version, newest first. Versions between the
 * branches of kferry's own repository use those of their neighbours. */
static const struct age {
	guint major, minor; /* for this version and later ones */
	const char *config, *make, *package, *virt, *lockdep;
} ages[] = {
	{6, 12, "base;lockdep;age-6.12", NULL,
	 "base;package;hardware;package-6.12;generic-modern",
	 "base;package;package-6.12;generic-modern",
	 "base;package;hardware;package-6.12;lockdep;age-6.12"},
	{6, 0, "base;lockdep;age-modern", NULL,
	 "base;package;hardware;package-modern;generic-modern",
	 "base;package;package-modern;generic-modern",
	 "base;package;hardware;package-modern;lockdep;age-modern"},
	{4, 0, "base;lockdep;age-modern", NULL,
	 "base;package;hardware;package-5.10;generic-modern",
	 "base;package;package-5.10;generic-modern",
	 "base;package;hardware;package-5.10;lockdep;age-modern"},
	{3, 9, "base;lockdep;age-3x;age-3.10", "age-3x", "base;age-3x;package-3x", NULL,
	 NULL},
	{3, 6, "base;lockdep;age-3x", "age-3x", "base;age-3x;package-3x", NULL, NULL},
	{0, 0, "base;lockdep;age-3x;age-3.4", "age-3x", "base;age-3x;package-3x", NULL,
	 NULL},
};

static const struct age *age_of(const char *version)
{
	char *end;
	guint major = strtoul(version, &end, 10);
	guint minor = *end == '.' ? strtoul(end + 1, NULL, 10) : 0;

	for (gsize i = 0; i < G_N_ELEMENTS(ages); i++)
		if (major > ages[i].major ||
		    (major == ages[i].major && minor >= ages[i].minor))
			return &ages[i];
	return NULL;
}

/* Returns "6.1" for "6.1.187"; the caller frees it. */
static char *series_of(const char *version)
{
	g_auto(GStrv) parts = g_strsplit(version, ".", 3);

	return parts[0] && parts[1] ? g_strjoin(".", parts[0], parts[1], NULL)
				    : g_strdup(version);
}

void project_made_clear(struct project_made *made)
{
	g_free(made->branch);
}

/* --- the branch file ------------------------------------------------------------------ */

static void add_key(GString *text, const char *key, const char *value)
{
	if (value)
		g_string_append_printf(text, "%s=%s\n", key, value);
}

static void add_suites(GString *text)
{
	g_string_append(
		text,
		"\n# The suites whose tests run in the guest, see kferry-suite(5). "
		"A patch whose lines\n# none of them runs is INVALID, never PASS; "
		"write a test for it.\n"
		"[guest]\nsuites=" FIRST_SUITE "\n");
}

static void add_variants(GString *text, const char *name)
{
	g_string_append_printf(
		text,
		"\n# The kernels that kferry smoke builds, boots and judges: as "
		"released, and with\n# the series patches/%s/series. A deliberate "
		"regression, which must be caught,\n# is a directory "
		"patches/%s/mutants/NAME/.\n"
		"[variant plain]\nseries=\nexpect=clean\n\n"
		"[variant patched]\nseries=series\nexpect=clean\n",
		name, name);
}

/* Returns the maintainer as Debian's tools find it, without characters that a template
 * would expand. */
static char *maintainer(void)
{
	const char *name = g_getenv("DEBFULLNAME") ?: g_getenv("NAME");
	const char *address = g_getenv("DEBEMAIL") ?: g_getenv("EMAIL");

	if (!name || !*name)
		name = g_get_real_name();
	if (!address || strpbrk(address, " <>$%\\`\n") || strpbrk(name, "<>$%\\`\n"))
		return g_strdup("Nobody <nobody@localhost>");
	return g_strdup_printf("%s <%s>", name, address);
}

static void add_flavour(GString *text, const char *name, const char *config,
			const char *description)
{
	if (config)
		g_string_append_printf(text,
				       "\n[flavour %s]\nconfig=%s\ndescription=%s\n",
				       name, config, description);
}

static void add_package(GString *text, const struct age *age, gboolean own)
{
	g_autoptr(GDateTime) now = g_date_time_new_now_utc();
	g_autofree char *date = g_date_time_format(now, "%Y-%m-%dT%H:%M:%SZ");
	g_autofree char *who = maintainer();

	g_string_append_printf(
		text,
		"\n# Packages, see kferry-packages(1). Set the maintainer; increase "
		"the "
		"release and\n# set the date with every version that you publish.\n"
		"[package]\nrelease=1\ndate=%s\nmaintainer=%s\nseries=series\n",
		date, who);
	if (own)
		add_flavour(text, OWN_FLAVOUR, OWN_FLAVOUR,
			    "with an imported configuration");
	add_flavour(text, "generic", age->package, "for virtual machines and servers");
	add_flavour(text, "virt", age->virt,
		    "for virtual machines with virtio devices");
	add_flavour(text, "lockdep", age->lockdep, "with lockdep, for tests");
}

static char *branch_text(const struct project_request *request, const char *name)
{
	const struct branch_source *pin = request->source;
	const struct age *age = age_of(pin->version);
	g_autofree char *source = source_pin_text(pin);
	GString *text = g_string_new(NULL);

	g_string_append_printf(
		text,
		"# Linux %s, created by kferry init. Format: kferry-branch(5).\n\n"
		"# The version to build, and its kconfig fragments in configs/, those "
		"of this\n# project or those that come with kferry.\n"
		"[branch]\nversion=%s\nconfig=%s\n",
		name, pin->version, age->config);
	add_key(text, "make", age->make);
	g_string_append_printf(text, "description=Linux %s\n\n", name);
	g_string_append_printf(
		text,
		"# The pristine source. Anything that does not match is refused.\n%s",
		source);
	add_variants(text, name);
	add_suites(text);
	add_package(text, age, request->config != NULL);
	return g_string_free(text, FALSE);
}

/*
 * --- copied files -------------------------------------------------------------------
 */

/* Checks that the series applies to the tree @dir. */
static gboolean check_applies(const char *dir, const struct series *series,
			      GError **error)
{
	g_autoptr(Tree) tree = tree_open(dir, error);

	return tree && series_apply_all(tree, series, 0, error);
}

static gboolean copy_patch(const struct series *series,
			   const struct series_entry *entry, const char *dir,
			   GError **error)
{
	g_autoptr(Patch) patch = series_load_patch(entry, error);
	g_autofree char *from = series_patch_path(entry);
	g_autofree char *to = g_build_filename(dir, entry->name, NULL);
	g_autofree char *above = g_path_get_dirname(to);

	return patch && fs_make_dir(above, error) && fs_copy(from, to, error);
}

/* Copies the file and all patches that it names, including those with guards. */
static gboolean copy_series(const struct project_request *request, const char *dir,
			    guint *patches, GError **error)
{
	const struct branch_source *pin = request->source;
	g_autoptr(Series) series = series_load(request->series, error);
	g_autofree char *to = g_build_filename(dir, "series", NULL);

	if (!series)
		return FALSE;
	for (guint i = 0; i < series->entries->len; i++) {
		const struct series_entry *entry = series->entries->pdata[i];

		if (!entry->name)
			continue;
		if (!strcmp(entry->name, "series")) {
			g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
				    "%s:%u: a patch must not be called series",
				    series->path, entry->line);
			return FALSE;
		}
		if (!copy_patch(series, entry, dir, error))
			return FALSE;
		++*patches;
	}
	if (pin->kind == SOURCE_LOCAL && !pin->rev &&
	    g_file_test(pin->path, G_FILE_TEST_IS_DIR) &&
	    !check_applies(pin->path, series, error))
		return FALSE;
	return fs_copy(series->path, to, error);
}

/* Whether an option only concerns the machine, tools or keys of whoever made the
 * configuration. */
static gboolean is_of_machine(const char *symbol)
{
	static const char *const names[] = {"LOCALVERSION",
					    "LOCALVERSION_AUTO",
					    "BUILD_SALT",
					    "MODULE_SIG_KEY",
					    "SYSTEM_TRUSTED_KEYS",
					    "SYSTEM_REVOCATION_KEYS",
					    "PAHOLE_VERSION",
					    "TOOLS_SUPPORT_RELR",
					    "CC_CAN_LINK",
					    "CC_CAN_LINK_STATIC",
					    NULL};
	static const char *const prefixes[] = {
		"CC_VERSION_", "GCC_VERSION", "CLANG_", "AS_",	"LD_VERSION", "LD_IS_",
		"LLD_",	       "CC_HAS_",     "CC_IS_", "GCC1", "RUSTC_",     NULL};

	if (g_strv_contains(names, symbol))
		return TRUE;
	for (const char *const *p = prefixes; *p; p++)
		if (g_str_has_prefix(symbol, *p))
			return TRUE;
	return FALSE;
}

/* Returns the symbol of "CONFIG_X=y" or "# CONFIG_X is not set", without CONFIG_; or
 * NULL. */
static char *symbol_of(const char *line)
{
	const char *start = g_str_has_prefix(line, "CONFIG_")	  ? line + 7
			    : g_str_has_prefix(line, "# CONFIG_") ? line + 9
								  : NULL;

	return start ? g_strndup(start, strcspn(start, "= ")) : NULL;
}

static gboolean copy_config(const char *from, const char *to, guint *dropped,
			    GError **error)
{
	g_autofree char *text = fs_read(from, error);
	g_auto(GStrv) lines = text ? g_strsplit(text, "\n", -1) : NULL;
	g_autoptr(GString) kept = g_string_new(
		"# Imported by kferry init, without lines that are specific to the "
		"build\n# machine: tool versions, keys, the local version.\n");
	guint symbols = 0;

	if (!text)
		return FALSE;
	for (char **l = lines; *l; l++) {
		g_autofree char *symbol = symbol_of(*l);

		if (!symbol)
			continue;
		symbols++;
		if (is_of_machine(symbol))
			++*dropped;
		else
			g_string_append_printf(kept, "%s\n", *l);
	}
	if (!symbols)
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "%s:1: no CONFIG_ symbol in it", from);
	return symbols && fs_publish(to, kept->str, kept->len, error);
}

/* --- the project ------------------------------------------------------------------------ */

/* Writes all files to the scratch directory, and loads the branch from it. */
static gboolean compose(const struct project_request *request, const char *scratch,
			struct project_made *made, GError **error)
{
	const char *name = made->branch;
	g_autofree char *file = g_strconcat("branches/", name, ".conf", NULL);
	g_autofree char *conf = g_build_filename(scratch, file, NULL);
	g_autofree char *patches = g_build_filename(scratch, "patches", name, NULL);
	g_autofree char *series = g_build_filename(patches, "series", NULL);
	g_autofree char *config =
		g_build_filename(scratch, "configs", OWN_FLAVOUR ".config", NULL);
	g_autofree char *text = branch_text(request, name);
	g_autoptr(Branch) b = NULL;
	const struct branch_source *pin;

	if (!fs_make_dir(patches, error) ||
	    !(request->series
		      ? copy_series(request, patches, &made->patches, error)
		      : fs_write(series, "# The patches of this branch, plain quilt.\n",
				 error)) ||
	    (request->config &&
	     !copy_config(request->config, config, &made->dropped, error)) ||
	    !fs_publish(conf, text, strlen(text), error))
		return FALSE;
	b = branch_load(scratch, name, error);
	pin = b ? branch_source(b, NULL, error) : NULL;
	if (pin && g_strcmp0(pin->path, request->source->path))
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "%s: this path cannot be written in a branch file",
			    request->source->path);
	return pin && !g_strcmp0(pin->path, request->source->path);
}

/* Adds the files below @from/@path to the transaction, as @path. */
static gboolean add_files(struct transaction *files, int dir, const char *from,
			  const char *path, GError **error)
{
	g_autofree char *here = g_build_filename(from, path, NULL);
	g_autoptr(GPtrArray) names = NULL;
	g_autofree char *text = NULL;
	g_autoptr(GBytes) bytes = NULL;
	gsize size;

	if (!g_file_test(here, G_FILE_TEST_IS_DIR)) {
		struct stat there;

		if (!fstatat(dir, path, &there, AT_SYMLINK_NOFOLLOW)) {
			g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
				    "%s already exists", path);
			return FALSE;
		}
		text = fs_read_max(here, FS_READ_MAX, &size, error);
		if (!text)
			return FALSE;
		bytes = g_bytes_new(text, size);
		return transaction_put(files, path, bytes, S_IFREG | 0644, error);
	}
	names = fs_names(here, error);
	for (guint i = 0; names && i < names->len; i++) {
		g_autofree char *below =
			*path ? g_build_filename(path, names->pdata[i], NULL)
			      : g_strdup(names->pdata[i]);

		if (!add_files(files, dir, from, below, error))
			return FALSE;
	}
	return names != NULL;
}

static gboolean publish(const char *scratch, const char *to, GError **error)
{
	int dir = open(to, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct transaction *files = dir < 0 ? NULL : transaction_open(dir, to, error);
	gboolean ok = files && add_files(files, dir, scratch, "", error) &&
		      transaction_commit(files, error);

	if (dir < 0)
		g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM, "%s: %s", to,
			    g_strerror(errno));
	if (files)
		transaction_free(files);
	if (dir >= 0)
		close(dir);
	return ok;
}

/* Checks the directory for the project. */
static gboolean check_place(const struct project_request *request, GError **error)
{
	g_autoptr(GPtrArray) names = NULL;

	if (!g_file_test(request->dir, G_FILE_TEST_EXISTS))
		return TRUE;
	names = fs_names(request->dir, error);
	if (names && names->len && !request->force)
		g_set_error(
			error, KF_ERROR, KF_ERROR_INPUT,
			"%s is not empty; --force allows this and keeps existing files",
			request->dir);
	return names && (!names->len || request->force);
}

/* A value in a branch file must be one line. */
static gboolean check_path(const struct branch_source *source, GError **error)
{
	if (!source->path || !strpbrk(source->path, "\r\n"))
		return TRUE;
	g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
		    "%s: a name with a line break cannot be written in a branch file",
		    source->path);
	return FALSE;
}

static gboolean check_name(const char *name, GError **error)
{
	const char *refusal = plain_name_refusal(name);

	if (refusal)
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "branch '%s' %s", name,
			    refusal);
	return !refusal;
}

gboolean project_init(const struct project_request *request, struct project_made *made,
		      GError **error)
{
	gboolean there = g_file_test(request->dir, G_FILE_TEST_EXISTS);
	g_autofree char *scratch = NULL;
	gboolean ok;

	made->branch = request->name ? g_strdup(request->name)
				     : series_of(request->source->version);
	if (!check_name(made->branch, error) || !check_path(request->source, error) ||
	    !check_place(request, error))
		return FALSE;
	scratch = g_dir_make_tmp("kferry-init-XXXXXX", error);
	if (!scratch)
		return FALSE;
	ok = compose(request, scratch, made, error) &&
	     fs_make_dir(request->dir, error) && publish(scratch, request->dir, error);
	fs_remove(scratch, NULL);
	/* nothing was put there, or rmdir(2) fails */
	if (!ok && !there)
		rmdir(request->dir);
	return ok;
}
