/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "patch/refresh-private.h"

#include <string.h>

#include "util/text.h"

const char *refresh_change_name(enum refresh_change change)
{
	static const char *const names[] = {"unchanged", "numbers", "context",
					    "content"};

	return names[change];
}

/* --- numbers ------------------------------------------------------------------- */

/* "-5,0" means after line 5, see hunk_side_init() in patch/hunk-locate.c. */
static guint64 start_of(gint64 line, guint64 lines)
{
	return lines ? line : line - 1;
}

static struct hunk_numbers numbers_of(const struct hunk *hunk)
{
	return (struct hunk_numbers){hunk->old_start, hunk->old_lines, hunk->new_start,
				     hunk->new_lines};
}

/* Sets the numbers to where the hunk was found, if that differs. */
static void renumber(const struct hunk_result *result, gboolean reverse,
		     struct hunk_numbers *n)
{
	guint64 *in = reverse ? &n->new_start : &n->old_start;
	guint64 *out = reverse ? &n->old_start : &n->new_start;
	guint64 in_lines = reverse ? n->new_lines : n->old_lines;
	guint64 out_lines = reverse ? n->old_lines : n->new_lines;
	guint64 line = start_of(result->line, in_lines);

	if (line == *in)
		return;
	*in = line;
	*out = start_of(result->target, out_lines);
}

/* --- context ---------------------------------------------------------------------- */

/* Whether the parser removed CRs from the patch's lines. */
static gboolean lost_cr(const struct hunk *hunk)
{
	const char *newline = memchr(hunk->body.data, '\n', hunk->body.len);
	const struct patch_line *first = &hunk->lines[0];

	return newline && newline > hunk->body.data && newline[-1] == '\r' &&
	       !(first->len >= 2 && first->text[first->len - 2] == '\r');
}

/* @last: a missing newline is at the end of the file, so a marker follows. */
static void print_line(char kind, const char *text, gsize len, gboolean cr,
		       gboolean last, GString *out)
{
	gboolean newline = len && text[len - 1] == '\n';

	g_string_append_c(out, kind);
	g_string_append_len(out, text, newline ? len - 1 : len);
	g_string_append(out, cr ? "\r\n" : "\n");
	if (!newline && last)
		g_string_append(out, "\\ No newline at end of file\n");
}

/* Prints up to @wanted lines of context from line @at of @text on. */
static guint extend_context(const struct text *text, gint64 at, guint wanted,
			    gboolean cr, GString *out)
{
	guint done = 0;
	gsize len;

	for (; done < wanted && at + done <= (gint64)text->count; done++) {
		const char *there = text_line(text, at + done, &len);

		print_line(' ', there, len, cr, TRUE, out);
	}
	return done;
}

static gboolean is_cut(const char *line, gsize len)
{
	return line[len - 1] != '\n';
}

/* Whether the hunk adds lines right after its line @i. */
static gboolean goes_on(const struct hunk *hunk, gsize i, char skipped)
{
	return i + 1 < hunk->n_lines && hunk->lines[i + 1].kind == skipped;
}

/* Prints the last line of the file with a newline, because more lines follow. */
static void print_completed(const char *line, gsize len, gboolean cr, char skipped,
			    GString *out)
{
	print_line(skipped == '+' ? '-' : '+', line, len, cr, TRUE, out);
	print_line(skipped, line, len, cr, FALSE, out);
}

/*
 * Prints the lines with the outer context taken from @text, where the hunk's first
 * context line is at @where. Context outside of the file is dropped. A suffix that is
 * shorter than the prefix is extended as far as possible; otherwise the hunk would look
 * like one at the end of the file. Returns the number of additional lines.
 */
static gint64 print_context(const struct hunk *hunk, gboolean reverse,
			    const struct text *text, gint64 where, GString *out)
{
	char skipped = reverse ? '-' : '+'; /* kind of lines that are not in the file
					     * yet */
	gboolean cr = lost_cr(hunk);
	guint wanted = hunk->prefix > hunk->suffix ? hunk->prefix - hunk->suffix : 0;
	gint64 at = where, more = 0;

	for (gsize i = 0; i < hunk->n_lines; i++) {
		const struct patch_line *line = &hunk->lines[i];
		gboolean outer = i < hunk->prefix || i >= hunk->n_lines - hunk->suffix;
		gsize len = line->len;
		const char *there = line->text;

		if (outer)
			there = text_line(text, at, &len);
		at += line->kind != skipped;
		if (outer && !len)
			more--;
		else if (outer && is_cut(there, len) && goes_on(hunk, i, skipped))
			print_completed(there, len, cr, skipped, out);
		else
			/* GNU patch adds the newline if lines follow */
			print_line(line->kind, there, len, cr,
				   line->kind != skipped || at > (gint64)text->count,
				   out);
	}
	return more + extend_context(text, at, wanted, cr, out);
}

static enum refresh_change refresh_fuzzy(const struct hunk_result *result,
					 gboolean reverse, const struct text *text,
					 GString *out)
{
	const struct hunk *hunk = result->hunk;
	struct hunk_numbers n = numbers_of(hunk);
	g_autoptr(GString) body = g_string_new(NULL);
	gint64 more = print_context(hunk, reverse, text, result->line, body);

	n.old_lines += more;
	n.new_lines += more;
	renumber(result, reverse, &n);
	hunk_print_head(hunk, &n, out);
	g_string_append_len(out, body->str, body->len);
	return REFRESH_CONTEXT;
}

/* --- hunks and files -------------------------------------------------------------- */

static enum refresh_change refresh_hunk(const struct hunk_result *result,
					gboolean reverse, const struct text *text,
					GString *out)
{
	struct hunk_numbers n = numbers_of(result->hunk);

	if (result->fuzz)
		return refresh_fuzzy(result, reverse, text, out);
	renumber(result, reverse, &n);
	hunk_print_head(result->hunk, &n, out);
	span_append(out, result->hunk->body);
	return n.old_start == result->hunk->old_start &&
			       n.new_start == result->hunk->new_start
		       ? REFRESH_NONE
		       : REFRESH_NUMBERS;
}

enum refresh_change refresh_file(const struct file_result *file, gboolean reverse,
				 GString *out)
{
	enum refresh_change change = REFRESH_NONE;
	struct text text;
	gsize size = 0;
	const char *data =
		file->before.bytes ? g_bytes_get_data(file->before.bytes, &size) : "";

	text_init(&text, data, size);
	span_append(out, file->file->lead);
	for (guint i = 0; i < file->hunks->len; i++) {
		enum refresh_change one =
			refresh_hunk(&g_array_index(file->hunks, struct hunk_result, i),
				     reverse, &text, out);

		change = MAX(change, one);
	}
	text_clear(&text);
	return change;
}

enum refresh_change refresh_patch(const struct patch *patch,
				  const struct patch_result *result, gboolean reverse,
				  GString *out)
{
	enum refresh_change change = REFRESH_NONE;

	for (guint i = 0; i < result->files->len; i++) {
		enum refresh_change one =
			refresh_file(g_ptr_array_index(result->files, i), reverse, out);

		change = MAX(change, one);
	}
	span_append(out, patch->trailer);
	return change;
}
