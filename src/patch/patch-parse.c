/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Parses patches.
 *
 * A patch file is a sequence of sections, one per file. Sections are found as in GNU
 * patch: line by line, names of files are remembered, of each kind the last one counts,
 * and the first "@@ -" after a name begins the hunks. Therefore the text before it (a
 * commit message, a diffstat, an mbox header) need not be parsed; it belongs to the
 * section's lead.
 */
#include "patch/patch-private.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "patch/diff-kind.h"
#include "patch/diff-timestamp.h"
#include "patch/git-binary.h"
#include "util/error.h"

struct scanner {
	struct patch *patch;
	const char *end;
	const char *pos;
	guint line;	   /* of the last line that was read */
	gsize indent;	   /* of the hunks in the section */
	gboolean strip_cr; /* header lines end in CRLF, so hunk lines do, too */
};

static const char cut_off[] = "the patch ends in the middle of a line";
static const char ed_script[] = "is an ed script; only unified diffs are read";

/* A line. @text may be a copy in the arena without CR. */
struct row {
	const char *start;
	const char *text;
	gsize len; /* of text, including the newline */
	gboolean cr;
};

/* The state of parsing a section's lead. */
struct lead {
	struct patch_file *file;
	const char *start;
	const char *block; /* start of the present block of header lines */
	guint block_line;
	const char *tail;  /* end of the last header line */
	gboolean named;	   /* a header was seen: "@@ -" is a hunk from here on */
	gboolean extended; /* git's header lines were seen: hunks are optional */
	gboolean stars;	   /* the last line was "*******" of a context diff */
	char command;	   /* first ed command in the section, or 0 */
	gboolean normal;   /* the last line was a command of a normal diff */
	gboolean lost;	   /* the last line was "@@" without a header */
};

static gboolean fail(const struct scanner *s, GError **error, const char *what)
{
	g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "%s:%u: %s", s->patch->name,
		    s->line, what);
	return FALSE;
}

static void note(struct scanner *s, enum patch_note_kind kind)
{
	struct patch_note one = {kind, s->line};

	g_array_append_val(s->patch->notes, one);
}

/* --- lines ------------------------------------------------------------- */

static void skip_indent(struct row *row, gsize indent)
{
	gsize column = 0;

	while (column < indent && row->len > 1) {
		if (*row->text == ' ' || *row->text == 'X')
			column++;
		else if (*row->text == '\t')
			column = (column + 8) & ~(gsize)7;
		else
			return;
		row->text++;
		row->len--;
	}
}

static void drop_cr(struct scanner *s, struct row *row)
{
	char *copy;

	row->cr = row->len >= 2 && row->text[row->len - 2] == '\r';
	if (!row->cr || !s->strip_cr)
		return;
	copy = g_string_chunk_insert_len(s->patch->arena, row->text, row->len - 1);
	copy[row->len - 2] = '\n';
	row->text = copy;
	row->len--;
}

/* Reads the next line that is not a comment. FALSE at the end, and for a last line
 * without newline, see take_cut(). */
static gboolean next_row(struct scanner *s, gsize indent, struct row *row)
{
	do {
		const char *newline = memchr(s->pos, '\n', s->end - s->pos);

		if (!newline)
			return FALSE;
		row->start = row->text = s->pos;
		row->len = newline + 1 - s->pos;
		s->pos = newline + 1;
		s->line++;
		skip_indent(row, indent);
	} while (*row->text == '#');
	return TRUE;
}

/* Reads the last line if it has no newline. GNU patch reports this ("patch unexpectedly
 * ends in middle of line") and ignores the line. */
static gboolean take_cut(struct scanner *s, gsize indent, struct row *row)
{
	if (s->pos >= s->end || *s->pos == '#')
		return FALSE;
	row->start = s->pos;
	row->len = s->end - s->pos + 1;
	row->text = g_string_chunk_insert_len(s->patch->arena, s->pos, row->len - 1);
	((char *)row->text)[row->len - 1] = '\n';
	s->pos = s->end;
	s->line++;
	skip_indent(row, indent);
	return TRUE;
}

