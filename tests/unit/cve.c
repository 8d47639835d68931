/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cve.c: versions, records, and the state of a CVE on a base with a series. */
#include <string.h>

#include "upstream/cve-accept.h"
#include "upstream/cve-record.h"
#include "upstream/cve-state.h"
#include "upstream/cve-version.h"
#include "util/error.h"

/* Distinct commit ids: 40 times the same digit. */
#define ID(digit) digit digit digit digit digit digit digit digit digit digit
#define COMMIT(d) ID(d) ID(d) ID(d) ID(d)
#define A	  COMMIT("a")
#define B	  COMMIT("b")
#define C	  COMMIT("c")
#define D	  COMMIT("d")
#define E	  COMMIT("e")
#define F	  COMMIT("f")

/* --- versions ------------------------------------------------------------------------- */

static void test_versions(void)
{
	static const char *const ordered[] = {
		"2.6.12",  "2.6.32",  "2.6.32.19", "2.6.33", "3.0-rc1", "3.0",
		"3.0.101", "5.10",    "5.10.262",  "6.1",    "6.1.9",	"6.1.180",
		"6.10",	   "7.2-rc1", "7.2-rc10",  "7.2"};

	for (guint i = 0; i < G_N_ELEMENTS(ordered); i++) {
		cve_version version = cve_version_parse(ordered[i]);
		g_autofree char *text = cve_version_text(version);

		g_assert_cmpstr(text, ==, ordered[i]);
		if (i)
			g_assert_cmpuint(version, >, cve_version_parse(ordered[i - 1]));
	}
	g_assert_cmpuint(cve_version_parse("6.1.170-3"), ==,
			 cve_version_parse("6.1.170"));
	g_assert_cmpuint(cve_version_parse("7.1.8-1~bpo13+1"), ==,
			 cve_version_parse("7.1.8"));
	g_assert_cmpuint(cve_version_parse("3.5.0"), ==, cve_version_parse("3.5"));
	g_assert_cmpuint(cve_version_parse("7.2.0-rc3"), ==,
			 cve_version_parse("7.2-rc3"));
	g_assert_cmpuint(cve_version_parse("0"), ==, 0);
	g_assert_cmpuint(cve_version_parse("next-20260821"), ==, 0);
	g_assert_cmpuint(cve_version_parse("6.99999999999999999999"), ==, 0);
}

static void test_lines(void)
{
	/* 2.6.x are releases of mainline, not stable releases of 2.6. */
	g_assert_true(cve_version_is_mainline(cve_version_parse("2.6.39")));
	g_assert_false(cve_version_is_mainline(cve_version_parse("2.6.32.19")));
	g_assert_cmpuint(cve_version_line(cve_version_parse("2.6.32.19")), ==,
			 cve_version_parse("2.6.32"));
	g_assert_cmpuint(cve_version_line(cve_version_parse("6.1.180")), ==,
			 cve_version_parse("6.1"));
	g_assert_cmpuint(cve_version_line(cve_version_parse("7.2-rc3")), ==,
			 cve_version_parse("7.2"));
}

/* --- records -------------------------------------------------------------------------- */

static struct cve_record *record_of(const char *dyad)
{
	gsize length;
	struct cve_record *record =
		cve_record_new(cve_id_parse("CVE-2026-1234", &length));
	g_autoptr(GError) error = NULL;

	g_assert_true(
		cve_record_read_dyad(record, "x.dyad", dyad, strlen(dyad), &error));
	g_assert_no_error(error);
	return record;
}

static void test_ids(void)
{
	gsize length;
	guint64 id = cve_id_parse("CVE-2026-43056.dyad", &length);
	g_autofree char *text = cve_id_text(id);

	g_assert_cmpstr(text, ==, "CVE-2026-43056");
	g_assert_cmpuint(length, ==, strlen("CVE-2026-43056"));
	g_assert_cmpuint(id, <, cve_id_parse("CVE-2026-1000000", NULL));
	g_assert_cmpuint(cve_id_parse("CVE-2026-12", NULL), ==, 0);
	g_assert_cmpuint(cve_id_parse("CVE-26-12345", NULL), ==, 0);
}

