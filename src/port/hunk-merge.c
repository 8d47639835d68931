/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "port/hunk-merge.h"

#include <string.h>

#include "patch/outcome.h"
#include "port/already-applied.h"
#include "port/duplicate.h"
#include "port/funcname.h"
#include "port/prerequisites.h"

const char *merge_step_name(enum merge_step step)
{
	static const enum outcome outcomes[] = {
		[STEP_UPSTREAM] = OUTCOME_UPSTREAM, [STEP_EXACT] = OUTCOME_EXACT,
		[STEP_OFFSET] = OUTCOME_OFFSET,	    [STEP_MERGED] = OUTCOME_MERGED,
		[STEP_WORDS] = OUTCOME_ADAPTED,	    [STEP_CONFLICT] = OUTCOME_CONFLICT,
	};

	return outcome_name(outcomes[step]);
}

static void hunk_clear(struct merge_hunk *hunk)
{
	hunk_view_clear(&hunk->view);
	g_free(hunk->path);
	g_free(hunk->reason);
	g_clear_pointer(&hunk->lost, g_ptr_array_unref);
}

static void own_string(GString *string)
{
	g_string_free(string, TRUE);
}

struct hunk_merge *hunk_merge_new(GBytes *base, GBytes *ours, GBytes *theirs)
{
	struct hunk_merge *l = g_new0(struct hunk_merge, 1);

	text_init_bytes(&l->base, base);
	text_init_bytes(&l->ours, ours);
	text_init_bytes(&l->theirs, theirs);
	l->hunks = g_array_new(FALSE, TRUE, sizeof(struct merge_hunk));
	g_array_set_clear_func(l->hunks, (GDestroyNotify)hunk_clear);
	l->edits = g_array_new(FALSE, TRUE, sizeof(struct merge_edit));
	l->clashes = g_array_new(FALSE, TRUE, sizeof(struct group));
	l->owned = g_ptr_array_new_with_free_func((GDestroyNotify)own_string);
	return l;
}

void hunk_merge_look_ahead(struct hunk_merge *l, GBytes *final)
{
	text_init_bytes(&l->final, final);
	l->has_final = TRUE;
}

void hunk_merge_include(struct hunk_merge *l, const GPtrArray *included)
{
	l->included = included;
}

void hunk_merge_free(struct hunk_merge *l)
{
	if (!l)
		return;
	text_clear(&l->base);
	text_clear(&l->ours);
	text_clear(&l->theirs);
	text_clear(&l->final);
	g_array_unref(l->hunks);
	g_array_unref(l->edits);
	g_array_unref(l->clashes);
	g_ptr_array_unref(l->owned);
	g_clear_pointer(&l->changes, g_array_unref);
	g_free(l);
}

void hunk_merge_add(struct hunk_merge *l, const struct hunk *hunk, gboolean reverse,
		    gint64 line)
{
	struct merge_hunk added = {
		.hunk = hunk, .reverse = reverse, .base = line, .place = -1};

	hunk_view_init(&added.view, hunk, reverse);
	g_array_append_val(l->hunks, added);
}

enum merge_step hunk_merge_worst(const struct hunk_merge *l)
{
	enum merge_step worst = STEP_UPSTREAM;

	for (guint i = 0; i < l->hunks->len; i++)
		worst = MAX(worst, hunk_at(l, i)->step);
	return worst;
}

/* --- groups --------------------------------------------------------------------- */

/* A diff may slide a change out of its hunk's lines, but not beyond the next hunk. */
static void assign_hunks(struct merge_job *job)
{
	guint hunk = 0;

	job->hunk_of = g_new0(guint, job->ours->len + 1);
	for (guint i = 0; i < job->ours->len; i++) {
		while (hunk + 1 < job->l->hunks->len &&
		       our_change(job, i)->old >= hunk_at(job->l, hunk + 1)->base)
			hunk++;
		job->hunk_of[i] = hunk;
	}
}

/* Whether two changes concern the same lines of the base. */
static gboolean overlap(const struct change *x, const struct change *y)
{
	if (!x->old_n && !y->old_n)
		return x->old == y->old; /* the order is ambiguous */
	return x->old < y->old + y->old_n && y->old < x->old + x->old_n;
}

/* Whether none of the @n changes at @others overlaps @one, and no two of them enclose
 * it. */
