/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "console/report.h"

void report_free(struct report *report)
{
	if (!report)
		return;
	g_free(report->title);
	g_free(report->signature);
	g_free(report->frame);
	g_clear_pointer(&report->lines, g_array_unref);
	g_clear_pointer(&report->texts, g_string_chunk_free);
	g_free(report);
}
