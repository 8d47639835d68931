/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "patch/tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "util/error.h"
#include "util/safe-open.h"
#include "util/text.h"
#include "util/transaction.h"

/* A path that was read or written. */
struct node {
	char *path;
	struct blob disk; /* content on disk */
	struct blob now;
	gboolean hidden; /* a directory or link is in its place on disk */
};

/* An edit that can be undone. */
struct edit {
	struct node *node;
	struct blob before;
};

struct tree {
	char *dir;
	int fd;
	GHashTable *nodes; /* path -> struct node */
	GArray *log;	   /* of struct edit */
	GHashTable *links; /* path -> path of which it may be a link, see tree_keep() */
	GHashTable *above; /* directories of files that were put; some of them may be
			    * removed since */
	struct transaction *journal;
	GPtrArray *files; /* see tree_files(); NULL until needed */
};

static void blob_set(struct blob *blob, GBytes *bytes, mode_t mode)
{
	GBytes *old = blob->bytes;

	blob->bytes = bytes ? g_bytes_ref(bytes) : NULL;
	blob->mode = bytes ? mode : 0;
	if (old)
		g_bytes_unref(old);
}

static void node_free(struct node *node)
{
	blob_set(&node->disk, NULL, 0);
	blob_set(&node->now, NULL, 0);
	g_free(node->path);
	g_free(node);
}

static void edit_clear(struct edit *edit)
{
	blob_set(&edit->before, NULL, 0);
}

gboolean blob_equal(const struct blob *a, const struct blob *b)
{
	if (!a->bytes || !b->bytes)
		return a->bytes == b->bytes;
	return a->mode == b->mode &&
	       (a->bytes == b->bytes || g_bytes_equal(a->bytes, b->bytes));
}

struct tree *tree_new(void)
{
	struct tree *tree = g_new0(struct tree, 1);

	tree->fd = -1;
	tree->nodes = g_hash_table_new_full(g_str_hash, g_str_equal, NULL,
					    (GDestroyNotify)node_free);
	tree->log = g_array_new(FALSE, FALSE, sizeof(struct edit));
	g_array_set_clear_func(tree->log, (GDestroyNotify)edit_clear);
	tree->links = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	tree->above = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	return tree;
}

struct tree *tree_open(const char *dir, GError **error)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct tree *tree;

	if (fd < 0) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "%s: %s", dir,
			    strerror(errno));
		return NULL;
	}
	tree = tree_new();
	tree->dir = g_strdup(dir);
	tree->fd = fd;
	return tree;
}

/* Records the directories of a file that is put. */
static void note_dirs(struct tree *tree, const char *path)
{
	for (const char *slash = strrchr(path, '/'); slash;
	     slash = g_strrstr_len(path, slash - path, "/")) {
		char *directory = g_strndup(path, slash - path);

		if (!g_hash_table_add(tree->above, directory))
			return;
	}
}

/* Adds a node for @path with its content on disk. */
static struct node *node_add(struct tree *tree, const char *path,
			     const struct blob *disk)
{
	struct node *node = g_new0(struct node, 1);

	node->path = g_strdup(path);
	blob_set(&node->disk, disk->bytes, disk->mode);
	blob_set(&node->now, disk->bytes, disk->mode);
	g_hash_table_insert(tree->nodes, node->path, node);
	return node;
}

struct tree *tree_fork(const struct tree *tree)
{
	struct tree *fork = tree_new();
	GHashTableIter iter;
	struct node *node;

	fork->dir = g_strdup(tree->dir);
	if (tree->fd >= 0)
		fork->fd = fcntl(tree->fd, F_DUPFD_CLOEXEC, 3);
	g_hash_table_iter_init(&iter, tree->nodes);
	while (g_hash_table_iter_next(&iter, NULL, (gpointer *)&node)) {
		struct node *copy = node_add(fork, node->path, &node->disk);

		blob_set(&copy->now, node->now.bytes, node->now.mode);
		copy->hidden = node->hidden;
		if (copy->now.bytes && !copy->disk.bytes)
			note_dirs(fork, copy->path);
	}
	return fork;
}

