/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "branch/branch.h"

#include <string.h>

#include "util/date.h"
#include "util/error.h"
#include "util/fs.h"
#include "util/keyfile.h"
#include "util/plain-name.h"
#include "util/safe-open.h"

/* One line each. */
/* clang-format off */
static const struct keyfile_rule rules[] = {
	{"branch", "version", TRUE},
	{"branch", "arch", FALSE},
	{"branch", "config", TRUE},
	{"branch", "make", FALSE},
	{"branch", "header", FALSE},
	{"branch", "description", TRUE},
	{"source *", "kind", TRUE},
	{"source *", "package", FALSE},
	{"source *", "suite", FALSE},
	{"source *", "debian-version", FALSE},
	{"source *", "file", FALSE},
	{"source *", "sha256", FALSE},
	{"source *", "size", FALSE},
	{"source *", "url", FALSE},
	{"source *", "sign", FALSE},
	{"source *", "keyring", FALSE},
	{"source *", "path", FALSE},
	{"source *", "rev", FALSE},
	{"fix *", "upstream", TRUE},
	{"fix *", "state", TRUE},
	{"fix *", "note", FALSE},
	{"cve *", "reason", TRUE},
	{"cve *", "until", FALSE},
	{"quarantine *", "owner", TRUE},
	{"quarantine *", "until", TRUE},
	{"quarantine *", "reason", TRUE},
	{"quarantine *", "tests", FALSE},
	{"variant *", "series", TRUE},
	{"variant *", "expect", TRUE},
	{"variant *", "splat", FALSE},
	{"variant *", "suites", FALSE},
	{"variant *", "by-name", FALSE},
	{"variant *", "config", FALSE},
	{"package", "release", TRUE},
	{"package", "date", TRUE},
	{"package", "maintainer", TRUE},
	{"package", "series", TRUE},
	{"flavour *", "config", TRUE},
	{"flavour *", "description", TRUE},
	{"guest", "suites", FALSE},
	{"guest", "tests", FALSE},
	{"guest", "may-skip", FALSE},
	{NULL, NULL, FALSE},
};
/* clang-format on */

/* The keys of [source] for each kind: '!' is required, '?' is optional. */
static const struct source_key {
	enum source_kind kind;
	const char *key;
	char need;
} source_keys[] = {
	{SOURCE_DEBIAN, "package", '!'},
	{SOURCE_DEBIAN, "suite", '!'},
	{SOURCE_DEBIAN, "debian-version", '!'},
	{SOURCE_DEBIAN, "file", '!'},
	{SOURCE_DEBIAN, "sha256", '!'},
	{SOURCE_DEBIAN, "size", '?'},
	{SOURCE_DEBIAN, "keyring", '?'},
	{SOURCE_KERNEL_ORG, "file", '?'},
	{SOURCE_KERNEL_ORG, "sha256", '?'},
	{SOURCE_KERNEL_ORG, "size", '?'},
	{SOURCE_KERNEL_ORG, "url", '?'},
	{SOURCE_KERNEL_ORG, "sign", '?'},
	{SOURCE_KERNEL_ORG, "keyring", '?'},
	{SOURCE_LOCAL, "path", '!'},
	{SOURCE_LOCAL, "rev", '?'},
	{SOURCE_LOCAL, "sha256", '?'},
};

static const char *const kind_names[] = {"debian", "kernel.org", "local", NULL};
static const char *const state_names[] = {"affected", "fixed", "superseded", "missing",
					  NULL};
static const char *const header_names[] = {
	"stable", "upstream-commit", "dep3", "suse", "git", NULL};
static const char *const expect_names[] = {"clean", "splat", NULL};

const char *source_kind_name(enum source_kind kind)
{
	return kind_names[kind];
}

const char *fix_state_name(enum fix_state state)
{
	return state_names[state];
}

const char *variant_expect_name(enum variant_expect expect)
{
	return expect_names[expect];
}

void branch_source_free(struct branch_source *source)
{
	g_free(source->version);
	g_free(source->package);
	g_free(source->suite);
	g_free(source->debian_version);
	g_free(source->file);
	g_free(source->sha256);
	g_free(source->url);
	g_free(source->sign);
	g_free(source->keyring);
	g_free(source->path);
	g_free(source->rev);
	g_free(source);
}

struct branch_source *branch_source_copy(const struct branch_source *source)
{
	struct branch_source *copy = g_new0(struct branch_source, 1);

