/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kferry payload: boots the kernel in packages without installing them. */
#include <string.h>

#include "branch/project.h"
#include "cmd/commands.h"
#include "util/cache.h"
#include "util/lock.h"
#include "verdict/report.h"
#include "verdict/verdict.h"
#include "vm/boot-package.h"
#include "vm/judge.h"

/* The options as they were given. */
struct cmd_payload_options {
	char *project;
	char *init;
	char *out;
	char *scenarios;
	char *append;
	GStrv may_skip;
	gint64 seed;
	int memory;
	int cpus;
	gboolean json;
	gboolean tap;
};

typedef struct cmd_payload_options Options;

static gboolean parse(const struct command *command, struct cmd_payload_options *o,
		      int *argc, char ***argv)
{
	const GOptionEntry entries[] = {
		{"out", 'o', 0, G_OPTION_ARG_FILENAME, &o->out, "the run directory",
		 "DIR"},
		{"scenarios", 's', 0, G_OPTION_ARG_STRING, &o->scenarios,
		 "Run only these scenarios, separated by commas", "NAMES"},
		{"may-skip", 0, 0, G_OPTION_ARG_STRING_ARRAY, &o->may_skip,
		 "Accept that this scenario is skipped", "NAME"},
		{"init", 0, 0, G_OPTION_ARG_FILENAME, &o->init,
		 "Init program of the guest (default: kferry's own)", "FILE"},
		{"seed", 0, 0, G_OPTION_ARG_INT64, &o->seed, "repeat a run (1)", "N"},
		{"append", 0, 0, G_OPTION_ARG_STRING, &o->append,
		 "Append these words to the kernel command line", "WORDS"},
		{"memory", 0, 0, G_OPTION_ARG_INT, &o->memory,
		 "Guest memory in MiB (default 1024)", "MIB"},
		{"cpus", 0, 0, G_OPTION_ARG_INT, &o->cpus,
		 "Number of guest CPUs (default 2)", "N"},
		{"json", 0, 0, G_OPTION_ARG_NONE, &o->json, "print a JSON array", NULL},
		{"tap", 0, 0, G_OPTION_ARG_NONE, &o->tap, "print TAP", NULL},
		{"project", 0, 0, G_OPTION_ARG_FILENAME, &o->project,
		 "Project directory, where guest/init is looked for first", "DIR"},
		{NULL},
	};

	return command_options(command, entries, NULL, argc, argv);
}

static void options_free(struct cmd_payload_options *o)
{
	g_free(o->project);
	g_free(o->init);
	g_free(o->out);
	g_free(o->scenarios);
	g_free(o->append);
	g_strfreev(o->may_skip);
	g_free(o);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Options, options_free)

static struct cmd_payload_options *options_new(void)
{
	struct cmd_payload_options *o = g_new0(struct cmd_payload_options, 1);

	o->seed = 1;
	o->memory = 1024; /* the unpacked modules lie in it twice */
	o->cpus = 2;
	return o;
}

static gboolean boot_packages(const struct cmd_payload_options *o, char **packages,
			      struct run *record, GError **error)
{
	struct boot boot = BOOT_DEFAULTS;
	struct boot_package payload = {
		.packages = (const char *const *)packages,
		.scenarios = o->scenarios,
		.boot = &boot,
	};

	boot.dir = o->out;
	boot.init = o->init;
	boot.append = o->append;
	boot.memory = o->memory;
	boot.cpus = o->cpus;
	record->seed = o->seed;
	record->may_skip = g_strdupv(o->may_skip);
	return boot_package_boot(&payload, record, error);
}

int cmd_payload(const struct command *command, int argc, char **argv)
{
	g_autoptr(Options) o = options_new();
	g_autoptr(Run) record = run_new();
	g_autoptr(GPtrArray) verdicts = verdict_report_new();
	g_autoptr(Lock) running = NULL;
	GError *error = NULL;
	struct verdict *found;

	if (!parse(command, o, &argc, &argv))
		return EXIT_TROUBLE;
	if (argc < 2)
		return command_usage(command, "give the packages of a kernel");
	if (!o->init)
		o->init = project_file(o->project, "guest/init", &error);
	if (!o->init)
		return command_failed(command, error);
	if (!o->out)
		o->out = cache_path("run", "payload", NULL);
	running = lock_take("run-payload", "payload boot", &error);
	if (!running || !boot_packages(o, argv + 1, record, &error))
		return command_failed(command, error);
	found = judge_dir(o->out, &error);
	if (!found)
		return command_failed(command, error);
	g_ptr_array_add(verdicts, found);
	verdict_report_print(stdout, verdicts,
			     o->json  ? REPORT_JSON
			     : o->tap ? REPORT_TAP
				      : REPORT_TABLE);
	return verdict_report_status(verdicts);
}
