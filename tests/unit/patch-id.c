/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The patch id equals that of git patch-id --stable. */
#include <gio/gio.h>
#include <string.h>

#include "upstream/patch-id.h"

#define HUNK  "@@ -1,3 +1,4 @@ int f(void)\n a\n-b\n+\tc  d\n+e\n f\n"
#define HUNK2 "@@ -101,2 +102,1 @@\n x\n-y\n"

/* For kferry and for git: the texts differ where git reads one form only. */
static const struct {
	const char *what, *patch, *git;
	int strip;
} cases[] = {
	{"one file", "diff --git a/d/x b/d/x\n--- a/d/x\n+++ b/d/x\n" HUNK, NULL, 1},
	{"two files",
	 "diff --git a/d/x b/d/x\nindex 1..2 100644\n--- a/d/x\n+++ b/d/x\n" HUNK HUNK2
	 "diff --git a/y b/y\n--- a/y\n+++ b/y\n" HUNK,
	 NULL, 1},
	{"files in another order",
	 "diff --git a/y b/y\n--- a/y\n+++ b/y\n" HUNK
	 "diff --git a/d/x b/d/x\n--- a/d/x\n+++ b/d/x\n" HUNK HUNK2,
	 NULL, 1},
	{"a new file",
	 "diff --git a/n b/n\nnew file mode 100644\n--- /dev/null\n+++ b/n\n"
	 "@@ -0,0 +1 @@\n+a\n",
	 NULL, 1},
	{"a file that goes",
	 "diff --git a/n b/n\ndeleted file mode 100644\n--- a/n\n+++ /dev/null\n"
	 "@@ -1 +0,0 @@\n-a\n",
	 NULL, 1},
	{"quilt's form",
	 "Text.\n\nIndex: linux/d/x\n======\n--- linux.orig/d/x\n+++ linux/d/x\n" HUNK,
	 "diff --git a/d/x b/d/x\n--- a/d/x\n+++ b/d/x\n" HUNK, 1},
	{"-p0", "--- d/x\n+++ d/x\n" HUNK,
	 "diff --git a/d/x b/d/x\n--- a/d/x\n+++ b/d/x\n" HUNK, 0},
};

static char *ask_git(const char *patch)
{
	g_autoptr(GSubprocess) git = g_subprocess_new(
		G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, NULL,
		"git", "patch-id", "--stable", NULL);
	char *out = NULL;

	g_assert_nonnull(git);
	g_assert_true(
		g_subprocess_communicate_utf8(git, patch, NULL, &out, NULL, NULL));
	g_assert_nonnull(strchr(out, ' '));
	*strchr(out, ' ') = '\0';
	return out;
}

static char *ask_kferry(const char *text, int strip)
{
	g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
	g_autoptr(Patch) patch = patch_parse("p", bytes, NULL);

	g_assert_nonnull(patch);
	return patch_id_of_patch(patch, strip);
}

static void test_git(void)
{
	g_autofree char *git = g_find_program_in_path("git");

	if (!git) {
		g_test_skip("needs git");
		return;
	}
	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *theirs = ask_git(cases[i].git ?: cases[i].patch);
		g_autofree char *ours = ask_kferry(cases[i].patch, cases[i].strip);

		g_test_message("%s", cases[i].what);
		g_assert_cmpstr(ours, ==, theirs);
	}
}

static void test_other(void)
{
	g_autofree char *one = ask_kferry("--- a/x\n+++ b/x\n" HUNK, 1);
	g_autofree char *moved = ask_kferry(
		"--- a/x\n+++ b/x\n@@ -50,3 +50,4 @@\n a\n-b\n+\tcd\n+e\n f\n", 1);
	g_autofree char *other = ask_kferry(
		"--- a/x\n+++ b/x\n@@ -1,3 +1,4 @@\n a\n-b\n+\tcd\n+e\n g\n", 1);

	g_assert_nonnull(one);
	g_assert_cmpstr(one, ==, moved);
	g_assert_cmpstr(one, !=, other);
	g_assert_null(ask_kferry("No diff.\n", 1));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/patch-id/git", test_git);
	g_test_add_func("/patch-id/other", test_other);
	return g_test_run();
}