	*copy = *source;
	copy->version = g_strdup(source->version);
	copy->package = g_strdup(source->package);
	copy->suite = g_strdup(source->suite);
	copy->debian_version = g_strdup(source->debian_version);
	copy->file = g_strdup(source->file);
	copy->sha256 = g_strdup(source->sha256);
	copy->url = g_strdup(source->url);
	copy->sign = g_strdup(source->sign);
	copy->keyring = g_strdup(source->keyring);
	copy->path = g_strdup(source->path);
	copy->rev = g_strdup(source->rev);
	return copy;
}

static void accept_free(gpointer data)
{
	struct branch_accept *accept = data;

	g_free(accept->id);
	g_free(accept->reason);
	g_free(accept->until);
	g_free(accept);
}

static void quarantine_free(gpointer data)
{
	struct branch_quarantine *quarantine = data;

	g_free(quarantine->variant);
	g_free(quarantine->owner);
	g_free(quarantine->until);
	g_free(quarantine->reason);
	g_strfreev(quarantine->tests);
	g_free(quarantine);
}

static void fix_free(gpointer data)
{
	struct branch_fix *fix = data;

	g_free(fix->name);
	g_free(fix->upstream);
	g_free(fix->note);
	g_free(fix);
}

static void variant_free(gpointer data)
{
	struct branch_variant *variant = data;

	g_free(variant->name);
	g_strfreev(variant->series);
	g_strfreev(variant->splat);
	g_strfreev(variant->suites);
	g_strfreev(variant->config);
	g_free(variant);
}

static void flavour_free(gpointer data)
{
	struct branch_flavour *flavour = data;

	g_free(flavour->name);
	g_free(flavour->description);
	g_strfreev(flavour->config);
	g_free(flavour);
}

static void package_free(struct branch_package *package)
{
	if (!package)
		return;
	g_free(package->maintainer);
	g_strfreev(package->series);
	g_ptr_array_unref(package->flavours);
	g_free(package);
}

void branch_free(struct branch *branch)
{
	if (!branch)
		return;
	g_free(branch->dir);
	g_free(branch->name);
	g_free(branch->base);
	g_free(branch->path);
	g_free(branch->description);
	g_free(branch->version);
	g_clear_pointer(&branch->archs, g_ptr_array_unref);
	g_strfreev(branch->config);
	g_free(branch->make);
	g_clear_pointer(&branch->sources, g_ptr_array_unref);
	g_clear_pointer(&branch->fixes, g_ptr_array_unref);
	g_clear_pointer(&branch->accepted, g_ptr_array_unref);
	g_clear_pointer(&branch->quarantines, g_ptr_array_unref);
	g_clear_pointer(&branch->variants, g_ptr_array_unref);
	g_strfreev(branch->suites);
	g_strfreev(branch->tests);
	g_strfreev(branch->may_skip);
	package_free(branch->package);
	g_free(branch);
}

/* Returns the index of the key's value in @words, or -1 and sets @error. */
static int read_word(const struct keyfile *file, const char *group, const char *key,
		     const char *const *words, GError **error)
{
	g_autofree char *value = keyfile_string(file, group, key);
	g_autofree char *all = g_strjoinv(", ", (char **)words);

	for (int i = 0; words[i]; i++)
		if (!strcmp(words[i], value))
			return i;
	keyfile_error(file, group, key, error,
		      "invalid value '%s' (expected one of: %s)", value, all);
	return -1;
}

