/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bump/bump.h"

#include <string.h>

#include "branch/project.h"
#include "branch/source-pin.h"
#include "branch/source.h"
#include "util/cache.h"
#include "util/error.h"
#include "util/fs.h"

/* File in the state: the section that bump_write_pin() added. */
#define PIN_FILE "pin"

const char *bump_stage_name(enum bump_stage stage)
{
	static const char *const names[] = {"source", "rebase", "config",  "cve",
					    "series", "smoke",	"packages"};

	return names[stage];
}

void bump_free(struct bump *bump)
{
	if (!bump)
		return;
	g_free(bump->dir);
	g_clear_pointer(&bump->branch, branch_free);
	g_free(bump->from);
	g_free(bump->to);
	g_strfreev(bump->guards);
	g_free(bump->old_tree);
	g_free(bump->new_tree);
	g_free(bump);
}

char *bump_path(const struct bump *bump, const char *name)
{
	return g_build_filename(bump->dir, name, NULL);
}

/* --- state ------------------------------------------------------------------------ */

static char *project_dir(const struct bump *bump)
{
	return g_canonicalize_filename(bump->branch->dir, NULL);
}

static gboolean check_project(const struct bump *bump, const char *project,
			      GError **error)
{
	g_autofree char *own = project_dir(bump);

	if (!strcmp(own, project))
		return TRUE;
	g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
		    "%s: a bump of a branch with this name is in progress in %s; use "
		    "--abort there to abort it",
		    bump->branch->name, project);
	return FALSE;
}

static gboolean read_line(struct bump *bump, const char *line, GError **error)
{
	if (g_str_has_prefix(line, "project "))
		return check_project(bump, line + strlen("project "), error);
	if (g_str_has_prefix(line, "from ") && !bump->from)
		bump->from = g_strdup(line + strlen("from "));
	if (g_str_has_prefix(line, "to ") && !bump->to)
		bump->to = g_strdup(line + strlen("to "));
	if (g_str_has_prefix(line, "guards ") && !bump->guards)
		bump->guards = g_strsplit(line + strlen("guards "), " ", -1);
	for (int stage = 0; stage < BUMP_STAGES; stage++)
		if (g_str_has_prefix(line, "done ") &&
		    !strcmp(line + strlen("done "), bump_stage_name(stage)))
			bump->done[stage] = TRUE;
	return TRUE;
}

static gboolean read_state(struct bump *bump, GError **error)
{
	g_autofree char *path = bump_path(bump, "state");
	g_autofree char *text = fs_read(path, NULL);
	g_auto(GStrv) lines = text ? g_strsplit(text, "\n", -1) : NULL;

	for (char **line = lines; line && *line; line++)
		if (!read_line(bump, *line, error))
			return FALSE;
	return TRUE;
}

static gboolean write_state(const struct bump *bump, GError **error)
{
	g_autofree char *path = bump_path(bump, "state");
	g_autofree char *project = project_dir(bump);
	g_autoptr(GString) text = g_string_new(NULL);

	g_string_printf(text, "project %s\nfrom %s\nto %s\n", project, bump->from,
			bump->to);
	if (bump->guards) {
		g_autofree char *guards = g_strjoinv(" ", bump->guards);

		g_string_append_printf(text, "guards %s\n", guards);
	}
	for (int stage = 0; stage < BUMP_STAGES; stage++)
		if (bump->done[stage])
			g_string_append_printf(text, "done %s\n",
					       bump_stage_name(stage));
	return fs_write(path, text->str, error);
}

gboolean bump_is_begun(const struct bump *bump)
{
	g_autofree char *pin = bump_path(bump, PIN_FILE);

	for (int stage = 0; stage < BUMP_STAGES; stage++)
		if (bump->done[stage])
			return TRUE;
	return g_file_test(pin, G_FILE_TEST_EXISTS);
}

gboolean bump_begin(const struct bump *bump, GError **error)
{
	return bump_is_begun(bump) ||
	       (fs_remove(bump->dir, error) && fs_make_dir(bump->dir, error));
}

gboolean bump_mark(struct bump *bump, enum bump_stage stage, GError **error)
{
	g_autofree char *path = bump_path(bump, "state");
	g_autofree char *pin = bump_path(bump, PIN_FILE);

	bump->done[stage] = TRUE;
	for (int i = 0; i < BUMP_STAGES; i++)
		if (!bump->done[i])
			return write_state(bump, error);
	/* message and report are kept for the user; the next bump removes them */
	return fs_remove(pin, error) && fs_remove(path, error);
}

/* Compares by number: 6.1.9 is before 6.1.10. */
const char *bump_newest(const struct branch *branch)
{
	const char *best = branch->version;

	for (guint i = 0; i < branch->sources->len; i++) {
		const struct branch_source *source = branch->sources->pdata[i];

		if (strverscmp(source->version, best) > 0)
			best = source->version;
	}
	return best;
}

/* Searches a version that is not pinned where the branch's own version is from. */
static gboolean find_pin(struct bump *bump, GError **error)
{
	struct branch *branch = bump->branch;
	struct branch_source *pin;

	if (branch_source(branch, bump->to, NULL))
		return TRUE;
	pin = source_pin_like(branch_source(branch, bump->from, NULL), bump->to, error);
	if (!pin)
		return FALSE;
	g_ptr_array_add(branch->sources, pin);
	bump->new_pin = TRUE;
	return TRUE;
}

