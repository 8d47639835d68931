/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "upstream/git-import.h"

#include <stdlib.h>
#include <string.h>

#include "patch/refresh.h"
#include "upstream/commit-text.h"
#include "upstream/git-export.h"
#include "util/error.h"
#include "util/fs.h"
#include "util/progress.h"

/* How git formats a commit as a patch, regardless of any configuration. */
#define FORMAT_PATCH                                                                   \
	"format-patch", "--always", "--no-numbered", "--subject-prefix=PATCH",         \
		"--no-signature", "--no-stat", "--binary", "--full-index",             \
		"--no-color", "--no-ext-diff", "--no-textconv", "--find-renames",      \
		"--no-signoff", "--no-attach", "--no-thread", "--no-base",             \
		"--no-notes", "--ignore-submodules=none", "--src-prefix=a/",           \
		"--dst-prefix=b/", "--diff-algorithm=myers"

/* --- texts ------------------------------------------------------------------------ */

/* Removes "[PATCH]" from "Subject: [PATCH] title", which is only for mailing lists. */
static GBytes *without_prefix(GBytes *mail)
{
	static const char mark[] = "\nSubject: [PATCH] ";
	gsize size;
	const char *data = g_bytes_get_data(mail, &size);
	const char *at = g_strstr_len(data, size, mark);
	GString *out;

	if (!at)
		return g_bytes_ref(mail);
	at += strlen("\nSubject: ");
	out = g_string_new_len(data, at - data);
	at += strlen("[PATCH] ");
	g_string_append_len(out, at, size - (at - data));
	return g_string_free_to_bytes(out);
}

/* Reads the numbered files in @dir from git-format-patch(1); of GBytes. */
static GPtrArray *read_mails(const char *dir, const GPtrArray *commits, GError **error)
{
	g_autoptr(GPtrArray) mails =
		g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);

	for (guint i = 0; i < commits->len; i++) {
		const struct repo_commit *commit = g_ptr_array_index(commits, i);
		g_autofree char *name = g_strdup_printf("%u", i + 1);
		g_autofree char *path = g_build_filename(dir, name, NULL);
		g_autofree char *first = g_strconcat("From ", commit->id, " ", NULL);
		g_autoptr(GBytes) mail = NULL;
		gsize size;
		char *data = fs_read_max(path, PATCH_SIZE_MAX, &size, error);

		if (!data)
			return NULL;
		mail = g_bytes_new_take(data, size);
		if (!g_str_has_prefix(data, first)) {
			g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM,
				    "git format-patch: %s is not the patch of %.12s",
				    name, commit->id);
			return NULL;
		}
		g_ptr_array_add(mails, without_prefix(mail));
	}
	return g_steal_pointer(&mails);
}

static GPtrArray *format_all(const struct git_repo *repo, const char *range,
			     const GPtrArray *commits, GError **error)
{
	g_autofree char *dir = g_dir_make_tmp("kferry-mail-XXXXXX", NULL);
	const char *args[] = {FORMAT_PATCH,   "-o",  dir,  "--numbered-files",
			      "--topo-order", range, "--", NULL};
	g_autofree char *said = NULL;
	GPtrArray *mails = NULL;

	if (!dir) {
		g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM,
			    "cannot create a temporary directory");
		return NULL;
	}
	said = foreign_git_run(git_repo_git(repo), args, NULL, error);
	if (said)
		mails = read_mails(dir, commits, error);
	fs_remove(dir, NULL);
	return mails;
}

GBytes *git_format_patch(const struct git_repo *repo, const char *id, GError **error)
{
	struct repo_commit commit = {.id = (char *)id};
	g_autoptr(GPtrArray) commits = g_ptr_array_new();
	g_autoptr(GPtrArray) mails = NULL;
	g_autofree char *range = g_strconcat(id, "^!", NULL);

	g_ptr_array_add(commits, &commit);
	mails = format_all(repo, range, commits, error);
	return mails ? g_bytes_ref(g_ptr_array_index(mails, 0)) : NULL;
}

/*
 * --- the earlier series ------------------------------------------------------------
 */

struct known_queue {
	struct patch_queue *queue;
	GHashTable *by_commit; /* id -> struct queue_patch of the queue */
	GHashTable *used;      /* of struct queue_patch */
	GHashTable *texts;     /* struct queue_patch -> struct commit_text */
};

