/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kferry is killed, gets a full disk, or is refused at each single change of the file
 * system, and is killed again during its rollback: the files must then have the old
 * state or the new one, completely.
 *
 * This program has its own write(), renameat() and so on, which take precedence over
 * those of the C library; in a child process they fail on demand. Each round is one
 * child, and rounds go on until an action succeeds without a fault. Every seventh
 * change fails; with KFERRY_FAULT_STEP=1 each one does, about 2,000.
 */
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "build/worktree.h"
#include "patch/refresh-series.h"
#include "patch/series-push.h"
#include "util/fs.h"

/* --- faults ------------------------------------------------------------------ */

enum fault {
	FAULT_NONE,
	FAULT_KILL,
	FAULT_FULL,   /* calls that need space fail */
	FAULT_DENIED, /* one change fails */
	FAULT_BACK,   /* likewise, and BACK changes later a kill follows */
};

/* When the rollback is killed: a little later in each round. */
#define BACK(at) ((at) % 23)

static struct {
	enum fault kind;
	int countdown; /* changes before the fault */
	int back;      /* changes between the failure and the kill */
	int seen;
} fault;

/* Whether this call must fail; @needs_space: it needs space on the disk. */
static gboolean strike(gboolean needs_space)
{
	fault.seen++;
	if (fault.kind == FAULT_NONE || fault.countdown-- > 0)
		return FALSE;
	if (fault.kind == FAULT_KILL ||
	    (fault.kind == FAULT_BACK && fault.countdown < -1 - fault.back))
		kill(getpid(), SIGKILL);
	errno = fault.kind == FAULT_FULL ? ENOSPC : EPERM;
	return fault.kind == FAULT_FULL ? needs_space : fault.countdown == -1;
}

ssize_t write(int fd, const void *data, size_t size)
{
	if (fd > 2 && fault.kind != FAULT_NONE && fault.countdown == 0 && size > 1)
		syscall(SYS_write, fd, data, size / 2);
	return fd > 2 && strike(TRUE) ? -1 : syscall(SYS_write, fd, data, size);
}

int openat(int dir, const char *path, int flags, ...)
{
	mode_t mode = 0;

	if (flags & O_CREAT) {
		va_list args;

		va_start(args, flags);
		mode = va_arg(args, int);
		va_end(args);
		if (strike(TRUE))
			return -1;
	}
	return syscall(SYS_openat, dir, path, flags, mode);
}

int renameat(int from_dir, const char *from, int to_dir, const char *to)
{
	return strike(FALSE) ? -1 : syscall(SYS_renameat, from_dir, from, to_dir, to);
}

int renameat2(int from_dir, const char *from, int to_dir, const char *to,
	      unsigned int flags)
{
	return strike(FALSE)
		       ? -1
		       : syscall(SYS_renameat2, from_dir, from, to_dir, to, flags);
}

int rename(const char *from, const char *to)
{
	return renameat(AT_FDCWD, from, AT_FDCWD, to);
}

int unlinkat(int dir, const char *path, int flags)
{
	return strike(FALSE) ? -1 : syscall(SYS_unlinkat, dir, path, flags);
}

int mkdirat(int dir, const char *path, mode_t mode)
{
	return strike(TRUE) ? -1 : syscall(SYS_mkdirat, dir, path, mode);
}

int linkat(int from_dir, const char *from, int to_dir, const char *to, int flags)
{
	return strike(TRUE) ? -1
			    : syscall(SYS_linkat, from_dir, from, to_dir, to, flags);
}

int symlinkat(const char *target, int dir, const char *path)
{
	return strike(TRUE) ? -1 : syscall(SYS_symlinkat, target, dir, path);
}

int fchmod(int fd, mode_t mode)
{
	return strike(FALSE) ? -1 : syscall(SYS_fchmod, fd, mode);
}

/* Some file systems do not tell the type of a file with its name. */
static gboolean no_types;

struct dirent *readdir(DIR *dir)
{
	struct dirent *(*next)(DIR *) =
		(struct dirent * (*)(DIR *)) dlsym(RTLD_NEXT, "readdir");
	struct dirent *entry = next(dir);

	if (entry && no_types)
		entry->d_type = DT_UNKNOWN;
	return entry;
}

/* --- the working directory ------------------------------------------------------ */

struct place {
	char *dir, *tree, *patches, *series, *work;
};

