/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/prove-save.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "util/error.h"
#include "util/fs.h"
#include "util/plain-name.h"
#include "util/transaction.h"

/* Files to add to the project, by their relative paths. */
struct save {
	const struct prove *prove;
	const struct proof_of_patch *proof;
	const char *name;
	struct transaction *files;
};

static gboolean fail(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);

static gboolean fail(GError **error, const char *format, ...)
{
	g_autofree char *text = NULL;
	va_list args;

	va_start(args, format);
	text = g_strdup_vprintf(format, args);
	va_end(args);
	g_set_error_literal(error, KF_ERROR, KF_ERROR_INPUT, text);
	return FALSE;
}

static gboolean check_absent(const struct prove *prove, const char *kind,
			     const char *name, GError **error)
{
	g_autofree char *path = g_build_filename(prove->b->dir, kind, name, NULL);

	return !g_file_test(path, G_FILE_TEST_EXISTS) ||
	       fail(error, "%s already exists", path);
}

/* A variant can only name suites of the project and of the installation. */
static gboolean check_suite(const struct prove *prove, const struct suite *suite,
			    const char *name, GError **error)
{
	g_autoptr(Suite) known = NULL;

	if (!suite->dir)
		return check_absent(prove, "suites", name, error);
	known = suite_load(prove->b->dir, suite->name, NULL);
	return (known && !strcmp(known->dir, suite->dir)) ||
	       fail(error, "%s is outside of the project: copy it to %s/suites",
		    suite->dir, prove->b->dir);
}

static gboolean check_variants(const struct branch *b, const char *name, GError **error)
{
	static const char *const ends[] = {"unfixed", "fixed"};

	for (gsize i = 0; i < G_N_ELEMENTS(ends); i++) {
		g_autofree char *variant = g_strconcat(name, "-", ends[i], NULL);

		if (branch_variant(b, variant, NULL))
			return fail(error, "%s: a variant %s already exists", b->path,
				    variant);
	}
	return TRUE;
}

/* A suite without a directory gets one with that name. */
static gboolean check_one(const struct prove *prove, GError **error)
{
	guint without = 0;

	for (guint i = 0; i < prove->suites->len; i++)
		without += !((const struct suite *)prove->suites->pdata[i])->dir;
	return without < 2 ||
	       fail(error, "--save keeps --repro or --kselftest, not both");
}

gboolean prove_save_check(const struct prove *prove, const char *name, GError **error)
{
	g_autofree char *series = g_build_filename(prove->b->base, name, NULL);
	const char *refusal = plain_name_refusal(name);

	if (refusal)
		return fail(error, "--save: '%s' %s", name, refusal);
	if (g_str_has_prefix(name, "mutant"))
		return fail(error,
			    "--save: '%s': names in mutant* are reserved for mutants",
			    name);
	if (prove->config)
		return fail(error,
			    "--save cannot keep %s: name it in config= of a suite",
			    prove->config);
	for (guint i = 0; i < prove->suites->len; i++)
		if (!check_suite(prove, prove->suites->pdata[i], name, error))
			return FALSE;
	return check_one(prove, error) &&
	       check_absent(prove, "patches", series, error) &&
	       check_variants(prove->b, name, error);
}

static gboolean put(struct save *save, const char *path, const char *text,
		    GError **error)
{
	g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));

	return transaction_put(save->files, path, bytes, 0100644, error);
}

static gboolean put_file(struct save *save, const char *path, const char *from,
			 GError **error)
{
	g_autoptr(GMappedFile) file = g_mapped_file_new(from, FALSE, error);
	g_autoptr(GBytes) bytes = file ? g_mapped_file_get_bytes(file) : NULL;

	return bytes && transaction_put(save->files, path, bytes, 0100644, error);
}

static gboolean put_series(struct save *save, GError **error)
{
	static const char *const files[] = {"fix.patch", "again.patch", "without",
					    "with"};

	for (gsize i = 0; i < G_N_ELEMENTS(files); i++) {
		g_autofree char *from =
			g_build_filename(save->proof->dir, files[i], NULL);
		g_autofree char *to = g_build_filename("patches", save->prove->b->base,
						       save->name, files[i], NULL);

		if (g_file_test(from, G_FILE_TEST_EXISTS) &&
		    !put_file(save, to, from, error))
			return FALSE;
	}
	return TRUE;
}

/* Returns the options of a fragment as a list for suite.conf. */
static char *option_list(const char *fragment)
{
	g_auto(GStrv) lines = g_strsplit(fragment, "\n", -1);
	GString *list = g_string_new(NULL);

	for (char **line = lines; *line; line++)
		if (g_str_has_prefix(*line, "CONFIG_"))
			g_string_append_printf(list, "%s%s", list->len ? ";" : "",
					       *line);
	return g_string_free(list, FALSE);
}

/* Adds the suite of a reproducer. */
static gboolean put_reproducer(struct save *save, const struct suite *suite,
			       GError **error)
{
	const struct suite_program *program = suite->programs->pdata[0];
	const struct suite_test *test = suite->tests->pdata[0];
	g_autofree char *base = g_path_get_basename(program->sources[0]);
	g_autofree char *source = g_build_filename("suites", save->name, base, NULL);
	g_autofree char *conf =
		g_build_filename("suites", save->name, "suite.conf", NULL);
	g_autofree char *options = option_list(save->proof->config);
	g_autofree char *text = g_strdup_printf(
		"# Written by kferry prove --save. Format: kferry-suite(5).\n\n"
		"[suite]\ndescription=%s\n%s%s%s\n[repro %s]\nsource=%s\ntime=%u\n",
		suite->description, *options ? "options=" : "", options,
		*options ? "\n" : "", test->name, base, test->limit);

	return put_file(save, source, program->sources[0], error) &&
	       put(save, conf, text, error);
}

