/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * usage: triage DIR
 *
 * Finds the title of each log of a corpus, counts by type the found and the correct
 * ones, and lists the wrong ones; measures the CPU time for a clean log and for one
 * full of reports. A file of the corpus is a header of "TITLE: ", "TYPE: " and
 * "CORRUPTED: Y" lines, a blank line, the log, and optionally "REPORT:".
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "console/triage.h"

/*
 * The expectations in a file's header; a string is NULL if the header does not have it.
 */
struct sample {
	char *name, *title, *type;
	gboolean corrupted;
	char *log;
};

struct score {
	guint count, found, title, type, corrupted;
};

static void sample_free(gpointer data)
{
	struct sample *sample = data;

	g_free(sample->name);
	g_free(sample->title);
	g_free(sample->type);
	g_free(sample->log);
	g_free(sample);
}

static void read_header(struct sample *sample, const char *header)
{
	g_auto(GStrv) lines = g_strsplit(header, "\n", -1);

	for (char **line = lines; *line; line++) {
		if (g_str_has_prefix(*line, "TITLE: ") && (*line)[7])
			sample->title = g_strdup(*line + 7);
		else if (g_str_has_prefix(*line, "TYPE: "))
			sample->type = g_strdup(*line + 6);
		else if (!strcmp(*line, "CORRUPTED: Y"))
			sample->corrupted = TRUE;
	}
}

static struct sample *sample_load(const char *dir, const char *name)
{
	g_autofree char *path = g_build_filename(dir, name, NULL), *text = NULL;
	struct sample *sample;
	char *log, *end;

	if (!g_file_get_contents(path, &text, NULL, NULL))
		return NULL;
	sample = g_new0(struct sample, 1);
	sample->name = g_strdup(name);
	log = *text == '\n' ? text : strstr(text, "\n\n");
	if (log) {
		*log = '\0';
		read_header(sample, text);
		log += log == text ? 1 : 2;
		end = strstr(log, "\n\nREPORT:\n");
		sample->log = end ? g_strndup(log, end + 1 - log) : g_strdup(log);
	} else {
		sample->log = g_strdup("");
	}
	return sample;
}

static gint by_number(gconstpointer a, gconstpointer b)
{
	const struct sample *const *one = a, *const *two = b;

	return atoi((*one)->name) - atoi((*two)->name);
}

static GPtrArray *corpus_load(const char *path)
{
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	GPtrArray *samples = g_ptr_array_new_with_free_func(sample_free);
	const char *name;

	while (dir && (name = g_dir_read_name(dir))) {
		struct sample *sample = sample_load(path, name);

		if (sample)
			g_ptr_array_add(samples, sample);
	}
	g_ptr_array_sort(samples, by_number);
	return samples;
}

/* ---- names ------------------------------------------------------------- */

static const struct report *first_report(GPtrArray *reports)
{
	for (guint i = 0; i < reports->len; i++) {
		const struct report *report = g_ptr_array_index(reports, i);

		if (!report->notice)
			return report;
	}
	return NULL;
}

static struct score *score_of(GHashTable *scores, const char *type)
{
	struct score *score = g_hash_table_lookup(scores, type);

	if (!score) {
		score = g_new0(struct score, 1);
		g_hash_table_insert(scores, g_strdup(type), score);
	}
	return score;
}

static void judge(GHashTable *scores, const struct sample *sample)
{
	g_autoptr(GPtrArray) reports = triage_scan(sample->log, strlen(sample->log));
	const struct report *report = first_report(reports);
	const char *type = sample->type	   ? sample->type
			   : sample->title ? "(none)"
					   : "(nothing)";
	struct score *score = score_of(scores, type);
	gboolean title =
		report && sample->title && !strcmp(report->title, sample->title);

	score->count++;
	score->found += report != NULL;
	score->title += title;
	score->corrupted += report && report->corrupted == sample->corrupted;
	score->type += report && (!sample->type || !strcmp(report->type, sample->type));
	if (!sample->title && report)
		printf("%s: flagged: %s\n", sample->name, report->title);
	else if (sample->title && !title)
		printf("%s: %s\n\texpected: %s\n", sample->name,
		       report ? report->title : "(missed)", sample->title);
	else if (report && report->corrupted != sample->corrupted)
		printf("%s: %s\n\tis %scorrupted\n", sample->name, report->title,
		       sample->corrupted ? "" : "not ");
}

