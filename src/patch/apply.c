/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Applies a patch file by file, as main() of GNU patch does.
 *
 * All git diffs of a patch refer to the state before the first one. Therefore their
 * changes are held back (run->pending) until the same file occurs a second time, which
 * means that the patch consists of several git diffs in sequence, or until the next
 * plain diff, or the end.
 *
 * Git diffs are sorted by name, so a file may come before the removal of a directory in
 * its place. Therefore obstacles are checked at the end.
 */
#include "patch/apply.h"

#include <string.h>
#include <sys/stat.h>

#include "patch/git-binary.h"
#include "patch/outcome.h"
#include "util/error.h"

struct hunk_run {
	struct tree *tree;
	const struct apply_options *options;
	GHashTable *pending; /* path -> struct pending_blob */
	GHashTable *leaving; /* paths that the patch removes; NULL until needed */
	const struct patch *patch;
	GPtrArray *uncopies; /* of struct uncopy */
	guint64 spent;	     /* see struct placing; one limit per patch */
};

/* The pending content of a path. */
struct pending_blob {
	struct blob blob;
	gboolean moved; /* by a rename or copy */
};

/* A copy to be reverted at the end. */
struct uncopy {
	struct file_result *result;
	GBytes *content; /* of the copy, before the patch changed it */
};

static void pending_free(struct pending_blob *pending)
{
	g_bytes_unref(pending->blob.bytes);
	g_free(pending);
}

static void file_result_free(struct file_result *result)
{
	g_free(result->path);
	g_free(result->source);
	g_free(result->reason);
	g_array_unref(result->hunks);
	g_free(result);
}

struct patch_result *patch_result_new(void)
{
	struct patch_result *result = g_new0(struct patch_result, 1);

	result->files =
		g_ptr_array_new_with_free_func((GDestroyNotify)file_result_free);
	return result;
}

void patch_result_free(struct patch_result *result)
{
	if (!result)
		return;
	g_ptr_array_unref(result->files);
	g_free(result);
}

const char *apply_status_name(enum apply_status status)
{
	static const enum outcome outcomes[] = {
		[APPLY_EXACT] = OUTCOME_EXACT,	   [APPLY_OFFSET] = OUTCOME_OFFSET,
		[APPLY_FUZZ] = OUTCOME_FUZZ,	   [APPLY_ALREADY] = OUTCOME_UPSTREAM,
		[APPLY_FAILED] = OUTCOME_CONFLICT,
	};

	return outcome_name(outcomes[status]);
}

/* The side of a diff that is searched, and the side that is created. */
static int side_in(const struct hunk_run *run)
{
	return run->options->reverse ? PATCH_NEW : PATCH_OLD;
}

static int side_out(const struct hunk_run *run)
{
	return !side_in(run);
}

/* Sets the failure @reason; takes ownership. */
static void refuse(struct file_result *result, char *reason)
{
	result->status = APPLY_FAILED;
	g_free(result->reason);
	result->reason = reason;
}

/* --- which file ------------------------------------------------------------ */

static guint count_slashes(const char *name)
{
	guint count = 0;

	for (; *name; name++)
		count += *name == '/';
	return count;
}

static gsize base_length(const char *name)
{
	const char *slash = strrchr(name, '/');

	return strlen(slash ? slash + 1 : name);
}

/* Fewest components, then shortest base name, then shortest: as POSIX and GNU patch. */
static gboolean better_name(const char *a, const char *b)
{
	guint ca = count_slashes(a), cb = count_slashes(b);
	gsize la = base_length(a), lb = base_length(b);

	if (ca != cb)
		return ca < cb;
	if (la != lb)
		return la < lb;
	return strlen(a) < strlen(b);
}

static guint missing_dirs(const struct hunk_run *run, const char *name)
{
	guint missing = 0;

	for (const char *slash = name; (slash = strchr(slash, '/')); slash++) {
		g_autofree char *directory = g_strndup(name, slash - name);

		missing += missing || !tree_has_dir(run->tree, directory);
	}
	return missing;
}

