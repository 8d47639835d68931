/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Limits for reading archives. A few kilobytes can unpack to terabytes, contain
 * millions of names, or be compressed many times; archives of kernels do not.
 * libarchive has no limits and reads a name or link into memory as a whole. Therefore
 * one reader in its "raw" format decompresses, the bytes are counted, and a second
 * reader without filters reads the archive.
 */
#pragma once

#include <glib.h>

struct archive;
struct archive_entry;

/* Entries: ten times those of a kernel's source. */
#define BUDGET_ENTRIES 1000000

/* Unpacked bytes: a few times the size of a kernel with debug information. */
#define BUDGET_BYTES ((guint64)32 << 30)

/* Unpacked bytes for each byte of the file, beyond the first 64 MiB. */
#define BUDGET_RATIO 200
#define BUDGET_FREE  ((guint64)64 << 20)

/* Of an entry's name, as PATH_MAX. */
#define BUDGET_NAME 4096

struct budget {
	guint64 packed; /* bytes of the file */
	guint64 entries, bytes;
	const char *fault; /* what there was too much of; NULL: nothing, so far */
};

/* For the archive @path, which is looked at for its size. */
void budget_init(struct budget *budget, const char *path);

/*
 * Counts an entry of an archive. FALSE, with budget->fault, if there are too many
 * entries, or if its name or its declared size (which may be that of holes) is too
 * large.
 */
gboolean budget_take_entry(struct budget *budget, struct archive_entry *entry);

/* Counts unpacked bytes, likewise. */
gboolean budget_take_bytes(struct budget *budget, guint64 bytes);

/*
 * A new reader that decompresses a file or a member. Only filters that are linked into
 * libarchive are used, since it runs programs for some others. Its only entry is the
 * decompressed data.
 */
struct archive *budget_reader(void);

/* Whether @reader, which is open, removes no more than @layers of compression. */
gboolean budget_check_layers(struct budget *budget, struct archive *reader, int layers);

/* The entry that @of was come to, to be read by another reader. */
struct budget_member {
	struct archive *of;
	struct budget *budget; /* that counts; NULL: none */
	char block[1 << 16];
};

/* Opens @reader on @member, which must outlive it; libarchive's status. */
int budget_open_member(struct archive *reader, struct budget_member *member);
