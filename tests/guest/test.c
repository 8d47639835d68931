/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include "counter.h"
#include "kit/util.h"
#include "ktap.h"
#include "lines.h"
#include "machine.h"
#include "repro.h"
#include "workdir.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

/* Limits in milliseconds; multiplied by kferry.scale. */
#define KILL_MS	    10000
#define HOOK_MS	    12000
#define SETTLE_MS   3000 /* shorter than the host's limit without console output */
#define SETTLE_MOST 10	 /* factor for this limit if tries are slow */
#define TRIES	    10	 /* minimum tries of settling while nothing is freed */
#define PAUSE_LEAST 40
#define PAUSE_MOST  320
#define LOOKS	    8 /* checks per pause: each one delays the freeing */

/* If something is leaked for good, do not wait for it any more. */
static bool leaked;

/* The first reason counts: later ones are often its consequences. */
static void __attribute__((format(printf, 3, 4)))
conclude(struct outcome *outcome, enum result result, const char *format, ...)
{
	va_list args;

	if (outcome->result == RESULT_FAIL && outcome->reason[0])
		return;
	outcome->result = result;
	va_start(args, format);
	vsnprintf(outcome->reason, sizeof(outcome->reason), format, args);
	va_end(args);
}

static void __attribute__((format(printf, 2, 3)))
add_note(struct outcome *outcome, const char *format, ...)
{
	size_t used = strlen(outcome->notes);
	va_list args;

	if (used && used < sizeof(outcome->notes) - 1)
		outcome->notes[used++] = ' ';
	va_start(args, format);
	vsnprintf(outcome->notes + used, sizeof(outcome->notes) - used, format, args);
	va_end(args);
}

/* --- processes ----------------------------------------------------------------- */

static void set_number(const char *name, unsigned long long number)
{
	char text[32];

	snprintf(text, sizeof(text), "%llu", number);
	setenv(name, text, 1);
}

static void set_environment(const struct plan_suite *suite, const char *test,
			    const struct params *params)
{
	static char path[300];

	snprintf(path, sizeof(path),
		 PLAN_SUITES "/%s:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:"
			     "/sbin:/bin",
		 suite->name);
	setenv("PATH", path, 1);
	setenv("HOME", "/tmp", 1);
	setenv("TMPDIR", "/tmp", 1);
	setenv("KFERRY_TEST", test, 1);
	setenv("KFERRY_NONCE", params->nonce, 1);
	set_number("KFERRY_SEED", params->seed);
	set_number("KFERRY_LOAD", params->load);
	set_number("KFERRY_SCALE", params->scale);
	if (leaked)
		setenv("KFERRY_LEAKED", "1", 1);
}

/* Standard output and error are @output; standard input is empty. */
static void set_files(int output)
{
	int null = open("/dev/null", O_RDONLY);

	if (null > STDIN_FILENO) {
		dup2(null, STDIN_FILENO);
		close(null);
	}
	dup2(output, STDOUT_FILENO);
	dup2(output, STDERR_FILENO);
}

static void go_to(const struct plan_suite *suite)
{
	char dir[300];

	snprintf(dir, sizeof(dir), PLAN_SUITES "/%s", suite->name);
	if (chdir(dir) < 0 && chdir("/") < 0)
		_exit(RESULT_FAIL);
}

#define WORKDIR "/tmp/suite"

/* Kernel selftests create files in the current directory: /tmp is for them, and is
 * emptied. */
static void go_to_workdir(const struct plan_test *test)
{
	char from[300], dir[600];

	snprintf(from, sizeof(from), PLAN_SUITES "/%s", test->suite->name);
	snprintf(dir, sizeof(dir), WORKDIR "/%s", test->dir);
	if (workdir_make(from, WORKDIR, test->dir) && !chdir(dir))
		return;
	dprintf(STDERR_FILENO, "%s: %s\n", dir, strerror(errno));
	_exit(RESULT_FAIL);
}

static void __attribute__((noreturn)) become(char **argv)
{
	signal(SIGPIPE, SIG_DFL);
	execvp(argv[0], argv);
	dprintf(STDERR_FILENO, "%s: %s\n", argv[0], strerror(errno));
	_exit(127);
}

