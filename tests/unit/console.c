/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "console/console.h"

#include <string.h>

/* Reads the single record of @log and checks its text. */
static struct record read_one(const char *log, gsize len, const char *text)
{
	struct console console;
	struct record record;

	console_init(&console, log, len);
	g_assert_true(console_next(&console, &record));
	g_assert_cmpmem(record.text.data, record.text.len, text, strlen(text));
	console_clear(&console);
	return record;
}

static struct record read_line(const char *log, const char *text)
{
	return read_one(log, strlen(log), text);
}

static void test_bare(void)
{
	struct record record = read_line("Booting Linux\n", "Booting Linux");

	g_assert_cmpint(record.caller, ==, CALLER_NONE);
	g_assert_cmpint(record.level, ==, -1);
	g_assert_cmpint(record.time, ==, -1);
}

static void test_printk(void)
{
	struct record record =
		read_line("<4>[   12.345678][  T123]  func+0x1/0x2\n", " func+0x1/0x2");

	g_assert_cmpint(record.level, ==, 4);
	g_assert_cmpint(record.time, ==, 12345678);
	g_assert_cmpint(record.caller, ==, CALLER_TASK);
	g_assert_cmpint(record.caller_id, ==, 123);
	record = read_line("[    1.000001][    C3] x", "x");
	g_assert_cmpint(record.caller, ==, CALLER_CPU);
	g_assert_cmpint(record.caller_id, ==, 3);
	record = read_line("[    1.000001] [drm] x", "[drm] x");
	g_assert_cmpint(record.caller, ==, CALLER_SOME);
}

static void test_other_writers(void)
{
	struct record record;

	record = read_line("6,1234,5678901,-,caller=T77;net: up", "net: up");
	g_assert_cmpint(record.level, ==, 6);
	g_assert_cmpint(record.time, ==, 5678901);
	g_assert_cmpint(record.caller_id, ==, 77);
	record = read_line("kern  :warn  : [    2.500000] x", "x");
	g_assert_cmpint(record.level, ==, 4);
	g_assert_cmpint(record.time, ==, 2500000);
	read_line("Nov 23 01:14:13 host kernel: [    2.500000] x", "x");
	read_line("2026-11-23T01:14:13.123456+00:00 host kernel: x", "x");
	read_line("[Mon Nov 23 01:14:13 2026] x", "x");
	read_line("[Nov23 01:14] x", "x");
	record = read_line("[  +0.000123] x", "x");
	g_assert_cmpint(record.caller, ==, CALLER_SOME);
	g_assert_cmpint(record.time, ==, -1);
	record = read_line("[    2.500000 <    0.000123>] x", "x");
	g_assert_cmpint(record.time, ==, 2500000);
	read_line("2026-11-23T01:14:13,123456+00:00 x", "x");
	read_line("[    2.500000] host kernel: x", "x");
	read_line("[    2.500000] a host kernel: x", "a host kernel: x");
	read_line("\u0438\u044e\u043b 23 01:14:13 host kernel: x", "x");
	read_line("Nov 23 01:14:13 host kernel: #012#012-> #1 (x", "-> #1 (x");
	read_line("host login: [    2.500000] x", "x");
	read_line("console [ttyS0] [    2.500000] x", "x");
	record = read_line("** 17 printk messages dropped ** [    2.500000] x", "x");
	g_assert_true(record.dropped);
	/* A line of another program, and lines without a prefix. */
	read_line("Nov 23 01:14:13 host sshd[1]: x", "Nov 23 01:14:13 host sshd[1]: x");
	read_line("[not a time] x", "[not a time] x");
	read_line("<999>x", "<999>x");
	read_line("console [ttyS0] enabled", "console [ttyS0] enabled");
}

/* Lines whose sender the log names, and its name. */
static void test_senders(void)
{
	static const char *const kernel[] = {
		"<4>1 2026-11-23T01:14:13.123456+01:00 host kernel - - - x",
		"1732324453.123456 host kernel: x",
		"Mon 2026-11-23 01:14:13 CET host kernel: x",
		"Mon Nov 23 01:14:13 2026 kern.warn kernel: [    2.500000] x",
		"11-23 01:14:13.123     0     0 W kernel  : [    2.500000] x",
		"W/kernel  (    0): [    2.500000] x",
		"2026-11-23T01:14:13.1234567Z stderr F [    2.500000] x",
		"- {\"dt\": \"2026-11-23T01:14:13\", \"msg\": \"[    2.500000] x\"}",
		"board1 | [    2.500000] x",
	};
	static const char *const others[] = {
		"Nov 23 01:14:13 host sshd[1]: x",
		"<30>Nov 23 01:14:13 host systemd[1]: x",
		"<12>1 2026-11-23T01:14:13Z host app 77 - - x",
		"2026-11-23T01:14:13+0100 host (udev-worker)[12]: x",
		"11-23 01:14:13.123  1200  1300 E AndroidRuntime: x",
		"E/AndroidRuntime( 1200): x",
		"30,1234,5678,-;systemd[1]: x",
		"[    2.500000] systemd[1]: x",
	};

	for (guint i = 0; i < G_N_ELEMENTS(kernel); i++)
		g_assert_false(read_line(kernel[i], "x").foreign);
	for (guint i = 0; i < G_N_ELEMENTS(others); i++) {
		struct console console;
		struct record record;

		console_init(&console, others[i], strlen(others[i]));
		g_assert_true(console_next(&console, &record));
		g_assert_true(record.foreign);
		console_clear(&console);
	}
	/* A message of the kernel with a colon does not name a sender. */
	g_assert_false(
		read_line("2026-11-23T01:14:13Z Internal error: x", "Internal error: x")
			.foreign);
	g_assert_false(
		read_line("[    2.500000] rcu: INFO: x", "rcu: INFO: x").foreign);
}

