/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "build/kbuild-file.h"

#include <string.h>

#include "util/error.h"
#include "util/fs.h"

#define NESTING_MOST 16 /* maximum nesting of composites and of conditionals */

static void need_free(gpointer data)
{
	struct kbuild_need *need = data;

	g_free(need->symbol);
	g_free(need->where);
	g_free(need);
}

void kbuild_file_free(struct kbuild_file *file)
{
	if (!file)
		return;
	g_free(file->path);
	g_ptr_array_unref(file->needs);
	g_free(file);
}

static GPtrArray *needs_new(void)
{
	return g_ptr_array_new_with_free_func(need_free);
}

static void add_need(GPtrArray *needs, const char *symbol, gboolean on,
		     const char *where)
{
	struct kbuild_need *need;

	for (guint i = 0; i < needs->len; i++)
		if (!strcmp(((struct kbuild_need *)needs->pdata[i])->symbol, symbol))
			return;
	need = g_new0(struct kbuild_need, 1);
	need->symbol = g_strdup(symbol);
	need->on = on;
	need->where = g_strdup(where);
	g_ptr_array_add(needs, need);
}

static void add_needs(GPtrArray *to, GPtrArray *from)
{
	for (guint i = 0; i < from->len; i++) {
		const struct kbuild_need *need = from->pdata[i];

		add_need(to, need->symbol, need->on, need->where);
	}
}

/* --- a Makefile as assignments ---------------------------------------------------- */

/* "LEFT += WORD WORD", under the conditions around it. */
struct assignment {
	char *left;   /* obj-, lib-, NAME-, without what follows the last '-' */
	char *symbol; /* CONFIG_X of LEFT-$(CONFIG_X); NULL: y, m, objs */
	gboolean off; /* LEFT-n and similar: never */
	GStrv words;
	GPtrArray *needs;
};

struct kbuild_block {
	char *symbol; /* NULL: a condition that is not supported */
	gboolean on;
};

static void assignment_free(gpointer data)
{
	struct assignment *a = data;

	g_free(a->left);
	g_free(a->symbol);
	g_strfreev(a->words);
	g_ptr_array_unref(a->needs);
	g_free(a);
}

/* Returns the CONFIG_X of "$(CONFIG_X)" anywhere in @text, or NULL. */
static char *find_symbol(const char *text)
{
	const char *at = strstr(text, "CONFIG_");
	gsize length = 0;

	if (!at)
		return NULL;
	while (g_ascii_isalnum(at[length]) || at[length] == '_')
		length++;
	return g_strndup(at, length);
}

/* Parses the condition of an opening line; FALSE if @line is something else. */
static gboolean read_condition(const char *line, struct kbuild_block *block)
{
	gboolean equal = g_str_has_prefix(line, "ifeq");
	gboolean unequal = g_str_has_prefix(line, "ifneq");
	gboolean empty = strstr(line, ",)") || strstr(line, ", )") ||
			 strstr(line, "\"\"") || strstr(line, ",n)");

	if (!equal && !unequal && !g_str_has_prefix(line, "ifdef") &&
	    !g_str_has_prefix(line, "ifndef"))
		return FALSE;
	block->symbol = find_symbol(line);
	if (equal || unequal)
		block->on = equal != empty;
	else
		block->on = g_str_has_prefix(line, "ifdef");
	return TRUE;
}

/* Handles if, else and endif. TRUE if @line is one of these. */
static gboolean follow_block(GArray *blocks, const char *line)
{
	struct kbuild_block block = {NULL, FALSE};

	if (read_condition(line, &block)) {
		g_array_append_val(blocks, block);
		return TRUE;
	}
	if (!blocks->len ||
	    (!g_str_has_prefix(line, "else") && !g_str_has_prefix(line, "endif")))
		return FALSE;
	if (g_str_has_prefix(line, "else")) {
		struct kbuild_block *last =
			&g_array_index(blocks, struct kbuild_block, blocks->len - 1);

		last->on = !last->on;
		return TRUE;
	}
	g_free(g_array_index(blocks, struct kbuild_block, blocks->len - 1).symbol);
	g_array_set_size(blocks, blocks->len - 1);
	return TRUE;
}

/* Splits "obj-$(CONFIG_X)", "foo-y", "foo-objs" and similar into left and symbol. */
static gboolean split_left(struct assignment *a, const char *left)
{
	const char *dollar = strstr(left, "-$(");
	const char *dash = dollar ? dollar : strrchr(left, '-');

	if (!dash)
		return FALSE;
	a->left = g_strndup(left, dash - left);
	a->symbol = dollar ? find_symbol(dollar) : NULL;
	a->off = !dollar && !strcmp(dash, "-n");
	return !dollar || a->symbol;
}

