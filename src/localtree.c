#include "localtree.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error.h"
#include "fs.h"
#include "process.h"
#include "progress.h"

struct file {
	char *name; /* below the tree */
	struct stat status;
};

struct localtree {
	char *dir;
	GPtrArray *files; /* struct file *, sorted by name */
	char *digest;
};

static void file_free(gpointer data)
{
	struct file *file = data;

	g_free(file->name);
	g_free(file);
}

void localtree_free(localtree *self)
{
	if (!self)
		return;
	g_free(self->dir);
	g_clear_pointer(&self->files, g_ptr_array_unref);
	g_free(self->digest);
	g_free(self);
}

static gboolean system_failed(const char *path, GError **error)
{
	g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM, "%s: %s", path,
		    g_strerror(errno));
	return FALSE;
}

/*
 * Runs "git ls-files" on the tree. @git_dir is its own repository or an empty one
 * of ours: the rules of the tree's .gitignore files hold either way. Names come
 * one per line; those with a line's end or a quote in them, which no kernel tree
 * has, are quoted by git and not found.
 */
static char *git_files(const char *dir, const char *git_dir, GError **error)
{
	g_autofree char *git = g_strconcat("--git-dir=", git_dir, NULL);
	g_autofree char *work = g_strconcat("--work-tree=", dir, NULL);
	const char *argv[] = {
		"git",
		"-c",
		"safe.directory=*",
		"-c",
		"core.excludesFile=/dev/null",
		"-c",
		"core.quotePath=false",
		git,
		work,
		"ls-files",
		"-c",
		"-o",
		"--exclude-standard",
		"--deduplicate",
		NULL,
	};
	struct process process = {.argv = argv, .dir = dir};
	char *output = NULL;

	return process_run(&process, &output, error) ? output : NULL;
}

static char *list_names(const char *dir, GError **error)
{
	g_autofree char *own = g_build_filename(dir, ".git", NULL);
	g_autofree char *empty = NULL;
	char *names = NULL;

	if (g_file_test(own, G_FILE_TEST_EXISTS))
		return git_files(dir, own, error);
	empty = g_dir_make_tmp("kferry-git-XXXXXX", error);
	if (empty) {
		const char *argv[] = {"git", "init", "-q", "--bare", empty, NULL};
		g_autofree char *made = process_capture(argv, error);

		if (made)
			names = git_files(dir, empty, error);
		fs_remove(empty, NULL);
	}
	return names;
}

static gint compare_files(gconstpointer a, gconstpointer b)
{
	return strcmp((*(struct file *const *)a)->name,
		      (*(struct file *const *)b)->name);
}

/* A file that git tracks but the user has deleted is not part of the tree. */
static gboolean add_file(localtree *self, const char *name, GError **error)
{
	g_autofree char *path = g_build_filename(self->dir, name, NULL);
	struct file *file = g_new0(struct file, 1);

	file->name = g_strdup(name);
	if (lstat(path, &file->status)) {
		file_free(file);
		return errno == ENOENT || system_failed(path, error);
	}
	if (S_ISREG(file->status.st_mode) || S_ISLNK(file->status.st_mode))
		g_ptr_array_add(self->files, file);
	else
		file_free(file);
	return TRUE;
}

static char *digest(const localtree *self)
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
	g_autoptr(GString) line = g_string_new(NULL);

	for (guint i = 0; i < self->files->len; i++) {
		const struct file *file = self->files->pdata[i];

		g_string_printf(line, "%s %o %lld %lld.%09ld\n", file->name,
				file->status.st_mode, (long long)file->status.st_size,
				(long long)file->status.st_mtim.tv_sec,
				file->status.st_mtim.tv_nsec);
		g_checksum_update(sum, (guchar *)line->str, line->len);
	}
	return g_strdup(g_checksum_get_string(sum));
}

localtree *localtree_open(const char *dir, GError **error)
{
	g_autoptr(localtree) self = g_new0(localtree, 1);
	g_autofree char *text = NULL;
	g_auto(GStrv) names = NULL;

	self->dir = g_canonicalize_filename(dir, NULL);
	self->files = g_ptr_array_new_with_free_func(file_free);
	text = list_names(self->dir, error);
	if (!text)
		return NULL;
	names = g_strsplit(text, "\n", -1);
	for (char **n = names; *n; n++)
		if (**n && !add_file(self, *n, error))
			return NULL;
	g_ptr_array_sort(self->files, compare_files);
	self->digest = digest(self);
	return g_steal_pointer(&self);
}

const char *localtree_digest(const localtree *self)
{
	return self->digest;
}

static gboolean same_file(const char *path, const struct stat *wanted)
{
	struct stat status;

	return lstat(path, &status) == 0 && S_ISREG(status.st_mode) &&
	       status.st_size == wanted->st_size &&
	       status.st_mtim.tv_sec == wanted->st_mtim.tv_sec &&
	       status.st_mtim.tv_nsec == wanted->st_mtim.tv_nsec &&
	       (status.st_mode & 0555) == (wanted->st_mode & 0555);
}

static gboolean copy_link(const char *from, const char *to, GError **error)
{
	g_autofree char *target = g_file_read_link(from, NULL);

	return (target && symlink(target, to) == 0) || system_failed(to, error);
}

static gboolean copy_file(const char *from, const char *to, const struct stat *status,
			  GError **error)
{
	struct timespec times[2] = {status->st_mtim, status->st_mtim};

	if (!fs_copy(from, to, error))
		return FALSE;
	return (utimensat(AT_FDCWD, to, times, 0) == 0 &&
		chmod(to, status->st_mode & 0555) == 0) ||
	       system_failed(to, error);
}

static gboolean place_file(const localtree *self, const struct file *file,
			   const char *to, const char *old, GError **error)
{
	g_autofree char *from = g_build_filename(self->dir, file->name, NULL);
	g_autofree char *path = g_build_filename(to, file->name, NULL);
	g_autofree char *before = g_build_filename(old ? old : "", file->name, NULL);
	g_autofree char *folder = g_path_get_dirname(path);

	if (!fs_make_dir(folder, error))
		return FALSE;
	if (S_ISLNK(file->status.st_mode))
		return copy_link(from, path, error);
	if (old && same_file(before, &file->status) && link(before, path) == 0)
		return TRUE;
	return copy_file(from, path, &file->status, error);
}

gboolean localtree_copy(const localtree *self, const char *to, const char *old,
			GError **error)
{
	g_autofree char *part = g_strconcat(to, ".part", NULL);
	g_autofree char *title = g_strconcat("copy ", self->dir, NULL);
	g_autoptr(progress) bar = progress_new(title, "files", self->files->len);

	if (!fs_remove(part, error) || !fs_make_dir(part, error))
		return FALSE;
	for (guint i = 0; i < self->files->len; i++) {
		progress_set(bar, i);
		if (place_file(self, self->files->pdata[i], part, old, error))
			continue;
		fs_remove(part, NULL);
		return FALSE;
	}
	if (fs_remove(to, error) && fs_rename(part, to, error))
		return TRUE;
	fs_remove(part, NULL);
	return FALSE;
}