static gboolean clear_of(const struct change *one, const struct change *others, guint n)
{
	gboolean before = FALSE, after = FALSE;

	for (guint i = 0; i < n; i++) {
		if (overlap(one, &others[i]))
			return FALSE;
		before |= others[i].old + others[i].old_n == one->old;
		after |= others[i].old == one->old + one->old_n;
	}
	return !before || !after;
}

/*
 * Whether theirs only changed lines adjacent to those of ours, and on one side of each
 * change at most: then the place of ours is certain. git treats this as a conflict; so
 * do we if both inserted at the same point. The same holds in reverse: lines that ours
 * added around a line depend on that line.
 */
static gboolean is_beside(const struct merge_job *job, const struct group *group)
{
	const struct change *x = our_change(job, group->first);
	const struct change *y = their_change(job, group->their_first);

	for (guint i = 0; i < group->count; i++)
		if (!clear_of(&x[i], y, group->their_count))
			return FALSE;
	for (guint i = 0; i < group->their_count; i++)
		if (!clear_of(&y[i], x, group->count))
			return FALSE;
	return TRUE;
}

static void judge_clash(struct merge_job *job, const struct group *group,
			struct hunk_choice *verdict)
{
	const struct hunk_merge *l = job->l;

	if (already_contains(job, group)) {
		verdict->kind = GROUP_SAME;
		verdict->why = "the new tree has this change as part of a larger one";
		return;
	}
	if (already_has_final(job, group)) {
		verdict->kind = GROUP_SAME;
		verdict->why = "the new tree has the change as later patches modify it";
		return;
	}
	if (is_beside(job, group)) {
		verdict->kind = GROUP_BESIDE;
		return;
	}
	verdict->merged = merge_words(
		text_lines(&l->base, group->base, group->base_n),
		text_lines(&l->ours, group->ours, group->ours_n),
		text_lines(&l->theirs, group->theirs, group->theirs_n), &verdict->why);
	verdict->kind = verdict->merged ? GROUP_WORDS : GROUP_CLASH;
	if (verdict->merged)
		g_ptr_array_add(l->owned, verdict->merged);
}

static void judge_group(struct merge_job *job, const struct group *group)
{
	struct hunk_choice verdict = {.kind = GROUP_NOT_OURS};

	verdict.owner = group->count ? job->hunk_of[group->first] : 0;
	switch (group->fate) {
	case FATE_THEIRS:
		break;
	case FATE_CLEAN:
		verdict.kind = GROUP_CLEAN;
		break;
	case FATE_SAME:
		verdict.kind = GROUP_SAME;
		verdict.why = "the new tree has the same change";
		break;
	case FATE_CLASH:
		judge_clash(job, group, &verdict);
		break;
	}
	g_array_append_val(job->verdicts, verdict);
}

/* --- where a hunk may go ---------------------------------------------------------- */

/* Summary of the groups of a hunk. */
struct step_tally {
	guint clean, same, beside, words, clash;
	const char *why;
	gint64 first_base, first_theirs; /* start of its first group; -1: none */
};

static struct step_tally take_tally(const struct merge_job *job, guint hunk)
{
	struct step_tally tally = {.first_base = -1, .first_theirs = -1};

	for (guint i = 0; i < job->groups->len; i++) {
		const struct group *group = group_at(job, i);
		const struct hunk_choice *verdict = verdict_at(job, i);

		if (!group_has(job, group, hunk))
			continue;
		tally.clean += verdict->kind == GROUP_CLEAN;
		tally.same += verdict->kind == GROUP_SAME;
		tally.beside += verdict->kind == GROUP_BESIDE;
		tally.words += verdict->kind == GROUP_WORDS;
		tally.clash += verdict->kind == GROUP_CLASH;
		if (verdict->kind == GROUP_CLASH || !tally.why)
			tally.why = verdict->why;
		if (tally.first_base < 0) {
			tally.first_base = group->base;
			tally.first_theirs = group->theirs;
		}
	}
	return tally;
}

/* Returns where the lines of the hunk went, if they are still together, or -1. */
static gint64 map_hunk(const struct merge_job *job, const struct merge_hunk *hunk)
{
	gint64 count = hunk->view.pattern.count, first;

	if (!count || hunk->base < 0 || hunk->base + count > (gint64)job->l->base.count)
		return -1;
	first = diff_map_line(job->theirs, hunk->base);
	for (gint64 i = 1; first >= 0 && i < count; i++)
		if (diff_map_line(job->theirs, hunk->base + i) != first + i)
			return -1;
	return first;
}