/* The safe names in a diff. */
struct candidates {
	char *name[2];
	gboolean exists[2];
};

/* Looks up @path. A git diff may remove what is in its place later. */
static gboolean look(struct hunk_run *run, const struct patch_file *file,
		     const char *path, struct blob *blob, GError **error)
{
	return file->git ? tree_look(run->tree, path, blob, error)
			 : tree_get(run->tree, path, blob, error);
}

static gboolean candidates_read(struct hunk_run *run, struct file_result *result,
				struct candidates *c, GError **error)
{
	const char *refusal = NULL;
	g_autofree char *refused = NULL;

	for (int side = PATCH_OLD; side <= PATCH_NEW; side++) {
		struct blob blob;
		char *name = patch_file_name(result->file, side, run->options->strip);

		if (name && tree_refusal(name)) {
			refusal = tree_refusal(name);
			g_free(refused);
			refused = name;
			continue;
		}
		c->name[side] = name;
		if (!name)
			continue;
		if (!look(run, result->file, name, &blob, error))
			return FALSE;
		c->exists[side] = blob.bytes != NULL;
	}
	if (c->name[PATCH_OLD] || c->name[PATCH_NEW])
		return TRUE;
	g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "%s%s%s%s",
		    refused ? "'" : "no file name is left after -p",
		    refused ? refused : "", refused ? "' is " : "",
		    refusal ? refusal : "");
	return FALSE;
}

/* Of two names for a new file, returns the one that needs fewer new directories. */
static char *name_to_create(struct hunk_run *run, struct candidates *c)
{
	guint missing[2];

	if (!c->name[PATCH_OLD] || !c->name[PATCH_NEW] ||
	    !strcmp(c->name[PATCH_OLD], c->name[PATCH_NEW]))
		return g_strdup(c->name[PATCH_OLD] ?: c->name[PATCH_NEW]);
	for (int side = PATCH_OLD; side <= PATCH_NEW; side++)
		missing[side] = missing_dirs(run, c->name[side]);
	if (missing[PATCH_OLD] != missing[PATCH_NEW])
		return g_strdup(c->name[missing[PATCH_NEW] < missing[PATCH_OLD]]);
	return g_strdup(c->name[better_name(c->name[PATCH_NEW], c->name[PATCH_OLD])]);
}

static char *name_that_exists(struct candidates *c)
{
	if (c->exists[PATCH_OLD] && c->exists[PATCH_NEW])
		return g_strdup(
			c->name[better_name(c->name[PATCH_NEW], c->name[PATCH_OLD])]);
	if (c->exists[PATCH_OLD] || c->exists[PATCH_NEW])
		return g_strdup(c->name[c->exists[PATCH_NEW]]);
	return NULL;
}

/*
 * Whether this is a copy in reverse, which removes the copy and leaves the source
 * alone. (GNU patch leaves the copy, or overwrites the source with it, depending on the
 * lengths of the names.)
 */
static gboolean is_uncopy(const struct hunk_run *run, const struct patch_file *file)
{
	return file->copy && run->options->reverse;
}

/* Whether a diff of the patch removes or renames @path. */
static gboolean is_leaving(struct hunk_run *run, const char *path)
{
	int in = side_in(run), out = side_out(run);

	if (run->leaving)
		return g_hash_table_contains(run->leaving, path);
	run->leaving = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	for (guint i = 0; i < run->patch->files->len; i++) {
		const struct patch_file *file = g_ptr_array_index(run->patch->files, i);
		char *name = file->rename || file->presence[out] == PRESENCE_NONE
				     ? patch_file_name(file, in, run->options->strip)
				     : NULL;

		if (name)
			g_hash_table_add(run->leaving, name);
	}
	return g_hash_table_contains(run->leaving, path);
}

/* Sets path and, for a rename or copy, source. FALSE if refused. */
static gboolean choose_renamed(struct hunk_run *run, struct file_result *result,
			       struct candidates *c)
{
	int in = side_in(run), out = side_out(run);

