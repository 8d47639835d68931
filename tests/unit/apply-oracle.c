/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * apply.c against GNU patch: random files are edited and diffed by GNU diff, and the
 * patch is applied to a file that has other edits, with each fuzz, forward and in
 * reverse. The resulting file and the success must be the same.
 *
 * And against git apply, which has no fuzz, tries other places first, and does not
 * remove emptied files: a patch that applies exactly must apply there, with the same
 * result.
 *
 * Lines come from few words, so that hunks match in more than one place. KFERRY_CASES
 * sets the number of cases, KFERRY_SEED the first seed; a failure prints its seed and
 * keeps its directory.
 */
#include "patch/apply.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "util/fs.h"

struct oracle {
	GRand *rand;
	guint seed;
	char *dir;
	const char *label; /* name of the old side in the diff */
	int words;
};

/* How often both sides agreed: a test in which nothing applies would prove nothing. */
enum { APPLIED, REFUSED, BY_GIT, COUNTS };

static guint counts[COUNTS];

static gboolean chance(struct oracle *o, int percent)
{
	return g_rand_int_range(o->rand, 0, 100) < percent;
}

static char *random_line(struct oracle *o)
{
	int word = g_rand_int_range(o->rand, 0, o->words);

	if (word == 0)
		return g_strdup("");
	return g_strdup_printf("%.*s", word,
			       "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMN");
}

static GPtrArray *random_lines(struct oracle *o)
{
	GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
	int n = chance(o, 8) ? 0 : g_rand_int_range(o->rand, 1, 40);

	for (int i = 0; i < n; i++)
		g_ptr_array_add(lines, random_line(o));
	return lines;
}

/* A copy with @edits random insertions, deletions and changes. */
static GPtrArray *edit_lines(struct oracle *o, GPtrArray *lines, int edits)
{
	GPtrArray *copy = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; i < lines->len; i++)
		g_ptr_array_add(copy, g_strdup(g_ptr_array_index(lines, i)));
	for (; edits > 0; edits--) {
		int at = g_rand_int_range(o->rand, 0, copy->len + 1);
		int kind = g_rand_int_range(o->rand, 0, 3);

		if (kind != 0 && (guint)at < copy->len)
			g_ptr_array_remove_index(copy, at);
		if (kind != 1)
			g_ptr_array_insert(copy, at, random_line(o));
	}
	return copy;
}

static char *join(struct oracle *o, GPtrArray *lines)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (guint i = 0; i < lines->len; i++)
		g_string_append_printf(text, "%s\n",
				       (char *)g_ptr_array_index(lines, i));
	if (text->len && chance(o, 12))
		g_string_truncate(text, text->len - 1);
	return g_string_free(g_steal_pointer(&text), FALSE);
}

static char *path_in(struct oracle *o, const char *name)
{
	return g_build_filename(o->dir, name, NULL);
}

static void write_file(struct oracle *o, const char *name, const char *text)
{
	g_autofree char *path = path_in(o, name);

	g_assert_true(g_file_set_contents(path, text, -1, NULL));
}

/* Runs in the current directory and with inherited descriptors: so GLib uses
 * posix_spawn(), which does not copy this process first. */
static int run(char **argv, char **out)
{
	g_autoptr(GError) error = NULL;
	int status;

	g_spawn_sync(NULL, argv, NULL,
		     G_SPAWN_SEARCH_PATH | G_SPAWN_LEAVE_DESCRIPTORS_OPEN |
			     G_SPAWN_STDERR_TO_DEV_NULL |
			     (out ? 0 : G_SPAWN_STDOUT_TO_DEV_NULL),
		     NULL, NULL, out, NULL, &status, &error);
	g_assert_no_error(error);
	return WEXITSTATUS(status);
}

