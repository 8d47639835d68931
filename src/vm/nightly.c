/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/nightly.h"

#include <string.h>
#include <sys/wait.h>

#include "branch/branch.h"
#include "branch/source.h"
#include "upstream/cve-data.h"
#include "util/cache.h"
#include "util/error.h"
#include "util/exit-code.h"
#include "util/fs.h"
#include "util/json-print.h"
#include "util/json-text.h"
#include "util/lock.h"
#include "util/plain-name.h"
#include "util/subprocess.h"
#include "util/visible.h"
#include "verdict/report.h"
#include "vm/host.h"
#include "vm/proof.h"

#define DIR_NAME "nightly"
#define TAIL	 5 /* number of log lines in the mail if a stage failed */

/* The state of a branch that is kept for the next night. */
struct memory {
	gboolean known;	      /* there was an earlier night, with CVE data */
	GHashTable *open;     /* ids of CVEs, owned */
	GHashTable *verdicts; /* variant to name of its verdict, both owned */
};

static void memory_clear(struct memory *memory)
{
	g_clear_pointer(&memory->open, g_hash_table_unref);
	g_clear_pointer(&memory->verdicts, g_hash_table_unref);
}

static char *memory_path(const struct branch *b)
{
	g_autofree char *name = g_strconcat(b->name, ".json", NULL);

	return cache_path(DIR_NAME, name, NULL);
}

/* Ignores a file that cannot be read, for instance of an older kferry. */
static void memory_load(struct memory *memory, const struct branch *b)
{
	g_autofree char *path = memory_path(b);
	g_autofree char *text = fs_read(path, NULL);
	json_t *root = text ? json_loads(text, 0, NULL) : NULL;
	json_t *open = json_object_get(root, "open"), *value;
	const char *name;
	size_t i;

	memory->open = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	memory->verdicts =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	memory->known = json_is_array(open);
	json_array_foreach(open, i, value) if (json_is_string(value))
		g_hash_table_add(memory->open, g_strdup(json_string_value(value)));
	json_object_foreach(json_object_get(root, "verdicts"), name,
			    value) if (json_is_string(value))
		g_hash_table_insert(memory->verdicts, g_strdup(name),
				    g_strdup(json_string_value(value)));
	json_decref(root);
}

/* @open: ids, or NULL without CVE data. */
static gboolean memory_save(const struct branch *b, GPtrArray *open,
			    GPtrArray *verdicts, guint from, GError **error)
{
	g_autofree char *path = memory_path(b);
	g_autofree char *text = NULL;
	json_t *ids = open ? json_array() : json_null();
	json_t *kinds = json_object();

	for (guint i = 0; open && i < open->len; i++)
		json_array_append_new(ids, json_text(open->pdata[i]));
	for (guint i = from; i < verdicts->len; i++) {
		const struct verdict *verdict = verdicts->pdata[i];

		json_text_set(kinds, verdict->variant,
			      json_string(verdict_name(verdict->kind)));
	}
	text = json_format(json_pack("{so so}", "open", ids, "verdicts", kinds));
	return fs_write(path, text, error);
}

/* ---- stages ----------------------------------------------------------------------- */

G_GNUC_PRINTF(2, 3)
static void say(struct nightly *nightly, const char *format, ...)
{
	g_autofree char *text = NULL;
	g_autofree char *visible = NULL;
	va_list args;

	va_start(args, format);
	text = g_strdup_vprintf(format, args);
	va_end(args);
	visible = visible_text(text, -1, "");
	g_string_append_printf(nightly->mail, "  %s\n", visible);
}

/* Adds the last lines of the file @path to the mail. */
static void say_tail(struct nightly *nightly, const char *path)
{
	g_autofree char *text = fs_read(path, NULL);
	g_auto(GStrv) lines = g_strsplit(text ?: "", "\n", -1);
	guint count = g_strv_length(lines);

	while (count && !*lines[count - 1])
		count--;
	for (guint i = count > TAIL ? count - TAIL : 0; i < count; i++)
		say(nightly, "  %s", lines[i]);
}

/*
 * Runs kferry with the words @words, ended by NULL, with output to the file @log.
 * Returns its exit status unless that is 2; otherwise adds the error to the mail and
 * returns EXIT_TROUBLE.
 */