static gboolean stands_at(const struct text *text, const struct hunk_side *side,
			  gint64 at)
{
	for (gsize i = 0; i < side->count; i++) {
		struct span line = text_lines(text, at + i, 1);
		struct span want = {side->lines[i]->text, side->lines[i]->len};

		if (!span_equal(line, want))
			return FALSE;
	}
	return TRUE;
}

/* Counts how often @text contains @side; sets *@first to the first occurrence. */
static guint find_side(const struct text *text, const struct hunk_side *side,
		       gint64 *first)
{
	guint found = 0;

	if (!side->count)
		return 0;
	for (gint64 at = 0; at + (gint64)side->count <= (gint64)text->count; at++)
		if (stands_at(text, side, at) && !found++)
			*first = at;
	return found;
}

static gboolean same_scope(const struct merge_job *job, gint64 base, gint64 theirs)
{
	g_autofree char *old = funcname_name(&job->l->base, base);
	g_autofree char *new = funcname_name(&job->l->theirs, theirs);

	return g_strcmp0(old, new) == 0;
}

/* Decides by the lines before it, which are equal in both texts. */
static gboolean same_scope_before(const struct merge_job *job,
				  const struct step_tally *tally)
{
	return same_scope(job, tally->first_base - 1, tally->first_theirs - 1);
}

/* Returns the number of lines of a hunk before its first change. */
static gint64 lead_lines(const struct merge_hunk *hunk)
{
	return MIN(hunk->view.prefix, hunk->view.pattern.count);
}

/* Whether the change of @hunk is in the same function if the hunk is at @at. */
static gboolean same_scope_at(const struct merge_job *job,
			      const struct merge_hunk *hunk, gint64 at)
{
	gint64 lead = MAX(lead_lines(hunk) - 1, 0);

	return same_scope(job, hunk->base + lead, at + lead);
}

/* --- steps ------------------------------------------------------------------------ */

static void settle(struct merge_hunk *hunk, enum merge_step step, gint64 place,
		   char *reason)
{
	hunk->step = step;
	hunk->place = place;
	g_free(hunk->reason);
	hunk->reason = reason;
}

/* Makes it a conflict that must not be tried elsewhere either. */
static void bar(struct merge_hunk *hunk, gint64 place, char *reason)
{
	hunk->barred = TRUE;
	settle(hunk, STEP_CONFLICT, place, reason);
}

/* Accepts @place for the hunk, unless its change is already there. */
static void accept(struct merge_job *job, struct merge_hunk *hunk, enum merge_step step,
		   gint64 place, gint64 line, char *reason)
{
	char *twice = duplicate_reason(job, hunk, line);

	if (!twice) {
		settle(hunk, step, place, reason);
		return;
	}
	g_free(reason);
	bar(hunk, place, twice);
}

/* Tries: all of its lines are together where the lines of the base went. */
static gboolean try_mapped(struct merge_job *job, struct merge_hunk *hunk,
			   const struct step_tally *tally)
{
	gint64 place = map_hunk(job, hunk);

	if (place < 0 || tally->same || tally->beside || tally->words || tally->clash)
		return FALSE;
	hunk->whole = TRUE;
	accept(job, hunk, place == hunk->base ? STEP_EXACT : STEP_OFFSET, place,
	       place + lead_lines(hunk), NULL);
	return TRUE;
}

/* Tries: its result, with all context, occurs once in theirs and not in base. */
static gboolean try_result(struct merge_job *job, struct merge_hunk *hunk)
{
	const struct hunk_side *result = &hunk->view.replacement;
	gint64 place = -1, before = -1;

	if (find_side(&job->l->theirs, result, &place) != 1 ||
	    find_side(&job->l->base, result, &before) ||
	    !same_scope_at(job, hunk, place))
		return FALSE;
	settle(hunk, STEP_UPSTREAM, place,
	       g_strdup_printf("the new tree has its result at line %" G_GINT64_FORMAT,
			       place + 1));
	return TRUE;
}

/* Refuses a hunk beside lines that theirs changed if it calls what theirs has lost: the
 * change may be there in the form that replaced it. */
static gboolean bar_needy(struct merge_job *job, struct merge_hunk *hunk,
			  const struct step_tally *tally)
{
	if (!tally->beside || !prerequisites_uses_lost(job, hunk))
		return FALSE;
	bar(hunk, tally->first_theirs,
	    g_strdup("the lines next to it have changed, and what it calls is gone"));
	return TRUE;
}

