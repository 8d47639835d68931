/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cover/recompile.h"

#include <fcntl.h>
#include <fts.h>
#include <string.h>

#include "util/error.h"
#include "util/fs.h"
#include "util/subprocess.h"

/* "mm/memcontrol.o" -> "BUILD/mm/.memcontrol.o.cmd" */
static char *command_file(const char *build, const char *object)
{
	g_autofree char *dir = g_path_get_dirname(object);
	g_autofree char *base = g_path_get_basename(object);

	return g_strdup_printf("%s/%s/.%s.cmd", build, dir, base);
}

/* Whether @text contains the file @source, in any directory, as a word. */
static gboolean names_source(const char *text, const char *source)
{
	gsize length = strlen(source);

	for (const char *p = text; (p = strstr(p, source)); p++)
		if (p > text && strchr("/ \t", p[-1]) &&
		    (!p[length] || strchr(" \t\n\\", p[length])))
			return TRUE;
	return FALSE;
}

gboolean recompile_depends(const char *build, const char *object, const char *source)
{
	g_autofree char *path = command_file(build, object);
	g_autofree char *text = NULL;

	return g_file_get_contents(path, &text, NULL, NULL) &&
	       names_source(text, source);
}

/* "BUILD/mm/.memcontrol.o.cmd" -> "mm/memcontrol.o", NULL if it is no such name. */
static char *object_of(const char *build, const FTSENT *entry)
{
	g_autofree char *dir = NULL;
	g_autofree char *base = NULL;

	if (entry->fts_info != FTS_F || entry->fts_name[0] != '.' ||
	    !g_str_has_suffix(entry->fts_name, ".o.cmd"))
		return NULL;
	base = g_strndup(entry->fts_name + 1, strlen(entry->fts_name) - 5);
	dir = g_path_get_dirname(entry->fts_path + strlen(build) + 1);
	return strcmp(dir, ".") ? g_build_filename(dir, base, NULL)
				: g_steal_pointer(&base);
}

static int by_name(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

/* Searches the saved dependencies of all objects. */
static void search(const char *build, const char *source, guint limit,
		   GPtrArray *objects)
{
	char *const roots[] = {(char *)build, NULL};
	FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, by_name);
	FTSENT *entry;

	while (walk && objects->len < limit && (entry = fts_read(walk))) {
		g_autofree char *object = object_of(build, entry);

		if (object && recompile_depends(build, object, source))
			g_ptr_array_add(objects, g_steal_pointer(&object));
	}
	if (walk)
		fts_close(walk);
}

GStrv recompile_find(const char *build, const char *source, guint limit, GError **error)
{
	g_autoptr(GPtrArray) objects = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *config = g_build_filename(build, ".config", NULL);
	const char *dot = strrchr(source, '.');

	if (!g_file_test(config, G_FILE_TEST_EXISTS)) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "%s: not a directory that a kernel was built in", build);
		return NULL;
	}
	if (dot && (!strcmp(dot, ".c") || !strcmp(dot, ".S"))) {
		g_autofree char *object =
			g_strdup_printf("%.*s.o", (int)(dot - source), source);

		if (recompile_depends(build, object, source))
			g_ptr_array_add(objects, g_steal_pointer(&object));
	}
	/* nothing is compiled from Kconfig, Makefiles, documentation */
	if (!objects->len && dot && strchr("chS", dot[1]) && !dot[2])
		search(build, source, limit, objects);
	g_ptr_array_add(objects, NULL);
	return (GStrv)g_ptr_array_free(g_steal_pointer(&objects), FALSE);
}

/* Reverts the escaping for make by kbuild (scripts/Kbuild.include). */
static char *unescape(const char *text, gsize length)
{
	static const char *const marks[][2] = {
		{"$(pound)", "#"}, {"\\#", "#"}, {"$$", "$"}};
	GString *out = g_string_new(NULL);

	for (gsize i = 0; i < length;) {
		gsize m;

		for (m = 0; m < G_N_ELEMENTS(marks); m++)
			if (g_str_has_prefix(text + i, marks[m][0]))
				break;
		if (m < G_N_ELEMENTS(marks)) {
			g_string_append(out, marks[m][1]);
			i += strlen(marks[m][0]);
		} else {
			g_string_append_c(out, text[i++]);
		}
	}
	return g_string_free(out, FALSE);
}

