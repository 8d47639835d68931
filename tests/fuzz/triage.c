/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Input: a console log. Its reports are explained and printed as JSON, so that all code
 * that reads a report gets hostile ones, too.
 */
#include <stdint.h>

#include "console/lockdep.h"
#include "console/triage.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void explain(const struct report *report)
{
	struct lockdep *lockdep = lockdep_parse(report);
	g_autofree char *dot = NULL;

	if (!lockdep)
		return;
	json_decref(lockdep_json(lockdep));
	dot = lockdep_dot(lockdep, report->title);
	lockdep_free(lockdep);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(GPtrArray) reports =
		triage_scan_full((const char *)data, size, TRIAGE_KEEP_LINES);
	gsize last = 0;

	for (guint i = 0; i < reports->len; i++) {
		const struct report *report = g_ptr_array_index(reports, i);

		g_assert(report->start >= last && report->start <= report->end);
		g_assert(report->end <= size && report->title && report->type);
		last = report->start;
		explain(report);
	}
	return 0;
}
