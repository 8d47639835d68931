/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "branch/source-apt.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#include "branch/source-http.h"
#include "util/cache.h"
#include "util/error.h"
#include "util/fs.h"
#include "util/lock.h"
#include "util/plain-name.h"
#include "util/subprocess.h"

#define ARCHIVE_KEYRING "/usr/share/keyrings/debian-archive-keyring.gpg"
#define APT_HELPER	"/usr/lib/apt/apt-helper"

/* A file of a source package as the suite's index knows it. */
struct source_apt_file {
	char *uri;
	char *sha256; /* lower-case hex */
	guint64 size; /* bytes */
};

typedef struct source_apt_file SourceAptFile;

/* The private root of one suite. */
struct source_apt_root {
	char *suite;
	char *dir;
	char *list;	    /* its sources.list */
	GPtrArray *options; /* for apt-get and apt-cache, each -oX=Y */
};

typedef struct source_apt_root SourceAptRoot;

static void apt_root_free(struct source_apt_root *root)
{
	if (!root)
		return;
	g_free(root->suite);
	g_free(root->dir);
	g_free(root->list);
	g_clear_pointer(&root->options, g_ptr_array_unref);
	g_free(root);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(SourceAptRoot, apt_root_free)

static void source_apt_file_free(struct source_apt_file *file)
{
	if (!file)
		return;
	g_free(file->uri);
	g_free(file->sha256);
	g_free(file);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(SourceAptFile, source_apt_file_free)

/* Keeps the first line that apt marks as an error: later ones only follow it. */
struct apt_output {
	GString *text;
	char *error;
};

static void take_output(const char *line, void *data)
{
	struct apt_output *output = data;

	if (!output->error && g_str_has_prefix(line, "E: "))
		output->error = g_strdup(line + 3);
	g_string_append_printf(output->text, "%s\n", line);
}

/*
 * Runs PROGRAM with the root's options and the words after them, ended by NULL;
 * returns what it printed, or NULL.
 */
static char *apt_run(const struct source_apt_root *root, GError **error,
		     const char *program, ...)
{
	g_autoptr(GPtrArray) argv = g_ptr_array_new();
	struct apt_output output = {.text = g_string_new(NULL)};
	struct subprocess process = {.line = take_output, .data = &output};
	g_autoptr(GError) cause = NULL;
	const char *word;
	va_list args;
	gboolean ok;

	g_ptr_array_add(argv, (char *)program);
	for (guint i = 0; root && i < root->options->len; i++)
		g_ptr_array_add(argv, root->options->pdata[i]);
	va_start(args, program);
	while ((word = va_arg(args, const char *)))
		g_ptr_array_add(argv, (char *)word);
	va_end(args);
	g_ptr_array_add(argv, NULL);
	process.argv = (const char *const *)argv->pdata;
	ok = subprocess_run(&process, NULL, &cause);
	if (!ok && output.error)
		g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM, "apt: %s", output.error);
	else if (!ok)
		g_propagate_error(error, g_steal_pointer(&cause));
	g_free(output.error);
	return g_string_free(output.text, !ok);
}

char *source_apt_archive(const char *suite, GError **error)
{
	gboolean security = g_str_has_suffix(suite, "-security");
	g_autofree char *targets =
		apt_run(NULL, error, "apt-get", "indextargets", "--format",
			"$(ORIGIN)\t$(RELEASE)\t$(REPO_URI)", NULL);
	g_auto(GStrv) lines = targets ? g_strsplit(targets, "\n", -1) : NULL;

	for (char **l = lines; l && *l; l++) {
		g_auto(GStrv) words = g_strsplit(*l, "\t", 3);

		if (g_strv_length(words) == 3 && !strcmp(words[0], "Debian") &&
		    g_str_has_suffix(words[1], "-security") == security)
			return g_strdup(words[2]);
	}
	if (targets)
		g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM,
			    "apt has no index of a Debian %sarchive; check "
			    "/etc/apt/sources.list* and run 'apt-get update'",
			    security ? "security " : "");
	return NULL;
}

static void add_option(struct source_apt_root *root, const char *name,
		       const char *value)
{
	g_ptr_array_add(root->options, g_strconcat("-o", name, "=", value, NULL));
}

static gboolean write_list(const struct source_apt_root *root, const char *keyring,
			   GError **error)
{
	g_autofree char *base = source_apt_archive(root->suite, error);
	g_autofree char *line = NULL;

	if (!base)
		return FALSE;
	line = g_strdup_printf("deb-src [signed-by=%s] %s %s main\n", keyring, base,
			       root->suite);
	return fs_update(root->list, line, error);
}

