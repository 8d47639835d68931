/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Debian's source package "linux": debian/patches with its series, which dpkg-source(1)
 * applies, and debian/patches-rt, which the build applies on top for the featureset
 * "rt".
 *
 * In the series of a project the second follows the first, below rt/ and with the guard
 * +rt. A comment line before it separates them. For debian/config, see debian-config.h.
 */
#include <string.h>

#include "upstream/debian-changelog.h"
#include "upstream/debian-config.h"
#include "upstream/format.h"
#include "util/error.h"
#include "util/fs.h"

#define RT_MARK "# debian/patches-rt\n"

static char *main_series(const char *path)
{
	return g_build_filename(path, "debian", "patches", "series", NULL);
}

static char *rt_series(const char *path)
{
	return g_build_filename(path, "debian", "patches-rt", "series", NULL);
}

static gboolean is_debian(const char *path)
{
	g_autofree char *series = main_series(path);

	return g_file_test(series, G_FILE_TEST_IS_REGULAR);
}

/* --- reading ---------------------------------------------------------------------- */

/* "0001-foo.patch # why\n" becomes "+rt rt/0001-foo.patch # why\n". */
static struct queue_patch *as_rt(const struct queue_patch *from)
{
	struct queue_patch *patch = queue_patch_copy(from);
	gsize blanks = strspn(from->line, " \t");

	g_free(patch->line);
	patch->line = g_strdup_printf("%.*s+rt rt/%s", (int)blanks, from->line,
				      from->line + blanks);
	g_free(patch->name);
	patch->name = g_strconcat("rt/", from->name, NULL);
	patch->selected = FALSE;
	return patch;
}

static void append_rt(struct patch_queue *queue, const struct patch_queue *rt)
{
	const char *end =
		*queue->tail && !g_str_has_suffix(queue->tail, "\n") ? "\n" : "";

	for (guint i = 0; i < rt->patches->len; i++) {
		struct queue_patch *patch = as_rt(g_ptr_array_index(rt->patches, i));

		if (i == 0) {
			char *lead = g_strconcat(queue->tail, end, RT_MARK, patch->lead,
						 NULL);

			g_free(patch->lead);
			patch->lead = lead;
		}
		g_ptr_array_add(queue->patches, patch);
	}
	if (rt->patches->len) {
		g_free(queue->tail);
		queue->tail = g_strdup(rt->tail);
	}
}

static struct patch_queue *
read_debian(const char *path, const struct format_options *options, GError **error)
{
	g_autofree char *series = main_series(path);
	g_autofree char *with_rt = rt_series(path);
	g_autoptr(PatchQueue) queue = patch_queue_load(series, error);
	g_autoptr(PatchQueue) rt = NULL;

	if (!queue || !g_file_test(with_rt, G_FILE_TEST_EXISTS))
		return g_steal_pointer(&queue);
	rt = patch_queue_load(with_rt, error);
	if (!rt)
		return NULL;
	append_rt(queue, rt);
	return g_steal_pointer(&queue);
}

/* --- writing ---------------------------------------------------------------------- */

static gboolean of_rt(const struct queue_patch *patch)
{
	return g_str_has_prefix(patch->name, "rt/") && !patch->selected;
}

static struct queue_patch *as_plain(const struct queue_patch *from)
{
	static const char mark[] = "+rt rt/";
	struct queue_patch *patch = queue_patch_copy(from);
	const char *at = strstr(from->line, mark);

	g_free(patch->line);
	patch->line = at ? g_strdup_printf("%.*s%s", (int)(at - from->line), from->line,
					   at + strlen(mark))
			 : g_strdup(from->line);
	g_free(patch->name);
	patch->name = g_strdup(from->name + strlen("rt/"));
	return patch;
}

/* Lines before the mark end the first series, those after it begin the second. */
static void split_lead(struct patch_queue *first, struct queue_patch *patch)
{
	const char *mark = strstr(patch->lead, RT_MARK);
	char *lead;

	if (!mark)
		return;
	g_free(first->tail);
	first->tail = g_strndup(patch->lead, mark - patch->lead);
	lead = g_strdup(mark + strlen(RT_MARK));
	g_free(patch->lead);
	patch->lead = lead;
}