/* Checks a list or word of names; a missing key is valid. */
static gboolean check_name(const struct keyfile *file, const char *group,
			   const char *key, const char *name, GError **error)
{
	const char *refusal = name ? plain_name_refusal(name) : NULL;

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

/* The same for names of fragments, which may end in '?', see build/kconfig.h. */
static gboolean check_fragments(const struct keyfile *file, const char *group,
				char **names, GError **error)
{
	for (; names && *names; names++) {
		gsize size = strlen(*names);
		g_autofree char *name =
			g_strndup(*names, size - g_str_has_suffix(*names, "?"));

		if (!check_name(file, group, "config", name, error))
			return FALSE;
	}
	return TRUE;
}

/* Refuses characters that are special for dpkg, rpm or a template. */
static gboolean check_text(const struct keyfile *file, const char *group,
			   const char *key, const char *text, GError **error)
{
	return !strpbrk(text, "$%\\`") ||
	       keyfile_error(file, group, key, error,
			     "'%s': must not contain $, %%, \\ or `", text);
}

/* curl accepts more than this, including options. */
static gboolean is_url(const char *text)
{
	static const char *const schemes[] = {"https://", "http://", "ftp://",
					      "file:///"};

	for (gsize i = 0; i < G_N_ELEMENTS(schemes); i++)
		if (g_str_has_prefix(text, schemes[i]))
			return !strpbrk(text, " \t");
	return FALSE;
}

static gboolean check_source_keys(const struct keyfile *file, const char *group,
				  enum source_kind kind, GError **error)
{
	for (const struct keyfile_rule *r = rules; r->group; r++) {
		g_autofree char *value = keyfile_string(file, group, r->key);
		char need = '\0';

		if (strcmp(r->group, "source *") || !strcmp(r->key, "kind"))
			continue;
		for (guint i = 0; i < G_N_ELEMENTS(source_keys); i++)
			if (source_keys[i].kind == kind &&
			    !strcmp(source_keys[i].key, r->key))
				need = source_keys[i].need;
		if (value && !need)
			return keyfile_error(file, group, r->key, error,
					     "is not allowed with kind=%s",
					     source_kind_name(kind));
		if ((!value || !*value) && need == '!')
			return keyfile_error(file, group, NULL, error,
					     "kind=%s needs '%s'",
					     source_kind_name(kind), r->key);
	}
	return TRUE;
}

static gboolean is_sha256(const char *text)
{
	return strlen(text) == 64 && strspn(text, "0123456789abcdef") == 64;
}

static gboolean is_commit(const char *text)
{
	gsize length = strlen(text);

	return (length == 40 || length == 64) &&
	       strspn(text, "0123456789abcdef") == length;
}

static gboolean check_source(const struct keyfile *file, const char *group,
			     const struct branch_source *source, GError **error)
{
	if (!check_name(file, group, NULL, source->version, error) ||
	    !check_name(file, group, "suite", source->suite, error) ||
	    !check_name(file, group, "package", source->package, error) ||
	    !check_name(file, group, "debian-version", source->debian_version, error) ||
	    !check_name(file, group, "file", source->file, error))
		return FALSE;
	if (!check_source_keys(file, group, source->kind, error))
		return FALSE;
	if (source->sha256 && !is_sha256(source->sha256))
		return keyfile_error(file, group, "sha256", error,
				     "not a SHA256 in lower-case hex");
	if (source->rev && !is_commit(source->rev))
		return keyfile_error(file, group, "rev", error,
				     "not a full commit id in lower-case hex");
	if (source->url && !is_url(source->url))
		return keyfile_error(file, group, "url", error, "'%s' is not a URL",
				     source->url);
	if (source->sign && strstr(source->sign, "://") && !is_url(source->sign))
		return keyfile_error(file, group, "sign", error, "'%s' is not a URL",
				     source->sign);
	if (source->kind == SOURCE_DEBIAN && source->keyring &&
	    strpbrk(source->keyring, " \t[],"))
		return keyfile_error(file, group, "keyring", error,
				     "'%s': apt does not accept a path with blanks, "
				     "brackets or commas",
				     source->keyring);
	if (source->kind == SOURCE_KERNEL_ORG && !source->sha256 && !source->sign)
		return keyfile_error(file, group, NULL, error,
				     "kind=kernel.org needs 'sha256' or 'sign'");
	if (source->kind == SOURCE_KERNEL_ORG && source->sign && !source->keyring)
		return keyfile_error(file, group, "sign", error,
				     "requires 'keyring', a file of trusted keys");
	return TRUE;
}

/*
 * Returns the absolute path of a file named relative to the branch file, which must not
 * be a URL; gpgv would take a bare name for one of the user's keyrings. Takes ownership
 * of @name.
 */
static char *file_path(const struct branch *branch, char *name)
{
	char *path;

	if (!name || !strchr(name, '/') || strstr(name, "://"))
		return name;
	path = g_canonicalize_filename(name, branch->dir);
	g_free(name);
	return path;
}

static gboolean read_source(struct branch *branch, const struct keyfile *file,
			    const char *version, GError **error)
{
	g_autofree char *group = g_strconcat("source ", version, NULL);
	struct branch_source *source = g_new0(struct branch_source, 1);
	int kind = read_word(file, group, "kind", kind_names, error);
	g_autofree char *size = keyfile_string(file, group, "size");
	g_autofree char *path = keyfile_string(file, group, "path");

	g_ptr_array_add(branch->sources, source);
	if (kind < 0)
		return FALSE;
	source->kind = kind;
	source->version = g_strdup(version);
	source->package = keyfile_string(file, group, "package");
	source->suite = keyfile_string(file, group, "suite");
	source->debian_version = keyfile_string(file, group, "debian-version");
	source->file = keyfile_string(file, group, "file");
	source->sha256 = keyfile_string(file, group, "sha256");
	source->url = keyfile_string(file, group, "url");
	source->sign = file_path(branch, keyfile_string(file, group, "sign"));
	source->keyring = file_path(branch, keyfile_string(file, group, "keyring"));
	source->rev = keyfile_string(file, group, "rev");
	if (path)
		source->path = g_canonicalize_filename(path, branch->dir);
	if (size &&
	    !g_ascii_string_to_unsigned(size, 10, 1, G_MAXINT64, &source->size, NULL))
		return keyfile_error(file, group, "size", error,
				     "'%s' is not a number of bytes", size);
	return check_source(file, group, source, error);
}

static gboolean read_fix(struct branch *branch, const struct keyfile *file,
			 const char *name, GError **error)
{
	g_autofree char *group = g_strconcat("fix ", name, NULL);
	struct branch_fix *fix = g_new0(struct branch_fix, 1);
	int state = read_word(file, group, "state", state_names, error);

	g_ptr_array_add(branch->fixes, fix);
	if (state < 0)
		return FALSE;
	fix->state = state;
	fix->name = g_strdup(name);
	fix->upstream = keyfile_string(file, group, "upstream");
	fix->note = keyfile_string(file, group, "note");
	return TRUE;
}

/* upstream/cve-accept.h checks the id and the date. */
static gboolean read_accept(struct branch *branch, const struct keyfile *file,
			    const char *name, GError **error)
{
	g_autofree char *group = g_strconcat("cve ", name, NULL);
	struct branch_accept *accept = g_new0(struct branch_accept, 1);

	g_ptr_array_add(branch->accepted, accept);
	accept->id = g_strdup(name);
	accept->reason = keyfile_string(file, group, "reason");
	accept->until = keyfile_string(file, group, "until");
	return TRUE;
}

/* Turns "series;mutants/x/series" into absolute paths below patches/BRANCH/. */
static char **series_paths(const struct branch *branch, char **names)
{
	for (char **n = names; *n; n++) {
		char *path = branch_patch_path(branch, *n);

		g_free(*n);
		*n = path;
	}
	return names;
}

/* Sets *@series to the paths of the series in the key, which must exist. */
static gboolean read_series(const struct branch *branch, const struct keyfile *file,
			    const char *group, char ***series, GError **error)
{
	g_auto(GStrv) names = keyfile_list(file, group, "series");

	for (char **n = names; *n; n++) {
		const char *refusal = safe_refusal(*n);

		if (refusal)
			return keyfile_error(file, group, "series", error, "'%s' is %s",
					     *n, refusal);
	}
	*series = series_paths(branch, g_steal_pointer(&names));
	for (char **s = *series; *s; s++)
		if (!g_file_test(*s, G_FILE_TEST_IS_REGULAR))
			return keyfile_error(file, group, "series", error,
					     "there is no %s", *s);
	return TRUE;
}

/* Reads a key that is yes or no; a missing one is no. */
static gboolean read_yes(const struct keyfile *file, const char *group, const char *key,
			 gboolean *yes, GError **error)
{
	g_autofree char *text = keyfile_string(file, group, key);

	*yes = !g_strcmp0(text, "yes");
	return *yes || !text || !strcmp(text, "no") ||
	       keyfile_error(file, group, key, error, "'%s' is neither yes nor no",
			     text);
}

static gboolean read_variant(struct branch *branch, const struct keyfile *file,
			     const char *name, GError **error)
{
	g_autofree char *group = g_strconcat("variant ", name, NULL);
	struct branch_variant *variant = g_new0(struct branch_variant, 1);
	int expect = read_word(file, group, "expect", expect_names, error);

	g_ptr_array_add(branch->variants, variant);
	if (expect < 0)
		return FALSE;
	if (g_str_has_prefix(name, "mutant-"))
		return keyfile_error(file, group, NULL, error,
				     "names in mutant-* belong to the directories in "
				     "patches/%s/mutants",
				     branch->base);
	variant->expect = expect;
	variant->name = g_strdup(name);
	variant->splat = keyfile_list(file, group, "splat");
	variant->suites = keyfile_list(file, group, "suites");
	variant->config = keyfile_list(file, group, "config");
	if (!check_name(file, group, NULL, name, error) ||
	    !check_names(file, group, "suites", variant->suites, error) ||
	    !check_fragments(file, group, variant->config, error) ||
	    !read_yes(file, group, "by-name", &variant->by_name, error) ||
	    !read_series(branch, file, group, &variant->series, error))
		return FALSE;
	if (expect == EXPECT_SPLAT && (!variant->splat || !*variant->splat))
		return keyfile_error(
			file, group, NULL, error,
			"expect=splat requires 'splat', the expected titles");
	if (expect == EXPECT_CLEAN && variant->splat)
		return keyfile_error(file, group, "splat", error,
				     "is not allowed with expect=clean");
	return TRUE;
}

/* A flavour is part of uname -r and of package names. */
static gboolean is_flavour(const char *name)
{
	for (const char *c = name; *c; c++)
		if (!g_ascii_islower(*c) && !g_ascii_isdigit(*c))
			return FALSE;
	return *name;
}

static gboolean read_flavour(struct branch *branch, const struct keyfile *file,
			     const char *name, GError **error)
{
	g_autofree char *group = g_strconcat("flavour ", name, NULL);
	struct branch_flavour *flavour = g_new0(struct branch_flavour, 1);

	if (!is_flavour(name) || !branch->package) {
		flavour_free(flavour);
		return keyfile_error(file, group, NULL, error,
				     branch->package
					     ? "lower-case letters and digits only"
					     : "needs a group [package]");
	}
	g_ptr_array_add(branch->package->flavours, flavour);
	flavour->name = g_strdup(name);
	flavour->description = keyfile_string(file, group, "description");
	flavour->config = keyfile_list(file, group, "config");
	return check_text(file, group, "description", flavour->description, error) &&
	       check_fragments(file, group, flavour->config, error);
}

static gboolean check_package(const struct branch *branch, const struct keyfile *file,
			      struct branch_package *package, const char *release,
			      const char *date, GError **error)
{
	g_autoptr(GDateTime) time = g_date_time_new_from_iso8601(date, NULL);
	guint64 number;

	if (!g_ascii_string_to_unsigned(release, 10, 1, 9999, &number, NULL))
		return keyfile_error(file, "package", "release", error,
				     "'%s' is not a number from 1 to 9999", release);
	if (!time)
		return keyfile_error(file, "package", "date", error,
				     "'%s' is not a time like 2026-11-23T01:30:00Z",
				     date);
	if (!strstr(package->maintainer, " <") ||
	    !g_str_has_suffix(package->maintainer, ">"))
		return keyfile_error(file, "package", "maintainer", error,
				     "'%s' is not NAME <ADDRESS>", package->maintainer);
	package->release = number;
	package->date = g_date_time_to_unix(time);
	return check_text(file, "package", "maintainer", package->maintainer, error) &&
	       read_series(branch, file, "package", &package->series, error);
}

static gboolean read_package(struct branch *branch, const struct keyfile *file,
			     GError **error)
{
	g_autofree char *release = keyfile_string(file, "package", "release");
	g_autofree char *date = keyfile_string(file, "package", "date");
	struct branch_package *package;

	if (!release)
		return TRUE;
	package = branch->package = g_new0(struct branch_package, 1);
	package->flavours = g_ptr_array_new_with_free_func(flavour_free);
	package->maintainer = keyfile_string(file, "package", "maintainer");
	return check_package(branch, file, package, release, date, error);
}

/* Returns the names in a directory that end in @suffix, without it, sorted; none if
 * there is no such directory. */
static GPtrArray *dir_names(const char *path, const char *suffix, GError **error)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) all = NULL;

	if (!g_file_test(path, G_FILE_TEST_EXISTS))
		return g_steal_pointer(&names);
	all = fs_names(path, error);
	if (!all)
		return NULL;
	for (guint i = 0; i < all->len; i++) {
		const char *name = all->pdata[i];

		if (*name != '.' && g_str_has_suffix(name, suffix))
			g_ptr_array_add(names,
					g_strndup(name, strlen(name) - strlen(suffix)));
	}
	return g_steal_pointer(&names);
}