static gboolean row_begins(const struct row *row, const char *prefix)
{
	gsize len = strlen(prefix);

	return row->len >= len && !memcmp(row->text, prefix, len);
}

/* --- names ------------------------------------------------------------- */

static int unescape(const char **at)
{
	static const char letters[] = "abfnrtv\\\"", values[] = "\a\b\f\n\r\t\v\\\"";
	const char *s = *at;
	const char *letter = *s ? strchr(letters, *s) : NULL;

	if (letter) {
		*at = s + 1;
		return (guchar)values[letter - letters];
	}
	for (int i = 0; i < 3; i++)
		if (s[i] < '0' || s[i] > (i ? '7' : '3'))
			return -1;
	*at = s + 3;
	return (s[0] - '0') << 6 | (s[1] - '0') << 3 | (s[2] - '0');
}

/* Parses a name in C quotes at @s, as git and GNU diff write unusual names. */
static char *unquote(const char *s, const char **end)
{
	g_autoptr(GString) out = g_string_new(NULL);

	for (s++; *s != '"';) {
		int c = (guchar)*s++;

		if (c == '\\')
			c = unescape(&s);
		if (c <= 0)
			return NULL;
		g_string_append_c(out, c);
	}
	*end = s + 1;
	return g_string_free(g_steal_pointer(&out), FALSE);
}

/* Returns the end of an unquoted name, which a date may follow: the first blank, or, if
 * there is a tab after it, that tab, because the name contains blanks then. */
static const char *name_end(const char *s, char separator)
{
	for (; *s; s++) {
		const char *u = s;

		if (!g_ascii_isspace(*s))
			continue;
		while (*u != '\t' && g_ascii_isspace(u[1]))
			u++;
		if (*u == '\t' || !*u || !strchr(u + 1, separator))
			return s;
	}
	return s;
}

/* Parses "--- NAME\tDATE" and "+++ NAME\tDATE": fetchname() of GNU patch. */
static void read_name(const struct row *row, gsize skip, struct patch_name *name)
{
	g_autofree char *line = g_strndup(row->text, row->len);
	g_autofree char *value = NULL;
	const char *s = line + MIN(skip, strlen(line)), *end;

	while (g_ascii_isspace(*s))
		s++;
	if (*s == '"') {
		value = unquote(s, &end);
		if (!value)
			return;
	} else {
		end = name_end(s, '\t');
		value = g_strndup(s, end - s);
	}
	g_clear_pointer(&name->name, g_free);
	name->date = (struct span){row->text + (end - line), row->len - (end - line)};
	name->epoch = !strcmp(value, "/dev/null");
	if (name->epoch)
		return;
	name->epoch = *end != '\n' && diff_timestamp_is_epoch(end);
	if (*value)
		name->name = g_steal_pointer(&value);
}

/* Parses one of the two names in "diff --git"; NULL if it is ambiguous. */
static char *read_git_name(const char **at)
{
	const char *s = *at, *end;
	char *name;

	while (g_ascii_isspace(*s))
		s++;
	if (*s == '"') {
		name = unquote(s, &end);
		if (!name)
			return NULL;
	} else {
		for (end = s; *end && !g_ascii_isspace(*end); end++)
			;
		name = g_strndup(s, end - s);
	}
	*at = end;
	return name;
}

/* Splits "a/x y b/x y": blanks make the names ambiguous, but both are the same except
 * for the first component, unless there is a "rename" line, so only one middle fits. */
static gboolean split_same_names(const char *s, char *names[2])
{
	gsize len = strcspn(s, "\r\n");
	const char *one, *two;

	if (len < 3 || len % 2 == 0 || s[len / 2] != ' ')
		return FALSE;
	one = memchr(s, '/', len / 2);
	two = memchr(s + len / 2 + 1, '/', len / 2);
	if (!one || !two || one - s != two - (s + len / 2 + 1) ||
	    memcmp(one, two, s + len / 2 - one))
		return FALSE;
	names[PATCH_OLD] = g_strndup(s, len / 2);
	names[PATCH_NEW] = g_strndup(s + len / 2 + 1, len / 2);
	return TRUE;
}

