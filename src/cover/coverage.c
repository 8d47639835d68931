/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cover/coverage.h"

#include <string.h>

#include "console/ktap.h"
#include "cover/coverage-place.h"
#include "patch/series-apply.h"
#include "util/error.h"
#include "util/fs.h"

#define MAX_SCENES 64

static const char *const state_names[] = {
	[COVERAGE_NO_CODE] = "no-code", [COVERAGE_NOT_RUN] = "not-run",
	[COVERAGE_RUN] = "run",		[COVERAGE_GONE] = "gone",
	[COVERAGE_UNBUILT] = "unbuilt",
};

const char *coverage_state_name(enum coverage_state state)
{
	return state_names[state];
}

/* Returns the code of a changed line; NULL if there is none, or if it is unknown. */
static const struct lines_code *codes_of(const struct coverage *coverage,
					 const struct coverage_file *file,
					 const struct coverage_line *line, guint *count)
{
	*count = 0;
	if (!file->lines || !line->number)
		return NULL;
	return lines_find(coverage->lines, file->index, line->number, count);
}

static void note_function(struct coverage_patch *patch,
			  const struct lines_function *function)
{
	struct coverage_function *entry;

	for (guint i = 0; i < patch->functions->len; i++) {
		entry = patch->functions->pdata[i];
		if (entry->function == function)
			return;
	}
	entry = g_new0(struct coverage_function, 1);
	entry->function = function;
	g_ptr_array_add(patch->functions, entry);
}

static void find_functions_of_hunk(struct coverage *coverage,
				   struct coverage_patch *patch,
				   const struct coverage_file *file,
				   const struct coverage_hunk *hunk)
{
	for (guint i = 0; i < hunk->lines->len; i++) {
		guint count;
		const struct lines_code *codes = codes_of(
			coverage, file,
			&g_array_index(hunk->lines, struct coverage_line, i), &count);

		for (guint j = 0; j < count; j++) {
			const struct lines_function *function =
				lines_function(coverage->lines, codes[j].start);

			if (function)
				note_function(patch, function);
		}
	}
}

/* Finds for each patch the functions that contain its lines. */
static void find_functions(struct coverage *coverage)
{
	for (guint i = 0; i < coverage->patches->len; i++) {
		struct coverage_patch *patch = coverage->patches->pdata[i];

		for (guint j = 0; j < patch->files->len; j++) {
			const struct coverage_file *file = patch->files->pdata[j];

			for (guint k = 0; k < file->hunks->len; k++)
				find_functions_of_hunk(coverage, patch, file,
						       file->hunks->pdata[k]);
		}
	}
}

static struct series *load_series(const char *dir, GError **error)
{
	g_autofree char *list = g_build_filename(dir, "series", NULL);
	/* Names of patches are relative to the directory of the path that is parsed. */
	g_autofree char *there = g_build_filename(dir, "patches", "series", NULL);
	g_autofree char *text = fs_read(list, error);

	return text ? series_parse(there, text, strlen(text), error) : NULL;
}

struct coverage *coverage_load(const char *dir, GError **error)
{
	g_autoptr(Coverage) coverage = g_new0(struct coverage, 1);
	g_autofree char *table = g_build_filename(dir, "lines", NULL);
	g_autofree char *source = g_build_filename(dir, "source", NULL);

	coverage->dir = g_strdup(dir);
	coverage->scenes = g_ptr_array_new_with_free_func(g_free);
	coverage->ran = g_array_new(FALSE, TRUE, sizeof(guint64));
	coverage->exact = TRUE;
	coverage->lines = lines_load(table, error);
	coverage->series = coverage->lines ? load_series(dir, error) : NULL;
	if (!coverage->series || !coverage_place(coverage, source, error))
		return NULL;
	g_array_set_size(coverage->ran, coverage->lines->codes->len);
	find_functions(coverage);
	for (guint i = 0; i < coverage->patches->len; i++)
		((struct coverage_patch *)coverage->patches->pdata[i])->shown = TRUE;
	return g_steal_pointer(&coverage);
}