/* The mode stays, to show that there was a file. */
static void forget_disk(struct node *node)
{
	if (node->disk.bytes && node->disk.bytes != node->now.bytes)
		g_clear_pointer(&node->disk.bytes, g_bytes_unref);
}

void tree_forget_disk(struct tree *tree, guint mark)
{
	for (guint i = mark; i < tree->log->len; i++)
		forget_disk(g_array_index(tree->log, struct edit, i).node);
}

void tree_share(struct tree *tree, struct tree *from)
{
	GHashTableIter iter;
	struct node *node;

	g_hash_table_iter_init(&iter, from->nodes);
	while (g_hash_table_iter_next(&iter, NULL, (gpointer *)&node)) {
		if (!node->hidden && !g_hash_table_contains(tree->nodes, node->path))
			node_add(tree, node->path, &node->disk);
		forget_disk(node);
	}
}

void tree_free(struct tree *tree)
{
	if (!tree)
		return;
	transaction_free(tree->journal);
	g_array_unref(tree->log);
	g_hash_table_unref(tree->links);
	g_hash_table_unref(tree->above);
	g_hash_table_unref(tree->nodes);
	g_clear_pointer(&tree->files, g_ptr_array_unref);
	if (tree->fd >= 0)
		close(tree->fd);
	g_free(tree->dir);
	g_free(tree);
}

const char *tree_dir(const struct tree *tree)
{
	return tree->dir;
}

int tree_fd(const struct tree *tree)
{
	return tree->fd;
}

const char *tree_refusal(const char *path)
{
	static const char *const own[] = {".pc", ".kferry-journal", ".kferry-state"};
	const char *why = safe_refusal(path);

	if (why)
		return why;
	for (gsize i = 0; i < G_N_ELEMENTS(own); i++) {
		gsize len = strlen(own[i]);

		if (!strncmp(path, own[i], len) && (!path[len] || path[len] == '/'))
			return "a file of quilt's or kferry's own state";
	}
	return safe_in_git(path) ? "a file in a .git directory" : NULL;
}

/* --- obstacles ---------------------------------------------------------------- */

static const char *refuse_link(mode_t mode)
{
	return S_ISLNK(mode) ? "is reached through a symbolic link"
			     : "would be below a file";
}

/* Returns why no file can be at @path in the present tree: a parent is not a directory.
 * On disk, only real directories are searched: links are not followed. */
static const char *obstacle_above(const struct tree *tree, const char *path)
{
	gboolean on_disk = tree->fd >= 0;

	for (const char *slash = path; (slash = strchr(slash, '/')); slash++) {
		g_autofree char *directory = g_strndup(path, slash - path);
		const struct node *node = g_hash_table_lookup(tree->nodes, directory);
		struct stat st;

		if (node && node->now.bytes)
			return refuse_link(node->now.mode);
		if (!on_disk ||
		    fstatat(tree->fd, directory, &st, AT_SYMLINK_NOFOLLOW) < 0)
			on_disk = FALSE;
		else if (!S_ISDIR(st.st_mode) && !node)
			return refuse_link(st.st_mode);
		else
			on_disk = S_ISDIR(st.st_mode);
	}
	return NULL;
}

