/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "console/demangle.h"

#include <string.h>

static void assert_name(const char *name, const char *want)
{
	g_autofree char *got = demangle((struct span){name, strlen(name)});

	g_assert_cmpstr(got, ==, want);
}

static void test_v0(void)
{
	assert_name("_RNvCs1234_7mycrate4main", "mycrate::main");
	assert_name("_RNvCsaZ09aZ09aZ09aZ_7mycrate4main", "mycrate::main");
	assert_name("_RNvNtCs1_4core9panicking9panic_fmt",
		    "core::panicking::panic_fmt");
	assert_name("_RNvMs_NtCs1_4disk5queueNtB4_5Queue3pop",
		    "<disk::queue::Queue>::pop");
	assert_name("_RNvXs_Cs1_4diskNtB4_5QueueNtNtCs2_4core3fmt5Debug3fmt",
		    "<disk::Queue as core::fmt::Debug>::fmt");
	assert_name("_RNCNvCs1_4disk4read0B3_", "disk::read::{closure:}");
	assert_name("_RINvCs1_4disk4readReQmE", "disk::read::<&str, &mut u32>");
}

static void test_legacy(void)
{
	assert_name("_ZN4core9panicking5panic17h0123456789abcdefE",
		    "core::panicking::panic");
	assert_name("_ZN4disk4readE", "disk::read");
}

static void test_others(void)
{
	assert_name("do_exit", NULL);
	assert_name("_raw_spin_lock", NULL);
	assert_name("_R", NULL);
	assert_name("_RNvCs", NULL);
	assert_name("_RNvC99x", NULL);
	assert_name("_RB_", NULL);
	assert_name("_ZN", NULL);
	assert_name("_ZNE", NULL);
}

/* Each part is two references to the one before: 2 to the power of their number. */
static void test_bomb(void)
{
	g_autoptr(GString) name = g_string_new("_RTC1aC1a");
	g_autofree char *got = NULL;

	for (guint i = 0; i < 60; i++)
		g_string_append(name, "TB_B_E");
	got = demangle((struct span){name->str, name->len});
	g_assert_null(got);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/demangle/v0", test_v0);
	g_test_add_func("/demangle/legacy", test_legacy);
	g_test_add_func("/demangle/others", test_others);
	g_test_add_func("/demangle/bomb", test_bomb);
	return g_test_run();
}
