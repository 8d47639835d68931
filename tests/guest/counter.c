/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "counter.h"

#include "kit/cgroups.h"
#include "kit/util.h"

#include <ctype.h>
#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* Returns the number after "LABEL" in @text, or -1. */
static long number_behind(const char *text, const char *label)
{
	const char *at = strstr(text, label);
	long number;

	return at && sscanf(at + strlen(label), " %ld", &number) == 1 ? number : -1;
}

static long field_of_file(const char *path, const char *label)
{
	char text[8192];

	return file_read(path, text, sizeof(text)) < 0 ? -1
						       : number_behind(text, label);
}

/* Returns the number of lines in a file, which may be long, minus @heading. */
static long count_lines(const char *path, long heading)
{
	FILE *file = fopen(path, "re");
	long lines = -heading;
	int c;

	if (!file)
		return -1;
	while ((c = getc(file)) != EOF)
		lines += c == '\n';
	fclose(file);
	return lines;
}

/* Returns the objects in use of the slab @detail. SLUB counts a CPU's own slab as in
 * use; shrinking first makes the number reproducible. */
static long slab_objects(const char *detail)
{
	char path[128], line[512], name[64];
	long objects, found = -1;
	FILE *file;

	snprintf(path, sizeof(path), "/sys/kernel/slab/%s/shrink", detail);
	file_write(path, "1");
	file = fopen("/proc/slabinfo", "re");
	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "%63s %ld", name, &objects) == 2 &&
		    !strcmp(name, detail))
			found = objects;
	if (file)
		fclose(file);
	return found;
}

static long slab(const char *detail)
{
	return field_of_file("/proc/meminfo", "SUnreclaim:");
}

static long sockets(const char *detail)
{
	return field_of_file("/proc/net/sockstat", "sockets: used");
}

static long tcp_orphans(const char *detail)
{
	return field_of_file("/proc/net/sockstat", "orphan");
}

static long tcp_time_wait(const char *detail)
{
	return field_of_file("/proc/net/sockstat", "tw");
}

static long net_devices(const char *detail)
{
	return count_lines("/proc/net/dev", 2);
}

static long mounts(const char *detail)
{
	return count_lines("/proc/self/mounts", 0);
}

static long modules(const char *detail)
{
	return count_lines("/proc/modules", 0);
}

/* Returns the references to the module @detail, or to all modules: the third word of a
 * line. */
static long module_references(const char *detail)
{
	char line[1024], name[64];
	long references, all = 0, found = -1;
	FILE *file = fopen("/proc/modules", "re");

	if (!file)
		return -1;
	while (fgets(line, sizeof(line), file)) {
		if (sscanf(line, "%63s %*d %ld", name, &references) != 2)
			continue;
		all += references;
		if (!strcmp(name, detail))
			found = references;
	}
	fclose(file);
	return *detail ? found : all;
}

static long processes(const char *detail)
{
	DIR *dir = opendir("/proc");
	struct dirent *entry;
	long count = 0;

	if (!dir)
		return -1;
	while ((entry = readdir(dir))) {
		char path[300], text[2];

		/* kernel threads have no command line */
		snprintf(path, sizeof(path), "/proc/%s/cmdline", entry->d_name);
		if (isdigit((unsigned char)entry->d_name[0]) &&
		    file_read(path, text, sizeof(text)) > 0)
			count++;
	}
	closedir(dir);
	return count;
}

static long open_files(const char *detail)
{
	return file_number("/proc/sys/fs/file-nr", -1);
}

static long ipc_objects(const char *detail)
{
	long shm = count_lines("/proc/sysvipc/shm", 1);
	long sem = count_lines("/proc/sysvipc/sem", 1);
	long msg = count_lines("/proc/sysvipc/msg", 1);

	return shm < 0 || sem < 0 || msg < 0 ? -1 : shm + sem + msg;
}

/* Kernels without this file cannot count their namespaces. */
static long net_namespaces(const char *detail)
{
	return slab_objects("net_namespace");
}

static long vmalloc(const char *detail)
{
	return field_of_file("/proc/meminfo", "VmallocUsed:");
}

static long percpu(const char *detail)
{
	return field_of_file("/proc/meminfo", "Percpu:");
}

/* A name that ends in '-' is followed by what is counted. */
static const struct {
	const char *name;
	long (*read)(const char *detail);
} counters[] = {
	{"cgroups", cgroups_count},
	{"cgroups-", cgroups_count},
	{"files", open_files},
	{"ipc", ipc_objects},
	{"module-references", module_references},
	{"module-references-", module_references},
	{"modules", modules},
	{"mounts", mounts},
	{"net-devices", net_devices},
	{"net-namespaces", net_namespaces},
	{"percpu-kb", percpu},
	{"processes", processes},
	{"slab-kb", slab},
	{"slab-objects-", slab_objects},
	{"sockets", sockets},
	{"tcp-orphans", tcp_orphans},
	{"tcp-time-wait", tcp_time_wait},
	{"vmalloc-kb", vmalloc},
};

long counter_read(const char *name)
{
	for (size_t i = 0; i < COUNT(counters); i++) {
		size_t length = strlen(counters[i].name);
		bool open = counters[i].name[length - 1] == '-';

		if (open ? !strncmp(name, counters[i].name, length) && name[length]
			 : !strcmp(name, counters[i].name))
			return counters[i].read(open ? name + length : "");
	}
	return -1;
}
