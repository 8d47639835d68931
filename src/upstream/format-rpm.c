/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An RPM spec file and the patches beside it. Its lines are parsed, never run, because
 * a macro may run any program. Names may contain macros that the spec defines as plain
 * text.
 *
 *	Patch12: foo.patch                    named; "Patch:" has the next number
 *	%patch12 -p1, %patch -P 12 -p1        applied, in this order
 *	%autosetup -p1, %autopatch -p1        all are, in the order of their numbers
 *
 * A spec that names no patches has a directory "patches" beside it, with a series or
 * with names that determine the order.
 */
#include "upstream/format.h"

#include <stdlib.h>
#include <string.h>

#include "util/error.h"
#include "util/fs.h"
#include "util/safe-open.h"

/* A line "PatchN: NAME". */
struct spec_patch {
	guint line; /* in the spec, from 0 */
	guint number;
	gboolean numbered; /* the line has the number */
	char *name;	   /* file name, without directories of an address */
	int strip;	   /* -1: not applied */
	gboolean reverse;
};

struct spec {
	char *path, *dir;
	char **lines;	    /* without newlines */
	GPtrArray *patches; /* of struct spec_patch, in order */
	GHashTable *macros; /* name -> text */
	GHashTable *below;  /* files in directories below the spec: name -> path */
	gboolean automatic; /* has %autosetup or %autopatch */
	int auto_strip;
};

static void spec_patch_free(struct spec_patch *patch)
{
	g_free(patch->name);
	g_free(patch);
}

static void spec_free(struct spec *spec)
{
	if (!spec)
		return;
	g_free(spec->path);
	g_free(spec->dir);
	g_strfreev(spec->lines);
	g_ptr_array_unref(spec->patches);
	g_hash_table_unref(spec->macros);
	g_clear_pointer(&spec->below, g_hash_table_unref);
	g_free(spec);
}

typedef struct spec Spec;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Spec, spec_free)

static gboolean spec_error(const struct spec *spec, guint line, GError **error,
			   const char *what, const char *which)
{
	g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "%s:%u: %s '%s'", spec->path,
		    line + 1, what, which);
	return FALSE;
}

/* Returns the spec @path, or the only one in that directory. */
static char *find_spec(const char *path)
{
	g_autoptr(GPtrArray) names = NULL;
	char *found = NULL;

	if (g_str_has_suffix(path, ".spec"))
		return g_file_test(path, G_FILE_TEST_IS_REGULAR) ? g_strdup(path)
								 : NULL;
	names = fs_names(path, NULL);
	for (guint i = 0; names && i < names->len; i++) {
		const char *name = g_ptr_array_index(names, i);

		if (!g_str_has_suffix(name, ".spec"))
			continue;
		if (found) {
			g_free(found);
			return NULL;
		}
		found = g_build_filename(path, name, NULL);
	}
	return found;
}

/* --- macros ----------------------------------------------------------------------- */

/*
 * Expands %{name} and %name in @text if they are plain text; NULL for an unknown macro.
 */
static char *expand(const struct spec *spec, const char *text, int depth)
{
	g_autoptr(GString) out = g_string_new(NULL);

	while (*text) {
		gboolean braces = text[0] == '%' && text[1] == '{';
		const char *name = text + 1 + braces;
		gsize len =
			strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUV"
				     "WXYZ0123456789_");
		g_autofree char *key = NULL;
		g_autofree char *value = NULL;
		const char *known;

		if (*text != '%') {
			g_string_append_c(out, *text++);
			continue;
		}
		if (text[1] == '%') {
			g_string_append_c(out, '%');
			text += 2;
			continue;
		}
		key = g_strndup(name, len);
		known = g_hash_table_lookup(spec->macros, key);
		value = known && depth < 20 ? expand(spec, known, depth + 1) : NULL;
		if (!len || !value || (braces && name[len] != '}'))
			return NULL;
		g_string_append(out, value);
		text = name + len + braces;
	}
	return g_string_free(g_steal_pointer(&out), FALSE);
}

