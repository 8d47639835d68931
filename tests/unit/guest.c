/*
 * What of the guest can be tested without one: how init reads its parameters
 * and the tables of lockdep. The sources are included, since the guest is built
 * against another C library.
 */
#include "../guest/params.c"
#include "../guest/state.c"
#include "../guest/util.c"

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
	/* of a later version */
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

/* The keys of init's state lines out of texts of real kernels. */
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

/* The same numbers for the same seed, others for another name or index. */
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

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/guest/params", test_params);
	g_test_add_func("/guest/params/defaults", test_params_defaults);
	g_test_add_func("/guest/params/bad", test_params_bad);
	g_test_add_func("/guest/lockdep", test_lockdep);
	g_test_add_func("/guest/lockdep/absent", test_lockdep_absent);
	g_test_add_func("/guest/rng", test_rng);
	return g_test_run();
}
