/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "verdict/history.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "util/database.h"
#include "util/error.h"
#include "util/fs.h"
#include "verdict/compare.h"
#include "verdict/history-select.h"
#include "verdict/rate.h"
#include "verdict/run.h"

struct place {
	char *dir, *path;
};

static void place_make(struct place *place, gconstpointer data)
{
	place->dir = g_dir_make_tmp("kferry-history-XXXXXX", NULL);
	place->path = g_build_filename(place->dir, HISTORY_NAME, NULL);
}

static void place_clear(struct place *place, gconstpointer data)
{
	g_assert_true(fs_remove(place->dir, NULL));
	g_free(place->dir);
	g_free(place->path);
}

static struct history_run *new_run(const char *nonce, const char *variant,
				   enum verdict_kind kind, const char *seen)
{
	struct history_run *run = g_new0(struct history_run, 1);

	run->nonce = g_strdup(nonce);
	run->branch = g_strdup("6.1");
	run->variant = g_strdup(variant);
	run->kind = kind;
	run->seen = g_strdup(seen);
	run->expected = g_strdup("clean");
	run->release = g_strdup("6.1.18");
	run->host = g_strdup("here");
	run->accel = g_strdup("tcg");
	run->changed = run->covered = -1;
	run->wall = 10;
	return run;
}

static void add(struct history *history, const char *nonce, gint64 started,
		const char *variant, enum verdict_kind kind, const char *seen)
{
	g_autoptr(HistoryRun) run = new_run(nonce, variant, kind, seen);
	g_autoptr(GError) error = NULL;

	run->started = started;
	g_assert_true(history_add(history, run, &error));
	g_assert_no_error(error);
}

static GPtrArray *find(struct history *history, struct history_query query)
{
	g_autoptr(GError) error = NULL;
	GPtrArray *runs = history_find(history, &query, &error);

	g_assert_no_error(error);
	return runs;
}

static void test_rows(struct place *place, gconstpointer data)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(History) history = history_open(place->path, &error);
	g_autoptr(GPtrArray) all = NULL;
	g_autoptr(GPtrArray) some = NULL;
	g_autoptr(GPtrArray) release = NULL;
	g_autoptr(GPtrArray) other = NULL;
	const struct history_run *run;

	g_assert_no_error(error);
	add(history, "a", 100, "fixed", VERDICT_PASS, "clean");
	add(history, "b", 200, "fixed", VERDICT_PASS, "clean");
	add(history, "c", 300, "plain", VERDICT_FAIL, "WARNING in it's \"it\"");
	/* judged again with another result */
	add(history, "b", 200, "fixed", VERDICT_INVALID, "nothing");
	all = find(history, (struct history_query){.branch = "6.1"});
	g_assert_cmpuint(all->len, ==, 3);
	run = all->pdata[0];
	g_assert_cmpstr(run->seen, ==, "WARNING in it's \"it\"");
	g_assert_null(run->why);
	g_assert_cmpint(run->changed, ==, -1);
	run = all->pdata[1];
	g_assert_cmpint(run->kind, ==, VERDICT_INVALID);
	some = find(history, (struct history_query){
				     .variant = "fixed", .since = 150, .until = 300});
	g_assert_cmpuint(some->len, ==, 1);
	release = find(history, (struct history_query){.release = "6.1.18"});
	g_assert_cmpuint(release->len, ==, 3);
	other = find(history, (struct history_query){.release = "6.1.1"});
	g_assert_cmpuint(other->len, ==, 0);
}

static void test_counts(struct place *place, gconstpointer data)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(History) history = history_open(place->path, &error);
	const struct history_query query = {.branch = "6.1"};
	g_autoptr(GPtrArray) counts = NULL;
	const struct history_count *count;

	add(history, "a", 100, "fixed", VERDICT_PASS, "clean");
	add(history, "b", 200, "fixed", VERDICT_FAIL, "BUG");
	add(history, "d", 400, "fixed", VERDICT_PASS, "clean");
	add(history, "c", 300, "fixed", VERDICT_PASS, "clean");
	add(history, "e", 1, "plain", VERDICT_INVALID, "nothing");
	counts = history_count(history, &query, &error);
	g_assert_no_error(error);
	g_assert_cmpuint(counts->len, ==, 2);
	count = counts->pdata[0];
	g_assert_cmpstr(count->variant, ==, "fixed");
	g_assert_cmpuint(count->pass, ==, 3);
	g_assert_cmpuint(count->fail, ==, 1);
	g_assert_cmpint(count->last, ==, 400);
	g_assert_cmpint(count->since, ==, 300);
	g_assert_cmpint(count->first, ==, 100);
}