static gboolean try_merged(struct merge_job *job, struct merge_hunk *hunk,
			   const struct step_tally *tally)
{
	if (!(tally->clean + tally->beside) || tally->words || tally->clash ||
	    !same_scope_before(job, tally))
		return FALSE;
	if (bar_needy(job, hunk, tally))
		return TRUE;
	hunk->doubtful = tally->beside > 0;
	accept(job, hunk, STEP_MERGED, tally->first_theirs, tally->first_theirs,
	       g_strdup(tally->beside ? "the lines next to it have changed"
				      : "the context has changed"));
	return TRUE;
}

/* Tries: all of its lines occur once in theirs, in the same function. */
static gboolean try_moved(struct merge_job *job, struct merge_hunk *hunk)
{
	gint64 place = -1;

	if (find_side(&job->l->theirs, &hunk->view.pattern, &place) != 1 ||
	    !same_scope_at(job, hunk, place))
		return FALSE;
	hunk->whole = TRUE;
	accept(job, hunk, STEP_OFFSET, place, place + lead_lines(hunk),
	       g_strdup("the code around has moved"));
	return TRUE;
}

static gboolean removes(const struct merge_hunk *hunk)
{
	for (gsize i = 0; i < hunk->view.pattern.count; i++)
		if (hunk->view.pattern.lines[i]->kind != ' ')
			return TRUE;
	return FALSE;
}

/* If code has moved away, all lines that the hunk removes are gone, as if theirs had
 * the change; but they still exist elsewhere. */
static gboolean try_moved_away(struct merge_job *job, struct merge_hunk *hunk,
			       const struct step_tally *tally)
{
	gint64 place;

	if (!tally->same || tally->clean || tally->beside || tally->words ||
	    tally->clash || !removes(hunk) ||
	    find_side(&job->l->base, &hunk->view.pattern, &place) != 1)
		return FALSE;
	return try_moved(job, hunk);
}

static gboolean try_words(struct merge_job *job, struct merge_hunk *hunk,
			  const struct step_tally *tally)
{
	if (!tally->words || tally->clash || !same_scope_before(job, tally))
		return FALSE;
	hunk->doubtful = TRUE;
	accept(job, hunk, STEP_WORDS, tally->first_theirs, tally->first_theirs,
	       g_strdup("the new tree has changed other words of the same lines"));
	return TRUE;
}

static void give_up(struct merge_job *job, struct merge_hunk *hunk,
		    const struct step_tally *tally)
{
	const char *why = tally->why ?: "the lines that it changes are not there";

	accept(job, hunk, STEP_CONFLICT, tally->first_theirs, tally->first_theirs,
	       NULL);
	if (hunk->barred)
		return;
	if (tally->first_theirs >= 0 && !same_scope_before(job, tally))
		why = "its place is in another function";
	settle(hunk, STEP_CONFLICT, tally->first_theirs, g_strdup(why));
}

/* Refuses a hunk of which theirs has a part: the rest may be there in another form, and
 * carrying it was never right. Except if the whole series reverts the rest. */
static gboolean bar_part(struct merge_job *job, guint i, const struct step_tally *tally)
{
	struct merge_hunk *hunk = hunk_at(job->l, i);

	if (!tally->same)
		return FALSE;
	if (already_takes_back(job, i))
		settle(hunk, STEP_UPSTREAM, tally->first_theirs,
		       g_strdup("part of the change is in the new tree, and later "
				"patches revert the rest"));
	else
		bar(hunk, tally->first_theirs,
		    g_strdup("part of the change is in the new tree: the rest may be "
			     "there in another form"));
	return TRUE;
}

static void take_step(struct merge_job *job, guint i)
{
	struct merge_hunk *hunk = hunk_at(job->l, i);
	struct step_tally tally = take_tally(job, i);

	if (try_moved_away(job, hunk, &tally))
		return;
	if (tally.same && !tally.clean && !tally.beside && !tally.words &&
	    !tally.clash && same_scope_before(job, &tally))
		settle(hunk, STEP_UPSTREAM, tally.first_theirs, g_strdup(tally.why));
	else if (!try_mapped(job, hunk, &tally) &&
		 !(tally.same + tally.beside + tally.words + tally.clash &&
		   try_result(job, hunk)) &&
		 !bar_part(job, i, &tally) && !try_merged(job, hunk, &tally) &&
		 !try_moved(job, hunk) && !try_words(job, hunk, &tally))
		give_up(job, hunk, &tally);
}

