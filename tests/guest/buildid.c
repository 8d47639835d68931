/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "buildid.h"

#include <elf.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define ALIGN4(n) (((n) + 3) & ~(size_t)3)

static void write_hex(const unsigned char *bytes, size_t count, char *hex, size_t size)
{
	for (size_t i = 0; i < count && 2 * i + 2 < size; i++)
		snprintf(hex + 2 * i, size - 2 * i, "%02x", bytes[i]);
}

void build_id_read(const char *path, char *hex, size_t size)
{
	unsigned char notes[4096];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t length = fd < 0 ? 0 : read(fd, notes, sizeof(notes));
	size_t end = length > 0 ? (size_t)length : 0;
	Elf64_Nhdr note;

	snprintf(hex, size, "none");
	for (size_t at = 0; at + sizeof(note) <= end;) {
		const unsigned char *name = notes + at + sizeof(note);

		memcpy(&note, notes + at, sizeof(note));
		at += sizeof(note) + ALIGN4((size_t)note.n_namesz);
		if (at + note.n_descsz > end)
			break;
		if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == 4 &&
		    !memcmp(name, "GNU", 4))
			write_hex(notes + at, note.n_descsz, hex, size);
		at += ALIGN4((size_t)note.n_descsz);
	}
	if (fd >= 0)
		close(fd);
}
