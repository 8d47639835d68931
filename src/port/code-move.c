/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "port/code-move.h"

#include <string.h>

#include "port/funcname.h"
#include "port/included-files.h"
#include "port/likeness.h"

/* At most this many files are searched for a function. */
#define FAR_FILES_MAX 300

/* The lines of a function as a separate text. */
struct tile {
	gint64 first, n;
	GBytes *bytes;
};

struct code_moves {
	struct tree *old, *new;
	GHashTable *near;  /* path -> files to which its code may have moved */
	GHashTable *named; /* name without directories -> files that only the new
			    * tree has */
};

/* Data that is computed once per file. */
struct pursuit {
	struct hunk_merge *l;
	struct code_moves *moves;
	const char *path;
	GPtrArray *elsewhere;
	GArray *ours;			     /* changes from base, owned by the merge */
	GArray *base_scopes, *theirs_scopes; /* of struct funcname */
};

struct code_moves *code_moves_new(struct tree *old, struct tree *new)
{
	struct code_moves *moves = g_new0(struct code_moves, 1);

	moves->old = old;
	moves->new = new;
	moves->near = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
					    (GDestroyNotify)g_ptr_array_unref);
	moves->named = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
					     (GDestroyNotify)g_ptr_array_unref);
	return moves;
}

void code_moves_free(struct code_moves *moves)
{
	if (!moves)
		return;
	g_hash_table_unref(moves->near);
	g_hash_table_unref(moves->named);
	g_free(moves);
}

void code_move_free(struct code_move *followed)
{
	g_free(followed->path);
	g_bytes_unref(followed->bytes);
	g_free(followed);
}

static struct merge_hunk *hunk_at(const struct pursuit *p, guint i)
{
	return &g_array_index(p->l->hunks, struct merge_hunk, i);
}

static struct tile cut_tile(const struct text *text, gint64 first, gint64 n)
{
	struct span span = text_lines(text, first, n);

	return (struct tile){first, n, g_bytes_new(span.data, span.len)};
}

/* Returns the scope that contains all lines which @hunk changes, or NULL. */
static const struct funcname *hunk_scope(const struct pursuit *p,
					 const struct merge_hunk *hunk)
{
	const struct hunk_side *old = &hunk->view.pattern;
	const struct funcname *scope = NULL;
	gsize lead = 0, tail = old->count;

	while (lead < old->count && old->lines[lead]->kind == ' ' &&
	       lead < hunk->view.replacement.count &&
	       hunk->view.replacement.lines[lead]->kind == ' ')
		lead++;
	while (tail > lead && old->lines[tail - 1]->kind == ' ' &&
	       tail > old->count - hunk->view.suffix)
		tail--;
	for (gsize i = lead; i <= MAX(lead, tail ? tail - 1 : 0); i++) {
		const struct funcname *one =
			funcname_at(p->base_scopes, hunk->base + i);

		if (!one || (scope && one != scope))
			return NULL;
		scope = one;
	}
	return scope;
}

/* Returns how many lines the changes before @line (or at it, if @at) added. */
static gint64 shift(GArray *changes, gint64 line, gboolean at)
{
	gint64 shift = 0;

	for (guint i = 0; i < changes->len; i++) {
		const struct change *c = &g_array_index(changes, struct change, i);

		if (c->old < line || (at && c->old == line))
			shift += c->new_n - c->old_n;
	}
	return shift;
}

static struct tile ours_tile(const struct pursuit *p, const struct funcname *scope)
{
	gint64 first = scope->first + shift(p->ours, scope->first, FALSE);
	gint64 end = scope->end + shift(p->ours, scope->end, FALSE);

	return cut_tile(&p->l->ours, first, MAX(end - first, 0));
}

/* --- finding ---------------------------------------------------------------------- */

/* A function in the new tree. */
struct spot {
	char *path; /* NULL: the same file */
	GBytes *bytes;
	gint64 first, n, head;
};

static void spot_clear(struct spot *spot)
{
	g_free(spot->path);
	g_clear_pointer(&spot->bytes, g_bytes_unref);
}

static gboolean spot_in(struct spot *spot, GArray *scopes, const char *name)
{
	const struct funcname *scope = funcname_find(scopes, name);

	if (!scope)
		return FALSE;
	spot->first = scope->first;
	spot->n = scope->end - scope->first;
	spot->head = scope->head;
	return TRUE;
}

/* Returns the present content of @path: with hunks that were moved to it before, or
 * that of the tree. */
static GBytes *current_bytes(const struct pursuit *p, const char *path)
{
	for (guint i = 0; i < p->elsewhere->len; i++) {
		const struct code_move *f = g_ptr_array_index(p->elsewhere, i);

		if (!strcmp(f->path, path))
			return g_bytes_ref(f->bytes);
	}
	return tree_peek(p->moves->new, path);
}

