/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The states of CVEs, for scripts and for people; kferry-cve(1) describes both. */
#pragma once

#include <jansson.h>

#include "upstream/cve-report.h"

/* {"name", "release", "counts": {STATE: N}, "cves": [...]}; a new reference. */
json_t *print_cve_json(const struct cve_report *report);

/* Where the data come from: {"source", "ref", "commit", "date"}; a new reference. */
json_t *print_cve_origin_json(const struct cve_index_origin *origin);

/* Prints a line for each finding, and what they come to. */
void print_cve_text(const struct cve_report *report);

/* What a step from one kernel to another changes. */
struct cve_step {
	const struct cve_report *from, *to;
	const GArray *fixed, *brought; /* of struct cve_change_of_state */
};

/* As kferry-cve(1) describes; a new reference. */
json_t *print_cve_step_json(const struct cve_step *step);
/* The same for people, to standard output. */
void print_cve_step_text(const struct cve_step *step);