static void known_clear(struct known_queue *known)
{
	g_clear_pointer(&known->queue, patch_queue_free);
	g_clear_pointer(&known->by_commit, g_hash_table_unref);
	g_clear_pointer(&known->used, g_hash_table_unref);
	g_clear_pointer(&known->texts, g_hash_table_unref);
}

static GBytes *read_kept(const char *name, gpointer data, GError **error)
{
	struct blob blob;

	if (!tree_get(data, name, &blob, error))
		return NULL;
	if (blob.bytes)
		return g_bytes_ref(blob.bytes);
	g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "%s: is not kept there", name);
	return NULL;
}

/*
 * Returns the series that an export stored as the tree of @ref; NULL if it is unusable.
 */
static struct patch_queue *kept_queue(struct git_repo *repo, const char *ref)
{
	g_autofree char *id = git_repo_resolve(repo, ref, NULL);
	g_autoptr(GHashTable) paths =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr(Tree) list = NULL;
	g_autoptr(Tree) tree = NULL;
	g_autoptr(Series) series = NULL;
	struct blob blob;

	g_hash_table_add(paths, g_strdup("series"));
	list = id ? git_repo_tree(repo, id, paths, NULL) : NULL;
	if (!list || !tree_get(list, "series", &blob, NULL) || !blob.bytes)
		return NULL;
	series = series_parse("series", g_bytes_get_data(blob.bytes, NULL),
			      g_bytes_get_size(blob.bytes), NULL);
	for (guint i = 0; series && i < series->entries->len; i++) {
		const struct series_entry *entry =
			g_ptr_array_index(series->entries, i);

		if (entry->name)
			g_hash_table_add(paths, g_strdup(entry->name));
	}
	tree = series ? git_repo_tree(repo, id, paths, NULL) : NULL;
	return tree ? patch_queue_from_series(series, read_kept, tree, NULL) : NULL;
}

/* The last commits before @ref are the patches of @queue, in order. */
static GHashTable *commits_of(struct git_repo *repo, const char *ref,
			      const struct patch_queue *queue)
{
	g_autofree char *tip = g_strconcat(ref, "^", NULL);
	g_autoptr(GPtrArray) selected = g_ptr_array_new();
	g_autofree char *count = NULL;
	g_autofree char *list = NULL;
	g_auto(GStrv) ids = NULL;
	GHashTable *map = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (guint i = 0; i < queue->patches->len; i++) {
		struct queue_patch *patch = g_ptr_array_index(queue->patches, i);

		if (patch->selected)
			g_ptr_array_add(selected, patch);
	}
	count = g_strdup_printf("-n%u", selected->len);
	list = foreign_git_run(
		git_repo_git(repo),
		(const char *[]){"rev-list", "--first-parent", count, tip, "--", NULL},
		NULL, NULL);
	ids = g_strsplit(list ? g_strchomp(list) : "", "\n", -1);
	if (g_strv_length(ids) != selected->len)
		return map;
	for (guint i = 0; i < selected->len; i++)
		g_hash_table_insert(map, g_strdup(ids[selected->len - 1 - i]),
				    selected->pdata[i]);
	return map;
}

static guint count_common(GHashTable *map, const GPtrArray *commits)
{
	guint common = 0;

	for (guint i = 0; i < commits->len; i++)
		common += g_hash_table_contains(
			map, ((struct repo_commit *)commits->pdata[i])->id);
	return common;
}

/* Whether @ref is the series of the branch at the end of @range. */
static gboolean is_of_tip(const char *ref, const char *range)
{
	const char *tip = strstr(range, "..");

	return tip && !strcmp(ref + strlen(GIT_SERIES_REFS), tip + 2);
}

/* Chooses the stored series with most of @commits, or that of the branch's name. */
static void find_known(struct git_repo *repo, const char *range,
		       const GPtrArray *commits, struct known_queue *known)
{
	const char *args[] = {"for-each-ref", "--format=%(refname)", GIT_SERIES_REFS,
			      NULL};
	g_autofree char *list = foreign_git_run(git_repo_git(repo), args, NULL, NULL);
	g_auto(GStrv) refs = g_strsplit(list ? g_strchomp(list) : "", "\n", -1);
	guint best = 0;

	for (char **ref = refs; *ref && **ref; ref++) {
		g_autoptr(PatchQueue) queue = kept_queue(repo, *ref);
		g_autoptr(GHashTable) map =
			queue ? commits_of(repo, *ref, queue) : NULL;
		guint weight =
			map ? 2 * count_common(map, commits) + is_of_tip(*ref, range)
			    : 0;

		if (weight <= best)
			continue;
		best = weight;
		known_clear(known);
		known->queue = g_steal_pointer(&queue);
		known->by_commit = g_steal_pointer(&map);
	}
}

