/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "verdict/run.h"

#include <glib/gstdio.h>
#include <string.h>

#include "arch/arch.h"
#include "util/error.h"
#include "util/fs.h"
#include "util/json-print.h"
#include "util/json-text.h"

/* Maximum size of run.json: a tenth of it is enough to name thousands of modules. */
#define RUN_SIZE_MAX ((gsize)1 << 20)

static const char *const expect_names[] = {
	[RUN_EXPECT_CLEAN] = "clean",
	[RUN_EXPECT_SPLAT] = "splat",
};

static const char *const end_names[] = {
	[RUN_END_EXIT] = "exit",	   [RUN_END_PANIC] = "panic",
	[RUN_END_WALL] = "wall",	   [RUN_END_SILENCE] = "silence",
	[RUN_END_KILLED] = "killed",	   [RUN_END_INTERRUPTED] = "interrupted",
	[RUN_END_SUSPENDED] = "suspended",
};

const char *run_end_name(enum run_end end)
{
	return end_names[end];
}

gboolean run_end_parse(const char *name, enum run_end *end)
{
	for (gsize i = 0; i < G_N_ELEMENTS(end_names); i++) {
		if (!g_strcmp0(name, end_names[i])) {
			*end = i;
			return TRUE;
		}
	}
	return FALSE;
}

#define QEMU_STATUS_ERROR 1

/* Reasons of SHUTDOWN are those of ShutdownCause in QEMU's qapi/run-state.json. */
gboolean run_was_cut(const struct run_result *result)
{
	if (result->end != RUN_END_EXIT)
		return result->end == RUN_END_KILLED ||
		       result->end == RUN_END_INTERRUPTED ||
		       result->end == RUN_END_SUSPENDED;
	return g_str_has_prefix(result->shutdown, "host-") ||
	       (result->status == QEMU_STATUS_ERROR && !*result->shutdown);
}

static void counter_free(gpointer data)
{
	struct run_counter *counter = data;

	g_free(counter->name);
	g_free(counter);
}

static void known_free(gpointer data)
{
	struct run_known *known = data;

	g_free(known->glob);
	g_free(known->reason);
	g_free(known);
}

void run_add_counter(struct run *run, const char *name, guint slack)
{
	struct run_counter *counter;

	if (!run->counters)
		run->counters = g_ptr_array_new_with_free_func(counter_free);
	for (guint i = 0; i < run->counters->len; i++) {
		counter = run->counters->pdata[i];
		if (!strcmp(counter->name, name)) {
			counter->slack = MAX(counter->slack, slack);
			return;
		}
	}
	counter = g_new0(struct run_counter, 1);
	counter->name = g_strdup(name);
	counter->slack = slack;
	g_ptr_array_add(run->counters, counter);
}

void run_add_known(struct run *run, const char *glob, const char *reason)
{
	struct run_known *known = g_new0(struct run_known, 1);

	if (!run->known)
		run->known = g_ptr_array_new_with_free_func(known_free);
	known->glob = g_strdup(glob);
	known->reason = g_strdup(reason);
	g_ptr_array_add(run->known, known);
}

struct run *run_new(void)
{
	struct run *run = g_new0(struct run, 1);

	run->result.to_init = run->result.cpu_init = -1;
	run->result.asked = -1;
	run->lockdep = TRUE;
	return run;
}

void run_free(struct run *run)
{
	g_free(run->arch);
	g_free(run->branch);
	g_free(run->variant);
	g_free(run->release);
	g_free(run->build_id);
	g_free(run->nonce);
	g_free(run->scenarios);
	g_free(run->accel);
	g_free(run->source);
	g_free(run->host);
	g_free(run->series);
	g_clear_pointer(&run->counters, g_ptr_array_unref);
	g_clear_pointer(&run->known, g_ptr_array_unref);
	g_strfreev(run->modules);
	g_strfreev(run->may_skip);
	g_strfreev(run->absent);
	g_strfreev(run->detectors);
	g_strfreev(run->splats);
	g_free(run);
}