/* Forks a writer, which will be killed at any moment. */
static pid_t write_for_ever(const char *path, int writer)
{
	pid_t pid = fork();

	if (pid)
		return pid;
	for (guint i = 0;; i++) {
		g_autoptr(History) history = history_open(path, NULL);
		g_autofree char *nonce = g_strdup_printf("%d-%u", writer, i);
		g_autofree char *seen = g_strdup_printf("title %d %u", writer, i);
		g_autoptr(HistoryRun) run = new_run(nonce, "fixed", VERDICT_PASS, seen);

		if (!history || !history_add(history, run, NULL))
			_exit(1);
	}
}

static void test_writers(struct place *place, gconstpointer data)
{
	pid_t writers[4];
	g_autoptr(GError) error = NULL;
	g_autoptr(History) history = NULL;
	g_autoptr(GPtrArray) runs = NULL;
	g_autoptr(Database) database = NULL;
	g_autoptr(Statement) check = NULL;

	for (guint i = 0; i < G_N_ELEMENTS(writers); i++)
		writers[i] = write_for_ever(place->path, i);
	g_usleep(G_USEC_PER_SEC / 2);
	for (guint i = 0; i < G_N_ELEMENTS(writers); i++) {
		int status;

		kill(writers[i], SIGKILL);
		g_assert_cmpint(waitpid(writers[i], &status, 0), ==, writers[i]);
		/* no writer failed before the kill */
		g_assert_true(WIFSIGNALED(status));
	}
	history = history_open(place->path, &error);
	g_assert_no_error(error);
	runs = find(history, (struct history_query){.branch = "6.1"});
	g_assert_cmpuint(runs->len, >, 0);
	/* each row has its texts */
	for (guint i = 0; i < runs->len; i++)
		g_assert_nonnull(((struct history_run *)runs->pdata[i])->seen);
	g_assert_cmpint(sqlite3_open(place->path, &database), ==, SQLITE_OK);
	check = database_prepare(database, "PRAGMA integrity_check", &error);
	g_assert_cmpint(database_step(check, &error), ==, SQLITE_ROW);
	g_assert_cmpstr((const char *)sqlite3_column_text(check, 0), ==, "ok");
}

static void test_foreign_file(struct place *place, gconstpointer data)
{
	g_autoptr(GError) error = NULL;
	Database *database = NULL;

	g_assert_true(fs_write(place->path,
			       "this is no database, but long enough "
			       "for the header of one, which it lacks\n",
			       NULL));
	g_assert_null(history_open(place->path, &error));
	g_assert_error(error, KF_ERROR, KF_ERROR_SYSTEM);
	g_assert_nonnull(g_strrstr(error->message, place->path));
	g_clear_error(&error);
	g_assert_cmpint(g_unlink(place->path), ==, 0);
	g_assert_cmpint(sqlite3_open(place->path, &database), ==, SQLITE_OK);
	g_assert_true(database_run(database, "PRAGMA user_version = 99", &error));
	sqlite3_close_v2(database);
	g_assert_null(history_open(place->path, &error));
	g_assert_error(error, KF_ERROR, KF_ERROR_INVALID);
}

/* Values computed by hand from Wilson's formula, and the extremes. */
static void test_rate(void)
{
	struct rate half = rate_of(5, 10, 0.95), none = rate_of(0, 5, 0.95),
		    all = rate_of(5, 5, 0.95), never = rate_of(0, 0, 0.95);

	g_assert_cmpfloat_with_epsilon(half.low, 0.2366, 0.0001);
	g_assert_cmpfloat_with_epsilon(half.high, 0.7634, 0.0001);
	g_assert_cmpfloat(none.low, ==, 0);
	g_assert_cmpfloat_with_epsilon(none.high, 0.4345, 0.0001);
	g_assert_cmpfloat_with_epsilon(all.low, 0.5655, 0.0001);
	g_assert_cmpfloat(all.high, ==, 1);
	g_assert_cmpfloat(never.low, ==, 0);
	g_assert_cmpfloat(never.high, ==, 1);
}

