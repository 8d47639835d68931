/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "upstream/patch-queue.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "patch/series-apply.h"
#include "util/error.h"
#include "util/fs.h"
#include "util/safe-open.h"
#include "util/transaction.h"

/* File name of the cover letter. */
#define COVER "cover-letter"

void queue_patch_free(struct queue_patch *patch)
{
	if (!patch)
		return;
	g_free(patch->lead);
	g_free(patch->line);
	g_free(patch->name);
	g_clear_pointer(&patch->bytes, g_bytes_unref);
	g_free(patch);
}

struct queue_patch *queue_patch_new(const char *name, GBytes *bytes, const char *lead)
{
	struct queue_patch *patch = g_new0(struct queue_patch, 1);

	patch->lead = g_strdup(lead ?: "");
	patch->name = g_strdup(name);
	patch->line = g_strconcat(name, "\n", NULL);
	patch->strip = 1;
	patch->selected = TRUE;
	patch->bytes = bytes ? g_bytes_ref(bytes) : NULL;
	return patch;
}

struct queue_patch *queue_patch_copy(const struct queue_patch *patch)
{
	struct queue_patch *copy = g_new0(struct queue_patch, 1);

	*copy = *patch;
	copy->lead = g_strdup(patch->lead);
	copy->line = g_strdup(patch->line);
	copy->name = g_strdup(patch->name);
	copy->bytes = patch->bytes ? g_bytes_ref(patch->bytes) : NULL;
	return copy;
}

struct patch_queue *patch_queue_new(const char *name)
{
	struct patch_queue *queue = g_new0(struct patch_queue, 1);

	queue->name = g_strdup(name);
	queue->patches =
		g_ptr_array_new_with_free_func((GDestroyNotify)queue_patch_free);
	queue->tail = g_strdup("");
	return queue;
}

void patch_queue_free(struct patch_queue *queue)
{
	if (!queue)
		return;
	g_free(queue->name);
	g_ptr_array_unref(queue->patches);
	g_clear_pointer(&queue->cover, g_bytes_unref);
	g_free(queue->tail);
	g_free(queue);
}

/* --- reading ---------------------------------------------------------------------- */

static struct queue_patch *patch_of_entry(const struct series_entry *entry,
					  GString *lead)
{
	struct queue_patch *patch = g_new0(struct queue_patch, 1);

	patch->lead = g_strndup(lead->str, lead->len);
	g_string_truncate(lead, 0);
	patch->line = g_strdup(entry->raw);
	patch->name = g_strdup(entry->name);
	patch->strip = entry->strip;
	patch->reverse = entry->reverse;
	patch->selected = entry->selected;
	return patch;
}

struct patch_queue *patch_queue_from_series(const struct series *series,
					    patch_queue_reader *read, gpointer data,
					    GError **error)
{
	g_autoptr(PatchQueue) queue = patch_queue_new(series->path);
	g_autoptr(GString) lead = g_string_new(NULL);

	for (guint i = 0; i < series->entries->len; i++) {
		const struct series_entry *entry =
			g_ptr_array_index(series->entries, i);
		struct queue_patch *patch;

		if (!entry->name) {
			g_string_append(lead, entry->raw);
			continue;
		}
		patch = patch_of_entry(entry, lead);
		g_ptr_array_add(queue->patches, patch);
		patch->bytes = read(entry->name, data, patch->selected ? error : NULL);
		if (!patch->bytes && patch->selected) {
			g_prefix_error(error, "%s:%u: ", series->path, entry->line);
			return NULL;
		}
	}
	g_free(queue->tail);
	queue->tail = g_strndup(lead->str, lead->len);
	return g_steal_pointer(&queue);
}

static GBytes *read_beside(const char *name, gpointer data, GError **error)
{
	const struct series *series = data;
	g_autofree char *path = g_build_filename(series->directory, name, NULL);
	gsize size;
	char *bytes = fs_read_max(path, PATCH_SIZE_MAX, &size, error);

	return bytes ? g_bytes_new_take(bytes, size) : NULL;
}