static void read_git_line(struct patch_file *file, const char *line)
{
	const char *s = line + strlen("diff --git ");
	char *names[2] = {NULL, NULL};

	file->git = TRUE;
	for (int side = PATCH_OLD; side <= PATCH_NEW; side++) {
		g_clear_pointer(&file->git_name[side], g_free);
		/* A name mentioned in the text before does not belong to this diff. */
		g_clear_pointer(&file->header[side].name, g_free);
		file->header[side] = (struct patch_name){NULL, FALSE, {NULL, 0}};
	}
	names[PATCH_OLD] = read_git_name(&s);
	if (names[PATCH_OLD] && g_ascii_isspace(*s))
		names[PATCH_NEW] = read_git_name(&s);
	while (g_ascii_isspace(*s))
		s++;
	if (!names[PATCH_NEW] || !*names[PATCH_NEW] || *s) {
		g_clear_pointer(&names[PATCH_OLD], g_free);
		g_clear_pointer(&names[PATCH_NEW], g_free);
		if (!split_same_names(line + strlen("diff --git "), names))
			return;
	}
	memcpy(file->git_name, names, sizeof(names));
}

/* --- git's extended header lines ---------------------------------------- */

/* fetchmode() of GNU patch: six octal digits, or nothing. */
static mode_t read_mode(const char *s)
{
	mode_t mode = 0;

	while (g_ascii_isspace(*s))
		s++;
	for (int i = 0; i < 6; i++, s++) {
		if (*s < '0' || *s > '7')
			return 0;
		mode = mode << 3 | (*s - '0');
	}
	return *s == '\r' || *s == '\n' ? mode : 0;
}

static enum presence blob_presence(const char *id)
{
	static const char empty[] = "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391";

	if (!id[strspn(id, "0")])
		return PRESENCE_NONE;
	return g_str_has_prefix(empty, id) ? PRESENCE_EMPTY : PRESENCE_FILE;
}

static gboolean read_index(struct patch_file *file, const char *s)
{
	static const char hex[] = "0123456789abcdef";
	gsize old = strspn(s, hex), new;

	if (!old || s[old] != '.' || s[old + 1] != '.')
		return FALSE;
	new = strspn(s + old + 2, hex);
	if (!new || (s[old + 2 + new] && !g_ascii_isspace(s[old + 2 + new])))
		return FALSE;
	g_free(file->blob[PATCH_OLD]);
	g_free(file->blob[PATCH_NEW]);
	file->blob[PATCH_OLD] = g_strndup(s, old);
	file->blob[PATCH_NEW] = g_strndup(s + old + 2, new);
	for (int side = PATCH_OLD; side <= PATCH_NEW; side++)
		file->presence[side] = blob_presence(file->blob[side]);
	s += old + 2 + new;
	if (s[strspn(s, " \t\r\n")])
		file->mode[PATCH_OLD] = file->mode[PATCH_NEW] = read_mode(s);
	return TRUE;
}

/*
 * "rename from x": git omits the prefix here, so the names in "diff --git" are
 * preferred, and this one is used if that line could not be split. "a/" is added so
 * that the number of components is the same.
 */
static void read_rename(struct patch_file *file, int side, const char *s)
{
	const char *end = s + strcspn(s, "\r\n");
	g_autofree char *bare = *s == '"' ? unquote(s, &end) : g_strndup(s, end - s);

	if (bare && !file->git_name[side])
		file->git_name[side] = g_strconcat(side ? "b/" : "a/", bare, NULL);
}

enum extended_kind { OLD_MODE, NEW_MODE, DELETED, CREATED, RENAME, COPY, INDEX, OTHER };

