/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "build/slurm.h"

#include <string.h>

#include "branch/project.h"
#include "util/error.h"
#include "util/plain-name.h"
#include "util/subprocess.h"

/* Resources of a stage. A guest has 512 MiB; QEMU and its translated code need more. */
static const struct stage {
	const char *variable; /* in the pipeline's makefile, or NULL */
	const char *word;     /* in the job's comment */
	guint cpus, mebibytes, minutes;
	gboolean guest;
} stages[] = {
	[SLURM_SOURCE] = {"RUN_SOURCE", "source", 1, 1024, 60, FALSE},
	[SLURM_BUILD] = {"RUN_BUILD", "build", 0, 2048, 240, FALSE},
	[SLURM_BOOT] = {"RUN_BOOT", "boot", 1, 1536, 60, TRUE},
	[SLURM_END] = {NULL, "end", 1, 512, 60, FALSE},
};

void slurm_free(struct slurm *slurm)
{
	g_free(slurm->name);
	g_free(slurm->node_cache);
	g_free(slurm->stage);
	g_free(slurm);
}

/* Whether a line of @text that begins with @name contains @word. */
static gboolean has_word(const char *text, const char *name, const char *word)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	for (char **line = lines; *line; line++)
		if (g_str_has_prefix(*line, name) && strstr(*line, word))
			return TRUE;
	return FALSE;
}

struct slurm *slurm_new(const char *name, GError **error)
{
	const char *const ask_config[] = {"scontrol", "show", "config", NULL};
	const char *const ask_features[] = {"sinfo", "--noheader", "--format=%f", NULL};
	g_autofree char *config = NULL;
	g_autofree char *features = NULL;
	struct slurm *slurm;

	if (!subprocess_exists("srun")) {
		g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM,
			    "Slurm is not available: srun is not in PATH");
		return NULL;
	}
	config = subprocess_capture(ask_config, error);
	features = config ? subprocess_capture(ask_features, error) : NULL;
	if (!features)
		return NULL;
	slurm = g_new0(struct slurm, 1);
	slurm->name = name ? g_strdup(name)
			   : g_strdup_printf(SLURM_NAME "%08x", g_random_int());
	slurm->memory = has_word(config, "SelectTypeParameters", "MEMORY");
	slurm->kvm = has_word(features, "", "kvm");
	return slurm;
}

gboolean slurm_stage_by(struct slurm *slurm, const char *project, const char *dir,
			GError **error)
{
	if (!g_path_is_absolute(dir)) {
		g_set_error(error, KF_ERROR, KF_ERROR_INPUT,
			    "--node-cache '%s': no absolute path", dir);
		return FALSE;
	}
	slurm->stage = project_file(project, "scripts/stage-slurm", error);
	slurm->node_cache = g_strdup(dir);
	return slurm->stage != NULL;
}

/* Appends common options of srun, salloc and sbatch: name, time, resources. */
static void append_needs(GString *command, const struct slurm *slurm,
			 const struct stage *stage)
{
	g_string_append_printf(command,
			       " --nodes=1 --ntasks=1 --job-name=%s --comment=%s "
			       "--time=%u",
			       slurm->name, stage->word, stage->minutes);
	/* a build uses all that the node gives it */
	if (stage->cpus)
		g_string_append_printf(command, " --cpus-per-task=%u", stage->cpus);
	else
		g_string_append(command, " --exclusive");
	if (slurm->memory)
		g_string_append_printf(command, " --mem=%uM", stage->mebibytes);
	if (slurm->kvm && stage->guest)
		g_string_append(command, " --constraint=kvm");
}

static char *launcher(const struct slurm *slurm, const struct stage *stage)
{
	g_autofree char *absolute =
		slurm->stage ? g_canonicalize_filename(slurm->stage, NULL) : NULL;
	g_autofree char *script = slurm->stage ? g_shell_quote(absolute) : NULL;
	g_autofree char *cache = slurm->stage ? g_shell_quote(slurm->node_cache) : NULL;
	GString *command = g_string_new(NULL);

	if (slurm->stage)
		g_string_printf(command, "%s %s", script, cache);
	else
		g_string_assign(command,
				"srun --quiet --kill-on-bad-exit --input=none");
	append_needs(command, slurm, stage);
	if (slurm->stage)
		g_string_append(command, " --");
	return g_string_free(command, FALSE);
}

