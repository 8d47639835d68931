/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bump/bump-message.h"

#include <stdlib.h>
#include <string.h>

#include "util/fs.h"

#define CHANGELOG "https://cdn.kernel.org/pub/linux/kernel/v%s.x/ChangeLog-%s"

static const char *const names[] = {"kferry", "debian", "openwrt"};

enum bump_style bump_style_of(const char *name)
{
	for (int style = 0; name && style < BUMP_STYLES; style++)
		if (!strcmp(names[style], name))
			return style;
	return BUMP_KFERRY;
}

/* --- outcomes --------------------------------------------------------------------- */

/* Names of patches relative to patches/BRANCH; some with their place in upstream. */
struct groups {
	GPtrArray *upstream, *left_out, *by_hand, *refreshed;
};

static void groups_init(struct groups *groups)
{
	groups->upstream = g_ptr_array_new_with_free_func(g_free);
	groups->left_out = g_ptr_array_new_with_free_func(g_free);
	groups->by_hand = g_ptr_array_new_with_free_func(g_free);
	groups->refreshed = g_ptr_array_new_with_free_func(g_free);
}

static void groups_clear(struct groups *groups)
{
	g_ptr_array_unref(groups->upstream);
	g_ptr_array_unref(groups->left_out);
	g_ptr_array_unref(groups->by_hand);
	g_ptr_array_unref(groups->refreshed);
}

static gboolean is_by_hand(const struct bump_series *series, const char *name)
{
	for (guint i = 0; series->dir && i < series->dir->decisions->len; i++) {
		const struct decision *decision = series->dir->decisions->pdata[i];

		if (decision->patch && !strcmp(decision->name, name))
			return TRUE;
	}
	return FALSE;
}

/* Returns where the new source has the first hunk: "mm/memcontrol.c:5190"; NULL:
 * unknown. */
static char *where_upstream(const struct carry *carry)
{
	for (guint i = 0; i < carry->hunks->len; i++) {
		const struct carry_hunk *hunk = g_ptr_array_index(carry->hunks, i);

		if (hunk->step == STEP_UPSTREAM && hunk->line)
			return g_strdup_printf("%s:%" G_GINT64_FORMAT, hunk->path,
					       hunk->line);
	}
	return NULL;
}

static void group_step(struct groups *groups, const struct bump_series *series,
		       const struct rebase_step *step, gboolean where)
{
	const struct carry *carry = step->carry;
	g_autofree char *dir = g_path_get_dirname(series->name);
	g_autofree char *name = strcmp(dir, ".")
					? g_build_filename(dir, step->entry->name, NULL)
					: g_strdup(step->entry->name);
	g_autofree char *place = where ? where_upstream(carry) : NULL;

	if (carry->status == CARRY_UPSTREAM)
		g_ptr_array_add(groups->upstream,
				place ? g_strdup_printf("%s (%s)", name, place)
				      : g_steal_pointer(&name));
	else if (carry->status == CARRY_DROPPED && !carry->patch)
		g_ptr_array_add(groups->left_out, g_steal_pointer(&name));
	else if (is_by_hand(series, step->entry->name))
		g_ptr_array_add(groups->by_hand, g_steal_pointer(&name));
	else if (carry->patch && !g_bytes_equal(carry->patch, step->patch->bytes))
		g_ptr_array_add(groups->refreshed, g_steal_pointer(&name));
}

static void group_all(struct groups *groups, const GPtrArray *list, gboolean where)
{
	for (guint i = 0; i < list->len; i++) {
		const struct bump_series *series = g_ptr_array_index(list, i);

		for (guint s = 0; s < series->rebase->steps->len; s++)
			group_step(groups, series,
				   g_ptr_array_index(series->rebase->steps, s), where);
	}
}

/* --- the text --------------------------------------------------------------------- */

/* Returns "6" for 6.1.187: the directory of its changelogs. */
static char *major(const char *version)
{
	return g_strndup(version, strcspn(version, "."));
}

/* Returns the point releases after @from up to @to if both are on the same line; else
 * just @to. */
static GPtrArray *releases(const char *from, const char *to)
{
	GPtrArray *all = g_ptr_array_new_with_free_func(g_free);
	const char *last = strrchr(to, '.');
	gsize line = last ? (gsize)(last - to) + 1 : 0;
	gboolean same = line && !strncmp(from, to, line) &&
			strspn(from + line, "0123456789") == strlen(from + line);

	if (!same || atoi(from + line) >= atoi(last + 1)) {
		g_ptr_array_add(all, g_strdup(to));
		return all;
	}
	for (int i = atoi(from + line) + 1; i <= atoi(last + 1); i++)
		g_ptr_array_add(all, g_strdup_printf("%.*s%d", (int)line, to, i));
	return all;
}

