/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/prove.h"

#include <string.h>

#include "branch/project.h"
#include "branch/source.h"
#include "build/build.h"
#include "build/kbuild.h"
#include "build/patch-config.h"
#include "build/suite-build.h"
#include "build/suite-config.h"
#include "util/cache.h"
#include "util/error.h"
#include "util/fs.h"
#include "util/json-text.h"
#include "util/lock.h"
#include "vm/boot.h"
#include "vm/judge.h"
#include "vm/plan.h"

static const char *const result_names[] = {
	[PROVE_PROVEN] = "PROVEN",
	[PROVE_NOT_REPRODUCED] = "NOT REPRODUCED",
	[PROVE_STILL_BROKEN] = "STILL BROKEN",
	[PROVE_WORSE] = "WORSE",
	[PROVE_INVALID] = "INVALID",
};

const char *prove_result_name(enum prove_result result)
{
	return result_names[result];
}

void prove_side_clear(struct prove_side *side)
{
	g_free(side->variant);
	g_clear_pointer(&side->verdicts, g_ptr_array_unref);
}

void proof_of_patch_free(struct proof_of_patch *proof)
{
	if (!proof)
		return;
	prove_side_clear(&proof->without);
	prove_side_clear(&proof->with);
	g_free(proof->config);
	g_free(proof->needs);
	g_free(proof->dir);
	g_free(proof);
}

/* --- the two kernels ------------------------------------------------------------- */

static gboolean write_series(const char *dir, const char *side, const char *text,
			     GError **error)
{
	g_autofree char *path = g_build_filename(dir, side, NULL);

	return fs_write(path, text, error);
}

/*
 * Writes the series of both sides, and the patch beside them. With "revert", the second
 * one reverts the patch and applies it again: the tree equals that of the branch, and the
 * changed lines, whose coverage is shown, are those of the patch.
 */
static gboolean write_both(const struct prove *prove, const char *dir, GError **error)
{
	g_autofree char *fix = g_build_filename(dir, "fix.patch", NULL);
	g_autofree char *again = g_build_filename(dir, "again.patch", NULL);

	if (!fs_remove(dir, error) || !fs_make_dir(dir, error) ||
	    !fs_copy(prove->patch, fix, error))
		return FALSE;
	if (!prove->revert)
		return write_series(dir, "without", "", error) &&
		       write_series(dir, "with", "fix.patch\n", error);
	return fs_copy(prove->patch, again, error) &&
	       write_series(dir, "without", "fix.patch -R\n", error) &&
	       write_series(dir, "with", "fix.patch -R\nagain.patch\n", error);
}

/* Returns the branch's fragments, those of the suites, and that of the user. */
static struct kconfig *compose(const struct prove *prove, GError **error)
{
	g_autoptr(GStrvBuilder) names = g_strv_builder_new();
	g_auto(GStrv) all = NULL;

	g_strv_builder_addv(names, (const char **)prove->b->config);
	for (guint i = 0; i < prove->suites->len; i++) {
		const struct suite *suite = prove->suites->pdata[i];

		if (suite->config)
			g_strv_builder_addv(names, (const char **)suite->config);
	}
	all = g_strv_builder_end(names);
	return kconfig_compose(prove->b, all, prove->config, error);
}

/* Adds the options in a fragment. */
static void require_lines(struct kconfig *k, const char *fragment, const char *where)
{
	g_auto(GStrv) lines = g_strsplit(fragment, "\n", -1);

	for (char **line = lines; *line; line++)
		if (g_str_has_prefix(*line, "CONFIG_"))
			kconfig_require(k, *line, where);
}

/*
 * Returns the complete configuration; stores in @proof what suites and patch add to it.
 */
static struct kconfig *needed_config(const struct prove *prove,
				     struct proof_of_patch *proof, GError **error)
{
	g_autoptr(Kconfig) k = compose(prove, error);
	g_autoptr(Patch) patch = k ? patch_load(prove->patch, error) : NULL;
	g_autoptr(Pristine) source =
		patch ? source_get(prove->b, NULL, NULL, error) : NULL;
	g_autoptr(GString) text = g_string_new(NULL);

	if (!source)
		return NULL;
	for (guint i = 0; i < prove->suites->len; i++)
		if (!suite_config_require(k, prove->suites->pdata[i], prove->b,
					  source->dir, text, error))
			return NULL;
	proof->needs = patch_config_make(patch, source->dir, prove->b->arch->directory,
					 k, error);
	if (!proof->needs)
		return NULL;
	require_lines(k, proof->needs, prove->patch);
	g_string_append(text, proof->needs);
	proof->config = g_string_free(g_steal_pointer(&text), FALSE);
	return g_steal_pointer(&k);
}

static gboolean asks_for_options(const char *fragment)
{
	return g_str_has_prefix(fragment, "CONFIG_") || strstr(fragment, "\nCONFIG_");
}

static char *write_config(const char *dir, const struct kconfig *k, GError **error)
{
	g_autofree char *path = g_build_filename(dir, "config", NULL);

	return fs_write(path, kconfig_text(k), error) ? g_steal_pointer(&path) : NULL;
}

