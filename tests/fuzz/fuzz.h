/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Shared by the fuzzers: the input as a file or a directory, for code that reads those.
 * Both are used again for the next input.
 */
#pragma once

#include <fcntl.h>
#include <glib.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "util/fs.h"

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size);

/* A property that must hold for each input, with or without NDEBUG. */
#define CHECK(condition)                                                               \
	do {                                                                           \
		if (!(condition)) {                                                    \
			fprintf(stderr, "%s:%d: broken: %s\n", __FILE__, __LINE__,     \
				#condition);                                           \
			abort();                                                       \
		}                                                                      \
	} while (0)

static void fuzz_abort(int signal)
{
	abort();
}

/* A critical message of GLib is a finding, too; the trap makes libFuzzer notice it. */
static void __attribute__((constructor)) fuzz_prepare(void)
{
	signal(SIGTRAP, fuzz_abort);
	g_log_set_always_fatal(G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL |
			       G_LOG_LEVEL_WARNING);
}

/*
 * A path from which the bytes can be read; each @slot (0 to 3) has one file at a time.
 */
static inline const char *fuzz_file(guint slot, const void *data, gsize size)
{
	static char paths[4][32];
	static int fds[4];

	if (!*paths[slot]) {
		fds[slot] = memfd_create("fuzz", MFD_CLOEXEC);
		g_snprintf(paths[slot], sizeof(paths[slot]), "/proc/self/fd/%d",
			   fds[slot]);
	}
	CHECK(!ftruncate(fds[slot], 0));
	CHECK(pwrite(fds[slot], data, size, 0) == (gssize)size);
	return paths[slot];
}

static char *fuzz_scratch;

static inline void fuzz_drop_scratch(void)
{
	fs_remove(fuzz_scratch, NULL);
}

/* An empty directory below $TMPDIR, which is removed when the process exits. */
static inline const char *fuzz_dir(void)
{
	if (!fuzz_scratch) {
		fuzz_scratch = g_dir_make_tmp("kferry-fuzz-XXXXXX", NULL);
		atexit(fuzz_drop_scratch);
	}
	CHECK(fs_remove(fuzz_scratch, NULL) && fs_make_dir(fuzz_scratch, NULL));
	return fuzz_scratch;
}

/*
 * The path of @name if it stays in the directory and is not too long, else NULL. A
 * journal is not accepted, for it says what to do to the tree and never comes with an
 * input.
 */
static inline char *fuzz_member(const char *dir, const char *name, gsize len)
{
	g_autofree char *relative = g_strndup(name, len);
	g_auto(GStrv) parts = g_strsplit(relative, "/", -1);
	gboolean good = len > 0 && len < 200 && g_strv_length(parts) < 8;

	for (char **part = parts; *part; part++)
		good = good && **part && strcmp(*part, ".") && strcmp(*part, "..") &&
		       !g_str_has_prefix(*part, ".kferry");
	return good ? g_build_filename(dir, relative, NULL) : NULL;
}

/* Unpacks the input to fuzz_dir(): each file begins after a line "=== NAME", and ends
 * before the newline in front of the next one. scripts/fuzz-seeds packs such inputs. */
static inline const char *fuzz_unpack(const guint8 *data, gsize size)
{
	const char *dir = fuzz_dir(), *at = (const char *)data, *end = at + size;

	while (at && end - at > 4 && !memcmp(at, "=== ", 4)) {
		const char *name = at + 4;
		const char *line = memchr(name, '\n', end - name);
		const char *text = line ? line + 1 : end;
		const char *next = memmem(text, end - text, "\n=== ", 5);
		g_autofree char *path =
			fuzz_member(dir, name, (line ? line : end) - name);
		g_autofree char *directory = path ? g_path_get_dirname(path) : NULL;

		if (path && fs_make_dir(directory, NULL))
			g_file_set_contents_full(path, text, (next ? next : end) - text,
						 G_FILE_SET_CONTENTS_NONE, 0644, NULL);
		at = next ? next + 1 : NULL;
	}
	return dir;
}