char **branch_read_splat(const char *path, GError **error)
{
	g_autofree char *text = fs_read(path, error);
	g_autoptr(GPtrArray) globs = g_ptr_array_new();
	g_auto(GStrv) lines = NULL;

	if (!text)
		return NULL;
	lines = g_strsplit(text, "\n", -1);
	for (char **l = lines; *l; l++)
		if (*g_strstrip(*l) && **l != '#')
			g_ptr_array_add(globs, g_strdup(*l));
	if (!globs->len) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "%s:1: no report title",
			    path);
		return NULL;
	}
	g_ptr_array_add(globs, NULL);
	return (char **)g_ptr_array_free(g_steal_pointer(&globs), FALSE);
}

static gboolean read_mutant(struct branch *branch, const char *dir, const char *name,
			    GError **error)
{
	g_autofree char *splat = g_build_filename(dir, name, "splat", NULL);
	g_autofree char *own = g_build_filename(dir, name, "series", NULL);
	struct branch_variant *variant = g_new0(struct branch_variant, 1);
	const char *refusal = plain_name_refusal(name);

	g_ptr_array_add(branch->variants, variant);
	if (refusal) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "%s: mutant directory '%s' %s", dir, name, refusal);
		return FALSE;
	}
	variant->name = g_strconcat("mutant-", name, NULL);
	variant->expect = EXPECT_SPLAT;
	variant->mutant = TRUE;
	variant->series = g_new0(char *, 3);
	variant->series[0] = branch_patch_path(branch, "series");
	variant->series[1] = g_steal_pointer(&own);
	for (char **s = variant->series; *s; s++)
		if (!g_file_test(*s, G_FILE_TEST_IS_REGULAR)) {
			g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
				    "%s/%s: a mutant needs %s", dir, name, *s);
			return FALSE;
		}
	variant->splat = branch_read_splat(splat, error);
	return variant->splat != NULL;
}