/* Whether the user means the patch @index of the series by @patch. */
static gboolean is_patch(const struct coverage *coverage, guint index,
			 const char *patch)
{
	const struct series_step *step = &g_array_index(
		coverage->steps, struct series_step, coverage->steps->len - 1 - index);
	g_autofree char *text = NULL;
	gsize size, own_size;
	const char *own;

	if (!strcmp(step->entry->name, patch))
		return TRUE;
	if (!g_file_get_contents(patch, &text, &size, NULL))
		return FALSE;
	own = g_bytes_get_data(step->patch->bytes, &own_size);
	return size == own_size && !memcmp(text, own, size);
}

gboolean coverage_select(struct coverage *coverage, const char *patch, GError **error)
{
	guint found = coverage->patches->len;

	for (guint i = 0; i < coverage->patches->len; i++)
		if (is_patch(coverage, i, patch))
			found = i;
	if (found == coverage->patches->len) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "%s: not a patch of the kernel that ran", patch);
		return FALSE;
	}
	for (guint i = 0; !coverage->selected && i < coverage->patches->len; i++)
		((struct coverage_patch *)coverage->patches->pdata[i])->shown = FALSE;
	coverage->selected = TRUE;
	((struct coverage_patch *)coverage->patches->pdata[found])->shown = TRUE;
	return TRUE;
}

/* --- adding runs --- */

/* Returns the index of the scene @name, which is added if it is new; -1: too many. */
static int scene_index(struct coverage *coverage, const char *name)
{
	for (guint i = 0; i < coverage->scenes->len; i++)
		if (!strcmp(coverage->scenes->pdata[i], name))
			return i;
	if (coverage->scenes->len == MAX_SCENES)
		return -1;
	g_ptr_array_add(coverage->scenes, g_strdup(name));
	return coverage->scenes->len - 1;
}

/* A run that is being added. */
struct evidence {
	const char *dir;
	struct run *record;
	struct covermap *map;
	struct ktap_log *log;
	int scenes[MAX_SCENES]; /* scene of each phase */
	GArray *parts;		/* struct coverage_part */
};

typedef struct evidence Evidence;

/* Where the section of a module in the table was in the run. */
struct coverage_part {
	guint64 start, end; /* in the table */
	guint64 base;	    /* in the run; 0: not loaded */
	guint64 phases;	    /* bit mask of phases in which it was there */
};

static void evidence_clear(struct evidence *evidence)
{
	g_clear_pointer(&evidence->record, run_free);
	g_clear_pointer(&evidence->map, covermap_free);
	g_clear_pointer(&evidence->log, ktap_free);
	g_clear_pointer(&evidence->parts, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Evidence, evidence_clear)

/* Returns the name of phase @number: the boot, a scenario, or what followed the last
 * one. */
static char *phase_name(const struct run *record, const struct ktap_log *log,
			guint number)
{
	g_auto(GStrv) asked =
		record->scenarios ? g_strsplit(record->scenarios, ",", -1) : NULL;

	if (number <= (guint)log->marks)
		return g_strdup("boot");
	number -= log->marks;
	if (log->plan >= 0 && number > (guint)log->plan)
		return g_strdup("end");
	for (guint i = 0; i < log->results->len; i++) {
		const struct ktap_result *result = log->results->pdata[i];

		if (result->number == number)
			return g_strdup(result->name);
	}
	if (asked && number <= g_strv_length(asked))
		return g_strdup(asked[number - 1]);
	return g_strdup_printf("scenario %u", number);
}

/* Fills in the scene of each phase of @map. */
static gboolean name_phases(struct coverage *coverage, struct evidence *of,
			    GError **error)
{
	for (guint i = 0; i < covermap_phases(of->map); i++) {
		g_autofree char *name = phase_name(of->record, of->log, i);

		of->scenes[i] = scene_index(coverage, name);
		if (of->scenes[i] >= 0)
			continue;
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "%s: more than %d scenarios in all runs", of->dir,
			    MAX_SCENES);
		return FALSE;
	}
	return TRUE;
}

static gboolean read_console(struct evidence *of, GError **error)
{
	g_autofree char *path = g_build_filename(of->dir, "console.log", NULL);
	g_autoptr(GMappedFile) console = NULL;
	g_autoptr(GError) fault = NULL;

	console = g_mapped_file_new(path, FALSE, &fault);
	if (!console) {
		g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM, "%s", fault->message);
		return FALSE;
	}
	of->log = ktap_parse(g_mapped_file_get_contents(console) ?: "",
			     g_mapped_file_get_length(console));
	return TRUE;
}

