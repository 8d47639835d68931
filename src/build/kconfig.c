/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "build/kconfig.h"

#include <string.h>

#include "branch/project.h"
#include "util/error.h"
#include "util/fs.h"

struct kconfig {
	GPtrArray *requests;   /* effective ones, in order of appearance */
	GHashTable *by_symbol; /* symbol to its request in the above */
	GPtrArray *notes;      /* char * */
	char *text;
};

static void request_free(gpointer data)
{
	struct kconfig_request *request = data;

	if (!request)
		return;
	request_free(request->overridden);
	g_free(request->symbol);
	g_free(request->value);
	g_free(request->where);
	g_free(request);
}

void kconfig_free(struct kconfig *kconfig)
{
	if (!kconfig)
		return;
	g_clear_pointer(&kconfig->by_symbol, g_hash_table_unref);
	g_clear_pointer(&kconfig->requests, g_ptr_array_unref);
	g_clear_pointer(&kconfig->notes, g_ptr_array_unref);
	g_free(kconfig->text);
	g_free(kconfig);
}

void kconfig_note(struct kconfig *kconfig, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	g_ptr_array_add(kconfig->notes, g_strdup_vprintf(format, args));
	va_end(args);
}

const GPtrArray *kconfig_notes(const struct kconfig *kconfig)
{
	return kconfig->notes;
}

void kconfig_show_notes(const struct kconfig *kconfig, const char *title)
{
	for (guint i = 0; i < kconfig->notes->len; i++)
		g_printerr("%s: %s\n", title, (char *)kconfig->notes->pdata[i]);
}

static gboolean is_symbol(const char *text)
{
	if (!g_str_has_prefix(text, "CONFIG_") || !text[strlen("CONFIG_")])
		return FALSE;
	for (; *text; text++)
		if (!g_ascii_isalnum(*text) && *text != '_')
			return FALSE;
	return TRUE;
}

/* Splits "CONFIG_X=value" or "# CONFIG_X is not set" (value "n"). FALSE if the line is
 * neither; a comment or empty line gives no symbol. */
static gboolean parse_line(const char *line, char **symbol, char **value)
{
	const char *equals = strchr(line, '=');

	if (g_str_has_prefix(line, "# CONFIG_") &&
	    g_str_has_suffix(line, " is not set")) {
		*symbol = g_strndup(line + 2, strlen(line) - 2 - strlen(" is not set"));
		*value = g_strdup("n");
	} else if (!*line || *line == '#') {
		return TRUE;
	} else if (equals && equals[1]) {
		*symbol = g_strndup(line, equals - line);
		*value = g_strdup(equals + 1);
	}
	return *symbol && is_symbol(*symbol);
}

/* Whether both requests are in the same file: "a.config:1", "a.config:9". */
static gboolean same_file(const char *a, const char *b)
{
	gsize length = strrchr(a, ':') - a;

	return !strncmp(a, b, length + 1) && !strchr(b + length + 1, ':');
}

/* Takes ownership of @request. */
static gboolean add_request(struct kconfig *kconfig, struct kconfig_request *request,
			    GError **error)
{
	struct kconfig_request *before =
		g_hash_table_lookup(kconfig->by_symbol, request->symbol);

	if (!before) {
		g_ptr_array_add(kconfig->requests, request);
		g_hash_table_insert(kconfig->by_symbol, request->symbol, request);
		return TRUE;
	}
	if (same_file(before->where, request->where)) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "%s: %s is already in %s",
			    request->where, request->symbol, before->where);
		request_free(request);
		return FALSE;
	}
	/* The position in the list stays; the later fragment's request is used. */
	if (strcmp(before->value, request->value)) {
		struct kconfig_request swapped = *before;

		*before = *request;
		*request = swapped;
		before->overridden = request;
		g_hash_table_replace(kconfig->by_symbol, before->symbol, before);
	} else {
		g_free(before->where);
		before->where = g_steal_pointer(&request->where);
		before->wish &= request->wish;
		request_free(request);
	}
	return TRUE;
}

