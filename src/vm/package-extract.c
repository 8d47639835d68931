/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/package-extract.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "util/archive-budget.h"
#include "util/error.h"
#include "util/fs.h"

typedef struct archive archive_reader;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(archive_reader, archive_read_free)

#define BLOCK (1 << 16)

/* A package that is read. For RPM, @packed removes header and compression, and @data
 * reads the files. For DEB, they do so for a member of @outer. */
struct archive_package {
	const char *path;
	struct budget budget;
	archive_reader *outer;
	archive_reader *packed;
	archive_reader *data;
	struct budget_member member; /* of @outer */
	struct budget_member files;  /* of @packed */
	struct budget_member module; /* of @data: a compressed module */
};

static gboolean damaged(const struct archive_package *archive_package,
			archive_reader *reader, GError **error)
{
	const char *why = archive_package->budget.fault ?: archive_error_string(reader);

	g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "%s: %s", archive_package->path,
		    why ?: "damaged");
	return FALSE;
}

/*
 * Reads the output of archive_package->packed, which is open, as the archive of files.
 */
static gboolean open_files(struct archive_package *archive_package, int layers,
			   GError **error)
{
	struct archive_entry *entry;

	archive_package->files.of = archive_package->packed;
	archive_package->files.budget = &archive_package->budget;
	if (!budget_check_layers(&archive_package->budget, archive_package->packed,
				 layers) ||
	    archive_read_next_header(archive_package->packed, &entry) != ARCHIVE_OK)
		return damaged(archive_package, archive_package->packed, error);
	return budget_open_member(archive_package->data, &archive_package->files) ==
		       ARCHIVE_OK ||
	       damaged(archive_package, archive_package->data, error);
}

static gboolean find_member(struct archive_package *archive_package, GError **error)
{
	struct archive_entry *entry;

	do {
		if (archive_read_next_header(archive_package->outer, &entry) !=
			    ARCHIVE_OK ||
		    !budget_take_entry(&archive_package->budget, entry))
			return damaged(archive_package, archive_package->outer, error);
	} while (!g_str_has_prefix(archive_entry_pathname(entry), "data.tar"));
	return TRUE;
}

static gboolean open_deb(struct archive_package *archive_package, GError **error)
{
	archive_package->outer = archive_read_new();
	archive_read_support_format_ar(archive_package->outer);
	if (archive_read_open_filename(archive_package->outer, archive_package->path,
				       BLOCK) != ARCHIVE_OK)
		return damaged(archive_package, archive_package->outer, error);
	if (!find_member(archive_package, error))
		return FALSE;
	archive_package->member.of = archive_package->outer;
	if (budget_open_member(archive_package->packed, &archive_package->member) !=
	    ARCHIVE_OK)
		return damaged(archive_package, archive_package->packed, error);
	archive_read_support_format_tar(archive_package->data);
	return open_files(archive_package, 1, error);
}

static gboolean open_rpm(struct archive_package *archive_package, GError **error)
{
	archive_read_support_filter_rpm(
		archive_package->packed); /* removes its header */
	if (archive_read_open_filename(archive_package->packed, archive_package->path,
				       BLOCK) != ARCHIVE_OK)
		return damaged(archive_package, archive_package->packed, error);
	archive_read_support_format_cpio(archive_package->data);
	return open_files(archive_package, 2, error);
}

static const struct {
	const char *magic;
	gboolean (*open)(struct archive_package *archive_package, GError **error);
} kinds[] = {
	{"!<arch>\ndebian-binary", open_deb},
	{"\xed\xab\xee\xdb", open_rpm},
};

static gboolean package_open(struct archive_package *archive_package, GError **error)
{
	char start[32] = "";
	FILE *file = fopen(archive_package->path, "re");

	if (!file || fread(start, 1, sizeof(start) - 1, file) == 0) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "%s: %s",
			    archive_package->path, file ? "empty" : g_strerror(errno));
		if (file)
			fclose(file);
		return FALSE;
	}
	fclose(file);
	for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++)
		if (g_str_has_prefix(start, kinds[i].magic))
			return kinds[i].open(archive_package, error);
	g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
		    "%s: neither a Debian package nor an RPM", archive_package->path);
	return FALSE;
}

/* Returns the suffix of a compressed module in its name, or NULL. */
static char *compression(char *name)
{
	char *dot = strrchr(name, '.');

	return dot && dot - name > 3 && g_str_has_prefix(dot - 3, ".ko.") ? dot : NULL;
}

