/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "upstream/follow.h"

#include <string.h>

#include "util/error.h"
#include "util/fs.h"

static const char *const names[] = {"fix", "revert", "cve"};

const char *follow_what_name(enum follow_what what)
{
	return names[what];
}

static void follow_up_free(struct follow_up *up)
{
	g_free(up->patch);
	g_free(up->name);
	g_free(up->subject);
	g_free(up->state);
	g_free(up->ignored);
	g_free(up);
}

/* --- the ignore file
 * --------------------------------------------------------------------- */

GHashTable *follow_ignore_read(const char *path, GError **error)
{
	g_autofree char *text = fs_read(path, error);
	g_auto(GStrv) lines = text ? g_strsplit(text, "\n", -1) : NULL;
	g_autoptr(GHashTable) ignore =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);

	if (!text)
		return NULL;
	for (guint i = 0; lines[i]; i++) {
		const char *line = g_strstrip(lines[i]);
		gsize name = strcspn(line, " \t");
		const char *reason = line + name + strspn(line + name, " \t");

		if (!*line || *line == '#')
			continue;
		if (!*reason) {
			g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
				    "%s:%u: %s has no reason", path, i + 1, line);
			return NULL;
		}
		g_hash_table_insert(ignore, g_strndup(line, name), g_strdup(reason));
	}
	return g_steal_pointer(&ignore);
}

/* A commit may be ignored by the first digits of its id. */
static const char *reason_of(const struct follow_request *request, const char *name)
{
	GHashTableIter iter;
	gpointer key, value;

	if (!request->ignore)
		return NULL;
	g_hash_table_iter_init(&iter, request->ignore);
	while (g_hash_table_iter_next(&iter, &key, &value))
		if (!strcmp(key, name) ||
		    (strlen(key) >= 8 && !g_str_has_prefix(key, "CVE-") &&
		     g_str_has_prefix(name, key)))
			return value;
	return NULL;
}

/* --- from a git history
 * ------------------------------------------------------------------ */

/* Returns the patch that claims to be @commit, or NULL. */
static const char *patch_of(const struct cve_series *series, const char *commit)
{
	for (guint i = 0; i < series->changes->len; i++) {
		const struct cve_change *change = series->changes->pdata[i];

		for (guint j = 0; j < change->ids->len; j++)
			if (g_str_has_prefix(commit, change->ids->pdata[j]))
				return change->patch;
	}
	return NULL;
}

/* Whether the source has the change, and whether it would apply. */
static gboolean look_into(const struct follow_request *request, struct follow_up *up)
{
	g_autoptr(Tree) before = NULL;
	g_autoptr(GError) why = NULL;
	g_autoptr(Patch) patch = has_commit(request->git, up->name, &before, &why);
	g_autoptr(HasResult) result =
		patch ? has_change(request->tree, before, patch, 1, &why) : NULL;

	if (!result) {
		up->state = g_strdup(why->message);
		return FALSE;
	}
	up->state = g_strdup_printf("%s%s", has_answer_name(result->answer),
				    result->goes_in ? "; it would go in" : "");
	return result->answer == HAS_YES || result->answer == HAS_OTHER ||
	       result->answer == HAS_NOTHING;
}

static void add_mention(const struct follow_request *request, GPtrArray *ups,
			const char *patch, const struct follow_mention *mention)
{
	struct follow_up *up = g_new0(struct follow_up, 1);
	const char *carried = patch_of(request->series, mention->commit);

	up->patch = g_strdup(patch);
	up->what = mention->kind == FOLLOW_FIXES ? FOLLOW_BY_FIX : FOLLOW_BY_REVERT;
	up->name = g_strdup(mention->commit);
	up->subject = g_strdup(mention->subject);
	up->ignored = g_strdup(reason_of(request, up->name));
	g_ptr_array_add(ups, up);
	if (carried) {
		up->done = TRUE;
		up->state = g_strdup_printf("in the series as %s", carried);
	} else if (request->tree) {
		up->done = look_into(request, up);
	}
}

static gboolean add_mentions(const struct follow_request *request, GPtrArray *ups,
			     const struct cve_change *change, GError **error)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
	g_autoptr(GPtrArray) all =
		g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);

	for (guint i = 0; i < change->ids->len; i++) {
		GPtrArray *mentions =
			follow_index_of(request->index, change->ids->pdata[i], error);

		if (!mentions)
			return FALSE;
		g_ptr_array_add(all, mentions);
		for (guint j = 0; j < mentions->len; j++) {
			const struct follow_mention *mention = mentions->pdata[j];

			if (g_hash_table_add(seen, mention->commit))
				add_mention(request, ups, change->patch, mention);
		}
	}
	return TRUE;
}

/* --- from CVE data
 * ----------------------------------------------------------------------- */

static gboolean introduces(const struct cve_record *record,
			   const struct cve_change *change)
{
	for (guint i = 0; i < record->pairs->len; i++) {
		const struct cve_pair *pair =
			&g_array_index(record->pairs, struct cve_pair, i);

		for (guint j = 0; pair->introduced.version && j < change->ids->len; j++)
			if (cve_commit_begins(pair->introduced.commit,
					      change->ids->pdata[j],
					      strlen(change->ids->pdata[j])))
				return TRUE;
	}
	return FALSE;
}

static void add_cves(const struct follow_request *request, GPtrArray *ups,
		     const struct cve_change *change)
{
	for (guint i = 0; change->ids->len && i < request->report->findings->len; i++) {
		const struct cve_finding *finding = &g_array_index(
			request->report->findings, struct cve_finding, i);
		enum cve_state state = finding->answer.state;
		g_autofree char *evidence = NULL;
		struct follow_up *up;

		if (finding->record->rejected || !introduces(finding->record, change))
			continue;
		up = g_new0(struct follow_up, 1);
		evidence = cve_finding_evidence(request->report, finding);
		up->patch = g_strdup(change->patch);
		up->what = FOLLOW_BY_CVE;
		up->name = cve_id_text(finding->record->id);
		up->subject = g_strdup(finding->record->title);
		up->done = !cve_state_is_open(state) && state != CVE_UNKNOWN;
		up->state = g_strdup_printf("%s: %s", cve_state_name(state), evidence);
		up->ignored = g_strdup(reason_of(request, up->name));
		g_ptr_array_add(ups, up);
	}
}

GPtrArray *follow_find(const struct follow_request *request, GError **error)
{
	g_autoptr(GPtrArray) ups =
		g_ptr_array_new_with_free_func((GDestroyNotify)follow_up_free);

	for (guint i = 0; i < request->series->changes->len; i++) {
		const struct cve_change *change = request->series->changes->pdata[i];

		if (request->index && !add_mentions(request, ups, change, error))
			return NULL;
		if (request->report)
			add_cves(request, ups, change);
	}
	for (guint i = 0; request->of_base && i < request->of_base->len; i++)
		add_mention(request, ups, request->base, request->of_base->pdata[i]);
	return g_steal_pointer(&ups);
}