struct patch_queue *patch_queue_load(const char *path, GError **error)
{
	return patch_queue_load_selected(path, NULL, error);
}

struct patch_queue *
patch_queue_load_selected(const char *path, const char *const *symbols, GError **error)
{
	g_autoptr(Series) series = series_load(path, error);
	g_autoptr(PatchQueue) queue = NULL;

	if (!series)
		return NULL;
	series_select(series, symbols);
	queue = patch_queue_from_series(series, read_beside, series, error);
	if (queue)
		queue->cover = read_beside(COVER, series, NULL);
	return g_steal_pointer(&queue);
}

struct patch *patch_queue_parse(const struct patch_queue *queue,
				const struct queue_patch *patch, GError **error)
{
	g_autoptr(GBytes) plain = patch_decompress(patch->name, patch->bytes, error);

	return plain ? patch_parse(patch->name, plain, error) : NULL;
}

gboolean queue_patch_apply(const struct queue_patch *from, const struct patch *patch,
			   struct tree *tree, guint fuzz, GError **error)
{
	const struct series_entry entry = {
		.name = from->name, .strip = from->strip, .reverse = from->reverse};

	return !patch->files->len ||
	       series_apply_whole(tree, &entry, patch, fuzz, error);
}

/* --- writing ---------------------------------------------------------------------- */

/* The last line of a file may lack its newline, unless others follow. */
static void append_lines(GString *text, const char *lines)
{
	if (*lines && text->len && text->str[text->len - 1] != '\n')
		g_string_append_c(text, '\n');
	g_string_append(text, lines);
}

char *patch_queue_series(const struct patch_queue *queue)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (guint i = 0; i < queue->patches->len; i++) {
		const struct queue_patch *patch = g_ptr_array_index(queue->patches, i);

		append_lines(text, patch->lead);
		append_lines(text, patch->line);
	}
	append_lines(text, queue->tail);
	return g_string_free(g_steal_pointer(&text), FALSE);
}

struct store {
	struct transaction *journal;
	int fd;
	guint changed;
};

/* Does not touch a file that already has these bytes. */
static gboolean put(struct store *store, const char *path, GBytes *bytes,
		    GError **error)
{
	g_autoptr(GBytes) there = NULL;
	mode_t mode = S_IFREG | 0644;

	if (safe_read(store->fd, path, &there, &mode, NULL) && there) {
		if (g_bytes_equal(there, bytes))
			return TRUE;
	} else {
		mode = S_IFREG | 0644;
	}
	store->changed++;
	return transaction_put(store->journal, path, bytes, mode, error);
}

/* Removes patches of the existing series that are not in @queue. */
static void remove_others(struct store *store, const struct patch_queue *queue,
			  const char *dir, const char *series)
{
	g_autofree char *path = g_build_filename(dir, series, NULL);
	g_autoptr(Series) before = series_load(path, NULL);

	for (guint i = 0; before && i < before->entries->len; i++) {
		const struct series_entry *entry =
			g_ptr_array_index(before->entries, i);
		g_autofree char *file =
			entry->name ? g_build_filename(dir, entry->name, NULL) : NULL;

		if (!file || patch_queue_find(queue, entry->name) ||
		    !g_file_test(file, G_FILE_TEST_EXISTS))
			continue;
		store->changed++;
		transaction_remove(store->journal, entry->name);
	}
}

gboolean patch_queue_store(const struct patch_queue *queue, const char *dir,
			   const char *series, guint *changed, GError **error)
{
	g_autofree char *text = patch_queue_series(queue);
	g_autoptr(GBytes) lines = g_bytes_new(text, strlen(text));
	g_autoptr(Transaction) journal = NULL;
	struct store store = {.fd = -1};
	gboolean ok;

	if (!fs_make_dir(dir, error))
		return FALSE;
	store.fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (store.fd < 0) {
		g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM, "%s: %s", dir,
			    g_strerror(errno));
		return FALSE;
	}
	store.journal = journal = transaction_open(store.fd, dir, error);
	ok = journal != NULL;
	if (ok)
		remove_others(&store, queue, dir, series);
	for (guint i = 0; ok && i < queue->patches->len; i++) {
		const struct queue_patch *patch = g_ptr_array_index(queue->patches, i);

		if (patch->bytes)
			ok = put(&store, patch->name, patch->bytes, error);
	}
	if (ok && queue->cover)
		ok = put(&store, COVER, queue->cover, error);
	ok = ok && put(&store, series, lines, error) &&
	     transaction_commit(journal, error);
	g_clear_pointer(&journal, transaction_free);
	close(store.fd);
	if (changed)
		*changed = store.changed;
	return ok;
}

