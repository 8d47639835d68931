/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bisect/bisect.h"

#include <string.h>

/* A test whose culprit is known. */
struct world {
	guint culprit;
	GArray *needs; /* of guint: changes without which the culprit does not apply */
	guint8 *skips; /* by length of a prefix: it cannot be tested; or NULL */
	guint rate;    /* of ten runs with the culprit, so many fail */
	GRand *random;
	guint runs;
};

static gboolean world_test(const struct bisect_set *set, enum bisect_result *result,
			   gpointer data, GError **error)
{
	struct world *world = data;
	gboolean bad = set->has[world->culprit];

	world->runs++;
	for (guint i = 0; world->needs && i < world->needs->len; i++) {
		guint need = g_array_index(world->needs, guint, i);

		/* A change whose base is missing does not apply. */
		if (set->has[world->culprit] && !set->has[need]) {
			*result = BISECT_SKIP;
			return TRUE;
		}
	}
	if (world->skips && world->skips[bisect_set_size(set)]) {
		*result = BISECT_SKIP;
		return TRUE;
	}
	if (bad && world->rate < 10)
		bad = (guint)g_rand_int_range(world->random, 0, 10) < world->rate;
	*result = bad ? BISECT_BAD : BISECT_GOOD;
	return TRUE;
}

static struct bisect_outcome look(struct world *world, guint count, guint tries,
				  gboolean smallest)
{
	struct bisect_options options = {.tries = tries,
					 .smallest = smallest,
					 .test = world_test,
					 .data = world};
	struct bisect_outcome outcome;

	g_assert_true(bisect(count, &options, &outcome, NULL));
	return outcome;
}

/* The sizes of real series: Debian's 5.10.262-1 with RT, 6.1.187-1, Proxmox. */
static const guint sizes[] = {430, 168, 200, 16, 1};

static void test_every_place(void)
{
	for (gsize i = 0; i < G_N_ELEMENTS(sizes); i++) {
		guint most = 0;

		for (guint at = 0; at < sizes[i]; at++) {
			struct world world = {.culprit = at, .rate = 10};
			struct bisect_outcome outcome =
				look(&world, sizes[i], 1, FALSE);

			g_assert_cmpint(outcome.status, ==, BISECT_FOUND);
			g_assert_cmpuint(outcome.first, ==, at);
			g_assert_cmpint(outcome.without, ==, BISECT_GOOD);
			g_assert_cmpint(outcome.alone, ==, BISECT_BAD);
			g_assert_cmpfloat(outcome.confidence, ==, 1);
			g_assert_cmpuint(outcome.runs, ==, world.runs);
			most = MAX(most, outcome.runs);
			bisect_outcome_clear(&outcome);
		}
		/* The halving, and the two proofs. */
		g_assert_cmpuint(most, <=, 2 + g_bit_storage(sizes[i]));
	}
}

/* A run may be a boot: 16 changes take at most six, and four or five of them find it. */
static void test_runs_of_16(void)
{
	guint all = 0;

	for (guint at = 0; at < 16; at++) {
		struct world world = {.culprit = at, .rate = 10};
		struct bisect_outcome outcome = look(&world, 16, 1, FALSE);

		g_assert_cmpuint(outcome.search_runs, ==, at < 15 ? 4 : 5);
		g_assert_cmpuint(outcome.proof_runs, <=, 2);
		g_assert_cmpuint(outcome.search_runs + outcome.proof_runs, ==,
				 world.runs);
		g_assert_cmpuint(world.runs, <=, 6);
		all += world.runs;
		bisect_outcome_clear(&outcome);
	}
	/* five if the first of the last two is the culprit, which its proof shows */
	g_assert_cmpuint(all, ==, 7 * 5 + 9 * 6);
}

static void test_flaky(void)
{
	g_autoptr(GRand) random = g_rand_new_with_seed(20261128);
	guint found = 0, wrong = 0;

	for (guint i = 0; i < 50; i++) {
		guint count = i % 2 ? 430 : 168;
		struct world world = {.culprit = g_rand_int_range(random, 0, count),
				      .rate = 3,
				      .random = random};
		struct bisect_outcome outcome = look(&world, count, 20, FALSE);

		found += outcome.status == BISECT_FOUND &&
			 outcome.first == world.culprit &&
			 outcome.without == BISECT_GOOD && outcome.alone == BISECT_BAD;
		wrong += outcome.status == BISECT_FOUND &&
			 outcome.first != world.culprit;
		if (outcome.status == BISECT_FOUND) {
			g_assert_cmpfloat(outcome.confidence, >, 0.9);
			g_assert_cmpfloat(outcome.confidence, <, 1);
		}
		bisect_outcome_clear(&outcome);
	}
	g_assert_cmpuint(found, >=, 48);
	g_assert_cmpuint(wrong, ==, 0);
}

static void test_skip(void)
{
	struct world world = {.culprit = 9, .rate = 10, .skips = g_malloc0(100)};
	struct bisect_outcome outcome;

	/* Lengths 4 to 9 cannot be tested: the culprit is one of the changes 4 to 10. */
	memset(world.skips + 4, 1, 6);
	outcome = look(&world, 30, 1, FALSE);
	g_assert_cmpint(outcome.status, ==, BISECT_RANGE);
	g_assert_cmpuint(outcome.first, ==, 3);
	g_assert_cmpuint(outcome.last, ==, 9);
	bisect_outcome_clear(&outcome);

	/* Untestable lengths away from the culprit do not matter. */
	memset(world.skips, 0, 100);
	memset(world.skips + 13, 1, 5);
	outcome = look(&world, 30, 1, FALSE);
	g_assert_cmpint(outcome.status, ==, BISECT_FOUND);
	g_assert_cmpuint(outcome.first, ==, 9);
	g_free(world.skips);
	bisect_outcome_clear(&outcome);
}

