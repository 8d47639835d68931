#include "run.h"

#include <string.h>

#include "error.h"
#include "fs.h"
#include "json-text.h"

/* Of run.json: thousands of modules are named in a tenth of it. */
#define RUN_SIZE_MAX ((gsize)1 << 20)

static const char *const expect_names[] = {
	[RUN_EXPECT_CLEAN] = "clean",
	[RUN_EXPECT_SPLAT] = "splat",
};

run *run_new(void)
{
	run *self = g_new0(run, 1);

	self->result.to_init = self->result.cpu_init = -1;
	self->result.asked = -1;
	self->lockdep = TRUE;
	return self;
}

void run_free(run *self)
{
	g_free(self->branch);
	g_free(self->variant);
	g_free(self->release);
	g_free(self->build_id);
	g_free(self->nonce);
	g_free(self->scenarios);
	g_free(self->accel);
	g_strfreev(self->modules);
	g_strfreev(self->may_skip);
	g_strfreev(self->absent);
	g_strfreev(self->splats);
	g_free(self);
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

static gboolean read_result(run *self, json_t *root)
{
	g_autofree char *end = get_string(root, "end");

	self->result.status = json_integer_value(json_object_get(root, "status"));
	self->result.wall = get_real(root, "wall");
	self->result.cpu = get_real(root, "cpu");
	self->result.to_init = get_real(root, "to_init");
	self->result.cpu_init = get_real(root, "cpu_init");
	self->result.asked = json_integer_value(json_object_get(root, "asked"));
	return json_is_integer(json_object_get(root, "asked")) &&
	       json_is_integer(json_object_get(root, "status")) &&
	       vm_end_parse(end, &self->result.end);
}

static gboolean read_run(run *self, json_t *root)
{
	g_autofree char *expect = get_string(root, "expect");

	self->branch = get_string(root, "branch");
	self->variant = get_string(root, "variant");
	self->release = get_string(root, "release");
	self->build_id = get_string(root, "build_id");
	self->nonce = get_string(root, "nonce");
	self->seed = json_integer_value(json_object_get(root, "seed"));
	self->scenarios = get_string(root, "scenarios");
	self->modules = get_strings(root, "modules");
	self->may_skip = get_strings(root, "may_skip");
	self->absent = get_strings(root, "absent");
	/* older runs have no such field, and were all of kernels with it */
	self->lockdep = !json_is_false(json_object_get(root, "lockdep"));
	self->splats = get_strings(root, "splats");
	self->accel = get_string(root, "accel");
	self->expect = g_strcmp0(expect, expect_names[RUN_EXPECT_SPLAT]) == 0
			       ? RUN_EXPECT_SPLAT
			       : RUN_EXPECT_CLEAN;
	if (self->expect == RUN_EXPECT_CLEAN &&
	    g_strcmp0(expect, expect_names[RUN_EXPECT_CLEAN]))
		return FALSE;
	return self->branch && self->variant && self->nonce && self->accel &&
	       read_result(self, root);
}

run *run_parse(const char *path, const char *text, gsize size, GError **error)
{
	g_autoptr(run) self = run_new();
	json_error_t fault;
	json_t *root = json_loadb(text, size, JSON_REJECT_DUPLICATES, &fault);
	gboolean good;

	if (!root) {
		g_set_error(error, KF_ERROR, KF_ERROR_INVALID,
			    "%s:%d: %s: no finished run", path, MAX(fault.line, 0),
			    fault.text);
		return NULL;
	}
	good = read_run(self, root);
	json_decref(root);
	if (!good) {
		g_set_error(error, KF_ERROR, KF_ERROR_INVALID,
			    "%s: a field of a run is missing or malformed", path);
		return NULL;
	}
	return g_steal_pointer(&self);
}

run *run_load(const char *dir, GError **error)
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

char *run_text(const run *self)
{
	const struct vm_result *result = &self->result;
	json_t *root = json_pack(
		"{so so so* so* so sI so* so so so sb ss so so ss si sf sf sf sf sI}",
		"branch", json_text(self->branch), "variant", json_text(self->variant),
		"release", json_text(self->release), "build_id",
		json_text(self->build_id), "nonce", json_text(self->nonce), "seed",
		(json_int_t)self->seed, "scenarios", json_text(self->scenarios),
		"modules", json_text_array((const char *const *)self->modules),
		"may_skip", json_text_array((const char *const *)self->may_skip),
		"absent", json_text_array((const char *const *)self->absent), "lockdep",
		self->lockdep, "expect", expect_names[self->expect], "splats",
		json_text_array((const char *const *)self->splats), "accel",
		json_text(self->accel), "end", vm_end_name(result->end), "status",
		result->status, "wall", result->wall, "cpu", result->cpu, "to_init",
		result->to_init, "cpu_init", result->cpu_init, "asked",
		(json_int_t)result->asked);
	char *text = json_dumps(root, JSON_INDENT(2) | JSON_REAL_PRECISION(6));

	json_decref(root);
	return text;
}

gboolean run_save(const run *self, const char *dir, GError **error)
{
	g_autofree char *path = g_build_filename(dir, "run.json", NULL);
	g_autofree char *text = run_text(self);

	return fs_write(path, text, error);
}
