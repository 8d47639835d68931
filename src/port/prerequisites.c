/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "port/prerequisites.h"

#include <string.h>

#include "port/header-names.h"
#include "port/identifiers.h"

/* Shorter names are usually local variables. */
#define NAME_MIN    4
#define NAMES_SHOWN 3

struct prerequisites {
	struct tree *new;
	struct header_names *headers;
	GArray *changes;  /* changes of the series to the new tree; NULL until needed */
	GHashTable *dirs; /* directory -> its headers (char *, owned by the tree),
			   * with the series */
};

/* --- uses ------------------------------------------------------------------------- */

static gboolean is_macro(struct span name)
{
	for (gsize i = 0; i < name.len; i++)
		if (g_ascii_islower(name.data[i]))
			return FALSE;
	return TRUE;
}

static gboolean is_tag_word(struct span word)
{
	static const char *const words[] = {"struct", "union", "enum"};

	for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
		if (span_equal(word, (struct span){words[i], strlen(words[i])}))
			return TRUE;
	return FALSE;
}

/* Finds the next function, macro or tag; members and variables are too common in
 * headers. */
static gboolean next_use(struct identifiers *walk, struct span *name)
{
	gboolean tag = FALSE;
	const char *line = walk->at;

	while (identifiers_next_word(walk, name)) {
		gboolean call = walk->at < walk->end && *walk->at == '(';
		gboolean member = name->data > line &&
				  (name->data[-1] == '.' || name->data[-1] == '>');
		gboolean was_tag = tag;

		tag = is_tag_word(*name);
		if (name->len >= NAME_MIN && !member && !tag &&
		    !g_ascii_isdigit(*name->data) &&
		    (call || was_tag || is_macro(*name)))
			return TRUE;
	}
	return FALSE;
}

/*
 * --- names of the file -------------------------------------------------------------
 */

static gboolean has_string(const GPtrArray *names, struct span name)
{
	for (guint i = 0; i < names->len; i++) {
		const char *one = g_ptr_array_index(names, i);

		if (span_equal(name, span_of(one)))
			return TRUE;
	}
	return FALSE;
}

GPtrArray *prerequisites_lost(const struct merge_job *job,
			      const struct merge_hunk *hunk)
{
	g_autoptr(GPtrArray) lost = g_ptr_array_new_with_free_func(g_free);

	for (gsize i = 0; i < hunk->hunk->n_lines; i++) {
		const struct patch_line *line = &hunk->hunk->lines[i];
		struct identifiers walk;
		struct span name;

		if (line->kind == ' ')
			continue;
		identifiers_init(&walk, (struct span){line->text, line->len});
		while (identifiers_next(&walk, &name))
			if (name.len >= NAME_MIN && lost_name(job->gained, name) &&
			    !has_string(lost, name))
				g_ptr_array_add(lost, span_dup(name));
	}
	return lost->len ? g_steal_pointer(&lost) : NULL;
}

gboolean prerequisites_uses_lost(const struct merge_job *job,
				 const struct merge_hunk *hunk)
{
	for (gsize i = 0; i < hunk->view.replacement.count; i++) {
		const struct patch_line *line = hunk->view.replacement.lines[i];
		struct identifiers walk;
		struct span name;

		if (line->kind == ' ')
			continue;
		identifiers_init(&walk, (struct span){line->text, line->len});
		while (next_use(&walk, &name))
			if (walk.at < walk.end && *walk.at == '(' &&
			    lost_name(job->gained, name))
				return TRUE;
	}
	return FALSE;
}

/*
 * --- names of headers --------------------------------------------------------------
 */

struct prerequisites *prerequisites_new(struct tree *old, struct tree *new)
{
	struct prerequisites *p = g_new0(struct prerequisites, 1);

	p->new = new;
	p->headers = header_names_new(old, new);
	return p;
}

void prerequisites_free(struct prerequisites *p)
{
	if (!p)
		return;
	header_names_free(p->headers);
	g_clear_pointer(&p->changes, g_array_unref);
	g_clear_pointer(&p->dirs, g_hash_table_unref);
	g_free(p);
}

/* Whether words in @path are identifiers: in Kconfig and in texts only symbols are. */
static gboolean is_code(const char *path)
{
	static const char *const ends[] = {".c", ".h", ".S", ".rs"};

	for (gsize i = 0; i < G_N_ELEMENTS(ends); i++)
		if (g_str_has_suffix(path, ends[i]))
			return TRUE;
	return FALSE;
}

/* Whether @path uses declarations of headers. */
static gboolean is_source(const char *path)
{
	static const char *const ends[] = {".c", ".h", ".S", ".dts", ".dtsi"};

	for (gsize i = 0; i < G_N_ELEMENTS(ends); i++)
		if (g_str_has_suffix(path, ends[i]))
			return TRUE;
	return FALSE;
}

static gboolean bytes_have(GBytes *bytes, struct span name)
{
	return identifiers_has(span_of_bytes(bytes), name);
}

static gboolean is_header(const char *path)
{
	return g_str_has_suffix(path, ".h");
}

/* Whether the file @path had @name before the series, or the series adds it to a
 * header. */
static gboolean is_in_series(struct prerequisites *p, const char *path,
			     struct span name, gboolean *edited)
{
	if (!p->changes)
		p->changes = tree_changes(p->new);
	for (guint i = 0; i < p->changes->len; i++) {
		const struct tree_change *c =
			&g_array_index(p->changes, struct tree_change, i);
		gboolean own = !strcmp(c->path, path);

		*edited |= own;
		if ((own && bytes_have(c->before.bytes, name)) ||
		    (is_header(c->path) && bytes_have(c->after.bytes, name)))
			return TRUE;
	}
	return FALSE;
}