static const struct extended {
	const char *prefix;
	enum extended_kind kind;
	int side;
} extended_lines[] = {
	{"index ", INDEX, 0},
	{"old mode ", OLD_MODE, PATCH_OLD},
	{"new mode ", NEW_MODE, PATCH_NEW},
	{"deleted file mode ", DELETED, PATCH_OLD},
	{"new file mode ", CREATED, PATCH_NEW},
	{"rename from ", RENAME, PATCH_OLD},
	{"rename to ", RENAME, PATCH_NEW},
	{"copy from ", COPY, PATCH_OLD},
	{"copy to ", COPY, PATCH_NEW},
	{"similarity index ", OTHER, 0},
	{"dissimilarity index ", OTHER, 0},
};

static void read_extended(struct lead *lead, const struct extended *which,
			  const char *rest)
{
	struct patch_file *file = lead->file;

	switch (which->kind) {
	case INDEX:
		lead->extended |= read_index(file, rest);
		return;
	case OTHER:
		return;
	case DELETED:
	case CREATED:
		file->presence[!which->side] = PRESENCE_NONE;
		/* fall through */
	case OLD_MODE:
	case NEW_MODE:
		file->mode[which->side] = read_mode(rest);
		break;
	case RENAME:
	case COPY:
		file->rename |= which->kind == RENAME;
		file->copy |= which->kind == COPY;
		read_rename(file, which->side, rest);
		break;
	}
	lead->extended = TRUE;
}

static gboolean read_git_header(struct lead *lead, const struct row *row)
{
	if (!lead->file->git)
		return FALSE;
	for (gsize i = 0; i < G_N_ELEMENTS(extended_lines); i++) {
		const struct extended *which = &extended_lines[i];
		g_autofree char *line = NULL;

		if (!row_begins(row, which->prefix))
			continue;
		line = g_strndup(row->text, row->len);
		if (strlen(line) >= strlen(which->prefix))
			read_extended(lead, which, line + strlen(which->prefix));
		return TRUE;
	}
	return FALSE;
}

/* --- heads of hunks -------------------------------------------------------- */

static gboolean read_number(const char **at, const char *end, guint64 *value)
{
	const char *s = *at;

	for (*value = 0; s < end && g_ascii_isdigit(*s); s++) {
		if (*value > G_MAXINT64 / 1024)
			return FALSE;
		*value = *value * 10 + (*s - '0');
	}
	if (s == *at)
		return FALSE;
	*at = s;
	return TRUE;
}

/* "12,7" or "12" */
static gboolean read_range(const char **at, const char *end, guint64 *start,
			   guint64 *lines)
{
	if (!read_number(at, end, start))
		return FALSE;
	*lines = 1;
	if (*at < end && **at == ',') {
		++*at;
		return read_number(at, end, lines);
	}
	return TRUE;
}

/* Parses "@@ -12,7 +12,8 @@ function"; the second @ may be missing, as in GNU patch. */
static gboolean read_hunk_head(struct hunk *hunk, const struct row *row)
{
	const char *s = row->text + 4, *end = row->text + row->len - 1;

	if (!read_range(&s, end, &hunk->old_start, &hunk->old_lines))
		return FALSE;
	if (s < end && *s == ' ')
		s++;
	if (s >= end || *s++ != '+')
		return FALSE;
	if (!read_range(&s, end, &hunk->new_start, &hunk->new_lines))
		return FALSE;
	if (s < end && *s == ' ')
		s++;
	if (s >= end || *s++ != '@')
		return FALSE;
	if (s + 1 < end && s[0] == '@' && s[1] == ' ')
		hunk->function = (struct span){s + 2, end - (s + 2)};
	return TRUE;
}

/* --- the lead of a section ---------------------------------------------- */

static void read_index_name(struct patch_file *file, const struct row *row)
{
	struct patch_name name = {NULL, FALSE, {NULL, 0}};

	read_name(row, strlen("Index:"), &name);
	g_free(file->index_name);
	file->index_name = name.name;
}

