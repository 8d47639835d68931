/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "vm/vm.h"

#include <errno.h>
#include <glib-unix.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "util/error.h"
#include "util/fs.h"
#include "util/subprocess.h"
#include "vm/qmp.h"
#include "vm/serial.h"

#define TICK_MS	       100
#define ANSWER_PAUSE   (2 * TICK_MS * 1000) /* microseconds of silence at its end */
#define PANIC_SECONDS  0.5		    /* for the rest of the panic message */
#define ANSWER_SECONDS 0.3		    /* time in which sysrq is answered by KVM */

/* The stages of ending a run. Each is entered at most once, in this order. */
enum vm_stage {
	STAGE_RUNNING,
	STAGE_SYSRQ, /* a limit was reached: backtraces requested by sysrq */
	STAGE_NMI,   /* then by NMI */
	STAGE_PANIC, /* a panic was seen: waiting for the rest of its message */
	STAGE_KILLED,
};

/* The state of a run, from exec to reaping. */
struct vm {
	const struct vm_config *config;
	struct run_result *result;
	GMainLoop *loop;
	GPid pid;
	int serial_fd;
	guint serial_watch;
	struct serial *console;
	struct qmp *monitor;
	enum vm_stage stage;
	gint64 start;
	gint64 entered;	   /* start of the stage */
	gint64 deadline;   /* of the stage, if it has one */
	const char *keys;  /* of sysrq, which are still to be sent */
	gint64 pressed;	   /* when the last one was sent; 0: a break was */
	gboolean reported; /* a report has begun on the console */
	GError *error;
};

static double seconds_since(gint64 start)
{
	return (g_get_monotonic_time() - start) / 1e6;
}

/* Returns the CPU seconds of a running process: proc(5), /proc/PID/stat. */
static double cpu_seconds(GPid pid)
{
	g_autofree char *path = g_strdup_printf("/proc/%d/stat", pid);
	g_autofree char *text = NULL;
	unsigned long user, system;
	const char *paren;

	if (!g_file_get_contents(path, &text, NULL, NULL))
		return -1;
	paren = strrchr(text, ')');
	if (!paren ||
	    sscanf(paren, ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu",
		   &user, &system) != 2)
		return -1;
	return (user + system) / (double)sysconf(_SC_CLK_TCK);
}

static void add_words(GPtrArray *argv, const char *words)
{
	g_auto(GStrv) list = g_strsplit(words, " ", -1);

	for (char **word = list; *word; word++)
		g_ptr_array_add(argv, g_steal_pointer(word));
}

G_GNUC_PRINTF(3, 4)
static void add_option(GPtrArray *argv, const char *option, const char *format, ...)
{
	va_list args;

	g_ptr_array_add(argv, g_strdup(option));
	va_start(args, format);
	g_ptr_array_add(argv, g_strdup_vprintf(format, args));
	va_end(args);
}

/* QEMU writes the guest's changes to a temporary file, not to the image. A comma in a
 * name is doubled. */
static void add_disk(GPtrArray *argv, const char *path)
{
	g_auto(GStrv) parts = g_strsplit(path, ",", -1);
	g_autofree char *name = g_strjoinv(",,", parts);

	add_option(argv, "-drive", "file=%s,format=raw,if=none,id=disk,snapshot=on",
		   name);
	add_option(argv, "-device", "virtio-blk-pci,drive=disk");
}

/* Without default devices, option ROMs and display, which would delay the boot. */
static GPtrArray *machine_arguments(const struct vm_config *config)
{
	GPtrArray *argv = g_ptr_array_new_with_free_func(g_free);

	g_ptr_array_add(argv, g_strdup(config->qemu));
	add_words(argv, "-nodefaults -no-user-config -display none -no-reboot");
	for (const char *const *arg = config->arch->board; *arg; arg++)
		g_ptr_array_add(argv, g_strdup(*arg));
	add_option(argv, "-accel", "%s", config->accel->argument);
	add_option(argv, "-cpu", "%s", accel_cpu(config->accel, config->arch));
	add_option(argv, "-smp", "%u", config->cpus);
	add_option(argv, "-m", "%u", config->memory);
	add_option(argv, "-kernel", "%s", config->kernel);
	if (config->initrd)
		add_option(argv, "-initrd", "%s", config->initrd);
	add_option(argv, "-append", "%s", config->append);
	if (config->disk)
		add_disk(argv, config->disk);
	for (char **extra = config->extra; extra && *extra; extra++)
		g_ptr_array_add(argv, g_strdup(*extra));
	return argv;
}

