/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The detectors that a kernel's configuration enables. */
#include "verdict/detector.h"

#include <glib.h>

static void check_names(const char *config, const char *wanted)
{
	g_auto(GStrv) names = detector_names(config);
	g_autofree char *all = g_strjoinv(" ", names);

	g_assert_cmpstr(all, ==, wanted);
}

static void test_names(void)
{
	check_names("", "");
	check_names("CONFIG_KASAN=y\n", "KASAN");
	check_names("# CONFIG_KASAN is not set\nCONFIG_KASAN_INLINE=y\n", "");
	check_names("CONFIG_X=y\nCONFIG_PROVE_LOCKING=y\nCONFIG_KCSAN=y\n",
		    "lockdep KCSAN");
	check_names("CONFIG_UBSAN=y\nCONFIG_UBSAN_SANITIZE_ALL=y\n", "UBSAN");
	check_names("CONFIG_UBSAN=y\n# CONFIG_UBSAN_SANITIZE_ALL is not set\n", "");
	check_names("CONFIG_HAVE_ARCH_KASAN=y\nCONFIG_UBSAN=m\n", "");
}

static void test_limits(void)
{
	char *both[] = {"UBSAN", "KASAN", NULL};
	char *other[] = {"of another kferry", NULL};

	g_assert_cmpuint(detector_slower(both), ==, detector_find("KASAN")->slower);
	g_assert_cmpuint(detector_memory(both), ==,
			 detector_find("KASAN")->memory +
				 detector_find("UBSAN")->memory);
	g_assert_cmpuint(detector_slower(other), ==, 1);
	g_assert_cmpuint(detector_memory(other), ==, 0);
	g_assert_cmpuint(detector_slower(NULL), ==, 1);
}

static void test_missing(void)
{
	char *some[] = {"lockdep", "KASAN", "KFENCE", "UBSAN", "DEBUG_LIST", NULL};
	g_autofree char *missing = detector_missing(some);

	g_assert_cmpstr(missing, ==,
			"data races (KCSAN), paths of failed allocations "
			"(fault injection)");
}

static void test_title(void)
{
	g_assert_cmpstr(detector_of_title("KASAN: slab-*")->name, ==, "KASAN");
	g_assert_null(detector_of_title("KASAN*"));
	g_assert_null(detector_of_title("WARNING in KASAN: "));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/detector/names", test_names);
	g_test_add_func("/detector/limits", test_limits);
	g_test_add_func("/detector/missing", test_missing);
	g_test_add_func("/detector/title", test_title);
	return g_test_run();
}
