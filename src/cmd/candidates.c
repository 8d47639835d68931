/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/candidates.h"

#include <string.h>
#include <unistd.h>

#include "branch/branch-patches.h"
#include "branch/project.h"
#include "branch/suite.h"
#include "cmd/commands.h"
#include "util/data-file.h"

/* The command line before the word. */
struct line {
	FILE *out;
	const char *word;   /* to be completed */
	const char *before; /* unchanged part of a comma-separated list; else "" */
	const struct command *command;
	GPtrArray *operands; /* earlier ones; borrowed */
	GHashTable *seen;    /* candidates that were printed */
	const char *project; /* value of --project, or NULL */
};

/* A tab or line break would end the word, and control sequences must not reach the
 * terminal. */
static gboolean is_word(const char *text)
{
	for (const char *c = text; *c; c++)
		if (g_ascii_iscntrl(*c))
			return FALSE;
	return *text && g_utf8_validate(text, -1, NULL);
}

static void offer(struct line *line, const char *word, const char *help)
{
	g_autofree char *whole = g_strconcat(line->before, word, NULL);

	if (!is_word(word) || !g_str_has_prefix(whole, line->word) ||
	    !g_hash_table_add(line->seen, g_strdup(word)))
		return;
	fprintf(line->out, "%s\t%s\n", whole, help ?: "");
}

static void offer_choices(struct line *line, const char *choices)
{
	g_auto(GStrv) words = g_strsplit(choices ?: "", "|", -1);

	for (char **w = words; *w; w++)
		offer(line, *w, NULL);
}

/* ---- candidates of a project
 * ---------------------------------------------------------- */

/* Whether @operand is NAME or NAME@ARCH of the branch @name. */
static gboolean names_branch(gconstpointer operand, gconstpointer name)
{
	gsize length = strcspn(operand, "@");

	return length == strlen(name) && !strncmp(operand, name, length);
}

/* Returns the branches in earlier operands and options, or else all. */
static GPtrArray *load_branches(const struct line *line)
{
	g_autofree char *found = line->project ? NULL : project_find(NULL);
	const char *project = line->project ?: found;
	g_auto(GStrv) names = project ? branch_list(project, NULL) : NULL;
	GPtrArray *named = g_ptr_array_new_with_free_func((GDestroyNotify)branch_free);
	GPtrArray *all = g_ptr_array_new_with_free_func((GDestroyNotify)branch_free);

	for (char **name = names; name && *name; name++) {
		struct branch *b = branch_load(project, *name, NULL);

		if (!b)
			continue;
		g_ptr_array_add(g_ptr_array_find_with_equal_func(line->operands, *name,
								 names_branch, NULL)
					? named
					: all,
				b);
	}
	if (named->len) {
		g_ptr_array_unref(all);
		return named;
	}
	g_ptr_array_unref(named);
	return all;
}

/* Offers NAME@ARCH only if there is an '@', so that NAME alone can be completed. */
static void offer_branches(struct line *line)
{
	g_autofree char *found = line->project ? NULL : project_find(NULL);
	const char *project = line->project ?: found;
	g_auto(GStrv) names = project ? branch_list(project, NULL) : NULL;

	for (char **name = names; name && *name; name++) {
		g_autoptr(Branch) b = branch_load(project, *name, NULL);
		g_auto(GStrv) on =
			b && strchr(line->word, '@') ? branch_names(b) : NULL;

		offer(line, *name, b ? b->description : NULL);
		for (char **n = on; n && *n; n++)
			offer(line, *n, b->description);
	}
}

static void offer_variants(struct line *line, const struct branch *b)
{
	for (guint i = 0; i < b->variants->len; i++) {
		const struct branch_variant *v = b->variants->pdata[i];

		offer(line, v->name,
		      v->mutant ? "mutant" : variant_expect_name(v->expect));
	}
}

static void offer_flavours(struct line *line, const struct branch *b)
{
	for (guint i = 0; b->package && i < b->package->flavours->len; i++) {
		const struct branch_flavour *f = b->package->flavours->pdata[i];

		offer(line, f->name, f->description);
	}
}

static void offer_versions(struct line *line, const struct branch *b)
{
	for (guint i = 0; i < b->sources->len; i++) {
		const struct branch_source *pin = b->sources->pdata[i];

		offer(line, pin->version, pin->suite ?: source_kind_name(pin->kind));
	}
}

static void offer_patches(struct line *line, const struct branch *b)
{
	g_autoptr(BranchPatches) patches = branch_patches_load(b->dir, b->name, NULL);

	for (guint i = 0; patches && i < patches->patches->len; i++) {
		const struct branch_patch *patch = patches->patches->pdata[i];

		offer(line, patch->entry->name, b->name);
	}
}

static void offer_of_branches(struct line *line,
			      void (*of)(struct line *, const struct branch *))
{
	g_autoptr(GPtrArray) branches = load_branches(line);

	for (guint i = 0; i < branches->len; i++)
		of(line, branches->pdata[i]);
}

static void offer_suites(struct line *line)
{
	g_auto(GStrv) names = suite_list(line->project, NULL);

	for (char **name = names; name && *name; name++) {
		g_autoptr(Suite) suite = suite_load(line->project, *name, NULL);

		offer(line, *name, suite ? suite->description : NULL);
	}
}

/* Offers the tests of all suites; the text before the last comma stays. */
static void offer_tests(struct line *line)
{
	const char *comma = strrchr(line->word, ',');
	g_autofree char *before =
		g_strndup(line->word, comma ? comma + 1 - line->word : 0);
	g_auto(GStrv) names = suite_list(line->project, NULL);

	line->before = before;
	for (char **name = names; name && *name; name++) {
		g_autoptr(Suite) suite = suite_load(line->project, *name, NULL);

		for (guint i = 0; suite && i < suite->tests->len; i++) {
			const struct suite_test *test = suite->tests->pdata[i];

			offer(line, test->name, suite->name);
		}
	}
	line->before = "";
}