/* Writes the diff of two texts to "patch" in the directory; FALSE if there is none. */
static gboolean make_patch(struct oracle *o, const char *old, const char *edited)
{
	static const char *const contexts[] = {"-U0", "-U1", "-U2", "-U3"};
	static const char *const dates[] = {"", "\t1970-01-01 00:00:00 +0000",
					    "\t2020-02-02 02:02:02.000000000 +0000"};
	g_autofree char *from = g_strdup_printf(
		"--label=%s%s", !*old && chance(o, 50) ? "/dev/null" : "a/file",
		dates[*old ? 2 * chance(o, 50) : g_rand_int_range(o->rand, 0, 3)]);
	g_autofree char *to = g_strdup_printf(
		"--label=%s%s", !*edited && chance(o, 50) ? "/dev/null" : "b/file",
		dates[*edited ? 2 * chance(o, 50) : g_rand_int_range(o->rand, 0, 3)]);
	char *argv[] = {"diff", (char *)contexts[g_rand_int_range(o->rand, 0, 4)],
			from,	to,
			"old",	"edited",
			NULL};
	g_autofree char *diff = NULL;

	write_file(o, "old", old);
	write_file(o, "edited", edited);
	if (run(argv, &diff) != 1)
		return FALSE;
	write_file(o, "patch", diff);
	return TRUE;
}

/* The resulting file: "absent", or its mode and content. */
static char *describe(const char *content, gsize size, mode_t mode)
{
	g_autofree char *text = content ? g_strndup(content, size) : NULL;

	return content ? g_strdup_printf("%o %s", mode & 0777, text)
		       : g_strdup("absent");
}

static char *by_patch(struct oracle *o, const char *base, int fuzz, gboolean reverse,
		      gboolean *ok)
{
	g_autofree char *f = g_strdup_printf("-F%d", fuzz);
	g_autofree char *path = path_in(o, "file");
	g_autofree char *content = NULL;
	char *argv[] = {"patch", "-f",
			"-p1",	 "-s",
			"-r-",	 "--no-backup-if-mismatch",
			f,	 "-i",
			"patch", reverse ? "-R" : NULL,
			NULL};
	gsize size = 0;
	GStatBuf st = {0};

	if (base)
		write_file(o, "file", base);
	else
		g_unlink(path);
	*ok = run(argv, NULL) == 0;
	g_file_get_contents(path, &content, &size, NULL);
	g_stat(path, &st);
	return describe(content, size, st.st_mode);
}

static char *by_us(struct oracle *o, const char *base, int fuzz, gboolean reverse,
		   gboolean *ok)
{
	g_autofree char *path = path_in(o, "patch");
	g_autoptr(GError) error = NULL;
	g_autoptr(Patch) patch = patch_load(path, &error);
	g_autoptr(Tree) tree = tree_new();
	g_autoptr(PatchResult) result = NULL;
	struct apply_options options = {
		.strip = 1, .reverse = reverse, .fuzz = fuzz, .partial = TRUE};
	struct blob blob;
	gsize size = 0;
	const char *data;

	g_assert_no_error(error);
	if (base) {
		g_autoptr(GBytes) bytes = g_bytes_new(base, strlen(base));

		g_assert_true(tree_put(tree, "file", bytes, S_IFREG | 0644, &error));
	}
	result = apply_patch(tree, patch, &options, &error);
	g_assert_no_error(error);
	*ok = result->status < APPLY_ALREADY;
	g_assert_true(tree_get(tree, "file", &blob, &error));
	data = blob.bytes ? g_bytes_get_data(blob.bytes, &size) : NULL;
	return describe(blob.bytes && !size ? "" : data, size, blob.mode);
}

static void compare(struct oracle *o, const char *base)
{
	for (int fuzz = 0; fuzz <= 3; fuzz++) {
		gboolean reverse = chance(o, 30), theirs_ok, ours_ok;
		g_autofree char *theirs = by_patch(o, base, fuzz, reverse, &theirs_ok);
		g_autofree char *ours = by_us(o, base, fuzz, reverse, &ours_ok);

		if (theirs_ok == ours_ok && !strcmp(theirs, ours)) {
			counts[ours_ok ? APPLIED : REFUSED]++;
			continue;
		}
		if (base)
			write_file(o, "base", base);
		write_file(o, "theirs", theirs);
		write_file(o, "ours", ours);
		g_test_message("seed %u: fuzz %d%s: patch says %d, we say %d; see %s",
			       o->seed, fuzz, reverse ? " -R" : "", theirs_ok, ours_ok,
			       o->dir);
		g_test_fail();
		o->dir = NULL;
		return;
	}
}