/*
 * Its mounts disappear with it, and the files of init cannot be changed. A root file system
 * has /run, which ip(8) and daemons write to.
 */
static void leave_machine(void)
{
	setsid();
	if (unshare(CLONE_NEWNS) < 0) {
		dprintf(STDERR_FILENO, "unshare: %s\n", strerror(errno));
		_exit(RESULT_FAIL);
	}
	mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL);
	mount(NULL, "/", NULL, MS_REMOUNT | MS_BIND | MS_RDONLY, NULL);
	mount("tmpfs", "/run", "tmpfs", MS_NOSUID | MS_NODEV, "mode=755");
}

static void __attribute__((noreturn))
test_process(const struct plan_test *test, const struct params *params, int output)
{
	set_files(output);
	set_environment(test->suite, test->name, params);
	leave_machine();
	/* kernel selftests expect the usual mounts of a system */
	if (test->dir) {
		machine_mount_usual();
		go_to_workdir(test);
	} else {
		go_to(test->suite);
	}
	if (test->try)
		_exit(repro_run(test->run.word, test->limit,
				test->try * params->scale));
	become(test->run.word);
}

/* Returns the arguments of a hook, which the caller frees: @words, the test's name if there is
 * one, and the round if that is not negative. */
static char **hook_arguments(const struct words *words, const char *test, int round)
{
	static char number[16];
	unsigned int count = 0;
	char **argv;

	while (words->word[count])
		count++;
	argv = calloc(count + 3, sizeof(*argv));
	if (!argv)
		return NULL;
	memcpy(argv, words->word, count * sizeof(*argv));
	if (*test)
		argv[count++] = (char *)test;
	snprintf(number, sizeof(number), "%d", round);
	if (round >= 0)
		argv[count++] = number;
	return argv;
}

/*
 * Starts a hook. It stays in init's namespace: tests see what it mounts. There are several for
 * each test, and a fork would copy init each time. Returns an error number, or 0.
 */
static int hook_start(const struct plan_suite *suite, char **argv, int output,
		      pid_t *child)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	sigset_t defaults;
	char dir[300];
	int error;

	snprintf(dir, sizeof(dir), PLAN_SUITES "/%s", suite->name);
	sigemptyset(&defaults);
	sigaddset(&defaults, SIGPIPE);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setsigdefault(&attributes, &defaults);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
	posix_spawn_file_actions_init(&files);
	error = posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null",
						 O_RDONLY, 0);
	if (!error)
		error = posix_spawn_file_actions_adddup2(&files, output, STDOUT_FILENO);
	if (!error)
		error = posix_spawn_file_actions_adddup2(&files, output, STDERR_FILENO);
	if (!error)
		error = posix_spawn_file_actions_addchdir_np(&files, dir);
	if (!error)
		error = posix_spawnp(child, argv[0], &files, &attributes, argv,
				     environ);
	posix_spawn_file_actions_destroy(&files);
	posix_spawnattr_destroy(&attributes);
	return error;
}

/* --- output and end of a process -------------------------------------------------- */

static void take_line(void *data, const char *line)
{
	tap_line(data, line);
}

/* Reads what is in the pipe, but does not wait for more. */
static void read_rest(struct lines *lines, int pipe, struct tap *tap, long end)
{
	struct pollfd fd = {.fd = pipe, .events = POLLIN};

	while (poll(&fd, 1, 0) > 0 && fd.revents & POLLIN && clock_ms() < end)
		if (!lines_read(lines, pipe, take_line, tap))
			return;
	if (lines->used) {
		lines->text[lines->used] = '\0';
		lines->used = 0;
		tap_line(tap, lines->text);
	}
}

static void notice(int signal)
{
}

/*
 * While SIGCHLD is noticed, a child that ends interrupts ppoll(2) with the mask @before, and
 * nothing else. Processes are started while it is not: they shall not inherit this.
 */
static void notice_children(bool on, sigset_t *before)
{
	struct sigaction action = {.sa_handler = on ? notice : SIG_DFL};
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	if (on)
		sigprocmask(SIG_BLOCK, &set, before);
	sigaction(SIGCHLD, &action, NULL);
	if (!on)
		sigprocmask(SIG_SETMASK, before, NULL);
}

