/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Compiles an object of a built kernel again, by the command that kbuild saved for it
 * (.NAME.o.cmd), to get line numbers. Never writes to the build directory.
 * cover/elf-object.h must check that the result equals what was linked. Format of .cmd
 * files: scripts/Kbuild.include (cmd_and_fixdep; savedcmd_ since 6.3) and
 * scripts/basic/fixdep.c of the kernel.
 */
#pragma once

#include <glib.h>

/*
 * Returns the objects, relative to the O= directory @build ("mm/memcontrol.o"), that
 * were compiled from the source file @source ("mm/memcontrol.c", "include/linux/mm.h"),
 * at most @limit: for a .c or .S file the object of that name, else those whose saved
 * dependencies contain it. Empty if it was not compiled. KF_ERROR_INPUT if @build is
 * not an O= directory. The caller frees it.
 */
GStrv recompile_find(const char *build, const char *source, guint limit,
		     GError **error);

/* Whether @object was compiled from @source, according to its saved dependencies. */
gboolean recompile_depends(const char *build, const char *object, const char *source);

/* Returns the name of the module that contains @object; the caller frees it. NULL: it
 * is built in, or was not compiled. */
char *recompile_module(const char *build, const char *object);

/* Returns the file of the module @name in @build, according to its modules.order; NULL
 * if there is none. The caller frees it. */
char *recompile_module_file(const char *build, const char *name);

/*
 * Compiles @object, a result of recompile_find(), to the file @out (absolute path) with
 * line numbers. sh runs the build's own command, as make did. Errors: KF_ERROR_INPUT,
 * naming file:line, for a .cmd file without a command for the object; KF_ERROR_SYSTEM
 * with the compiler's message.
 */
gboolean recompile_object(const char *build, const char *object, const char *out,
			  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Compiles @object by its saved command to the file @out, but from the source in @tree
 * (absolute). Errors: the same; KF_ERROR_INPUT also if the build's commands do not name
 * the source by an absolute path.
 */
gboolean recompile_from(const char *build, const char *object, const char *tree,
			const char *out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