/*
 * --- finding the patch of a commit -------------------------------------------------
 */

static gboolean is_same_author(const struct commit_text *text,
			       const struct repo_commit *commit)
{
	return !text->name || (!strcmp(text->name, commit->name) &&
			       !strcmp(text->mail, commit->mail) &&
			       (text->time < 0 || text->time == commit->time));
}

static gboolean is_same_subject(const struct commit_text *text, const char *subject)
{
	gsize len = strcspn(text->message, "\n");

	return strlen(subject) == len && !strncmp(text->message, subject, len);
}

/*
 * Returns the commit text of @patch, which is parsed once. NULL: it cannot be parsed.
 */
static const struct commit_text *text_of(struct known_queue *known,
					 struct queue_patch *patch)
{
	struct commit_text *text;
	g_autofree char *base = NULL;
	g_autoptr(Patch) parsed = NULL;

	if (!known->texts)
		known->texts = g_hash_table_new_full(NULL, NULL, NULL,
						     (GDestroyNotify)commit_text_free);
	text = g_hash_table_lookup(known->texts, patch);
	if (text)
		return text;
	base = g_path_get_basename(patch->name);
	parsed = patch_queue_parse(known->queue, patch, NULL);
	text = parsed ? commit_text_new(parsed, base) : NULL;
	if (text)
		g_hash_table_insert(known->texts, patch, text);
	return text;
}

/* Searches by author, date and subject, then by subject alone, since authors are
 * corrected. */
static struct queue_patch *find_like(struct known_queue *known,
				     const struct repo_commit *commit)
{
	struct queue_patch *second = NULL;

	for (guint i = 0; i < known->queue->patches->len; i++) {
		struct queue_patch *patch = g_ptr_array_index(known->queue->patches, i);
		const struct commit_text *text;

		if (!patch->selected || g_hash_table_contains(known->used, patch))
			continue;
		text = text_of(known, patch);
		if (!text || !is_same_subject(text, commit->subject))
			continue;
		if (is_same_author(text, commit))
			return patch;
		second = second ?: patch;
	}
	return second;
}

/*
 * --- a patch whose commit was changed ------------------------------------------------
 */

GArray *git_commit_edits(struct git_repo *repo, const struct repo_commit *commit,
			 const struct patch *const *patches, const int *strips,
			 guint count, struct tree **before, struct tree **after,
			 GError **error)
{
	g_autoptr(GHashTable) paths =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr(GList) names = NULL;
	GArray *edits;

	for (guint i = 0; i < count; i++)
		git_repo_add_paths(paths, patches[i], strips[i]);
	*before = commit->parent ? git_repo_tree(repo, commit->parent, paths, error)
				 : tree_new();
	*after = *before ? git_repo_tree(repo, commit->id, paths, error) : NULL;
	if (!*after)
		return NULL;
	edits = g_array_new(FALSE, FALSE, sizeof(struct refresh_edit));
	names = g_list_sort(g_hash_table_get_keys(paths), (GCompareFunc)strcmp);
	for (GList *name = names; name; name = name->next) {
		/* the set of names is freed before the edits */
		struct refresh_edit edit = {.path = g_intern_string(name->data)};

		if (tree_look(*before, edit.path, &edit.before, NULL) &&
		    tree_look(*after, edit.path, &edit.after, NULL))
			g_array_append_val(edits, edit);
	}
	return edits;
}

/*
 * Returns the diffs of @old refreshed for the changes of @commit; NULL if impossible.
 */
static GString *refreshed_text(struct git_repo *repo, const struct repo_commit *commit,
			       const struct queue_patch *old, const struct patch *patch,
			       const struct patch *mail)
{
	struct series_entry entry = {
		.name = old->name, .strip = old->strip, .reverse = old->reverse};
	const struct patch *both[] = {patch, mail};
	const int strips[] = {old->strip, 1};
	g_autoptr(Tree) before = NULL;
	g_autoptr(Tree) after = NULL;
	g_autoptr(GString) text = g_string_new(NULL);
	enum refresh_change change;
	g_autoptr(GArray) edits =
		git_commit_edits(repo, commit, both, strips, 2, &before, &after, NULL);

	if (!edits || !refresh_edited(patch, &entry, NULL, edits, &change, text, NULL))
		return NULL;
	return g_steal_pointer(&text);
}

