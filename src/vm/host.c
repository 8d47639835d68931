/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/host.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "util/subprocess.h"
#include "vm/accel.h"

static const struct host_need needs[] = {
	{"apt-get", "--version", HOST_EXTRA, "apt", NULL},
	{"curl", "--version", HOST_SOURCE, "curl", "curl"},
	{"xz", "--version", HOST_SOURCE, "xz-utils", "xz"},
	{"gpgv", "--version", HOST_SOURCE, "gpgv", "gnupg2"},
	{"git", "--version", HOST_SOURCE, "git", "git-core"},
	{"make", "--version", HOST_BUILD, "make", "make"},
	{"gcc", "--version", HOST_BUILD, "gcc", "gcc"},
	{"ld", "--version", HOST_BUILD, "binutils", "binutils"},
	{"bc", "--version", HOST_BUILD, "bc", "bc"},
	{"bison", "--version", HOST_BUILD, "bison", "bison"},
	{"flex", "--version", HOST_BUILD, "flex", "flex"},
	{"perl", "--version", HOST_BUILD, "perl", "perl-interpreter"},
	{"cpio", "--version", HOST_BUILD, "cpio", "cpio"},
	{"lz4", "--version", HOST_BUILD, "lz4", "lz4"},
	{"/usr/include/openssl/ssl.h", NULL, HOST_BUILD, "libssl-dev", "openssl-devel"},
	{"/usr/include/gelf.h", NULL, HOST_BUILD, "libelf-dev",
	 "elfutils-libelf-devel"},
	{"ccache", "--version", HOST_EXTRA, "ccache", "ccache"},
	{"qemu-system-x86_64", "--version", HOST_BOOT, "qemu-system-x86",
	 "qemu-system-x86-core"},
	/* compiles programs of suites for the guest */
	{"musl-gcc", "--version", HOST_BOOT, "musl-tools", "musl-gcc musl-libc-static"},
	{"qemu-system-aarch64", "--version", HOST_EXTRA, "qemu-system-arm",
	 "qemu-system-aarch64-core"},
	{"aarch64-linux-gnu-gcc", "--version", HOST_EXTRA, "gcc-aarch64-linux-gnu",
	 "gcc-aarch64-linux-gnu"},
	{"kmod", "--version", HOST_DEB | HOST_RPM, "kmod", "kmod"},
	{"dpkg-buildpackage", "--version", HOST_DEB, "dpkg-dev", "dpkg-dev"},
	{"dh", NULL, HOST_DEB, "debhelper", "debhelper"},
	/* required by dpkg-buildpackage */
	{"/usr/share/build-essential/list", NULL, HOST_DEB, "build-essential", NULL},
	{"rpmbuild", "--version", HOST_RPM, "rpm", "rpm-build"},
	{"busybox", "--help", HOST_SHELL, "busybox-static", "busybox"},
	{"quilt", "--version", HOST_EXTRA, "quilt", "quilt"},
};

static const char *const use_names[] = {"source", "build", "boot",  "deb",
					"rpm",	  "shell", "extra", NULL};

const char *host_use_name(guint use)
{
	return use_names[g_bit_nth_lsf(use, -1)];
}

static void tool_free(gpointer data)
{
	struct host_tool *tool = data;

	g_free(tool->path);
	g_free(tool->version);
	g_free(tool);
}

/* Returns the first number with a dot in the program's output. */
static char *version_of(const struct host_tool *tool)
{
	const char *argv[] = {tool->path, tool->need->argument, NULL};
	g_autofree char *text =
		tool->need->argument ? subprocess_capture(argv, NULL) : NULL;
	g_autoptr(GRegex) number = g_regex_new("[0-9]+(\\.[0-9]+)+", 0, 0, NULL);
	g_autoptr(GMatchInfo) match = NULL;

	if (!text || !g_regex_match(number, text, 0, &match))
		return NULL;
	return g_match_info_fetch(match, 0);
}

GPtrArray *host_tools(gboolean versions)
{
	GPtrArray *tools = g_ptr_array_new_with_free_func(tool_free);

	for (guint i = 0; i < G_N_ELEMENTS(needs); i++) {
		struct host_tool *tool = g_new0(struct host_tool, 1);

		tool->need = &needs[i];
		tool->path = *needs[i].name != '/'
				     ? g_find_program_in_path(needs[i].name)
			     : access(needs[i].name, R_OK) ? NULL
							   : g_strdup(needs[i].name);
		if (tool->path && versions)
			tool->version = version_of(tool);
		g_ptr_array_add(tools, tool);
	}
	return tools;
}

char *host_missing(guint uses)
{
	g_autoptr(GPtrArray) tools = host_tools(FALSE);
	g_autoptr(GString) names = g_string_new(NULL);

	for (guint i = 0; i < tools->len; i++) {
		const struct host_tool *tool = tools->pdata[i];

		if (!tool->path && (tool->need->uses & uses))
			g_string_append_printf(names, "%s%s", names->len ? ", " : "",
					       tool->need->name);
	}
	return names->len ? g_string_free(g_steal_pointer(&names), FALSE) : NULL;
}

char *host_missing_for(const struct arch *arch)
{
	g_autofree char *prefix = arch_prefix(arch);
	g_autofree char *gcc = g_strconcat(prefix, "gcc", NULL);
	const char *qemu = g_getenv("KFERRY_QEMU") ?: arch->qemu;

	if (arch_is_native(arch))
		return NULL;
	if (!subprocess_exists(gcc))
		return g_steal_pointer(&gcc);
	return subprocess_exists(qemu) ? NULL : g_strdup(qemu);
}

gboolean host_is(const char *system)
{
	g_autofree char *id = g_get_os_info("ID");
	g_autofree char *like = g_get_os_info("ID_LIKE");
	g_auto(GStrv) likes = g_strsplit(like ?: "", " ", -1);

	return !g_strcmp0(id, system) ||
	       g_strv_contains((const char *const *)likes, system);
}

char *host_install_command(GPtrArray *tools, guint uses)
{
	g_autoptr(GString) command = g_string_new(getuid() ? "sudo " : "");
	gboolean debian = host_is("debian");
	guint missing = 0;

	if (!debian && !host_is("fedora"))
		return NULL;
	g_string_append(command, debian ? "apt-get install --no-install-recommends"
					: "dnf install");
	for (guint i = 0; i < tools->len; i++) {
		const struct host_tool *tool = tools->pdata[i];
		const char *package = debian ? tool->need->debian : tool->need->fedora;

		if (tool->path || !(tool->need->uses & uses) || !package)
			continue;
		g_string_append_printf(command, " %s", package);
		missing++;
	}
	return missing ? g_string_free(g_steal_pointer(&command), FALSE) : NULL;
}

const char *host_accel(char **why)
{
	const struct arch *arch = arch_host();
	const char *qemu = g_getenv("KFERRY_QEMU") ?: arch->qemu;
	g_autoptr(GError) error = NULL;
	const struct accel *accel = accel_choose(arch, qemu, &error);

	*why = NULL;
	if (!accel)
		*why = g_strdup(error->message);
	else if (accel->kind == ACCEL_TCG && access("/dev/kvm", R_OK | W_OK))
		*why = g_strdup_printf("/dev/kvm: %s", g_strerror(errno));
	else if (accel->kind == ACCEL_TCG &&
		 accel_probe(accel_by_name("kvm"), arch, qemu, NULL, why))
		*why = g_strdup("kvm works now, contrary to the cache");
	return accel ? accel->name : NULL;
}
