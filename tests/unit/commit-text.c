/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "upstream/commit-text.h"

#include <string.h>

static struct commit_text *text_of(const char *header)
{
	struct patch patch = {.header = {header, strlen(header)}};

	return commit_text_new(&patch, "name.patch");
}

static void test_message(void)
{
	static const struct {
		const char *header, *message;
	} cases[] = {
		{"From 1234567890123456789012345678901234567890 Mon Sep 17 00:00:00 "
		 "2001\n"
		 "From: A <a@b>\nSubject: [PATCH v2 03/17] mm: one\n "
		 "two\n\nText.\n---\n f | 2\n",
		 "mm: one two\n\nText.\n"},
		{"Subject: [28/30] efi: add\n\nText\n", "efi: add\n\nText\n"},
		{"Subject: [media] cx: add\n", "[media] cx: add\n"},
		{"memcg: a text that looks like a field\n\nText\n",
		 "memcg: a text that looks like a field\n\nText\n"},
		{"Description: one\n two\n .\n three\nBug-Debian: x\nForwarded: no\n",
		 "one\n\ntwo\n\nthree\n\nBug-Debian: x\nForwarded: no\n"},
		{"From: A <a@b>\nSubject: s\nMessage-Id: <x@y>\nReferences: "
		 "<x@z>\n\nt\n",
		 "s\n\nt\n"},
		{"From: A <a@b>\nSubject: s\nReferences: bsc#1\n\nt\n",
		 "s\n\nt\n\nReferences: bsc#1\n"},
		{"", "name.patch\n"},
		{"Subject: caf\xe9\n", "caf\xc3\xa9\n"},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(CommitText) text = text_of(cases[i].header);

		g_assert_cmpstr(text->message, ==, cases[i].message);
	}
}

static void test_author(void)
{
	static const struct {
		const char *author, *name, *mail;
	} cases[] = {
		{"A B <a@b>", "A B", "a@b"},
		{"\"A, B\" <a@b>", "A, B", "a@b"},
		{"a@b (A B)", "A B", "a@b"},
		{"a@b", "", "a@b"},
		{"=?UTF-8?B?SsO8cmdlbg==?= <a@b>", "J\xc3\xbcrgen", "a@b"},
		{"=?iso-8859-1?q?J=FCr?= =?iso-8859-1?q?gen?= <a@b>", "J\xc3\xbcrgen",
		 "a@b"},
		{"=?nonsense <a@b>", "=?nonsense", "a@b"},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *name = NULL;
		g_autofree char *mail = NULL;

		g_assert_true(commit_text_author(cases[i].author, &name, &mail));
		g_assert_cmpstr(name, ==, cases[i].name);
		g_assert_cmpstr(mail, ==, cases[i].mail);
	}
}

static void test_date(void)
{
	static const struct {
		const char *date;
		gint64 time;
		int zone;
	} cases[] = {
		{"Thu, 1 Jan 1970 01:00:00 +0100", 0, 60},
		{"1 Jan 1970 00:00:01 -0230", 9001, -150},
		{"Mon Nov 23 01:30:00 2026 +0000", 1795397400, 0},
		{"2026-11-23", 1795392000, 0},
		{"2026-11-23T01:30:00+01:00", 1795393800, 60},
	};
	gint64 time;
	int zone;

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_assert_true(commit_text_date(cases[i].date, &time, &zone));
		g_assert_cmpint(time, ==, cases[i].time);
		g_assert_cmpint(zone, ==, cases[i].zone);
	}
	g_assert_false(commit_text_date("yesterday", &time, &zone));
	g_assert_false(commit_text_date("31 Foo 2026 00:00:00 +0000", &time, &zone));
	g_assert_false(commit_text_date("", &time, &zone));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/commit-text/message", test_message);
	g_test_add_func("/commit-text/author", test_author);
	g_test_add_func("/commit-text/date", test_date);
	return g_test_run();
}