static void decide(struct merge_job *job, guint i)
{
	struct merge_hunk *hunk = hunk_at(job->l, i);

	take_step(job, i);
	hunk->taken_back = already_takes_back(job, i);
	hunk->superseded = hunk->taken_back && upstream_has_later(job);
	if (hunk->step != STEP_UPSTREAM && job->theirs->len)
		hunk->lost = prerequisites_lost(job, hunk);
}

/* --- edits ------------------------------------------------------------------------ */

static void add_edit(struct hunk_merge *l, gint64 line, gint64 n, struct span text,
		     guint hunk)
{
	struct merge_edit edit = {line, n, text, hunk};

	g_array_append_val(l->edits, edit);
}

/* Applies the whole hunk with its first line at place: from its own lines, because the
 * diff may have slid the changes of ours. */
static void edit_whole(struct merge_job *job, guint i)
{
	const struct merge_hunk *h = hunk_at(job->l, i);
	const struct hunk_side *old = &h->view.pattern,
			       *replacement = &h->view.replacement;
	gsize o = 0, n = 0;

	while (o < old->count || n < replacement->count) {
		GString *added = g_string_new(NULL);
		gsize first = o;

		g_ptr_array_add(job->l->owned, added);
		while (o < old->count && old->lines[o]->kind != ' ')
			o++;
		for (; n < replacement->count && replacement->lines[n]->kind != ' ';
		     n++)
			g_string_append_len(added, replacement->lines[n]->text,
					    replacement->lines[n]->len);
		if (o > first || added->len)
			add_edit(job->l, h->place + first, o - first,
				 (struct span){added->str, added->len}, i);
		for (; o < old->count && old->lines[o]->kind == ' ' &&
		       n < replacement->count && replacement->lines[n]->kind == ' ';
		     o++)
			n++;
	}
}

/* Replaces only what the merge of words changed, not all lines of the group. */
static void edit_words(struct merge_job *job, const struct group *group,
		       const struct hunk_choice *verdict)
{
	struct span there = text_lines(&job->l->theirs, group->theirs, group->theirs_n);
	struct text before, after;
	g_autoptr(GArray) changes = NULL;

	text_init(&before, there.data, there.len);
	text_init(&after, verdict->merged->str, verdict->merged->len);
	changes = diff_lines(&before, &after);
	for (guint i = 0; i < changes->len; i++) {
		const struct change *c = &g_array_index(changes, struct change, i);

		add_edit(job->l, group->theirs + c->old, c->old_n,
			 text_lines(&after, c->new, c->new_n), verdict->owner);
	}
	text_clear(&before);
	text_clear(&after);
}

/* Inserts ours between the adjacent changes of theirs. */
static void edit_beside(struct merge_job *job, const struct group *group,
			const struct hunk_choice *verdict)
{
	for (guint i = group->first; i < group->first + group->count; i++) {
		const struct change *x = our_change(job, i);
		gint64 line = x->old + group->theirs - group->base;

		for (guint j = 0; j < group->their_count; j++) {
			const struct change *y =
				their_change(job, group->their_first + j);

			if (y->old + y->old_n <= x->old)
				line += y->new_n - y->old_n;
		}
		add_edit(job->l, line, x->old_n,
			 text_lines(&job->l->ours, x->new, x->new_n), verdict->owner);
	}
}

static void edit_group(struct merge_job *job, guint i)
{
	const struct group *group = group_at(job, i);
	const struct hunk_choice *verdict = verdict_at(job, i);

	if (verdict->kind == GROUP_CLEAN)
		add_edit(job->l, group->theirs, group->theirs_n,
			 text_lines(&job->l->ours, group->ours, group->ours_n),
			 verdict->owner);
	else if (verdict->kind == GROUP_BESIDE)
		edit_beside(job, group, verdict);
	else if (verdict->kind == GROUP_WORDS)
		edit_words(job, group, verdict);
}

static int by_line(gconstpointer a, gconstpointer b)
{
	const struct merge_edit *x = a, *y = b;

	if (x->line != y->line)
		return x->line < y->line ? -1 : 1;
	return x->hunk < y->hunk ? -1 : x->hunk > y->hunk;
}

void hunk_merge_drop_edits(struct hunk_merge *l, guint hunk)
{
	for (guint i = l->edits->len; i > 0; i--)
		if (g_array_index(l->edits, struct merge_edit, i - 1).hunk == hunk)
			g_array_remove_index(l->edits, i - 1);
}

