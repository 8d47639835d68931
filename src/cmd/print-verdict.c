/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/print-verdict.h"

int print_verdicts(GPtrArray *verdicts, gboolean json, gboolean tap)
{
	verdict_report_print(stdout, verdicts,
			     json  ? REPORT_JSON
			     : tap ? REPORT_TAP
				   : REPORT_TABLE);
	return verdict_report_status(verdicts);
}