/* The addresses of a module belong to it from its loading on, and those of its init
 * code only during that: another module may get them afterwards. */
static gboolean place_section(struct evidence *of, const struct ktap_module *loaded,
			      const struct lines_section *section, GError **error)
{
	const char *text = g_hash_table_lookup(loaded->details, section->name);
	guint64 all = G_MAXUINT64 << loaded->phase;
	struct coverage_part part = {
		.start = section->start,
		.end = section->end,
		.base = text ? g_ascii_strtoull(text, NULL, 16) : 0,
		.phases = g_str_has_prefix(section->name, ".init") ? all & -all : all,
	};

	g_array_append_val(of->parts, part);
	if (!text ||
	    covermap_watches(of->map, part.base, part.base + (part.end - part.start)))
		return TRUE;
	g_set_error(error, KF_ERROR, KF_ERROR_INVALID,
		    "%s: %s of the module %s was loaded to 0x%" G_GINT64_MODIFIER
		    "x, which was not watched",
		    of->dir, section->name, loaded->name, part.base);
	return FALSE;
}

/* Returns why it is unknown which code of @module, loaded as @loaded, ran; or NULL. */
static char *module_fault(const struct lines_module *module,
			  const struct ktap_module *loaded)
{
	const char *id = g_hash_table_lookup(loaded->details, "build-id");

	if (g_strcmp0(id, module->build_id ?: "none"))
		return g_strdup_printf(
			"has build id %s, the one whose lines are known %s",
			id ?: "none", module->build_id ?: "none");
	if (loaded->phase < 0 || loaded->phase >= MAX_SCENES)
		return g_strdup("was loaded with others in one phase; boot it with "
				"--coverage");
	if (!g_hash_table_contains(loaded->details, ".text"))
		return g_strdup("has no known address: no /sys/module/NAME/sections");
	return NULL;
}

static gboolean place_modules(const struct coverage *coverage, struct evidence *of,
			      GError **error)
{
	of->parts = g_array_new(FALSE, FALSE, sizeof(struct coverage_part));
	for (guint i = 0; i < coverage->lines->modules->len; i++) {
		const struct lines_module *module = coverage->lines->modules->pdata[i];
		const struct ktap_module *loaded =
			ktap_find_module(of->log, module->name);
		g_autofree char *fault = NULL;

		if (!loaded || loaded->failure)
			continue;
		fault = module_fault(module, loaded);
		if (fault) {
			g_set_error(error, KF_ERROR, KF_ERROR_INVALID,
				    "%s: the module %s %s", of->dir, module->name,
				    fault);
			return FALSE;
		}
		for (guint j = 0; j < module->sections->len; j++)
			if (!place_section(of, loaded, module->sections->pdata[j],
					   error))
				return FALSE;
	}
	return TRUE;
}

/* Translates [start, end) of the table to addresses in the run. Returns the phases in
 * which the code was there; 0: none. */
static guint64 locate(const struct evidence *of, guint64 *start, guint64 *end)
{
	if (!lines_is_module(*start))
		return G_MAXUINT64;
	for (guint i = 0; i < of->parts->len; i++) {
		const struct coverage_part *part =
			&g_array_index(of->parts, struct coverage_part, i);

		if (*start < part->start || *end > part->end || !part->base)
			continue;
		*start += part->base - part->start;
		*end += part->base - part->start;
		return part->phases;
	}
	return 0;
}

static gboolean invalid(GError **error, const char *run_dir, const char *why)
{
	g_set_error(error, KF_ERROR, KF_ERROR_INVALID, "%s: %s", run_dir, why);
	return FALSE;
}

/* Checks that the kernel ran at the addresses in the table. */
static gboolean check_place(const char *run_dir, guint64 entry,
			    const struct covermap *map, GError **error)
{
	g_autofree char *path = g_build_filename(run_dir, "qemu.cmdline", NULL);
	g_autofree char *command = NULL;

	if (!entry)
		return invalid(error, run_dir,
			       "the address of start_kernel is unknown");
	if (covermap_ran(map, entry, entry + 1))
		return TRUE;
	if (g_file_get_contents(path, &command, NULL, NULL) &&
	    !strstr(command, "nokaslr"))
		return invalid(error, run_dir,
			       "KASLR was left on: the kernel did not run at its "
			       "addresses; boot it with nokaslr");
	return invalid(error, run_dir, "the kernel did not run at its addresses");
}