/*
 * Returns the command of "cmd_mm/memcontrol.o := gcc ...", or of "savedcmd_..." (6.3).
 */
static char *saved_command(const char *path, const char *object, GError **error)
{
	g_autofree char *text = fs_read(path, error);
	g_autofree char *key = g_strdup_printf("cmd_%s := ", object);
	const char *line, *value;

	if (!text)
		return NULL;
	line = text + (g_str_has_prefix(text, "saved") ? strlen("saved") : 0);
	if (!g_str_has_prefix(line, key)) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "%s:1: not the command that made %s", path, object);
		return NULL;
	}
	value = line + strlen(key);
	return unescape(value, strcspn(value, "\n"));
}

/* Replaces the word @from in @command by @to. Returns the number of replacements. */
static guint replace_word(GString *command, const char *from, const char *to)
{
	gsize length = strlen(from), at = 0;
	guint count = 0;
	const char *found;

	while ((found = strstr(command->str + at, from))) {
		char before, after = found[length];

		at = found - command->str;
		before = at ? command->str[at - 1] : ' ';
		if (strchr(" ,='\"", before) && strchr(" ;,)'\"", after)) {
			g_string_erase(command, at, length);
			g_string_insert(command, at, to);
			at += strlen(to);
			count++;
		} else {
			at++;
		}
	}
	return count;
}

/* Makes @command write to @out instead of @object. Kernels before 6.0 may first compile
 * to .tmp_NAME.o, for modversions. */
static char *redirect(const char *command, const char *object, const char *out,
		      const char *extra)
{
	g_autoptr(GString) text = g_string_new(command);
	g_autofree char *dir = g_path_get_dirname(object);
	g_autofree char *base = g_path_get_basename(object);
	g_autofree char *temporary = g_strdup_printf("%s/.tmp_%s", dir, base);
	g_autofree char *depfile = g_strdup_printf("%s/.%s.d", dir, base);
	g_autofree char *quoted = g_shell_quote(out);
	g_autofree char *deps = g_strconcat(quoted, ".d", NULL);
	guint count;
	char *place;

	replace_word(text, depfile, deps);
	count = replace_word(text, object, quoted);
	count += replace_word(text, temporary, quoted);
	if (!count)
		return NULL;
	place = strstr(text->str, " -c ");
	if (!place)
		return NULL;
	g_string_insert(text, place - text->str, extra);
	return g_string_free(g_steal_pointer(&text), FALSE);
}

/* Keeps the compiler's first error: its last line only says that it stopped. */
static void keep_complaint(const char *line, void *data)
{
	char **complaint = data;

	if (!*complaint && strstr(line, "error: "))
		*complaint = g_strdup(line);
}

/* -DMODULE identifies modules; -DKBUILD_MODNAME=... is always there, with a quoted
 * value, or as KBUILD_STR(name) before 4.13. */
char *recompile_module(const char *build, const char *object)
{
	static const char mark[] = "KBUILD_MODNAME=", old[] = "KBUILD_STR(";
	g_autofree char *path = command_file(build, object);
	g_autofree char *saved = saved_command(path, object, NULL);
	const char *name = saved ? strstr(saved, mark) : NULL;

	if (!name || !strstr(saved, " -DMODULE "))
		return NULL;
	name += strlen(mark);
	if (g_str_has_prefix(name, old))
		name += strlen(old);
	name += strspn(name, "'\"\\");
	return g_strndup(name,
			 strspn(name, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "_"));
}

/* Whether the line @path of modules.order is the module, which may have '-' for '_'. */
static gboolean is_module_file(const char *path, const char *name)
{
	g_autofree char *base = g_path_get_basename(path);

	base[strcspn(base, ".")] = '\0';
	return !strcmp(g_strdelimit(base, "-", '_'), name);
}

