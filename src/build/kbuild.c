/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "build/kbuild.h"

#include <string.h>

#include "branch/project.h"
#include "build/farm.h"
#include "util/cache.h"
#include "util/error.h"
#include "util/fs.h"
#include "util/subprocess.h"

/* Variables of an outer make or of the user's shell that must not be passed on. */
static const char *const unset[] = {
	"MAKEFLAGS",
	"MFLAGS",
	"MAKELEVEL",
	"MAKEOVERRIDES",
	"ARCH",
	"SUBARCH",
	"CROSS_COMPILE",
	"O",
	"KBUILD_OUTPUT",
	"KCFLAGS",
	"KAFLAGS",
	"LOCALVERSION",
	"CFLAGS",
	"LDFLAGS",
	"KCONFIG_CONFIG",
	"DEB_BUILD_OPTIONS",
	NULL,
};

/* Constant, so that images only differ in what was built. */
static const char *const stamps[] = {
	"KBUILD_BUILD_VERSION=1",
	"KBUILD_BUILD_TIMESTAMP=Thu Jan  1 00:00:00 UTC 1970",
	"KBUILD_BUILD_USER=kferry",
	"KBUILD_BUILD_HOST=kferry",
	NULL,
};

struct kbuild {
	const struct arch *arch;
	char *prefix; /* of the toolchain's programs, see arch_prefix() */
	char *source;
	char *output;
	char *root;	  /* directory of configs/NAME.make and what it refers to */
	char *ccache_dir; /* CCACHE_DIR=...; NULL without ccache */
	GPtrArray *vars;  /* NAME=VALUE for the command line */
	char *identity;
	struct farm *farm; /* set when make has run */
	int keep_fd;
};

void kbuild_free(struct kbuild *kbuild)
{
	if (!kbuild)
		return;
	g_free(kbuild->prefix);
	g_free(kbuild->source);
	g_free(kbuild->output);
	g_free(kbuild->root);
	g_free(kbuild->ccache_dir);
	g_clear_pointer(&kbuild->vars, g_ptr_array_unref);
	g_free(kbuild->identity);
	g_clear_pointer(&kbuild->farm, farm_free);
	g_free(kbuild);
}

static gboolean is_name(const char *text, gsize length)
{
	for (gsize i = 0; i < length; i++)
		if (!g_ascii_isalnum(text[i]) && text[i] != '_')
			return FALSE;
	return length > 0;
}

/* Reads configs/NAME.make into kbuild->vars; *@has_cc is whether it sets CC. */
static gboolean read_vars(struct kbuild *kbuild, const struct branch *b,
			  gboolean *has_cc, GError **error)
{
	g_autofree char *name = g_strconcat(b->make, ".make", NULL);
	g_autofree char *shown = g_build_filename("configs", name, NULL);
	g_autofree char *path = NULL;
	g_autofree char *text = NULL;
	g_auto(GStrv) lines = NULL;

	kbuild->root = project_root_of(b->dir, shown, error);
	path = kbuild->root ? g_build_filename(kbuild->root, shown, NULL) : NULL;
	text = path ? fs_read(path, error) : NULL;
	lines = text ? g_strsplit(text, "\n", -1) : NULL;
	if (!text) {
		g_prefix_error(error, "%s: make=%s: ", b->path, b->make);
		return FALSE;
	}
	for (guint i = 0; lines[i]; i++) {
		char *line = g_strstrip(lines[i]);

		if (!*line || *line == '#')
			continue;
		if (!strchr(line, '=') || !is_name(line, strcspn(line, "="))) {
			g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
				    "configs/%s:%u: neither KEY=VALUE nor a # comment",
				    name, i + 1);
			return FALSE;
		}
		*has_cc = *has_cc || g_str_has_prefix(line, "CC=");
		g_ptr_array_add(kbuild->vars, g_strdup(line));
	}
	return TRUE;
}

/* Whether it is the variable that starts ccache. */
static gboolean is_ccache(const char *word)
{
	return !strcmp(word, "CC=$(KFERRY_CCACHE)");
}

