/* SPDX-License-Identifier: GPL-2.0-or-later */
/* kferry package: DEB and RPM packages of a branch's kernel. */
#include <stdio.h>
#include <string.h>

#include "branch/project.h"
#include "build/package.h"
#include "cmd/commands.h"
#include "util/lock.h"

/* What can be made of a staged kernel. */
static const struct format {
	const char *name;
	gboolean (*make)(struct package *package, GError **error); /* NULL: no more */
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

static int run(const struct command *command, const char *format, const char *name,
	       const struct package_options *options)
{
	GError *error = NULL;
	g_autoptr(Branch) b = project_branch(NULL, name, &error);

	if (!b || !make(b, find_format(format), options, &error))
		return command_failed(command, error);
	return EXIT_OK;
}

int cmd_package(const struct command *command, int argc, char **argv)
{
	g_auto(GStrv) flavours = NULL;
	g_autofree char *from = NULL;
	g_autofree char *out = NULL;
	g_autofree char *key = NULL;
	g_autofree char *cert = NULL;
	g_autofree char *sign_image = NULL;
	struct package_options options = {NULL};
	int release = 0, jobs = 0;
	const GOptionEntry entries[] = {
		{"flavour", 'f', 0, G_OPTION_ARG_STRING_ARRAY, &flavours,
		 "Package only this flavour; may be repeated", "NAME"},
		{"release", 'r', 0, G_OPTION_ARG_INT, &release,
		 "Use this release instead of the branch file's", "N"},
		{"from", 0, 0, G_OPTION_ARG_FILENAME, &from,
		 "Use your own tree, bare git repository or tarball", "DIR|TARBALL"},
		{"out", 'o', 0, G_OPTION_ARG_FILENAME, &out,
		 "Write the packages to DIR, which must be new or empty", "DIR"},
		{"fast", 0, 0, G_OPTION_ARG_NONE, &options.fast,
		 "Compress quickly and leave out debug information", NULL},
		{"binary", 'b', 0, G_OPTION_ARG_NONE, &options.binary_only,
		 "Make no source package", NULL},
		{"jobs", 'j', 0, G_OPTION_ARG_INT, &jobs,
		 "Run N compile jobs in parallel (default: one per processor)", "N"},
		{"sign-key", 0, 0, G_OPTION_ARG_FILENAME, &key,
		 "Sign the modules with this key", "PEM"},
		{"sign-cert", 0, 0, G_OPTION_ARG_FILENAME, &cert,
		 "Certificate of the key, which the kernel will trust", "PEM"},
		{"sign-image", 0, 0, G_OPTION_ARG_STRING, &sign_image,
		 "Run COMMAND with the kernel image, to sign it in place", "COMMAND"},
		{NULL},
	};

	if (!command_options(command, entries, NULL, &argc, &argv))
		return EXIT_TROUBLE;
	if (argc != 3 || !find_format(argv[1]))
		return command_usage(command, "one of stage, deb, rpm; and one branch");
	if (out && !find_format(argv[1])->make)
		return command_usage(command, "--out is where packages go: deb or rpm");
	if (release < 0 || jobs < 0 || !key != !cert)
		return command_usage(command,
				     "--release and --jobs are counts; --sign-key "
				     "and --sign-cert belong together");
	options.flavours = flavours;
	options.from = from;
	options.out = out;
	options.release = release;
	options.jobs = jobs;
	options.sign_key = key;
	options.sign_cert = cert;
	options.sign_image = sign_image;
	return run(command, argv[1], argv[2], &options);
}
