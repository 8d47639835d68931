/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kferry package: builds DEB and RPM packages of a branch's kernel. */
#include <stdio.h>
#include <string.h>

#include "branch/project.h"
#include "build/package.h"
#include "cmd/commands.h"
#include "util/lock.h"

/* The formats of packages. */
static const struct format {
	const char *name;
	gboolean (*make)(struct package *package,
			 GError **error); /* NULL: only the stage */
} formats[] = {
	{"stage", NULL},
	{"deb", package_deb},
	{"rpm", package_rpm},
};

static const struct format *find_format(const char *name)
{
	for (guint i = 0; i < G_N_ELEMENTS(formats); i++)
		if (!strcmp(formats[i].name, name))
			return &formats[i];
	return NULL;
}

static void print_made(const struct package *package, const struct format *format)
{
	g_autofree char *place = package_place(package, format->name);

	for (guint i = 0; i < package->flavours->len; i++) {
		g_autofree char *release =
			package_release(package, package->flavours->pdata[i]);

		printf("%s %s: Linux %s\n", package->b->name, format->name, release);
	}
	puts(format->make ? place : package->stage);
}

static gboolean make(const struct branch *b, const struct format *format,
		     const struct package_options *options, GError **error)
{
	g_autofree char *name = g_strconcat("package-", b->name, NULL);
	g_autoptr(Lock) held = lock_take(name, "package", error);
	g_autoptr(Package) package = held ? package_new(b, options, error) : NULL;

	if (!package || !package_stage(package, error) ||
	    (format->make && !format->make(package, error)))
		return FALSE;
	print_made(package, format);
	return TRUE;
}

static int run(const struct command *command, gpointer data, int argc, char **argv)
{
	const struct package_options *o = data;
	const struct format *format = argc == 3 ? find_format(argv[1]) : NULL;
	g_autoptr(Branch) b = NULL;
	GError *error = NULL;

	if (!format)
		return command_usage(command,
				     "give one of stage, deb and rpm, and one BRANCH");
	if (o->out && !format->make)
		return command_usage(command, "--out is only for deb and rpm");
	if (!o->sign_key != !o->sign_cert)
		return command_usage(
			command, "--sign-key and --sign-cert must be given together");
	b = project_branch_on(NULL, argv[2], o->arch, &error);
	if (!b || !make(b, format, o, &error))
		return command_failed(command, error);
	return EXIT_OK;
}

#define FIELD(member) OPTION_FIELD(struct package_options, member)

static const struct option_entry options[] = {
	{"flavour", 'f', VALUE_FLAVOUR, FIELD(flavours),
	 "Package only this flavour; may be repeated", "NAME"},
	{"release", 'r', VALUE_COUNT, FIELD(release),
	 "Release number (default: that of the branch file)", "N"},
	OPTION_ARCH(FIELD(arch)),
	OPTION_FROM(FIELD(from)),
	{"out", 'o', VALUE_DIR, FIELD(out),
	 "Write the packages to DIR, which must be new or empty", "DIR"},
	{"fast", 0, VALUE_NONE, FIELD(fast),
	 "Compress quickly and leave out debug information", NULL},
	{"binary", 'b', VALUE_NONE, FIELD(binary_only), "Do not build a source package",
	 NULL},
	OPTION_JOBS(FIELD(jobs)),
	{"sign-key", 0, VALUE_FILE, FIELD(sign_key), "Sign the modules with this key",
	 "PEM"},
	{"sign-cert", 0, VALUE_FILE, FIELD(sign_cert),
	 "Certificate of the key, which the kernel will trust", "PEM"},
	{"sign-image", 0, VALUE_TEXT, FIELD(sign_image),
	 "Run COMMAND with the kernel image, to sign it in place", "COMMAND"},
	{NULL},
};

const struct command cmd_package = {
	.name = "package",
	.synopsis = "stage|deb|rpm BRANCH",
	.summary = "build packages of a branch's kernel",
	.options = options,
	.size = sizeof(struct package_options),
	.operands = {{VALUE_CHOICE, "stage|deb|rpm"}, {VALUE_BRANCH}},
	.run = run,
};