/* Returns the first pair of edits of which one contains the other's lines; 0: none. */
static guint find_overlap(const struct hunk_merge *l)
{
	for (guint i = 1; i < l->edits->len; i++) {
		const struct merge_edit *a =
			&g_array_index(l->edits, struct merge_edit, i - 1);
		const struct merge_edit *b =
			&g_array_index(l->edits, struct merge_edit, i);

		if (b->line < a->line + a->n || (b->line == a->line && !a->n))
			return i;
	}
	return 0;
}

static void resolve_overlaps(struct hunk_merge *l)
{
	guint i;

	while ((i = find_overlap(l))) {
		guint late = g_array_index(l->edits, struct merge_edit, i).hunk;
		guint early = g_array_index(l->edits, struct merge_edit, i - 1).hunk;
		struct merge_hunk *hunk = hunk_at(l, late);

		settle(hunk, STEP_CONFLICT, hunk->place,
		       g_strdup_printf("its place is already used by hunk %u",
				       early + 1));
		hunk_merge_drop_edits(l, late);
	}
}

void hunk_merge_add_edit(struct hunk_merge *l, gint64 line, gint64 n, GString *text,
			 guint hunk)
{
	g_ptr_array_add(l->owned, text);
	add_edit(l, line, n, (struct span){text->str, text->len}, hunk);
}

void hunk_merge_settle_edits(struct hunk_merge *l)
{
	g_array_sort(l->edits, by_line);
	resolve_overlaps(l);
}

static void make_edits(struct merge_job *job)
{
	struct hunk_merge *l = job->l;

	for (guint i = 0; i < l->hunks->len; i++)
		if (hunk_at(l, i)->whole && hunk_at(l, i)->step != STEP_CONFLICT)
			edit_whole(job, i);
	for (guint i = 0; i < job->groups->len; i++) {
		const struct merge_hunk *owner;

		if (!group_at(job, i)->count)
			continue;
		owner = hunk_at(l, verdict_at(job, i)->owner);
		if (owner->step == STEP_MERGED || owner->step == STEP_WORDS)
			edit_group(job, i);
	}
	hunk_merge_settle_edits(l);
}

static void note_clashes(struct merge_job *job)
{
	for (guint i = 0; i < job->groups->len; i++) {
		struct group group = *group_at(job, i);
		enum merge_step step;

		if (!group.count || verdict_at(job, i)->kind == GROUP_SAME)
			continue;
		step = hunk_at(job->l, verdict_at(job, i)->owner)->step;
		if (step == STEP_CONFLICT)
			g_array_append_val(job->l->clashes, group);
	}
}

/* Whether every hunk applies where it was, which needs no diff. */
static gboolean is_as_it_was(const struct merge_job *job)
{
	if (job->theirs->len)
		return FALSE;
	for (guint i = 0; i < job->l->hunks->len; i++)
		if (map_hunk(job, hunk_at(job->l, i)) < 0)
			return FALSE;
	return TRUE;
}

GArray *hunk_merge_changes(struct hunk_merge *l)
{
	if (!l->changes)
		l->changes = diff_lines(&l->base, &l->ours);
	return l->changes;
}

void hunk_merge_run(struct hunk_merge *l)
{
	struct merge_job job = {.l = l};

	job.theirs = diff_lines(&l->base, &l->theirs);
	job.ours = is_as_it_was(&job) ? g_array_new(FALSE, FALSE, sizeof(struct change))
				      : g_array_ref(hunk_merge_changes(l));
	job.groups = merge_groups(&l->ours, job.ours, &l->theirs, job.theirs);
	job.verdicts = g_array_new(FALSE, TRUE, sizeof(struct hunk_choice));
	job.gained = added_lines_new(&l->base, &l->theirs, job.theirs);
	assign_hunks(&job);
	for (guint i = 0; i < job.groups->len; i++)
		judge_group(&job, group_at(&job, i));
	for (guint i = 0; i < l->hunks->len; i++)
		decide(&job, i);
	make_edits(&job);
	note_clashes(&job);
	g_array_unref(job.ours);
	g_array_unref(job.theirs);
	g_array_unref(job.groups);
	g_array_unref(job.verdicts);
	g_clear_pointer(&job.final, g_array_unref);
	g_clear_pointer(&job.final_groups, g_array_unref);
	added_lines_free(job.gained);
	g_free(job.hunk_of);
}