static void add_assignment(GPtrArray *list, GArray *blocks, const char *line,
			   const char *where)
{
	g_auto(GStrv) sides = NULL;
	const char *equals = strchr(line, '=');
	struct assignment *a;
	g_autofree char *left = NULL;

	if (!equals || *line == '\t' || *line == '#')
		return;
	left = g_strndup(line, equals - line);
	left[strcspn(left, "+:?")] = '\0';
	a = g_new0(struct assignment, 1);
	a->needs = needs_new();
	a->words = g_strsplit_set(equals + 1, " \t", -1);
	if (!split_left(a, g_strstrip(left)) || strchr(a->left, ' ')) {
		assignment_free(a);
		return;
	}
	for (guint i = 0; i < blocks->len; i++) {
		const struct kbuild_block *block =
			&g_array_index(blocks, struct kbuild_block, i);

		if (block->symbol)
			add_need(a->needs, block->symbol, block->on, where);
	}
	if (a->symbol)
		add_need(a->needs, a->symbol, TRUE, where);
	g_ptr_array_add(list, a);
}

/* Joins lines that end in a backslash, and removes comments. */
static char *join_lines(GStrv lines, guint *i)
{
	GString *joined = g_string_new(NULL);

	for (;; (*i)++) {
		gsize length = strlen(lines[*i]);
		gboolean more = length && lines[*i][length - 1] == '\\';

		g_string_append_len(joined, lines[*i], length - more);
		if (!more || !lines[*i + 1])
			break;
	}
	joined->str[strcspn(joined->str, "#")] = '\0';
	return g_strchomp(g_string_free(joined, FALSE));
}

/* Returns the assignments in the Kbuild file or else Makefile of @dir; none if both are
 * missing. */
static GPtrArray *read_makefile(const char *tree, const char *dir, GError **error)
{
	static const char *const names[] = {"Kbuild", "Makefile"};
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(assignment_free);
	g_autoptr(GArray) blocks =
		g_array_new(FALSE, FALSE, sizeof(struct kbuild_block));
	g_autofree char *text = NULL;
	g_autofree char *shown = NULL;
	g_auto(GStrv) lines = NULL;

	for (gsize n = 0; n < G_N_ELEMENTS(names) && !text; n++) {
		g_autofree char *path = g_build_filename(tree, dir, names[n], NULL);

		if (!g_file_test(path, G_FILE_TEST_IS_REGULAR))
			continue;
		shown = g_build_filename(*dir ? dir : ".", names[n], NULL);
		text = fs_read(path, error);
		if (!text)
			return NULL;
	}
	lines = g_strsplit(text ? text : "", "\n", -1);
	for (guint i = 0; lines[i]; i++) {
		g_autofree char *where = g_strdup_printf("%s:%u", shown, i + 1);
		g_autofree char *line = join_lines(lines, &i);

		if (!follow_block(blocks, g_strchug(line)))
			add_assignment(list, blocks, line, where);
	}
	for (guint i = 0; i < blocks->len; i++)
		g_free(g_array_index(blocks, struct kbuild_block, i).symbol);
	return g_steal_pointer(&list);
}

/*
 * --- finding an object --------------------------------------------------------------
 */

static gboolean is_list(const char *left)
{
	static const char *const lists[] = {"obj", "lib",  "core", "drivers", "libs",
					    "net", "init", "virt", "subdir",  "head"};

	for (gsize i = 0; i < G_N_ELEMENTS(lists); i++)
		if (!strcmp(left, lists[i]))
			return TRUE;
	return FALSE;
}

static gboolean has_word(const struct assignment *a, const char *word)
{
	return g_strv_contains((const char *const *)a->words, word);
}

/* Adds to @needs what the Makefile @list requires to build the object or directory
 * @word: in a list, or as part of a composite in one. FALSE if nothing builds it. */
static gboolean find_object(GPtrArray *list, const char *word, guint depth,
			    GPtrArray *needs)
{
	g_autoptr(GPtrArray) best = NULL;

	for (guint i = 0; depth < NESTING_MOST && i < list->len; i++) {
		const struct assignment *a = list->pdata[i];
		g_autofree char *whole = g_strconcat(a->left, ".o", NULL);
		g_autoptr(GPtrArray) own = needs_new();

		if (a->off || !has_word(a, word))
			continue;
		add_needs(own, a->needs);
		if (!is_list(a->left) &&
		    (!strcmp(whole, word) || !find_object(list, whole, depth + 1, own)))
			continue;
		if (best && best->len <= own->len)
			continue;
		g_clear_pointer(&best, g_ptr_array_unref);
		best = g_steal_pointer(&own);
	}
	if (best)
		add_needs(needs, best);
	return best != NULL;
}

