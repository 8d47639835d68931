/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/print-cve.h"

#include <stdio.h>

#include "upstream/cve-vex.h"
#include "util/date.h"
#include "util/json-text.h"

/* --- JSON ----------------------------------------------------------------------------- */

static json_t *commit_json(const guint8 *commit)
{
	g_autofree char *text = cve_commit_text(commit);

	return cve_commit_is_none(commit) ? json_null() : json_text(text);
}

static json_t *version_json(cve_version version)
{
	g_autofree char *text = cve_version_text(version);

	return version ? json_text(text) : json_null();
}

static json_t *score_json(int score)
{
	return score == CVE_SCORE_NONE ? json_null() : json_real(score / 10.0);
}

static json_t *accepted_json(const struct cve_accepted *accepted)
{
	return json_pack("{s:o, s:o?}", "reason", json_text(accepted->reason), "until",
			 json_text(accepted->until));
}

static json_t *finding_json(const struct cve_report *report,
			    const struct cve_finding *finding)
{
	const struct cve_answer *answer = &finding->answer;
	g_autofree char *id = cve_id_text(finding->record->id);
	g_autofree char *evidence = cve_finding_evidence(report, finding);
	const char *patch = answer->patch < 0 ? NULL
					      : cve_series_patch(report->kernel->series,
								 answer->patch);
	json_t *one = json_pack(
		"{s:o, s:o, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "id",
		json_text(id), "title", json_text(finding->record->title), "state",
		cve_state_name(answer->state), "score",
		score_json(finding->record->score), "patch",
		patch ? json_text(patch) : json_null(), "commit",
		commit_json(answer->commit.commit), "version",
		version_json(answer->commit.version), "fix",
		commit_json(answer->fix.commit), "fix-version",
		version_json(answer->fix.version), "evidence", json_text(evidence),
		"files", json_text_array((const char *const *)finding->record->files));

	if (finding->accepted)
		json_object_set_new(one, "accepted", accepted_json(finding->accepted));
	if (finding->expired)
		json_object_set_new(one, "expired", accepted_json(finding->expired));
	return one;
}

json_t *print_cve_origin_json(const struct cve_index_origin *origin)
{
	g_autofree char *date = date_utc(origin->date);

	return json_pack("{s:o, s:o?, s:o?, s:o}", "source", json_text(origin->source),
			 "ref", json_text(origin->ref), "commit",
			 json_text(origin->commit), "date", json_text(date));
}

static json_t *counts_json(const struct cve_report *report)
{
	json_t *counts = json_object();

	for (int state = 0; state < CVE_STATES; state++)
		json_object_set_new(counts, cve_state_name(state),
				    json_integer(report->counts[state]));
	return counts;
}

static char *ran_how(const struct cve_kernel *kernel)
{
	return kernel->runs.ran ? kernel->runs.how(kernel->runs.data) : NULL;
}

json_t *print_cve_json(const struct cve_report *report)
{
	json_t *cves = json_array();
	const struct cve_kernel *kernel = report->kernel;
	g_autofree char *ran = ran_how(kernel);

	for (guint i = 0; i < report->findings->len; i++)
		json_array_append_new(
			cves,
			finding_json(report, &g_array_index(report->findings,
							    struct cve_finding, i)));
	return json_pack(
		"{s:o, s:o, s:i, s:b, s:o, s:o, s:o?, s:o, s:o}", "name",
		json_text(kernel->name), "release", json_text(kernel->release),
		"patches", (int)kernel->series->changes->len, "newer-than-data",
		report->beyond, "newest-in-data", version_json(report->newest), "built",
		kernel->built ? json_text(cve_built_how(kernel->built)) : json_null(),
		"ran", json_text(ran), "counts", counts_json(report), "cves", cves);
}

/* --- text ----------------------------------------------------------------------------- */

static void print_finding(const struct cve_report *report,
			  const struct cve_finding *finding)
{
	g_autofree char *id = cve_id_text(finding->record->id);
	g_autofree char *evidence = cve_finding_evidence(report, finding);
	char score[8] = "-";

	if (finding->record->score != CVE_SCORE_NONE)
		g_snprintf(score, sizeof(score), "%d.%d", finding->record->score / 10,
			   finding->record->score % 10);
	printf("%-15s %4s  %-12s %s\n  %s\n", id, score,
	       cve_state_name(finding->answer.state), finding->record->title, evidence);
}

static void print_kernel(const struct cve_report *report)
{
	const struct cve_kernel *kernel = report->kernel;
	g_autofree char *date = date_utc(report->origin->date);
	g_autofree char *newest = cve_version_text(report->newest);
	guint patches = kernel->series->changes->len;
	g_autofree char *ran = ran_how(kernel);

	printf("%s: %s", kernel->name, kernel->release);
	if (patches)
		printf(" with %u patch%s", patches, patches == 1 ? "" : "es");
	printf("; data of %.10s", date);
	if (report->newest)
		printf(", which covers this line up to %s", newest);
	putchar('\n');
	if (report->beyond)
		puts("  newer than the data: open CVEs are unknown");
	printf("  compiled files: %s\n", kernel->built
						 ? cve_built_how(kernel->built)
						 : "not known, no build; see --config");
	if (ran)
		printf("  code that ran: %s\n", ran);
}

static void print_counts(const struct cve_report *report)
{
	const char *separator = "";

	for (int state = CVE_STATES - 1; state >= 0; state--)
		if (report->counts[state]) {
			printf("%s%u %s", separator, report->counts[state],
			       cve_state_name(state));
			separator = ", ";
		}
	puts(*separator ? "" : "nothing to show");
}

void print_cve_text(const struct cve_report *report)
{
	print_kernel(report);
	for (guint i = 0; i < report->findings->len; i++)
		print_finding(report,
			      &g_array_index(report->findings, struct cve_finding, i));
	print_counts(report);
}

/* --- a step from one kernel to another ---------------------------------------------- */

static json_t *changes_json(const struct cve_report *report, const GArray *changes)
{
	json_t *all = json_array();

	for (guint i = 0; i < changes->len; i++)
		json_array_append_new(
			all, finding_json(report,
					  g_array_index(changes,
							struct cve_change_of_state, i)
						  .to));
	return all;
}

json_t *print_cve_step_json(const struct cve_step *step)
{
	return json_pack("{s:o, s:o, s:o, s:o}", "from",
			 json_text(step->from->kernel->release), "to",
			 json_text(step->to->kernel->release), "fixed",
			 changes_json(step->to, step->fixed), "brought",
			 changes_json(step->to, step->brought));
}

static void print_changes(const struct cve_report *report, const GArray *changes)
{
	for (guint i = 0; i < changes->len; i++)
		print_finding(report,
			      g_array_index(changes, struct cve_change_of_state, i).to);
}

void print_cve_step_text(const struct cve_step *step)
{
	print_kernel(step->to);
	printf("fixed by %s: %u\n", step->to->kernel->release, step->fixed->len);
	print_changes(step->to, step->fixed);
	printf("brought by %s: %u\n", step->to->kernel->release, step->brought->len);
	print_changes(step->to, step->brought);
}
