#include "kmake.h"

#include <string.h>

#include "cache.h"
#include "error.h"
#include "fs.h"
#include "process.h"

static const struct arch {
	const char *name;   /* in branch files */
	const char *make;   /* ARCH= */
	const char *target; /* of make */
	const char *image;  /* below O= */
} archs[] = {
	{"x86_64", "x86_64", "bzImage", "arch/x86/boot/bzImage"},
};

/* Nothing of a make that runs kferry, nor of the user's shell, may leak in. */
static const char *const unset[] = {
	"MAKEFLAGS",	 "MFLAGS",  "MAKELEVEL",      "MAKEOVERRIDES",
	"ARCH",		 "SUBARCH", "CROSS_COMPILE",  "O",
	"KBUILD_OUTPUT", "KCFLAGS", "KAFLAGS",	      "LOCALVERSION",
	"CFLAGS",	 "LDFLAGS", "KCONFIG_CONFIG", NULL,
};

/* The same for everyone: what differs between images is what was built. */
static const char *const stamps[] = {
	"KBUILD_BUILD_VERSION=1",
	"KBUILD_BUILD_TIMESTAMP=Thu Jan  1 00:00:00 UTC 1970",
	"KBUILD_BUILD_USER=kferry",
	"KBUILD_BUILD_HOST=kferry",
	NULL,
};

struct kmake {
	const struct arch *arch;
	char *source;
	char *output;
	char *ccache_dir; /* CCACHE_DIR=...; NULL without ccache */
	GPtrArray *vars;  /* NAME=VALUE for the command line */
	char *identity;
	int keep_fd;
};

void kmake_free(kmake *self)
{
	if (!self)
		return;
	g_free(self->source);
	g_free(self->output);
	g_free(self->ccache_dir);
	g_clear_pointer(&self->vars, g_ptr_array_unref);
	g_free(self->identity);
	g_free(self);
}

static gboolean is_name(const char *text, gsize length)
{
	for (gsize i = 0; i < length; i++)
		if (!g_ascii_isalnum(text[i]) && text[i] != '_')
			return FALSE;
	return length > 0;
}

/* Reads configs/NAME.make into self->vars; *@has_cc if it sets CC. */
static gboolean read_vars(kmake *self, const branch *b, gboolean *has_cc,
			  GError **error)
{
	g_autofree char *name = g_strconcat(b->make, ".make", NULL);
	g_autofree char *path = g_build_filename(b->dir, "configs", name, NULL);
	g_autofree char *text = fs_read(path, error);
	g_auto(GStrv) lines = text ? g_strsplit(text, "\n", -1) : NULL;

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
		g_ptr_array_add(self->vars, g_strdup(line));
	}
	return TRUE;
}

/* The variable by which a compiler is cached. */
static gboolean is_ccache(const char *word)
{
	return !strcmp(word, "CC=$(KFERRY_CCACHE)");
}

/* The compiler's own word for its version: it is part of what decides an image. */
static char *compiler_version(const kmake *self)
{
	g_autofree char *compiler = g_strdup("gcc");
	g_autofree char *command = NULL;
	const char *argv[] = {"sh", "-c", NULL, NULL};
	char *version;

	for (guint i = 0; i < self->vars->len; i++) {
		g_auto(GStrv) words = g_strsplit(self->vars->pdata[i], " ", 3);

		if (!g_str_has_prefix(words[0], "CC="))
			continue;
		g_free(compiler);
		compiler = g_strdup(is_ccache(words[0]) && words[1]
					    ? words[1]
					    : words[0] + strlen("CC="));
	}
	command = g_strdup_printf("%s --version | head -n1; ld --version | head -n1",
				  compiler);
	argv[2] = command;
	version = process_capture(argv, NULL);
	return version ? version : g_strdup("unknown\n");
}

/*
 * Adds the contents of what a variable refers to below the project's folder, as
 * an -I does: it decides images as well, the folder's own path does not.
 */
static gboolean describe_references(GString *text, const branch *b, const char *var,
				    GError **error)
{
	static const char reference[] = "$(KFERRY_DIR)/";
	const char *at = var;

	while ((at = strstr(at, reference))) {
		g_autofree char *name = NULL;
		g_autofree char *path = NULL;
		g_autofree char *digest = NULL;

		at += strlen(reference);
		name = g_strndup(at, strcspn(at, " \t"));
		path = g_build_filename(b->dir, name, NULL);
		digest = fs_digest(path, error);
		if (!digest) {
			g_prefix_error(error, "configs/%s.make: ", b->make);
			return FALSE;
		}
		g_string_append_printf(text, "files %s %s\n", name, digest);
	}
	return TRUE;
}

