/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * diff_lines() against libgit2: it cuts texts into pieces and replaces their lines by
 * tokens, which must not change the result. KFERRY_CASES and KFERRY_SEED as in
 * apply-oracle.c.
 */
#include "patch/diff.h"
#include "util/libgit2.h"

/* Kinds of lines; most come again and again, as in source. */
static void add_line(GString *out, GRand *rand, guint64 *serial)
{
	static const char *const common[] = {"}\n",	     "\n",    "\treturn 0;\n",
					     "\t\tbreak;\n", "\t}\n", "\tif (err)\n"};
	guint kind = g_rand_int_range(rand, 0, 10);

	if (kind < G_N_ELEMENTS(common))
		g_string_append(out, common[kind]);
	else
		g_string_append_printf(out, "%.*sline %" G_GUINT64_FORMAT "\n",
				       g_rand_int_range(rand, 0, 4), "\t\t\t",
				       ++*serial);
}

/* A text, and the same with some of its lines lost, added, or moved. */
static void make_case(GRand *rand, GString *a, GString *b)
{
	guint64 serial = 0;
	guint left = 0;

	/* Or equal lines at both ends would be left out. */
	g_string_append(a, "begin of a\n");
	g_string_append(b, "begin of b\n");
	for (guint i = 0; i < 900; i++) {
		gsize start = a->len;

		add_line(a, rand, &serial);
		if (!left && !g_rand_int_range(rand, 0, 60))
			left = g_rand_int_range(rand, 1, 9);
		if (!left || g_rand_int_range(rand, 0, 3))
			g_string_append_len(b, a->str + start, a->len - start);
		if (left && left-- % 2)
			add_line(b, rand, &serial);
		if (i == 450) {
			/* A copy of what is further up. */
			gsize from = a->len / 2, end = MIN(from + 2000, a->len);

			while (a->str[from - 1] != '\n')
				from++;
			while (a->str[end - 1] != '\n')
				end--;
			g_string_append_len(b, a->str + from, end - from);
		}
	}
	g_string_append(a, "end of a\n");
	g_string_append(b, "end of b\n");
}

static gint64 first_line(int start, int lines)
{
	return lines ? start - 1 : start;
}

static int on_hunk(const git_diff_delta *delta, const git_diff_hunk *hunk, void *data)
{
	struct change change = {
		first_line(hunk->old_start, hunk->old_lines), hunk->old_lines,
		first_line(hunk->new_start, hunk->new_lines), hunk->new_lines};

	g_array_append_val((GArray *)data, change);
	return 0;
}

/* All of both texts, as they are. */
static GArray *ask_libgit2(const GString *a, const GString *b)
{
	GArray *changes = g_array_new(FALSE, FALSE, sizeof(struct change));
	git_diff_options options;

	libgit2()->diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION);
	options.context_lines = 0;
	options.flags =
		GIT_DIFF_FORCE_TEXT | GIT_DIFF_PATIENCE | GIT_DIFF_INDENT_HEURISTIC;
	g_assert_cmpint(libgit2()->diff_buffers(a->str, a->len, NULL, b->str, b->len,
						NULL, &options, NULL, NULL, on_hunk,
						NULL, changes),
			==, 0);
	return changes;
}

static void check_case(guint32 seed)
{
	GRand *rand = g_rand_new_with_seed(seed);
	g_autoptr(GString) a = g_string_new(NULL), b = g_string_new(NULL);
	g_autoptr(GArray) ours = NULL, whole = NULL;
	struct text x, y;
	gint64 kept;

	make_case(rand, a, b);
	text_init(&x, a->str, a->len);
	text_init(&y, b->str, b->len);
	ours = diff_lines(&x, &y);
	whole = ask_libgit2(a, b);
	kept = x.count;
	g_test_message("seed %u: %u changes", seed, whole->len);
	g_assert_cmpmem(ours->data, ours->len * sizeof(struct change), whole->data,
			whole->len * sizeof(struct change));
	g_assert_cmpuint(whole->len, >, 1);
	for (guint i = 0; i < whole->len; i++)
		kept -= g_array_index(whole, struct change, i).old_n;
	g_assert_true(diff_keeps(&x, &y, kept));
	g_assert_false(diff_keeps(&x, &y, kept + 1));
	text_clear(&x);
	text_clear(&y);
	g_rand_free(rand);
}

static void test_whole(void)
{
	const char *cases = g_getenv("KFERRY_CASES") ?: "60";
	const char *first = g_getenv("KFERRY_SEED") ?: "1";

	for (guint i = 0; i < g_ascii_strtoull(cases, NULL, 10); i++)
		check_case(g_ascii_strtoull(first, NULL, 10) + i);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/diff-lines/whole", test_whole);
	return g_test_run();
}