/* Whether it is "Binary files a/x and b/x differ". */
static gboolean is_binary_named(const struct row *row)
{
	gsize len = row->len - 1 - row->cr;
	const char *tail = " differ";

	return row_begins(row, "Binary files ") && len > strlen(tail) &&
	       !memcmp(row->text + len - strlen(tail), tail, strlen(tail));
}

/* Parses a header line of a diff; TRUE if it is one. */
static gboolean read_header_line(struct scanner *s, struct lead *lead,
				 const struct row *row)
{
	struct patch_file *file = lead->file;

	if (row_begins(row, "+++ ")) {
		read_name(row, 4, &file->header[PATCH_NEW]);
	} else if (row_begins(row, "--- ")) {
		read_name(row, 4, &file->header[PATCH_OLD]);
	} else if (row_begins(row, "Index:")) {
		read_index_name(file, row);
	} else if (row_begins(row, "diff --git ")) {
		g_autofree char *line = g_strndup(row->text, row->len);

		read_git_line(file, line);
		lead->named = TRUE;
		return TRUE;
	} else if (row_begins(row, "diff -") || row_begins(row, "======")) {
		return TRUE;
	} else if (is_binary_named(row)) {
		note(s, NOTE_BINARY);
		return file->git;
	} else {
		return read_git_header(lead, row);
	}
	lead->named = TRUE;
	s->strip_cr = row->cr;
	return TRUE;
}

/* Consecutive header lines are a block; "diff" begins another block. */
static void note_block(struct scanner *s, struct lead *lead, const struct row *row,
		       gboolean header)
{
	if (!header) {
		lead->block = NULL;
		return;
	}
	if (!lead->block || row_begins(row, "diff ") || row_begins(row, "Index:")) {
		lead->block = row->start;
		lead->block_line = s->line;
	}
	lead->file->head = lead->block - lead->start;
	lead->file->line = lead->block_line;
	lead->tail = s->pos;
}

enum section {
	SECTION_ERROR,
	SECTION_NONE,
	SECTION_HUNKS,
	SECTION_EMPTY,
	SECTION_BINARY
};

/* Derives from "@@ -0,0 +1 @@" whether the sides exist. */
static void read_presence(struct patch_file *file, const struct row *row)
{
	const char *s = row->text + 4, *end = row->text + row->len - 1;

	if (*s == '0' && !g_ascii_isdigit(s[1]))
		file->presence[PATCH_OLD] =
			PRESENCE_EMPTY + file->header[PATCH_OLD].epoch;
	while (s < end && *s != ' ')
		s++;
	while (s < end && *s == ' ')
		s++;
	if (s + 1 < end && s[0] == '+' && s[1] == '0' && !g_ascii_isdigit(s[2]))
		file->presence[PATCH_NEW] =
			PRESENCE_EMPTY + file->header[PATCH_NEW].epoch;
}

/* Refuses kinds of diffs for which GNU patch would run another program. */
static gboolean check_kind(struct scanner *s, struct lead *lead, const struct row *row,
			   GError **error)
{
	gboolean after_command = lead->normal;
	char command = diffkind_ed_command(row->text, row->len);

	if (lead->stars && row_begins(row, "*** "))
		return fail(s, error,
			    "is a context diff; only unified diffs are supported");
	lead->stars = row_begins(row, "********");
	lead->normal = diffkind_is_normal_command(row->text, row->len);
	if (after_command && (row_begins(row, "< ") || row_begins(row, "> ")))
		return fail(s, error,
			    "is a normal diff; only unified diffs are supported");
	if (lead->command && row->len == 2 && *row->text == '.')
		return fail(s, error, ed_script);
	if (!lead->command)
		lead->command = command;
	return TRUE;
}

/* Notes a hunk without a file name before it. */
static void note_lost(struct scanner *s, struct lead *lead, const struct row *row,
		      gsize indent)
{
	struct hunk hunk;

	if (lead->lost && *row->start && strchr(" +-", *row->start)) {
		s->line--;
		note(s, NOTE_LOST_HUNK);
		s->line++;
	}
	lead->lost = !indent && row_begins(row, "@@ -") && read_hunk_head(&hunk, row);
}

