/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "patch/header.h"

#include <string.h>

/* Fields are "Name: value" at the start of a line; case is ignored. */
static const struct field {
	const char *name;
	enum header_tag_kind kind;
} fields[] = {
	{"From", TAG_FROM},
	{"Author", TAG_FROM},
	{"Date", TAG_DATE},
	{"Last-Update", TAG_DATE},
	{"Subject", TAG_SUBJECT},
	{"Description", TAG_SUBJECT},
	{"Origin", TAG_ORIGIN},
	{"Git-commit", TAG_GIT_COMMIT},
	{"Upstream-commit", TAG_GIT_COMMIT},
	{"Patch-mainline", TAG_MAINLINE},
	{"Applied-Upstream", TAG_MAINLINE},
	{"Upstream Status", TAG_MAINLINE},
	{"Upstream-status", TAG_MAINLINE},
	{"Forwarded", TAG_FORWARDED},
	{"References", TAG_REFERENCE},
	{"BugLink", TAG_REFERENCE},
	{"Bugzilla", TAG_REFERENCE},
	{"JIRA", TAG_REFERENCE},
	{"CVE", TAG_REFERENCE},
	{"Bug", TAG_REFERENCE},
	{"Signed-off-by", TAG_SIGNED_OFF_BY},
	{"Fixes", TAG_FIXES},
};

/*
 * Phrases around a commit id, and their meaning. If a phrase ends in a line break, the
 * line must end there, except for a full stop: "Upstream commit ID (title) did ..." is
 * prose about another patch.
 */
static const struct phrase {
	const char *before, *after;
	enum header_tag_kind kind;
} phrases[] = {
	{"commit ", " upstream", TAG_STABLE},
	{"[ Upstream commit ", " ]", TAG_STABLE},
	{"[Upstream commit ", "]", TAG_STABLE},
	{"upstream commit ", "\n", TAG_STABLE},
	{"(cherry picked from commit ", "", TAG_CHERRY_PICK},
	{"(cherry-picked from commit ", "", TAG_CHERRY_PICK},
	{"(backported from commit ", "", TAG_CHERRY_PICK},
	{"(upstream commit ", "", TAG_CHERRY_PICK},
	{"This reverts commit ", "", TAG_REVERT},
};

/* Shorter ids are ambiguous in the kernel, and "commit 1234" is prose. */
enum { ID_MIN = 8, ID_MAX = 40 };

static void tag_free(struct header_tag *tag)
{
	g_free(tag->name);
	g_free(tag->value);
	g_free(tag);
}

void header_free(struct header *header)
{
	if (!header)
		return;
	g_ptr_array_unref(header->tags);
	g_free(header->title);
	g_free(header->upstream);
	g_free(header);
}

const struct header_tag *header_tag(const struct header *header,
				    enum header_tag_kind kind)
{
	for (guint i = 0; i < header->tags->len; i++) {
		const struct header_tag *tag = g_ptr_array_index(header->tags, i);

		if (tag->kind == kind)
			return tag;
	}
	return NULL;
}

static void add_tag(struct header *header, enum header_tag_kind kind, const char *name,
		    gsize name_len, char *value, guint line)
{
	struct header_tag *tag = g_new(struct header_tag, 1);

	*tag = (struct header_tag){kind, g_strndup(name, name_len), g_strstrip(value),
				   line};
	g_ptr_array_add(header->tags, tag);
}

static gsize id_length(const char *s)
{
	gsize len = strspn(s, "0123456789abcdefABCDEF");

	return len >= ID_MIN && len <= ID_MAX && !g_ascii_isalnum(s[len]) ? len : 0;
}

/* --- single lines ------------------------------------------------------------ */

/* Whether @line continues like the phrase. */
static gboolean ends_with(const char *line, const char *after)
{
	if (*after != '\n')
		return !g_ascii_strncasecmp(line, after, strlen(after));
	line += *line == '.';
	return !line[strspn(line, " \t")];
}

static gboolean read_phrase(struct header *header, const char *line, guint number)
{
	while (*line == ' ' || *line == '\t')
		line++;
	for (gsize i = 0; i < G_N_ELEMENTS(phrases); i++) {
		gsize before = strlen(phrases[i].before), id;

		if (g_ascii_strncasecmp(line, phrases[i].before, before))
			continue;
		id = id_length(line + before);
		if (!id || !ends_with(line + before + id, phrases[i].after))
			continue;
		add_tag(header, phrases[i].kind, line, before - 1,
			g_strndup(line + before, id), number);
		return TRUE;
	}
	return FALSE;
}

static gboolean is_bug_field(const char *line, gsize len)
{
	return len > 4 && !g_ascii_strncasecmp(line, "Bug-", 4);
}

/* Joins folded lines, which begin with a blank, to the field before them. */
static char *unfold(char **lines)
{
	g_autoptr(GString) value = g_string_new(*lines);

	for (lines++; *lines && (**lines == ' ' || **lines == '\t'); lines++) {
		const char *s = *lines + strspn(*lines, " \t");

		if (!*s)
			break;
		g_string_append_c(value, ' ');
		g_string_append(value, s);
	}
	return g_string_free(g_steal_pointer(&value), FALSE);
}

static gboolean read_field(struct header *header, char **lines, guint number)
{
	const char *line = *lines, *colon = strchr(line, ':');
	gsize len = colon ? (gsize)(colon - line) : 0;
	g_autofree char *whole = NULL;

	for (gsize i = 0; len && i < G_N_ELEMENTS(fields); i++) {
		gboolean same = strlen(fields[i].name) == len &&
				!g_ascii_strncasecmp(line, fields[i].name, len);

		if (!same &&
		    !(fields[i].kind == TAG_REFERENCE && is_bug_field(line, len)))
			continue;
		whole = unfold(lines);
		add_tag(header, fields[i].kind, line, len, g_strdup(whole + len + 1),
			number);
		return TRUE;
	}
	return FALSE;
}