static gboolean read_fragment(struct kconfig *kconfig, const char *path,
			      const char *shown, gboolean wish, GError **error)
{
	g_autofree char *text = fs_read(path, error);
	g_auto(GStrv) lines = text ? g_strsplit(text, "\n", -1) : NULL;

	for (guint i = 0; lines && lines[i]; i++) {
		struct kconfig_request *request = g_new0(struct kconfig_request, 1);

		request->where = g_strdup_printf("%s:%u", shown, i + 1);
		request->wish = wish;
		if (!parse_line(g_strchomp(lines[i]), &request->symbol,
				&request->value)) {
			g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
				    "%s: '%s' is not CONFIG_SYMBOL=VALUE",
				    request->where, lines[i]);
			request_free(request);
			return FALSE;
		}
		if (!request->symbol)
			request_free(request);
		else if (!add_request(kconfig, request, error))
			return FALSE;
	}
	return text != NULL;
}

static char *compose_text(const struct kconfig *kconfig)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < kconfig->requests->len; i++) {
		const struct kconfig_request *request = kconfig->requests->pdata[i];

		if (!strcmp(request->value, "n"))
			g_string_append_printf(text, "# %s is not set\n",
					       request->symbol);
		else
			g_string_append_printf(text, "%s=%s\n", request->symbol,
					       request->value);
	}
	return g_string_free(text, FALSE);
}

/* Reads the fragment @shown below @root; does nothing if that is NULL. */
static gboolean read_below(struct kconfig *kconfig, const char *root, const char *shown,
			   gboolean wish, GError **error)
{
	g_autofree char *path = root ? g_build_filename(root, shown, NULL) : NULL;

	return !path || read_fragment(kconfig, path, shown, wish, error);
}

/*
 * Reads configs/NAME.config, and then configs/NAME.ARCH.config, which has options for
 * one architecture, if it exists. A project's own NAME.config takes precedence over an
 * installed ARCH.config.
 */
static gboolean read_named(struct kconfig *kconfig, const struct branch *b,
			   const char *given, GError **error)
{
	gboolean wish = g_str_has_suffix(given, "?");
	g_autofree char *name = g_strndup(given, strlen(given) - wish);
	g_autofree char *common = g_strconcat("configs/", name, ".config", NULL);
	g_autofree char *special =
		g_strconcat("configs/", name, ".", b->arch->name, ".config", NULL);
	g_autofree char *root = project_root_of(b->dir, common, error);
	g_autofree char *special_root = project_root_of(b->dir, special, NULL);

	if (!root)
		return FALSE;
	if (!strcmp(root, b->dir) && g_strcmp0(special_root, b->dir))
		return read_below(kconfig, special_root, special, wish, error) &&
		       read_below(kconfig, root, common, wish, error);
	return read_below(kconfig, root, common, wish, error) &&
	       read_below(kconfig, special_root, special, wish, error);
}

struct kconfig *kconfig_compose(const struct branch *b, char **names, const char *extra,
				GError **error)
{
	g_autoptr(Kconfig) kconfig = g_new0(struct kconfig, 1);

	kconfig->notes = g_ptr_array_new_with_free_func(g_free);
	kconfig->requests = g_ptr_array_new_with_free_func(request_free);
	kconfig->by_symbol = g_hash_table_new(g_str_hash, g_str_equal);
	for (char **name = names; *name; name++) {
		if (!read_named(kconfig, b, *name, error)) {
			g_prefix_error(error, "%s: ", b->path);
			return NULL;
		}
	}
	if (extra && !read_fragment(kconfig, extra, extra, FALSE, error))
		return NULL;
	kconfig->text = compose_text(kconfig);
	return g_steal_pointer(&kconfig);
}

gboolean kconfig_require(struct kconfig *kconfig, const char *option, const char *where)
{
	g_autofree char *symbol = g_strndup(option, strcspn(option, "="));
	struct kconfig_request *request;

	if (g_hash_table_contains(kconfig->by_symbol, symbol))
		return FALSE;
	request = g_new0(struct kconfig_request, 1);
	request->symbol = g_steal_pointer(&symbol);
	request->value = g_strdup(option + strlen(request->symbol) + 1);
	request->where = g_strdup_printf("%s:0", where);
	g_ptr_array_add(kconfig->requests, request);
	g_hash_table_insert(kconfig->by_symbol, request->symbol, request);
	g_free(kconfig->text);
	kconfig->text = compose_text(kconfig);
	return TRUE;
}