static void split(const struct patch_queue *queue, struct patch_queue *first,
		  struct patch_queue *rt)
{
	for (guint i = 0; i < queue->patches->len; i++) {
		const struct queue_patch *patch = g_ptr_array_index(queue->patches, i);
		struct queue_patch *copy =
			of_rt(patch) ? as_plain(patch) : queue_patch_copy(patch);

		if (of_rt(patch) && !rt->patches->len)
			split_lead(first, copy);
		g_ptr_array_add(of_rt(patch) ? rt->patches : first->patches, copy);
	}
	if (rt->patches->len) {
		g_free(rt->tail);
		rt->tail = g_strdup(queue->tail);
	} else {
		g_free(first->tail);
		first->tail = g_strdup(queue->tail);
	}
}

/* Returns what changed for each patch, as lines of a changelog. */
static GPtrArray *describe(const struct patch_queue *before,
			   const struct patch_queue *after)
{
	GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; i < after->patches->len; i++) {
		const struct queue_patch *patch = g_ptr_array_index(after->patches, i);
		const struct queue_patch *old = patch_queue_find(before, patch->name);

		if (!old)
			g_ptr_array_add(lines, g_strdup_printf("Add %s", patch->name));
		else if (old->bytes && patch->bytes &&
			 !g_bytes_equal(old->bytes, patch->bytes))
			g_ptr_array_add(lines,
					g_strdup_printf("Refresh %s", patch->name));
	}
	for (guint i = 0; i < before->patches->len; i++) {
		const struct queue_patch *patch = g_ptr_array_index(before->patches, i);

		if (!patch_queue_find(after, patch->name))
			g_ptr_array_add(lines, g_strdup_printf("Drop %s", patch->name));
	}
	return lines;
}

/* Returns the fragments of the configuration to write, and adds them to @lines. */
static GPtrArray *find_fragments(const char *path, const struct format_options *options,
				 GPtrArray *lines, GError **error)
{
	GPtrArray *fragments;

	if (!options->branch)
		return g_ptr_array_new();
	fragments =
		debian_config_changed(path, options->project, options->branch, error);
	for (guint i = 0; fragments && i < fragments->len; i++)
		g_ptr_array_add(lines, g_strdup_printf("Update debian/config/%s",
						       (char *)fragments->pdata[i]));
	return fragments;
}

static gboolean write_debian(const struct patch_queue *queue, const char *path,
			     const struct format_options *options, guint *changed,
			     GError **error)
{
	g_autoptr(PatchQueue) before = read_debian(path, options, error);
	g_autoptr(PatchQueue) first = patch_queue_new(queue->name);
	g_autoptr(PatchQueue) rt = patch_queue_new(queue->name);
	g_autofree char *patches = g_build_filename(path, "debian", "patches", NULL);
	g_autofree char *more = g_build_filename(path, "debian", "patches-rt", NULL);
	g_autofree char *log = g_build_filename(path, "debian", "changelog", NULL);
	g_autoptr(GPtrArray) lines = before ? describe(before, queue) : NULL;
	g_autoptr(GPtrArray) fragments =
		lines ? find_fragments(path, options, lines, error) : NULL;
	g_autofree char *text = NULL;
	guint of_second = 0;

	if (!fragments)
		return FALSE;
	/* errors of the changelog are found before anything is written */
	if (lines->len && options->changelog) {
		text = debian_changelog_with(path, lines, options->author,
					     options->time, error);
		if (!text)
			return FALSE;
	}
	split(queue, first, rt);
	if (!patch_queue_store(first, patches, "series", changed, error))
		return FALSE;
	if ((rt->patches->len || g_file_test(more, G_FILE_TEST_IS_DIR)) &&
	    !patch_queue_store(rt, more, "series", &of_second, error))
		return FALSE;
	if (fragments->len && !debian_config_export(path, options->project,
						    options->branch, fragments, error))
		return FALSE;
	*changed += of_second + fragments->len;
	if (!text)
		return TRUE;
	++*changed;
	return fs_write(log, text, error);
}

const struct format format_debian = {
	.name = "debian",
	.what = "Debian's source package linux",
	.is = is_debian,
	.read = read_debian,
	.write = write_debian,
};
