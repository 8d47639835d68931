/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/quarantine.h"

#include <string.h>

#include "util/date.h"

/* Whether only tests of @quarantine failed. */
static gboolean has_tests(const struct branch_quarantine *quarantine, char **failed)
{
	if (!failed)
		return FALSE;
	for (; *failed; failed++)
		if (!g_strv_contains((const char *const *)quarantine->tests, *failed))
			return FALSE;
	return TRUE;
}

static gboolean is_of(const struct branch_quarantine *quarantine,
		      const struct verdict *verdict)
{
	if (verdict->kind == VERDICT_INVALID ||
	    (strcmp(quarantine->variant, QUARANTINE_ANY) &&
	     strcmp(quarantine->variant, verdict->variant)))
		return FALSE;
	return !quarantine->tests || has_tests(quarantine, verdict->only_tests);
}

void quarantine_apply(const struct branch *b, struct verdict *verdict)
{
	g_autofree char *today = date_today();

	for (guint i = 0; i < b->quarantines->len; i++) {
		const struct branch_quarantine *quarantine = b->quarantines->pdata[i];

		if (!is_of(quarantine, verdict))
			continue;
		if (strcmp(quarantine->until, today) >= 0) {
			g_free(verdict->quarantine);
			verdict->quarantine = g_strdup_printf(
				"quarantined until %s by %s: %s", quarantine->until,
				quarantine->owner, quarantine->reason);
		} else if (verdict->kind != VERDICT_PASS) {
			g_ptr_array_add(
				verdict->reasons,
				g_strdup_printf("its quarantine by %s ended on %s",
						quarantine->owner, quarantine->until));
		}
	}
}