static void test_bad_records(void)
{
	static const char *const bad[] = {
		"6.1:" A ":6.2",     "6.1:" A ":6.2:" B ":", "6.1:1234:6.2:" B,
		"6.1:0:6.2:" B,	     "six:" A ":6.2:" B,     "0:0:0:0",
		"6.1:" A "a:6.2:" B, "0:" A ":6.2:" B,
	};

	for (guint i = 0; i < G_N_ELEMENTS(bad); i++) {
		g_autoptr(CveRecord) record = cve_record_new(1);
		g_autoptr(GError) error = NULL;
		g_autofree char *text = g_strdup_printf("# comment\n%s\n", bad[i]);

		g_assert_false(cve_record_read_dyad(record, "x.dyad", text,
						    strlen(text), &error));
		g_assert_error(error, KF_ERROR, KF_ERROR_INPUT);
		g_assert_true(g_str_has_prefix(error->message, "x.dyad:2: "));
	}
}

static void test_json(void)
{
	static const char text[] =
		"{\"containers\": {\"cna\": {\"title\": \"mm: x\", \"metrics\": ["
		"{\"cvssV3_1\": {\"baseScore\": 5.5}}, {\"cvssV3_1\": {\"baseScore\": "
		"7.8}}],"
		"\"affected\": [{\"programFiles\": [\"mm/a.c\", \"../etc/x\", "
		"\"/etc/y\"]},"
		"{\"programFiles\": [\"mm/a.c\", \"mm/b.h\"]}]}}}";
	g_autoptr(CveRecord) record = cve_record_new(1);
	g_autoptr(GError) error = NULL;

	g_assert_true(
		cve_record_read_json(record, "x.json", text, strlen(text), &error));
	g_assert_cmpstr(record->title, ==, "mm: x");
	g_assert_cmpint(record->score, ==, 78);
	g_assert_cmpuint(g_strv_length(record->files), ==, 2);
	g_assert_cmpstr(record->files[1], ==, "mm/b.h");
	g_assert_false(cve_record_read_json(record, "x.json", "{}", 2, &error));
	g_assert_error(error, KF_ERROR, KF_ERROR_INPUT);
}

/* --- the base ------------------------------------------------------------------------- */

/*
 * The data beside the record: the live stable branches, and their last known release.
 */
static const char others[] =
	"6.0:" F ":6.1.183:" F "\n6.0:" F ":5.10.265:" F "\n6.0:" F ":7.2:" F "\n6.0:" F
	":7.1.9:" F "\n6.0:" F ":6.12.104:" F "\n";

static void judge(const char *dyad, const char *base, const struct cve_series *series,
		  struct cve_answer *answer)
{
	g_autoptr(CveRecord) record = record_of(dyad);
	g_autoptr(CveRecord) other = record_of(others);
	g_autoptr(CveRecord) ended = record_of("0:0:6.13.12:" F "\n");
	g_autoptr(GPtrArray) records = g_ptr_array_new();
	g_autoptr(CveHorizon) horizon = NULL;

	g_ptr_array_add(records, record);
	g_ptr_array_add(records, other);
	g_ptr_array_add(records, ended);
	horizon = cve_horizon_new(records);
	cve_state_judge(record, cve_version_parse(base), horizon, series, answer);
}

static const char *state_of(const char *dyad, const char *base)
{
	struct cve_answer answer;

	judge(dyad, base, NULL, &answer);
	/* "fixed" always names a commit. */
	if (answer.state == CVE_FIXED)
		g_assert_false(cve_commit_is_none(answer.commit.commit));
	return cve_state_name(answer.state);
}