static gboolean record_command(const struct vm_config *config, char **argv,
			       GError **error)
{
	g_autofree char *path = g_build_filename(config->dir, "qemu.cmdline", NULL);
	g_autoptr(GString) text = g_string_new(NULL);

	for (char **arg = argv; *arg; arg++) {
		g_autofree char *quoted = g_shell_quote(*arg);

		g_string_append_printf(text, "%s%s", arg == argv ? "" : " ", quoted);
	}
	g_string_append_c(text, '\n');
	return fs_write(path, text->str, error);
}

static void vm_kill(struct vm *vm)
{
	vm->stage = STAGE_KILLED;
	kill(vm->pid, SIGKILL);
}

static void enter(struct vm *vm, enum vm_stage stage, double seconds)
{
	vm->stage = stage;
	vm->entered = g_get_monotonic_time();
	vm->deadline = vm->entered + seconds * G_USEC_PER_SEC;
}

/*
 * A break and then a key are a sysrq (Documentation/admin-guide/sysrq.rst): 'l' for
 * backtraces of all CPUs, 'w' for blocked tasks, 'd' for held locks. QEMU reads them
 * from two sockets, so that each is sent when the one before has arrived: the key when
 * QEMU has answered, the next break when the guest has.
 */
static void send_break(struct vm *vm)
{
	vm->pressed = 0;
	qmp_send(vm->monitor, "chardev-send-break", json_pack("{ss}", "id", "serial"));
}

static void send_key(struct vm *vm)
{
	if (send(vm->serial_fd, vm->keys, 1, MSG_NOSIGNAL | MSG_DONTWAIT) != 1)
		g_debug("sysrq %c was not sent", *vm->keys);
	vm->keys++;
	vm->pressed = g_get_monotonic_time();
}

/* Whether a key is left, and the answer to the last one is complete: a break that arrives
 * while the guest prints may be lost. */
static gboolean has_answered(const struct vm *vm)
{
	gint64 last = serial_last(vm->console);

	return *vm->keys && vm->pressed && last > vm->pressed &&
	       g_get_monotonic_time() - last > ANSWER_PAUSE;
}

static void ask_by_sysrq(struct vm *vm)
{
	vm->keys = "lwd";
	enter(vm, STAGE_SYSRQ, 2 * vm->config->scale);
	send_break(vm);
}

static void ask_by_nmi(struct vm *vm)
{
	qmp_send(vm->monitor, "inject-nmi", NULL);
	enter(vm, STAGE_NMI, 0.5 * vm->config->scale);
}

static void limit_reached(struct vm *vm, enum run_end end)
{
	vm->result->end = end;
	vm->result->asked = serial_size(vm->console);
	ask_by_sysrq(vm);
}

/* kferry was stopped and continued. */
static volatile sig_atomic_t continued;

static void on_continue(int signal)
{
	continued = TRUE;
}

/* Whether kferry or QEMU was stopped since the last call, or QEMU is stopped now. */
static gboolean was_stopped(const struct vm *vm)
{
	siginfo_t info = {.si_pid = 0};
	gboolean stopped = continued;

	if (vm->pid && !waitid(P_PID, vm->pid, &info, WSTOPPED | WCONTINUED | WNOHANG))
		stopped = stopped || info.si_pid;
	return stopped;
}

static void watch_limits(struct vm *vm)
{
	double scale = vm->config->scale;
	double silent = seconds_since(serial_last(vm->console));
	double silence = vm->reported ? vm->config->silence_after : vm->config->silence;

	if (vm->config->wall > 0 && seconds_since(vm->start) > vm->config->wall * scale)
		limit_reached(vm, RUN_END_WALL);
	else if (silence > 0 && silent > silence * scale)
		limit_reached(vm, RUN_END_SILENCE);
}

/* Whether the stage has timed out, or the guest's output has ended. */
static gboolean stage_over(const struct vm *vm)
{
	gint64 now = g_get_monotonic_time();
	gint64 quiet = now - MAX(serial_last(vm->console), vm->entered);

	return now > vm->deadline ||
	       (vm->stage == STAGE_SYSRQ &&
		quiet > ANSWER_SECONDS * vm->config->scale * G_USEC_PER_SEC);
}

static gboolean on_tick(gpointer user)
{
	struct vm *vm = user;
	gboolean due = stage_over(vm);

	if (vm->stage != STAGE_KILLED && was_stopped(vm)) {
		vm->result->end = RUN_END_SUSPENDED;
		vm_kill(vm);
	} else if (vm->stage == STAGE_RUNNING)
		watch_limits(vm);
	else if (vm->stage == STAGE_SYSRQ && due && vm->config->arch->nmi)
		ask_by_nmi(vm);
	else if (vm->stage == STAGE_SYSRQ && !due && has_answered(vm))
		send_break(vm);
	else if (vm->stage != STAGE_KILLED && due)
		vm_kill(vm);
	return G_SOURCE_CONTINUE;
}

