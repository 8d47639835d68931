#include "package-open.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "budget.h"
#include "error.h"
#include "fs.h"

typedef struct archive archive_reader;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(archive_reader, archive_read_free)

#define BLOCK (1 << 16)

/*
 * A package being read. An RPM: @packed takes off its header and compression, @data
 * reads the files. A deb: the same, of the member of @outer that holds them.
 */
struct package {
	const char *path;
	struct budget budget;
	archive_reader *outer;
	archive_reader *packed;
	archive_reader *data;
	struct budget_member member; /* of @outer */
	struct budget_member files;  /* of @packed */
	struct budget_member module; /* of @data: one that is compressed */
};

static gboolean damaged(const struct package *self, archive_reader *reader,
			GError **error)
{
	const char *why = self->budget.fault ?: archive_error_string(reader);

	g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "%s: %s", self->path,
		    why ?: "damaged");
	return FALSE;
}

/* Reads what comes out of self->packed, which is open, as the files. */
static gboolean open_files(struct package *self, int layers, GError **error)
{
	struct archive_entry *entry;

	self->files.of = self->packed;
	self->files.budget = &self->budget;
	if (!budget_check_layers(&self->budget, self->packed, layers) ||
	    archive_read_next_header(self->packed, &entry) != ARCHIVE_OK)
		return damaged(self, self->packed, error);
	return budget_open_member(self->data, &self->files) == ARCHIVE_OK ||
	       damaged(self, self->data, error);
}

static gboolean find_member(struct package *self, GError **error)
{
	struct archive_entry *entry;

	do {
		if (archive_read_next_header(self->outer, &entry) != ARCHIVE_OK ||
		    !budget_take_entry(&self->budget, entry))
			return damaged(self, self->outer, error);
	} while (!g_str_has_prefix(archive_entry_pathname(entry), "data.tar"));
	return TRUE;
}

static gboolean open_deb(struct package *self, GError **error)
{
	self->outer = archive_read_new();
	archive_read_support_format_ar(self->outer);
	if (archive_read_open_filename(self->outer, self->path, BLOCK) != ARCHIVE_OK)
		return damaged(self, self->outer, error);
	if (!find_member(self, error))
		return FALSE;
	self->member.of = self->outer;
	if (budget_open_member(self->packed, &self->member) != ARCHIVE_OK)
		return damaged(self, self->packed, error);
	archive_read_support_format_tar(self->data);
	return open_files(self, 1, error);
}

static gboolean open_rpm(struct package *self, GError **error)
{
	archive_read_support_filter_rpm(self->packed); /* its header */
	if (archive_read_open_filename(self->packed, self->path, BLOCK) != ARCHIVE_OK)
		return damaged(self, self->packed, error);
	archive_read_support_format_cpio(self->data);
	return open_files(self, 2, error);
}

static const struct {
	const char *magic;
	gboolean (*open)(struct package *self, GError **error);
} kinds[] = {
	{"!<arch>\ndebian-binary", open_deb},
	{"\xed\xab\xee\xdb", open_rpm},
};

static gboolean package_open(struct package *self, GError **error)
{
	char start[32] = "";
	FILE *file = fopen(self->path, "re");

	if (!file || fread(start, 1, sizeof(start) - 1, file) == 0) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "%s: %s", self->path,
			    file ? "empty" : g_strerror(errno));
		if (file)
			fclose(file);
		return FALSE;
	}
	fclose(file);
	for (gsize i = 0; i < G_N_ELEMENTS(kinds); i++)
		if (g_str_has_prefix(start, kinds[i].magic))
			return kinds[i].open(self, error);
	g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
		    "%s: neither a Debian package nor an RPM", self->path);
	return FALSE;
}

/* Where the end of the name tells of a compressed module, or NULL. */
static char *compression(char *name)
{
	char *dot = strrchr(name, '.');

	return dot && dot - name > 3 && g_str_has_prefix(dot - 3, ".ko.") ? dot : NULL;
}