/*
 * modules.order contains "drivers/x/x.ko", NAME.o since 6.4, below kernel/ before 5.3.
 */
static char *module_path(const char *build, const char *line)
{
	g_autofree char *file =
		g_strdup_printf("%s/%.*s.ko", build, (int)strcspn(line, "."), line);

	if (g_file_test(file, G_FILE_TEST_EXISTS))
		return g_steal_pointer(&file);
	return g_str_has_prefix(line, "kernel/")
		       ? module_path(build, line + strlen("kernel/"))
		       : NULL;
}

char *recompile_module_file(const char *build, const char *name)
{
	g_autofree char *order = g_build_filename(build, "modules.order", NULL);
	g_autofree char *text = NULL;
	g_auto(GStrv) paths = NULL;

	if (!g_file_get_contents(order, &text, NULL, NULL))
		return NULL;
	paths = g_strsplit(text, "\n", -1);
	for (char **path = paths; *path; path++)
		if (is_module_file(*path, name))
			return module_path(build, *path);
	return NULL;
}

/* Runs @command, which creates @object, in @build. */
static gboolean compile(const char *build, const char *object, const char *command,
			GError **error)
{
	/*
	 * -e: programs after the compiler, such as objtool, must not hide its failure
	 */
	const char *argv[] = {"sh", "-e", "-c", command, NULL};
	g_autofree char *complaint = NULL;
	g_autoptr(GError) fault = NULL;
	struct subprocess process = {
		.argv = argv,
		.dir = build,
		.line = keep_complaint,
		.data = &complaint,
	};

	if (subprocess_run(&process, NULL, &fault))
		return TRUE;
	g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM, "%s: compiling again: %s", object,
		    complaint ?: fault->message);
	return FALSE;
}

/* Returns the command to create @out like @saved created @object; NULL with @error. */
static char *command_for(const char *build, const char *object, const char *saved,
			 const char *out, const char *extra, GError **error)
{
	char *command = redirect(saved, object, out, extra);

	if (!command) {
		g_autofree char *path = command_file(build, object);

		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "%s:1: not a compiler's command that writes %s", path,
			    object);
	}
	return command;
}

gboolean recompile_object(const char *build, const char *object, const char *out,
			  GError **error)
{
	g_autofree char *path = command_file(build, object);
	g_autofree char *saved = saved_command(path, object, error);
	g_autofree char *command =
		saved ? command_for(build, object, saved, out, " -g", error) : NULL;

	return command && compile(build, object, command, error);
}

/* --- from another tree -------------------------------------------------------------- */

/* Returns the path of the source from which @build was built, as make recorded it. */
static char *source_of(const char *build, GError **error)
{
	g_autofree char *link = g_build_filename(build, "source", NULL);
	g_autofree char *target = g_file_read_link(link, NULL);

	if (target)
		return g_canonicalize_filename(target, build);
	g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
		    "%s: no link to a source: not an O= directory of the kernel", link);
	return NULL;
}

gboolean recompile_from(const char *build, const char *object, const char *tree,
			const char *out, GError **error)
{
	g_autofree char *path = command_file(build, object);
	g_autofree char *saved = saved_command(path, object, error);
	g_autofree char *source = saved ? source_of(build, error) : NULL;
	g_autofree char *from = source ? g_strconcat(source, "/", NULL) : NULL;
	g_autofree char *to = g_strconcat(tree, "/", NULL);
	g_autofree char *command = NULL;
	g_autoptr(GString) text = NULL;

	if (!source)
		return FALSE;
	text = g_string_new(saved);
	if (!g_string_replace(text, from, to, 0) ||
	    strpbrk(to, " \t'\"\\$`;&|<>()*?")) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "%s:1: the command cannot be pointed from %s to %s", path,
			    from, to);
		return FALSE;
	}
	command = command_for(build, object, text->str, out, "", error);
	return command && compile(build, object, command, error);
}
