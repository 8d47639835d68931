/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "upstream/git-export.h"

#include <string.h>
#include <sys/stat.h>

#include "patch/series-apply.h"
#include "upstream/commit-text.h"
#include "upstream/git-repo.h"
#include "util/error.h"
#include "util/fs.h"
#include "util/progress.h"
#include "util/subprocess.h"

/* An export in progress. */
struct export_run {
	const struct git_export *what;
	const struct patch_queue *queue;
	struct git_repo *repo;
	struct tree *tree;
	char *base; /* commit in hex; NULL: write the source first */
	gint64 base_time;
	guint mark; /* of the last commit */
	GOutputStream *to;
	GError **error;
};

void git_exported_clear(struct git_exported *exported)
{
	g_clear_pointer(&exported->base, g_free);
	g_clear_pointer(&exported->tip, g_free);
}

/* --- input of git-fast-import(1) -------------------------------------------------- */

static gboolean say(struct export_run *run, const char *format, ...)
	G_GNUC_PRINTF(2, 3);

static gboolean say_bytes(struct export_run *run, const void *data, gsize size)
{
	return g_output_stream_write_all(run->to, data, size, NULL, NULL, run->error);
}

static gboolean say(struct export_run *run, const char *format, ...)
{
	g_autofree char *text = NULL;
	va_list args;

	va_start(args, format);
	text = g_strdup_vprintf(format, args);
	va_end(args);
	return say_bytes(run, text, strlen(text));
}

static gboolean say_data(struct export_run *run, const void *data, gsize size)
{
	return say(run, "data %" G_GSIZE_FORMAT "\n", size) &&
	       say_bytes(run, data, size) && say(run, "\n");
}

/* Quotes a path for git-fast-import(1), as in C. */
static char *quote(const char *path)
{
	GString *quoted = g_string_new("\"");

	for (; *path; path++) {
		if (strchr("\"\\", *path))
			g_string_append_printf(quoted, "\\%c", *path);
		else if (g_ascii_iscntrl(*path))
			g_string_append_printf(quoted, "\\%03o", (guchar)*path);
		else
			g_string_append_c(quoted, *path);
	}
	g_string_append_c(quoted, '"');
	return g_string_free(quoted, FALSE);
}

static const char *mode_name(mode_t mode)
{
	if (S_ISLNK(mode))
		return "120000";
	return mode & S_IXUSR ? "100755" : "100644";
}