static gboolean describe(kmake *self, const branch *b, GError **error)
{
	g_autofree char *version = compiler_version(self);
	g_autoptr(GString) text = g_string_new(NULL);

	for (guint i = 0; i < self->vars->len; i++) {
		const char *var = self->vars->pdata[i];

		if (!g_str_has_prefix(var, "KFERRY_"))
			g_string_append_printf(text, "make %s\n", var);
		if (!describe_references(text, b, var, error))
			return FALSE;
	}
	g_string_append_printf(text, "compiler %s", version);
	self->identity = g_string_free(g_steal_pointer(&text), FALSE);
	return TRUE;
}

static const struct arch *find_arch(const branch *b, GError **error)
{
	for (guint i = 0; i < G_N_ELEMENTS(archs); i++)
		if (!strcmp(archs[i].name, b->arch))
			return &archs[i];
	g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
		    "%s: arch=%s: only x86_64 is built", b->path, b->arch);
	return NULL;
}

/*
 * The kernel's makefiles put these paths into recipes as they are, unquoted, and make
 * expands them before.
 */
static gboolean check_path(const char *path, GError **error)
{
	const char *bad = strpbrk(path, " \t\n:;&|<>()$`\"'\\*?[]#%");

	if (!bad)
		return TRUE;
	g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
		    "%s: a kernel cannot be built with '%c' in a path", path, *bad);
	return FALSE;
}

kmake *kmake_new(const branch *b, const char *source, const char *output,
		 GError **error)
{
	g_autoptr(kmake) self = g_new0(kmake, 1);
	gboolean has_cc = FALSE;

	self->arch = find_arch(b, error);
	if (!self->arch || !check_path(b->dir, error) || !check_path(source, error) ||
	    !check_path(output, error) || !fs_make_dir(output, error))
		return NULL;
	self->source = g_strdup(source);
	self->output = g_strdup(output);
	self->vars = g_ptr_array_new_with_free_func(g_free);
	g_ptr_array_add(self->vars, g_strconcat("ARCH=", self->arch->make, NULL));
	for (const char *const *s = stamps; *s; s++)
		g_ptr_array_add(self->vars, g_strdup(*s));
	g_ptr_array_add(self->vars, g_strconcat("KFERRY_DIR=", b->dir, NULL));
	if (b->make && !read_vars(self, b, &has_cc, error))
		return NULL;
	if (process_exists("ccache")) {
		g_autofree char *dir = cache_path("ccache", NULL);

		self->ccache_dir = g_strconcat("CCACHE_DIR=", dir, NULL);
		g_ptr_array_add(self->vars, g_strdup(CACHE_CCACHE));
		if (!has_cc)
			g_ptr_array_add(self->vars,
					g_strdup("CC=$(KFERRY_CCACHE) gcc"));
	}
	if (!describe(self, b, error))
		return NULL;
	return g_steal_pointer(&self);
}

void kmake_keep(kmake *self, int fd)
{
	self->keep_fd = fd;
}

const char *kmake_identity(const kmake *self)
{
	return self->identity;
}

const char *kmake_output(const kmake *self)
{
	return self->output;
}

const char *kmake_image(const kmake *self)
{
	return self->arch->image;
}

const char *kmake_image_target(const kmake *self)
{
	return self->arch->target;
}

static char **arguments(const kmake *self, const char *const *targets, guint jobs)
{
	GPtrArray *argv = g_ptr_array_new();

	g_ptr_array_add(argv, g_strdup("make"));
	g_ptr_array_add(argv, g_strdup("--no-print-directory"));
	g_ptr_array_add(argv,
			g_strdup_printf("-j%u", jobs ? jobs : g_get_num_processors()));
	g_ptr_array_add(argv, g_strconcat("O=", self->output, NULL));
	for (guint i = 0; i < self->vars->len; i++)
		g_ptr_array_add(argv, g_strdup(self->vars->pdata[i]));
	for (; *targets; targets++)
		g_ptr_array_add(argv, g_strdup(*targets));
	g_ptr_array_add(argv, NULL);
	return (char **)g_ptr_array_free(argv, FALSE);
}

gboolean kmake_run(kmake *self, const char *const *targets, guint jobs, const char *log,
		   struct steps *shown, GError **error)
{
	g_auto(GStrv) argv = arguments(self, targets, jobs);
	const char *environ[] = {"LC_ALL=C", CACHE_CCACHE_MODE, self->ccache_dir, NULL};
	struct process process = {
		.argv = (const char *const *)argv,
		.dir = self->source,
		.environ = environ,
		.unset = unset,
		.keep_fd = self->keep_fd,
	};

	return steps_run(&process, "make", log, shown, error);
}
