/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "build/kconfig-tree.h"

#include <string.h>

#include "util/error.h"
#include "util/fs.h"

/* A definition of an option, which may have several. Expressions are kept as text and
 * parsed when needed, which is only for few of ten thousand. */
struct definition {
	gboolean prompt;    /* the user can set it */
	gboolean automatic; /* it has a default other than n */
	char *depends;	    /* all conditions, including those of blocks around it; "":
		        * none */
};

/* "select X if CONDITION" in the option @by; or "imply", for an option without a
 * prompt. */
struct selection {
	char *by;
	char *condition; /* "": none */
};

struct kconfig_symbol {
	struct kconfig_option told; /* from its first definition with a type */
	GPtrArray *definitions;
	GPtrArray *selections; /* by others, of this option */
	gboolean visiting;
};

struct kconfig_tree {
	char *dir;
	char *arch;
	GHashTable *symbols; /* name without CONFIG_ -> struct kconfig_symbol */
};

#define DEPTH_MOST 200

static void definition_free(gpointer data)
{
	struct definition *definition = data;

	g_free(definition->depends);
	g_free(definition);
}

static void selection_free(gpointer data)
{
	struct selection *selection = data;

	g_free(selection->by);
	g_free(selection->condition);
	g_free(selection);
}

static void told_clear(struct kconfig_option *option)
{
	g_free(option->type);
	g_free(option->prompt);
	g_free(option->where);
}

static void symbol_free(gpointer data)
{
	struct kconfig_symbol *symbol = data;

	told_clear(&symbol->told);

	g_ptr_array_unref(symbol->definitions);
	g_ptr_array_unref(symbol->selections);
	g_free(symbol);
}

void kconfig_tree_free(struct kconfig_tree *tree)
{
	if (!tree)
		return;
	g_free(tree->dir);
	g_free(tree->arch);
	g_hash_table_unref(tree->symbols);
	g_free(tree);
}

static struct kconfig_symbol *get_symbol(struct kconfig_tree *tree, const char *name)
{
	struct kconfig_symbol *symbol = g_hash_table_lookup(tree->symbols, name);

	if (symbol)
		return symbol;
	symbol = g_new0(struct kconfig_symbol, 1);
	symbol->definitions = g_ptr_array_new_with_free_func(definition_free);
	symbol->selections = g_ptr_array_new_with_free_func(selection_free);
	g_hash_table_insert(tree->symbols, g_strdup(name), symbol);
	return symbol;
}

/* --- reading -------------------------------------------------------------------- */

/* The state of the parser: blocks, and the present entry. */
struct reader {
	struct kconfig_tree *tree;
	const char *path;  /* of the present file */
	guint line;	   /* line number in it, from 1 */
	GPtrArray *around; /* char *: conditions of if, menu and choice blocks */
	char *name;	   /* of the present option, or NULL */
	struct definition *current;
	gboolean in_block; /* "depends on" belongs to the last menu or choice */
	guint depth;
};

static void and_to(char **depends, const char *condition)
{
	char *both;

	if (!*condition)
		return;
	both = **depends ? g_strdup_printf("%s && (%s)", *depends, condition)
			 : g_strdup_printf("(%s)", condition);
	g_free(*depends);
	*depends = both;
}

static void begin_option(struct reader *reader, const char *name)
{
	struct kconfig_symbol *symbol = get_symbol(reader->tree, name);

	g_free(reader->name);
	reader->name = g_strdup(name);
	reader->in_block = FALSE;
	reader->current = g_new0(struct definition, 1);
	reader->current->depends = g_strdup("");
	for (guint i = 0; i < reader->around->len; i++)
		and_to(&reader->current->depends, reader->around->pdata[i]);
	g_ptr_array_add(symbol->definitions, reader->current);
	if (!symbol->told.where)
		symbol->told.where =
			g_strdup_printf("%s:%u", reader->path, reader->line);
}

static void begin_block(struct reader *reader, const char *condition, gboolean depends)
{
	g_ptr_array_add(reader->around, g_strdup(condition));
	reader->current = NULL;
	reader->in_block = depends;
}

static void end_block(struct reader *reader)
{
	if (reader->around->len)
		g_ptr_array_set_size(reader->around, reader->around->len - 1);
	reader->current = NULL;
	reader->in_block = FALSE;
}

/* Returns the word after the keyword, and sets *@rest to the text after it. */
static char *next_word(const char *text, const char **rest)
{
	gsize length;

	text += strspn(text, " \t");
	length = strcspn(text, " \t");
	if (rest)
		*rest = text + length + strspn(text + length, " \t");
	return g_strndup(text, length);
}

