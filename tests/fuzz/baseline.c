/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Input: a title, and from the second line on a baseline. A title in the baseline is
 * known.
 */
#include "console/baseline.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
	const guint8 *newline = size ? memchr(data, '\n', size) : NULL;
	g_autofree char *title = NULL;
	struct report report = {0};
	struct baseline *baseline;
	const char *path;

	if (!newline)
		return 0;
	title = g_strstrip(g_strndup((const char *)data, newline - data));
	report.title = report.signature = title;
	path = fuzz_file(0, newline + 1, data + size - newline - 1);
	baseline = baseline_load(path, NULL);
	CHECK(baseline);
	baseline_knows(baseline, &report);
	baseline_free(baseline);
	baseline = baseline_load(fuzz_file(0, title, strlen(title)), NULL);
	CHECK(baseline_knows(baseline, &report) || !*title || *title == '#');
	baseline_free(baseline);
	return 0;
}