	if (!c->name[in] || !c->name[out]) {
		refuse(result, g_strdup("a rename needs two file names"));
		return FALSE;
	}
	result->path = g_strdup(c->name[is_uncopy(run, result->file) ? in : out]);
	if (is_uncopy(run, result->file))
		result->source = g_strdup(c->name[out]);
	else if (c->exists[in] && c->exists[out] && strcmp(c->name[in], c->name[out]) &&
		 !is_leaving(run, c->name[out]))
		refuse(result, g_strdup_printf("%s: already exists", c->name[out]));
	else if (c->exists[in])
		result->source = g_strdup(c->name[in]);
	else if (!c->exists[out])
		refuse(result, g_strdup_printf("%s: no such file to %s", c->name[in],
					       result->file->copy ? "copy" : "rename"));
	/* It may already be renamed: then its hunks apply to the new name. */
	return !result->reason;
}

static gboolean choose_names(struct hunk_run *run, struct file_result *result,
			     struct candidates *c)
{
	if (result->file->rename || result->file->copy)
		return choose_renamed(run, result, c);
	result->path = name_that_exists(c);
	if (result->path)
		return TRUE;
	result->path = name_to_create(run, c);
	/* A file to create or, if its hunks fail later, to empty. */
	if (result->file->presence[side_in(run)] != PRESENCE_FILE ||
	    result->file->presence[side_out(run)] != PRESENCE_FILE)
		return TRUE;
	refuse(result, g_strdup_printf("%s: no such file", result->path));
	return FALSE;
}

/* --- hunks ------------------------------------------------------------------ */

/* The new content being written; struct outstate of GNU patch. */
struct output {
	const struct text *text;
	char *data;
	gsize size, room;
	gboolean after_newline;
};

/* Allocates exactly the maximum that @file may create from the text: all versions of
 * files are kept, and the rounding of arrays would double the memory for a series. */
static void output_init(struct output *out, const struct text *text,
			const struct patch_file *file)
{
	*out = (struct output){.text = text, .after_newline = TRUE};
	out->room = text->size + 1;
	for (guint i = 0; i < file->hunks->len; i++)
		out->room += ((struct hunk *)file->hunks->pdata[i])->body.len + 2;
	out->data = g_malloc(out->room);
}

static void output_bytes(struct output *out, const char *data, gsize len)
{
	if (!len)
		return;
	if (len > out->room - out->size) {
		out->room = out->size + 2 * len;
		out->data = g_realloc(out->data, out->room);
	}
	memcpy(out->data + out->size, data, len);
	out->size += len;
	out->after_newline = data[len - 1] == '\n';
}

/* copy_till() of GNU patch. FALSE if earlier hunks are already past @line. */
static gboolean copy_till(struct output *out, struct placing *placing, gint64 line)
{
	gint64 count = out->text->count;
	gsize from, to;

	if (placing->frozen > line)
		return FALSE;
	from = out->text->start[MIN(placing->frozen, count)];
	to = out->text->start[MIN(line, count)];
	if (to > from && !out->after_newline)
		output_bytes(out, "\n", 1);
	output_bytes(out, out->text->data + from, to - from);
	placing->frozen = line;
	return TRUE;
}

static void output_line(struct output *out, const struct patch_line *line)
{
	output_bytes(out, line->text, line->len);
}

/*
 * Writes the lines before the hunk at @where, and its new lines; context lines are
 * taken from the file. See apply_hunk() in GNU patch. FALSE if the hunk begins before
 * the end of the previous one.
 */
static gboolean write_hunk(struct output *out, struct placing *placing,
			   const struct hunk_view *view, gint64 where)
{
	const struct hunk_side *old = &view->pattern, *new = &view->replacement;
	gsize o = 0, n = 0;

	while (o < old->count) {
		if (old->lines[o]->kind != ' ') {
			if (!copy_till(out, placing, where - 1 + (gint64)o))
				return FALSE;
			placing->frozen++;
			o++;
		} else if (n >= new->count) {
			break;
		} else if (new->lines[n]->kind != ' ') {
			if (!copy_till(out, placing, where - 1 + (gint64)o))
				return FALSE;
			output_line(out, new->lines[n++]);
		} else {
			o++;
			n++;
		}
	}
	if (n < new->count && !copy_till(out, placing, where - 1 + (gint64)o))
		return FALSE;
	for (; n < new->count; n++) {
		if (!out->after_newline)
			output_bytes(out, "\n", 1);
		output_line(out, new->lines[n]);
	}
	placing->out_offset += (gint64) new->count - (gint64)old->count;
	return TRUE;
}