/* Parses a line of the lead; SECTION_NONE to continue. */
static enum section read_lead_row(struct scanner *s, struct lead *lead, struct row *row,
				  GError **error)
{
	gsize indent = 0;
	gboolean header;

	for (; *row->text == ' ' || *row->text == '\t' || *row->text == 'X';
	     row->text++, row->len--)
		indent = *row->text == '\t' ? (indent + 8) & ~(gsize)7 : indent + 1;
	row->cr = row->len >= 2 && row->text[row->len - 2] == '\r';
	if (lead->extended && row_begins(row, "diff --git ")) {
		s->pos = row->start;
		s->line--;
		return SECTION_EMPTY;
	}
	if (lead->file->git && row_begins(row, "GIT binary patch"))
		return SECTION_BINARY;
	if (lead->named && row_begins(row, "@@ -")) {
		if (indent)
			note(s, NOTE_INDENTED);
		s->indent = indent;
		s->pos = row->start;
		s->line--;
		read_presence(lead->file, row);
		return SECTION_HUNKS;
	}
	if (lead->named && !check_kind(s, lead, row, error))
		return SECTION_ERROR;
	note_lost(s, lead, row, indent);
	if (row_begins(row, "*** "))
		lead->named = TRUE;
	header = read_header_line(s, lead, row);
	note_block(s, lead, row, header);
	return SECTION_NONE;
}

/* Refuses an ed script, or a diff that was cut off in its header. */
static gboolean check_end(struct scanner *s, const struct lead *lead, GError **error)
{
	struct scanner here = *s;
	struct row row;

	if (lead->command)
		return fail(s, error, ed_script);
	if (take_cut(&here, 0, &row) &&
	    ((lead->named && lead->block) || row_begins(&row, "diff --git ") ||
	     row_begins(&row, "--- a/")))
		return fail(&here, error, cut_off);
	return TRUE;
}

static enum section read_lead(struct scanner *s, struct lead *lead, GError **error)
{
	enum section section = SECTION_NONE;
	struct row row;

	while (section == SECTION_NONE) {
		if (!next_row(s, 0, &row)) {
			if (!check_end(s, lead, error))
				return SECTION_ERROR;
			if (!lead->extended)
				return SECTION_NONE;
			s->pos = lead->tail;
			section = SECTION_EMPTY;
			break;
		}
		section = read_lead_row(s, lead, &row, error);
	}
	lead->file->lead = (struct span){lead->start, s->pos - lead->start};
	return section;
}

/* --- hunks --------------------------------------------------------------- */

/* Reads "\ No newline at end of file" if it is next. */
static gboolean take_incomplete(struct scanner *s)
{
	const char *newline;

	if (s->pos >= s->end || *s->pos != '\\')
		return FALSE;
	newline = memchr(s->pos, '\n', s->end - s->pos);
	s->pos = newline ? newline + 1 : s->end;
	s->line++;
	return TRUE;
}

/* The number of lines that a hunk still lacks. */
struct remaining {
	guint64 old, new;
};

/* Removes the mark and returns it; 0 if there is none. */
static char line_kind(struct row *row)
{
	char kind = *row->text;

	if (kind == '\t' || kind == '\n') /* a mail program removed the blank */
		return ' ';
	row->text++;
	row->len--;
	if (kind == '=')
		return ' ';
	return kind == ' ' || kind == '-' || kind == '+' ? kind : 0;
}

static gboolean read_hunk_line(struct scanner *s, struct remaining *left,
			       struct patch_line *line, GError **error)
{
	struct row row;