/* --- names ------------------------------------------------------------------------ */

struct queue_patch *patch_queue_find(const struct patch_queue *queue, const char *name)
{
	for (guint i = 0; i < queue->patches->len; i++) {
		struct queue_patch *patch = g_ptr_array_index(queue->patches, i);

		if (!strcmp(patch->name, name))
			return patch;
	}
	return NULL;
}

/* Maximum length of names by git-format-patch(1). */
#define NAME_MAX_LETTERS 52

/* format_sanitized_subject() of git's pretty.c: runs of other characters become one
 * '-'. */
static char *slug(const char *subject)
{
	GString *name = g_string_new(NULL);
	gboolean gap = FALSE;

	for (; *subject && name->len < NAME_MAX_LETTERS; subject++) {
		if (!g_ascii_isalnum(*subject) && !strchr("._", *subject)) {
			gap = TRUE;
			continue;
		}
		if (gap && name->len)
			g_string_append_c(name, '-');
		gap = FALSE;
		if (*subject != '.' || !name->len || name->str[name->len - 1] != '.')
			g_string_append_c(name, *subject);
	}
	while (name->len && strchr(".-", name->str[name->len - 1]))
		g_string_truncate(name, name->len - 1);
	while (name->len && name->str[0] == '.')
		g_string_erase(name, 0, 1);
	if (!name->len)
		g_string_append(name, "patch");
	return g_string_free(name, FALSE);
}

char *patch_queue_name(const struct patch_queue *queue, const char *dir,
		       const char *subject)
{
	g_autofree char *base = slug(subject);
	g_autofree char *path =
		dir ? g_build_filename(dir, base, NULL) : g_strdup(base);
	char *name = g_strconcat(path, ".patch", NULL);

	for (guint i = 2; patch_queue_find(queue, name); i++) {
		g_free(name);
		name = g_strdup_printf("%s-%u.patch", path, i);
	}
	return name;
}

/* --- replacing -------------------------------------------------------------------- */

/* Puts @lead before the patch's own lead. */
static void prepend_lead(struct queue_patch *patch, const char *lead)
{
	char *both = g_strconcat(lead, patch->lead, NULL);

	g_free(patch->lead);
	patch->lead = both;
}

/* Copies the patches left out by guards after @old in @queue to the end of @out. */
static void keep_left_out(GPtrArray *from, guint *at, GPtrArray *out, GString *orphan)
{
	for (; *at < from->len; ++*at) {
		struct queue_patch *patch = g_ptr_array_index(from, *at);

		if (patch->selected)
			return;
		patch = queue_patch_copy(patch);
		prepend_lead(patch, orphan->str);
		g_string_truncate(orphan, 0);
		g_ptr_array_add(out, patch);
	}
}

static gboolean is_in(GPtrArray *patches, const char *name)
{
	for (guint i = 0; i < patches->len; i++)
		if (!strcmp(((struct queue_patch *)patches->pdata[i])->name, name))
			return TRUE;
	return FALSE;
}

/* Skips old patches that were removed, and keeps the lines before them. */
static void pass_gone(GPtrArray *from, guint *at, GPtrArray *patches, GPtrArray *out,
		      GString *orphan)
{
	for (;;) {
		const struct queue_patch *old;

		keep_left_out(from, at, out, orphan);
		if (*at >= from->len)
			return;
		old = g_ptr_array_index(from, *at);
		if (is_in(patches, old->name))
			return;
		g_string_append(orphan, old->lead);
		++*at;
	}
}