/* Whether the hunk's reverse matches the file: the change is already there. */
static gboolean is_applied(const struct text *text, const struct hunk *hunk,
			   gboolean reverse, guint64 *spent)
{
	struct hunk_view view;
	struct placing placing = {.spent = *spent};
	gboolean applied;

	hunk_view_init(&view, hunk, !reverse);
	applied = view.pattern.count && hunk_locate(text, &view, 0, &placing);
	hunk_view_clear(&view);
	*spent = placing.spent;
	return applied;
}

static gint64 locate(const struct hunk_run *run, const struct text *text,
		     const struct hunk_view *view, struct placing *placing, guint *fuzz)
{
	guint most = MIN(run->options->fuzz, MAX(view->prefix, view->suffix));

	for (*fuzz = 0;; ++*fuzz) {
		gint64 where = hunk_locate(text, view, *fuzz, placing);

		if (where || *fuzz == most)
			return where;
	}
}

/* Explains why a hunk has no place: its change may already be there. */
static void explain_failure(const struct hunk_run *run, struct hunk_result *result,
			    const struct text *text, const struct hunk_view *view,
			    struct placing *placing)
{
	result->status = APPLY_FAILED;
	if (is_applied(text, result->hunk, run->options->reverse, &placing->spent))
		result->status = APPLY_ALREADY;
	else if (hunk_fits_but_for_cr(text, view, placing))
		result->why = "different line endings";
}

static struct hunk_result apply_hunk(struct hunk_run *run,
				     const struct file_result *file,
				     const struct hunk *hunk, struct output *out,
				     struct placing *placing)
{
	struct hunk_result result = {.hunk = hunk, .status = APPLY_EXACT};
	gboolean exists = out->text->size != 0;
	struct hunk_view view;
	gint64 where;

	hunk_view_init(&view, hunk, run->options->reverse);
	where = locate(run, out->text, &view, placing, &result.fuzz);
	result.line = where ? where : view.pattern.first + placing->in_offset;
	result.target = result.line + placing->out_offset;
	result.offset = placing->in_offset;
	if (!where ||
	    (where == 1 && exists &&
	     file->file->presence[side_in(run)] == PRESENCE_NONE) ||
	    !write_hunk(out, placing, &view, where))
		explain_failure(run, &result, out->text, &view, placing);
	else if (result.fuzz)
		result.status = APPLY_FUZZ;
	else if (result.offset)
		result.status = APPLY_OFFSET;
	hunk_view_clear(&view);
	return result;
}

/* Returns the worst status of the hunks; "already" only if all have it. */
static enum apply_status worst(GArray *hunks)
{
	enum apply_status status = APPLY_EXACT;
	guint already = 0;

	for (guint i = 0; i < hunks->len; i++) {
		enum apply_status one =
			g_array_index(hunks, struct hunk_result, i).status;

		status = MAX(status, one);
		already += one == APPLY_ALREADY;
	}
	return status == APPLY_ALREADY && already < hunks->len ? APPLY_FAILED : status;
}

static GBytes *apply_hunks(struct hunk_run *run, struct file_result *result,
			   const struct blob *before, guint *placed)
{
	gsize size = 0;
	const char *data = before->bytes ? g_bytes_get_data(before->bytes, &size) : "";
	struct placing placing = {.spent = run->spent};
	struct text text;
	struct output out;

	text_init(&text, data, size);
	output_init(&out, &text, result->file);
	for (guint i = 0; i < result->file->hunks->len; i++) {
		struct hunk_result hunk = apply_hunk(
			run, result, g_ptr_array_index(result->file->hunks, i), &out,
			&placing);

		*placed += hunk.status < APPLY_ALREADY;
		g_array_append_val(result->hunks, hunk);
	}
	if (placing.frozen < (gint64)text.count)
		copy_till(&out, &placing, text.count);
	result->status = worst(result->hunks);
	run->spent = placing.spent;
	text_clear(&text);
	return g_bytes_new_take(g_realloc(out.data, MAX(out.size, 1)), out.size);
}