static void test_base(void)
{
	static const char dyad[] = "5.4:" A ":6.1.100:" B "\n5.4:" A ":7.0:" C "\n";

	g_assert_cmpstr(state_of(dyad, "4.19.300"), ==, "not-affected");
	g_assert_cmpstr(state_of(dyad, "5.4.10"), ==, "affected");
	g_assert_cmpstr(state_of(dyad, "6.1"), ==, "affected");
	g_assert_cmpstr(state_of(dyad, "6.1.99"), ==, "affected");
	g_assert_cmpstr(state_of(dyad, "6.1.100"), ==, "fixed");
	g_assert_cmpstr(state_of(dyad, "6.1.180-1"), ==, "fixed");
	g_assert_cmpstr(state_of(dyad, "6.12.50"), ==, "affected");
	g_assert_cmpstr(state_of(dyad, "7.0"), ==, "fixed");
	g_assert_cmpstr(state_of(dyad, "7.1.8"), ==, "fixed");
}

static void test_answers(void)
{
	struct cve_answer answer;

	judge("5.4:" A ":6.1.100:" B "\n5.4:" A ":7.0:" C "\n", "6.1.99", NULL,
	      &answer);
	g_assert_true(cve_commit_begins(answer.commit.commit, A, 40));
	g_assert_true(cve_commit_begins(answer.fix.commit, B, 40));
	judge("5.4:" A ":6.1.100:" B "\n5.4:" A ":7.0:" C "\n", "6.12.9", NULL,
	      &answer);
	g_assert_true(cve_commit_begins(answer.fix.commit, C, 40));
	judge("5.4:" A ":6.1.100:" B "\n5.4:" A ":7.0:" C "\n", "6.1.101", NULL,
	      &answer);
	g_assert_true(cve_commit_begins(answer.commit.commit, B, 40));
}

static void test_old_mainline(void)
{
	/* 2.6.30 is before 3.2 and before 2.6.32, and not a stable release of "2.6". */
	static const char dyad[] = "2.6.30:" A ":2.6.32.19:" B "\n2.6.30:" A ":3.1:" C;

	g_assert_cmpstr(state_of(dyad, "2.6.29"), ==, "not-affected");
	g_assert_cmpstr(state_of(dyad, "2.6.32.18"), ==, "affected");
	g_assert_cmpstr(state_of(dyad, "2.6.32.19"), ==, "fixed");
	g_assert_cmpstr(state_of(dyad, "2.6.39"), ==, "affected");
	g_assert_cmpstr(state_of(dyad, "3.2.101"), ==, "fixed");
}

static void test_one_branch_only(void)
{
	/* Introduced by a backport, and never fixed on one branch. */
	static const char dyad[] = "6.1.142:" A ":6.1.164:" B "\n5.15.186:" C ":0:0\n";

	g_assert_cmpstr(state_of(dyad, "6.1.141"), ==, "not-affected");
	g_assert_cmpstr(state_of(dyad, "6.1.142"), ==, "affected");
	g_assert_cmpstr(state_of(dyad, "6.1.164"), ==, "fixed");
	g_assert_cmpstr(state_of(dyad, "5.15.190"), ==, "affected");
	g_assert_cmpstr(state_of(dyad, "5.15.185"), ==, "not-affected");
	g_assert_cmpstr(state_of(dyad, "6.12.10"), ==, "not-affected");
	g_assert_cmpstr(state_of(dyad, "7.1"), ==, "not-affected");
}

static void test_two_fixes(void)
{
	static const char dyad[] = "3.18:" A ":6.1.10:" B "\n3.18:" A ":6.1.20:" C
				   "\n3.18:" A ":6.3:" D "\n";
	struct cve_answer answer;

	g_assert_cmpstr(state_of(dyad, "6.1.9"), ==, "affected");
	judge(dyad, "6.1.15", NULL, &answer);
	g_assert_cmpstr(cve_state_name(answer.state), ==, "affected");
	g_assert_nonnull(answer.note);
	g_assert_true(cve_commit_begins(answer.fix.commit, C, 40));
	g_assert_cmpstr(state_of(dyad, "6.1.20"), ==, "fixed");
}

static void test_no_introducer(void)
{
	static const char dyad[] = "0:0:5.18.3:" A "\n0:0:5.19:" B "\n";

	g_assert_cmpstr(state_of(dyad, "3.2"), ==, "affected");
	g_assert_cmpstr(state_of(dyad, "5.18.2"), ==, "affected");
	g_assert_cmpstr(state_of(dyad, "5.18.3"), ==, "fixed");
	g_assert_cmpstr(state_of(dyad, "6.1"), ==, "fixed");
}

