/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "build/farm.h"

#include <stdlib.h>
#include <string.h>

#include "util/cache.h"
#include "util/error.h"
#include "util/fs.h"
#include "util/subprocess.h"

#define SETTING	      "KFERRY_COMPILERS"
#define PROBE_SECONDS 60 /* timeout for compiling the test file on a host */

/* Floating point, vectors, a table, a structure by value: things that compilers of
 * different versions do differently. */
static const char probe[] =
	"struct value { double re; long part[3]; };\n"
	"static const char *const names[] = {\"one\", \"two\", \"three\"};\n"
	"unsigned long mix(const unsigned int *from, unsigned long count)\n"
	"{\n"
	"	unsigned long sum = 0;\n"
	"	for (unsigned long i = 0; i < count; i++)\n"
	"		sum = sum * 31 + (from[i] ^ (sum >> 7));\n"
	"	return sum;\n"
	"}\n"
	"struct value scale(struct value v, int by)\n"
	"{\n"
	"	for (int i = 0; i < 3; i++)\n"
	"		v.part[i] = v.part[i] / by + names[i][0];\n"
	"	v.re *= by;\n"
	"	return v;\n"
	"}\n";

/* The state while hosts are checked. */
struct check {
	const char *launcher; /* "distcc" */
	const char *compiler;
	/* "-g", or "-g0" for icecc: its hosts add --param to the options, which only
	 * the debug information contains */
	const char *debug;
	char *dir;     /* of the test file */
	GBytes *local; /* the expected object */
};

void farm_free(struct farm *farm)
{
	if (!farm)
		return;
	g_strfreev(farm->environ);
	g_free(farm);
}

/* Sets the error to the compiler's last line. */
static void set_last_line(const char *log, GError **error)
{
	g_autofree char *text = fs_read(log, NULL);
	g_auto(GStrv) lines = g_strsplit(text ? g_strchomp(text) : "", "\n", -1);
	guint count = g_strv_length(lines);

	g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM, "%s",
		    count ? lines[count - 1] : "the compiler wrote no object");
}

/* Returns the object that the launcher creates from the test file on @hosts (both may
 * be NULL). It is compiled like a kernel, by ccache, but without cache lookups. */
static GBytes *compile(const struct check *check, const char *launcher,
		       const char *hosts, GError **error)
{
	g_autofree char *cache = cache_path("ccache", NULL);
	g_autofree char *dir = g_strconcat("CCACHE_DIR=", cache, NULL);
	g_autofree char *prefix = g_strconcat("CCACHE_PREFIX=", launcher, NULL);
	g_autofree char *where = g_strconcat("DISTCC_HOSTS=", hosts, NULL);
	g_autofree char *state = g_strconcat("DISTCC_DIR=", check->dir, NULL);
	g_autofree char *object = g_build_filename(check->dir, "probe.o", NULL);
	g_autofree char *log = g_build_filename(check->dir, "probe.log", NULL);
	const char *const argv[] = {"ccache", check->compiler, "-O2", check->debug,
				    "-c",     "probe.c",       "-o",  "probe.o",
				    NULL};
	/* the result must be from that host, not from a cache */
	const char *const environ[] = {
		"LC_ALL=C", "CCACHE_RECACHE=1",	  dir, prefix, "DISTCC_FALLBACK=0",
		state,	    hosts ? where : NULL, NULL};
	const struct subprocess process = {
		.argv = argv, .dir = check->dir, .environ = environ, .alone = TRUE};
	int status;
	char *bytes;
	gsize size;

	if (!subprocess_status(&process, log, PROBE_SECONDS, &status, error))
		return NULL;
	if (status) {
		set_last_line(log, error);
		return NULL;
	}
	if (!g_file_get_contents(object, &bytes, &size, error))
		return NULL;
	return g_bytes_new_take(bytes, size);
}

/* FALSE without @error: it does not answer and is omitted. */
static gboolean check_host(const struct check *check, const char *host, GError **error)
{
	g_autoptr(GError) silent = NULL;
	g_autoptr(GBytes) object = compile(check, check->launcher, host, &silent);
	const char *name = host ? host : "the farm";

	if (!object) {
		g_printerr("kferry: warning: %s: not using %s: %s\n", check->launcher,
			   name, silent->message);
		return FALSE;
	}
	if (g_bytes_equal(object, check->local))
		return TRUE;
	g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM,
		    "%s: %s on %s compiles a different object than this machine; the "
		    "compiler versions must be identical",
		    check->launcher, check->compiler, name);
	return FALSE;
}

