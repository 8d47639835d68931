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

/* Maximum of entries: ten times those of a kernel's source. */
#define BUDGET_ENTRIES 1000000

/*
 * Maximum of unpacked bytes: a few times the size of a kernel with debug information.
 */
#define BUDGET_BYTES ((guint64)32 << 30)

/* Maximum of unpacked bytes for each byte of the file, beyond the first 64 MiB. */
#define BUDGET_RATIO 200
#define BUDGET_FREE  ((guint64)64 << 20)

/* Maximum length of an entry's name, as PATH_MAX. */
#define BUDGET_NAME 4096

struct budget {
	guint64 packed; /* size of the archive file */
	guint64 entries, bytes;
	const char *fault; /* which limit was exceeded; NULL: none */
};

/* Initializes @budget for the archive @path, whose size is looked up. */
void budget_init(struct budget *budget, const char *path);

/*
 * Counts an entry of an archive. Returns FALSE and sets budget->fault if there are too
 * many entries, or if its name or declared size (which holes may account for) is too
 * large.
 */
gboolean budget_take_entry(struct budget *budget, struct archive_entry *entry);

/* Counts unpacked bytes; otherwise as budget_take_entry(). */
gboolean budget_take_bytes(struct budget *budget, guint64 bytes);

/*
 * Returns a new reader that decompresses a file or a member. It only uses filters that
 * are linked into libarchive, since libarchive runs external programs for some others.
 * Its only entry is the decompressed data.
 */
struct archive *budget_reader(void);

/* Whether the open @reader removes at most @layers layers of compression. */
gboolean budget_check_layers(struct budget *budget, struct archive *reader, int layers);

/* The current entry of an archive, to be read by another reader. */
struct budget_member {
	struct archive *of;
	struct budget *budget; /* counts the bytes; NULL: they are not counted */
	char block[1 << 16];
};

/* Opens @reader on @member, which must outlive it. Returns libarchive's status. */
int budget_open_member(struct archive *reader, struct budget_member *member);
