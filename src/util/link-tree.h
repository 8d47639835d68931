/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copies of a whole directory by hard links. */
#pragma once

#include <glib.h>

/*
 * Makes @to, a copy of the directory @from in which files
 * are hard links, or copies with the same date where links are not possible
 * (another file system). Directories and symbolic links are made anew. The copy is
 * built under the name "@to.kferry-clone", a leftover of which is removed
 * first; @finish is called on it (with that name), and when it says TRUE it is
 * renamed. When @to already exists, FALSE is put into *@made and nothing done.
 * Errors: KF_ERROR_SYSTEM, and @finish's own.
 */
typedef gboolean (*link_tree_finish)(const char *path, gpointer data, GError **error);

gboolean link_tree(const char *from, const char *to, link_tree_finish finish,
		   gpointer data, gboolean *made,
		   GError **error) G_GNUC_WARN_UNUSED_RESULT;
