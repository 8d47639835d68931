/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kferry boot: runs a kernel with kferry's guest, or a shell in it. */
#include <string.h>

#include "branch/project.h"
#include "build/build.h"
#include "build/slurm-watch.h"
#include "cmd/commands.h"
#include "util/cache.h"
#include "util/error.h"
#include "util/fs.h"
#include "util/lock.h"
#include "vm/accel.h"
#include "vm/boot.h"

/* Values of the options. */
struct boot_options {
	char *project;
	char *arch;
	char *kernel;
	char *vmlinux;
	char *init;
	char *config;
	char *initrd;
	char *disk;
	char *release;
	char *out;
	GStrv suites;
	char *tests;
	char *append;
	char *accel;
	char *expect;
	GStrv may_skip;
	GStrv modules;
	gint64 seed;
	int memory;
	int cpus;
	double wall;
	double silence;
	gboolean shell;
	gboolean no_cover;
	char *coverage;
};

/* Parses "clean" or "splat:GLOB". */
static gboolean set_expectation(struct run *record, const char *expect, GError **error)
{
	if (!expect || !strcmp(expect, "clean"))
		return TRUE;
	if (!g_str_has_prefix(expect, "splat:")) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "--expect '%s' is neither 'clean' nor 'splat:TITLE'",
			    expect);
		return FALSE;
	}
	record->expect = RUN_EXPECT_SPLAT;
	record->splats = g_new0(char *, 2);
	record->splats[0] = g_strdup(expect + strlen("splat:"));
	return TRUE;
}

/* Returns the kernel's architecture: that of the branch, if it was loaded; or of the
 * option; or the host's. */
static const struct arch *find_arch(const struct boot_options *o,
				    const struct run *record)
{
	const char *name = record->arch ? record->arch : o->arch;
	const struct arch *arch = name ? arch_by_any_name(name) : NULL;

	return arch ? arch : arch_host();
}

/* For a kernel file of the user. */
static gboolean describe_own(const struct boot_options *o, struct run *record,
			     GError **error)
{
	if (o->arch && !arch_by_any_name(o->arch)) {
		g_autofree char *known = arch_names();

		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "--arch '%s' is not one of %s", o->arch, known);
		return FALSE;
	}
	record->branch = g_strdup("-");
	record->variant =
		o->release ? g_strdup(o->release) : g_path_get_basename(o->kernel);
	record->may_skip = g_strdupv(o->may_skip);
	record->release = g_strdup(o->release);
	return set_expectation(record, o->expect, error);
}

/* For the variant @variant of @b, which must be built. */
static gboolean describe_variant(struct boot_options *o, const struct branch *b,
				 const char *variant, struct run *record,
				 GError **error)
{
	const struct branch_variant *v = b ? branch_variant(b, variant, error) : NULL;
	g_autofree char *kernel = NULL;
	g_autofree char *release = NULL;
	g_autofree char *source = NULL;

	if (!v)
		return FALSE;
	record->arch = g_strdup(b->arch->name);
	record->branch = g_strdup(b->name);
	record->variant = g_strdup(v->name);
	record->may_skip = g_strdupv(b->may_skip);
	record->expect =
		v->expect == EXPECT_SPLAT ? RUN_EXPECT_SPLAT : RUN_EXPECT_CLEAN;
	record->splats = g_strdupv(v->splat);
	if (!o->suites)
		o->suites = g_strdupv(v->suites ? v->suites : b->suites);
	if (!o->tests && b->tests && !v->suites)
		o->tests = g_strjoinv(",", b->tests);
	o->kernel = cache_path("kernel", b->name, v->name, b->arch->file, NULL);
	o->vmlinux = cache_path("kernel", b->name, v->name, "vmlinux", NULL);
	if (!o->out)
		o->out = cache_path("run", b->name, v->name, NULL);
	source = cache_path("kernel", b->name, v->name, "source", NULL);
	record->source = fs_read(source, NULL);
	release = cache_path("kernel", b->name, v->name, "release", NULL);
	if (g_file_get_contents(release, &record->release, NULL, NULL))
		g_strchomp(record->release);
	kernel = cache_path("kernel", b->name, v->name, NULL);
	record->series = build_series_digest(kernel);
	return TRUE;
}