	if (next_row(s, s->indent, &row)) {
		drop_cr(s, &row);
	} else if (take_cut(s, s->indent, &row)) {
		struct row seen = row;

		/* The other side, already in the file, shows whether the line is
		 * complete. */
		if (line_kind(&seen) != ' ' || left->old != 1 || left->new != 1)
			return fail(s, error, cut_off);
		note(s, NOTE_CUT);
	} else {
		if (left->new > 3)
			return fail(s, error, "the patch ends within a hunk");
		row.text = " \n"; /* blank lines at the end were lost */
		row.len = 2;
	}
	line->kind = line_kind(&row);
	line->text = row.text;
	if (!line->kind || (line->kind != '+' && !left->old) ||
	    (line->kind != '-' && !left->new))
		return fail(s, error,
			    "malformed hunk: the line does not match the numbers of "
			    "the hunk header");
	left->old -= line->kind != '+';
	left->new -= line->kind != '-';
	if ((line->kind == '+' ? left->new : left->old) == 0 && take_incomplete(s)) {
		if (line->kind == ' ' && left->new)
			return fail(s, error, "lines after the end of the file");
		row.len--;
	}
	line->len = row.len;
	return TRUE;
}

static gboolean count_context(const struct scanner *s, struct hunk *hunk,
			      GError **error)
{
	gsize first = 0, last = hunk->n_lines;

	while (first < last && hunk->lines[first].kind == ' ')
		first++;
	while (last > first && hunk->lines[last - 1].kind == ' ')
		last--;
	if (first == last)
		return fail(s, error, "malformed hunk: it changes nothing");
	hunk->prefix = first;
	hunk->suffix = hunk->n_lines - last;
	return TRUE;
}

static gboolean read_hunk(struct scanner *s, const struct row *head, struct hunk *hunk,
			  GError **error)
{
	g_autoptr(GArray) lines = g_array_new(FALSE, FALSE, sizeof(struct patch_line));
	struct remaining left;

	hunk->line = s->line;
	hunk->head = (struct span){head->start, s->pos - head->start};
	if (!read_hunk_head(hunk, head))
		return fail(s, error, "malformed hunk header");
	left = (struct remaining){hunk->old_lines, hunk->new_lines};
	hunk->body.data = s->pos;
	while (left.old || left.new) {
		struct patch_line line;

		if (!read_hunk_line(s, &left, &line, error))
			return FALSE;
		g_array_append_val(lines, line);
	}
	hunk->body.len = s->pos - hunk->body.data;
	hunk->n_lines = lines->len;
	hunk->lines = (struct patch_line *)g_array_free(g_steal_pointer(&lines), FALSE);
	return count_context(s, hunk, error);
}

/* Comments between two hunks are printed with the first one. */
static void take_comments(struct hunk *hunk, const struct row *next)
{
	hunk->body.len = next->start - hunk->body.data;
}

/* Notes lines after the last hunk that look like a part of it; refuses a next hunk that
 * was cut off. */
static gboolean check_behind(struct scanner *s, const struct patch_file *file,
			     GError **error)
{
	struct scanner here = *s;
	struct row row;

	if (!next_row(&here, s->indent, &row)) {
		if (take_cut(&here, s->indent, &row) && row_begins(&row, "@@"))
			return fail(&here, error, cut_off);
		return TRUE;
	}
	if (file->hunks->len && (*row.text == '+' || *row.text == '-') &&
	    row.text[1] != row.text[0])
		note(&here, NOTE_LOST_LINES);
	return TRUE;
}

/* Reads consecutive hunks; the first line that does not begin one ends the section. */
static gboolean read_hunks(struct scanner *s, struct patch_file *file, GError **error)
{
	for (;;) {
		struct scanner here = *s;
		struct row row;
		struct hunk *hunk;

		if (!next_row(s, s->indent, &row) || !row_begins(&row, "@@ -")) {
			*s = here;
			return check_behind(s, file, error);
		}
		if (file->hunks->len)
			take_comments(
				g_ptr_array_index(file->hunks, file->hunks->len - 1),
				&row);
		hunk = g_new0(struct hunk, 1);
		g_ptr_array_add(file->hunks, hunk);
		if (!read_hunk(s, &row, hunk, error))
			return FALSE;
	}
}

/* --- git's binary patches ------------------------------------------------- */