const GPtrArray *kconfig_requests(const struct kconfig *kconfig)
{
	return kconfig->requests;
}

const char *kconfig_text(const struct kconfig *kconfig)
{
	return kconfig->text;
}

/* Reads a .config: symbol to value. */
static GHashTable *read_dotconfig(const char *path, GError **error)
{
	g_autofree char *text = fs_read(path, error);
	g_auto(GStrv) lines = text ? g_strsplit(text, "\n", -1) : NULL;
	GHashTable *values;

	if (!text)
		return NULL;
	values = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	for (char **l = lines; *l; l++) {
		char *symbol = NULL;
		char *value = NULL;

		if (parse_line(*l, &symbol, &value) && symbol) {
			g_hash_table_insert(values, symbol, value);
		} else {
			g_free(symbol);
			g_free(value);
		}
	}
	return values;
}

gboolean kconfig_check(const struct kconfig *kconfig, const char *dotconfig,
		       GError **error)
{
	g_autoptr(GHashTable) values = read_dotconfig(dotconfig, error);
	g_autoptr(GString) wrong = g_string_new(NULL);

	if (!values)
		return FALSE;
	for (guint i = 0; i < kconfig->requests->len; i++) {
		const struct kconfig_request *request = kconfig->requests->pdata[i];
		const char *got = g_hash_table_lookup(values, request->symbol);

		if (request->wish || !strcmp(request->value, got ? got : "n"))
			continue;
		g_string_append_printf(wrong, "%s%s: %s wanted, got %s (%s)",
				       wrong->len ? "; " : "", request->symbol,
				       request->value, got ? got : "nothing",
				       request->where);
	}
	if (!wrong->len)
		return TRUE;
	g_set_error(error, KF_ERROR, KF_ERROR_NEGATIVE, "not granted: %s", wrong->str);
	return FALSE;
}

/* Returns the symbols that must be granted: a request may become one. */
static char *musts(const struct kconfig *kconfig)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < kconfig->requests->len; i++) {
		const struct kconfig_request *request = kconfig->requests->pdata[i];

		if (!request->wish)
			g_string_append_printf(text, "%s\n", request->symbol);
	}
	return g_string_free(text, FALSE);
}

/* Returns a digest of everything on which the .config and its check depend, and of the
 * .config itself. */
static char *stamp(const struct kconfig *kconfig, const struct kbuild *make,
		   const char *source_identity, const char *dotconfig)
{
	g_autofree char *made = NULL;
	g_autofree char *must = musts(kconfig);
	g_autofree char *all = NULL;

	if (!g_file_get_contents(dotconfig, &made, NULL, NULL))
		return NULL;
	all = g_strjoin("\n", kconfig->text, must, kbuild_identity(make),
			source_identity, made, NULL);
	return g_compute_checksum_for_string(G_CHECKSUM_SHA256, all, -1);
}

gboolean kconfig_make(const struct kconfig *kconfig, struct kbuild *make,
		      const char *source_identity, const char *log, GError **error)
{
	const char *output = kbuild_output(make);
	g_autofree char *requests = g_build_filename(output, ".kferry-requests", NULL);
	g_autofree char *stamp_path = g_build_filename(output, ".kferry-kconfig", NULL);
	g_autofree char *dotconfig = g_build_filename(output, ".config", NULL);
	g_autofree char *all = g_strconcat("KCONFIG_ALLCONFIG=", requests, NULL);
	const char *targets[] = {all, "allnoconfig", NULL};
	g_autofree char *digest = stamp(kconfig, make, source_identity, dotconfig);
	g_autofree char *old = NULL;

	if (digest && g_file_get_contents(stamp_path, &old, NULL, NULL) &&
	    !strcmp(old, digest))
		return TRUE;
	if (!fs_write(requests, kconfig->text, error) ||
	    !kbuild_run(make, targets, 1, log, NULL, error) ||
	    !kconfig_check(kconfig, dotconfig, error))
		return FALSE;
	g_free(digest);
	digest = stamp(kconfig, make, source_identity, dotconfig);
	return fs_write(stamp_path, digest, error);
}