/* Opens a directory for reading; -1 and errno. */
static int open_dir(int dir, const char *name)
{
	return openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

static int open_beneath(const struct tree *tree, const char *path)
{
	int at = safe_open_dir(tree->fd, path);
	int dir = at < 0 ? -1 : openat(at, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (at >= 0)
		close(at);
	return dir;
}

/* Whether everything in the directory @fd (takes ownership) with the path @path has
 * been removed in the tree. An empty directory stays, because nothing removes it. */
static gboolean is_emptied(const struct tree *tree, int fd, const char *path)
{
	DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
	guint entries = 0;
	gboolean gone = dir != NULL;

	for (struct dirent *e; gone && (e = readdir(dir));) {
		g_autofree char *below = g_strconcat(path, "/", e->d_name, NULL);
		const struct node *node = g_hash_table_lookup(tree->nodes, below);

		if (!strcmp(e->d_name, ".") || !strcmp(e->d_name, ".."))
			continue;
		entries++;
		if (safe_is_dir(fd, e))
			gone = is_emptied(tree, open_dir(fd, e->d_name), below);
		else
			gone = node && !node->now.bytes;
	}
	if (dir)
		closedir(dir);
	else if (fd >= 0)
		close(fd);
	return gone && entries;
}

/* Adds the files in the directory @fd (takes ownership) with the path @path, on disk
 * and in the tree. */
static void list_below(const struct tree *tree, int fd, const char *path,
		       GPtrArray *files)
{
	DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;

	for (struct dirent *e; dir && (e = readdir(dir));) {
		g_autofree char *below = g_strconcat(path, "/", e->d_name, NULL);

		if (!strcmp(e->d_name, ".") || !strcmp(e->d_name, ".."))
			continue;
		if (safe_is_dir(fd, e))
			list_below(tree, open_dir(fd, e->d_name), below, files);
		else if (!g_hash_table_contains(tree->nodes, below))
			g_ptr_array_add(files, g_steal_pointer(&below));
	}
	if (dir)
		closedir(dir);
	else if (fd >= 0)
		close(fd);
}

GPtrArray *tree_files_below(const struct tree *tree, const char *path)
{
	GPtrArray *files = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *prefix = g_strconcat(path, "/", NULL);
	GHashTableIter iter;
	struct node *node;

	if (tree->fd >= 0)
		list_below(tree, open_beneath(tree, path), path, files);
	g_hash_table_iter_init(&iter, tree->nodes);
	while (g_hash_table_iter_next(&iter, NULL, (gpointer *)&node))
		if (node->now.bytes && g_str_has_prefix(node->path, prefix))
			g_ptr_array_add(files, g_strdup(node->path));
	return files;
}

static gboolean has_files_below(const struct tree *tree, const char *path)
{
	g_autofree char *prefix = g_strconcat(path, "/", NULL);
	GHashTableIter iter;
	struct node *node;

	if (!g_hash_table_contains(tree->above, path))
		return FALSE;
	g_hash_table_iter_init(&iter, tree->nodes);
	while (g_hash_table_iter_next(&iter, NULL, (gpointer *)&node))
		if (node->now.bytes && g_str_has_prefix(node->path, prefix))
			return TRUE;
	return FALSE;
}

static gboolean is_dir_still(const struct tree *tree, const char *path)
{
	int fd = -1;

	if (has_files_below(tree, path))
		return TRUE;
	if (tree->fd >= 0)
		fd = open_beneath(tree, path);
	return fd >= 0 && !is_emptied(tree, fd, path);
}

const char *tree_obstacle(const struct tree *tree, const char *path)
{
	const char *above = obstacle_above(tree, path);

	if (above)
		return above;
	return is_dir_still(tree, path) ? "is a directory" : NULL;
}

/* --- reading and editing -------------------------------------------------------- */

/* Whether a directory or a link is at @path on disk; in the tree it may be removed. */
static gboolean is_hidden(const struct tree *tree, const char *path)
{
	g_autofree char *above = g_path_get_dirname(path);
	struct stat st;
	int fd;

	if (fstatat(tree->fd, path, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
	    S_ISDIR(st.st_mode))
		return TRUE;
	fd = safe_open_dir(tree->fd, strcmp(above, ".") ? above : "");
	if (fd >= 0)
		close(fd);
	return fd < 0 && (errno == ELOOP || errno == EXDEV || errno == ENOTDIR);
}

static struct node *node_load(struct tree *tree, const char *path, GError **error)
{
	struct node *node = g_hash_table_lookup(tree->nodes, path);
	g_autoptr(GError) why = NULL;
	const char *refusal;
	struct blob disk = {NULL, 0};
	gboolean hidden = FALSE;

	if (node)
		return node;
	refusal = safe_refusal(path);
	if (refusal) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "'%s' is %s", path,
			    refusal);
		return NULL;
	}
	if (tree->fd >= 0 &&
	    !safe_read(tree->fd, path, &disk.bytes, &disk.mode, &why)) {
		hidden = is_hidden(tree, path);
		if (!hidden) {
			g_propagate_error(error, g_steal_pointer(&why));
			return NULL;
		}
	}
	node = node_add(tree, path, &disk);
	node->hidden = hidden;
	g_clear_pointer(&disk.bytes, g_bytes_unref);
	return node;
}

gboolean tree_look(struct tree *tree, const char *path, struct blob *blob,
		   GError **error)
{
	struct node *node = node_load(tree, path, error);

	*blob = node ? node->now : (struct blob){NULL, 0};
	return node != NULL;
}

gboolean tree_get(struct tree *tree, const char *path, struct blob *blob,
		  GError **error)
{
	struct node *node = node_load(tree, path, error);
	const char *obstacle = NULL;

	*blob = node ? node->now : (struct blob){NULL, 0};
	if (node && node->hidden && !node->now.bytes)
		obstacle = tree_obstacle(tree, path);
	if (obstacle)
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "%s: %s", path, obstacle);
	return node && !obstacle;
}

