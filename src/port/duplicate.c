/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "port/duplicate.h"

#include <string.h>

#include "port/funcname.h"
#include "port/identifiers.h"
#include "port/included-files.h"

/* Lines added within this distance are probably about the same. */
#define NEAR_LINES 20
/* The same for names, and for lines that are only similar. */
#define NEXT_LINES 10
/* More distant lines do not count, even in files without functions: MAINTAINERS. */
#define SCOPE_LINES 100
/* If theirs added everything in a hunk, it may be in another function within this
 * distance. */
#define FAR_LINES 60
/* Lines that may be between those of a block. */
#define BLOCK_SLACK 2
/* This many lines count wherever they were added. */
#define GAINED_MANY 3
/* A new line with fewer letters and digits may be there by chance: "break;". */
#define NEW_LINE_MIN 7
#define NAME_MIN     4
/* Maximum length of a quoted line. */
#define QUOTE_MAX 60

/* A question: may the hunk be carried to this place? */
struct query {
	const struct merge_job *job;
	const struct merge_hunk *hunk;
	gint64 line; /* in theirs; -1: unknown */
	char *scope; /* that contains it, or NULL */
};

static gboolean is_near(const struct query *q, gint64 at, gint64 lines)
{
	gint64 end = q->line + (gint64)q->hunk->view.pattern.count;
	g_autofree char *there = NULL;

	if (q->line < 0)
		return FALSE;
	if (at >= q->line - lines && at <= end + lines)
		return TRUE;
	if (at < q->line - SCOPE_LINES || at > end + SCOPE_LINES)
		return FALSE;
	there = funcname_inside(&q->job->l->theirs, at);
	return q->scope && !g_strcmp0(there, q->scope);
}

static struct span line_span(const struct patch_line *line)
{
	return (struct span){line->text, line->len};
}

/* Whether the hunk removes the same line elsewhere, so that it only moves it. */
static gboolean is_moved(const struct merge_hunk *hunk, struct span line)
{
	const struct hunk_side *old = &hunk->view.pattern;

	for (gsize i = 0; i < old->count; i++)
		if (old->lines[i]->kind != ' ' &&
		    span_equal(span_bare(line_span(old->lines[i])), span_bare(line)))
			return TRUE;
	return FALSE;
}

/* Sets *@line to the next line that @hunk adds, from line @i of its result on. */
static gboolean next_added(const struct merge_hunk *hunk, gsize *i, struct span *line)
{
	const struct hunk_side *new = &hunk->view.replacement;

	while (*i < new->count) {
		const struct patch_line *one = new->lines[(*i)++];

		*line = line_span(one);
		if (one->kind != ' ' && !is_moved(hunk, *line))
			return TRUE;
	}
	return FALSE;
}

static guint letters(struct span line)
{
	guint count = 0;

	for (gsize i = 0; i < line.len; i++)
		count += g_ascii_isalnum(line.data[i]);
	return count;
}

/* --- lines ------------------------------------------------------------------------ */

static char *say(const char *what, struct span text, gint64 at)
{
	text = span_bare(text);
	return g_strdup_printf("the new tree has gained %s that it adds, at line "
			       "%" G_GINT64_FORMAT
			       " (%.*s): the change may be there in "
			       "another form",
			       what, at + 1, (int)MIN(text.len, QUOTE_MAX), text.data);
}

/* Returns the first line of the scope that contains line @i of the result of @hunk, or
 * NULL. */
static const struct patch_line *head_in(const struct merge_hunk *hunk, gsize i)
{
	do {
		const struct patch_line *line = hunk->view.replacement.lines[i];

		if (funcname_begins(line_span(line)))
			return line;
	} while (i--);
	return NULL;
}

/*
 * Whether line @i of the result is in an entry that the hunk adds, and line @at of
 * theirs is in another new entry: similar entries of Kconfig and similar functions
 * share lines.
 */
static gboolean is_in_other(const struct query *q, gsize i, gint64 at)
{
	const struct text *theirs = &q->job->l->theirs;
	const struct patch_line *own = head_in(q->hunk, i);
	gint64 head = funcname_head(theirs, at);
	struct span there;

	if (!own || own->kind == ' ' || head < 0 || head == at)
		return FALSE;
	there = text_lines(theirs, head, 1);
	return gained_is_new(q->job->gained, there) &&
	       !span_equal(there, line_span(own));
}

/* Whether line @at of theirs, which the old text has elsewhere, may be that of the
 * hunk. */
static gboolean is_in_place(const struct query *q, gint64 at)
{
	g_autofree char *there = funcname_inside(&q->job->l->theirs, at);

	return is_near(q, at, NEAR_LINES) &&
	       (!q->scope || !there || !strcmp(there, q->scope));
}

