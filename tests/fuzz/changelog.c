/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Input: a series and its patches (fuzz.h). Whatever their headers say, no line of the
 * changelog looks like another release or contains an rpm macro.
 */
#include "build/changelog.h"
#include "fuzz.h"
#include "patch/series.h"

static void check_deb(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	guint count = g_strv_length(lines);

	/* head, blank, the entries, blank, trailer, nothing */
	CHECK(count >= 6 && g_str_has_prefix(lines[count - 2], " -- "));
	for (guint i = 2; i < count - 3; i++)
		CHECK(g_str_has_prefix(lines[i], "  * ") ||
		      g_str_has_prefix(lines[i], "    "));
}

static void check_rpm(const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	CHECK(*lines && g_str_has_prefix(*lines, "* "));
	for (char **line = lines + 1; *line && line[1]; line++) {
		CHECK(g_str_has_prefix(*line, "- ") || g_str_has_prefix(*line, "  "));
		for (const char *at = *line; (at = strchr(at, '%')); at += 2)
			CHECK(at[1] == '%');
	}
}

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
	const char *dir = fuzz_unpack(data, size);
	g_autoptr(Series) series = series_load(dir, NULL);
	g_autoptr(GPtrArray) list = g_ptr_array_new();
	const struct changelog log = {
		.package = "linux-x",
		.version = "6.1.1-2",
		.maintainer = "A Maintainer <a@example.org>",
		.date = 1795397400,
		.upstream = "Linux 6.1.1.",
		.series = list,
	};
	g_autofree char *deb = NULL, *rpm = NULL;

	if (!series)
		return 0;
	g_ptr_array_add(list, series);
	deb = changelog_deb(&log, NULL);
	rpm = changelog_rpm(&log, NULL);
	CHECK(!deb == !rpm);
	if (deb)
		check_deb(deb);
	if (rpm)
		check_rpm(rpm);
	return 0;
}
