/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Input: a run directory with its coverage (fuzz.h). Judging never fails and writes a
 * JSON verdict, and there is no PASS without init's last line.
 */
#include "vm/judge.h"
#include "fuzz.h"
#include "verdict/verdict.h"

static void check_record(const char *dir, const struct verdict *result)
{
	g_autofree char *path = g_build_filename(dir, "verdict.json", NULL);
	json_t *root = json_load_file(path, JSON_REJECT_DUPLICATES, NULL);

	CHECK(root);
	CHECK(!strcmp(json_string_value(json_object_get(root, "verdict")),
		      verdict_name(result->kind)));
	json_decref(root);
}

static gboolean console_ends(const char *dir)
{
	g_autofree char *path = g_build_filename(dir, "console.log", NULL);
	g_autofree char *text = NULL;
	gsize size;

	return g_file_get_contents(path, &text, &size, NULL) &&
	       memmem(text, size, "# kferry: end ", 14);
}

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
	const char *dir = fuzz_unpack(data, size);
	g_autoptr(GError) error = NULL;
	g_autoptr(Verdict) result = judge_dir(dir, &error);

	CHECK(result);
	check_record(dir, result);
	CHECK(result->kind == VERDICT_PASS || result->reasons->len);
	if (result->kind == VERDICT_PASS && !strcmp(result->expected, "clean"))
		CHECK(console_ends(dir) && !result->coverage.doubtful);
	return 0;
}