gboolean tree_has(const struct tree *tree, const char *path)
{
	const struct node *node = g_hash_table_lookup(tree->nodes, path);
	g_autofree char *directory = NULL;
	struct stat st;
	int dir;
	gboolean has;

	if (node || tree->fd < 0)
		return node && node->now.bytes;
	directory = g_path_get_dirname(path);
	dir = safe_open_dir(tree->fd, strcmp(directory, ".") ? directory : "");
	if (dir < 0)
		return FALSE;
	has = fstatat(dir, strrchr(path, '/') ? strrchr(path, '/') + 1 : path, &st,
		      AT_SYMLINK_NOFOLLOW) == 0 &&
	      (S_ISREG(st.st_mode) || S_ISLNK(st.st_mode));
	close(dir);
	return has;
}

GBytes *tree_peek(const struct tree *tree, const char *path)
{
	const struct node *node = g_hash_table_lookup(tree->nodes, path);
	GBytes *bytes = NULL;
	mode_t mode;

	if (node)
		return node->now.bytes ? g_bytes_ref(node->now.bytes) : NULL;
	if (tree->fd < 0 || safe_refusal(path) ||
	    !safe_read(tree->fd, path, &bytes, &mode, NULL))
		return NULL;
	return bytes;
}

gboolean tree_peek_next(const struct tree *tree, struct file_reader *reader,
			const char *path, struct span *text)
{
	const struct node *node = g_hash_table_lookup(tree->nodes, path);

	if (!node)
		return file_reader_read(reader, path, text);
	*text = span_of_bytes(node->now.bytes);
	return node->now.bytes != NULL;
}

static void node_edit(struct tree *tree, struct node *node, GBytes *bytes, mode_t mode)
{
	/* The log takes over the reference, so blobs that were returned stay valid. */
	struct edit edit = {node, node->now};

	g_array_append_val(tree->log, edit);
	node->now = (struct blob){NULL, 0};
	blob_set(&node->now, bytes, mode);
}

static mode_t new_file_mode(void)
{
	mode_t mask = umask(0);

	umask(mask);
	return S_IFREG | (0666 & ~mask);
}

gboolean tree_put(struct tree *tree, const char *path, GBytes *bytes, mode_t mode,
		  GError **error)
{
	struct node *node = node_load(tree, path, error);

	if (!node)
		return FALSE;
	if (g_bytes_get_size(bytes) >= TEXT_SIZE_MAX) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "%s: would become too large", path);
		return FALSE;
	}
	if (!node->now.bytes)
		note_dirs(tree, path);
	node_edit(tree, node, bytes, mode & S_IFMT ? mode : new_file_mode());
	return TRUE;
}

gboolean tree_remove(struct tree *tree, const char *path, GError **error)
{
	struct node *node = node_load(tree, path, error);

	if (!node)
		return FALSE;
	node_edit(tree, node, NULL, 0);
	return TRUE;
}