static void define(struct spec *spec, const char *name, const char *value)
{
	g_hash_table_insert(spec->macros, g_ascii_strdown(name, -1), g_strdup(value));
	g_hash_table_insert(spec->macros, g_strdup(name), g_strdup(value));
}

/* Parses "%define NAME TEXT", "%global NAME TEXT", "Version: TEXT". */
static void read_definition(struct spec *spec, const char *line)
{
	static const char *const tags[] = {"name", "version", "release"};
	g_auto(GStrv) words = NULL;
	g_autofree char *plain = g_strdup(line);

	g_strdelimit(plain, "\t", ' ');
	if (g_str_has_prefix(plain, "%define ") ||
	    g_str_has_prefix(plain, "%global ")) {
		const char *name = plain + strlen("%define ");
		gsize len;

		name += strspn(name, " ");
		len = strcspn(name, " (");
		if (name[len] == ' ') {
			g_autofree char *key = g_strndup(name, len);

			define(spec, key, g_strstrip((char *)name + len));
		}
		return;
	}
	words = g_strsplit(plain, ":", 2);
	for (gsize i = 0; words[0] && words[1] && i < G_N_ELEMENTS(tags); i++)
		if (!g_ascii_strcasecmp(words[0], tags[i]))
			define(spec, tags[i], g_strstrip(words[1]));
}

/* --- the lines -------------------------------------------------------------------- */

/* Returns the length of "Patch12:" and its number (-1: none); 0 for other lines. */
static gsize patch_tag(const char *line, gint64 *number)
{
	gsize digits;

	if (g_ascii_strncasecmp(line, "patch", 5))
		return 0;
	digits = strspn(line + 5, "0123456789");
	*number = digits ? g_ascii_strtoll(line + 5, NULL, 10) : -1;
	digits += 5;
	digits += strspn(line + digits, " \t");
	return line[digits] == ':' ? digits + 1 : 0;
}

static gboolean read_named(struct spec *spec, guint line, GPtrArray *named, guint *next,
			   GError **error)
{
	gint64 number;
	gsize len = patch_tag(spec->lines[line], &number);
	g_autofree char *value = g_strstrip(g_strdup(spec->lines[line] + len));
	g_autofree char *name = expand(spec, value, 0);
	const char *slash = name ? strrchr(name, '/') : NULL;
	struct spec_patch *patch;

	if (number > G_MAXINT32)
		return spec_error(spec, line, error, "too high a number in",
				  spec->lines[line]);
	if (!name)
		return spec_error(
			spec, line, error,
			"a macro that this file does not define as plain text in",
			value);
	if (safe_refusal(slash ? slash + 1 : name))
		return spec_error(spec, line, error, "not a patch name:", name);
	patch = g_new0(struct spec_patch, 1);
	patch->line = line;
	patch->numbered = number >= 0;
	patch->number = number >= 0 ? (guint)number : *next;
	patch->name = g_strdup(slash ? slash + 1 : name);
	patch->strip = -1;
	*next = patch->number + 1;
	g_ptr_array_add(named, patch);
	return TRUE;
}

/* Parses the words after %patch: "-p1", "-R", "-P 12", "12". */
static gboolean read_words(const char *line, gint64 *number, int *strip,
			   gboolean *reverse)
{
	g_auto(GStrv) words = NULL;
	g_autofree char *text = g_strdup(line);
	char **word;

	g_strdelimit(text, "\t", ' ');
	words = g_strsplit(g_strstrip(text), " ", -1);
	word = words + 1;
	if (words[0] && g_ascii_isdigit(words[0][strlen("%patch")]))
		*number = g_ascii_strtoll(words[0] + strlen("%patch"), NULL, 10);
	for (; words[0] && *word; word++) {
		if (g_str_has_prefix(*word, "-p") && g_ascii_isdigit((*word)[2]))
			*strip = atoi(*word + 2);
		else if (!strcmp(*word, "-R"))
			*reverse = TRUE;
		else if (!strcmp(*word, "-P") && word[1])
			*number = g_ascii_strtoll(*++word, NULL, 10);
		else if (g_str_has_prefix(*word, "-P"))
			*number = g_ascii_strtoll(*word + 2, NULL, 10);
		else if (g_ascii_isdigit(**word) && *number < 0)
			*number = g_ascii_strtoll(*word, NULL, 10);
	}
	return *number >= 0;
}