/* Copies line and lead of the old patch with the same name. */
static void inherit(const struct patch_queue *queue, struct queue_patch *patch,
		    gboolean in_order)
{
	const struct queue_patch *old = patch_queue_find(queue, patch->name);

	if (!old)
		return;
	g_free(patch->line);
	patch->line = g_strdup(old->line);
	patch->strip = old->strip;
	patch->reverse = old->reverse;
	if (in_order)
		prepend_lead(patch, old->lead);
}

void patch_queue_replace(struct patch_queue *queue, GPtrArray *patches)
{
	g_autoptr(GString) orphan = g_string_new(NULL);
	GPtrArray *out =
		g_ptr_array_new_with_free_func((GDestroyNotify)queue_patch_free);
	GPtrArray *from = queue->patches;
	guint at = 0;

	for (guint i = 0; i < patches->len; i++) {
		struct queue_patch *patch =
			queue_patch_copy(g_ptr_array_index(patches, i));
		const struct queue_patch *next;
		gboolean in_order;

		pass_gone(from, &at, patches, out, orphan);
		next = at < from->len ? g_ptr_array_index(from, at) : NULL;
		in_order = next && !strcmp(next->name, patch->name);
		inherit(queue, patch, in_order);
		if (in_order) {
			prepend_lead(patch, orphan->str);
			g_string_truncate(orphan, 0);
			at++;
		}
		g_ptr_array_add(out, patch);
	}
	for (; at < from->len; at++) {
		struct queue_patch *old = g_ptr_array_index(from, at);

		if (!old->selected) {
			keep_left_out(from, &at, out, orphan);
			at--;
		} else {
			g_string_append(orphan, old->lead);
		}
	}
	if (orphan->len) {
		char *tail = g_strconcat(orphan->str, queue->tail, NULL);

		g_free(queue->tail);
		queue->tail = tail;
	}
	g_ptr_array_unref(queue->patches);
	queue->patches = out;
}

/* --- sections --------------------------------------------------------------------- */

/* Returns the words of a comment line in lower case; NULL: no comment, or no words. */
static char *comment_words(const char *line)
{
	const char *s = line + strspn(line, " \t");
	GString *words = g_string_new(NULL);

	for (; *s == '#'; s++)
		;
	if (s == line + strspn(line, " \t")) {
		g_string_free(words, TRUE);
		return NULL;
	}
	for (; *s; s++) {
		if (g_ascii_isalnum(*s))
			g_string_append_c(words, g_ascii_tolower(*s));
		else if (words->len && words->str[words->len - 1] != ' ')
			g_string_append_c(words, ' ');
	}
	return g_strchomp(g_string_free(words, FALSE));
}

static gboolean has_comment(const char *lead)
{
	g_auto(GStrv) lines = g_strsplit(lead, "\n", -1);

	for (char **line = lines; *line; line++) {
		g_autofree char *words = comment_words(*line);

		if (words && *words)
			return TRUE;
	}
	return FALSE;
}

static gboolean lead_names(const char *lead, const char *wanted)
{
	g_auto(GStrv) lines = g_strsplit(lead, "\n", -1);

	for (char **line = lines; *line; line++) {
		g_autofree char *words = comment_words(*line);

		if (!g_strcmp0(words, wanted))
			return TRUE;
	}
	return FALSE;
}

int patch_queue_section_end(const struct patch_queue *queue, const char *section)
{
	g_autofree char *as_comment = section ? g_strconcat("#", section, NULL) : NULL;
	g_autofree char *wanted = as_comment ? comment_words(as_comment) : NULL;
	gboolean found = FALSE;

	for (guint i = 0; wanted && i < queue->patches->len; i++) {
		const struct queue_patch *patch = g_ptr_array_index(queue->patches, i);

		if (found && has_comment(patch->lead))
			return i;
		found |= lead_names(patch->lead, wanted);
	}
	return !wanted || found ? (int)queue->patches->len : -1;
}

guint patch_queue_section_start(const struct patch_queue *queue, guint end)
{
	while (end > 0) {
		const struct queue_patch *patch =
			g_ptr_array_index(queue->patches, --end);

		if (has_comment(patch->lead))
			return end;
	}
	return 0;
}