/* Counts of distinctive lines that a hunk adds. */
struct line_count {
	guint all, there;     /* there: theirs added it, too */
	guint new, new_there; /* of those, lines that the old text lacks */
	guint new_far;	      /* of new_there, lines that are not too far away */
	gboolean near;	      /* one of those that are there is near */
	struct span first;
	gint64 where; /* the first one that is there */
};

static void count_line(const struct query *q, struct span line, gint64 at,
		       struct line_count *count)
{
	gboolean new = gained_is_new(q->job->gained, line);

	count->near |= new ? is_near(q, at, NEAR_LINES) : is_in_place(q, at);
	count->new_there += new;
	count->new_far += new &&is_near(q, at, FAR_LINES);
	if (count->there++)
		return;
	count->where = at;
	count->first = line;
}

/* Most of the lines anywhere, or all of them within some distance. A line that the old
 * text has elsewhere is weak evidence: it may just be repeated. */
static gboolean is_there(const struct line_count *count)
{
	if (count->there == count->all &&
	    (count->near || (count->there && count->new_far == count->there)))
		return TRUE;
	return count->there * 2 >= count->all && count->there >= GAINED_MANY &&
	       count->new_there && count->new_there * 2 >= count->new;
}

/* Searches the old text for each line, but is rarely needed. */
static void count_new(const struct query *q, struct line_count *count)
{
	struct span line;

	if (count->there < GAINED_MANY || !count->new_there)
		return;
	for (gsize i = 0; next_added(q->hunk, &i, &line);)
		count->new +=
			line_is_telling(line) && gained_is_new(q->job->gained, line);
}

/* Finds a line near the place that the old text lacks, or most of the lines. */
static char *find_lines(const struct query *q)
{
	struct added_lines *gained = q->job->gained;
	struct line_count count = {.where = -1};
	struct span line;

	for (gsize i = 0; next_added(q->hunk, &i, &line);) {
		gint64 at = added_lines_line(gained, line, q->line);

		count.all += line_is_telling(line);
		if (at < 0)
			continue;
		if (letters(line) >= NEW_LINE_MIN && is_near(q, at, NEAR_LINES) &&
		    gained_is_new(gained, line) && !is_in_other(q, i - 1, at))
			return say("a line", line, at);
		if (line_is_telling(line))
			count_line(q, line, at, &count);
	}
	count_new(q, &count);
	return is_there(&count) ? say("lines", count.first, count.where) : NULL;
}

/* --- blocks ----------------------------------------------------------------------- */

/* Counts the lines of @q's hunk that theirs added between @from and @to; *@said is the
 * number of all. */
static guint count_gained(const struct query *q, gint64 from, gint64 to, guint *said)
{
	struct span line;
	guint count = 0;

	*said = 0;
	for (gsize i = 0; next_added(q->hunk, &i, &line);) {
		gint64 at;

		if (letters(line) < NEW_LINE_MIN)
			continue;
		++*said;
		at = added_lines_line(q->job->gained, line, (from + to) / 2);
		count += from <= at && at <= to;
	}
	return count;
}

/* Finds most of the lines together anywhere, at least one of them new. */
static char *find_block(const struct query *q)
{
	const struct hunk_side *new = &q->hunk->view.replacement;
	struct span line;

	for (gsize i = 0; next_added(q->hunk, &i, &line);) {
		gint64 at = line_is_telling(line)
				    ? added_lines_line(q->job->gained, line, q->line)
				    : -1;
		gint64 first = at - (gint64)i - BLOCK_SLACK;
		guint said, there;

		if (at < 0 || !gained_is_new(q->job->gained, line))
			continue;
		there = count_gained(q, first, first + new->count + 2 * BLOCK_SLACK,
				     &said);
		if (there >= GAINED_MANY && there * 2 > said)
			return say("most of the lines", line, at);
	}
	return NULL;
}

/* --- names ------------------------------------------------------------------------ */

/* Whether line @at of theirs is in a new function that is called near the place: what
 * the function does is also done there. */
static gboolean is_called_near(const struct query *q, gint64 at)
{
	const struct text *theirs = &q->job->l->theirs;
	g_autofree char *helper = funcname_inside(theirs, at);
	gint64 first, end;

	if (q->line < 0 || !helper || !q->scope || !strcmp(helper, q->scope) ||
	    funcname_has(&q->job->l->base, helper))
		return FALSE;
	/* behind the head of the scope: the helper may end just before it */
	first = MAX(q->line - NEXT_LINES, funcname_head(theirs, q->line - 1) + 1);
	end = MIN(q->line + (gint64)q->hunk->view.pattern.count + NEXT_LINES,
		  (gint64)theirs->count);
	return first < end &&
	       identifiers_has(text_lines(theirs, first, end - first), span_of(helper));
}

