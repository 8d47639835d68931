/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Parts of the guest that can run without one: init's parameters, the output of tests,
 * and the tables of lockdep. The sources are included, for the guest is built with
 * another C library.
 */
#include "../guest/counter.c"
#include "../guest/kit/cgroups.c"
#include "../guest/kit/util.c"
#include "../guest/lines.c"
#include "../guest/params.c"
#include "../guest/state.c"

#include <glib.h>

static void test_params(void)
{
	struct params params;
	const char *line =
		"console=ttyS0 kferry.nonce=abc kferry.seed=18446744073709551615 "
		"kferry.scale=8 kferry.load=50 kferry.scenarios=a,b quiet\n";

	g_assert_null(params_read(&params, line));
	g_assert_true(params.any);
	g_assert_false(params.shell);
	g_assert_cmpstr(params.nonce, ==, "abc");
	g_assert_cmpuint(params.seed, ==, UINT64_MAX);
	g_assert_cmpuint(params.scale, ==, 8);
	g_assert_cmpuint(params.load, ==, 50);
	g_assert_cmpstr(params.scenarios, ==, "a,b");
}

static void test_params_defaults(void)
{
	struct params params;

	g_assert_null(params_read(&params, "console=ttyS0 xkferry.scale=3"));
	g_assert_false(params.any);
	g_assert_cmpstr(params.nonce, ==, "none");
	g_assert_cmpuint(params.seed, ==, 1);
	g_assert_cmpuint(params.scale, ==, 1);
	g_assert_cmpuint(params.load, ==, 100);
	g_assert_cmpstr(params.scenarios, ==, "");
	g_assert_null(params_read(&params, "kferry.shell"));
	g_assert_true(params.shell);
	/* a parameter of a later version is ignored */
	g_assert_null(params_read(&params, "kferry.new=1"));
}

static void test_params_bad(void)
{
	static const char *const bad[] = {
		"kferry.nonce=",      "kferry.seed=-1",
		"kferry.seed=1x",     "kferry.scale=0",
		"kferry.scale=10001", "kferry.load=",
		"kferry.load=50%",    "kferry.scale=99999999999999999999999999",
	};
	struct params params;

	for (size_t i = 0; i < G_N_ELEMENTS(bad); i++)
		g_assert_cmpstr(params_read(&params, bad[i]), ==,
				bad[i] + strlen("kferry."));
}

/* The keys in init's state lines, from texts of real kernels. */
static void test_lockdep(void)
{
	static const struct {
		const char *file;
		const char *keys;
	} cases[] = {
		{"lockdep-stats-3.6.5",
		 " lock-classes=290/8191 lock-direct-dependencies=986/16384"
		 " lock-chains=901/32768 lock-chain-hlocks=2097/163840"
		 " stack-entries=15733/262144"},
		{"lockdep-stats-6.1.187",
		 " lock-classes=428/8192 lock-direct-dependencies=1968/65536"
		 " lock-chains=1675/131072 lock-chain-hlocks=4704/655360"
		 " stack-entries=23823/524288"},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *path = g_build_filename(
			g_getenv("SRCDIR"), "tests/data/guest", cases[i].file, NULL);
		char stats[8192], text[512] = "";

		g_assert_cmpint(file_read(path, stats, sizeof(stats)), >, 0);
		state_lockdep(stats, text, sizeof(text));
		g_assert_cmpstr(text, ==, cases[i].keys);
	}
}

static void test_lockdep_absent(void)
{
	char text[64] = "kept";

	state_lockdep("", text, sizeof(text));
	g_assert_cmpstr(text, ==, "kept");
	state_lockdep("lock-classes: none\n direct dependencies: 1\n", text,
		      sizeof(text));
	g_assert_cmpstr(text, ==, "kept");
}

/* The same seed gives the same numbers, another name or index others. */
static void test_rng(void)
{
	struct rng a = rng_for(7, "v1-storm", 1), b = rng_for(7, "v1-storm", 1);
	struct rng other = rng_for(7, "v1-storm", 2);
	unsigned int same = 0;

	for (int i = 0; i < 100; i++) {
		unsigned int number = rng_below(&a, 1000);

		g_assert_cmpuint(number, <, 1000);
		g_assert_cmpuint(number, ==, rng_below(&b, 1000));
		same += number == rng_below(&other, 1000);
	}
	g_assert_cmpuint(same, <, 10);
}

static void add_line(void *data, const char *line)
{
	g_ptr_array_add(data, g_strdup(line));
}

/* A hundred lines of 100 bytes, so that reads end within lines. */
static void test_lines(void)
{
	g_autoptr(GPtrArray) got = g_ptr_array_new_with_free_func(g_free);
	g_autofree char *wide = g_strnfill(5000, 'w');
	struct lines lines = {.used = 0};
	int ends[2];

	g_assert_cmpint(pipe(ends), ==, 0);
	for (int i = 0; i < 100; i++)
		dprintf(ends[1], "n%098d\n", i);
	dprintf(ends[1], "%s\nrest", wide);
	close(ends[1]);
	while (lines_read(&lines, ends[0], add_line, got))
		;
	close(ends[0]);
	g_assert_cmpuint(got->len, ==, 102);
	for (int i = 0; i < 100; i++) {
		g_autofree char *line = g_strdup_printf("n%098d", i);

		g_assert_cmpstr(got->pdata[i], ==, line);
	}
	g_assert_cmpuint(strlen(got->pdata[100]), ==, 4095);
	g_assert_cmpstr(got->pdata[101], ==, "rest");
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/guest/lines", test_lines);
	g_test_add_func("/guest/params", test_params);
	g_test_add_func("/guest/params/defaults", test_params_defaults);
	g_test_add_func("/guest/params/bad", test_params_bad);
	g_test_add_func("/guest/lockdep", test_lockdep);
	g_test_add_func("/guest/lockdep/absent", test_lockdep_absent);
	g_test_add_func("/guest/rng", test_rng);
	return g_test_run();
}
