/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which source files of a build had code that ran. Their objects are located byte by
 * byte in the kernels of recorded runs (cover/elf-object.h), and looked up in the maps
 * of the runs (covermap.h). Headers and modules are not supported.
 */
#pragma once

#include <glib.h>

struct file_run;

enum file_ran {
	FILE_RAN_UNKNOWN, /* no object, or it is not in the kernel that ran */
	FILE_RAN_NO,
	FILE_RAN_YES,
};

/* For the O= directory @build. With @lines, objects of files that ran are compiled
 * again to find the lines that ran; else functions are named. The caller frees it. */
struct file_run *file_run_new(const char *build, gboolean lines);
void file_run_free(struct file_run *files);

/*
 * Adds the run in the directory @dir. Its kernel is that of its variant in the cache,
 * or that of the build. Errors: KF_ERROR_INVALID if it is neither, or if it is unknown
 * what ran (see coverage_map_of_run()); KF_ERROR_SYSTEM.
 */
gboolean file_run_add(struct file_run *files, const char *dir,
		      GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Whether any code of @path, relative to the source tree, ran in any of the runs. */
enum file_ran file_run_ask(struct file_run *files, const char *path);

/* Returns what ran of @path in the first run that ran any of it, "DIR ran lines 10-12,
 * 20 of mm/x.c"; NULL if nothing ran or it is unknown. Belongs to @files. */
const char *file_run_text(struct file_run *files, const char *path);

/* Returns the runs, the number of files that are unknown, and why one is; the caller
 * frees it. */
char *file_run_how(const struct file_run *files);

typedef struct file_run FileRun;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(FileRun, file_run_free)
