/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Reading the output of the guest's init. */
#include "console/ktap.h"

#include <string.h>

static const char whole[] =
	"[    0.1] Linux version 6.1.187\r\n"
	"KTAP version 1\r\n"
	"# kferry: begin nonce=ab12 seed=1 release=6.1.187 build-id=00ff cpus=2\r\n"
	"# kferry: state before debug_locks=1 taint=0 lock-classes=404/8192\r\n"
	"1..4\r\n"
	"ok 1 v1-storm\r\n"
	"[    1.5][  T12] not ok is what a kernel may say too\r\n"
	"# v1-kmem: note\r\n"
	"ok 2 v1-kmem # SKIP no kmem accounting\r\n"
	"not ok 3 v1-exit # TIMEOUT after 20 s\r\n"
	"not ok 4 - v2-exit\r\n"
	"# kferry: state after debug_locks=0 taint=512\r\n"
	"# kferry: end nonce=ab12 tests=4 lines=10 status=fail\r\n";

static void check_result(const struct ktap_log *log, const char *name,
			 enum ktap_status status, const char *comment)
{
	const struct ktap_result *result = ktap_find(log, name);

	g_assert_nonnull(result);
	g_assert_cmpint(result->status, ==, status);
	g_assert_cmpstr(result->comment, ==, comment);
}

static void test_whole(void)
{
	g_autoptr(KtapLog) log = ktap_parse(whole, strlen(whole));

	g_assert_cmpstr(log->begin_nonce, ==, "ab12");
	g_assert_cmpstr(log->end_nonce, ==, "ab12");
	g_assert_cmpstr(log->release, ==, "6.1.187");
	g_assert_cmpstr(log->build_id, ==, "00ff");
	g_assert_cmpstr(log->status, ==, "fail");
	g_assert_cmpstr(g_hash_table_lookup(log->before, "lock-classes"), ==,
			"404/8192");
	g_assert_cmpstr(g_hash_table_lookup(log->after, "taint"), ==, "512");
	g_assert_cmpint(log->plan, ==, 4);
	g_assert_cmpint(log->tests, ==, 4);
	g_assert_cmpint(log->lines, ==, 10);
	g_assert_cmpint(log->after_end, ==, 0);
}

static void test_modules(void)
{
	static const char text[] =
		"# kferry: module loop 0xffffffffc0119000 .text=0xffffffffc0119000 "
		"phase=9 build-id=b9ad\r\n"
		"# kferry: module brd failed: Invalid argument\r\n"
		"# kferry: marks 4\r\n";
	g_autoptr(KtapLog) log = ktap_parse(text, strlen(text));
	const struct ktap_module *loop = ktap_find_module(log, "loop");
	const struct ktap_module *brd = ktap_find_module(log, "brd");

	g_assert_null(loop->failure);
	g_assert_cmpint(loop->phase, ==, 9);
	g_assert_cmpstr(g_hash_table_lookup(loop->details, ".text"), ==,
			"0xffffffffc0119000");
	g_assert_cmpstr(brd->failure, ==, "Invalid argument");
	g_assert_null(ktap_find_module(log, "ext4"));
	g_assert_cmpint(log->marks, ==, 4);
	g_assert_cmpint(log->seen, ==, 3);
}

/*
 * A "not ok" line of the kernel counts, too, so that the judge sees one line too many.
 */
static void test_results(void)
{
	g_autoptr(KtapLog) log = ktap_parse(whole, strlen(whole));

	check_result(log, "v1-storm", KTAP_OK, "");
	check_result(log, "v1-kmem", KTAP_SKIP, "no kmem accounting");
	check_result(log, "v1-exit", KTAP_NOT_OK, "TIMEOUT after 20 s");
	check_result(log, "v2-exit", KTAP_NOT_OK, "");
	g_assert_null(ktap_find(log, "v3-exit"));
	g_assert_cmpint(log->seen, ==, 11);
}

/* A console that is truncated at any byte has no end line. */
static void test_cut(void)
{
	for (gsize size = 0; size < strlen(whole); size++) {
		g_autoptr(KtapLog) log = ktap_parse(whole, size);

		g_assert_null(log->end_nonce);
		g_assert_cmpint(log->lines, ==, -1);
	}
}

static void test_after_end(void)
{
	g_autofree char *text = g_strconcat(whole, "ok 5 late\n", NULL);
	g_autoptr(KtapLog) log = ktap_parse(text, strlen(text));

	g_assert_cmpint(log->after_end, ==, 1);
}

/* Init's lines in the formats of other logs, which prefix.h describes. */
static void test_prefixes(void)
{
	static const char *const prefixes[] = {
		"[    1.234567][  T12] ",
		"<6>[    1.234567] ",
		"Nov 23 01:14:13 host kernel: [    1.234567] ",
		"Nov 23 01:14:13 host kernel: ",
		"2026-11-23T01:14:13.123456 ",
		"[Mon Nov 23 01:14:13 2026] ",
		"6,1234,56789,-,caller=T12;",
		"kern  :info  : [    1.234567] ",
	};
	g_auto(GStrv) lines = g_strsplit(whole, "\r\n", -1);

	for (gsize p = 0; p < G_N_ELEMENTS(prefixes); p++) {
		g_autoptr(GString) text = g_string_new(NULL);
		g_autoptr(KtapLog) log = NULL;

		for (char **line = lines; **line; line++)
			g_string_append_printf(text, "%s%s\n", prefixes[p],
					       **line == '[' ? "" : *line);
		log = ktap_parse(text->str, text->len);
		g_assert_cmpstr(log->begin_nonce, ==, "ab12");
		g_assert_cmpint(log->seen, ==, 10);
		g_assert_cmpint(log->lines, ==, 10);
		check_result(log, "v1-kmem", KTAP_SKIP, "no kmem accounting");
		check_result(log, "v2-exit", KTAP_NOT_OK, "");
	}
}

/* Kernel log text that init quotes is part of init's line. */
static void test_quoted(void)
{
	static const char text[] = "# v1-storm: [   12.345678] ok 7 is no result\n"
				   "ok 1 a # seen at 00:00:01 kernel: ok 8 b\n"
				   "# kferry: end nonce=x tests=1 lines=2 status=ok\n";
	g_autoptr(KtapLog) log = ktap_parse(text, strlen(text));

	g_assert_cmpint(log->seen, ==, 2);
	g_assert_cmpuint(log->results->len, ==, 1);
	check_result(log, "a", KTAP_OK, "seen at 00:00:01 kernel: ok 8 b");
}

static void test_hostile(void)
{
	static const char text[] =
		"ok \nnot ok\nok 99999999999999999999 #\n1..\n1..3x\n"
		"# kferry: end nonce tests=x lines= status\n[[[[\n\0\n";
	g_autoptr(KtapLog) log = ktap_parse(text, sizeof(text) - 1);

	g_assert_cmpint(log->plan, ==, -1);
	g_assert_cmpint(log->tests, ==, -1);
	g_assert_null(log->end_nonce);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/ktap/whole", test_whole);
	g_test_add_func("/ktap/results", test_results);
	g_test_add_func("/ktap/modules", test_modules);
	g_test_add_func("/ktap/cut", test_cut);
	g_test_add_func("/ktap/after-end", test_after_end);
	g_test_add_func("/ktap/prefixes", test_prefixes);
	g_test_add_func("/ktap/quoted", test_quoted);
	g_test_add_func("/ktap/hostile", test_hostile);
	return g_test_run();
}