/* Marks all hunks as failed together with the file. */
static void fail_hunks(struct hunk_run *run, struct file_result *result)
{
	for (guint i = 0; i < result->file->hunks->len; i++) {
		const struct hunk *hunk = g_ptr_array_index(result->file->hunks, i);
		gint64 line = run->options->reverse ? hunk->new_start : hunk->old_start;
		struct hunk_result failed = {.hunk = hunk,
					     .status = APPLY_FAILED,
					     .line = line,
					     .target = line};

		g_array_append_val(result->hunks, failed);
	}
	result->status = APPLY_FAILED;
}

/* --- binary -------------------------------------------------------------------- */

static char *git_blob_id(GBytes *bytes)
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA1);
	gsize size = 0;
	const guint8 *data = bytes ? g_bytes_get_data(bytes, &size) : NULL;
	g_autofree char *head = g_strdup_printf("blob %" G_GSIZE_FORMAT, size);

	g_checksum_update(sum, (const guchar *)head, strlen(head) + 1);
	if (size)
		g_checksum_update(sum, data, size);
	return g_strdup(g_checksum_get_string(sum));
}

/* Whether @bytes are the blob of @side; TRUE if the patch does not name one. */
static gboolean is_blob(const struct patch_file *file, int side, GBytes *bytes)
{
	g_autofree char *id = NULL;

	if (!file->blob[side] || !bytes)
		return !bytes == (file->presence[side] == PRESENCE_NONE);
	id = git_blob_id(bytes);
	return g_str_has_prefix(id, file->blob[side]);
}

static GBytes *apply_binary(struct hunk_run *run, struct file_result *result,
			    const struct blob *before)
{
	const struct patch_file *file = result->file;
	const struct binary_hunk *binary = file->binary[side_out(run)];
	g_autoptr(GError) error = NULL;
	GBytes *after;

	if (!binary) {
		refuse(result,
		       g_strdup_printf("%s: the binary patch has no data to reverse it",
				       result->path));
		return NULL;
	}
	if (!is_blob(file, side_in(run), before->bytes)) {
		refuse(result, g_strdup_printf("%s: is not the file that the binary "
					       "patch was made for",
					       result->path));
		if (is_blob(file, side_out(run), before->bytes))
			result->status = APPLY_ALREADY;
		return NULL;
	}
	if (!binary->delta)
		return g_bytes_ref(binary->data);
	if (!before->bytes) {
		refuse(result, g_strdup_printf("%s: no such file", result->path));
		return NULL;
	}
	after = git_binary_delta(before->bytes, binary->data, &error);
	if (!after)
		refuse(result, g_strdup_printf("%s: %s", result->path, error->message));
	return after;
}

/* --- the resulting file --------------------------------------------------------- */

static gboolean flush(struct hunk_run *run, GError **error)
{
	GHashTableIter iter;
	const char *path;
	struct pending_blob *pending;

	g_hash_table_iter_init(&iter, run->pending);
	while (g_hash_table_iter_next(&iter, (gpointer *)&path, (gpointer *)&pending))
		if (!tree_put(run->tree, path, pending->blob.bytes, pending->blob.mode,
			      error))
			return FALSE;
	g_hash_table_remove_all(run->pending);
	return TRUE;
}

static gboolean put(struct hunk_run *run, struct file_result *result, GBytes *bytes,
		    mode_t mode, GError **error)
{
	const struct patch_file *file = result->file;

	if (file->git && file->presence[side_in(run)] != PRESENCE_NONE) {
		struct pending_blob pending = {{g_bytes_ref(bytes), mode},
					       file->rename || file->copy};

		g_hash_table_insert(run->pending, g_strdup(result->path),
				    g_memdup2(&pending, sizeof(pending)));
		return TRUE;
	}
	return tree_put(run->tree, result->path, bytes, mode, error);
}