static void print_score(const char *type, const struct score *score)
{
	printf("%-38s %6u %6u %6u %6u %6u\n", type, score->count, score->found,
	       score->title, score->type, score->corrupted);
}

static void print_scores(GHashTable *scores)
{
	g_autoptr(GList) types =
		g_list_sort(g_hash_table_get_keys(scores), (GCompareFunc)strcmp);
	struct score total = {.count = 0};

	printf("\n%-38s %6s %6s %6s %6s %6s\n", "expected", "logs", "found", "title",
	       "type", "whole");
	for (GList *type = types; type; type = type->next) {
		const struct score *score = g_hash_table_lookup(scores, type->data);

		print_score(type->data, score);
		if (!strcmp(type->data, "(nothing)"))
			continue;
		total.count += score->count;
		total.found += score->found;
		total.title += score->title;
		total.type += score->type;
		total.corrupted += score->corrupted;
	}
	print_score("all with a report", &total);
}

/* ---- speed ------------------------------------------------------------- */

#define MIB 1048576

/* Repeats the text up to @size bytes. */
static GString *repeat(const char *text, gsize size)
{
	GString *out = g_string_sized_new(size);

	while (out->len < size)
		g_string_append(out, text);
	return out;
}

/* CPU time of this process only, so that other processes do not matter. */
static double cpu_seconds(void)
{
	return (double)clock() / CLOCKS_PER_SEC;
}

static void measure(const char *what, const char *text, gsize size)
{
	g_autoptr(GString) log = repeat(text, size);
	double best = G_MAXDOUBLE;
	guint found = 0;

	for (guint i = 0; i < 9; i++) {
		g_autoptr(GPtrArray) reports = NULL;
		double begin = cpu_seconds();

		reports = triage_scan(log->str, log->len);
		best = MIN(best, cpu_seconds() - begin);
		found = reports->len;
	}
	printf("%-38s %6.0f MB/s of CPU time, %u reports in %zu MB\n", what,
	       log->len / best / 1e6, found, log->len / 1000000);
}

static void measure_all(GPtrArray *samples)
{
	g_autoptr(GString) all = g_string_new(NULL);

	for (guint i = 0; i < samples->len; i++) {
		const struct sample *sample = g_ptr_array_index(samples, i);

		g_string_append(all, sample->log);
	}
	putchar('\n');
	measure("a log without reports",
		"[    1.234567] pci 0000:00:01.1: legacy IDE quirk: reg 0x10: [io "
		"0x01f0]\n"
		"[    1.234890] NET: Registered PF_INET protocol family\n"
		"[    1.240001] TCP established hash table entries: 2048 (order: 2, "
		"linear)\n"
		"[    1.251111] systemd[1]: Started Journal Service.\n",
		128 * MIB);
	/* Triage reports no more than this, and would not read the rest. */
	measure("the corpus as one log", all->str, 32 * MIB);
}

int main(int argc, char **argv)
{
	g_autoptr(GPtrArray) samples = NULL;
	g_autoptr(GHashTable) scores = NULL;

	if (argc != 2) {
		fprintf(stderr, "usage: triage DIR\n");
		return 2;
	}
	samples = corpus_load(argv[1]);
	if (!samples->len) {
		printf("skip: no corpus in %s\n", argv[1]);
		return 0;
	}
	scores = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	for (guint i = 0; i < samples->len; i++)
		judge(scores, g_ptr_array_index(samples, i));
	print_scores(scores);
	measure_all(samples);
	return 0;
}
