/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/proof.h"

#include "build/fingerprint.h"
#include "util/cache.h"
#include "vm/boot.h"
#include "vm/judge.h"
#include "vm/quarantine.h"

void proof_free(struct proof *proof)
{
	if (!proof)
		return;
	g_clear_pointer(&proof->verdict, verdict_free);
	g_free(proof->changed);
	g_free(proof);
}

/* A run proves nothing about a kernel that has been rebuilt since. */
static void check_build(struct verdict *found, const struct run *record,
			const struct branch *b, const struct branch_variant *v)
{
	g_autofree char *vmlinux =
		cache_path("kernel", b->name, v->name, "vmlinux", NULL);
	g_autofree char *id = boot_build_id(vmlinux);

	if (g_strcmp0(id, record->build_id) == 0)
		return;
	verdict_doubt(found, g_strdup("the run is of another build than the newest"));
}

struct proof *proof_of(const struct branch *b, const struct branch_variant *v,
		       GError **error)
{
	g_autofree char *dir = cache_path("run", b->name, v->name, NULL);
	g_autoptr(Run) record = run_load(dir, NULL);
	g_autoptr(Proof) proof = g_new0(struct proof, 1);

	proof->verdict = judge_dir(dir, error);
	if (!proof->verdict)
		return NULL;
	g_free(proof->verdict->branch);
	proof->verdict->branch = g_strdup(b->name);
	if (!record)
		return g_steal_pointer(&proof);
	quarantine_apply(b, proof->verdict);
	check_build(proof->verdict, record, b, v);
	proof->ran = TRUE;
	proof->date = run_date(record, dir);
	proof->changed = fingerprint_changed(b, v);
	return g_steal_pointer(&proof);
}

gboolean proof_report(const struct branch *b, char **names, GPtrArray *verdicts,
		      GError **error)
{
	for (guint i = 0; i < b->variants->len; i++) {
		const struct branch_variant *v = b->variants->pdata[i];
		g_autoptr(Proof) proof = NULL;

		if (names && !g_strv_contains((const char *const *)names, v->name))
			continue;
		proof = proof_of(b, v, error);
		if (!proof)
			return FALSE;
		if (!names && v->by_name && (!proof->ran || proof->changed))
			continue;
		if (proof->changed) {
			verdict_doubt(proof->verdict,
				      g_strconcat("since the kernel was built, ",
						  proof->changed, NULL));
		}
		g_ptr_array_add(verdicts, g_steal_pointer(&proof->verdict));
	}
	return TRUE;
}