static void offer_commands(struct line *line)
{
	for (const struct command *const *c = commands; *c; c++)
		if (!(*c)->hidden)
			offer(line, (*c)->name, (*c)->summary);
}

/* ---- kinds of values
 * ------------------------------------------------------------------ */

static void offer_kind(struct line *line, enum value_kind kind, const char *choices)
{
	switch (kind) {
	case VALUE_NONE:
	case VALUE_TEXT:
	case VALUE_INTEGER:
	case VALUE_COUNT:
		break;
	case VALUE_CHOICE:
		offer_choices(line, choices);
		break;
	case VALUE_COMMAND:
		offer_commands(line);
		break;
	case VALUE_BRANCH:
		offer_branches(line);
		break;
	case VALUE_VARIANT:
		offer_of_branches(line, offer_variants);
		break;
	case VALUE_ARCH:
		for (const struct arch *const *arch = arch_all(); *arch; arch++)
			offer(line, (*arch)->name, (*arch)->triplet);
		break;
	case VALUE_FLAVOUR:
		offer_of_branches(line, offer_flavours);
		break;
	case VALUE_VERSION:
		offer_of_branches(line, offer_versions);
		break;
	case VALUE_SUITE:
		offer_suites(line);
		fputs("\tdirs\n", line->out);
		break;
	case VALUE_TEST:
		offer_tests(line);
		break;
	case VALUE_PATCH:
		offer_of_branches(line, offer_patches);
		fputs("\tfiles\n", line->out);
		break;
	case VALUE_DIR:
	case VALUE_RUN:
		fputs("\tdirs\n", line->out);
		break;
	case VALUE_PATH:
	case VALUE_FILE:
	case VALUE_SERIES:
	case VALUE_PACKAGE:
		fputs("\tfiles\n", line->out);
		break;
	}
}

/* ---- the command line
 * ----------------------------------------------------------------- */

/* Returns the option of @word (up to '='), "--name" or "-n", or NULL. */
static const struct option_entry *find_option(const struct command *command,
					      const char *word)
{
	gsize length = strcspn(word, "=");

	for (const struct option_entry *o = command->options; o && o->name; o++) {
		if (word[0] == '-' && word[1] == o->letter && o->letter && !word[2])
			return o;
		if (g_str_has_prefix(word, "--") && strlen(o->name) + 2 == length &&
		    !strncmp(word + 2, o->name, length - 2))
			return o;
	}
	return NULL;
}

static void offer_options(struct line *line)
{
	for (const struct option_entry *o = line->command->options; o && o->name; o++) {
		g_autofree char *word = g_strconcat("--", o->name, NULL);

		offer(line, word, o->help);
	}
	offer(line, "--help", "Show the options");
}

/* Offers the next operand; the last kind may be repeated. */
static void offer_operand(struct line *line, guint number)
{
	const struct operand *operands = line->command->operands;

	for (guint i = 0; i < COMMAND_OPERANDS && operands[i].kind != VALUE_NONE; i++)
		if (i == number || (i < number && operands[i].many)) {
			offer_kind(line, operands[i].kind, operands[i].choices);
			return;
		}
}

/* Uses the value of an earlier option. */
static void take_value(struct line *line, const struct option_entry *option,
		       char *value)
{
	if (option->value == VALUE_BRANCH)
		g_ptr_array_add(line->operands, value);
	if (!strcmp(option->name, "project"))
		line->project = value;
}

static void complete_command(struct line *line, char **words)
{
	const struct option_entry *option = NULL; /* whose value is next */
	guint operands = 0;
	gboolean only = FALSE; /* after "--", only operands follow */

	for (; words[1]; words++) {
		const struct option_entry *here =
			only ? NULL : find_option(line->command, *words);
		char *value = strchr(*words, '=');

		if (option) {
			take_value(line, option, *words);
			option = NULL;
		} else if (here && here->value != VALUE_NONE && !value) {
			option = here;
		} else if (here) {
			if (value)
				take_value(line, here, value + 1);
		} else if (!only && !strcmp(*words, "--")) {
			only = TRUE;
		} else if (only || **words != '-') {
			g_ptr_array_add(line->operands, *words);
			operands++;
		}
	}
	line->word = *words;
	if (!option && !only && strchr(*words, '=') && **words == '-') {
		option = find_option(line->command, *words);
		line->word = strchr(*words, '=') + 1;
	}
	if (option)
		offer_kind(line, option->value, option->metavar);
	else if (!only && **words == '-')
		offer_options(line);
	else
		offer_operand(line, operands);
}

static void complete_program(struct line *line)
{
	if (*line->word == '-') {
		offer(line, "-C", "Change to a directory first");
		offer(line, "--help", "List the commands");
		offer(line, "--version", "Print the version");
	} else {
		offer_commands(line);
	}
}

void candidates_print(FILE *out, char **words)
{
	g_autoptr(GPtrArray) operands = g_ptr_array_new();
	g_autoptr(GHashTable) seen =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	struct line line = {
		.out = out, .before = "", .operands = operands, .seen = seen};

	while (words[0] && words[1] && words[2] && !strcmp(words[0], "-C")) {
		if (chdir(words[1]))
			return;
		words += 2;
	}
	if (!words[0])
		return;
	line.word = words[0];
	if (!words[1]) {
		complete_program(&line);
	} else if (!strcmp(words[0], "-C")) {
		line.word = words[1];
		offer_kind(&line, VALUE_DIR, NULL);
	} else {
		line.command = command_find(words[0]);
		if (line.command)
			complete_command(&line, words + 1);
	}
}
