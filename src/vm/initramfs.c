/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/initramfs.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "util/error.h"
#include "util/fs.h"
#include "util/safe-open.h"

/* path in the guest -> struct archive_entry, with the source path of a file */
struct initramfs {
	GTree *entries;
	const char *base; /* archive that comes first, or NULL */
};

static int compare_paths(gconstpointer a, gconstpointer b, gpointer data)
{
	return strcmp(a, b);
}

struct initramfs *initramfs_new(void)
{
	struct initramfs *image = g_new0(struct initramfs, 1);

	image->entries = g_tree_new_full(compare_paths, NULL, g_free,
					 (GDestroyNotify)archive_entry_free);
	return image;
}

void initramfs_free(struct initramfs *image)
{
	g_tree_unref(image->entries);
	g_free(image);
}

/* Takes ownership of @path (relative, without a leading slash). */
static struct archive_entry *add_entry(struct initramfs *image, char *path, mode_t mode)
{
	struct archive_entry *entry = archive_entry_new();

	archive_entry_set_pathname(entry, path);
	archive_entry_set_mode(entry, mode);
	archive_entry_set_nlink(entry, S_ISDIR(mode) ? 2 : 1);
	archive_entry_set_mtime(entry, 0, 0);
	archive_entry_set_size(entry, 0);
	g_tree_insert(image->entries, path, entry);
	return entry;
}

/* The kernel only creates directories that the archive names. */
static void add_parents(struct initramfs *image, const char *path)
{
	for (const char *slash = strchr(path, '/'); slash;
	     slash = strchr(slash + 1, '/')) {
		g_autofree char *parent = g_strndup(path, slash - path);

		if (!g_tree_lookup(image->entries, parent))
			add_entry(image, g_steal_pointer(&parent), S_IFDIR | 0755);
	}
}

static void add_node(struct initramfs *image, const char *path, mode_t mode,
		     unsigned int major, unsigned int minor)
{
	struct archive_entry *entry;

	add_parents(image, path);
	entry = add_entry(image, g_strdup(path), S_IFCHR | mode);
	archive_entry_set_rdevmajor(entry, major);
	archive_entry_set_rdevminor(entry, minor);
}

/* Device numbers: Documentation/admin-guide/devices.txt */
void initramfs_add_nodes(struct initramfs *image)
{
	add_node(image, "dev/console", 0600, 5, 1);
	add_node(image, "dev/null", 0666, 1, 3);
	add_node(image, "dev/kmsg", 0600, 1, 11);
	add_parents(image, "proc/");
	add_parents(image, "sys/");
}

static gboolean fail_errno(const char *path, GError **error)
{
	g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "%s: %s", path, g_strerror(errno));
	return FALSE;
}

static gboolean add_tree(struct initramfs *image, const char *source, const char *path,
			 GError **error)
{
	g_autoptr(GPtrArray) names = fs_names(source, error);

	if (!names)
		return FALSE;
	for (guint i = 0; i < names->len; i++) {
		const char *name = names->pdata[i];
		g_autofree char *below = g_build_filename(source, name, NULL);
		g_autofree char *as = g_build_filename("/", path, name, NULL);

		if (!initramfs_add(image, below, as, error))
			return FALSE;
	}
	return TRUE;
}

gboolean initramfs_add(struct initramfs *image, const char *source, const char *path,
		       GError **error)
{
	const char *relative = path + strspn(path, "/");
	struct archive_entry *entry;
	struct stat status;

	if (lstat(source, &status))
		return fail_errno(source, error);
	if (S_ISDIR(status.st_mode)) {
		g_autofree char *as_parent = g_strconcat(relative, "/", NULL);

		if (*relative)
			add_parents(image, as_parent);
		return add_tree(image, source, relative, error);
	}
	if (!S_ISREG(status.st_mode) && !S_ISLNK(status.st_mode)) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "%s: neither a file, a link nor a directory", source);
		return FALSE;
	}
	if (initramfs_has(image, path)) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "%s: /%s already exists",
			    source, relative);
		return FALSE;
	}
	add_parents(image, relative);
	entry = add_entry(image, g_strdup(relative), status.st_mode);
	archive_entry_copy_sourcepath(entry, source);
	if (S_ISLNK(status.st_mode)) {
		g_autofree char *target = g_file_read_link(source, error);

		if (!target)
			return FALSE;
		archive_entry_set_symlink(entry, target);
	}
	return TRUE;
}