static char *find_names(const struct query *q)
{
	struct span line, name;

	for (gsize i = 0; next_added(q->hunk, &i, &line);) {
		struct identifiers names;

		identifiers_init(&names, line);
		while (identifiers_next(&names, &name)) {
			gint64 at = name.len >= NAME_MIN
					    ? gained_name(q->job->gained, name, q->line)
					    : -1;

			if (at >= 0 &&
			    (is_near(q, at, NEXT_LINES) || is_called_near(q, at)))
				return say("a name", name, at);
		}
	}
	return NULL;
}

/* --- numbers --------------------------------------------------------------------- */

/* Finds a table entry in another form: all numbers of the line that the old text lacks,
 * at least one, are near. A vendor's number alone also occurs with other devices. */
static char *find_ids(const struct query *q)
{
	const struct text *base = &q->job->l->base;
	struct span line, word, id = {NULL, 0};

	for (gsize i = 0; next_added(q->hunk, &i, &line);) {
		struct identifiers words;
		gboolean all = TRUE;
		gint64 where = -1;

		identifiers_init(&words, line);
		while (all && identifiers_next_word(&words, &word)) {
			if (!identifiers_is_id(word) ||
			    identifiers_has(text_span(base), word))
				continue;
			id = word;
			where = gained_name(q->job->gained, word, q->line);
			all = where >= 0 && is_near(q, where, NEXT_LINES);
		}
		if (all && where >= 0)
			return say("a number", id, where);
	}
	return NULL;
}

/*
 * --- similar lines ------------------------------------------------------------------
 */

/* A statement has at most this many words. */
#define WORDS_MAX 32

/* The names and numbers of a line. */
struct bag {
	struct span words[WORDS_MAX];
	guint n;
	gboolean names;	  /* at least two of them are names */
	struct span call; /* first one before a '('; empty: none */
};

static void bag_fill(struct bag *bag, struct span line)
{
	struct identifiers names;
	guint count = 0;

	bag->n = 0;
	bag->call = (struct span){NULL, 0};
	identifiers_init(&names, line);
	while (bag->n < WORDS_MAX &&
	       identifiers_next_word(&names, &bag->words[bag->n])) {
		struct span word = bag->words[bag->n++];

		count += !g_ascii_isdigit(*word.data);
		if (!bag->call.len && names.at < names.end && *names.at == '(')
			bag->call = word;
	}
	bag->names = count > 1;
}

static gboolean bag_has(const struct bag *bag, struct span word)
{
	for (guint i = 0; i < bag->n; i++)
		if (span_equal(bag->words[i], word))
			return TRUE;
	return FALSE;
}

static gboolean bag_within(const struct bag *small, const struct bag *big)
{
	for (guint i = 0; i < small->n; i++)
		if (!bag_has(big, small->words[i]))
			return FALSE;
	return TRUE;
}

/* Whether both call the same function, and one has all words of the other: an
 * additional argument. */
static gboolean much_the_same(const struct bag *a, const struct bag *b)
{
	const struct bag *small = a->n < b->n ? a : b, *big = a->n < b->n ? b : a;

	return small->names && a->call.len && span_equal(a->call, b->call) &&
	       small->n * 2 >= big->n && bag_within(small, big);
}

/* Returns the line of theirs, added between @first and @end, that is similar to @line;
 * or -1. */
static gint64 find_like(const struct query *q, struct span line, gint64 first,
			gint64 end)
{
	const struct text *theirs = &q->job->l->theirs;
	struct bag added, other;

	bag_fill(&added, line);
	for (gint64 i = first; added.names && i < end; i++) {
		struct span one = text_lines(theirs, i, 1);

		bag_fill(&other, one);
		if (much_the_same(&added, &other) &&
		    added_lines_line(q->job->gained, one, i) == i)
			return i;
	}
	return -1;
}

static char *find_alike(const struct query *q)
{
	gint64 from = q->line - NEXT_LINES,
	       to = q->line + (gint64)q->hunk->view.pattern.count + NEXT_LINES;
	struct span line;

	for (gsize i = 0; q->line >= 0 && next_added(q->hunk, &i, &line);)
		for (guint j = 0; j < q->job->theirs->len; j++) {
			const struct change *c = their_change(q->job, j);
			gint64 at = find_like(q, line, MAX(c->new, from),
					      MIN(c->new + c->new_n, to));

			if (at >= 0)
				return say("much of a line",
					   text_lines(&q->job->l->theirs, at, 1), at);
		}
	return NULL;
}

