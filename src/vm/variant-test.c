/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/variant-test.h"

#include "branch/source.h"
#include "build/build.h"
#include "util/cache.h"
#include "util/error.h"
#include "util/fs.h"
#include "vm/boot.h"
#include "vm/judge.h"
#include "vm/plan.h"

/* A source that cannot be fetched is an error; what make says about it is a result. */
static gboolean build(const struct variant_test *test, struct kernel **kernel,
		      char **why, GError **error)
{
	char *series[] = {(char *)test->series, NULL};
	const struct build_options options = {.no_coverage = TRUE};
	struct branch_variant variant = *test->v;
	g_autoptr(Pristine) source = source_get(test->b, NULL, NULL, error);
	g_autoptr(GError) cause = NULL;

	if (!source)
		return FALSE;
	variant.name = (char *)test->name;
	variant.series = series;
	*kernel = build_variant(test->b, &variant, &options, &cause);
	if (*kernel)
		return TRUE;
	if (!g_error_matches(cause, KF_ERROR, KF_ERROR_NEGATIVE) &&
	    !g_error_matches(cause, KF_ERROR, KF_ERROR_SYSTEM)) {
		g_propagate_error(error, g_steal_pointer(&cause));
		return FALSE;
	}
	*why = g_strdup(cause->message);
	return TRUE;
}

static void describe(const struct variant_test *test, const struct kernel *kernel,
		     struct run *record)
{
	record->branch = g_strdup(test->b->name);
	record->variant = g_strdup(test->name);
	record->arch = g_strdup(test->b->arch->name);
	record->release = g_strdup(kernel->release);
	record->seed = test->seed;
	record->may_skip = g_strdupv(test->b->may_skip);
	record->expect = RUN_EXPECT_CLEAN;
	if (test->expect_clean || test->v->expect != EXPECT_SPLAT)
		return;
	record->expect = RUN_EXPECT_SPLAT;
	record->splats = g_strdupv(test->v->splat);
}

/* Boots the kernel. Which of its lines ran is not asked: with some of the patches, none
 * may run, and the verdict would be INVALID. */
static gboolean boot(const struct variant_test *test, const struct plan *plan,
		     const struct kernel *kernel, const char *dir, GError **error)
{
	const struct branch *b = test->b;
	g_autoptr(Run) record = run_new();
	g_autofree char *parent = g_path_get_dirname(dir);
	g_autofree char *init = boot_find_init(b->dir, b->arch, error);
	const struct boot boot = {
		.arch = b->arch,
		.plan = plan,
		.splat = !test->expect_clean && test->v->expect == EXPECT_SPLAT,
		.kernel = kernel->image,
		.vmlinux = kernel->vmlinux,
		.config = kernel->config,
		.init = init,
		.dir = dir,
	};

	describe(test, kernel, record);
	if (!init || !fs_make_dir(parent, error) || !boot_run(&boot, record, error))
		return FALSE;
	if (record->result.end != RUN_END_INTERRUPTED)
		return TRUE;
	g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM, "interrupted");
	return FALSE;
}

static struct plan *make_plan(const struct variant_test *test, GError **error)
{
	const struct branch *b = test->b;
	char **suites = test->v->suites ? test->v->suites : b->suites;
	char **tests = test->v->suites ? NULL : b->tests;

	return plan_load(b->dir, b->arch, b, (const char *const *)suites,
			 (const char *const *)tests, b->version, error);
}

gboolean variant_test_run(const struct variant_test *test, struct verdict **verdict,
			  char **why, GError **error)
{
	g_autofree char *dir = cache_path("run", test->b->name, test->name, NULL);
	/* a test that does not compile is found before minutes of building */
	g_autoptr(Plan) plan = make_plan(test, error);
	g_autoptr(Kernel) kernel = NULL;

	*verdict = NULL;
	*why = NULL;
	if (!plan || !build(test, &kernel, why, error))
		return FALSE;
	if (!kernel)
		return TRUE;
	if (!boot(test, plan, kernel, dir, error))
		return FALSE;
	*verdict = judge_dir(dir, error);
	return *verdict != NULL;
}
