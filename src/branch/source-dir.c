/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "branch/source-dir.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "branch/foreign-git.h"
#include "util/error.h"
#include "util/fs.h"
#include "util/progress.h"
#include "util/safe-open.h"

struct file {
	char *name; /* relative to the tree */
	struct stat status;
};

struct source_dir {
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

void source_dir_free(struct source_dir *source)
{
	if (!source)
		return;
	g_free(source->dir);
	g_clear_pointer(&source->files, g_ptr_array_unref);
	g_free(source->digest);
	g_free(source);
}

static gboolean system_failed(const char *path, GError **error)
{
	g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM, "%s: %s", path,
		    g_strerror(errno));
	return FALSE;
}

/*
 * Returns the output of "git ls-files", one name per line. The tree's own repository,
 * if it has one, determines which files are tracked; the tree's .gitignore files apply
 * in any case.
 */
static char *list_names(const char *dir, GError **error)
{
	g_autofree char *work = g_strconcat("--work-tree=", dir, NULL);
	const char *args[] = {work, "-c", "core.quotePath=false", "ls-files",
			      "-c", "-o", "--exclude-standard",	  "--deduplicate",
			      NULL};
	g_autofree char *own = foreign_git_find(dir);
	g_autoptr(ForeignGit) git = foreign_git_new(own, error);

	return git ? foreign_git_run(git, args, dir, error) : NULL;
}

static gint compare_files(gconstpointer a, gconstpointer b)
{
	return strcmp((*(struct file *const *)a)->name,
		      (*(struct file *const *)b)->name);
}

/* State while the files are examined. */
struct look {
	struct source_dir *tree;
	int root;	 /* the tree's directory, open */
	char *directory; /* name of the directory that was opened last */
	int fd; /* its descriptor; -1: it does not exist, or is reached by a link */
};

static void open_dir(struct look *look, const char *name)
{
	const char *slash = strrchr(name, '/');
	g_autofree char *directory = g_strndup(name, slash ? slash - name : 0);

	if (!g_strcmp0(look->directory, directory))
		return;
	if (look->fd >= 0)
		close(look->fd);
	look->fd = safe_open_dir(look->root, directory);
	g_free(look->directory);
	look->directory = g_steal_pointer(&directory);
}

/* A tracked file that the user deleted is not part of the tree, nor is one whose
 * directory was replaced by a link. The index may contain anything. */
static gboolean add_file(struct look *look, const char *name, GError **error)
{
	const char *refusal = safe_refusal(name), *slash = strrchr(name, '/');
	struct file *file;
	struct stat status;

	if (refusal) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "%s: git lists '%s', which is %s", look->tree->dir, name,
			    refusal);
		return FALSE;
	}
	open_dir(look, name);
	if (look->fd < 0)
		return TRUE;
	if (fstatat(look->fd, slash ? slash + 1 : name, &status, AT_SYMLINK_NOFOLLOW))
		return errno == ENOENT || system_failed(name, error);
	if (!S_ISREG(status.st_mode) && !S_ISLNK(status.st_mode))
		return TRUE;
	file = g_new0(struct file, 1);
	file->name = g_strdup(name);
	file->status = status;
	g_ptr_array_add(look->tree->files, file);
	return TRUE;
}

/* Adds the name in a line of git's list, which may be quoted. A name that ends in a
 * slash is a nested repository. */
static gboolean add_line(struct look *look, const char *line, GError **error)
{
	gsize length = strlen(line);
	g_autofree char *inner = NULL;
	g_autofree char *name = NULL;

	if (*line != '"')
		return !length || line[length - 1] == '/' ||
		       add_file(look, line, error);
	inner = g_strndup(line + 1, length > 2 ? length - 2 : 0);
	name = g_strcompress(inner);
	return g_str_has_suffix(name, "/") || add_file(look, name, error);
}

static gboolean add_files(struct source_dir *source, char **lines, GError **error)
{
	struct look look = {.tree = source, .fd = -1};
	gboolean ok = TRUE;

	look.root = open(source->dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (look.root < 0)
		return system_failed(source->dir, error);
	for (; ok && *lines; lines++)
		ok = add_line(&look, *lines, error);
	if (look.fd >= 0)
		close(look.fd);
	close(look.root);
	g_free(look.directory);
	return ok;
}

static char *digest(const struct source_dir *source)
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
	g_autoptr(GString) line = g_string_new(NULL);

	for (guint i = 0; i < source->files->len; i++) {
		const struct file *file = source->files->pdata[i];

		g_string_printf(line, "%s %o %lld %lld.%09ld\n", file->name,
				file->status.st_mode, (long long)file->status.st_size,
				(long long)file->status.st_mtim.tv_sec,
				file->status.st_mtim.tv_nsec);
		g_checksum_update(sum, (guchar *)line->str, line->len);
	}
	return g_strdup(g_checksum_get_string(sum));
}

struct source_dir *source_dir_open(const char *dir, GError **error)
{
	g_autoptr(SourceDir) local = g_new0(struct source_dir, 1);
	g_autofree char *text = NULL;
	g_auto(GStrv) names = NULL;

	local->dir = g_canonicalize_filename(dir, NULL);
	local->files = g_ptr_array_new_with_free_func(file_free);
	text = list_names(local->dir, error);
	if (!text)
		return NULL;
	names = g_strsplit(text, "\n", -1);
	if (!add_files(local, names, error))
		return NULL;
	g_ptr_array_sort(local->files, compare_files);
	local->digest = digest(local);
	return g_steal_pointer(&local);
}

const char *source_dir_digest(const struct source_dir *source)
{
	return source->digest;
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

static gboolean place_file(const struct source_dir *source, const struct file *file,
			   const char *to, const char *old, GError **error)
{
	g_autofree char *from = g_build_filename(source->dir, file->name, NULL);
	g_autofree char *path = g_build_filename(to, file->name, NULL);
	g_autofree char *before = g_build_filename(old ? old : "", file->name, NULL);
	g_autofree char *directory = g_path_get_dirname(path);

	if (!fs_make_dir(directory, error))
		return FALSE;
	if (S_ISLNK(file->status.st_mode))
		return copy_link(from, path, error);
	if (old && same_file(before, &file->status) && link(before, path) == 0)
		return TRUE;
	return copy_file(from, path, &file->status, error);
}

gboolean source_dir_copy(const struct source_dir *source, const char *to,
			 const char *old, GError **error)
{
	g_autofree char *part = g_strconcat(to, ".part", NULL);
	g_autofree char *title = g_strconcat("copy ", source->dir, NULL);
	g_autoptr(Progress) bar = progress_new(title, "files", source->files->len);

	if (!fs_remove(part, error) || !fs_make_dir(part, error))
		return FALSE;
	for (guint i = 0; i < source->files->len; i++) {
		progress_set(bar, i);
		if (place_file(source, source->files->pdata[i], part, old, error))
			continue;
		fs_remove(part, NULL);
		return FALSE;
	}
	if (fs_remove(to, error) && fs_rename(part, to, error))
		return TRUE;
	fs_remove(part, NULL);
	return FALSE;
}