/* Reaps all children that have ended. Whether @child is one of them. */
static bool reap(pid_t child, int *status)
{
	int other;
	pid_t pid;

	while ((pid = waitpid(-1, &other, WNOHANG)) > 0) {
		if (pid != child)
			continue;
		*status = other;
		return true;
	}
	return false;
}

/*
 * Waits @ms for @child while reading its output. False if it did not end in this time.
 */
static bool watch(pid_t child, int pipe, unsigned long ms, struct tap *tap, int *status)
{
	const struct timespec pause = {.tv_nsec = 20000000};
	struct lines lines = {.used = 0};
	struct pollfd fd = {.fd = pipe, .events = POLLIN};
	long end = clock_ms() + (long)ms;
	sigset_t unblocked;
	bool ended;

	notice_children(true, &unblocked);
	while (!(ended = reap(child, status)) && clock_ms() < end) {
		if (ppoll(&fd, 1, &pause, &unblocked) <= 0)
			continue;
		if (fd.revents & POLLIN)
			lines_read(&lines, pipe, take_line, tap);
		else if (fd.revents & POLLHUP)
			fd.fd = -1;
	}
	read_rest(&lines, pipe, tap, clock_ms() + (ended ? 1000 : 0));
	notice_children(false, &unblocked);
	return ended;
}

/* Returns the last line of other output, which usually is an error message. */
static const char *last_words(const struct tap *tap)
{
	const char *last = "", *line;

	for (unsigned int i = 0; (line = tap_other(tap, i)); i++)
		last = line;
	return last;
}

/* A single result is that of the test; of several, the failed ones are counted. */
static void take_results(struct outcome *outcome)
{
	const struct tap *tap = &outcome->tap;

	if (tap->count == 1 && tap->results[0].status == TAP_NOT_OK)
		conclude(outcome, RESULT_FAIL, "%s",
			 tap->results[0].reason[0] ? tap->results[0].reason
						   : tap->results[0].name);
	else if (tap->failed)
		conclude(outcome, RESULT_FAIL, "%u of %u subtests failed", tap->failed,
			 tap->count);
	else if (tap->count && tap->skipped == tap->count)
		conclude(outcome, RESULT_SKIP, "%s", tap->results[0].reason);
	else if (!tap->count && !tap->plan)
		conclude(outcome, RESULT_SKIP, "%s", tap->reason);
}

static void check_results(struct outcome *outcome)
{
	const struct tap *tap = &outcome->tap;

	if (tap->bailed)
		conclude(outcome, RESULT_FAIL, "bailed out: %s", tap->reason);
	if (tap->excess)
		conclude(outcome, RESULT_FAIL, "more than %d results",
			 TAP_RESULTS_MOST);
	if (tap->plan > 0 && outcome->result != RESULT_SKIP &&
	    (unsigned int)tap->plan != tap->results_at[0])
		conclude(outcome, RESULT_FAIL, "%d results were planned, %u came",
			 tap->plan, tap->results_at[0]);
}

static void take_status(struct outcome *outcome, int status)
{
	const struct tap *tap = &outcome->tap;
	int code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
	bool skip = code == STATUS_SKIP || code == STATUS_SKIP_KSELFTEST;

	take_results(outcome);
	if (code < 0)
		conclude(outcome, RESULT_FAIL, "killed by signal %d (%s)",
			 WTERMSIG(status), strsignal(WTERMSIG(status)));
	else if (skip && !tap->failed && outcome->result != RESULT_SKIP)
		conclude(outcome, RESULT_SKIP, "%s", last_words(tap));
	else if (code && !skip && !tap->failed)
		conclude(outcome, RESULT_FAIL, "exit status %d%s%s", code,
			 *last_words(tap) ? ": " : "", last_words(tap));
	check_results(outcome);
}

/* --- steps --------------------------------------------------------------------- */