/* A Makefile in a parent directory may name an object as "dir/file.o". */
static gboolean find_in(const char *tree, const char *dir, const char *word,
			GPtrArray *needs, gboolean *found, GError **error)
{
	g_autoptr(GPtrArray) list = read_makefile(tree, dir, error);

	if (list)
		*found = find_object(list, word, 0, needs);
	return list != NULL;
}

/* The top-level Makefile enters these directories in all configurations, in various
 * ways. */
static gboolean is_top(const char *dir, const char *arch)
{
	g_autofree char *own = g_build_filename("arch", arch, NULL);

	return !*dir || !strcmp(dir, own);
}

/* Adds the conditions under which make descends from the top to @dir. */
static gboolean find_dir(const char *tree, const char *arch, const char *dir,
			 GPtrArray *needs, gboolean *found, GError **error)
{
	g_autofree char *current = g_strdup(dir);

	while (!is_top(current, arch)) {
		const char *slash = strrchr(current, '/');
		g_autofree char *above =
			slash ? g_strndup(current, slash - current) : g_strdup("");
		g_autofree char *below = g_strdup(slash ? slash + 1 : current);
		gboolean entered = FALSE;

		/* "a/b/" in a Makefile two levels up enters both */
		for (;;) {
			g_autofree char *word = g_strconcat(below, "/", NULL);
			const char *up;
			char *longer;

			if (!find_in(tree, above, word, needs, &entered, error))
				return FALSE;
			if (entered || is_top(above, arch))
				break;
			up = strrchr(above, '/');
			longer = g_build_filename(up ? up + 1 : above, below, NULL);
			g_free(below);
			below = longer;
			above[up ? up - above : 0] = '\0';
		}
		if (!entered && !is_top(above, arch)) {
			*found = FALSE;
			return TRUE;
		}
		g_free(current);
		current = g_steal_pointer(&above);
	}
	*found = TRUE;
	return TRUE;
}

static enum kbuild_fate fate_by_name(const char *arch, const char *path)
{
	static const char *const dead[] = {"Documentation/", "tools/", "scripts/",
					   "samples/", "usr/"};
	g_autofree char *own = g_build_filename("arch", arch, "", NULL);
	const char *dot = strrchr(path, '.');

	if (g_str_has_prefix(path, "arch/") && !g_str_has_prefix(path, own))
		return KBUILD_FOREIGN;
	for (gsize i = 0; i < G_N_ELEMENTS(dead); i++)
		if (g_str_has_prefix(path, dead[i]))
			return KBUILD_NOT_CODE;
	if (dot && !strcmp(dot, ".h"))
		return KBUILD_HEADER;
	if (!dot || (strcmp(dot, ".c") && strcmp(dot, ".S")))
		return KBUILD_NOT_CODE;
	return KBUILD_COMPILED;
}

static gboolean find_code(struct kbuild_file *file, const char *tree, const char *arch,
			  GError **error)
{
	g_autofree char *dir = g_path_get_dirname(file->path);
	g_autofree char *base = g_path_get_basename(file->path);
	g_autofree char *word = NULL;
	gboolean found = FALSE;

	if (!strcmp(dir, "."))
		*dir = '\0';
	strcpy(strrchr(base, '.'), ".o");
	word = g_strdup(base);
	while (find_in(tree, dir, word, file->needs, &found, error) && !found && *dir) {
		char *slash = strrchr(dir, '/');
		char *longer = g_build_filename(slash ? slash + 1 : dir, word, NULL);

		g_free(word);
		word = longer;
		dir[slash ? slash - dir : 0] = '\0';
	}
	if (*error)
		return FALSE;
	if (found && !find_dir(tree, arch, dir, file->needs, &found, error))
		return FALSE;
	if (!found)
		file->fate = KBUILD_UNKNOWN;
	return TRUE;
}

struct kbuild_file *kbuild_file_find(const char *tree, const char *arch,
				     const char *path, GError **error)
{
	g_autoptr(KbuildFile) file = g_new0(struct kbuild_file, 1);
	GError *cause = NULL;

	file->path = g_strdup(path);
	file->needs = needs_new();
	file->fate = fate_by_name(arch, path);
	if (file->fate == KBUILD_COMPILED && !find_code(file, tree, arch, &cause)) {
		g_propagate_error(error, cause);
		return NULL;
	}
	return g_steal_pointer(&file);
}
