/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Finds the title of a report: which splat of its family it is, which function is to
 * blame, and whether the report is complete enough to trust this.
 */
#pragma once

#include "console/report.h"
#include "console/splat.h"

/*
 * Sets title, type, signature, frame, source and corrupted of @report from its @count
 * lines, the first of which belongs to @family. Only the first @naming lines are
 * searched for the title; the others may belong to another report.
 */
void oops_title(struct report *report, const struct family *family,
		const struct report_line *lines, guint count, guint naming);
