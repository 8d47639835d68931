/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Input: tree/, which may have quilt's state, and patches/ with a series (fuzz.h). What
 * was applied can be unapplied, which restores the tree except for empty files, because
 * quilt's state does not distinguish those from absent ones. A failure changes nothing.
 */
#include <ftw.h>
#include <sys/stat.h>

#include "fuzz.h"
#include "patch/series-push.h"

static GPtrArray *contents;

static int add_content(const char *path, const struct stat *status, int type,
		       struct FTW *ftw)
{
	g_autofree char *content = NULL;

	if (S_ISLNK(status->st_mode))
		content = g_file_read_link(path, NULL);
	else if (S_ISREG(status->st_mode) && status->st_size)
		content = fs_sha256(path, NULL);
	if (content)
		g_ptr_array_add(contents, g_strconcat(path, " ", content, NULL));
	return 0;
}

static gint compare(gconstpointer a, gconstpointer b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The names and contents of the files in the tree that are not empty. */
static char *contents_of(const char *tree)
{
	char *all;

	contents = g_ptr_array_new_with_free_func(g_free);
	CHECK(!nftw(tree, add_content, 16, FTW_PHYS));
	g_ptr_array_sort(contents, compare);
	g_ptr_array_add(contents, NULL);
	all = g_strjoinv("\n", (char **)contents->pdata);
	g_ptr_array_unref(contents);
	return all;
}

static gboolean push(const char *dir, const struct series *series, gboolean remove)
{
	g_autoptr(Tree) tree = tree_open(dir, NULL);
	const struct series_push_options options = {.quilt = TRUE, .remove = remove};
	struct series_push_report report = {0};
	gboolean done;

	CHECK(tree);
	done = series_push(tree, series, &options, &report, NULL) &&
	       !series_apply_failure(report.steps);
	series_push_report_clear(&report);
	return done;
}

int LLVMFuzzerTestOneInput(const guint8 *data, size_t size)
{
	const char *dir = fuzz_unpack(data, size);
	g_autofree char *tree = g_build_filename(dir, "tree", NULL);
	g_autofree char *state = g_build_filename(tree, ".pc", NULL);
	g_autofree char *patches = g_build_filename(dir, "patches", NULL);
	g_autofree char *before = NULL, *after = NULL;
	g_autoptr(Series) series = series_load(patches, NULL);
	gboolean had_state, applied;

	if (!series || !g_file_test(tree, G_FILE_TEST_IS_DIR))
		return 0;
	had_state = g_file_test(state, G_FILE_TEST_EXISTS);
	before = contents_of(tree);
	applied = push(tree, series, FALSE);
	if (!applied) {
		after = contents_of(tree);
		CHECK(!strcmp(before, after));
		return 0;
	}
	if (push(tree, series, TRUE) && !had_state) {
		CHECK(fs_remove(state, NULL));
		after = contents_of(tree);
		CHECK(!strcmp(before, after));
	}
	return 0;
}