static gboolean say_file(struct export_run *run, const char *path, mode_t mode,
			 GBytes *bytes)
{
	g_autofree char *name = quote(path);

	return say(run, "M %s inline %s\n", mode_name(mode), name) &&
	       say_data(run, g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
}

static gboolean say_commit(struct export_run *run, const char *ref,
			   const struct commit_text *text)
{
	g_autofree char *who =
		g_strdup_printf("%s <%s> %" G_GINT64_FORMAT " %c%02d%02d", text->name,
				text->mail, text->time, text->zone < 0 ? '-' : '+',
				ABS(text->zone) / 60, ABS(text->zone) % 60);

	return say(run, "commit %s\nmark :%u\nauthor %s\ncommitter %s\n", ref,
		   ++run->mark, who, who) &&
	       say_data(run, text->message, strlen(text->message));
}

/* --- the source ------------------------------------------------------------------- */

/* Returns the message of a commit by kferry itself, which is reproducible. */
static struct commit_text *own_text(gint64 time, char *message)
{
	struct commit_text *text = g_new0(struct commit_text, 1);

	text->name = g_strdup("kferry");
	text->mail = g_strdup("kferry@localhost");
	text->time = time;
	text->message = message;
	return text;
}

struct base_files {
	struct export_run *run;
	struct progress *progress;
	guint done;
};

static gboolean say_below(struct base_files *files, const char *below);

static gboolean say_entry(struct base_files *files, const char *path, const char *name)
{
	g_autofree char *full = g_build_filename(files->run->what->source, path, NULL);
	g_autoptr(GError) cause = NULL;
	g_autofree char *data = NULL;
	g_autoptr(GBytes) bytes = NULL;
	struct stat status;
	gsize size;

	if (lstat(full, &status))
		return TRUE;
	if (S_ISDIR(status.st_mode))
		return !strcmp(name, ".git") || say_below(files, path);
	if (S_ISLNK(status.st_mode)) {
		data = g_file_read_link(full, NULL);
		bytes = g_bytes_new(data ?: "", data ? strlen(data) : 0);
	} else if (!S_ISREG(status.st_mode)) {
		return TRUE;
	} else if (!g_file_get_contents(full, &data, &size, &cause)) {
		return error_from(files->run->error, KF_ERROR_SYSTEM,
				  g_steal_pointer(&cause));
	} else {
		bytes = g_bytes_new_take(g_steal_pointer(&data), size);
	}
	progress_set(files->progress, ++files->done);
	return say_file(files->run, path, status.st_mode, bytes);
}

static gboolean say_below(struct base_files *files, const char *below)
{
	g_autofree char *dir = g_build_filename(files->run->what->source, below, NULL);
	g_autoptr(GPtrArray) names = fs_names(dir, files->run->error);

	for (guint i = 0; names && i < names->len; i++) {
		const char *name = g_ptr_array_index(names, i);
		g_autofree char *path =
			*below ? g_build_filename(below, name, NULL) : g_strdup(name);

		if (!say_entry(files, path, name))
			return FALSE;
	}
	return names != NULL;
}

static char *base_ref(const struct git_export *what)
{
	return g_strconcat(GIT_BASE_REFS, what->version, NULL);
}

static char *base_message(const struct git_export *what)
{
	return g_strdup_printf("Linux %s\n\nSource: %s\n", what->version, what->origin);
}

static gboolean say_base(struct export_run *run)
{
	g_autoptr(CommitText) text = own_text(run->base_time, base_message(run->what));
	g_autofree char *ref = base_ref(run->what);
	g_autofree char *title = g_strconcat("write ", run->what->version, NULL);
	g_autoptr(Progress) progress = progress_new(title, "files", 0);
	struct base_files files = {run, progress, 0};

	/* Files are sorted by name, so consecutive ones differ: do not search for
	 * deltas. */
	return say(run, "reset %s\n", ref) && say_commit(run, ref, text) &&
	       say(run, "deleteall\n") && say_below(&files, "");
}

/* Returns the commit of the source from an earlier run, if it is of this source. */
static char *known_base(const struct export_run *run)
{
	g_autofree char *ref = base_ref(run->what);
	g_autofree char *message = base_message(run->what);
	char *id = git_repo_resolve(run->repo, ref, NULL);
	g_autoptr(RepoCommit) commit = id ? git_repo_commit(run->repo, id, NULL) : NULL;

	if (commit && !strcmp(commit->message, message))
		return id;
	g_free(id);
	return NULL;
}

static gboolean find_base(struct export_run *run, GError **error)
{
	const struct git_export *what = run->what;
	g_autofree char *tag = g_strconcat("refs/tags/v", what->version, NULL);

	if (what->base)
		run->base = git_repo_resolve(run->repo, what->base, error);
	else
		run->base = git_repo_resolve(run->repo, tag, NULL) ?: known_base(run);
	if (run->base || what->base)
		return run->base != NULL;
	if (what->source)
		return TRUE;
	g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
		    "%s: has no v%s; use --base to name the parent of the first commit",
		    git_repo_dir(run->repo), what->version);
	return FALSE;
}

/* --- the patches ------------------------------------------------------------------ */

static struct commit_text *text_of(const struct export_run *run,
				   const struct patch *patch)
{
	g_autofree char *base = g_path_get_basename(patch->name);
	struct commit_text *text = commit_text_new(patch, base);

	if (!text->name)
		commit_text_author(run->what->author, &text->name, &text->mail);
	if (text->time < 0)
		text->time = run->base_time;
	return text;
}

static gboolean say_edits(struct export_run *run, guint mark)
{
	g_autoptr(GArray) edits = tree_edits(run->tree, mark, tree_mark(run->tree));

	/* a directory that becomes a file is removed first */
	for (guint i = 0; i < edits->len; i++) {
		const struct tree_change *edit =
			&g_array_index(edits, struct tree_change, i);
		g_autofree char *name = quote(edit->path);

		if (edit->before.bytes && !edit->after.bytes &&
		    !say(run, "D %s\n", name))
			return FALSE;
	}
	for (guint i = 0; i < edits->len; i++) {
		const struct tree_change *edit =
			&g_array_index(edits, struct tree_change, i);

		if (edit->after.bytes && !blob_equal(&edit->before, &edit->after) &&
		    !say_file(run, edit->path, edit->after.mode, edit->after.bytes))
			return FALSE;
	}
	return TRUE;
}