static gboolean check_target(struct bump *bump, const char *version, GError **error)
{
	if (version && bump->to && strcmp(bump->to, version)) {
		g_set_error(
			error, KF_ERROR, KF_ERROR_INPUT,
			"%s: a bump to %s is in progress; use --continue or --abort",
			bump->branch->name, bump->to);
		return FALSE;
	}
	if (!bump->to)
		bump->to = g_strdup(version ?: bump_newest(bump->branch));
	if (!bump->from)
		bump->from = g_strdup(bump->branch->version);
	if (strcmp(bump->from, bump->to))
		return find_pin(bump, error);
	g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "%s: is at %s already",
		    bump->branch->name, bump->to);
	return FALSE;
}

struct bump *bump_open(const char *project, const char *name, const char *version,
		       GError **error)
{
	g_autoptr(Bump) bump = g_new0(struct bump, 1);

	bump->branch = project_branch(project, name, error);
	if (!bump->branch)
		return NULL;
	bump->dir = cache_path("bump", name, NULL);
	if (!read_state(bump, error) || !check_target(bump, version, error))
		return NULL;
	return g_steal_pointer(&bump);
}

gboolean bump_set_guards(struct bump *bump, char **symbols, GError **error)
{
	if (!symbols || !*symbols)
		return TRUE;
	for (char **symbol = symbols; *symbol; symbol++)
		if (!**symbol || strpbrk(*symbol, " \t\n")) {
			g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
				    "'%s' is not a symbol for guards", *symbol);
			return FALSE;
		}
	if (bump_is_begun(bump) &&
	    (!bump->guards || !g_strv_equal((const char *const *)bump->guards,
					    (const char *const *)symbols))) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "%s: the bump in progress has other guards; use "
			    "--continue or --abort",
			    bump->branch->name);
		return FALSE;
	}
	g_strfreev(bump->guards);
	bump->guards = g_strdupv(symbols);
	return TRUE;
}

/* --- short stages ----------------------------------------------------------------- */

gboolean bump_source(struct bump *bump, GError **error)
{
	g_autoptr(Pristine) old = source_get_exact(bump->branch, bump->from, error);
	g_autoptr(Pristine) new =
		old ? source_get_exact(bump->branch, bump->to, error) : NULL;

	if (!new)
		return FALSE;
	g_free(bump->old_tree);
	g_free(bump->new_tree);
	bump->old_tree = g_strdup(old->dir);
	bump->new_tree = g_strdup(new->dir);
	return TRUE;
}

/*
 * Returns the place before the other sources, and before the comment of the first one.
 */
static const char *place_of_pin(const char *text)
{
	const char *place = strstr(text, "\n[source ");
	const char *line;

	if (!place)
		return text + strlen(text);
	while ((line = g_strrstr_len(text, place - text, "\n")) && line[1] == '#')
		place = line;
	return place + 1;
}

gboolean bump_write_pin(struct bump *bump, GError **error)
{
	g_autofree char *path = bump_path(bump, PIN_FILE);
	g_autofree char *before = NULL;
	g_autofree char *pin = NULL;
	g_autofree char *after = NULL;
	const char *place;

	if (!bump->new_pin)
		return TRUE;
	before = fs_read(bump->branch->path, error);
	if (!before)
		return FALSE;
	place = place_of_pin(before);
	pin = source_pin_text(branch_source(bump->branch, bump->to, NULL));
	after = g_strdup_printf("%.*s%s\n%s", (int)(place - before), before, pin,
				place);
	if (!fs_write(path, pin, error) || !fs_write(bump->branch->path, after, error))
		return FALSE;
	bump->new_pin = FALSE;
	return TRUE;
}

gboolean bump_remove_pin(const struct bump *bump, GError **error)
{
	g_autofree char *path = bump_path(bump, PIN_FILE);
	g_autofree char *pin = fs_read(path, NULL);
	g_autofree char *added = pin ? g_strconcat(pin, "\n", NULL) : NULL;
	g_autofree char *text = added ? fs_read(bump->branch->path, error) : NULL;
	const char *place = text ? strstr(text, added) : NULL;
	g_autofree char *after = NULL;

	if (!place)
		return !added || text;
	after = g_strdup_printf("%.*s%s", (int)(place - text), text,
				place + strlen(added));
	return fs_write(bump->branch->path, after, error);
}

/* Returns @text with another value for "KEY=" in the group [GROUP]. */
static char *with_value(const char *text, const char *group, const char *key,
			const char *value)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	g_autofree char *head = g_strdup_printf("[%s]", group);
	gsize len = strlen(key);
	gboolean in = FALSE;

	for (char **line = lines; *line; line++) {
		if (**line == '[')
			in = g_str_has_prefix(*line, head);
		if (!in || strncmp(*line, key, len) ||
		    (*line)[len + strspn(*line + len, " ")] != '=')
			continue;
		g_free(*line);
		*line = g_strdup_printf("%s=%s", key, value);
	}
	return g_strjoinv("\n", lines);
}

gboolean bump_write_version(const struct bump *bump, GError **error)
{
	g_autofree char *text = fs_read(bump->branch->path, error);
	g_autoptr(GDateTime) now = g_date_time_new_now_utc();
	g_autofree char *date = g_date_time_format(now, "%Y-%m-%dT%H:%M:%SZ");
	g_autofree char *one = NULL;
	g_autofree char *two = NULL;
	g_autofree char *three = NULL;

	if (!text)
		return FALSE;
	one = with_value(text, "branch", "version", bump->to);
	two = with_value(one, "package", "release", "1");
	three = with_value(two, "package", "date", date);
	return fs_write(bump->branch->path, three, error);
}