static gboolean is_same_message(const struct commit_text *text, const char *message)
{
	g_autofree char *a = g_strstrip(g_strdup(text->message));
	g_autofree char *b = g_strstrip(g_strdup(message));

	return !strcmp(a, b);
}

/*
 * Returns the new content of @old for @commit: its own header if the message is the
 * same, else that of the mail; and its own diffs if they can be refreshed, else those
 * of the mail.
 */
static GBytes *changed_bytes(struct git_repo *repo, const struct known_queue *known,
			     const struct repo_commit *commit,
			     const struct queue_patch *old, GBytes *mail,
			     GError **error)
{
	g_autoptr(Patch) patch = patch_queue_parse(known->queue, old, error);
	g_autoptr(Patch) fresh = patch ? patch_parse(commit->id, mail, error) : NULL;
	g_autofree char *base = g_path_get_basename(old->name);
	g_autoptr(CommitText) text = fresh ? commit_text_new(patch, base) : NULL;
	g_autoptr(GString) diffs = NULL;
	g_autoptr(GString) whole = g_string_new(NULL);
	g_autoptr(GBytes) plain = NULL;
	gboolean same;

	if (!text)
		return NULL;
	same = is_same_message(text, commit->message) && is_same_author(text, commit);
	if (same && !fresh->files->len && !patch->files->len)
		return g_bytes_ref(old->bytes);
	diffs = fresh->files->len && patch->files->len
			? refreshed_text(repo, commit, old, patch, fresh)
			: NULL;
	if (diffs && same) {
		g_string_append_len(whole, diffs->str, diffs->len);
	} else if (diffs && diffs->len >= patch->header.len) {
		span_append(whole, fresh->header);
		g_string_append_len(whole, diffs->str + patch->header.len,
				    diffs->len - patch->header.len);
	} else if (same && fresh->files->len) {
		gsize size;
		const char *data = g_bytes_get_data(mail, &size);

		span_append(whole, patch->header);
		g_string_append_len(whole, data + fresh->header.len,
				    size - fresh->header.len);
	} else {
		gsize size;
		const char *data = g_bytes_get_data(mail, &size);

		g_string_append_len(whole, data, size);
	}
	plain = g_string_free_to_bytes(g_steal_pointer(&whole));
	return patch_compress(old->name, plain, error);
}

/* --- the whole -------------------------------------------------------------------- */

struct import_run {
	struct git_repo *repo;
	struct known_queue known;
	struct patch_queue *queue;
	GPtrArray *patches; /* of struct queue_patch: the result */
	struct git_imported *imported;
};

static gboolean take_old(struct import_run *run, const struct repo_commit *commit,
			 struct queue_patch *old, GBytes *mail, GError **error)
{
	struct queue_patch *patch = queue_patch_copy(old);
	gboolean exported = run->known.by_commit &&
			    g_hash_table_contains(run->known.by_commit, commit->id);

	g_hash_table_add(run->known.used, old);
	g_free(patch->lead);
	patch->lead = g_strdup("");
	g_ptr_array_add(run->patches, patch);
	if (!exported) {
		g_clear_pointer(&patch->bytes, g_bytes_unref);
		patch->bytes =
			changed_bytes(run->repo, &run->known, commit, old, mail, error);
		if (!patch->bytes)
			return FALSE;
	}
	if (exported || g_bytes_equal(patch->bytes, old->bytes))
		run->imported->kept++;
	else
		run->imported->refreshed++;
	return TRUE;
}

/* Returns a name that is neither in the earlier series nor in the result so far. */
static char *free_name(const struct import_run *run, const char *subject)
{
	struct patch_queue taken = {.patches = g_ptr_array_new()};
	char *name;

	for (guint i = 0; i < run->known.queue->patches->len; i++)
		g_ptr_array_add(taken.patches, run->known.queue->patches->pdata[i]);
	for (guint i = 0; i < run->patches->len; i++)
		g_ptr_array_add(taken.patches, run->patches->pdata[i]);
	name = patch_queue_name(&taken, NULL, subject);
	g_ptr_array_unref(taken.patches);
	return name;
}