/* A patch without a diff becomes a commit, too. */
static gboolean say_patch(struct export_run *run, const struct queue_patch *from,
			  const char *ref)
{
	g_autoptr(Patch) patch = patch_queue_parse(run->queue, from, run->error);
	g_autoptr(CommitText) text = patch ? text_of(run, patch) : NULL;
	guint mark = tree_mark(run->tree), last = run->mark;

	if (!text ||
	    !queue_patch_apply(from, patch, run->tree, run->what->fuzz, run->error) ||
	    !say_commit(run, ref, text))
		return FALSE;
	if (!last && !say(run, "from %s\n", run->base))
		return FALSE;
	if (last && !say(run, "from :%u\n", last))
		return FALSE;
	return say_edits(run, mark);
}

/* Writes the unchanged series after the last commit. */
static gboolean say_series(struct export_run *run)
{
	g_autofree char *lines = patch_queue_series(run->queue);
	g_autoptr(GBytes) bytes = g_bytes_new(lines, strlen(lines));
	g_autoptr(CommitText) text =
		own_text(run->base_time,
			 g_strdup_printf("The series of %s\n", run->what->branch));
	g_autofree char *ref = g_strconcat(GIT_SERIES_REFS, run->what->branch, NULL);
	guint tip = run->mark;

	if (!say_commit(run, ref, text) ||
	    !(tip ? say(run, "from :%u\n", tip) : say(run, "from %s\n", run->base)) ||
	    !say(run, "deleteall\n") || !say_file(run, "series", S_IFREG | 0644, bytes))
		return FALSE;
	for (guint i = 0; i < run->queue->patches->len; i++) {
		const struct queue_patch *patch =
			g_ptr_array_index(run->queue->patches, i);

		if (patch->bytes &&
		    !say_file(run, patch->name, S_IFREG | 0644, patch->bytes))
			return FALSE;
	}
	return TRUE;
}

static gboolean write_all(GOutputStream *to, gpointer data, GError **error)
{
	struct export_run *run = data;
	g_autofree char *ref = g_strconcat("refs/heads/", run->what->branch, NULL);
	g_autoptr(Progress) progress =
		progress_new("export", "patches", run->queue->patches->len);

	run->to = to;
	run->error = error;
	if (!run->base && !say_base(run))
		return FALSE;
	if (!say(run, "reset %s\n", ref))
		return FALSE;
	if (run->base && !say(run, "from %s\n\n", run->base))
		return FALSE;
	if (!run->base && !say(run, "from :%u\n\n", run->mark))
		return FALSE;
	for (guint i = 0; i < run->queue->patches->len; i++) {
		const struct queue_patch *patch =
			g_ptr_array_index(run->queue->patches, i);

		progress_set(progress, i);
		if (patch->selected && !say_patch(run, patch, ref))
			return FALSE;
	}
	return say_series(run) && say(run, "done\n");
}

/* --- the existing branch ---------------------------------------------------------- */

static gboolean refuse(const struct export_run *run, GError **error, const char *why)
{
	g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "%s: branch %s %s",
		    git_repo_dir(run->repo), run->what->branch, why);
	return FALSE;
}

static gboolean names_branch(const char *head, const char *branch)
{
	g_autofree char *text = NULL;
	g_autofree char *wanted = g_strconcat("ref: refs/heads/", branch, NULL);

	return g_file_get_contents(head, &text, NULL, NULL) &&
	       !strcmp(g_strchomp(text), wanted);
}

/* Whether a worktree, main or linked, has checked it out: its files would be out of
 * date. */
static gboolean is_checked_out(const struct export_run *run)
{
	const char *path = git_repo_path(run->repo);
	g_autofree char *head = g_build_filename(path, "HEAD", NULL);
	g_autofree char *linked = g_build_filename(path, "worktrees", NULL);
	g_autofree char *ref = g_strconcat("refs/heads/", run->what->branch, NULL);
	g_autofree char *exists = git_repo_resolve(run->repo, ref, NULL);
	g_autoptr(GDir) names = g_dir_open(linked, 0, NULL);
	gboolean bare = !g_str_has_suffix(path, "/.git");
	const char *name;

	if (exists && !bare && names_branch(head, run->what->branch))
		return TRUE;
	while (names && (name = g_dir_read_name(names))) {
		g_autofree char *its = g_build_filename(linked, name, "HEAD", NULL);

		if (names_branch(its, run->what->branch))
			return TRUE;
	}
	return FALSE;
}

/*
 * Whether the tip is that of the last export: the parent of the commit with its series.
 */
static gboolean is_as_exported(const struct export_run *run, const char *tip)
{
	g_autofree char *ref =
		g_strconcat(GIT_SERIES_REFS, run->what->branch, "^", NULL);
	g_autofree char *parent = git_repo_resolve(run->repo, ref, NULL);

	return !g_strcmp0(parent, tip);
}

