/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "console/title-normalize.h"

static void assert_clean(const char *raw, const char *want)
{
	g_autofree char *got = title_normalize(raw);

	g_assert_cmpstr(got, ==, want);
}

static void test_clean(void)
{
	assert_clean("WARNING in foo", "WARNING in foo");
	assert_clean("bad page at ffff888012345678", "bad page at ADDR");
	assert_clean("x 0xdeadbeef y", "x ADDR y");
	assert_clean("panic at fs/inode.c:123:4", "panic at fs/inode.c:LINE");
	assert_clean("in foo+0x12/0x34", "in foo");
	assert_clean("stuck on CPU#3 for 22s", "stuck on CPU for 22s");
	assert_clean("age=1,2,3 pid=4", "age=NUM,NUM,NUM pid=NUM");
	assert_clean("from 10.0.0.1", "from IP");
	assert_clean("syz-executor.3/12 and syzkaller042:7",
		     "syz-executor and syzkaller");
	assert_clean("in cfg80211_x", "in cfg80211_x");
	assert_clean("in x12345678", "in xNUM");
	assert_clean(" a\t\001b  c ", "a b c");
	assert_clean("", "");
}

static void test_mixed(void)
{
	g_assert_true(title_is_mixed("BUG: x [   12.345678] y"));
	g_assert_false(title_is_mixed("BUG: x [12] y"));
	g_assert_false(title_is_mixed("BUG: x [1.2"));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/title/clean", test_clean);
	g_test_add_func("/title/mixed", test_mixed);
	return g_test_run();
}