static struct source_apt_root *apt_root_open(const struct branch_source *source,
					     GError **error)
{
	g_autoptr(SourceAptRoot) root = g_new0(struct source_apt_root, 1);
	g_autofree char *lists = NULL;
	g_autofree char *partial = NULL;
	g_autofree char *cache = NULL;

	if (!subprocess_exists("apt-get")) {
		g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM,
			    "kind=debian requires apt-get, which is not installed; use "
			    "kind=kernel.org or --from");
		return NULL;
	}
	root->suite = g_strdup(source->suite);
	root->dir = cache_path("apt", source->suite, NULL);
	root->list = g_build_filename(root->dir, "sources.list", NULL);
	root->options = g_ptr_array_new_with_free_func(g_free);
	lists = g_build_filename(root->dir, "lists", NULL);
	partial = g_build_filename(lists, "partial", NULL);
	cache = g_build_filename(root->dir, "cache/archives/partial", NULL);
	if (!fs_make_dir(partial, error) || !fs_make_dir(cache, error) ||
	    !write_list(root, source->keyring ? source->keyring : ARCHIVE_KEYRING,
			error))
		return NULL;
	add_option(root, "Dir::Etc::sourcelist", root->list);
	add_option(root, "Dir::Etc::sourceparts", "/dev/null");
	add_option(root, "Dir::State::lists", lists);
	add_option(root, "Dir::State::status", "/dev/null");
	g_free(cache);
	cache = g_build_filename(root->dir, "cache", NULL);
	add_option(root, "Dir::Cache", cache);
	/* the user _apt may not be able to read the cache, for instance below /root */
	add_option(root, "APT::Sandbox::User", "root");
	add_option(root, "APT::Update::Error-Mode", "any");
	return g_steal_pointer(&root);
}

/* Parses a line of --print-uris: 'URI' NAME SIZE SHA256:HEX. */
static struct source_apt_file *parse_uri(const char *line, const char *name)
{
	g_auto(GStrv) words = g_strsplit(line, " ", 4);
	struct source_apt_file *file;

	if (g_strv_length(words) != 4 || strcmp(words[1], name) ||
	    words[0][0] != '\'' || !g_str_has_prefix(words[3], "SHA256:"))
		return NULL;
	file = g_new0(struct source_apt_file, 1);
	file->uri = g_strndup(words[0] + 1, strlen(words[0]) - 2);
	file->size = g_ascii_strtoull(words[2], NULL, 10);
	file->sha256 = g_strdup(g_strstrip(words[3] + strlen("SHA256:")));
	return file;
}

static struct source_apt_file *look_up(const struct source_apt_root *root,
				       const struct branch_source *source,
				       GError **error)
{
	g_autofree char *package =
		g_strconcat(source->package, "=", source->debian_version, NULL);
	g_autofree char *uris = apt_run(root, error, "apt-get", "-qq", "source",
					"--print-uris", "--only-source", package, NULL);
	g_auto(GStrv) lines = uris ? g_strsplit(uris, "\n", -1) : NULL;

	for (char **l = lines; l && *l; l++) {
		struct source_apt_file *file = parse_uri(*l, source->file);

		if (file)
			return file;
	}
	if (uris)
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "%s of %s has no file %s",
			    package, source->suite, source->file);
	return NULL;
}

/* Returns the versions of a source package in the index, oldest stanza first. */
static char **indexed_versions(const struct source_apt_root *root, const char *package)
{
	g_autofree char *text = apt_run(root, NULL, "apt-cache", "showsrc",
					"--only-source", package, NULL);
	g_auto(GStrv) lines = g_strsplit(text ? text : "", "\n", -1);
	g_autoptr(GStrvBuilder) versions = g_strv_builder_new();

	for (char **l = lines; *l; l++)
		if (g_str_has_prefix(*l, "Version: "))
			g_strv_builder_add(versions, *l + strlen("Version: "));
	return g_strv_builder_end(versions);
}

static void no_such_version(const struct source_apt_root *root,
			    const struct branch_source *pin, GError **error)
{
	g_auto(GStrv) versions = indexed_versions(root, pin->package);
	g_autofree char *known = g_strjoinv(" ", versions);

	g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM,
		    "%s has no file %s in version %s of %s; available versions: %s",
		    pin->suite, pin->file, pin->debian_version, pin->package,
		    *known ? known : "none");
}

/* Finds the file in the index, and fetches the index if the present one lacks it. */
static struct source_apt_file *find(const struct branch_source *pin, GError **error)
{
	g_autofree char *name = g_strconcat("apt-", pin->suite, NULL);
	g_autoptr(Lock) held = lock_take(name, "source", error);
	g_autoptr(SourceAptRoot) root = held ? apt_root_open(pin, error) : NULL;
	g_autofree char *update = NULL;
	struct source_apt_file *file;

	if (!root)
		return NULL;
	file = look_up(root, pin, NULL);
	if (file)
		return file;
	update = apt_run(root, error, "apt-get", "-q", "update", NULL);
	if (!update) {
		g_prefix_error(error, "index of %s: ", pin->suite);
		return NULL;
	}
	file = look_up(root, pin, NULL);
	if (!file)
		no_such_version(root, pin, error);
	return file;
}