static gboolean on_signal(gpointer user)
{
	struct vm *vm = user;

	vm->result->end = RUN_END_INTERRUPTED;
	vm_kill(vm);
	return G_SOURCE_CONTINUE;
}

static void on_line(const char *line, gpointer user)
{
	struct vm *vm = user;

	if (vm->result->to_init < 0 && strstr(line, "KTAP version")) {
		vm->result->to_init = seconds_since(vm->start);
		vm->result->cpu_init = cpu_seconds(vm->pid);
	}
	if (vm->config->begins_report && !vm->reported)
		vm->reported = vm->config->begins_report(line);
	if (vm->stage == STAGE_RUNNING && strstr(line, "Kernel panic - not syncing")) {
		vm->result->end = RUN_END_PANIC;
		enter(vm, STAGE_PANIC, PANIC_SECONDS);
	}
}

/* QEMU's greeting contains its version, which is recorded. */
static void take_version(struct run_result *result, json_t *greeting)
{
	int major, minor, micro;

	if (!json_unpack(greeting, "{s{s{si si si}}}", "version", "qemu", "major",
			 &major, "minor", &minor, "micro", &micro))
		g_snprintf(result->qemu, sizeof(result->qemu), "%d.%d.%d", major, minor,
			   micro);
}

/* Records the reason if the guest ended QEMU. */
static void take_shutdown(struct run_result *result, json_t *data)
{
	const char *reason = json_string_value(json_object_get(data, "reason"));

	g_strlcpy(result->shutdown, reason ?: "", sizeof(result->shutdown));
}

static void on_event(const char *name, json_t *data, gpointer user)
{
	struct vm *vm = user;

	g_debug("QMP: %s", name);
	if (!strcmp(name, "QMP"))
		take_version(vm->result, data);
	else if (!strcmp(name, "SHUTDOWN"))
		take_shutdown(vm->result, data);
	else if (!strcmp(name, "return") && vm->stage == STAGE_SYSRQ && *vm->keys)
		send_key(vm);
}

/* Reads what is available on the serial line. FALSE at its end. */
static gboolean drain_serial(struct vm *vm)
{
	char buffer[16384];
	gssize n = read(vm->serial_fd, buffer, sizeof(buffer));

	if (n < 0)
		return errno == EAGAIN || errno == EINTR;
	if (n == 0)
		return FALSE;
	if (!serial_take(vm->console, buffer, n, vm->error ? NULL : &vm->error))
		vm_kill(vm);
	return TRUE;
}

static gboolean on_serial(int fd, GIOCondition condition, gpointer user)
{
	struct vm *vm = user;

	if (drain_serial(vm))
		return G_SOURCE_CONTINUE;
	vm->serial_watch = 0;
	return G_SOURCE_REMOVE;
}

static void on_child(GPid pid, int status, gpointer user)
{
	struct vm *vm = user;

	vm->result->wall = seconds_since(vm->start);
	if (WIFEXITED(status)) {
		vm->result->status = WEXITSTATUS(status);
	} else {
		vm->result->status = WTERMSIG(status);
		if (vm->stage != STAGE_KILLED)
			vm->result->end = RUN_END_KILLED;
	}
	/* QEMU may have ended before a tick noticed it */
	if (continued && vm->stage != STAGE_KILLED)
		vm->result->end = RUN_END_SUSPENDED;
	vm->pid = 0;
	g_main_loop_quit(vm->loop);
}

/* Creates a pair of sockets: QEMU inherits one as @child; returns the other. */
static int make_channel(int *child, GError **error)
{
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair)) {
		g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM, "socketpair: %s",
			    g_strerror(errno));
		return -1;
	}
	*child = pair[1];
	g_unix_set_fd_nonblocking(pair[0], TRUE, NULL);
	return pair[0];
}

/* Descriptors of the two channels in QEMU. */
enum {
	CHILD_SERIAL = 3,
	CHILD_QMP = 4,
};

static gboolean spawn_qemu(struct vm *vm, int serial_child, int qmp_child,
			   GError **error)
{
	g_autoptr(GPtrArray) argv = machine_arguments(vm->config);
	g_autofree char *log = g_build_filename(vm->config->dir, "qemu.log", NULL);
	const int source[] = {serial_child, qmp_child};
	const int target[] = {CHILD_SERIAL, CHILD_QMP};
	g_autoptr(GError) cause = NULL;
	FILE *output;
	gboolean done;

	add_option(argv, "-chardev", "socket,id=serial,fd=%d", CHILD_SERIAL);
	add_option(argv, "-serial", "chardev:serial");
	add_option(argv, "-chardev", "socket,id=qmp,fd=%d", CHILD_QMP);
	add_option(argv, "-mon", "chardev=qmp,mode=control");
	g_ptr_array_add(argv, NULL);
	if (!record_command(vm->config, (char **)argv->pdata, error))
		return FALSE;
	output = fopen(log, "we");
	if (!output) {
		g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM, "%s: %s", log,
			    g_strerror(errno));
		return FALSE;
	}
	done = g_spawn_async_with_pipes_and_fds(
		NULL, (const char *const *)argv->pdata, NULL,
		G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD, subprocess_setup_alone,
		GINT_TO_POINTER(getpid()), -1, fileno(output), fileno(output), source,
		target, G_N_ELEMENTS(source), &vm->pid, NULL, NULL, NULL, &cause);
	if (!done)
		g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM, "cannot run %s: %s",
			    vm->config->qemu, cause->message);
	fclose(output);
	return done;
}