static void test_never_fixed(void)
{
	g_assert_cmpstr(state_of("5.0:" A ":0:0\n", "6.1.5"), ==, "affected");
	g_assert_cmpstr(state_of("5.0:" A ":0:0\n", "4.19.5"), ==, "not-affected");
	/* One introducer with two lines; the second has the fix. */
	g_assert_cmpstr(state_of("5.0:" A ":0:0\n5.0:" A ":6.1:" B "\n", "6.1.5"), ==,
			"fixed");
	/* Two introducers, one of which was never fixed, as for CVE-2025-40039. */
	g_assert_cmpstr(
		state_of("6.1.4:" A ":6.1.10:" B "\n6.1.2:" D ":0:0\n", "6.1.20"), ==,
		"affected");
	/* Fixed on another stable branch only. */
	g_assert_cmpstr(state_of("5.0:" A ":5.4.9:" B "\n", "6.1.5"), ==, "affected");
}

static void test_beyond(void)
{
	static const char dyad[] = "5.4:" A ":7.2:" C "\n";

	g_assert_cmpstr(state_of(dyad, "6.1.183"), ==, "affected");
	g_assert_cmpstr(state_of(dyad, "6.1.184"), ==, "unknown");
	g_assert_cmpstr(state_of(dyad, "7.3"), ==, "fixed");
	g_assert_cmpstr(state_of("5.4:" A ":0:0\n", "7.3"), ==, "unknown");
	g_assert_cmpstr(state_of("5.4:" A ":0:0\n", "7.2.1"), ==, "unknown");
	/* A fixed or never affected base stays so. */
	g_assert_cmpstr(state_of("5.4:" A ":6.1.9:" B "\n", "6.1.190"), ==, "fixed");
	g_assert_cmpstr(state_of("6.2:" A ":6.3:" B "\n", "6.1.190"), ==,
			"not-affected");
	/* A stable branch that ended before the data were made is known completely. */
	g_assert_cmpstr(state_of(dyad, "6.13.13"), ==, "affected");
	g_assert_cmpstr(state_of(dyad, "6.14.2"), ==, "affected");
}

static void test_candidates(void)
{
	static const char dyad[] = "6.0:" A ":7.1:" B "\n";

	g_assert_cmpstr(state_of(dyad, "7.1-rc2"), ==, "unknown");
	g_assert_cmpstr(state_of(dyad, "7.0-rc2"), ==, "affected");
	g_assert_cmpstr(state_of(dyad, "7.2-rc1"), ==, "fixed");
	g_assert_cmpstr(state_of(dyad, "6.0-rc1"), ==, "unknown");
	g_assert_cmpstr(state_of(dyad, "5.19-rc1"), ==, "not-affected");
}

static void test_rejected(void)
{
	g_autoptr(CveRecord) record = record_of("5.4:" A ":7.2:" C "\n");
	g_autoptr(GPtrArray) none = g_ptr_array_new();
	g_autoptr(CveHorizon) horizon = cve_horizon_new(none);
	struct cve_answer answer;

	record->rejected = TRUE;
	cve_state_judge(record, cve_version_parse("6.1.5"), horizon, NULL, &answer);
	g_assert_cmpstr(cve_state_name(answer.state), ==, "rejected");
	g_assert_false(cve_state_is_open(answer.state));
}

/* --- the series ----------------------------------------------------------------------- */

#define DIFF "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n"

/* Patches "p1", "p2" and so on, by header; one that begins with "-R" is in reverse. */
static struct cve_series *series_of(const char *const *headers)
{
	struct cve_series *series = cve_series_new();

	for (guint i = 0; headers[i]; i++) {
		gboolean reverse = g_str_has_prefix(headers[i], "-R");
		g_autofree char *name = g_strdup_printf("p%u", i + 1);
		g_autofree char *text =
			g_strconcat(headers[i] + (reverse ? 2 : 0), "\n", DIFF, NULL);
		g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
		g_autoptr(GError) error = NULL;
		g_autoptr(Patch) patch = patch_parse(name, bytes, &error);

		g_assert_no_error(error);
		cve_series_add_patch(series, name, patch, reverse);
	}
	return series;
}