/* "From 0123... Mon Sep 17 00:00:00 2001", the first line of mails from git. */
static gboolean read_mbox(struct header *header, const char *line, guint number)
{
	gsize id;

	if (strncmp(line, "From ", 5))
		return FALSE;
	id = id_length(line + 5);
	if (!id)
		return FALSE;
	add_tag(header, TAG_MBOX, line, 4, g_strndup(line + 5, id), number);
	return TRUE;
}

/* RHEL quotes git log: "commit SHA" alone, with "Author:" in the next lines. */
static void read_log(struct header *header, char **lines, guint number)
{
	const char *line = *lines + strspn(*lines, " \t");
	gsize id = strncmp(line, "commit ", 7) ? 0 : id_length(line + 7);

	if (id != ID_MAX || line[7 + id])
		return;
	for (int i = 1; i <= 3 && lines[i]; i++) {
		const char *next = lines[i] + strspn(lines[i], " \t");

		if (g_str_has_prefix(next, "Author:")) {
			add_tag(header, TAG_GIT_COMMIT, line, 6,
				g_strndup(line + 7, id), number);
			return;
		}
	}
}

static void read_line(struct header *header, char **lines, guint number)
{
	if (!read_mbox(header, *lines, number) &&
	    !read_phrase(header, *lines, number) && !read_field(header, lines, number))
		read_log(header, lines, number);
}

/* --- summary -------------------------------------------------------------------- */

static const char *value_of(const struct header *header, enum header_tag_kind kind)
{
	const struct header_tag *tag = header_tag(header, kind);

	return tag ? tag->value : NULL;
}

static char *title_of(const char *subject)
{
	while (*subject == '[') {
		const char *end = strchr(subject, ']');

		if (!end)
			break;
		subject = end + 1 + strspn(end + 1, " \t");
	}
	return g_strdup(subject);
}

/* Returns the commit of an Origin in mainline: git.kernel.org/linus/SHA, torvalds' tree
 * anywhere, or "upstream, commit:SHA" of DEP-3. */
static const char *origin_commit(const char *origin, gsize *len)
{
	static const char *const marks[] = {"/linus/", "commit/?id=", "commit?id=",
					    "commit:", "/commit/",    "commit "};
	gboolean mainline = strstr(origin, "/linus/") || strstr(origin, "torvalds") ||
			    g_str_has_prefix(origin, "upstream");

	for (gsize i = 0; mainline && i < G_N_ELEMENTS(marks); i++) {
		const char *at = strstr(origin, marks[i]);

		if (!at)
			continue;
		at += strlen(marks[i]);
		at += strspn(at, " ");
		*len = id_length(at);
		if (*len)
			return at;
	}
	return NULL;
}

static void set_upstream(struct header *header, const char *id, gsize len, guint line)
{
	header->upstream = g_ascii_strdown(id, len);
	header->upstream_line = line;
}

/*
 * The most explicit statement wins. A patch whose Origin is its vendor is not from
 * mainline (DEP-3), whatever commits its text mentions; but a field with a commit is
 * stronger.
 */
static void find_upstream(struct header *header)
{
	static const enum header_tag_kind order[] = {TAG_GIT_COMMIT, TAG_STABLE,
						     TAG_CHERRY_PICK};
	const struct header_tag *origin = header_tag(header, TAG_ORIGIN);
	const struct header_tag *mbox = header_tag(header, TAG_MBOX);
	gboolean vendor = origin && g_str_has_prefix(origin->value, "vendor");
	const char *id;
	gsize len;

	for (gsize i = 0; i < G_N_ELEMENTS(order); i++) {
		const struct header_tag *tag = header_tag(header, order[i]);

		if (vendor && order[i] != TAG_GIT_COMMIT)
			break;
		len = tag ? id_length(tag->value) : 0;
		if (len) {
			set_upstream(header, tag->value, len, tag->line);
			return;
		}
	}
	if (!origin)
		return;
	id = origin_commit(origin->value, &len);
	if (id)
		set_upstream(header, id, len, origin->line);
	else if (mbox && g_str_has_prefix(origin->value, "upstream"))
		set_upstream(header, mbox->value, strlen(mbox->value), mbox->line);
}

static void summarize(struct header *header)
{
	header->author = value_of(header, TAG_FROM);
	header->date = value_of(header, TAG_DATE);
	header->subject = value_of(header, TAG_SUBJECT);
	header->origin = value_of(header, TAG_ORIGIN) ?: value_of(header, TAG_MAINLINE);
	header->mbox_commit = value_of(header, TAG_MBOX);
	header->reverts = value_of(header, TAG_REVERT);
	if (header->subject)
		header->title = title_of(header->subject);
	find_upstream(header);
}

struct header *header_parse_text(const char *data, gsize len, guint line)
{
	struct header *header = g_new0(struct header, 1);
	g_autofree char *text = g_strndup(data, len);
	g_auto(GStrv) lines = NULL;

	g_strdelimit(text, "\r", ' ');
	lines = g_strsplit(text, "\n", -1);
	header->tags = g_ptr_array_new_with_free_func((GDestroyNotify)tag_free);
	for (char **at = lines; *at; at++)
		read_line(header, at, line + (at - lines));
	summarize(header);
	return header;
}

struct header *header_parse(const struct patch *patch)
{
	return header_parse_text(patch->header.data, patch->header.len, 1);
}
