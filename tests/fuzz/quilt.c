/*
 * tree/, which may hold quilt's state, and patches/ with a series (fuzz.h): what was
 * put on comes off again and leaves the tree as it was; what failed left it as it was
 * at once; nothing happens beside it.
 */
#include "fuzz.h"
#include "push.h"

static gboolean push(const char *dir, const struct series *series, gboolean remove)
{
	g_autoptr(Tree) tree = tree_open(dir, NULL);
	const struct push_options options = {.quilt = TRUE, .remove = remove};
	struct push_report report = {0};
	gboolean done;

	CHECK(tree);
	done = push_series(tree, series, &options, &report, NULL) &&
	       !stack_failure(report.steps);
	push_report_clear(&report);
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
	before = fs_digest(tree, NULL);
	applied = push(tree, series, FALSE);
	if (!applied) {
		after = fs_digest(tree, NULL);
		CHECK(!g_strcmp0(before, after));
	}
	if (push(tree, series, TRUE) && applied && !had_state) {
		CHECK(fs_remove(state, NULL));
		after = fs_digest(tree, NULL);
		CHECK(!g_strcmp0(before, after));
	}
	return 0;
}