/* --- definitions ------------------------------------------------------------------ */

/* Returns the name that @line defines: a function, a macro, a node's label. */
static gboolean defined_name(struct span line, struct span *name)
{
	g_autofree char *function = funcname_function(line);
	struct identifiers names;

	if (function) {
		const char *at = g_strstr_len(line.data, line.len, function);

		*name = (struct span){at, strlen(function)};
		return at != NULL;
	}
	line = span_bare(line);
	identifiers_init(&names, line);
	if (!identifiers_next(&names, name))
		return FALSE;
	if (line.len > 8 && !memcmp(line.data, "#define ", 8))
		return TRUE;
	if (span_equal(*name, (struct span){"config", 6}))
		return identifiers_next(&names, name);
	return name->data == line.data && names.at < names.end && *names.at == ':' &&
	       line.data[line.len - 1] == '{';
}

static char *find_definition(const struct query *q)
{
	const struct hunk_merge *l = q->job->l;
	struct span line, name;

	for (gsize i = 0; next_added(q->hunk, &i, &line);) {
		g_autofree char *key = NULL;
		gint64 at;

		if (!defined_name(line, &name))
			continue;
		at = gained_name(q->job->gained, name, q->line);
		if (at >= 0)
			return say("a name", name, at);
		key = span_dup(name);
		if (funcname_has(&l->theirs, key) && !funcname_has(&l->base, key))
			return g_strdup_printf("the new tree has gained %s, which it "
					       "adds",
					       key);
	}
	return NULL;
}

/*
 * --- included files -----------------------------------------------------------------
 */

/* A line that a hunk adds, to be searched in included files. */
struct wanted {
	struct span line;
	gboolean is_new;  /* the old text lacks it */
	struct span name; /* that it defines and the old text lacks; empty: none */
};

static GArray *list_wanted(const struct query *q)
{
	GArray *list = g_array_new(FALSE, FALSE, sizeof(struct wanted));
	struct span base = text_span(&q->job->l->base);
	struct wanted one;

	for (gsize i = 0; next_added(q->hunk, &i, &one.line);) {
		if (!defined_name(one.line, &one.name) ||
		    identifiers_has(base, one.name))
			one.name.len = 0;
		one.is_new = letters(one.line) >= NEW_LINE_MIN &&
			     gained_is_new(q->job->gained, one.line);
		if (one.is_new || one.name.len)
			g_array_append_val(list, one);
	}
	return list;
}

/* Whether most of the new lines are in a file that the text now includes. */
static char *find_in(const GArray *list, const struct included *file)
{
	struct span before = span_of_bytes(file->before),
		    now = span_of_bytes(file->now);
	guint count = 0, there = 0;
	gboolean defined = FALSE;

	for (guint i = 0; i < list->len; i++) {
		const struct wanted *one = &g_array_index(list, struct wanted, i);

		defined |= one->name.len && identifiers_has(now, one->name) &&
			   !identifiers_has(before, one->name);
		count += one->is_new;
		there += one->is_new && line_is_telling(one->line) &&
			 text_has_line(now, one->line) &&
			 !text_has_line(before, one->line);
	}
	if (!defined && (!there || there * 2 < count))
		return NULL;
	return g_strdup_printf("%s has gained %s that it adds: the change may be "
			       "there in another form",
			       file->path, defined ? "a name" : "the lines");
}

static char *find_included(const struct query *q)
{
	const GPtrArray *files = q->job->l->included;
	g_autoptr(GArray) list = NULL;
	char *reason = NULL;

	if (!files || !files->len)
		return NULL;
	list = list_wanted(q);
	for (guint i = 0; list->len && !reason && i < files->len; i++)
		reason = find_in(list, g_ptr_array_index(files, i));
	return reason;
}

char *duplicate_reason(const struct merge_job *job, const struct merge_hunk *hunk,
		       gint64 line)
{
	struct query q = {job, hunk, line, NULL};
	char *reason;

	if (!job->theirs->len)
		return NULL;
	if (line > 0)
		q.scope = funcname_inside(&job->l->theirs, line - 1);
	reason = find_definition(&q);
	if (!reason)
		reason = find_lines(&q);
	if (!reason)
		reason = find_block(&q);
	if (!reason)
		reason = find_names(&q);
	if (!reason)
		reason = find_ids(&q);
	if (!reason)
		reason = find_alike(&q);
	if (!reason)
		reason = find_included(&q);
	g_free(q.scope);
	return reason;
}