static gboolean spot_in_file(const struct pursuit *p, const char *path,
			     const char *name, struct spot *spot)
{
	g_autoptr(GBytes) bytes = current_bytes(p, path);
	g_autoptr(GArray) scopes = NULL;
	struct text text;
	gboolean found;

	if (!span_has(span_of_bytes(bytes), name))
		return FALSE;
	text_init_bytes(&text, bytes);
	scopes = funcname_list(&text);
	found = spot_in(spot, scopes, name);
	text_clear(&text);
	if (!found)
		return FALSE;
	spot->path = g_strdup(path);
	spot->bytes = g_steal_pointer(&bytes);
	return TRUE;
}

/* Whether @b is @a, moved. */
static gboolean alike(struct span a, struct span b)
{
	struct likeness x, y;
	gboolean most;

	likeness_init(&x, a);
	likeness_init(&y, b);
	most = likeness_holds(&x, &y);
	likeness_clear(&x);
	likeness_clear(&y);
	return most;
}

/* Whether @path of @tree has functions called @name. */
static gboolean has_function(struct tree *tree, const char *path, const char *name)
{
	g_autoptr(GBytes) bytes = tree_peek(tree, path);
	struct text text;
	gboolean has;

	if (!bytes)
		return FALSE;
	text_init_bytes(&text, bytes);
	has = funcname_has(&text, name);
	text_clear(&text);
	return has;
}

/* Whether the function at @spot, in another file, is that of @scope. */
static gboolean has_moved(const struct pursuit *p, const struct funcname *scope,
			  const struct spot *spot)
{
	struct span base =
		text_lines(&p->l->base, scope->first, scope->end - scope->first);
	struct text text;
	gboolean moved;
	gsize size;
	const char *data = g_bytes_get_data(spot->bytes, &size);

	if (has_function(p->moves->old, spot->path, scope->name))
		return FALSE;
	text_init(&text, data, size);
	moved = alike(base, text_lines(&text, spot->first, spot->n));
	text_clear(&text);
	return moved;
}

static gboolean same_kind(const char *a, const char *b)
{
	const char *x = strrchr(a, '.'), *y = strrchr(b, '.');

	return x && y && !strcmp(x, y);
}

/* Searches the file @path, too; several results cancel each other. */
static void look_in(const struct pursuit *p, const char *path,
		    const struct funcname *scope, struct spot *spot, guint *found)
{
	struct spot one = {NULL};

	if (!same_kind(path, p->path) || !strcmp(path, p->path) ||
	    !spot_in_file(p, path, scope->name, &one))
		return;
	if (!has_moved(p, scope, &one)) {
		spot_clear(&one);
		return;
	}
	spot_clear(spot);
	*spot = one;
	(*found)++;
}

/* Finds the only other file of the directory to which the function moved. */
static guint spot_in_dir(const struct pursuit *p, const struct funcname *scope,
			 struct spot *spot)
{
	g_autofree char *directory = g_path_get_dirname(p->path);
	g_autofree char *dir =
		g_build_filename(tree_dir(p->moves->new), directory, NULL);
	g_autoptr(GDir) open = g_dir_open(dir, 0, NULL);
	const char *file;
	guint found = 0;

	while (open && (file = g_dir_read_name(open))) {
		g_autofree char *path =
			strcmp(directory, ".") ? g_build_filename(directory, file, NULL)
					       : g_strdup(file);

		look_in(p, path, scope, spot, &found);
	}
	return found;
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* Returns the part of @path below the directory of @len bytes, or NULL; every path is
 * below "". */
static const char *path_below(const char *path, const char *directory, gsize len)
{
	if (!len)
		return path;
	return !strncmp(path, directory, len) && path[len] == '/' ? path + len + 1
								  : NULL;
}

/*
 * Whether @path is below the directory of @from, in its parent, or has the same name.
 */
static gboolean is_near(const char *path, const char *from)
{
	const char *name = base_name(from), *up, *below;
	gsize len = name > from ? name - from - 1 : 0;

	if (!strcmp(base_name(path), name))
		return TRUE;
	below = len ? path_below(path, from, len) : NULL;
	if (below)
		return strchr(below, '/') != NULL;
	up = memrchr(from, '/', len);
	below = path_below(path, from, up ? up - from : 0);
	return below && !strchr(below, '/');
}

/* Returns the files near @path, except those in its directory; they belong to the new
 * tree. */
static const GPtrArray *near_files(struct code_moves *moves, const char *path)
{
	const GPtrArray *files = tree_files(moves->new);
	GPtrArray *near = g_hash_table_lookup(moves->near, path);

	if (near)
		return near;
	near = g_ptr_array_new();
	for (guint i = 0; i < files->len; i++) {
		char *one = g_ptr_array_index(files, i);

		if (same_kind(one, path) && is_near(one, path))
			g_ptr_array_add(near, one);
	}
	g_hash_table_insert(moves->near, g_strdup(path), near);
	return near;
}

/* The same for other directories. */
static guint spot_far(const struct pursuit *p, const struct funcname *scope,
		      struct spot *spot)
{
	const GPtrArray *near = near_files(p->moves, p->path);
	guint found = 0;

