/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Copies of a whole directory by hard links. */
#pragma once

#include <glib.h>

/*
 * Copies the directory @from to @to with hard links to its files, or, on another file
 * system, with copies that have the same timestamps. Directories and symbolic links are
 * created anew. The copy is made as "@to.kferry-clone", which is first removed if it
 * exists, and then passed to @finish; if that returns TRUE, it is renamed. If @to
 * already exists, *@made is FALSE and nothing is done. Errors: KF_ERROR_SYSTEM, and
 * those of @finish.
 */
typedef gboolean (*link_tree_finish)(const char *path, gpointer data, GError **error);

gboolean link_tree(const char *from, const char *to, link_tree_finish finish,
		   gpointer data, gboolean *made,
		   GError **error) G_GNUC_WARN_UNUSED_RESULT;
