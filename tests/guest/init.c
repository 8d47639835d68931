/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Process 1 of the guest: runs the tests of the plan that kferry put into the
 * initramfs, prints the results on the console, and ends the virtual machine.
 * docs/guest.md describes the protocol.
 */
#include "installed.h"
#include "kit/util.h"
#include "machine.h"
#include "params.h"
#include "plan.h"
#include "shell.h"
#include "suite.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	static struct params params;
	static struct plan plan;
	const char *missing, *bad;
	char cmdline[4096] = "";

	if (argc > 1 && !strcmp(argv[1], "installed"))
		return installed_main();

	/*
	 * Between tests, all processes except this one are killed. In a container these
	 * could be of a user: there, the kernel command line has no parameter of
	 * kferry.
	 */
	if (getpid() != 1) {
		fprintf(stderr, "kferry's init: runs as process 1 of a guest only\n");
		return 2;
	}
	if (file_read("/proc/cmdline", cmdline, sizeof(cmdline)) >= 0 &&
	    !strstr(cmdline, "kferry."))
		return 2;
	missing = machine_setup();
	file_read("/proc/cmdline", cmdline, sizeof(cmdline));
	bad = params_read(&params, cmdline);
	if (!missing)
		missing = plan_read(&plan, PLAN_PATH);
	if (bad || missing || !params.any) {
		if (missing)
			printf("kferry: no %s\n", missing);
		else
			printf("kferry: bad parameter kferry.%s\n", bad ? bad : "");
		fflush(stdout);
		machine_leave(false);
	}
	if (params.shell)
		shell_run(&plan, &params);
	machine_leave(params.shell || suite_run(&plan, &params));
}
