/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kferry packages: builds packages of a branch's kernel by the pipeline, and boots
 * them.
 */
#include <stdio.h>

#include "branch/project.h"
#include "build/package-files.h"
#include "build/pipeline.h"
#include "cmd/commands.h"
#include "util/cache.h"
#include "util/fs.h"
#include "util/json-print.h"
#include "util/json-text.h"
#include "verdict/report.h"
#include "vm/host.h"
#include "vm/judge.h"

struct packages_options {
	char **flavours; /* NULL: all */
	char *from, *run;
	int release;
	gboolean deb, rpm, fast, binary_only, boot, json;
};

/* The state of the command. */
struct packages {
	const struct packages_options *options;
	const struct branch *b;
	struct pipeline *pipeline;
	GPtrArray *made;     /* char *: paths of all packages */
	GPtrArray *verdicts; /* of the boots */
	gboolean broken;     /* a stage failed */
};

/* Returns the options for kferry package as words for the shell; flavours are plain
 * names. */
static char *package_words(const struct packages_options *o)
{
	GString *words = g_string_new(o->fast ? "--fast" : "");

	if (o->binary_only)
		g_string_append(words, " --binary");
	if (o->release)
		g_string_append_printf(words, " --release %d", o->release);
	for (char **f = o->flavours; f && *f; f++)
		g_string_append_printf(words, " --flavour %s", *f);
	return g_string_free(words, FALSE);
}

static gboolean boot_flavour(struct packages *p, enum package_kind kind,
			     GPtrArray *files, const char *flavour, GError **error)
{
	g_autoptr(GPtrArray) kernel =
		package_files_of_kernel(files, kind, flavour, error);
	g_autofree char *name = g_strjoin("-", package_kind_name(kind), flavour, NULL);
	g_autofree char *dir = cache_path("run", p->b->name, "packages", name, NULL);
	g_autoptr(GString) words = g_string_new(NULL);
	struct verdict *verdict;
	int status;

	if (!kernel || !fs_remove(dir, error))
		return FALSE;
	for (guint i = 0; i < kernel->len; i++) {
		g_autofree char *word = g_shell_quote(kernel->pdata[i]);

		g_string_append_printf(words, " %s", word);
	}
	pipeline_set(p->pipeline, "OUT", dir);
	pipeline_set(p->pipeline, "PACKAGES", words->str);
	if (!pipeline_run(p->pipeline, "payload", &status, error))
		return FALSE;
	verdict = judge_dir(dir, error);
	if (!verdict)
		return FALSE;
	g_ptr_array_add(p->verdicts, verdict);
	return TRUE;
}

static gboolean boot_all(struct packages *p, enum package_kind kind, GPtrArray *files,
			 GError **error)
{
	GPtrArray *all = p->b->package->flavours;
	char **flavours = p->options->flavours;

	for (guint i = 0; !flavours && i < all->len; i++) {
		const struct branch_flavour *flavour = all->pdata[i];

		if (!boot_flavour(p, kind, files, flavour->name, error))
			return FALSE;
	}
	for (; flavours && *flavours; flavours++)
		if (!boot_flavour(p, kind, files, *flavours, error))
			return FALSE;
	return TRUE;
}

static gboolean make_kind(struct packages *p, enum package_kind kind, GError **error)
{
	g_autofree char *target =
		g_strconcat("package-", package_kind_name(kind), NULL);
	g_autoptr(GPtrArray) files = NULL;
	int status;

	if (!pipeline_run(p->pipeline, target, &status, error))
		return FALSE;
	p->broken = p->broken || status;
	if (status)
		return TRUE;
	files = package_files(p->b, kind, error);
	if (!files || (p->options->boot && !boot_all(p, kind, files, error)))
		return FALSE;
	for (guint i = 0; i < files->len; i++)
		g_ptr_array_add(p->made, g_strdup(files->pdata[i]));
	return TRUE;
}

