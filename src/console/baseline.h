/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reports that are known: a file of signatures or titles, one in a line, as the
 * command triage prints them. '*' and '?' stand for any text and any character, a
 * '#' at the begin of a line makes it a comment.
 */
#pragma once

#include <glib.h>

#include "console/report.h"

struct baseline;

/* NULL with @error set, naming the file, if it cannot be read. */
struct baseline *baseline_load(const char *path, GError **error);
void baseline_free(struct baseline *baseline);

/* Whether a line of the file is the signature or the title of @report. */
gboolean baseline_knows(const struct baseline *baseline, const struct report *report);
