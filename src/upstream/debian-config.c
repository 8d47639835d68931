/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "upstream/debian-config.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "util/error.h"
#include "util/fs.h"
#include "util/plain-name.h"
#include "util/safe-open.h"

#define SUFFIX ".config"

static char *in_package(const char *dir, const char *fragment)
{
	return g_build_filename(dir, "debian", "config", fragment, NULL);
}

/* "debian-6.1+amd64~config": a name has no '/'. */
static char *name_of(const char *branch, const char *fragment)
{
	g_autofree char *plain = g_strdelimit(g_strdup(fragment), "/", '~');

	return g_strconcat("debian-", branch, "+", plain, NULL);
}

static char *in_project(const char *project, const char *branch, const char *fragment)
{
	g_autofree char *name = name_of(branch, fragment);
	g_autofree char *file = g_strconcat(name, SUFFIX, NULL);

	return g_build_filename(project, "configs", file, NULL);
}

/*
 * Reads a fragment of the package; * is NULL if there is none. Links are not followed:
 * they may point to any file.
 */
static gboolean read_fragment(const char *dir, const char *fragment, char **text,
			      GError **error)
{
	g_autofree char *path = in_package("", fragment);
	g_autoptr(GBytes) bytes = NULL;
	mode_t mode = 0;
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	gboolean done = safe_read(fd, path, &bytes, &mode, error);

	close(fd);
	*text = NULL;
	if (!done)
		g_prefix_error(error, "%s/", dir);
	if (!done || !bytes)
		return done;
	if (!S_ISREG(mode)) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "%s/%s: is a symbolic link", dir, path);
		return FALSE;
	}
	*text = g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
	return TRUE;
}

static gboolean has_fragment(const char *dir, const char *fragment)
{
	g_autofree char *text = NULL;

	return read_fragment(dir, fragment, &text, NULL) && text;
}

/* --- which fragments -------------------------------------------------------------- */

/*
 * Returns the values of @key in the section @section of a file "defines", or NULL:
 *
 *	[SECTION]
 *	KEY: VALUE
 *	KEY:
 *	 VALUE
 *	 VALUE
 */
static char **read_defines(const char *path, const char *section, const char *key)
{
	g_autofree char *text = fs_read(path, NULL);
	g_auto(GStrv) lines = text ? g_strsplit(text, "\n", -1) : NULL;
	g_autofree char *head = g_strdup_printf("[%s]", section);
	g_autofree char *begin = g_strconcat(key, ":", NULL);
	g_autoptr(GStrvBuilder) values = g_strv_builder_new();
	gboolean here = FALSE, found = FALSE, any = FALSE;

	for (char **line = lines; line && *line; line++) {
		char *value = **line == ' ' ? *line : NULL;

		if (**line == '[')
			here = !strcmp(g_strchomp(*line), head);
		if (!value)
			found = here && g_str_has_prefix(*line, begin);
		any |= found;
		if (found && !value)
			value = *line + strlen(begin);
		if (found && value[strspn(value, " ")])
			g_strv_builder_add(values, g_strstrip(value));
	}
	return any ? g_strv_builder_end(values) : NULL;
}

static char *kernel_arch(const char *dir, const char *arch)
{
	g_autofree char *defines = g_build_filename(arch, "defines", NULL);
	g_autofree char *path = in_package(dir, defines);
	g_auto(GStrv) values = read_defines(path, "base", "kernel-arch");

	return g_strdup(values && *values ? *values : arch);
}

/* Takes ownership of @fragment. If it is named twice, the last place counts. */
static void add(GPtrArray *list, char *fragment)
{
	guint at;

	if (g_ptr_array_find_with_equal_func(list, fragment, g_str_equal, &at))
		g_ptr_array_remove_index(list, at);
	g_ptr_array_add(list, fragment);
}

static void add_if_there(GPtrArray *list, const char *dir, const char *format, ...)
	G_GNUC_PRINTF(3, 4);

static void add_if_there(GPtrArray *list, const char *dir, const char *format, ...)
{
	char *fragment;
	va_list args;

	va_start(args, format);
	fragment = g_strdup_vprintf(format, args);
	va_end(args);
	if (has_fragment(dir, fragment))
		add(list, fragment);
	else
		g_free(fragment);
}

/* A flavour may name its fragments. */
static void add_flavour(GPtrArray *list, const char *dir, const char *arch,
			const char *featureset, const char *flavour)
{
	g_autofree char *defines = g_build_filename(arch, featureset, "defines", NULL);
	g_autofree char *path = in_package(dir, defines);
	g_autofree char *section = g_strconcat(flavour, "_image", NULL);
	g_auto(GStrv) named = read_defines(path, section, "configs");

	for (char **name = named; name && *name; name++)
		add(list, g_strdup(*name));
	if (!named)
		add_if_there(list, dir, "%s/%s/config.%s", arch, featureset, flavour);
}

