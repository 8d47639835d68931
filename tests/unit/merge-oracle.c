/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * merge_groups() against git merge-file: random lines, edited twice, and merged. Both
 * must find the same conflicts, and a clean merge must give the same text.
 *
 * Each line occurs once, and new lines come from a small set: so both sides sometimes
 * make the same change, and which lines of two texts correspond is never ambiguous.
 * KFERRY_CASES and KFERRY_SEED as in apply-oracle.c.
 */
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#include "port/merge.h"

struct oracle {
	GRand *rand;
	char *dir;
	guint clean, conflicts; /* in git's results */
};

static GString *random_text(struct oracle *o)
{
	GString *text = g_string_new(NULL);
	int n = g_rand_int_range(o->rand, 1, 25);

	for (int i = 0; i < n; i++)
		g_string_append_printf(text, "line %d\n", i);
	return text;
}

/* A copy with some lines changed, removed or inserted. */
static GString *edit(struct oracle *o, const GString *text)
{
	g_auto(GStrv) lines = g_strsplit(text->str, "\n", -1);
	GString *copy = g_string_new(NULL);

	for (char **line = lines; **line; line++) {
		int kind = g_rand_int_range(o->rand, 0, 12);

		if (kind < 2)
			g_string_append_printf(copy, "%s: new %d\n", *line,
					       g_rand_int_range(o->rand, 0, 2));
		if (kind != 1 && kind != 2)
			g_string_append_printf(copy, "%s\n", *line);
	}
	return copy;
}

static char *write_file(struct oracle *o, const char *name, const GString *text)
{
	char *path = g_build_filename(o->dir, name, NULL);

	g_assert_true(g_file_set_contents(path, text->str, text->len, NULL));
	return path;
}

/* The result of git; NULL for a conflict. */
static char *by_git(struct oracle *o, const GString *base, const GString *ours,
		    const GString *theirs)
{
	g_autofree char *base_path = write_file(o, "base", base);
	g_autofree char *ours_path = write_file(o, "ours", ours);
	g_autofree char *theirs_path = write_file(o, "theirs", theirs);
	char *argv[] = {"git",	   "merge-file", "-p",	      "-q",
			ours_path, base_path,	 theirs_path, NULL};
	g_autoptr(GError) error = NULL;
	g_autofree char *out = NULL;
	int status;

	g_spawn_sync(o->dir, argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, NULL,
		     &status, &error);
	g_assert_no_error(error);
	return status ? NULL : g_steal_pointer(&out);
}

static void append(GString *out, const struct text *text, gint64 first, gint64 n)
{
	struct span span = text_lines(text, first, n);

	g_string_append_len(out, span.data, span.len);
}

static char *by_us(const GString *base, const GString *ours, const GString *theirs)
{
	struct text o, a, b;
	g_autoptr(GString) out = g_string_new(NULL);
	g_autoptr(GArray) x = NULL, y = NULL, groups = NULL;
	gboolean clash = FALSE;
	gint64 at = 0;

	text_init(&o, base->str, base->len);
	text_init(&a, ours->str, ours->len);
	text_init(&b, theirs->str, theirs->len);
	x = diff_lines(&o, &a);
	y = diff_lines(&o, &b);
	groups = merge_groups(&a, x, &b, y);
	for (guint i = 0; i < groups->len; i++) {
		const struct group *g = &g_array_index(groups, struct group, i);

		append(out, &o, at, g->base - at);
		if (g->fate == FATE_CLEAN)
			append(out, &a, g->ours, g->ours_n);
		else
			append(out, &b, g->theirs, g->theirs_n);
		clash |= g->fate == FATE_CLASH;
		at = g->base + g->base_n;
	}
	append(out, &o, at, (gint64)o.count - at);
	text_clear(&o);
	text_clear(&a);
	text_clear(&b);
	return clash ? NULL : g_strdup(out->str);
}

static void one_case(struct oracle *o, guint seed)
{
	g_autoptr(GString) base = NULL, ours = NULL, theirs = NULL;
	g_autofree char *git = NULL, *us = NULL;

	g_rand_set_seed(o->rand, seed);
	base = random_text(o);
	ours = edit(o, base);
	theirs = edit(o, base);
	git = by_git(o, base, ours, theirs);
	us = by_us(base, ours, theirs);
	if (git)
		o->clean++;
	else
		o->conflicts++;
	if (!g_strcmp0(git, us))
		return;
	g_test_message("seed %u\nbase:\n%sours:\n%stheirs:\n%sgit:\n%s\nus:\n%s", seed,
		       base->str, ours->str, theirs->str, git ?: "conflict",
		       us ?: "conflict");
	g_test_fail();
}

static guint setting(const char *name, guint otherwise)
{
	const char *value = g_getenv(name);

	return value ? strtoul(value, NULL, 10) : otherwise;
}

static void test_random(void)
{
	struct oracle o = {.rand = g_rand_new(),
			   .dir = g_dir_make_tmp("kferry-merge-XXXXXX", NULL)};
	guint first = setting("KFERRY_SEED", 1), cases = setting("KFERRY_CASES", 60);
	static const char *const files[] = {"base", "ours", "theirs"};

	for (guint seed = first; seed < first + cases; seed++)
		one_case(&o, seed);
	/* A few chosen cases may all be of one kind. */
	if (cases >= 60) {
		g_assert_cmpuint(o.clean, >, 5);
		g_assert_cmpuint(o.conflicts, >, 5);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(files); i++) {
		g_autofree char *path = g_build_filename(o.dir, files[i], NULL);

		g_unlink(path);
	}
	g_rmdir(o.dir);
	g_free(o.dir);
	g_rand_free(o.rand);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/merge/as-git-merge-file", test_random);
	return g_test_run();
}
