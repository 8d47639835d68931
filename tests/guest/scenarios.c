/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "scenarios.h"

#include <string.h>

const struct scenario scenarios[] = {
	{"v1-storm", 1, 20, 0, scenario_storm},
	{"v1-hierarchy", 1, 20, 0, scenario_hierarchy},
	{"v1-exit", 1, 20, 0, scenario_exit},
	{"v1-tcp-rst", 1, 20, 0, scenario_tcp_rst},
	{"v1-tcp-storm", 1, 20, 0, scenario_tcp_storm},
	{"v1-swap", 1, 20, 0, scenario_swap},
	{"v1-pagecache", 1, 20, 0, scenario_pagecache},
	{"v1-kmem", 1, 20, 0, scenario_kmem},
	{"v1-eventfd", 1, 20, 0, scenario_eventfd},
	{"v1-eventfd-rmdir", 1, 20, 0, scenario_eventfd_rmdir},
	{"v1-aio-eventfd", 1, 20, 0, scenario_aio_eventfd},
	{"v1-soft-limit", 1, 20, 0, scenario_soft_limit},
	{"v1-oom", 1, 20, 0, scenario_oom},
	{"v1-hotplug", 1, 20, SCENARIO_CPUS, scenario_hotplug},

	{"v2-storm", 2, 20, 0, scenario_storm},
	{"v2-exit", 2, 20, 0, scenario_exit},
	{"v2-tcp-rst", 2, 20, 0, scenario_tcp_rst},
	{"v2-swap", 2, 20, 0, scenario_swap},
	{"v2-pagecache", 2, 20, 0, scenario_pagecache},
	{"v2-kmem", 2, 20, 0, scenario_kmem},
	{"v2-oom", 2, 20, 0, scenario_oom},

	{"disk", 0, 20, SCENARIO_DEVICE, scenario_disk},

	{"selftest-hang", 0, 2, SCENARIO_SELFTEST, selftest_hang},
	{"selftest-panic", 0, 20, SCENARIO_SELFTEST, selftest_panic},
	{"selftest-die", 0, 20, SCENARIO_SELFTEST | SCENARIO_INIT, selftest_die},
	{"selftest-quiet", 0, 20, SCENARIO_SELFTEST, selftest_quiet},
	{"selftest-lockdep-off", 0, 20, SCENARIO_SELFTEST, selftest_lockdep_off},
	{"selftest-warn", 0, 20, SCENARIO_SELFTEST, selftest_warn},
	{"selftest-spin", 0, 20, SCENARIO_SELFTEST, selftest_spin},
	{0},
};

const struct scenario *scenario_find(const char *name, size_t length)
{
	for (const struct scenario *s = scenarios; s->name; s++)
		if (strlen(s->name) == length && !strncmp(s->name, name, length))
			return s;
	return NULL;
}