/* "STATE" or "STATE PATCH" */
static char *state_with(const char *dyad, const char *base, const char *const *headers)
{
	g_autoptr(CveSeries) series = series_of(headers);
	struct cve_answer answer;

	judge(dyad, base, series, &answer);
	return answer.patch < 0
		       ? g_strdup(cve_state_name(answer.state))
		       : g_strdup_printf("%s %s", cve_state_name(answer.state),
					 cve_series_patch(series, answer.patch));
}

#define PATCHES(...)                                                                   \
	(const char *const[])                                                          \
	{                                                                              \
		__VA_ARGS__, NULL                                                      \
	}

static void check(const char *dyad, const char *base, const char *const *headers,
		  const char *wanted)
{
	g_autofree char *got = state_with(dyad, base, headers);

	g_assert_cmpstr(got, ==, wanted);
}

static const char plain[] = "5.4:" A ":6.6.9:" B "\n5.4:" A ":7.0:" C "\n";

static void test_fixing_patches(void)
{
	check(plain, "6.1.5", PATCHES("commit " C " upstream."), "fixed-by p1");
	check(plain, "6.1.5", PATCHES("[ Upstream commit " C " ]"), "fixed-by p1");
	check(plain, "6.1.5", PATCHES("Origin: https://git.kernel.org/linus/" C),
	      "fixed-by p1");
	/* The patch names the commit of another stable branch instead of the upstream
	 * one. */
	check(plain, "6.1.5", PATCHES("(cherry picked from commit " B ")"),
	      "fixed-by p1");
	check(plain, "6.1.5", PATCHES("From " B " Mon Sep 17 00:00:00 2001"),
	      "fixed-by p1");
	check(plain, "6.1.5", PATCHES("commit cccccccccccc upstream."), "fixed-by p1");
	check(plain, "6.1.5", PATCHES("commit " D " upstream."), "affected");
	check(plain, "6.1.5", PATCHES("commit cccccccd upstream."), "affected");
	check(plain, "6.1.5", PATCHES("Fixes: cccccccccccc (\"x\")"), "affected");
	check(plain, "6.1.190", PATCHES("commit " C " upstream."), "fixed-by p1");
	/* A fix of absent code changes nothing. */
	check(plain, "4.19.5", PATCHES("commit " C " upstream."), "not-affected");
	check(plain, "6.6.9", PATCHES("commit " C " upstream."), "fixed");
}

static void test_naming_patches(void)
{
	check(plain, "6.1.5", PATCHES("Subject: mm: fix CVE-2026-1234"), "fixed-by p1");
	check(plain, "6.1.5", PATCHES("Bug-Debian-Security: https://x/CVE-2026-1234"),
	      "fixed-by p1");
	check(plain, "6.1.5", PATCHES("Subject: mm: fix CVE-2026-12345"), "affected");
	/* Prose may mention another CVE. */
	check(plain, "6.1.5",
	      PATCHES("Subject: x\n\nThis was missed by CVE-2026-1234."), "affected");
	/* If the patch names a commit, the commit decides. */
	check(plain, "6.1.5",
	      PATCHES("Subject: prepare for CVE-2026-1234\n\ncommit " D " upstream."),
	      "affected");
	check(plain, "6.1.5", PATCHES("-RSubject: mm: fix CVE-2026-1234"), "affected");
}

static void test_introducing_patches(void)
{
	static const char later[] = "6.2:" A ":6.6.9:" B "\n6.2:" A ":7.0:" C "\n";

	check(later, "6.1.5", PATCHES("commit " A " upstream."), "affected-by p1");
	check(later, "6.1.5",
	      PATCHES("commit " A " upstream.", "commit " C " upstream."),
	      "fixed-by p2");
	check(later, "6.1.5",
	      PATCHES("commit " A " upstream.", "This reverts commit " A),
	      "not-affected p2");
	check(later, "6.1.5",
	      PATCHES("commit " A " upstream.", "This reverts commit " A,
		      "commit " A " upstream."),
	      "affected-by p3");
	/* The base has the cause and the fix already. */
	check(later, "6.6.9", PATCHES("commit " A " upstream."), "fixed");
	check(later, "6.1.190", PATCHES("commit " A " upstream."), "affected-by p1");
}