/* Returns the compiler's version, on which an image depends. */
static char *compiler_version(const struct kbuild *kbuild)
{
	g_autofree char *compiler = g_strconcat(kbuild->prefix, "gcc", NULL);
	g_autofree char *command = NULL;
	const char *argv[] = {"sh", "-c", NULL, NULL};
	char *version;

	for (guint i = 0; i < kbuild->vars->len; i++) {
		g_auto(GStrv) words = g_strsplit(kbuild->vars->pdata[i], " ", 3);

		if (!g_str_has_prefix(words[0], "CC="))
			continue;
		g_free(compiler);
		compiler = g_strdup(is_ccache(words[0]) && words[1]
					    ? words[1]
					    : words[0] + strlen("CC="));
	}
	command = g_strdup_printf("%s --version | head -n1; %sld --version | head -n1",
				  compiler, kbuild->prefix);
	argv[2] = command;
	version = subprocess_capture(argv, NULL);
	return version ? version : g_strdup("unknown\n");
}

/* Adds the contents of files to which a variable refers, as -I does, relative to the
 * directory of configs/: images depend on these, but not on the directory's path. */
static gboolean describe_references(GString *text, const struct kbuild *kbuild,
				    const char *make, const char *var, GError **error)
{
	static const char reference[] = "$(KFERRY_DIR)/";
	const char *at = var;

	while ((at = strstr(at, reference))) {
		g_autofree char *name = NULL;
		g_autofree char *path = NULL;
		g_autofree char *digest = NULL;

		at += strlen(reference);
		name = g_strndup(at, strcspn(at, " \t"));
		path = g_build_filename(kbuild->root, name, NULL);
		digest = fs_digest(path, error);
		if (!digest) {
			g_prefix_error(error, "configs/%s.make: ", make);
			return FALSE;
		}
		g_string_append_printf(text, "files %s %s\n", name, digest);
	}
	return TRUE;
}

static gboolean describe(struct kbuild *kbuild, const struct branch *b, GError **error)
{
	g_autofree char *version = compiler_version(kbuild);
	g_autoptr(GString) text = g_string_new(NULL);

	for (guint i = 0; i < kbuild->vars->len; i++) {
		const char *var = kbuild->vars->pdata[i];

		if (!g_str_has_prefix(var, "KFERRY_"))
			g_string_append_printf(text, "make %s\n", var);
		if (!describe_references(text, kbuild, b->make, var, error))
			return FALSE;
	}
	g_string_append_printf(text, "compiler %s", version);
	kbuild->identity = g_string_free(g_steal_pointer(&text), FALSE);
	return TRUE;
}

/* The kernel's makefiles use these paths in recipes without quotes, and make expands
 * them. */
static gboolean check_path(const char *path, GError **error)
{
	const char *bad = strpbrk(path, " \t\n:;&|<>()$`\"'\\*?[]#%");

	if (!bad)
		return TRUE;
	g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
		    "%s: a kernel cannot be built with '%c' in a path", path, *bad);
	return FALSE;
}

/* Adds the cross compiler to the variables, if one is needed. */
static gboolean add_toolchain(struct kbuild *kbuild, const struct branch *b,
			      GError **error)
{
	g_autofree char *gcc = NULL;

	kbuild->prefix = arch_prefix(kbuild->arch);
	gcc = g_strconcat(kbuild->prefix, "gcc", NULL);
	if (!*kbuild->prefix)
		return TRUE;
	if (!subprocess_exists(gcc)) {
		g_set_error(
			error, KF_ERROR, KF_ERROR_SYSTEM,
			"%s: a kernel for %s requires %s, which is not installed (%s)",
			b->name, kbuild->arch->name, gcc, kbuild->arch->cross_cc_from);
		return FALSE;
	}
	g_ptr_array_add(kbuild->vars,
			g_strconcat("CROSS_COMPILE=", kbuild->prefix, NULL));
	return TRUE;
}