static gboolean vm_start(struct vm *vm, GError **error)
{
	int serial_child = -1, qmp_child = -1, qmp_fd;
	gboolean done;

	vm->serial_fd = make_channel(&serial_child, error);
	if (vm->serial_fd < 0)
		return FALSE;
	qmp_fd = make_channel(&qmp_child, error);
	if (qmp_fd < 0) {
		close(serial_child);
		return FALSE;
	}
	vm->start = g_get_monotonic_time();
	done = spawn_qemu(vm, serial_child, qmp_child, error);
	close(serial_child);
	close(qmp_child);
	if (!done) {
		close(qmp_fd);
		return FALSE;
	}
	vm->monitor = qmp_new(qmp_fd, on_event, vm);
	vm->console = serial_new(vm->config->dir, vm->start, on_line, vm, error);
	if (!vm->console) {
		vm_kill(vm);
		return FALSE;
	}
	return TRUE;
}

static void vm_loop(struct vm *vm)
{
	const int signals[] = {SIGINT, SIGTERM, SIGHUP};
	const struct sigaction action = {.sa_handler = on_continue,
					 .sa_flags = SA_RESTART};
	struct sigaction before;
	guint sources[G_N_ELEMENTS(signals) + 1];

	continued = FALSE;
	sigaction(SIGCONT, &action, &before);

	for (gsize i = 0; i < G_N_ELEMENTS(signals); i++)
		sources[i] = g_unix_signal_add(signals[i], on_signal, vm);
	sources[G_N_ELEMENTS(signals)] = g_timeout_add(TICK_MS, on_tick, vm);
	vm->serial_watch =
		g_unix_fd_add(vm->serial_fd, G_IO_IN | G_IO_HUP, on_serial, vm);
	g_child_watch_add(vm->pid, on_child, vm);
	g_main_loop_run(vm->loop);
	for (gsize i = 0; i < G_N_ELEMENTS(sources); i++)
		g_source_remove(sources[i]);
	sigaction(SIGCONT, &before, NULL);
	while ((vm->serial_watch || qmp_is_open(vm->monitor)) &&
	       g_main_context_iteration(NULL, FALSE))
		;
	if (vm->serial_watch)
		g_source_remove(vm->serial_watch);
}

gboolean vm_run(const struct vm_config *config, struct run_result *result,
		GError **error)
{
	struct vm vm = {.config = config, .result = result, .serial_fd = -1};
	struct rusage before, after;
	gboolean done;

	*result = (struct run_result){
		.end = RUN_END_EXIT, .to_init = -1, .cpu_init = -1, .asked = -1};
	getrusage(RUSAGE_CHILDREN, &before);
	vm.loop = g_main_loop_new(NULL, FALSE);
	done = vm_start(&vm, error);
	if (done) {
		vm_loop(&vm);
		getrusage(RUSAGE_CHILDREN, &after);
		result->cpu = (after.ru_utime.tv_sec - before.ru_utime.tv_sec) +
			      (after.ru_stime.tv_sec - before.ru_stime.tv_sec) +
			      (after.ru_utime.tv_usec - before.ru_utime.tv_usec) / 1e6 +
			      (after.ru_stime.tv_usec - before.ru_stime.tv_usec) / 1e6;
		if (!vm.error && !serial_close(vm.console, &vm.error))
			done = FALSE;
	}
	if (vm.error) {
		g_propagate_error(error, vm.error);
		done = FALSE;
	}
	g_clear_pointer(&vm.console, serial_free);
	g_clear_pointer(&vm.monitor, qmp_free);
	if (vm.serial_fd >= 0)
		close(vm.serial_fd);
	g_main_loop_unref(vm.loop);
	return done;
}

void vm_shell(const struct vm_config *config, GError **error)
{
	g_autoptr(GPtrArray) argv = machine_arguments(config);

	add_option(argv, "-serial", "mon:stdio");
	g_ptr_array_add(argv, NULL);
	execvp(config->qemu, (char **)argv->pdata);
	g_set_error(error, KF_ERROR, KF_ERROR_SYSTEM, "%s: %s", config->qemu,
		    g_strerror(errno));
}
