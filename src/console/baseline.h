/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Known reports: a file with a signature or title per line, as kferry triage prints
 * them. '*' stands for any text, '?' for any character, and a line that begins with '#'
 * is a comment.
 */
#pragma once

#include <glib.h>

#include "console/report.h"

struct baseline;

/* Returns NULL and sets @error, naming the file, if it cannot be read. */
struct baseline *baseline_load(const char *path, GError **error);
void baseline_free(struct baseline *baseline);

/* Whether a line of the file matches the signature or the title of @report. */
gboolean baseline_knows(const struct baseline *baseline, const struct report *report);