static gboolean is_macro(const char *line, const char *name)
{
	gsize len = strlen(name);

	return g_str_has_prefix(line, name) &&
	       (!line[len] || strchr(" \t0123456789", line[len]));
}

static struct spec_patch *by_number(const GPtrArray *patches, gint64 number)
{
	for (guint i = 0; i < patches->len; i++) {
		struct spec_patch *patch = g_ptr_array_index(patches, i);

		if (patch->number == number)
			return patch;
	}
	return NULL;
}

static gint by_their_number(gconstpointer a, gconstpointer b)
{
	const struct spec_patch *x = *(struct spec_patch *const *)a,
				*y = *(struct spec_patch *const *)b;

	return x->number < y->number ? -1 : x->number > y->number;
}

static gboolean read_applied(struct spec *spec, guint line, const GPtrArray *named,
			     GError **error)
{
	const char *text = spec->lines[line] + strspn(spec->lines[line], " \t");
	struct spec_patch *patch;
	gint64 number = -1;
	gboolean reverse = FALSE;
	int strip = 0;

	if (is_macro(text, "%autosetup") || is_macro(text, "%autopatch")) {
		gint64 none = -1;

		read_words(text, &none, &spec->auto_strip, &reverse);
		spec->automatic |= !strstr(text, " -N");
		return TRUE;
	}
	if (!is_macro(text, "%patch"))
		return TRUE;
	if (!read_words(text, &number, &strip, &reverse))
		number = 0;
	patch = by_number(named, number);
	if (!patch)
		return spec_error(spec, line, error,
				  "applies a patch that does not exist:", text);
	if (patch->strip >= 0)
		return TRUE;
	patch->strip = strip;
	patch->reverse = reverse;
	g_ptr_array_add(spec->patches, patch);
	return TRUE;
}

static gboolean read_lines(struct spec *spec, GPtrArray *named, GError **error)
{
	guint next = 0;

	for (guint i = 0; spec->lines[i]; i++) {
		gint64 number;

		read_definition(spec, spec->lines[i]);
		if (patch_tag(spec->lines[i], &number) &&
		    !read_named(spec, i, named, &next, error))
			return FALSE;
	}
	for (guint i = 0; spec->lines[i]; i++)
		if (!read_applied(spec, i, named, error))
			return FALSE;
	if (!spec->automatic)
		return TRUE;
	g_ptr_array_sort(named, by_their_number);
	for (guint i = 0; i < named->len; i++) {
		struct spec_patch *patch = g_ptr_array_index(named, i);

		if (patch->strip >= 0)
			continue;
		patch->strip = spec->auto_strip;
		g_ptr_array_add(spec->patches, patch);
	}
	return TRUE;
}

/* Directories are sorted, so of two files with the same name the same one is always
 * used. */
static void look_below(struct spec *spec, const char *dir, int depth)
{
	g_autoptr(GPtrArray) names = fs_names(dir, NULL);

	for (guint i = 0; names && i < names->len; i++) {
		const char *name = g_ptr_array_index(names, i);
		g_autofree char *path = g_build_filename(dir, name, NULL);

		if (g_file_test(path, G_FILE_TEST_IS_SYMLINK))
			continue;
		if (!g_file_test(path, G_FILE_TEST_IS_DIR)) {
			if (!g_hash_table_contains(spec->below, name))
				g_hash_table_insert(spec->below, g_strdup(name),
						    g_steal_pointer(&path));
		} else if (depth < 3) {
			look_below(spec, path, depth + 1);
		}
	}
}

/*
 * Returns the path of a patch: beside the spec, in SOURCES beside SPECS, or in a
 * directory below the spec if the project's build flattens these, as Photon's does. A
 * new one goes beside the spec.
 */