static gboolean begins_with(const char *line, const char *word, const char **rest)
{
	gsize length = strlen(word);

	if (strncmp(line, word, length) ||
	    (line[length] && line[length] != ' ' && line[length] != '\t'))
		return FALSE;
	*rest = line + length + strspn(line + length, " \t");
	return TRUE;
}

static void take_select(struct reader *reader, const char *rest)
{
	const char *condition;
	g_autofree char *name = next_word(rest, &condition);
	struct selection *selection = g_new0(struct selection, 1);

	selection->by = g_strdup(reader->name);
	selection->condition =
		g_strdup(begins_with(condition, "if", &condition) ? condition : "");
	g_ptr_array_add(get_symbol(reader->tree, name)->selections, selection);
}

/* Parses the type and the prompt of lines such as "bool "Text" if X". */
static void tell(struct reader *reader, const char *type, const char *rest)
{
	struct kconfig_option *told = &get_symbol(reader->tree, reader->name)->told;
	const char *end =
		*rest == '"' || *rest == '\'' ? strchr(rest + 1, *rest) : NULL;

	if (type && !told->type)
		told->type = g_strdup(type);
	if (end && !told->prompt)
		told->prompt = g_strndup(rest + 1, end - rest - 1);
}

/* Parses a property of the present option, menu or choice. */
static void take_property(struct reader *reader, const char *line)
{
	static const char *const types[] = {"bool", "tristate", "int", "hex", "string"};
	struct definition *current = reader->current;
	const char *rest;

	if (begins_with(line, "depends", &rest) && begins_with(rest, "on", &rest)) {
		if (current)
			and_to(&current->depends, rest);
		else if (reader->in_block && reader->around->len)
			and_to((char **)&reader->around->pdata[reader->around->len - 1],
			       rest);
		return;
	}
	if (!current)
		return;
	for (gsize i = 0; i < G_N_ELEMENTS(types); i++)
		if (begins_with(line, types[i], &rest)) {
			current->prompt |= *rest == '"' || *rest == '\'';
			tell(reader, types[i], rest);
		}
	if (begins_with(line, "def_bool", &rest))
		tell(reader, "bool", "");
	else if (begins_with(line, "def_tristate", &rest))
		tell(reader, "tristate", "");
	if (begins_with(line, "prompt", &rest)) {
		current->prompt = TRUE;
		tell(reader, NULL, rest);
	}
	if (begins_with(line, "select", &rest) || begins_with(line, "imply", &rest))
		take_select(reader, rest);
	else if (begins_with(line, "def_bool", &rest) ||
		 begins_with(line, "def_tristate", &rest) ||
		 begins_with(line, "default", &rest))
		current->automatic |= *rest != 'n' || (rest[1] && rest[1] != ' ');
}

static gboolean read_file(struct reader *reader, const char *path, GError **error);

/* source "PATH" is relative to the top, rsource to this file; osource and orsource may
 * be missing. */
static gboolean take_source(struct reader *reader, const char *here, const char *path,
			    gboolean relative, GError **error)
{
	g_autoptr(GString) name = g_string_new(path);
	g_autofree char *dir = g_path_get_dirname(here);
	g_autofree char *full = NULL;

	g_string_replace(name, "\"", "", 0);
	g_string_replace(name, "$(SRCARCH)", reader->tree->arch, 0);
	g_string_replace(name, "$SRCARCH", reader->tree->arch, 0);
	g_string_replace(name, "$(srctree)/", "", 0);
	full = relative ? g_build_filename(dir, name->str, NULL) : g_strdup(name->str);
	return read_file(reader, full, error);
}

/* Parses a line that begins or ends an entry; FALSE if it is a property. */
static gboolean take_entry(struct reader *reader, const char *here, const char *line,
			   gboolean *good, GError **error)
{
	const char *rest;

	if (begins_with(line, "config", &rest) ||
	    begins_with(line, "menuconfig", &rest)) {
		g_autofree char *name = next_word(rest, NULL);

		begin_option(reader, name);
	} else if (begins_with(line, "if", &rest)) {
		begin_block(reader, rest, FALSE);
	} else if (begins_with(line, "menu", &rest) ||
		   begins_with(line, "choice", &rest)) {
		begin_block(reader, "", TRUE);
	} else if (begins_with(line, "endif", &rest) ||
		   begins_with(line, "endmenu", &rest) ||
		   begins_with(line, "endchoice", &rest)) {
		end_block(reader);
	} else if (begins_with(line, "comment", &rest)) {
		reader->current = NULL;
		reader->in_block = FALSE;
	} else if (begins_with(line, "source", &rest) ||
		   begins_with(line, "osource", &rest)) {
		*good = take_source(reader, here, rest, FALSE, error);
	} else if (begins_with(line, "rsource", &rest) ||
		   begins_with(line, "orsource", &rest)) {
		*good = take_source(reader, here, rest, TRUE, error);
	} else {
		return FALSE;
	}
	return TRUE;
}