/* In the order of gencontrol.py. */
static GPtrArray *compose(const char *dir, const char *arch, const char *featureset,
			  const char *flavour)
{
	GPtrArray *list = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *kernel = kernel_arch(dir, arch);

	g_ptr_array_add(list, g_strdup("config"));
	add_if_there(list, dir, "kernelarch-%s/config", kernel);
	g_ptr_array_add(list, g_strdup_printf("%s/config", arch));
	if (flavour)
		add_if_there(list, dir, "%s/config.%s", arch, flavour);
	add_if_there(list, dir, "featureset-%s/config", featureset);
	add_if_there(list, dir, "%s/%s/config", arch, featureset);
	if (flavour)
		add_flavour(list, dir, arch, featureset, flavour);
	return list;
}

/* --- copying ---------------------------------------------------------------------- */

/* *@differs: one of the package and the project is something else, or missing. */
static gboolean differ(const char *dir, const char *project, const char *branch,
		       const char *fragment, gboolean *differs, GError **error)
{
	g_autofree char *path = in_project(project, branch, fragment);
	g_autofree char *ours = fs_read(path, NULL);
	g_autofree char *theirs = NULL;
	gboolean done = read_fragment(dir, fragment, &theirs, error);

	*differs = g_strcmp0(ours, theirs) != 0;
	return done;
}

/* Nothing is copied if one is missing, or has a name that a project cannot have. */
static gboolean check(const char *dir, const char *branch, const GPtrArray *list,
		      GError **error)
{
	for (guint i = 0; i < list->len; i++) {
		const char *fragment = g_ptr_array_index(list, i);
		g_autofree char *name = name_of(branch, fragment);
		g_autofree char *path = in_package(dir, fragment);

		if (has_fragment(dir, fragment) && !plain_name_refusal(name) &&
		    !strchr(fragment, '~') && !strstr(fragment, ".."))
			continue;
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "%s: no such fragment",
			    path);
		return FALSE;
	}
	return TRUE;
}

static gboolean import_one(const char *dir, const char *project, const char *branch,
			   const char *fragment, guint *changed, GError **error)
{
	g_autofree char *from = in_package(dir, fragment);
	g_autofree char *to = in_project(project, branch, fragment);
	gboolean differs;

	if (!differ(dir, project, branch, fragment, &differs, error))
		return FALSE;
	*changed += differs;
	return !differs || fs_copy(from, to, error);
}

char **debian_config_import(const char *dir, const char *project, const char *branch,
			    const char *of, guint *changed, GError **error)
{
	g_auto(GStrv) words = g_strsplit(of, "/", 3);
	g_autoptr(GStrvBuilder) names = g_strv_builder_new();
	guint count = g_strv_length(words);
	g_autoptr(GPtrArray) list =
		compose(dir, count ? words[0] : "", count > 1 ? words[1] : "none",
			count > 2 ? words[2] : NULL);

	*changed = 0;
	if (!check(dir, branch, list, error))
		return NULL;
	for (guint i = 0; i < list->len; i++) {
		const char *fragment = g_ptr_array_index(list, i);
		g_autofree char *name = name_of(branch, fragment);

		if (!import_one(dir, project, branch, fragment, changed, error))
			return NULL;
		g_strv_builder_add(names, name);
	}
	return g_strv_builder_end(names);
}

static int by_name(gconstpointer a, gconstpointer b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

GPtrArray *debian_config_changed(const char *dir, const char *project,
				 const char *branch, GError **error)
{
	g_autofree char *configs = g_build_filename(project, "configs", NULL);
	g_autofree char *prefix = name_of(branch, "");
	g_autoptr(GDir) files = g_dir_open(configs, 0, NULL);
	g_autoptr(GPtrArray) changed = g_ptr_array_new_with_free_func(g_free);
	const char *name;

	while (files && (name = g_dir_read_name(files))) {
		char *fragment;
		gboolean differs;

		if (!g_str_has_prefix(name, prefix) ||
		    !g_str_has_suffix(name, SUFFIX) || strstr(name, ".."))
			continue;
		fragment = g_strdelimit(
			g_strndup(name + strlen(prefix),
				  strlen(name) - strlen(prefix) - strlen(SUFFIX)),
			"~", '/');
		if (!differ(dir, project, branch, fragment, &differs, error)) {
			g_free(fragment);
			return NULL;
		}
		if (differs)
			g_ptr_array_add(changed, fragment);
		else
			g_free(fragment);
	}
	g_ptr_array_sort(changed, by_name);
	return g_steal_pointer(&changed);
}

gboolean debian_config_export(const char *dir, const char *project, const char *branch,
			      const GPtrArray *fragments, GError **error)
{
	for (guint i = 0; i < fragments->len; i++) {
		const char *fragment = g_ptr_array_index(fragments, i);
		g_autofree char *from = in_project(project, branch, fragment);
		g_autofree char *to = in_package(dir, fragment);
		g_autofree char *text = fs_read(from, error);

		if (!text || !fs_write(to, text, error))
			return FALSE;
	}
	return TRUE;
}