/* Returns the init of the current project, or else the installed one. */
static char *find_init(const char *project, const struct arch *arch, GError **error)
{
	g_autofree char *found = project ? NULL : project_find(NULL);

	return boot_find_init(project ?: found, arch, error);
}

/* Plans the tests. An initramfs of the user decides for itself what it runs. */
static gboolean make_plan(const struct boot_options *o, const struct branch *b,
			  struct run *record, struct plan **plan, GError **error)
{
	g_autofree char *found = o->project ? g_strdup(o->project) : project_find(NULL);
	g_auto(GStrv) names = o->tests ? g_strsplit(o->tests, ",", -1) : NULL;

	if (o->initrd) {
		record->scenarios = g_strdup(o->tests);
		return TRUE;
	}
	if (!o->suites && !o->shell) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "no suite given: use --suite%s",
			    o->kernel ? "" : ", or 'suites' in the branch file");
		return FALSE;
	}
	if (o->suites)
		*plan = plan_load(found, find_arch(o, record), b,
				  (const char *const *)o->suites,
				  (const char *const *)names, record->release, error);
	return *plan || !o->suites;
}

/* @b is NULL for a kernel file of the user. */
static gboolean describe(struct boot_options *o, const struct branch *b,
			 const char *variant, struct run *record, GError **error)
{
	gboolean done = o->kernel ? describe_own(o, record, error)
				  : describe_variant(o, b, variant, record, error);

	record->seed = o->seed;
	if (done && !o->init)
		o->init = find_init(o->project, find_arch(o, record), error);
	return done && o->init;
}

/* Prints why it will be unknown which code ran. */
static void print_no_coverage(const char *dir)
{
	g_autofree char *path = g_build_filename(dir, "coverage", "why", NULL);
	g_autofree char *why = NULL;

	if (g_file_get_contents(path, &why, NULL, NULL))
		printf("no coverage: %s\n", why);
}

/* Prints how the run ended; kferry judge decides about the verdict. */
static void print_end(const struct run *record, const char *dir)
{
	const struct run_result *result = &record->result;

	printf("%s %s: %s after %.1f s (%s, init at %.1f s)\n", record->branch,
	       record->variant, run_end_name(result->end), result->wall, record->accel,
	       result->to_init);
	print_no_coverage(dir);
	puts(dir);
}

static int boot_guest(const struct command *command, const struct boot_options *o,
		      const struct plan *plan, struct run *record)
{
	struct boot boot = {
		.arch = find_arch(o, record),
		.plan = plan,
		.splat = record->expect == RUN_EXPECT_SPLAT,
		.kernel = o->kernel,
		.vmlinux = o->vmlinux,
		.config = o->config,
		.init = o->init,
		.initrd = o->initrd,
		.disk = o->disk,
		.dir = o->out,
		.modules = (const char *const *)o->modules,
		.append = o->append,
		.memory = o->memory,
		.cpus = o->cpus,
		.wall = o->wall,
		.silence = o->silence,
		.watch = !o->no_cover,
		.coverage = o->coverage,
		.accel = o->accel ? accel_by_name(o->accel) : NULL,
	};
	g_autofree char *config = NULL;
	g_autofree char *coverage = NULL;
	GError *error = NULL;

	if (o->shell) {
		boot_shell(&boot, &error);
		return command_failed(command, error);
	}
	if (strcmp(record->branch, "-")) {
		config = cache_path("kernel", record->branch, record->variant, "config",
				    NULL);
		coverage = cache_path("kernel", record->branch, record->variant,
				      "coverage", NULL);
		boot.config = config;
		boot.coverage = coverage;
	}
	if (!boot_run(&boot, record, &error))
		return command_failed(command, error);
	print_end(record, boot.dir);
	return record->result.end == RUN_END_INTERRUPTED ? EXIT_TROUBLE : EXIT_OK;
}

/* Only one boot at a time for a variant, or into a run directory. */
static char *lock_name(const struct boot_options *o, const struct run *record)
{
	g_autofree char *path = g_canonicalize_filename(o->out, NULL);
	g_autofree char *digest =
		g_compute_checksum_for_string(G_CHECKSUM_SHA256, path, -1);

	if (strcmp(record->branch, "-"))
		return g_strdup_printf("run-%s-%s", record->branch, record->variant);
	return g_strdup_printf("run-%.16s", digest);
}

