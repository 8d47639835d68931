/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What reading an archive may cost. A few kilobytes can ask for terabytes, for millions
 * of names, or for layer upon layer of compression; what kernels come in never does.
 * libarchive counts nothing, and takes what a name or a link needs into memory whole:
 * so compression is taken off by one reader of its "raw" format, what comes out is
 * counted, and another reader, without any filter, gets it.
 */
#pragma once

#include <glib.h>

struct archive;
struct archive_entry;

/* Entries: ten times those of a kernel's source. */
#define BUDGET_ENTRIES 1000000

/* Bytes that come out: a few times what a kernel with its debug information has. */
#define BUDGET_BYTES ((guint64)32 << 30)

/* Of each byte of the file so many may come out, beyond the first 64 MiB. */
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
 * Counts an entry of an archive. FALSE, with budget->fault, if it is one too many, or its
 * name or the size that it declares (of holes, maybe) is more than one may have.
 */
gboolean budget_take_entry(struct budget *budget, struct archive_entry *entry);

/* Counts bytes that came out, likewise. */
gboolean budget_take_bytes(struct budget *budget, guint64 bytes);

/*
 * A new reader that takes compression off a file or a member: by what is linked into
 * libarchive alone, which would run other programs for some kinds. Its only entry is
 * what comes out.
 */
struct archive *budget_reader(void);

/* Whether @reader, which is open, takes off no more than @layers of packing. */
gboolean budget_check_layers(struct budget *budget, struct archive *reader, int layers);

/* The entry that @of was come to, to be read by another reader. */
struct budget_member {
	struct archive *of;
	struct budget *budget; /* that counts; NULL: none */
	char block[1 << 16];
};

/* Opens @reader on @member, which must outlive it; libarchive's status. */
int budget_open_member(struct archive *reader, struct budget_member *member);
