/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "installed.h"

#include "kit/util.h"
#include "ktap.h"
#include "machine.h"
#include "params.h"
#include "suite.h"
#include "test.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

/* The result of a test: "key=value ...", or why it failed. */
struct finding {
	char text[256];
};

static void __attribute__((format(printf, 2, 3)))
say(struct finding *finding, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(finding->text, sizeof(finding->text), format, args);
	va_end(args);
}

/* Runs a shell command; stores the first line of its output in @line. Returns its exit
 * status, or -1. */
static int __attribute__((format(printf, 3, 4)))
command(char *line, size_t size, const char *format, ...)
{
	char text[512], rest[512];
	FILE *output;
	va_list args;
	int status;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	line[0] = '\0';
	output = popen(text, "re");
	if (!output)
		return -1;
	if (fgets(line, (int)size, output))
		line[strcspn(line, "\n")] = '\0';
	while (fgets(rest, sizeof(rest), output))
		;
	status = pclose(output);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* The system has booted: systemd has no job left, and nothing failed. */
static enum result test_up(struct finding *finding)
{
	char state[64], failed[160];

	command(state, sizeof(state), "systemctl is-system-running --wait");
	if (!strcmp(state, "running")) {
		say(finding, "state=%s", state);
		return RESULT_OK;
	}
	command(failed, sizeof(failed),
		"systemctl list-units --failed --plain --no-legend");
	say(finding, "systemd says '%s': %s", state, failed);
	return RESULT_FAIL;
}

/* The root file system is on the disk, and writable. */
static enum result test_root(struct finding *finding)
{
	char source[128];
	int status = command(source, sizeof(source),
			     "findmnt -n -o SOURCE,FSTYPE,OPTIONS / && "
			     "touch /root-is-writable");

	say(finding, "%s", source);
	return !status && !strncmp(source, "/dev/vda ", 9) ? RESULT_OK : RESULT_FAIL;
}

/* Modules were loaded: by the initrd, or else there would be no root, and by udev. */
static enum result test_modules(struct finding *finding)
{
	unsigned int count = 0;
	char line[512];
	FILE *modules = fopen("/proc/modules", "re");

	while (modules && fgets(line, sizeof(line), modules))
		count++;
	if (modules)
		fclose(modules);
	say(finding, "modules=%u", count);
	return count ? RESULT_OK : RESULT_FAIL;
}

/* modules.alias only has this alias if depmod ran; the module needs others. */
static enum result test_modprobe(struct finding *finding)
{
	char line[200];

	if (command(line, sizeof(line), "modprobe fs-vfat 2>&1")) {
		say(finding, "%s", line);
		return RESULT_FAIL;
	}
	if (command(line, sizeof(line), "grep -w vfat /proc/filesystems")) {
		say(finding, "no vfat in /proc/filesystems");
		return RESULT_FAIL;
	}
	return RESULT_OK;
}

/* Debian's tools keep the running kernel: linux-check-removal asks, and no answer means
 * no. (If it were noninteractive, it would not ask.) */
static enum result test_removal(struct finding *finding)
{
	struct utsname name;
	char package[128], line[200];

	uname(&name);
	if (command(package, sizeof(package),
		    "dpkg-query -S /boot/vmlinuz-%s | cut -d: -f1", name.release) ||
	    !package[0]) {
		say(finding, "no package has /boot/vmlinuz-%s", name.release);
		return RESULT_FAIL;
	}
	if (!command(line, sizeof(line),
		     "env -u DEBIAN_FRONTEND dpkg --remove %s </dev/null 2>&1",
		     package)) {
		say(finding, "%s could be removed while it runs", package);
		return RESULT_FAIL;
	}
	if (command(line, sizeof(line),
		    "ls -d /boot/vmlinuz-%s /lib/modules/%s/modules.dep 2>&1",
		    name.release, name.release)) {
		say(finding, "%s", line);
		return RESULT_FAIL;
	}
	say(finding, "package=%s", package);
	return RESULT_OK;
}

static const struct {
	const char *name;
	enum result (*run)(struct finding *finding);
} tests[] = {
	{"installed-up", test_up}, /* first, because it waits */
	{"installed-root", test_root},
	{"installed-modules", test_modules},
	{"installed-modprobe", test_modprobe},
	{"installed-removal", test_removal},
};

/* Whether the list "a,b" contains @name; an empty list contains all. */
static bool asked(const char *list, const char *name)
{
	size_t length = strlen(name);

	if (!*list)
		return true;
	for (const char *at = list; at; at = strchr(at, ',')) {
		at += *at == ',';
		if (!strncmp(at, name, length) && (!at[length] || at[length] == ','))
			return true;
	}
	return false;
}

static bool run_test(unsigned int number, size_t which)
{
	struct finding finding = {""};
	enum result result = tests[which].run(&finding);

	if (result == RESULT_OK && finding.text[0])
		ktap_line("# %s: %s", tests[which].name, finding.text);
	if (result == RESULT_OK)
		ktap_line("ok %u %s", number, tests[which].name);
	else
		ktap_line("not ok %u %s # %s", number, tests[which].name, finding.text);
	return result == RESULT_OK;
}

static bool run_all(const struct params *params)
{
	unsigned int count = 0, number = 0;
	bool ok = true;

	for (size_t i = 0; i < COUNT(tests); i++)
		count += asked(params->scenarios, tests[i].name);
	suite_print_begin(params);
	suite_print_state(NULL, "before");
	ktap_line("1..%u", count);
	for (size_t i = 0; i < COUNT(tests); i++)
		if (asked(params->scenarios, tests[i].name))
			ok &= run_test(++number, i);
	suite_print_end(NULL, params, count, ok);
	return ok;
}

int installed_main(void)
{
	static struct params params;
	char cmdline[4096] = "", state[64];

	/* outside of a guest of kferry, the machine must not be ended */
	if (file_read("/proc/cmdline", cmdline, sizeof(cmdline)) < 0 ||
	    params_read(&params, cmdline) || !strcmp(params.nonce, "none"))
		return 2;
	if (!machine_open_console())
		return 2;
	/* services that end later would change the number of cgroups */
	command(state, sizeof(state), "systemctl is-system-running --wait");
	machine_leave(run_all(&params));
}
