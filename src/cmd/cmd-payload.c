/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kferry payload: boots the kernel in packages without installing them. */
#include <string.h>

#include "branch/project.h"
#include "cmd/commands.h"
#include "cmd/print-verdict.h"
#include "util/cache.h"
#include "util/lock.h"
#include "vm/boot-package.h"
#include "vm/judge.h"

/* Values of the options. */
struct payload_options {
	char *project;
	char *init;
	char *out;
	GStrv suites;
	char *tests;
	char *append;
	GStrv may_skip;
	gint64 seed;
	int memory;
	int cpus;
	gboolean json;
	gboolean tap;
};

static gboolean boot_packages(const struct payload_options *o, char **packages,
			      struct run *record, GError **error)
{
	g_autofree char *found = o->project ? g_strdup(o->project) : project_find(NULL);
	g_auto(GStrv) tests = o->tests ? g_strsplit(o->tests, ",", -1) : NULL;
	struct boot boot = {.dir = o->out};
	struct boot_package payload = {
		.packages = (const char *const *)packages,
		.project = found,
		.suites = (const char *const *)o->suites,
		.tests = (const char *const *)tests,
		.boot = &boot,
	};

	boot.init = o->init;
	boot.append = o->append;
	boot.memory = o->memory;
	boot.cpus = o->cpus;
	record->seed = o->seed;
	record->may_skip = g_strdupv(o->may_skip);
	return boot_package_boot(&payload, record, error);
}

static int run(const struct command *command, gpointer data, int argc, char **argv)
{
	struct payload_options *o = data;
	g_autoptr(Run) record = run_new();
	g_autoptr(GPtrArray) verdicts = verdict_report_new();
	g_autoptr(Lock) running = NULL;
	GError *error = NULL;
	struct verdict *found;

	if (argc < 2)
		return command_usage(command, "give the packages of one kernel");
	if (!o->out)
		o->out = cache_path("run", "payload", NULL);
	running = lock_take("run-payload", "payload boot", &error);
	if (!running || !boot_packages(o, argv + 1, record, &error))
		return command_failed(command, error);
	found = judge_dir(o->out, &error);
	if (!found)
		return command_failed(command, error);
	g_ptr_array_add(verdicts, found);
	return print_verdicts(verdicts, o->json, o->tap);
}

#define FIELD(member) OPTION_FIELD(struct payload_options, member)

static const struct option_entry options[] = {
	{"out", 'o', VALUE_DIR, FIELD(out), "Run directory", "DIR"},
	OPTION_SUITE(FIELD(suites), "the quick tests of all"),
	OPTION_TESTS(FIELD(tests)),
	OPTION_MAY_SKIP(FIELD(may_skip)),
	OPTION_INIT(FIELD(init)),
	OPTION_SEED(FIELD(seed)),
	OPTION_APPEND(FIELD(append)),
	OPTION_MEMORY(FIELD(memory), "1024"),
	OPTION_CPUS(FIELD(cpus)),
	OPTION_JSON(FIELD(json)),
	OPTION_TAP(FIELD(tap)),
	{"project", 0, VALUE_DIR, FIELD(project),
	 "Take guest/init from this project (default: the installed one)", "DIR"},
	{NULL},
};

/* Unpacked modules are in memory twice. */
static const struct payload_options defaults = {.seed = 1, .memory = 1024};

const struct command cmd_payload = {
	.name = "payload",
	.synopsis = "PACKAGE...",
	.summary = "boot the kernel of a package without installing it",
	.options = options,
	.size = sizeof(struct payload_options),
	.defaults = &defaults,
	.operands = {{VALUE_PACKAGE, .many = TRUE}},
	.run = run,
};