/* A prefix that all lines share is removed, whatever it is. */
static void test_learned(void)
{
	static const char log[] = "unit 7; BUG: a\n"
				  "unit 8; CPU: 0\n"
				  "unit 9; RIP: b\n"
				  "unit 10;  c\n"
				  "unit 11;  d\n"
				  "others\n";
	static const char *const texts[] = {"BUG: a", "CPU: 0", "RIP: b",
					    " c",     " d",	"others"};
	struct console console;
	struct record record;

	console_init(&console, log, strlen(log));
	console_learn(&console, strstr(log, "BUG:") - log);
	for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_assert_true(console_next(&console, &record));
		g_assert_cmpmem(record.text.data, record.text.len, texts[i],
				strlen(texts[i]));
	}
	console_clear(&console);
}

/* With very many prefixes, the work on a line is still bounded. */
static void test_many_prefixes(void)
{
	g_autoptr(GString) log = g_string_new(NULL);
	struct console console;
	struct record record;

	for (guint i = 0; i < 40; i++)
		g_string_append(log, "> ");
	console_init(&console, log->str, log->len);
	g_assert_true(console_next(&console, &record));
	g_assert_cmpuint(record.text.len, >, 40);
	console_clear(&console);
}

/* Continuation lines of one text, as dmesg prints them. */
static void test_several_lines(void)
{
	static const char log[] = "[    1.000000][   T12] \n"
				  "                       -> #1\n"
				  "                         x\n"
				  "  y\n"
				  "                       z\n";
	static const char *const texts[] = {"", "-> #1", "  x", "  y",
					    "                       z"};
	struct console console;
	struct record record;

	console_init(&console, log, strlen(log));
	for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_assert_true(console_next(&console, &record));
		g_assert_cmpmem(record.text.data, record.text.len, texts[i],
				strlen(texts[i]));
		g_assert_cmpint(record.caller, ==, i < 3 ? CALLER_TASK : CALLER_NONE);
	}
	console_clear(&console);
}

static void test_noise(void)
{
	static const char nul[] = "[    1.000000] a\0b\tc\r\n";

	read_line("[    1.000000] \033[1;31mred\033[0m and plain\r\n", "red and plain");
	read_one(nul, sizeof(nul) - 1, "ab\tc");
	read_line("\033", "");
	read_line("\033[", "");
	read_line("[    1.", "[    1.");
}

static void test_ranges(void)
{
	static const char log[] = "one\n\n[    1.000000] three";
	struct console console;
	struct record record;
	gsize starts[] = {0, 4, 5}, ends[] = {3, 4, 25};
	guint i = 0;

	console_init(&console, log, strlen(log));
	for (; console_next(&console, &record); i++) {
		g_assert_cmpuint(record.start, ==, starts[i]);
		g_assert_cmpuint(record.end, ==, ends[i]);
	}
	g_assert_cmpuint(i, ==, 3);
	console_clear(&console);
}

/* An endless line is cut, so that it takes bounded memory. */
static void test_long(void)
{
	g_autofree char *log = g_strnfill(3 * CONSOLE_LINE_MAX / 2, 'x');
	struct console console;
	struct record record;

	console_init(&console, log, 3 * CONSOLE_LINE_MAX / 2);
	g_assert_true(console_next(&console, &record));
	g_assert_cmpuint(record.end, ==, CONSOLE_LINE_MAX);
	g_assert_true(console_next(&console, &record));
	g_assert_cmpuint(record.start, ==, CONSOLE_LINE_MAX);
	g_assert_false(console_next(&console, &record));
	console_clear(&console);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/console/bare", test_bare);
	g_test_add_func("/console/printk", test_printk);
	g_test_add_func("/console/other-writers", test_other_writers);
	g_test_add_func("/console/senders", test_senders);
	g_test_add_func("/console/learned", test_learned);
	g_test_add_func("/console/many-prefixes", test_many_prefixes);
	g_test_add_func("/console/several-lines", test_several_lines);
	g_test_add_func("/console/noise", test_noise);
	g_test_add_func("/console/ranges", test_ranges);
	g_test_add_func("/console/long", test_long);
	return g_test_run();
}