/* Adds a suite of kernel selftests. */
static gboolean put_kselftest(struct save *save, const struct suite *suite,
			      GError **error)
{
	g_autofree char *conf =
		g_build_filename("suites", save->name, "suite.conf", NULL);
	g_autofree char *names = g_strjoinv(";", suite->kselftest);
	g_autofree char *options = option_list(save->proof->needs);
	g_autofree char *text = g_strdup_printf(
		"# Written by kferry prove --save. Format: kferry-suite(5).\n\n"
		"[suite]\ndescription=%s\nkselftest=%s\n%s%s%s",
		suite->description, names, *options ? "options=" : "", options,
		*options ? "\n" : "");

	return put(save, conf, text, error);
}

/* Returns the names of the suites as a list; adds the suite of a reproducer. */
static char *put_suites(struct save *save, GError **error)
{
	g_autoptr(GString) names = g_string_new(NULL);
	g_autofree char *needs = option_list(save->proof->needs);
	gboolean reproducer = FALSE;

	for (guint i = 0; i < save->prove->suites->len; i++) {
		const struct suite *suite = save->prove->suites->pdata[i];

		g_string_append_printf(names, "%s%s", i ? ";" : "",
				       suite->dir ? suite->name : save->name);
		if (suite->dir)
			continue;
		reproducer = TRUE;
		if (suite->kselftest ? !put_kselftest(save, suite, error)
				     : !put_reproducer(save, suite, error))
			return NULL;
	}
	if (!reproducer && *needs) {
		fail(error, "the patch needs %s: add it to the options of a suite",
		     needs);
		return NULL;
	}
	return g_string_free(g_steal_pointer(&names), FALSE);
}

/* Whether @c has no special meaning in a key file; invalid UTF-8 is U+FFFD. */
static gboolean is_plain(gunichar c)
{
	return c != ';' && c != '\\' && c != 0xfffd && !g_unichar_iscntrl(c);
}

/* Returns a glob for what was seen: numbers may differ between runs, and characters
 * that are special or invalid in a key file match any character. */
static char *splat_of(const struct prove_side *side)
{
	const struct verdict *verdict = prove_leading(side);
	g_autofree char *seen = g_utf8_make_valid(verdict->declared ?: "", -1);
	gboolean result = g_str_has_prefix(seen, "ktap: ");
	g_autoptr(GString) text = g_string_new(NULL);

	for (const char *at = seen; *at; at = g_utf8_next_char(at)) {
		gunichar c = g_utf8_get_char(at);

		if (!result || !g_ascii_isdigit(*at))
			g_string_append_unichar(text, is_plain(c) ? c : '?');
		else if (!g_str_has_suffix(text->str, "*"))
			g_string_append_c(text, '*');
	}
	return text->len ? g_string_free(g_steal_pointer(&text), FALSE) : NULL;
}

static gboolean put_variants(struct save *save, const char *suites, GError **error)
{
	const struct branch *b = save->prove->b;
	g_autofree char *file = g_strconcat(b->base, ".conf", NULL);
	g_autofree char *path = g_build_filename("branches", file, NULL);
	g_autofree char *full = g_build_filename(b->dir, path, NULL);
	g_autofree char *old = fs_read(full, error);
	g_autofree char *splat = splat_of(&save->proof->without);
	g_autofree char *base = save->prove->series
					? g_strconcat(save->prove->series, ";", NULL)
					: g_strdup("");
	g_autofree char *text = NULL;

	if (!old)
		return FALSE;
	if (!splat)
		return fail(error, "no variant can expect this result: %s",
			    prove_seen(&save->proof->without));
	text = g_strdup_printf(
		"%s%s\n[variant "
		"%s-unfixed]\nseries=%s%s/without\nexpect=splat\nsplat=%s\n"
		"suites=%s\n\n[variant %s-fixed]\nseries=%s%s/with\nexpect=clean\n"
		"suites=%s\n",
		old, g_str_has_suffix(old, "\n") ? "" : "\n", save->name, base,
		save->name, splat, suites, save->name, base, save->name, suites);
	return put(save, path, text, error);
}

static gboolean put_all(struct save *save, GError **error)
{
	g_autofree char *suites = put_suites(save, error);

	return suites && put_series(save, error) && put_variants(save, suites, error) &&
	       transaction_commit(save->files, error);
}

gboolean prove_save(const struct prove *prove, const struct proof_of_patch *proof,
		    const char *name, GError **error)
{
	struct save save = {.prove = prove, .proof = proof, .name = name};
	gboolean done;
	int dir;

	if (proof->result != PROVE_PROVEN) {
		g_set_error(error, KF_ERROR, KF_ERROR_NEGATIVE,
			    "nothing is saved: the patch is not PROVEN");
		return FALSE;
	}
	if (!prove_save_check(prove, name, error))
		return FALSE;
	dir = open(prove->b->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0) {
		g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM, "%s: %s", prove->b->dir,
			    g_strerror(errno));
		return FALSE;
	}
	save.files = transaction_open(dir, prove->b->dir, error);
	done = save.files && put_all(&save, error);
	if (save.files)
		transaction_free(save.files);
	close(dir);
	return done;
}
