/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Prints the states of CVEs, for scripts and for people; see kferry-cve(1). */
#pragma once

#include <jansson.h>

#include "upstream/cve-report.h"

/* {"name", "release", "counts": {STATE: N}, "cves": [...]}; a new reference. */
json_t *print_cve_json(const struct cve_report *report);

/* The origin of the data: {"source", "ref", "commit", "date"}; a new reference. */
json_t *print_cve_origin_json(const struct cve_index_origin *origin);

/* Prints a line for each finding, and a summary. */
void print_cve_text(const struct cve_report *report);

/* The differences between two kernels. */
struct cve_step {
	const struct cve_report *from, *to;
	const GArray *fixed, *brought; /* of struct cve_change_of_state */
};

/* See kferry-cve(1); a new reference. */
json_t *print_cve_step_json(const struct cve_step *step);
/* Prints the same for people. */
void print_cve_step_text(const struct cve_step *step);
