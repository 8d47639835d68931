/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/option.h"

#include <string.h>

#include "util/error.h"

static GOptionArg glib_type(const struct option_entry *entry)
{
	gboolean path = entry->value == VALUE_PATH || entry->value == VALUE_FILE ||
			entry->value == VALUE_DIR || entry->value == VALUE_SERIES ||
			entry->value == VALUE_PATCH || entry->value == VALUE_RUN ||
			entry->value == VALUE_PACKAGE;

	switch (entry->field.type) {
	case OPTION_INT:
		return entry->value == VALUE_NONE ? G_OPTION_ARG_NONE
						  : G_OPTION_ARG_INT;
	case OPTION_INT64:
		return G_OPTION_ARG_INT64;
	case OPTION_DOUBLE:
		return G_OPTION_ARG_DOUBLE;
	case OPTION_STRING:
		return path ? G_OPTION_ARG_FILENAME : G_OPTION_ARG_STRING;
	case OPTION_LIST:
		return path ? G_OPTION_ARG_FILENAME_ARRAY : G_OPTION_ARG_STRING_ARRAY;
	}
	g_assert_not_reached();
}

gboolean option_is_choice(const char *choices, const char *word)
{
	g_auto(GStrv) words = g_strsplit(choices, "|", -1);

	return g_strv_contains((const char *const *)words, word);
}

static gboolean is_negative(const struct option_entry *entry, gconstpointer member)
{
	return (entry->field.type == OPTION_INT && *(const int *)member < 0) ||
	       (entry->field.type == OPTION_INT64 && *(const gint64 *)member < 0) ||
	       (entry->field.type == OPTION_DOUBLE && !(*(const double *)member >= 0));
}

/* Whether an option's value is valid for its kind. */
static gboolean check(const struct option_entry *entry, gconstpointer member,
		      GError **error)
{
	if (entry->value == VALUE_COUNT && is_negative(entry, member)) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "--%s cannot be negative",
			    entry->name);
		return FALSE;
	}
	if (entry->value == VALUE_CHOICE) {
		const char *word = *(char *const *)member;
		g_autofree char *list = NULL;

		if (!word || option_is_choice(entry->metavar, word))
			return TRUE;
		list = g_strdelimit(g_strdup(entry->metavar), "|", ' ');
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "--%s: invalid value '%s' (expected one of: %s)",
			    entry->name, word, list);
		return FALSE;
	}
	return TRUE;
}

/* Returns the entry for "--NAME" on the command line, or NULL. */
static const struct option_entry *find_entry(const struct option_entry *entries,
					     const char *word)
{
	if (!g_str_has_prefix(word, "--"))
		return NULL;
	for (; entries->name; entries++)
		if (!strcmp(entries->name, word + strlen("--")))
			return entries;
	return NULL;
}

/* Refuses values of switches: GLib takes "--json=no" for --json. An entry may have the
 * value in its name, as "skip=upstream". */
static gboolean check_switches(const struct option_entry *entries, char **argv,
			       GError **error)
{
	for (; *argv && strcmp(*argv, "--"); argv++) {
		g_auto(GStrv) word = g_strsplit(*argv, "=", 2);
		const struct option_entry *entry = find_entry(entries, word[0]);

		if (!entry)
			continue;
		if (entry->value != VALUE_NONE && !word[1] && argv[1])
			argv++; /* skips its value */
		if (entry->value != VALUE_NONE || !word[1] ||
		    find_entry(entries, *argv))
			continue;
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "invalid value '%s' of --%s", word[1], entry->name);
		return FALSE;
	}
	return TRUE;
}

/* Returns the entry for a word that begins with "-X", or NULL. */
static const struct option_entry *find_letter(const struct option_entry *entries,
					      const char *word)
{
	if (word[0] != '-' || !word[1])
		return NULL;
	for (; entries->name; entries++)
		if (entries->letter == word[1])
			return entries;
	return NULL;
}

/* GLib does not know "-j4": replaces such words by "--jobs=4", owned by @spelled. */
static void spell_out(const struct option_entry *entries, char **argv,
		      GPtrArray *spelled)
{
	for (; *argv && strcmp(*argv, "--"); argv++) {
		const struct option_entry *letter = find_letter(entries, *argv);
		const struct option_entry *entry = letter ?: find_entry(entries, *argv);

		if (!entry || entry->value == VALUE_NONE)
			continue;
		if (letter && (*argv)[2]) {
			*argv = g_strdup_printf("--%s=%s", entry->name, *argv + 2);
			g_ptr_array_add(spelled, *argv);
		} else if (argv[1]) {
			argv++; /* skips its value */
		}
	}
}

gboolean option_parse(GOptionContext *context, const struct option_entry *entries,
		      gpointer values, int *argc, char ***argv, GError **error)
{
	g_autoptr(GArray) table = g_array_new(TRUE, TRUE, sizeof(GOptionEntry));
	g_autoptr(GPtrArray) spelled = g_ptr_array_new_with_free_func(g_free);

	for (const struct option_entry *entry = entries; entry->name; entry++) {
		GOptionEntry one = {
			.long_name = entry->name,
			.short_name = entry->letter,
			.arg = glib_type(entry),
			.arg_data = (char *)values + entry->field.offset,
			.description = entry->help,
			.arg_description = entry->metavar,
		};

		g_array_append_val(table, one);
	}
	g_option_context_add_main_entries(context, (GOptionEntry *)table->data, NULL);
	spell_out(entries, *argv, spelled);
	if (!check_switches(entries, *argv, error) ||
	    !g_option_context_parse(context, argc, argv, error))
		return FALSE;
	for (; entries->name; entries++)
		if (!check(entries, (char *)values + entries->field.offset, error))
			return FALSE;
	return TRUE;
}

void option_clear(const struct option_entry *entries, gpointer values)
{
	for (; entries->name; entries++) {
		gpointer member = (char *)values + entries->field.offset;

		if (entries->field.type == OPTION_STRING)
			g_clear_pointer((char **)member, g_free);
		else if (entries->field.type == OPTION_LIST)
			g_clear_pointer((GStrv *)member, g_strfreev);
	}
}
