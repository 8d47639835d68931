#include "package-open.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <string.h>

#include "error.h"
#include "fs.h"

typedef struct archive archive_reader;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(archive_reader, archive_read_free)

#define BLOCK (1 << 16)

/* A package being read: @data holds its files; that of a deb lies in @outer. */
struct package {
	const char *path;
	archive_reader *outer;
	archive_reader *data;
	char block[BLOCK];
};

static gboolean damaged(const struct package *self, archive_reader *reader,
			GError **error)
{
	const char *why = archive_error_string(reader);

	g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "%s: %s", self->path,
		    why ? why : "damaged");
	return FALSE;
}

/* libarchive's read callback: the member of @outer that was come to. */
static la_ssize_t read_member(struct archive *data, void *user, const void **block)
{
	struct package *self = user;
	la_ssize_t size = archive_read_data(self->outer, self->block, BLOCK);

	if (size < 0)
		archive_set_error(data, archive_errno(self->outer), "%s",
				  archive_error_string(self->outer));
	*block = self->block;
	return size;
}

static gboolean open_deb(struct package *self, GError **error)
{
	struct archive_entry *entry;

	self->outer = archive_read_new();
	archive_read_support_format_ar(self->outer);
	if (archive_read_open_filename(self->outer, self->path, BLOCK) != ARCHIVE_OK)
		return damaged(self, self->outer, error);
	do {
		if (archive_read_next_header(self->outer, &entry) != ARCHIVE_OK)
			return damaged(self, self->outer, error);
	} while (!g_str_has_prefix(archive_entry_pathname(entry), "data.tar"));
	archive_read_support_filter_all(self->data);
	archive_read_support_format_tar(self->data);
	if (archive_read_open(self->data, self, NULL, read_member, NULL) != ARCHIVE_OK)
		return damaged(self, self->data, error);
	return TRUE;
}

static gboolean open_rpm(struct package *self, GError **error)
{
	archive_read_support_filter_all(self->data); /* the RPM's header among them */
	archive_read_support_format_cpio(self->data);
	if (archive_read_open_filename(self->data, self->path, BLOCK) != ARCHIVE_OK)
		return damaged(self, self->data, error);
	return TRUE;
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

/* All that is left of the current entry; NULL and @error. */
static GByteArray *read_entry(const struct package *self, archive_reader *reader,
			      GError **error)
{
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	g_autofree guint8 *block = g_malloc(BLOCK);
	la_ssize_t size;

	while ((size = archive_read_data(reader, block, BLOCK)) > 0)
		g_byte_array_append(bytes, block, size);
	if (size < 0) {
		damaged(self, reader, error);
		return NULL;
	}
	return g_steal_pointer(&bytes);
}

/* Where the end of the name tells of a compressed module, or NULL. */
static char *compression(char *name)
{
	char *dot = strrchr(name, '.');

	return dot && dot - name > 3 && g_str_has_prefix(dot - 3, ".ko.") ? dot : NULL;
}

/* Whatever it is that compressed @bytes, libarchive knows it by its first bytes. */
static GByteArray *uncompress(const struct package *self, const GByteArray *bytes,
			      GError **error)
{
	g_autoptr(archive_reader) reader = archive_read_new();
	struct archive_entry *entry;

	archive_read_support_filter_all(reader);
	archive_read_support_format_raw(reader);
	if (archive_read_open_memory(reader, bytes->data, bytes->len) != ARCHIVE_OK ||
	    archive_read_next_header(reader, &entry) != ARCHIVE_OK) {
		damaged(self, reader, error);
		return NULL;
	}
	return read_entry(self, reader, error);
}

static gboolean write_file(const char *path, const GByteArray *bytes, GError **error)
{
	g_autofree char *folder = g_path_get_dirname(path);
	GError *cause = NULL;

	if (!fs_make_dir(folder, error))
		return FALSE;
	/* a scratch folder's file: no temporary name, no fsync */
	g_file_set_contents_full(path, (const char *)bytes->data, bytes->len,
				 G_FILE_SET_CONTENTS_NONE, 0644, &cause);
	return error_from(error, KF_ERROR_SYSTEM, cause);
}

static gboolean take_entry(const struct package *self, const char *dir, char *place,
			   GError **error)
{
	char *end = compression(place);
	g_autoptr(GByteArray) bytes = read_entry(self, self->data, error);
	g_autofree char *path = NULL;

	if (bytes && end) {
		GByteArray *plain = uncompress(self, bytes, error);

		*end = '\0';
		g_byte_array_unref(bytes);
		bytes = plain;
	}
	path = g_build_filename(dir, place, NULL);
	return bytes && write_file(path, bytes, error);
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
		const char *raw = archive_entry_pathname(entry);
		const char *name = plain_name(raw ? raw : "");
		g_autofree char *as = NULL;

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
	self->data = archive_read_new();
	done = package_open(self, error) && unpack(self, dir, place, error);
	archive_read_free(self->data);
	archive_read_free(self->outer);
	return done;
}