static gboolean read_binary_head(const struct row *row, gboolean *delta, guint64 *size)
{
	const char *s = row->text, *end = s + row->len - 1;

	*delta = row_begins(row, "delta ");
	s += strlen(*delta ? "delta " : "literal ");
	return read_number(&s, end, size) && *size <= GITBIN_SIZE_MAX;
}

/* Reads base85 lines up to an empty one. */
static gboolean read_binary_hunk(struct scanner *s, struct binary_hunk **out,
				 GError **error)
{
	g_autoptr(GByteArray) deflated = g_byte_array_new();
	struct scanner here = *s;
	gboolean delta;
	guint64 size;
	struct row row;
	GBytes *data;

	if (!next_row(s, 0, &row)) {
		gboolean cut = take_cut(s, 0, &row) && strchr("dl", *row.text);

		*s = here;
		return !cut || fail(s, error, cut_off);
	}
	if (!row_begins(&row, "delta ") && !row_begins(&row, "literal ")) {
		*s = here;
		return TRUE;
	}
	if (!read_binary_head(&row, &delta, &size))
		return fail(s, error, "malformed header of a binary patch");
	for (;;) {
		if (!next_row(s, 0, &row))
			return fail(s, error, "the patch ends within binary data");
		if (row.len > 1 && row.text[row.len - 2] == '\r')
			row.len--;
		if (row.len == 1)
			break;
		if (!git_binary_decode_line(row.text, row.len - 1, deflated))
			return fail(s, error, "malformed line in a binary patch");
	}
	data = git_binary_inflate(deflated, size, error);
	if (!data) {
		g_prefix_error(error, "%s:%u: ", s->patch->name, here.line + 1);
		return FALSE;
	}
	*out = g_new(struct binary_hunk, 1);
	**out = (struct binary_hunk){delta, data};
	return TRUE;
}

static gboolean read_binary(struct scanner *s, struct patch_file *file, GError **error)
{
	if (!read_binary_hunk(s, &file->binary[PATCH_NEW], error))
		return FALSE;
	if (!file->binary[PATCH_NEW])
		return fail(s, error, "binary patch without data");
	if (!read_binary_hunk(s, &file->binary[PATCH_OLD], error))
		return FALSE;
	file->lead.len = s->pos - file->lead.data;
	return TRUE;
}

/* --- the whole ------------------------------------------------------------ */

static enum section read_section(struct scanner *s, struct patch_file *file,
				 GError **error)
{
	struct lead lead = {.file = file, .start = s->pos};
	enum section section = read_lead(s, &lead, error);
	gboolean ok = TRUE;

	if (section == SECTION_HUNKS)
		ok = read_hunks(s, file, error);
	else if (section == SECTION_BINARY)
		ok = read_binary(s, file, error);
	return ok ? section : SECTION_ERROR;
}

static void finish(struct patch *patch, const char *trailer, const char *end)
{
	patch->trailer = (struct span){trailer, end - trailer};
	patch->header = patch->trailer;
	if (patch->files->len) {
		const struct patch_file *first = g_ptr_array_index(patch->files, 0);

		patch->header = (struct span){first->lead.data, first->head};
	}
}

struct patch *patch_parse(const char *name, GBytes *bytes, GError **error)
{
	g_autoptr(Patch) patch = patch_new(name, bytes);
	struct scanner s = {.patch = patch};
	gsize size;
	const char *rest;

	s.pos = rest = g_bytes_get_data(bytes, &size);
	if (size > PATCH_SIZE_MAX) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "%s: %" G_GSIZE_FORMAT " bytes are too many for a patch",
			    name, size);
		return NULL;
	}
	if (!size)
		s.pos = rest = "";
	s.end = s.pos + size;
	for (;;) {
		g_autoptr(PatchFile) file = patch_file_new();
		enum section section = read_section(&s, file, error);

		if (section == SECTION_ERROR)
			return NULL;
		if (section == SECTION_NONE)
			break;
		g_ptr_array_add(patch->files, g_steal_pointer(&file));
		rest = s.pos;
	}
	finish(patch, rest, s.end);
	return g_steal_pointer(&patch);
}
