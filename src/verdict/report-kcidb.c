/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A checkout per release and series, a build per kernel, a test per run. IDs are made
 * from digests and nonces, so a run has the same ID whoever submits it, and however
 * often.
 */
#include "verdict/report-print.h"

#include "util/json-print.h"
#include "util/json-text.h"
#include "verdict/history.h"

#define KCIDB_MAJOR 5
#define KCIDB_MINOR 3

/* Returns ORIGIN:SHA256 of the other arguments. */
static char *make_id(const char *origin, const char *a, const char *b)
{
	g_autofree char *text = g_strdup_printf("%s\n%s", a ?: "", b ?: "");
	g_autofree char *digest =
		g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);

	return g_strconcat(origin, ":", digest, NULL);
}

static char *checkout_id(const struct history_run *run, const char *origin)
{
	return make_id(origin, run->release, run->series);
}

static char *build_id(const struct history_run *run, const char *origin)
{
	return run->build_id ? g_strconcat(origin, ":", run->build_id, NULL)
			     : make_id(origin, run->release, run->nonce);
}

static char *iso_time(gint64 seconds)
{
	g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(seconds);

	return time ? g_date_time_format(time, "%Y-%m-%dT%H:%M:%S+00:00") : NULL;
}

/* Adds @object to @array unless @seen has its ID. */
static void add_once(json_t *array, GHashTable *seen, const char *id, json_t *object)
{
	if (g_hash_table_add(seen, g_strdup(id)))
		json_array_append_new(array, object);
	else
		json_decref(object);
}

static json_t *checkout_json(const struct history_run *run, const char *id,
			     const char *origin)
{
	json_t *object = json_pack("{ss ss so sb}", "id", id, "origin", origin,
				   "git_repository_branch", json_text(run->branch),
				   "valid", TRUE);

	if (run->release)
		json_object_set_new(object, "misc",
				    json_pack("{so so*}", "release",
					      json_text(run->release), "series_sha256",
					      json_text(run->series)));
	return object;
}

/* KCIDB has no null: unknown values are omitted. */
static void set_text(json_t *object, const char *name, const char *text)
{
	if (text)
		json_object_set_new(object, name, json_text(text));
}

static json_t *build_json(const struct history_run *run, const char *id,
			  const char *checkout, const char *origin)
{
	json_t *object = json_pack("{ss ss ss ss}", "id", id, "origin", origin,
				   "checkout_id", checkout, "status", "PASS");

	set_text(object, "compiler", run->compiler);
	set_text(object, "config_name", run->variant);
	return object;
}

/* Each part of a path is letters, digits, '_' and '-'; dots separate parts. */
static char *test_path(const struct history_run *run)
{
	char *path = g_strconcat("kferry.", run->variant, NULL);

	g_strcanon(path + strlen("kferry."),
		   G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "_-", '_');
	return path;
}

static const char *test_status(const struct history_run *run)
{
	static const char *const names[] = {
		[VERDICT_PASS] = "PASS",
		[VERDICT_FAIL] = "FAIL",
		/* the harness cannot decide about the test or the code */
		[VERDICT_INVALID] = "MISS",
	};

	return names[run->kind];
}

static json_t *test_json(const struct history_run *run, const char *build,
			 const char *origin)
{
	g_autofree char *id = g_strconcat(origin, ":", run->nonce, NULL);
	g_autofree char *path = test_path(run);
	g_autofree char *started = iso_time(run->started);
	g_autofree char *machine =
		g_strdup_printf("QEMU %s, %s", run->qemu ?: "of an unknown version",
				run->accel ?: "unknown accelerator");
	json_t *object = json_pack("{ss ss ss ss ss s{ss}}", "id", id, "origin", origin,
				   "build_id", build, "path", path, "status",
				   test_status(run), "environment", "comment", machine);

	set_text(object, "start_time", started);
	if (run->wall >= 0)
		json_object_set_new(object, "duration", json_real(run->wall));
	json_object_set_new(object, "misc",
			    json_pack("{so so sI}", "expected",
				      json_text(run->expected ?: ""), "seen",
				      json_text(run->seen ?: ""), "seed",
				      (json_int_t)run->seed));
	return object;
}

void report_print_kcidb(FILE *out, GPtrArray *runs, const char *origin)
{
	g_autoptr(GHashTable) seen =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	json_t *checkouts = json_array(), *builds = json_array(), *tests = json_array();
	json_t *root = json_pack("{s{si si} so so so}", "version", "major", KCIDB_MAJOR,
				 "minor", KCIDB_MINOR, "checkouts", checkouts, "builds",
				 builds, "tests", tests);

	for (guint i = 0; i < runs->len; i++) {
		const struct history_run *run = runs->pdata[i];
		g_autofree char *checkout = checkout_id(run, origin);
		g_autofree char *build = build_id(run, origin);

		add_once(checkouts, seen, checkout,
			 checkout_json(run, checkout, origin));
		add_once(builds, seen, build, build_json(run, build, checkout, origin));
		json_array_append_new(tests, test_json(run, build, origin));
	}
	json_print(out, root);
}
