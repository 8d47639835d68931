/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Compiling one object of a built kernel again, by the command that kbuild saved
 * for it (.NAME.o.cmd), for the sake of line numbers. Nothing in the directory of the
 * build is written. Whether what comes out is what was linked is for cover/elf-object.h to
 * say. What .cmd files look like: the kernel's scripts/Kbuild.include (cmd_and_fixdep, from
 * 6.3 on savedcmd_) and scripts/basic/fixdep.c.
 */
#pragma once

#include <glib.h>

/*
 * The objects, relative to the kernel's O= directory @build ("mm/memcontrol.o"), that
 * the file @source of the source tree ("mm/memcontrol.c", "include/linux/mm.h") went
 * into, at most @limit: for a .c or .S file the one of its name, else those whose
 * saved dependencies have it. Empty if it was not compiled. KF_ERROR_INPUT if
 * @build is not an O= directory. The caller frees it.
 */
GStrv recompile_find(const char *build, const char *source, guint limit,
		     GError **error);

/* Whether @source was among what @object was compiled from, by its saved dependencies. */
gboolean recompile_depends(const char *build, const char *object, const char *source);

/*
 * The name of the module that @object was compiled for, to be freed; NULL: it is
 * built in, or was not compiled.
 */
char *recompile_module(const char *build, const char *object);

/*
 * The file of the module @name in @build, which its modules.order lists; NULL if
 * there is none. To be freed.
 */
char *recompile_module_file(const char *build, const char *name);

/*
 * Compiles @object, as found above, into the file @out (an absolute path) with line numbers.
 * The command is the build's own, and run by sh as make did. Errors: KF_ERROR_INPUT, naming
 * file:line, for a .cmd file without a command that makes the object, KF_ERROR_SYSTEM with
 * what the compiler said.
 */
gboolean recompile_object(const char *build, const char *object, const char *out,
			  GError **error) G_GNUC_WARN_UNUSED_RESULT;

/*
 * Compiles @object by its saved command, but from the source in @tree (absolute) instead of
 * the one that @build was built from, into the file @out. The same errors; KF_ERROR_INPUT
 * also for a build whose commands do not name its source by an absolute path.
 */
gboolean recompile_from(const char *build, const char *object, const char *tree,
			const char *out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