static void append_list(GString *text, const char *title, const GPtrArray *list,
			const char *indent)
{
	if (list->len)
		g_string_append_printf(text, "\n%s\n", title);
	for (guint i = 0; i < list->len; i++)
		g_string_append_printf(text, "%s%s\n", indent, (char *)list->pdata[i]);
}

static void write_kferry(GString *text, const struct bump *bump,
			 const struct groups *groups, const struct bump_cve *cve)
{
	g_string_append_printf(text, "%s: bump from %s to %s\n", bump->branch->name,
			       bump->from, bump->to);
	append_list(text, "Dropped, because they are upstream:", groups->upstream,
		    "  ");
	append_list(text, "Left out:", groups->left_out, "  ");
	append_list(text, "Carried by hand:", groups->by_hand, "  ");
	append_list(text, "Refreshed:", groups->refreshed, "  ");
	if (cve && cve->known)
		g_string_append_printf(text,
				       "\nThe new base fixes %u known CVEs and "
				       "introduces %u (data of %s).\n",
				       cve->fixed->len, cve->brought->len, cve->date);
}

static void append_bullets(GString *text, const char *verb, const GPtrArray *list,
			   const char *why)
{
	for (guint i = 0; i < list->len; i++)
		g_string_append_printf(text, "  * %s %s%s\n", verb,
				       (char *)list->pdata[i], why);
}

static void write_debian(GString *text, const struct bump *bump,
			 const struct groups *groups, const struct bump_cve *cve)
{
	g_autoptr(GPtrArray) all = releases(bump->from, bump->to);
	g_autofree char *series = major(bump->to);

	g_string_append(text, "  * New upstream stable update:\n");
	for (guint i = 0; i < all->len; i++)
		g_string_append_printf(text, "    " CHANGELOG "\n", series,
				       (char *)all->pdata[i]);
	for (guint i = 0; cve && i < cve->fixed->len; i++)
		g_string_append_printf(text, "    - %s\n",
				       (char *)cve->fixed->pdata[i]);
	g_string_append(text, "\n");
	append_bullets(text, "Drop", groups->upstream, ", applied upstream");
	append_bullets(text, "Drop", groups->left_out, "");
	append_bullets(text, "Adjust", groups->by_hand, " to context changes");
	append_bullets(text, "Refresh", groups->refreshed, "");
	g_string_truncate(text, g_str_has_suffix(text->str, "\n\n") ? text->len - 1
								    : text->len);
}

static void write_openwrt(GString *text, const struct bump *bump,
			  const struct groups *groups)
{
	gboolean some =
		groups->upstream->len || groups->left_out->len || groups->by_hand->len;
	g_autofree char *series = major(bump->to);

	g_string_append_printf(text,
			       "kernel: bump %s to %s\n\nChangelog: " CHANGELOG "\n",
			       bump->branch->name, bump->to, series, bump->to);
	append_list(text, "Removed upstreamed:", groups->upstream, "\t");
	append_list(text, "Removed:", groups->left_out, "\t");
	append_list(text, "Manually rebased:", groups->by_hand, "\t");
	g_string_append_printf(text, "\nAll %spatches automatically rebased.\n",
			       some ? "other " : "");
}

char *bump_message(const struct bump *bump, const GPtrArray *list,
		   const struct bump_cve *cve, enum bump_style style)
{
	GString *text = g_string_new(NULL);
	struct groups groups;

	groups_init(&groups);
	group_all(&groups, list, style == BUMP_KFERRY);
	if (style == BUMP_DEBIAN)
		write_debian(text, bump, &groups, cve);
	else if (style == BUMP_OPENWRT)
		write_openwrt(text, bump, &groups);
	else
		write_kferry(text, bump, &groups, cve);
	groups_clear(&groups);
	return g_string_free(text, FALSE);
}

char *bump_message_path(const struct bump *bump, enum bump_style style)
{
	g_autofree char *name = g_strconcat("message-", names[style], NULL);

	return bump_path(bump, name);
}

gboolean bump_message_write(const struct bump *bump, const GPtrArray *list,
			    const struct bump_cve *cve, GError **error)
{
	for (int style = 0; style < BUMP_STYLES; style++) {
		g_autofree char *path = bump_message_path(bump, style);
		g_autofree char *text = bump_message(bump, list, cve, style);

		if (!fs_write(path, text, error))
			return FALSE;
	}
	return TRUE;
}
