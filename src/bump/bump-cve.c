/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bump/bump-cve.h"

#include <string.h>

#include "upstream/cve-data.h"
#include "upstream/follow.h"
#include "util/date.h"

#define WIDTH 74

void bump_cve_free(struct bump_cve *cve)
{
	if (!cve)
		return;
	g_free(cve->date);
	g_ptr_array_unref(cve->fixed);
	g_ptr_array_unref(cve->brought);
	g_ptr_array_unref(cve->follow);
	g_free(cve);
}

static void take_ids(GPtrArray *ids, const GArray *changes)
{
	for (guint i = 0; i < changes->len; i++) {
		const struct cve_change_of_state *change =
			&g_array_index(changes, struct cve_change_of_state, i);

		g_ptr_array_add(ids, cve_id_text(change->to->record->id));
	}
}

/* Compares the two bases. */
static gboolean compare(struct bump_cve *cve, const struct bump *bump,
			const struct cve_data *data, GError **error)
{
	g_autoptr(CveKernel) from = cve_kernel_new("base", bump->from, error);
	g_autoptr(CveKernel) to = from ? cve_kernel_new("base", bump->to, error) : NULL;
	g_autoptr(CveReport) before = to ? cve_data_judge(data, from) : NULL;
	g_autoptr(CveReport) after = to ? cve_data_judge(data, to) : NULL;
	g_autoptr(GArray) fixed = NULL;
	g_autoptr(GArray) brought = NULL;

	if (!to)
		return FALSE;
	cve_report_compare(before, after, &fixed, &brought);
	take_ids(cve->fixed, fixed);
	take_ids(cve->brought, brought);
	cve->beyond = after->beyond;
	return TRUE;
}

/* Finds open follow-ups to the series on the new base. */
static gboolean follow(struct bump_cve *cve, const struct bump *bump,
		       const struct cve_data *data, GError **error)
{
	g_autoptr(CveKernel) kernel = cve_kernel_of_branch(bump->branch, NULL, error);
	g_autoptr(CveReport) report = NULL;
	g_autoptr(GPtrArray) found = NULL;
	struct follow_request request = {NULL};

	if (!kernel)
		return FALSE;
	kernel->version = cve_version_parse(bump->to);
	report = cve_data_judge(data, kernel);
	request.series = kernel->series;
	request.report = report;
	found = follow_find(&request, error);
	for (guint i = 0; found && i < found->len; i++) {
		const struct follow_up *up = g_ptr_array_index(found, i);

		if (!up->done && !up->ignored)
			g_ptr_array_add(cve->follow,
					g_strdup_printf("%s: %s, %s", up->patch,
							up->name, up->state ?: "open"));
	}
	return found != NULL;
}

struct bump_cve *bump_cve_new(const struct bump *bump, GError **error)
{
	g_autoptr(BumpCve) cve = g_new0(struct bump_cve, 1);
	g_autoptr(CveData) data = NULL;
	g_autofree char *time = NULL;

	cve->fixed = g_ptr_array_new_with_free_func(g_free);
	cve->brought = g_ptr_array_new_with_free_func(g_free);
	cve->follow = g_ptr_array_new_with_free_func(g_free);
	cve->known = cve_data_exist();
	if (!cve->known)
		return g_steal_pointer(&cve);
	data = cve_data_open(error);
	if (!data || !compare(cve, bump, data, error) ||
	    !follow(cve, bump, data, error))
		return NULL;
	time = date_utc(cve_index_origin(data->index)->date);
	cve->date = g_strndup(time, strlen("YYYY-MM-DD"));
	return g_steal_pointer(&cve);
}

/* --- as text ---------------------------------------------------------------------- */

static void append_ids(GString *text, const GPtrArray *ids)
{
	gsize column = WIDTH;

	for (guint i = 0; i < ids->len; i++) {
		const char *id = g_ptr_array_index(ids, i);

		if (column + strlen(id) + 1 > WIDTH) {
			g_string_append_printf(text, "%s ", i ? "\n" : "");
			column = 1;
		}
		g_string_append_printf(text, " %s", id);
		column += strlen(id) + 1;
	}
	if (ids->len)
		g_string_append_c(text, '\n');
}

char *bump_cve_text(const struct bump_cve *cve)
{
	GString *text = g_string_new(NULL);

	if (!cve->known) {
		g_string_append(text, "CVEs: no data, run 'kferry cve import'\n");
		return g_string_free(text, FALSE);
	}
	g_string_append_printf(text, "CVEs fixed by the new base (data of %s): %u\n",
			       cve->date, cve->fixed->len);
	append_ids(text, cve->fixed);
	g_string_append_printf(text, "CVEs introduced by the new base: %u\n",
			       cve->brought->len);
	append_ids(text, cve->brought);
	if (cve->beyond)
		g_string_append(text, "The new version is newer than the data; there "
				      "may be more CVEs.\n");
	g_string_append_printf(text, "CVEs of patches of the series: %u\n",
			       cve->follow->len);
	for (guint i = 0; i < cve->follow->len; i++)
		g_string_append_printf(text, "  %s\n",
				       (char *)g_ptr_array_index(cve->follow, i));
	return g_string_free(text, FALSE);
}