/* One run for each letter: '.' passes, '?' is INVALID, others fail with that title. */
static GPtrArray *runs_of(const char *word)
{
	GPtrArray *runs =
		g_ptr_array_new_with_free_func((GDestroyNotify)history_run_free);

	for (; *word; word++) {
		char seen[] = {*word, '\0'};
		enum verdict_kind kind = *word == '.'	? VERDICT_PASS
					 : *word == '?' ? VERDICT_INVALID
							: VERDICT_FAIL;

		g_ptr_array_add(runs, new_run("n", "fixed", kind, seen));
	}
	return runs;
}

static void test_compare(void)
{
	static const struct {
		const char *before, *after, *kind;
	} cases[] = {
		{".", ".", "same"},
		{"", ".", "same"},
		{".", "", "untried"},
		{".", "??", "untried"},
		{".", "a", "new"},
		{"", "a", "new"},
		{"?", "a", "new"},
		{"a", "a", "known"},
		{"a", "b", "new"},
		{"aa", "ab", "new"},
		{"a", ".", "fixed"},
		/* at a rate of one in ten, ten runs that pass prove nothing; nor does
		 * one run before */
		{"a.........", "..........", "flaky"},
		{".", "a.........", "flaky"},
		{"aaaaa.....", "...............", "fixed"},
		{"...............", "aaaaa.....", "new"},
		{"a.", "a.", "flaky"},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(GPtrArray) before = runs_of(cases[i].before);
		g_autoptr(GPtrArray) after = runs_of(cases[i].after);
		g_autoptr(GPtrArray) rows = comparison_of(before, after);
		const struct comparison *row = rows->pdata[0];

		g_test_message("%s -> %s", cases[i].before, cases[i].after);
		g_assert_cmpstr(comparison_name(row->kind), ==, cases[i].kind);
	}
}

static void test_slower(void)
{
	g_autoptr(GPtrArray) before = runs_of("...");
	g_autoptr(GPtrArray) after = runs_of("...");
	g_autoptr(GPtrArray) rows = NULL;
	g_autoptr(GPtrArray) elsewhere = NULL;
	struct history_run *run;

	for (guint i = 0; i < after->len; i++)
		((struct history_run *)after->pdata[i])->wall = 15;
	rows = comparison_of(before, after);
	g_assert_cmpfloat_with_epsilon(((struct comparison *)rows->pdata[0])->slower,
				       1.5, 0.001);
	run = after->pdata[1];
	g_free(run->host);
	run->host = g_strdup("there");
	elsewhere = comparison_of(before, after);
	g_assert_cmpfloat(((struct comparison *)elsewhere->pdata[0])->slower, ==, 0);
}

static void test_select(void)
{
	static const char *const bad[] = {"",
					  "@6.1.1",
					  "6.1@",
					  "6.1/",
					  "6.1@2026-13-01..",
					  "6.1@2026-01-32",
					  "6.1@..never",
					  "6.1@2026-01-01..x"};
	g_autoptr(GError) error = NULL;
	g_autoptr(HistorySelection) whole =
		history_select("6.1/fixed@2026-11-20..2026-11-21", &error);
	g_autoptr(HistorySelection) release = history_select("6.1@6.1.187", &error);

	g_assert_no_error(error);
	g_assert_cmpstr(whole->query.branch, ==, "6.1");
	g_assert_cmpstr(whole->query.variant, ==, "fixed");
	g_assert_null(whole->query.release);
	g_assert_cmpint(whole->query.until - whole->query.since, ==, 2 * 24 * 3600);
	g_assert_cmpstr(release->query.release, ==, "6.1.187");
	for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
		g_test_message("'%s'", bad[i]);
		g_assert_null(history_select(bad[i], &error));
		g_assert_error(error, KF_ERROR, KF_ERROR_INPUT);
		g_clear_error(&error);
	}
}

