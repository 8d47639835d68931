/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Input: a run.json, a NUL byte, and a console. A PASS needs all evidence, and there is
 * none if the console is truncated before init's last line; each verdict can be written
 * as JSON.
 */
#include "verdict/verdict.h"
#include "console/ktap.h"
#include "console/triage.h"
#include "fuzz.h"

static const struct verdict_coverage coverages[] = {
	{.known = TRUE, .changed = 3, .run = 2},
	{.known = TRUE, .changed = 3},
	{.doubtful = TRUE, .why = (char *)"damaged"},
	{0},
};

/* For an invalid run.json: the console is judged all the same. */
static struct run *usual_run(void)
{
	struct run *run = run_new();

	run->branch = g_strdup("6.1");
	run->variant = g_strdup("fixed");
	run->nonce = g_strdup("ab12");
	run->accel = g_strdup("tcg");
	run->result.status = RUN_STATUS_OK;
	return run;
}

static gboolean has_cause(const char *console, gsize size)
{
	g_autoptr(GPtrArray) reports = triage_scan(console, size);

	for (guint i = 0; i < reports->len; i++) {
		const struct report *report = reports->pdata[i];

		if (report->cause && !report->notice)
			return TRUE;
	}
	return FALSE;
}

/* The evidence that a clean run with a PASS must have. */
static void check_pass(const struct run *run, const char *console, gsize size,
		       const struct verdict_coverage *covered)
{
	g_autoptr(KtapLog) log = ktap_parse(console, size);

	CHECK(!g_strcmp0(log->begin_nonce, run->nonce));
	if (run->expect != RUN_EXPECT_CLEAN)
		return;
	CHECK(!g_strcmp0(log->end_nonce, run->nonce));
	CHECK(!g_strcmp0(log->status, "ok"));
	CHECK(run->result.end == RUN_END_EXIT && run->result.status == RUN_STATUS_OK);
	CHECK(log->plan > 0 && (guint)log->plan == log->results->len);
	CHECK(log->lines == log->seen && !log->after_end);
	CHECK(!covered->doubtful && (!covered->changed || covered->run));
	for (guint i = 0; i < log->results->len; i++) {
		const struct ktap_result *result = log->results->pdata[i];

		CHECK(result->status != KTAP_NOT_OK);
	}
	if (run->result.asked < 0)
		CHECK(!has_cause(console, size));
}

static void check_json(const struct verdict *result)
{
	json_t *root = verdict_json(result);
	char *text = root ? json_dumps(root, 0) : NULL;

	CHECK(text);
	CHECK(!strcmp(json_string_value(json_object_get(root, "verdict")),
		      verdict_name(result->kind)));
	free(text);
	json_decref(root);
}

static enum verdict_kind judge(const struct run *run, const char *console, gsize size,
			       const struct verdict_coverage *covered)
{
	g_autoptr(Verdict) result = verdict_judge(run, console, size, covered);

	CHECK(result->branch && result->variant && result->expected && result->seen);
	CHECK(result->kind == VERDICT_PASS || result->reasons->len);
	if (result->kind == VERDICT_PASS)
		check_pass(run, console, size, covered);
	check_json(result);
	return result->kind;
}

/* Judges the console without its last lines. */
static void judge_cut(const struct run *run, const char *console, gsize size)
{
	const char *end = memmem(console, size, "# kferry: end ", 14);

	if (end && run->expect == RUN_EXPECT_CLEAN)
		CHECK(judge(run, console, end - console, &coverages[0]) !=
		      VERDICT_PASS);
}

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
	const char *nul = size ? memchr(data, 0, size) : NULL,
		   *json = (const char *)data;
	g_autoptr(Run) run = NULL;
	gsize length;

	if (!nul)
		return 0;
	length = json + size - (nul + 1);
	run = run_parse("run.json", json, nul - json, NULL) ?: usual_run();
	judge(run, nul + 1, length, &coverages[length % G_N_ELEMENTS(coverages)]);
	judge_cut(run, nul + 1, length);
	return 0;
}
