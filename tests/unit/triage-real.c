/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Checks the titles of the logs in tests/data/triage-real: a directory for each kind of
 * log has NAME.log and NAME.expect. The latter has a line "TITLE [TYPE]" for each
 * report, followed by " (corrupted)" or " (notice)", and is empty if there is no
 * report. Prints a table of correct results by kind.
 */
#include <stdio.h>
#include <string.h>

#include "console/triage.h"

struct score {
	const char *kind;
	guint logs, right;
};

struct sample {
	char *path; /* without ".log" */
	struct score *score;
};

static gint by_name(gconstpointer a, gconstpointer b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static GPtrArray *sorted_entries(const char *path)
{
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
	const char *name;

	while (dir && (name = g_dir_read_name(dir)))
		g_ptr_array_add(names, g_strdup(name));
	g_ptr_array_sort(names, by_name);
	return names;
}

static char *read_file(const char *path, const char *suffix, gsize *len)
{
	g_autofree char *name = g_strconcat(path, suffix, NULL);
	char *text = NULL;

	g_assert_true(g_file_get_contents(name, &text, len, NULL));
	return text;
}

static char *found(const char *path)
{
	gsize len;
	g_autofree char *log = read_file(path, ".log", &len);
	g_autoptr(GPtrArray) reports = triage_scan(log, len);
	GString *out = g_string_new(NULL);

	for (guint i = 0; i < reports->len; i++) {
		const struct report *report = g_ptr_array_index(reports, i);

		g_string_append_printf(out, "%s [%s]%s%s\n", report->title,
				       report->type,
				       report->corrupted ? " (corrupted)" : "",
				       report->notice ? " (notice)" : "");
	}
	return g_string_free(out, FALSE);
}

static void test_sample(gconstpointer data)
{
	const struct sample *sample = data;
	g_autofree char *expect = read_file(sample->path, ".expect", NULL);
	g_autofree char *got = found(sample->path);

	sample->score->logs++;
	sample->score->right += !strcmp(expect, got);
	g_assert_cmpstr(got, ==, expect);
}

static void add_kind(GPtrArray *scores, const char *root, const char *kind)
{
	g_autofree char *dir = g_build_filename(root, kind, NULL);
	g_autoptr(GPtrArray) names = sorted_entries(dir);
	struct score *score = g_new0(struct score, 1);

	g_assert_cmpuint(names->len, >, 1);
	score->kind = g_strdup(kind);
	g_ptr_array_add(scores, score);
	for (guint i = 0; i < names->len; i++) {
		const char *name = g_ptr_array_index(names, i);
		struct sample *sample;
		g_autofree char *base = NULL, *test = NULL;

		if (!g_str_has_suffix(name, ".log"))
			continue;
		base = g_strndup(name, strlen(name) - strlen(".log"));
		test = g_strdup_printf("/triage-real/%s/%s", kind, base);
		sample = g_new(struct sample, 1);
		sample->path = g_build_filename(dir, base, NULL);
		sample->score = score;
		g_test_add_data_func(test, sample, test_sample);
	}
}

static void print_scores(const GPtrArray *scores)
{
	printf("# %-24s %6s %6s\n", "kind", "logs", "right");
	for (guint i = 0; i < scores->len; i++) {
		const struct score *score = g_ptr_array_index(scores, i);

		printf("# %-24s %6u %6u\n", score->kind, score->logs, score->right);
	}
}

int main(int argc, char **argv)
{
	g_autofree char *root = NULL;
	g_autoptr(GPtrArray) kinds = NULL, scores = g_ptr_array_new();
	int status;

	g_test_init(&argc, &argv, NULL);
	root = g_build_filename(g_getenv("SRCDIR"), "tests/data/triage-real", NULL);
	kinds = sorted_entries(root);
	g_assert_cmpuint(kinds->len, >, 0);
	g_test_set_nonfatal_assertions();
	for (guint i = 0; i < kinds->len; i++)
		add_kind(scores, root, g_ptr_array_index(kinds, i));
	status = g_test_run();
	print_scores(scores);
	return status;
}