static gboolean read_mutants(struct branch *branch, GError **error)
{
	g_autofree char *dir = branch_patch_path(branch, "mutants");
	g_autoptr(GPtrArray) names = dir_names(dir, "", error);

	if (!names)
		return FALSE;
	for (guint i = 0; i < names->len; i++)
		if (!read_mutant(branch, dir, names->pdata[i], error))
			return FALSE;
	return TRUE;
}

static gboolean read_groups(struct branch *branch, const struct keyfile *file,
			    const char *kind,
			    gboolean (*read)(struct branch *, const struct keyfile *,
					     const char *, GError **),
			    GError **error)
{
	g_autoptr(GPtrArray) names = keyfile_names(file, kind);

	for (guint i = 0; i < names->len; i++)
		if (!read(branch, file, names->pdata[i], error))
			return FALSE;
	return TRUE;
}

/* Without an owner or an end, a quarantine would last forever. */
static gboolean check_quarantine(const struct keyfile *file, const char *group,
				 const struct branch_quarantine *quarantine,
				 GError **error)
{
	if (!strstr(quarantine->owner, " <") ||
	    !g_str_has_suffix(quarantine->owner, ">"))
		return keyfile_error(file, group, "owner", error,
				     "'%s' is not NAME <ADDRESS>", quarantine->owner);
	if (!date_is_day(quarantine->until))
		return keyfile_error(file, group, "until", error,
				     "'%s' is not a day like 2026-12-31",
				     quarantine->until);
	if (!*quarantine->reason)
		return keyfile_error(file, group, "reason", error, "is empty");
	if (quarantine->tests && !*quarantine->tests)
		return keyfile_error(file, group, "tests", error, "is empty");
	return check_names(file, group, "tests", quarantine->tests, error);
}