static void test_reverting_patches(void)
{
	static const char stable[] = "6.1.4:" D ":6.1.90:" E "\n7.1:" A ":7.2:" C "\n";

	check(plain, "6.1.5", PATCHES("This reverts commit " A "."), "reverted p1");
	check(stable, "6.1.5", PATCHES("This reverts commit " D "."), "reverted p1");
	/* Named by its mainline id, which is unambiguous. */
	check(stable, "6.1.5", PATCHES("This reverts commit " A "."), "reverted p1");
	/* The sentence names both ids, and the patch is neither of them. */
	check(stable, "6.1.5",
	      PATCHES("This reverts commit " D " which is\ncommit " A " upstream.\n"),
	      "reverted p1");
	check(plain, "6.6.9",
	      PATCHES("This reverts commit " B " which is\ncommit " C " upstream.\n"),
	      "affected-by p1");
	check(plain, "6.1.5",
	      PATCHES("commit " C " upstream.", "This reverts commit " C "."),
	      "affected-by p2");
	check(plain, "6.1.5", PATCHES("This reverts commit " E "."), "affected");
	/* The series reverts a patch by -R. */
	check(plain, "6.1.5", PATCHES("-Rcommit " A " upstream."), "reverted p1");
	check(plain, "6.6.9", PATCHES("-Rcommit " B " upstream."), "affected-by p1");
	check(plain, "4.19.5", PATCHES("This reverts commit " A "."), "not-affected");
	/* Two introducers, one of which is reverted. */
	check("5.4:" A ":7.0:" C "\n5.5:" B ":7.0:" C "\n", "6.1.5",
	      PATCHES("This reverts commit " A "."), "affected");
	check("5.4:" A ":7.0:" C "\n5.5:" B ":7.0:" C "\n", "6.1.5",
	      PATCHES("This reverts commit " A ".", "This reverts commit " B "."),
	      "reverted p2");
}

static void test_partial_series(void)
{
	static const char two[] = "5.4:" A ":7.0:" C "\n5.4:" A ":7.1:" D "\n";
	static const char half[] = "5.4:" A ":6.1.4:" B "\n5.4:" A ":6.1.9:" E "\n";

	check(two, "6.1.5", PATCHES("commit " C " upstream."), "affected");
	check(two, "6.1.5", PATCHES("commit " C " upstream.", "commit " D " upstream."),
	      "fixed-by p2");
	check(half, "6.1.5", PATCHES("commit " B " upstream."), "affected");
	check(half, "6.1.5", PATCHES("commit " E " upstream."), "fixed-by p1");
}

static void test_vendor(void)
{
	check(plain, "6.1.5", PATCHES("Origin: vendor, x\n\ncommit " C " upstream."),
	      "affected");
	check(plain, "6.1.5",
	      PATCHES("From 0000000000000000000000000000000000000000 x"), "affected");
}

/* --- building, running, accepting --------------------------------------------------- */

static enum cve_built by_name(const char *file, void *data)
{
	const char *const *lists = data;

	if (strstr(lists[0], file))
		return CVE_BUILT_YES;
	return strstr(lists[1], file) ? CVE_BUILT_NO : CVE_BUILT_UNKNOWN;
}

static enum cve_built runs(const char *file, void *data)
{
	return by_name(file, (char **)data + 2);
}

static const char *narrowed(const char *const *lists, const char *base, gboolean run)
{
	g_autoptr(CveRecord) record = record_of(plain);
	g_autoptr(GPtrArray) records = g_ptr_array_new();
	g_autoptr(CveHorizon) horizon = NULL;
	struct cve_answer answer;

	record->files = g_strsplit("a.c b.h", " ", -1);
	g_ptr_array_add(records, record);
	horizon = cve_horizon_new(records);
	cve_state_judge(record, cve_version_parse(base), horizon, NULL, &answer);
	cve_state_narrow(record, by_name, run ? runs : NULL, (void *)lists, &answer);
	return cve_state_name(answer.state);
}