/* Writes the rest of the present entry of @reader to the file @path. */
static gboolean write_entry(struct archive_package *archive_package,
			    archive_reader *reader, const char *path, int fd,
			    GError **error)
{
	g_autofree char *block = g_malloc(BLOCK);
	la_ssize_t size;

	while ((size = archive_read_data(reader, block, BLOCK)) > 0) {
		if (!budget_take_bytes(&archive_package->budget, size))
			return damaged(archive_package, reader, error);
		if (write(fd, block, size) == size)
			continue;
		g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM, "%s: cannot write: %s",
			    path, g_strerror(errno));
		return FALSE;
	}
	return size == 0 || damaged(archive_package, reader, error);
}

/* libarchive detects the compression of the entry by its first bytes. */
static gboolean write_uncompressed(struct archive_package *archive_package,
				   const char *path, int fd, GError **error)
{
	g_autoptr(archive_reader) reader = budget_reader();
	struct archive_entry *entry;

	archive_package->module.of = archive_package->data;
	if (budget_open_member(reader, &archive_package->module) != ARCHIVE_OK ||
	    !budget_check_layers(&archive_package->budget, reader, 1) ||
	    archive_read_next_header(reader, &entry) != ARCHIVE_OK)
		return damaged(archive_package, reader, error);
	return write_entry(archive_package, reader, path, fd, error);
}

static gboolean take_entry(struct archive_package *archive_package, const char *dir,
			   char *place, GError **error)
{
	char *end = compression(place);
	g_autofree char *path = NULL;
	g_autofree char *directory = NULL;
	gboolean done;
	int fd;

	if (end)
		*end = '\0';
	path = g_build_filename(dir, place, NULL);
	directory = g_path_get_dirname(path);
	if (!fs_make_dir(directory, error))
		return FALSE;
	/* in a scratch directory: no temporary name, no fsync */
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0644);
	if (fd < 0) {
		g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM, "%s: cannot create: %s",
			    path, g_strerror(errno));
		return FALSE;
	}
	done = end ? write_uncompressed(archive_package, path, fd, error)
		   : write_entry(archive_package, archive_package->data, path, fd,
				 error);
	close(fd);
	return done;
}

/* In some distributions, /lib is a link to /usr/lib. */
static const char *plain_name(const char *name)
{
	static const char *const starts[] = {"./", "/", "usr/"};

	for (gsize i = 0; i < G_N_ELEMENTS(starts); i++)
		if (g_str_has_prefix(name, starts[i]))
			name += strlen(starts[i]);
	return name;
}

static gboolean leaves_dir(const char *name)
{
	g_auto(GStrv) parts = g_strsplit(name, "/", -1);

	return g_strv_contains((const char *const *)parts, "..");
}

static gboolean has_control(const char *name)
{
	while (*name && !g_ascii_iscntrl(*name))
		name++;
	return *name;
}

/* Checks the name of a file that is to be unpacked. */
static gboolean check_name(const struct archive_package *archive_package,
			   const char *name, GError **error)
{
	if (has_control(name))
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "%s: contains a file with control characters in its name",
			    archive_package->path);
	else if (leaves_dir(name))
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "%s: '%s' leads out of the package", archive_package->path,
			    name);
	else
		return TRUE;
	return FALSE;
}

static gboolean unpack(struct archive_package *archive_package, const char *dir,
		       package_place place, GError **error)
{
	struct archive_entry *entry;
	int status;

	while ((status = archive_read_next_header(archive_package->data, &entry)) ==
	       ARCHIVE_OK) {
		g_autofree char *as = NULL;

		if (!budget_take_entry(&archive_package->budget, entry))
			return damaged(archive_package, archive_package->data, error);
		if (archive_entry_filetype(entry) == AE_IFREG)
			as = place(plain_name(archive_entry_pathname(entry)));
		if (!as)
			continue;
		if (!check_name(archive_package, as, error))
			return FALSE;
		if (!take_entry(archive_package, dir, as, error))
			return FALSE;
	}
	return status == ARCHIVE_EOF ||
	       damaged(archive_package, archive_package->data, error);
}

gboolean package_extract(const char *path, const char *dir, package_place place,
			 GError **error)
{
	g_autofree struct archive_package *archive_package =
		g_new0(struct archive_package, 1);
	gboolean done;

	archive_package->path = path;
	budget_init(&archive_package->budget, path);
	archive_package->packed = budget_reader();
	archive_package->data = archive_read_new();
	done = package_open(archive_package, error) &&
	       unpack(archive_package, dir, place, error);
	archive_read_free(archive_package->data);
	archive_read_free(archive_package->packed);
	archive_read_free(archive_package->outer);
	return done;
}