static gboolean make_all(struct packages *p, GError **error)
{
	const struct packages_options *o = p->options;
	gboolean any = o->deb || o->rpm;
	g_autofree char *words = package_words(o);

	pipeline_set(p->pipeline, "BRANCH", p->b->name);
	pipeline_set(p->pipeline, "PACKAGE", words);
	pipeline_set(p->pipeline, "RUN", o->run);
	pipeline_set_path(p->pipeline, "FROM", o->from);
	if ((o->deb || (!any && !host_is("fedora"))) &&
	    !make_kind(p, PACKAGE_DEB, error))
		return FALSE;
	return !(o->rpm || (!any && host_is("fedora"))) ||
	       make_kind(p, PACKAGE_RPM, error);
}

static void print_json(const struct packages *p)
{
	json_t *verdicts = json_array();

	for (guint i = 0; i < p->verdicts->len; i++)
		json_array_append_new(verdicts, verdict_json(p->verdicts->pdata[i]));
	json_print(stdout,
		   json_pack("{s:o s:o s:o}", "branch", json_text(p->b->name),
			     "packages",
			     json_text_array((const char *const *)p->made->pdata),
			     "verdicts", verdicts));
}

/* Returns the worst: a FAIL, a failed stage, something INVALID. */
static int finish(const struct packages *p)
{
	int status = p->verdicts->len ? verdict_report_status(p->verdicts) : EXIT_OK;

	g_ptr_array_add(p->made, NULL);
	if (p->options->json) {
		print_json(p);
	} else {
		for (char **path = (char **)p->made->pdata; *path; path++)
			puts(*path);
		if (p->verdicts->len)
			verdict_report_print(stdout, p->verdicts, REPORT_TABLE);
	}
	return status == EXIT_NEGATIVE || !p->broken ? status : EXIT_TROUBLE;
}

static gboolean check(const struct branch *b, const struct packages_options *o,
		      GError **error)
{
	if (!b->package)
		return branch_flavour(b, "", error) != NULL;
	for (char **f = o->flavours; f && *f; f++)
		if (!branch_flavour(b, *f, error))
			return FALSE;
	return TRUE;
}

static int run(const struct command *command, gpointer data, int argc, char **argv)
{
	const struct packages_options *o = data;
	g_autoptr(GPtrArray) made = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) verdicts = verdict_report_new();
	struct packages p = {.options = o, .made = made, .verdicts = verdicts};
	g_autoptr(Branch) b = NULL;
	g_autoptr(Pipeline) pipeline = NULL;
	GError *error = NULL;

	if (argc != 2)
		return command_usage(command, "give one BRANCH");
	b = project_branch(NULL, argv[1], &error);
	if (b && check(b, o, &error))
		pipeline = pipeline_new(b->dir, &error);
	if (!pipeline)
		return command_failed(command, error);
	pipeline->to_stderr = TRUE;
	p.b = b;
	p.pipeline = pipeline;
	if (!make_all(&p, &error))
		return command_failed(command, error);
	return finish(&p);
}

#define FIELD(member) OPTION_FIELD(struct packages_options, member)

static const struct option_entry options[] = {
	{"deb", 0, VALUE_NONE, FIELD(deb), "Build DEB packages (default on Debian)",
	 NULL},
	{"rpm", 0, VALUE_NONE, FIELD(rpm), "Build RPM packages (default on Fedora)",
	 NULL},
	{"flavour", 'f', VALUE_FLAVOUR, FIELD(flavours),
	 "Package only this flavour; may be repeated", "NAME"},
	{"release", 'r', VALUE_COUNT, FIELD(release),
	 "Release number (default: that of the branch file)", "N"},
	OPTION_FROM(FIELD(from)),
	{"fast", 0, VALUE_NONE, FIELD(fast),
	 "Compress quickly and leave out debug information", NULL},
	{"binary", 'b', VALUE_NONE, FIELD(binary_only), "Do not build a source package",
	 NULL},
	{"boot", 0, VALUE_NONE, FIELD(boot),
	 "Boot the kernels of the packages and judge the runs", NULL},
	{"run", 0, VALUE_TEXT, FIELD(run),
	 "Run every stage with COMMAND, such as the launcher of a cluster", "COMMAND"},
	OPTION_JSON(FIELD(json)),
	{NULL},
};

const struct command cmd_packages = {
	.name = "packages",
	.synopsis = "BRANCH",
	.summary = "build packages of a branch's kernel, and boot them",
	.options = options,
	.size = sizeof(struct packages_options),
	.operands = {{VALUE_BRANCH}},
	.run = run,
};