static int run(const struct command *command, gpointer data, int argc, char **argv)
{
	struct boot_options *o = data;
	g_autoptr(Run) record = run_new();
	g_autoptr(Branch) b = NULL;
	g_autoptr(Plan) plan = NULL;
	g_autoptr(Lock) running = NULL;
	g_autofree char *name = NULL;
	GError *error = NULL;

	if (o->kernel ? argc != 1 || !o->out : argc != 3)
		return command_usage(command,
				     "give BRANCH and VARIANT, or --kernel and --out");
	slurm_beat();
	b = o->kernel ? NULL : project_branch_on(o->project, argv[1], o->arch, &error);
	if (error || !describe(o, b, o->kernel ? NULL : argv[2], record, &error) ||
	    !make_plan(o, b, record, &plan, &error))
		return command_failed(command, error);
	name = lock_name(o, record);
	running = lock_take(name, "boot", &error);
	if (!running)
		return command_failed(command, error);
	return boot_guest(command, o, plan, record);
}

#define FIELD(member) OPTION_FIELD(struct boot_options, member)

static const struct option_entry options[] = {
	{"kernel", 0, VALUE_FILE, FIELD(kernel),
	 "Boot this image instead of a branch's", "FILE"},
	{"vmlinux", 0, VALUE_FILE, FIELD(vmlinux),
	 "vmlinux of the same build, for its build ID and for coverage", "FILE"},
	{"module", 0, VALUE_FILE, FIELD(modules),
	 "Load this module before the tests; may be repeated", "FILE.ko"},
	{"out", 'o', VALUE_DIR, FIELD(out), "Run directory", "DIR"},
	OPTION_ARCH(FIELD(arch)),
	OPTION_INIT(FIELD(init)),
	OPTION_SUITE(FIELD(suites), "those of the variant"),
	OPTION_TESTS(FIELD(tests)),
	{"config", 0, VALUE_FILE, FIELD(config),
	 "Configuration of the same build, recorded with the run", "FILE"},
	{"initrd", 0, VALUE_FILE, FIELD(initrd),
	 "Boot this initramfs instead of the guest's init", "FILE"},
	{"disk", 0, VALUE_FILE, FIELD(disk),
	 "Attach this image as a virtio disk; changes are discarded", "FILE"},
	{"release", 0, VALUE_TEXT, FIELD(release), "Expected output of uname -r",
	 "RELEASE"},
	OPTION_MAY_SKIP(FIELD(may_skip)),
	{"expect", 0, VALUE_TEXT, FIELD(expect),
	 "Expected result: clean, or splat:TITLE", "WHAT"},
	OPTION_SEED(FIELD(seed)),
	{"accel", 0, VALUE_CHOICE, FIELD(accel),
	 "Accelerator (default: the fastest that works)", "kvm|tcg"},
	OPTION_APPEND(FIELD(append)),
	OPTION_MEMORY(FIELD(memory), "as the suite requires, or 512"),
	OPTION_CPUS(FIELD(cpus)),
	{"wall", 0, VALUE_COUNT, FIELD(wall),
	 "Time limit in seconds under KVM, ten times that under TCG (default 60)",
	 "SECONDS"},
	{"silence", 0, VALUE_COUNT, FIELD(silence),
	 "Time limit without console output, likewise (default 12)", "SECONDS"},
	{"coverage", 0, VALUE_DIR, FIELD(coverage),
	 "Coverage data of the same build: coverage/ of an earlier run", "DIR"},
	{"no-cover", 0, VALUE_NONE, FIELD(no_cover), "Do not record which code runs",
	 NULL},
	{"shell", 0, VALUE_NONE, FIELD(shell), "Start a shell in the guest", NULL},
	OPTION_PROJECT(FIELD(project)),
	{NULL},
};

static const struct boot_options defaults = {.seed = 1};

const struct command cmd_boot = {
	.name = "boot",
	.synopsis = "[--shell] BRANCH VARIANT | --kernel FILE --out DIR",
	.summary = "boot a kernel in a virtual machine and record the run",
	.options = options,
	.size = sizeof(struct boot_options),
	.defaults = &defaults,
	.operands = {{VALUE_BRANCH}, {VALUE_VARIANT}},
	.run = run,
};