static int run_stage(struct nightly *nightly, const char *what,
		     const char *const *words, const char *log)
{
	g_autofree char *program = g_file_read_link("/proc/self/exe", NULL);
	g_autoptr(GPtrArray) argv = g_ptr_array_new();
	struct subprocess process = {.alone = FALSE};
	g_autoptr(GError) error = NULL;
	int status = 0;

	g_ptr_array_add(argv, program ?: (char *)"kferry");
	g_ptr_array_add(argv, (char *)"-C");
	g_ptr_array_add(argv, (char *)nightly->project);
	for (; *words; words++)
		g_ptr_array_add(argv, (char *)*words);
	g_ptr_array_add(argv, NULL);
	process.argv = (const char *const *)argv->pdata;
	if (subprocess_status(&process, log, 0, &status, &error) && WIFEXITED(status) &&
	    WEXITSTATUS(status) != EXIT_TROUBLE && WEXITSTATUS(status) <= EXIT_INVALID)
		return WEXITSTATUS(status);
	nightly->troubles++;
	if (error)
		say(nightly, "%s: %s", what, error->message);
	else
		say(nightly, "%s failed (%s):", what, log);
	if (!error)
		say_tail(nightly, log);
	return EXIT_TROUBLE;
}

static char *log_path(const char *branch, const char *stage)
{
	g_autofree char *name = branch ? g_strconcat(branch, ".", stage, ".log", NULL)
				       : g_strconcat(stage, ".log", NULL);

	return cache_path(DIR_NAME, name, NULL);
}

/* Fetches the newest commit if the data is from a git repository. */
static void update_cves(struct nightly *nightly)
{
	static const char *const words[] = {"cve", "update", NULL};
	g_autofree char *log = log_path(NULL, "cve");

	if (!cve_data_exist()) {
		g_string_append(nightly->mail,
				"CVEs: no data, run 'kferry cve import'\n\n");
		return;
	}
	g_string_append(nightly->mail, "CVEs\n");
	if (nightly->dry_run)
		say(nightly, "would update the data");
	else if (run_stage(nightly, "update of the data", words, log) != EXIT_TROUBLE)
		say_tail(nightly, log);
	g_string_append_c(nightly->mail, '\n');
}

/* Whether the source is available. */
static gboolean get_source(struct nightly *nightly, const struct branch *b)
{
	const struct branch_source *pin = branch_source(b, NULL, NULL);
	const char *const words[] = {"source", b->name, NULL};
	g_autofree char *log = log_path(b->name, "source");

	if (nightly->dry_run) {
		say(nightly, "source: %s", source_state_name(source_state(pin)));
		return TRUE;
	}
	return run_stage(nightly, "source", words, log) != EXIT_TROUBLE;
}

/* Returns the newest pinned version if it is newer than the branch's; else NULL. */
static const char *newer_version(const struct branch *b)
{
	const char *newest = b->version;

	for (guint i = 0; i < b->sources->len; i++) {
		const struct branch_source *pin = b->sources->pdata[i];

		if (strverscmp(pin->version, newest) > 0)
			newest = pin->version;
	}
	return newest == b->version ? NULL : newest;
}

static void try_bump(struct nightly *nightly, const struct branch *b)
{
	const char *newer = newer_version(b);
	const char *const words[] = {"bump", "--dry-run", b->name, newer, NULL};
	g_autofree char *log = log_path(b->name, "bump");
	int status;

	/* all architectures share the patches */
	if (!newer || b->arch != b->archs->pdata[0])
		return;
	if (nightly->dry_run) {
		say(nightly, "would try a bump to %s", newer);
		return;
	}
	status = run_stage(nightly, "bump", words, log);
	if (status != EXIT_TROUBLE)
		say(nightly, "a bump to %s %s: %s", newer,
		    status == EXIT_OK ? "needs nobody" : "needs a person", log);
}

/* Returns the ids of open CVEs; NULL without CVE data. */
static GPtrArray *open_cves(const struct cve_data *data, const struct branch *b)
{
	g_autoptr(CveKernel) kernel = data ? cve_kernel_of_branch(b, NULL, NULL) : NULL;
	g_autoptr(CveReport) report = kernel ? cve_data_judge(data, kernel) : NULL;
	GPtrArray *ids;

	if (!report)
		return NULL;
	ids = g_ptr_array_new_with_free_func(g_free);
	for (guint i = 0; i < report->findings->len; i++) {
		const struct cve_finding *finding =
			&g_array_index(report->findings, struct cve_finding, i);

		if (cve_state_is_open(finding->answer.state))
			g_ptr_array_add(ids, cve_id_text(finding->record->id));
	}
	return ids;
}