/* The result of git apply; NULL if it refuses the patch. */
static char *by_git(struct oracle *o, const char *base)
{
	char *argv[] = {
		"git",	 "apply", "-p1", "--unidiff-zero", "--whitespace=nowarn",
		"patch", NULL};
	g_autofree char *path = path_in(o, "file");
	g_autofree char *content = NULL;

	write_file(o, "file", base);
	if (run(argv, NULL) || !g_file_get_contents(path, &content, NULL, NULL))
		return NULL;
	return g_steal_pointer(&content);
}

/* Our result if each hunk applies exactly, else NULL. */
static char *by_us_exactly(struct oracle *o, const char *base)
{
	g_autofree char *path = path_in(o, "patch");
	g_autoptr(Patch) patch = patch_load(path, NULL);
	g_autoptr(Tree) tree = tree_new();
	g_autoptr(GBytes) bytes = g_bytes_new(base, strlen(base));
	g_autoptr(PatchResult) result = NULL;
	struct apply_options options = {.strip = 1};
	struct blob blob;
	gsize size = 0;
	const char *data;

	g_assert_true(tree_put(tree, "file", bytes, S_IFREG | 0644, NULL));
	result = apply_patch(tree, patch, &options, NULL);
	if (!result || result->status != APPLY_EXACT ||
	    !tree_get(tree, "file", &blob, NULL) || !blob.bytes)
		return NULL;
	data = g_bytes_get_data(blob.bytes, &size);
	return g_strndup(data ?: "", size);
}

static void compare_git(struct oracle *o, const char *base)
{
	g_autofree char *ours = by_us_exactly(o, base);
	g_autofree char *git = ours ? by_git(o, base) : NULL;

	if (!ours)
		return;
	if (!g_strcmp0(ours, git)) {
		counts[BY_GIT]++;
		return;
	}
	write_file(o, "base", base);
	write_file(o, "ours", ours);
	g_test_message("seed %u: git apply %s; see %s", o->seed,
		       git ? "makes something else" : "refuses it", o->dir);
	g_test_fail();
	o->dir = NULL;
}

static void one_case(guint seed)
{
	struct oracle o = {.rand = g_rand_new_with_seed(seed), .seed = seed};
	g_autoptr(GPtrArray) lines = NULL, edited = NULL, moved = NULL;
	g_autofree char *old = NULL, *new = NULL, *base = NULL;

	o.dir = g_dir_make_tmp("kferry-oracle-XXXXXX", NULL);
	o.words = chance(&o, 50) ? 3 : 30;
	lines = random_lines(&o);
	edited = chance(&o, 5) ? g_ptr_array_new_with_free_func(g_free)
			       : edit_lines(&o, lines, g_rand_int_range(o.rand, 1, 6));
	moved = edit_lines(&o, chance(&o, 50) ? lines : edited,
			   g_rand_int_range(o.rand, 0, 5));
	old = join(&o, lines);
	new = join(&o, edited);
	base = chance(&o, 5) ? NULL : join(&o, moved);
	g_assert_cmpint(g_chdir(o.dir), ==, 0);
	if (make_patch(&o, old, new)) {
		compare(&o, base);
		if (base && *base && o.dir && *old && *new)
			compare_git(&o, base);
	}
	g_assert_cmpint(g_chdir(g_get_tmp_dir()), ==, 0);
	g_assert_true(!o.dir || fs_remove(o.dir, NULL));
	g_free(o.dir);
	g_rand_free(o.rand);
}

static guint setting(const char *name, guint otherwise)
{
	const char *value = g_getenv(name);

	return value ? strtoul(value, NULL, 10) : otherwise;
}

static void test_random(void)
{
	guint first = setting("KFERRY_SEED", 1), cases = setting("KFERRY_CASES", 60);

	for (guint seed = first; seed < first + cases; seed++)
		one_case(seed);
	/* A few chosen cases may all be of one kind. */
	for (guint i = 0; cases >= 60 && i < G_N_ELEMENTS(counts); i++)
		g_assert_cmpuint(counts[i], >, 5);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/apply/as-gnu-patch-and-git-apply", test_random);
	return g_test_run();
}
