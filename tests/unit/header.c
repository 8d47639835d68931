/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The header of a patch in each style, its meaning, and dates in diffs. */
#include "patch/header.h"

#include <string.h>

#include "patch/diff-timestamp.h"

#define ID    "0123456789abcdef0123456789abcdef01234567"
#define OTHER "89abcdef0123456789abcdef0123456789abcdef"

static const struct dialect {
	const char *name, *text;
	const char *upstream, *author, *title, *origin;
} dialects[] = {
	{"stable",
	 "From: A <a@b>\nDate: today\nSubject: mm: fix\n\ncommit " ID
	 " upstream.\n\nText\n",
	 ID, "A <a@b>", "mm: fix", NULL},
	{"bracket", "Subject: [PATCH 6.1 3/7] mm: fix\n\n[ Upstream commit " ID " ]\n",
	 ID, NULL, "mm: fix", NULL},
	{"mbox",
	 "From " ID " Mon Sep 17 00:00:00 2001\nFrom: A <a@b>\n"
	 "Subject: [PATCH] a long one\n that is folded\n\nText\n",
	 NULL, "A <a@b>", "a long one that is folded", NULL},
	{"cherry",
	 "From " OTHER " Mon Sep 17 00:00:00 2001\nSubject: x\n\n"
	 "(cherry picked from commit " ID ")\n",
	 ID, NULL, "x", NULL},
	{"dep3-linus",
	 "Description: fix\nAuthor: A <a@b>\n"
	 "Origin: https://git.kernel.org/linus/" ID "\nForwarded: not-needed\n",
	 ID, "A <a@b>", "fix", "https://git.kernel.org/linus/" ID},
	{"dep3-other", "Subject: x\nOrigin: https://example.org/commit?id=" ID "\n",
	 NULL, NULL, "x", "https://example.org/commit?id=" ID},
	{"dep3-upstream", "Subject: x\nOrigin: upstream, commit:" ID "\n", ID, NULL,
	 "x", "upstream, commit:" ID},
	{"suse",
	 "From: A <a@b>\nSubject: x\nGit-commit: " ID "\nPatch-mainline: v6.2-rc1\n"
	 "References: bsc#1234567\n",
	 ID, "A <a@b>", "x", "v6.2-rc1"},
	{"rhel",
	 "Subject: x\n\nJIRA: https://example.org/RHEL-1\n\ncommit " ID
	 "\nAuthor: A <a@b>\nDate:   Mon Jan 1\n\n    x\n",
	 ID, "A <a@b>", "x", NULL},
	{"ubuntu",
	 "From: A <a@b>\nSubject: x\n\nBugLink: https://example.org/1\n\n"
	 "(backported from commit " ID " linux-next)\n",
	 ID, "A <a@b>", "x", NULL},
	{"prose",
	 "Subject: x\n\nSince commit 0123456789ab upstream has this.\ncommit here\n",
	 NULL, NULL, "x", NULL},
	{"prose-upstream",
	 "Subject: x\n\nUpstream commit 0123456789ab (\"a title\", v3.8) moved it.\n",
	 NULL, NULL, "x", NULL},
	{"upstream-line", "Subject: x\n\nupstream commit " ID ".\n", ID, NULL, "x",
	 NULL},
	{"vendor", "Subject: x\nOrigin: vendor, us\n\nupstream commit " ID "\n", NULL,
	 NULL, "x", "vendor, us"},
	{"vendor-field", "Subject: x\nOrigin: vendor\nGit-commit: " ID "\n", ID, NULL,
	 "x", "vendor"},
	{"crlf", "Subject: x\r\n\r\ncommit " ID " upstream.\r\n", ID, NULL, "x", NULL},
	{"empty", "", NULL, NULL, NULL, NULL},
};

static void test_dialect(gconstpointer data)
{
	const struct dialect *d = data;
	g_autoptr(Header) header = header_parse_text(d->text, strlen(d->text), 1);

	g_assert_cmpstr(header->upstream, ==, d->upstream);
	g_assert_cmpstr(header->author, ==, d->author);
	g_assert_cmpstr(header->title, ==, d->title);
	g_assert_cmpstr(header->origin, ==, d->origin);
}

static void test_lines(void)
{
	const char *text = "Subject: x\n y\n\nThis reverts commit " ID ".\n";
	g_autoptr(Header) header = header_parse_text(text, strlen(text), 10);

	g_assert_cmpstr(header->reverts, ==, ID);
	g_assert_cmpuint(header_tag(header, TAG_SUBJECT)->line, ==, 10);
	g_assert_cmpuint(header_tag(header, TAG_REVERT)->line, ==, 13);
	g_assert_null(header_tag(header, TAG_ORIGIN));
}

static void test_epoch(void)
{
	static const char *const epochs[] = {
		"1970-01-01 00:00:00.000000000 +0000",
		"1970-01-01 01:00:00 +0100",
		"1969-12-31 16:00:00 -0800",
		"1970-01-01",
		"1970-01-02 01:59", /* local time without a zone */
		" 1970-01-01 00:00",
		"Thu Jan  1 00:00:00 1970",
		"Wed Dec 31 19:00:00 EST 1969",
		"Thu Jan  1 00:00:00 UTC 1970 +0000",
	};
	static const char *const others[] = {
		"",
		"of old",
		"2026-01-01 00:00:00 +0000",
		"1970-01-02 02:00:00 +0000",
		"1969-12-30 22:00:00",
		"1970-02-30 00:00:00 +0000", /* no day */
		"Thu Jan  1 00:00:00 2026",
		"Thu Jan  1 00:00:00",
		"Thu Xyz  1 00:00:00 1970",
		"Thu Feb  5 00:00:00 1970",
	};

	for (gsize i = 0; i < G_N_ELEMENTS(epochs); i++) {
		g_test_message("'%s'", epochs[i]);
		g_assert_true(diff_timestamp_is_epoch(epochs[i]));
	}
	for (gsize i = 0; i < G_N_ELEMENTS(others); i++) {
		g_test_message("'%s'", others[i]);
		g_assert_false(diff_timestamp_is_epoch(others[i]));
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(dialects); i++) {
		g_autofree char *path =
			g_strconcat("/header/dialect/", dialects[i].name, NULL);

		g_test_add_data_func(path, &dialects[i], test_dialect);
	}
	g_test_add_func("/header/lines", test_lines);
	g_test_add_func("/header/epoch", test_epoch);
	return g_test_run();
}