/* Returns the indentation of @line in columns, with tab stops at multiples of eight. */
static guint indent_of(const char *line)
{
	guint column = 0;

	for (; *line == ' ' || *line == '\t'; line++)
		column = *line == '\t' ? (column | 7) + 1 : column + 1;
	return column;
}

/*
 * Skips a help text: it ends before a line that is indented less than its first line.
 */
static void skip_help(GStrv lines, guint *i)
{
	guint indent = 0;

	while (lines[*i + 1]) {
		const char *line = lines[*i + 1];
		guint own = indent_of(line);

		if (line[strspn(line, " \t")]) {
			if (!indent)
				indent = own;
			if (!own || own < indent)
				return;
		}
		(*i)++;
	}
}

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
	return g_strstrip(g_string_free(joined, FALSE));
}

static gboolean read_lines(struct reader *reader, const char *path, GStrv lines,
			   GError **error)
{
	gboolean good = TRUE;

	for (guint i = 0; good && lines[i]; i++) {
		guint number = i + 1;
		g_autofree char *line = join_lines(lines, &i);
		char *comment = strstr(line, " #");

		if (comment)
			*comment = '\0';
		if (!*line || *line == '#')
			continue;
		reader->path = path;
		reader->line = number;
		if (!strcmp(line, "help") || !strcmp(line, "---help---"))
			skip_help(lines, &i);
		else if (!take_entry(reader, path, line, &good, error))
			take_property(reader, line);
	}
	return good;
}

static gboolean read_file(struct reader *reader, const char *path, GError **error)
{
	g_autofree char *full = g_build_filename(reader->tree->dir, path, NULL);
	g_autofree char *text = NULL;
	g_auto(GStrv) lines = NULL;
	gboolean good;

	/* a name that make would expand, or a file of another architecture */
	if (!g_file_test(full, G_FILE_TEST_IS_REGULAR))
		return TRUE;
	if (reader->depth == DEPTH_MOST) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "%s: more than %d files that source each other", path,
			    DEPTH_MOST);
		return FALSE;
	}
	text = fs_read(full, error);
	if (!text)
		return FALSE;
	lines = g_strsplit(text, "\n", -1);
	reader->depth++;
	good = read_lines(reader, path, lines, error);
	reader->depth--;
	return good;
}

struct kconfig_tree *kconfig_tree_load(const char *dir, const char *arch,
				       GError **error)
{
	g_autoptr(KconfigTree) tree = g_new0(struct kconfig_tree, 1);
	g_autofree char *top = g_build_filename(dir, "Kconfig", NULL);
	struct reader reader = {.tree = tree};
	gboolean good;

	tree->dir = g_strdup(dir);
	tree->arch = g_strdup(arch);
	tree->symbols =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, symbol_free);
	if (!g_file_test(top, G_FILE_TEST_IS_REGULAR)) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "%s: no Kconfig: not a kernel tree", dir);
		return NULL;
	}
	reader.around = g_ptr_array_new_with_free_func(g_free);
	good = read_file(&reader, "Kconfig", error);
	g_ptr_array_unref(reader.around);
	g_free(reader.name);
	return good ? g_steal_pointer(&tree) : NULL;
}

/*
 * --- requirements of an option -----------------------------------------------------
 */

/* The state of a call of kconfig_tree_enable(). */
struct enabling {
	struct kconfig_tree *tree;
	GHashTable *have;  /* of the caller */
	GPtrArray *wanted; /* of the caller, with additions */
	char *obstacle;	   /* the first obstacle */
	guint depth;
};

static gboolean is_wanted(const struct enabling *search, const char *name)
{
	g_autofree char *symbol = g_strconcat("CONFIG_", name, NULL);

	if (g_hash_table_contains(search->have, symbol))
		return TRUE;
	for (guint i = 0; i < search->wanted->len; i++)
		if (!strcmp(search->wanted->pdata[i], symbol))
			return TRUE;
	return FALSE;
}

G_GNUC_PRINTF(2, 3)
static gboolean refuse(struct enabling *search, const char *format, ...)
{
	va_list args;

	if (search->obstacle)
		return FALSE;
	va_start(args, format);
	search->obstacle = g_strdup_vprintf(format, args);
	va_end(args);
	return FALSE;
}