gboolean source_apt_update(const struct branch_source *pin, GError **error)
{
	g_autofree char *name = g_strconcat("apt-", pin->suite, NULL);
	g_autoptr(Lock) held = lock_take(name, "source", error);
	g_autoptr(SourceAptRoot) root = held ? apt_root_open(pin, error) : NULL;
	g_autofree char *update =
		root ? apt_run(root, error, "apt-get", "-q", "update", NULL) : NULL;

	if (root && !update)
		g_prefix_error(error, "index of %s: ", pin->suite);
	return update != NULL;
}

static gboolean download(const struct source_apt_file *file, const char *title,
			 const char *path, GError **error)
{
	g_autofree char *sum = g_strconcat("SHA256:", file->sha256, NULL);
	/* otherwise apt would only link to a file of a local mirror */
	g_autofree char *uri = g_str_has_prefix(file->uri, "file:")
				       ? g_strconcat("copy:", file->uri + 5, NULL)
				       : g_strdup(file->uri);
	const char *argv[] = {
		APT_HELPER,
		"-qq",
		"-oAPT::Sandbox::User=root",
		"download-file",
		uri,
		path,
		sum,
		NULL,
	};
	g_autofree char *rejected = g_strconcat(path, ".FAILED", NULL);

	if (source_http_run(argv, path, title, file->size, error))
		return TRUE;
	/* apt gives this name to a file with a wrong checksum */
	g_unlink(rejected);
	return FALSE;
}

gboolean source_apt_fetch(const struct branch_source *pin, const char *path,
			  GError **error)
{
	g_autoptr(SourceAptFile) file = find(pin, error);

	if (!file)
		return FALSE;
	if (strcmp(file->sha256, pin->sha256)) {
		g_set_error(
			error, KF_ERROR, KF_ERROR_INPUT,
			"%s: the signed index of %s says SHA256 %s, but %s is pinned",
			pin->file, pin->suite, file->sha256, pin->sha256);
		return FALSE;
	}
	return download(file, pin->file, path, error);
}

/* Returns "6.1.187" for "6.1.187-1": upstream's version is the part before the last
 * '-'. */
static char *upstream_version(const char *debian_version)
{
	const char *dash = strrchr(debian_version, '-');

	return dash ? g_strndup(debian_version, dash - debian_version)
		    : g_strdup(debian_version);
}

/* Returns a pin like @pin for the file in @line, " SHA256 SIZE NAME" of that version's
 * stanza. */
static struct branch_source *pin_like(const struct branch_source *pin,
				      const char *debian_version, const char *line)
{
	g_auto(GStrv) words = g_strsplit(line + 1, " ", 3);
	struct branch_source *found;

	if (g_strv_length(words) != 3 || strlen(words[0]) != 64 ||
	    plain_name_refusal(words[2]) || plain_name_refusal(debian_version))
		return NULL;
	found = branch_source_copy(pin);
	g_free(found->version);
	g_free(found->debian_version);
	g_free(found->file);
	g_free(found->sha256);
	found->version = upstream_version(debian_version);
	found->debian_version = g_strdup(debian_version);
	found->sha256 = g_strdup(words[0]);
	found->size = g_ascii_strtoull(words[1], NULL, 10);
	found->file = g_strdup(words[2]);
	return found;
}

/* Parses stanzas of an index, as apt-cache showsrc prints them. */
static void read_versions(char **lines, const struct branch_source *pin,
			  GPtrArray *pins)
{
	const char *version = "";
	gboolean sums = FALSE;

	for (; *lines; lines++) {
		struct branch_source *found = NULL;

		if (g_str_has_prefix(*lines, "Version: "))
			version = *lines + strlen("Version: ");
		if (**lines != ' ')
			sums = g_str_has_prefix(*lines, "Checksums-Sha256:");
		else if (sums && strstr(*lines, ".orig.tar.") &&
			 !g_str_has_suffix(*lines, ".asc"))
			found = pin_like(pin, version, *lines);
		if (found)
			g_ptr_array_add(pins, found);
	}
}

GPtrArray *source_apt_versions(const struct branch_source *pin)
{
	GPtrArray *pins =
		g_ptr_array_new_with_free_func((GDestroyNotify)branch_source_free);
	g_autofree char *name = g_strconcat("apt-", pin->suite, NULL);
	g_autoptr(Lock) held = lock_take(name, "source", NULL);
	g_autoptr(SourceAptRoot) root = held ? apt_root_open(pin, NULL) : NULL;
	g_autofree char *text = root ? apt_run(root, NULL, "apt-cache", "showsrc",
					       "--only-source", pin->package, NULL)
				     : NULL;
	g_auto(GStrv) lines = text ? g_strsplit(text, "\n", -1) : NULL;

	if (lines)
		read_versions(lines, pin, pins);
	return pins;
}