static char *get_string(json_t *object, const char *key)
{
	return g_strdup(json_string_value(json_object_get(object, key)));
}

static double get_real(json_t *object, const char *key)
{
	return json_number_value(json_object_get(object, key));
}

static GStrv get_strings(json_t *object, const char *key)
{
	g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
	json_t *value;
	gsize i;

	json_array_foreach(json_object_get(object, key), i,
			   value) if (json_is_string(value))
		g_strv_builder_add(builder, json_string_value(value));
	return g_strv_builder_end(builder);
}

/* The members of both objects are named by counters or globs. */
static void read_counters(struct run *run, json_t *object)
{
	const char *name;
	json_t *slack;

	if (json_is_object(object))
		run->counters = g_ptr_array_new_with_free_func(counter_free);
	json_object_foreach(object, name, slack) if (json_is_integer(slack))
		run_add_counter(run, name,
				CLAMP(json_integer_value(slack), 0, G_MAXINT32));
}

static void read_known(struct run *run, json_t *object)
{
	const char *glob;
	json_t *reason;

	json_object_foreach(object, glob, reason) if (json_is_string(reason))
		run_add_known(run, glob, json_string_value(reason));
}

static json_t *counters_json(const struct run *run)
{
	json_t *object = run->counters ? json_object() : NULL;

	for (guint i = 0; run->counters && i < run->counters->len; i++) {
		const struct run_counter *counter = run->counters->pdata[i];

		json_object_set_new(object, counter->name,
				    json_integer(counter->slack));
	}
	return object;
}

static json_t *known_json(const struct run *run)
{
	json_t *object = run->known ? json_object() : NULL;

	for (guint i = 0; run->known && i < run->known->len; i++) {
		const struct run_known *known = run->known->pdata[i];

		json_text_set(object, known->glob, json_text(known->reason));
	}
	return object;
}

static gboolean read_result(struct run *run, json_t *root)
{
	g_autofree char *end = get_string(root, "end");

	run->result.status = json_integer_value(json_object_get(root, "status"));
	run->result.wall = get_real(root, "wall");
	run->result.cpu = get_real(root, "cpu");
	run->result.to_init = get_real(root, "to_init");
	run->result.cpu_init = get_real(root, "cpu_init");
	g_strlcpy(run->result.qemu,
		  json_string_value(json_object_get(root, "qemu")) ?: "",
		  sizeof(run->result.qemu));
	g_strlcpy(run->result.shutdown,
		  json_string_value(json_object_get(root, "shutdown")) ?: "",
		  sizeof(run->result.shutdown));
	run->result.asked = json_integer_value(json_object_get(root, "asked"));
	return json_is_integer(json_object_get(root, "asked")) &&
	       json_is_integer(json_object_get(root, "status")) &&
	       run_end_parse(end, &run->result.end);
}

static gboolean read_run(struct run *run, json_t *root)
{
	g_autofree char *expect = get_string(root, "expect");

	/* older runs lack this field, and were all on this architecture */
	run->arch = get_string(root, "arch") ?: g_strdup(arch_x86_64.name);
	run->branch = get_string(root, "branch");
	run->variant = get_string(root, "variant");
	run->release = get_string(root, "release");
	run->build_id = get_string(root, "build_id");
	run->nonce = get_string(root, "nonce");
	run->seed = json_integer_value(json_object_get(root, "seed"));
	run->scenarios = get_string(root, "scenarios");
	read_counters(run, json_object_get(root, "counters"));
	read_known(run, json_object_get(root, "known"));
	run->modules = get_strings(root, "modules");
	run->may_skip = get_strings(root, "may_skip");
	run->absent = get_strings(root, "absent");
	/* older runs lack this field, and all their kernels had it */
	run->lockdep = !json_is_false(json_object_get(root, "lockdep"));
	if (json_is_array(json_object_get(root, "detectors")))
		run->detectors = get_strings(root, "detectors");
	run->splats = get_strings(root, "splats");
	run->accel = get_string(root, "accel");
	run->source = get_string(root, "source");
	run->date = json_integer_value(json_object_get(root, "date"));
	run->host = get_string(root, "host");
	run->series = get_string(root, "series");
	run->expect = g_strcmp0(expect, expect_names[RUN_EXPECT_SPLAT]) == 0
			      ? RUN_EXPECT_SPLAT
			      : RUN_EXPECT_CLEAN;
	if (run->expect == RUN_EXPECT_CLEAN &&
	    g_strcmp0(expect, expect_names[RUN_EXPECT_CLEAN]))
		return FALSE;
	return run->branch && run->variant && run->nonce && run->accel &&
	       read_result(run, root);
}