guint tree_mark(const struct tree *tree)
{
	return tree->log->len;
}

void tree_rollback(struct tree *tree, guint mark)
{
	for (guint i = tree->log->len; i > mark; i--) {
		struct edit *edit = &g_array_index(tree->log, struct edit, i - 1);
		struct blob undone = edit->node->now;

		edit->node->now = edit->before;
		edit->before = undone;
	}
	g_array_set_size(tree->log, mark);
}

void tree_settle(struct tree *tree)
{
	g_array_set_size(tree->log, 0);
}

void tree_merge_copies(struct tree *tree, guint mark, const struct tree *from)
{
	for (guint i = mark; i < tree->log->len; i++) {
		struct node *node = g_array_index(tree->log, struct edit, i).node;
		const struct node *other = g_hash_table_lookup(from->nodes, node->path);

		if (other && blob_equal(&node->now, &other->now))
			blob_set(&node->now, other->now.bytes, other->now.mode);
	}
}

static int by_path(gconstpointer a, gconstpointer b)
{
	const struct tree_change *x = a, *y = b;

	return strcmp(x->path, y->path);
}

GArray *tree_changes(const struct tree *tree)
{
	GArray *changes = g_array_new(FALSE, FALSE, sizeof(struct tree_change));
	GHashTableIter iter;
	struct node *node;

	g_hash_table_iter_init(&iter, tree->nodes);
	while (g_hash_table_iter_next(&iter, NULL, (gpointer *)&node)) {
		struct tree_change change = {node->path, node->disk, node->now};

		if (!blob_equal(&node->disk, &node->now))
			g_array_append_val(changes, change);
	}
	g_array_sort(changes, by_path);
	return changes;
}

/* Goes backwards, so that the content after an edit is known. */
GArray *tree_edits(const struct tree *tree, guint from, guint to)
{
	GArray *edits = g_array_new(FALSE, FALSE, sizeof(struct tree_change));
	g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
	g_autoptr(GHashTable) later = g_hash_table_new(NULL, NULL);

	g_assert(from <= to && to <= tree->log->len);
	for (guint i = tree->log->len; i > to; i--) {
		struct edit *edit = &g_array_index(tree->log, struct edit, i - 1);

		g_hash_table_insert(later, edit->node, edit);
	}
	for (guint i = from; i < to; i++) {
		struct edit *edit = &g_array_index(tree->log, struct edit, i);
		struct edit *next = g_hash_table_lookup(later, edit->node);
		struct tree_change change = {edit->node->path, edit->before,
					     next ? next->before : edit->node->now};

		if (g_hash_table_add(seen, edit->node))
			g_array_append_val(edits, change);
	}
	g_array_sort(edits, by_path);
	return edits;
}

gboolean tree_lock(struct tree *tree, GError **error)
{
	if (!tree->journal)
		tree->journal = transaction_open(tree->fd, tree->dir, error);
	return tree->journal != NULL;
}

gboolean tree_keep(struct tree *tree, const char *path, const char *target,
		   const struct blob *before, GError **error)
{
	g_hash_table_insert(tree->links, g_strdup(path), g_strdup(target));
	return tree_put(tree, path, before->bytes, before->mode, error);
}

/* After the commit of the transaction every step must succeed: no file may replace a
 * directory that stays, or be below something that is not a directory. */
static gboolean check_places(const struct tree *tree, GArray *changes, GError **error)
{
	for (guint i = 0; i < changes->len; i++) {
		const struct tree_change *change =
			&g_array_index(changes, struct tree_change, i);
		const char *obstacle = change->after.bytes && !change->before.bytes
					       ? tree_obstacle(tree, change->path)
					       : NULL;

		if (!obstacle)
			continue;
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "%s: %s", change->path,
			    obstacle);
		return FALSE;
	}
	return TRUE;
}