static gboolean refuse_submodule(const struct repo_commit *commit, GBytes *mail,
				 GError **error)
{
	gsize size;
	const char *data = g_bytes_get_data(mail, &size);

	if (!g_strstr_len(data, size, "\n+Subproject commit ") &&
	    !g_strstr_len(data, size, "\n-Subproject commit "))
		return TRUE;
	g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
		    "%.12s changes a submodule, which a patch cannot express",
		    commit->id);
	return FALSE;
}

static gboolean take_commit(struct import_run *run, const struct repo_commit *commit,
			    GBytes *mail, GError **error)
{
	struct queue_patch *old =
		run->known.by_commit
			? g_hash_table_lookup(run->known.by_commit, commit->id)
			: NULL;
	g_autofree char *name = NULL;

	if (!old)
		old = find_like(&run->known, commit);
	if (old)
		return take_old(run, commit, old, mail, error);
	if (!refuse_submodule(commit, mail, error))
		return FALSE;
	name = free_name(run, commit->subject);
	g_ptr_array_add(run->patches, queue_patch_new(name, mail, NULL));
	run->imported->added++;
	return TRUE;
}

/* Matches commits of an export by their ids before others are matched by their text. */
static void reserve(struct import_run *run, const GPtrArray *commits)
{
	for (guint i = 0; run->known.by_commit && i < commits->len; i++) {
		const struct repo_commit *commit = g_ptr_array_index(commits, i);
		gpointer patch = g_hash_table_lookup(run->known.by_commit, commit->id);

		if (patch)
			g_hash_table_add(run->known.used, patch);
	}
}

static void take_over(struct import_run *run)
{
	guint before = 0;

	for (guint i = 0; i < run->known.queue->patches->len; i++)
		before += ((struct queue_patch *)run->known.queue->patches->pdata[i])
				  ->selected;
	run->imported->removed =
		before - run->imported->kept - run->imported->refreshed;
	patch_queue_replace(run->known.queue, run->patches);
	/* The stored series replaces that of the caller. */
	if (run->known.queue != run->queue) {
		struct patch_queue other = *run->queue;

		*run->queue = *run->known.queue;
		*run->known.queue = other;
	}
}

static gboolean take_all(struct import_run *run, const char *range,
			 const GPtrArray *commits, GError **error)
{
	g_autoptr(GPtrArray) mails = format_all(run->repo, range, commits, error);
	g_autoptr(Progress) progress = progress_new("import", "commits", commits->len);

	if (!mails)
		return FALSE;
	reserve(run, commits);
	for (guint i = 0; i < commits->len; i++) {
		progress_set(progress, i);
		if (!take_commit(run, g_ptr_array_index(commits, i),
				 g_ptr_array_index(mails, i), error))
			return FALSE;
	}
	return TRUE;
}

gboolean git_import(struct git_repo *repo, const char *range, struct patch_queue *queue,
		    struct git_imported *imported, GError **error)
{
	struct import_run run = {.repo = repo, .queue = queue, .imported = imported};
	const char *dots = strstr(range, "..");
	g_autofree char *from = dots ? g_strndup(range, dots - range) : NULL;
	g_autofree char *base = NULL;
	g_autofree char *tip = NULL;
	g_autofree char *exact = NULL;
	g_autoptr(GPtrArray) commits = NULL;
	gboolean ok;

	*imported = (struct git_imported){0};
	if (!dots || dots == range || dots[2] == '.') {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "'%s' is not a range of commits (BASE..TIP)", range);
		return FALSE;
	}
	base = git_repo_resolve(repo, from, error);
	tip = base ? git_repo_resolve(repo, dots[2] ? dots + 2 : "HEAD", error) : NULL;
	commits = tip ? git_repo_range(repo, base, tip, error) : NULL;
	if (!commits)
		return FALSE;
	exact = g_strconcat(base, "..", tip, NULL);
	find_known(repo, range, commits, &run.known);
	if (!run.known.queue)
		run.known.queue = queue;
	run.known.used = g_hash_table_new(NULL, NULL);
	run.patches = g_ptr_array_new_with_free_func((GDestroyNotify)queue_patch_free);
	ok = take_all(&run, exact, commits, error);
	if (ok)
		take_over(&run);
	if (run.known.queue == queue)
		run.known.queue = NULL;
	known_clear(&run.known);
	g_ptr_array_unref(run.patches);
	return ok;
}