static gboolean read_quarantine(struct branch *branch, const struct keyfile *file,
				const char *name, GError **error)
{
	g_autofree char *group = g_strconcat("quarantine ", name, NULL);
	struct branch_quarantine *quarantine = g_new0(struct branch_quarantine, 1);
	g_autoptr(GError) cause = NULL;

	g_ptr_array_add(branch->quarantines, quarantine);
	quarantine->variant = g_strdup(name);
	quarantine->owner = keyfile_string(file, group, "owner");
	quarantine->until = keyfile_string(file, group, "until");
	quarantine->reason = keyfile_string(file, group, "reason");
	quarantine->tests = keyfile_list(file, group, "tests");
	if (!strcmp(name, QUARANTINE_ANY)) {
		if (!quarantine->tests)
			return keyfile_error(file, group, NULL, error,
					     "all variants: needs 'tests'");
	} else if (!branch_variant(branch, name, &cause)) {
		return keyfile_error(file, group, NULL, error, "no such variant");
	}
	return check_quarantine(file, group, quarantine, error);
}

static int name_index(const char *const *names, const char *name)
{
	for (int i = 0; names[i]; i++)
		if (!strcmp(names[i], name))
			return i;
	return -1;
}

/* Reads the architectures, and chooses the first. */
static gboolean read_archs(struct branch *branch, const struct keyfile *file,
			   GError **error)
{
	g_auto(GStrv) names = keyfile_list(file, "branch", "arch");
	g_autofree char *known = arch_names();

	for (char **name = names; name && *name; name++) {
		const struct arch *arch = arch_by_name(*name);

		if (!arch)
			return keyfile_error(file, "branch", "arch", error,
					     "'%s' is not one of %s", *name, known);
		if (g_ptr_array_find(branch->archs, arch, NULL))
			return keyfile_error(file, "branch", "arch", error,
					     "'%s' is listed twice", *name);
		g_ptr_array_add(branch->archs, (gpointer)arch);
	}
	if (!branch->archs->len)
		g_ptr_array_add(branch->archs, (gpointer)&arch_x86_64);
	branch->arch = branch->archs->pdata[0];
	return TRUE;
}

