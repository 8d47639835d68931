/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which source files of a build had code that ran: the objects that were made of them are
 * found in the kernels of recorded runs, byte by byte (cover/elf-object.h), and what the runs
 * noted (covermap.h) is looked up there. Headers and modules are not looked at.
 */
#pragma once

#include <glib.h>

struct file_run;

enum file_ran {
	FILE_RAN_UNKNOWN, /* no object, or none that is in the kernel that ran */
	FILE_RAN_NO,
	FILE_RAN_YES,
};

/*
 * For the O= directory @build. With @lines, objects of files that ran are compiled again to
 * tell which lines did; else functions are named. The caller frees it.
 */
struct file_run *file_run_new(const char *build, gboolean lines);
void file_run_free(struct file_run *files);

/*
 * Adds the run in the directory @dir. Its kernel is the one of its variant in the cache, or
 * that of the build. KF_ERROR_INVALID if it is neither, or what ran cannot be told (see
 * coverage_map_of_run()); KF_ERROR_SYSTEM.
 */
gboolean file_run_add(struct file_run *files, const char *dir,
		      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Of @path, below the source tree: whether any of its code ran in any of the runs. */
enum file_ran file_run_ask(struct file_run *files, const char *path);

/*
 * What ran of @path in the first run that ran any of it, "DIR ran lines 10-12, 20 of
 * mm/x.c"; NULL: nothing, or
 * not known. Belongs to @files.
 */
const char *file_run_text(struct file_run *files, const char *path);

/* The runs, and how many files could not be told, and why one could not; to be freed. */
char *file_run_how(const struct file_run *files);

typedef struct file_run FileRun;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FileRun, file_run_free)