static void say_cves(struct nightly *nightly, GPtrArray *open,
		     const struct memory *memory)
{
	g_autoptr(GString) news = g_string_new(NULL);
	guint known = 0;

	for (guint i = 0; i < open->len; i++)
		if (g_hash_table_contains(memory->open, open->pdata[i]))
			known++;
		else
			g_string_append_printf(news, " %s", (char *)open->pdata[i]);
	if (!memory->known)
		say(nightly, "CVEs: %u open", open->len);
	else
		say(nightly, "CVEs: %u open; %u new, %u gone", open->len,
		    open->len - known, g_hash_table_size(memory->open) - known);
	if (memory->known && news->len)
		say(nightly, "new:%s", news->str);
}

/* Returns the variants that have changed since their newest run, except those that are
 * by_name. */
static GStrv changed_variants(const struct branch *b, GError **error)
{
	g_autoptr(GStrvBuilder) names = g_strv_builder_new();

	for (guint i = 0; i < b->variants->len; i++) {
		const struct branch_variant *v = b->variants->pdata[i];
		g_autoptr(Proof) proof = NULL;

		if (v->by_name)
			continue;
		proof = proof_of(b, v, error);
		if (!proof)
			return NULL;
		if (!proof->ran || proof->changed ||
		    proof->verdict->kind == VERDICT_INVALID)
			g_strv_builder_add(names, v->name);
	}
	return g_strv_builder_end(names);
}

static void smoke(struct nightly *nightly, const struct branch *b, char **names)
{
	g_autoptr(GPtrArray) words = g_ptr_array_new();
	g_autofree char *all = g_strjoinv(" ", names);
	g_autofree char *log = log_path(b->name, "smoke");

	if (!*names) {
		say(nightly, "nothing has changed since the last verdict");
		return;
	}
	say(nightly, "%s: %s", nightly->dry_run ? "would smoke" : "smoke of", all);
	if (nightly->dry_run)
		return;
	g_ptr_array_add(words, (char *)"smoke");
	for (; *names; names++) {
		g_ptr_array_add(words, (char *)"--variant");
		g_ptr_array_add(words, *names);
	}
	g_ptr_array_add(words, b->name);
	g_ptr_array_add(words, NULL);
	run_stage(nightly, "smoke", (const char *const *)words->pdata, log);
}

/* Adds verdicts that are not PASS, and verdicts that changed since the night before. */
static void say_verdicts(struct nightly *nightly, const struct memory *memory,
			 guint from)
{
	guint passed = 0;

	for (guint i = from; i < nightly->verdicts->len; i++) {
		const struct verdict *verdict = nightly->verdicts->pdata[i];
		const char *kind = verdict_name(verdict->kind);
		const char *was =
			g_hash_table_lookup(memory->verdicts, verdict->variant);
		gboolean changed = was && strcmp(was, kind);

		passed += verdict->kind == VERDICT_PASS;
		if (verdict->kind == VERDICT_PASS && !changed)
			continue;
		say(nightly, "%-7s %s: expected %s, seen %s%s%s%s", kind,
		    verdict->variant, verdict->expected, verdict->seen,
		    changed ? " (was " : "", changed ? was : "", changed ? ")" : "");
		if (verdict->quarantine)
			say(nightly, "        %s", verdict->quarantine);
		for (guint r = 0; r < verdict->reasons->len; r++)
			say(nightly, "        %s", (char *)verdict->reasons->pdata[r]);
	}
	say(nightly, "%u of %u variants pass", passed, nightly->verdicts->len - from);
	g_string_append_printf(nightly->subject, "%s%u/%u",
			       nightly->subject->len ? " " : "", passed,
			       nightly->verdicts->len - from);
}

/* Reports an error outside of a stage. Takes ownership of @error. */
static void say_error(struct nightly *nightly, GError *error)
{
	nightly->troubles++;
	say(nightly, "%s", error->message);
	g_error_free(error);
}

