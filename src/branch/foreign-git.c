/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "branch/foreign-git.h"

#include <errno.h>
#include <gio/gio.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "util/error.h"
#include "util/fs.h"
#include "util/subprocess.h"

struct foreign_git {
	char *dir; /* our repository */
};

/* Variables for git in the environment of kferry, some of which git hooks set. */
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
	"GIT_EXTERNAL_DIFF",
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

/* Returns the path of @name in the repository @dir: a worktree of git-worktree(1) has
 * its own index and HEAD, and shares the rest with the main repository. */
static char *part_path(const char *dir, const char *name)
{
	g_autofree char *own = g_build_filename(dir, name, NULL);
	g_autofree char *link = g_build_filename(dir, "commondir", NULL);
	g_autofree char *text = NULL;
	g_autofree char *common = NULL;

	if (g_file_test(own, G_FILE_TEST_EXISTS) ||
	    !g_file_get_contents(link, &text, NULL, NULL))
		return g_steal_pointer(&own);
	common = g_canonicalize_filename(g_strchomp(text), dir);
	return g_build_filename(common, name, NULL);
}

/*
 * Whether objects have SHA256 names: the only part of the other configuration that must
 * be read. Reading this one file follows no include, and runs nothing. Most files do
 * not mention it, and then git is not needed.
 */
static gboolean names_by_sha256(const char *dir)
{
	g_autofree char *config = part_path(dir, "config");
	const char *argv[] = {"git",  "config", "--file",
			      config, "--get",	"extensions.objectFormat",
			      NULL};
	g_autofree char *text = g_file_test(config, G_FILE_TEST_IS_REGULAR)
					? fs_read(config, NULL)
					: NULL;
	g_autofree char *lower = text ? g_ascii_strdown(text, -1) : NULL;
	g_autofree char *format = lower && strstr(lower, "objectformat")
					  ? run_git(argv, NULL, NULL)
					  : NULL;

	return format && !strcmp(g_strchomp(format), "sha256");
}

/* Creates an empty repository like git init --bare, see gitrepository-layout(5): what
 * git needs to recognize it, and the object format. */
static gboolean make_empty(const char *dir, gboolean sha256, GError **error)
{
	static const char *const parts[] = {"objects", "refs", "info"};
	g_autofree char *head = g_build_filename(dir, "HEAD", NULL);
	g_autofree char *config = g_build_filename(dir, "config", NULL);
	const char *text =
		sha256 ? "[core]\n\tbare = true\n\trepositoryformatversion = 1\n"
			 "[extensions]\n\tobjectFormat = sha256\n"
		       : "[core]\n\tbare = true\n\trepositoryformatversion = 0\n";

	for (gsize i = 0; i < G_N_ELEMENTS(parts); i++) {
		g_autofree char *part = g_build_filename(dir, parts[i], NULL);

		if (!fs_make_dir(part, error))
			return FALSE;
	}
	return fs_write(head, "ref: refs/heads/main\n", error) &&
	       fs_write(config, text, error);
}

/* Makes @name in our repository a link to that of the other, if it exists. */
static gboolean borrow(const struct foreign_git *foreign_git, const char *dir,
		       const char *name, GError **error)
{
	g_autofree char *from = part_path(dir, name);
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

/* Copies HEAD: git would take a link for the old form of symbolic references. */
static gboolean copy_head(const struct foreign_git *foreign_git, const char *dir,
			  GError **error)
{
	g_autofree char *from = g_build_filename(dir, "HEAD", NULL);
	g_autofree char *to = g_build_filename(foreign_git->dir, "HEAD", NULL);
	g_autofree char *text = NULL;

	return !g_file_get_contents(from, &text, NULL, NULL) ||
	       fs_write(to, text, error);
}

/* An index may be split; its parts are named by their checksum. */
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
	static const char *const parts[] = {"objects", "refs",	  "packed-refs",
					    "index",   "shallow", "info/exclude"};

	for (gsize i = 0; i < G_N_ELEMENTS(parts); i++)
		if (!borrow(foreign_git, dir, parts[i], error))
			return FALSE;
	return copy_head(foreign_git, dir, error) &&
	       borrow_shared(foreign_git, dir, error);
}

struct foreign_git *foreign_git_new(const char *dir, GError **error)
{
	g_autoptr(ForeignGit) foreign_git = g_new0(struct foreign_git, 1);
	g_autoptr(GError) cause = NULL;

	foreign_git->dir = g_dir_make_tmp("kferry-git-XXXXXX", &cause);
	if (!foreign_git->dir) {
		g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM, "%s", cause->message);
		return NULL;
	}
	if (!make_empty(foreign_git->dir, dir && names_by_sha256(dir), error) ||
	    (dir && !borrow_all(foreign_git, dir, error)))
		return NULL;
	return g_steal_pointer(&foreign_git);
}

