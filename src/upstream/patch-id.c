/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "upstream/patch-id.h"

#include <string.h>
#include <sys/stat.h>

#include "util/libgit2.h"

#define ID_SIZE 20 /* of SHA-1 */

/* --- of a patch ------------------------------------------------------------------- */

static guint mode_of(const struct patch_file *file, int side)
{
	return file->mode[side] ? file->mode[side] : S_IFREG | 0644;
}

/* Prints the head of a diff as git does, in whatever form the patch has it. */
static void print_head(const struct patch_file *file, const char *old, const char *new,
		       GString *out)
{
	gboolean made = file->presence[PATCH_OLD] == PRESENCE_NONE;
	gboolean gone = file->presence[PATCH_NEW] == PRESENCE_NONE;

	g_string_append_printf(out, "diff --git a/%s b/%s\n", old, new);
	if (made)
		g_string_append_printf(out, "new file mode %o\n",
				       mode_of(file, PATCH_NEW));
	else if (gone)
		g_string_append_printf(out, "deleted file mode %o\n",
				       mode_of(file, PATCH_OLD));
	else if (file->mode[PATCH_OLD] && file->mode[PATCH_NEW] &&
		 file->mode[PATCH_OLD] != file->mode[PATCH_NEW])
		g_string_append_printf(out, "old mode %o\nnew mode %o\n",
				       mode_of(file, PATCH_OLD),
				       mode_of(file, PATCH_NEW));
	if (file->rename || file->copy)
		g_string_append_printf(out, "%s from %s\n%s to %s\n",
				       file->rename ? "rename" : "copy", old,
				       file->rename ? "rename" : "copy", new);
	if (!file->hunks->len)
		return;
	g_string_append_printf(out, "--- %s%s\n", made ? "" : "a/",
			       made ? "/dev/null" : old);
	g_string_append_printf(out, "+++ %s%s\n", gone ? "" : "b/",
			       gone ? "/dev/null" : new);
}

/* Prints the lines without "\ No newline at end of file". */
static void print_body(struct span body, GString *out)
{
	while (body.len) {
		const char *end = memchr(body.data, '\n', body.len);
		struct span line = {body.data,
				    end ? (gsize)(end + 1 - body.data) : body.len};

		if (*line.data != '\\')
			span_append(out, line);
		span_drop(&body, line.len);
	}
}

static gboolean print_file(const struct patch_file *file, int strip, GString *out)
{
	g_autofree char *old = patch_file_name(file, PATCH_OLD, strip);
	g_autofree char *new = patch_file_name(file, PATCH_NEW, strip);

	if ((!old && !new) || file->binary[PATCH_OLD] || file->binary[PATCH_NEW])
		return FALSE;
	print_head(file, old ?: new, new ?: old, out);
	for (guint i = 0; i < file->hunks->len; i++) {
		const struct hunk *hunk = g_ptr_array_index(file->hunks, i);

		print_body(hunk->body, out);
	}
	return TRUE;
}

/* Adds the checksum of @text without blanks to @sum. */
static void add_file(guint8 sum[ID_SIZE], const GString *text)
{
	g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA1);
	g_autoptr(GString) solid = g_string_sized_new(text->len);
	guint8 digest[ID_SIZE];
	gsize size = ID_SIZE;
	guint carry = 0;

	for (gsize i = 0; i < text->len; i++)
		if (!g_ascii_isspace(text->str[i]))
			g_string_append_c(solid, text->str[i]);
	g_checksum_update(checksum, (const guchar *)solid->str, solid->len);
	g_checksum_get_digest(checksum, digest, &size);
	for (gsize i = 0; i < ID_SIZE; i++) {
		carry += sum[i] + digest[i];
		sum[i] = carry;
		carry >>= 8;
	}
}

char *patch_id_of_patch(const struct patch *patch, int strip)
{
	guint8 sum[ID_SIZE] = {0};
	GString *hex;

	if (!patch->files->len)
		return NULL;
	for (guint i = 0; i < patch->files->len; i++) {
		g_autoptr(GString) text = g_string_new(NULL);

		if (!print_file(g_ptr_array_index(patch->files, i), strip, text))
			return NULL;
		add_file(sum, text);
	}
	hex = g_string_sized_new(2 * ID_SIZE);
	for (gsize i = 0; i < ID_SIZE; i++)
		g_string_append_printf(hex, "%02x", sum[i]);
	return g_string_free(hex, FALSE);
}

/* --- of a commit ------------------------------------------------------------------ */

/* Detects renames as git-format-patch(1) does by default. */
char *patch_id_of_commit(struct git_repo *repo, const char *id)
{
	const struct libgit2 *git = libgit2();
	git_diff *diff = git_repo_diff(repo, id);
	git_buf text = {0};
	g_autoptr(GBytes) bytes = NULL;
	g_autoptr(Patch) patch = NULL;

	if (!diff)
		return NULL;
	if (!git->diff_find_similar(diff, NULL) &&
	    !git->diff_to_buf(&text, diff, GIT_DIFF_FORMAT_PATCH)) {
		bytes = g_bytes_new(text.ptr, text.size);
		git->buf_dispose(&text);
		patch = patch_parse(id, bytes, NULL);
	}
	git->diff_free(diff);
	return patch ? patch_id_of_patch(patch, 1) : NULL;
}