/* Returns the file type of the diff. git gives no mode if a file is only renamed or
 * copied: then it is that of the existing file. */
static mode_t type_of(const struct patch_file *file, const struct blob *before)
{
	mode_t mode =
		file->mode[PATCH_OLD] ? file->mode[PATCH_OLD] : file->mode[PATCH_NEW];

	if (!mode && file->git && before->bytes)
		return before->mode & S_IFMT;
	return mode & S_IFMT ? mode & S_IFMT : S_IFREG;
}

/* Returns the mode of the result; *@set is whether the patch sets it. */
static mode_t new_mode(struct hunk_run *run, const struct patch_file *file,
		       const struct blob *before, gboolean *set)
{
	mode_t from = file->mode[side_in(run)], to = file->mode[side_out(run)];

	*set = to && from != to;
	if (type_of(file, before) == S_IFLNK)
		return S_IFLNK | 0777;
	if (*set)
		return S_IFREG | (to & 0777);
	return before->bytes ? before->mode : 0;
}

/* The file to remove is missing: somebody has already done it. */
static void refuse_deletion(struct file_result *result)
{
	refuse(result, g_strdup_printf("%s: no such file to delete", result->path));
	result->status = APPLY_ALREADY;
	for (guint i = 0; i < result->hunks->len; i++)
		g_array_index(result->hunks, struct hunk_result, i).status =
			APPLY_ALREADY;
}

/* Whether a new file for which the patch has no hunks already exists. */
static gboolean is_there(const struct hunk_run *run, const struct file_result *result,
			 const struct blob *before)
{
	const struct patch_file *file = result->file;

	return before->bytes && !result->source && !file->hunks->len &&
	       !file->binary[0] && file->presence[side_in(run)] == PRESENCE_NONE;
}

/* Writes, removes or keeps the file. */
static gboolean dispose(struct hunk_run *run, struct file_result *result,
			const struct blob *before, GBytes *after, gboolean changed,
			GError **error)
{
	const struct patch_file *file = result->file;
	gboolean gone = file->presence[side_out(run)] == PRESENCE_NONE, set_mode;
	mode_t mode = new_mode(run, file, before, &set_mode);

	if (is_there(run, result, before)) {
		refuse(result, g_strdup_printf("%s: already exists", result->path));
		if (!g_bytes_get_size(before->bytes))
			result->status = APPLY_ALREADY;
		return TRUE;
	}
	if (gone && !g_bytes_get_size(after)) {
		if (before->bytes)
			return tree_remove(run->tree, result->path, error);
		refuse_deletion(result);
		return TRUE;
	}
	if (gone)
		refuse(result, g_strdup_printf("%s: not deleted, since its content "
					       "differs from the patch",
					       result->path));
	if (!changed && !set_mode && !result->source)
		return TRUE;
	if (!put(run, result, after, mode, error))
		return FALSE;
	if (result->source && file->rename && strcmp(result->source, result->path))
		return tree_remove(run->tree, result->source, error);
	return TRUE;
}

/* Checks that the file is regular or a link, as in the patch; FALSE if refused. */
static gboolean check_type(struct hunk_run *run, struct file_result *result,
			   const struct blob *before)
{
	const mode_t *mode = result->file->mode;
	mode_t type = type_of(result->file, before);

	if ((mode[PATCH_OLD] & S_IFMT) && (mode[PATCH_NEW] & S_IFMT) &&
	    (mode[PATCH_OLD] ^ mode[PATCH_NEW]) & S_IFMT)
		refuse(result,
		       g_strdup_printf("%s: the type of a file cannot be changed",
				       result->path));
	else if (type != S_IFREG && type != S_IFLNK)
		refuse(result,
		       g_strdup_printf("%s: unsupported file type", result->path));
	else if (before->bytes && (before->mode & S_IFMT) != type)
		refuse(result, g_strdup_printf("%s: is not a %s", result->path,
					       type == S_IFLNK ? "symbolic link"
							       : "regular file"));
	return !result->reason;
}

