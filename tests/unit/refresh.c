/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * refresh.c on generated cases: a refreshed patch applies exactly, has the same effect,
 * and does not change when refreshed again. A patch that applied exactly before does
 * not change at all.
 */
#include "patch/refresh.h"

#include <string.h>
#include <sys/stat.h>

#include "patch/diff.h"

static char *random_text(GRand *rand, int lines, int words)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (; lines > 0; lines--)
		g_string_append_printf(text, "%.*s\n", g_rand_int_range(rand, 0, words),
				       "abcdefghijklmnopqrstuvwxyz");
	if (text->len && g_rand_int_range(rand, 0, 8) == 0)
		g_string_truncate(text, text->len - 1);
	return g_string_free(g_steal_pointer(&text), FALSE);
}

static char *edit(GRand *rand, const char *text, int edits, int words)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	guint n = g_strv_length(lines);

	for (; n && edits > 0; edits--) {
		guint at = g_rand_int_range(rand, 0, n);
		g_autofree char *new = random_text(rand, 1, words);
		char *old = lines[at];

		switch (g_rand_int_range(rand, 0, 2)) {
		case 0:
			lines[at] = g_strchomp(g_steal_pointer(&new));
			break;
		default:
			lines[at] = g_strconcat(new, old, NULL);
		}
		g_free(old);
	}
	return g_strjoinv("\n", lines);
}

static struct patch *parse(const GString *text)
{
	g_autoptr(GBytes) bytes = g_bytes_new(text->str, text->len);
	g_autoptr(GError) error = NULL;
	struct patch *patch = patch_parse("test", bytes, &error);

	if (!patch)
		g_error("%s in\n%s", error->message, text->str);
	return patch;
}

static struct patch_result *apply(struct tree *tree, const struct patch *patch,
				  const char *base, guint fuzz, GBytes **after)
{
	struct apply_options options = {.strip = 1, .fuzz = fuzz};
	g_autoptr(GBytes) bytes = g_bytes_new(base, strlen(base));
	g_autoptr(GError) error = NULL;
	struct patch_result *result;
	struct blob blob;

	g_assert_true(tree_put(tree, "f", bytes, S_IFREG | 0644, &error));
	result = apply_patch(tree, patch, &options, &error);
	g_assert_no_error(error);
	g_assert_true(tree_get(tree, "f", &blob, &error));
	*after = blob.bytes ? g_bytes_ref(blob.bytes) : NULL;
	return result;
}

static gboolean same_bytes(GBytes *a, GBytes *b)
{
	return !a == !b && (!a || g_bytes_equal(a, b));
}

/*
 * With fuzz, GNU patch (and so apply.c) glues a new line to a last line that
 * has no newline; a diff that was refreshed keeps them apart.
 */
static gboolean joins(const struct patch_result *result, const char *base)
{
	return result->status == APPLY_FUZZ && !g_str_has_suffix(base, "\n");
}

/* Returns how the patch applied; one that fails is not checked. */
static enum apply_status check(const struct patch *patch, const char *base, guint seed)
{
	g_autoptr(Tree) tree = tree_new(), again = tree_new();
	g_autoptr(GBytes) after = NULL, after_again = NULL;
	g_autoptr(PatchResult) result = apply(tree, patch, base, 2, &after);
	g_autoptr(PatchResult) second = NULL;
	g_autoptr(GString) text = g_string_new(NULL), twice = g_string_new(NULL);
	g_autoptr(Patch) refreshed = NULL;
	enum refresh_change change;

	if (result->status >= APPLY_ALREADY)
		return result->status;
	change = refresh_patch(patch, result, FALSE, text);
	if ((change == REFRESH_NONE) !=
	    g_bytes_equal(patch->bytes, g_bytes_new_static(text->str, text->len)))
		g_error("seed %u: what is said to have changed did not", seed);
	if (result->status == APPLY_EXACT && change != REFRESH_NONE)
		g_error("seed %u: an exact patch was changed:\n%s", seed, text->str);
	refreshed = parse(text);
	second = apply(again, refreshed, base, 0, &after_again);
	if (second->status != APPLY_EXACT ||
	    (!joins(result, base) && !same_bytes(after, after_again)))
		g_error("seed %u: refreshed, it applies %s, "
			"to\n%s\nnot\n%s:\n%s\non:\n%s",
			seed, apply_status_name(second->status),
			(char *)g_bytes_get_data(after_again, NULL),
			(char *)g_bytes_get_data(after, NULL), text->str, base);
	if (refresh_patch(refreshed, second, FALSE, twice) != REFRESH_NONE)
		g_error("seed %u: refreshing again changes it:\n%s", seed, text->str);
	return result->status;
}

static void test_random(void)
{
	guint seen[APPLY_ALREADY] = {0};

	for (guint seed = 1; seed <= 4000; seed++) {
		g_autoptr(GRand) rand = g_rand_new_with_seed(seed);
		int words = g_rand_boolean(rand) ? 3 : 25;
		g_autofree char *old =
			random_text(rand, g_rand_int_range(rand, 1, 40), words);
		g_autofree char *new =
			edit(rand, old, g_rand_int_range(rand, 1, 5), words);
		g_autofree char *base =
			edit(rand, old, g_rand_int_range(rand, 0, 5), words);
		g_autoptr(GBytes) before = g_bytes_new(old, strlen(old));
		g_autoptr(GBytes) after = g_bytes_new(new, strlen(new));
		g_autoptr(GString) text = g_string_new("--- a/f\n+++ b/f\n");
		g_autoptr(GError) error = NULL;
		g_autoptr(Patch) patch = NULL;
		enum apply_status status;

		g_assert_true(diff_print(before, after, g_rand_int_range(rand, 0, 4),
					 text, &error));
		patch = parse(text);
		if (!patch->files->len)
			continue;
		status = check(patch, base, seed);
		if (status < APPLY_ALREADY)
			seen[status]++;
	}
	for (guint i = 0; i < G_N_ELEMENTS(seen); i++)
		g_assert_cmpuint(seen[i], >, 50);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/refresh/promises", test_random);
	return g_test_run();
}
