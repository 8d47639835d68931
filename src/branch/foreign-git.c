/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "branch/foreign-git.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "util/error.h"
#include "util/fs.h"
#include "util/subprocess.h"

struct foreign_git {
	char *dir; /* the repository of ours */
};

/* What git may have been told by whoever runs kferry: a hook sets some of these. */
static const char *const unset[] = {
	"GIT_DIR",
	"GIT_WORK_TREE",
	"GIT_COMMON_DIR",
	"GIT_INDEX_FILE",
	"GIT_OBJECT_DIRECTORY",
	"GIT_ALTERNATE_OBJECT_DIRECTORIES",
	"GIT_NAMESPACE",
	"GIT_SHALLOW_FILE",
	"GIT_CONFIG",
	"GIT_CONFIG_COUNT",
	"GIT_CONFIG_PARAMETERS",
	"GIT_TEMPLATE_DIR",
	"GIT_DEFAULT_HASH",
	"GIT_LITERAL_PATHSPECS",
	"GIT_GLOB_PATHSPECS",
	"GIT_NOGLOB_PATHSPECS",
	"GIT_ICASE_PATHSPECS",
	NULL,
};

static const char *const environ_ours[] = {
	"GIT_CONFIG_GLOBAL=/dev/null",
	"GIT_CONFIG_NOSYSTEM=1",
	"GIT_ATTR_NOSYSTEM=1",
	"GIT_NO_REPLACE_OBJECTS=1",
	"GIT_NO_LAZY_FETCH=1",
	"GIT_TERMINAL_PROMPT=0",
	"GIT_OPTIONAL_LOCKS=0",
	"LC_ALL=C",
	NULL,
};

static char *run_git(const char *const *argv, const char *cwd, GError **error)
{
	struct subprocess process = {
		.argv = argv, .dir = cwd, .environ = environ_ours, .unset = unset};
	char *output = NULL;

	return subprocess_run(&process, &output, error) ? output : NULL;
}

/*
 * How objects are named, "sha1" or "sha256": the one thing of the other's configuration
 * that has to be known. Reading one file of it follows no include, and runs nothing.
 */
static char *object_format(const char *dir)
{
	g_autofree char *config = g_build_filename(dir, "config", NULL);
	const char *argv[] = {"git",  "config", "--file",
			      config, "--get",	"extensions.objectFormat",
			      NULL};
	char *format = run_git(argv, NULL, NULL);

	if (format && !strcmp(g_strchomp(format), "sha256"))
		return format;
	g_free(format);
	return g_strdup("sha1");
}

/* Makes @name of our repository a link to the other's, if that has it. */
static gboolean borrow(const struct foreign_git *foreign_git, const char *dir,
		       const char *name, GError **error)
{
	g_autofree char *from = g_build_filename(dir, name, NULL);
	g_autofree char *to = g_build_filename(foreign_git->dir, name, NULL);

	if (!g_file_test(from, G_FILE_TEST_EXISTS))
		return TRUE;
	if (!fs_remove(to, error))
		return FALSE;
	if (symlink(from, to) == 0)
		return TRUE;
	g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM, "%s: %s", to, g_strerror(errno));
	return FALSE;
}

/* As a copy: what git takes a link called HEAD for is older than symbolic references.
 */
static gboolean copy_head(const struct foreign_git *foreign_git, const char *dir,
			  GError **error)
{
	g_autofree char *from = g_build_filename(dir, "HEAD", NULL);
	g_autofree char *to = g_build_filename(foreign_git->dir, "HEAD", NULL);
	g_autofree char *text = NULL;

	return !g_file_get_contents(from, &text, NULL, NULL) ||
	       fs_write(to, text, error);
}

/* An index may be split; the parts that it is made of have its checksum as name. */
static gboolean borrow_shared(const struct foreign_git *foreign_git, const char *dir,
			      GError **error)
{
	g_autoptr(GDir) names = g_dir_open(dir, 0, NULL);
	const char *name;

	while (names && (name = g_dir_read_name(names)))
		if (g_str_has_prefix(name, "sharedindex.") &&
		    !borrow(foreign_git, dir, name, error))
			return FALSE;
	return TRUE;
}

static gboolean borrow_all(const struct foreign_git *foreign_git, const char *dir,
			   GError **error)
{
	static const char *const parts[] = {"objects", "refs", "packed-refs", "index",
					    "info/exclude"};

	for (gsize i = 0; i < G_N_ELEMENTS(parts); i++)
		if (!borrow(foreign_git, dir, parts[i], error))
			return FALSE;
	return copy_head(foreign_git, dir, error) &&
	       borrow_shared(foreign_git, dir, error);
}

struct foreign_git *foreign_git_new(const char *dir, GError **error)
{
	g_autoptr(ForeignGit) foreign_git = g_new0(struct foreign_git, 1);
	g_autofree char *format = dir ? object_format(dir) : g_strdup("sha1");
	g_autofree char *option = g_strconcat("--object-format=", format, NULL);
	g_autofree char *info = NULL;
	g_autofree char *made = NULL;
	g_autoptr(GError) cause = NULL;

	foreign_git->dir = g_dir_make_tmp("kferry-git-XXXXXX", &cause);
	if (!foreign_git->dir) {
		g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM, "%s", cause->message);
		return NULL;
	}
	made = run_git((const char *[]){"git", "init", "-q", "--bare",
					"--template=", option, foreign_git->dir, NULL},
		       NULL, error);
	info = g_build_filename(foreign_git->dir, "info", NULL);
	if (!made || !fs_make_dir(info, error) ||
	    (dir && !borrow_all(foreign_git, dir, error)))
		return NULL;
	return g_steal_pointer(&foreign_git);
}

char *foreign_git_run(const struct foreign_git *foreign_git, const char *const *args,
		      const char *cwd, GError **error)
{
	/* Files that git reads even where no configuration names them. */
	static const char *const no_files[] = {"-c", "core.excludesFile=/dev/null",
					       "-c", "core.attributesFile=/dev/null"};
	g_autofree char *git_dir = g_strconcat("--git-dir=", foreign_git->dir, NULL);
	g_autoptr(GPtrArray) argv = g_ptr_array_new();

	g_ptr_array_add(argv, (char *)"git");
	g_ptr_array_add(argv, git_dir);
	for (gsize i = 0; i < G_N_ELEMENTS(no_files); i++)
		g_ptr_array_add(argv, (char *)no_files[i]);
	for (; *args; args++)
		g_ptr_array_add(argv, (char *)*args);
	g_ptr_array_add(argv, NULL);
	return run_git((const char *const *)argv->pdata, cwd, error);
}

/* Links are removed, not what they lead to. */
void foreign_git_free(struct foreign_git *foreign_git)
{
	if (!foreign_git)
		return;
	if (foreign_git->dir)
		fs_remove(foreign_git->dir, NULL);
	g_free(foreign_git->dir);
	g_free(foreign_git);
}