static void uncopy_free(struct uncopy *uncopy)
{
	g_bytes_unref(uncopy->content);
	g_free(uncopy);
}

static void add_uncopy(struct hunk_run *run, struct file_result *result,
		       GBytes *content)
{
	struct uncopy *uncopy = g_new(struct uncopy, 1);

	*uncopy = (struct uncopy){result, g_bytes_ref(content)};
	g_ptr_array_add(run->uncopies, uncopy);
}

/* Removes copies that equal their source, which is restored by now. */
static gboolean finish_uncopies(struct hunk_run *run, GError **error)
{
	for (guint i = 0; i < run->uncopies->len; i++) {
		struct uncopy *uncopy = g_ptr_array_index(run->uncopies, i);
		struct file_result *result = uncopy->result;
		struct blob source;

		if (!tree_get(run->tree, result->source, &source, error))
			return FALSE;
		if (!source.bytes || !g_bytes_equal(source.bytes, uncopy->content))
			refuse(result, g_strdup_printf("%s: is not the copy of %s that "
						       "the patch made",
						       result->path, result->source));
		else if (!tree_remove(run->tree, result->path, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean apply_content(struct hunk_run *run, struct file_result *result,
			      GError **error)
{
	const struct patch_file *file = result->file;
	gboolean uncopy = is_uncopy(run, file);
	const char *from = uncopy || !result->source ? result->path : result->source;
	g_autoptr(GBytes) after = NULL;
	struct blob before;
	guint placed = 0;

	if (!look(run, file, from, &before, error))
		return FALSE;
	result->before = before;
	if (!check_type(run, result, &before)) {
		fail_hunks(run, result);
		return TRUE;
	}
	if (file->binary[PATCH_NEW]) {
		after = apply_binary(run, result, &before);
		placed = after != NULL;
	} else {
		after = apply_hunks(run, result, &before, &placed);
	}
	if (!after)
		return TRUE;
	if (!uncopy)
		return dispose(run, result, &before, after, placed > 0, error);
	if (before.bytes)
		add_uncopy(run, result, after);
	else
		refuse_deletion(result);
	return TRUE;
}

/*
 * Whether the file @name of @result belongs to a later commit than the pending changes:
 * these created or changed it, and one commit does not both rename and change a file. A
 * copy may be of a file before the commit, so its blob id decides.
 */
static gboolean is_later(struct hunk_run *run, const struct file_result *result,
			 const char *name)
{
	const struct patch_file *file = result->file;
	const struct pending_blob *pending = g_hash_table_lookup(run->pending, name);
	struct blob blob;

	if (!pending)
		return FALSE;
	if (!tree_look(run->tree, name, &blob, NULL) || !blob.bytes)
		return TRUE;
	if (is_uncopy(run, file))
		return TRUE;
	if (!file->copy)
		return file->rename && !pending->moved;
	return file->blob[side_in(run)] &&
	       is_blob(file, side_in(run), pending->blob.bytes) &&
	       !is_blob(file, side_in(run), blob.bytes);
}

/* Writes pending changes to the tree if the next diff must see them. */
static gboolean flush_for(struct hunk_run *run, const struct file_result *result,
			  GError **error)
{
	g_autofree char *name =
		patch_file_name(result->file, side_in(run), run->options->strip);

	if (result->file->git && (!name || !is_later(run, result, name)))
		return TRUE;
	return flush(run, error);
}

static gboolean apply_file(struct hunk_run *run, struct file_result *result,
			   GError **error)
{
	struct candidates c = {{NULL, NULL}, {FALSE, FALSE}};
	gboolean ok = flush_for(run, result, error) &&
		      candidates_read(run, result, &c, error);

	if (ok && !choose_names(run, result, &c)) {
		fail_hunks(run, result);
	} else if (ok) {
		if (!result->source &&
		    g_hash_table_contains(run->pending, result->path))
			ok = flush(run, error);
		ok = ok && apply_content(run, result, error);
	}
	g_free(c.name[PATCH_OLD]);
	g_free(c.name[PATCH_NEW]);
	return ok;
}

/* --- the patch ---------------------------------------------------------------- */

static void add_results(const struct patch *patch, struct patch_result *result)
{
	for (guint i = 0; i < patch->files->len; i++) {
		struct file_result *file = g_new0(struct file_result, 1);

		file->file = g_ptr_array_index(patch->files, i);
		file->hunks = g_array_new(FALSE, FALSE, sizeof(struct hunk_result));
		g_ptr_array_add(result->files, file);
	}
}

static gboolean apply_files(struct hunk_run *run, const struct patch *patch,
			    struct patch_result *result, GError **error)
{
	guint n = patch->files->len;

	add_results(patch, result);
	for (guint i = 0; i < n; i++) {
		struct file_result *file = g_ptr_array_index(
			result->files, run->options->reverse ? n - 1 - i : i);

		if (!apply_file(run, file, error)) {
			g_prefix_error(error, "%s:%u: ", patch->name, file->file->line);
			return FALSE;
		}
	}
	return flush(run, error) && finish_uncopies(run, error);
}

/* Checks that nothing is in the way of new files: no directory in their place, and no
 * file in place of their directories. */
static gboolean check_places(struct hunk_run *run, const struct patch_result *result,
			     guint mark, GError **error)
{
	g_autoptr(GArray) edits = tree_edits(run->tree, mark, tree_mark(run->tree));

	for (guint i = 0; i < edits->len; i++) {
		const struct tree_change *edit =
			&g_array_index(edits, struct tree_change, i);
		const char *obstacle = edit->after.bytes && !edit->before.bytes
					       ? tree_obstacle(run->tree, edit->path)
					       : NULL;
		guint line = 1;

		if (!obstacle)
			continue;
		for (guint j = 0; j < result->files->len; j++) {
			const struct file_result *file =
				g_ptr_array_index(result->files, j);

			if (!g_strcmp0(file->path, edit->path))
				line = file->file->line;
		}
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "%s:%u: %s: %s",
			    run->patch->name, line, edit->path, obstacle);
		return FALSE;
	}
	return TRUE;
}

/* Returns the worst status of the files; "already" only if all have it. */
static enum apply_status worst_file(const struct patch_result *result)
{
	enum apply_status status = APPLY_EXACT;
	guint already = 0;

	for (guint i = 0; i < result->files->len; i++) {
		const struct file_result *file = g_ptr_array_index(result->files, i);

		status = MAX(status, file->status);
		already += file->status == APPLY_ALREADY;
	}
	return status == APPLY_ALREADY && already < result->files->len ? APPLY_FAILED
								       : status;
}

struct patch_result *apply_patch(struct tree *tree, const struct patch *patch,
				 const struct apply_options *options, GError **error)
{
	g_autoptr(PatchResult) result = patch_result_new();
	struct hunk_run run = {.tree = tree, .options = options, .patch = patch};
	guint mark = tree_mark(tree);
	gboolean ok, failed;

	if (!patch->files->len) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "%s:1: no diff found",
			    patch->name);
		return NULL;
	}
	run.pending = g_hash_table_new_full(g_str_hash, g_str_equal, g_free,
					    (GDestroyNotify)pending_free);
	run.uncopies = g_ptr_array_new_with_free_func((GDestroyNotify)uncopy_free);
	ok = apply_files(&run, patch, result, error);
	result->status = worst_file(result);
	g_ptr_array_unref(run.uncopies);
	g_hash_table_unref(run.pending);
	g_clear_pointer(&run.leaving, g_hash_table_unref);
	failed = result->status >= APPLY_ALREADY && !options->partial;
	ok = ok && (failed || check_places(&run, result, mark, error));
	if (!ok || failed)
		tree_rollback(tree, mark);
	return ok ? g_steal_pointer(&result) : NULL;
}