static void fill_run(struct run *run)
{
	run->branch = g_strdup("6.1");
	run->arch = g_strdup("arm64");
	run->variant = g_strdup("fixed");
	run->nonce = g_strdup("00");
	run->accel = g_strdup("tcg");
	run->source = g_strdup("a \"tree\"\n");
	run->seed = 7;
	run->date = 1700000000;
	run->lockdep = FALSE;
	run->modules = g_strsplit("a b", " ", -1);
	run->expect = RUN_EXPECT_SPLAT;
	run->splats = g_strsplit("BUG: *|WARNING", "|", -1);
	run_add_counter(run, "slab", 3);
	run_add_counter(run, "memcg", 1);
	run_add_counter(run, "slab", 2); /* the larger slack wins */
	run_add_known(run, "WARNING in *", "it is known");
	run_add_known(run, "b\377d", "no UTF-8");
	run->result.end = RUN_END_SILENCE;
	run->result.status = 4;
	run->result.wall = 1.5;
	run->result.asked = 9;
}

/* A saved run can be read, and saving it again gives the same bytes. */
static void test_run(struct place *place, gconstpointer data)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Run) run = run_new();
	g_autoptr(Run) again = NULL;
	g_autofree char *text = NULL;
	g_autofree char *text_again = NULL;

	fill_run(run);
	g_assert_true(run_save(run, place->dir, &error));
	again = run_load(place->dir, &error);
	g_assert_no_error(error);
	text = run_text(run);
	text_again = run_text(again);
	g_assert_cmpstr(text, ==, text_again);
	g_assert_cmpstr(again->source, ==, "a \"tree\"\n");
	g_assert_false(again->lockdep);
	g_assert_cmpint(again->expect, ==, RUN_EXPECT_SPLAT);
	g_assert_cmpint(again->result.end, ==, RUN_END_SILENCE);
	g_assert_cmpuint(again->counters->len, ==, 2);
	g_assert_cmpuint(((struct run_counter *)again->counters->pdata[0])->slack, ==,
			 3);
	g_assert_cmpstr(((struct run_known *)again->known->pdata[0])->reason, ==,
			"it is known");
	g_assert_cmpuint(again->known->len, ==, 2);
	g_assert_cmpint(run_date(again, place->dir), ==, 1700000000);
	/* a run without a date has that of its file */
	again->date = 0;
	g_assert_cmpint(run_date(again, place->dir), >, 1700000000);
	g_assert_cmpint(run_date(again, "/none"), ==, 0);
}

/* With @to instead of @from the text of a run is invalid, with @why in the message. */
static void refuse_run(const char *from, const char *to, const char *why)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Run) run = run_new();
	g_autoptr(GString) text = NULL;
	g_autofree char *good = NULL;

	fill_run(run);
	good = run_text(run);
	text = g_string_new(good);
	g_assert_cmpuint(g_string_replace(text, from, to, 1), ==, 1);
	g_assert_null(run_parse("run.json", text->str, text->len, &error));
	g_assert_error(error, KF_ERROR, KF_ERROR_INVALID);
	g_test_message("%s", error->message);
	g_assert_nonnull(strstr(error->message, why));
}

static void test_bad_run(struct place *place, gconstpointer data)
{
	g_autoptr(GError) error = NULL;

	refuse_run("{", "", "run.json:2: ");
	refuse_run("\"branch\"", "\"variant\"", "no finished run"); /* a name twice */
	refuse_run("\"nonce\"", "\"once\"", "a field of a run");
	refuse_run("\"splat\"", "\"what\"", "a field of a run");
	refuse_run("\"silence\"", "\"boredom\"", "a field of a run");
	refuse_run("\"asked\": 9", "\"asked\": \"9\"", "a field of a run");
	g_assert_null(run_load(place->dir, &error));
	g_assert_error(error, KF_ERROR, KF_ERROR_INVALID);
	g_assert_nonnull(strstr(error->message, "no finished run"));
}

#define ADD(name, test)                                                                \
	g_test_add(name, struct place, NULL, place_make, test, place_clear)

int main(int argc, char **argv)
{
	g_setenv("TZ", "UTC", TRUE);
	g_test_init(&argc, &argv, NULL);
	ADD("/history/rows", test_rows);
	ADD("/history/counts", test_counts);
	ADD("/history/writers", test_writers);
	ADD("/history/foreign-file", test_foreign_file);
	ADD("/run/round", test_run);
	ADD("/run/bad", test_bad_run);
	g_test_add_func("/history/select", test_select);
	g_test_add_func("/rate", test_rate);
	g_test_add_func("/compare/kinds", test_compare);
	g_test_add_func("/compare/slower", test_slower);
	return g_test_run();
}
