/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "shell.h"

#include "kit/util.h"
#include "modules.h"
#include "state.h"
#include "suite.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

enum { WORDS_MOST = 16 };

/* The words of a command, beginning with its name. */
struct input {
	const struct plan *plan;
	const struct params *params;
	int count;
	char *word[WORDS_MOST + 1]; /* ended by NULL */
};

struct shell_command {
	const char *name;
	const char *args;
	const char *summary;
	int least; /* minimum number of operands */
	int (*run)(struct input *words);
};

static const struct shell_command commands[];

static int failed(const char *what)
{
	fprintf(stderr, "%s: %s\n", what, strerror(errno));
	return 1;
}

static int shell_cd(struct input *words)
{
	const char *path = words->count > 1 ? words->word[1] : "/";

	return chdir(path) < 0 ? failed(path) : 0;
}

static int shell_ls(struct input *words)
{
	const char *path = words->count > 1 ? words->word[1] : ".";
	DIR *dir = opendir(path);
	struct dirent *entry;

	if (!dir)
		return failed(path);
	while ((entry = readdir(dir)))
		if (entry->d_name[0] != '.')
			printf("%s%s\n", entry->d_name,
			       entry->d_type == DT_DIR ? "/" : "");
	closedir(dir);
	return 0;
}

static int shell_cat(struct input *words)
{
	char block[4096];
	ssize_t got;

	for (int i = 1; i < words->count; i++) {
		int fd = open(words->word[i], O_RDONLY | O_CLOEXEC);

		if (fd < 0)
			return failed(words->word[i]);
		while ((got = read(fd, block, sizeof(block))) > 0)
			fwrite(block, 1, (size_t)got, stdout);
		close(fd);
		if (got < 0)
			return failed(words->word[i]);
	}
	return 0;
}

/* echo WORD... [>FILE]: writes the file with one write(2). */
static int shell_echo(struct input *words)
{
	const char *path = NULL;
	char text[256] = "";
	int error;

	for (int i = 1; i < words->count; i++) {
		size_t used = strlen(text);
		const char *word = words->word[i];

		if (word[0] == '>') {
			path = word[1] ? word + 1 : words->word[i + 1];
			break;
		}
		snprintf(text + used, sizeof(text) - used, "%s%s", used ? " " : "",
			 word);
	}
	if (!path) {
		puts(text);
		return 0;
	}
	error = file_write(path, "%s\n", text);
	errno = -error;
	return error ? failed(path) : 0;
}

static int shell_mkdir(struct input *words)
{
	return mkdir(words->word[1], 0755) < 0 ? failed(words->word[1]) : 0;
}

static int shell_rmdir(struct input *words)
{
	return rmdir(words->word[1]) < 0 ? failed(words->word[1]) : 0;
}

static int shell_mount(struct input *words)
{
	const char *options = words->count > 3 ? words->word[3] : NULL;

	return mount(words->word[1], words->word[2], words->word[1], 0, options) < 0
		       ? failed(words->word[2])
		       : 0;
}

static int shell_umount(struct input *words)
{
	return umount(words->word[1]) < 0 ? failed(words->word[1]) : 0;
}

static int shell_state(struct input *words)
{
	char text[960];

	state_print(words->plan, text, sizeof(text));
	puts(text);
	return 0;
}

static int shell_list(struct input *words)
{
	for (unsigned int i = 0; i < words->plan->test_count; i++)
		puts(words->plan->tests[i]->name);
	return 0;
}

static int shell_test(struct input *words)
{
	bool ok = true;

	for (int i = 1; i < words->count; i++) {
		const struct plan_test *test = plan_find(words->plan, words->word[i]);

		if (test)
			ok &= suite_run_one(words->params, (unsigned int)i, test);
		else
			fprintf(stderr, "%s: no such test; try list\n", words->word[i]);
	}
	return !ok;
}

static int shell_help(struct input *words)
{
	for (const struct shell_command *c = commands; c->name; c++)
		printf("%-8s %-22s %s\n", c->name, c->args, c->summary);
	printf("%-8s %-22s %s\n", "exit", "", "leave the guest");
	return 0;
}

static const struct shell_command commands[] = {
	{"cd", "[DIR]", "change the directory", 0, shell_cd},
	{"ls", "[DIR]", "list a directory", 0, shell_ls},
	{"cat", "FILE...", "print files", 1, shell_cat},
	{"echo", "WORD... [>FILE]", "print words, or write them to a file", 0,
	 shell_echo},
	{"mkdir", "DIR", "make a directory or a cgroup", 1, shell_mkdir},
	{"rmdir", "DIR", "remove it", 1, shell_rmdir},
	{"mount", "TYPE DIR [OPTIONS]", "mount a filesystem", 2, shell_mount},
	{"umount", "DIR", "unmount it", 1, shell_umount},
	{"state", "", "what init prints before and after", 0, shell_state},
	{"list", "", "list the tests", 0, shell_list},
	{"run", "TEST...", "run tests", 1, shell_test},
	{"help", "", "this list", 0, shell_help},
	{0},
};

static int run_words(struct input *words)
{
	for (const struct shell_command *c = commands; c->name; c++) {
		if (strcmp(c->name, words->word[0]))
			continue;
		if (words->count > c->least)
			return c->run(words);
		fprintf(stderr, "usage: %s %s\n", c->name, c->args);
		return 2;
	}
	fprintf(stderr, "%s: no such command; try help\n", words->word[0]);
	return 2;
}

void shell_run(const struct plan *plan, const struct params *params)
{
	char line[512], *rest;

	modules_load(params);
	printf("kferry guest; 'help' lists the commands\n");
	for (;;) {
		struct input words = {.plan = plan, .params = params};

		printf("guest# ");
		fflush(stdout);
		if (!fgets(line, sizeof(line), stdin))
			return;
		rest = line;
		for (char *word; (word = strsep(&rest, " \t\r\n"));)
			if (*word && words.count < WORDS_MOST)
				words.word[words.count++] = word;
		if (!words.count)
			continue;
		if (!strcmp(words.word[0], "exit"))
			return;
		run_words(&words);
		fflush(stdout);
	}
}