static gboolean want(struct enabling *search, const char *name);
static gboolean satisfy_or(struct enabling *search, const char **at);

static char *read_name(const char **at)
{
	gsize length = 0;
	const char *begin = *at;

	if (*begin == '"' || *begin == '\'') {
		const char *end = strchr(begin + 1, *begin);

		*at = end ? end + 1 : begin + strlen(begin);
		return g_strndup(begin + 1, *at - begin - (end ? 2 : 1));
	}
	while (g_ascii_isalnum(begin[length]) || begin[length] == '_' ||
	       begin[length] == '.' || begin[length] == '-')
		length++;
	/* $(cc-option,...) and similar: present compilers have it */
	if (!length && *begin == '$') {
		const char *end = strchr(begin, ')');

		length = end ? (gsize)(end + 1 - begin) : strlen(begin);
		*at += length;
		return g_strdup("y");
	}
	*at += length ? length : *begin != '\0';
	return g_strndup(begin, length);
}

static void skip_blanks(const char **at)
{
	*at += strspn(*at, " \t");
}

/* SYMBOL, SYMBOL=VALUE, SYMBOL!=VALUE. */
static gboolean satisfy_symbol(struct enabling *search, const char **at)
{
	g_autofree char *name = read_name(at);
	g_autofree char *value = NULL;
	gboolean equal;

	skip_blanks(at);
	equal = **at == '=';
	if (equal || g_str_has_prefix(*at, "!=")) {
		*at += equal ? 1 : 2;
		skip_blanks(at);
		value = read_name(at);
	}
	if (!strcmp(name, "y") || (!strcmp(name, "n") && !value))
		return !strcmp(name, "y") || refuse(search, "n");
	if (!strcmp(name, "m") && !value)
		return refuse(search, "it can only be a module");
	if (!value || (equal && !strcmp(value, "y")) || (!equal && !strcmp(value, "n")))
		return want(search, name);
	if (equal == !strcmp(value, "n") || (!equal && !strcmp(value, "y")))
		return !is_wanted(search, name) ||
		       refuse(search, "%s is on, but must be off", name);
	return !equal || !is_wanted(search, name) ||
	       refuse(search, "%s=%s", name, value);
}

/* Skips what must be false, and requires nothing. */
static gboolean satisfy_not(struct enabling *search, const char **at)
{
	g_autofree char *name = NULL;
	const char *begin;
	guint depth = 0;

	skip_blanks(at);
	begin = *at;
	if (*begin != '(') {
		name = read_name(at);
		return !is_wanted(search, name) ||
		       refuse(search, "%s is on, but must be off", name);
	}
	do {
		depth += **at == '(';
		depth -= **at == ')';
		(*at)++;
	} while (depth && **at);
	/* a negated group is true if nothing in it is on */
	return TRUE;
}

static gboolean satisfy_one(struct enabling *search, const char **at)
{
	gboolean good;

	skip_blanks(at);
	if (**at == '!') {
		(*at)++;
		return satisfy_not(search, at);
	}
	if (**at != '(')
		return satisfy_symbol(search, at);
	(*at)++;
	good = satisfy_or(search, at);
	skip_blanks(at);
	if (**at == ')')
		(*at)++;
	return good;
}

static gboolean satisfy_and(struct enabling *search, const char **at)
{
	gboolean good = satisfy_one(search, at);

	for (;;) {
		skip_blanks(at);
		if (!g_str_has_prefix(*at, "&&"))
			return good;
		*at += 2;
		good &= satisfy_one(search, at);
	}
}

/* Chooses the first alternative with the fewest additions. */
static gboolean satisfy_or(struct enabling *search, const char **at)
{
	guint before = search->wanted->len, best = G_MAXUINT;
	gboolean stuck = search->obstacle != NULL;
	g_autoptr(GPtrArray) chosen = NULL;

	for (;;) {
		if (satisfy_and(search, at) && search->wanted->len - before < best) {
			best = search->wanted->len - before;
			g_clear_pointer(&chosen, g_ptr_array_unref);
			chosen = g_ptr_array_new_with_free_func(g_free);
			for (guint i = before; i < search->wanted->len; i++)
				g_ptr_array_add(chosen,
						g_strdup(search->wanted->pdata[i]));
		}
		g_ptr_array_set_size(search->wanted, before);
		skip_blanks(at);
		if (!g_str_has_prefix(*at, "||"))
			break;
		*at += 2;
	}
	for (guint i = 0; chosen && i < chosen->len; i++)
		g_ptr_array_add(search->wanted, g_strdup(chosen->pdata[i]));
	/* obstacles of other alternatives do not matter */
	if (chosen && !stuck)
		g_clear_pointer(&search->obstacle, g_free);
	return chosen != NULL;
}

