/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Shows coverage on a terminal. */
#include "cover/cover-view.h"

#include <string.h>

#include "util/terminal.h"

#define GUTTER "%-8s| "

static const struct {
	const char *label, *colour;
} looks[] = {
	[COVERAGE_NO_CODE] = {"", ""},
	[COVERAGE_NOT_RUN] = {"NOT RUN", "\033[31m"},
	[COVERAGE_RUN] = {"run", "\033[32m"},
	[COVERAGE_GONE] = {"gone", "\033[2m"},
	[COVERAGE_UNBUILT] = {"unbuilt", "\033[2m"},
};

/* Returns all scenes that are scenarios, without boot and end. */
static guint64 all_scenarios(const struct coverage *coverage)
{
	guint64 all = 0;

	for (guint i = 0; i < coverage->scenes->len; i++)
		if (strcmp(coverage->scenes->pdata[i], "boot") &&
		    strcmp(coverage->scenes->pdata[i], "end"))
			all |= G_GUINT64_CONSTANT(1) << i;
	return all;
}

static void print_scenes(FILE *out, const struct coverage *coverage, guint64 scenes)
{
	guint64 all = all_scenarios(coverage);

	if (all & (all - 1) && (scenes & all) == all) {
		fputs(" every scenario", out);
		scenes &= ~all;
	}
	for (guint i = 0; scenes; i++, scenes >>= 1)
		if (scenes & 1)
			fprintf(out, " %s", (char *)coverage->scenes->pdata[i]);
}

static void print_line(FILE *out, const struct patch_line *text,
		       const struct coverage_line *line, gboolean colour)
{
	const char *label = line ? looks[line->state].label : "";
	const char *begin = line && colour ? looks[line->state].colour : "";
	struct span bare = cover_view_text(text);

	terminal_control(out, begin);
	fprintf(out, GUTTER "%c%.*s", label, text->kind, (int)bare.len, bare.data);
	terminal_control(out, *begin ? "\033[0m" : "");
	fputc('\n', out);
}

const struct coverage_line *cover_view_next(const struct coverage_hunk *hunk,
					    const struct patch_line *text, guint *next)
{
	const struct coverage_line *line =
		*next < hunk->lines->len
			? &g_array_index(hunk->lines, struct coverage_line, *next)
			: NULL;

	if (!line || line->text != text)
		return NULL;
	++*next;
	return line;
}

static void print_hunk(FILE *out, const struct coverage *coverage,
		       const struct coverage_hunk *hunk, gboolean colour)
{
	guint next = 0;

	fprintf(out, GUTTER "%.*s", "", (int)strcspn(hunk->hunk->head.data, "\r\n"),
		hunk->hunk->head.data);
	fprintf(out, "  [%u/%u", hunk->run, hunk->changed);
	print_scenes(out, coverage, hunk->scenes);
	fputs("]\n", out);
	for (gsize i = 0; i < hunk->hunk->n_lines; i++) {
		const struct patch_line *text = &hunk->hunk->lines[i];
		const struct coverage_line *line = cover_view_next(hunk, text, &next);

		print_line(out, text, line, colour);
	}
}

static void print_functions(FILE *out, const struct coverage *coverage,
			    const struct coverage_patch *patch)
{
	for (guint i = 0; i < patch->functions->len; i++) {
		const struct coverage_function *f = patch->functions->pdata[i];

		fprintf(out, "  %s %s", f->entered ? "entered    " : "not entered",
			f->function->name);
		if (f->entered) {
			fputc(':', out);
			print_scenes(out, coverage, f->scenes);
		}
		fputc('\n', out);
	}
}

static void print_head(FILE *out, const struct coverage_patch *patch)
{
	if (patch->changed)
		fprintf(out, "%s: changed lines run %u/%u\n", patch->name, patch->run,
			patch->changed);
	else
		fprintf(out, "%s: no changed line has code\n", patch->name);
}

static const struct coverage_patch *next_shown(const struct coverage *coverage,
					       guint *i)
{
	while (*i < coverage->patches->len) {
		const struct coverage_patch *patch = coverage->patches->pdata[(*i)++];

		if (patch->shown)
			return patch;
	}
	return NULL;
}

static void print_caveat(FILE *out, const struct coverage *coverage)
{
	if (!coverage->exact)
		fputs("# scenarios: those that ran code for the first time, it may "
		      "have run in others too\n",
		      out);
}

void cover_view_diff(FILE *out, const struct coverage *coverage, gboolean colour)
{
	const struct coverage_patch *patch;

	print_caveat(out, coverage);
	for (guint i = 0; (patch = next_shown(coverage, &i));) {
		print_head(out, patch);
		print_functions(out, coverage, patch);
		for (guint j = 0; j < patch->files->len; j++) {
			const struct coverage_file *file = patch->files->pdata[j];

			fprintf(out, GUTTER "+++ %s\n", "", file->path);
			for (guint k = 0; k < file->hunks->len; k++)
				print_hunk(out, coverage, file->hunks->pdata[k],
					   colour);
		}
	}
	fprintf(out, "changed lines run %u/%u\n", coverage->run, coverage->changed);
}

/* Calls @visit for each line of each selected hunk. */
static void each_hunk(const struct coverage *coverage, FILE *out,
		      void (*visit)(FILE *, const struct coverage *,
				    const struct coverage_file *,
				    const struct coverage_hunk *))
{
	const struct coverage_patch *patch;

	for (guint i = 0; (patch = next_shown(coverage, &i));)
		for (guint j = 0; j < patch->files->len; j++) {
			const struct coverage_file *file = patch->files->pdata[j];

			for (guint k = 0; k < file->hunks->len; k++)
				visit(out, coverage, file, file->hunks->pdata[k]);
		}
}

static void print_hunk_scenes(FILE *out, const struct coverage *coverage,
			      const struct coverage_file *file,
			      const struct coverage_hunk *hunk)
{
	if (!hunk->changed)
		return;
	fprintf(out, "%s:%u: %u/%u", file->path,
		g_array_index(hunk->lines, struct coverage_line, 0).number, hunk->run,
		hunk->changed);
	print_scenes(out, coverage, hunk->scenes);
	fputc('\n', out);
}

void cover_view_scenarios(FILE *out, const struct coverage *coverage)
{
	print_caveat(out, coverage);
	each_hunk(coverage, out, print_hunk_scenes);
}

static void print_missing(FILE *out, const struct coverage *coverage,
			  const struct coverage_file *file,
			  const struct coverage_hunk *hunk)
{
	for (guint i = 0; i < hunk->lines->len; i++) {
		const struct coverage_line *line =
			&g_array_index(hunk->lines, struct coverage_line, i);

		if (line->state != COVERAGE_NOT_RUN)
			continue;
		fprintf(out, "%s:%u: %.*s\n", file->path, line->number,
			(int)strcspn(line->text->text, "\r\n"), line->text->text);
	}
}

void cover_view_missing(FILE *out, const struct coverage *coverage)
{
	each_hunk(coverage, out, print_missing);
}