/* Returns the directory of @path, with a slash; the caller frees it. */
static char *dir_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return g_strndup(path, slash ? slash + 1 - path : 0);
}

static void index_dirs(struct prerequisites *p)
{
	const GPtrArray *files = tree_files(p->new);

	p->dirs = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
					(GDestroyNotify)g_ptr_array_unref);
	for (guint i = 0; i < files->len; i++) {
		char *path = g_ptr_array_index(files, i);
		g_autofree char *dir = NULL;
		GPtrArray *headers;

		if (!is_header(path))
			continue;
		dir = dir_of(path);
		headers = g_hash_table_lookup(p->dirs, dir);
		if (!headers) {
			headers = g_ptr_array_new();
			g_hash_table_insert(p->dirs, g_steal_pointer(&dir), headers);
		}
		g_ptr_array_add(headers, path);
	}
}

/* Whether a header in the directory of @path has the name. */
static gboolean is_in_dir(struct prerequisites *p, const char *path, struct span name)
{
	g_autofree char *dir = dir_of(path);
	const GPtrArray *headers;

	if (!p->dirs)
		index_dirs(p);
	headers = g_hash_table_lookup(p->dirs, dir);
	for (guint i = 0; headers && i < headers->len; i++) {
		g_autoptr(GBytes) bytes =
			tree_peek(p->new, g_ptr_array_index(headers, i));

		if (bytes_have(bytes, name))
			return TRUE;
	}
	return FALSE;
}

/* Checks the hashes first, which decide about most names. */
static gboolean is_missing(struct prerequisites *p, const char *path, struct span name)
{
	g_autoptr(GBytes) bytes = NULL;
	gboolean edited = FALSE;

	if (!header_names_lost(p->headers, name) ||
	    is_in_series(p, path, name, &edited))
		return FALSE;
	bytes = edited ? NULL : tree_peek(p->new, path);
	return !bytes_have(bytes, name) && !is_in_dir(p, path, name);
}

/* Returns the missing names that @hunk begins to use; removed lines need nothing. */
static GPtrArray *find_missing(struct prerequisites *p, const struct carry_hunk *hunk,
			       gboolean reverse)
{
	g_autoptr(GPtrArray) missing = g_ptr_array_new_with_free_func(g_free);

	for (gsize i = 0; i < hunk->hunk->n_lines; i++) {
		const struct patch_line *line = &hunk->hunk->lines[i];
		struct identifiers walk;
		struct span name;

		if (line->kind != (reverse ? '-' : '+'))
			continue;
		identifiers_init(&walk, (struct span){line->text, line->len});
		while (next_use(&walk, &name))
			if (!has_string(missing, name) &&
			    !(hunk->needs && has_string(hunk->needs, name)) &&
			    is_missing(p, hunk->path, name))
				g_ptr_array_add(missing, span_dup(name));
	}
	return missing->len ? g_steal_pointer(&missing) : NULL;
}

/*
 * --- as text ------------------------------------------------------------------------
 */

/* "; needs a, b, c and 2 more, which PLACE lacks" */
static void say(GString *reason, const GPtrArray *names, const char *place)
{
	if (!names)
		return;
	g_string_append(reason, reason->len ? "; needs " : "needs ");
	for (guint i = 0; i < MIN(names->len, NAMES_SHOWN); i++)
		g_string_append_printf(reason, "%s%s", i ? ", " : "",
				       (char *)g_ptr_array_index(names, i));
	if (names->len > NAMES_SHOWN)
		g_string_append_printf(reason, " and %u more",
				       names->len - NAMES_SHOWN);
	g_string_append_printf(reason, ", which %s lacks", place);
}

/* Whether the file lacks @name, and this is relevant: in files that are not code, only
 * what looks like a symbol is; in code, what headers have. */
static gboolean is_needed(const struct prerequisites *p, const char *path,
			  const char *name)
{
	struct span span = {name, strlen(name)};

	return is_code(path) ? !header_names_has(p->headers, span) : is_macro(span);
}

static void drop_names(const struct prerequisites *p, struct carry_hunk *hunk)
{
	for (guint i = hunk->needs ? hunk->needs->len : 0; i; i--)
		if (!is_needed(p, hunk->path, g_ptr_array_index(hunk->needs, i - 1)))
			g_ptr_array_remove_index(hunk->needs, i - 1);
	if (hunk->needs && !hunk->needs->len)
		g_clear_pointer(&hunk->needs, g_ptr_array_unref);
}

static void tell(struct prerequisites *p, struct carry_hunk *hunk, gboolean reverse)
{
	g_autoptr(GString) reason = g_string_new(hunk->reason);
	g_autoptr(GPtrArray) missing = NULL;

	drop_names(p, hunk);
	if (is_source(hunk->path) && header_names_known(p->headers))
		missing = find_missing(p, hunk, reverse);
	say(reason, hunk->needs, hunk->path);
	say(reason, missing, "include/");
	if (!hunk->needs && !missing)
		return;
	g_free(hunk->reason);
	hunk->reason = g_strdup(reason->str);
	if (!hunk->needs)
		hunk->needs = g_steal_pointer(&missing);
	else if (missing)
		g_ptr_array_extend_and_steal(hunk->needs, g_steal_pointer(&missing));
}

void prerequisites_tell(struct prerequisites *p, struct carry *carry, gboolean reverse)
{
	g_clear_pointer(&p->changes, g_array_unref); /* those of the previous patch */
	for (guint i = 0; i < carry->hunks->len; i++) {
		struct carry_hunk *hunk = g_ptr_array_index(carry->hunks, i);

		if (hunk->hunk && hunk->step != STEP_UPSTREAM)
			tell(p, hunk, reverse);
	}
}