/* Whether a suite names its own fragments. */
static gboolean has_fragments(const struct prove *prove)
{
	for (guint i = 0; i < prove->suites->len; i++)
		if (((const struct suite *)prove->suites->pdata[i])->config)
			return TRUE;
	return FALSE;
}

/* Returns the workspace for a kernel with its own configuration: that of the suite's
 * variants, so that building these after saving is fast. */
static const char *workspace(const struct prove *prove)
{
	const struct suite *first = prove->suites->pdata[0];

	return prove->config || !first->dir ? "prove" : first->name;
}

static struct kernel *build_side(const struct prove *prove,
				 const struct proof_of_patch *proof,
				 const struct prove_side *side, const char *config,
				 GError **error)
{
	g_autofree char *own_series = g_build_filename(proof->dir, side->name, NULL);
	g_autofree char *base =
		prove->series ? branch_patch_path(prove->b, prove->series) : NULL;
	char *series[] = {base ?: own_series, base ? own_series : NULL, NULL};
	char *none[] = {NULL};
	gboolean own = prove->config || has_fragments(prove) ||
		       asks_for_options(proof->config);
	const struct branch_variant variant = {
		.name = side->variant,
		.series = series,
		.expect = EXPECT_CLEAN,
		.suites = none,
	};
	const struct build_options options = {
		.config = config,
		.jobs = prove->jobs,
		.workspace = own ? workspace(prove) : NULL,
	};
	struct kernel *kernel;

	g_printerr("%s %s: building\n", prove->b->name, side->variant);
	kernel = build_variant(prove->b, &variant, &options, error);
	if (!kernel && !prove->revert && error &&
	    strstr((*error)->message, "applied before"))
		g_prefix_error(error,
			       "(use --revert for a fix that the branch already has) ");
	return kernel;
}

/* --- runs ------------------------------------------------------------------------- */

void prove_add(struct prove_side *side, struct verdict *verdict)
{
	g_ptr_array_add(side->verdicts, verdict);
	side->passed += verdict->kind == VERDICT_PASS;
	side->failed += verdict->kind == VERDICT_FAIL;
}

static gboolean boot_once(const struct prove *prove, const struct plan *plan,
			  const struct kernel *kernel, struct prove_side *side,
			  guint try, GError **error)
{
	g_autofree char *number = g_strdup_printf("%u", try + 1);
	g_autofree char *dir =
		cache_path("run", prove->b->name, side->variant, number, NULL);
	g_autofree char *parent = g_path_get_dirname(dir);
	g_autofree char *coverage = g_build_filename(kernel->dir, "coverage", NULL);
	g_autofree char *init = boot_find_init(prove->b->dir, prove->b->arch, error);
	g_autoptr(Run) record = run_new();
	const struct boot boot = {
		.plan = plan,
		.arch = prove->b->arch,
		.kernel = kernel->image,
		.vmlinux = kernel->vmlinux,
		.config = kernel->config,
		.coverage = coverage,
		.watch = TRUE,
		.init = init,
		.dir = dir,
	};
	struct verdict *verdict;

	record->branch = g_strdup(prove->b->name);
	record->variant = g_strdup(side->variant);
	record->release = g_strdup(kernel->release);
	record->seed = prove->seed + try;
	record->expect = RUN_EXPECT_CLEAN;
	record->may_skip = g_strdupv(prove->b->may_skip);
	if (!init || !fs_make_dir(parent, error) || !boot_run(&boot, record, error))
		return FALSE;
	if (record->result.end == RUN_END_INTERRUPTED) {
		g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM, "interrupted");
		return FALSE;
	}
	verdict = judge_dir(dir, error);
	if (!verdict)
		return FALSE;
	prove_add(side, verdict);
	g_printerr("%s %s: boot %u of %u: %s, %s\n", prove->b->name, side->variant,
		   try + 1, prove->tries, verdict_name(verdict->kind), verdict->seen);
	return TRUE;
}

static gboolean run_side(const struct prove *prove, const struct plan *plan,
			 struct proof_of_patch *proof, struct prove_side *side,
			 const char *config, GError **error)
{
	g_autoptr(Kernel) kernel = build_side(prove, proof, side, config, error);

	for (guint try = 0; kernel && try < prove->tries; try++)
		if (!boot_once(prove, plan, kernel, side, try, error))
			return FALSE;
	return kernel != NULL;
}

/* --- the comparison --------------------------------------------------------------- */

const struct verdict *prove_leading(const struct prove_side *side)
{
	const struct verdict *found = NULL;

	for (guint i = 0; i < side->verdicts->len; i++) {
		const struct verdict *verdict = side->verdicts->pdata[i];

		if (verdict->kind == VERDICT_FAIL)
			return verdict;
		if (!found ||
		    (found->kind == VERDICT_PASS && verdict->kind == VERDICT_INVALID))
			found = verdict;
	}
	return found;
}

const char *prove_seen(const struct prove_side *side)
{
	const struct verdict *verdict = prove_leading(side);

	return verdict ? verdict->seen : "nothing";
}

