/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which function a line belongs to, and where that function is elsewhere.
 *
 * What begins a scope is told as diff -p and git do: a line that begins with a
 * letter, '_' or '$' in the first column; labels and preprocessor lines do not.
 * A scope's tile is its lines and those before it, from the end of the scope
 * before on (comments, attributes): tiles cover a file without gaps.
 */
#pragma once

#include "port/merge.h"

/* All lines are counted from 0. */
struct funcname {
	gint64 first, end; /* the tile's lines: first <= line < end */
	gint64 head;	   /* the line that names it */
	char *name;	   /* "mem_cgroup_css_free", or a whole line "struct foo {" */
};

/* The scopes of @text in order, an array of struct funcname; unref it. */
GArray *funcname_list(const struct text *text);

/* The one whose tile has @line, or NULL. */
const struct funcname *funcname_at(GArray *scopes, gint64 line);

/* Whether @line begins a scope. */
gboolean funcname_begins(struct span line);

/* The line that begins the scope of @line, at or before it; -1: none. */
gint64 funcname_head(const struct text *text, gint64 line);

/* The only one called @name; NULL when there is none, or more than one. */
const struct funcname *funcname_find(GArray *scopes, const char *name);

/* The function that @line begins to define, or NULL. Free with g_free(). */
char *funcname_function(struct span line) G_GNUC_WARN_UNUSED_RESULT;

/* Whether something called @name begins in @text. */
gboolean funcname_has(const struct text *text, const char *name);

/*
 * The name of what begins at or before @line, or NULL: what "@@ ... @@ function"
 * is about. Free with g_free().
 */
char *funcname_name(const struct text *text, gint64 line) G_GNUC_WARN_UNUSED_RESULT;

/* The same, but NULL behind its end, a '}' in the first column. */
char *funcname_inside(const struct text *text, gint64 line) G_GNUC_WARN_UNUSED_RESULT;
