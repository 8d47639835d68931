/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/print-rebase.h"

#include <stdio.h>

#include "util/json-text.h"

static json_t *proposals_json(GArray *proposals)
{
	json_t *places = json_array();

	for (guint i = 0; proposals && i < proposals->len; i++) {
		const struct conflict_hint *p =
			&g_array_index(proposals, struct conflict_hint, i);

		json_array_append_new(places,
				      json_pack("{s:I, s:o?, s:i, s:i}", "line",
						(json_int_t)p->line + 1, "function",
						json_text(p->function), "same",
						(int)p->same, "lines", (int)p->lines));
	}
	return places;
}

static json_t *names_json(const GPtrArray *names)
{
	json_t *list = json_array();

	for (guint i = 0; names && i < names->len; i++)
		json_array_append_new(list, json_text(g_ptr_array_index(names, i)));
	return list;
}

static json_t *hunk_json(const struct carry_hunk *hunk)
{
	return json_pack("{s:o?, s:i, s:s, s:I, s:o, s:o, s:o}", "file",
			 json_text(hunk->path), "hunk", (int)hunk->number, "step",
			 merge_step_name(hunk->step), "line", (json_int_t)hunk->line,
			 "reason", json_text(hunk->reason ?: ""), "needs",
			 names_json(hunk->needs), "proposals",
			 proposals_json(hunk->proposals));
}

static json_t *seen_json(const struct carry *carry)
{
	struct carry_seen seen = carry_seen(carry);

	return json_pack("{s:i, s:i, s:b}", "upstream", (int)seen.upstream, "hunks",
			 (int)seen.hunks, "probably", seen.probably);
}

json_t *print_carry_json(const char *name, const struct carry *carry,
			 const char *written)
{
	json_t *hunks = json_array();

	for (guint i = 0; i < carry->hunks->len; i++)
		json_array_append_new(hunks,
				      hunk_json(g_ptr_array_index(carry->hunks, i)));
	return json_pack("{s:o, s:o, s:s, s:o, s:o?, s:o}", "patch", json_text(name),
			 "name", json_text(name), "status",
			 carry_status_name(carry->status), "hunks", hunks, "written",
			 json_text(written), "seen", seen_json(carry));
}

json_t *print_rebase_json(const struct rebase *rebase, const struct rebase_notes *notes)
{
	json_t *patches = json_array(), *counts = json_object();

	for (guint i = 0; i < rebase->steps->len; i++) {
		const struct rebase_step *step = g_ptr_array_index(rebase->steps, i);
		const char *name = step->entry->name;

		json_array_append_new(
			patches, print_carry_json(name, step->carry,
						  step->carry->patch ? name : NULL));
	}
	for (int i = 0; i < CARRY_STATUSES; i++)
		json_object_set_new(counts, carry_status_name(i),
				    json_integer(rebase->counts[i]));
	return json_pack("{s:o, s:o, s:o, s:o, s:b}", "patches", patches, "counts",
			 counts, "recalled", names_json(notes->recalled), "aside",
			 names_json(notes->kept), "skipped-before", notes->was_skipped);
}

static void print_proposal(const struct conflict_hint *place)
{
	printf("    perhaps at line %" G_GINT64_FORMAT, place->line + 1);
	if (place->function)
		printf(", in %s", place->function);
	printf(": %u of its %u lines\n", place->same, place->lines);
}

static void print_hunk(const struct carry_hunk *hunk)
{
	if (!hunk->reason)
		return;
	printf("  %s", hunk->path);
	if (hunk->number)
		printf(": hunk %u", hunk->number);
	if (hunk->line)
		printf(" at line %" G_GINT64_FORMAT, hunk->line);
	printf(": %s: %s\n", merge_step_name(hunk->step), hunk->reason);
	for (guint i = 0; hunk->proposals && i < hunk->proposals->len; i++)
		print_proposal(
			&g_array_index(hunk->proposals, struct conflict_hint, i));
}

void print_hunks_text(const struct carry *carry)
{
	for (guint i = 0; i < carry->hunks->len; i++)
		print_hunk(g_ptr_array_index(carry->hunks, i));
}

void print_carry_text(const char *name, const struct carry *carry)
{
	struct carry_seen seen = carry_seen(carry);

	printf("%s: %s", name, carry_status_name(carry->status));
	if (seen.probably)
		printf(", probably upstream: %u of %u hunks", seen.upstream,
		       seen.hunks);
	putchar('\n');
	print_hunks_text(carry);
}

static gboolean has_needs(const struct carry *carry)
{
	for (guint i = 0; i < carry->hunks->len; i++)
		if (((struct carry_hunk *)g_ptr_array_index(carry->hunks, i))->needs)
			return TRUE;
	return FALSE;
}

void print_rebase_counts(const struct rebase *rebase)
{
	printf("%u patches:", rebase->steps->len);
	for (int i = 0, listed = 0; i < CARRY_STATUSES; i++)
		if (rebase->counts[i])
			printf("%s %u %s", listed++ ? "," : "", rebase->counts[i],
			       carry_status_name(i));
	putchar('\n');
}

void print_rebase_text(const struct rebase *rebase)
{
	for (guint i = 0; i < rebase->steps->len; i++) {
		const struct rebase_step *step = g_ptr_array_index(rebase->steps, i);

		if (step->carry->status > CARRY_OFFSET || has_needs(step->carry))
			print_carry_text(step->entry->name, step->carry);
	}
	print_rebase_counts(rebase);
}