/* Whether a failure of @with was also seen without. */
static gboolean same_failure(const struct prove_side *without,
			     const struct prove_side *with)
{
	const char *seen = prove_seen(with);

	for (guint i = 0; i < without->verdicts->len; i++) {
		const struct verdict *verdict = without->verdicts->pdata[i];

		if (verdict->kind == VERDICT_FAIL && !strcmp(verdict->seen, seen))
			return TRUE;
	}
	return FALSE;
}

enum prove_result prove_compare(const struct prove_side *without,
				const struct prove_side *with)
{
	if (with->failed)
		return same_failure(without, with) ? PROVE_STILL_BROKEN : PROVE_WORSE;
	if (without->failed)
		return with->verdicts->len && with->passed == with->verdicts->len
			       ? PROVE_PROVEN
			       : PROVE_INVALID;
	return without->verdicts->len && without->passed == without->verdicts->len
		       ? PROVE_NOT_REPRODUCED
		       : PROVE_INVALID;
}

void prove_side_init(struct prove_side *side, const char *name, const char *title)
{
	*side = (struct prove_side){
		.name = name,
		.variant = g_strdup_printf("prove-%s-%s", title, name),
		.verdicts =
			g_ptr_array_new_with_free_func((GDestroyNotify)verdict_free),
	};
}

/* That the series below the patch is there, before anything else takes time. */
static gboolean check_series(const struct prove *prove, GError **error)
{
	g_autofree char *path =
		prove->series ? branch_patch_path(prove->b, prove->series) : NULL;

	if (!path || g_file_test(path, G_FILE_TEST_IS_REGULAR))
		return TRUE;
	g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "%s: no such series", path);
	return FALSE;
}

/* Depends on name and content of the patch, so that the cache separates patches of the
 * same name. */
static char *title_of(const struct prove *prove, GError **error)
{
	g_autofree char *base = g_path_get_basename(prove->patch);
	g_autofree char *sum = fs_sha256(prove->patch, error);

	if (!sum)
		return NULL;
	g_strcanon(base, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-", '-');
	return g_strdup_printf("%.24s-%.6s%s", base, sum, prove->revert ? "-R" : "");
}

static GPtrArray *build_suites(const struct prove *prove, GError **error)
{
	g_autoptr(GPtrArray) built =
		g_ptr_array_new_with_free_func((GDestroyNotify)suite_built_free);

	for (guint i = 0; i < prove->suites->len; i++) {
		struct suite_built *one = suite_build(prove->suites->pdata[i],
						      prove->b->arch, prove->b, error);

		if (!one)
			return NULL;
		g_ptr_array_add(built, one);
	}
	return g_steal_pointer(&built);
}

static struct lock *take_lock(const struct prove *prove, const char *title,
			      GError **error)
{
	g_autofree char *name = g_strdup_printf("prove-%s-%s", prove->b->name, title);
	g_autofree char *purpose = g_strdup_printf("prove %s", prove->patch);

	return lock_take(name, purpose, error);
}

struct proof_of_patch *prove_patch(const struct prove *prove, GError **error)
{
	g_autofree char *title =
		check_series(prove, error) ? title_of(prove, error) : NULL;
	g_autoptr(ProofOfPatch) proof = g_new0(struct proof_of_patch, 1);
	g_autoptr(GPtrArray) built = title ? build_suites(prove, error) : NULL;
	g_autoptr(Plan) plan = built ? plan_new(built, prove->b->arch, prove->tests,
						prove->b->version, error)
				     : NULL;
	g_autoptr(Kconfig) k = NULL;
	g_autoptr(Lock) held = NULL;
	g_autofree char *config = NULL;

	if (!plan)
		return NULL;
	/* a proof's series and runs have one place, whatever its options */
	held = take_lock(prove, title, error);
	if (!held)
		return NULL;
	prove_side_init(&proof->without, "without", title);
	prove_side_init(&proof->with, "with", title);
	proof->dir = cache_path("prove", prove->b->name, title, NULL);
	k = needed_config(prove, proof, error);
	if (!k || !write_both(prove, proof->dir, error))
		return NULL;
	config = write_config(proof->dir, k, error);
	kconfig_show_notes(k, prove->b->name);
	if (!config || !run_side(prove, plan, proof, &proof->without, config, error) ||
	    !run_side(prove, plan, proof, &proof->with, config, error))
		return NULL;
	proof->result = prove_compare(&proof->without, &proof->with);
	return g_steal_pointer(&proof);
}

static json_t *side_json(const struct prove_side *side)
{
	json_t *verdicts = json_array();

	for (guint i = 0; i < side->verdicts->len; i++)
		json_array_append_new(verdicts, verdict_json(side->verdicts->pdata[i]));
	return json_pack("{so so si si so}", "variant", json_text(side->variant),
			 "seen", json_text(prove_seen(side)), "passed",
			 (int)side->passed, "failed", (int)side->failed, "verdicts",
			 verdicts);
}

json_t *prove_json(const struct proof_of_patch *proof)
{
	return json_pack("{ss so so so}", "result", prove_result_name(proof->result),
			 "config", json_text(proof->config), "without",
			 side_json(&proof->without), "with", side_json(&proof->with));
}
