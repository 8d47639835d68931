/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a bump would do, for scripts and for people. */
#pragma once

#include <jansson.h>

#include "bump/bump-config.h"
#include "bump/bump-message.h"

struct bump_plan {
	const struct bump *bump;
	const GPtrArray *series; /* of struct bump_series that was tried */
	const struct bump_config *config;
	const struct bump_cve *cve;
};

/* How many patches are in conflict. */
guint print_bump_conflicts(const struct bump_plan *plan);

/* All of it, with the commit message as it would be. */
void print_bump_text(const struct bump_plan *plan, enum bump_style style);

/* Text that holds names of others, on standard output. */
void print_bump_visible(const char *text);

/* A line of a table, and the line above all of them. */
void print_bump_row(const struct bump_plan *plan);
void print_bump_head(void);

/* kferry-bump(1) describes it; a new reference. */
json_t *print_bump_json(const struct bump_plan *plan);
