/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/attempt.h"

#include <string.h>

#include "arch/arch.h"
#include "util/cache.h"
#include "util/json-text.h"
#include "util/plain-name.h"
#include "verdict/run.h"
#include "verdict/verdict.h"

static void variant_free(gpointer data)
{
	struct attempt_variant *variant = data;

	g_free(variant->name);
	g_free(variant->nonce);
	g_free(variant);
}

static struct attempt *attempt_of(const char *branch)
{
	struct attempt *attempt = g_new0(struct attempt, 1);

	attempt->branch = g_strdup(branch);
	attempt->variants = g_ptr_array_new_with_free_func(variant_free);
	return attempt;
}

void attempt_free(struct attempt *attempt)
{
	if (!attempt)
		return;
	g_free(attempt->branch);
	g_ptr_array_unref(attempt->variants);
	g_free(attempt);
}

/* Takes ownership of @nonce. */
static void add(struct attempt *attempt, const char *name, char *nonce)
{
	struct attempt_variant *variant = g_new0(struct attempt_variant, 1);

	variant->name = g_strdup(name);
	variant->nonce = nonce;
	g_ptr_array_add(attempt->variants, variant);
}

/* Returns the nonce of the newest run; "" if the host cut it short. */
static char *find_nonce(const char *branch, const char *variant)
{
	g_autofree char *dir = cache_path("run", branch, variant, NULL);
	g_autoptr(Run) run = run_load(dir, NULL);

	return g_strdup(run && !run_was_cut(&run->result) ? run->nonce : "");
}

struct attempt *attempt_new(const struct branch *b, char **names)
{
	struct attempt *attempt = attempt_of(b->name);

	for (guint i = 0; i < b->variants->len; i++) {
		const struct branch_variant *v = b->variants->pdata[i];

		if (!names || g_strv_contains((const char *const *)names, v->name))
			add(attempt, v->name, find_nonce(b->name, v->name));
	}
	return attempt;
}

GStrv attempt_left(const struct attempt *attempt)
{
	g_autoptr(GStrvBuilder) names = g_strv_builder_new();

	for (guint i = 0; i < attempt->variants->len; i++) {
		const struct attempt_variant *variant = attempt->variants->pdata[i];
		g_autofree char *now = find_nonce(attempt->branch, variant->name);

		if (!*now || !strcmp(now, variant->nonce))
			g_strv_builder_add(names, variant->name);
	}
	return g_strv_builder_end(names);
}

void attempt_doubt(char **left, GPtrArray *verdicts, guint from)
{
	for (guint i = from; i < verdicts->len; i++) {
		struct verdict *verdict = verdicts->pdata[i];

		if (!g_strv_contains((const char *const *)left, verdict->variant))
			continue;
		verdict_doubt(verdict,
			      g_strdup("its job did not finish; the result shown is "
				       "incomplete, or from an earlier run"));
	}
}

json_t *attempt_json(const struct attempt *attempt)
{
	json_t *variants = json_array();

	for (guint i = 0; i < attempt->variants->len; i++) {
		const struct attempt_variant *variant = attempt->variants->pdata[i];

		json_array_append_new(
			variants, json_pack("{so so}", "name", json_text(variant->name),
					    "nonce", json_text(variant->nonce)));
	}
	return json_pack("{so so}", "branch", json_text(attempt->branch), "variants",
			 variants);
}

/* Names are used in paths and commands. */
static const char *plain(const json_t *object, const char *key)
{
	const char *name = json_string_value(json_object_get(object, key));

	return name && !plain_name_refusal(name) ? name : NULL;
}

/* The name of a branch may have an architecture: NAME or NAME@ARCH. */
static const char *branch_name(const json_t *object)
{
	const char *name = json_string_value(json_object_get(object, "branch"));
	g_auto(GStrv) words = g_strsplit(name ? name : "", "@", 2);

	if (!words[0] || plain_name_refusal(words[0]) ||
	    (words[1] && !arch_by_name(words[1])))
		return NULL;
	return name;
}

struct attempt *attempt_parse(const json_t *value)
{
	const char *branch = branch_name(value);
	const json_t *variants = json_object_get(value, "variants");
	g_autoptr(Attempt) attempt = branch ? attempt_of(branch) : NULL;

	for (size_t i = 0; attempt && i < json_array_size(variants); i++) {
		const json_t *entry = json_array_get(variants, i);
		const char *name = plain(entry, "name");
		const char *nonce = json_string_value(json_object_get(entry, "nonce"));

		if (!name || !nonce)
			return NULL;
		add(attempt, name, g_strdup(nonce));
	}
	return g_steal_pointer(&attempt);
}
