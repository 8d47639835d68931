/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Prints what a bump would do, for scripts and for people. */
#pragma once

#include <jansson.h>

#include "bump/bump-config.h"
#include "bump/bump-message.h"

struct bump_plan {
	const struct bump *bump;
	const GPtrArray *series; /* of struct bump_series, tried in memory */
	const struct bump_config *config;
	const struct bump_cve *cve;
};

/* Returns the number of patches in conflict. */
guint print_bump_conflicts(const struct bump_plan *plan);

/* Prints everything, including the commit message. */
void print_bump_text(const struct bump_plan *plan, enum bump_style style);

/* Prints text with untrusted names on standard output. */
void print_bump_visible(const char *text);

/* Prints a line of a table, and the line above all of them. */
void print_bump_row(const struct bump_plan *plan);
void print_bump_head(void);

/* See kferry-bump(1); a new reference. */
json_t *print_bump_json(const struct bump_plan *plan);
