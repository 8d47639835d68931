/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "console/demangle.h"

#include <string.h>

static void assert_name(const char *name, const char *want)
{
	g_autofree char *got = demangle(span_of(name));

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

/* Appends @value as a back reference: "_" is 0, "0_" is 1. */
static void put_reference(GString *name, gsize value)
{
	static const char digits[] =
		"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
	char number[16];
	gsize len = 0;

	g_string_append_c(name, 'B');
	for (gsize left = value ? value - 1 : 0; value && (left || !len); left /= 62)
		number[len++] = digits[left % 62];
	while (len)
		g_string_append_c(name, number[--len]);
	g_string_append_c(name, '_');
}

/* A generic function; each argument is two references to the previous one. */
static char *bomb(guint arguments)
{
	GString *name = g_string_new("_RINvC1a1b");
	gsize before = name->len - strlen("_R");

	g_string_append(name, "TuuE");
	for (guint i = 0; i < arguments; i++) {
		gsize here = name->len - strlen("_R");

		g_string_append_c(name, 'T');
		put_reference(name, before);
		put_reference(name, before);
		g_string_append_c(name, 'E');
		before = here;
	}
	return g_string_free(g_string_append_c(name, 'E'), FALSE);
}

/* Its output would have 2 to the power of @arguments names, but is bounded. */
static void test_bomb(void)
{
	g_autofree char *small = bomb(1), *large = bomb(60);

	assert_name(small, "a::b::<((), ()), (((), ()), ((), ()))>");
	assert_name(large, NULL);
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