gboolean initramfs_has(struct initramfs *image, const char *path)
{
	return g_tree_lookup(image->entries, path + strspn(path, "/")) != NULL;
}

void initramfs_set_base(struct initramfs *image, const char *path)
{
	image->base = path;
}

void initramfs_add_link(struct initramfs *image, const char *target, const char *path)
{
	const char *relative = path + strspn(path, "/");
	struct archive_entry *entry;

	if (initramfs_has(image, path))
		return;
	add_parents(image, relative);
	entry = add_entry(image, g_strdup(relative), S_IFLNK | 0777);
	archive_entry_set_symlink(entry, target);
}

/* Data for write_entry() during the tree walk. */
struct writer {
	const char *file;
	struct archive *archive;
	gint64 inode;
	GError *error;
};

/* On a full disk, libarchive says "Write error"; the reason is its errno. */
static void fail_archive(struct writer *writer)
{
	int reason = archive_errno(writer->archive);

	g_set_error(&writer->error, KF_ERROR, KF_ERROR_SYSTEM, "%s: %s%s%s",
		    writer->file, archive_error_string(writer->archive),
		    reason > 0 ? ": " : "", reason > 0 ? g_strerror(reason) : "");
}

static gboolean write_data(struct archive *archive, GMappedFile *data)
{
	const char *at = g_mapped_file_get_contents(data);
	gsize left = g_mapped_file_get_length(data);

	while (left) {
		la_ssize_t n = archive_write_data(archive, at, left);

		if (n <= 0)
			return FALSE;
		at += n;
		left -= n;
	}
	return TRUE;
}

static gboolean write_entry(gpointer key, gpointer value, gpointer user)
{
	struct archive_entry *entry = value;
	struct writer *writer = user;
	g_autoptr(GMappedFile) data = NULL;
	GError *cause = NULL;

	archive_entry_set_ino64(entry, ++writer->inode);
	if (archive_entry_filetype(entry) == AE_IFREG) {
		data = g_mapped_file_new(archive_entry_sourcepath(entry), FALSE,
					 &cause);
		if (!error_from(&writer->error, KF_ERROR_SYSTEM, cause))
			return TRUE;
		archive_entry_set_size(entry, g_mapped_file_get_length(data));
	}
	if (archive_write_header(writer->archive, entry) != ARCHIVE_OK ||
	    (data && !write_data(writer->archive, data)))
		fail_archive(writer);
	return writer->error != NULL;
}

/* The kernel unpacks several archives one after another; each begins at a multiple of 4
 * (Documentation/driver-api/early-userspace/buffer-format.rst). */
static gboolean write_base(const struct initramfs *image, int fd, GError **error)
{
	static const char zeros[4];
	g_autoptr(GMappedFile) base = NULL;
	gsize size;

	if (!image->base)
		return TRUE;
	base = g_mapped_file_new(image->base, FALSE, error);
	if (!base)
		return FALSE;
	size = g_mapped_file_get_length(base);
	if (safe_write_all(fd, g_mapped_file_get_contents(base), size) &&
	    safe_write_all(fd, zeros, -size % sizeof(zeros)))
		return TRUE;
	return fail_errno(image->base, error);
}

static gboolean write_all(struct initramfs *image, int fd, const char *file,
			  GError **error)
{
	struct writer writer = {.file = file};

	if (!write_base(image, fd, error))
		return FALSE;
	writer.archive = archive_write_new();
	archive_write_set_format_cpio_newc(writer.archive);
	archive_write_set_bytes_in_last_block(writer.archive, 512);
	if (archive_write_open_fd(writer.archive, fd) != ARCHIVE_OK)
		fail_archive(&writer);
	else
		g_tree_foreach(image->entries, write_entry, &writer);
	if (archive_write_close(writer.archive) != ARCHIVE_OK && !writer.error)
		fail_archive(&writer);
	archive_write_free(writer.archive);
	if (!writer.error)
		return TRUE;
	g_propagate_error(error, writer.error);
	return FALSE;
}

gboolean initramfs_write(struct initramfs *image, const char *file, GError **error)
{
	struct fs_output output;

	return fs_output_begin(&output, file, error) &&
	       fs_output_end(&output, write_all(image, output.fd, file, error), error);
}
