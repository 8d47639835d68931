/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "port/carry-private.h"

#include "patch/outcome.h"

static void hunk_free(struct carry_hunk *hunk)
{
	g_free(hunk->path);
	g_free(hunk->reason);
	g_clear_pointer(&hunk->proposals, g_array_unref);
	g_clear_pointer(&hunk->needs, g_ptr_array_unref);
	g_free(hunk);
}

static void work_free(struct carry_work *work)
{
	g_free(work->path);
	g_clear_pointer(&work->before, g_bytes_unref);
	g_clear_pointer(&work->bytes, g_bytes_unref);
	g_clear_pointer(&work->blocks, g_array_unref);
	g_free(work);
}

struct carry *carry_new(void)
{
	struct carry *carry = g_new0(struct carry, 1);

	carry->hunks = g_ptr_array_new_with_free_func((GDestroyNotify)hunk_free);
	carry->work = g_ptr_array_new_with_free_func((GDestroyNotify)work_free);
	carry->rejects = g_string_new(NULL);
	return carry;
}

void carry_free(struct carry *carry)
{
	if (!carry)
		return;
	g_ptr_array_unref(carry->hunks);
	g_ptr_array_unref(carry->work);
	g_string_free(carry->rejects, TRUE);
	g_clear_pointer(&carry->patch, g_bytes_unref);
	g_free(carry);
}

const char *carry_status_name(enum carry_status status)
{
	static const enum outcome outcomes[CARRY_STATUSES] = {
		[CARRY_EXACT] = OUTCOME_EXACT,
		[CARRY_OFFSET] = OUTCOME_OFFSET,
		[CARRY_MERGED] = OUTCOME_MERGED,
		[CARRY_ADAPTED] = OUTCOME_ADAPTED,
		[CARRY_UPSTREAM] = OUTCOME_UPSTREAM,
		[CARRY_PARTIAL] = OUTCOME_PARTIAL,
		[CARRY_DROPPED] = OUTCOME_DROPPED,
		[CARRY_CONFLICT] = OUTCOME_CONFLICT,
	};

	return outcome_name(outcomes[status]);
}

/* --- the outcome ------------------------------------------------------------------ */

static enum carry_status kept_status(enum merge_step worst)
{
	switch (worst) {
	case STEP_OFFSET:
		return CARRY_OFFSET;
	case STEP_MERGED:
		return CARRY_MERGED;
	case STEP_WORDS:
		return CARRY_ADAPTED;
	default:
		return CARRY_EXACT;
	}
}

enum carry_status carry_judge(const GPtrArray *hunks)
{
	enum merge_step worst = STEP_EXACT;
	guint upstream = 0;

	for (guint i = 0; i < hunks->len; i++) {
		const struct carry_hunk *hunk = g_ptr_array_index(hunks, i);

		upstream += hunk->step == STEP_UPSTREAM;
		worst = MAX(worst, hunk->step);
	}
	if (worst == STEP_CONFLICT)
		return CARRY_CONFLICT;
	if (upstream && upstream == hunks->len)
		return CARRY_UPSTREAM;
	return upstream ? CARRY_PARTIAL : kept_status(worst);
}

void carry_disprove(struct carry *carry, const char *reason)
{
	for (guint i = 0; i < carry->hunks->len; i++) {
		struct carry_hunk *hunk = g_ptr_array_index(carry->hunks, i);

		if (hunk->step == STEP_UPSTREAM)
			continue;
		hunk->step = STEP_CONFLICT;
		hunk->open = TRUE;
		g_free(hunk->reason);
		hunk->reason = g_strdup(reason);
	}
	g_clear_pointer(&carry->patch, g_bytes_unref);
	carry->status = CARRY_CONFLICT;
}

struct carry *carry_decide(GBytes *patch)
{
	struct carry *carry = carry_new();

	carry->status = patch ? CARRY_ADAPTED : CARRY_DROPPED;
	carry->patch = ref_or_null(patch);
	return carry;
}

struct carry_seen carry_seen(const struct carry *carry)
{
	struct carry_seen seen = {.hunks = carry->hunks->len};

	for (guint i = 0; i < carry->hunks->len; i++) {
		const struct carry_hunk *hunk = g_ptr_array_index(carry->hunks, i);

		seen.upstream += hunk->step == STEP_UPSTREAM;
	}
	seen.probably = carry->status == CARRY_CONFLICT && seen.upstream &&
			seen.upstream * 2 >= seen.hunks;
	return seen;
}