static gboolean may_write(const struct export_run *run, GError **error)
{
	g_autofree char *ref = g_strconcat("refs/heads/", run->what->branch, NULL);
	const char *args[] = {"check-ref-format", ref, NULL};
	g_autofree char *good =
		foreign_git_run(git_repo_git(run->repo), args, NULL, NULL);
	g_autofree char *tip = NULL;

	if (!good || *run->what->branch == '-')
		return refuse(run, error, "is not a valid name for git");
	if (is_checked_out(run))
		return refuse(run, error, "is checked out");
	tip = git_repo_resolve(run->repo, ref, NULL);
	if (tip && !run->what->force && !is_as_exported(run, tip))
		return refuse(run, error,
			      "has commits that were not exported; use --force to "
			      "overwrite them");
	return TRUE;
}

/* --- the whole -------------------------------------------------------------------- */

/* Opens the files that the patches change, from the base or from disk. */
static struct tree *open_tree(struct export_run *run, GError **error)
{
	g_autoptr(GHashTable) paths =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	if (!run->base)
		return tree_open(run->what->source, error);
	for (guint i = 0; i < run->queue->patches->len; i++) {
		const struct queue_patch *from =
			g_ptr_array_index(run->queue->patches, i);
		g_autoptr(Patch) patch =
			from->selected ? patch_queue_parse(run->queue, from, error)
				       : NULL;

		if (from->selected && !patch)
			return NULL;
		if (patch)
			git_repo_add_paths(paths, patch, from->strip);
	}
	return git_repo_tree(run->repo, run->base, paths, error);
}

static gboolean set_base_time(struct export_run *run, GError **error)
{
	g_autoptr(RepoCommit) commit = NULL;
	g_autofree char *makefile = NULL;
	struct stat status;

	if (run->base) {
		/* the base may be a merge, so git is asked for its time */
		const char *args[] = {"show", "-s", "--format=%ct", run->base, NULL};
		g_autofree char *time =
			foreign_git_run(git_repo_git(run->repo), args, NULL, error);

		if (!time)
			return FALSE;
		run->base_time = g_ascii_strtoll(time, NULL, 10);
		return TRUE;
	}
	/* a release changes the Makefile, so that has its time */
	makefile = g_build_filename(run->what->source, "Makefile", NULL);
	run->base_time = stat(makefile, &status) ? 0 : status.st_mtime;
	return TRUE;
}

static gboolean do_export(struct export_run *run, struct git_exported *exported,
			  GError **error)
{
	const char *args[] = {"-c",	     "core.compression=1",
			      "fast-import", "--quiet",
			      "--done",	     "--force",
			      NULL};
	g_autofree char *ref = g_strconcat("refs/heads/", run->what->branch, NULL);

	if (!find_base(run, error) || !may_write(run, error) ||
	    !set_base_time(run, error))
		return FALSE;
	run->tree = open_tree(run, error);
	exported->made_base = !run->base;
	if (!run->tree ||
	    !foreign_git_feed(git_repo_git(run->repo), args, write_all, run, error))
		return FALSE;
	exported->base = run->base ? g_strdup(run->base) : known_base(run);
	exported->tip = git_repo_resolve(run->repo, ref, error);
	exported->commits = run->mark - exported->made_base - 1;
	return exported->tip != NULL;
}

/* Creates a repository if there is nothing yet. */
static gboolean make_repository(const char *dir, GError **error)
{
	const char *argv[] = {"git", "init", "-q", "--template=", "--", dir, NULL};
	g_autoptr(GDir) names = g_dir_open(dir, 0, NULL);
	g_autofree char *output = NULL;

	if (names && g_dir_read_name(names))
		return TRUE;
	output = subprocess_capture(argv, error);
	return output != NULL;
}

gboolean git_export(const struct git_export *what, const struct patch_queue *queue,
		    struct git_exported *exported, GError **error)
{
	struct export_run run = {.what = what, .queue = queue};
	gboolean ok;

	*exported = (struct git_exported){NULL};
	if (!make_repository(what->dir, error))
		return FALSE;
	run.repo = git_repo_open(what->dir, error);
	ok = run.repo && do_export(&run, exported, error);
	g_clear_pointer(&run.tree, tree_free);
	g_clear_pointer(&run.repo, git_repo_free);
	g_free(run.base);
	if (!ok)
		git_exported_clear(exported);
	return ok;
}