/*
 * Returns the usable hosts of distcc, separated by blanks; if empty, only this machine.
 */
static char *usable_hosts(const struct check *check, GError **error)
{
	const char *const ask[] = {"distcc", "--show-hosts", NULL};
	g_autofree char *list = subprocess_capture(ask, error);
	g_auto(GStrv) hosts = list ? g_strsplit(list, "\n", -1) : NULL;
	g_autoptr(GString) usable = g_string_new(NULL);
	GError *fault = NULL;

	if (!hosts)
		return NULL;
	for (char **host = hosts; *host; host++) {
		/* lines with blanks are warnings of distcc */
		if (**host && !strchr(*host, ' ') && check_host(check, *host, &fault))
			g_string_append_printf(usable, "%s%s", usable->len ? " " : "",
					       *host);
		if (fault) {
			g_propagate_error(error, fault);
			return NULL;
		}
	}
	return g_strdup(usable->len ? usable->str : "localhost");
}

/* Returns the number of jobs that distcc recommends. */
static guint advised_jobs(const char *hosts)
{
	const char *const ask[] = {"distcc", "-j", NULL};
	const char *const environ[] = {hosts, NULL};
	struct subprocess process = {.argv = ask, .environ = environ};
	g_autofree char *answer = NULL;

	return subprocess_run(&process, &answer, NULL) ? strtoul(answer, NULL, 10) : 0;
}

static gboolean check_hosts(const struct check *check, struct farm *farm,
			    GError **error)
{
	g_autoptr(GStrvBuilder) environ = g_strv_builder_new();
	g_autofree char *prefix = g_strconcat("CCACHE_PREFIX=", check->launcher, NULL);
	g_autofree char *hosts = NULL;
	g_autofree char *where = NULL;
	GError *fault = NULL;

	if (!strcmp(check->launcher, "distcc")) {
		hosts = usable_hosts(check, error);
		if (!hosts)
			return FALSE;
		where = g_strconcat("DISTCC_HOSTS=", hosts, NULL);
		g_strv_builder_add(environ, where);
		farm->jobs = advised_jobs(where);
	} else if (!check_host(check, NULL, &fault)) {
		if (!fault)
			return TRUE;
		g_propagate_error(error, fault);
		return FALSE;
	}
	g_strv_builder_add(environ, prefix);
	farm->environ = g_strv_builder_end(environ);
	return TRUE;
}

static gboolean check_setting(const char *setting, GError **error)
{
	const char *const needed[] = {setting, "ccache", NULL};

	if (strcmp(setting, "distcc") && strcmp(setting, "icecc")) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    SETTING " '%s' is neither 'distcc' nor 'icecc'", setting);
		return FALSE;
	}
	for (const char *const *program = needed; *program; program++) {
		if (subprocess_exists(*program))
			continue;
		g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM,
			    SETTING "=%s: %s not found", setting, *program);
		return FALSE;
	}
	return TRUE;
}

struct farm *farm_new(const char *compiler, GError **error)
{
	const char *setting = g_getenv(SETTING);
	struct check check = {.launcher = setting, .compiler = compiler};
	g_autoptr(Farm) farm = g_new0(struct farm, 1);
	g_autofree char *path = NULL;
	gboolean good;

	if (!setting || !*setting)
		return g_steal_pointer(&farm);
	if (!check_setting(setting, error))
		return NULL;
	check.debug = strcmp(setting, "icecc") ? "-g" : "-g0";
	check.dir = g_dir_make_tmp("kferry-farm-XXXXXX", error);
	if (!check.dir)
		return NULL;
	path = g_build_filename(check.dir, "probe.c", NULL);
	good = fs_write(path, probe, error);
	if (good)
		check.local = compile(&check, NULL, NULL, error);
	good = check.local && check_hosts(&check, farm, error);
	fs_remove(check.dir, NULL);
	g_free(check.dir);
	g_clear_pointer(&check.local, g_bytes_unref);
	return good ? g_steal_pointer(&farm) : NULL;
}