/* Chooses the architecture @name of @branch. */
static gboolean choose_arch(struct branch *branch, const char *name, GError **error)
{
	g_autoptr(GString) known = g_string_new(NULL);

	for (guint i = 0; i < branch->archs->len; i++) {
		const struct arch *arch = branch->archs->pdata[i];

		g_string_append_printf(known, " %s", arch->name);
		if (strcmp(arch->name, name))
			continue;
		branch->arch = arch;
		g_free(branch->name);
		branch->name =
			i ? branch_name_on(branch->base, name) : g_strdup(branch->base);
		return TRUE;
	}
	g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
		    "%s: arch= has no '%s'; there are:%s", branch->path, name,
		    known->str);
	return FALSE;
}

char *branch_patch_path(const struct branch *branch, const char *name)
{
	return g_build_filename(branch->dir, "patches", branch->base, name, NULL);
}

char *branch_name_on(const char *name, const char *arch)
{
	return arch && !strchr(name, '@') ? g_strconcat(name, "@", arch, NULL)
					  : g_strdup(name);
}

char **branch_names(const struct branch *branch)
{
	g_autoptr(GStrvBuilder) names = g_strv_builder_new();

	for (guint i = 0; i < branch->archs->len; i++) {
		const struct arch *arch = branch->archs->pdata[i];
		g_autofree char *name =
			branch_name_on(branch->base, i ? arch->name : NULL);

		g_strv_builder_add(names, name);
	}
	return g_strv_builder_end(names);
}

static gboolean read_branch(struct branch *branch, const struct keyfile *file,
			    GError **error)
{
	g_autofree char *header = NULL;

	branch->version = keyfile_string(file, "branch", "version");
	if (!branch->version) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "%s:1: no group [branch]",
			    branch->path);
		return FALSE;
	}
	branch->description = keyfile_string(file, "branch", "description");
	branch->config = keyfile_list(file, "branch", "config");
	branch->make = keyfile_string(file, "branch", "make");
	header = keyfile_string(file, "branch", "header");
	branch->header = header ? name_index(header_names, header) : HEADER_STABLE;
	if (branch->header < 0)
		return keyfile_error(
			file, "branch", "header", error,
			"'%s' is not one of stable, upstream-commit, dep3, "
			"suse, git",
			header);
	branch->suites = keyfile_list(file, "guest", "suites");
	branch->tests = keyfile_list(file, "guest", "tests");
	branch->may_skip = keyfile_list(file, "guest", "may-skip");
	if (!read_archs(branch, file, error) ||
	    !check_name(file, "branch", "version", branch->version, error) ||
	    !check_fragments(file, "branch", branch->config, error) ||
	    !check_name(file, "branch", "make", branch->make, error) ||
	    !check_names(file, "guest", "suites", branch->suites, error) ||
	    !check_names(file, "guest", "tests", branch->tests, error) ||
	    !check_names(file, "guest", "may-skip", branch->may_skip, error) ||
	    !read_groups(branch, file, "source", read_source, error) ||
	    !read_groups(branch, file, "fix", read_fix, error) ||
	    !read_groups(branch, file, "cve", read_accept, error) ||
	    !read_groups(branch, file, "variant", read_variant, error) ||
	    !read_package(branch, file, error) ||
	    !read_groups(branch, file, "flavour", read_flavour, error))
		return FALSE;
	if (!branch_source(branch, NULL, NULL))
		return keyfile_error(file, "branch", "version", error,
				     "no group [source %s]", branch->version);
	return TRUE;
}

char **branch_variant_names(const struct branch *branch, gboolean all)
{
	g_autoptr(GStrvBuilder) names = g_strv_builder_new();

	for (guint i = 0; i < branch->variants->len; i++) {
		const struct branch_variant *variant = branch->variants->pdata[i];

		if (all || !variant->by_name)
			g_strv_builder_add(names, variant->name);
	}
	return g_strv_builder_end(names);
}

static gboolean no_such_branch(const char *dir, const char *name, GError **error)
{
	g_auto(GStrv) all = branch_list(dir, error);
	g_autofree char *names = NULL;

	if (!all)
		return FALSE;
	names = g_strjoinv(" ", all);
	g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "no branch '%s'; there are: %s",
		    name, names);
	return FALSE;
}