static void test_narrow(void)
{
	/* Built or not; executed or not. */
	g_assert_cmpstr(narrowed(PATCHES("a.c", "b.h", "", ""), "6.1.5", FALSE), ==,
			"affected");
	g_assert_cmpstr(narrowed(PATCHES("", "a.c b.h", "", ""), "6.1.5", FALSE), ==,
			"not-built");
	/* A header, of which no build or run is known. */
	g_assert_cmpstr(narrowed(PATCHES("", "a.c", "", ""), "6.1.5", FALSE), ==,
			"affected");
	g_assert_cmpstr(narrowed(PATCHES("a.c", "", "", "a.c b.h"), "6.1.5", TRUE), ==,
			"not-run");
	g_assert_cmpstr(narrowed(PATCHES("a.c", "", "a.c", "b.h"), "6.1.5", TRUE), ==,
			"affected");
	g_assert_cmpstr(narrowed(PATCHES("a.c", "", "", "a.c"), "6.1.5", TRUE), ==,
			"affected");
	g_assert_cmpstr(narrowed(PATCHES("", "a.c b.h", "", ""), "7.0", FALSE), ==,
			"fixed");
}

static void test_accept(void)
{
	g_autoptr(CveAcceptList) list = cve_accept_list_new();
	g_autoptr(GError) error = NULL;
	guint64 id = cve_id_parse("CVE-2026-1234", NULL);
	const struct cve_accepted *accepted;

	g_assert_true(cve_accept_list_add(list, "x", "CVE-2026-1234", "no such card",
					  "2026-12-31", &error));
	accepted = cve_accept_list_find(list, id);
	g_assert_cmpstr(accepted->reason, ==, "no such card");
	g_assert_false(cve_accepted_is_over(accepted, "2026-12-31"));
	g_assert_true(cve_accepted_is_over(accepted, "2027-01-01"));
	g_assert_null(cve_accept_list_find(list, id + 1));
	g_assert_false(cve_accept_list_add(list, "x", "CVE-2026-1", "y", NULL, NULL));
	g_assert_false(cve_accept_list_add(list, "x", "CVE-2026-1234", "", NULL, NULL));
	g_assert_false(cve_accept_list_add(list, "x", "CVE-2026-1234", "y",
					   "2026-02-30", NULL));
	g_assert_false(
		cve_accept_list_add(list, "x", "CVE-2026-1234", "y", "soon", NULL));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/cve/versions", test_versions);
	g_test_add_func("/cve/lines", test_lines);
	g_test_add_func("/cve/ids", test_ids);
	g_test_add_func("/cve/bad-records", test_bad_records);
	g_test_add_func("/cve/json", test_json);
	g_test_add_func("/cve/base", test_base);
	g_test_add_func("/cve/answers", test_answers);
	g_test_add_func("/cve/old-mainline", test_old_mainline);
	g_test_add_func("/cve/one-branch-only", test_one_branch_only);
	g_test_add_func("/cve/two-fixes", test_two_fixes);
	g_test_add_func("/cve/no-introducer", test_no_introducer);
	g_test_add_func("/cve/never-fixed", test_never_fixed);
	g_test_add_func("/cve/beyond", test_beyond);
	g_test_add_func("/cve/candidates", test_candidates);
	g_test_add_func("/cve/rejected", test_rejected);
	g_test_add_func("/cve/fixing-patches", test_fixing_patches);
	g_test_add_func("/cve/naming-patches", test_naming_patches);
	g_test_add_func("/cve/introducing-patches", test_introducing_patches);
	g_test_add_func("/cve/reverting-patches", test_reverting_patches);
	g_test_add_func("/cve/partial-series", test_partial_series);
	g_test_add_func("/cve/vendor", test_vendor);
	g_test_add_func("/cve/narrow", test_narrow);
	g_test_add_func("/cve/accept", test_accept);
	return g_test_run();
}