struct kbuild *kbuild_new(const struct branch *b, const char *source,
			  const char *output, GError **error)
{
	g_autoptr(Kbuild) kbuild = g_new0(struct kbuild, 1);
	gboolean has_cc = FALSE;

	kbuild->arch = b->arch;
	if (!check_path(source, error) || !check_path(output, error) ||
	    !fs_make_dir(output, error))
		return NULL;
	kbuild->source = g_strdup(source);
	kbuild->output = g_strdup(output);
	kbuild->vars = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(kbuild->vars, g_strconcat("ARCH=", kbuild->arch->make, NULL));
	if (!add_toolchain(kbuild, b, error))
		return NULL;
	for (const char *const *s = stamps; *s; s++)
		g_ptr_array_add(kbuild->vars, g_strdup(*s));
	if (b->make) {
		if (!read_vars(kbuild, b, &has_cc, error) ||
		    !check_path(kbuild->root, error))
			return NULL;
		g_ptr_array_add(kbuild->vars,
				g_strconcat("KFERRY_DIR=", kbuild->root, NULL));
	}
	if (subprocess_exists("ccache")) {
		g_autofree char *dir = cache_path("ccache", NULL);

		kbuild->ccache_dir = g_strconcat("CCACHE_DIR=", dir, NULL);
		g_ptr_array_add(kbuild->vars, g_strdup(CACHE_CCACHE));
		if (!has_cc)
			g_ptr_array_add(kbuild->vars,
					g_strconcat("CC=$(KFERRY_CCACHE) ",
						    kbuild->prefix, "gcc", NULL));
	}
	if (!describe(kbuild, b, error))
		return NULL;
	return g_steal_pointer(&kbuild);
}

const char *const *kbuild_unset(void)
{
	return unset;
}

void kbuild_keep(struct kbuild *kbuild, int fd)
{
	kbuild->keep_fd = fd;
}

const char *kbuild_identity(const struct kbuild *kbuild)
{
	return kbuild->identity;
}

const char *kbuild_output(const struct kbuild *kbuild)
{
	return kbuild->output;
}

static char **arguments(const struct kbuild *kbuild, const char *const *targets,
			guint jobs)
{
	GPtrArray *argv = g_ptr_array_new();

	g_ptr_array_add(argv, g_strdup("make"));
	g_ptr_array_add(argv, g_strdup("--no-print-directory"));
	if (!jobs)
		jobs = kbuild->farm->jobs ?: g_get_num_processors();
	g_ptr_array_add(argv, g_strdup_printf("-j%u", jobs));
	g_ptr_array_add(argv, g_strconcat("O=", kbuild->output, NULL));
	for (guint i = 0; i < kbuild->vars->len; i++)
		g_ptr_array_add(argv, g_strdup(kbuild->vars->pdata[i]));
	for (; *targets; targets++)
		g_ptr_array_add(argv, g_strdup(*targets));
	g_ptr_array_add(argv, NULL);
	return (char **)g_ptr_array_free(argv, FALSE);
}

/* Hosts are only checked, once, when something is built. */
static gboolean find_farm(struct kbuild *kbuild, GError **error)
{
	g_autofree char *gcc = g_strconcat(kbuild->prefix, "gcc", NULL);

	if (!kbuild->farm)
		kbuild->farm = farm_new(gcc, error);
	return kbuild->farm != NULL;
}

gboolean kbuild_run(struct kbuild *kbuild, const char *const *targets, guint jobs,
		    const char *log, struct build_progress *shown, GError **error)
{
	g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
	g_auto(GStrv) environ = NULL;
	g_auto(GStrv) argv = NULL;
	struct subprocess process = {
		.dir = kbuild->source,
		.unset = unset,
		.keep_fd = kbuild->keep_fd,
	};

	if (!find_farm(kbuild, error))
		return FALSE;
	argv = arguments(kbuild, targets, jobs);
	g_strv_builder_add(builder, "LC_ALL=C");
	g_strv_builder_add(builder, CACHE_CCACHE_MODE);
	if (kbuild->ccache_dir)
		g_strv_builder_add(builder, kbuild->ccache_dir);
	if (kbuild->farm->environ)
		g_strv_builder_addv(builder, (const char **)kbuild->farm->environ);
	environ = g_strv_builder_end(builder);
	process.argv = (const char *const *)argv;
	process.environ = (const char *const *)environ;
	return build_progress_run(&process, "make", log, shown, error);
}
