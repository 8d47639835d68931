/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "suite.h"

#include "buildid.h"
#include "ktap.h"
#include "machine.h"
#include "modules.h"
#include "state.h"
#include "supervise.h"

#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

/* Deferred work of the last scenario, and its splat, come before the end. */
#define SETTLE_MS 200

void suite_print_state(const char *when)
{
	char text[768];

	state_print(text, sizeof(text));
	ktap_line("# kferry: state %s %s", when, text);
}

static bool print_result(unsigned int number, const char *name,
			 const struct outcome *outcome)
{
	bool ok = outcome->result != RESULT_FAIL;

	if (outcome->notes[0])
		ktap_line("# %s: %s", name, outcome->notes);
	if (outcome->result == RESULT_OK)
		ktap_line("ok %u %s", number, name);
	else
		ktap_line("%s %u %s # %s%s", ok ? "ok" : "not ok", number, name,
			  ok ? "SKIP " : "", outcome->reason);
	return ok;
}

bool suite_run_one(const struct params *params, unsigned int number, const char *name,
		   unsigned int length)
{
	const struct scenario *scenario = scenario_find(name, length);
	struct outcome outcome;

	if (!scenario) {
		ktap_line("not ok %u %.*s # no such scenario", number, (int)length,
			  name);
		return false;
	}
	if (scenario->flags & SCENARIO_INIT) {
		/* a self-test: what becomes of init is the test */
		struct run run = {.name = scenario->name, .report = -1};

		outcome = (struct outcome){.result = scenario->run(&run)};
	} else {
		supervise(scenario, params, &outcome);
	}
	return print_result(number, scenario->name, &outcome);
}

/* All scenarios that do not run by name only, in the order of the table. */
static void default_set(char *list, size_t size)
{
	list[0] = '\0';
	for (const struct scenario *s = scenarios; s->name; s++) {
		size_t used = strlen(list);

		if (!(s->flags & (SCENARIO_SELFTEST | SCENARIO_DEVICE)))
			snprintf(list + used, size - used, "%s%s", used ? "," : "",
				 s->name);
	}
}

static unsigned int list_count(const char *list)
{
	unsigned int count = 1;

	for (; *list; list++)
		count += *list == ',';
	return count;
}

/* Runs the scenarios of @list in its order. */
static bool run_list(const struct params *params, const char *list)
{
	unsigned int number = 1;
	bool ok = true;

	for (;; number++) {
		unsigned int length = (unsigned int)strcspn(list, ",");

		machine_mark();
		if (params->until_splat && (!ok || state_splatted()))
			ktap_line("ok %u %.*s # SKIP what has to be seen was seen",
				  number, (int)length, list);
		else
			ok &= suite_run_one(params, number, list, length);
		if (!list[length])
			return ok;
		list += length + 1;
	}
}

void suite_print_begin(const struct params *params)
{
	struct utsname name;
	char build_id[65];

	uname(&name);
	build_id_read(KERNEL_NOTES, build_id, sizeof(build_id));
	ktap_line("KTAP version 1");
	ktap_line("# kferry: begin nonce=%s seed=%llu release=%s build-id=%s cpus=%u",
		  params->nonce, (unsigned long long)params->seed, name.release,
		  build_id, machine_cpus());
}

void suite_print_end(const struct params *params, unsigned int tests, bool ok)
{
	suite_print_state("after");
	ktap_line("# kferry: end nonce=%s tests=%u lines=%u status=%s", params->nonce,
		  tests, ktap_lines(), ok ? "ok" : "fail");
}

bool suite_run(const struct params *params)
{
	char list[sizeof(params->scenarios)];
	unsigned int count;
	bool ok;

	if (params->scenarios[0])
		strcpy(list, params->scenarios);
	else
		default_set(list, sizeof(list));
	count = list_count(list);
	suite_print_begin(params);
	modules_load(params);
	suite_print_state("before");
	ktap_line("1..%u", count);
	ok = run_list(params, list);
	machine_mark();
	cgroup_use(0, 0);
	sleep_ms(SETTLE_MS);
	suite_print_end(params, count, ok);
	return ok;
}