void slurm_use(const struct slurm *slurm, struct pipeline *pipeline)
{
	/*
	 * make runs in the background, so that a signal is handled before it ends; the
	 * trap cancels the jobs for which make's children wait. If kferry itself is
	 * killed, the shell gets SIGTERM as parent death signal (util/subprocess.h);
	 * after a ^C, it gets both, so it ignores the second. A controller that died
	 * forgets jobs that ended in the last seconds: therefore, at the end, the
	 * remaining jobs are cancelled, too, when it answers, until there are none.
	 * scancel's exit status does not tell this. make is only killed when no job is
	 * left: if srun is killed, it kills its job's processes at once, while
	 * scancel(1) lets them report that they were interrupted. What make started
	 * meanwhile is cancelled when it has ended. Nobody may read make's output any
	 * more; it must not end before its children for that.
	 */
	static const char script[] =
		"name=$1; shift\n"
		"cancel() { for try in 1 2 3 4 5 6 7 8 9 10; do\n"
		"  scancel --quiet --name=\"$name\" &&\n"
		"    left=$(squeue --noheader --name=\"$name\" --format=%A "
		"--states=PENDING,CONFIGURING,RUNNING,SUSPENDED) &&\n"
		"    [ -z \"$left\" ] && return\n"
		"  sleep 2; done; }\n"
		"stop() { trap '' INT TERM HUP; trap - EXIT; cancel\n"
		"  [ \"$!\" ] && kill $! 2>/dev/null || return\n"
		"  for try in 1 2 3 4 5 6 7 8 9 10; do\n"
		"    sleep 0.5; kill -0 $! 2>/dev/null || break; done\n"
		"  cancel; }\n"
		"trap '' PIPE\n"
		"trap 'stop; exit 143' INT TERM HUP\n"
		"trap stop EXIT\n"
		"\"$@\" & wait $!; code=$?; trap - EXIT; cancel; exit $code";
	const char *const words[] = {"sh", "-c", script, "kferry", slurm->name};

	for (gsize i = 0; i < G_N_ELEMENTS(stages); i++) {
		g_autofree char *command = launcher(slurm, &stages[i]);

		/* the source is fetched here and sent from here */
		if (stages[i].variable && !(slurm->stage && i == SLURM_SOURCE))
			pipeline_set(pipeline, stages[i].variable, command);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
		g_ptr_array_add(pipeline->wrapper, g_strdup(words[i]));
}

char *slurm_submit(const struct slurm *slurm, const struct slurm_job *job,
		   GError **error)
{
	/* jobs of a node that dies are requeued; jobs that depend on a failed one are
	 * dropped */
	g_autoptr(GString) options =
		g_string_new("sbatch --parsable --requeue --open-mode=append "
			     "--kill-on-invalid-dep=yes --input=none");
	g_auto(GStrv) words = NULL;
	g_autoptr(GPtrArray) argv = g_ptr_array_new_with_free_func(g_free);
	char *id;

	append_needs(options, slurm, &stages[job->stage]);
	if (job->after)
		g_string_append_printf(options, " --dependency=%s", job->after);
	if (job->tasks)
		g_string_append_printf(options, " --array=0-%u", job->tasks - 1);
	words = g_strsplit(options->str, " ", -1);
	for (char **word = words; *word; word++)
		g_ptr_array_add(argv, g_strdup(*word));
	g_ptr_array_add(argv, g_strconcat("--output=", job->log, NULL));
	g_ptr_array_add(argv, g_strdup(job->script));
	g_ptr_array_add(argv, NULL);
	id = subprocess_capture((const char *const *)argv->pdata, error);
	if (id)
		id[strspn(id, G_CSET_DIGITS)] = '\0'; /* "12;cluster" */
	if (id && !*id)
		g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM,
			    "sbatch printed no job id");
	return id && *id ? id : (g_free(id), NULL);
}

#define WAIT_SECONDS 2 /* between two queries */

gboolean slurm_wait(guint seconds, GError **error)
{
	const char *const ask[] = {"sinfo", "--noheader", NULL};
	gint64 until = g_get_monotonic_time() + (gint64)seconds * G_USEC_PER_SEC;

	for (;;) {
		g_autoptr(GError) silent = NULL;
		g_autofree char *answer = subprocess_capture(ask, &silent);

		if (answer)
			return TRUE;
		if (g_get_monotonic_time() > until) {
			g_propagate_error(error, g_steal_pointer(&silent));
			return FALSE;
		}
		g_usleep(WAIT_SECONDS * G_USEC_PER_SEC);
	}
}

gboolean slurm_queue(const char *name, guint *running, guint *pending, GError **error)
{
	g_autofree char *option = g_strconcat("--name=", name, NULL);
	const char *const ask[] = {"squeue",	  "--noheader", "--array",
				   "--format=%T", option,	NULL};
	g_autofree char *output = subprocess_capture(ask, error);
	g_auto(GStrv) lines = output ? g_strsplit(output, "\n", -1) : NULL;

	*running = *pending = 0;
	for (char **line = lines; line && *line; line++)
		if (!strcmp(*line, "PENDING"))
			(*pending)++;
		else if (**line && strcmp(*line, "COMPLETING"))
			(*running)++;
	return output != NULL;
}

gboolean slurm_cancel(const char *name, GError **error)
{
	g_autofree char *option = g_strconcat("--name=", name, NULL);
	const char *const command[] = {"scancel", "--quiet", option, NULL};
	g_autofree char *output = subprocess_capture(command, error);

	return output != NULL;
}

const char *slurm_node(GError **error)
{
	const char *name =
		g_getenv("SLURM_JOB_ID") ? g_getenv("SLURMD_NODENAME") : NULL;
	const char *refusal = name ? plain_name_refusal(name) : NULL;

	if (!refusal)
		return name;
	g_set_error(error, KF_ERROR, KF_ERROR_INPUT, "SLURMD_NODENAME '%s' %s", name,
		    refusal);
	return NULL;
}