struct covermap *coverage_map_of_run(const char *run_dir, const struct run *record,
				     const char *build_id, guint64 entry,
				     GError **error)
{
	g_autofree char *reason = g_build_filename(run_dir, "coverage", "why", NULL);
	g_autofree char *path = g_build_filename(run_dir, "coverage", "map", NULL);
	g_autoptr(Covermap) map = NULL;
	g_autofree char *why = NULL;

	if (g_file_get_contents(reason, &why, NULL, NULL)) {
		g_set_error(error, KF_ERROR, KF_ERROR_INVALID, "%s: no coverage: %s",
			    run_dir, why);
		return NULL;
	}
	if (g_strcmp0(record->build_id, build_id)) {
		g_set_error(error, KF_ERROR, KF_ERROR_INVALID,
			    "%s: the kernel that ran has build id %s, the one whose "
			    "lines are known %s",
			    run_dir, record->build_id ?: "none", build_id ?: "none");
		return NULL;
	}
	map = covermap_open(path, error);
	return map && check_place(run_dir, entry, map, error) ? g_steal_pointer(&map)
							      : NULL;
}

/* Returns a bit mask of the scenes in which [start, end) ran. */
static guint64 scenes_of(const struct evidence *of, guint64 start, guint64 end)
{
	guint64 there = locate(of, &start, &end), result = 0;
	guint64 phases = there ? covermap_ran(of->map, start, end) & there : 0;

	for (guint i = 0; phases; i++, phases >>= 1)
		if (phases & 1)
			result |= G_GUINT64_CONSTANT(1) << of->scenes[i];
	return result;
}

static gboolean is_exact(const struct coverage *coverage, const struct evidence *of)
{
	for (guint i = 0; i < coverage->lines->exact->len; i++) {
		struct code_range range =
			g_array_index(coverage->lines->exact, struct code_range, i);

		if (locate(of, &range.start, &range.end) &&
		    !covermap_exact(of->map, range.start, range.end))
			return FALSE;
	}
	return TRUE;
}

/* A function was entered if its first byte ran. */
static void add_functions(struct coverage *coverage, const struct evidence *of)
{
	for (guint i = 0; i < coverage->patches->len; i++) {
		const struct coverage_patch *patch = coverage->patches->pdata[i];

		for (guint j = 0; j < patch->functions->len; j++) {
			struct coverage_function *f = patch->functions->pdata[j];

			f->scenes |= scenes_of(of, f->function->start,
					       f->function->start + 1);
			f->entered |= f->scenes != 0;
		}
	}
}

gboolean coverage_add_run(struct coverage *coverage, const char *run_dir,
			  GError **error)
{
	g_auto(Evidence) of = {.dir = run_dir};

	of.record = run_load(run_dir, error);
	of.map = of.record ? coverage_map_of_run(run_dir, of.record,
						 coverage->lines->build_id,
						 coverage->lines->entry, error)
			   : NULL;
	if (!of.map || !read_console(&of, error) ||
	    !name_phases(coverage, &of, error) || !place_modules(coverage, &of, error))
		return FALSE;
	for (guint i = 0; i < coverage->lines->codes->len; i++) {
		const struct lines_code *code =
			&g_array_index(coverage->lines->codes, struct lines_code, i);

		g_array_index(coverage->ran, guint64, i) |=
			scenes_of(&of, code->start, code->end);
	}
	add_functions(coverage, &of);
	coverage->exact &= is_exact(coverage, &of);
	coverage->runs++;
	return TRUE;
}

void coverage_mark_exact(struct coverage *coverage)
{
	for (guint i = 0; i < coverage->patches->len; i++) {
		const struct coverage_patch *patch = coverage->patches->pdata[i];

		for (guint j = 0; j < patch->functions->len; j++) {
			const struct coverage_function *f = patch->functions->pdata[j];
			struct code_range range = {f->function->start,
						   f->function->end};

			g_array_append_val(coverage->lines->exact, range);
		}
	}
}