/* Kills everything except init and kernel threads; what survives is a leak. */
static void kill_all(struct outcome *outcome, unsigned int scale)
{
	long end = clock_ms() + KILL_MS * (long)scale;
	pid_t pid;

	while ((pid = waitpid(-1, NULL, WNOHANG)) >= 0 && clock_ms() < end) {
		kill(-1, SIGKILL);
		if (!pid)
			sleep_ms(1);
	}
	if (pid >= 0)
		conclude(outcome, RESULT_FAIL, "LEAK a process that cannot be killed");
}

/* Runs a hook. Returns whether the test may continue; the reason of a hook that skips
 * or fails becomes that of the test. */
static bool run_hook(const struct plan_suite *suite, const struct words *words,
		     const char *name, const char *test, int round,
		     const struct params *params, struct outcome *outcome)
{
	struct outcome own = {.result = RESULT_OK};
	int ends[2], status, error;
	char **argv;
	bool ended;
	pid_t child;

	if (!words->word)
		return true;
	argv = hook_arguments(words, test, round);
	if (!argv || pipe2(ends, O_CLOEXEC) < 0) {
		conclude(outcome, RESULT_FAIL, "%s: %s", name, strerror(errno));
		free(argv);
		return false;
	}
	set_environment(suite, test, params);
	error = hook_start(suite, argv, ends[1], &child);
	free(argv);
	close(ends[1]);
	if (error) {
		conclude(outcome, RESULT_FAIL, "%s: %s: %s", name, words->word[0],
			 strerror(error));
		close(ends[0]);
		return false;
	}
	tap_init(&own.tap);
	ended = watch(child, ends[0], (unsigned long)HOOK_MS * params->scale, &own.tap,
		      &status);
	close(ends[0]);
	if (ended)
		take_status(&own, status);
	else
		conclude(&own, RESULT_FAIL, "TIMEOUT");
	if (own.result == RESULT_SKIP)
		conclude(outcome, RESULT_SKIP, "%s", own.reason);
	else if (own.result == RESULT_FAIL)
		conclude(outcome, RESULT_FAIL, "%s: %s", name, own.reason);
	outcome_clear(&own);
	return own.result == RESULT_OK;
}

static void run_process(const struct plan_test *test, const struct params *params,
			struct outcome *outcome)
{
	/* a reproducer ends by itself */
	unsigned int seconds = test->try ? test->limit + (test->try + 5) * params->scale
					 : test->limit * params->scale;
	int ends[2], status;
	pid_t child;
	bool ended;

	if (pipe2(ends, O_CLOEXEC) < 0 || (child = fork()) < 0) {
		conclude(outcome, RESULT_FAIL, "fork: %s", strerror(errno));
		return;
	}
	if (!child)
		test_process(test, params, ends[1]);
	close(ends[1]);
	ended = watch(child, ends[0], 1000UL * seconds, &outcome->tap, &status);
	close(ends[0]);
	if (outcome->tap.notes[0])
		add_note(outcome, "%s", outcome->tap.notes);
	if (ended)
		take_status(outcome, status);
	else
		conclude(outcome, RESULT_FAIL, "TIMEOUT after %u s", seconds);
	kill_all(outcome, params->scale);
}

static void read_counters(const struct plan_suite *suite, long *numbers)
{
	for (unsigned int i = 0; i < suite->counter_count; i++)
		numbers[i] = counter_read(suite->counters[i].name);
}

/* Returns by how much all counters exceed their start. */
static long left_behind(const struct plan_suite *suite, const long *before)
{
	long now[PLAN_COUNTERS_MOST], left = 0;

	read_counters(suite, now);
	for (unsigned int i = 0; i < suite->counter_count; i++)
		if (now[i] > before[i] + suite->counters[i].slack)
			left += now[i] - before[i];
	return left;
}

static void say_left(const struct plan_suite *suite, const long *before,
		     struct outcome *outcome)
{
	char text[200] = "";

	for (unsigned int i = 0; i < suite->counter_count; i++) {
		const struct plan_counter *counter = &suite->counters[i];
		long now = counter_read(counter->name);
		size_t used = strlen(text);

		if (now > before[i] + counter->slack)
			snprintf(text + used, sizeof(text) - used,
				 "%s%s %ld, %ld before", used ? "; " : "",
				 counter->name, now, before[i]);
	}
	conclude(outcome, RESULT_FAIL, "LEAK %s", text);
}

