/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Finds the function that contains a line, and that function in another text.
 *
 * A scope begins as in diff -p and git: with a line that has a letter, '_' or '$' in
 * its first column, but is not a label or preprocessor line. The tile of a scope is its
 * lines and those before it from the end of the previous scope on (comments,
 * attributes), so the tiles cover a file without gaps.
 */
#pragma once

#include "port/merge.h"

/* A scope. Lines are counted from 0. */
struct funcname {
	gint64 first, end; /* lines of the tile: first <= line < end */
	gint64 head;	   /* first line of the scope */
	char *name;	   /* "mem_cgroup_css_free", or the whole line "struct foo {" */
};

/* Returns the scopes of @text in order, an array of struct funcname; unref it. */
GArray *funcname_list(const struct text *text);

/* Returns the scope whose tile contains @line, or NULL. */
const struct funcname *funcname_at(GArray *scopes, gint64 line);

/* Whether @line begins a scope. */
gboolean funcname_begins(struct span line);

/* Returns the first line of the scope of @line, or -1 if there is none. */
gint64 funcname_head(const struct text *text, gint64 line);

/* Returns the only scope called @name; NULL if there is none, or more than one. */
const struct funcname *funcname_find(GArray *scopes, const char *name);

/* Returns the name of the function whose definition begins at @line, or NULL. The
 * caller frees it. */
char *funcname_function(struct span line) G_GNUC_WARN_UNUSED_RESULT;

/* Whether @text has a scope called @name. */
gboolean funcname_has(const struct text *text, const char *name);

/* Returns the name of the scope that begins at or before @line, as in the head of a
 * hunk, "@@ ... @@ function"; or NULL. The caller frees it. */
char *funcname_name(const struct text *text, gint64 line) G_GNUC_WARN_UNUSED_RESULT;

/* The same, but NULL after the scope's end, a '}' in the first column. */
char *funcname_inside(const struct text *text, gint64 line) G_GNUC_WARN_UNUSED_RESULT;