static char *patch_path(const struct spec *spec, const char *name)
{
	g_autofree char *beside = g_build_filename(spec->dir, name, NULL);
	g_autofree char *sources =
		g_build_filename(spec->dir, "..", "SOURCES", name, NULL);
	const char *below = g_hash_table_lookup(spec->below, name);

	if (g_file_test(beside, G_FILE_TEST_EXISTS))
		return g_steal_pointer(&beside);
	if (g_file_test(sources, G_FILE_TEST_EXISTS))
		return g_steal_pointer(&sources);
	return below ? g_strdup(below) : g_steal_pointer(&beside);
}

static struct spec *spec_load(const char *path, GPtrArray *named, GError **error)
{
	g_autoptr(Spec) spec = g_new0(struct spec, 1);
	g_autofree char *text = NULL;

	spec->patches = g_ptr_array_new();
	spec->macros = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	spec->path = find_spec(path);
	if (!spec->path) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "%s: no spec file, or several; name one", path);
		return NULL;
	}
	spec->dir = g_path_get_dirname(spec->path);
	spec->below = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	look_below(spec, spec->dir, 0);
	text = fs_read(spec->path, error);
	if (!text)
		return NULL;
	spec->lines = g_strsplit(text, "\n", -1);
	return read_lines(spec, named, error) ? g_steal_pointer(&spec) : NULL;
}

/* --- reading ---------------------------------------------------------------------- */

/* Returns the line of the series, with options that say how the patch is applied. */
static char *series_line(const struct spec_patch *patch)
{
	g_autofree char *strip = patch->strip == 1
					 ? g_strdup("")
					 : g_strdup_printf(" -p%d", patch->strip);

	return g_strdup_printf("%s%s%s\n", patch->name, strip,
			       patch->reverse ? " -R" : "");
}

static struct patch_queue *read_named_patches(const struct spec *spec, GError **error)
{
	g_autoptr(PatchQueue) queue = patch_queue_new(spec->path);

	for (guint i = 0; i < spec->patches->len; i++) {
		const struct spec_patch *from = g_ptr_array_index(spec->patches, i);
		g_autofree char *file = patch_path(spec, from->name);
		g_autoptr(GBytes) bytes = NULL;
		struct queue_patch *patch;
		char *data;
		gsize size;

		if (patch_queue_find(queue, from->name)) {
			spec_error(spec, from->line, error,
				   "applied twice, which a series cannot express:",
				   from->name);
			return NULL;
		}
		data = fs_read_max(file, PATCH_SIZE_MAX, &size, error);
		if (!data) {
			g_prefix_error(error, "%s:%u: ", spec->path, from->line + 1);
			return NULL;
		}
		bytes = g_bytes_new_take(data, size);
		patch = queue_patch_new(from->name, bytes, NULL);
		g_free(patch->line);
		patch->line = series_line(from);
		patch->strip = from->strip;
		patch->reverse = from->reverse;
		g_ptr_array_add(queue->patches, patch);
	}
	return g_steal_pointer(&queue);
}

/* Returns the format of patches beside a spec that names none; NULL: there are none. */
static const struct format *beside(const struct spec *spec, char **dir)
{
	*dir = g_build_filename(spec->dir, "patches", NULL);
	if (format_stable.is(*dir))
		return &format_stable;
	return format_numbered.is(*dir) ? &format_numbered : NULL;
}

static GPtrArray *new_named(void)
{
	return g_ptr_array_new_with_free_func((GDestroyNotify)spec_patch_free);
}

static struct patch_queue *
read_rpm(const char *path, const struct format_options *options, GError **error)
{
	g_autoptr(GPtrArray) named = new_named();
	g_autoptr(Spec) spec = spec_load(path, named, error);
	g_autofree char *dir = NULL;
	const struct format *other;

	if (!spec)
		return NULL;
	other = named->len ? NULL : beside(spec, &dir);
	return other ? other->read(dir, options, error)
		     : read_named_patches(spec, error);
}

static gboolean is_rpm(const char *path)
{
	g_autofree char *spec = find_spec(path);

	return spec != NULL;
}

/* --- writing ---------------------------------------------------------------------- */

