/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cmd/edit-conflict.h"

#include <glib/gstdio.h>
#include <string.h>

#include "port/conflict-sides.h"
#include "port/rerere.h"
#include "util/error.h"
#include "util/fs.h"
#include "util/subprocess.h"

/* git's own library of merge tools, see git-mergetool--lib(1). Older versions have no
 * initialize_merge_tool. */
#define MERGE_TOOL                                                                     \
	"TOOL_MODE=merge; . \"$(git --exec-path)/git-mergetool--lib\" || exit\n"       \
	"tool=$(get_merge_tool) || exit\n"                                             \
	"if command -v initialize_merge_tool >/dev/null; then\n"                       \
	"	initialize_merge_tool \"$tool\" || exit\n"                                   \
	"fi\n"                                                                         \
	"run_merge_tool \"$tool\" true"

/* Returns the paths of the files to edit; if @marked, only those with markers. */
static GPtrArray *list_files(const struct rebase_dir *dir,
			     const struct rebase_step *step)
{
	GPtrArray *paths = g_ptr_array_new_with_free_func(g_free);

	for (guint i = 0; i < step->carry->work->len; i++) {
		const struct carry_work *work = g_ptr_array_index(step->carry->work, i);
		char *path = g_build_filename(dir->dir, "conflict", work->path, NULL);

		if (g_file_test(path, G_FILE_TEST_IS_REGULAR))
			g_ptr_array_add(paths, path);
		else
			g_free(path);
	}
	return paths;
}

static gboolean check_some(const GPtrArray *paths, const struct rebase_step *step,
			   GError **error)
{
	if (paths->len)
		return TRUE;
	g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
		    "%s: no file of the conflict exists; see --status",
		    step->entry->name);
	return FALSE;
}

/* Runs @process on the user's terminal. @called is its name in errors. */
static gboolean show(const struct subprocess *process, const char *called,
		     GError **error)
{
	int status;

	if (!subprocess_show(process, FALSE, &status, error))
		return FALSE;
	if (status)
		g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM, "%s ended with status %d",
			    called, status);
	return status == 0;
}

static char *configured_tool(void)
{
	const char *argv[] = {"git", "config", "merge.tool", NULL};
	char *name = subprocess_capture(argv, NULL);

	if (name && *g_strchomp(name))
		return name;
	g_free(name);
	return NULL;
}

/* --- the editor ------------------------------------------------------------------- */

static const char *set_variable(const char *name)
{
	const char *value = g_getenv(name);

	return value && *value ? value : NULL;
}

gboolean conflict_edit(const struct rebase_dir *dir, const struct rebase_step *step,
		       GError **error)
{
	const char *editor = set_variable("VISUAL") ?: set_variable("EDITOR");
	g_autofree char *tool = editor ? NULL : configured_tool();
	g_autofree char *line = g_strconcat(editor ?: "vi", " \"$@\"", NULL);
	g_autoptr(GPtrArray) paths = list_files(dir, step);
	g_autoptr(GPtrArray) argv = g_ptr_array_new();
	struct subprocess process;

	if (tool)
		return conflict_merge_tool(dir, step, error);
	if (!check_some(paths, step, error))
		return FALSE;
	/* It may include options, as in git, so a shell must split it. */
	g_ptr_array_add(argv, (char *)"sh");
	g_ptr_array_add(argv, (char *)"-c");
	g_ptr_array_add(argv, line);
	g_ptr_array_add(argv, (char *)"sh");
	g_ptr_array_extend(argv, paths, NULL, NULL);
	g_ptr_array_add(argv, NULL);
	process = (struct subprocess){.argv = (const char *const *)argv->pdata};
	return show(&process, editor ?: "vi", error);
}

/* --- the merge tool --------------------------------------------------------------- */

static GBytes *read_bytes(const char *path, GError **error)
{
	gsize size;
	char *data = fs_read_max(path, PATCH_SIZE_MAX, &size, error);

	return data ? g_bytes_new_take(data, size) : NULL;
}

/* Returns a path in @temporary with the suffix of @path, by which tools detect the
 * language. */
static char *side_path(const char *temporary, const char *side, const char *path)
{
	g_autofree char *base = g_path_get_basename(path);
	g_autofree char *name = g_strconcat(side, "-", base, NULL);

	return g_build_filename(temporary, name, NULL);
}

static gboolean write_side(const char *path, GBytes *marked, enum conflict_side side,
			   GError **error)
{
	g_autoptr(GBytes) bytes = conflict_side(marked, side);
	gsize size;
	const char *data = g_bytes_get_data(bytes, &size);

	return fs_publish(path, data ?: "", size, error);
}

static gboolean merge_file(const char *path, GBytes *marked, const char *temporary,
			   const char *tool, GError **error)
{
	static const char *const names[] = {"LOCAL", "BASE", "REMOTE"};
	const char *argv[] = {"sh", "-c", MERGE_TOOL, NULL};
	g_autoptr(GPtrArray) environ = g_ptr_array_new_with_free_func(g_free);
	struct subprocess process = {.argv = argv};

	for (int side = SIDE_NEW; side <= SIDE_PATCH; side++) {
		g_autofree char *file = side_path(temporary, names[side], path);

		if (!write_side(file, marked, side, error))
			return FALSE;
		g_ptr_array_add(environ, g_strdup_printf("%s=%s", names[side], file));
	}
	g_ptr_array_add(environ, g_strconcat("MERGED=", path, NULL));
	g_ptr_array_add(environ, g_strconcat("BACKUP=", temporary, "/backup", NULL));
	g_ptr_array_add(environ, NULL);
	process.environ = (const char *const *)environ->pdata;
	return show(&process, tool, error);
}

static gboolean merge_files(const GPtrArray *paths, const char *temporary,
			    const char *tool, GError **error)
{
	for (guint i = 0; i < paths->len; i++) {
		const char *path = g_ptr_array_index(paths, i);
		g_autoptr(GBytes) marked = read_bytes(path, error);
		g_autoptr(GArray) blocks = marked ? resolve_blocks(marked) : NULL;

		if (!marked ||
		    (blocks->len && !merge_file(path, marked, temporary, tool, error)))
			return FALSE;
	}
	return TRUE;
}

gboolean conflict_merge_tool(const struct rebase_dir *dir,
			     const struct rebase_step *step, GError **error)
{
	g_autoptr(GPtrArray) paths = list_files(dir, step);
	g_autofree char *tool = configured_tool();
	g_autofree char *temporary = NULL;
	gboolean ok;

	if (!tool) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "git has no merge tool: 'git config --global merge.tool "
			    "NAME' sets one");
		return FALSE;
	}
	if (!check_some(paths, step, error))
		return FALSE;
	temporary = g_dir_make_tmp("kferry-merge-XXXXXX", error);
	ok = temporary && merge_files(paths, temporary, tool, error);
	if (temporary)
		fs_remove(temporary, NULL);
	return ok;
}
