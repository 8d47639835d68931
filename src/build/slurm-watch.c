/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "build/slurm-watch.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "build/slurm.h"
#include "util/cache.h"
#include "util/fs.h"
#include "util/plain-name.h"
#include "util/subprocess.h"

#define DIR_NAME     "beat"
#define BEAT_SECONDS 5
#define LOOK_SECONDS 10
#define LOOKS_MAX    12 /* checks without a sign of life; NFS may delay a minute */

/* ---- in the job ------------------------------------------------------------------- */

/* Failing to touch the file is not an error of the stage. */
static gpointer beat(gpointer data)
{
	const char *path = data;

	for (;;) {
		int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);

		if (fd < 0 || futimens(fd, NULL))
			g_debug("%s: %s", path, g_strerror(errno));
		if (fd >= 0)
			close(fd);
		g_usleep(BEAT_SECONDS * G_USEC_PER_SEC);
	}
	return NULL;
}

void slurm_beat(void)
{
	const char *name = g_getenv("SLURM_JOB_NAME");
	const char *job = g_getenv("SLURM_JOB_ID");
	g_autofree char *dir = NULL;

	/* nobody watches jobs without steps */
	if (!name || !job || !g_getenv("SLURM_STEP_ID") ||
	    !g_str_has_prefix(name, SLURM_NAME) || plain_name_refusal(name) ||
	    plain_name_refusal(job))
		return;
	dir = cache_path(DIR_NAME, name, NULL);
	if (!fs_make_dir(dir, NULL))
		return;
	/* the thread needs its path as long as the process lives */
	g_thread_unref(g_thread_new("beat", beat, g_build_filename(dir, job, NULL)));
}

/*
 * ---- in the waiting process ---------------------------------------------------------
 */

struct sign {
	struct timespec last; /* of the file; 0 if there is none */
	guint looks;	      /* number of checks since it changed */
};

struct slurm_watch {
	char *name, *dir;
	GHashTable *signs; /* char * (job) -> struct sign * */
	GThread *thread;
	GMutex mutex;
	GCond wake;
	gboolean over;
};

static void cancel(const struct slurm_watch *watch, const char *job)
{
	const char *const argv[] = {"scancel", "--quiet", job, NULL};
	g_autofree char *output = subprocess_capture(argv, NULL);

	if (output)
		g_printerr("%s: job %s gave no sign of life for %d s and was "
			   "cancelled\n",
			   watch->name, job, LOOKS_MAX * LOOK_SECONDS);
}

/* Updates the state of a job. */
static struct sign *look_at(const struct slurm_watch *watch, const char *job)
{
	const struct sign *before = g_hash_table_lookup(watch->signs, job);
	g_autofree char *path = g_build_filename(watch->dir, job, NULL);
	struct sign *sign = g_new0(struct sign, 1);
	struct stat status;

	if (!stat(path, &status))
		sign->last = status.st_mtim;
	if (before && !memcmp(&before->last, &sign->last, sizeof(sign->last)))
		sign->looks = before->looks + 1;
	return sign;
}

/* Forgets jobs that are no longer listed; all, if no controller answers. */
static void look(struct slurm_watch *watch)
{
	g_autofree char *option = g_strconcat("--name=", watch->name, NULL);
	const char *const ask[] = {"squeue",	  "--noheader", "--states=RUNNING",
				   "--format=%A", option,	NULL};
	g_autofree char *output = subprocess_capture(ask, NULL);
	g_auto(GStrv) jobs = g_strsplit(output ?: "", "\n", -1);
	GHashTable *now =
		g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);

	for (char **job = jobs; *job; job++) {
		struct sign *sign;

		if (!**job || plain_name_refusal(*job))
			continue;
		sign = look_at(watch, *job);
		if (sign->looks == LOOKS_MAX) {
			cancel(watch, *job);
			sign->looks = 0;
		}
		g_hash_table_insert(now, g_strdup(*job), sign);
	}
	g_hash_table_unref(watch->signs);
	watch->signs = now;
}

static gpointer run(gpointer data)
{
	struct slurm_watch *watch = data;

	g_mutex_lock(&watch->mutex);
	while (!watch->over) {
		gint64 until = g_get_monotonic_time() + LOOK_SECONDS * G_USEC_PER_SEC;

		while (!watch->over &&
		       g_cond_wait_until(&watch->wake, &watch->mutex, until))
			;
		if (watch->over)
			break;
		g_mutex_unlock(&watch->mutex);
		look(watch);
		g_mutex_lock(&watch->mutex);
	}
	g_mutex_unlock(&watch->mutex);
	return NULL;
}

struct slurm_watch *slurm_watch_new(const char *name)
{
	struct slurm_watch *watch = g_new0(struct slurm_watch, 1);

	watch->name = g_strdup(name);
	watch->dir = cache_path(DIR_NAME, name, NULL);
	watch->signs = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	g_mutex_init(&watch->mutex);
	g_cond_init(&watch->wake);
	watch->thread = g_thread_new("watch", run, watch);
	return watch;
}

void slurm_watch_end(struct slurm_watch *watch)
{
	if (!watch)
		return;
	g_mutex_lock(&watch->mutex);
	watch->over = TRUE;
	g_cond_signal(&watch->wake);
	g_mutex_unlock(&watch->mutex);
	g_thread_join(watch->thread);
	if (!fs_remove(watch->dir, NULL))
		g_debug("%s stays", watch->dir);
	g_hash_table_unref(watch->signs);
	g_mutex_clear(&watch->mutex);
	g_cond_clear(&watch->wake);
	g_free(watch->name);
	g_free(watch->dir);
	g_free(watch);
}