/* A spec that is edited: removed lines are NULL. */
struct spec_edit {
	const struct spec *spec;
	GPtrArray *named;
	char **lines;	  /* as many as in the spec; one may contain several */
	GPtrArray *files; /* of patches that are no longer named */
};

static struct spec_patch *by_name(const GPtrArray *patches, const char *name)
{
	for (guint i = 0; i < patches->len; i++) {
		struct spec_patch *patch = g_ptr_array_index(patches, i);

		if (!strcmp(patch->name, name))
			return patch;
	}
	return NULL;
}

/* Returns the line that applies the patch @number, or -1. */
static int applying_line(const struct spec *spec, guint number)
{
	for (guint i = 0; spec->lines[i]; i++) {
		const char *text = spec->lines[i] + strspn(spec->lines[i], " \t");
		gint64 its = -1;
		gboolean reverse;
		int strip;

		if (is_macro(text, "%patch") &&
		    (read_words(text, &its, &strip, &reverse) ? its == number
							      : number == 0))
			return i;
	}
	return -1;
}

static void drop_line(struct spec_edit *edit, guint line)
{
	g_free(edit->lines[line]);
	edit->lines[line] = g_strdup("");
}

static void drop_gone(struct spec_edit *edit, const struct patch_queue *queue)
{
	for (guint i = 0; i < edit->spec->patches->len; i++) {
		const struct spec_patch *patch =
			g_ptr_array_index(edit->spec->patches, i);
		int applied;

		if (patch_queue_find(queue, patch->name))
			continue;
		applied = applying_line(edit->spec, patch->number);
		drop_line(edit, patch->line);
		if (applied >= 0)
			drop_line(edit, applied);
		g_ptr_array_add(edit->files, patch_path(edit->spec, patch->name));
	}
}

static void add_after(struct spec_edit *edit, guint line, const char *text)
{
	char *both = g_strconcat(edit->lines[line], text, "\n", NULL);

	g_free(edit->lines[line]);
	edit->lines[line] = both;
}

/* Returns the highest number, including those that this run assigned. */
static guint highest(const GPtrArray *named)
{
	guint number = 0;

	for (guint i = 0; i < named->len; i++)
		number = MAX(number, ((struct spec_patch *)named->pdata[i])->number);
	return number;
}

/*
 * Returns the number for a new patch after @last. If numbers determine the order, it
 * must be between two others. It is an error if there is none: others cannot be
 * renumbered, because other lines may refer to them.
 */
static gboolean new_number(const struct spec_edit *edit, const struct spec_patch *last,
			   guint *number, GError **error)
{
	*number = last ? last->number + 1 : 0;
	if (edit->spec->automatic && by_number(edit->named, *number)) {
		if (last && !last->numbered)
			return TRUE;
		return spec_error(edit->spec, last ? last->line : 0, error,
				  "no free number for a patch after",
				  last ? last->name : "the beginning");
	}
	if (!edit->spec->automatic && by_number(edit->named, *number))
		*number = highest(edit->named) + 1;
	return TRUE;
}

static gboolean add_new(struct spec_edit *edit, const struct queue_patch *patch,
			struct spec_patch **last, GError **error)
{
	struct spec_patch *added;
	int applied = *last ? applying_line(edit->spec, (*last)->number) : -1;
	g_autofree char *tag = NULL;
	guint number;

	if (!*last)
		return spec_error(edit->spec, 0, error,
				  "no patch to insert it after:", patch->name);
	if (edit->spec->automatic && patch->strip != edit->spec->auto_strip)
		return spec_error(
			edit->spec, (*last)->line, error,
			"all patches are applied with the same options there, except",
			patch->name);
	if (!new_number(edit, *last, &number, error))
		return FALSE;
	added = g_new0(struct spec_patch, 1);
	added->name = g_strdup(patch->name);
	added->number = number;
	added->numbered = (*last)->numbered;
	added->line = (*last)->line;
	g_ptr_array_add(edit->named, added);
	tag = added->numbered ? g_strdup_printf("Patch%u: %s", number, patch->name)
			      : g_strdup_printf("Patch: %s", patch->name);
	add_after(edit, added->line, tag);
	if (!edit->spec->automatic && applied >= 0) {
		g_autofree char *macro =
			g_strdup_printf("%%patch -P %u -p%d%s", number, patch->strip,
					patch->reverse ? " -R" : "");

		add_after(edit, applied, macro);
	}
	*last = added;
	return TRUE;
}