/* --- counting --- */

static void count_line(const struct coverage *coverage,
		       const struct coverage_file *file, struct coverage_line *line)
{
	const struct lines_code *codes = codes_of(coverage, file, line, &line->pieces);

	line->ran = 0;
	line->scenes = 0;
	for (guint i = 0; i < line->pieces; i++) {
		gsize index =
			&codes[i] - (struct lines_code *)coverage->lines->codes->data;
		guint64 scenes = g_array_index(coverage->ran, guint64, index);

		line->ran += scenes != 0;
		line->scenes |= scenes;
	}
	if (!line->number)
		line->state = COVERAGE_GONE;
	else if (!file->lines || !file->lines->compiled)
		line->state = COVERAGE_UNBUILT;
	else if (!line->pieces)
		line->state = COVERAGE_NO_CODE;
	else
		line->state = line->ran ? COVERAGE_RUN : COVERAGE_NOT_RUN;
}

static void count_hunk(const struct coverage *coverage,
		       const struct coverage_file *file, struct coverage_hunk *hunk)
{
	hunk->changed = hunk->run = 0;
	hunk->scenes = 0;
	for (guint i = 0; i < hunk->lines->len; i++) {
		struct coverage_line *line =
			&g_array_index(hunk->lines, struct coverage_line, i);

		count_line(coverage, file, line);
		hunk->changed += line->pieces != 0;
		hunk->run += line->ran != 0;
		hunk->scenes |= line->scenes;
	}
}

static gboolean count_patch(const struct coverage *coverage,
			    struct coverage_patch *patch, GError **error)
{
	patch->changed = patch->run = 0;
	for (guint i = 0; i < patch->files->len; i++) {
		struct coverage_file *file = patch->files->pdata[i];

		if (file->lines && file->lines->refused) {
			g_set_error(error, KF_ERROR, KF_ERROR_INVALID, "%s: %s: %s",
				    patch->name, file->path, file->lines->refused);
			return FALSE;
		}
		for (guint j = 0; j < file->hunks->len; j++) {
			struct coverage_hunk *hunk = file->hunks->pdata[j];

			count_hunk(coverage, file, hunk);
			patch->changed += hunk->changed;
			patch->run += hunk->run;
		}
	}
	return TRUE;
}

gboolean coverage_count(struct coverage *coverage, GError **error)
{
	coverage->changed = coverage->run = 0;
	for (guint i = 0; i < coverage->patches->len; i++) {
		struct coverage_patch *patch = coverage->patches->pdata[i];

		if (!patch->shown)
			continue;
		if (!count_patch(coverage, patch, error))
			return FALSE;
		coverage->changed += patch->changed;
		coverage->run += patch->run;
	}
	return TRUE;
}

gboolean coverage_of_run(const char *run_dir, guint *changed, guint *ran, char **why,
			 GError **error)
{
	g_autofree char *dir = g_build_filename(run_dir, "coverage", NULL);
	g_autofree char *reason = g_build_filename(dir, "why", NULL);
	g_autofree char *table = g_build_filename(dir, "lines", NULL);
	g_autoptr(Coverage) coverage = NULL;

	*why = NULL;
	if (g_file_get_contents(reason, why, NULL, NULL))
		return TRUE;
	if (!g_file_test(table, G_FILE_TEST_EXISTS)) {
		*why = g_strdup("the code of each line was not recorded");
		return TRUE;
	}
	coverage = coverage_load(dir, error);
	if (!coverage || !coverage_add_run(coverage, run_dir, error) ||
	    !coverage_count(coverage, error))
		return FALSE;
	*changed = coverage->changed;
	*ran = coverage->run;
	return TRUE;
}

void coverage_free(struct coverage *coverage)
{
	if (!coverage)
		return;
	g_clear_pointer(&coverage->patches, g_ptr_array_unref);
	g_clear_pointer(&coverage->steps, g_array_unref);
	g_clear_pointer(&coverage->series, series_free);
	g_clear_pointer(&coverage->lines, lines_free);
	g_ptr_array_unref(coverage->scenes);
	g_array_unref(coverage->ran);
	g_free(coverage->dir);
	g_free(coverage);
}