static void test_smallest(void)
{
	static const guint needs[] = {3, 17};
	struct world world = {.culprit = 40, .rate = 10};
	struct bisect_outcome outcome;
	g_autofree char *text = NULL;

	world.needs = g_array_new(FALSE, FALSE, sizeof(guint));
	g_array_append_vals(world.needs, needs, 2);
	outcome = look(&world, 64, 1, TRUE);
	g_assert_cmpuint(outcome.first, ==, 40);
	g_assert_cmpint(outcome.without, ==, BISECT_GOOD);
	/* The culprit alone cannot be tested. */
	g_assert_cmpint(outcome.alone, ==, BISECT_SKIP);
	text = bisect_set_text(&outcome.smallest);
	g_assert_cmpstr(text, ==, "4,18,41");
	bisect_outcome_clear(&outcome);

	/* In a series of a distribution: a halving for each change, not a run for each set. */
	world.runs = 0;
	outcome = look(&world, 168, 1, TRUE);
	g_clear_pointer(&text, g_free);
	text = bisect_set_text(&outcome.smallest);
	g_assert_cmpstr(text, ==, "4,18,41");
	g_assert_cmpuint(world.runs, <=, 45);
	g_array_unref(world.needs);
	bisect_outcome_clear(&outcome);
}

/* A test that answers in another way than sets with and without one culprit. */
struct odd_world {
	guint culprit, other;
	enum {
		ODD_CURED,    /* all sets with @other are good */
		ODD_MISLEADS, /* @other alone is bad, without what it needs */
		ODD_BOTH,     /* bad only with the culprit and @other */
	} kind;
};

static gboolean odd_test(const struct bisect_set *set, enum bisect_result *result,
			 gpointer data, GError **error)
{
	const struct odd_world *world = data;
	gboolean culprit = set->has[world->culprit], other = set->has[world->other];
	gboolean bad = culprit;

	if (world->kind == ODD_CURED)
		bad = culprit && !other;
	else if (world->kind == ODD_BOTH)
		bad = culprit && other;
	else if (other && bisect_set_size(set) == 1)
		bad = TRUE;
	*result = bad ? BISECT_BAD : BISECT_GOOD;
	return TRUE;
}

static struct bisect_outcome look_odd(struct odd_world *world)
{
	struct bisect_options options = {.test = odd_test, .data = world};
	struct bisect_outcome outcome;

	g_assert_true(bisect(16, &options, &outcome, NULL));
	return outcome;
}

/* No change is named that is not to blame, wherever the two are. */
static void test_odd(void)
{
	for (guint i = 0; i < 16 * 16 * 3; i++) {
		struct odd_world world = {i % 16, i / 16 % 16, i / 256};
		struct bisect_outcome outcome;
		guint last = MAX(world.culprit, world.other);

		/* the first change needs no other */
		if (world.culprit == world.other ||
		    (world.kind == ODD_MISLEADS && !world.other))
			continue;
		outcome = look_odd(&world);
		/* cured before it is in a prefix that is run: nothing fails */
		if (world.kind == ODD_CURED && outcome.status == BISECT_NOT_BAD)
			continue;
		g_assert_cmpint(outcome.status, ==, BISECT_FOUND);
		g_assert_cmpuint(outcome.first, ==,
				 world.kind == ODD_BOTH ? last : world.culprit);
		g_assert_cmpint(outcome.without, ==, BISECT_GOOD);
		g_assert_cmpint(outcome.alone, ==,
				world.kind == ODD_BOTH ? BISECT_GOOD : BISECT_BAD);
		bisect_outcome_clear(&outcome);
	}
}

static gboolean always(const struct bisect_set *set, enum bisect_result *result,
		       gpointer data, GError **error)
{
	*result = GPOINTER_TO_INT(data);
	return TRUE;
}

static void test_ends(void)
{
	static const enum bisect_status wanted[] = {
		[BISECT_GOOD] = BISECT_NOT_BAD,
		[BISECT_BAD] = BISECT_NOT_GOOD,
		[BISECT_SKIP] = BISECT_UNTESTED,
	};
	/* of 16 changes; each skip could have been the other one */
	static const guint runs[] = {5, 6, 16};

	for (int result = BISECT_GOOD; result <= BISECT_SKIP; result++) {
		struct bisect_options options = {.test = always,
						 .data = GINT_TO_POINTER(result)};
		struct bisect_outcome outcome;

		g_assert_true(bisect(16, &options, &outcome, NULL));
		g_assert_cmpint(outcome.status, ==, wanted[result]);
		g_assert_cmpuint(outcome.runs, ==, runs[result]);
		bisect_outcome_clear(&outcome);
	}
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/bisect/every-place", test_every_place);
	g_test_add_func("/bisect/runs-of-16", test_runs_of_16);
	g_test_add_func("/bisect/odd", test_odd);
	g_test_add_func("/bisect/flaky", test_flaky);
	g_test_add_func("/bisect/skip", test_skip);
	g_test_add_func("/bisect/smallest", test_smallest);
	g_test_add_func("/bisect/ends", test_ends);
	return g_test_run();
}