/* Lines of a spec are never moved, so existing patches must keep their order. */
static gboolean edit_lines(struct spec_edit *edit, const struct patch_queue *queue,
			   GError **error)
{
	struct spec_patch *last = NULL;
	int at = -1;

	drop_gone(edit, queue);
	for (guint i = 0; i < queue->patches->len; i++) {
		const struct queue_patch *patch = g_ptr_array_index(queue->patches, i);
		struct spec_patch *there = by_name(edit->spec->patches, patch->name);
		guint index;

		if (!patch->selected)
			continue;
		if (!there) {
			if (!add_new(edit, patch, &last, error))
				return FALSE;
			continue;
		}
		g_ptr_array_find(edit->spec->patches, there, &index);
		if ((int)index < at)
			return spec_error(
				edit->spec, there->line, error,
				"has another place in the series:", patch->name);
		at = index;
		last = there;
	}
	return TRUE;
}

static char *joined(const struct spec_edit *edit)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; edit->spec->lines[i]; i++)
		g_string_append(text, edit->lines[i]);
	return g_string_free(text, FALSE);
}

static gboolean write_patches(const struct spec *spec, const struct patch_queue *queue,
			      guint *changed, GError **error)
{
	for (guint i = 0; i < queue->patches->len; i++) {
		const struct queue_patch *patch = g_ptr_array_index(queue->patches, i);
		g_autofree char *path = patch_path(spec, patch->name);
		g_autofree char *there = NULL;
		gsize size, wants;
		const char *data =
			patch->selected ? g_bytes_get_data(patch->bytes, &wants) : NULL;

		if (!patch->selected ||
		    (g_file_get_contents(path, &there, &size, NULL) && size == wants &&
		     !memcmp(there, data, size)))
			continue;
		++*changed;
		if (!fs_publish(path, data, wants, error))
			return FALSE;
	}
	return TRUE;
}

/* Writes new patches, then the spec that names them, then removes those no longer
 * named. */
static gboolean write_named(const struct spec *spec, GPtrArray *named,
			    const struct patch_queue *queue, guint *changed,
			    GError **error)
{
	g_auto(GStrv) lines = g_new0(char *, g_strv_length(spec->lines) + 1);
	g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func(g_free);
	struct spec_edit edit = {spec, named, lines, files};
	g_autofree char *before = g_strjoinv("\n", spec->lines);
	g_autofree char *after = NULL;

	for (guint i = 0; spec->lines[i]; i++)
		lines[i] = g_strconcat(spec->lines[i], spec->lines[i + 1] ? "\n" : "",
				       NULL);
	*changed = 0;
	if (!edit_lines(&edit, queue, error) ||
	    !write_patches(spec, queue, changed, error))
		return FALSE;
	after = joined(&edit);
	if (strcmp(before, after)) {
		++*changed;
		if (!fs_write(spec->path, after, error))
			return FALSE;
	}
	for (guint i = 0; i < files->len; i++) {
		++*changed;
		if (!fs_remove(g_ptr_array_index(files, i), error))
			return FALSE;
	}
	return TRUE;
}

static gboolean write_rpm(const struct patch_queue *queue, const char *path,
			  const struct format_options *options, guint *changed,
			  GError **error)
{
	g_autoptr(GPtrArray) named = new_named();
	g_autoptr(Spec) spec = spec_load(path, named, error);
	g_autofree char *dir = NULL;
	const struct format *other;

	if (!spec)
		return FALSE;
	other = named->len ? NULL : beside(spec, &dir);
	return other ? other->write(queue, dir, options, changed, error)
		     : write_named(spec, named, queue, changed, error);
}

const struct format format_rpm = {
	.name = "rpm",
	.what = "an RPM spec with Patch lines, or with a directory of patches",
	.is = is_rpm,
	.read = read_rpm,
	.write = write_rpm,
};
