#include "budget.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

void budget_init(struct budget *self, const char *path)
{
	struct stat status = {0};

	stat(path, &status);
	*self = (struct budget){.packed = status.st_size};
}

static gboolean refuse(struct budget *self, const char *fault)
{
	self->fault = fault;
	return FALSE;
}

/* What may come out of the file, all in all. */
static guint64 limit(const struct budget *self)
{
	return MIN(BUDGET_BYTES, BUDGET_FREE + self->packed * BUDGET_RATIO);
}

gboolean budget_take_bytes(struct budget *self, guint64 bytes)
{
	if (bytes > limit(self) - self->bytes)
		return refuse(self, "far more comes out of it than any kernel needs");
	self->bytes += bytes;
	return TRUE;
}

gboolean budget_take_entry(struct budget *self, struct archive_entry *entry)
{
	const char *name = archive_entry_pathname(entry);

	if (++self->entries > BUDGET_ENTRIES)
		return refuse(self, "it holds more files than any kernel has");
	if (!name)
		return refuse(self, "a file in it has no name");
	if (strlen(name) > BUDGET_NAME)
		return refuse(self, "a file in it has too long a name");
	if (archive_entry_size(entry) > (gint64)limit(self))
		return refuse(self, "a file in it is far bigger than any kernel's");
	return TRUE;
}

struct archive *budget_reader(void)
{
	struct archive *reader = archive_read_new();

	archive_read_support_filter_gzip(reader);
	archive_read_support_filter_bzip2(reader);
	archive_read_support_filter_xz(reader);
	archive_read_support_filter_lzma(reader);
	archive_read_support_filter_lzip(reader);
	archive_read_support_filter_zstd(reader);
	archive_read_support_filter_lz4(reader);
	archive_read_support_format_raw(reader);
	archive_read_support_format_empty(reader);
	return reader;
}

gboolean budget_check_layers(struct budget *self, struct archive *reader, int layers)
{
	/* the last is the file itself */
	return archive_filter_count(reader) <= layers + 1 ||
	       refuse(self, "it is packed several times over");
}

/* libarchive's read callback. */
static la_ssize_t read_member(struct archive *reader, void *user, const void **block)
{
	struct budget_member *member = user;
	la_ssize_t size =
		archive_read_data(member->of, member->block, sizeof(member->block));

	*block = member->block;
	if (size < 0)
		archive_set_error(reader, archive_errno(member->of), "%s",
				  archive_error_string(member->of) ?: "damaged");
	if (size <= 0 || !member->budget || budget_take_bytes(member->budget, size))
		return size;
	archive_set_error(reader, EFBIG, "%s", member->budget->fault);
	return -1;
}

int budget_open_member(struct archive *reader, struct budget_member *member)
{
	return archive_read_open(reader, member, NULL, read_member, NULL);
}