/* What is left of the entry that @reader was come to, into the file @path. */
static gboolean write_entry(struct package *self, archive_reader *reader,
			    const char *path, int fd, GError **error)
{
	g_autofree char *block = g_malloc(BLOCK);
	la_ssize_t size;

	while ((size = archive_read_data(reader, block, BLOCK)) > 0) {
		if (!budget_take_bytes(&self->budget, size))
			return damaged(self, reader, error);
		if (write(fd, block, size) == size)
			continue;
		g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM, "%s: cannot write: %s",
			    path, g_strerror(errno));
		return FALSE;
	}
	return size == 0 || damaged(self, reader, error);
}

/* Whatever it is that compressed the entry, libarchive knows it by its first bytes. */
static gboolean write_uncompressed(struct package *self, const char *path, int fd,
				   GError **error)
{
	g_autoptr(archive_reader) reader = budget_reader();
	struct archive_entry *entry;

	self->module.of = self->data;
	if (budget_open_member(reader, &self->module) != ARCHIVE_OK ||
	    !budget_check_layers(&self->budget, reader, 1) ||
	    archive_read_next_header(reader, &entry) != ARCHIVE_OK)
		return damaged(self, reader, error);
	return write_entry(self, reader, path, fd, error);
}

static gboolean take_entry(struct package *self, const char *dir, char *place,
			   GError **error)
{
	char *end = compression(place);
	g_autofree char *path = NULL;
	g_autofree char *folder = NULL;
	gboolean done;
	int fd;

	if (end)
		*end = '\0';
	path = g_build_filename(dir, place, NULL);
	folder = g_path_get_dirname(path);
	if (!fs_make_dir(folder, error))
		return FALSE;
	/* a scratch folder's file: no temporary name, no fsync */
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0644);
	if (fd < 0) {
		g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM, "%s: cannot create: %s",
			    path, g_strerror(errno));
		return FALSE;
	}
	done = end ? write_uncompressed(self, path, fd, error)
		   : write_entry(self, self->data, path, fd, error);
	close(fd);
	return done;
}

/* Distributions differ in whether /lib is a link to /usr/lib. */
static const char *plain_name(const char *name)
{
	static const char *const starts[] = {"./", "/", "usr/"};

	for (gsize i = 0; i < G_N_ELEMENTS(starts); i++)
		if (g_str_has_prefix(name, starts[i]))
			name += strlen(starts[i]);
	return name;
}

static gboolean leaves_folder(const char *name)
{
	g_auto(GStrv) parts = g_strsplit(name, "/", -1);

	return g_strv_contains((const char *const *)parts, "..");
}

static gboolean unpack(struct package *self, const char *dir, package_place place,
		       GError **error)
{
	struct archive_entry *entry;
	int status;

	while ((status = archive_read_next_header(self->data, &entry)) == ARCHIVE_OK) {
		g_autofree char *as = NULL;
		const char *name;

		if (!budget_take_entry(&self->budget, entry))
			return damaged(self, self->data, error);
		name = plain_name(archive_entry_pathname(entry));
		if (archive_entry_filetype(entry) == AE_IFREG)
			as = place(name);
		if (!as)
			continue;
		if (leaves_folder(as)) {
			g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
				    "%s: '%s' leads out of the package", self->path,
				    name);
			return FALSE;
		}
		if (!take_entry(self, dir, as, error))
			return FALSE;
	}
	return status == ARCHIVE_EOF || damaged(self, self->data, error);
}

gboolean package_unpack(const char *path, const char *dir, package_place place,
			GError **error)
{
	g_autofree struct package *self = g_new0(struct package, 1);
	gboolean done;

	self->path = path;
	budget_init(&self->budget, path);
	self->packed = budget_reader();
	self->data = archive_read_new();
	done = package_open(self, error) && unpack(self, dir, place, error);
	archive_read_free(self->data);
	archive_read_free(self->packed);
	archive_read_free(self->outer);
	return done;
}