struct run *run_parse(const char *path, const char *text, gsize size, GError **error)
{
	g_autoptr(Run) run = run_new();
	json_error_t fault;
	json_t *root = json_loadb(text, size, JSON_REJECT_DUPLICATES, &fault);
	gboolean good;

	if (!root) {
		g_set_error(error, KF_ERROR, KF_ERROR_INVALID,
			    "%s:%d: %s: no finished run", path, MAX(fault.line, 0),
			    fault.text);
		return NULL;
	}
	good = read_run(run, root);
	json_decref(root);
	if (!good) {
		g_set_error(error, KF_ERROR, KF_ERROR_INVALID,
			    "%s: a field of a run is missing or malformed", path);
		return NULL;
	}
	return g_steal_pointer(&run);
}

struct run *run_load(const char *dir, GError **error)
{
	g_autofree char *path = g_build_filename(dir, "run.json", NULL);
	g_autoptr(GError) fault = NULL;
	gsize size;
	g_autofree char *text = fs_read_max(path, RUN_SIZE_MAX, &size, &fault);

	if (text)
		return run_parse(path, text, size, error);
	g_set_error(error, KF_ERROR, KF_ERROR_INVALID, "%s: no finished run",
		    fault->message);
	return NULL;
}

gint64 run_date(const struct run *run, const char *dir)
{
	g_autofree char *path = g_build_filename(dir, "run.json", NULL);
	GStatBuf status;

	if (run->date > 0)
		return run->date;
	return g_stat(path, &status) ? 0 : status.st_mtime;
}

char *run_text(const struct run *run)
{
	const struct run_result *result = &run->result;
	json_t *root = json_pack(
		"{so* so so so* so* so sI so* so* so* so so so sb so* ss so so so* so* "
		"so* so* sI ss so* si sf sf sf sf sI}",
		"arch", json_text(run->arch), "branch", json_text(run->branch),
		"variant", json_text(run->variant), "release", json_text(run->release),
		"build_id", json_text(run->build_id), "nonce", json_text(run->nonce),
		"seed", (json_int_t)run->seed, "scenarios", json_text(run->scenarios),
		"counters", counters_json(run), "known", known_json(run), "modules",
		json_text_array((const char *const *)run->modules), "may_skip",
		json_text_array((const char *const *)run->may_skip), "absent",
		json_text_array((const char *const *)run->absent), "lockdep",
		run->lockdep, "detectors",
		run->detectors ? json_text_array((const char *const *)run->detectors)
			       : NULL,
		"expect", expect_names[run->expect], "splats",
		json_text_array((const char *const *)run->splats), "accel",
		json_text(run->accel), "source", json_text(run->source), "qemu",
		json_text(*result->qemu ? result->qemu : NULL), "host",
		json_text(run->host), "series", json_text(run->series), "date",
		(json_int_t)run->date, "end", run_end_name(result->end), "shutdown",
		json_text(*result->shutdown ? result->shutdown : NULL), "status",
		result->status, "wall", result->wall, "cpu", result->cpu, "to_init",
		result->to_init, "cpu_init", result->cpu_init, "asked",
		(json_int_t)result->asked);

	return json_format(root);
}

gboolean run_save(const struct run *run, const char *dir, GError **error)
{
	g_autofree char *path = g_build_filename(dir, "run.json", NULL);
	g_autofree char *text = run_text(run);

	return fs_write(path, text, error);
}