/* A kept file may become a link of a file that has its content on disk. */
static gboolean commit_link(struct tree *tree, const struct tree_change *change)
{
	const char *target = g_hash_table_lookup(tree->links, change->path);
	const struct node *node =
		target ? g_hash_table_lookup(tree->nodes, target) : NULL;

	return node && node->disk.bytes == change->after.bytes &&
	       node->disk.mode == change->after.mode &&
	       transaction_link(tree->journal, change->path, target, NULL);
}

static gboolean is_state(const char *path)
{
	return g_str_has_prefix(path, ".pc/");
}

/* State files are written last: for quilt, a time stamp newer than the files means that
 * they are in order. */
static gboolean commit_changes(struct tree *tree, GArray *changes, gboolean state,
			       GError **error)
{
	for (guint i = 0; i < changes->len; i++) {
		const struct tree_change *change =
			&g_array_index(changes, struct tree_change, i);

		if (is_state(change->path) != state)
			continue;
		if (!change->after.bytes)
			transaction_remove(tree->journal, change->path);
		else if (!commit_link(tree, change) &&
			 !transaction_put(tree->journal, change->path,
					  change->after.bytes, change->after.mode,
					  error))
			return FALSE;
	}
	return TRUE;
}

/* Records that the disk now has the contents of the tree. */
static void settle(GArray *changes, struct tree *tree)
{
	for (guint i = 0; i < changes->len; i++) {
		const struct tree_change *change =
			&g_array_index(changes, struct tree_change, i);
		struct node *node = g_hash_table_lookup(tree->nodes, change->path);

		blob_set(&node->disk, node->now.bytes, node->now.mode);
	}
}

static gboolean has_state(GArray *changes)
{
	for (guint i = 0; i < changes->len; i++)
		if (is_state(g_array_index(changes, struct tree_change, i).path))
			return TRUE;
	return FALSE;
}

/* Waits until files get a later time stamp. Time stamps have the resolution of a tick,
 * which is 1 to 10 ms; if the clock does not advance, gives up. */
static void wait_for_tick(void)
{
	struct timespec start, now;

	clock_gettime(CLOCK_REALTIME_COARSE, &start);
	for (int i = 0; i < 50; i++) {
		g_usleep(500);
		clock_gettime(CLOCK_REALTIME_COARSE, &now);
		if (now.tv_sec != start.tv_sec || now.tv_nsec != start.tv_nsec)
			return;
	}
}

gboolean tree_commit(struct tree *tree, GError **error)
{
	g_autoptr(GArray) changes = tree_changes(tree);

	g_assert(tree->fd >= 0);
	if (!check_places(tree, changes, error) || !tree_lock(tree, error) ||
	    !commit_changes(tree, changes, FALSE, error))
		return FALSE;
	if (has_state(changes))
		wait_for_tick();
	if (!commit_changes(tree, changes, TRUE, error) ||
	    !transaction_commit(tree->journal, error))
		return FALSE;
	settle(changes, tree);
	return TRUE;
}

gboolean tree_has_dir(const struct tree *tree, const char *path)
{
	struct stat st;

	if (tree->fd >= 0 && fstatat(tree->fd, path, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
	    S_ISDIR(st.st_mode))
		return TRUE;
	return has_files_below(tree, path);
}

/* Takes ownership of @fd. Skips names that begin with a dot: state of tools, not
 * source. */
static void list_dir(int fd, const char *directory, GPtrArray *files)
{
	DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;

	for (struct dirent *e; dir && (e = readdir(dir));) {
		g_autofree char *path = NULL;

		if (*e->d_name == '.')
			continue;
		path = g_strconcat(directory, *directory ? "/" : "", e->d_name, NULL);
		if (safe_is_dir(fd, e))
			list_dir(open_dir(fd, e->d_name), path, files);
		else
			g_ptr_array_add(files, g_steal_pointer(&path));
	}
	if (dir)
		closedir(dir);
	else if (fd >= 0)
		close(fd);
}

const GPtrArray *tree_files(struct tree *tree)
{
	if (tree->files)
		return tree->files;
	tree->files = g_ptr_array_new_with_free_func(g_free);
	if (tree->fd >= 0)
		list_dir(openat(tree->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), "",
			 tree->files);
	return tree->files;
}