static bool back_in(const struct plan_suite *suite, const long *before, unsigned int ms)
{
	long end = clock_ms() + (long)ms;

	while (left_behind(suite, before)) {
		if (clock_ms() >= end)
			return false;
		sleep_ms(ms / LOOKS);
	}
	return true;
}

/* Progress of settling: milliseconds of clock_ms(), and tries. */
struct settling {
	long start, limit, told;
	long moved; /* when something was last freed */
	int tries, moved_try;
	long left;
};

/*
 * Whether to stop waiting: at the limit, or at a third of it if nothing at all was
 * freed. If the host is busy, a try takes seconds in the guest, so time alone does not
 * decide.
 */
static bool given_up(struct settling *s, long left)
{
	long now = clock_ms();

	if (left != s->left) {
		s->moved = now;
		s->moved_try = s->tries;
	}
	s->left = left;
	if (now - s->start > SETTLE_MOST * s->limit)
		return true;
	if (now - s->start > s->limit && s->tries >= 3 * TRIES)
		return true;
	return now - s->moved > s->limit / 3 && s->tries - s->moved_try >= TRIES;
}

/* Prints something, because the host takes a silent console for a deadlock. */
static void say_settling(const struct plan_test *test, struct settling *s)
{
	long waited = clock_ms() - s->start;

	if (waited / s->limit <= s->told)
		return;
	s->told = waited / s->limit;
	ktap_line("# %s| %d tries to settle in %ld ms", test->name, s->tries, waited);
}

/* Waits until the counters are back. Meanwhile the suite's "settle" does what the
 * kernel would do by itself in a busier system. */
static void settle(const struct plan_test *test, const long *before, long limit,
		   const struct params *params, struct outcome *outcome)
{
	const struct plan_suite *suite = test->suite;
	struct settling state = {.start = clock_ms(), .limit = limit, .left = -1};
	unsigned int pause = PAUSE_LEAST;

	/* there is nothing to wait for, but there may be something to clean up */
	if (!suite->counter_count)
		run_hook(suite, &suite->settle, "settle", test->name, 0, params,
			 outcome);
	while (!back_in(suite, before, pause)) {
		if (given_up(&state, left_behind(suite, before))) {
			say_left(suite, before, outcome);
			leaked = true;
			return;
		}
		say_settling(test, &state);
		file_write("/proc/sys/vm/drop_caches", "3");
		run_hook(suite, &suite->settle, "settle", test->name, state.tries++,
			 params, outcome);
		pause = pause < PAUSE_MOST ? 2 * pause : pause;
	}
}

/* Whether the suite's "prepare" has nothing to do, because the test before had the same
 * setup. Texts of a plan are kept, so that a setup is known by its address. */
static bool is_prepared(const struct plan_test *test, const struct plan_test *last)
{
	return last && test->setup && test->setup == last->setup && !leaked;
}

void test_run(const struct plan_test *test, const struct params *params,
	      struct outcome *outcome)
{
	static const struct plan_test *last;
	const struct plan_suite *suite = test->suite;
	long before[PLAN_COUNTERS_MOST], start, end;
	bool prepared = is_prepared(test, last);

	*outcome = (struct outcome){.result = RESULT_OK};
	tap_init(&outcome->tap);
	machine_limit_processes(suite->processes);
	last = NULL;
	if (!prepared && !run_hook(suite, &suite->prepare, "prepare", test->name, -1,
				   params, outcome))
		return;
	last = test;
	read_counters(suite, before);
	start = clock_ms();
	run_process(test, params, outcome);
	end = clock_ms();
	machine_restore();
	settle(test, before, SETTLE_MS * (long)params->scale, params, outcome);
	add_note(outcome, "ms=%ld drain-ms=%ld", end - start, clock_ms() - end);
}

const char *test_finish(const struct plan_suite *suite, const struct params *params)
{
	static struct outcome outcome;

	outcome = (struct outcome){.result = RESULT_OK};
	return run_hook(suite, &suite->finish, "finish", "", -1, params, &outcome)
		       ? NULL
		       : outcome.reason;
}

void outcome_clear(struct outcome *outcome)
{
	tap_clear(&outcome->tap);
}