static gboolean satisfy(struct enabling *search, const char *expression)
{
	guint before = search->wanted->len;

	if (!*expression || satisfy_or(search, &expression))
		return TRUE;
	g_ptr_array_set_size(search->wanted, before);
	return FALSE;
}

static gboolean want_by_selection(struct enabling *search,
				  const struct kconfig_symbol *symbol, const char *name)
{
	for (guint i = 0; i < symbol->selections->len; i++) {
		const struct selection *selection = symbol->selections->pdata[i];
		guint before = search->wanted->len;

		if (is_wanted(search, selection->by) &&
		    satisfy(search, selection->condition))
			return TRUE;
		g_ptr_array_set_size(search->wanted, before);
	}
	for (guint i = 0; i < symbol->selections->len; i++) {
		const struct selection *selection = symbol->selections->pdata[i];
		guint before = search->wanted->len;

		if (want(search, selection->by) &&
		    satisfy(search, selection->condition))
			return TRUE;
		g_ptr_array_set_size(search->wanted, before);
	}
	return refuse(search, "%s has no prompt, and no available option selects it",
		      name);
}

static gboolean want_definition(struct enabling *search,
				const struct kconfig_symbol *symbol,
				const struct definition *definition, const char *name)
{
	if (!satisfy(search, definition->depends))
		return FALSE;
	if (definition->prompt) {
		g_ptr_array_add(search->wanted, g_strconcat("CONFIG_", name, NULL));
		return TRUE;
	}
	return definition->automatic || want_by_selection(search, symbol, name);
}

static gboolean want(struct enabling *search, const char *name)
{
	struct kconfig_symbol *symbol =
		g_hash_table_lookup(search->tree->symbols, name);
	gboolean good = FALSE;

	if (is_wanted(search, name))
		return TRUE;
	if (!symbol || !symbol->definitions->len)
		return refuse(search, "%s does not exist on this architecture", name);
	if (symbol->visiting || search->depth == DEPTH_MOST)
		return FALSE;
	symbol->visiting = TRUE;
	search->depth++;
	for (guint i = 0; !good && i < symbol->definitions->len; i++)
		good = want_definition(search, symbol, symbol->definitions->pdata[i],
				       name);
	if (!good)
		good = symbol->selections->len &&
		       want_by_selection(search, symbol, name);
	search->depth--;
	symbol->visiting = FALSE;
	return good;
}

gboolean kconfig_tree_has(const struct kconfig_tree *tree, const char *symbol)
{
	const struct kconfig_symbol *found =
		g_hash_table_lookup(tree->symbols, symbol + strlen("CONFIG_"));

	return found && found->definitions->len;
}

static gint by_name(gconstpointer a, gconstpointer b)
{
	const struct kconfig_option *const *one = a, *const *other = b;

	return strcmp((*one)->name, (*other)->name);
}

GPtrArray *kconfig_tree_added(const struct kconfig_tree *old,
			      const struct kconfig_tree *new)
{
	GPtrArray *added = g_ptr_array_new();
	GHashTableIter iter;
	struct kconfig_symbol *symbol, *before;
	char *name;

	g_hash_table_iter_init(&iter, new->symbols);
	while (g_hash_table_iter_next(&iter, (gpointer *)&name, (gpointer *)&symbol)) {
		before = g_hash_table_lookup(old->symbols, name);
		if (!symbol->definitions->len || (before && before->definitions->len))
			continue;
		symbol->told.name = name;
		g_ptr_array_add(added, &symbol->told);
	}
	g_ptr_array_sort(added, by_name);
	return added;
}

gboolean kconfig_tree_enable(struct kconfig_tree *tree, GHashTable *have,
			     const char *symbol, GPtrArray *wanted, GError **error)
{
	struct enabling search = {.tree = tree, .have = have, .wanted = wanted};
	guint before = wanted->len;
	gboolean good = want(&search, symbol + strlen("CONFIG_"));

	if (!good) {
		g_ptr_array_set_size(wanted, before);
		g_set_error(error, KF_ERROR, KF_ERROR_NEGATIVE,
			    "%s is not available: %s", symbol,
			    search.obstacle ?: "its options depend on each other");
	}
	g_free(search.obstacle);
	return good;
}
