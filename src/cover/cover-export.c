/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Exports coverage of whole files for other tools. */
#include "cover/cover-view.h"

#include <string.h>

#include "util/visible.h"

/* Whether any code of the line at @codes[*i] ran; *i advances to the next line. */
static gboolean next_line(const struct coverage *coverage, guint file, guint *i,
			  guint *line)
{
	const GArray *codes = coverage->lines->codes;
	gboolean ran = FALSE;

	*line = g_array_index(codes, struct lines_code, *i).line;
	for (; *i < codes->len; (*i)++) {
		const struct lines_code *code =
			&g_array_index(codes, struct lines_code, *i);

		if (code->file != file || code->line != *line)
			break;
		ran |= g_array_index(coverage->ran, guint64, *i) != 0;
	}
	return ran;
}

/* Returns the index of the first code of @file, or the number of all. */
static guint first_code(const struct coverage *coverage, guint file)
{
	guint i = 0;

	while (i < coverage->lines->codes->len &&
	       g_array_index(coverage->lines->codes, struct lines_code, i).file != file)
		i++;
	return i;
}

static gboolean is_of(const struct coverage *coverage, guint file, guint i)
{
	return i < coverage->lines->codes->len &&
	       g_array_index(coverage->lines->codes, struct lines_code, i).file == file;
}

/* Whether the first byte of a function ran. */
static gboolean was_entered(const struct coverage *coverage,
			    const struct lines_function *f)
{
	const struct lines_code *codes = (const void *)coverage->lines->codes->data;

	for (guint i = 0; i < coverage->lines->codes->len; i++)
		if (codes[i].start == f->start &&
		    g_array_index(coverage->ran, guint64, i))
			return TRUE;
	return FALSE;
}

/* Prints the functions that begin in @file, with their lines. */
static void lcov_functions(const struct coverage *coverage, guint file, GString *out)
{
	guint count = 0, hit = 0;

	for (guint i = 0; i < coverage->lines->functions->len; i++) {
		const struct lines_function *f = coverage->lines->functions->pdata[i];
		gboolean entered;

		if (f->file != file || !f->line)
			continue;
		entered = was_entered(coverage, f);
		g_string_append_printf(out, "FN:%u,%s\nFNDA:%d,%s\n", f->line, f->name,
				       entered, f->name);
		count++;
		hit += entered;
	}
	g_string_append_printf(out, "FNF:%u\nFNH:%u\n", count, hit);
}

char *cover_view_lcov(const struct coverage *coverage)
{
	GString *out = g_string_new("TN:\n");

	for (guint file = 0; file < coverage->lines->files->len; file++) {
		const struct lines_file *named = coverage->lines->files->pdata[file];
		g_autofree char *path = visible_text(named->path, -1, "");
		guint i = first_code(coverage, file), line, count = 0, hit = 0;

		if (!is_of(coverage, file, i))
			continue;
		g_string_append_printf(out, "SF:%s\n", path);
		lcov_functions(coverage, file, out);
		while (is_of(coverage, file, i)) {
			gboolean ran = next_line(coverage, file, &i, &line);

			g_string_append_printf(out, "DA:%u,%d\n", line, ran);
			count++;
			hit += ran;
		}
		g_string_append_printf(out, "LF:%u\nLH:%u\nend_of_record\n", count,
				       hit);
	}
	return g_string_free(out, FALSE);
}

/* Appends a class, and adds its lines to *@count and *@hit. */
static void cobertura_class(const struct coverage *coverage, guint file, GString *out,
			    guint *count, guint *hit)
{
	const struct lines_file *named = coverage->lines->files->pdata[file];
	g_autofree char *visible = visible_text(named->path, -1, "");
	g_autofree char *path = g_markup_escape_text(visible, -1);
	g_autoptr(GString) rows = g_string_new(NULL);
	guint i = first_code(coverage, file), line, all = 0, run = 0;

	while (is_of(coverage, file, i)) {
		gboolean ran = next_line(coverage, file, &i, &line);

		g_string_append_printf(rows, "<line number=\"%u\" hits=\"%d\"/>\n",
				       line, ran);
		all++;
		run += ran;
	}
	if (!all)
		return;
	g_string_append_printf(out,
			       "<class name=\"%s\" filename=\"%s\" line-rate=\"%.4f\" "
			       "branch-rate=\"0\" complexity=\"0\">\n<methods/>\n"
			       "<lines>\n%s</lines>\n</class>\n",
			       path, path, (double)run / all, rows->str);
	*count += all;
	*hit += run;
}

char *cover_view_cobertura(const struct coverage *coverage)
{
	g_autoptr(GString) classes = g_string_new(NULL);
	guint count = 0, hit = 0;
	double rate;

	for (guint file = 0; file < coverage->lines->files->len; file++)
		cobertura_class(coverage, file, classes, &count, &hit);
	rate = count ? (double)hit / count : 0;
	return g_strdup_printf(
		"<?xml version=\"1.0\"?>\n"
		"<!DOCTYPE coverage SYSTEM "
		"\"http://cobertura.sourceforge.net/xml/coverage-04.dtd\">\n"
		"<coverage line-rate=\"%.4f\" branch-rate=\"0\" lines-covered=\"%u\" "
		"lines-valid=\"%u\" branches-covered=\"0\" branches-valid=\"0\" "
		"complexity=\"0\" version=\"kferry " KFERRY_VERSION "\" "
		"timestamp=\"0\">\n<sources><source>.</source></sources>\n"
		"<packages>\n<package name=\"kernel\" line-rate=\"%.4f\" "
		"branch-rate=\"0\" complexity=\"0\">\n<classes>\n%s</classes>\n"
		"</package>\n</packages>\n</coverage>\n",
		rate, hit, count, rate, classes->str);
}