static struct place *place_new(void)
{
	struct place *p = g_new0(struct place, 1);
	g_autofree char *data =
		g_build_filename(g_getenv("SRCDIR"), "tests/data/series/basic", NULL);
	g_autofree char *tree = g_build_filename(data, "tree", NULL);
	g_autofree char *patches = g_build_filename(data, "patches", NULL);

	p->dir = g_dir_make_tmp("kferry-fault-XXXXXX", NULL);
	p->tree = g_build_filename(p->dir, "tree", NULL);
	p->patches = g_build_filename(p->dir, "patches", NULL);
	p->series = g_build_filename(p->patches, "series", NULL);
	p->work = g_build_filename(p->dir, "work", NULL);
	g_assert_true(fs_copy_tree(tree, p->tree, NULL));
	g_assert_true(fs_copy_tree(patches, p->patches, NULL));
	return p;
}

static void place_free(struct place *p)
{
	g_assert_true(fs_remove(p->dir, NULL));
	g_free(p->dir);
	g_free(p->tree);
	g_free(p->patches);
	g_free(p->series);
	g_free(p->work);
	g_free(p);
}

static int by_name(gconstpointer a, gconstpointer b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}
/* Appends all names, modes and contents below @path, without journals and unfinished
 * clones. */
static void describe(const char *path, GString *out)
{
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);

	for (const char *name; dir && (name = g_dir_read_name(dir));)
		g_ptr_array_add(names, g_strdup(name));
	g_ptr_array_sort(names, by_name);
	for (guint i = 0; i < names->len; i++) {
		g_autofree char *sub =
			g_build_filename(path, g_ptr_array_index(names, i), NULL);
		g_autofree char *content = NULL;
		GStatBuf st;

		if (strstr(sub, "kferry-clone") || g_lstat(sub, &st))
			continue;
		if (S_ISDIR(st.st_mode)) {
			describe(sub, out);
			continue;
		}
		if (S_ISLNK(st.st_mode))
			content = g_file_read_link(sub, NULL);
		else
			g_file_get_contents(sub, &content, NULL, NULL);
		g_string_append_printf(out, "%s %o\n%s\n", sub, st.st_mode, content);
	}
}

/* The state with the directory's own name removed. */
static char *state_of(const struct place *p)
{
	g_autoptr(GString) out = g_string_new(NULL);

	describe(p->dir, out);
	g_string_replace(out, p->dir, "", 0);
	return g_string_free(g_steal_pointer(&out), FALSE);
}

/* --- actions --------------------------------------------------------------------- */

static gboolean push(const struct place *p, const struct series_push_options *options)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Tree) tree = tree_open(p->tree, &error);
	g_autoptr(Series) series = series_load(p->series, &error);
	struct series_push_report report = {NULL, 0, 0, NULL};
	gboolean ok =
		tree && series && series_push(tree, series, options, &report, &error);

	series_push_report_clear(&report);
	return ok;
}

static gboolean apply_plain(const struct place *p)
{
	struct series_push_options options = {.fuzz = 0};

	return push(p, &options);
}

static gboolean apply_quilt(const struct place *p)
{
	struct series_push_options options = {.quilt = TRUE};

	return push(p, &options);
}

static gboolean unapply(const struct place *p)
{
	struct series_push_options options = {.remove = TRUE};

	return push(p, &options);
}

static gboolean refresh(const struct place *p)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Tree) tree = tree_open(p->tree, &error);
	g_autoptr(Series) series = series_load(p->series, &error);
	struct refresh_options options = {.fuzz = 2};
	struct refresh_report report = {NULL, NULL};
	gboolean ok = refresh_series(tree, series, &options, &report, &error);

	refresh_report_clear(&report);
	return ok;
}

static gboolean sync_work(const struct place *p)
{
	g_autoptr(GPtrArray) list =
		g_ptr_array_new_with_free_func((GDestroyNotify)series_free);
	g_autoptr(GError) error = NULL;
	struct worktree_report report;

	g_ptr_array_add(list, series_load(p->series, &error));
	return worktree_sync(p->tree, p->work, list, &report, &error);
}

static gboolean sync_nothing(const struct place *p)
{
	g_autoptr(GPtrArray) list = g_ptr_array_new();
	g_autoptr(GError) error = NULL;
	struct worktree_report report;

	return worktree_sync(p->tree, p->work, list, &report, &error);
}