/* Returns the words of a git command on our repository; unref it. */
static GPtrArray *command_words(const struct foreign_git *foreign_git,
				const char *const *args)
{
	/* Files that git reads even if no configuration names them. */
	static const char *const no_files[] = {"-c", "core.excludesFile=/dev/null",
					       "-c", "core.attributesFile=/dev/null"};
	GPtrArray *argv = g_ptr_array_new_with_free_func(g_free);

	g_ptr_array_add(argv, g_strdup("git"));
	g_ptr_array_add(argv, g_strconcat("--git-dir=", foreign_git->dir, NULL));
	for (gsize i = 0; i < G_N_ELEMENTS(no_files); i++)
		g_ptr_array_add(argv, g_strdup(no_files[i]));
	for (; *args; args++)
		g_ptr_array_add(argv, g_strdup(*args));
	g_ptr_array_add(argv, NULL);
	return argv;
}

char *foreign_git_run(const struct foreign_git *foreign_git, const char *const *args,
		      const char *cwd, GError **error)
{
	g_autoptr(GPtrArray) argv = command_words(foreign_git, args);

	return run_git((const char *const *)argv->pdata, cwd, error);
}

static char **clean_environ(void)
{
	char **environ = g_get_environ();

	for (gsize i = 0; unset[i]; i++)
		environ = g_environ_unsetenv(environ, unset[i]);
	for (gsize i = 0; environ_ours[i]; i++) {
		g_auto(GStrv) pair = g_strsplit(environ_ours[i], "=", 2);

		environ = g_environ_setenv(environ, pair[0], pair[1], TRUE);
	}
	return environ;
}

/* Waits for @git, and returns its error message. */
static gboolean end_feed(GSubprocess *git, const char *name, GError **error)
{
	g_autoptr(GBytes) said = g_input_stream_read_bytes(
		g_subprocess_get_stderr_pipe(git), 4096, NULL, NULL);
	g_autofree char *text =
		said ? g_strndup(g_bytes_get_data(said, NULL), g_bytes_get_size(said))
		     : NULL;

	g_subprocess_wait(git, NULL, NULL);
	if (g_subprocess_get_if_exited(git) && !g_subprocess_get_exit_status(git))
		return TRUE;
	g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM, "git %s: %s", name,
		    text && *text ? g_strdelimit(g_strstrip(text), "\n", ' ')
				  : "was ended");
	return FALSE;
}

gboolean foreign_git_feed(const struct foreign_git *foreign_git,
			  const char *const *args, foreign_git_writer *writer,
			  gpointer data, GError **error)
{
	g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new(
		G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE |
		G_SUBPROCESS_FLAGS_STDERR_PIPE);
	g_autoptr(GPtrArray) argv = command_words(foreign_git, args);
	g_auto(GStrv) environ = clean_environ();
	g_autoptr(GSubprocess) git = NULL;
	g_autoptr(GError) cause = NULL;
	g_autoptr(GError) failure = NULL;
	void (*before)(int);
	gboolean written;

	g_subprocess_launcher_set_environ(launcher, environ);
	g_subprocess_launcher_set_child_setup(launcher, subprocess_setup_alone,
					      GINT_TO_POINTER(getpid()), NULL);
	git = g_subprocess_launcher_spawnv(launcher, (const char *const *)argv->pdata,
					   &cause);
	if (!git)
		return error_from(error, KF_ERROR_SYSTEM, g_steal_pointer(&cause));
	/* git may fail and stop reading */
	before = signal(SIGPIPE, SIG_IGN);
	written = writer(g_subprocess_get_stdin_pipe(git), data, &failure);
	if (!written && failure && failure->domain == KF_ERROR)
		g_subprocess_force_exit(git);
	g_output_stream_close(g_subprocess_get_stdin_pipe(git), NULL, NULL);
	signal(SIGPIPE, before);
	if (written || !failure || failure->domain != KF_ERROR)
		return end_feed(git, args[0], error);
	g_subprocess_wait(git, NULL, NULL);
	g_propagate_error(error, g_steal_pointer(&failure));
	return FALSE;
}

const char *foreign_git_dir(const struct foreign_git *foreign_git)
{
	return foreign_git->dir;
}

char *foreign_git_find(const char *dir)
{
	static const char mark[] = "gitdir: ";
	g_autofree char *base = g_canonicalize_filename(dir, NULL);
	g_autofree char *path = g_build_filename(base, ".git", NULL);
	g_autofree char *objects = g_build_filename(base, "objects", NULL);
	g_autofree char *text = NULL;

	if (g_file_test(path, G_FILE_TEST_IS_DIR))
		return g_steal_pointer(&path);
	if (g_file_get_contents(path, &text, NULL, NULL) &&
	    g_str_has_prefix(text, mark))
		return g_canonicalize_filename(g_strchomp(text) + strlen(mark), base);
	return g_file_test(objects, G_FILE_TEST_IS_DIR) ? g_steal_pointer(&base) : NULL;
}

/* Removes links, not their targets. */
void foreign_git_free(struct foreign_git *foreign_git)
{
	if (!foreign_git)
		return;
	if (foreign_git->dir)
		fs_remove(foreign_git->dir, NULL);
	g_free(foreign_git->dir);
	g_free(foreign_git);
}