struct branch *branch_load(const char *dir, const char *name, GError **error)
{
	g_autoptr(Branch) branch = g_new0(struct branch, 1);
	g_autoptr(Keyfile) file = NULL;
	g_auto(GStrv) words = g_strsplit(name, "@", 2);
	g_autofree char *file_name = g_strconcat(words[0] ?: "", ".conf", NULL);
	const char *refusal;

	branch->dir = g_canonicalize_filename(dir, NULL);
	branch->name = g_strdup(words[0] ?: "");
	branch->base = g_strdup(branch->name);
	branch->archs = g_ptr_array_new();
	branch->path = g_build_filename(strcmp(dir, ".") ? dir : "", "branches",
					file_name, NULL);
	branch->sources =
		g_ptr_array_new_with_free_func((GDestroyNotify)branch_source_free);
	branch->fixes = g_ptr_array_new_with_free_func(fix_free);
	branch->accepted = g_ptr_array_new_with_free_func(accept_free);
	branch->quarantines = g_ptr_array_new_with_free_func(quarantine_free);
	branch->variants = g_ptr_array_new_with_free_func(variant_free);
	if (strchr(name, '/') || !g_file_test(branch->path, G_FILE_TEST_EXISTS)) {
		no_such_branch(dir, name, error);
		return NULL;
	}
	refusal = plain_name_refusal(branch->base);
	if (refusal) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "%s: '%s' %s",
			    branch->path, branch->base, refusal);
		return NULL;
	}
	file = keyfile_load(branch->path, rules, error);
	if (!file || !read_branch(branch, file, error) ||
	    !read_mutants(branch, error) ||
	    !read_groups(branch, file, "quarantine", read_quarantine, error))
		return NULL;
	if (words[1] && !choose_arch(branch, words[1], error))
		return NULL;
	return g_steal_pointer(&branch);
}

gint branch_compare(gconstpointer a, gconstpointer b)
{
	return strverscmp(*(const char *const *)a, *(const char *const *)b);
}

char **branch_list(const char *dir, GError **error)
{
	g_autofree char *path = g_build_filename(dir, "branches", NULL);
	GPtrArray *names;

	if (!g_file_test(path, G_FILE_TEST_IS_DIR)) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "%s: no such directory; run kferry in the project "
			    "directory, or use -C DIR",
			    path);
		return NULL;
	}
	names = dir_names(path, ".conf", error);
	if (!names)
		return NULL;
	g_ptr_array_sort(names, branch_compare);
	g_ptr_array_set_free_func(names, NULL);
	g_ptr_array_add(names, NULL);
	return (char **)g_ptr_array_free(names, FALSE);
}

const struct branch_source *branch_source(const struct branch *branch,
					  const char *version, GError **error)
{
	g_autoptr(GString) known = g_string_new(NULL);

	if (!version)
		version = branch->version;
	for (guint i = 0; i < branch->sources->len; i++) {
		const struct branch_source *source = branch->sources->pdata[i];

		if (!strcmp(source->version, version))
			return source;
		g_string_append_printf(known, " %s", source->version);
	}
	g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
		    "%s: no group [source %s]; there are:%s", branch->path, version,
		    known->str);
	return NULL;
}

const struct branch_variant *branch_variant(const struct branch *branch,
					    const char *name, GError **error)
{
	g_autoptr(GString) known = g_string_new(NULL);

	for (guint i = 0; i < branch->variants->len; i++) {
		const struct branch_variant *variant = branch->variants->pdata[i];

		if (!strcmp(variant->name, name))
			return variant;
		g_string_append_printf(known, " %s", variant->name);
	}
	g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
		    "%s: no variant '%s'; there are:%s", branch->path, name,
		    known->str);
	return NULL;
}

const struct branch_flavour *branch_flavour(const struct branch *branch,
					    const char *name, GError **error)
{
	g_autoptr(GString) known = g_string_new(NULL);

	for (guint i = 0; branch->package && i < branch->package->flavours->len; i++) {
		const struct branch_flavour *flavour =
			branch->package->flavours->pdata[i];

		if (!strcmp(flavour->name, name))
			return flavour;
		g_string_append_printf(known, " %s", flavour->name);
	}
	if (!branch->package)
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "%s: no group [package]: this branch is not packaged",
			    branch->path);
	else
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "%s: no flavour '%s'; there are:%s", branch->path, name,
			    known->str);
	return NULL;
}
