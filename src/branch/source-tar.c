/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "branch/source-tar.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/archive-budget.h"
#include "util/error.h"
#include "util/fs.h"
#include "util/progress.h"

/*
 * Nothing in an archive may lead out of the target directory. libarchive checks this
 * only relative to the working directory (a prefix might contain links), hence the
 * chdir() below.
 */
#define EXTRACT_FLAGS                                                                  \
	(ARCHIVE_EXTRACT_TIME | ARCHIVE_EXTRACT_PERM |                                 \
	 ARCHIVE_EXTRACT_SECURE_NODOTDOT | ARCHIVE_EXTRACT_SECURE_SYMLINKS |           \
	 ARCHIVE_EXTRACT_SECURE_NOABSOLUTEPATHS)

typedef struct archive archive_reader;
typedef struct archive archive_writer;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(archive_reader, archive_read_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(archive_writer, archive_write_free)

/* Returns libarchive's message, which may lack the reason of a system error. */
static gboolean failed(struct archive *a, const char *path, int code, GError **error)
{
	const char *said =
		archive_error_string(a) ? archive_error_string(a) : "damaged";
	const char *why = g_strerror(archive_errno(a));
	gboolean add = code == KF_ERROR_SYSTEM && !strstr(said, why);

	g_set_error(error, KF_ERROR, code, "%s: %s%s%s", path, said, add ? ": " : "",
		    add ? why : "");
	return FALSE;
}

/* A tarball that is read: @packed decompresses it, @files reads the result. */
struct tarball {
	const char *path;
	struct budget budget;
	struct budget_member member; /* of @packed */
	archive_reader *packed, *files;
};

typedef struct tarball Tarball;

static void tarball_close(struct tarball *tarball)
{
	archive_read_free(tarball->files);
	archive_read_free(tarball->packed);
	g_free(tarball);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Tarball, tarball_close)

/* As failed(), or which limit was exceeded. */
static gboolean damaged(const struct tarball *tarball, archive_reader *reader,
			GError **error)
{
	if (!tarball->budget.fault)
		return failed(reader, tarball->path, KF_ERROR_INPUT, error);
	g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "%s: %s", tarball->path,
		    tarball->budget.fault);
	return FALSE;
}

static gboolean open_files(struct tarball *tarball, GError **error)
{
	struct archive_entry *entry;

	if (archive_read_open_filename(tarball->packed, tarball->path, 1 << 18) !=
	    ARCHIVE_OK)
		return failed(tarball->packed, tarball->path,
			      errno ? KF_ERROR_SYSTEM : KF_ERROR_INPUT, error);
	if (!budget_check_layers(&tarball->budget, tarball->packed, 1) ||
	    archive_read_next_header(tarball->packed, &entry) != ARCHIVE_OK)
		return damaged(tarball, tarball->packed, error);
	return budget_open_member(tarball->files, &tarball->member) == ARCHIVE_OK ||
	       damaged(tarball, tarball->files, error);
}

static struct tarball *tarball_open(const char *path, GError **error)
{
	g_autoptr(Tarball) tarball = g_new0(struct tarball, 1);

	tarball->path = path;
	tarball->packed = budget_reader();
	tarball->files = archive_read_new();
	tarball->member.of = tarball->packed;
	tarball->member.budget = &tarball->budget;
	budget_init(&tarball->budget, path);
	archive_read_support_format_tar(tarball->files);
	return open_files(tarball, error) ? g_steal_pointer(&tarball) : NULL;
}

static struct progress *progress_of(const char *path, const char *title)
{
	struct stat status = {0};

	stat(path, &status);
	return progress_new(title, "MB", status.st_size);
}

/* Returns the next entry; NULL at the end, or with @error set. */
static struct archive_entry *next_entry(struct tarball *tarball, struct progress *bar,
					GError **error)
{
	struct archive_entry *entry;
	int status = archive_read_next_header(tarball->files, &entry);

	progress_set(bar, archive_filter_bytes(tarball->packed, -1));
	if (status == ARCHIVE_EOF)
		return NULL;
	if ((status == ARCHIVE_OK || status == ARCHIVE_WARN) &&
	    budget_take_entry(&tarball->budget, entry))
		return entry;
	damaged(tarball, tarball->files, error);
	return NULL;
}

static gboolean copy_data(struct tarball *tarball, archive_writer *writer,
			  GError **error)
{
	const void *block;
	size_t size;
	la_int64_t offset;
	int status;

	while ((status = archive_read_data_block(tarball->files, &block, &size,
						 &offset)) == ARCHIVE_OK)
		if (archive_write_data_block(writer, block, size, offset) < ARCHIVE_OK)
			return failed(writer, tarball->path, KF_ERROR_SYSTEM, error);
	return status == ARCHIVE_EOF || damaged(tarball, tarball->files, error);
}

/* A kernel source has files, directories and links. A device would become real if root
 * unpacked it, and reading a pipe would hang. */
static gboolean check_kind(struct archive_entry *entry, const char *path,
			   GError **error)
{
	int type = archive_entry_filetype(entry);

	if (type == AE_IFREG || type == AE_IFDIR || type == AE_IFLNK ||
	    archive_entry_hardlink(entry))
		return TRUE;
	g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
		    "%s: '%s' is neither a file, a directory nor a link", path,
		    archive_entry_pathname(entry));
	return FALSE;
}