static void run_branch(struct nightly *nightly, const struct branch *b,
		       const struct cve_data *data)
{
	struct memory memory = {.known = FALSE};
	g_autoptr(GPtrArray) open = open_cves(data, b);
	guint from = nightly->verdicts->len;
	g_auto(GStrv) changed = NULL;
	GError *error = NULL;

	memory_load(&memory, b);
	g_string_append_printf(nightly->mail, "%s (%s)\n", b->name, b->version);
	g_string_append_printf(nightly->subject, "%s%s",
			       nightly->subject->len ? ", " : "", b->name);
	if (get_source(nightly, b)) {
		try_bump(nightly, b);
		changed = changed_variants(b, &error);
		if (changed)
			smoke(nightly, b, changed);
	} else {
		changed = g_new0(char *, 1);
	}
	if (open)
		say_cves(nightly, open, &memory);
	if (changed && proof_report(b, NULL, nightly->verdicts, &error)) {
		say_verdicts(nightly, &memory, from);
		if (!nightly->dry_run)
			memory_save(b, open, nightly->verdicts, from, &error);
	}
	if (error)
		say_error(nightly, error);
	g_string_append_c(nightly->mail, '\n');
	memory_clear(&memory);
}

static GPtrArray *load_branches(const char *project, char **names, GError **error)
{
	g_autoptr(GPtrArray) branches =
		g_ptr_array_new_with_free_func((GDestroyNotify)branch_free);

	for (; *names; names++) {
		struct branch *b = branch_load(project, *names, error);

		if (!b)
			return NULL;
		g_ptr_array_add(branches, b);
	}
	return g_steal_pointer(&branches);
}

/*
 * Adds the branch @name on all architectures on which it can be built and booted here.
 */
static gboolean add_branch(struct nightly *nightly, const char *name,
			   GPtrArray *branches, GError **error)
{
	g_autoptr(Branch) first = branch_load(nightly->project, name, error);
	g_auto(GStrv) names = first ? branch_names(first) : NULL;

	for (guint i = 0; names && names[i]; i++) {
		const struct arch *arch = first->archs->pdata[i];
		g_autofree char *missing = host_missing_for(arch);
		struct branch *b;

		if (missing) {
			g_string_append_printf(nightly->mail, "skipped %s: no %s\n\n",
					       names[i], missing);
			continue;
		}
		b = branch_load(nightly->project, names[i], error);
		if (!b)
			return FALSE;
		g_ptr_array_add(branches, b);
	}
	return names != NULL;
}

/*
 * Loads all branches of the project. One that cannot be read does not stop the others.
 */
static GPtrArray *load_all(struct nightly *nightly, GError **error)
{
	g_auto(GStrv) names = branch_list(nightly->project, error);
	g_autoptr(GPtrArray) branches =
		g_ptr_array_new_with_free_func((GDestroyNotify)branch_free);

	for (char **name = names; name && *name; name++) {
		GError *fault = NULL;

		if (add_branch(nightly, *name, branches, &fault))
			continue;
		g_string_append_printf(nightly->mail, "%s\n", *name);
		g_string_append_printf(nightly->subject, "%s%s unreadable",
				       nightly->subject->len ? ", " : "", *name);
		say_error(nightly, fault);
		g_string_append_c(nightly->mail, '\n');
	}
	return names ? g_steal_pointer(&branches) : NULL;
}

gboolean nightly_run(struct nightly *nightly, char **names, GError **error)
{
	g_autoptr(GPtrArray) branches = NULL;
	g_autofree char *dir = cache_path(DIR_NAME, NULL);
	g_autoptr(Lock) lock = NULL;
	g_autoptr(CveData) data = NULL;

	nightly->mail = g_string_new(NULL);
	nightly->subject = g_string_new(NULL);
	nightly->verdicts = verdict_report_new();
	branches = names ? load_branches(nightly->project, names, error)
			 : load_all(nightly, error);
	if (!branches)
		return FALSE;
	lock = nightly->dry_run ? NULL : lock_try("nightly", "nightly", error);
	if (!nightly->dry_run && (!lock || !fs_make_dir(dir, error)))
		return FALSE;
	update_cves(nightly);
	data = cve_data_exist() ? cve_data_open(NULL) : NULL;
	for (guint i = 0; i < branches->len; i++)
		run_branch(nightly, branches->pdata[i], data);
	return TRUE;
}

void nightly_clear(struct nightly *nightly)
{
	if (nightly->mail)
		g_string_free(nightly->mail, TRUE);
	if (nightly->subject)
		g_string_free(nightly->subject, TRUE);
	g_clear_pointer(&nightly->verdicts, g_ptr_array_unref);
}
