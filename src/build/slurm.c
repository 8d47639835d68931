/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "build/slurm.h"

#include <string.h>

#include "util/error.h"
#include "util/plain-name.h"
#include "util/subprocess.h"

/* What a stage asks for. A guest has 512 MiB, QEMU and its translated code come on top. */
static const struct stage {
	const char *variable; /* of the pipeline's makefile */
	const char *word;     /* of the job's name */
	guint cpus, mebibytes, minutes;
	gboolean guest;
} stages[] = {
	{"RUN_SOURCE", "source", 1, 1024, 60, FALSE},
	{"RUN_BUILD", "build", 0, 2048, 240, FALSE},
	{"RUN_BOOT", "boot", 1, 1536, 60, TRUE},
};

void slurm_free(struct slurm *slurm)
{
	g_free(slurm->name);
	g_free(slurm);
}

/* Whether a line of @text that begins with @name has @word in it. */
static gboolean has_word(const char *text, const char *name, const char *word)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	for (char **line = lines; *line; line++)
		if (g_str_has_prefix(*line, name) && strstr(*line, word))
			return TRUE;
	return FALSE;
}

struct slurm *slurm_new(GError **error)
{
	const char *const ask_config[] = {"scontrol", "show", "config", NULL};
	const char *const ask_features[] = {"sinfo", "--noheader", "--format=%f", NULL};
	g_autofree char *config = NULL;
	g_autofree char *features = NULL;
	struct slurm *slurm;

	if (!subprocess_exists("srun")) {
		g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM,
			    "there is no Slurm: srun is not in PATH");
		return NULL;
	}
	config = subprocess_capture(ask_config, error);
	features = config ? subprocess_capture(ask_features, error) : NULL;
	if (!features)
		return NULL;
	slurm = g_new0(struct slurm, 1);
	slurm->name = g_strdup_printf("kferry-%08x", g_random_int());
	slurm->memory = has_word(config, "SelectTypeParameters", "MEMORY");
	slurm->kvm = has_word(features, "", "kvm");
	return slurm;
}

static char *launcher(const struct slurm *slurm, const struct stage *stage)
{
	GString *command = g_string_new("srun --quiet --nodes=1 --ntasks=1 "
					"--kill-on-bad-exit --input=none");

	g_string_append_printf(command, " --job-name=%s --comment=%s --time=%u",
			       slurm->name, stage->word, stage->minutes);
	/* a build takes what the node gives it */
	if (stage->cpus)
		g_string_append_printf(command, " --cpus-per-task=%u", stage->cpus);
	else
		g_string_append(command, " --exclusive");
	if (slurm->memory)
		g_string_append_printf(command, " --mem=%uM", stage->mebibytes);
	if (slurm->kvm && stage->guest)
		g_string_append(command, " --constraint=kvm");
	return g_string_free(command, FALSE);
}

void slurm_use(const struct slurm *slurm, struct pipeline *pipeline)
{
	/*
	 * In the background, so that a signal does not wait until make ends; the trap
	 * cancels what make's children wait for. Where kferry itself is killed, the shell
	 * gets its parent's death as SIGTERM (util/subprocess.h).
	 */
	static const char script[] =
		"name=$1; shift; \"$@\" & make=$!\n"
		"stop() { scancel --quiet --name=\"$name\"; kill $make 2>/dev/null; }\n"
		"trap 'stop; trap - EXIT; exit 143' INT TERM HUP\n"
		"trap stop EXIT\n"
		"wait $make; code=$?; trap - EXIT; exit $code";
	const char *const words[] = {"sh", "-c", script, "kferry", slurm->name};

	for (gsize i = 0; i < G_N_ELEMENTS(stages); i++) {
		g_autofree char *command = launcher(slurm, &stages[i]);

		pipeline_set(pipeline, stages[i].variable, command);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(words); i++)
		g_ptr_array_add(pipeline->wrapper, g_strdup(words[i]));
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