static gboolean extract_entry(struct tarball *tarball, archive_writer *writer,
			      struct archive_entry *entry, GError **error)
{
	if (!check_kind(entry, tarball->path, error))
		return FALSE;
	if (archive_entry_filetype(entry) == AE_IFREG)
		archive_entry_set_perm(entry, archive_entry_perm(entry) & 0555);
	else
		archive_entry_set_perm(entry, 0755);
	/* a refusal for safety has no errno */
	if (archive_write_header(writer, entry) != ARCHIVE_OK)
		return failed(writer, tarball->path,
			      archive_errno(writer) == ENOSPC ? KF_ERROR_SYSTEM
							      : KF_ERROR_INPUT,
			      error);
	if (archive_entry_size(entry) > 0 && !copy_data(tarball, writer, error))
		return FALSE;
	if (archive_write_finish_entry(writer) < ARCHIVE_OK)
		return failed(writer, tarball->path, KF_ERROR_SYSTEM, error);
	return TRUE;
}

/* Extracts everything to the working directory. */
static gboolean extract_here(struct tarball *tarball, const char *title, GError **error)
{
	g_autoptr(archive_writer) writer = archive_write_disk_new();
	g_autoptr(Progress) bar = progress_of(tarball->path, title);
	g_autoptr(GError) cause = NULL;
	struct archive_entry *entry;

	archive_write_disk_set_options(writer, EXTRACT_FLAGS);
	while ((entry = next_entry(tarball, bar, &cause)))
		if (!extract_entry(tarball, writer, entry, error))
			return FALSE;
	if (cause) {
		g_propagate_error(error, g_steal_pointer(&cause));
		return FALSE;
	}
	return archive_write_close(writer) == ARCHIVE_OK ||
	       failed(writer, tarball->path, KF_ERROR_SYSTEM, error);
}

/* Returns the only entry of the directory, if it is a directory and not a link. */
static char *only_dir(const char *path)
{
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	const char *name = dir ? g_dir_read_name(dir) : NULL;
	g_autofree char *only = name ? g_build_filename(path, name, NULL) : NULL;

	if (!only || g_dir_read_name(dir) || !g_file_test(only, G_FILE_TEST_IS_DIR) ||
	    g_file_test(only, G_FILE_TEST_IS_SYMLINK))
		return NULL;
	return g_steal_pointer(&only);
}

static gboolean unpack_part(struct tarball *tarball, const char *part,
			    const char *title, GError **error)
{
	int here = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	gboolean ok = FALSE;

	if (here < 0 || chdir(part))
		g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM, "%s: %s", part,
			    g_strerror(errno));
	else
		ok = extract_here(tarball, title, error);
	if (here >= 0 && fchdir(here))
		g_warning("cannot return to the working directory");
	if (here >= 0)
		close(here);
	return ok;
}

gboolean source_tar_unpack(const char *path, const char *to, const char *title,
			   GError **error)
{
	g_autofree char *part = g_strconcat(to, ".part", NULL);
	g_autoptr(Tarball) tarball = NULL;
	g_autofree char *top = NULL;

	if (!fs_remove(part, error) || !fs_make_dir(part, error))
		return FALSE;
	tarball = tarball_open(path, error);
	if (!tarball || !unpack_part(tarball, part, title, error)) {
		fs_remove(part, NULL);
		return FALSE;
	}
	top = only_dir(part);
	if (!fs_rename(top ? top : part, to, error)) {
		fs_remove(part, NULL);
		return FALSE;
	}
	return fs_remove(part, error);
}

/* Returns a file name in a tarball without its first directory. */
static const char *below_top(const char *name)
{
	const char *slash = strchr(name, '/');

	return slash ? slash + 1 : name;
}

static gboolean differs(const char *path, const char *how, GError **error)
{
	g_set_error(error, KF_ERROR, KF_ERROR_NEGATIVE, "%s: %s", path, how);
	return FALSE;
}

static gboolean compare_file(struct tarball *tarball, const char *file, gsize size,
			     GError **error)
{
	g_autofree char *text = NULL;
	g_autofree char *want = NULL;
	gsize length;

	if (!g_file_get_contents(file, &text, &length, NULL))
		return differs(file, "missing from the unpacked tree", error);
	if (length != size)
		return differs(file, "differs from the archive", error);
	want = g_malloc(size + 1);
	if (archive_read_data(tarball->files, want, size) != (la_ssize_t)size)
		return damaged(tarball, tarball->files, error);
	if (memcmp(text, want, size))
		return differs(file, "differs from the archive", error);
	return TRUE;
}

static gboolean compare_entry(struct tarball *tarball, struct archive_entry *entry,
			      const char *tree, GError **error)
{
	g_autofree char *file =
		g_build_filename(tree, below_top(archive_entry_pathname(entry)), NULL);
	g_autofree char *target = NULL;

	switch (archive_entry_filetype(entry)) {
	case AE_IFREG:
		return archive_entry_hardlink(entry) ||
		       compare_file(tarball, file, archive_entry_size(entry), error);
	case AE_IFLNK:
		target = g_file_read_link(file, NULL);
		return !g_strcmp0(target, archive_entry_symlink(entry)) ||
		       differs(file, "is not the archive's link", error);
	default:
		return g_file_test(file, G_FILE_TEST_EXISTS) ||
		       differs(file, "missing from the unpacked tree", error);
	}
}

gboolean source_tar_compare(const char *path, const char *tree, const char *title,
			    GError **error)
{
	g_autoptr(Tarball) tarball = tarball_open(path, error);
	g_autoptr(Progress) bar = NULL;
	g_autoptr(GError) cause = NULL;
	struct archive_entry *entry;

	if (!tarball)
		return FALSE;
	bar = progress_of(path, title);
	while ((entry = next_entry(tarball, bar, &cause)))
		if (!compare_entry(tarball, entry, tree, error))
			return FALSE;
	if (!cause)
		return TRUE;
	g_propagate_error(error, g_steal_pointer(&cause));
	return FALSE;
}
