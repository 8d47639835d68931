/*
 * A run.json, a NUL byte, and a console. A run is never good without all that makes it
 * so, nor if its console is cut anywhere before init's last line; whatever is found can
 * be written as JSON.
 */
#include "verdict.h"
#include "fuzz.h"
#include "ktap.h"
#include "triage.h"

static const struct verdict_coverage coverages[] = {
	{.known = TRUE, .changed = 3, .run = 2},
	{.known = TRUE, .changed = 3},
	{.doubtful = TRUE, .why = (char *)"damaged"},
	{0},
};

/* For a run.json that is none: the console is judged nevertheless. */
static run *usual_run(void)
{
	run *self = run_new();

	self->branch = g_strdup("6.1");
	self->variant = g_strdup("fixed");
	self->nonce = g_strdup("ab12");
	self->accel = g_strdup("tcg");
	self->result.status = VM_STATUS_OK;
	return self;
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

/* What a clean run that passed has to have had, whatever else was looked at. */
static void check_pass(const run *self, const char *console, gsize size,
		       const struct verdict_coverage *covered)
{
	g_autoptr(ktap_log) log = ktap_parse(console, size);

	CHECK(!g_strcmp0(log->begin_nonce, self->nonce));
	if (self->expect != RUN_EXPECT_CLEAN)
		return;
	CHECK(!g_strcmp0(log->end_nonce, self->nonce));
	CHECK(!g_strcmp0(log->status, "ok"));
	CHECK(self->result.end == VM_EXIT && self->result.status == VM_STATUS_OK);
	CHECK(log->plan > 0 && (guint)log->plan == log->results->len);
	CHECK(log->lines == log->seen && !log->after_end);
	CHECK(!covered->doubtful && (!covered->changed || covered->run));
	for (guint i = 0; i < log->results->len; i++) {
		const struct ktap_result *result = log->results->pdata[i];

		CHECK(result->status != KTAP_NOT_OK);
	}
	if (self->result.asked < 0)
		CHECK(!has_cause(console, size));
}

static void check_json(const verdict *result)
{
	json_t *root = verdict_json(result);
	char *text = root ? json_dumps(root, 0) : NULL;

	CHECK(text);
	CHECK(!strcmp(json_string_value(json_object_get(root, "verdict")),
		      verdict_name(result->kind)));
	free(text);
	json_decref(root);
}

static enum verdict_kind judge(const run *self, const char *console, gsize size,
			       const struct verdict_coverage *covered)
{
	g_autoptr(verdict) result = verdict_judge(self, console, size, covered);

	CHECK(result->branch && result->variant && result->expected && result->seen);
	CHECK(result->kind == VERDICT_PASS || result->reasons->len);
	if (result->kind == VERDICT_PASS)
		check_pass(self, console, size, covered);
	check_json(result);
	return result->kind;
}

/* A console without its last lines. */
static void judge_cut(const run *self, const char *console, gsize size)
{
	const char *end = memmem(console, size, "# kferry: end ", 14);

	if (end && self->expect == RUN_EXPECT_CLEAN)
		CHECK(judge(self, console, end - console, &coverages[0]) !=
		      VERDICT_PASS);
}

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
	const char *nul = size ? memchr(data, 0, size) : NULL,
		   *json = (const char *)data;
	g_autoptr(run) self = NULL;
	gsize length;

	if (!nul)
		return 0;
	length = json + size - (nul + 1);
	self = run_parse("run.json", json, nul - json, NULL) ?: usual_run();
	judge(self, nul + 1, length, &coverages[length % G_N_ELEMENTS(coverages)]);
	judge_cut(self, nul + 1, length);
	return 0;
}
