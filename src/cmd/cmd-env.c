/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kferry env: shows where files are, what is installed, and what is missing. */
#include <stdio.h>

#include "branch/project.h"
#include "cmd/commands.h"
#include "util/cache.h"
#include "util/data-file.h"
#include "util/error.h"
#include "util/json-print.h"
#include "util/json-text.h"
#include "vm/boot.h"
#include "vm/host.h"

/* Everything that is shown. */
struct env {
	char *project; /* NULL: not in a project */
	char **branches;
	char **data;
	char *cache, *guest, *plugin; /* guest, plugin: NULL if not installed */
	const char *accel;	      /* NULL: guests cannot run here */
	char *why;		      /* why it is not a better one; NULL: it is the
				       * best */
	GPtrArray *tools;
	char *install; /* for kferry smoke; NULL: nothing is missing, or unknown */
};

static void env_load(struct env *env)
{
	env->project = project_find(NULL);
	env->branches = env->project ? branch_list(env->project, NULL) : NULL;
	env->data = data_dirs();
	env->cache = cache_path(NULL, NULL);
	env->guest = project_file(env->project, "guest/init", NULL);
	env->plugin = data_file("libkferry-cover.so");
	env->accel = host_accel(&env->why);
	env->tools = host_tools(TRUE);
	env->install = host_install_command(env->tools, ~0u);
}

static void env_clear(struct env *env)
{
	g_free(env->project);
	g_strfreev(env->branches);
	g_strfreev(env->data);
	g_free(env->cache);
	g_free(env->guest);
	g_free(env->plugin);
	g_free(env->why);
	g_ptr_array_unref(env->tools);
	g_free(env->install);
}

/* Whether kferry smoke can run here. */
static gboolean is_ready(const struct env *env)
{
	for (guint i = 0; i < env->tools->len; i++) {
		const struct host_tool *tool = env->tools->pdata[i];

		if (!tool->path && (tool->need->uses & HOST_SMOKE))
			return FALSE;
	}
	return env->accel && env->guest;
}

static json_t *tool_json(const struct host_tool *tool)
{
	json_t *uses = json_array();

	for (guint use = 1; use <= HOST_EXTRA; use <<= 1)
		if (tool->need->uses & use)
			json_array_append_new(uses, json_string(host_use_name(use)));
	return json_pack("{s:s s:o s:o? s:o? s:s? s:s?}", "name", tool->need->name,
			 "for", uses, "path", json_text(tool->path), "version",
			 json_text(tool->version), "debian", tool->need->debian,
			 "fedora", tool->need->fedora);
}

static void print_json(const struct env *env)
{
	json_t *tools = json_array();

	for (guint i = 0; i < env->tools->len; i++)
		json_array_append_new(tools, tool_json(env->tools->pdata[i]));
	json_print(stdout,
		   json_pack("{s:s s:o? s:o s:o s:o s:o? s:o? s:s? s:o? s:o s:o? s:b}",
			     "version", KFERRY_VERSION, "project",
			     json_text(env->project), "branches",
			     json_text_array((const char *const *)env->branches),
			     "data", json_text_array((const char *const *)env->data),
			     "cache", json_text(env->cache), "guest",
			     json_text(env->guest), "plugin", json_text(env->plugin),
			     "accelerator", env->accel, "why", json_text(env->why),
			     "tools", tools, "install", json_text(env->install),
			     "ready", (int)is_ready(env)));
}

static void print_place(const char *name, const char *value)
{
	printf("%-12s %s\n", name, value);
}

static void print_places(const struct env *env)
{
	g_autofree char *data = g_strjoinv(", ", env->data);
	g_autofree char *names = env->branches ? g_strjoinv(" ", env->branches) : NULL;
	g_autofree char *project =
		env->project ? g_canonicalize_filename(env->project, NULL)
			     : g_strdup("none here or in a parent directory");

	print_place("kferry", KFERRY_VERSION);
	print_place("project", project);
	if (names)
		print_place("branches", *names ? names : "none");
	print_place("installed", data);
	print_place("cache", env->cache);
	print_place("guest", env->guest ?: "missing: make guest, make install");
	print_place("coverage", env->plugin ?: "missing: QEMU's plugin");
	printf("%-12s %s%s%s%s\n", "accelerator", env->accel ?: "none",
	       env->why ? " (" : "", env->why ?: "", env->why ? ")" : "");
}

static void print_tools(const struct env *env, guint use)
{
	const char *separator = "";

	printf("%-12s ", host_use_name(use));
	for (guint i = 0; i < env->tools->len; i++) {
		const struct host_tool *tool = env->tools->pdata[i];

		if (!(tool->need->uses & use))
			continue;
		printf("%s%s%s%s%s", separator, tool->need->name,
		       tool->version ? " " : "", tool->version ?: "",
		       tool->path ? "" : " MISSING");
		separator = ", ";
	}
	putchar('\n');
}

static void print_text(const struct env *env)
{
	print_places(env);
	for (guint use = 1; use <= HOST_EXTRA; use <<= 1)
		print_tools(env, use);
	if (env->install)
		printf("To install what is missing:\n  %s\n", env->install);
	puts(is_ready(env) ? "kferry smoke can run here."
			   : "kferry smoke cannot run here yet.");
}

struct env_options {
	char *file, *init;
	gboolean json;
};

static int print_path(const struct command *command, const char *path, GError *error)
{
	g_autofree char *absolute = path ? g_canonicalize_filename(path, NULL) : NULL;

	if (!path)
		return command_failed(command, error);
	puts(absolute);
	return EXIT_OK;
}

/* For scripts: prints the path of a file of the project or the installation. */
static int print_file(const struct command *command, const char *name)
{
	GError *error = NULL;
	g_autofree char *project = project_find(NULL);
	g_autofree char *path = project_file(project, name, &error);

	return print_path(command, path, error);
}

/* Does the same for the guest's init for the architecture @name. */
static int print_init(const struct command *command, const char *name)
{
	const struct arch *arch = arch_by_any_name(name);
	GError *error = NULL;
	g_autofree char *project = project_find(NULL);
	g_autofree char *known = arch_names();
	g_autofree char *path = arch ? boot_find_init(project, arch, &error) : NULL;

	if (!arch)
		g_set_error(&error, KF_ERROR, KF_ERROR_INPUT,
			    "--init '%s' is not one of %s", name, known);
	return print_path(command, path, error);
}

static int run(const struct command *command, gpointer data, int argc, char **argv)
{
	const struct env_options *o = data;
	struct env env = {NULL};
	int code;

	if (argc == 1 && o->file)
		return print_file(command, o->file);
	if (argc == 1 && o->init)
		return print_init(command, o->init);
	if (argc != 1)
		return command_usage(command, "no arguments expected");
	env_load(&env);
	if (o->json)
		print_json(&env);
	else
		print_text(&env);
	code = is_ready(&env) ? EXIT_OK : EXIT_NEGATIVE;
	env_clear(&env);
	return code;
}

#define FIELD(member) OPTION_FIELD(struct env_options, member)

static const struct option_entry options[] = {
	{"file", 0, VALUE_TEXT, FIELD(file),
	 "Print only the path of this file of the project or the installation", "NAME"},
	{"init", 0, VALUE_ARCH, FIELD(init),
	 "Print only the path of the guest's init for this architecture", "ARCH"},
	OPTION_JSON(FIELD(json)),
	{NULL},
};

const struct command cmd_env = {
	.name = "env",
	.synopsis = "",
	.summary = "show paths, tools and what is missing on this machine",
	.options = options,
	.size = sizeof(struct env_options),
	.run = run,
};
