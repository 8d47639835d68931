/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kferry shell: runs a shell in a guest with a variant's kernel. */
#include "branch/project.h"
#include "cmd/commands.h"
#include "util/cache.h"
#include "util/error.h"
#include "vm/accel.h"
#include "vm/boot.h"
#include "vm/guest-shell.h"
#include "vm/plan.h"

struct shell_options {
	char **suites; /* NULL: those of the variant */
	char *append, *accel, *arch;
	int memory, cpus;
	gboolean own;
};

/* Returns the variant's kernel, if it is built. */
static char *find_kernel(const struct branch *b, const struct branch_variant *v,
			 GError **error)
{
	g_autofree char *path =
		cache_path("kernel", b->name, v->name, b->arch->file, NULL);

	if (g_file_test(path, G_FILE_TEST_EXISTS))
		return g_steal_pointer(&path);
	g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
		    "%s %s is not built; run 'kferry build --variant %s %s'", b->name,
		    v->name, v->name, b->name);
	return NULL;
}

/* Builds the programs of the suites, in *@plan; NULL if there is no suite. */
static gboolean find_programs(const struct shell_options *o, const struct branch *b,
			      const struct branch_variant *v, struct plan **plan,
			      GError **error)
{
	char **suites = o->suites ?: v->suites ?: b->suites;

	if (suites)
		*plan = plan_load(b->dir, b->arch, b, (const char *const *)suites, NULL,
				  b->version, error);
	return *plan || !suites;
}

static gboolean open_shell(const struct shell_options *o, const struct branch *b,
			   const struct branch_variant *v, GError **error)
{
	g_autofree char *kernel = find_kernel(b, v, error);
	g_autofree char *init = boot_find_init(b->dir, b->arch, error);
	g_autofree char *config =
		cache_path("kernel", b->name, v->name, "config", NULL);
	g_autofree char *dir = cache_path("shell", b->name, v->name, NULL);
	g_autofree char *busybox =
		o->own || !arch_is_native(b->arch) ? NULL : guest_shell_busybox();
	g_autoptr(Plan) plan = NULL;
	struct boot boot = {.memory = 0};

	if (!kernel || !init || !find_programs(o, b, v, &plan, error))
		return FALSE;
	if (!busybox && !arch_is_native(b->arch))
		g_printerr("kferry shell: no busybox for %s: using the prompt of init, "
			   "'help' lists its commands\n",
			   b->arch->name);
	else if (!busybox && !o->own)
		g_printerr("kferry shell: no static busybox (package busybox-static): "
			   "using the prompt of init, 'help' lists its commands\n");
	boot.arch = b->arch;
	boot.kernel = kernel;
	boot.config = config;
	boot.init = init;
	boot.dir = dir;
	boot.plan = plan;
	boot.append = o->append;
	boot.memory = o->memory;
	boot.cpus = o->cpus;
	boot.busybox = busybox;
	boot.accel = o->accel ? accel_by_name(o->accel) : NULL;
	boot_shell(&boot, error);
	return FALSE;
}

static int run(const struct command *command, gpointer data, int argc, char **argv)
{
	const struct shell_options *o = data;
	g_autoptr(Branch) b = NULL;
	const struct branch_variant *v;
	GError *error = NULL;

	if (argc != 3)
		return command_usage(command, "give BRANCH and VARIANT");
	b = project_branch_on(NULL, argv[1], o->arch, &error);
	v = b ? branch_variant(b, argv[2], &error) : NULL;
	if (v)
		open_shell(o, b, v, &error);
	return command_failed(command, error);
}

#define FIELD(member) OPTION_FIELD(struct shell_options, member)

static const struct option_entry options[] = {
	{"own", 0, VALUE_NONE, FIELD(own),
	 "Open the prompt of the guest's init instead of busybox", NULL},
	OPTION_SUITE(FIELD(suites), "those of the variant"),
	{"accel", 0, VALUE_CHOICE, FIELD(accel),
	 "Accelerator (default: the fastest that works)", "kvm|tcg"},
	OPTION_ARCH(FIELD(arch)),
	OPTION_APPEND(FIELD(append)),
	OPTION_MEMORY(FIELD(memory), "512, or what the suites and the kernel need"),
	OPTION_CPUS(FIELD(cpus)),
	{NULL},
};

static const struct shell_options defaults = {.cpus = 2};

const struct command cmd_shell = {
	.name = "shell",
	.synopsis = "BRANCH VARIANT",
	.summary = "open a prompt in a guest with a variant's kernel",
	.options = options,
	.size = sizeof(struct shell_options),
	.defaults = &defaults,
	.operands = {{VALUE_BRANCH}, {VALUE_VARIANT}},
	.run = run,
};