static gboolean move_lines(const struct place *p)
{
	g_autofree char *path = g_build_filename(p->tree, "numbers", NULL);
	g_autofree char *text = NULL, *more = NULL;

	g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
	more = g_strconcat("inserted\n", text, NULL);
	return g_file_set_contents(path, more, -1, NULL);
}

static const struct action {
	const char *name;
	gboolean (*before)(const struct place *p); /* must succeed; or NULL */
	gboolean (*run)(const struct place *p);
} actions[] = {
	{"apply", NULL, apply_plain},	     {"apply-quilt", NULL, apply_quilt},
	{"unapply", apply_plain, unapply},   {"unapply-quilt", apply_quilt, unapply},
	{"refresh", move_lines, refresh},    {"clone", NULL, sync_work},
	{"switch", sync_work, sync_nothing},
};

/* --- rounds ----------------------------------------------------------------------- */

/* Does what the next run does first. */
static void recover(const struct place *p)
{
	const char *const dirs[] = {p->tree, p->patches, p->work};

	for (gsize i = 0; i < G_N_ELEMENTS(dirs); i++) {
		g_autoptr(GError) error = NULL;
		g_autoptr(Tree) tree = g_file_test(dirs[i], G_FILE_TEST_IS_DIR)
					       ? tree_open(dirs[i], &error)
					       : NULL;

		if (tree && !tree_lock(tree, &error))
			g_error("%s", error->message);
	}
}

/* Runs the action in a child with the fault; TRUE if the fault did not occur. */
static gboolean strike_at(const struct action *action, const struct place *p,
			  enum fault kind, int at)
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		fault.kind = kind;
		fault.countdown = at;
		fault.back = BACK(at);
		fault.seen = 0;
		action->run(p);
		_exit(fault.seen > at ? 1 : 0);
	}
	g_assert_cmpint(waitpid(pid, &status, 0), ==, pid);
	if (WIFSIGNALED(status))
		g_assert_cmpint(WTERMSIG(status), ==, SIGKILL);
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static struct place *prepare(const struct action *action)
{
	struct place *p = place_new();

	g_assert_true(!action->before || action->before(p));
	return p;
}

/* The state must be the old or the new one, and the action must work then. */
static gboolean round_of(const struct action *action, enum fault kind, int at,
			 const char *old, const char *new)
{
	struct place *p = prepare(action);
	gboolean unharmed = strike_at(action, p, kind, at);
	g_autofree char *state = NULL, *last = NULL;

	recover(p);
	state = state_of(p);
	if (strcmp(state, old) && strcmp(state, new))
		g_error("%s: neither old nor new after change "
			"%d:\n%s\nold:\n%s\nnew:\n%s",
			action->name, at, state, old, new);
	if (unharmed)
		g_assert_cmpstr(state, ==, new);
	action->run(p);
	last = state_of(p);
	g_assert_cmpstr(last, ==, new);
	place_free(p);
	return unharmed;
}

static void test_action(gconstpointer data)
{
	const struct action *action = data;
	const char *wanted = g_getenv("KFERRY_FAULT_STEP");
	int step = wanted ? atoi(wanted) : 7;
	struct place *p = prepare(action);
	g_autofree char *old = state_of(p), *new = NULL;
	guint rounds = 0;

	g_assert_true(action->run(p));
	new = state_of(p);
	g_assert_cmpstr(old, !=, new);
	place_free(p);
	for (enum fault kind = FAULT_KILL; kind <= FAULT_BACK; kind++)
		for (int at = 0; !round_of(action, kind, at, old, new); at += step)
			rounds++;
	g_test_message("%s: %u faults", action->name, rounds);
	g_assert_cmpuint(rounds, >, 3);
}

static void test_no_types(gconstpointer data)
{
	const struct action *action = data;
	struct place *p = prepare(action);
	g_autofree char *new = NULL, *typed = NULL;

	no_types = TRUE;
	g_assert_true(action->run(p));
	no_types = FALSE;
	new = state_of(p);
	place_free(p);
	p = prepare(action);
	g_assert_true(action->run(p));
	typed = state_of(p);
	place_free(p);
	g_assert_cmpstr(new, ==, typed);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(actions); i++) {
		g_autofree char *path = g_strconcat("/fault/", actions[i].name, NULL);
		g_autofree char *untyped =
			g_strconcat("/no-types/", actions[i].name, NULL);

		g_test_add_data_func(path, &actions[i], test_action);
		g_test_add_data_func(untyped, &actions[i], test_no_types);
	}
	return g_test_run();
}