	for (guint i = 0; near->len <= FAR_FILES_MAX && i < near->len; i++)
		look_in(p, g_ptr_array_index(near, i), scope, spot, &found);
	return found;
}

static gboolean find_spot(const struct pursuit *p, const struct funcname *scope,
			  struct spot *spot)
{
	guint found;

	if (spot_in(spot, p->theirs_scopes, scope->name))
		return TRUE;
	found = spot_in_dir(p, scope, spot);
	return (found ?: spot_far(p, scope, spot)) == 1;
}

/* --- carrying --------------------------------------------------------------------- */

/* The lines that the hunk adds may already be in the other file, outside of the
 * function. */
static void run_tile(const struct pursuit *p, const struct spot *spot,
		     struct hunk_merge *merge)
{
	const struct text *base = &p->l->base;
	g_autoptr(GBytes) before = g_bytes_new_static(base->data, base->size);
	struct included whole = {spot->path, before, spot->bytes};
	g_autoptr(GPtrArray) around = g_ptr_array_new();

	for (guint i = 0; p->l->included && i < p->l->included->len; i++)
		g_ptr_array_add(around, g_ptr_array_index(p->l->included, i));
	if (spot->path)
		g_ptr_array_add(around, &whole);
	hunk_merge_include(merge, around);
	hunk_merge_run(merge);
	hunk_merge_include(merge, NULL);
}

static struct hunk_merge *climb_tile(const struct pursuit *p,
				     const struct funcname *scope,
				     const struct spot *spot, GPtrArray *keep)
{
	struct tile base =
		cut_tile(&p->l->base, scope->first, scope->end - scope->first);
	struct tile ours = ours_tile(p, scope), theirs;
	struct hunk_merge *merge;
	struct text text;
	gsize size;

	if (spot->bytes) {
		const char *data = g_bytes_get_data(spot->bytes, &size);

		text_init(&text, data, size);
		theirs = cut_tile(&text, spot->first, spot->n);
		text_clear(&text);
	} else {
		theirs = cut_tile(&p->l->theirs, spot->first, spot->n);
	}
	g_ptr_array_add(keep, base.bytes);
	g_ptr_array_add(keep, ours.bytes);
	g_ptr_array_add(keep, theirs.bytes);
	merge = hunk_merge_new(base.bytes, ours.bytes, theirs.bytes);
	for (guint i = 0; i < p->l->hunks->len; i++)
		if (hunk_scope(p, hunk_at(p, i)) == scope)
			hunk_merge_add(merge, hunk_at(p, i)->hunk,
				       hunk_at(p, i)->reverse,
				       hunk_at(p, i)->base - scope->first);
	run_tile(p, spot, merge);
	return merge;
}

static char *explain(const struct pursuit *p, const struct spot *spot,
		     const struct merge_hunk *found)
{
	return g_strdup_printf("followed to its function at line %" G_GINT64_FORMAT
			       " of %s%s%s",
			       spot->head + 1, spot->path ?: p->path,
			       found->reason ? ": " : "", found->reason ?: "");
}

static void take_hunks(struct pursuit *p, const struct funcname *scope,
		       const struct spot *spot, const struct hunk_merge *found)
{
	guint next = 0;

	for (guint i = 0; i < p->l->hunks->len; i++) {
		struct merge_hunk *hunk = hunk_at(p, i);
		const struct merge_hunk *sub;

		if (hunk_scope(p, hunk) != scope)
			continue;
		sub = &g_array_index(found->hunks, struct merge_hunk, next++);
		g_free(hunk->reason);
		hunk->reason = explain(p, spot, sub);
		hunk->doubtful = TRUE;
		hunk->step = sub->step == STEP_EXACT || sub->step == STEP_OFFSET
				     ? STEP_MERGED
				     : sub->step;
		hunk->place = sub->place < 0 ? -1 : sub->place + spot->first;
		g_free(hunk->path);
		hunk->path = g_strdup(spot->path);
		hunk_merge_drop_edits(p->l, i);
	}
}

/* Turns edits of the tile into edits of the whole file. */
static void edit_here(struct pursuit *p, const struct funcname *scope,
		      const struct spot *spot, const struct hunk_merge *found)
{
	guint first = 0;

	while (hunk_scope(p, hunk_at(p, first)) != scope)
		first++;
	for (guint i = 0; i < found->edits->len; i++) {
		const struct merge_edit *edit =
			&g_array_index(found->edits, struct merge_edit, i);
		GString *text = g_string_new_len(edit->text.data, edit->text.len);

		hunk_merge_add_edit(p->l, edit->line + spot->first, edit->n, text,
				    first);
	}
}

/* Replaces the function in the other file by the result for the tile. */
static void edit_there(struct pursuit *p, const struct spot *spot,
		       const struct hunk_merge *found)
{
	struct code_move *f = g_new0(struct code_move, 1);
	g_autoptr(GBytes) tile = hunk_merge_result(found);
	g_autoptr(GString) out = g_string_new(NULL);
	gsize size, tile_size;
	const char *data = g_bytes_get_data(spot->bytes, &size);
	const char *tile_data = g_bytes_get_data(tile, &tile_size);
	struct text text;

	text_init(&text, data, size);
	g_string_append_len(out, data, text.start[spot->first]);
	g_string_append_len(out, tile_data, tile_size);
	g_string_append_len(out, data + text.start[spot->first + spot->n],
			    size - text.start[spot->first + spot->n]);
	text_clear(&text);
	f->path = g_strdup(spot->path);
	f->bytes = g_bytes_new(out->str, out->len);
	for (guint i = 0; i < p->elsewhere->len; i++)
		if (!strcmp(((struct code_move *)p->elsewhere->pdata[i])->path,
			    f->path)) {
			code_move_free(p->elsewhere->pdata[i]);
			p->elsewhere->pdata[i] = f;
			return;
		}
	g_ptr_array_add(p->elsewhere, f);
}

/* All hunks that change the function are moved together, or none. */
static void follow_scope(struct pursuit *p, const struct funcname *scope)
{
	g_autoptr(GPtrArray) keep =
		g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
	g_autoptr(HunkMerge) found = NULL;
	struct spot spot = {NULL};

	if (find_spot(p, scope, &spot)) {
		found = climb_tile(p, scope, &spot, keep);
		if (hunk_merge_worst(found) != STEP_CONFLICT) {
			take_hunks(p, scope, &spot, found);
			if (spot.path)
				edit_there(p, &spot, found);
			else
				edit_here(p, scope, &spot, found);
		}
	}
	spot_clear(&spot);
}

/* Returns the files called @name that the old tree did not have at the first call. */
static const GPtrArray *named_files(struct code_moves *moves, const char *name)
{
	const GPtrArray *files = tree_files(moves->new);
	GPtrArray *named = g_hash_table_lookup(moves->named, name);

	if (named)
		return named;
	named = g_ptr_array_new();
	for (guint i = 0; i < files->len; i++) {
		char *one = g_ptr_array_index(files, i);

		if (!strcmp(base_name(one), name) && !tree_has(moves->old, one))
			g_ptr_array_add(named, one);
	}
	g_hash_table_insert(moves->named, g_strdup(name), named);
	return named;
}

char *code_move_file(struct code_moves *moves, const char *path, GBytes *before)
{
	const GPtrArray *named = named_files(moves, base_name(path));
	const char *found = NULL;

	for (guint i = 0; i < named->len; i++) {
		const char *one = g_ptr_array_index(named, i);
		g_autoptr(GBytes) there = NULL;

		if (tree_has(moves->old, one))
			continue;
		there = tree_peek(moves->new, one);
		if (!there || !alike(span_of_bytes(before), span_of_bytes(there)))
			continue;
		if (found)
			return NULL;
		found = one;
	}
	return g_strdup(found);
}

void code_move_hunks(struct hunk_merge *l, struct code_moves *moves, const char *path,
		     GPtrArray *elsewhere)
{
	struct pursuit p = {
		l,
		moves,
		path,
		elsewhere,
		hunk_merge_changes(l),
		funcname_list(&l->base),
		funcname_list(&l->theirs),
	};

	for (guint i = 0; i < l->hunks->len; i++) {
		const struct funcname *scope = NULL;

		if (hunk_at(&p, i)->step == STEP_CONFLICT && !hunk_at(&p, i)->barred)
			scope = hunk_scope(&p, hunk_at(&p, i));
		if (scope && funcname_find(p.base_scopes, scope->name) == scope)
			follow_scope(&p, scope);
	}
	hunk_merge_settle_edits(l);
	g_array_unref(p.base_scopes);
	g_array_unref(p.theirs_scopes);
}
