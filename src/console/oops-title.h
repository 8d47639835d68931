/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From the lines of a report to its name: which splat of its family it is, which
 * function is to blame, and whether enough of it is there to trust that.
 */
#pragma once

#include "console/report.h"
#include "console/splat.h"

/*
 * Fills in title, type, signature, frame, source and corrupted of @report from
 * its @count lines, the first of which is of @family. The title is looked for in
 * the first @naming of them: what follows may belong to another report.
 */
void oops_title(struct report *report, const struct family *family,
		const struct report_line *lines, guint count, guint naming);
