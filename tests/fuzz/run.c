/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Input: a run.json. One that parses is printed as text that parses and prints the same
 * again.
 */
#include "verdict/run.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Run) run = run_parse("run.json", (const char *)data, size, &error);
	g_autofree char *text = NULL, *again = NULL;
	g_autoptr(Run) second = NULL;

	if (!run) {
		CHECK(g_str_has_prefix(error->message, "run.json:"));
		return 0;
	}
	text = run_text(run);
	CHECK(text);
	second = run_parse("run.json", text, strlen(text), NULL);
	CHECK(second);
	again = run_text(second);
	CHECK(!strcmp(text, again));
	return 0;
}
