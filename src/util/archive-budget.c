/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "util/archive-budget.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

void budget_init(struct budget *budget, const char *path)
{
	struct stat status = {0};

	stat(path, &status);
	*budget = (struct budget){.packed = status.st_size};
}

static gboolean refuse(struct budget *budget, const char *fault)
{
	budget->fault = fault;
	return FALSE;
}

/* The maximum of unpacked bytes. */
static guint64 limit(const struct budget *budget)
{
	return MIN(BUDGET_BYTES, BUDGET_FREE + budget->packed * BUDGET_RATIO);
}

gboolean budget_take_bytes(struct budget *budget, guint64 bytes)
{
	if (bytes > limit(budget) - budget->bytes)
		return refuse(budget, "unpacks to far more than any kernel needs");
	budget->bytes += bytes;
	return TRUE;
}

gboolean budget_take_entry(struct budget *budget, struct archive_entry *entry)
{
	const char *name = archive_entry_pathname(entry);

	if (++budget->entries > BUDGET_ENTRIES)
		return refuse(budget, "has more files than any kernel");
	if (!name)
		return refuse(budget, "contains a file without a name");
	if (strlen(name) > BUDGET_NAME)
		return refuse(budget, "contains a file whose name is too long");
	if (archive_entry_size(entry) > (gint64)limit(budget))
		return refuse(budget,
			      "contains a file that is far larger than any kernel's");
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

gboolean budget_check_layers(struct budget *budget, struct archive *reader, int layers)
{
	/* the last filter is the file itself */
	return archive_filter_count(reader) <= layers + 1 ||
	       refuse(budget, "compressed several times");
}

/* A read callback for libarchive. */
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
